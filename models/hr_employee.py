from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    scorecard_ids = fields.One2many("kpi.scorecard", "employee_id", groups="hr.group_hr_user")
    scorecard_count = fields.Integer(compute="_compute_scorecard_count", groups="hr.group_hr_user")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scorecard_count(self):
        counts = dict(
            self.env["kpi.scorecard"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.scorecard_count = counts.get(employee, 0)

    def action_view_scorecards(self):
        self.ensure_one()
        return self.env["kpi.scorecard"]._action_of(self, "employee_id")
