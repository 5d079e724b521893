"""360-degree feedback: what of it may be shown without telling what one rater said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from .numbers import finite
from .rollup import weighted_mean

MIN_RATERS: Final = 3


class FeedbackGroup(NamedTuple):
    """Raters who are shown as one: the groups they come from, how many they are, and the mean
    of each criterion that enough of them marked, by its key."""

    groups: tuple[str, ...]
    raters: int
    means: dict[int, float]


def feedback_groups(
    answers: Iterable[tuple[str, Mapping[int, float | None]]], minimum: int = MIN_RATERS
) -> list[FeedbackGroup]:
    """Return the groups of raters that may be shown, each with its means.

    A group of ``minimum`` raters or more stands for itself. The smaller ones fold into one; where
    that is still too small, it is withheld. No rater is in two groups, no mean is of fewer than
    ``minimum`` marks, and no mean over everybody is given, so that there is nothing to subtract.
    docs/scoring.md, "360-degree feedback".

    :param answers: for each rater the group and the marks, {criterion: mark or ``None``}
    :param minimum: 3 or more
    :return: groups in the order in which they first appear, the folded ones last; a criterion
        that fewer than ``minimum`` marked is not among the means
    :raises ValueError: ``minimum`` below 3, or a mark that is not a finite number

    >>> peers = [("peer", {1: 4.0}), ("peer", {1: 3.0}), ("peer", {1: 5.0})]
    >>> feedback_groups(peers)
    [FeedbackGroup(groups=('peer',), raters=3, means={1: 4.0})]
    >>> feedback_groups([*peers, ("report", {1: 1.0}), ("report", {1: 2.0})])
    [FeedbackGroup(groups=('peer',), raters=3, means={1: 4.0})]
    >>> feedback_groups([("peer", {1: 4.0}), ("report", {1: 1.0}), ("report", {1: 1.0})])
    [FeedbackGroup(groups=('peer', 'report'), raters=3, means={1: 2.0})]
    """
    if type(minimum) is not int or minimum < MIN_RATERS:
        raise ValueError(f"a mean is of {MIN_RATERS} raters or more, not of {minimum!r}")
    by_group: dict[str, list[Mapping[int, float | None]]] = {}
    for group, marks in answers:
        by_group.setdefault(group, []).append(marks)
    small = [group for group, raters in by_group.items() if len(raters) < minimum]
    shown = [
        _group((group,), raters, minimum)
        for group, raters in by_group.items()
        if group not in small
    ]
    folded = [marks for group in small for marks in by_group[group]]
    if len(folded) >= minimum:
        shown.append(_group(tuple(small), folded, minimum))
    return shown


def _group(
    groups: tuple[str, ...], raters: list[Mapping[int, float | None]], minimum: int
) -> FeedbackGroup:
    marks: dict[int, list[float]] = {}
    for answers in raters:
        for criterion, mark in answers.items():
            number = finite(mark)
            if number is not None:
                marks.setdefault(criterion, []).append(number)
    means = {
        criterion: weighted_mean([(mark, 1) for mark in given])
        for criterion, given in marks.items()
        if len(given) >= minimum
    }
    return FeedbackGroup(
        groups,
        len(raters),
        {criterion: mean for criterion, mean in means.items() if mean is not None},
    )
