"""Who sees and moves what of a bonus, over real HTTP, with each one's API key."""

from odoo.tools import SQL

from .bonus_common import BonusHttpCase

OFFICER = {
    "plan": "CRWU",
    "point": "CRWU",
    "tier": "CRWU",
    "base": "CRWU",
    "run": "CRW",
    "bonus": "R",
    "correction": "CR",
}
MANAGER = {"bonus": "R", "correction": "R"}
MATRIX = {
    "computed": {
        "dung": {},
        "south_manager": MANAGER,
        "director": MANAGER,
        "south_head": MANAGER,
        "phuc": {},
        "em": {},
        "marketing_manager": {},
        "hr_officer": OFFICER | {"run": "CRWU"},
        "goals_admin": OFFICER | {"run": "CRWU", "withdraw": "C"},
        "other_officer": {},
        "plain_user": {},
        "portal_user": {},
        "public": {},
    },
    "published": {
        "dung": {"bonus": "R", "correction": "R"},
        "south_manager": MANAGER,
        "director": MANAGER,
        "south_head": MANAGER,
        "phuc": {},
        "em": {},
        "marketing_manager": {},
        "hr_officer": OFFICER | {"correction": "R"},
        "goals_admin": OFFICER | {"correction": "R", "withdraw": "C"},
        "other_officer": {},
        "plain_user": {},
        "portal_user": {},
        "public": {},
    },
}
OPERATIONS = {"C": "create", "R": "read", "W": "write", "U": "unlink"}
MODELS = {
    "plan": "kpi.bonus.plan",
    "point": "kpi.bonus.point",
    "tier": "kpi.bonus.tier",
    "base": "kpi.bonus.base",
    "run": "kpi.bonus.run",
    "bonus": "kpi.bonus",
    "correction": "kpi.bonus.correction",
    "withdraw": "kpi.bonus.withdraw",
}
READERS = "south_manager", "director", "south_head", "hr_officer", "goals_admin"
OUTSIDERS = "phuc", "em", "marketing_manager", "other_officer", "plain_user", "portal_user"
NOBODY = "dung", "an", "other_seller", *OUTSIDERS[:-1]


