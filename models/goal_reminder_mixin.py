from odoo import fields, models


class GoalReminderMixin(models.AbstractModel):
    """Goals whose owner is reminded when a check-in is due: one activity for each of them.

    Models give ``next_check_in`` and the fields of ``goal.cycle.mixin``.
    """

    _name = "goal.reminder.mixin"
    _description = "Reminders of Goals"

    _reminder = None

    next_check_in = fields.Date(compute="_compute_next_check_in", search="_search_next_check_in")

    def _remind_check_ins(self):
        """One activity for each of these open goals with a check-in due, for the owner.

        A goal that has one keeps it, so it may be called as often as one likes. Returns the
        goals that got one.
        """
        todo = self.filtered(lambda goal: goal.state == "open" and goal.user_id and goal._is_due())
        todo -= self._with_reminder(todo)
        activity_type = self.env.ref(self._reminder)
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "automated": True,
                    "date_deadline": goal.next_check_in,
                    "res_model_id": model_id,
                    "res_id": goal.id,
                    "user_id": goal.user_id.id,
                }
                for goal in todo
            ]
        )
        return todo

    def _finish_reminders(self):
        """Mark the reminders done of the goals with no check-in due any more."""
        reminded = self._with_reminder(self.sudo())
        reminded.filtered(lambda goal: not goal._is_due()).activity_feedback([self._reminder])

    def _drop_reminders(self):
        self.activity_unlink([self._reminder])

    def _is_due(self):
        self.ensure_one()
        today = self.company_id.sudo()._goal_today()
        return bool(self.next_check_in) and self.next_check_in <= today

    def _with_reminder(self, goals):
        """Those of ``goals`` that have a reminder."""
        activities = goals.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", goals.ids),
                ("activity_type_id", "=", self.env.ref(self._reminder).id),
            ]
        )
        return goals.browse(activities.mapped("res_id"))
