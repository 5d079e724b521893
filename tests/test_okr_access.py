"""Who may read and write objectives, over RPC as each role."""

from .okr_common import OkrHttpCase

READ_ALL = ("hr_officer", "goals_admin")


class TestOkrAccess(OkrHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.by_visibility = {
            visibility: cls.make_objective(
                cls.an, cls.cycle, [(0, 100)], visibility=visibility, name=f"Seen: {visibility}"
            )
            for visibility in ("company", "department", "private")
        }
        cls.check_ins = {
            visibility: cls.check_in(objective.key_result_ids, 20)
            for visibility, objective in cls.by_visibility.items()
        }

    def people(self, *names):
        return [(name, getattr(self, name)) for name in names]

    def ids_read(self, user, model, field):
        ids = [o.id for o in self.by_visibility.values()]
        domain = [(field, "in", ids)]
        status, found = self.json2(user, model, "search_read", domain=domain, fields=[field])
        self.assertEqual(status, 200, found)
        return len(found)

    def test_reading_by_visibility(self):
        expected = {
            "an": 3,
            "north_manager": 3,
            "director": 3,
            "hr_officer": 3,
            "goals_admin": 3,
            "binh": 2,  # the same department
            "dung": 1,
            "marketer": 1,
            "south_manager": 1,
            "plain_user": 0,  # no employee
            "other_officer": 0,
            "other_seller": 0,
        }
        for name, user in self.people(*expected):
            for model, field in [
                ("okr.objective", "id"),
                ("okr.key.result", "objective_id"),
                ("goal.check.in", "objective_id"),
            ]:
                with self.subTest(user=name, model=model):
                    self.assertEqual(self.ids_read(user, model, field), expected[name])

    def test_nobody_outside(self):
        ids = self.by_visibility["company"].ids
        for user in (self.portal_user, None):
            status, _answer = self.json2(user, "okr.objective", "read", ids, fields=["name"])
            self.assertIn(status, (401, 403))

    def test_writing(self):
        objective = self.by_visibility["company"]
        for name, may in {
            "an": True, "north_manager": True, "director": True, "hr_officer": True,
            "goals_admin": True, "binh": False, "dung": False, "south_manager": False,
            "plain_user": False, "other_officer": False,
        }.items():  # fmt: skip
            user = getattr(self, name)
            calls = [
                ("okr.objective", "write", objective.ids, {"vals": {"name": f"By {name}"}}),
                ("okr.key.result", "write", objective.key_result_ids.ids, {"vals": {"target": 90}}),
                ("okr.key.result", "create", None,
                 {"vals_list": [{"name": "KR", "objective_id": objective.id}]}),
                ("goal.check.in", "create", None,
                 {"vals_list": [{"key_result_id": objective.key_result_ids[0].id, "value": 1}]}),
            ]  # fmt: skip
            for model, method, ids, params in calls:
                with self.subTest(user=name, model=model, method=method):
                    status, answer = self.json2(user, model, method, ids, **params)
                    self.assertEqual(status, 200 if may else 403, answer)

    def test_check_ins_are_append_only_for_everybody(self):
        ids = self.check_ins["company"].ids
        for name, user in self.people("an", "north_manager", *READ_ALL):
            with self.subTest(user=name):
                status, _a = self.json2(user, "goal.check.in", "write", ids, vals={"value": 9})
                self.assertEqual(status, 403)
                status, _a = self.json2(user, "goal.check.in", "unlink", ids)
                self.assertEqual(status, 403)
        self.assertEqual(self.check_ins["company"].value, 20)

    def test_figures_are_refused_to_everybody(self):
        objective = self.by_visibility["company"]
        for name, user in self.people("an", *READ_ALL):
            for model, ids, field in [
                ("okr.objective", objective.ids, "score"),
                ("okr.objective", objective.ids, "frozen"),
                ("okr.key.result", objective.key_result_ids.ids, "current"),
            ]:
                with self.subTest(user=name, field=field):
                    status, _a = self.json2(user, model, "write", ids, vals={field: 1})
                    self.assertEqual(status, 403)
            status, _a = self.json2(
                user,
                "okr.objective",
                "create",
                vals_list=[{"name": "x", "cycle_id": self.cycle.id, "employee_id": self.an.id}],
                context={"default_score": 1},
            )
            self.assertEqual(status, 200 if name != "plain_user" else 403)
        made = self.env["okr.objective"].search([("name", "=", "x")])
        self.assertEqual(set(made.mapped("score")), {None})

    def test_an_objective_is_not_made_for_others(self):
        vals = {"name": "x", "cycle_id": self.cycle.id, "owner_type": "employee"}
        for owner, code in [(self.an, 200), (self.binh, 403)]:
            status, answer = self.json2(
                self.an, "okr.objective", "create", vals_list=[vals | {"employee_id": owner.id}]
            )
            self.assertEqual(status, code, answer)
        for more in ({"owner_type": "company"}, {"responsible_id": self.an.id}):
            status, _a = self.json2(self.an, "okr.objective", "create", vals_list=[vals | more])
            self.assertEqual(status, 403)
        ids = self.by_visibility["company"].ids
        status, _a = self.json2(
            self.an, "okr.objective", "write", ids, vals={"employee_id": self.binh.id}
        )
        self.assertEqual(status, 403)
        status, _a = self.json2(
            self.north_manager, "okr.objective", "write", ids, vals={"employee_id": self.binh.id}
        )
        self.assertEqual(status, 200)

    def test_a_private_name_does_not_show_through_alignment(self):
        private = self.by_visibility["private"]
        child = self.make_objective(self.binh, self.cycle, parent_id=private.id)
        status, answer = self.json2(
            self.binh, "okr.objective", "read", child.ids, fields=["parent_id"]
        )
        self.assertEqual(status, 200)
        self.assertEqual(answer[0]["parent_id"], [private.id, "Private objective"])
        mine = self.make_objective(self.binh, self.cycle)
        status, _a = self.json2(
            self.binh, "okr.objective", "write", mine.ids, vals={"parent_id": private.id}
        )
        self.assertEqual(status, 403)

    def test_only_readable_deals_are_linked(self):
        key_result = self.by_visibility["company"].key_result_ids
        own = self.make_deal(self.an, 40, "2025-05-10")
        foreign = self.make_deal(self.dung, 70, "2025-05-10")
        key_result.source = "deals"
        for deal, code in [(own, 200), (foreign, 403)]:
            status, answer = self.json2(
                self.an, "okr.key.result", "write", key_result.ids,
                vals={"lead_ids": [[4, deal.id]]},
            )  # fmt: skip
            self.assertEqual(status, code, answer)
        self.assertEqual(key_result.current, 40)
        # A marketer reads the figure, not the deals.
        status, answer = self.json2(
            self.marketer, "okr.key.result", "read", key_result.ids, fields=["current"]
        )
        self.assertEqual((status, answer[0]["current"]), (200, 40))
        status, _a = self.json2(
            self.marketer, "okr.key.result", "read", key_result.ids, fields=["lead_ids"]
        )
        self.assertEqual(status, 403)

    def test_team_members_read_what_is_private_to_their_team(self):
        objective = self.make_objective(self.team_north, self.cycle, visibility="private")
        for name, code in {"binh": 200, "dung": 403, "north_manager": 200}.items():
            status, _a = self.json2(
                getattr(self, name), "okr.objective", "read", objective.ids, fields=["name"]
            )
            self.assertEqual(status, code, name)
        status, _a = self.json2(
            self.binh, "okr.objective", "write", objective.ids, vals={"name": "x"}
        )
        self.assertEqual(status, 403)

    def test_search_and_compute_agree(self):
        everything = self.env["okr.objective"].browse(
            [objective.id for objective in self.by_visibility.values()]
        )
        for name, user in self.people("an", "binh", "dung", "marketer", "plain_user"):
            mine = self.as_user(everything, user).sudo()
            found = mine.search([("id", "in", mine.ids), ("is_visible", "=", True)])
            with self.subTest(user=name):
                self.assertEqual(found, mine.filtered("is_visible"))
