from odoo import api, fields, models


class GoalAccessMixin(models.AbstractModel):
    """Whether the current user may write a record, for views to lock what the server refuses."""

    _name = "goal.access.mixin"
    _description = "Access to Goals"

    may_edit = fields.Boolean(compute="_compute_may_edit", compute_sudo=False)

    @api.depends_context("uid")
    def _compute_may_edit(self):
        allowed = self._filtered_access("write")
        for record in self:
            record.may_edit = record in allowed
