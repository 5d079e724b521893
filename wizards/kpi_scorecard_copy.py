from odoo import api, fields, models


class KpiScorecardCopy(models.TransientModel):
    _name = "kpi.scorecard.copy"
    _description = "Copy Scorecards to a Cycle"

    scorecard_ids = fields.Many2many("kpi.scorecard", required=True)
    cycle_id = fields.Many2one(
        "goal.cycle",
        required=True,
        domain="[('state', '!=', 'closed')]",
        compute="_compute_cycle_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("scorecard_ids")
    def _compute_cycle_id(self):
        for wizard in self:
            last = wizard.scorecard_ids.cycle_id.sorted("date_end")[-1:]
            wizard.cycle_id = last._next() if last else False

    def action_copy(self):
        """Copy the chosen scorecards with their lines; owners who have one keep it as it is."""
        self.ensure_one()
        copies = self.scorecard_ids._copy_to(self.cycle_id)
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_scorecard_action")
        return {**action, "domain": [("id", "in", copies.ids)], "context": {}}
