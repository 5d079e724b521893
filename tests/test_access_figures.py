"""A hand-entered figure counts for its owner, and only who answers for it may enter it."""

from .common_http import GoalHttpCase


class TestAccessFigures(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.make_indicator("figure_manual")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, [(cls.manual, 100)])
        cls.mine = cls.make_value(cls.manual, cls.phuc, "2025-03-05", 10)
        cls.others = cls.make_value(cls.manual, cls.dung, "2025-03-05", 20)

    def create_as(self, user, **vals):
        values = {
            "indicator_id": self.manual.id,
            "date": "2025-03-06",
            "value": 1000,
            "company_id": self.company.id,
        }
        return self.json2(user, "kpi.value", "create", vals_list=[values | vals])

    def assert_nothing_new(self):
        self.assertEqual(
            self.env["kpi.value"].search([("indicator_id", "=", self.manual.id)]),
            self.mine | self.others,
        )
        self.assertEqual(self.card.line_ids.actual, 20)

    def test_nobody_enters_for_a_colleague(self):
        for vals in [
            {"employee_id": self.dung.id},
            {"employee_id": self.dung.id, "responsible_id": self.phuc.id},
            {"employee_id": self.dung.id, "user_id": self.phuc.user_id.id},
            {"owner_type": "team", "team_id": self.team_south.id},
            {"owner_type": "team", "team_id": self.team_south.id, "responsible_id": self.phuc.id},
            {"owner_type": "department", "department_id": self.dept_south.id},
            {"owner_type": "company"},
            {"owner_type": "company", "responsible_id": self.phuc.id},
            {"owner_type": "company", "user_id": self.phuc.user_id.id},
        ]:
            status, answer = self.create_as(self.phuc, **vals)
            self.assertEqual(status, 403, f"{vals}: {answer}")
            self.assert_nothing_new()

    def test_no_default_names_oneself(self):
        values = {
            "indicator_id": self.manual.id,
            "value": 1000,
            "owner_type": "company",
            "company_id": self.company.id,
        }
        for name, value in [
            ("responsible_id", self.phuc.id),
            ("user_id", self.phuc.user_id.id),
        ]:
            status, _answer = self.json2(
                self.phuc,
                "kpi.value",
                "create",
                vals_list=[values],
                context={f"default_{name}": value},
            )
            self.assertEqual(status, 403)
            self.assert_nothing_new()

    def test_a_figure_is_not_given_away(self):
        for vals in [
            {"employee_id": self.dung.id},
            {"owner_type": "company", "employee_id": False},
            {"owner_type": "team", "team_id": self.team_south.id},
            {"responsible_id": self.em.id},
            {"user_id": self.em.user_id.id},
            {"company_id": self.other_company.id},
        ]:
            status, answer = self.json2(self.phuc, "kpi.value", "write", self.mine.ids, vals=vals)
            self.assertIn(status, (403, 422), f"{vals}: {answer}")
            self.assertEqual(self.mine.employee_id, self.phuc)
            self.assert_nothing_new()

    def test_who_may(self):
        """The owner, the leader of the owning team, every manager and the officers."""
        south = {"owner_type": "team", "team_id": self.team_south.id}
        for user, vals in [
            (self.dung, {"employee_id": self.dung.id}),
            (self.south_manager, {"employee_id": self.dung.id}),
            (self.director, {"employee_id": self.dung.id}),
            (self.south_head, {"employee_id": self.dung.id}),
            (self.em, south),
            (self.south_head, {"owner_type": "department", "department_id": self.dept_south.id}),
            (self.hr_officer, {"owner_type": "company"}),
        ]:
            status, answer = self.create_as(user, **vals)
            self.assertEqual(status, 200, f"{user.name} {vals}: {answer}")

    def test_members_see_the_teams_figures(self):
        value = self.make_value(self.manual, self.team_south, "2025-03-07", 5)
        for user, sees in [(self.dung, 1), (self.an, 0), (self.south_manager, 1)]:
            _status, count = self.json2(
                user, "kpi.value", "search_count", domain=[("id", "=", value.id)]
            )
            self.assertEqual(count, sees, user.name)

    def test_who_left_the_team_sees_no_more(self):
        value = self.make_value(self.manual, self.team_south, "2025-03-07", 5)
        membership = self.team_south.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.dung.user_id
        )
        membership.active = False
        for context in ({}, {"active_test": False}):
            _status, count = self.json2(
                self.dung, "kpi.value", "search_count", domain=[("id", "=", value.id)],
                context=context,
            )  # fmt: skip
            self.assertEqual(count, 0)
            status, _answer = self.json2(
                self.dung, "kpi.value", "read", value.ids, fields=["value"], context=context
            )
            self.assertEqual(status, 403)

    def test_computed_indicators_take_no_figures(self):
        for source, vals in [("records", {}), ("formula", {"formula": "figure_manual * 2"})]:
            indicator = self.make_indicator(f"figure_{source}", source, **vals)
            status, _answer = self.create_as(
                self.hr_officer, employee_id=self.dung.id, indicator_id=indicator.id
            )
            self.assertEqual(status, 422)
            status, _answer = self.json2(
                self.dung, "kpi.value", "write", self.others.ids,
                vals={"indicator_id": indicator.id},
            )  # fmt: skip
            self.assertEqual(status, 422)
        self.assert_nothing_new()

    def test_closed_cycle(self):
        self.cycle.action_close()
        self.assertEqual(self.create_as(self.dung, employee_id=self.dung.id)[0], 422)
        for user, vals in [(self.dung, {"value": 99}), (self.hr_officer, {"date": "2025-04-01"})]:
            status, _answer = self.json2(user, "kpi.value", "write", self.others.ids, vals=vals)
            self.assertEqual(status, 422)
        status, _answer = self.json2(self.dung, "kpi.value", "unlink", self.others.ids)
        self.assertEqual(status, 422)
        self.assert_nothing_new()
