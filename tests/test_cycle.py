"""Periods: generated, nested, opened, closed for good, reopened with a reason."""

from collections import Counter
from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import GoalCase

ALL = {f"with_{name}": True for name in ("weeks", "months", "quarters", "halves", "year")}


class TestCycleGenerate(GoalCase):
    def generate(self, year, **vals):
        wizard = self.env["goal.cycle.generate"].create(
            {"company_id": self.company.id, "year": year, **ALL, **vals}
        )
        return self.env["goal.cycle"].search(wizard.action_generate()["domain"])

    def test_a_year(self):
        cycles = self.generate(2025)
        self.assertEqual(
            Counter(cycles.mapped("cycle_type")),
            {"week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1},
        )
        self.assertEqual(set(cycles.mapped("state")), {"draft"})
        february = cycles.filtered(lambda c: c.name == "2025-02")
        self.assertEqual(
            (february.date_start, february.date_end), (date(2025, 2, 1), date(2025, 2, 28))
        )
        names = [c.name for c in cycles if c.cycle_type in ("quarter", "half", "year")]
        self.assertEqual(
            sorted(names),
            ["2025", "2025 H1", "2025 H2", "2025 Q1", "2025 Q2", "2025 Q3", "2025 Q4"],
        )

    def test_iso_weeks(self):
        """2026 has 53: it begins and ends on a Thursday. 2025-W01 begins in December 2024."""
        weeks = {
            year: self.generate(year).filtered(lambda c: c.name[4:6] == "-W").sorted("date_start")
            for year in (2025, 2026, 2027)
        }
        self.assertEqual({year: len(found) for year, found in weeks.items()},
                         {2025: 52, 2026: 53, 2027: 52})  # fmt: skip
        self.assertEqual((weeks[2025][0].name, weeks[2025][0].date_start),
                         ("2025-W01", date(2024, 12, 30)))  # fmt: skip
        self.assertEqual((weeks[2026][-1].name, weeks[2026][-1].date_end),
                         ("2026-W53", date(2027, 1, 3)))  # fmt: skip
        for week in weeks[2025] | weeks[2026] | weeks[2027]:
            self.assertEqual((week.date_start.weekday(), week.date_end.weekday()), (0, 6))

    def test_year_from_april(self):
        cycles = self.generate(2025, first_month="4")
        year = cycles.filtered(lambda c: c.cycle_type == "year")
        self.assertEqual((year.name, year.date_start, year.date_end),
                         ("2025/26", date(2025, 4, 1), date(2026, 3, 31)))  # fmt: skip
        quarters = cycles.filtered(lambda c: c.cycle_type == "quarter").sorted("date_start")
        self.assertEqual(quarters.mapped("name"), [f"2025/26 Q{n}" for n in (1, 2, 3, 4)])
        self.assertEqual((quarters[3].date_start, quarters[3].date_end),
                         (date(2026, 1, 1), date(2026, 3, 31)))  # fmt: skip
        self.assertEqual(len(cycles.filtered(lambda c: c.cycle_type == "month")), 12)

    def test_twice(self):
        first = self.generate(2025, with_weeks=False)
        first.filtered(lambda c: c.name == "2025-05").unlink()
        again = self.generate(2025)
        self.assertEqual(len(again), 12 + 4 + 2 + 1 + 52)
        self.assertEqual(first.exists() - again, self.env["goal.cycle"])
        count = self.env["goal.cycle"].search_count([])
        self.assertEqual(self.generate(2025), again)
        self.assertEqual(self.env["goal.cycle"].search_count([]), count)

    def test_parents(self):
        cycles = self.generate(2025)

        def parent(name):
            return cycles.filtered(lambda c: c.name == name).parent_id.name

        self.assertEqual(parent("2025-05"), "2025 Q2")
        self.assertEqual(parent("2025 Q2"), "2025 H1")
        self.assertEqual(parent("2025 H1"), "2025")
        self.assertFalse(parent("2025"))
        # 3 to 9 February lies in one month, 24 February to 2 March only in a quarter,
        # 30 June to 6 July only in the year, 30 December to 5 January in none.
        self.assertEqual(parent("2025-W06"), "2025-02")
        self.assertEqual(parent("2025-W09"), "2025 Q1")
        self.assertEqual(parent("2025-W27"), "2025")
        self.assertFalse(parent("2025-W01"))

    def test_a_parent_that_comes_later(self):
        month = self.make_cycle("2025-05-01")
        self.assertFalse(month.parent_id)
        quarter = self.make_cycle("2025-04-01", cycle_type="quarter")
        self.assertEqual(month.parent_id, quarter)
        other = self.make_cycle("2025-04-01", cycle_type="half", company_id=self.other_company.id)
        self.assertFalse(quarter.parent_id)
        self.assertFalse(other.child_ids)

    def test_years_refused(self):
        for year in (1999, 2101, 0):
            with self.assertRaises(ValidationError):
                self.generate(year)


class TestCycleRules(GoalCase):
    def test_overlap(self):
        march = self.make_cycle("2025-03-01")
        with self.assertRaises(ValidationError):
            self.make_cycle("2025-03-31", "2025-04-15")
        self.make_cycle("2025-04-01")
        self.make_cycle("2025-03-01", "2025-03-31", cycle_type="custom")
        self.make_cycle("2025-03-15", "2025-04-15", cycle_type="custom")
        self.make_cycle("2025-03-01", company_id=self.other_company.id)
        with self.assertRaises(ValidationError):
            march.date_end = "2025-04-01"

    @mute_logger("odoo.sql_db")
    def test_ends_before_it_begins(self):
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.make_cycle("2025-03-02", "2025-03-01")
        one_day = self.make_cycle("2025-03-02", "2025-03-02", cycle_type="custom")
        self.assertTrue(one_day)

    def test_state_only_by_buttons(self):
        cycle = self.make_cycle(state="draft")
        for state in ("open", "closed"):
            with self.assertRaises(UserError):
                cycle.state = state
            with self.assertRaises(UserError):
                cycle.write({"name": "Another", "state": state})
        with self.assertRaises(UserError):
            cycle.action_close()
        cycle.action_open()
        self.assertEqual(cycle.state, "open")
        with self.assertRaises(UserError):
            cycle.action_open()

    def test_close_only_when_over(self):
        """March ends at midnight in Ho Chi Minh City, which is 17:00 UTC on the 31st."""
        cycle = self.make_cycle("2025-03-01")
        with freeze_time("2025-03-31 16:59:59"), self.assertRaises(UserError):
            cycle.action_close()
        with freeze_time("2025-03-31 17:00:00"):
            cycle.action_close()
            self.assertEqual(str(cycle.closed_at), "2025-03-31 17:00:00")
        self.assertEqual((cycle.state, cycle.closed_by_id), ("closed", self.env.user))
        for vals in ({"date_start": "2025-03-02"}, {"cycle_type": "custom"},
                     {"company_id": self.other_company.id}):  # fmt: skip
            with self.assertRaises(UserError):
                cycle.write(vals)
        cycle.name = "March, renamed"

    def test_no_scorecards_no_delete(self):
        cycle, empty = self.make_cycle("2025-03-01"), self.make_cycle("2025-04-01")
        self.make_scorecard(self.dung, cycle)
        with self.assertRaises(UserError):
            (cycle | empty).unlink()
        empty.unlink()

    def test_running(self):
        march, april = self.make_cycle("2025-03-01"), self.make_cycle("2025-04-01")
        theirs = self.make_cycle("2025-03-01", company_id=self.other_company.id)
        everything = march | april | theirs
        # 18:00 UTC on 31 March is 1 April in Ho Chi Minh City, still March in UTC.
        with freeze_time("2025-03-31 18:00:00"):
            everything.invalidate_recordset()
            self.assertEqual(everything.filtered("is_running"), april | theirs)
            scope = [("id", "in", everything.ids)]
            self.assertEqual(everything.search([*scope, ("is_running", "=", True)]), april | theirs)
            self.assertEqual(everything.search([*scope, ("is_running", "=", False)]), march)

    def test_elapsed(self):
        march = self.make_cycle("2025-03-01")
        for now, days in [("2025-03-10 05:00:00", 10), ("2025-02-01 05:00:00", 0),
                          ("2025-05-01 05:00:00", 31)]:  # fmt: skip
            with freeze_time(now):
                march.invalidate_recordset()
                self.assertAlmostEqual(march.elapsed, days / 31)


class TestCycleClose(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.won = cls.make_indicator("close_won", "records")
        cls.calls = cls.make_indicator("close_calls")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, [(cls.won, 1000), (cls.calls, 50)])
        cls.deal = cls.make_deal(cls.dung, 800, "2025-03-31 23:30")
        cls.value = cls.make_value(cls.calls, cls.dung, "2025-03-02", 45)
        cls.cycle.action_close()

    def figures(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return [(line.actual, line.score, line.status) for line in self.card.line_ids] + [
            (round(self.card.score, 9), self.card.grade, self.card.status)
        ]

    def test_closing_measures(self):
        """The deal came after the scorecard; nothing had refreshed it."""
        self.assertEqual(
            self.figures(),
            [
                (800, 0.8, "at_risk"),  # 800 of 1,000, and all of the month is over
                (45, 0.9, "at_risk"),  # 45 of 50
                (0.85, "amber", "at_risk"),  # (0.80 + 0.90) / 2
            ],
        )

    def test_nothing_moves_what_is_closed(self):
        before = self.figures()
        self.make_deal(self.dung, 5000, "2025-03-15")
        self.deal.expected_revenue = 1
        self.deal.user_id = self.phuc.user_id
        self.won.domain = "[('id', '=', 0)]"
        self.calls.write({"direction": "lower", "cap": 3})
        with self.enter_registry_test_mode():
            self.env.ref("kpi_okr.cron_refresh").method_direct_trigger()
        self.cycle.action_refresh()
        self.card.action_refresh()
        self.card.line_ids.action_refresh()
        self.assertEqual(self.figures(), before)

    def test_names_stay(self):
        names = self.card.line_ids.mapped("name")
        self.dung.name = "Dung the Second"
        self.won.name = "Renamed"
        self.dung.department_id = self.dept_marketing
        self.won.write({"kind": "process", "rewarded": True, "unit": "number", "digits": 3})
        self.figures()
        self.assertEqual(self.card.owner_name, "Dung")
        self.assertEqual(self.card.line_ids.mapped("name"), names)
        self.assertEqual(self.card.owner_department_id, self.dept_south)
        self.assertEqual(self.card.line_ids.owner_department_id, self.dept_south)
        line = self.card.line_ids[0]
        self.assertEqual((line.kind, line.rewarded, line.unit, line.digits),
                         ("outcome", False, "money", 0))  # fmt: skip
        self.assertIn("Dung · ", self.card.display_name)

    def test_everything_is_refused(self):
        line = self.card.line_ids[0]
        for change in [
            lambda: line.write({"target": 1, "target_reason": "x"}),
            lambda: line.write({"weight": 2}),
            line.unlink,
            lambda: self.card.write({"employee_id": self.phuc.id}),
            lambda: self.card.write({"note": "x"}),
            self.card.unlink,
            lambda: self.make_scorecard(self.phuc, self.cycle),
            lambda: self.card.write({"line_ids": [(0, 0, {"indicator_id": self.won.id})]}),
        ]:
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.as_user(self.value, self.dung).value = 99
        self.assertEqual([row[0] for row in self.figures()], [800, 45, 0.85])

    def test_reopen(self):
        officer, admin = (
            self.as_user(self.cycle, self.hr_officer),
            self.as_user(self.cycle, self.goals_admin),
        )
        with self.assertRaises(AccessError):
            officer.action_reopen("Because")
        for reason in ("", "   ", False):
            with self.assertRaises(UserError):
                admin.action_reopen(reason)
        self.deal.expected_revenue = 900
        self.dung.write({"name": "Dung the Second", "department_id": self.dept_marketing.id})
        self.won.write({"kind": "process", "rewarded": True})
        admin.action_reopen("A deal was booked <b>twice</b>")
        self.assertEqual((self.cycle.state, self.cycle.closed_at), ("open", False))
        bodies = " ".join(self.cycle.message_ids.mapped("body"))
        self.assertIn("A deal was booked &lt;b&gt;twice&lt;/b&gt;", bodies)
        self.assertIn("Goals Admin", bodies)
        # Everything follows again: 900 of 1,000 and 45 of 50.
        figures = self.figures()
        self.assertEqual([row[:2] for row in figures[:2]], [(900, 0.9), (45, 0.9)])
        self.assertEqual(self.card.owner_name, "Dung the Second")
        self.assertEqual(self.card.owner_department_id, self.dept_marketing)
        line = self.card.line_ids[0]
        self.assertEqual((line.kind, line.rewarded), ("process", True))
        self.make_deal(self.dung, 100, "2025-03-15")
        self.card.action_refresh()
        self.assertEqual(self.figures()[0][:2], (1000, 1.0))
        with self.assertRaises(UserError):
            admin.action_reopen("Again")
