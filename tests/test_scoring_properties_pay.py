"""Laws of payouts, formulas and rounding, searched by hypothesis."""

import warnings
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ..scoring import (
    Formula,
    curve_picture,
    evaluation_order,
    find_cycle,
    judge_bonus,
    marginal_payout,
    payout,
    round_half_away,
)
from .test_scoring_properties import PROFILE, anything, close, fractions, shares


def ascending(values, others):
    """Pairs with ascending first members: curves and tiers."""
    pairs = st.tuples(values, others)
    return st.lists(pairs, min_size=1, max_size=6, unique_by=lambda pair: pair[0]).map(sorted)


def rising(curve):
    bars, paid = zip(*curve, strict=True)
    return list(zip(bars, sorted(paid), strict=True))


curves = ascending(st.integers(0, 200).map(lambda number: number / 100), shares)
closed_tiers = ascending(st.integers(1, 1000), shares)
open_tiers = st.tuples(closed_tiers, shares).map(lambda plan: [*plan[0], (None, plan[1])])
tiers = closed_tiers | open_tiers


# Payout


@PROFILE
@given(curves.map(rising), fractions, fractions, st.sampled_from(["points", "step"]))
def test_payout_of_a_rising_curve_rises(curve, one, other, mode):
    low, high = sorted((one, other))
    assert payout(low, curve, mode) <= payout(high, curve, mode)


@PROFILE
@given(curves, fractions)
def test_payout_stays_within_the_shares(curve, value):
    paid = [0, *(share for _bar, share in curve)]
    assert min(paid) <= payout(value, curve) <= max(paid)
    assert payout(value, curve, "step") in paid


@PROFILE
@given(curves)
def test_payout_at_a_point_is_its_share(curve):
    for bar, share in curve:
        for mode in ("points", "step"):
            assert payout(bar, curve, mode) == share


@PROFILE
@given(curves)
def test_payout_has_no_step_after_the_first_point(curve):
    for bar, share in curve[1:]:
        # Points are at least 0.01 apart and shares within 0..1: no slope beyond 100.
        assert payout(bar - 1e-7, curve) == pytest.approx(share, abs=100 * 1e-7 + 1e-12)
        assert payout(bar + 1e-7, curve) == pytest.approx(share, abs=100 * 1e-7 + 1e-12)


@PROFILE
@given(curves, fractions)
def test_payout_is_the_exact_interpolation(curve, value):
    points = [(Fraction(bar), Fraction(share)) for bar, share in curve]
    exact_value, exact = Fraction(value), Fraction(0)
    for (low, paid), (high, more) in pairwise(points):
        if low <= exact_value <= high:
            exact = paid + (more - paid) * (exact_value - low) / (high - low)
    if exact_value >= points[-1][0]:
        exact = points[-1][1]
    assert payout(value, curve) == close(float(exact))


@PROFILE
@given(tiers, st.integers(-500, 2000), st.integers(0, 500))
def test_marginal_payout_rises_by_no_more_than_the_highest_rate(plan, amount, more):
    before, after = marginal_payout(amount, plan), marginal_payout(amount + more, plan)
    assert before <= after <= before + more * max(rate for _limit, rate in plan) + 1e-9


@PROFILE
@given(tiers, st.integers(-500, 2000))
def test_marginal_payout_is_the_exact_sum_of_its_slices(plan, amount):
    exact, lower = Fraction(0), 0
    for limit, rate in plan:
        upper = max(amount, 0) if limit is None else min(limit, max(amount, 0))
        exact += max(upper - lower, 0) * Fraction(rate)
        lower = limit
    assert marginal_payout(amount, plan) == close(float(exact))


@PROFILE
@given(tiers, st.lists(shares, min_size=7, max_size=7), st.integers(-500, 2000))
def test_marginal_payouts_over_the_same_limits_add_up(plan, more, amount):
    other = [(limit, rate) for (limit, _rate), rate in zip(plan, more, strict=False)]
    both = [(limit, one + two) for (limit, one), (_, two) in zip(plan, other, strict=True)]
    apart = marginal_payout(amount, plan) + marginal_payout(amount, other)
    assert marginal_payout(amount, both) == close(apart)


# Formulas

CODES = ("won", "lost", "calls_2")
constants = st.integers(0, 1000).map(lambda number: repr(number / 8))
leaves = constants | st.sampled_from(CODES)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", "-", " * ", "/"]), inner).map("".join),
        st.tuples(st.sampled_from(["(", "-(", "+(", "abs("]), inner, st.just(")")).map("".join),
        st.tuples(st.sampled_from(["min(", "max("]), inner, st.just(", "), inner, st.just(")")).map(
            "".join
        ),
    ),
    max_leaves=12,
)
assignments = st.fixed_dictionaries(
    {code: st.integers(-1000, 1000).map(lambda number: number / 4) for code in CODES}
)


@PROFILE
@given(expressions, assignments)
def test_formula_computes_as_python_does(text, values):
    formula = Formula(text)
    try:
        expected = eval(text, {}, dict(values))
    except ZeroDivisionError:
        expected = None
    assert formula.evaluate(values) == expected
    assert formula.codes == {code for code in CODES if code in text}


@PROFILE
@given(expressions, assignments, st.sampled_from(CODES))
def test_formula_without_one_of_its_parts_is_no_data(text, values, code):
    formula = Formula(text)
    if code in formula.codes:
        assert formula.evaluate({**values, code: None}) is None
        del values[code]
        assert formula.evaluate(values) is None


