"""Laws of progress, attainment, roll-ups, pace and judgement, searched by hypothesis."""

import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..scoring import (
    DIRECTIONS,
    STATUSES,
    appraisal_mean,
    attainment,
    coverage,
    data_share,
    expected_share,
    judge_line,
    judge_scorecard,
    judged_by_pace,
    kpi_okr_share,
    line_score,
    milestone_progress,
    pace,
    pace_status,
    progress,
    range_progress,
    remaining,
    run_rate,
    score,
    weighted_mean,
)

PROFILE = settings(derandomize=True, deadline=None, max_examples=100, database=None)

# Whole figures keep the laws exact enough to compare; `anything` is every finite float.
figures = st.integers(-1_000_000, 1_000_000)
fractions = st.integers(-3000, 3000).map(lambda number: number / 1000)
shares = st.integers(0, 1000).map(lambda number: number / 1000)
weights = st.integers(0, 100)
anything = st.floats(allow_nan=False, allow_infinity=False)
directions = st.sampled_from(DIRECTIONS)
maybe = st.none() | fractions
parts = st.lists(st.tuples(maybe, weights), max_size=8)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


# Progress and attainment


@PROFILE
@given(figures, figures, st.fractions(-3, 3, max_denominator=1000))
def test_progress_is_affine(start, target, way):
    if start != target:
        current = float(start + way * (target - start))
        assert progress(start, target, current) == pytest.approx(float(way), abs=1e-6)


@PROFILE
@given(figures, figures, figures)
def test_progress_is_symmetric(start, target, current):
    if start != target:
        there = progress(start, target, current)
        assert progress(-start, -target, -current) == there
        assert progress(target, start, current) == close(1 - there)


@PROFILE
@given(anything, st.none() | anything)
def test_progress_refuses_a_way_of_no_length(start, current):
    with pytest.raises(ValueError, match="no way to go"):
        progress(start, start, current)


@PROFILE
@given(anything)
def test_score_is_progress_held_to_0_and_1(value):
    assert score(value) == min(max(value, 0), 1)


@PROFILE
@given(figures, directions)
def test_attainment_of_the_target_is_1(target, direction):
    assert attainment(target, target, direction) == 1


@PROFILE
@given(figures, figures, figures)
def test_attainment_rises_with_what_is_good(one, other, target):
    low, high = sorted((one, other))
    assert attainment(low, target, "higher") <= attainment(high, target, "higher")
    assert attainment(low, target, "lower") >= attainment(high, target, "lower")


@PROFILE
@given(figures, figures)
def test_attainment_directions_mirror_each_other(actual, target):
    higher, lower = attainment(actual, target, "higher"), attainment(actual, target, "lower")
    assert higher + lower == close(2)
    assert attainment(actual, target, "on_target") == close(min(higher, lower))
    assert attainment(2 * target - actual, target, "on_target") == close(min(higher, lower))


@PROFILE
@given(figures, st.integers(1, 1_000_000))
def test_attainment_of_a_positive_target_is_the_quotient(actual, target):
    assert attainment(actual, target, "higher") == actual / target


@PROFILE
@given(anything, st.floats(0, 10))
def test_line_score_stays_within_the_cap(value, cap):
    assert 0 <= line_score(value, cap) <= cap
    if 0 <= value <= cap:
        assert line_score(value, cap) == value


@PROFILE
@given(st.lists(st.tuples(st.booleans(), weights)))
def test_milestones_done_and_open_add_up(milestones):
    done = milestone_progress(milestones)
    if done is None:
        assert not any(weight for _, weight in milestones)
    else:
        assert 0 <= done <= 1
        assert milestone_progress([(not flag, weight) for flag, weight in milestones]) == close(
            1 - done
        )


@PROFILE
@given(st.lists(st.none() | figures), figures, figures)
def test_range_counts_what_is_inside(values, one, other):
    low, high = sorted((one, other))
    inside = [value for value in values if value is not None and low <= value <= high]
    expected = len(inside) / len(values) if values else None
    assert range_progress(values, low, high) == expected


