"""What open deals may still bring to an indicator that adds up won ones."""

from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from .goal_engine_owners import OwnerKeys
from .goal_engine_records import RecordsMeasure

NUMBERS = "amount", "weighted", "count"


class Pipeline(NamedTuple):
    """The open deals that are expected to close inside a goal's cycle: what they would add to
    its figure, that weighted by their probabilities, and how many they are."""

    amount: float
    weighted: float
    count: float


class OpenDeals:
    """An indicator of won deals turned to the open ones that it would count, by the date they
    are expected to close; ``number`` is one of ``NUMBERS``."""

    date_field = "date_deadline"
    source = "records"
    aggregate = "sum"
    since_field = False

    def __init__(self, indicator, number="amount"):
        self.indicator = indicator
        self.number = number
        self.id = indicator.id, number

    def __getattr__(self, name):
        return getattr(self.indicator, name)

    def _domain(self):
        return self.indicator._domain().map_conditions(_when_open)


class PipelineMeasure(RecordsMeasure):
    """Adds up ``OpenDeals`` as the engine adds up indicators."""

    def _aggregate_sql(self, fact, indicator, model, query, condition):
        count = SQL("COUNT(*) FILTER (WHERE %s)", condition)
        if indicator.number == "count":
            return [count, count]
        value = SQL("1")
        if indicator.indicator.aggregate == "sum":
            value = SQL("COALESCE(%s, 0)", self._value_sql(fact, indicator, model, query))
        if indicator.number == "weighted":
            chance = model._field_to_sql(model._table, "probability", query)
            value = SQL("%s * (COALESCE(%s, 0) / 100)::numeric", value, chance)
        return [SQL("SUM(%s) FILTER (WHERE %s)", value, condition), count]


def counts_won_deals(indicator):
    """Whether open deals can add to a figure: a sum or number of deals won, by closing date."""
    if indicator.source != "records" or indicator.model_name != "crm.lead":
        return False
    if indicator.aggregate not in ("sum", "count") or indicator.since_field:
        return False
    if indicator.date_field != "date_closed" or indicator.per_working_day:
        return False
    return any(_asks_for_won(condition) for condition in indicator._domain().iter_conditions())


def measure_pipelines(env, cells_of):
    """{(indicator, cell): Pipeline} for {indicator: cells}; one query per fact and period length.

    ``env`` is a superuser's; indicators that count no won deals are left out.
    """
    cells_of = {i: cells for i, cells in cells_of.items() if counts_won_deals(i)}
    owners = {cell[0] for cells in cells_of.values() for cell in cells}
    if not owners:
        return {}
    measure = PipelineMeasure(env, OwnerKeys(env, owners))
    wanted = {
        OpenDeals(indicator, number): cells
        for indicator, cells in cells_of.items()
        for number in NUMBERS
    }
    measure.run(wanted)
    values = {deals.id: measure.values(deals, cells) for deals, cells in wanted.items()}
    return {
        (indicator, cell): Pipeline(*(values[indicator.id, number][cell] for number in NUMBERS))
        for indicator, cells in cells_of.items()
        for cell in cells
    }


def _asks_for_won(condition):
    if condition.field_expr != "won_status" or condition.operator not in ("=", "in"):
        return False
    value = condition.value
    return {value} == {"won"} if isinstance(value, str) else set(value or ()) == {"won"}


def _when_open(condition):
    if _asks_for_won(condition):
        return Domain("won_status", "=", "pending")
    return condition