@settings(PROFILE, max_examples=400)
@given(
    st.text(max_size=60)
    | st.text("wonlst_29.eE+-*/(), \n", max_size=60)
    | st.lists(
        st.sampled_from(
            [
                *CODES,
                *"(),+-*/10[].:= \0\uff57",
                "min",
                "max",
                "abs",
                "round",
                "2.5",
                "1e308",
                "**",
                "if",
                "not",
                "'x'",
                "1j",
            ]
        ),
        max_size=25,
    ).map("".join),
)
@example("(" * 500)
@example("-" * 500)
@example("a" * 500)
@example("9" * 500)
@example("1" + "+1" * 249)
@example("a" * 10_000)
@example("\ud800")
def test_formula_accepts_or_refuses_any_text(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            formula = Formula(text)
        except ValueError:
            return
    assert len(text) <= 500
    formula.evaluate(dict.fromkeys(formula.codes, 3))


@PROFILE
@given(anything, st.integers(-15, 15))
@example(2.675, 2)
@example(-0.5, 0)
@example(1.7976931348623157e308, -15)
@example(5e-324, 15)
def test_rounding_is_half_away_from_zero(value, digits):
    unit = Decimal(1).scaleb(-digits)
    exact = (
        (Decimal(repr(value)) / unit).to_integral_value(ROUND_HALF_UP)
        if abs(value) < 1e12
        else None
    )
    rounded = round_half_away(value, digits)
    assert round_half_away(-value, digits) == -rounded
    if exact is not None:
        assert rounded == float(exact * unit)


graphs = st.dictionaries(
    st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=3), max_size=6
)


@PROFILE
@given(graphs)
def test_formulas_form_a_circle_or_have_an_order(graph):
    circle = find_cycle(graph)
    if circle is None:
        order = evaluation_order(graph)
        assert sorted(order) == sorted(
            {*graph, *(code for used in graph.values() for code in used)}
        )
        assert all(order.index(used) < order.index(code) for code in graph for used in graph[code])
    else:
        assert circle[0] == circle[-1]
        assert len(circle) == len(set(circle)) + 1
        assert all(used in graph[code] for code, used in pairwise(circle))
        with pytest.raises(ValueError, match="use each other"):
            evaluation_order(graph)


lines = st.lists(
    st.tuples(st.none() | st.integers(0, 120).map(lambda n: n / 100), st.integers(0, 100)),
    max_size=6,
)
limits = st.none() | st.integers(0, 200).map(lambda number: number / 100)


@PROFILE
@given(lines, curves, limits, limits, st.booleans())
def test_bonus_is_within_the_curve_and_the_cap(parts, curve, gate, cap, each):
    result = judge_bonus(parts, curve, each=each, gate=gate, cap=cap, base=1000)
    if result.attainment is None:
        assert result.share is None
        assert result.amount is None
        return
    highest = max(share for _bar, share in curve)
    assert 0 <= result.share <= (highest if cap is None else min(highest, cap)) + 1e-9
    assert result.amount == close(result.share * 1000)


@PROFILE
@given(lines, curves, st.booleans())
def test_a_missing_line_changes_nothing(parts, curve, each):
    with_data = [(score, weight) for score, weight in parts if score is not None]
    once = judge_bonus(parts, curve, each=each, base=1000)
    again = judge_bonus(with_data, curve, each=each, base=1000)
    assert once.amount == again.amount


@PROFILE
@given(st.integers(0, 120).map(lambda n: n / 100), curves, limits, limits)
def test_one_line_is_the_curve(score, curve, gate, cap):
    for each in (False, True):
        result = judge_bonus([(score, 7)], curve, each=each, gate=gate, cap=cap)
        paid = payout(score, curve)
        paid = paid if cap is None else min(paid, cap)
        assert result.share == (paid if result.passed else 0)


@PROFILE
@given(open_tiers, st.integers(0, 2000), limits)
def test_commission_is_held_at_its_cap(plan, amount, cap):
    result = judge_bonus([], plan, "marginal", cap=cap, actual=amount)
    whole = marginal_payout(amount, plan)
    assert result.amount == (whole if cap is None else min(whole, cap))
    assert result.capped == (result.amount != whole)


@PROFILE
@given(curves, st.sampled_from(["points", "step"]), limits, limits)
def test_picture_shows_what_is_paid(curve, mode, gate, cap):
    picture = curve_picture(curve, mode, gate=gate, cap=cap)
    assert [x for x, _y in picture] == sorted(x for x, _y in picture)
    for x, y in picture:
        result = judge_bonus([(x, 1)], curve, mode, gate=gate, cap=cap, base=1)
        assert y == result.amount


def test_bonus_refuses_nonsense():
    curve = [(0.9, 1.0)]
    for arguments in ({"mode": "linear"}, {"gate": -0.1}, {"cap": -1}, {"base": -5}):
        with pytest.raises(ValueError, match=r"mode|negative"):
            judge_bonus([(1, 1)], curve, **arguments)
    with pytest.raises(ValueError, match="missing"):
        judge_bonus([(1, 1)], [(None, 1.0)])
    with pytest.raises(ValueError, match="negative"):
        judge_bonus([(1, -1)], curve)
