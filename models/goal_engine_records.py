"""Adding up records: one grouped query per fact and period length."""

import logging
from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

import psycopg2

from odoo.fields import Domain
from odoo.tools import SQL

from .goal_engine_owners import routes

_logger = logging.getLogger(__name__)

MANY_KEYS = 5000
ZERO_WHEN_EMPTY = {"count", "count_distinct", "sum"}


class Fact(NamedTuple):
    """What may share one query: same records, same date, same way to the owner."""

    model: str
    date_field: str
    path: str
    key_model: str
    company_path: str
    owner_path: str
    tz_company_id: int

    @property
    def is_manual(self):
        return self.model == "kpi.value"


class RecordsMeasure:
    """Measures the ``records`` and ``manual`` indicators of a set of cells.

    A cell is (owner, first day, last day). ``latest`` maps {indicator id: {cell: the day of the
    latest figure entered by hand}}; ``errors`` maps (indicator id, owner kind, or None for any)
    to why it can't be computed. With an ``Overlay`` deals are seen as they would be.
    """

    def __init__(self, env, owner_keys, overlay=None):
        self.env = env
        self.owner_keys = owner_keys
        self.overlay = overlay
        self.errors = {}
        self.latest = defaultdict(dict)
        self._parts = defaultdict(lambda: defaultdict(list))
        self._zones = {}

    def run(self, cells):
        """``cells``: {indicator: set of cells}."""
        facts = defaultdict(lambda: (set(), set(), set()))
        groups_of = {}
        for indicator, wanted in cells.items():
            groups = groups_of.setdefault(frozenset(wanted), {})
            if not groups:
                groups.update(_by_kind(wanted))
            for (kind, company_id), (owners, spans) in groups.items():
                for fact in self._facts(indicator, kind, self._tz_company(company_id)):
                    facts[fact][0].add(indicator)
                    facts[fact][1].update(owners)
                    facts[fact][2].update(spans)
        for fact, (indicators, owners, spans) in facts.items():
            # The parts of periods add up, but the latest figure is not made of parts: its periods
            # are asked in chains without overlaps.
            latest = {i for i in indicators if i.aggregate == "last"}
            chains = [(indicators - latest, sorted(spans))]
            chains += [(latest, chain) for chain in _chains(spans)]
            for asked, chain in chains:
                if asked:
                    self._ask(fact, sorted(asked, key=lambda i: i.id), owners, chain)

    def values(self, indicator, cells):
        """{cell: figure}; what no record counts is 0 for a count or a sum of records.

        Figures entered by hand are told apart: nothing entered is no data.
        """
        found = self._parts.get(indicator.id, {})
        aggregate = indicator.aggregate
        empty_is_zero = indicator.source == "records" and aggregate in ZERO_WHEN_EMPTY
        empty = 0.0 if empty_is_zero else None
        return {cell: _add_up(aggregate, found[cell]) if cell in found else empty for cell in cells}

    def accumulate(self, owner, spans):
        """Join the figures of consecutive ``spans`` to those from the first day on."""
        first = spans[0][0]
        for parts in self._parts.values():
            so_far = []
            for start, end in spans:
                so_far = so_far + parts.get((owner, start, end), [])
                if so_far:
                    parts[owner, first, end] = so_far

    # --- one fact --------------------------------------------------------------------------

    def _tz_company(self, company_id):
        if company_id not in self._zones:
            # Companies of one time zone share their queries.
            company = self.env["res.company"].browse(company_id)
            same = self.env["res.company"].search([("goal_tz", "=", company.goal_tz)], order="id")
            self._zones[company_id] = same[:1] or company
        return self._zones[company_id]

    def _facts(self, indicator, kind, company):
        try:
            model = "kpi.value" if indicator.source == "manual" else indicator.model_name
            date_field = "date" if indicator.source == "manual" else indicator.date_field
            company_path = "company_id" if indicator.source == "manual" else indicator.company_path
            return [
                Fact(
                    model,
                    date_field or "",
                    route.path,
                    route.key_model,
                    company_path or "",
                    indicator.owner_path or "",
                    company.id,
                )
                for route in routes(indicator, kind)
            ]
        except Exception as error:
            self._fail([indicator], error, kind)
            return []

    def _ask(self, fact, indicators, owners, spans):
        """Ask PostgreSQL once; where that fails, ask for each indicator alone, so that one
        that is broken stops no other."""
        indicators = [i for i in indicators if (i.id, None) not in self.errors]
        try:
            compiled = self._compile(fact, indicators, owners, spans)
            if not compiled:
                return
            statement, done = compiled
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(statement)
                rows = self.env.cr.fetchall()
            self._collect(fact, done, owners, spans, rows)
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:
            if len(indicators) == 1:
                self._fail(indicators, error)
            else:
                for indicator in indicators:
                    self._ask(fact, [indicator], owners, spans)

    def _compile(self, fact, indicators, owners, spans):
        model = self.env[fact.model]
        query = model._search(Domain.TRUE, active_test=False)
        key = self._path_sql(model, fact.path, query)
        company = self._company_sql(fact, model, query, key)
        if fact.key_model == "res.company":
            key = company
        bucket, in_spans = self._bucket_sql(fact, model, query, spans)
        columns, conditions, done = [], [], []
        for indicator in indicators:
            try:
                condition = self._condition_sql(indicator, model, query)
                columns += self._aggregate_sql(fact, indicator, model, query, condition)
                if fact.is_manual:
                    columns.append(self._latest_sql(model, query, condition))
            except Exception as error:
                self._fail([indicator], error)
                continue
            conditions.append(condition)
            done.append(indicator)
        keys = set().union(*(self.owner_keys.keys(o, fact.key_model) for o in owners))
        if not done or not keys:
            return None
        wanted = SQL("%s IS NOT NULL", key)
        if len(keys) <= MANY_KEYS:
            wanted = SQL("%s = ANY(%s)", key, list(keys))
        statement = SQL(
            "SELECT %s, %s, %s, %s FROM %s WHERE %s AND %s AND (%s) GROUP BY 1, 2, 3",
            key,
            company,
            bucket,
            SQL(", ").join(columns),
            query.from_clause,
            wanted,
            in_spans,
            SQL(" OR ").join(conditions),
        )
        return self.overlay.over(statement) if self.overlay else statement, done

    def _collect(self, fact, indicators, owners, spans, rows):
        slots, homeless = defaultdict(list), defaultdict(list)
        keys = {owner: self.owner_keys.keys(owner, fact.key_model) for owner in owners}
        homes = self.owner_keys.home(fact.key_model, list(set().union(*keys.values())))
        for owner, owner_keys in keys.items():
            for key in owner_keys:
                slots[key, owner.company_id].append(owner)

                # A record without company belongs to the company of who gets the credit.
                if homes.get(key) in (None, owner.company_id):
                    homeless[key].append(owner)
        by_bucket = _by_bucket(spans)
        width = 3 if fact.is_manual else 2
        columns = [
            (self._parts[indicator.id], self.latest[indicator.id], 3 + width * position)
            for position, indicator in enumerate(indicators)
        ]
        for row in rows:
            key, company, bucket = row[:3]
            hit = slots.get((key, company)) if company else homeless.get(key)
            if not hit:
                continue
            hit_spans = spans if bucket is None else by_bucket.get(bucket, ())
            cells = [(owner, start, end) for owner in hit for start, end in hit_spans]
            for parts, latest, position in columns:
                value, count = row[position], row[position + 1]
                if count and value is not None:
                    for cell in cells:
                        parts[cell].append((value, count))
                    if fact.is_manual:
                        day = row[position + 2]
                        for cell in cells:
                            latest[cell] = max(day, latest.get(cell, day))

    # --- SQL -------------------------------------------------------------------------------

    def _path_sql(self, model, path, query):
        alias = model._table
        *hops, last = path.split(".")
        for hop in hops:
            model, alias = model._fields[hop].join(model, alias, query)
        return model._field_to_sql(alias, last, query)

    def _path_model(self, model, path):
        for hop in path.split("."):
            name = model._fields[hop].comodel_name
            model = self.env[name]
        return name

    def _company_sql(self, fact, model, query, key):
        """The company of a record; where it has none, for a company's figure that of the person
        who gets the credit, or the only company there is."""
        if not fact.company_path:
            return SQL("NULL::integer")
        company = self._path_sql(model, fact.company_path, query)
        if fact.key_model != "res.company":
            return company
        fallbacks = [company]
        if not fact.is_manual and fact.owner_path:
            person = self._path_model(model, fact.owner_path)
            if person in ("res.users", "hr.employee"):
                fallbacks.append(self._path_sql(model, f"{fact.owner_path}.company_id", query))
        companies = self.env["res.company"].search([], limit=2)
        if len(companies) == 1:
            fallbacks.append(SQL("%s", companies.id))
        return SQL("COALESCE(%s)", SQL(", ").join(fallbacks))

    def _bucket_sql(self, fact, model, query, spans):
        """The number of the period a record falls into, and the condition to fall into any.

        ``width_bucket`` over the edges in UTC holds for every calendar and time zone.
        """
        if not fact.date_field:
            return SQL("NULL::integer"), SQL("TRUE")
        date = self._path_sql(model, fact.date_field, query)
        edges = self._edges(fact, model, spans)
        cast = SQL("date[]" if model._fields[fact.date_field].type == "date" else "timestamp[]")
        return (
            SQL("width_bucket(%s, %s::%s)", date, edges, cast),
            SQL("%s >= %s AND %s < %s", date, edges[0], date, edges[-1]),
        )

    def _edges(self, fact, model, spans):
        days = _edge_days(spans)
        if model._fields[fact.date_field].type == "date":
            return days
        company = self.env["res.company"].browse(fact.tz_company_id)
        return [company._goal_midnight_utc(day) for day in days]

    def _condition_sql(self, indicator, model, query):
        if indicator.source == "manual":
            domain = Domain("indicator_id", "=", indicator.id)
        else:
            domain = indicator._domain()
        return domain.optimize_full(model)._to_sql(model, model._table, query)

    def _aggregate_sql(self, fact, indicator, model, query, condition):
        count = SQL("COUNT(*) FILTER (WHERE %s)", condition)
        if indicator.aggregate == "count":
            return [count, count]
        value = self._value_sql(fact, indicator, model, query)
        having_value = SQL("COUNT(%s) FILTER (WHERE %s)", value, condition)
        match indicator.aggregate:
            case "count_distinct":
                column = SQL(
                    "ARRAY_AGG(DISTINCT %s) FILTER (WHERE %s AND %s IS NOT NULL)",
                    value, condition, value,
                )  # fmt: skip
            case "last":
                column = SQL(
                    "(ARRAY_AGG(%s ORDER BY %s DESC, %s DESC) FILTER (WHERE %s))[1]",
                    value,
                    self._path_sql(model, fact.date_field, query),
                    model._field_to_sql(model._table, "id", query),
                    condition,
                )
            case "min" | "max":
                function = SQL(indicator.aggregate.upper())
                column = SQL("%s(%s) FILTER (WHERE %s)", function, value, condition)
            case _:
                column = SQL("SUM(%s) FILTER (WHERE %s)", value, condition)
        return [column, having_value]

    def _latest_sql(self, model, query, condition):
        """The day of the latest figure entered by hand."""
        date = model._field_to_sql(model._table, "date", query)
        return SQL("MAX(%s) FILTER (WHERE %s)", date, condition)

    def _value_sql(self, fact, indicator, model, query):
        if indicator.source == "manual":
            return model._field_to_sql(model._table, "value", query)
        value = self._path_sql(model, indicator.value_field, query)
        if not indicator.since_field:
            return value
        since = self._path_sql(model, indicator.since_field, query)
        if indicator.unit == "hours":
            return SQL("EXTRACT(EPOCH FROM (%s::timestamp - %s::timestamp)) / 3600", value, since)
        # Calendar days between two local dates: hours, and so daylight saving, don't count.
        tz = self.env["res.company"].browse(fact.tz_company_id).goal_tz or "UTC"
        ends = [
            date
            if model._fields[name].type == "date"
            else SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", date, tz)
            for name, date in ((indicator.value_field, value), (indicator.since_field, since))
        ]
        return SQL("(%s - %s)", *ends)

    def _fail(self, indicators, error, kind=None):
        for indicator in indicators:
            _logger.warning("KPI %s can't be computed: %s", indicator.code, error)
            self.errors[indicator.id, kind] = _message(error)


