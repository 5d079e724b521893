from odoo import fields, models

from .optional_float import OptionalFloat


class KpiTargetChange(models.Model):
    """An old target and why it changed; appended, never edited."""

    _name = "kpi.target.change"
    _description = "Target Change"
    _order = "create_date desc, id desc"
    _rec_name = "reason"

    line_id = fields.Many2one(
        "kpi.scorecard.line", required=True, index=True, ondelete="cascade", readonly=True
    )
    scorecard_id = fields.Many2one(related="line_id.scorecard_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit = fields.Selection(related="line_id.unit")
    digits = fields.Integer(related="line_id.digits")
    old_target = OptionalFloat(readonly=True)
    new_target = OptionalFloat(readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Changed By", readonly=True)
