from odoo import api, fields, models


class HrDepartment(models.Model):
    """The appraisals of a department, as far as the user may read them."""

    _inherit = "hr.department"
    appraisal_count = fields.Integer(compute="_compute_appraisal_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_appraisal_count(self):
        counts = dict(
            self.env["goal.appraisal"]._read_group(
                [("department_id", "in", self.ids)], ["department_id"], ["__count"]
            )
        )
        for department in self:
            department.appraisal_count = counts.get(department, 0)

    def action_view_appraisals(self):
        self.ensure_one()
        return self.env["goal.appraisal"]._action_of(self, "department_id")
