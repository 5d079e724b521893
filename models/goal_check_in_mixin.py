from odoo import api, fields, models
from odoo.fields import Domain

RHYTHMS = [
    ("week", "Every Week"),
    ("two_weeks", "Every Two Weeks"),
    ("month", "Every Month"),
    ("never", "Not Asked"),
]


class GoalCheckInMixin(models.AbstractModel):
    """What is checked in on: a key result or a scorecard line.

    Models give ``state``, ``company_id``, ``is_automatic`` and ``_stand``.
    """

    _name = "goal.check.in.mixin"
    _description = "Subject of Check-ins"

    _check_in_field = None

    next_check_in = fields.Date(
        string="Next Check-in", readonly=True, copy=False, index="btree_not_null"
    )
    is_overdue = fields.Boolean(
        string="Check-in Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("next_check_in", "state")
    def _compute_is_overdue(self):
        for subject in self:
            subject.is_overdue = (
                subject.state == "open"
                and bool(subject.next_check_in)
                and (subject.next_check_in < subject.company_id.sudo()._goal_today())
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = self.sudo()._read_group([("state", "=", "open")], ["company_id"])
        companies = self.env["res.company"].sudo().union(*(company for (company,) in groups))
        return Domain("state", "=", "open") & Domain.OR(
            Domain("company_id", "in", same_day.ids) & Domain("next_check_in", "<", today)
            for today, same_day in companies.grouped(lambda c: c._goal_today()).items()
        )

    def action_check_in(self):
        """The check-in dialog, with the last value and confidence filled in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "goal.check.in",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{self._check_in_field}": self.id},
        }

    def _stand(self):
        """The (figure, confidence) that a check-in begins with, each None where not known."""
        raise NotImplementedError

    def _progress_at(self, value):
        """The progress that a figure comes to, a fraction; None for no data."""
        raise NotImplementedError

    def _check_in_day(self):
        """The day that a check-in made now is about: today, as far as the cycle has come."""
        self.ensure_one()
        cycle = self.sudo().cycle_id
        return max(cycle.date_start, cycle.company_id._goal_today())

    def _check_in_kind(self):
        """The kind of a key result; a KPI is a number."""
        return "number"

    def _milestones_done(self):
        return self.env["okr.milestone"]
