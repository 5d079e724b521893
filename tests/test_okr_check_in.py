"""Check-ins: kept as they are, due in their rhythm, reminded of, and one path for KPIs."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time

from .okr_common import OkrCase

REMINDER = "kpi_okr.mail_activity_check_in"


class TestCheckIn(OkrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls.make_objective(cls.an, cls.cycle, [(0, 100), (0, 100)])
        cls.first, cls.second = cls.objective.key_result_ids

    def test_the_newest_counts_and_the_old_is_kept(self):
        self.check_in(self.first, 20, "2025-04-08", note="good", obstacle="none")
        self.check_in(self.first, 10, "2025-04-01")
        self.assertEqual((self.first.current, self.first.last_check_in_note), (20, "good"))
        self.assertEqual(self.first.check_in_count, 2)

    def test_a_check_in_is_never_edited(self):
        check_in = self.check_in(self.first, 20)
        with self.assertRaises(AccessError):
            check_in.value = 30
        with self.assertRaises(AccessError):
            check_in.unlink()
        with self.assertRaises(AccessError):
            self.check_in(self.first, 1, user_id=self.binh.user_id.id)
        with self.assertRaises(UserError):
            self.first.unlink()

    def test_a_correction_supersedes(self):
        wrong = self.check_in(self.first, 90, "2025-04-08")
        right = self.check_in(self.first, 9, "2025-04-07", corrects_id=wrong.id)
        self.assertEqual(wrong.superseded_by_id, right)
        self.assertEqual((self.first.current, wrong.value), (9, 90))
        with self.assertRaises(UserError):
            self.check_in(self.first, 8, corrects_id=wrong.id)
        with self.assertRaises(UserError):
            self.check_in(self.second, 8, corrects_id=right.id)

    def test_the_date_lies_in_the_cycle_and_not_ahead(self):
        with freeze_time("2025-05-01 05:00:00"):
            self.check_in(self.first, 1, "2025-05-01")
            with self.assertRaises(UserError):
                self.check_in(self.first, 1, "2025-05-02")
        with self.assertRaises(UserError):
            self.check_in(self.first, 1, "2025-03-31")

    def test_closed_cycles_take_none(self):
        self.cycle.action_close()
        with self.assertRaisesRegex(UserError, "closed"):
            self.check_in(self.first, 1)

    def test_a_number_of_its_own_is_confirmed_not_typed(self):
        revenue = self.make_indicator("t_revenue", "records")
        self.make_deal(self.an, 40, "2025-05-10")
        kpi = self.make_key_result(
            self.objective, 0, 80, source="indicator", indicator_id=revenue.id
        )
        with self.assertRaises(UserError):
            self.check_in(kpi, 79, "2025-06-30")
        check_in = self.check_in(kpi, confidence=0.9, on="2025-06-30")
        self.assertEqual((check_in.value, check_in.progress), (40, 0.5))
        self.assertEqual((kpi.current, kpi.confidence), (40, 0.9))
        with self.assertRaises(UserError):
            self.check_in(self.first)

    def test_a_computed_figure_is_not_dated_back(self):
        revenue = self.make_indicator("t_revenue", "records")
        deal = self.make_deal(self.an, 40, "2025-05-10")
        spec = {"source": "indicator", "indicator_id": revenue.id, "target": 80}
        with freeze_time("2025-05-20 05:00:00"):
            kpi = self.make_key_result(self.objective, **spec)
            with self.assertRaisesRegex(UserError, "of today"):
                self.check_in(kpi, on="2025-05-19")
            first = self.check_in(kpi, on="2025-05-20", note="Slow")
            self.assertEqual(first.value, 40)
        with freeze_time("2025-05-21 05:00:00"):
            deal.expected_revenue = 60
            second = self.env["goal.check.in"].create({"key_result_id": kpi.id})
            self.assertEqual((str(second.date), second.value), ("2025-05-21", 60))
            right = self.env["goal.check.in"].create(
                {"key_result_id": kpi.id, "corrects_id": first.id, "note": "Slow start"}
            )
            self.assertEqual(
                (str(right.date), right.value, right.progress), ("2025-05-20", 40, 0.5)
            )
            self.assertEqual(kpi.last_check_in_note, False)
        self.assertEqual(self.check_in(kpi, on="2025-06-30").value, 60)

    def test_milestones_are_ticked_in_the_check_in(self):
        steps = self.make_key_result(
            self.objective,
            kind="milestones",
            milestone_ids=[
                Command.create({"name": name, "weight": weight})
                for name, weight in (("Draft", 1), ("Review", 1), ("Launch", 2))
            ],
        )
        draft, review, launch = steps.milestone_ids
        draft.done = True
        CheckIn = self.as_user(self.env["goal.check.in"], self.an)
        form = Form(CheckIn.with_context(**steps.action_check_in()["context"]))
        self.assertEqual((form.value, form.milestone_ids.ids), (0.25, draft.ids))
        form.milestone_ids.add(launch)
        self.assertEqual(form.value, 0.75)
        check_in = form.save()
        self.assertEqual((check_in.value, check_in.progress), (0.75, 0.75))
        self.assertEqual(steps.milestone_ids.mapped("done"), [True, False, True])
        self.assertEqual((steps.current, steps.score), (0.75, 0.75))
        self.assertAlmostEqual(self.objective.score, 0.75)
        self.check_in(steps, on=check_in.date, note="As it was")
        self.assertEqual(steps.current, 0.75)
        self.check_in(steps, on=check_in.date, milestone_ids=[Command.set(review.ids)])
        self.assertEqual(steps.milestone_ids.mapped("done"), [False, True, False])
        with self.assertRaisesRegex(UserError, "later check-in"):
            self.check_in(steps, on="2025-04-01", milestone_ids=[Command.set(draft.ids)])
        with self.assertRaisesRegex(UserError, "Choose among"):
            self.check_in(self.first, 3, milestone_ids=[Command.set(draft.ids)])
        foreign = self.as_user(self.env["goal.check.in"], self.binh)
        with self.assertRaises(AccessError):
            foreign.create({"key_result_id": steps.id, "milestone_ids": [Command.clear()]})

    def test_an_import_asks_as_often_for_ten_as_for_a_hundred(self):
        indicator = self.make_indicator("t_spend")
        card = self.make_scorecard(self.an, self.cycle, [(indicator, 100)])
        people = self.make_employees(100)
        key_results = self.env["okr.key.result"]
        for person in people:
            key_results |= self.make_objective(person, self.cycle, [(0, 100)]).key_result_ids
        subjects = {"key_result_id": key_results.ids, "line_id": card.line_ids.ids * 100}
        for field, ids in subjects.items():

            def queries(count, day, field=field, ids=ids):
                vals_list = [{field: key, "value": 5, "date": day} for key in ids[:count]]
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.as_user(self.env["goal.check.in"], self.hr_officer).create(vals_list)
                self.env.flush_all()
                return self.cr.sql_log_count - before

            queries(100, "2025-04-01")
            self.assertEqual(queries(100, "2025-04-02"), queries(10, "2025-04-03"), field)

    def test_each_of_many_keeps_the_progress_that_it_led_to(self):
        days = ["2025-04-01", "2025-04-08", "2025-04-15"]
        check_ins = self.env["goal.check.in"].create(
            [
                {"key_result_id": self.first.id, "value": value, "date": day}
                for value, day in zip((10, 20, 40), days, strict=True)
            ]
        )
        self.assertEqual(check_ins.mapped("progress"), [0.1, 0.2, 0.4])

    def test_the_dialog_begins_with_the_last_value(self):
        self.check_in(self.first, 20, confidence=0.4)
        action = self.first.action_check_in()
        defaults = (
            self.env["goal.check.in"]
            .with_context(**action["context"])
            .default_get(["key_result_id", "value", "confidence", "date"])
        )
        self.assertEqual((defaults["value"], defaults["confidence"]), (20, 0.4))
        self.assertEqual(
            self.objective.action_check_in()["context"]["default_key_result_id"], self.second.id
        )

    def test_history(self):
        self.check_in(self.first, 20, "2025-04-01")
        wrong = self.check_in(self.first, 99, "2025-06-30")
        self.check_in(self.first, 60, "2025-06-30", corrects_id=wrong.id)
        (history,) = self.first.get_history()
        self.assertEqual((history["start"], history["target"]), (0, 100))
        self.assertEqual([point["value"] for point in history["points"]], [20, 60])
        expected = [point["expected"] for point in history["points"]]
        self.assertAlmostEqual(expected[0], 100 / 91)
        self.assertEqual(expected[1], 100)

    def test_a_check_in_of_a_kpi_becomes_its_figure(self):
        spend = self.make_indicator("t_spend")
        card = self.make_scorecard(self.an, self.cycle, [(spend, 100)])
        line = card.line_ids
        CheckIn = self.as_user(self.env["goal.check.in"], self.an)
        vals = {"line_id": line.id, "date": "2025-05-05", "value": 30, "note": "Fair"}
        check_in = CheckIn.create(vals)
        self.assertEqual((line.actual, check_in.sudo().value_id.note), (30, "Fair"))
        CheckIn.create(vals | {"value": 20, "corrects_id": check_in.id})
        self.assertEqual(line.actual, 20)
        self.assertEqual(self.env["kpi.value"].search_count([("indicator_id", "=", spend.id)]), 1)
        with self.assertRaises(AccessError):
            self.as_user(CheckIn, self.binh).create(vals)


class TestDue(OkrCase):
    def run_cron(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60):
            self.env["goal.refresh"]._cron_refresh()
        self.env.invalidate_all()

    def reminders(self, objective):
        return objective.activity_search([REMINDER])

    def test_due_every_week_outdated_after(self):
        with freeze_time("2025-04-02 05:00:00"):
            objective = self.make_objective(self.an, self.cycle, [(0, 100)])
            key_result = objective.key_result_ids
            self.assertEqual(str(key_result.next_check_in), "2025-04-07")
            self.check_in(key_result, 50, "2025-04-02")
            self.assertEqual(str(key_result.next_check_in), "2025-04-14")
            self.assertEqual(key_result.status, "on_track")
        with freeze_time("2025-04-14 05:00:00"):
            self.env["goal.engine"]._refresh_objectives(objective)
            self.assertEqual((key_result.status, key_result.is_overdue), ("on_track", False))
        with freeze_time("2025-04-15 05:00:00"):
            self.env["goal.engine"]._refresh_objectives(objective)
            key_result.invalidate_recordset()
            self.assertEqual((key_result.status, key_result.is_overdue), ("outdated", True))
            self.assertEqual(objective.status, "outdated")
            domain = [("is_overdue", "=", True), ("id", "=", key_result.id)]
            self.assertEqual(key_result.search(domain), key_result)
            due = [("next_check_in", "<=", "2025-04-15"), ("id", "=", objective.id)]
            self.assertEqual(objective.search(due), objective)
            self.check_in(key_result, 60, "2025-04-15")
            key_result.invalidate_recordset()
            self.assertEqual((key_result.status, key_result.is_overdue), ("on_track", False))
            self.assertFalse(key_result.search(domain))

    def test_what_is_set_up_late_is_not_overdue_at_once(self):
        with freeze_time("2025-05-08 05:00:00"):
            objective = self.make_objective(
                self.an, self.cycle, [{"check_in_every": "month"}, {"check_in_every": "two_weeks"}]
            )
            dates = objective.key_result_ids.mapped(lambda kr: str(kr.next_check_in))
        self.assertEqual(dates, ["2025-05-31", "2025-05-12"])

    def test_the_owner_is_reminded_once_and_done_by_the_check_in(self):
        with freeze_time("2025-04-02 05:00:00"):
            objective = self.make_objective(self.an, self.cycle, [(0, 100), (0, 100)])
            first, second = objective.key_result_ids
            self.run_cron()
            self.assertFalse(self.reminders(objective))
        with freeze_time("2025-04-07 05:00:00"):
            self.run_cron()
            reminder = self.reminders(objective)
            self.assertEqual(reminder.user_id, self.an.user_id)
            self.assertEqual(str(reminder.date_deadline), "2025-04-07")
            self.run_cron()
            self.assertEqual(self.reminders(objective), reminder)
            self.as_user(self.env["goal.check.in"], self.an).create(
                {"key_result_id": first.id, "value": 3}
            )
            self.assertTrue(self.reminders(objective))
            self.check_in(second, 3, "2025-04-07")
            self.assertFalse(self.reminders(objective))
            self.run_cron()
            self.assertFalse(self.reminders(objective))

    def test_figures_of_their_own_may_go_without(self):
        revenue = self.make_indicator("t_revenue", "records")
        self.make_deal(self.an, 40, "2025-05-10")
        spec = {"source": "indicator", "indicator_id": revenue.id, "target": 40}
        objective = self.make_objective(
            self.an, self.cycle, [spec, spec | {"check_in_every": "never"}]
        )
        asked, left_alone = objective.key_result_ids
        self.assertEqual((asked.status, left_alone.status), ("outdated", "reached"))
