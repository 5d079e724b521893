"""The dialogs do what their user may do by hand, and no more."""

from .common_http import GoalHttpCase


class TestAccessWizards(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.make_indicator("wizard_manual")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.target = cls.make_cycle("2025-04-01")
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, [(cls.manual, 100)])
        cls.line = cls.card.line_ids
        cls.template = cls.make_template(cls.job_seller, [(cls.manual, 100)])

    def run_wizard(self, user, model, vals, method):
        status, answer = self.json2(user, model, "create", vals_list=[vals])
        if status != 200:
            return status, answer
        return self.json2(user, model, method, answer)

    def test_change_target(self):
        vals = {"line_ids": [[6, 0, self.line.ids]], "new_target": 50, "reason": "New area"}
        model, method = "kpi.target.change.wizard", "action_change"
        for user in (self.dung, self.phuc, self.em, self.marketing_manager, self.other_officer):
            status, _answer = self.run_wizard(user, model, vals, method)
            self.assertEqual((status, self.line.target), (403, 100), user.name)
        status, answer = self.run_wizard(self.south_manager, model, vals, method)
        self.assertEqual((status, self.line.target), (200, 50), answer)
        self.assertEqual(self.line.change_ids.reason, "New area")

    def test_wizards_are_ones_own(self):
        wizard = self.as_user(self.env["kpi.target.change.wizard"], self.south_manager).create(
            {"line_ids": [(6, 0, self.line.ids)], "new_target": 50, "reason": "Secret plan"}
        )
        for user in (self.dung, self.hr_officer):
            for method, params in [
                ("read", {"fields": ["reason", "old_target"]}),
                ("write", {"vals": {"new_target": 1}}),
                ("action_change", {}),
            ]:
                status, answer = self.json2(user, wizard._name, method, wizard.ids, **params)
                self.assertEqual(status, 403, f"{user.name} {method}: {answer}")
        self.assertEqual(self.line.target, 100)

    def test_generate_and_copy_in_another_company(self):
        before = self.env["kpi.scorecard"].search([])
        for user in (self.other_officer, self.south_manager):
            for model, vals, method in [
                ("kpi.scorecard.generate",
                 {"template_ids": [[6, 0, self.template.ids]], "cycle_id": self.target.id},
                 "action_generate"),
                ("kpi.scorecard.copy",
                 {"scorecard_ids": [[6, 0, self.card.ids]], "cycle_id": self.target.id},
                 "action_copy"),
                ("goal.cycle.generate",
                 {"company_id": self.company.id, "year": 2040}, "action_generate"),
            ]:  # fmt: skip
                status, answer = self.run_wizard(user, model, vals, method)
                self.assertEqual(status, 403, f"{user.name} {model}: {answer}")
        self.assertEqual(self.env["kpi.scorecard"].search([]), before)
        self.assertFalse(self.env["goal.cycle"].search([("date_start", ">=", "2040-01-01")]))

    def test_buttons_of_a_cycle(self):
        other_admin = self.other_officer
        other_admin.user_id.group_ids |= self.env.ref("kpi_okr.group_goal_admin")
        for user in (self.dung, self.south_manager, self.director, other_admin):
            status, _answer = self.json2(user, "goal.cycle", "action_close", self.cycle.ids)
            self.assertEqual((status, self.cycle.state), (403, "open"), user.name)
        status, _answer = self.json2(self.hr_officer, "goal.cycle", "action_close", self.cycle.ids)
        self.assertEqual((status, self.cycle.state), (200, "closed"))
        for user in (self.dung, self.director, self.hr_officer, other_admin):
            status, _answer = self.json2(
                user, "goal.cycle", "action_reopen", self.cycle.ids, reason="Because"
            )
            self.assertEqual((status, self.cycle.state), (403, "closed"), user.name)
        wizard = {"cycle_id": self.cycle.id, "reason": "A deal was booked twice"}
        for user, expected in [(self.hr_officer, 403), (self.goals_admin, 200)]:
            status, answer = self.run_wizard(user, "goal.cycle.reopen", wizard, "action_reopen")
            self.assertEqual(status, expected, answer)
        self.assertEqual(self.cycle.state, "open")

    def test_refresh(self):
        """Whoever reads figures may have them measured anew, nobody else."""
        for user, expected in [(self.dung, 200), (self.south_manager, 200), (self.phuc, 403)]:
            status, _answer = self.json2(user, "kpi.scorecard", "action_refresh", self.card.ids)
            self.assertEqual(status, expected, user.name)
            status, _answer = self.json2(
                user, "kpi.scorecard.line", "action_refresh", self.line.ids
            )
            self.assertEqual(status, expected, user.name)
        status, _answer = self.json2(
            self.other_officer, "goal.cycle", "action_refresh", self.cycle.ids
        )
        self.assertEqual(status, 403)
