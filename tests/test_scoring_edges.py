"""What holds for every function: no infinity comes out, and only real numbers go in."""

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import scoring
from ..scoring import (
    BONUS_MODES,
    STATUSES,
    Formula,
    appraisal_mean,
    attainment,
    clamp,
    contribution,
    coverage,
    data_share,
    deal_forecast,
    expected_figure,
    gap_closed,
    grade,
    judge_line,
    judge_scorecard,
    kpi_okr_share,
    line_score,
    marginal_payout,
    milestone_progress,
    pace,
    pace_status,
    payout,
    progress,
    range_progress,
    remaining,
    round_half_away,
    run_rate,
    score,
    weighted_mean,
    yes_no_progress,
)
from .test_scoring_properties import PROFILE, anything, directions
from .test_scoring_properties_pay import CODES, ascending, expressions


def assert_finite(result):
    if isinstance(result, float):
        assert math.isfinite(result)
        assert str(result) != "-0.0"
    elif isinstance(result, tuple | list):
        for member in result:
            assert_finite(member)
    else:
        assert result is None or isinstance(result, str | bool)


unit = st.floats(0, 1)
positive = st.floats(0, allow_nan=False, allow_infinity=False)
wild = st.none() | anything
wild_parts = st.lists(st.tuples(wild, positive), max_size=4)
status = st.sampled_from(STATUSES)
CALLS = {
    "progress": (anything, anything, wild),
    "score": (wild,),
    "milestone_progress": (st.lists(st.tuples(st.booleans(), positive), max_size=4),),
    "yes_no_progress": (st.none() | st.booleans(),),
    "range_progress": (st.lists(wild, max_size=4), anything, anything),
    "attainment": (wild, wild, directions),
    "line_score": (wild, positive),
    "weighted_mean": (wild_parts,),
    "data_share": (wild_parts,),
    "objective_grade": (wild,),
    "scorecard_grade": (wild,),
    "objective_met": (wild, st.sampled_from(["committed", "aspirational", "learning"])),
    "grade": (wild, st.tuples(anything).map(lambda bar: [(bar[0], "low"), (None, "high")])),
    "pace": (wild, st.none() | unit),
    "pace_colour": (anything,),
    "pace_status": (wild, st.none() | unit),
    "expected_value": (anything, anything, st.none() | unit),
    "run_rate": (wild, st.none() | unit),
    "deal_forecast": (wild, wild),
    "remaining": (wild, wild, directions),
    "judged_by_pace": (st.none() | anything, directions, st.booleans()),
    "coverage": (st.none() | positive, wild, wild),
    "gap_closed": (wild, wild, wild, directions),
    "expected_figure": (wild, wild, unit),
    "contribution": (wild, wild),
    "payout": (wild, ascending(anything, positive), st.sampled_from(["points", "step"])),
    "marginal_payout": (wild, ascending(st.floats(5e-324, 1.7e308), positive)),
    "judge_bonus": (wild_parts, ascending(anything, positive), st.sampled_from(BONUS_MODES)),
    "curve_picture": (ascending(positive, positive), st.sampled_from(BONUS_MODES)),
    "appraisal_mean": (wild_parts,),
    "kpi_okr_share": (positive, positive, st.lists(positive, max_size=3)),
    "scale_mark": (wild, anything, anything, anything, anything),
    "total": (st.lists(anything, max_size=4),),
    "clamp": (wild, anything, anything),
    "finite": (wild,),
    "at_least": (anything, anything),
    "round_half_away": (wild, st.integers(-15, 15)),
    "judge_scorecard": (st.lists(st.tuples(wild, positive, wild, status), max_size=4),),
}
COVERED_ELSEWHERE = {
    "check_in_slots",
    "evaluation_order",
    "expected_share",
    "feedback_groups",
    "find_cycle",
    "is_code",
    "judge_key_result",
    "judge_line",
    "judge_objective",
    "next_due",
    "slot_values",
}


def test_every_public_function_is_covered():
    functions = {
        name
        for name in scoring.__all__
        if callable(getattr(scoring, name)) and not isinstance(getattr(scoring, name), type)
    }
    typing_names = {"Grade", "Status"}
    assert functions - typing_names == set(CALLS) | COVERED_ELSEWHERE


@pytest.mark.parametrize("name", sorted(CALLS))
@PROFILE
@given(data=st.data())
def test_no_infinity_and_no_nan_comes_out(name, data):
    arguments = [data.draw(strategy) for strategy in CALLS[name]]
    try:
        result = getattr(scoring, name)(*arguments)
    except ValueError:
        return
    assert_finite(result)


