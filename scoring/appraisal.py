"""Appraisal: the KPI part, the OKR part and the 360-degree parts as one mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .numbers import TOLERANCE, finite, non_negative, required, total
from .rollup import weighted_mean


class AppraisalResult(NamedTuple):
    """The final mark, and the weight that each part really had, in the order given.

    The weights are fractions that add up to 1; a part without data has 0.
    """

    final: float | None
    weights: tuple[float, ...]


class KpiOkrShare(NamedTuple):
    """What KPI and OKR weigh together in an appraisal, and whether that is more than half."""

    share: float | None
    more_than_half: bool


def appraisal_mean(parts: Iterable[tuple[float | None, float]]) -> AppraisalResult:
    """Return the weighted mean of the parts of an appraisal and the weights it used.

    A part without data is out and the weights of the others renormalise.
    docs/scoring.md, "Appraisal".

    :param parts: pairs (mark or ``None``, weight); every mark on the same scale, weights 0 or
        more in any unit
    :return: ``final`` is ``None``, and every weight 0, when no part with a weight has a mark
    :raises ValueError: a negative weight, or a number that is not finite

    >>> appraisal_mean([(5, 30), (3, 70)])
    AppraisalResult(final=3.6, weights=(0.3, 0.7))
    >>> appraisal_mean([(4, 40), (None, 40), (3, 10), (3, 10)]).weights
    (0.6666666666666666, 0.0, 0.16666666666666666, 0.16666666666666666)
    """
    marks = [(finite(mark), non_negative(weight, "a weight")) for mark, weight in parts]
    used = [weight if mark is not None else 0.0 for mark, weight in marks]
    whole = total(used)
    final = weighted_mean(marks)
    if final is None or not whole:
        return AppraisalResult(None, (0.0,) * len(used))
    return AppraisalResult(final, tuple(weight / whole for weight in used))


def kpi_okr_share(
    kpi_weight: float, okr_weight: float, other_weights: Iterable[float]
) -> KpiOkrShare:
    """Say what KPI and OKR weigh together, and whether a template has to warn about it.

    The default is 40 %, with 60 % for the qualitative part; more than half warns.

    :param kpi_weight: the weight of the KPI part, 0 or more in any unit
    :param okr_weight: the weight of the OKR part
    :param other_weights: the weights of all other parts
    :return: the share as a fraction, ``None`` when there is no weight at all or on overflow;
        exactly half is not more than half
    :raises ValueError: a negative or missing weight, or a number that is not finite

    >>> kpi_okr_share(20, 20, [10, 20, 20, 10])
    KpiOkrShare(share=0.4, more_than_half=False)
    >>> kpi_okr_share(40, 20, [40]).more_than_half
    True
    """
    measured = [non_negative(weight, "a weight") for weight in (kpi_weight, okr_weight)]
    others = [non_negative(weight, "a weight") for weight in other_weights]
    part, whole = total(measured), total([*measured, *others])
    if part is None or not whole:
        return KpiOkrShare(None, False)
    share = part / whole
    return KpiOkrShare(share, share > 0.5 + TOLERANCE)


def scale_mark(
    score: float | None, lowest: float, highest: float, zero_at: float = 0.0, full_at: float = 1.0
) -> float | None:
    """Return a score as a mark on a rating scale: linear between two scores, flat beyond.

    docs/scoring.md, "Appraisal".

    :param score: the score of scorecards or objectives, a fraction; ``None`` stays ``None``
    :param lowest: the lowest mark of the scale, which ``zero_at`` and less earns
    :param highest: the highest mark, which ``full_at`` and more earns
    :return: a mark from ``lowest`` to ``highest``; ``None`` on overflow
    :raises ValueError: ``lowest`` not below ``highest``, ``zero_at`` not below ``full_at``, or a
        number that is not finite

    >>> scale_mark(0.7, 1, 5), scale_mark(1.0, 1, 5, full_at=1.2), scale_mark(1.3, 1, 5)
    (3.8, 4.333333333333334, 5.0)
    """
    number = finite(score)
    low, high = required(lowest, "the lowest mark"), required(highest, "the highest mark")
    zero, full = required(zero_at, "the score at zero"), required(full_at, "the full score")
    if low >= high:
        raise ValueError(f"the lowest mark {low!r} is not below the highest {high!r}")
    if zero >= full:
        raise ValueError(f"the lowest mark's score {zero!r} is not below the full {full!r}")
    if number is None:
        return None
    if number <= zero:
        return low
    if number >= full:
        return high
    share = (number / 2 - zero / 2) / (full / 2 - zero / 2)
    return min(max(low * (1 - share) + high * share, low), high) + 0.0
