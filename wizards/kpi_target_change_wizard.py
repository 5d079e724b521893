from odoo import api, fields, models

from ..models.optional_float import OptionalFloat


class KpiTargetChangeWizard(models.TransientModel):
    _name = "kpi.target.change.wizard"
    _description = "Change Target"

    line_ids = fields.Many2many("kpi.scorecard.line", required=True)
    line_id = fields.Many2one("kpi.scorecard.line", string="First Line", compute="_compute_line_id")
    unit = fields.Selection(related="line_id.unit")
    digits = fields.Integer(related="line_id.digits")
    currency_id = fields.Many2one(related="line_id.currency_id")
    old_target = OptionalFloat(related="line_id.target")
    new_target = OptionalFloat(required=True)
    reason = fields.Char(required=True)

    @api.depends("line_ids")
    def _compute_line_id(self):
        for wizard in self:
            wizard.line_id = wizard.line_ids[:1]._origin

    def action_change(self):
        self.ensure_one()
        self.line_ids.write({"target": self.new_target, "target_reason": self.reason})
        return {"type": "ir.actions.act_window_close"}
