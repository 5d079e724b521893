"""Storing: what a refresh writes, the scheduled action, frozen cycles, freshness."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..models import goal_refresh
from .common import GoalCase


class RefreshCase(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("t_revenue", "records")
        cls.count = cls.make_indicator("t_count", "records", aggregate="count")
        cls.cycle = cls.make_cycle("2025-03-01")

    def refresh(self, cards):
        return self.env["goal.engine"]._refresh(cards.ids)

    def run_cron(self):
        """The job itself; what it commits stays inside the test."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60):
            self.env["goal.refresh"]._cron_refresh()
        self.env.invalidate_all()


class TestStore(RefreshCase):
    def test_score_status_and_grade(self):
        """Revenue 45 of 50 at weight 3, 2 deals of 4 at weight 1, the month is over:
        scores 0.9 and 0.5, together (2.7 + 0.5) / 4 = 0.8; pace the same: amber, at risk."""
        self.make_deal(self.an, 40, "2025-03-10")
        self.make_deal(self.an, 5, "2025-03-11")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50, 3), (self.count, 4)])
        revenue, count = self.line_of(card, self.revenue), self.line_of(card, self.count)
        self.assertEqual((revenue.actual, revenue.attainment, revenue.score), (45, 0.9, 0.9))
        self.assertEqual((count.actual, count.attainment, count.score), (2, 0.5, 0.5))
        self.assertEqual((revenue.status, count.status), ("at_risk", "off_track"))
        self.assertAlmostEqual(card.score, 0.8)
        self.assertEqual((card.grade, card.status, card.data_share), ("amber", "at_risk", 1.0))

    def test_the_cap_holds_the_score_not_the_attainment(self):
        self.make_deal(self.an, 200, "2025-03-10")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 100)])
        line = card.line_ids
        self.assertEqual((line.attainment, line.score, line.status), (2.0, 1.2, "reached"))

    @freeze_time("2025-03-15 05:00:00")
    def test_pace_in_the_middle_of_the_month(self):
        """15 of 31 days: expected 0.4839. 45 of 100 is 0.93 of it: at risk; the run rate is 93."""
        self.make_deal(self.an, 45, "2025-03-10")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 100)])
        line = card.line_ids
        self.assertAlmostEqual(line.expected, 15 / 31)
        self.assertAlmostEqual(line.pace, 0.45 * 31 / 15)
        self.assertEqual(line.status, "at_risk")
        self.assertAlmostEqual(line.forecast, 93)
        self.assertAlmostEqual(line.remaining, 55)
        self.company.goal_pace_basis = "working"  # 10 of 21 working days by 15 March, a Saturday
        self.refresh(card)
        line.invalidate_recordset()
        self.assertAlmostEqual(line.expected, 10 / 21)
        self.assertAlmostEqual(line.pace, 0.45 * 21 / 10)

    @freeze_time("2025-03-15 05:00:00")
    def test_lower_is_better_is_judged_as_it_stands(self):
        lost = self.make_indicator(
            "t_lost",
            "records",
            aggregate="count",
            domain="[('won_status', '=', 'lost')]",
            direction="lower",
        )
        for _n in range(3):
            self.make_deal(self.an, 1, "2025-03-02", "lost")
        line = self.make_scorecard(self.an, self.cycle, [(lost, 4)]).line_ids
        self.assertEqual((line.actual, line.attainment, line.status), (3, 1.25, "on_track"))
        with freeze_time("2025-04-01 05:00:00"):
            self.refresh(line.scorecard_id)
        self.assertEqual(line.status, "reached")

    def test_figure_whose_records_are_gone_is_written_back(self):
        average = self.make_indicator("t_avg", "records", aggregate="avg")
        deal = self.make_deal(self.an, 40, "2025-03-10")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50), (average, 50)])
        self.assertEqual(card.line_ids.mapped("actual"), [40, 40])
        deal.unlink()
        self.refresh(card)
        self.assertEqual(self.line_of(card, self.revenue).actual, 0)
        self.assertIsNone(self.line_of(card, average).actual)
        self.assertEqual(self.line_of(card, average).status, "no_data")

    def test_reassigning_moves_the_credit_of_open_cycles_only(self):
        deal = self.make_deal(self.an, 40, "2025-03-10")
        cards = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50)])
        cards |= self.make_scorecard(self.binh, self.cycle, [(self.revenue, 50)])
        deal.user_id = self.binh.user_id
        self.refresh(cards)
        self.assertEqual(cards.line_ids.mapped("actual"), [0, 40])
        self.cycle.action_close()
        deal.user_id = self.an.user_id
        self.refresh(cards)
        self.assertEqual(cards.line_ids.mapped("actual"), [0, 40])

    def test_nothing_changed_writes_nothing(self):
        self.make_deal(self.an, 40, "2025-03-10")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50), (self.count, 1)])
        before = self._row_versions()
        result = self.refresh(card)
        self.assertEqual(result, (2, 0, 0))
        self.assertEqual(self._row_versions(), before)
        self.make_deal(self.an, 1, "2025-03-10")
        self.assertEqual(self.refresh(card).changed, 2)

    def _row_versions(self):
        self.env.cr.execute(
            "SELECT 'line', id, ctid::text FROM kpi_scorecard_line UNION ALL "
            "SELECT 'card', id, ctid::text FROM kpi_scorecard ORDER BY 1, 2"
        )
        return self.env.cr.fetchall()

    def test_what_changes_a_figure_refreshes_it_at_once(self):
        self.make_deal(self.an, 40, "2025-03-10")
        spend = self.make_indicator("t_spend")
        ratio = self.make_indicator("t_ratio", "formula", formula="t_spend / t_revenue")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50), (ratio, 1)])
        revenue, part = self.line_of(card, self.revenue), self.line_of(card, ratio)
        self.assertIsNone(part.actual)
        value = self.make_value(spend, self.an, "2025-03-10", 10)
        self.assertEqual(part.actual, 0.25)
        value.value = 20
        self.assertEqual(part.actual, 0.5)
        value.date = "2025-04-01"
        self.assertIsNone(part.actual)
        value.date = "2025-03-31"
        self.assertEqual(part.actual, 0.5)
        value.unlink()
        self.assertIsNone(part.actual)
        revenue.write({"target": 80, "target_reason": "a new region"})
        self.assertEqual(revenue.attainment, 0.5)
        self.revenue.cap = 0.4
        self.assertEqual(revenue.score, 0.4)
        self.revenue.domain = "[('won_status', '=', 'lost')]"
        self.assertEqual(revenue.actual, 0)
        self.assertEqual(card.score, 0)

    def test_removing_a_line_changes_the_score(self):
        self.make_deal(self.an, 40, "2025-03-10")
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50), (self.count, 1)])
        self.assertAlmostEqual(card.score, 0.9)
        self.line_of(card, self.count).unlink()
        self.assertAlmostEqual(card.score, 0.8)
        card.line_ids.unlink()
        self.assertIsNone(card.score)
        self.assertEqual(card.status, "no_data")

    def test_a_closed_cycle_takes_no_figures(self):
        spend = self.make_indicator("t_spend")
        value = self.make_value(spend, self.marketer, "2025-03-10", 10)
        self.make_scorecard(self.marketer, self.cycle, [(spend, 10)])
        self.cycle.action_close()
        as_marketer = self.as_user(value, self.marketer)
        with self.assertRaises(UserError):
            as_marketer.value = 11
        with self.assertRaises(UserError):
            as_marketer.unlink()
        with self.assertRaises(UserError):
            as_marketer.copy()
        self.make_value(spend, self.marketer, "2025-04-10", 10)

    def test_whoever_reads_a_scorecard_may_refresh_it(self):
        card = self.make_scorecard(self.an, self.cycle, [(self.revenue, 50)])
        self.make_deal(self.an, 40, "2025-03-10")
        self.as_user(card, self.an).action_refresh()
        self.assertEqual(card.line_ids.actual, 40)
        with self.assertRaises(AccessError):
            self.as_user(card, self.binh).action_refresh()


