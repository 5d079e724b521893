"""The one place that turns the scores of rewarded KPIs into a bonus, and draws its curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from .numbers import at_least, finite, finite_or_none, non_negative, required
from .payout import MODES, POINTS, marginal_payout, payout
from .rollup import data_share, weighted_mean

MARGINAL: Final = "marginal"
BONUS_MODES: Final = (*MODES, MARGINAL)
_BEFORE: Final = 1e-06
_STEPS: Final = 100
Curve = Sequence[tuple[float | None, float]]


class BonusResult(NamedTuple):
    """What one person gets, and how it came about; ``None`` is no data throughout.

    - ``attainment``: of the whole, the weighted mean of the scores of the rewarded KPIs
    - ``data_share``: the share of their weight that has a score
    - ``passed``: whether the attainment reached the gate; True where there is no gate
    - ``earned``: before gate and cap: a share of the bonus, of marginal tiers an amount
    - ``capped``: the cap was reached, so that less than ``earned`` is paid
    - ``share``: after gate and cap, a fraction of the base; of marginal tiers ``None``
    - ``amount``: not rounded
    """

    attainment: float | None
    data_share: float | None
    passed: bool | None
    earned: float | None
    capped: bool
    share: float | None
    amount: float | None


def judge_bonus(
    lines: Sequence[tuple[float | None, float]],
    curve: Curve,
    mode: str = POINTS,
    *,
    each: bool = False,
    gate: float | None = None,
    cap: float | None = None,
    base: float | None = None,
    actual: float | None = None,
) -> BonusResult:
    """Return the bonus that the rewarded lines of one scorecard earn.

    docs/scoring.md, "Bonus". Points and steps pay a share of the base for the attainment of the
    whole, or with ``each`` the mean of what the curve gives for each line. Marginal tiers pay on
    ``actual``. A gate pays nothing below an attainment of the whole; a cap limits the rest.

    :param lines: (score or ``None``, weight) of each rewarded line; no other line belongs here
    :param curve: points as of ``payout``, or for ``"marginal"`` tiers as of ``marginal_payout``
    :param gate: a fraction, ``None`` without gate
    :param cap: a share of the base, of marginal tiers an amount; ``None`` without cap
    :param base: the amount that a share of 1.0 pays
    :param actual: the amount that marginal tiers pay on
    :raises ValueError: an unknown mode, a negative gate, cap or base, or what ``payout`` and
        ``marginal_payout`` refuse

    >>> curve = [(0.95, 0.0), (1.0, 1.0)]
    >>> round(judge_bonus([(0.951, 1)], curve, base=1000).amount, 9)
    20.0
    >>> judge_bonus([(1.2, 1), (0.8, 1)], curve, base=1000).amount
    1000.0
    >>> judge_bonus([(1.2, 1), (0.8, 1)], curve, each=True, base=1000).amount
    500.0
    >>> judge_bonus([(0.9, 1)], [(0.8, 0.5), (1, 1)], gate=0.95, base=1000).amount
    0.0
    >>> judge_bonus([(None, 1)], curve, base=1000).amount is None
    True
    """
    if mode not in BONUS_MODES:
        raise ValueError(f"unknown bonus mode: {mode!r}")
    floor = None if gate is None else non_negative(gate, "the gate")
    limit = None if cap is None else non_negative(cap, "the cap")
    whole = None if base is None else non_negative(base, "the base")
    reached = weighted_mean(lines)
    if mode == MARGINAL:
        earned = marginal_payout(actual, curve)
    elif each:
        earned = weighted_mean([(_share(score, curve, mode), weight) for score, weight in lines])
    else:
        earned = _share(reached, curve, mode)
    passed = _passes(reached, floor)
    paid = _paid(earned, passed, limit)
    capped = bool(passed) and earned is not None and limit is not None and earned > limit
    share, amount = (None, paid) if mode == MARGINAL else (paid, _times(paid, whole))
    return BonusResult(reached, data_share(lines), passed, earned, capped, share, amount)


def curve_picture(
    curve: Curve, mode: str = POINTS, *, gate: float | None = None, cap: float | None = None
) -> list[tuple[float, float]]:
    """Return the points that draw what a curve pays, gate and cap included.

    A jump has a point on either side of it. Shares are drawn from 0 to a tenth beyond the last
    point, at least to 1.2; commissions to a quarter beyond the last limit.

    :param gate: as of ``judge_bonus``; of marginal tiers it lies on no axis of the picture
    :return: (attainment, share) or (amount, commission) in ascending order, straight in between
    :raises ValueError: as ``judge_bonus``

    >>> curve_picture([(0.5, 1.0)], "step", cap=0.8)[:1]
    [(0.0, 0.0)]
    >>> curve_picture([(100, 0.1), (None, 0.2)], "marginal")
    [(0.0, 0.0), (100.0, 10.0), (125.0, 15.0)]
    """
    if mode == MARGINAL:
        return _commission_picture(curve, cap)

    def paid(attainment: float) -> float:
        return judge_bonus([(attainment, 1)], curve, mode, gate=gate, cap=cap, base=1).amount or 0.0

    bars = [required(bar, "the attainment of a point") for bar, _share in curve]
    jumps = [*bars, *([] if gate is None else [gate])]
    end = max([1.2, *(bar + 0.1 for bar in jumps)])
    places = {end * step / _STEPS for step in range(_STEPS + 1)}
    places |= set(jumps) | {bar - _BEFORE for bar in jumps if bar > 0}
    return _drawn(paid, places)


def _commission_picture(tiers: Curve, cap: float | None) -> list[tuple[float, float]]:

    def paid(amount: float) -> float:
        return judge_bonus([], tiers, MARGINAL, cap=cap, actual=amount).amount or 0.0

    limits = [limit for limit, _rate in tiers if limit is not None]
    end = max(limits) * 1.25 if limits else 100000.0
    places = {0.0, *limits, end}
    if cap is not None:
        places |= {end * step / _STEPS for step in range(_STEPS + 1)}
    return _drawn(paid, places)


def _drawn(paid: Callable[[float], float], places: set[float]) -> list[tuple[float, float]]:
    return [(float(place), paid(place)) for place in sorted(places) if place >= 0]


def _share(score: float | None, curve: Curve, mode: str) -> float | None:
    points = [(required(bar, "the attainment of a point"), share) for bar, share in curve]
    return payout(score, points, mode)


def _passes(attainment: float | None, floor: float | None) -> bool | None:
    if floor is None:
        return True
    number = finite(attainment)
    return None if number is None else at_least(number, floor)


def _paid(earned: float | None, passed: bool | None, limit: float | None) -> float | None:
    if earned is None or passed is None:
        return None
    if not passed:
        return 0.0
    return earned if limit is None else min(earned, limit)


def _times(share: float | None, base: float | None) -> float | None:
    return None if share is None or base is None else finite_or_none(share * base)
