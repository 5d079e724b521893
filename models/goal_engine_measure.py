"""From a set of requests to figures: which records are needed, then formulas over them."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from ..scoring import Formula
from .goal_engine_owners import OwnerKeys
from .goal_engine_records import RecordsMeasure
from .goal_engine_types import Figure, Owner
from .kpi_indicator import TARGET_SUFFIX


class Measurement:
    """One batched measurement; ``env`` is a superuser's without active_test."""

    def __init__(self, env):
        self.env = env
        self.indicators = {i.id: i for i in env["kpi.indicator"].search([])}
        self._formulas = {}
        self._codes = {}
        self._leaves = {}
        self._targets = {}
        self._working_days = {}
        self._memo = {}
        self._records = None

    def run(self, requests):
        """{request: Figure} for every request."""
        cells, targets = defaultdict(set), defaultdict(set)
        for request in requests:
            leaves, target_leaves = self.leaves(request.indicator_id, request.owner.company_id)
            for indicator_id in leaves:
                cells[self.indicators[indicator_id]].add(tuple(request[1:]))
            for indicator_id in target_leaves:
                targets[indicator_id].add(tuple(request[1:]))
        owners = {request.owner for request in requests}
        self._records = RecordsMeasure(self.env, OwnerKeys(self.env, owners))
        self._records.run(cells)
        self._load_targets(targets)
        return {request: self._figure(request) for request in requests}

    # --- what is needed --------------------------------------------------------------------

    def resolve(self, code, company_id):
        """The id of the indicator that ``code`` means in a company: its own, else the shared
        one; None where there is none."""
        if company_id not in self._codes:
            ordered = sorted(self.indicators.values(), key=lambda i: bool(i.company_id))
            self._codes[company_id] = {
                i.code: i.id for i in ordered if i.company_id.id in (False, company_id)
            }
        return self._codes[company_id].get(code)

    def leaves(self, indicator_id, company_id):
        """The ids of the indicators without formula below ``indicator_id``, and of those whose
        target is asked for. A formula is checked against circles when it is saved."""
        key = (indicator_id, company_id)
        if key in self._leaves:
            return self._leaves[key]
        self._leaves[key] = (frozenset(), frozenset())  # holds against a circle slipped in
        indicator = self.indicators[indicator_id]
        if indicator.source != "formula":
            self._leaves[key] = (frozenset([indicator_id]), frozenset())
            return self._leaves[key]
        formula = self._formula(indicator)
        leaves, targets = set(), set()
        for code in formula.codes if formula else ():
            child = self.resolve(code.removesuffix(TARGET_SUFFIX), company_id)
            if not child:
                continue
            if code.endswith(TARGET_SUFFIX):
                targets.add(child)
            else:
                below, below_targets = self.leaves(child, company_id)
                leaves |= below
                targets |= below_targets
        self._leaves[key] = (frozenset(leaves), frozenset(targets))
        return self._leaves[key]

    def _formula(self, indicator):
        if indicator.id not in self._formulas:
            try:
                self._formulas[indicator.id] = Formula(indicator.formula or "")
            except ValueError:
                self._formulas[indicator.id] = None
        return self._formulas[indicator.id]

    def _load_targets(self, wanted):
        if not wanted:
            return
        spans = {(start, end) for cells in wanted.values() for _owner, start, end in cells}
        lines = self.env["kpi.scorecard.line"].search(
            [
                ("indicator_id", "in", list(wanted)),
                ("date_start", "in", [start for start, _end in spans]),
            ]
        )
        for line in lines:
            card = line.scorecard_id
            owner = owner_of(card)
            key = (line.indicator_id.id, owner, card.date_start, card.date_end)
            self._targets[key] = line.target

    # --- figures ---------------------------------------------------------------------------

    def _figure(self, request):
        if request not in self._memo:
            indicator = self.indicators[request.indicator_id]
            if indicator.source == "formula":
                figure = self._formula_figure(indicator, request)
            else:
                figure = self._record_figure(indicator, request)
            if indicator.per_working_day and figure.value is not None:
                days = self._elapsed_working_days(request)
                figure = Figure(figure.value / days if days else None)
            self._memo[request] = figure
        return self._memo[request]

    def _record_figure(self, indicator, request):
        errors = self._records.errors
        error = errors.get((indicator.id, None)) or errors.get((indicator.id, request.owner.kind))
        if error:
            return Figure(None, error)
        return Figure(self._records.value(indicator, *request[1:]))

    def _formula_figure(self, indicator, request):
        formula = self._formula(indicator)
        if not formula:
            return Figure(None, self.env._("The formula can't be read."))
        values = {}
        for code in formula.codes:
            child = self.resolve(code.removesuffix(TARGET_SUFFIX), request.owner.company_id)
            if not child:
                return Figure(None, self.env._("No indicator has the code %s.", code))
            if code.endswith(TARGET_SUFFIX):
                values[code] = self._targets.get((child, *request[1:]))
                continue
            figure = self._figure(request._replace(indicator_id=child))
            if figure.error:
                name = self.indicators[child].name
                return Figure(None, f"{name}: {figure.error}")
            values[code] = figure.value
        return Figure(formula.evaluate(values))

    def _elapsed_working_days(self, request):
        company = self.env["res.company"].browse(request.owner.company_id)
        calendar = company.resource_calendar_id
        if request.owner.kind == "employee":
            employee = self.env["hr.employee"].browse(request.owner.id)
            calendar = employee.resource_calendar_id or calendar
        key = (calendar.id, company.id, request.start, request.end)
        if key not in self._working_days:
            today = datetime.now(ZoneInfo(company.goal_tz or "UTC")).date()
            end = min(request.end, today)
            self._working_days[key] = (
                len(calendar._goal_working_days(request.start, end, company))
                if end >= request.start
                else 0
            )
        return self._working_days[key]


def owner_of(card):
    """The Owner of a scorecard, or of any record with the fields of an owner."""
    return Owner(card.owner_type, card._owner_record().id, card.company_id.id)