class TestScheduledRefresh(RefreshCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.env["kpi.scorecard"].union(
            *(
                cls.make_scorecard(owner, cls.cycle, [(cls.revenue, 50)])
                for owner in (cls.an, cls.binh, cls.chi)
            )
        )
        for owner in (cls.an, cls.binh, cls.chi):
            cls.make_deal(owner, 40, "2025-03-10")

    def test_refreshes_everything_that_is_open(self):
        closed = self.make_cycle("2025-02-01")
        frozen = self.make_scorecard(self.an, closed, [(self.revenue, 50)])
        closed.action_close()
        self.make_deal(self.an, 7, "2025-02-10")
        with self.enter_registry_test_mode():
            self.env.ref("kpi_okr.cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.cards.line_ids.mapped("actual"), [40, 40, 40])
        self.assertEqual(frozen.line_ids.actual, 0)
        run = self.env["goal.refresh"]._last_finished()
        self.assertGreaterEqual(run.line_count, 3)
        self.assertEqual(run.error_count, 0)

    def test_resumes_where_it_was_killed(self):
        seen = []
        engine = type(self.env["goal.engine"])
        refresh = engine._refresh

        def killed_at_second_batch(this, ids, **how):
            if len(seen) == 1:
                raise KeyboardInterrupt
            seen.append(list(ids))
            return refresh(this, ids, **how)

        others = self.env["kpi.scorecard"].search(
            [("state", "!=", "closed"), ("id", "not in", self.cards.ids)]
        )
        with patch.object(goal_refresh, "BATCH", max(1, len(others) + 1)):
            with patch.object(engine, "_refresh", killed_at_second_batch):
                killed = False
                try:  # not assertRaises, which rolls back what the run had committed
                    self.run_cron()
                except KeyboardInterrupt:
                    killed = True
            self.assertTrue(killed)
            run = self.env["goal.refresh"].search([("finished_at", "=", False)])
            self.assertEqual(len(run), 1)
            self.assertEqual(run.cursor, max(seen[0]))
            with patch.object(
                engine,
                "_refresh",
                lambda this, ids, **how: (seen.append(list(ids)), refresh(this, ids, **how))[1],
            ):
                self.run_cron()
        self.assertTrue(run.finished_at)
        self.assertFalse(set(seen[0]) & set(seen[1]), "what was done is not done again")
        self.assertEqual(self.cards.line_ids.mapped("actual"), [40, 40, 40])

    def test_each_line_says_when_it_was_computed(self):
        line = self.cards[0].line_ids
        with freeze_time("2031-05-05 10:00:00"):
            self.run_cron()
        self.assertEqual(line.measured_at, fields.Datetime.to_datetime("2031-05-05 10:00:00"))
        with freeze_time("2031-05-06 10:00:00"):
            self.cards[0].action_refresh()
        self.env.invalidate_all()
        self.assertEqual(line.measured_at, fields.Datetime.to_datetime("2031-05-06 10:00:00"))
        other = self.cards[1].line_ids
        self.assertEqual(other.measured_at, fields.Datetime.to_datetime("2031-05-05 10:00:00"))
        with freeze_time("2031-05-07 10:00:00"):
            self.cycle.action_close()
        self.env.invalidate_all()
        self.assertEqual(line.measured_at, fields.Datetime.to_datetime("2031-05-07 10:00:00"))

    def test_old_runs_are_forgotten(self):
        old = self.env["goal.refresh"].create(
            {"started_at": fields.Datetime.now() - timedelta(days=31)}
        )
        new = self.env["goal.refresh"].create({})
        self.env["goal.refresh"]._gc_old_runs()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_one_broken_indicator_does_not_stop_the_run(self):
        bad = self.make_indicator("t_bad", "records")
        self.make_scorecard(self.dung, self.cycle, [(bad, 1)])
        self.env.cr.execute("UPDATE kpi_indicator SET value_field = 'gone' WHERE id = %s", [bad.id])
        self.env.invalidate_all()
        with mute_logger("odoo.addons.kpi_okr.models.goal_engine_records"):
            self.run_cron()
        run = self.env["goal.refresh"]._last_finished()
        self.assertEqual(run.error_count, 1)
        self.assertEqual(self.cards.line_ids.mapped("actual"), [40, 40, 40])
