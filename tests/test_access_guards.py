"""What a pay cheque hangs on can't be forged over RPC, by nobody."""

from .common_http import GoalHttpCase

FORGED_CARD = {
    "score": 1.2,
    "grade": "green",
    "status": "reached",
    "data_share": 1.0,
    "refreshed_at": "2030-01-01 00:00:00",
    "frozen": {"owner": "Somebody", "department": None, "responsible": None},
    "state": "closed",
    "cycle_type": "year",
    "date_start": "2020-01-01",
    "date_end": "2030-12-31",
    "user_id": 2,
    "owner_department_id": False,
}
FORGED_LINE = {
    "actual": 999.0,
    "attainment": 9.0,
    "score": 1.2,
    "pace": 9.0,
    "status": "reached",
    "error": "Oops",
    "frozen": {"name": {"en_US": "Mine"}},
    "state": "closed",
    "cycle_id": False,
    "date_start": "2020-01-01",
    "company_id": 1,
    "owner_type": "team",
    "employee_id": False,
    "team_id": False,
    "owner_department_id": False,
    "user_id": 2,
    "rewarded": True,
    "kind": "process",
}
FORGED_INDICATOR = {"error": "Oops", "error_date": "2030-01-01 00:00:00"}
FORGED_CYCLE = {
    "state": "closed",
    "closed_at": "2030-01-01 00:00:00",
    "closed_by_id": 2,
    "parent_id": False,
}


