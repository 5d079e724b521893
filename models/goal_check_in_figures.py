from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..scoring import TOLERANCE, milestone_progress


class GoalCheckIn(models.Model):
    """From what is said in a check-in to figures: what is taken, refused, and stored."""

    _inherit = "goal.check.in"

    def _completed(self, vals_list):
        """``vals_list`` with the day, and with the figure where that comes by itself.

        Raises UserError where one is typed that comes by itself, or where none is given.
        """
        subjects = [self._subject(vals) for vals in vals_list]
        ids = {}
        for subject in subjects:
            ids.setdefault(subject._name, {}).update(dict.fromkeys(subject._ids))
        for model, found in ids.items():
            self.env[model].browse(found).check_access("read")
        return [
            self._with_figure(dict(vals), subject.with_prefetch(tuple(ids[subject._name])))
            for vals, subject in zip(vals_list, subjects, strict=True)
        ]

    def _with_figure(self, vals, subject):
        if not subject:
            return vals
        vals.setdefault("date", subject._check_in_day())
        value = vals.get("value")
        value = None if value is False else value
        if not subject.is_automatic:
            if value is None:
                raise UserError(self.env._("%(name)s: say where it stands.", name=subject.name))
            if subject._check_in_kind() == "yes_no" and value not in (0, 1):
                raise ValidationError(self.env._("The answer is yes (1) or no (0)."))
            return vals
        if vals.get("corrects_id"):
            return vals | self._kept_figure(vals["corrects_id"])
        if subject._check_in_kind() == "milestones":
            vals.setdefault("milestone_ids", [Command.set(subject._milestones_done().ids)])
            return vals
        known, _confidence = subject._stand()
        if value is not None and (not _same(value, known)):
            raise UserError(
                self.env._("%(name)s is computed; confirm its figure.", name=subject.name)
            )
        return vals | {"value": False if known is None else known}

    def _kept_figure(self, check_in_id):
        """What stays as it was when what was said about a figure that comes by itself is
        corrected: the figure and its day."""
        old = self.browse(check_in_id)
        return {
            "date": old.date,
            "value": False if old.value is None else old.value,
            "milestone_ids": [Command.set(old.milestone_ids.ids)],
        }

    def _check_dates(self):
        for check_in in self:
            subject = check_in._about()
            cycle = subject.sudo().cycle_id
            if cycle.state == "closed":
                raise UserError(
                    self.env._("%(cycle)s is closed; its history is fixed.", cycle=cycle.name)
                )
            today = cycle.company_id._goal_today()
            if not cycle.date_start <= check_in.date <= max(today, cycle.date_start):
                raise UserError(
                    self.env._(
                        "A check-in lies between the start of %(cycle)s and today.",
                        cycle=cycle.name,
                    )
                )
            if check_in.line_id and check_in.date > cycle.date_end:
                raise UserError(
                    self.env._("A figure of a KPI lies inside %(cycle)s.", cycle=cycle.name)
                )
            if subject.is_automatic and (not check_in.corrects_id):
                check_in._check_figure_of_that_day(subject, min(today, cycle.date_end))

    def _check_figure_of_that_day(self, subject, today):
        """Refuse to give an earlier day a figure that is known as of today only."""
        if self.kind != "milestones":
            if self.date < today:
                raise UserError(
                    self.env._(
                        "%(name)s is computed: a check-in confirms the figure of today, not of "
                        "an earlier day.",
                        name=subject.name,
                    )
                )
            return
        if subject.last_check_in_at:
            if self.date < subject.last_check_in_at:
                raise UserError(
                    self.env._(
                        "%(name)s: a later check-in says already which milestones are done.",
                        name=subject.name,
                    )
                )

    def _supersede(self):
        for check_in in self.filtered("corrects_id"):
            old = check_in.corrects_id
            same = old.key_result_id == check_in.key_result_id and old.line_id == check_in.line_id
            if not same or old == check_in:
                raise UserError(self.env._("A check-in corrects one of the same goal."))
            if old.superseded_by_id:
                raise UserError(self.env._("This check-in has been corrected already."))
            old._write_past_guard({"superseded_by_id": check_in.id})

    def _store_milestones(self):
        """Tick the milestones as the check-ins say; the latest has the last word."""
        ticks = {}
        for check_in in self.sorted("date"):
            if check_in.milestone_ids - check_in.key_result_id.milestone_ids:
                raise UserError(
                    self.env._(
                        "Choose among the milestones of %(name)s.", name=check_in._about().name
                    )
                )
            if check_in.kind != "milestones" or check_in.corrects_id:
                continue
            share = check_in._share_of_milestones()
            check_in._write_past_guard({"value": False if share is None else share})
            for milestone in check_in.key_result_id.milestone_ids:
                ticks[milestone] = milestone in check_in.milestone_ids
        later = self.env["okr.milestone"].with_context(goal_refresh_later=True)
        for done in (True, False):
            later.browse(
                [m.id for m, ticked in ticks.items() if ticked == done and m.done != done]
            ).write({"done": done})

    def _share_of_milestones(self):
        done = self.milestone_ids._origin
        return milestone_progress(
            [(step in done, step.weight) for step in self.key_result_id.milestone_ids._origin]
        )

    def _store_values(self):
        """Make what is said about a KPI its figure; a correction changes that of the old one."""
        said = self.filtered(lambda check_in: check_in.line_id.source == "manual")
        corrections = said.filtered("corrects_id.value_id")
        self._correct_values(corrections)
        new = said - corrections
        figures = self.env["kpi.value"].create([c._new_figure_vals() for c in new])
        for check_in, figure in zip(new, figures, strict=True):
            check_in._write_past_guard({"value_id": figure.id})

    def _correct_values(self, corrections):
        figures = corrections.corrects_id.value_id
        lines = self.env["goal.engine"]._lines_of_values(figures)
        for check_in in corrections:
            figure = check_in.corrects_id.value_id.with_context(goal_refresh_later=True)
            figure.write(check_in._figure_vals())
            check_in._write_past_guard({"value_id": figure.id})
        self.env["goal.engine"]._refresh_values(figures, lines)

    def _figure_vals(self):
        note = (self.note or "").partition("\n")[0] or False
        return {"date": self.date, "value": self.value, "note": note}

    def _new_figure_vals(self):
        card = self.line_id.scorecard_id
        return self._figure_vals() | {
            "indicator_id": self.line_id.indicator_id.id,
            "company_id": card.company_id.id,
            "owner_type": card.owner_type,
            "employee_id": card.employee_id.id,
            "team_id": card.team_id.id,
            "department_id": card.department_id.id,
        }

    def _refresh_subjects(self):
        engine = self.env["goal.engine"]
        engine._refresh_objectives(self.key_result_id.objective_id)
        engine._refresh_lines(self.line_id.filtered("is_automatic").sudo())

    def _store_figures(self):
        """Keep with each check-in what it led to: the figure as it was just measured, where it
        comes by itself, and the progress."""
        for check_in in self:
            subject = check_in._about()
            value = check_in.value
            measured = subject.is_automatic and check_in.kind != "milestones"
            if measured and (not check_in.corrects_id):
                value, _confidence = subject._stand()
            vals = {"value": value, "progress": subject._progress_at(value)}
            check_in._write_past_guard(
                {name: False if figure is None else figure for name, figure in vals.items()}
            )


def _same(value, known):
    return known is not None and abs(value - known) <= TOLERANCE * max(1.0, abs(known))
