from odoo import api, fields, models

MANAGED_BY = {"parent_id", "manager_id"}


class HrDepartment(models.Model):
    _inherit = "hr.department"

    scorecard_count = fields.Integer(compute="_compute_goal_counts")
    objective_count = fields.Integer(compute="_compute_goal_counts")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_goal_counts(self):
        scorecards = self.env["kpi.scorecard"]._count_of(self, "owner_department_id")
        objectives = self.env["okr.objective"]._count_of(self, "owner_department_id")
        for department in self:
            department.scorecard_count = scorecards.get(department, 0)
            department.objective_count = objectives.get(department, 0)

    def action_view_scorecards(self):
        self.ensure_one()
        return self.env["kpi.scorecard"]._action_of(self, "owner_department_id")

    def action_view_objectives(self):
        self.ensure_one()
        return self.env["okr.objective"]._action_of(self, "owner_department_id")

    def modified(self, fnames, create=False, before=False):
        super().modified(fnames, create, before)
        if not MANAGED_BY.isdisjoint(fnames):
            self.env["res.users"]._goal_forget_managed()
