from odoo import api, fields, models
from odoo.exceptions import UserError


class KpiScorecardGenerate(models.TransientModel):
    _name = "kpi.scorecard.generate"
    _description = "Generate Scorecards"

    template_ids = fields.Many2many("kpi.scorecard.template", required=True)
    scope = fields.Selection(
        [("cycle", "A cycle"), ("year", "A year")], required=True, default="cycle"
    )
    cycle_type = fields.Selection(
        lambda self: self.env["goal.cycle"]._fields["cycle_type"].selection,
        compute="_compute_cycle_type",
    )
    cycle_id = fields.Many2one("goal.cycle", domain="[('state', '!=', 'closed')]")
    year = fields.Integer(default=lambda self: self.env.company._goal_today().year)

    @api.depends("template_ids")
    def _compute_cycle_type(self):
        for wizard in self:
            wizard.cycle_type = wizard.template_ids[:1].cycle_type

    def action_generate(self):
        """Create what is missing and show the scorecards of the cycles chosen."""
        self.ensure_one()
        cycles = self._cycles()
        if not cycles:
            raise UserError(self.env._("There is no such cycle; generate the year's cycles first."))
        created = self.template_ids._generate(cycles)
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_scorecard_action")
        return {
            **action,
            "display_name": self.env._("%(count)s scorecards created", count=len(created)),
            "domain": [
                ("cycle_id", "in", cycles.ids),
                ("template_id", "in", self.template_ids.ids),
            ],
            "context": {"search_default_group_cycle": 1},
        }

    def _cycles(self):
        if self.scope == "cycle":
            return self.cycle_id
        return self.env["goal.cycle"].search(
            [
                ("state", "!=", "closed"),
                ("company_id", "in", self.template_ids.company_id.ids),
                ("cycle_type", "in", self.template_ids.mapped("cycle_type")),
                ("date_end", ">=", f"{self.year}-01-01"),
                ("date_start", "<=", f"{self.year}-12-31"),
            ]
        )
