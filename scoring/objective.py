"""What a key result and an objective show, each out of one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .judge import PACE_CAP, judge_scorecard
from .numbers import clamp, finite
from .pace import NO_DATA, OUTDATED, REACHED, Status, pace, pace_status
from .progress import score
from .rollup import Grade, objective_grade, objective_met, weighted_mean


class KeyResultResult(NamedTuple):
    """What a key result shows; ``pace`` is the figure that the bars were applied to."""

    progress: float | None
    score: float | None
    pace: float | None
    status: Status


class Part(NamedTuple):
    """What one key result, or one aligned objective, gives to the objective above it."""

    weight: float
    progress: float | None
    score: float | None
    confidence: float | None
    pace: float | None
    status: str


class ObjectiveResult(NamedTuple):
    """What an objective shows; ``data_share`` is the share of its weight that has a score."""

    progress: float | None
    score: float | None
    confidence: float | None
    pace: float | None
    status: Status
    grade: Grade
    met: bool | None
    data_share: float | None


def judge_key_result(
    progress: float | None, expected: float | None, *, by_pace: bool, outdated: bool
) -> KeyResultResult:
    """Return progress, score, pace and status of one key result.

    Before the period has begun nothing is scored, but what is reached already.

    :param progress: the share of the way gone, unclamped; ``None`` without data
    :param expected: the elapsed share of the period, 0..1
    :param by_pace: whether the progress grows over the period; a range that is kept does not
    :param outdated: whether a check-in is overdue
    :raises ValueError: ``expected`` outside 0..1, or a number that is not finite

    >>> judge_key_result(0.4, 0.5, by_pace=True, outdated=False)
    KeyResultResult(progress=0.4, score=0.4, pace=0.8, status='at_risk')
    >>> judge_key_result(-0.25, 0.5, by_pace=True, outdated=True)
    KeyResultResult(progress=-0.25, score=0.0, pace=-0.5, status='outdated')
    >>> judge_key_result(0.0, 0.0, by_pace=True, outdated=False)
    KeyResultResult(progress=0.0, score=None, pace=None, status='no_data')
    """
    way = finite(progress)
    ratio = pace(way, expected) if by_pace else way
    status = pace_status(way, expected, cumulative=by_pace, outdated=outdated)
    scored = expected != 0 or status == REACHED
    return KeyResultResult(way, score(way) if scored else None, ratio if expected else None, status)


def judge_objective(parts: Iterable[Part], commitment: str) -> ObjectiveResult:
    """Return what an objective shows from its key results and the aligned objectives it includes.

    Progress, score and confidence are weighted means over what has data, each of its own figure.
    The status follows the rules of ``judge_scorecard``; the pace is the mean that it judges.

    :param parts: the key results and, where they are included, the aligned objectives
    :param commitment: ``"committed"``, ``"aspirational"`` or ``"learning"``
    :raises ValueError: a negative weight, an unknown commitment or status, or a number that is
        not finite

    >>> result = judge_objective(
    ...     [
    ...         Part(40, 0.3, 0.3, 0.5, 0.6, "off_track"),
    ...         Part(20, 0.3, 0.3, None, 0.6, "off_track"),
    ...         Part(40, 0.4, 0.4, 0.7, 0.8, "at_risk"),
    ...     ],
    ...     "committed",
    ... )
    >>> round(result.score, 9), round(result.confidence, 9), result.grade, result.status
    (0.34, 0.6, 'red', 'off_track')
    >>> judge_objective([], "learning").score is None
    True
    """
    parts = list(parts)
    judged = judge_scorecard([(p.score, p.weight, p.pace, p.status) for p in parts])
    return ObjectiveResult(
        weighted_mean([(p.progress, p.weight) for p in parts]),
        judged.score,
        weighted_mean([(p.confidence, p.weight) for p in parts]),
        weighted_mean([(_counted_pace(p), p.weight) for p in parts]),
        judged.status,
        objective_grade(judged.score),
        objective_met(judged.score, commitment),
        judged.data_share,
    )


def _counted_pace(part: Part) -> float | None:
    if part.status in (NO_DATA, OUTDATED):
        return None
    if part.status == REACHED and part.pace is None:
        return PACE_CAP
    return clamp(part.pace, 0.0, PACE_CAP)
