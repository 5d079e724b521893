"""Bars, statuses and the judgement of lines and scorecards, edge by edge."""

from datetime import UTC, date, datetime

import pytest

from ..scoring import (
    LineResult,
    at_least,
    attainment,
    expected_share,
    grade,
    judge_line,
    judge_scorecard,
    marginal_payout,
    objective_grade,
    objective_met,
    pace,
    pace_status,
    payout,
    progress,
    range_progress,
    scorecard_grade,
)

BELOW = 1e-6  # a real shortfall, far beyond the tolerance
NOISE = 1e-10  # what binary floats do to a figure


@pytest.mark.parametrize(
    ("judge", "bar", "at_bar", "below_bar"),
    [
        (lambda value: pace_status(value, 1), 1.0, "reached", "on_track"),
        (lambda value: pace_status(value, 1), 0.95, "on_track", "at_risk"),
        (lambda value: pace_status(value, 1), 0.75, "at_risk", "off_track"),
        (lambda value: pace_status(value, 1, cumulative=False), 1.0, "reached", "on_track"),
        (lambda value: pace_status(value, 0.5, cumulative=False), 0.95, "on_track", "at_risk"),
        (lambda value: pace_status(value, 0.5, cumulative=False), 0.75, "at_risk", "off_track"),
        (objective_grade, 0.7, "green", "amber"),
        (objective_grade, 0.4, "amber", "red"),
        (scorecard_grade, 0.95, "green", "amber"),
        (scorecard_grade, 0.75, "amber", "red"),
        (lambda value: grade(value, [(0.5, "low"), (None, "high")]), 0.5, "high", "low"),
        (lambda value: objective_met(value, "committed"), 1.0, True, False),
        (lambda value: objective_met(value, "aspirational"), 0.7, True, False),
        (lambda value: objective_met(value, "learning"), 0.7, True, False),
        (lambda value: payout(value, [(0.9, 0.5), (1, 1)], "step"), 1.0, 1.0, 0.5),
        (lambda value: payout(value, [(0.9, 0.5), (1, 1)], "step"), 0.9, 0.5, 0.0),
        (lambda value: payout(value, [(0.9, 0.5), (1, 0.5)]), 0.9, 0.5, 0.0),
        (lambda value: range_progress([value], 2, 3), 2.0, 1.0, 0.0),
    ],
)
def test_bar_forgives_noise_and_nothing_more(judge, bar, at_bar, below_bar):
    assert judge(bar) == at_bar
    assert judge(bar - NOISE) == at_bar
    assert judge(bar + NOISE) == at_bar
    assert judge(bar - BELOW) == below_bar


def test_upper_edge_of_a_range_forgives_noise_and_nothing_more():
    assert range_progress([3 + NOISE], 2, 3) == 1
    assert range_progress([3 + BELOW], 2, 3) == 0


def test_tolerance_grows_with_the_bar():
    assert at_least(1_000_000 - 1e-4, 1_000_000)
    assert not at_least(1_000_000 - 1e-2, 1_000_000)
    assert at_least(-1_000_000 - 1e-4, -1_000_000)


def test_sum_of_tenths_reaches_its_target():
    assert pace_status(progress(0, 0.8, 0.7 + 0.1), 1) == "reached"
    assert pace_status(0.95 * 0.3, 0.3) == "on_track"


@pytest.mark.parametrize(
    ("value", "expected", "options", "status"),
    [
        (None, 0.5, {}, "no_data"),
        (None, 0.5, {"outdated": True}, "no_data"),
        (None, 1, {"cumulative": False, "outdated": True}, "no_data"),
        (2, 0.5, {"outdated": True}, "outdated"),
        (0, 0, {"outdated": True}, "outdated"),
        (2, 1, {"cumulative": False, "outdated": True}, "outdated"),
        (1, 0, {}, "reached"),
        (0.5, 0, {}, "no_data"),
        (0.5, None, {}, "no_data"),
        (0, 0.5, {}, "off_track"),
        (-1, 0.5, {}, "off_track"),
        (1, 0, {"cumulative": False}, "no_data"),
        (1, None, {"cumulative": False}, "no_data"),
        (1, 0.99, {"cumulative": False}, "on_track"),
        (0.9, 0.1, {"cumulative": False}, "at_risk"),
        (0.5, 0.1, {"cumulative": False}, "off_track"),
        (0.5, 5e-324, {}, "on_track"),
    ],
)
def test_status(value, expected, options, status):
    assert pace_status(value, expected, **options) == status