class TestBonusAccess(BonusHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.make_month(
            {cls.dung: (97, 9.7, 0), cls.phuc: (100, 10, 0), cls.an: (99, 9.9, 0)}
        )
        cls.cycle = cls.cards[cls.dung].cycle_id
        cls.next_cycle = cls.make_cycle("2025-04-01")
        cls.next_cycle.action_close()
        cls.plan = cls.make_plan()
        cls.spare = cls.make_plan(name="Spare")
        cls.spare_tiers = cls.make_plan(((100, 0.1), (None, 0.2)), mode="marginal", name="Tiers")
        cls.base = cls.env["kpi.bonus.base"].create(
            {"plan_id": cls.spare.id, "job_id": cls.job_seller.id, "amount": 7}
        )
        cls.paid_run = cls.make_run(cls.plan, cls.cycle, "computed")
        cls.bonus = cls.bonus_of(cls.paid_run, cls.dung)
        cls.correction = cls.as_user(cls.env["kpi.bonus.correction"], cls.hr_officer).create(
            {"bonus_id": cls.bonus.id, "amount": 5, "reason": "Agreed in March"}
        )

    def publish(self):
        self.as_user(self.paid_run, self.hr_officer).action_check()
        self.as_user(self.paid_run, self.goals_admin).action_approve()
        self.as_user(self.paid_run, self.hr_officer).action_publish()

    def user_named(self, name):
        return None if name == "public" else getattr(self, name)

    def record_for(self, key):
        return {
            "plan": self.spare,
            "point": self.spare.point_ids[0],
            "tier": self.spare_tiers.tier_ids[0],
            "base": self.base,
            "run": self.paid_run,
            "bonus": self.bonus,
            "correction": self.correction,
            "withdraw": self.env["kpi.bonus.withdraw"],
        }[key]

    def create_vals(self, key):
        return {
            "plan": {
                "name": "New",
                "company_id": self.company.id,
                "point_ids": [[0, 0, {"attainment": 1, "share": 1}]],
            },
            "point": {"plan_id": self.spare.id, "attainment": 1.5, "share": 2},
            "tier": {"plan_id": self.spare_tiers.id, "up_to": 50, "rate": 0.1},
            "base": {"plan_id": self.spare.id, "employee_id": self.dung.id, "amount": 9},
            "run": {"plan_id": self.plan.id, "cycle_id": self.next_cycle.id},
            "bonus": {
                "run_id": self.paid_run.id,
                "scorecard_id": self.cards[self.dung].id,
                "employee_id": self.dung.id,
                "currency_id": self.company.currency_id.id,
                "outcome": "paid",
            },
            "correction": {"bonus_id": self.bonus.id, "amount": 100, "reason": "Mine"},
            "withdraw": {"run_id": self.paid_run.id, "reason": "Because"},
        }[key]

    WRITES = {
        "plan": {"name": "Renamed"},
        "point": {"share": 0.1},
        "tier": {"rate": 0.3},
        "base": {"amount": 8},
        "run": {"note": "Seen"},
        "bonus": {"computed_amount": 9999},
        "correction": {"amount": 9999},
        "withdraw": {"reason": "Another"},
    }

    def snapshot(self):
        self.env.flush_all()
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM %s t",
                SQL.identifier(model.replace(".", "_")),
            )
            for model in MODELS.values()
        )
        return self.env.execute_query(query)

    def attempt(self, key, operation, user, record):
        model = MODELS[key]
        match operation:
            case "C":
                return self.json2(user, model, "create", vals_list=[self.create_vals(key)])
            case "R":
                return self.json2(user, model, "read", record.ids, fields=["create_date"])
            case "W":
                return self.json2(user, model, "write", record.ids, vals=self.WRITES[key])
            case _:
                return self.json2(user, model, "unlink", record.ids)

    def check(self, state):
        wrong = []
        for name, expected in MATRIX[state].items():
            user = self.user_named(name)
            if user:
                self.api_key(user)
            for key in MODELS:
                for operation, verb in OPERATIONS.items():
                    if key == "withdraw" and operation != "C":
                        continue
                    savepoint = self.env.cr.savepoint()
                    before = self.snapshot()
                    status, answer = self.attempt(key, operation, user, self.record_for(key))
                    allowed = operation in expected.get(key, "")
                    after = self.snapshot()
                    if (status == 200) != allowed:
                        wrong.append(f"{name}: {key} {verb}: {status} {answer}")
                    if not allowed and after != before:
                        wrong.append(f"{name}: {key} {verb}: something was stored")
                    if allowed and operation != "R" and after == before:
                        wrong.append(f"{name}: {key} {verb}: nothing was stored")
                    savepoint.rollback()
                    savepoint.close(rollback=False)
                    self.env.invalidate_all(flush=False)
        self.assertEqual("\n".join(wrong), "")

    def test_matrix_before_publication(self):
        self.check("computed")

    def test_matrix_when_published(self):
        self.publish()
        self.check("published")

    def amounts_read(self, user, model="kpi.bonus", field="amount"):
        status, rows = self.json2(user, model, "search_read", domain=[], fields=[field])
        return sorted(row[field] for row in rows) if status == 200 else None

    def test_reading_in_every_state(self):
        everything = {"hr_officer": [405, 800, 1000], "goals_admin": [405, 800, 1000]}
        managed = {
            "director": [405, 800, 1000],
            "south_manager": [405, 1000],
            "south_head": [405, 1000],
            "north_manager": [800],
        }
        for published in (False, True):
            if published:
                self.publish()
            own = {"dung": [405], "phuc": [1000], "an": [800]} if published else {}
            nothing = {name: [] for name in NOBODY}
            for name, amounts in (nothing | everything | managed | own).items():
                with self.subTest(user=name, published=published):
                    self.assertEqual(self.amounts_read(getattr(self, name)), amounts)
        self.assertIsNone(self.amounts_read(self.portal_user))

    def test_a_former_manager_sees_no_more(self):
        """At once, and so does the new one; the own amount stays the own."""
        self.publish()
        self.dung.parent_id = self.north_manager
        self.assertEqual(self.amounts_read(self.south_manager), [1000])
        self.assertEqual(self.amounts_read(self.north_manager), [405, 800])
        self.assertEqual(self.amounts_read(self.dung), [405])
        status, _answer = self.json2(
            self.south_manager, "kpi.bonus", "read", self.bonus.ids, fields=["amount"]
        )
        self.assertEqual(status, 403)

    def test_nobody_sets_the_own_base_amount(self):
        """Not directly, not through the plan, and not what somebody else has set."""
        own = {"employee_id": self.hr_officer.id, "amount": 9000}
        base = self.as_user(self.env["kpi.bonus.base"], self.goals_admin).create(
            own | {"plan_id": self.spare.id, "amount": 50}
        )
        others = base.copy({"employee_id": self.dung.id})
        before = self.snapshot()
        bases, plans = "kpi.bonus.base", "kpi.bonus.plan"
        later = own | {"date_from": "2030-01-01"}
        for model, method, ids, values in (
            (bases, "create", [], {"vals_list": [later | {"plan_id": self.spare.id}]}),
            (bases, "write", base.ids, {"vals": {"amount": 9000}}),
            (bases, "write", others.ids, {"vals": {"employee_id": self.hr_officer.id}}),
            (bases, "unlink", base.ids, {}),
            (plans, "write", self.spare.ids, {"vals": {"base_ids": [[0, 0, later]]}}),
            (plans, "write", self.spare.ids, {"vals": {"base_ids": [[2, base.id, 0]]}}),
        ):
            status, answer = self.json2(self.hr_officer, model, method, ids, **values)
            self.assertEqual(status, 403, (model, method, answer))
            self.assertEqual(self.snapshot(), before)
        status, _answer = self.json2(
            self.hr_officer, bases, "write", others.ids, vals={"amount": 60}
        )
        self.assertEqual((status, others.amount), (200, 60))

    def test_groups_sums_names_and_searches(self):
        """A sum, a count, a name or a search would betray what the list hides."""
        self.publish()
        for name, sum_, count in (
            ("dung", 405, 1),
            ("phuc", 1000, 1),
            ("em", False, 0),
            ("south_manager", 1405, 2),
            ("hr_officer", 2205, 3),
        ):
            user = getattr(self, name)
            _status, groups = self.json2(
                user,
                "kpi.bonus",
                "formatted_read_group",
                domain=[],
                groupby=[],
                aggregates=["__count", "amount:sum"],
            )
            self.assertEqual((groups[0]["amount:sum"], groups[0]["__count"]), (sum_, count), name)
            status, names = self.json2(user, "kpi.bonus", "name_search", limit=9)
            self.assertEqual(status, 200, names)
            self.assertEqual(len(names), count)
            _status, found = self.json2(
                user, "kpi.bonus", "search_count", domain=[("amount", ">", 0)]
            )
            self.assertEqual(found, count)
        for model, domain in (
            ("kpi.bonus.plan", []),
            ("kpi.bonus.run", []),
            ("kpi.bonus.base", [("amount", ">", 0)]),
        ):
            for name in ("dung", "south_manager", "phuc", "portal_user"):
                status, _answer = self.json2(
                    getattr(self, name), model, "search_count", domain=domain
                )
                self.assertEqual(status, 403, f"{name} {model}")

    def test_export(self):
        names = ["employee_id/name", "amount", "correction_ids/reason", "snapshot", "explanation"]
        self.publish()
        group = self.env.ref("base.group_allow_export")
        group.user_ids |= (self.dung | self.phuc | self.south_manager | self.hr_officer).user_id
        for user in (self.dung, self.south_manager, self.hr_officer):
            _status, answer = self.json2(
                user, "kpi.bonus", "export_data", self.bonus.ids, fields_to_export=names[:3]
            )
            self.assertEqual(answer["datas"], [["Dung", 405.0, "Agreed in March"]])
        for field in names:
            for ids in (self.bonus.ids, self.paid_run.bonus_ids.ids):
                status, _answer = self.json2(
                    self.phuc, "kpi.bonus", "export_data", ids, fields_to_export=[field]
                )
                self.assertEqual(status, 403, field)

    def test_buttons(self):
        """Only officers move a run; a refused attempt moves nothing."""
        for name in ("dung", "south_manager", "director", *OUTSIDERS):
            user = getattr(self, name)
            for method in ("action_compute", "action_check", "action_approve", "action_publish"):
                before = self.snapshot()
                status, _answer = self.json2(user, "kpi.bonus.run", method, self.paid_run.ids)
                self.assertEqual(status, 403, f"{name} {method}")
                self.assertEqual(self.snapshot(), before)
            status, _answer = self.json2(
                user, "kpi.bonus.run", "action_withdraw", self.paid_run.ids, reason="Mine"
            )
            self.assertEqual(status, 403)
        for user in (self.hr_officer, self.other_officer):
            status, _answer = self.json2(
                user, "kpi.bonus.run", "action_withdraw", self.paid_run.ids, reason="Mine"
            )
            self.assertEqual(status, 403)

    def test_forged_states_and_names(self):
        for vals in (
            {"state": "published"},
            {"approved_by_id": self.goals_admin.user_id.id},
            {"computed_by_id": self.goals_admin.user_id.id},
            {"computed_at": False},
            {"bonus_ids": [[1, self.bonus.id, {"computed_amount": 9999}]]},
            {"bonus_ids": [[2, self.bonus.id, 0]]},
            {"plan_id": self.spare.id},
        ):
            before = self.snapshot()
            for method, extra in (("write", {}), ("web_save", {"specification": {}})):
                status, _answer = self.json2(
                    self.goals_admin, "kpi.bonus.run", method, self.paid_run.ids, vals=vals, **extra
                )
                self.assertNotEqual(status, 200, vals)
                self.assertEqual(self.snapshot(), before, vals)
        status, _answer = self.json2(
            self.hr_officer,
            "kpi.bonus.run",
            "create",
            vals_list=[
                {"plan_id": self.spare.id, "cycle_id": self.next_cycle.id, "state": "published"}
            ],
        )
        self.assertEqual(status, 403)
        status, ids = self.json2(
            self.hr_officer,
            "kpi.bonus.correction",
            "create",
            vals_list=[
                {
                    "bonus_id": self.bonus.id,
                    "amount": 1,
                    "reason": "Round",
                    "user_id": self.goals_admin.user_id.id,
                }
            ],
            context={"default_user_id": self.goals_admin.user_id.id},
        )
        self.assertEqual(status, 200)
        correction = self.env["kpi.bonus.correction"].browse(ids)
        self.assertEqual(correction.user_id, self.hr_officer.user_id)

    def test_chatter_shows_no_amount_to_outsiders(self):
        """Messages of the run have corrections in them; only officers read them."""
        self.publish()
        message = self.paid_run.message_ids.filtered(lambda m: "Agreed in March" in (m.body or ""))
        self.assertTrue(message)
        for name in ("dung", "south_manager", "director", *OUTSIDERS):
            status, answer = self.json2(
                getattr(self, name),
                "mail.message",
                "search_read",
                domain=[("model", "in", list(MODELS.values()))],
                fields=["body", "model"],
            )
            if status == 200:
                self.assertLessEqual({row["model"] for row in answer}, {"kpi.bonus"}, name)
                self.assertFalse([row for row in answer if "405" in row["body"]])
            status, _answer = self.json2(
                getattr(self, name), "mail.message", "read", message.ids, fields=["body"]
            )
            self.assertEqual(status, 403, name)
        self.assertFalse(
            self.env["mail.tracking.value"].search(
                [("field_id.model", "in", ["kpi.bonus", "kpi.bonus.correction"])]
            )
        )
        self.assertNotIn("message_ids", self.env["kpi.bonus"]._fields)

    def test_outlook_of_the_running_month(self):
        """Owner, managers and HR see the outlook; nobody else, by no field and no report."""
        cards = self.make_month({self.dung: (97, 9.7, 0)}, "2025-06-01", close=False)
        card = cards[self.dung]
        fields = ["expected_bonus", "bonus_outlook"]
        for name in ("dung", *READERS):
            status, rows = self.json2(
                getattr(self, name), "kpi.scorecard", "read", card.ids, fields=fields
            )
            self.assertEqual(status, 200)
            self.assertAlmostEqual(rows[0]["expected_bonus"], 809.7, msg=name)
            self.assertIn("Expected, at today", rows[0]["bonus_outlook"])
        for name in OUTSIDERS:
            for field in fields:
                status, _answer = self.json2(
                    getattr(self, name), "kpi.scorecard", "read", card.ids, fields=[field]
                )
                self.assertEqual(status, 403, name)
        status, groups = self.json2(
            self.phuc,
            "kpi.scorecard",
            "formatted_read_group",
            domain=[],
            groupby=[],
            aggregates=["expected_bonus:sum"],
        )
        self.assertNotEqual(status, 200, groups)

    def test_outlook_gives_way_to_the_published_bonus(self):
        for published in (False, True):
            if published:
                self.publish()
            _status, rows = self.json2(
                self.dung,
                "kpi.scorecard",
                "read",
                self.cards[self.dung].ids,
                fields=["expected_bonus"],
            )
            self.assertAlmostEqual(rows[0]["expected_bonus"], 409.7 if published else 809.7)
