"""What goes into the engine and what comes out."""

from datetime import date, datetime
from typing import NamedTuple


class Owner(NamedTuple):
    """Whose figure: ``kind`` is an owner type; ``id`` of the employee, team, ... or company."""

    kind: str
    id: int
    company_id: int


class Request(NamedTuple):
    """One figure asked for; both dates are local dates of the company and belong to the span."""

    indicator_id: int
    owner: Owner
    start: date
    end: date


class Card(NamedTuple):
    """What the engine reads of a stored scorecard; ``cell`` is (owner, first day, last day)."""

    id: int
    cycle_id: int
    cell: tuple
    judged_share: float | None
    stored: tuple


class Line(NamedTuple):
    """What the engine reads of a stored scorecard line."""

    id: int
    scorecard_id: int
    indicator_id: int
    target: float | None
    weight: float
    created: datetime
    stored: tuple


class Figure(NamedTuple):
    """One answer: ``value`` in the indicator's unit (percent as a fraction, money in the
    company's currency), None for no data; ``error`` says why a figure can't be computed.

    ``asked`` has a (rhythm, day of the latest figure or None) for each way in which figures
    that this one is made of are entered by hand and asked for."""

    value: float | None
    error: str | None = None
    asked: frozenset = frozenset()


class RefreshResult(NamedTuple):
    lines: int
    changed: int
    errors: int


class Route(NamedTuple):
    """How records reach an owner: the many2one ``path`` and what its end is."""

    path: str
    key_model: str
    condition: tuple = ()