@pytest.mark.parametrize("expected", [-0.1, 1.1])
@pytest.mark.parametrize("judge", [pace, pace_status])
def test_elapsed_share_outside_the_period_is_refused(judge, expected):
    with pytest.raises(ValueError, match="between 0 and 1"):
        judge(0.5, expected)


@pytest.mark.parametrize(
    ("line", "result"),
    [
        # growing, higher, target above 0: by pace
        ((45, 100, "higher", True, 0.5), LineResult(0.45, 0.45, 0.9, "at_risk")),
        ((130, 100, "higher", True, 0.5), LineResult(1.3, 1.2, 2.6, "reached")),
        ((45, 100, "higher", True, 0), LineResult(0.45, None, None, "no_data")),
        ((100, 100, "higher", True, 0), LineResult(1.0, 1.0, None, "reached")),
        # each of the three conditions missing: by attainment
        ((45, 100, "higher", False, 0.5), LineResult(0.45, 0.45, 0.45, "off_track")),
        ((100, 100, "higher", False, 0.5), LineResult(1.0, 1.0, 1.0, "on_track")),
        ((100, 100, "higher", False, 1), LineResult(1.0, 1.0, 1.0, "reached")),
        ((100, 100, "higher", False, 0), LineResult(1.0, None, None, "no_data")),
        ((40, 50, "lower", True, 0.5), LineResult(1.2, 1.2, 1.2, "on_track")),
        ((45, 50, "on_target", True, 0.5), LineResult(0.9, 0.9, 0.9, "at_risk")),
        ((-60, -50, "higher", True, 0.5), LineResult(0.8, 0.8, 0.8, "at_risk")),
        ((0, 0, "higher", True, 0.5), LineResult(1.0, 1.0, 1.0, "on_track")),
        # no data
        ((None, 100, "higher", True, 0.5), LineResult(None, None, None, "no_data")),
        ((45, None, "higher", True, 0.5), LineResult(None, None, None, "no_data")),
        ((45, 100, "higher", True, None), LineResult(0.45, 0.45, None, "no_data")),
        ((45, 50, "lower", False, None), LineResult(1.1, 1.1, None, "no_data")),
        ((1e308, 1e-308, "higher", True, 0.5), LineResult(None, None, None, "no_data")),
    ],
)
def test_line(line, result):
    actual, target, direction, cumulative, expected = line
    judged = judge_line(
        actual, target, direction, cap=1.2, cumulative=cumulative, expected=expected
    )
    assert judged == pytest.approx(result) if None not in result[:3] else judged == result
    assert judged.status == result.status


def test_outdated_line_keeps_its_figures():
    judged = judge_line(45, 100, "higher", cap=1.2, cumulative=True, expected=0.5, outdated=True)
    assert judged == LineResult(0.45, 0.45, 0.9, "outdated")


def test_unknown_direction_is_refused():
    with pytest.raises(ValueError, match="direction"):
        judge_line(None, None, "up", cap=1.2, cumulative=True, expected=0.5)


