from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..scoring import milestone_progress
from .goal_engine import _errors, _model_of
from .goal_engine_measure import Measurement, owner_of
from .goal_engine_owners import OwnerKeys
from .goal_engine_types import Request


class KeyResult(NamedTuple):
    """What the engine reads of a stored key result."""

    id: int
    objective_id: int
    kind: str
    source: str
    indicator_id: int | None
    deal_measure: str
    start: float
    target: float
    low: float
    high: float
    weight: float
    check_in_every: str
    check_in_from: object
    stored: tuple


class CheckIns(NamedTuple):
    """The check-ins of one key result that hold: the latest, and all as (day, value)."""

    date: object = None
    value: float | None = None
    confidence: float | None = None
    note: str | None = None
    obstacle: str | None = None
    all: tuple = ()


class GoalEngine(models.AbstractModel):
    """The numbers of key results: one query for each way that a number comes."""

    _inherit = "goal.engine"

    # --- the numbers -----------------------------------------------------------------------

    def _read_key_results(self, objectives):
        self.env.cr.execute(
            SQL(
                """SELECT id, objective_id, kind, source, indicator_id, deal_measure,
                          start::float8, target::float8, low::float8, high::float8, weight,
                          check_in_every, check_in_from,
                          current, progress, score, confidence, pace, status, error,
                          last_check_in_at, last_check_in_note, last_obstacle, next_check_in
                     FROM okr_key_result WHERE objective_id = ANY(%s)
                    ORDER BY objective_id, sequence, id""",
                objectives.ids,
            )
        )
        return [KeyResult(*row[:13], row[13:]) for row in self.env.cr.fetchall()]

    def _numbers(self, key_results, objectives):
        """({source: {key result id: what it says}}, {key result id: error})."""
        ids = [key_result.id for key_result in key_results]
        ranges = [key_result.id for key_result in key_results if key_result.kind == "range"]
        linked = [key_result.id for key_result in key_results if key_result.source == "deals"]
        stepped = [k.id for k in key_results if k.kind == "milestones"]
        kpis, errors = self._kpi_numbers(key_results, objectives)
        return {
            "check_in": self._check_ins(ids, ranges),
            "milestones": self._milestones(stepped) if stepped else {},
            "deals": self._won_deals(linked) if linked else {},
            "indicator": kpis,
        }, errors

    def _kpi_numbers(self, key_results, objectives):
        requests = {}
        for key_result in key_results:
            if key_result.source == "indicator":
                objective = objectives[key_result.objective_id]
                requests[key_result.id] = Request(
                    key_result.indicator_id,
                    owner_of(objective),
                    objective.date_start,
                    objective.date_end,
                )
        figures = self.measure(requests.values())
        self._store_errors(_errors(figures))
        values = {key: figures[request].value for key, request in requests.items()}
        return values, {key: figures[request].error for key, request in requests.items()}

    def _check_ins(self, ids, ranges):
        self.env.cr.execute(
            SQL(
                """SELECT key_result_id,
                          (ARRAY_AGG(date ORDER BY date DESC, id DESC))[1],
                          (ARRAY_AGG(value::float8 ORDER BY date DESC, id DESC))[1],
                          (ARRAY_AGG(confidence ORDER BY date DESC, id DESC)
                              FILTER (WHERE confidence IS NOT NULL))[1],
                          (ARRAY_AGG(note ORDER BY date DESC, id DESC))[1],
                          (ARRAY_AGG(obstacle ORDER BY date DESC, id DESC))[1],
                          CASE WHEN key_result_id = ANY(%s)
                               THEN ARRAY_AGG(date ORDER BY date, id) END,
                          CASE WHEN key_result_id = ANY(%s)
                               THEN ARRAY_AGG(value::float8 ORDER BY date, id) END
                     FROM goal_check_in
                    WHERE key_result_id = ANY(%s) AND superseded_by_id IS NULL
                    GROUP BY key_result_id""",
                ranges,
                ranges,
                ids,
            )
        )
        return {
            row[0]: CheckIns(*row[1:6], tuple(zip(row[6] or (), row[7] or (), strict=True)))
            for row in self.env.cr.fetchall()
        }

    def _milestones(self, ids):
        self.env.cr.execute(
            SQL(
                """SELECT key_result_id, ARRAY_AGG(COALESCE(done, FALSE)), ARRAY_AGG(weight)
                     FROM okr_milestone WHERE key_result_id = ANY(%s) GROUP BY key_result_id""",
                ids,
            )
        )
        return {key: list(zip(*lists, strict=True)) for key, *lists in self.env.cr.fetchall()}

    def _won_deals(self, ids):
        """{key result id: (sum, count)} of the won deals among those linked; 0 where none is."""
        self.env.cr.execute(
            SQL(
                """SELECT rel.key_result_id, SUM(lead.expected_revenue)::float8, COUNT(*)
                     FROM okr_key_result_lead_rel AS rel
                     JOIN crm_lead AS lead ON lead.id = rel.lead_id
                    WHERE rel.key_result_id = ANY(%s) AND lead.won_status = 'won'
                    GROUP BY rel.key_result_id""",
                ids,
            )
        )
        found = {key: (total or 0.0, float(count)) for key, total, count in self.env.cr.fetchall()}
        return {key: found.get(key, (0.0, 0.0)) for key in ids}

    def _current(self, key_result, numbers, latest):
        if key_result.kind == "milestones":
            return milestone_progress(numbers["milestones"].get(key_result.id, ()))
        if key_result.source == "indicator":
            return numbers["indicator"][key_result.id]
        if key_result.source == "deals":
            total, count = numbers["deals"][key_result.id]
            return count if key_result.deal_measure == "count" else total
        return latest.value

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
