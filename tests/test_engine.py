"""Measuring: owners, periods, aggregates, formulas, errors."""

from datetime import date

from odoo.tools import SQL, mute_logger

from ..models.goal_engine_records import RecordsMeasure
from ..models.goal_engine_types import Figure, Owner, Request
from .common import GoalCase

RECORDS_LOG = "odoo.addons.kpi_okr.models.goal_engine_records"
MARCH = (date(2025, 3, 1), date(2025, 3, 31))


class EngineCase(GoalCase):
    def owner(self, record):
        kind = self.owner_vals(record)["owner_type"]
        company = record if kind == "company" else record.company_id or self.company
        return Owner(kind, record.id, company.id)

    def measure(self, indicator, owner, start=MARCH[0], end=MARCH[1]):
        """The value of one figure; a test that expects an error asks ``figure``."""
        figure = self.figure(indicator, owner, start, end)
        self.assertIsNone(figure.error)
        return figure.value

    def figure(self, indicator, owner, start=MARCH[0], end=MARCH[1]):
        request = Request(indicator.id, self.owner(owner), start, end)
        return self.env["goal.engine"].measure([request])[request]


class TestMeasureOwners(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("t_revenue", "records")
        cls.make_deal(cls.an, 100, "2025-03-10")
        cls.make_deal(cls.binh, 40, "2025-03-11")
        cls.make_deal(cls.dung, 7, "2025-03-12")
        cls.make_deal(cls.north_manager, 3, "2025-03-12")  # no member of a team
        cls.make_deal(None, 1000, "2025-03-12")

    def test_employee_team_department_company(self):
        self.assertEqual(self.measure(self.revenue, self.an), 100)
        self.assertEqual(self.measure(self.revenue, self.chi), 0)
        self.assertEqual(self.measure(self.revenue, self.team_north), 140)
        self.assertEqual(self.measure(self.revenue, self.dept_north), 143)
        self.assertEqual(self.measure(self.revenue, self.dept_sales), 150)
        self.assertEqual(self.measure(self.revenue, self.company), 1150)
        self.assertEqual(self.measure(self.revenue, self.other_company), 0)

    def test_team_follows_the_deal_not_the_member(self):
        self.make_deal(self.an, 500, "2025-03-13", team_id=self.team_south.id)
        self.assertEqual(self.measure(self.revenue, self.team_north), 140)
        self.assertEqual(self.measure(self.revenue, self.team_south), 507)
        self.revenue.team_path = False
        self.assertEqual(self.measure(self.revenue, self.team_north), 640)

    def test_people_who_left_count_for_their_department(self):
        self.binh.active = False
        self.binh.user_id.active = False
        self.assertEqual(self.measure(self.revenue, self.dept_north), 143)

    def test_record_without_company_is_that_of_its_person(self):
        deal = self.make_deal(self.an, 11, "2025-03-14", company_id=False, team_id=False)
        self.assertFalse(deal.company_id)
        self.assertEqual(self.measure(self.revenue, self.an), 111)
        self.assertEqual(self.measure(self.revenue, self.company), 1161)
        self.assertEqual(self.measure(self.revenue, self.other_company), 0)

    def test_other_company_of_the_same_person_keeps_its_own(self):
        user = self.an.user_id
        user.company_ids |= self.other_company
        twin = self.env["hr.employee"].create(
            {"name": "An elsewhere", "user_id": user.id, "company_id": self.other_company.id}
        )
        self.make_deal(user, 5, "2025-03-14", company_id=self.other_company.id, team_id=False)
        self.assertEqual(self.measure(self.revenue, twin), 5)
        self.assertEqual(self.measure(self.revenue, self.an), 100)

    def test_archived_and_lost_deals(self):
        self.make_deal(self.an, 77, "2025-03-15", "lost")
        self.assertEqual(self.measure(self.revenue, self.an), 100)
        lost = self.make_indicator(
            "t_lost", "records", domain="[('won_status', '=', 'lost')]", aggregate="count"
        )
        self.assertEqual(self.measure(lost, self.an), 1)

    def test_ask_for_everybody_at_once(self):
        owners = [self.an, self.binh, self.team_north, self.dept_sales, self.company]
        requests = {Request(self.revenue.id, self.owner(o), *MARCH): o for o in owners}
        figures = self.env["goal.engine"].measure(requests)
        self.assertEqual(
            {requests[request]: figure.value for request, figure in figures.items()},
            dict(zip(owners, [100, 40, 140, 150, 1150], strict=True)),
        )


class TestMeasurePeriods(EngineCase):
    def test_midnight_of_the_company(self):
        revenue = self.make_indicator("t_revenue", "records")
        for zone in ("Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Auckland", "UTC"):
            self.company.goal_tz = zone
            deals = self.make_deal(self.an, 1, "2025-02-28 23:59:59")
            deals |= self.make_deal(self.an, 10, "2025-03-01 00:00:00")
            deals |= self.make_deal(self.an, 100, "2025-03-31 23:30:00")
            deals |= self.make_deal(self.an, 1000, "2025-04-01 00:00:00")
            with self.subTest(zone=zone):
                self.assertEqual(self.measure(revenue, self.an), 110)
            deals.unlink()

    def test_two_companies_have_two_midnights(self):
        revenue = self.make_indicator("t_revenue", "records")
        # 18:00 UTC on the 31st is 1 April in Ho Chi Minh City and still March in UTC.
        self.make_deal(self.an, 10, "2025-04-01 01:00:00")
        self.make_deal(
            self.other_seller,
            20,
            "2025-04-01 01:00:00",
            company_id=self.other_company.id,
            team_id=False,
        )
        self.assertEqual(self.measure(revenue, self.an), 0)
        self.assertEqual(self.measure(revenue, self.other_seller), 20)

    def test_weeks_months_and_the_year_together(self):
        revenue = self.make_indicator("t_revenue", "records")
        for day, amount in [("2025-03-03", 1), ("2025-03-30", 10), ("2025-04-06", 100)]:
            self.make_deal(self.an, amount, day)
        spans = {
            (date(2025, 3, 1), date(2025, 3, 31)): 11,
            (date(2025, 4, 1), date(2025, 4, 30)): 100,
            (date(2025, 3, 31), date(2025, 4, 6)): 100,
            (date(2025, 3, 3), date(2025, 3, 9)): 1,
            (date(2025, 1, 1), date(2025, 12, 31)): 111,
            (date(2025, 3, 3), date(2025, 3, 3)): 1,
        }
        requests = {Request(revenue.id, self.owner(self.an), *span): span for span in spans}
        figures = self.env["goal.engine"].measure(requests)
        self.assertEqual({requests[r]: f.value for r, f in figures.items()}, spans)

    def test_date_fields_need_no_zone(self):
        expected = self.make_indicator(
            "t_expected",
            "records",
            domain="[('won_status', '=', 'pending')]",
            date_field="date_deadline",
        )
        self.make_deal(self.an, 5, "2025-03-31", "open")
        self.make_deal(self.an, 9, "2025-04-01", "open")
        self.assertEqual(self.measure(expected, self.an), 5)

    def test_without_date_every_record_counts_as_it_stands(self):
        pipeline = self.make_indicator(
            "t_open", "records", domain="[('won_status', '=', 'pending')]", date_field=False
        )
        self.make_deal(self.an, 5, "2025-03-31", "open")
        self.make_deal(self.an, 9, False, "open")
        self.assertEqual(self.measure(pipeline, self.an), 14)


class TestMeasureAggregates(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        for amount, day, partner in [(10, 3, 0), (20, 10, 0), (60, 20, 1)]:
            cls.make_deal(cls.an, amount, f"2025-03-{day:02}", partner_id=cls.customers[partner].id)
        cls.make_deal(cls.binh, 30, "2025-03-15", partner_id=cls.customers[0].id)

    def test_each_aggregate(self):
        expected = {
            "count": (3, 4, 0.0),
            "sum": (90, 120, 0.0),
            "avg": (30, 30, None),
            "min": (10, 10, None),
            "max": (60, 60, None),
            "last": (60, 90, None),  # of a team: the latest of each person, added
        }
        for aggregate, (own, team, nobody) in expected.items():
            with self.subTest(aggregate=aggregate):
                indicator = self.make_indicator(
                    f"t_{aggregate}", "records", aggregate=aggregate, team_path=False
                )
                self.assertEqual(self.measure(indicator, self.an), own)
                self.assertEqual(self.measure(indicator, self.team_north), team)
                self.assertEqual(self.measure(indicator, self.chi), nobody)

    def test_different_values_of_a_group_are_told_once(self):
        customers = self.make_indicator(
            "t_customers",
            "records",
            aggregate="count_distinct",
            value_field="partner_id",
            team_path=False,
        )
        self.assertEqual(self.measure(customers, self.an), 2)
        self.assertEqual(self.measure(customers, self.binh), 1)
        self.assertEqual(self.measure(customers, self.team_north), 2)

    def test_days_are_those_of_the_calendar(self):
        days = self.make_indicator(
            "t_days",
            "records",
            aggregate="avg",
            value_field="date_closed",
            since_field="date_open",
            unit="days",
        )
        deal = self.make_deal(self.chi, 1, "2025-03-11 00:10:00")
        deal.date_open = self.utc("2025-03-10 23:50:00")
        self.assertEqual(self.measure(days, self.chi), 1)
        # Daylight saving takes an hour out of the night of 9 March in New York.
        self.company.goal_tz = "America/New_York"
        deal.date_open = self.utc("2025-03-08 12:00:00")
        deal.date_closed = self.utc("2025-03-10 12:00:00")
        self.assertEqual(self.measure(days, self.chi), 2)

    def test_hours(self):
        hours = self.make_indicator(
            "t_hours",
            "records",
            aggregate="avg",
            value_field="date_closed",
            since_field="date_open",
            unit="hours",
        )
        deal = self.make_deal(self.chi, 1, "2025-03-11 10:00:00")
        deal.date_open = self.utc("2025-03-11 08:30:00")
        self.assertEqual(self.measure(hours, self.chi), 1.5)

    def test_cents_stay_exact(self):
        cents = self.make_indicator("t_cents", "records")
        for _number in range(3):
            self.make_deal(self.chi, 0.1, "2025-03-05")
        self.assertEqual(self.measure(cents, self.chi), 0.3)

    def test_per_working_day(self):
        per_day = self.make_indicator("t_day", "records", aggregate="count", per_working_day=True)
        self.assertEqual(self.measure(per_day, self.an), 3 / 21)  # March 2025: 21 weekdays
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.an.resource_calendar_id.id,
                "date_from": self.utc("2025-03-05 00:00:00"),
                "date_to": self.utc("2025-03-05 23:59:59"),
            }
        )
        self.assertEqual(self.measure(per_day, self.an), 3 / 20)


