"""Scorecards, their lines, and what came before them."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from odoo.fields import Domain

from ...scoring import judge_line, judge_scorecard, remaining, run_rate
from .reading import names_of, read_columns

# Points of a sparkline, this cycle included.
HISTORY = 6
OWNER_COLUMN = {"employee": "employee_id", "team": "team_id", "department": "department_id"}
OWNER_MODEL = {
    "employee": "hr.employee",
    "team": "crm.team",
    "department": "hr.department",
    "company": "res.company",
}
OWNER_ORDER = "company", "department", "team", "employee"
CARD_FIELDS = (
    "id",
    "owner_type",
    "employee_id",
    "team_id",
    "department_id",
    "company_id",
    "cycle_id",
    "cycle_type",
    "date_start",
    "state",
    "owner_department_id",
    "score",
    "grade",
    "status",
    "data_share",
    "frozen",
)
LINE_FIELDS = (
    "scorecard_id",
    "id",
    "indicator_id",
    "target",
    "actual",
    "attainment",
    "score",
    "weight",
    "pace",
    "status",
    "note",
    "error",
    "frozen",
)
DEFINITION = "id", "name", "unit", "digits", "direction", "cap", "cumulative", "rewarded", "source"
# What floating point may differ by.
SLACK = 1e-09


class Card(NamedTuple):
    id: int
    owner_type: str
    owner_id: int
    owner: str
    department_id: int | None
    department: str
    company_id: int
    cycle_id: int
    cycle_type: str
    start: object
    state: str
    elapsed: float
    score: float | None
    grade: str
    status: str
    data_share: float
    is_live: bool


class Line(NamedTuple):
    id: int
    indicator_id: int
    name: str
    target: float | None
    actual: float | None
    attainment: float | None
    score: float | None
    weight: float
    pace: float | None
    status: str
    note: str
    error: str
    unit: str
    digits: int
    direction: str
    cap: float
    cumulative: bool
    rewarded: bool
    source: str
    forecast: float | None
    gap: float | None
    is_live: bool

    @property
    def may_go_by_pace(self):
        return self.cumulative and self.direction == "higher"


class Point(NamedTuple):
    """An earlier scorecard of an owner, for trends."""

    id: int
    cycle_id: int
    start: object
    score: float | None


def near(one, other):
    """Whether two figures are the same to a reader; None is only like None."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SLACK * max(1.0, abs(one), abs(other))


