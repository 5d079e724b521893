from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GoalCycleGenerate(models.TransientModel):
    _name = "goal.cycle.generate"
    _description = "Generate Cycles"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    year = fields.Integer(required=True, default=lambda self: self.env.company._goal_today().year)
    first_month = fields.Selection(
        [(str(number), str(number)) for number in range(1, 13)],
        required=True,
        default="1",
        help="The month in which the company's year begins.",
    )
    with_weeks = fields.Boolean(string="Weeks")
    with_months = fields.Boolean(string="Months", default=True)
    with_quarters = fields.Boolean(string="Quarters", default=True)
    with_halves = fields.Boolean(string="Half-years")
    with_year = fields.Boolean(string="The year", default=True)

    @api.constrains("year")
    def _check_year(self):
        for wizard in self:
            if not 2000 <= wizard.year <= 2100:
                raise ValidationError(self.env._("Choose a year from 2000 to 2100."))

    def action_generate(self):
        """Create the cycles of the year that are missing, and list the year's cycles."""
        self.ensure_one()
        wanted = {
            "week": self.with_weeks,
            "month": self.with_months,
            "quarter": self.with_quarters,
            "half": self.with_halves,
            "year": self.with_year,
        }
        cycles = self.env["goal.cycle"]._generate_year(
            self.company_id,
            self.year,
            [cycle_type for cycle_type, chosen in wanted.items() if chosen],
            int(self.first_month),
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.goal_cycle_action")
        return {**action, "domain": [("id", "in", cycles.ids)], "context": {}}