class TestMeasureManual(EngineCase):
    def test_a_group_adds_its_people_to_its_own(self):
        spend = self.make_indicator("t_spend")
        for owner, value in [
            (self.marketer, 5),
            (self.marketing_manager, 7),
            (self.dept_marketing, 100),
            (self.company, 1000),
            (self.team_north, 3),
            (self.an, 1),
        ]:
            self.make_value(spend, owner, "2025-03-31", value)
        self.make_value(spend, self.marketer, "2025-04-01", 99)
        self.assertEqual(self.measure(spend, self.marketer), 5)
        self.assertEqual(self.measure(spend, self.dept_marketing), 112)
        self.assertEqual(self.measure(spend, self.team_north), 4)
        self.assertEqual(self.measure(spend, self.company), 1116)

    def test_nothing_entered_is_no_data(self):
        spend = self.make_indicator("t_spend")
        self.assertIsNone(self.measure(spend, self.marketer))
        self.make_value(spend, self.marketer, "2025-03-02", 0)
        self.assertEqual(self.measure(spend, self.marketer), 0)

    def test_latest(self):
        followers = self.make_indicator("t_followers", aggregate="last")
        for day, value in [("2025-03-20", 300), ("2025-03-28", 280), ("2025-03-05", 100)]:
            self.make_value(followers, self.marketer, day, value)
        self.assertEqual(self.measure(followers, self.marketer), 280)


