from odoo import api, fields, models

MANAGED_BY = {"company_id", "current_version_id", "parent_id", "user_id"}


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    scorecard_ids = fields.One2many("kpi.scorecard", "employee_id", groups="hr.group_hr_user")
    scorecard_count = fields.Integer(compute="_compute_goal_counts", groups="hr.group_hr_user")
    objective_ids = fields.One2many("okr.objective", "employee_id", groups="hr.group_hr_user")
    objective_count = fields.Integer(compute="_compute_goal_counts", groups="hr.group_hr_user")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_goal_counts(self):
        scorecards = self.env["kpi.scorecard"]._count_of(self, "employee_id")
        objectives = self.env["okr.objective"]._count_of(self, "employee_id")
        for employee in self:
            employee.scorecard_count = scorecards.get(employee, 0)
            employee.objective_count = objectives.get(employee, 0)

    def action_view_scorecards(self):
        self.ensure_one()
        return self.env["kpi.scorecard"]._action_of(self, "employee_id")

    def action_view_objectives(self):
        self.ensure_one()
        return self.env["okr.objective"]._action_of(self, "employee_id")

    def modified(self, fnames, create=False, before=False):
        super().modified(fnames, create, before)
        if not MANAGED_BY.isdisjoint(fnames):
            self.env["res.users"]._goal_forget_managed()
