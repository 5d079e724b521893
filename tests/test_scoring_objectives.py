"""Slots of check-ins, and what key results and objectives show, over any input."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..scoring import (
    STATUSES,
    Part,
    check_in_slots,
    judge_key_result,
    judge_objective,
    next_due,
    slot_values,
    weighted_mean,
)
from .test_scoring_edges import assert_finite, positive, unit, wild
from .test_scoring_properties import PROFILE

START = date(2026, 1, 31)
rhythms = st.sampled_from(["week", "two_weeks", "month"])
days = st.integers(0, 800).map(lambda n: START + timedelta(days=n))
parts = st.lists(
    st.builds(Part, positive, wild, wild, wild, wild, st.sampled_from(STATUSES)), max_size=4
)


@PROFILE
@given(days, rhythms)
def test_slots_fill_the_period_without_a_gap(end, every):
    slots = check_in_slots(START, end, every)
    assert (slots[0][0], slots[-1][1]) == (START, end)
    assert all(first <= last for first, last in slots)
    assert all(last + timedelta(days=1) == first for (_f, last), (first, _l) in pairwise(slots))


@pytest.mark.parametrize("quarter", [(1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31)])
def test_a_quarter_has_thirteen_weeks(quarter):
    first, last, day = quarter
    slots = check_in_slots(date(2026, first, 1), date(2026, last, day), "week")
    assert len(slots) == 13


@PROFILE
@given(days, rhythms, days, st.none() | days)
def test_after_a_check_in_the_next_is_due_in_a_later_slot(end, every, since, last):
    due = next_due(check_in_slots(START, end, every), since, last)
    assert due is None or (START <= due <= end and due >= since and (not last or due > last))


@PROFILE
@given(days, rhythms, days, days, st.lists(st.tuples(days, unit), max_size=5))
def test_each_slot_counts_once(end, every, since, today, check_ins):
    slots = check_in_slots(START, end, every)
    values = slot_values(slots, since, today, check_ins)
    assert len(values) <= len(slots)
    assert {value for value in values if value is not None} <= {v for _day, v in check_ins}


@pytest.mark.parametrize(
    ("start", "end", "every"),
    [(START, START - timedelta(days=1), "week"), (START, START, "day"), (START, START, None)],
)
def test_slots_refuse(start, end, every):
    with pytest.raises(ValueError):
        check_in_slots(start, end, every)


@PROFILE
@given(wild, st.none() | unit, st.booleans(), st.booleans())
def test_a_key_result_shows_finite_figures(progress, expected, by_pace, outdated):
    result = judge_key_result(progress, expected, by_pace=by_pace, outdated=outdated)
    assert_finite(result)
    assert result.score is None or 0 <= result.score <= 1
    assert not outdated or result.status in ("outdated", "no_data")


@PROFILE
@given(parts, st.sampled_from(["committed", "aspirational", "learning"]))
def test_an_objective_is_the_mean_of_its_parts(some, commitment):
    result = judge_objective(some, commitment)
    assert_finite(result)
    assert result.score == weighted_mean([(part.score, part.weight) for part in some])
    assert result.confidence == weighted_mean([(part.confidence, part.weight) for part in some])
