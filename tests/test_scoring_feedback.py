"""Laws of the anonymity of feedback and of marks, searched by hypothesis."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..scoring import MIN_RATERS, feedback_groups, scale_mark

PROFILE = settings(derandomize=True, deadline=None, max_examples=200, database=None)
CRITERIA = 1, 2, 3
marks = st.dictionaries(st.sampled_from(CRITERIA), st.none() | st.integers(1, 5), max_size=3)
raters = st.lists(st.tuples(st.sampled_from(["peer", "report", "other"]), marks), max_size=12)


def given_marks(answers, groups, criterion):
    return [m[criterion] for g, m in answers if g in groups if m.get(criterion) is not None]


@PROFILE
@given(raters)
def test_every_mean_is_of_enough_raters(answers):
    for group in feedback_groups(answers):
        assert group.raters >= MIN_RATERS
        for criterion, mean in group.means.items():
            given_by_group = given_marks(answers, group.groups, criterion)
            assert len(given_by_group) >= MIN_RATERS
            assert mean == pytest.approx(sum(given_by_group) / len(given_by_group))


@PROFILE
@given(raters)
def test_no_rater_is_in_two_groups(answers):
    shown = feedback_groups(answers)
    names = [name for group in shown for name in group.groups]
    assert len(names) == len(set(names))
    assert sum(group.raters for group in shown) <= len(answers)


@PROFILE
@given(raters, st.randoms())
def test_order_tells_nothing(answers, random):
    def unordered(groups):
        return {
            (
                frozenset(group.groups),
                group.raters,
                tuple(sorted((key, round(mean, 9)) for key, mean in group.means.items())),
            )
            for group in groups
        }

    mixed = list(answers)
    random.shuffle(mixed)
    assert unordered(feedback_groups(mixed)) == unordered(feedback_groups(answers))


@PROFILE
@given(raters, marks)
def test_who_is_withheld_changes_nothing_that_is_shown(answers, more):
    """Somebody alone in a group: the published figures are the same with and without."""
    answers = [(group, given) for group, given in answers if group == "peer"]
    without = feedback_groups(answers)
    if without:
        assert feedback_groups([*answers, ("report", more)]) == without


@pytest.mark.parametrize("minimum", [2, 0, True, 3.5])
def test_a_smaller_minimum_is_refused(minimum):
    with pytest.raises(ValueError, match="raters or more"):
        feedback_groups([], minimum)


@PROFILE
@given(st.integers(-300, 300).map(lambda n: n / 100), st.integers(-300, 300).map(lambda n: n / 100))
def test_a_higher_score_never_earns_a_lower_mark(one, other):
    low, high = sorted((one, other))
    assert scale_mark(low, 1, 5) <= scale_mark(high, 1, 5)


@pytest.mark.parametrize("bad", [(0.5, 5, 1), (0.5, 1, 1), (0.5, 1, 5, 1, 1), (0.5, 1, 5, 2, 1)])
def test_a_scale_without_length_is_refused(bad):
    with pytest.raises(ValueError, match="not below"):
        scale_mark(*bad)
