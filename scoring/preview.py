"""What one deal would do to a goal: how much of the gap it closes, and what to expect of it."""

from __future__ import annotations

from .numbers import TOLERANCE, finite, finite_or_none, non_negative
from .pace import remaining


def gap_closed(
    before: float | None, after: float | None, target: float | None, direction: str
) -> float | None:
    """Return the share of the remaining gap that a change of a figure closes.

    :param before: the figure as it stands
    :param after: the figure after the change, in the same unit
    :param target: the figure to meet
    :param direction: ``"higher"``, ``"lower"`` or ``"on_target"``
    :return: a fraction: 1.0 closes the gap, and more than closing it does not count; below 0 the
        gap grows; ``None`` without data, where nothing is missing, or on overflow
    :raises ValueError: an unknown direction, or a number that is not finite

    >>> gap_closed(60, 80, 100, "higher"), gap_closed(60, 200, 100, "higher")
    (0.5, 1.0)
    >>> gap_closed(60, 50, 100, "higher"), gap_closed(100, 120, 100, "higher")
    (-0.25, None)
    >>> gap_closed(60, 55, 50, "lower"), gap_closed(None, 55, 50, "lower")
    (0.5, None)
    """
    gap, left = remaining(before, target, direction), remaining(after, target, direction)
    if left is None or gap is None or gap <= TOLERANCE:
        return None
    return finite_or_none((gap - left) / gap)


def expected_figure(before: float | None, after: float | None, probability: float) -> float | None:
    """Return the figure to expect where a change comes with a probability.

    :param before: the figure without the change
    :param after: the figure with it
    :param probability: 0..1
    :return: before + (after - before) x probability; ``None`` where either is not known, or on
        overflow
    :raises ValueError: a probability outside 0..1, or a number that is not finite

    >>> expected_figure(60, 80, 0.25), expected_figure(None, 80, 0.25)
    (65.0, None)
    """
    chance = non_negative(probability, "a probability")
    if chance > 1.0:
        raise ValueError(f"a probability lies between 0 and 1: {probability!r}")
    stands, would = finite(before), finite(after)
    if stands is None or would is None:
        return None
    return finite_or_none(stands + (would - stands) * chance)


def contribution(with_it: float | None, without_it: float | None) -> float | None:
    """Return what one deal brings to a figure: the figure with it less the figure without it.

    :return: in the unit of the figure, below 0 where it lowers it; ``None`` where either is not
        known, or on overflow
    :raises ValueError: a number that is not finite

    >>> contribution(80, 60), contribution(0.5, 0.75), contribution(80, None)
    (20.0, -0.25, None)
    """
    figure, rest = finite(with_it), finite(without_it)
    if figure is None or rest is None:
        return None
    return finite_or_none(figure - rest)
