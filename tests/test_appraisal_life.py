"""Who takes an appraisal from state to state, what is asked of whom, and what is fixed when."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from .appraisal_common import AppraisalCase


class TestAppraisalLife(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.make_appraisal_template({"self": 50, "manager": 50}, [1, 1])

    def activities(self, record, xmlid):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("activity_type_id", "=", self.env.ref(f"kpi_okr.{xmlid}").id),
            ]
        )

    def mails(self, record):
        return self.env["mail.mail"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def test_the_whole_way(self):
        boss = self.as_manager(self.make_appraisal(self.dung, self.template))
        mine = self.as_user(boss, self.dung)
        with self.assertRaises(AccessError):
            mine.read(["state"])
        boss.action_start()
        today = self.company._goal_today()
        self.assertEqual(boss.state, "self_assessment")
        self.assertEqual(boss.self_deadline, today + timedelta(days=7))
        self.assertEqual(boss.deadline, boss.self_deadline)
        asked = self.activities(boss, "mail_activity_appraisal_self")
        self.assertEqual(asked.user_id, self.dung.user_id)
        self.assertEqual(asked.date_deadline, boss.self_deadline)
        self.assertEqual(self.mails(boss).recipient_ids, self.dung.user_id.partner_id)
        self.assertEqual(
            boss.message_partner_ids, (self.dung | self.south_manager).user_id.partner_id
        )
        mine.employee_text = "<p>Mine</p>"
        self.rate(mine, "employee", [5, 3])
        self.assertFalse(boss.employee_text)
        self.assertIsNone(boss.final)
        mine.action_submit()
        self.assertEqual(boss.employee_text, "<p>Mine</p>")
        self.assertEqual(boss.final, 4)
        self.assertFalse(asked.exists())
        todo = self.activities(boss, "mail_activity_appraisal_manager")
        self.assertEqual(todo.user_id, self.south_manager.user_id)
        boss.manager_text = "<p>Theirs</p>"
        self.rate(boss, "manager", [3, 3])
        self.assertFalse(mine.manager_text)
        boss.action_close_feedback()
        self.assertEqual(boss.state, "manager")
        boss.decided_band_id = boss.proposed_band_id
        boss.action_done()
        self.assertFalse(todo.exists())
        self.assertEqual(mine.manager_text, "<p>Theirs</p>")
        self.assertEqual(mine.final, 3.5)
        self.assertEqual(self.mails(boss)[-1].recipient_ids, self.dung.user_id.partner_id)

    def test_done_is_fixed(self):
        appraisal = self.make_appraisal(self.dung, self.template, "manager")
        boss = self.as_manager(appraisal)
        self.rate(boss, "manager", [3, 3])
        boss.decided_band_id = boss.proposed_band_id
        boss.action_propose_plan()
        boss.action_done()
        mine, officer = self.as_user(boss, self.dung), self.as_user(boss, self.hr_officer)
        for user in (boss, mine, officer):
            for change in (
                {"manager_text": "<p>Later</p>"},
                {"employee_text": "<p>Later</p>"},
                {"date_to": "2025-07-31"},
                {"manager_deadline": "2030-01-01"},
                {"state": "draft"},
                {"manager_visible": False},
            ):
                with self.assertRaises(UserError), self.cr.savepoint():
                    user.write(change)
            with self.assertRaises(UserError), self.cr.savepoint():
                self.rate(user, "manager", [5, 5])

    def test_who_may_take_which_step(self):
        appraisal = self.make_appraisal(self.dung, self.template)
        steps = [
            ("action_start", "draft", {"director", "hr_officer", "south_head", "south_manager"}),
            ("action_submit", "self_assessment", {"dung"}),
            (
                "action_skip_self",
                "self_assessment",
                {"director", "hr_officer", "south_head", "south_manager"},
            ),
            (
                "action_close_feedback",
                "feedback",
                {"director", "hr_officer", "south_head", "south_manager"},
            ),
            ("action_cancel", "manager", {"director", "hr_officer", "south_head", "south_manager"}),
        ]
        everybody = (
            "dung",
            "phuc",
            "em",
            "south_manager",
            "director",
            "south_head",
            "hr_officer",
            "marketing_manager",
            "other_officer",
            "plain_user",
            "portal_user",
        )
        for step, state, allowed in steps:
            for name in everybody:
                with self.subTest(step=step, user=name):
                    savepoint = self.cr.savepoint()
                    self.bring_to(appraisal, state)
                    acting = self.as_user(appraisal, getattr(self, name))
                    if name in allowed:
                        getattr(acting, step)()
                    else:
                        with self.assertRaises(AccessError):
                            getattr(acting, step)()
                    savepoint.rollback()
                    savepoint.close(rollback=False)
                    self.env.invalidate_all()

    def test_steps_have_their_order(self):
        boss = self.as_manager(self.make_appraisal(self.dung, self.template))
        for step in ("action_close_feedback", "action_done", "action_skip_self"):
            with self.assertRaises(UserError):
                getattr(boss, step)()

    def test_each_side_says_when_it_is_visible(self):
        appraisal = self.make_appraisal(self.dung, self.template, "self_assessment")
        mine, boss = self.as_user(appraisal, self.dung), self.as_manager(appraisal)
        boss.manager_text = "<p>Draft</p>"
        boss.action_show_manager_side()
        self.assertEqual(mine.manager_text, "<p>Draft</p>")
        boss.action_hide_manager_side()
        self.assertFalse(mine.manager_text)
        mine.employee_text = "<p>Early</p>"
        mine.action_show_employee_side()
        self.assertEqual(boss.employee_text, "<p>Early</p>")
        mine.action_hide_employee_side()
        self.assertFalse(boss.employee_text)
        with self.assertRaises(AccessError):
            boss.action_show_employee_side()
        with self.assertRaises(AccessError):
            mine.action_show_manager_side()
        with self.assertRaises(AccessError):
            self.as_user(appraisal, self.hr_officer).action_show_employee_side()

    def test_the_other_side_is_not_written(self):
        appraisal = self.make_appraisal(self.dung, self.template, "self_assessment")
        mine, boss = self.as_user(appraisal, self.dung), self.as_manager(appraisal)
        with self.assertRaises(AccessError), self.cr.savepoint():
            boss.employee_text = "<p>Not mine</p>"
            boss.flush_recordset()
        with self.assertRaises(AccessError), self.cr.savepoint():
            mine.manager_text = "<p>Not mine</p>"
            mine.flush_recordset()

    def test_reopened_by_hr_with_a_reason(self):
        appraisal = self.make_appraisal(self.dung, self.template, "manager")
        boss = self.as_manager(appraisal)
        self.rate(boss, "manager", [3, 3])
        boss.decided_band_id = boss.proposed_band_id
        boss.action_done()
        officer = self.as_user(appraisal, self.hr_officer)
        for user, reason in ((boss, "x"), (self.as_user(boss, self.dung), "x"), (officer, " ")):
            with self.assertRaises(UserError):
                user.action_reopen(reason)
        officer.action_reopen("A scorecard was corrected")
        self.assertEqual(appraisal.state, "manager")
        self.assertIn("A scorecard was corrected", appraisal.message_ids[0].body)
        mine = self.as_user(appraisal, self.dung)
        self.assertFalse(mine.manager_text)
        self.assertIsNone(mine.final)
        self.rate(boss, "manager", [4, 3])
        boss.action_done()
        self.assertEqual(mine.final, 3.5)

    def test_cancelled_begins_anew(self):
        appraisal = self.make_appraisal(self.dung, self.template, "self_assessment")
        self.as_manager(appraisal).action_cancel()
        self.assertFalse(self.activities(appraisal, "mail_activity_appraisal_self"))
        self.as_user(appraisal, self.hr_officer).action_reopen("By mistake")
        self.assertEqual(appraisal.state, "draft")

    def test_late_ones_are_reminded(self):
        today = self.company._goal_today()
        appraisal = self.make_appraisal(
            self.dung, self.template, "self_assessment", self_deadline=today - timedelta(days=1)
        )
        other = self.make_appraisal(self.em, self.template, "self_assessment")
        Appraisal = self.env["goal.appraisal"]
        self.assertTrue(appraisal.is_late)
        self.assertEqual(
            Appraisal.search([("is_late", "=", True)]) & (appraisal | other), appraisal
        )
        before = len(self.mails(appraisal))
        with self.enter_registry_test_mode():
            self.env.ref("kpi_okr.cron_appraisal_remind").method_direct_trigger()
        self.assertEqual(len(self.mails(appraisal)), before + 1)
        self.assertEqual(len(self.mails(other)), 1)
        self.assertEqual(appraisal.reminded_on, today)
        with self.enter_registry_test_mode():
            self.env.ref("kpi_okr.cron_appraisal_remind").method_direct_trigger()
        self.assertEqual(len(self.mails(appraisal)), before + 1)

    def test_a_former_manager_keeps_it(self):
        appraisal = self.make_appraisal(self.dung, self.template, "manager")
        boss = self.as_manager(appraisal)
        self.rate(boss, "manager", [3, 3])
        boss.decided_band_id = boss.proposed_band_id
        boss.action_done()
        self.dung.parent_id = self.marketing_manager
        self.env.invalidate_all()
        self.assertEqual(boss.final, 3)
        new = self.as_user(appraisal, self.marketing_manager)
        self.assertEqual(new.final, 3)
        with self.assertRaises(AccessError):
            self.as_user(self.env["goal.appraisal"], self.south_manager).create(
                {"employee_id": self.dung.id, "date_from": "2025-07-01", "date_to": "2025-12-31"}
            )

    def test_handed_over(self):
        appraisal = self.make_appraisal(self.dung, self.template, "self_assessment")
        old = self.as_manager(appraisal)
        self.dung.parent_id = self.marketing_manager
        with self.assertRaises(AccessError):
            old.manager_id = self.marketing_manager
        self.as_user(appraisal, self.hr_officer).manager_id = self.marketing_manager
        self.env.invalidate_all()
        self.assertTrue(old.is_managed)
        self.assertFalse(old.may_manage)
        with self.assertRaises(AccessError):
            old.action_skip_self()
        self.as_user(appraisal, self.marketing_manager).action_skip_self()

    def test_development_plan(self):
        learning = self.make_objective(
            self.dung, self.cycle, [(0, 10)], commitment="learning", name="Learn to listen"
        )
        self.check_in(learning.key_result_ids, 2)
        appraisal = self.make_appraisal(self.dung, self.template, "manager")
        boss, mine = self.as_manager(appraisal), self.as_user(appraisal, self.dung)
        self.rate(boss, "manager", [2, 4])
        boss.action_propose_plan()
        self.assertEqual(boss.action_ids.mapped("source"), ["objective", "criterion"])
        self.assertEqual(boss.action_ids.criterion_id, self.template.criterion_ids[0])
        boss.action_propose_plan()
        self.assertEqual(len(boss.action_ids), 2)
        action = boss.action_ids[0]
        self.env.invalidate_all()
        self.assertFalse(mine.action_ids)
        self.assertFalse(action.activity_id)
        action.is_visible = True
        self.env.invalidate_all()
        self.assertEqual(mine.action_ids, action)
        activity = action.sudo().activity_id
        self.assertEqual(activity.user_id, self.dung.user_id)
        self.assertEqual(activity.date_deadline, action.date_deadline)
        boss.decided_band_id = boss.proposed_band_id
        boss.action_done()
        self.env.invalidate_all()
        self.assertEqual(len(mine.action_ids), 2)
        mine.action_ids[0].is_done = True
        self.assertFalse(activity.exists())
        with self.assertRaises(AccessError):
            mine.action_ids[0].name = "Something else"