def _message(error):
    if isinstance(error, psycopg2.Error):
        return (error.pgerror or str(error)).splitlines()[0]
    return str(error) or type(error).__name__


def _by_kind(cells):
    """{(owner kind, company id): (owners, spans)} of a set of cells."""
    groups = defaultdict(lambda: (set(), set()))
    for owner, start, end in cells:
        owners, spans = groups[owner.kind, owner.company_id]
        owners.add(owner)
        spans.add((start, end))
    return groups


def _add_up(aggregate, parts):
    if aggregate == "count_distinct":
        return float(len(set().union(*(value for value, _count in parts))))
    if aggregate == "avg":
        return float(sum(value for value, _ in parts)) / sum(count for _, count in parts)
    if aggregate in ("min", "max"):
        values = [value for value, _count in parts]
        return float(min(values) if aggregate == "min" else max(values))
    if len(parts) == 1:
        return float(parts[0][0])
    return float(sum(value for value, _count in parts))


def _chains(spans):
    """Split ``spans`` into as few lists as possible in which no two overlap."""
    chains = []
    for span in sorted(spans, key=lambda s: (s[1] - s[0], s)):
        for chain in chains:
            if all(span[1] < start or end < span[0] for start, end in _around(chain, span)):
                chain.append(span)
                chain.sort()
                break
        else:
            chains.append([span])
    return chains


def _around(chain, span):
    # Within a list without overlaps only the neighbours can overlap a further span.
    low, high = 0, len(chain)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if chain[middle] < span else (low, middle)
    return chain[max(low - 1, 0) : low + 1]


def _edge_days(spans):
    """The first day of each span and the day after its last, sorted, each once."""
    return sorted({day for s, e in spans for day in (s, e + timedelta(days=1))})


def _by_bucket(spans):
    """{bucket number as width_bucket gives it: the spans that cover it}."""
    number = {day: position for position, day in enumerate(_edge_days(spans), start=1)}
    buckets = defaultdict(list)
    for start, end in spans:
        for bucket in range(number[start], number[end + timedelta(days=1)]):
            buckets[bucket].append((start, end))
    return buckets
