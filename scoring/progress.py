"""Progress of a key result: how far the way from start to target has been gone.

Progress is a fraction (0.7 is 70 %) and may leave 0..1; the *score* is progress held to 0..1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .numbers import at_least, clamp, finite, finite_or_none, non_negative, required, total


def progress(start: float, target: float, current: float | None) -> float | None:
    """Return (current - start) / (target - start): the share of the way gone, in both directions.

    docs/scoring.md, "Progress of a key result", names the guides that use the same formula.

    :param start: the figure at the beginning
    :param target: the figure to reach, above or below ``start``
    :param current: the latest figure, ``None`` when there is none yet
    :return: a fraction, below 0 when moving away, above 1 past the target; ``None`` without data
        or when the span overflows a float
    :raises ValueError: ``start`` equals ``target``, or a number is not finite

    >>> progress(0, 100, 20), progress(20, 100, 0)
    (0.2, -0.25)
    >>> progress(100, 20, 80), progress(500, 400, 460)
    (0.25, 0.4)
    >>> progress(0, 100, None) is None
    True
    """
    first = required(start, "the start")
    last = required(target, "the target")
    now = finite(current)
    if first == last:
        raise ValueError(f"start and target are both {first!r}: there is no way to go")
    if now is None:
        return None
    span = finite_or_none(last - first)
    return None if span is None else finite_or_none((now - first) / span)


def score(progress: float | None) -> float | None:
    """Return a progress held to 0..1: what a key result gives to its objective.

    :raises ValueError: not a finite number

    >>> score(-0.25), score(0.4), score(1.3), score(None)
    (0.0, 0.4, 1.0, None)
    """
    return clamp(progress, 0.0, 1.0)


def expected_value(start: float, target: float, expected: float | None) -> float | None:
    """Return start + (target - start) x expected: where a figure should stand by now.

    :param start: the figure at the beginning; 0 for a sum or count that begins with the period
    :param expected: the elapsed share of the period, 0..1
    :return: a figure between start and target; ``None`` where no share is known, or on overflow
    :raises ValueError: a share outside 0..1, or a number that is not finite

    >>> expected_value(0, 100, 0.4), expected_value(500, 400, 0.25), expected_value(0, 100, None)
    (40.0, 475.0, None)
    """
    first = required(start, "the start")
    last = required(target, "the target")
    share = finite(expected)
    if share is None:
        return None
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"an elapsed share lies between 0 and 1: {share!r}")
    return finite_or_none(first + (last - first) * share)


def milestone_progress(milestones: Iterable[tuple[bool, float]]) -> float | None:
    """Return the weight of the milestones done over the weight of all.

    :param milestones: pairs (done, weight); ``done`` is true or false, weights are 0 or more in
        any unit
    :return: a fraction 0..1; ``None`` when there is no milestone with a weight
    :raises ValueError: a negative weight, or ``done`` that is neither true nor false

    >>> milestone_progress([(True, 1), (True, 1), (False, 2)])
    0.5
    >>> milestone_progress([]) is None
    True
    """
    done_weights: list[float] = []
    weights: list[float] = []
    for done, weight in milestones:
        if done not in (True, False):
            raise ValueError(f"a milestone is done or not done: {done!r}")
        number = non_negative(weight, "the weight of a milestone")
        weights.append(number)
        if done:
            done_weights.append(number)
    done_weight, whole = total(done_weights), total(weights)
    if done_weight is None or not whole:
        return None
    return done_weight / whole


def yes_no_progress(done: bool | None) -> float | None:
    """Return 1.0 for yes, 0.0 for no, ``None`` for not answered.

    :raises ValueError: anything else

    >>> yes_no_progress(True), yes_no_progress(False), yes_no_progress(None)
    (1.0, 0.0, None)
    """
    if done is None:
        return None
    if done not in (True, False):
        raise ValueError(f"the answer is yes or no: {done!r}")
    return 1.0 if done else 0.0


def range_progress(values: Sequence[float | None], low: float, high: float) -> float | None:
    """Return the share of the due check-ins whose value lies within the range, edges included.

    :param values: one entry for each check-in that was due; ``None`` is a missed one and counts
        as outside, so that silence is not a way to keep a range
    :param low: the lower edge
    :param high: the upper edge, not below ``low``
    :return: a fraction 0..1; ``None`` when no check-in has been due
    :raises ValueError: ``low`` above ``high``, or a number that is not finite

    >>> round(range_progress([5] * 9 + [None, 2, 11, None], 3, 10), 2)
    0.69
    >>> range_progress([], 3, 10) is None
    True
    """
    lower = required(low, "the lower edge")
    upper = required(high, "the upper edge")
    if lower > upper:
        raise ValueError(f"the lower edge {lower!r} is above the upper edge {upper!r}")
    numbers = [finite(value) for value in values]
    if not numbers:
        return None
    inside = sum(
        1
        for number in numbers
        if number is not None and at_least(number, lower) and at_least(upper, number)
    )
    return inside / len(numbers)