class TestMeasureFormulas(EngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.won = cls.make_indicator("t_won", "records", aggregate="count")
        cls.lost = cls.make_indicator(
            "t_lost", "records", aggregate="count", domain="[('won_status', '=', 'lost')]"
        )
        cls.rate = cls.make_indicator("t_rate", "formula", formula="t_won / (t_won + t_lost)")

    def test_a_group_combines_sums_not_ratios(self):
        for owner, won, lost in [(self.an, 1, 0), (self.binh, 1, 3)]:
            for status, number in (("won", won), ("lost", lost)):
                for _n in range(number):
                    self.make_deal(owner, 1, "2025-03-10", status)
        self.assertEqual(self.measure(self.rate, self.an), 1.0)
        self.assertEqual(self.measure(self.rate, self.binh), 0.25)
        self.assertEqual(self.measure(self.rate, self.team_north), 0.4)  # 2 of 5, not 0.625
        self.assertIsNone(self.measure(self.rate, self.chi))

    def test_formula_of_formulas(self):
        self.make_deal(self.an, 1, "2025-03-10")
        double = self.make_indicator("t_double", "formula", formula="round(2 * t_rate, 1) + 0.5")
        self.assertEqual(self.measure(double, self.an), 2.5)

    def test_target_of_the_same_scorecard(self):
        gap = self.make_indicator("t_gap", "formula", formula="max(0, t_won__target - t_won)")
        cycle = self.make_cycle()
        card = self.make_scorecard(self.an, cycle, [(self.won, 10), (gap, 0)])
        self.make_deal(self.an, 1, "2025-03-10")
        card.action_refresh()
        self.assertEqual(self.line_of(card, gap).actual, 9)
        self.assertIsNone(self.measure(gap, self.binh))

    def test_own_code_of_a_company_comes_first(self):
        self.make_indicator(
            "t_won",
            "records",
            aggregate="sum",
            company_id=self.company.id,
            value_field="expected_revenue",
        )
        self.make_deal(self.an, 60, "2025-03-10")
        for _n in range(40):
            self.make_deal(self.an, 1, "2025-03-10", "lost")
        self.assertEqual(self.measure(self.rate, self.an), 0.6)


class TestMeasureErrors(EngineCase):
    def test_one_broken_indicator_stops_no_other(self):
        good = self.make_indicator("t_good", "records")
        bad = self.make_indicator("t_bad", "records")
        uses_bad = self.make_indicator("t_uses", "formula", formula="t_bad * 2")
        self.make_deal(self.an, 10, "2025-03-10")
        cycle = self.make_cycle()
        card = self.make_scorecard(self.an, cycle, [(good, 10), (bad, 10), (uses_bad, 10)])
        self.assertEqual(self.line_of(card, uses_bad).actual, 20)
        self._break(bad)
        with mute_logger(RECORDS_LOG):
            card.action_refresh()
        self.assertEqual(self.line_of(card, good).actual, 10)
        self.assertFalse(self.line_of(card, good).error)
        for indicator in (bad, uses_bad):
            line = self.line_of(card, indicator)
            self.assertIsNone(line.actual)
            self.assertEqual(line.status, "no_data")
            self.assertIn("gone_field", line.error)
        self.assertIn("gone_field", bad.error)
        self.assertTrue(bad.error_date)
        self.assertFalse(good.error)

    def test_the_error_goes_when_the_indicator_is_mended(self):
        bad = self.make_indicator("t_bad", "records")
        card = self.make_scorecard(self.an, self.make_cycle(), [(bad, 10)])
        self.make_deal(self.an, 10, "2025-03-10")
        self._break(bad)
        with mute_logger(RECORDS_LOG):
            card.action_refresh()
        self.assertTrue(bad.error)
        bad.value_field = "expected_revenue"
        self.assertFalse(bad.error)
        self.assertFalse(bad.error_date)
        self.assertEqual(card.line_ids.actual, 10)

    def test_an_error_of_postgresql(self):
        good = self.make_indicator("t_good", "records")
        bad = self.make_indicator("t_bad", "records", aggregate="min")
        self.make_deal(self.an, 10, "2025-03-10")
        aggregate_sql = RecordsMeasure._aggregate_sql

        def breaking(measure, fact, indicator, *args):
            if indicator == bad:
                return [SQL("1 / MIN(0)"), SQL("1")]
            return aggregate_sql(measure, fact, indicator, *args)

        self.patch(RecordsMeasure, "_aggregate_sql", breaking)
        requests = [Request(i.id, self.owner(self.an), *MARCH) for i in (good, bad)]
        with mute_logger(RECORDS_LOG, "odoo.sql_db"):
            figures = self.env["goal.engine"].measure(requests)
        self.assertEqual(figures[requests[0]], Figure(10, None))
        self.assertIn("division by zero", figures[requests[1]].error)

    def test_an_owner_that_can_not_be_counted(self):
        nobody = self.make_indicator("t_nobody", "records", owner_path=False)
        self.make_deal(self.an, 10, "2025-03-10")
        with mute_logger(RECORDS_LOG):
            self.assertTrue(self.figure(nobody, self.an).error)
            self.assertEqual(self.measure(nobody, self.company), 10)

    def _break(self, indicator):
        # As when the field that an indicator adds up is removed by another module.
        self.env.cr.execute(
            "UPDATE kpi_indicator SET value_field = 'gone_field' WHERE id = %s", [indicator.id]
        )
        indicator.invalidate_recordset()
