"""Closing and reopening, the owner's own grade, duplicating, moving and carrying over."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time

from .okr_common import OkrCase


class TestClosing(OkrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal(cls.an, 50, "2025-05-10")
        cls.objective = cls.make_objective(
            cls.an,
            cls.cycle,
            [{"source": "deals", "target": 100, "lead_ids": [Command.set(cls.deal.ids)]}],
        )
        cls.key_result = cls.objective.key_result_ids

    def test_closing_freezes_figures_and_names(self):
        self.assertEqual(self.objective.score, 0.5)
        self.cycle.action_close()
        self.deal.expected_revenue = 100
        self.an.name = "Someone Else"
        self.objective.action_refresh()
        self.env.invalidate_all()
        self.assertEqual((self.key_result.current, self.objective.score), (50, 0.5))
        self.assertEqual(self.objective.owner_name, "An")
        for record, vals in [
            (self.objective, {"name": "x"}),
            (self.objective, {"decision": "achieved"}),
            (self.key_result, {"target": 50}),
            (self.key_result, {"lead_ids": [Command.clear()]}),
        ]:
            with self.assertRaisesRegex(UserError, "closed"):
                record.write(vals)
        with self.assertRaisesRegex(UserError, "closed"):
            self.make_key_result(self.objective)
        with self.assertRaisesRegex(UserError, "closed"):
            self.objective.unlink()
        self.objective.message_post(body="Comments go on.")

    def test_reopening_lets_them_follow_again(self):
        self.cycle.action_close()
        self.deal.expected_revenue = 100
        self.cycle.action_reopen("a deal was booked late")
        self.env.invalidate_all()
        self.assertEqual((self.key_result.current, self.objective.score), (100, 1))
        self.assertFalse(self.objective.frozen)

    def test_a_closed_parent_keeps_its_score(self):
        year = self.make_cycle("2025-01-01", cycle_type="year")
        top = self.make_objective(self.company, year, include_children=True)
        self.objective.parent_id = top
        self.assertEqual(top.score, 0.5)
        year.action_close()
        self.deal.expected_revenue = 100
        self.objective.action_refresh()
        self.assertEqual((top.score, self.objective.score), (0.5, 1))

    def test_own_grade_needs_a_reason_where_it_differs(self):
        self.objective.self_grade = 0.54
        with self.assertRaises(ValidationError):
            self.objective.self_grade = 0.7
        self.objective.write({"self_grade": 0.7, "self_grade_reason": "The hard part is done."})
        self.assertEqual((self.objective.self_grade, self.objective.score), (0.7, 0.5))

    def test_a_cycle_with_objectives_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.cycle.unlink()

    def test_nobody_writes_figures(self):
        for record, vals in [
            (self.objective, {"score": 1}),
            (self.objective, {"status": "reached"}),
            (self.objective, {"origin_id": self.objective.id}),
            (self.key_result, {"current": 1}),
            (self.key_result, {"next_check_in": "2030-01-01"}),
        ]:
            with self.assertRaises(AccessError):
                record.write(vals)


class TestCarry(OkrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.next_cycle = cls.make_cycle("2025-07-01", cycle_type="quarter")
        revenue = cls.make_indicator("t_revenue", "records")
        cls.objective = cls.make_objective(
            cls.an,
            cls.cycle,
            [
                (0, 100),
                (0, 100),
                {
                    "kind": "milestones",
                    "milestone_ids": [
                        Command.create({"name": "Draft"}),
                        Command.create({"name": "Launch"}),
                    ],
                },
                {"source": "indicator", "indicator_id": revenue.id, "target": 80},
            ],
        )
        done, half, steps, cls.kpi = cls.objective.key_result_ids
        cls.half = half
        cls.check_in(done, 100, "2025-06-30")
        cls.check_in(half, 60, "2025-06-30", note="Half way")
        steps.milestone_ids[0].done = True

    def test_carry_the_unfinished_with_its_history(self):
        new = self.objective._carry(self.next_cycle)
        self.assertEqual((new.origin_id, new.cycle_id), (self.objective, self.next_cycle))
        self.assertEqual(self.objective.decision, "carried")
        half, steps, kpi = new.key_result_ids
        self.assertEqual((half.start, half.target, half.origin_id), (60, 100, self.half))
        self.assertEqual(steps.milestone_ids.mapped("name"), ["Launch"])
        self.assertEqual((kpi.start, kpi.target, kpi.current), (0, 80, 0))
        self.check_in(half, 80, "2025-07-10")
        self.assertEqual(half.progress, 0.5)
        (history,) = half.get_history()
        self.assertEqual([point["value"] for point in history["points"]], [60, 80])
        self.assertEqual(self.half.current, 60)
        with self.assertRaises(UserError):
            self.objective._carry(self.next_cycle)

    def test_carry_out_of_a_closed_cycle(self):
        self.cycle.action_close()
        new = self.as_user(self.objective, self.an)._carry(self.next_cycle)
        self.assertEqual(new.origin_id, self.objective)
        self.assertEqual(self.objective.decision, "carried")

    def test_a_copy_is_aligned_to_where_its_parent_went(self):
        year = self.make_cycle("2025-01-01", cycle_type="year")
        lasting = self.make_objective(self.company, year)
        quarter = self.make_objective(self.binh, self.cycle)
        self.objective.parent_id = lasting
        self.assertEqual(self.objective._parent_in(self.next_cycle), lasting)
        self.objective.parent_id = quarter
        self.assertFalse(self.objective._parent_in(self.next_cycle))
        carried = quarter._carry(self.next_cycle)
        self.assertEqual(self.objective._carry(self.next_cycle).parent_id, carried)

    def test_a_parent_that_is_private_to_others_is_left_behind(self):
        private = self.make_objective(self.north_manager, self.cycle, visibility="private")
        self.objective.parent_id = private
        copy = self.as_user(self.objective, self.an)._duplicate(
            self.cycle, self.as_user(self.half, self.an)
        )
        self.assertFalse(copy.parent_id)

    def test_a_colleagues_objective_is_copied_for_oneself(self):
        copy = self.as_user(self.objective, self.binh)._duplicate(
            self.cycle, self.as_user(self.half, self.binh)
        )
        self.assertEqual((copy.employee_id, copy.responsible_id), (self.binh, self.binh))
        self.assertEqual(copy.key_result_ids.mapped("name"), self.half.mapped("name"))
        for_report = self.as_user(self.objective, self.north_manager)._duplicate(
            self.cycle, self.as_user(self.half, self.north_manager)
        )
        self.assertEqual(for_report.employee_id, self.an)

    def test_what_changes_while_the_cycle_is_open_is_logged(self):
        self.as_user(self.half, self.an).write({"target": 120, "weight": 2})
        note = self.objective.message_ids[0].body
        self.assertIn("100 → 120", note)
        self.assertIn("1 → 2", note)

    def test_only_later_cycles(self):
        with self.assertRaises(UserError):
            self.objective._carry(self.cycle)

    def test_the_dialogs(self):
        Wizard = self.as_user(self.env["okr.objective.copy"], self.an)
        wizard = Wizard.create({"objective_id": self.objective.id, "mode": "carry"})
        self.assertEqual(wizard.cycle_id, self.next_cycle)
        self.assertEqual(len(wizard.key_result_ids), 3)
        new = self.env["okr.objective"].browse(wizard.action_copy()["res_id"])
        self.assertEqual(len(new.key_result_ids), 3)
        wizard = Wizard.create(
            {"objective_id": self.objective.id, "key_result_ids": [Command.set(self.half.ids)]}
        )
        copy = self.env["okr.objective"].browse(wizard.action_copy()["res_id"])
        self.assertEqual(copy.cycle_id, self.cycle)
        self.assertEqual((copy.key_result_ids.start, copy.key_result_ids.current), (0, None))
        self.assertFalse(copy.origin_id)

    def test_moving_a_key_result(self):
        other = self.make_objective(self.an, self.cycle)
        self.half.objective_id = other
        self.assertEqual(other.score, 0.6)
        self.assertEqual(len(self.objective.key_result_ids), 3)
        self.assertEqual(self.half.check_in_ids.objective_id, other)
        foreign = self.make_objective(self.binh, self.cycle)
        with self.assertRaises(AccessError):
            self.as_user(self.half, self.an).objective_id = foreign.id


class TestForms(OkrCase):
    def test_plain_forms_save(self):
        with freeze_time("2025-05-01 05:00:00"):
            form = Form(self.as_user(self.env["okr.objective"], self.an))
            form.name = "Win the north"
            form.cycle_id = self.cycle
            form.employee_id = self.an
            objective = form.save()
        self.assertEqual(objective.responsible_id, self.an)
