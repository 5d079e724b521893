"""Pace: where a figure should be by now, what that makes of it, and where it will end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

from .attainment import DIRECTIONS, HIGHER, LOWER, ON_TARGET
from .numbers import at_least, finite, finite_or_none, non_negative

REACHED: Final = "reached"
ON_TRACK: Final = "on_track"
AT_RISK: Final = "at_risk"
OFF_TRACK: Final = "off_track"
NO_DATA: Final = "no_data"
OUTDATED: Final = "outdated"
Status: TypeAlias = Literal["reached", "on_track", "at_risk", "off_track", "no_data", "outdated"]
STATUSES: Final = (REACHED, ON_TRACK, AT_RISK, OFF_TRACK, NO_DATA, OUTDATED)

ON_TRACK_BAR: Final = 0.95
AT_RISK_BAR: Final = 0.75


def expected_share(
    start: date, end: date, today: date, working_days: Collection[date] | None = None
) -> float:
    """Return the share of a period that has elapsed on a day; both ends belong to the period.

    The day itself counts as elapsed: from the 1st to the 30th, the 15th gives 0.5.

    :param start: first day of the period
    :param end: last day of the period
    :param today: the day to judge at
    :param working_days: the days that count, those outside the period are ignored; a period
        without any working day, and ``None``, count calendar days
    :return: a fraction: 0.0 before the first day, 1.0 on the last day and after
    :raises ValueError: ``end`` before ``start``, or something that is not a plain date

    >>> expected_share(date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 15))
    0.5
    >>> expected_share(date(2026, 4, 1), date(2026, 4, 30), date(2026, 3, 31))
    0.0
    >>> working = [date(2026, 4, day) for day in (1, 2, 3, 6, 7)]
    >>> expected_share(date(2026, 4, 1), date(2026, 4, 7), date(2026, 4, 5), working)
    0.6
    """
    for day in (start, end, today):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise ValueError(f"not a date: {day!r}")
    if end < start:
        raise ValueError(f"the period ends on {end} before it starts on {start}")
    if today < start:
        return 0.0
    if today >= end:
        return 1.0
    if working_days is not None:
        in_period = {day for day in working_days if start <= day <= end}
        if in_period:
            return sum(1 for day in in_period if day <= today) / len(in_period)
    return ((today - start).days + 1) / ((end - start).days + 1)


def _share(value: float | None) -> float | None:
    number = finite(value)
    if number is not None and not 0.0 <= number <= 1.0:
        raise ValueError(f"an elapsed share lies between 0 and 1: {number!r}")
    return number


def pace(progress: float | None, expected: float | None) -> float | None:
    """Return progress / expected: 1.0 is exactly on time.

    :param progress: progress or attainment, as a fraction
    :param expected: the elapsed share of the period, 0..1
    :return: a ratio; ``None`` without data, before the period has begun, or on overflow
    :raises ValueError: ``expected`` outside 0..1, or a number that is not finite

    >>> pace(0.45, 0.5), pace(0.2, 0), pace(None, 0.5)
    (0.9, None, None)
    """
    number, share = finite(progress), _share(expected)
    if number is None or not share:
        return None
    return finite_or_none(number / share)


def pace_colour(ratio: float) -> Status:
    """Return the colour of a pace or an attainment: on track, at risk or off track.

    The bars are 0.95 and 0.75, with the tolerance of ``at_least``.

    :raises ValueError: a NaN

    >>> pace_colour(0.95), pace_colour(0.75), pace_colour(0.7)
    ('on_track', 'at_risk', 'off_track')
    """
    if at_least(ratio, ON_TRACK_BAR):
        return ON_TRACK
    return AT_RISK if at_least(ratio, AT_RISK_BAR) else OFF_TRACK


def pace_status(
    progress: float | None,
    expected: float | None,
    *,
    cumulative: bool = True,
    outdated: bool = False,
) -> Status:
    """Return the status of one goal on the day that ``expected`` stands for.

    In this order, the first that applies:

    1. no value: ``"no_data"``
    2. a check-in is overdue: ``"outdated"``, whatever the colour would have been
    3. cumulative, that is a figure that grows over the period: ``"reached"`` at progress 1;
       ``"no_data"`` before the period has begun; else by progress / expected
    4. not cumulative, that is a ratio, an average or a figure that is better when lower:
       ``"no_data"`` before the period has begun; ``"reached"`` at attainment 1 once the period
       is over, for it can still fall; else by the attainment itself

    Point 3 and 4 give ``"on_track"`` from 0.95, ``"at_risk"`` from 0.75, ``"off_track"`` below.

    :param progress: progress or attainment as a fraction, ``None`` without data
    :param expected: the elapsed share 0..1; ``None`` where no period is known
    :raises ValueError: ``expected`` outside 0..1, or a number that is not finite

    >>> pace_status(0.48, 0.5), pace_status(0.4, 0.5), pace_status(0.3, 0.5), pace_status(1, 0.5)
    ('on_track', 'at_risk', 'off_track', 'reached')
    >>> pace_status(None, 0.5), pace_status(1, 0.5, outdated=True)
    ('no_data', 'outdated')
    >>> pace_status(1.1, 0.5, cumulative=False), pace_status(1.1, 1, cumulative=False)
    ('on_track', 'reached')
    """
    number, share = finite(progress), _share(expected)
    if number is None:
        return NO_DATA
    if outdated:
        return OUTDATED
    done = at_least(number, 1.0)
    if cumulative:
        if done:
            return REACHED
        return pace_colour(number / share) if share else NO_DATA
    if not share:
        return NO_DATA
    return REACHED if done and at_least(share, 1.0) else pace_colour(number)


def run_rate(actual: float | None, elapsed_share: float | None) -> float | None:
    """Return actual / elapsed share: where the figure ends if the rest goes like the part so far.

    :param actual: the sum or count so far
    :param elapsed_share: the elapsed share of the period, 0..1
    :return: the figure at the end of the period; ``None`` without data, before the period has
        begun, or on overflow
    :raises ValueError: a share outside 0..1, or a number that is not finite

    >>> run_rate(40, 0.5), run_rate(40, 0), run_rate(None, 0.5)
    (80.0, None, None)
    """
    return pace(actual, elapsed_share)


def deal_forecast(won: float | None, weighted_open: float | None) -> float | None:
    """Return won + open deals weighted by probability: the forecast of a deal-based sum.

    :param won: the sum of the deals won in the period
    :param weighted_open: the sum of amount x probability over the open deals that are expected to
        close inside the period; 0 when there are none
    :return: a figure; ``None`` where either is not known, or on overflow
    :raises ValueError: a number that is not finite

    >>> deal_forecast(60_000, 25_000 * 0.4), deal_forecast(None, 10_000)
    (70000.0, None)
    """
    closed, expected = finite(won), finite(weighted_open)
    if closed is None or expected is None:
        return None
    return finite_or_none(closed + expected)


def remaining(actual: float | None, target: float | None, direction: str = HIGHER) -> float | None:
    """Return how far a figure is from its target, 0 where the target is met.

    :param direction: ``"higher"``, ``"lower"`` or ``"on_target"``
    :return: the distance in the figure's unit, at least 0; ``None`` without data or on overflow
    :raises ValueError: an unknown direction, or a number that is not finite

    >>> remaining(60, 100), remaining(120, 100), remaining(None, 100)
    (40.0, 0.0, None)
    >>> remaining(60, 50, "lower"), remaining(40, 50, "lower"), remaining(45, 50, "on_target")
    (10.0, 0.0, 5.0)
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"unknown direction: {direction!r}")
    reached, aim = finite(actual), finite(target)
    if reached is None or aim is None:
        return None
    gap = {HIGHER: aim - reached, LOWER: reached - aim, ON_TARGET: abs(aim - reached)}[direction]
    return finite_or_none(max(gap, 0.0))


def coverage(open_amount: float | None, target: float | None, actual: float | None) -> float | None:
    """Return open amount / what remains to the target: 3.0 is three times the gap in open deals.

    :param open_amount: the sum of the open deals, 0 or more, not weighted
    :return: a ratio; ``None`` without data, when nothing remains, or on overflow
    :raises ValueError: a negative open amount, or a number that is not finite

    >>> coverage(120_000, 100_000, 60_000), coverage(120_000, 100_000, 100_000)
    (3.0, None)
    """
    gap = remaining(actual, target)
    if open_amount is None:
        return None
    amount = non_negative(open_amount, "the open amount")
    return finite_or_none(amount / gap) if gap else None