# Roll-ups


@PROFILE
@given(parts)
def test_mean_lies_between_its_parts(items):
    mean = weighted_mean(items)
    counted = [value for value, weight in items if value is not None and weight]
    if counted:
        assert min(counted) <= mean <= max(counted)
    else:
        assert mean is None


@PROFILE
@given(st.lists(st.tuples(st.floats(-1e300, 1e300), st.floats(1e-300, 1e300)), min_size=1))
def test_mean_lies_between_wild_parts_or_overflows(items):
    mean = weighted_mean(items)
    values = [value for value, _weight in items]
    assert mean is None or min(values) <= mean <= max(values)


@PROFILE
@given(parts)
def test_mean_is_the_exact_mean(items):
    counted = [(Fraction(value), weight) for value, weight in items if value is not None and weight]
    if counted:
        exact = sum(v * w for v, w in counted) / sum(weight for _, weight in counted)
        assert weighted_mean(items) == close(float(exact))


@PROFILE
@given(parts, st.integers(1, 1000))
def test_mean_does_not_depend_on_the_unit_of_the_weights(items, factor):
    scaled = weighted_mean([(value, weight * factor / 700) for value, weight in items])
    mean = weighted_mean(items)
    assert scaled is None if mean is None else scaled == close(mean)


@PROFILE
@given(parts, weights, fractions, st.randoms(use_true_random=False))
def test_mean_ignores_missing_parts_weight_0_and_order(items, weight, value, random):
    more = [*items, (None, weight), (value, 0)]
    random.shuffle(more)
    assert weighted_mean(more) == weighted_mean(items)


@PROFILE
@given(parts)
def test_data_share_is_that_of_the_mean(items):
    share = data_share(items)
    if share is None:
        assert not any(weight for _, weight in items)
    else:
        assert 0 <= share <= 1
        assert (share == 0) == (weighted_mean(items) is None)


@PROFILE
@given(parts)
def test_appraisal_weights_explain_the_final_mark(items):
    result = appraisal_mean(items)
    assert result.final == weighted_mean(items)
    assert len(result.weights) == len(items)
    if result.final is None:
        assert not any(result.weights)
    else:
        assert math.fsum(result.weights) == close(1)
        marks = zip((mark or 0 for mark, _weight in items), result.weights, strict=True)
        assert math.fsum(mark * weight for mark, weight in marks) == close(result.final)


@PROFILE
@given(weights, weights, st.lists(weights))
def test_kpi_and_okr_against_the_rest(kpi, okr, others):
    result = kpi_okr_share(kpi, okr, others)
    assert result.more_than_half == (kpi + okr > sum(others))
    whole = kpi + okr + sum(others)
    assert result.share == ((kpi + okr) / whole if whole else None)


# Pace


@PROFILE
@given(days, days, days, days, st.none() | st.sets(days, max_size=60))
def test_elapsed_share_rises_from_0_to_1(one, other, today, later, working):
    start, end = sorted((one, other))
    today, later = sorted((today, later))
    share = expected_share(start, end, today, working)
    assert 0 <= share <= expected_share(start, end, later, working) <= 1
    assert expected_share(start, end, start - timedelta(1), working) == 0
    assert expected_share(start, end, end, working) == 1


@PROFILE
@given(days, st.integers(0, 400), st.integers(0, 400))
def test_elapsed_days_and_days_left_add_up(start, length, elapsed):
    end, today = start + timedelta(length), start + timedelta(min(elapsed, length))
    left = (end - today).days / (length + 1)
    assert expected_share(start, end, today) + left == close(1)


@PROFILE
@given(days, st.integers(0, 100), st.integers(0, 100))
def test_all_days_working_is_the_calendar(start, length, elapsed):
    period = [start + timedelta(day) for day in range(length + 1)]
    today = start + timedelta(elapsed)
    assert expected_share(start, period[-1], today, period) == expected_share(
        start, period[-1], today
    )


RANK = {"off_track": 0, "at_risk": 1, "on_track": 2, "reached": 3}


