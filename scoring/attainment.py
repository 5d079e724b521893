"""Attainment of a KPI: the actual against its target, by the direction that is good."""

from __future__ import annotations

from typing import Final

from .numbers import finite, finite_or_none, non_negative

HIGHER: Final = "higher"
LOWER: Final = "lower"
ON_TARGET: Final = "on_target"
DIRECTIONS: Final = (HIGHER, LOWER, ON_TARGET)

DEFAULT_CAP: Final = 1.2


def attainment(actual: float | None, target: float | None, direction: str) -> float | None:
    """Return how far the target was met, as a fraction; the target itself is 1.0.

    - ``"higher"``: 1 + (actual - target) / \\|target\\|, for a positive target actual / target
    - ``"lower"``: 1 - (actual - target) / \\|target\\|
    - ``"on_target"``: 1 - \\|actual - target\\| / \\|target\\|

    For a target of 0 the divisor is 1. docs/scoring.md, "Attainment of a KPI".

    :param actual: the measured figure, ``None`` without data
    :param target: the figure to meet, ``None`` when none is set
    :return: a fraction, not held to any bounds; ``None`` without data or on overflow
    :raises ValueError: an unknown direction, or a number that is not finite

    >>> attainment(45, 50, "higher"), attainment(75, 50, "higher"), attainment(-150, -50, "higher")
    (0.9, 1.5, -1.0)
    >>> [attainment(actual, 50, "lower") for actual in (50, 100, 200, 0)]
    [1.0, 0.0, -2.0, 2.0]
    >>> attainment(55, 50, "on_target"), attainment(45, 50, "on_target")
    (0.9, 0.9)
    >>> attainment(2, 0, "higher"), attainment(None, 50, "higher")
    (3.0, None)
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"unknown direction: {direction!r}")
    measured, aim = finite(actual), finite(target)
    if measured is None or aim is None:
        return None
    # The formulas over one fraction line: 1 + (45 - 100) / 100 is 0.44999..., 45 / 100 is 0.45.
    size = abs(aim) or 1.0
    if direction == HIGHER:
        return finite_or_none(((size - aim) + measured) / size)
    if direction == LOWER:
        return finite_or_none(((size + aim) - measured) / size)
    return finite_or_none((size - abs(measured - aim)) / size)


def line_score(attainment: float | None, cap: float = DEFAULT_CAP) -> float | None:
    """Return an attainment held to 0..cap: what a line gives to its scorecard.

    :param cap: the indicator's upper bound, so that one KPI can not carry a whole scorecard
    :raises ValueError: a negative cap, or a number that is not finite

    >>> line_score(0.9), line_score(1.5), line_score(-2), line_score(1.5, cap=2), line_score(None)
    (0.9, 1.2, 0.0, 1.5, None)
    """
    bound = non_negative(cap, "the cap")
    number = finite(attainment)
    if number is None:
        return None
    return min(max(number, 0.0), bound)
