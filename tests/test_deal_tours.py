"""Goals beside and above deals, as people use them in a browser, on desktop and phone."""

import json

from odoo import fields

from .common import LOGIN
from .common_http import GoalHttpCase
from .test_goal_panel import PanelCase


class DealTours(PanelCase, GoalHttpCase):
    def setUp(self):
        super().setUp()
        self.env["goal.engine"]._refresh((self.card | self.team_card).ids)

    def allow_requests(self, **options):
        # A tour also calls as somebody else, without the cookie by which a test knows its own.
        return super().allow_requests(**options | {"all_requests": True})

    def start(self, tour, user, url="/odoo/crm", **keys):
        """Run a tour; ``keys`` is what it needs to act in another session."""
        memory = json.dumps(json.dumps(keys))
        start = json.dumps({"stepDelay": 0, "startUrl": url})
        self.start_tour(
            url,
            tour,
            login=f"{LOGIN}{user}",
            code=f"localStorage.setItem('kpi_okr.tour', {memory});"
            f"odoo.startTour('{tour}', {start})",
            timeout=180,
        )

    def follower(self):
        """What a tour needs to have the scheduled action run and to hear of it."""
        return {
            "admin": self.api_key(self.env.ref("base.user_admin")),
            "cron": self.env.ref("kpi_okr.cron_live").id,
            "channels": [f"kpi_okr:kpi.scorecard:{card.id}" for card in self.card | self.team_card],
            "last": self.env["bus.bus"].sudo().search([], order="id desc", limit=1).id or 1,
        }

    def follow(self):
        """The scheduled action that follows deals."""
        self.env.ref("kpi_okr.cron_live").method_direct_trigger()
        self.env.invalidate_all()


class TestDealTours(DealTours):
    def test_panel(self):
        self.start("kpi_okr_deal_panel", "an", f"/odoo/crm/{self.deal.id}")
        self.assertEqual(self.deal.won_status, "won")
        self.assertEqual(self.key_result.lead_ids, self.deal)
        self.follow()
        self.assertEqual(self.key_result.current, 380)
        self.assertEqual(self.line_of(self.card, self.revenue).actual, 500)

    def test_strip(self):
        self.make_deal(self.an, 900, self.today, "open", name="Big")
        self.make_deal(self.an, 1, fields.Date.add(self.today, years=1), "open", name="Later")
        self.start("kpi_okr_deal_strip", "an", **self.follower())
        line = self.line_of(self.card, self.revenue)
        self.assertEqual((line.actual, line.status), (1020, "reached"))

    def test_live_in_another_session(self):
        self.start(
            "kpi_okr_deal_live",
            "north_manager",
            seller=self.api_key(self.an),
            deal=self.deal.id,
            **self.follower(),
        )
        self.assertEqual(self.line_of(self.team_card, self.revenue).actual, 330)


class TestDealToursOnPhone(DealTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_panel(self):
        self.start("kpi_okr_deal_panel", "an", f"/odoo/crm/{self.deal.id}")
        self.assertEqual(self.key_result.lead_ids, self.deal)

    def test_strip(self):
        self.start("kpi_okr_deal_strip_phone", "an")
