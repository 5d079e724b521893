from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    goal_managed_ids = fields.Json(
        compute="_compute_goal_managed_ids", compute_sudo=True, groups=fields.NO_ACCESS
    )

    @api.depends()
    def _compute_goal_managed_ids(self):
        for user in self:
            user.goal_managed_ids = user._goal_find_managed_employee_ids()

    def _goal_managed_employee_ids(self):
        """The ids of the employees this user manages, at any depth, the user excluded."""
        self.ensure_one()
        return self.sudo().goal_managed_ids or []

    @api.model
    def _goal_forget_managed(self):
        """Have it found out anew who manages whom, as the tree has changed."""
        self.invalidate_model(["goal_managed_ids"], flush=False)

    def _goal_find_managed_employee_ids(self):
        """The ids of the employees this user manages, at any depth, the user excluded.

        Managed are the reports in the employee tree and the members of the departments the
        user manages, with their own reports; never somebody above the user, even where the
        user's boss sits in the user's department.
        """
        self.ensure_one()
        # The ids feed record rules and are shown to nobody.
        Employee = self.env["hr.employee"].sudo().with_context(active_test=False)
        mine = Employee.search([("user_id", "=", self.id)])
        if not mine:
            return []
        bosses = Employee.search([("id", "parent_of", mine.ids)])
        departments = (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .search([("manager_id", "in", mine.ids)])
        )
        roots = mine
        if departments:
            roots |= Employee.search([("department_id", "child_of", departments.ids)]) - bosses
        return (Employee.search([("id", "child_of", roots.ids)]) - bosses - mine).ids
