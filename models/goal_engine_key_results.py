from typing import NamedTuple

from odoo.tools import SQL

from ..scoring import milestone_progress
from .goal_engine_measure import owner_of
from .goal_engine_scorecards import errors_of
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


class KeyResultNumbers:
    """The numbers of key results: one query for each way that a number comes.

    ``objectives``: the superuser's recordset whose key results are read.
    """

    def __init__(self, engine, objectives):
        self.engine = engine
        self.env = engine.env
        self.key_results = self._read(objectives)
        self.errors = {}
        self._load({objective.id: objective for objective in objectives})

    def check_ins(self, key_result):
        """What the check-ins of a key result say."""
        return self._check_ins.get(key_result.id) or CheckIns()

    def _read(self, objectives):
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

    def _load(self, objectives):
        self._check_ins = self._read_check_ins()
        self._milestones = self._read_milestones()
        self._deals = won_deals(
            self.env, [kr.id for kr in self.key_results if kr.source == "deals"]
        )
        self._kpis = self._measure_kpis(objectives)

    def _measure_kpis(self, objectives):
        requests = {}
        for key_result in self.key_results:
            if key_result.source == "indicator":
                objective = objectives[key_result.objective_id]
                requests[key_result.id] = Request(
                    key_result.indicator_id,
                    owner_of(objective),
                    objective.date_start,
                    objective.date_end,
                )
        figures = self.engine.measure(requests.values())
        self.engine._store_errors(errors_of(figures))
        self.errors = {key: figures[request].error for key, request in requests.items()}
        return {key: figures[request].value for key, request in requests.items()}

    def _read_check_ins(self):
        ids = [key_result.id for key_result in self.key_results]
        ranges = [key_result.id for key_result in self.key_results if key_result.kind == "range"]
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

    def _read_milestones(self):
        ids = [k.id for k in self.key_results if k.kind == "milestones"]
        if not ids:
            return {}
        self.env.cr.execute(
            SQL(
                """SELECT key_result_id, ARRAY_AGG(COALESCE(done, FALSE)), ARRAY_AGG(weight)
                     FROM okr_milestone WHERE key_result_id = ANY(%s) GROUP BY key_result_id""",
                ids,
            )
        )
        return {key: list(zip(*lists, strict=True)) for key, *lists in self.env.cr.fetchall()}

    def current(self, key_result):
        """Where a key result stands now, None for no data."""
        if key_result.kind == "milestones":
            return milestone_progress(self._milestones.get(key_result.id, ()))
        if key_result.source == "indicator":
            return self._kpis[key_result.id]
        if key_result.source == "deals":
            total, count = self._deals[key_result.id]
            return count if key_result.deal_measure == "count" else total
        return self.check_ins(key_result).value


def won_deals(env, key_result_ids, overlay=None):
    """{key result id: (sum, count)} of the won deals among those linked; 0 where none is."""
    if not key_result_ids:
        return {}
    statement = SQL(
        """SELECT rel.key_result_id, SUM(lead.expected_revenue)::float8, COUNT(*)::float8
             FROM okr_key_result_lead_rel AS rel
             JOIN crm_lead AS lead ON lead.id = rel.lead_id
            WHERE rel.key_result_id = ANY(%(ids)s) AND lead.won_status = 'won'
              AND lead.id = ANY(ARRAY(  -- reaches the index of an overlay, too
                  SELECT lead_id FROM okr_key_result_lead_rel WHERE key_result_id = ANY(%(ids)s)
              ))
            GROUP BY rel.key_result_id""",
        ids=list(key_result_ids),
    )
    env.cr.execute(overlay.over(statement) if overlay else statement)
    found = {key: (total or 0.0, count) for key, total, count in env.cr.fetchall()}
    return {key: found.get(key, (0.0, 0.0)) for key in key_result_ids}