class TestAccessGuards(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.make_indicator("guard_manual")
        cls.spare = cls.make_indicator("guard_spare")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.next_cycle = cls.make_cycle("2025-04-01")
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, [(cls.manual, 100)])
        cls.line = cls.card.line_ids
        cls.make_value(cls.manual, cls.dung, "2025-03-10", 45)

    def assert_refused(self, user, record, method="write", **params):
        """A refusal: a 4xx answer, and the record as it was."""
        before = record.read(load=None)
        status, answer = self.json2(user, record._name, method, record.ids, **params)
        self.assertIn(status, (403, 422), f"{method} {params}: {answer}")
        self.assertEqual(record.exists().read(load=None), before, params)

    def test_stored_figures(self):
        # 45 of 100 is 0.45; the month is over, so it is below half of what was expected.
        self.assertEqual(self.line.actual, 45)
        self.assertEqual(self.line.attainment, 0.45)
        self.assertEqual(self.card.score, 0.45)
        for record, forged in [
            (self.line, FORGED_LINE),
            (self.card, FORGED_CARD),
            (self.manual, FORGED_INDICATOR),
            (self.cycle, FORGED_CYCLE),
        ]:
            for name, value in forged.items():
                self.assert_refused(self.goals_admin, record, vals={name: value})
            for user in (self.dung, self.south_manager, self.hr_officer):
                self.assert_refused(user, record, vals=forged)

    def test_new_records_with_figures(self):
        new_line = {"scorecard_id": self.card.id, "indicator_id": self.spare.id}
        new_card = {
            "employee_id": self.dung.id,
            "cycle_id": self.next_cycle.id,
            "company_id": self.company.id,
        }
        for model, vals, forged in [
            ("kpi.scorecard.line", new_line, FORGED_LINE),
            ("kpi.scorecard", new_card, FORGED_CARD),
            ("kpi.indicator", {"name": "X", "code": "guard_x"}, FORGED_INDICATOR),
        ]:
            count = self.env[model].search_count([])
            for name, value in forged.items():
                status, answer = self.json2(
                    self.goals_admin, model, "create", vals_list=[vals | {name: value}]
                )
                self.assertEqual(status, 403, f"{model} {name}: {answer}")
            self.assertEqual(self.env[model].search_count([]), count)

    def test_nested_lines(self):
        commands = [[1, self.line.id, {"actual": 999}]]
        self.assert_refused(self.goals_admin, self.card, vals={"line_ids": commands})
        self.assert_refused(
            self.goals_admin,
            self.card,
            vals={"line_ids": [[0, 0, {"indicator_id": self.spare.id, "score": 1.2}]]},
        )
        self.assertEqual(self.line.actual, 45)

    def test_web_save(self):
        for vals in ({"line_ids": [[1, self.line.id, {"score": 1.2}]]}, {"score": 1.2}):
            self.assert_refused(
                self.goals_admin, self.card, "web_save", vals=vals, specification={}
            )

    def test_defaults_from_a_forged_context(self):
        context = {f"default_{name}": value for name, value in (FORGED_CARD | FORGED_LINE).items()}
        context |= {"goal_refresh_later": True, "import_file": True, "su": True}
        status, (card_id,) = self.json2(
            self.hr_officer,
            "kpi.scorecard",
            "create",
            vals_list=[
                {
                    "owner_type": "employee",
                    "employee_id": self.phuc.id,
                    "cycle_id": self.cycle.id,
                    "company_id": self.company.id,
                    "line_ids": [[0, 0, {"indicator_id": self.manual.id, "target": 10}]],
                }
            ],
            context=context,
        )
        card = self.env["kpi.scorecard"].browse(card_id)
        line = card.line_ids
        self.assertEqual(status, 200)
        self.assertEqual((card.score, card.status, card.frozen), (None, "no_data", False))
        self.assertEqual((card.state, card.user_id), ("open", self.phuc.user_id))
        self.assertEqual((line.actual, line.score, line.error), (None, None, False))
        self.assertEqual((line.frozen, line.state, line.employee_id), (False, "open", self.phuc))
        self.assertEqual(line.status, "no_data")

    def test_defaults_of_the_user(self):
        """ir.default is every user's own to write."""
        defaults = self.env["ir.default"].with_user(self.hr_officer.user_id).sudo()
        defaults.set("kpi.scorecard.line", "actual", 999, user_id=self.hr_officer.user_id.id)
        defaults.set("kpi.scorecard", "score", 1.2, user_id=self.hr_officer.user_id.id)
        _status, (line_id,) = self.json2(
            self.hr_officer,
            "kpi.scorecard.line",
            "create",
            vals_list=[{"scorecard_id": self.card.id, "indicator_id": self.spare.id}],
            context={"goal_refresh_later": True},
        )
        self.assertIsNone(self.env["kpi.scorecard.line"].browse(line_id).actual)

    def test_a_cycle_is_never_born_closed(self):
        vals = {
            "name": "May",
            "date_start": "2025-05-01",
            "date_end": "2025-05-31",
            "company_id": self.company.id,
        }
        status, _answer = self.json2(
            self.goals_admin, "goal.cycle", "create", vals_list=[vals | {"state": "closed"}]
        )
        self.assertEqual(status, 422)
        status, (cycle_id,) = self.json2(
            self.goals_admin,
            "goal.cycle",
            "create",
            vals_list=[vals],
            context={"default_state": "closed", "default_closed_at": "2030-01-01 00:00:00"},
        )
        cycle = self.env["goal.cycle"].browse(cycle_id)
        self.assertEqual((status, cycle.state, cycle.closed_at), (200, "draft", False))

    def test_forged_context_opens_nothing(self):
        context = {"goal_refresh_later": True, "active_test": False, "su": True, "uid": 1,
                   "tracking_disable": True, "allowed_company_ids": self.company.ids}  # fmt: skip
        for user in (self.dung, self.phuc, self.em):
            self.assert_refused(user, self.line, vals={"target": 1}, context=context)
        vals = {"actual": 1}
        self.assert_refused(self.goals_admin, self.line, vals=vals, context=context)

    def test_owner_sets_neither_target_nor_weight(self):
        for vals in ({"target": 1, "target_reason": "Easier"}, {"weight": 0}, {"note": "x"}):
            self.assert_refused(self.dung, self.line, vals=vals)
        self.assert_refused(self.dung, self.card, vals={"note": "<p>x</p>"})
        self.assertFalse(self.line.change_ids)

    def test_manager_sets_target_and_weight_but_no_more(self):
        status, answer = self.json2(
            self.south_manager,
            "kpi.scorecard.line",
            "write",
            self.line.ids,
            vals={"target": 50, "weight": 2, "target_reason": "New area"},
        )
        self.assertEqual(status, 200, answer)
        # 45 of 50 is 0.90
        self.assertEqual((self.line.target, self.line.weight, self.line.score), (50, 2, 0.9))
        change = self.line.change_ids
        self.assertEqual((change.old_target, change.new_target), (100, 50))
        self.assertEqual((change.reason, change.user_id), ("New area", self.south_manager.user_id))
        self.assert_refused(self.south_manager, self.line, vals={"target": 60})
        for vals in [
            {"indicator_id": self.spare.id},
            {"scorecard_id": self.make_scorecard(self.an, self.cycle).id},
        ]:
            self.assert_refused(self.south_manager, self.line, vals=vals)
        for vals in [
            {"employee_id": self.phuc.id},
            {"cycle_id": self.next_cycle.id},
            {"owner_type": "company", "employee_id": False},
            {"responsible_id": self.south_manager.id},
            {"company_id": self.other_company.id},
            {"template_id": False},
        ]:
            self.assert_refused(self.south_manager, self.card, vals=vals)
        new_line = [[0, 0, {"indicator_id": self.spare.id}]]
        for commands in ([[2, self.line.id]], new_line, [[3, self.line.id]], [[5]]):
            self.assert_refused(self.south_manager, self.card, vals={"line_ids": commands})

    def test_nobody_manages_oneself(self):
        """The head of a department who sits in it sets no target of the own scorecard."""
        card = self.make_scorecard(self.north_manager, self.cycle, [(self.manual, 10)])
        self.assertEqual(self.north_manager.department_id.manager_id, self.north_manager)
        self.assert_refused(
            self.north_manager, card.line_ids, vals={"target": 1, "target_reason": "x"}
        )

    def test_officer_moves_no_line_into_a_closed_cycle(self):
        closed = self.make_cycle("2025-02-01")
        closed_card = self.make_scorecard(self.dung, closed, [(self.spare, 10)])
        closed.action_close()
        self.assert_refused(self.hr_officer, self.line, vals={"scorecard_id": closed_card.id})
        self.assertEqual(len(closed_card.line_ids), 1)

    def test_engine_is_out_of_reach(self):
        for method in ("measure", "_refresh", "_store_lines", "_refresh_cards"):
            status, _answer = self.json2(self.goals_admin, "goal.engine", method)
            self.assertIn(status, (403, 404), method)
        for model, method in [
            ("kpi.scorecard", "_freeze"),
            ("kpi.scorecard", "_unfreeze"),
            ("goal.cycle", "_set_state"),
            ("goal.refresh", "_cron_refresh"),
            ("res.users", "_goal_managed_employee_ids"),
        ]:
            status, _answer = self.json2(self.goals_admin, model, method)
            self.assertIn(status, (403, 404), method)