REACHED = (1.0, 10, 1.1, "reached")
GREEN = (0.6, 10, 1.0, "on_track")
RED = (0.2, 10, 0.4, "off_track")
SILENT = (None, 10, None, "no_data")
OUTDATED = (1.0, 10, 1.0, "outdated")


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([], "no_data"),
        ([SILENT], "no_data"),
        ([OUTDATED], "outdated"),
        ([SILENT, SILENT, SILENT, OUTDATED], "outdated"),
        ([REACHED, REACHED], "reached"),
        ([REACHED, GREEN], "on_track"),
        ([REACHED, SILENT], "on_track"),
        ([REACHED, OUTDATED], "on_track"),
        ([GREEN, RED], "off_track"),
        ([GREEN, GREEN, RED], "at_risk"),
        # exactly half silent is judged, more than half is not
        ([GREEN, SILENT], "on_track"),
        ([GREEN, SILENT, OUTDATED], "no_data"),
        ([GREEN, SILENT, SILENT], "no_data"),
        ([GREEN, OUTDATED, OUTDATED], "outdated"),
        ([GREEN, SILENT, OUTDATED, OUTDATED], "outdated"),
        ([RED, SILENT, SILENT], "no_data"),
        # weight 0 is out
        ([GREEN, (0.0, 0, 0.0, "off_track")], "on_track"),
        ([REACHED, (0.0, 0, 0.0, "off_track")], "reached"),
        ([GREEN, (None, 0, None, "no_data"), (None, 0, None, "outdated")], "on_track"),
        ([(1.0, 0, 1.0, "reached")], "no_data"),
        ([SILENT, (1.0, 0, 1.0, "outdated")], "no_data"),
        # pace held to 0..1.2
        ([(1.2, 10, 9.0, "reached"), (0.3, 10, 0.6, "off_track")], "at_risk"),
        ([(0.0, 10, -9.0, "off_track"), (1.0, 40, 1.2, "reached")], "on_track"),
        # reached before the period began; a colour without a pace is silent
        ([(1.0, 10, None, "reached"), (0.4, 10, 0.75, "at_risk")], "on_track"),
        ([(1.0, 10, None, "on_track"), RED], "off_track"),
        ([(1.0, 10, None, "on_track")], "no_data"),
        ([(1.0, 20, None, "on_track"), GREEN], "no_data"),
    ],
)
def test_scorecard_status(lines, status):
    assert judge_scorecard(lines).status == status


def test_scorecard_score_uses_the_last_known_figures():
    result = judge_scorecard([(0.8, 30, 0.9, "outdated"), (0.4, 10, 0.5, "off_track"), SILENT])
    assert result.score == pytest.approx(0.7)
    assert result.grade == "red"
    assert result.data_share == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ((1.0, -1, 1.0, "reached"), "negative"),
        ((1.0, 0, 1.0, "green"), "status"),
        ((float("nan"), 1, 1.0, "reached"), "finite"),
        ((1.0, None, 1.0, "reached"), "missing"),
    ],
)
def test_scorecard_line_that_is_wrong_is_refused(line, reason):
    with pytest.raises(ValueError, match=reason):
        judge_scorecard([line])


MONTH = (date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("today", "share"),
    [
        (date(2026, 3, 31), 0),
        (date(2026, 4, 1), 1 / 30),
        (date(2026, 4, 15), 0.5),
        (date(2026, 4, 29), 29 / 30),
        (date(2026, 4, 30), 1),
        (date(2027, 1, 1), 1),
    ],
)
def test_calendar_share(today, share):
    assert expected_share(*MONTH, today) == share


def test_working_days_outside_the_period_and_repeats_do_not_count():
    days = [date(2026, 3, 31), date(2026, 4, 2), date(2026, 4, 2), date(2026, 4, 20)]
    assert expected_share(*MONTH, date(2026, 4, 2), days) == 0.5
    assert expected_share(*MONTH, date(2026, 4, 1), days) == 0
    assert expected_share(*MONTH, date(2026, 4, 30), frozenset(days)) == 1


def test_period_without_a_working_day_counts_calendar_days():
    assert expected_share(*MONTH, date(2026, 4, 15), []) == 0.5
    assert expected_share(*MONTH, date(2026, 4, 15), [date(2026, 5, 1)]) == 0.5


def test_period_of_one_day():
    day = date(2026, 4, 1)
    assert expected_share(day, day, day) == 1


def test_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends on 2026-04-01 before it starts"):
        expected_share(*MONTH[::-1], date(2026, 4, 15))


@pytest.mark.parametrize("day", [datetime(2026, 4, 15, tzinfo=UTC), "2026-04-15", None, 15])
def test_something_that_is_no_date_is_refused(day):
    with pytest.raises(ValueError, match="not a date"):
        expected_share(*MONTH, day)


@pytest.mark.parametrize("direction", ["higher", "lower", "on_target"])
def test_zero_is_never_negative(direction):
    figures = [
        attainment(target * factor, target, direction)
        for target in (7, -7, 0)
        for factor in (0, 1, 2)
    ]
    figures += [progress(100, 20, 100), payout(-1, [(0, 0)]), marginal_payout(-1, [(None, 1)])]
    assert not [figure for figure in figures if str(figure) == "-0.0"]
