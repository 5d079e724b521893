"""Goals beside and above deals, as people use them in a browser, on desktop and phone."""

import json

from odoo import fields

from .common import LOGIN
from .common_http import GoalHttpCase
from .test_goal_panel import PanelCase


class TestDealTours(PanelCase, GoalHttpCase):
    def start(self, tour, user, url="/odoo/crm", keys=None, **options):
        memory = json.dumps(json.dumps({"keys": keys or {}}))
        start = json.dumps({"stepDelay": 0, "startUrl": url})
        self.start_tour(
            url,
            tour,
            login=f"{LOGIN}{user}",
            code=f"localStorage.setItem('kpi_okr.tour', {memory});"
            f"odoo.startTour('{tour}', {start})",
            timeout=180,
            **options,
        )

    def keys(self, **keys):
        """What a tour needs to act in another session."""
        admin = self.env.ref("base.user_admin")
        return keys | {"admin": self.api_key(admin), "cron": self.env.ref("kpi_okr.cron_live").id}

    def test_panel(self):
        self.start("kpi_okr_deal_panel", "an", f"/odoo/crm/{self.deal.id}")
        self.assertEqual(self.deal.won_status, "won")
        self.assertEqual(self.key_result.lead_ids, self.deal)
        self.assertEqual(self.key_result.current, 380)

    def test_strip(self):
        self.make_deal(self.an, 900, self.today, "open", name="Big")
        self.make_deal(self.an, 1, fields.Date.add(self.today, years=1), "open", name="Later")
        self.start("kpi_okr_deal_strip", "an", keys=self.keys())
        self.assertEqual(self.line_of(self.card, self.revenue).status, "reached")

    def test_live_in_another_session(self):
        self.start(
            "kpi_okr_deal_live",
            "north_manager",
            keys=self.keys(seller=self.api_key(self.an), deal=self.deal.id),
        )
        self.assertEqual(self.line_of(self.team_card, self.revenue).actual, 330)


class TestDealToursOnPhone(PanelCase, GoalHttpCase):
    browser_size = "390x844"
    touch_enabled = True
    start = TestDealTours.start

    def test_panel(self):
        self.start("kpi_okr_deal_panel", "an", f"/odoo/crm/{self.deal.id}")
        self.assertEqual(self.key_result.lead_ids, self.deal)

    def test_strip(self):
        self.start("kpi_okr_deal_strip_phone", "an")
