"""The one place that turns figures into what a scorecard shows.

A line is judged once, by :func:`judge_line`; the colour, the attainment, the score and the pace
that a screen or a report shows all come out of the same call, so they can not disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from .attainment import HIGHER, attainment, line_score
from .numbers import TOLERANCE, clamp, finite, non_negative, total
from .pace import (
    AT_RISK,
    NO_DATA,
    OFF_TRACK,
    ON_TRACK,
    OUTDATED,
    REACHED,
    STATUSES,
    Status,
    pace,
    pace_colour,
    pace_status,
)
from .rollup import Grade, data_share, scorecard_grade, weighted_mean

PACE_CAP: Final = 1.2
"""The most that one line's pace counts on its scorecard, so an over-achiever hides no laggard."""

_COLOURS: Final = frozenset({REACHED, ON_TRACK, AT_RISK, OFF_TRACK})


class LineResult(NamedTuple):
    """What a scorecard line shows.

    ``pace`` is the figure that the bars of the status were applied to: attainment / expected for
    a line that is judged by pace, the attainment itself for any other; ``None`` before the period
    has begun.
    """

    attainment: float | None
    score: float | None
    pace: float | None
    status: Status


class ScorecardResult(NamedTuple):
    """What a scorecard shows; ``data_share`` is the share of its weight that has a score."""

    score: float | None
    grade: Grade
    status: Status
    data_share: float | None


def judged_by_pace(target: float | None, direction: str, cumulative: bool) -> bool:
    """Say whether a figure is judged by its pace; every other one is judged as it stands.

    So is a figure that grows over the period (a sum, a count), is better when higher and has a
    target above 0: then attainment is actual / target, which is the progress from 0.

    >>> judged_by_pace(100, "higher", True), judged_by_pace(100, "lower", True)
    (True, False)
    """
    return cumulative and direction == HIGHER and target is not None and target > 0


def judge_line(
    actual: float | None,
    target: float | None,
    direction: str,
    *,
    cap: float,
    cumulative: bool,
    expected: float | None,
    outdated: bool = False,
) -> LineResult:
    """Return attainment, score, pace and status of one scorecard line.

    ``judged_by_pace`` says which lines are judged by their pace, the others by their attainment.
    The statuses are those of ``pace_status``. Before the period has begun nothing is scored, but
    what is reached already.

    :param actual: the measured figure, ``None`` without data
    :param target: the figure to meet, ``None`` when none is set
    :param direction: ``"higher"``, ``"lower"`` or ``"on_target"``
    :param cap: the upper bound of the line's score
    :param cumulative: whether the figure grows over the period (a sum, a count)
    :param expected: the elapsed share of the period, 0..1
    :param outdated: whether an update of the figure is overdue
    :raises ValueError: an unknown direction, ``expected`` outside 0..1, a negative cap, or a
        number that is not finite

    >>> line = judge_line(45, 100, "higher", cap=1.2, cumulative=True, expected=0.5)
    >>> line.attainment, line.score, round(line.pace, 9), line.status
    (0.45, 0.45, 0.9, 'at_risk')
    >>> judge_line(60, 50, "lower", cap=1.2, cumulative=False, expected=0.5)
    LineResult(attainment=0.8, score=0.8, pace=0.8, status='at_risk')
    >>> judge_line(None, 100, "higher", cap=1.2, cumulative=True, expected=0.5)
    LineResult(attainment=None, score=None, pace=None, status='no_data')
    >>> judge_line(0, 100, "higher", cap=1.2, cumulative=True, expected=0.0)
    LineResult(attainment=0.0, score=None, pace=None, status='no_data')
    """
    achieved = attainment(actual, target, direction)
    by_pace = judged_by_pace(target, direction, cumulative)
    ratio = pace(achieved, expected) if by_pace else achieved
    status = pace_status(achieved, expected, cumulative=by_pace, outdated=outdated)
    scored = expected != 0 or status == REACHED
    return LineResult(
        achieved,
        line_score(achieved, cap) if scored else None,
        ratio if expected else None,
        status,
    )


def judge_scorecard(
    lines: Iterable[tuple[float | None, float, float | None, str]],
) -> ScorecardResult:
    """Return score, grade, status and data share of a scorecard from its judged lines.

    The score is the weighted mean of the lines' scores, the grade that of ``scorecard_grade``.
    Lines of weight 0 are out. A line is *fresh* when its status is a colour (reached, on track,
    at risk, off track) and *silent* when it is ``"no_data"`` or ``"outdated"``. The status is the
    first of these that applies:

    1. no line is fresh: ``"outdated"`` when at least one is outdated, else ``"no_data"``
    2. silent lines hold more than half of the weight: ``"outdated"`` when outdated lines hold
       more than half of the silent weight, else ``"no_data"``
    3. every line is reached: ``"reached"``
    4. the mean of the fresh lines' pace, weighted, each held to 0..1.2: ``"on_track"`` from 0.95,
       ``"at_risk"`` from 0.75, ``"off_track"`` below

    So up to half of the weight may be missing without dragging the result down, and a scorecard
    that is mostly silent is never green. A reached line without a pace (reached before the period
    began) counts 1.2; any other line without a pace is silent.

    :param lines: (score, weight, pace, status) of each line, as ``judge_line`` gives them
    :raises ValueError: a negative weight, an unknown status, or a number that is not finite

    >>> judge_scorecard([(0.5, 60, 1.0, "on_track"), (0.4, 40, 0.8, "at_risk")])
    ScorecardResult(score=0.46, grade='red', status='at_risk', data_share=1.0)
    >>> judge_scorecard([(1.0, 40, 1.0, "reached"), (None, 60, None, "no_data")])
    ScorecardResult(score=1.0, grade='green', status='no_data', data_share=0.4)
    """
    scores: list[tuple[float | None, float]] = []
    fresh: list[tuple[float | None, float]] = []
    weights: list[float] = []
    silent: list[float] = []
    outdated: list[float] = []
    all_reached = True
    for score, weight, line_pace, status in lines:
        size = non_negative(weight, "the weight of a line")
        if status not in STATUSES:
            raise ValueError(f"unknown status: {status!r}")
        number, ratio = finite(score), finite(line_pace)
        if not size:
            continue
        scores.append((number, size))
        weights.append(size)
        if status == REACHED:
            fresh.append((PACE_CAP if ratio is None else clamp(ratio, 0.0, PACE_CAP), size))
            continue
        all_reached = False
        if status in _COLOURS and ratio is not None:
            fresh.append((clamp(ratio, 0.0, PACE_CAP), size))
            continue
        silent.append(size)
        if status == OUTDATED:
            outdated.append(size)
    result = weighted_mean(scores)
    return ScorecardResult(
        result,
        scorecard_grade(result),
        _scorecard_status(fresh, weights, silent, outdated, all_reached),
        data_share(scores),
    )


def _scorecard_status(
    fresh: list[tuple[float | None, float]],
    weights: list[float],
    silent: list[float],
    outdated: list[float],
    all_reached: bool,
) -> Status:
    if not fresh:
        return OUTDATED if outdated else NO_DATA
    if _more_than_half(silent, weights):
        return OUTDATED if _more_than_half(outdated, silent) else NO_DATA
    if all_reached:
        return REACHED
    mean = weighted_mean(fresh)
    return NO_DATA if mean is None else pace_colour(mean)


def _more_than_half(part: list[float], whole: list[float]) -> bool:
    part_weight, whole_weight = total(part), total(whole)
    if part_weight is None or not whole_weight:
        return False
    return part_weight / whole_weight > 0.5 + TOLERANCE