@PROFILE
@given(wild, wild, directions, positive, st.booleans(), st.none() | unit, st.booleans())
def test_no_infinity_and_no_nan_comes_out_of_a_line(
    actual, target, direction, cap, cumulative, expected, outdated
):
    line = judge_line(
        actual,
        target,
        direction,
        cap=cap,
        cumulative=cumulative,
        expected=expected,
        outdated=outdated,
    )
    assert_finite(line)


@PROFILE
@given(expressions, st.fixed_dictionaries(dict.fromkeys(CODES, anything)))
def test_no_infinity_and_no_nan_comes_out_of_a_formula(text, values):
    assert_finite(Formula(text).evaluate(values))


BAD_NUMBERS = [math.nan, math.inf, -math.inf, True, "1", 10**400, 1j, Decimal(1), [1]]
D1, D2 = date(2026, 1, 1), date(2026, 1, 31)
ENTRANCES = {
    "finite": scoring.finite,
    "clamp value": lambda bad: clamp(bad, 0, 1),
    "clamp low": lambda bad: clamp(None, bad, 1),
    "clamp high": lambda bad: clamp(None, 0, bad),
    "round_half_away": round_half_away,
    "progress start": lambda bad: progress(bad, 1, None),
    "progress target": lambda bad: progress(0, bad, None),
    "progress current": lambda bad: progress(0, 1, bad),
    "score": score,
    "milestone weight": lambda bad: milestone_progress([(False, bad)]),
    "range value": lambda bad: range_progress([bad], 0, 1),
    "range low": lambda bad: range_progress([], bad, 1),
    "range high": lambda bad: range_progress([], 0, bad),
    "attainment actual": lambda bad: attainment(bad, None, "higher"),
    "attainment target": lambda bad: attainment(None, bad, "higher"),
    "line_score": line_score,
    "line_score cap": lambda bad: line_score(None, bad),
    "weighted_mean value": lambda bad: weighted_mean([(bad, 0)]),
    "weighted_mean weight": lambda bad: weighted_mean([(None, bad)]),
    "data_share value": lambda bad: data_share([(bad, 0)]),
    "data_share weight": lambda bad: data_share([(None, bad)]),
    "grade score": lambda bad: scoring.grade(bad, [(None, "all")]),
    "grade bar": lambda bad: scoring.grade(None, [(bad, "low"), (None, "high")]),
    "objective_grade": scoring.objective_grade,
    "scorecard_grade": scoring.scorecard_grade,
    "objective_met": lambda bad: scoring.objective_met(bad, "learning"),
    "pace progress": lambda bad: pace(bad, None),
    "pace expected": lambda bad: pace(None, bad),
    "pace_status progress": lambda bad: pace_status(bad, None),
    "pace_status expected": lambda bad: pace_status(None, bad),
    "run_rate actual": lambda bad: run_rate(bad, None),
    "run_rate share": lambda bad: run_rate(None, bad),
    "forecast won": lambda bad: deal_forecast(bad, None),
    "forecast open": lambda bad: deal_forecast(None, bad),
    "remaining actual": lambda bad: remaining(bad, None),
    "remaining target": lambda bad: remaining(None, bad),
    "coverage open": lambda bad: coverage(bad, None, None),
    "coverage target": lambda bad: coverage(None, bad, None),
    "coverage actual": lambda bad: coverage(None, None, bad),
    "gap before": lambda bad: gap_closed(bad, None, None, "higher"),
    "gap after": lambda bad: gap_closed(None, bad, None, "higher"),
    "gap target": lambda bad: gap_closed(None, None, bad, "higher"),
    "expected before": lambda bad: expected_figure(bad, None, 0),
    "expected after": lambda bad: expected_figure(None, bad, 0),
    "expected probability": lambda bad: expected_figure(None, None, bad),
    "contribution with": lambda bad: contribution(bad, None),
    "contribution without": lambda bad: contribution(None, bad),
    "payout attainment": lambda bad: payout(bad, [(0, 0)]),
    "payout point": lambda bad: payout(None, [(bad, 0)]),
    "payout share": lambda bad: payout(None, [(0, bad)]),
    "marginal amount": lambda bad: marginal_payout(bad, [(None, 0)]),
    "marginal limit": lambda bad: marginal_payout(None, [(bad, 0)]),
    "marginal rate": lambda bad: marginal_payout(None, [(None, bad)]),
    "appraisal mark": lambda bad: appraisal_mean([(bad, 0)]),
    "appraisal weight": lambda bad: appraisal_mean([(None, bad)]),
    "kpi weight": lambda bad: kpi_okr_share(bad, 0, []),
    "okr weight": lambda bad: kpi_okr_share(0, bad, []),
    "other weight": lambda bad: kpi_okr_share(0, 0, [bad]),
    "mark score": lambda bad: scoring.scale_mark(bad, 1, 5),
    "mark lowest": lambda bad: scoring.scale_mark(None, bad, 5),
    "mark highest": lambda bad: scoring.scale_mark(None, 1, bad),
    "mark zero": lambda bad: scoring.scale_mark(None, 1, 5, bad),
    "mark full": lambda bad: scoring.scale_mark(None, 1, 5, 0, bad),
    "feedback mark": lambda bad: scoring.feedback_groups([("peer", {1: bad})] * 3),
    "line actual": lambda bad: judge_line(
        bad, None, "higher", cap=1, cumulative=True, expected=None
    ),
    "line target": lambda bad: judge_line(
        None, bad, "higher", cap=1, cumulative=True, expected=None
    ),
    "line cap": lambda bad: judge_line(
        None, None, "higher", cap=bad, cumulative=True, expected=None
    ),
    "line expected": lambda bad: judge_line(
        None, None, "higher", cap=1, cumulative=True, expected=bad
    ),
    "scorecard score": lambda bad: judge_scorecard([(bad, 0, None, "no_data")]),
    "scorecard weight": lambda bad: judge_scorecard([(None, bad, None, "no_data")]),
    "scorecard pace": lambda bad: judge_scorecard([(None, 0, bad, "no_data")]),
    "formula value": lambda bad: Formula("won").evaluate({"won": bad}),
}


