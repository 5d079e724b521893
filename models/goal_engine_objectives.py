from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..scoring import (
    Part,
    judge_key_result,
    judge_objective,
    next_due,
    progress,
    range_progress,
    slot_values,
    yes_no_progress,
)  # fmt: skip
from .goal_engine import _model_of
from .goal_engine_calendar import CheckInCalendar
from .goal_engine_key_results import KeyResultNumbers
from .goal_engine_measure import Measurement, owner_of
from .goal_engine_owners import OwnerKeys
from .goal_engine_scorecards import FORECASTS
from .goal_engine_types import RefreshResult

KEY_RESULT_FIELDS = (
    "current",
    "progress",
    "score",
    "confidence",
    "pace",
    "status",
    "error",
    "last_check_in_at",
    "last_check_in_note",
    "last_obstacle",
    "next_check_in",
)  # fmt: skip
OBJECTIVE_FIELDS = "progress", "score", "confidence", "pace", "status", "grade", "met", "data_share"


class GoalEngine(models.AbstractModel):
    """Objectives: the numbers of key results, then roll-ups from the deepest level up."""

    _inherit = "goal.engine"

    # --- refreshing ------------------------------------------------------------------------

    def _refresh_objectives(self, objectives):
        """Measure and score objectives and everything above them now, and say so on them."""
        if not objectives:
            return
        self._refresh_objective_trees(objectives.ids)
        self.env.cr.execute(
            SQL(
                """UPDATE okr_objective SET refreshed_at = %s
                    WHERE id = ANY(%s) AND state <> 'closed'""",
                fields.Datetime.now(),
                objectives.ids,
            )
        )
        self.env["okr.objective"].invalidate_model(["refreshed_at"], flush=False)

    def _refresh_cycles(self, cycles):
        super()._refresh_cycles(cycles)
        self._refresh_objectives(
            self.env["okr.objective"].sudo().search([("cycle_id", "in", cycles.ids)])
        )

    def _refresh_indicators(self, indicators):
        super()._refresh_indicators(indicators)
        self._refresh_objectives(self._objectives_of(indicators))

    def _refresh_values(self, values, lines_before=None):
        super()._refresh_values(values, lines_before)
        self._refresh_objectives(self._objectives_of_values(values))

    def _objectives_of_values(self, values):
        """The open objectives that a KPI brings hand-entered ``values`` to."""
        return self._objectives_of(values.sudo().indicator_id, values.sudo().company_id)

    def _objectives_of(self, indicators, companies=None):
        KeyResult = self.env["okr.key.result"].sudo()
        domain = [("source", "=", "indicator"), ("state", "!=", "closed")]
        if not indicators or not KeyResult.search_count(domain, limit=1):
            return KeyResult.objective_id
        domain.append(("indicator_id", "in", self._with_dependents(indicators).ids))
        if companies:
            domain.append(("company_id", "in", companies.ids))
        return KeyResult.search(domain).objective_id

    def _refresh_objective_trees(self, objective_ids):
        """Measure, score and store objectives and those above; write only what changed.

        Closed cycles are left as they are. The number of queries depends neither on the number
        of objectives nor on the depth. Returns a ``RefreshResult`` about key results.
        """
        self.env.flush_all()
        objectives = (
            self.env["okr.objective"]
            .sudo()  # the engine writes what nobody else may
            .search([("id", "parent_of", list(objective_ids)), ("state", "!=", "closed")])
        )
        by_id = {objective.id: objective for objective in objectives}
        numbers = KeyResultNumbers(self, objectives)
        errors = numbers.errors
        expected = self._expected(objectives.cycle_id)
        changed, pushed, parts = [], set(), defaultdict(list)
        calendar = CheckInCalendar()
        for key_result in numbers.key_results:
            judged = self._judge_key_result(
                key_result, by_id[key_result.objective_id], numbers, expected, calendar
            )
            row = *judged[:6], errors.get(key_result.id), *judged[6:]
            _current, way, score, confidence, pace, status = row[:6]
            parts[key_result.objective_id].append(
                Part(key_result.weight, way, score, confidence, pace, status)
            )
            if row != key_result.stored:
                changed.append((key_result.id, *row))
                pushed.add(key_result.objective_id)
        self._store_key_results(changed)
        pushed.update(self._store_objectives(objectives, self._roll_up(objectives, parts)))
        self._push("okr.objective", {objective_id: [] for objective_id in pushed})
        return RefreshResult(
            len(numbers.key_results), len(changed), sum(1 for error in errors.values() if error)
        )

    # --- judging ---------------------------------------------------------------------------

    def _judge_key_result(self, key_result, objective, numbers, expected, calendar):
        """current, progress, score, confidence, pace, status, then what the check-ins say."""
        latest = numbers.check_ins(key_result)
        slots = calendar.slots(objective, key_result.check_in_every)
        since = key_result.check_in_from or objective.date_start
        today = calendar.today(objective.company_id)
        due = next_due(slots, since, latest.date)
        current = numbers.current(key_result)
        if key_result.kind == "range":
            values = slot_values(slots, since, today, latest.all)
            way = range_progress(values, key_result.low, key_result.high)
        elif key_result.kind == "milestones":
            way = current
        elif key_result.kind == "yes_no":
            way = None if current is None else yes_no_progress(bool(current))
        else:
            way = progress(key_result.start, key_result.target, current)
        result = judge_key_result(
            way,
            expected[objective.cycle_id.id],
            by_pace=key_result.kind != "range",
            outdated=calendar.is_overdue(objective, due),
        )
        return (
            current,
            result.progress,
            result.score,
            latest.confidence,
            result.pace,
            result.status,
            latest.date,
            latest.note,
            latest.obstacle,
            due,
        )

    def _roll_up(self, objectives, parts):
        """{objective id: ObjectiveResult}, the deepest first, so that each is judged once."""
        inside = set(objectives.ids)
        including = {objective.id for objective in objectives if objective.include_children}
        for parent_id, *figures in self._children_outside(including, inside):
            parts[parent_id].append(Part(*figures))
        results = {}
        for objective in objectives.sorted(lambda o: -o.parent_path.count("/")):
            result = judge_objective(parts[objective.id], objective.commitment)
            results[objective.id] = result
            if objective.parent_id.id in including:
                parts[objective.parent_id.id].append(
                    Part(
                        objective.weight,
                        result.progress,
                        result.score,
                        result.confidence,
                        result.pace,
                        result.status,
                    )
                )
        return results

    def _children_outside(self, parents, inside):
        """The stored figures of the aligned objectives that are not refreshed now."""
        self.env.cr.execute(
            SQL(
                """SELECT parent_id, weight, progress, score, confidence, pace, status
                     FROM okr_objective
                    WHERE parent_id = ANY(%s) AND NOT id = ANY(%s)""",
                list(parents),
                list(inside),
            )
        )
        return self.env.cr.fetchall()

    # --- storing ---------------------------------------------------------------------------

    def _store_key_results(self, changed):
        if not changed:
            return
        columns = [list(column) for column in zip(*changed, strict=True)]
        self.env.cr.execute(
            SQL(
                """UPDATE okr_key_result AS kr
                      SET current = new.current, progress = new.progress, score = new.score,
                          confidence = new.confidence, pace = new.pace, status = new.status,
                          error = new.error, last_check_in_at = new.last_check_in_at,
                          last_check_in_note = new.last_check_in_note,
                          last_obstacle = new.last_obstacle, next_check_in = new.next_check_in
                     FROM UNNEST(%s::int[], %s::float8[], %s::float8[], %s::float8[],
                                 %s::float8[], %s::float8[], %s::text[], %s::text[], %s::date[],
                                 %s::text[], %s::text[], %s::date[])
                       AS new(id, current, progress, score, confidence, pace, status, error,
                              last_check_in_at, last_check_in_note, last_obstacle, next_check_in)
                    WHERE kr.id = new.id""",
                *columns,
            )
        )
        self.env["okr.key.result"].invalidate_model(
            [*KEY_RESULT_FIELDS, "is_overdue", *FORECASTS], flush=False
        )
        self.env["okr.objective"].invalidate_model(["next_check_in"], flush=False)

    def _store_objectives(self, objectives, results):
        """Store roll-ups; returns the ids of the objectives that changed."""
        changed = []
        for objective in objectives:
            new = results[objective.id]
            row = (
                new.progress,
                new.score,
                new.confidence,
                new.pace,
                new.status,
                new.grade,
                bool(new.met),
                new.data_share or 0.0,
            )
            if row != tuple(objective[name] for name in OBJECTIVE_FIELDS):
                changed.append((objective.id, *row))
        if not changed:
            return []
        columns = [list(column) for column in zip(*changed, strict=True)]
        self.env.cr.execute(
            SQL(
                """UPDATE okr_objective AS objective
                      SET progress = new.progress, score = new.score,
                          confidence = new.confidence, pace = new.pace, status = new.status,
                          grade = new.grade, met = new.met, data_share = new.data_share
                     FROM UNNEST(%s::int[], %s::float8[], %s::float8[], %s::float8[],
                                 %s::float8[], %s::text[], %s::text[], %s::bool[], %s::float8[])
                       AS new(id, progress, score, confidence, pace, status, grade, met,
                              data_share)
                    WHERE objective.id = new.id""",
                *columns,
            )
        )
        self.env["okr.objective"].invalidate_model(list(OBJECTIVE_FIELDS), flush=False)
        return columns[0]

    # --- the records behind a figure -------------------------------------------------------

    def _key_result_action(self, key_result):
        """A window action with the records that a KPI as key result counted, for the user's
        own rights."""
        env = self._engine_env()
        objective = key_result.sudo().objective_id  # the caller has read the key result
        owner = owner_of(objective)
        leaves, _targets = Measurement(env).leaves(key_result.indicator_id.id, owner.company_id)
        parts = env["kpi.indicator"].browse(sorted(leaves))
        if len({_model_of(part) for part in parts}) != 1:
            raise UserError(
                self.env._(
                    "%(name)s is made of figures of several kinds: %(parts)s.",
                    name=key_result.name,
                    parts=", ".join(parts.mapped("name")),
                )
            )
        keys = OwnerKeys(env, {owner})
        domain = Domain.OR(
            self._records_domain(part, owner, keys, objective.date_start, objective.date_end)
            for part in parts
        )
        return {
            "type": "ir.actions.act_window",
            "name": key_result.name,
            "res_model": _model_of(parts[:1]),
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"active_test": False, "create": False},
        }
