from odoo import models


class KpiScorecard(models.Model):
    _name = "kpi.scorecard"
    _inherit = ["kpi.scorecard", "goal.print.mixin"]
    _print_report = "kpi_okr.kpi_scorecard_report"

    def _print_user(self):
        """An employee's own page speaks the employee's language."""
        return self.employee_id.sudo().user_id[:1]
