"""Figures entered by hand are asked for: due in a rhythm, reminded of, outdated when overdue."""

from unittest.mock import patch

from odoo.tests import freeze_time

from .common import GoalCase

REMINDER = "kpi_okr.mail_activity_figures"


class TestFiguresDue(GoalCase):
    """A month with weekly figures: due on 7, 14, 21 March, then on the 31st."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.calls = cls.make_indicator("t_calls", check_in_every="week")
        cls.card = cls.card_of(cls.an, [(cls.calls, 100)])
        cls.line = cls.card.line_ids

    @classmethod
    def card_of(cls, owner, lines, day="2025-03-01", cycle=None):
        """A scorecard that was set up on a local ``day``."""
        card = cls.make_scorecard(owner, cycle or cls.cycle, lines)
        cls.env.cr.execute(
            "UPDATE kpi_scorecard_line SET create_date = %s WHERE scorecard_id = %s",
            [cls.utc(day), card.id],
        )
        card.line_ids.invalidate_recordset()
        return card

    def state_on(self, day, card=None):
        """(status, due day, overdue) of the first line of a scorecard on a local day."""
        card = card or self.card
        with freeze_time(f"{day} 05:00:00"):
            card.action_refresh()
            self.env.invalidate_all()
            line = card.line_ids[0]
            return line.status, str(line.next_check_in), line.is_overdue

    def run_cron(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60):
            self.env["goal.refresh"]._cron_refresh()
        self.env.invalidate_all()

    def test_overdue_is_outdated_until_a_figure_comes(self):
        self.make_value(self.calls, self.an, "2025-03-05", 40)
        self.assertEqual(self.state_on("2025-03-14"), ("at_risk", "2025-03-14", False))
        self.assertEqual(self.state_on("2025-03-15"), ("outdated", "2025-03-14", True))
        with freeze_time("2025-03-15 05:00:00"):
            self.assertEqual((self.line.actual, self.line.score), (40, 0.4))
            self.assertEqual((self.card.status, self.card.score), ("outdated", 0.4))
            overdue = [("is_overdue", "=", True), ("id", "=", self.line.id)]
            self.assertEqual(self.line.search(overdue), self.line)
            due = [("next_check_in", "<=", "2025-03-15"), ("id", "=", self.card.id)]
            self.assertEqual(self.card.search(due), self.card)
            self.as_user(self.env["goal.check.in"], self.an).create(
                {"line_id": self.line.id, "value": 10}
            )
            self.env.invalidate_all()
            self.assertEqual((self.line.status, self.line.actual), ("on_track", 50))
            self.assertEqual(str(self.line.next_check_in), "2025-03-31")
            self.assertFalse(self.line.search(overdue))

    def test_without_any_figure_it_is_no_data(self):
        self.assertEqual(self.state_on("2025-03-20"), ("no_data", "2025-03-07", True))

    def test_what_is_not_asked_for_is_as_it_was(self):
        self.calls.check_in_every = "never"
        self.make_value(self.calls, self.an, "2025-03-01", 40)
        self.assertEqual(self.state_on("2025-03-20"), ("off_track", "False", False))

    def test_once_a_month_is_once_in_the_cycle(self):
        self.calls.check_in_every = "month"
        self.assertEqual(self.state_on("2025-03-20"), ("no_data", "2025-03-31", False))
        self.make_value(self.calls, self.an, "2025-03-01", 100)
        self.assertEqual(self.state_on("2025-04-20"), ("reached", "False", False))

    def test_what_is_set_up_late_asks_for_nothing_earlier(self):
        card = self.card_of(self.binh, [(self.calls, 100)], "2025-03-10")
        self.assertEqual(self.state_on("2025-03-12", card), ("no_data", "2025-03-14", False))
        after = self.card_of(self.chi, [(self.calls, 100)], "2025-05-10")
        self.assertEqual(self.state_on("2025-05-11", after), ("no_data", "False", False))

    def test_a_team_is_as_fresh_as_the_latest_of_its_figures(self):
        card = self.card_of(self.team_north, [(self.calls, 100)])
        self.make_value(self.calls, self.an, "2025-03-05", 20)
        self.make_value(self.calls, self.binh, "2025-03-12", 20)
        self.assertEqual(self.state_on("2025-03-15", card), ("at_risk", "2025-03-21", False))

    def test_a_formula_is_outdated_with_what_it_is_made_of(self):
        visits = self.make_indicator("t_visits", check_in_every="never")
        rate = self.make_indicator("t_rate", "formula", formula="t_calls / t_visits")
        card = self.card_of(self.binh, [(rate, 0.5)])
        self.make_value(self.calls, self.binh, "2025-03-05", 10)
        self.make_value(visits, self.binh, "2025-03-05", 20)
        self.assertEqual(self.state_on("2025-03-14", card), ("on_track", "2025-03-14", False))
        self.assertEqual(self.state_on("2025-03-15", card), ("outdated", "2025-03-14", True))

    def test_a_draft_is_not_outdated(self):
        draft = self.make_cycle("2025-04-01", state="draft")
        card = self.card_of(self.an, [(self.calls, 100)], cycle=draft)
        self.make_value(self.calls, self.an, "2025-04-01", 5)
        self.assertEqual(self.state_on("2025-04-20", card)[0], "off_track")

    def test_the_owner_is_reminded_once_and_done_by_the_figure(self):
        with freeze_time("2025-03-06 05:00:00"):
            self.run_cron()
            self.assertFalse(self.card.activity_search([REMINDER]))
        with freeze_time("2025-03-07 05:00:00"):
            self.run_cron()
            reminder = self.card.activity_search([REMINDER])
            self.assertEqual(reminder.user_id, self.an.user_id)
            self.assertEqual(str(reminder.date_deadline), "2025-03-07")
            self.run_cron()
            self.assertEqual(self.card.activity_search([REMINDER]), reminder)
            self.make_value(self.calls, self.an, "2025-03-07", 5)
            self.assertFalse(self.card.activity_search([REMINDER]))
            self.run_cron()
            self.assertFalse(self.card.activity_search([REMINDER]))

    def test_closing_drops_the_reminder(self):
        with freeze_time("2025-03-20 05:00:00"):
            self.run_cron()
            self.assertTrue(self.card.activity_search([REMINDER]))
        self.cycle.action_close()
        self.assertFalse(self.card.activity_search([REMINDER]))
