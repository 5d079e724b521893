"""From a set of requests to figures: which records are needed, then formulas over them."""

from collections import defaultdict
from copy import copy
from datetime import datetime
from zoneinfo import ZoneInfo

from ..scoring import Formula
from .goal_engine_owners import OwnerKeys
from .goal_engine_records import RecordsMeasure
from .goal_engine_types import Figure, Owner
from .kpi_indicator import TARGET_SUFFIX


class Measurement:
    """One batched measurement; ``env`` is a superuser's without active_test.

    With an ``Overlay`` it measures what the figures would be.
    """

    def __init__(self, env, overlay=None):
        self.env = env
        self.overlay = overlay
        self.indicators = {i.id: i for i in env["kpi.indicator"].search([])}
        self._formulas = {}
        self._codes = {}
        self._leaves = {}
        self._asked = {}
        self._targets = {}
        self._working_days = {}
        self._memo = {}
        self._errors = defaultdict(dict)
        self._records = None
        self._owner_keys = {}  # kept for the same goals measured over another overlay

    def over(self, overlay):
        """The same measurement with deals as an ``Overlay`` has them."""
        other = copy(self)
        other.overlay = overlay
        other._memo = {}
        other._errors = defaultdict(dict)
        return other

    def run(self, requests):
        """{request: Figure} for every request."""
        wanted = defaultdict(set)
        for request in requests:
            wanted[request.indicator_id].add(tuple(request[1:]))
        values = self.run_cells(wanted)
        return {
            request: Figure(
                values[request.indicator_id][request[1:]],
                self.error(request.indicator_id, request[1:]),
                self.asked(request.indicator_id, request[1:]),
            )
            for request in requests
        }

    def run_cells(self, wanted):
        """{indicator id: {cell: value or None}} for {indicator id: set of cells}.

        A cell is (owner, first day, last day). ``error`` says why a value can't be computed.
        """
        leaf_cells, target_cells, owners = defaultdict(set), defaultdict(set), set()
        for indicator_id, cells in wanted.items():
            owners.update(cell[0] for cell in cells)
            for company_id, of_company in _by_company(cells).items():
                leaves, target_leaves = self.leaves(indicator_id, company_id)
                for leaf in leaves:
                    leaf_cells[self.indicators[leaf]] |= of_company
                for leaf in target_leaves:
                    target_cells[leaf] |= of_company
        owners = frozenset(owners)
        if owners not in self._owner_keys:
            self._owner_keys[owners] = OwnerKeys(self.env, owners)
        self._records = RecordsMeasure(self.env, self._owner_keys[owners], self.overlay)
        self._records.run(leaf_cells)
        self._load_targets(target_cells)
        return {
            indicator_id: self._values(indicator_id, cells)
            for indicator_id, cells in wanted.items()
        }

    def error(self, indicator_id, cell):
        """Why the figure of a cell can't be computed, None where it can."""
        errors = self._errors.get(indicator_id)
        return errors.get(cell) if errors else None

    def errors(self):
        """{indicator id: one of the errors of its cells}."""
        return {key: next(iter(cells.values())) for key, cells in self._errors.items() if cells}

    def asked(self, indicator_id, cell):
        """The (rhythm, day of the latest figure or None) of each way in which figures that a cell
        is made of are entered by hand and asked for; none where it can't be computed."""
        rhythms = self._rhythms(indicator_id, cell[0].company_id)
        if not rhythms or self.error(indicator_id, cell):
            return frozenset()
        latest = self._records.latest
        return frozenset((every, latest[leaf].get(cell)) for leaf, every in rhythms)

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

    def _rhythms(self, indicator_id, company_id):
        """[(id, rhythm)] of the indicators below ``indicator_id`` whose figures are asked for."""
        key = indicator_id, company_id
        if key not in self._asked:
            leaves = [self.indicators[leaf] for leaf in self.leaves(*key)[0]]
            self._asked[key] = [
                (leaf.id, leaf.check_in_every)
                for leaf in leaves
                if leaf.source == "manual" and leaf.check_in_every != "never"
            ]
        return self._asked[key]

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
            cell = owner_of(card), card.date_start, card.date_end
            self._targets.setdefault(line.indicator_id.id, {})[cell] = line.target

    def _values(self, indicator_id, cells):
        """{cell: value} of ``cells`` at least; errors are put aside for ``error``."""
        memo = self._memo.setdefault(indicator_id, {})
        missing = cells - memo.keys()
        if missing:
            indicator = self.indicators[indicator_id]
            if indicator.source == "formula":
                values = self._formula_values(indicator, missing)
            else:
                values = self._record_values(indicator, missing)
            if indicator.per_working_day:
                for cell, value in values.items():
                    if value is not None:
                        days = self._elapsed_working_days(cell)
                        values[cell] = value / days if days else None
            memo.update(values)
        return memo

    def _record_values(self, indicator, cells):
        errors = self._records.errors
        if any(key[0] == indicator.id for key in errors):
            broken = self._errors[indicator.id]
            for cell in cells:
                kind = cell[0].kind
                error = errors.get((indicator.id, None)) or errors.get((indicator.id, kind))
                if error:
                    broken[cell] = error
            values = dict.fromkeys(cells & broken.keys())
            return values | self._records.values(indicator, cells - broken.keys())
        return self._records.values(indicator, cells)

    def _formula_values(self, indicator, cells):
        values = {}
        for company_id, of_company in _by_company(cells).items():
            values |= self._company_formula_values(indicator, of_company, company_id)
        return values

    def _company_formula_values(self, indicator, cells, company_id):
        formula = self._formula(indicator)
        if not formula:
            return self._no_values(indicator, cells, self.env._("The formula can't be read."))
        columns, children = {}, {}
        for code in formula.codes:
            child = self.resolve(code.removesuffix(TARGET_SUFFIX), company_id)
            if not child:
                error = self.env._("No indicator has the code %s.", code)
                return self._no_values(indicator, cells, error)
            if code.endswith(TARGET_SUFFIX):
                columns[code] = self._targets.get(child, {})
            else:
                columns[code] = self._values(child, cells)
                if child in self._errors:
                    children[child] = self.indicators[child].name
        broken = self._errors[indicator.id] if children else {}
        for child, name in children.items():
            for cell in cells & self._errors[child].keys():
                broken.setdefault(cell, f"{name}: {self._errors[child][cell]}")
        evaluate = formula.evaluate
        return {
            cell: None
            if cell in broken
            else evaluate({code: column.get(cell) for code, column in columns.items()})
            for cell in cells
        }

    def _no_values(self, indicator, cells, error):
        self._errors[indicator.id].update(dict.fromkeys(cells, error))
        return dict.fromkeys(cells)

    def _elapsed_working_days(self, cell):
        owner, start, end = cell
        company = self.env["res.company"].browse(owner.company_id)
        calendar = company.resource_calendar_id
        if owner.kind == "employee":
            employee = self.env["hr.employee"].browse(owner.id)
            calendar = employee.resource_calendar_id or calendar
        key = calendar.id, company.id, start, end
        if key not in self._working_days:
            today = datetime.now(ZoneInfo(company.goal_tz or "UTC")).date()
            last = min(end, today)
            self._working_days[key] = (
                len(calendar._goal_working_days(start, last, company)) if last >= start else 0
            )
        return self._working_days[key]


def _by_company(cells):
    """{company id: the cells of its owners}."""
    companies = {cell[0].company_id for cell in cells}
    if len(companies) == 1:
        return {companies.pop(): cells}
    groups = defaultdict(set)
    for cell in cells:
        groups[cell[0].company_id].add(cell)
    return groups


def owner_of(card):
    """The Owner of a scorecard, or of any record with the fields of an owner."""
    return Owner(card.owner_type, card._owner_record().id, card.company_id.id)
