from odoo import api, fields, models


class HrEmployee(models.Model):
    """The appraisals of an employee, as far as the user may read them."""

    _inherit = "hr.employee"
    appraisal_count = fields.Integer(compute="_compute_appraisal_count", groups="hr.group_hr_user")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_appraisal_count(self):
        counts = dict(
            self.env["goal.appraisal"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.appraisal_count = counts.get(employee, 0)

    def action_view_appraisals(self):
        self.ensure_one()
        return self.env["goal.appraisal"]._action_of(self, "employee_id")

    @api.model
    def _goal_hired_on(self, employees):
        """{employee id: the day the first contract began, else the day the record was made}."""
        rows = (
            self.env["hr.version"]
            .sudo()
            ._read_group(
                [("employee_id", "in", employees.ids), ("contract_date_start", "!=", False)],
                ["employee_id"],
                ["contract_date_start:min"],
            )
        )
        begun = {employee.id: first for employee, first in rows}
        return {e.id: begun.get(e.id) or e.create_date.date() for e in employees}
