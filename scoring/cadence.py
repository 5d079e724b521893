"""When check-ins are due: the slots of a period, one check-in each."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

WEEK: Final = "week"
TWO_WEEKS: Final = "two_weeks"
MONTH: Final = "month"
DAYS: Final = {WEEK: 7, TWO_WEEKS: 14}

Slot: TypeAlias = tuple[date, date]


def check_in_slots(start: date, end: date, every: str) -> list[Slot]:
    """Return the (first, last) days of the slots of a period; the last day is when it is due.

    The slots follow each other from the first day on. What remains at the end is a slot of its
    own when it is at least half as long as a full one, else it belongs to the slot before it.

    :param start: first day of the period
    :param end: last day of the period
    :param every: ``"week"``, ``"two_weeks"`` or ``"month"``
    :raises ValueError: ``end`` before ``start``, or an unknown ``every``

    >>> quarter = check_in_slots(date(2026, 4, 1), date(2026, 6, 30), "week")
    >>> len(quarter), quarter[0][1], quarter[-1]
    (13, datetime.date(2026, 4, 7), (datetime.date(2026, 6, 24), datetime.date(2026, 6, 30)))
    >>> [
    ...     last.isoformat()
    ...     for _first, last in check_in_slots(date(2026, 1, 31), date(2026, 4, 3), "month")
    ... ]
    ['2026-02-27', '2026-04-03']
    >>> len(check_in_slots(date(2026, 4, 1), date(2026, 4, 3), "two_weeks"))
    1
    """
    if every not in DAYS and every != MONTH:
        raise ValueError(f"unknown rhythm of check-ins: {every!r}")
    if end < start:
        raise ValueError(f"the period ends on {end} before it starts on {start}")
    firsts = [start]
    while (following := _after(start, every, len(firsts))) <= end:
        firsts.append(following)
    full = (following - firsts[-1]).days
    if len(firsts) > 1 and ((end - firsts[-1]).days + 1) * 2 < full:
        firsts.pop()
    lasts = [first - timedelta(days=1) for first in firsts[1:]]
    return list(zip(firsts, [*lasts, end], strict=True))


def next_due(slots: Sequence[Slot], since: date, last_check_in: date | None) -> date | None:
    """Return the day on which the next check-in is due; it is overdue after that day.

    :param slots: as :func:`check_in_slots` gives them
    :param since: slots that were over before this day ask for nothing
    :param last_check_in: the date of the latest check-in; one after the period counts for the
        last slot
    :return: ``None`` when nothing is due any more

    >>> slots = check_in_slots(date(2026, 4, 1), date(2026, 4, 21), "week")
    >>> next_due(slots, date(2026, 4, 1), None), next_due(slots, date(2026, 4, 8), None)
    (datetime.date(2026, 4, 7), datetime.date(2026, 4, 14))
    >>> next_due(slots, date(2026, 4, 1), date(2026, 4, 10))
    datetime.date(2026, 4, 21)
    >>> next_due(slots, date(2026, 4, 1), date(2026, 4, 15)) is None
    True
    """
    for first, last in slots:
        if last >= since and (last_check_in is None or first > last_check_in):
            return last
    return None


def slot_values(
    slots: Sequence[Slot],
    since: date,
    today: date,
    check_ins: Sequence[tuple[date, float | None]],
) -> list[float | None]:
    """Return one value for each check-in that was due: what ``range_progress`` is asked with.

    A slot is due once it is over; the running slot counts as soon as it has a check-in.

    :param slots: as :func:`check_in_slots` gives them
    :param since: slots that were over before this day ask for nothing
    :param today: the day to judge at
    :param check_ins: (day, value) in the order they were made; the latest of a slot counts

    >>> slots = check_in_slots(date(2026, 4, 1), date(2026, 4, 21), "week")
    >>> slot_values(slots, slots[0][0], date(2026, 4, 16), [(date(2026, 4, 2), 5.0)])
    [5.0, None]
    """
    latest: dict[int, tuple[date, float | None]] = {}
    for day, value in check_ins:
        begun = [number for number, (first, _last) in enumerate(slots) if first <= day]
        if begun and (begun[-1] not in latest or latest[begun[-1]][0] <= day):
            latest[begun[-1]] = (day, value)
    return [
        latest[number][1] if number in latest else None
        for number, (_first, last) in enumerate(slots)
        if number in latest or since <= last < today
    ]


def _after(start: date, every: str, count: int) -> date:
    if every != MONTH:
        return start + timedelta(days=DAYS[every] * count)
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day)