@pytest.mark.parametrize("bad", BAD_NUMBERS, ids=lambda bad: repr(bad)[:12])
@pytest.mark.parametrize("entrance", sorted(ENTRANCES))
def test_what_is_no_number_is_refused_at_the_edge(entrance, bad):
    with pytest.raises(ValueError, match="not a"):
        ENTRANCES[entrance](bad)


@pytest.mark.parametrize(
    "judge",
    [
        scoring.pace_colour,
        lambda bad: scoring.at_least(bad, 1),
        lambda bad: scoring.at_least(1, bad),
    ],
)
def test_nan_has_no_colour(judge):
    with pytest.raises(ValueError, match="nan"):
        judge(math.nan)


@pytest.mark.parametrize("bad", [None, "yes", 2, -1, math.nan])
def test_done_is_yes_or_no(bad):
    with pytest.raises(ValueError, match="done"):
        milestone_progress([(bad, 1)])
    if bad is not None:
        with pytest.raises(ValueError, match="yes or no"):
            yes_no_progress(bad)


def test_curve_wider_than_a_float_has_no_payout_between_its_points():
    curve = [(-1.7e308, 0), (1.7e308, 1)]
    assert payout(0, curve) is None
    assert payout(1.7e308, curve) == 1


def test_payout_between_two_points_is_never_above_the_higher_share():
    # Just below the upper point the way gone rounds to 1, and 0.73 + (6.61 - 0.73) to 6.610...01.
    assert payout(0, [(-1, 0.73), (1e-17, 6.61)]) == 6.61


@pytest.mark.parametrize(
    ("curve", "reason"),
    [
        ([], "at least one point"),
        ([(1, 1), (0.9, 0)], "ascend"),
        ([(1, 0), (1, 1)], "ascend"),
        ([(0.9, -0.1), (1, 1)], "negative"),
        ([(None, 0), (1, 1)], "missing"),
        ([(float("inf"), 0)], "finite"),
    ],
)
def test_payout_curve_that_is_wrong_is_refused(curve, reason):
    with pytest.raises(ValueError, match=reason):
        payout(None, curve)


def test_unknown_payout_mode_is_refused():
    with pytest.raises(ValueError, match="mode"):
        payout(1, [(1, 1)], "linear")


@pytest.mark.parametrize(
    ("tiers", "reason"),
    [
        ([], "at least one tier"),
        ([(200, 0.1), (100, 0.2)], "ascend"),
        ([(100, 0.1), (100, 0.2)], "ascend"),
        ([(0, 0.1), (100, 0.2)], "ascend"),
        ([(None, 0.1), (100, 0.2)], "missing"),
        ([(None, 0.1), (None, 0.2)], "missing"),
        ([(100, -0.1)], "negative"),
    ],
)
def test_tiers_that_are_wrong_are_refused(tiers, reason):
    with pytest.raises(ValueError, match=reason):
        marginal_payout(None, tiers)


@pytest.mark.parametrize(
    ("bands", "reason"),
    [
        ([], "upper bar"),
        ([(0.5, "low")], "upper bar"),
        ([(None, "low"), (None, "high")], "missing"),
        ([(0.7, "low"), (0.4, "mid"), (None, "high")], "ascend"),
    ],
)
def test_bands_that_are_wrong_are_refused(bands, reason):
    with pytest.raises(ValueError, match=reason):
        grade(None, bands)
