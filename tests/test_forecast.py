"""Where a goal will end: run rate, open deals, coverage, the way of its figure."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import LOGIN
from .okr_common import OkrCase

NOW = "2025-03-15 05:00:00"


@freeze_time(NOW)
class ForecastCase(OkrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.march = cls.make_cycle("2025-03-01")
        cls.revenue = cls.make_indicator("fc_revenue", "records")
        cls.count = cls.make_indicator("fc_count", "records", aggregate="count")
        cls.mean = cls.make_indicator("fc_mean", "formula", formula="fc_revenue / fc_count")
        cls.pipeline = cls.make_indicator(
            "fc_pipeline",
            "records",
            value_field="prorated_revenue",
            cumulative=False,
            domain="[('won_status', '=', 'pending')]",
            date_field="date_deadline",
        )
        cls.manual = cls.make_indicator("fc_manual")
        for amount, day in ((20, "2025-03-03"), (10, "2025-03-10 23:30"), (30, "2025-03-10")):
            cls.make_deal(cls.an, amount, day)
        cls.open = [
            cls.make_deal(cls.an, amount, day, status="open", probability=chance)
            for amount, day, chance in (
                (50, "2025-03-20", 40),
                (100, "2025-03-31", 30),
                (70, "2025-03-12", 10),
                (500, "2025-04-01", 90),
            )
        ]
        cls.make_deal(cls.binh, 1000, "2025-03-20", status="open", probability=50)
        cls.card = cls.make_scorecard(
            cls.an,
            cls.march,
            [
                (cls.revenue, 170),
                (cls.count, 8),
                (cls.mean, 25),
                (cls.pipeline, 10),
                (cls.manual, 9),
            ],
        )


@freeze_time(NOW)
class TestForecast(ForecastCase):
    def forecast(self, indicator, user=None):
        line = self.line_of(self.card, indicator)
        return self.as_user(line, user or self.an).get_forecast()[0]

    def test_a_sum_of_won_deals(self):
        """60 won; 220 open, weighted 20 + 30 + 7 = 57; 110 to go: covered twice."""
        line = self.line_of(self.card, self.revenue)
        self.assertEqual((line.actual, line.open_weighted, line.deal_forecast), (60, 57, 117))
        self.assertEqual((line.gap_coverage, line.remaining), (2, 110))
        self.assertAlmostEqual(line.forecast, 124.0)

    def test_a_count_of_won_deals(self):
        """3 won of 8; three open deals of 0.4 + 0.3 + 0.1."""
        line = self.line_of(self.card, self.count)
        self.assertAlmostEqual(line.open_weighted, 0.8)
        self.assertAlmostEqual(line.deal_forecast, 3.8)
        self.assertAlmostEqual(line.gap_coverage, 0.6)

    def test_what_open_deals_say_nothing_about(self):
        for indicator in (self.mean, self.pipeline, self.manual):
            line = self.line_of(self.card, indicator)
            self.assertEqual(
                (line.open_weighted, line.deal_forecast, line.gap_coverage), (None, None, None)
            )

    def test_nothing_open_is_zero_and_a_target_met_needs_no_coverage(self):
        card = self.make_scorecard(self.chi, self.march, [(self.revenue, 10)])
        self.assertEqual((card.line_ids.open_weighted, card.line_ids.gap_coverage), (0, 0))
        self.make_deal(self.chi, 10, "2025-03-03")
        card.action_refresh()
        self.assertEqual((card.line_ids.deal_forecast, card.line_ids.gap_coverage), (10, None))

    def test_groups_add_up_their_members(self):
        for owner in (self.team_north, self.dept_sales, self.company):
            card = self.make_scorecard(owner, self.march, [(self.revenue, 170)])
            self.assertEqual(card.line_ids.open_weighted, 557)

    def test_the_way_of_a_sum(self):
        data = self.forecast(self.revenue)
        self.assertEqual(len(data["points"]), 15)
        values = {point["date"]: point["value"] for point in data["points"]}
        steps = {
            "2025-03-01": 0,
            "2025-03-02": 0,
            "2025-03-03": 20,
            "2025-03-09": 20,
            "2025-03-10": 60,
            "2025-03-15": 60,
        }
        self.assertEqual({day: values[day] for day in steps}, steps)
        expected = {point["date"]: point["value"] for point in data["expected"]}
        self.assertAlmostEqual(expected["2025-03-15"], 82.25806451612904)
        self.assertEqual((len(expected), expected["2025-03-31"]), (31, 170))
        self.assertEqual((data["figure"], data["target"], data["remaining"]), (60, 170, 110))
        self.assertEqual((data["deal_forecast"], data["coverage"]), (117, 2))

    def test_the_way_of_a_ratio(self):
        """20 after the first deal, (20 + 10 + 30) / 3 after the third; no expected line."""
        data = self.forecast(self.mean)
        values = {point["date"]: point["value"] for point in data["points"]}
        self.assertEqual(
            [values[f"2025-03-{day:02}"] for day in (1, 3, 9, 10, 15)], [None, 20, 20, 20, 20]
        )
        self.make_deal(self.an, 100, "2025-03-12")
        values = {p["date"]: p["value"] for p in self.forecast(self.mean)["points"]}
        self.assertEqual([values["2025-03-11"], values["2025-03-12"]], [20, 40])
        self.assertEqual(data["expected"], [])

    def test_levels_have_no_way_and_entered_figures_have(self):
        self.assertEqual(self.forecast(self.pipeline)["points"], [])
        self.make_value(self.manual, self.an, "2025-03-04", 3)
        self.make_value(self.manual, self.an, "2025-03-06", 4)
        values = {p["date"]: p["value"] for p in self.forecast(self.manual)["points"]}
        self.assertEqual(
            [values[f"2025-03-{day:02}"] for day in (3, 4, 5, 6, 15)], [None, 3, 3, 7, 7]
        )

    def test_a_long_cycle_goes_by_weeks(self):
        year = self.make_cycle("2025-01-01", cycle_type="year")
        with freeze_time("2025-12-01 05:00:00"):
            card = self.make_scorecard(self.an, year, [(self.revenue, 1000)])
            data = card.line_ids.get_forecast()[0]
        self.assertEqual(len(data["points"]), 48)
        self.assertEqual(
            (data["points"][-1]["value"], data["points"][-1]["date"]), (60, "2025-12-01")
        )
        self.assertEqual(data["expected"][-1], {"date": "2025-12-31", "value": 1000})

    def test_the_last_point_is_the_figure(self):
        for line in self.card.line_ids - self.line_of(self.card, self.pipeline):
            data = line.get_forecast()[0]
            self.assertEqual(data["points"][-1]["value"], line.actual, line.name)

    def test_deals_that_could_close_it(self):
        """Best first; the deals of others and of other months are none of them."""
        data = self.forecast(self.revenue)
        self.assertEqual(
            [(deal["amount"], deal["probability"]) for deal in data["deals"]],
            [(100, 0.3), (50, 0.4), (70, 0.1)],
        )
        self.assertAlmostEqual(data["deals"][0]["share"], 0.9090909090909091)
        self.assertEqual(data["deal_count"], 3)
        counted = self.forecast(self.count)["deals"]
        self.assertEqual([deal["probability"] for deal in counted], [0.4, 0.3, 0.1])
        self.assertAlmostEqual(counted[0]["share"], 0.2)
        action = self.line_of(self.card, self.revenue).action_open_closing_deals()
        self.assertEqual(self.env["crm.lead"].search_count(action["domain"]), 3)

    def test_deals_are_those_that_the_reader_may_read(self):
        """The officer has no right to deals, the manager to all of them."""
        officer = self.forecast(self.revenue, self.hr_officer)
        self.assertEqual((officer["deals"], officer["deal_count"]), ([], 0))
        self.assertEqual(officer["deal_forecast"], 117)
        self.assertEqual(self.forecast(self.revenue, self.north_manager)["deal_count"], 3)
        team = self.make_scorecard(self.team_north, self.march, [(self.revenue, 170)])
        self.assertEqual(self.as_user(team.line_ids, self.an).get_forecast()[0]["deal_count"], 3)
        for stranger in (self.binh, self.plain_user):
            with self.assertRaises(AccessError):
                self.as_user(self.card.line_ids, stranger).get_forecast()
            with self.assertRaises(AccessError):
                self.as_user(self.card.line_ids[:1], stranger).action_open_closing_deals()

    def test_when_the_cycle_is_over(self):
        with freeze_time("2025-04-02 05:00:00"):
            self.env.invalidate_all()
            data = self.forecast(self.revenue)
            self.assertEqual(
                (data["run_rate"], data["deal_forecast"], data["deals"]), (None, None, [])
            )
            self.assertEqual(data["points"][-1]["date"], "2025-03-31")
            self.march.action_close()
            self.assertEqual(self.forecast(self.revenue)["points"], [])

    def test_queries(self):
        people = self.make_employees(40, parent_id=self.south_manager.id)
        cards = self.env["kpi.scorecard"].union(
            *(
                self.make_scorecard(p, self.march, [(self.revenue, 9), (self.count, 9)])
                for p in people
            )
        )

        def queries(lines):
            lines = lines.browse(lines.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lines.mapped("deal_forecast")
            return self.cr.sql_log_count - before

        queries(cards.line_ids)
        self.assertEqual(queries(cards[:3].line_ids), queries(cards.line_ids))


@freeze_time(NOW)
class TestKeyResultForecast(ForecastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls.make_objective(
            cls.an,
            cls.march,
            [
                {"source": "indicator", "indicator_id": cls.revenue.id, "target": 170},
                {"source": "deals", "target": 100},
                {"source": "deals", "deal_measure": "count", "target": 4},
                {"source": "check_in", "target": 10},
            ],
        )
        cls.by_kpi, cls.by_sum, cls.by_count, cls.by_hand = cls.objective.key_result_ids
        (cls.by_sum | cls.by_count).lead_ids = cls.open[0] | cls.open[1] | cls.open[3]

    def test_fed_by_a_kpi(self):
        data = self.as_user(self.by_kpi, self.an).get_forecast()[0]
        self.assertEqual((data["figure"], data["deal_forecast"], data["coverage"]), (60, 117, 2))
        self.assertEqual((data["points"][-1]["value"], data["deal_count"]), (60, 3))
        self.assertAlmostEqual(data["run_rate"], 124.0)

    def test_fed_by_linked_deals(self):
        """50 at 40 % and 100 at 30 % are expected by the end of March, 500 in April is not."""
        self.assertEqual((self.by_sum.open_weighted, self.by_sum.deal_forecast), (50, 50))
        self.assertEqual(self.by_sum.gap_coverage, 1.5)
        self.assertAlmostEqual(self.by_count.open_weighted, 0.7)
        self.assertEqual(self.by_count.gap_coverage, 0.5)
        data = self.as_user(self.by_sum, self.an).get_forecast()[0]
        self.assertEqual([deal["amount"] for deal in data["deals"]], [100, 50])
        self.assertEqual(self.as_user(self.by_sum, self.hr_officer).get_forecast()[0]["deals"], [])

    def test_check_ins_have_none(self):
        data = self.by_hand.get_forecast()[0]
        self.assertEqual(
            (data["points"], data["run_rate"], data["deal_forecast"], data["deals"]),
            ([], None, None, []),
        )


@tagged("post_install", "-at_install")
class TestForecastTour(OkrCase, HttpCase):
    def test_from_the_goal_to_the_deal_that_could_close_it(self):
        """60 won of 150; 100 at 50 % and 80 without a chance are open: 110, covered twice."""
        today = self.company._goal_today()
        revenue = self.make_indicator("ft_revenue", "records")
        cycle = self.make_cycle(
            today - timedelta(days=10), today + timedelta(days=10), cycle_type="custom"
        )
        self.make_deal(self.an, 60, today)
        for name, amount, chance in (("No chance", 80, 0), ("Best deal", 100, 50)):
            self.make_deal(
                self.an, amount, cycle.date_end, status="open", name=name, probability=chance
            )
        line = self.make_scorecard(self.an, cycle, [(revenue, 150)]).line_ids
        for browser_size in ("1400x900", "390x844"):
            self.browser_size = browser_size
            self.start_tour(f"/odoo/kpi-lines/{line.id}", "kpi_okr_forecast", login=f"{LOGIN}an")
