"""Laws of the anonymity of feedback and of marks, searched by hypothesis."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..scoring import feedback_groups, scale_mark

PROFILE = settings(derandomize=True, deadline=None, max_examples=200, database=None)
CRITERIA = 1, 2, 3
marks = st.dictionaries(st.sampled_from(CRITERIA), st.none() | st.integers(1, 5), max_size=3)
raters = st.lists(st.tuples(st.sampled_from(["peer", "report", "other"]), marks), max_size=12)


def given_marks(answers, groups, criterion):
    return [m[criterion] for g, m in answers if g in groups if m.get(criterion) is not None]


@PROFILE
@given(raters)
def test_every_mean_is_of_enough_raters(answers):
    """DECOMPILE <module>/test_every_mean_is_of_enough_raters"""


@PROFILE
@given(raters)
def test_no_rater_is_in_two_groups(answers):
    """DECOMPILE <module>/test_no_rater_is_in_two_groups"""


@PROFILE
@given(raters, st.randoms())
def test_order_tells_nothing(answers, random):
    """DECOMPILE <module>/test_order_tells_nothing"""


@PROFILE
@given(raters, marks)
def test_who_is_withheld_changes_nothing_that_is_shown(answers, more):
    """Somebody alone in a group: the published figures are the same with and without."""
    "DECOMPILE <module>/test_who_is_withheld_changes_nothing_that_is_shown"


@pytest.mark.parametrize("minimum", [2, 0, True, 3.5])
def test_a_smaller_minimum_is_refused(minimum):
    with pytest.raises(ValueError, match="raters or more"):
        feedback_groups([], minimum)


@PROFILE
@given(st.integers(-300, 300).map(lambda n: n / 100), st.integers(-300, 300).map(lambda n: n / 100))
def test_a_higher_score_never_earns_a_lower_mark(one, other):
    """DECOMPILE <module>/test_a_higher_score_never_earns_a_lower_mark"""


@pytest.mark.parametrize("bad", [(0.5, 5, 1), (0.5, 1, 1), (0.5, 1, 5, 1, 1), (0.5, 1, 5, 2, 1)])
def test_a_scale_without_length_is_refused(bad):
    with pytest.raises(ValueError, match="not below"):
        scale_mark(*bad)
