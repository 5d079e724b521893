"""Roll-ups: from parts to a whole, and from a score to a grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from .numbers import at_least, finite, non_negative, required, total

NO_DATA: Final = "no_data"
RED: Final = "red"
AMBER: Final = "amber"
GREEN: Final = "green"
Grade: TypeAlias = Literal["no_data", "red", "amber", "green"]

COMMITTED: Final = "committed"
ASPIRATIONAL: Final = "aspirational"
LEARNING: Final = "learning"

OBJECTIVE_BARS: Final = (0.4, 0.7)
SCORECARD_BARS: Final = (0.75, 0.95)
MET_AT: Final = {COMMITTED: 1.0, ASPIRATIONAL: 0.7, LEARNING: 0.7}

Parts: TypeAlias = Iterable[tuple[float | None, float]]


def weighted_mean(parts: Parts) -> float | None:
    """Return the mean of what has data, weighted; the weights renormalise over it.

    A missing part never drags the result down, and a part of weight 0 is out.
    docs/scoring.md, "Roll-ups".

    :param parts: pairs (value or ``None``, weight); weights are 0 or more in any unit
    :return: a number between the smallest and the largest value; ``None`` when no part with a
        weight has data, or on overflow
    :raises ValueError: a negative or missing weight, or a number that is not finite

    >>> weighted_mean([(30, 40), (30, 20), (40, 40)])
    34.0
    >>> weighted_mean([(0.8, 50), (None, 50)])
    0.8
    >>> weighted_mean([(None, 50), (0.3, 0)]) is None
    True
    """
    values: list[float] = []
    weights: list[float] = []
    for value, weight in parts:
        number = finite(value)
        size = non_negative(weight, "a weight")
        if number is not None and size:
            values.append(number)
            weights.append(size)
    if not values:
        return None
    whole = total(weights)
    weighed = total([value * weight for value, weight in zip(values, weights, strict=True)])
    if whole is None or weighed is None:
        return None
    # Rounding may carry the quotient one bit past the values it is the mean of.
    return min(max(weighed / whole, min(values)), max(values)) + 0.0


def data_share(parts: Parts) -> float | None:
    """Return the share of the weight whose part has data.

    :param parts: as for :func:`weighted_mean`
    :return: a fraction 0..1; ``None`` when no part has a weight, or on overflow
    :raises ValueError: as :func:`weighted_mean`

    >>> data_share([(0.8, 30), (None, 10), (0.0, 60)])
    0.9
    >>> data_share([]) is None
    True
    """
    with_data: list[float] = []
    weights: list[float] = []
    for value, weight in parts:
        size = non_negative(weight, "a weight")
        weights.append(size)
        if finite(value) is not None:
            with_data.append(size)
    known, whole = total(with_data), total(weights)
    if known is None or not whole:
        return None
    return known / whole


def grade(score: float | None, bands: Sequence[tuple[float | None, str]]) -> str:
    """Return the name of the band that a score falls into.

    :param bands: pairs (upper bar, name) from the lowest band up, the last with ``None`` for
        "and above"; a score at a bar, within the tolerance, belongs to the band above it
    :return: a name out of ``bands``, or ``"no_data"``
    :raises ValueError: no bands, bars that don't ascend, a last bar that is not ``None``, or a
        number that is not finite

    >>> bands = [(0.5, "below"), (0.9, "close"), (None, "met")]
    >>> [grade(score, bands) for score in (0.2, 0.5, 0.9, 3, None)]
    ['below', 'close', 'met', 'met', 'no_data']
    """
    if not bands or bands[-1][0] is not None:
        raise ValueError("the last band has no upper bar")
    bars = [required(bar, "the upper bar of a band") for bar, _name in bands[:-1]]
    if any(upper <= lower for lower, upper in pairwise(bars)):
        raise ValueError(f"the bars of the bands must ascend: {bars}")
    number = finite(score)
    if number is None:
        return NO_DATA
    for bar, (_bar, name) in zip(bars, bands, strict=False):
        if not at_least(number, bar):
            return name
    return bands[-1][1]


def _colour(score: float | None, bars: tuple[float, float]) -> Grade:
    number = finite(score)
    if number is None:
        return NO_DATA
    if at_least(number, bars[1]):
        return GREEN
    return AMBER if at_least(number, bars[0]) else RED


def objective_grade(score: float | None) -> Grade:
    """Return the grade of an objective: red < 0.4 <= amber < 0.7 <= green.

    The bars that J. Doerr reports from Google in "Measure What Matters".

    :raises ValueError: not a finite number

    >>> [objective_grade(score) for score in (0.39, 0.4, 0.7, None)]
    ['red', 'amber', 'green', 'no_data']
    """
    return _colour(score, OBJECTIVE_BARS)


def scorecard_grade(score: float | None) -> Grade:
    """Return the grade of a scorecard: red < 0.75 <= amber < 0.95 <= green.

    Higher bars than an objective's: of a KPI 100 % is expected, regularly.

    :raises ValueError: not a finite number

    >>> [scorecard_grade(score) for score in (0.74, 0.75, 0.95, None)]
    ['red', 'amber', 'green', 'no_data']
    """
    return _colour(score, SCORECARD_BARS)


def objective_met(score: float | None, commitment: str) -> bool | None:
    """Say whether an objective is met: committed at 1.0, aspirational and learning at 0.7.

    :param commitment: ``"committed"``, ``"aspirational"`` or ``"learning"``
    :return: ``None`` when there is no score
    :raises ValueError: an unknown commitment, or a number that is not finite

    >>> objective_met(0.7, "aspirational"), objective_met(0.7, "committed")
    (True, False)
    >>> objective_met(None, "learning") is None
    True
    """
    if commitment not in MET_AT:
        raise ValueError(f"unknown commitment: {commitment!r}")
    number = finite(score)
    return None if number is None else at_least(number, MET_AT[commitment])