@PROFILE
@given(fractions, fractions, shares, st.booleans())
def test_more_progress_is_never_a_worse_status(one, other, expected, cumulative):
    low, high = sorted((one, other))
    statuses = [pace_status(value, expected, cumulative=cumulative) for value in (low, high)]
    if "no_data" in statuses:
        assert expected == 0
        assert statuses[0] == "no_data"
    else:
        assert RANK[statuses[0]] <= RANK[statuses[1]]


@PROFILE
@given(maybe, st.none() | shares, st.booleans())
def test_outdated_beats_every_colour(value, expected, cumulative):
    status = pace_status(value, expected, cumulative=cumulative, outdated=True)
    assert status == ("no_data" if value is None else "outdated")


@PROFILE
@given(figures, shares)
def test_run_rate_is_undone_by_the_elapsed_share(actual, share):
    rate = run_rate(actual, share)
    assert rate is None if share == 0 else rate * share == close(actual)


@PROFILE
@given(figures, figures, st.integers(0, 1_000_000))
def test_remaining_and_coverage(actual, target, open_amount):
    gap = remaining(actual, target)
    assert gap == max(target - actual, 0)
    covered = coverage(open_amount, target, actual)
    assert covered is None if gap == 0 else covered * gap == close(open_amount)


# Judgement

lines = st.tuples(st.none() | figures, st.none() | figures, directions)


@PROFILE
@given(lines, st.none() | shares, st.booleans(), st.booleans())
def test_line_is_made_of_the_public_formulas(line, expected, cumulative, outdated):
    actual, target, direction = line
    judged = judge_line(
        actual,
        target,
        direction,
        cap=1.2,
        cumulative=cumulative,
        expected=expected,
        outdated=outdated,
    )
    by_pace = judged_by_pace(target, direction, cumulative)
    assert by_pace == (cumulative and direction == "higher" and (target or 0) > 0)
    assert judged.attainment == attainment(actual, target, direction)
    begun = expected != 0 or judged.status == "reached"
    assert judged.score == (line_score(judged.attainment, 1.2) if begun else None)
    assert judged.status == pace_status(
        judged.attainment, expected, cumulative=by_pace, outdated=outdated
    )
    if by_pace:
        assert judged.pace == pace(judged.attainment, expected)
    else:
        assert judged.pace == (judged.attainment if expected else None)
    assert (judged.score is None) == (actual is None or target is None or not begun)


judged_lines = st.tuples(maybe, weights, maybe, st.sampled_from(STATUSES))


@PROFILE
@given(st.lists(judged_lines, max_size=6), judged_lines, st.randoms(use_true_random=False))
def test_scorecard_ignores_weight_0_and_order(items, extra, random):
    more = [*items, (extra[0], 0, *extra[2:])]
    random.shuffle(more)
    assert judge_scorecard(more) == judge_scorecard(items)


@PROFILE
@given(st.lists(judged_lines, max_size=6))
def test_scorecard_is_never_green_in_silence(items):
    result = judge_scorecard(items)
    whole = sum(weight for _score, weight, _pace, _status in items)
    silent = sum(w for _score, w, _pace, status in items if status in ("no_data", "outdated"))
    assert result.status in STATUSES
    assert result.score == weighted_mean([item[:2] for item in items])
    if silent * 2 > whole or not whole:
        assert result.status in ("no_data", "outdated")
    if result.status == "reached":
        assert all(status == "reached" for _score, weight, _pace, status in items if weight)


@PROFILE
@given(st.lists(st.tuples(fractions, st.integers(1, 100), fractions), min_size=1, max_size=6))
def test_scorecard_pace_between_its_best_and_worst_line(items):
    ratios = [min(max(ratio, 0), 1.2) for _score, _weight, ratio in items]
    status = judge_scorecard([(*item, "on_track") for item in items]).status
    best, worst = pace_status(max(ratios), 1), pace_status(min(ratios), 1)
    assert RANK[worst] - (worst == "reached") <= RANK[status] <= RANK[best]
