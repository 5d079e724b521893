"""What a workbook is about, read once: the goals chosen, as far as the reader may read them."""

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_datetime

from .locale import Locale, date_format
from .reading import labels
from .results_cards import CardReader
from .results_deals import DealReader
from .results_objectives import ObjectiveReader


class Cycle(NamedTuple):
    id: int
    name: str
    type: str
    start: object
    end: object
    state: str
    elapsed: float


class Selection(NamedTuple):
    """What was chosen in the dialog; it travels as JSON to whoever builds the workbook."""

    title: str
    scope: str
    card_domain: list
    objective_domain: list
    sheets: list

    @classmethod
    def from_json(cls, options):
        return cls(**{name: options[name] for name in cls._fields})


class Results:
    """Reads lazily and keeps; every sheet takes what it needs from here.

    The number of queries doesn't depend on the number of owners, scorecards or objectives.
    """

    def __init__(self, env, selection):
        self.env = env
        self.selection = selection

    @cached_property
    def zone(self):
        return ZoneInfo(self.env.user.tz or self.env.company.goal_tz or "UTC")

    @cached_property
    def now(self):
        """The present moment on the reader's clock, without a zone, as Excel wants it."""
        return datetime.now(self.zone).replace(tzinfo=None, microsecond=0)

    @cached_property
    def now_text(self):
        return format_datetime(self.env, fields.Datetime.now(), tz=str(self.zone))

    @cached_property
    def locale(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        day = date_format(lang.date_format or "%Y-%m-%d")
        currencies = {
            currency.id: (currency.symbol or currency.name, currency.position, 0)
            for currency in self.env["res.currency"].search([])
        }
        return Locale(day, f"{day} hh:mm", currencies, self.env._("days"), self.env._("h"))

    @cached_property
    def currency_of(self):
        """{company id: currency id}"""
        # sudo: currencies of companies, which every figure shows anyway.
        return {c.id: c.currency_id.id for c in self.env["res.company"].sudo().search([])}

    def local(self, moment):
        """A stored UTC datetime on the reader's clock."""
        return moment and moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(self.zone).replace(
            tzinfo=None, microsecond=0
        )

    @cached_property
    def statuses(self):
        return labels(self.env["kpi.scorecard"], "status")

    @cached_property
    def grades(self):
        return labels(self.env["kpi.scorecard"], "grade")

    @cached_property
    def _card_reader(self):
        return CardReader(self.env, Domain(self.selection.card_domain))

    @cached_property
    def cards(self):
        """The scorecards, by owner, then by date."""
        return self._card_reader.cards

    @cached_property
    def lines(self):
        """{scorecard id: its lines}"""
        return self._card_reader.lines

    @cached_property
    def history(self):
        return self._card_reader.history

    @cached_property
    def _objective_reader(self):
        return ObjectiveReader(self.env, Domain(self.selection.objective_domain))

    @cached_property
    def objectives(self):
        """The objectives as a tree, depth first."""
        return self._objective_reader.objectives

    @cached_property
    def key_results(self):
        """{objective id: its key results}"""
        return self._objective_reader.key_results

    @cached_property
    def check_ins(self):
        return self._objective_reader.check_ins(
            [line.id for lines in self.lines.values() for line in lines if line.source == "manual"]
        )

    @cached_property
    def _deal_reader(self):
        return DealReader(self)

    @cached_property
    def deals(self):
        """One for each figure that counted it, by owner and KPI."""
        return self._deal_reader.load()

    @property
    def deals_note(self):
        return self._deal_reader.note

    @cached_property
    def base_url(self):
        # sudo: the address that the reader is at.
        return self.env["ir.config_parameter"].sudo().get_param("web.base.url", "").rstrip("/")

    @cached_property
    def objectives_by_owner(self):
        groups = defaultdict(list)
        for objective in self.objectives:
            groups[objective.owner_type, objective.owner_id].append(objective)
        return groups

    @cached_property
    def cycles(self):
        """{id: Cycle} of all that was chosen."""
        ids = {card.cycle_id for card in self.cards} | {o.cycle_id for o in self.objectives}
        ids |= {point.cycle_id for point in self.history.values()}
        records = self.env["goal.cycle"].browse(sorted(ids))
        return {
            cycle.id: Cycle(
                cycle.id,
                cycle.name,
                cycle.cycle_type,
                cycle.date_start,
                cycle.date_end,
                cycle.state,
                cycle.elapsed,
            )
            for cycle in records.sorted(lambda c: (c.date_start, -c.date_end.toordinal()))
        }

    @cached_property
    def as_of(self):
        """Since when the figures of open cycles are at least as fresh, on the reader's clock."""
        run = self.env["goal.refresh"]._last_finished()
        return self.local(run.started_at) if run else None

    @property
    def earlier(self):
        """{(scorecard id, indicator id): attainment} of what was chosen and of its history."""
        return self._card_reader.earlier

    def series(self, card):
        """The last scorecards of the owner and type of cycle, oldest first, this one last."""
        return self._card_reader.series(card)
