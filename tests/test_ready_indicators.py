"""Each indicator that comes with the product, on figures worked out by hand."""

from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import GoalCase
from .test_engine import EngineCase


class TestReadyIndicators(EngineCase):
    def ready(self, code, owner, expected):
        """The figure of March 2025 to six decimals."""
        value = self.measure(self.env.ref(f"kpi_okr.indicator_{code}"), owner)
        self.assertEqual(value if value is None else round(value, 6), expected, code)

    def placed(self, deal, created):
        """``deal`` as if created at a local time."""
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [self.utc(created), deal.id]
        )
        deal.invalidate_recordset(["create_date"])
        return deal

    def test_sales(self):
        """Won 100 after 10 days and 300 after 20 days; lost one; 2 of 3 decided are won."""
        for amount, closed, created in [
            (100, "2025-03-11", "2025-03-01"),
            (300, "2025-03-31 23:30:00", "2025-03-11 00:10:00"),
        ]:
            self.placed(self.make_deal(self.an, amount, closed), created)
        self.make_deal(self.an, 999, "2025-03-20", "lost")
        for code, expected in [
            ("revenue_won", 400),
            ("deals_won", 2),
            ("deals_lost", 1),
            ("win_rate", round(2 / 3, 6)),
            ("average_deal", 200),
            ("days_to_close", 15),
            ("sales_velocity", round(3 * (2 / 3) * 200 / 15, 6)),  # 400 / 15
        ]:
            self.ready(code, self.an, expected)
            self.ready(code, self.team_north, expected)
        for code, expected in [
            ("revenue_won", 0),
            ("deals_won", 0),
            ("deals_lost", 0),
            ("win_rate", None),
            ("average_deal", None),
            ("days_to_close", None),
            ("sales_velocity", None),
        ]:
            self.ready(code, self.chi, expected)

    def test_traps_of_deals(self):
        """A won deal that is archived stays won; a lead that is lost is no lost deal; a deal
        won and then lost is lost; one reopened counts for nothing."""
        archived = self.make_deal(self.an, 100, "2025-03-11")
        archived.active = False
        archived.date_closed = self.utc("2025-03-11")  # archiving moves it, as Odoo does
        self.make_deal(
            self.an, 5, "2025-03-11", "lost", type="lead", date_closed=self.utc("2025-03-11")
        )
        turned = self.make_deal(self.an, 200, "2025-03-11")
        turned.stage_id = self.stage_new
        turned.action_set_lost()
        turned.date_closed = self.utc("2025-03-12")
        reopened = self.make_deal(self.an, 400, "2025-03-11")
        reopened.write({"stage_id": self.stage_new.id, "probability": 30})
        self.ready("revenue_won", self.an, 100)
        self.ready("deals_won", self.an, 1)
        self.ready("deals_lost", self.an, 1)

    def test_pipeline(self):
        """Open: 1,000 at 50 % in March, 400 at 25 % in March, 700 in April, 90 without date.
        Target 800, won 100: 600 / 700 is covered."""
        self.make_deal(self.an, 1000, "2025-03-31", "open")
        self.make_deal(self.an, 400, "2025-03-01", "open", probability=25)
        self.make_deal(self.an, 700, "2025-04-01", "open")
        self.make_deal(self.an, 90, False, "open")
        self.make_deal(self.an, 100, "2025-03-10")
        self.ready("weighted_pipeline", self.an, 600)
        self.ready("pipeline_coverage", self.an, None)  # no target is set
        revenue = self.env.ref("kpi_okr.indicator_revenue_won")
        coverage = self.env.ref("kpi_okr.indicator_pipeline_coverage")
        card = self.make_scorecard(self.an, self.make_cycle(), [(revenue, 800), (coverage, 1)])
        self.assertAlmostEqual(self.line_of(card, coverage).actual, 600 / 700)
        self.line_of(card, revenue).write({"target": 100, "target_reason": "reached"})
        self.assertIsNone(self.line_of(card, coverage).actual)

    def test_new_and_existing_customers(self):
        """A customer is the commercial entity: the second contact of one company is not new."""
        company, other = self.env["res.partner"].create(
            [{"name": "Old", "is_company": True}, {"name": "New", "is_company": True}]
        )
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": company.id})
        self.make_deal(self.binh, 10, "2025-02-28 23:30:00", partner_id=company.id)
        self.make_deal(self.an, 100, "2025-03-02", partner_id=contact.id)
        self.make_deal(self.an, 30, "2025-03-05", partner_id=other.id)
        self.make_deal(self.an, 40, "2025-03-20", partner_id=other.id)
        self.make_deal(self.an, 30, "2025-03-21")  # customer unknown
        self.ready("new_customers", self.an, 1)
        self.ready("new_customers", self.binh, 0)
        self.ready("existing_revenue", self.an, 140)
        self.ready("existing_revenue_share", self.an, 0.7)

    def test_first_is_told_within_a_company(self):
        customer = self.env["res.partner"].create({"name": "Both"})
        self.make_deal(
            self.other_seller,
            10,
            "2025-02-01",
            partner_id=customer.id,
            company_id=self.other_company.id,
            team_id=False,
        )
        self.make_deal(self.an, 10, "2025-03-01", partner_id=customer.id)
        self.ready("new_customers", self.an, 1)

    def test_meetings_that_began(self):
        events = [
            ("2025-03-01 00:00:00", self.an),
            ("2025-03-31 23:30:00", self.an),
            ("2025-04-01 00:00:00", self.an),
            ("2025-03-10 09:00:00", self.binh),
        ]
        self.env["calendar.event"].create(
            [
                {
                    "name": "Meeting",
                    "user_id": owner.user_id.id,
                    "start": self.utc(start),
                    "stop": fields.Datetime.add(self.utc(start), hours=1),
                }
                for start, owner in events
            ]
        )
        self.ready("meetings_held", self.an, 2)
        self.ready("meetings_held", self.team_north, 3)
        with freeze_time("2025-03-15 12:00:00"):
            self.ready("meetings_held", self.an, 1)

    def test_calls(self):
        """Three calls done in March, which has 21 working days; one to do, one e-mail done."""
        deal = self.make_deal(self.an, 1, "2025-03-31", "open")
        call = self.env.ref("mail.mail_activity_data_call")
        other = self.env.ref("mail.mail_activity_data_email")
        moments = ["2025-03-03 08:00:00", "2025-03-04 08:00:00", "2025-03-31 16:59:00"]
        for activity_type, moment in [
            *((call, moment) for moment in moments),
            (call, "2025-03-31 17:00:00"),  # 1 April in Ho Chi Minh City
            (other, "2025-03-05 08:00:00"),
        ]:
            with freeze_time(moment):
                activity = deal.activity_schedule(
                    activity_type_id=activity_type.id, user_id=self.an.user_id.id
                )
                message = activity.with_user(self.an.user_id).action_feedback()
                self.env["mail.message"].browse(message).date = moment
        deal.activity_schedule(activity_type_id=call.id, user_id=self.an.user_id.id)
        self.ready("calls_made", self.an, 3)
        self.ready("calls_made", self.binh, 0)
        self.ready("calls_made", self.dept_north, 3)
        self.ready("calls_per_day", self.an, round(3 / 21, 6))

    def test_leads_of_campaigns(self):
        """Five leads of the marketer's campaign in March: two still leads, one of them lost, one
        converted, two created as deals. Spend 90, one new customer."""
        campaign = self.env["utm.campaign"].create(
            {"title": "Spring", "user_id": self.marketer.user_id.id}
        )
        vals = {"campaign_id": campaign.id}
        leads = [
            self.make_deal(self.an, 1, False, "lead", **vals),
            self.make_deal(self.an, 1, "2025-03-20", "lost", type="lead", **vals),
            self.make_deal(self.an, 1, False, "lead", **vals),
            self.make_deal(self.an, 1, False, "open", **vals),
            self.make_deal(self.an, 1, False, "open", **vals),
        ]
        for lead in leads:
            self.placed(lead, "2025-03-31 23:59:00")
        self.placed(self.make_deal(self.an, 1, False, "lead", **vals), "2025-04-01 00:00:00")
        self.placed(self.make_deal(self.an, 1, False, "lead"), "2025-03-10")  # no campaign
        leads[2].convert_opportunity(self.env["res.partner"])
        self.make_value(
            self.env.ref("kpi_okr.indicator_marketing_spend"), self.marketer, "2025-03-31", 90
        )
        for code, expected in [
            ("leads", 5),
            ("leads_qualifiable", 3),
            ("leads_converted", 1),
            ("lead_conversion", round(1 / 3, 6)),
            ("marketing_spend", 90),
            ("cost_per_lead", 18),
        ]:
            self.ready(code, self.marketer, expected)
            self.ready(code, self.dept_marketing, expected)
        self.ready("leads", self.company, 6)
        self.ready("cost_per_lead", self.an, None)  # nothing spent was entered

    def test_cost_per_customer(self):
        customer = self.env["res.partner"].create({"name": "New"})
        self.make_deal(self.an, 1, "2025-03-10", partner_id=customer.id)
        spend = self.env.ref("kpi_okr.indicator_marketing_spend")
        self.make_value(spend, self.company, "2025-03-31", 50)
        self.make_value(spend, self.marketer, "2025-03-31", 25)
        self.ready("cost_per_customer", self.company, 75)
        self.ready("cost_per_customer", self.marketer, None)  # no customers of the marketer's own

    def test_reported_figures(self):
        for code, values, expected in [
            ("followers", [("2025-03-31", 120), ("2025-03-01", 100)], 120),
            ("organic_visits", [("2025-03-31", 120), ("2025-03-01", 100)], 220),
        ]:
            indicator = self.env.ref(f"kpi_okr.indicator_{code}")
            for day, value in values:
                self.make_value(indicator, self.marketer, day, value)
            self.ready(code, self.marketer, expected)

    def test_answers_to_customers(self):
        """Four e-mails in March: answered after 2 hours, after 4, by a note only, not at all."""
        customer = self.env["res.partner"].create({"name": "Customer", "email": "c@example.com"})
        seller = self.an.user_id.partner_id
        for received, answers in [
            ("2025-03-03 08:00:00", [("2025-03-03 10:00:00", "mail.mt_comment")]),
            (
                "2025-03-31 23:00:00",
                [
                    ("2025-03-31 23:30:00", "mail.mt_note"),
                    ("2025-04-01 03:00:00", "mail.mt_comment"),
                    ("2025-04-02 03:00:00", "mail.mt_comment"),
                ],
            ),
            ("2025-03-05 08:00:00", [("2025-03-05 09:00:00", "mail.mt_note")]),
            ("2025-03-06 08:00:00", []),
            ("2025-04-01 00:00:00", [("2025-04-01 01:00:00", "mail.mt_comment")]),
        ]:
            deal = self.make_deal(self.an, 1, False, "open")
            deal.message_post(
                author_id=customer.id, message_type="email", body="?",
                subtype_xmlid="mail.mt_comment", date=self.utc(received),
            )  # fmt: skip
            for moment, subtype in answers:
                deal.message_post(
                    author_id=seller.id, message_type="comment", body="!",
                    subtype_xmlid=subtype, date=self.utc(moment),
                )  # fmt: skip
        self.ready("emails_received", self.an, 4)
        self.ready("emails_answered", self.an, 2)
        self.ready("email_response_rate", self.an, 0.5)
        self.ready("first_response_hours", self.an, 3)
        self.ready("email_response_rate", self.binh, None)

    def test_each_is_covered_and_explained(self):
        library = self.env["kpi.indicator"].search(
            [("id", "in", self._library_ids())], order="sequence"
        )
        self.assertEqual(len(library), 28)
        text = Path(__file__).read_text(encoding="utf-8")
        for indicator in library:
            self.assertIn(f'"{indicator.code}"', text)
            self.assertGreater(len(indicator.description or ""), 40, indicator.code)

    def _library_ids(self):
        return (
            self.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "kpi_okr"),
                    ("model", "=", "kpi.indicator"),
                    ("name", "=like", "indicator%"),  # those of the demo company are its own
                ]
            )
            .mapped("res_id")
        )


class TestAdaptIndicators(GoalCase):
    def test_an_administrator_adapts_one(self):
        deal = self.make_deal(self.an, 100, "2025-03-10")
        deal.recurring_revenue = 40
        revenue = self.env.ref("kpi_okr.indicator_revenue_won")
        card = self.make_scorecard(self.an, self.make_cycle(), [(revenue, 50)])
        self.assertEqual(card.line_ids.actual, 100)
        self.as_user(revenue, self.goals_admin).value_field = "recurring_revenue"
        self.assertEqual(card.line_ids.actual, 40)
        with self.assertRaises(AccessError):
            self.as_user(revenue, self.hr_officer).value_field = "expected_revenue"
