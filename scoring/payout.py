"""Payout curves: from an attainment to a share of the bonus, from an amount to a commission."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from .numbers import at_least, finite, finite_or_none, non_negative, required, total

POINTS: Final = "points"
STEP: Final = "step"
MODES: Final = (POINTS, STEP)


def payout(
    attainment: float | None, points: Sequence[tuple[float, float]], mode: str = POINTS
) -> float | None:
    """Return the share of the bonus that an attainment earns on a payout curve.

    - ``"points"``: linear between the points, 0 below the first, flat after the last
    - ``"step"``: the share of the last point at or below the attainment, 0 below the first

    docs/scoring.md, "Payout". A first point whose share is above 0 is a jump: at the point and
    within the tolerance below it, its share is paid.

    :param attainment: a fraction, ``None`` without data
    :param points: pairs (attainment, share of the bonus) in ascending order of attainment;
        shares are fractions, 0 or more
    :return: a fraction, 1.0 is the whole bonus; ``None`` without data or on overflow
    :raises ValueError: no points, attainments that don't ascend, a negative share, an unknown
        mode, or a number that is not finite

    >>> curve = [(0.95, 0.0), (1.0, 1.0)]
    >>> round(payout(0.951, curve), 9), payout(0.94, curve), payout(1.3, curve)
    (0.02, 0.0, 1.0)
    >>> payout(0.99, [(0.8, 0.5), (1.0, 1.0)], "step"), payout(None, curve)
    (0.5, None)
    """
    if mode not in MODES:
        raise ValueError(f"unknown payout mode: {mode!r}")
    if not points:
        raise ValueError("a payout curve needs at least one point")
    bars = [required(bar, "the attainment of a point") for bar, _share in points]
    shares = [non_negative(share, "the share of a point") for _bar, share in points]
    _refuse_unsorted(bars, "the attainments of the points")
    number = finite(attainment)
    if number is None:
        return None
    passed = sum(1 for bar in bars if at_least(number, bar))
    if not passed:
        return 0.0
    if mode == STEP:
        return shares[passed - 1]
    # Without the tolerance here: a line has no edge to fall off, except below the first point.
    upper = bisect_right(bars, number)
    if upper == 0:
        return shares[0]
    if upper == len(bars):
        return shares[-1]
    low, high = shares[upper - 1], shares[upper]
    span = finite_or_none(bars[upper] - bars[upper - 1])
    if span is None:
        return None
    earned = low + (high - low) * ((number - bars[upper - 1]) / span)
    return min(max(earned, min(low, high)), max(low, high))


def marginal_payout(
    amount: float | None, tiers: Sequence[tuple[float | None, float]]
) -> float | None:
    """Return the commission on an amount when each tier pays its rate on its own slice.

    :param amount: the amount to pay on, ``None`` without data; an amount below 0 earns 0
    :param tiers: pairs (upper limit of the tier, rate) in ascending order; the limit of the last
        may be ``None``, for "and above"; above a last limit that is a number nothing is paid;
        rates are fractions, 0 or more
    :return: an amount in the same currency, not rounded; ``None`` without data or on overflow
    :raises ValueError: no tiers, limits that don't ascend or are not above 0, a limit of ``None``
        before the last, a negative rate, or a number that is not finite

    >>> marginal_payout(150_000, [(100_000, 0.05), (125_000, 0.06), (None, 0.07)])
    8250.0
    >>> marginal_payout(150_000, [(100_000, 0.05)]), marginal_payout(None, [(None, 0.05)])
    (5000.0, None)
    """
    if not tiers:
        raise ValueError("a commission plan needs at least one tier")
    rates = [non_negative(rate, "the rate of a tier") for _limit, rate in tiers]
    closed = tiers if tiers[-1][0] is not None else tiers[:-1]
    limits = [required(limit, "the limit of a tier before the last") for limit, _rate in closed]
    _refuse_unsorted([0.0, *limits], "the limits of the tiers, from 0,")
    number = finite(amount)
    if number is None:
        return None
    edges = [0.0, *(min(limit, max(number, 0.0)) for limit in limits)]
    if len(closed) < len(tiers):
        edges.append(max(number, 0.0))
    slices = [upper - lower for lower, upper in pairwise(edges)]
    return total([rate * part for rate, part in zip(rates, slices, strict=True)])


def _refuse_unsorted(bars: list[float], what: str) -> None:
    if any(upper <= lower for lower, upper in pairwise(bars)):
        raise ValueError(f"{what} must ascend without repeats: {bars}")
