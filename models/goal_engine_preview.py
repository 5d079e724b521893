from typing import NamedTuple

from odoo import models

from ..scoring import judge_key_result, judge_line, progress, remaining
from .goal_engine_key_results import won_deals
from .goal_engine_measure import Measurement, owner_of
from .goal_engine_overlay import TABLE, if_won, without
from .goal_engine_types import Request


class Stand(NamedTuple):
    """Where a goal stands: ``attainment`` is the progress of a key result."""

    actual: float | None
    attainment: float | None
    status: str
    remaining: float | None


class Preview(NamedTuple):
    """A goal as it is, as it would be without the deal, and with the deal won (or None)."""

    now: Stand
    without: Stand
    won: Stand | None

    @property
    def touched(self):
        """Whether the deal makes a difference to the goal, or would."""
        return self.now.actual != self.without.actual or (
            self.won is not None and self.won.actual != self.now.actual
        )


class GoalEngine(models.AbstractModel):
    """What one deal does to goals: measured as everything else, over an ``Overlay``."""

    _inherit = "goal.engine"

    def _preview(self, deal, goals, moment):
        """{goal: ``Preview``} of scorecard lines and key results, the caller having read them.

        :param goals: list of records; those that no deal can change are left out
        :param moment: when an open deal would be won, a naive UTC datetime
        """
        self.env.flush_all()
        measurement = Measurement(self._engine_env())
        goals = self._goals_of_deals(measurement, goals)
        # sudo: the days of the cycles of goals that the caller has read
        cycles = self.env["goal.cycle"].sudo().union(*(goal.sudo().cycle_id for goal in goals))
        expected = self._expected(cycles)

        def stands(overlay=None):
            figures = self._figures(measurement.over(overlay), goals)
            return {goal: _stand(goal.sudo(), figures[goal], expected) for goal in goals}

        now, gone, after = stands(), stands(without(deal)), {}
        if deal.won_status == "pending" and (won := if_won(deal, moment)):
            after = stands(won)
        return {goal: Preview(now[goal], gone[goal], after.get(goal)) for goal in goals}

    def _figures(self, measurement, goals):
        """{goal: its figure}, by one measurement and one query for linked deals."""
        requests, linked = {}, {}
        for goal in goals:
            if goal._name == "okr.key.result" and goal.source == "deals":
                linked[goal.id] = goal
            else:
                # sudo: the definition of a goal that the caller has read
                requests[goal] = _request(goal.sudo())
        figures = measurement.run(set(requests.values()))
        deals = won_deals(self.env, list(linked), measurement.overlay)
        return {goal: figures[request].value for goal, request in requests.items()} | {
            goal: deals[key][goal.deal_measure == "count"] for key, goal in linked.items()
        }

    def _goals_of_deals(self, measurement, goals):
        """Those of ``goals`` whose figure is made of deals, at any depth of a formula."""
        looks = {}
        result = []
        for goal in goals:
            if goal._name == "okr.key.result" and goal.source != "indicator":
                if goal.source == "deals":
                    result.append(goal)
                continue
            indicator = goal.sudo().indicator_id
            leaves, _targets = measurement.leaves(indicator.id, goal.sudo().company_id.id)
            for leaf in leaves - looks.keys():
                looks[leaf] = self._looks_at_deals(measurement.indicators[leaf])
            if any(looks[leaf] for leaf in leaves):
                result.append(goal)
        return result

    def _looks_at_deals(self, leaf):
        if leaf.source != "records" or leaf.model_name not in self.env:
            return False
        try:
            paths = leaf._paths_read()
        except (ValueError, KeyError):
            # A broken indicator shows its own error elsewhere; no preview is made of it.
            return False
        names = {leaf.model_name}
        for path in paths:
            model = self.env[leaf.model_name]
            for hop in path.split("."):
                field = model._fields.get(hop)
                if not field or not field.comodel_name:
                    break
                model = self.env[field.comodel_name]
                names.add(model._name)
        return any(_reads_deals(self.env[name]) for name in names)


def _reads_deals(model):
    query = model._table_query
    return model._table == TABLE or bool(query and TABLE in getattr(query, "code", query))


def _request(goal):
    card = goal.scorecard_id if goal._name == "kpi.scorecard.line" else goal.objective_id
    return Request(goal.indicator_id.id, owner_of(card), card.date_start, card.date_end)


def _stand(goal, figure, expected):
    """Judge a figure as the engine judges what it stores."""
    share = expected[goal.cycle_id.id]
    if goal._name == "okr.key.result":
        way = progress(goal.start, goal.target, figure)
        outdated = goal.status == "outdated"
        result = judge_key_result(way, share, by_pace=True, outdated=outdated)
        direction = "higher" if goal.target > goal.start else "lower"
        return Stand(figure, way, result.status, remaining(figure, goal.target, direction))
    indicator = goal.indicator_id
    result = judge_line(
        figure,
        goal.target,
        indicator.direction,
        cap=indicator.cap,
        cumulative=indicator.cumulative,
        expected=share,
    )
    gap = remaining(figure, goal.target, indicator.direction)
    return Stand(figure, result.attainment, result.status, gap)