class CardReader:
    def __init__(self, env, domain):
        self.env = env
        self.Card = env["kpi.scorecard"].with_context(active_test=False)
        self.Line = env["kpi.scorecard.line"].with_context(active_test=False)
        self._domain = domain

    @cached_property
    def _rows(self):
        if self._domain.is_false():
            return []
        rows = read_columns(self.Card, self._domain, CARD_FIELDS)
        return [dict(zip(CARD_FIELDS, row, strict=True)) for row in rows]

    @cached_property
    def cards(self):
        names = self._owner_names()
        departments = names_of(
            self.env["hr.department"],
            {row["owner_department_id"] for row in self._rows if row["owner_department_id"]},
        )
        cycles = {c.id: c.elapsed for c in self._cycles()}
        cards = [self._card(row, names, departments, cycles) for row in self._rows]
        return sorted(
            cards,
            key=lambda card: (
                OWNER_ORDER.index(card.owner_type),
                card.owner.casefold(),
                card.owner_id,
                card.cycle_type,
                card.start,
                card.id,
            ),
        )

    def _cycles(self):
        return self.env["goal.cycle"].browse(sorted({row["cycle_id"] for row in self._rows}))

    def _owner_names(self):
        ids = defaultdict(set)
        for row in self._rows:
            ids[row["owner_type"]].add(_owner_id(row))
        return {kind: names_of(self.env[OWNER_MODEL[kind]], ids[kind]) for kind in ids}

    def _card(self, row, names, departments, cycles):
        frozen = row["frozen"] or {}
        owner_id = _owner_id(row)
        elapsed = cycles[row["cycle_id"]]
        lines = self.lines.get(row["id"], [])
        judged = judge_scorecard([(ln.score, ln.weight, ln.pace, ln.status) for ln in lines])
        return Card(
            row["id"],
            row["owner_type"],
            owner_id,
            frozen.get("owner") or names[row["owner_type"]].get(owner_id, ""),
            row["owner_department_id"],
            _last_name(frozen.get("department") or departments.get(row["owner_department_id"], "")),
            row["company_id"],
            row["cycle_id"],
            row["cycle_type"],
            row["date_start"],
            row["state"],
            elapsed,
            row["score"],
            row["grade"],
            row["status"],
            row["data_share"],
            near(judged.score, row["score"])
            and (judged.grade, judged.status) == (row["grade"], row["status"]),
        )

    @cached_property
    def lines(self):
        """{scorecard id: lines} of the scorecards chosen."""
        if not self._rows:
            return {}
        definitions = self._definitions
        elapsed = {row["id"]: row["cycle_id"] for row in self._rows}
        shares = {c.id: c.elapsed for c in self._cycles()}
        lang = self.env.lang or "en_US"
        result = defaultdict(list)
        rows = read_columns(
            self.Line,
            Domain("scorecard_id", "any", self._domain),
            LINE_FIELDS,
            order="scorecard_id, sequence, id",
        )
        for card_id, *row in rows:
            if card_id in elapsed:
                result[card_id].append(_line(row, definitions, lang, shares[elapsed[card_id]]))
        return dict(result)

    @cached_property
    def _definitions(self):
        # sudo: how the lines that were read under the rules are judged, archived ones too.
        library = self.env["kpi.indicator"].sudo().with_context(active_test=False)
        return {row[0]: row for row in read_columns(library, [], DEFINITION)}

    @property
    def history(self):
        """{scorecard id: Point} of the owners' scorecards up to the latest one chosen."""
        return self._past[0]

    @cached_property
    def _past(self):
        if not self._rows:
            return {}, {}
        owners = defaultdict(set)
        for row in self._rows:
            owners[row["owner_type"]].add(_owner_id(row))
        starts = [row["date_start"] for row in self._rows]
        domain = Domain("date_start", "<=", max(starts)) & Domain(
            "cycle_type", "in", list({row["cycle_type"] for row in self._rows})
        )
        domain &= Domain.OR(
            (
                Domain("owner_type", "=", kind)
                & Domain(OWNER_COLUMN.get(kind, "company_id"), "in", sorted(ids))
                for kind, ids in owners.items()
            )
        )
        fields = (
            "id",
            "cycle_id",
            "date_start",
            "score",
            "owner_type",
            "employee_id",
            "team_id",
            "department_id",
            "company_id",
            "cycle_type",
        )
        points, series = {}, defaultdict(list)
        for values in read_columns(self.Card, domain, fields, order="date_start, id"):
            row = dict(zip(fields, values, strict=True))
            point = Point(row["id"], row["cycle_id"], row["date_start"], row["score"])
            series[row["owner_type"], _owner_id(row), row["cycle_type"]].append(point)
            points[point.id] = point
        return points, series

    def series(self, card):
        """Up to ``HISTORY`` points that end with ``card``, oldest first."""
        series = self._past[1][card.owner_type, card.owner_id, card.cycle_type]
        until = [point for point in series if (point.start, point.id) <= (card.start, card.id)]
        return until[-HISTORY:]

    @cached_property
    def earlier(self):
        """{(scorecard id, indicator id): attainment} of the history that was not chosen itself."""
        chosen = {row["id"] for row in self._rows}
        wanted = sorted(
            {
                point.id
                for card in self.cards
                for point in self.series(card)
                if point.id not in chosen
            }
        )
        known = {
            (card_id, line.indicator_id): line.attainment
            for card_id, lines in self.lines.items()
            for line in lines
        }
        if not wanted:
            return known
        rows = read_columns(
            self.Line,
            [("scorecard_id", "in", wanted)],
            ("scorecard_id", "indicator_id", "attainment"),
        )
        known.update({(card_id, indicator): attained for card_id, indicator, attained in rows})
        return known


def _last_name(department):
    """
    >>> _last_name("Management / Sales / North")
    'North'
    """
    return department.rpartition(" / ")[2]


def _owner_id(row):
    return row[OWNER_COLUMN.get(row["owner_type"], "company_id")]


def _line(row, definitions, lang, elapsed):
    (
        line_id,
        indicator_id,
        target,
        actual,
        attainment,
        score,
        weight,
        pace,
        status,
        note,
        error,
        frozen,
    ) = row
    _id, name, unit, digits, direction, cap, cumulative, rewarded, source = definitions[
        indicator_id
    ]
    if frozen:
        names = frozen.get("name") or {}
        name = names.get(lang) or names.get("en_US") or name
        unit, digits, direction = frozen["unit"], frozen["digits"], frozen["direction"]
        cap, cumulative, rewarded = frozen["cap"], frozen["cumulative"], frozen["rewarded"]
    judged = judge_line(actual, target, direction, cap=cap, cumulative=cumulative, expected=elapsed)
    return Line(
        line_id,
        indicator_id,
        name,
        target,
        actual,
        attainment,
        score,
        weight,
        pace,
        status,
        note or "",
        error or "",
        unit,
        digits,
        direction,
        cap,
        cumulative,
        rewarded,
        source,
        run_rate(actual, elapsed) if cumulative else None,
        remaining(actual, target, direction),
        judged.status == status
        and near(judged.attainment, attainment)
        and near(judged.score, score)
        and near(judged.pace, pace),
    )
