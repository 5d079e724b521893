"""What the summary shows, worked out from what was read: the cached values of its formulas."""

from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from ...scoring import scorecard_grade
from .results_cards import Card

MAX_UNITS = 20


class Mover(NamedTuple):
    card: Card
    before: float
    change: float


def mean(values):
    """The mean of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


class SummaryFigures:
    def __init__(self, results):
        self.results = results
        self.cards = results.cards

    @cached_property
    def mean_score(self):
        return mean(card.score for card in self.cards)

    @cached_property
    def mean_grade(self):
        return scorecard_grade(self.mean_score)

    @cached_property
    def good(self):
        return sum(card.status in ("reached", "on_track") for card in self.cards)

    @cached_property
    def known_share(self):
        lines = [line for lines in self.results.lines.values() for line in lines]
        return sum(line.actual is not None for line in lines) / len(lines) if lines else None

    @cached_property
    def mean_progress(self):
        return mean(objective.progress for objective in self.results.objectives)

    @cached_property
    def mean_confidence(self):
        return mean(objective.confidence for objective in self.results.objectives)

    @cached_property
    def grades(self):
        return Counter(card.grade for card in self.cards)

    @cached_property
    def main_type(self):
        """The type of cycle with the most scorecards."""
        types = Counter(card.cycle_type for card in self.cards)
        return max(types, key=lambda kind: (types[kind], kind), default=None)

    @cached_property
    def by_cycle(self):
        """[(cycle, its scorecards, their mean score)] of the main type, by date."""
        groups = defaultdict(list)
        for card in self.cards:
            if card.cycle_type == self.main_type:
                groups[card.cycle_id].append(card)
        rows = [
            (cycle, groups[cycle.id], mean(card.score for card in groups[cycle.id]))
            for cycle in self.results.cycles.values()
            if cycle.id in groups
        ]
        return [row for row in rows if row[2] is not None]

    @cached_property
    def latest(self):
        """The latest scorecard with a score of each owner and type of cycle."""
        found = {}
        for card in self.cards:
            if card.score is not None:
                found[card.owner_type, card.owner_id, card.cycle_type] = card
        return list(found.values())

    def before(self, card):
        """The score of the owner's scorecard in the cycle before; None where there is none."""
        series = self.results.series(card)
        return series[-2].score if len(series) > 1 else None

    @cached_property
    def units(self):
        """[(latest scorecard, change)] of teams, departments and the company."""
        counts = Counter((c.owner_type, c.owner_id, c.cycle_type) for c in self.cards)
        found = {}
        for card in self.latest:
            owner = card.owner_type, card.owner_id
            if card.owner_type != "employee":
                known = found.get(owner)
                if not known or counts[*owner, card.cycle_type] > counts[*owner, known.cycle_type]:
                    found[owner] = card
        return [(card, self._change(card)) for card in found.values()][:MAX_UNITS]

    def _change(self, card):
        before = self.before(card)
        return None if before is None else card.score - before

    @cached_property
    def departments(self):
        """[(id, name, people's scorecards, mean score)]"""
        groups, names = defaultdict(list), {}
        for card in self.cards:
            if card.owner_type == "employee" and card.department_id:
                groups[card.department_id].append(card)
                names[card.department_id] = card.department
        rows = [
            (key, names[key], cards, mean(card.score for card in cards))
            for key, cards in groups.items()
        ]
        rows = [row for row in rows if row[3] is not None]
        return sorted(rows, key=lambda row: row[1].casefold())[:MAX_UNITS]

    @cached_property
    def movers(self):
        """Owners by the change of their score from one cycle to the next, the best first."""
        movers = []
        for card in self.latest:
            if card.owner_type == "employee" and card.cycle_type == self.main_type:
                before = self.before(card)
                if before is not None and card.score != before:
                    movers.append(Mover(card, before, card.score - before))
        return sorted(movers, key=lambda mover: (-mover.change, mover.card.owner))
