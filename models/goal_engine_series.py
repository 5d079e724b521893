"""The way of a figure through its cycle, day by day, out of one query per fact."""

from datetime import timedelta

from .goal_engine_measure import Measurement
from .goal_engine_owners import OwnerKeys
from .goal_engine_records import RecordsMeasure

DAILY = 100
WEEK = 7
LEVELS = "sum", "count", "count_distinct"


class Series(Measurement):
    """Measures one figure as it stood on each day of its cycle."""

    def run_days(self, indicator_id, cell, last):
        """[(day, value)] from the first day of ``cell`` to ``last``, each value what was counted
        from the first day on; None where the figure is no such sum."""
        owner, start, _end = cell
        leaves, targets = self.leaves(indicator_id, owner.company_id)
        indicators = [self.indicators[leaf] for leaf in leaves]
        if not indicators or not all(map(_grows, indicators)):
            return None
        days = chart_days(start, last)
        spans = list(zip([start, *(day + timedelta(days=1) for day in days)], days, strict=False))
        self._records = RecordsMeasure(self.env, OwnerKeys(self.env, {owner}))
        parts = {indicator: {(owner, *span) for span in spans} for indicator in indicators}
        self._records.run(parts)
        self._records.accumulate(owner, spans)
        cells = {(owner, start, day): day for day in days}
        self._load_targets({target: {cell} for target in targets})
        for of_indicator in self._targets.values():
            of_indicator.update({c: of_indicator[cell] for c in cells if cell in of_indicator})
        values = self._values(indicator_id, set(cells))
        return [(day, values[c]) for c, day in cells.items()]


def chart_days(start, last):
    """The days that a chart has points for, ``last`` always among them."""
    step = 1 if (last - start).days < DAILY else WEEK
    count = max((last - start).days, 0)
    return sorted({last - timedelta(days=back) for back in range(0, count + 1, step)})


def _grows(indicator):
    """Whether figures of days can be joined to that of the cycle: not levels, which are told as
    they stand now, nor what has no date."""
    dated = indicator.source == "manual" or indicator.date_field
    level = indicator.aggregate in LEVELS and not (
        indicator.cumulative or indicator.per_working_day
    )
    return bool(dated) and not level and indicator.aggregate != "last"
