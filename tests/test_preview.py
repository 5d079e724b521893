"""What winning a deal would do equals what winning it does, for every ready indicator."""

import random
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..models.goal_engine_measure import owner_of
from ..models.goal_engine_overlay import if_won, without
from ..models.goal_engine_types import Owner, Request
from .common import GoalCase

READY = 28
CHANGED = {
    "average_deal",
    "cost_per_customer",
    "days_to_close",
    "deals_won",
    "existing_revenue_share",
    "new_customers",
    "pipeline_coverage",
    "revenue_won",
    "sales_velocity",
    "weighted_pipeline",
    "win_rate",
}


class PreviewCase(GoalCase):
    """A running month in which every ready indicator has a figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._goal_today()
        cls.month_start = fields.Date.start_of(cls.today, "month")
        cls.cycle = cls.make_cycle(cls.month_start)
        cls.ready = cls.env["kpi.indicator"].search([("company_id", "=", False)])
        cls.old, cls.new = cls.env["res.partner"].create([{"name": "Old"}, {"name": "New"}])
        cls.campaign = cls.env["utm.campaign"].create(
            {"name": "Autumn", "user_id": cls.an.user_id.id}
        )
        midnight = f"{cls.today} 00:00:00"
        cls.make_deal(cls.an, 70, midnight, partner_id=cls.old.id, campaign_id=cls.campaign.id)
        cls.make_deal(cls.an, 50, midnight, partner_id=cls.old.id)
        cls.make_deal(cls.binh, 20, cls.today)
        cls.make_deal(cls.an, 999, cls.today, "lost")
        cls.make_deal(cls.an, 400, cls.today, "open")
        cls.make_deal(cls.an, 5, status="lead", campaign_id=cls.campaign.id)
        for code, value in (("marketing_spend", 30), ("followers", 900), ("organic_visits", 80)):
            cls.make_value(cls.env.ref(f"kpi_okr.indicator_{code}"), cls.an, cls.today, value)

    def owners(self):
        return [
            Owner("employee", self.an.id, self.company.id),
            Owner("employee", self.marketer.id, self.company.id),
            Owner("team", self.team_north.id, self.company.id),
            Owner("department", self.dept_sales.id, self.company.id),
            Owner("company", self.company.id, self.company.id),
        ]

    def spans(self, day=None):
        day = day or self.today
        return [
            (fields.Date.start_of(day, unit), fields.Date.end_of(day, unit))
            for unit in ("week", "month", "quarter", "year")
        ]

    def requests(self, indicators, day=None):
        return [
            Request(indicator.id, owner, *span)
            for indicator in indicators
            for owner in self.owners()
            for span in self.spans(day)
        ]

    def measure(self, requests, overlay=None):
        self.env.invalidate_all()
        return self.env["goal.engine"].measure(requests, overlay)

    def aged(self, deal, days):
        """``deal`` as if created ``days`` ago."""
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - %s WHERE id = %s",
            [timedelta(days=days), deal.id],
        )
        deal.invalidate_recordset(["create_date"])
        return deal

    def assert_same(self, preview, real, note=""):
        self.assertEqual(preview.keys(), real.keys())
        for request, figure in preview.items():
            code = self.env["kpi.indicator"].browse(request.indicator_id).code
            text = f"{code} of {request.owner.kind} from {request.start} {note}"
            self.assertEqual(figure.error, real[request].error, text)
            if real[request].value is None:
                self.assertIsNone(figure.value, text)
            else:
                self.assertIsNotNone(figure.value, text)
                self.assertAlmostEqual(figure.value, real[request].value, 9, text)

    def changed(self, before, after, owner):
        """The codes of the indicators whose figure of ``owner`` differs."""
        return {
            self.env["kpi.indicator"].browse(request.indicator_id).code
            for request in before
            if request.owner == owner
            if before[request].value != after[request].value
        }


class TestPreview(PreviewCase):
    def mail(self, deal, day):
        """An e-mail of the customer about ``deal``."""
        return self.env["mail.message"].create(
            {
                "model": "crm.lead",
                "res_id": deal.id,
                "message_type": "email",
                "date": self.utc(day),
                "author_id": self.new.id,
            }
        )

    def test_every_ready_indicator(self):
        self.assertEqual(len(self.ready), READY)
        revenue = self.env.ref("kpi_okr.indicator_revenue_won")
        for owner in (self.an, self.team_north):
            self.make_scorecard(owner, self.cycle, [(revenue, 1000)])
        deal = self.make_deal(
            self.an, 250, self.today, "open", partner_id=self.new.id, campaign_id=self.campaign.id
        )
        self.aged(deal, 3)
        self.mail(deal, self.today)
        requests = self.requests(self.ready)
        before = self.measure(requests)
        preview = self.measure(requests, if_won(deal, fields.Datetime.now()))
        self.assertEqual(self.measure(requests), before)
        deal.action_set_won()
        real = self.measure(requests)
        self.assert_same(preview, real)
        an, _marketer, team, *_others = self.owners()
        self.assertEqual(self.changed(before, real, an), CHANGED)
        self.assertEqual(self.changed(before, real, team), CHANGED)
        gone = self.measure(requests, without(deal))
        deal.unlink()
        self.assert_same(gone, self.measure(requests))

    def test_worked_example(self):
        """Won 70 and 50, lost 1: 250 more is 370 of 3 deals, 3 of 4 decided are won."""
        deal = self.make_deal(self.an, 250, self.today, "open")
        month = self.spans()[1]
        owner = owner_of(self.make_scorecard(self.an, self.cycle))
        expected = {
            "revenue_won": 370,
            "deals_won": 3,
            "win_rate": 0.75,
            "average_deal": 123.33333333333333,
        }
        requests = {
            code: Request(self.env.ref(f"kpi_okr.indicator_{code}").id, owner, *month)
            for code in expected
        }
        figures = self.measure(requests.values(), if_won(deal, fields.Datetime.now()))
        for code, value in expected.items():
            self.assertAlmostEqual(figures[requests[code]].value, value, 9, code)

    def test_at_a_later_day(self):
        """Closed on the expected day, which may lie in another month."""
        day = fields.Date.add(self.today, months=2)
        deal = self.aged(self.make_deal(self.an, 250, day, "open", partner_id=self.new.id), 10)
        requests = self.requests(self.ready, day)
        moment = self.utc(day)
        preview = self.measure(requests, if_won(deal, moment))
        deal.action_set_won()
        deal.date_closed = moment
        self.assert_same(preview, self.measure(requests))
        closed = self.env.ref("kpi_okr.indicator_deals_won")
        self.assertEqual(
            preview[Request(closed.id, self.owners()[0], *self.spans(day)[1])].value, 1
        )

    def test_nothing_to_win(self):
        self.assertIsNone(if_won(self.make_deal(self.an, 10, self.today), fields.Datetime.now()))
        self.env["crm.stage"].search([]).is_won = False
        deal = self.make_deal(self.an, 10, self.today, "open")
        self.assertIsNone(if_won(deal, fields.Datetime.now()))

    def test_stage(self):
        """The next won stage, else the last one before; those of other teams are left out."""
        Stage = self.env["crm.stage"]
        self.env["crm.stage"].search([]).is_won = False
        stages = Stage.create(
            [
                {"name": str(sequence), "sequence": sequence, "is_won": won, "team_ids": team.ids}
                for sequence, won, team in (
                    (200, False, self.env["crm.team"]),
                    (201, True, self.env["crm.team"]),
                    (202, False, self.env["crm.team"]),
                    (203, True, self.team_north),
                    (204, True, self.team_south),
                    (205, False, self.env["crm.team"]),
                )
            ]
        )
        for owner in (self.an, self.dung):
            for stage in stages.filtered(lambda s: not s.is_won):
                deal = self.make_deal(owner, 10, self.today, "open", stage_id=stage.id)
                preview = if_won(deal, fields.Datetime.now()).columns["stage_id"].params
                deal.action_set_won()
                self.assertEqual(preview, deal.stage_id.ids)

    def test_columns(self):
        """Every stored column is seen as winning leaves it, but for the clock."""
        deal = self.make_deal(self.an, 250.55, self.today, "open", recurring_revenue=12)
        deal.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].create({"name": "x"}).id)
        overlay = if_won(deal, fields.Datetime.now())
        self.cr.execute(overlay.alone())
        preview = self.cr.dictfetchone()
        deal.action_set_won()
        self.env.flush_all()
        self.cr.execute(without(deal)._replace(columns={}).alone())
        real = self.cr.dictfetchone()
        clock = {"date_closed", "date_last_stage_update", "write_date", "write_uid"}
        differing = {name for name in real if real[name] != preview[name]} - clock
        self.assertEqual(differing, set())
        self.assertEqual(real["won_status"], "won")
        self.assertFalse(real["lost_reason_id"])

    def test_chance_cases(self):
        """Deals of every shape: archived, lost, leads, without revenue, customer or owner."""
        own = [
            self.make_indicator(f"own_{code}", "records", unit="number", **vals)
            for code, vals in {
                "largest": {"aggregate": "max"},
                "smallest": {"aggregate": "min"},
                "latest": {"aggregate": "last"},
                "customers": {"aggregate": "count_distinct", "value_field": "partner_id"},
                "probable": {"aggregate": "avg", "value_field": "probability", "domain": "[]"},
                "days": {"aggregate": "sum", "value_field": "day_close"},
                "prorated": {"value_field": "prorated_revenue", "domain": "[]"},
                "converted": {
                    "aggregate": "count",
                    "value_field": False,
                    "domain": "[]",
                    "date_field": "date_conversion",
                },
                "won_stage": {
                    "aggregate": "count",
                    "value_field": False,
                    "domain": "[('stage_id.is_won', '=', True)]",
                },
                "now": {
                    "aggregate": "count",
                    "value_field": False,
                    "date_field": False,
                    "domain": "[('active', '=', True), ('probability', '<', 100)]",
                },
                "moved": {
                    "aggregate": "count",
                    "value_field": False,
                    "domain": "[]",
                    "date_field": "date_last_stage_update",
                },
            }.items()
        ]
        requests = self.requests([*self.ready, *own])
        chance = random.Random(20261125)
        for number in range(12):
            owner = chance.choice([self.an, self.binh, self.dung, None])
            status = chance.choice(["open", "open", "lost", "lead"])
            company = chance.choice([self.company, self.env["res.company"]])
            team = (
                {"company_id": company.id} if company else {"company_id": False, "team_id": False}
            )
            deal = self.make_deal(
                owner,
                chance.choice([0, 1, 99.99, 12345.67]),
                self.today,
                status,
                partner_id=chance.choice([self.old.id, self.new.id, False]),
                campaign_id=chance.choice([self.campaign.id, False]),
                stage_id=chance.choice([self.stage_new.id, self.env.ref("crm.stage_lead3").id]),
                recurring_revenue=chance.choice([0, 36]),
                date_conversion=chance.choice([False, fields.Datetime.now()]),
                **team,
            )
            if chance.random() < 0.3:
                deal.active = False
            if chance.random() < 0.3:
                deal.probability = chance.choice([1, 42.42, 99])
            note = f"case {number}: {deal.read(['type', 'user_id', 'active', 'won_status'])}"
            preview = self.measure(requests, if_won(deal, fields.Datetime.now()))
            if deal.type == "lead":
                deal.active = True
                deal.convert_opportunity(deal.partner_id)
            deal.action_set_won()
            self.assert_same(preview, self.measure(requests), note)

    def test_report_of_customers(self):
        """A deal won earlier than another takes the place of the first."""
        deal = self.make_deal(self.binh, 10, self.today, "open", partner_id=self.new.id)
        self.make_deal(self.an, 20, self.today, partner_id=self.new.id)
        requests = self.requests(self.ready)
        before = self.measure(requests)
        moment = self.utc(self.today) - timedelta(hours=2)
        preview = self.measure(requests, if_won(deal, moment))
        deal.action_set_won()
        deal.date_closed = moment
        real = self.measure(requests)
        self.assert_same(preview, real)
        self.assertIn("new_customers", self.changed(before, real, self.owners()[0]))

    def test_plan(self):
        """The overlay's conditions reach the indexes of both scans."""
        deal = self.make_deal(self.an, 10, self.today, "open")
        self.env.flush_all()
        self.cr.execute("SET LOCAL enable_seqscan = off")
        self.cr.execute(
            SQL(
                "EXPLAIN %s SELECT SUM(expected_revenue) FROM crm_lead WHERE user_id = %s",
                if_won(deal, fields.Datetime.now()).clause(),
                self.an.user_id.id,
            )
        )
        plan = "\n".join(row[0] for row in self.cr.fetchall())
        self.assertNotIn("CTE Scan", plan)
        self.assertNotIn("Seq Scan", plan)
        self.assertIn("user_id", plan)
