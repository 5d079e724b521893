"""The demo company as it stands, and its deals added up one by one."""

from unittest import SkipTest
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo.tests import TransactionCase

MODULE = "kpi_okr.demo_"


class DemoCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref(f"{MODULE}company", raise_if_not_found=False)
        if not cls.company:
            raise SkipTest("allowed: the demo data is not installed")
        cls.tz = ZoneInfo("Asia/Ho_Chi_Minh")
        cls.this_month = max(
            cls.env["goal.cycle"]
            .search(
                [
                    ("company_id", "=", cls.company.id),
                    ("cycle_type", "=", "month"),
                    ("state", "=", "open"),
                ]
            )
            .mapped("date_start")
        )
        cls.last_month = cls.this_month - relativedelta(months=1)
        cls.deals = cls._read_deals()

    @classmethod
    def _read_deals(cls):
        """Every decided deal of the company, with the company's local date of its closing."""
        deals = (
            cls.env["crm.lead"]
            .with_context(active_test=False)
            .search_read(
                [
                    ("company_id", "=", cls.company.id),
                    ("type", "=", "opportunity"),
                    ("date_closed", "!=", False),
                ],
                [
                    "active",
                    "stage_id",
                    "probability",
                    "expected_revenue",
                    "date_closed",
                    "user_id",
                    "team_id",
                ],
            )
        )
        won_stages = cls.env["crm.stage"].search([("is_won", "=", True)]).ids
        utc = ZoneInfo("UTC")
        return [
            {
                "day": deal["date_closed"].replace(tzinfo=utc).astimezone(cls.tz).date(),
                "utc_day": deal["date_closed"].date(),
                "won": deal["active"] and deal["stage_id"][0] in won_stages,
                "revenue": deal["expected_revenue"],
                "user": deal["user_id"][0],
                "team": deal["team_id"][0],
            }
            for deal in deals
            if deal["active"] or not deal["probability"]
        ]

    def _env_of(self, role):
        user = self._ref("user", role)
        return self.env(user=user, context={"allowed_company_ids": self.company.ids})

    def _ref(self, kind, name):
        return self.env.ref(f"{MODULE}{kind}_{name}")

    def _cycle(self, first, cycle_type="month"):
        return self.env["goal.cycle"].search(
            [
                ("company_id", "=", self.company.id),
                ("cycle_type", "=", cycle_type),
                ("date_start", "=", first),
            ]
        )

    def _cards(self, role, first, **owner):
        domain = [("cycle_id", "=", self._cycle(first).id)]
        domain += [(field, "=", record.id) for field, record in owner.items()]
        return self._env_of(role)["kpi.scorecard"].search(domain)

    def _expected(self, start, end, **owner):
        """Revenue won, deals won and win rate, added up deal by deal."""
        deals = [
            deal
            for deal in self.deals
            if start <= deal["day"] <= end
            and all(deal[key] == value for key, value in owner.items())
        ]
        won = [deal for deal in deals if deal["won"]]
        return {
            "revenue_won": sum(deal["revenue"] for deal in won),
            "deals_won": len(won),
            "win_rate": len(won) / len(deals) if deals else None,
        }

    def _assert_figures(self, card, **owner):
        expected = self._expected(card.date_start, card.date_end, **owner)
        found = 0
        for line in card.line_ids:
            if line.indicator_id.code not in expected:
                continue
            found += 1
            value = expected[line.indicator_id.code]
            with self.subTest(card=card.display_name, line=line.name):
                if value is None:
                    self.assertIsNone(line.actual)
                else:
                    self.assertAlmostEqual(line.actual, value, places=6)
        self.assertGreaterEqual(found, 2)
