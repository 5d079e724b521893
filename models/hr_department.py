from odoo import api, fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    scorecard_count = fields.Integer(compute="_compute_scorecard_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scorecard_count(self):
        counts = dict(
            self.env["kpi.scorecard"]._read_group(
                [("owner_department_id", "in", self.ids)], ["owner_department_id"], ["__count"]
            )
        )
        for department in self:
            department.scorecard_count = counts.get(department, 0)

    def action_view_scorecards(self):
        self.ensure_one()
        return self.env["kpi.scorecard"]._action_of(self, "owner_department_id")
