"""The objectives of the demo company: who sees them, what they are made of, that they add up."""

import itertools
from datetime import UTC
from unittest import SkipTest
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..models.goal_engine_types import Owner, Request

MODULE = "kpi_okr.demo_"
ROLES = "director", "manager", "sales", "marketing", "hr"
STATUSES = {"at_risk", "no_data", "off_track", "on_track", "outdated", "reached"}

# The five ways to combine the tools: how the objective begins, and the KPIs beside it.
COMBINATIONS = {
    "Turn 40 % of prospects into loyal customers by value-based consulting": {
        "new_customers",
        "revenue_won",
        "win_rate",
    },
    "Lead the market in content marketing: 500,000 followers": {
        "cost_per_lead",
        "lead_conversion",
        "leads",
    },
    "A loyal community: 200,000 active members": {"revenue_won", "existing_revenue_share"},
    "3 new ways to approach customers": {
        "calls_per_day",
        "email_response_rate",
        "first_response_hours",
    },
    "Fully integrated multichannel marketing, 85 % brand recognition": {
        "cost_per_lead",
        "leads",
        "organic_visits",
    },
    "Study and apply 2 new technologies in online selling": {"revenue_won", "new_customers"},
}  # fmt: skip

# Who of ROLES reads an objective besides the director and the HR officer, who read them all.
READERS = {
    "Turn 40 % of prospects": {"manager", "marketing", "sales"},
    "Fully integrated multichannel": {"manager", "marketing", "sales"},
    "Win the southern provinces": {"manager", "marketing", "sales"},
    "Nobody waits for an answer": {"manager", "sales"},
    "3 new ways to approach": set(),
    "Explain the cloud in a minute": {"marketing"},
    "Study and apply 2 new technologies": {"manager", "sales"},
    "Speak so that a room listens": {"manager", "sales"},
    "Understand what our figures say": {"marketing"},
}


@tagged("post_install", "-at_install")
class TestDemoOkr(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref(f"{MODULE}company", raise_if_not_found=False)
        if not cls.company:
            raise SkipTest("allowed: the demo data is not installed")
        cls.objectives = cls.env["okr.objective"].search([("company_id", "=", cls.company.id)])
        cls.key_results = cls.objectives.key_result_ids

    def _env_of(self, role):
        user = self.env.ref(f"{MODULE}user_{role}")
        return self.env(user=user, context={"allowed_company_ids": self.company.ids})

    def _objective(self, text, state=None):
        found = self.objectives.filtered(
            lambda o: o.name.startswith(text) and state in (None, o.state)
        )
        self.assertEqual(len(found), 1, text)
        return found

    # --- who sees what ---------------------------------------------------------------------

    def test_objectives_are_seen_by_their_visibility(self):
        for text, readers in READERS.items():
            objective = self._objective(text)
            for role in ROLES:
                env = self._env_of(role)
                seen = role in readers | {"director", "hr"}
                with self.subTest(objective=text, role=role):
                    found = env["okr.objective"].search([("id", "=", objective.id)])
                    self.assertEqual(bool(found), seen)
                    for model in ("okr.key.result", "goal.check.in"):
                        parts = env[model].search([("objective_id", "=", objective.id)])
                        everything = self.env[model].search([("objective_id", "=", objective.id)])
                        self.assertEqual(parts.ids, everything.ids if seen else [])
                    if not seen:
                        with self.assertRaises(AccessError):
                            objective.with_env(env).read(["score"])

    def test_director_and_hr_officer_see_everything(self):
        for role in ("director", "hr"):
            seen = self._env_of(role)["okr.objective"].search([])
            self.assertEqual(set(seen.ids), set(self.objectives.ids), role)

    def test_everybody_sees_what_is_of_the_company(self):
        shared = self.objectives.filtered(lambda o: o.visibility == "company")
        self.assertGreaterEqual(len(shared), 10)
        for role in ROLES:
            seen = self._env_of(role)["okr.objective"].search([("visibility", "=", "company")])
            self.assertEqual(set(seen.ids), set(shared.ids), role)

    def test_people_edit_only_what_they_answer_for(self):
        editors = {
            "Win the accounts that open": {"sales", "manager", "director", "hr"},
            "Be the team that customers": {"manager", "director", "hr"},
            "Turn 40 % of prospects": {"director", "hr"},
            "Write what customers pass on": {"marketing", "director", "hr"},
        }
        for text, allowed in editors.items():
            objective = self._objective(text)
            for role in ROLES:
                mine = objective.with_env(self._env_of(role))
                self.assertEqual(mine.may_edit, role in allowed, f"{text}: {role}")

    # --- the five combinations -------------------------------------------------------------

    def test_each_combination_stands_beside_its_kpis(self):
        for text, codes in COMBINATIONS.items():
            objective = self._objective(text)
            with self.subTest(objective=text):
                self.assertEqual(objective.state, "open")
                self.assertIn(len(objective.key_result_ids), (3, 4, 5))
                self.assertIsNotNone(objective.score)
                cards = (
                    self._env_of("hr")["kpi.scorecard"]
                    .search([("owner_type", "=", objective.owner_type), ("state", "=", "open")])
                    .filtered(lambda c, o=objective: c._owner_record() == o._owner_record())
                )
                self.assertLessEqual(codes, set(cards.line_ids.indicator_id.mapped("code")))

    def test_the_short_term_is_a_month_and_the_long_one_a_year(self):
        objective = self._objective("A loyal community")
        self.assertEqual(objective.cycle_type, "year")
        card = self._env_of("director")["kpi.scorecard"].search(
            [
                ("owner_type", "=", "company"),
                ("cycle_type", "=", "month"),
                ("cycle_id.is_running", "=", True),
            ]
        )
        self.assertEqual(len(card), 1)
        self.assertIn("existing_revenue_share", card.line_ids.indicator_id.mapped("code"))

    def test_individuals_have_kpis_of_their_own_where_the_team_has_the_objective(self):
        team = self._objective("Fully integrated multichannel")
        self.assertEqual(team.owner_type, "department")
        for login in ("marketing", "marketing2"):
            card = self._env_of("hr")["kpi.scorecard"].search(
                [
                    ("employee_id", "=", self.env.ref(f"{MODULE}employee_{login}").id),
                    ("cycle_id.is_running", "=", True),
                ]
            )
            codes = set(card.line_ids.indicator_id.mapped("code"))
            self.assertLessEqual({"campaign_revenue", "content_quality", "posts"}, codes)

    def test_what_is_rewarded_stands_apart_from_what_develops(self):
        objective = self._objective("Study and apply 2 new technologies")
        self.assertEqual(objective.commitment, "learning")
        self.assertEqual(objective.visibility, "private")
        card = self._env_of("sales")["kpi.scorecard"].search(
            [
                ("is_mine", "=", True),
                ("owner_type", "=", "employee"),
                ("cycle_id.is_running", "=", True),
            ]
        )
        rewarded = card.line_ids.indicator_id.filtered("rewarded").mapped("code")
        self.assertEqual(set(rewarded), {"revenue_won", "new_customers"})

    def test_a_kpi_is_a_key_result_of_each_sales_and_marketing_push(self):
        for text in list(COMBINATIONS)[:3]:
            kpis = self._objective(text).key_result_ids.filtered("indicator_id")
            self.assertTrue(kpis, text)
            self.assertTrue(any(current is not None for current in kpis.mapped("current")), text)

    # --- figures ---------------------------------------------------------------------------

    def test_a_kpi_as_key_result_is_the_figure_of_the_engine(self):
        engine = self.env["goal.engine"]
        key_results = self.key_results.filtered(
            lambda kr: kr.source == "indicator" and kr.state == "open"
        )
        self.assertGreaterEqual(len(key_results), 10)
        key_results.objective_id.action_refresh()
        owners = {"company": "company_id", "team": "team_id", "department": "department_id"}
        asked = {}
        for key_result in key_results:
            objective = key_result.objective_id
            owner = objective[owners.get(objective.owner_type, "employee_id")]
            asked[key_result] = Request(
                key_result.indicator_id.id,
                Owner(objective.owner_type, owner.id, self.company.id),
                objective.date_start,
                objective.date_end,
            )
        figures = engine.measure(asked.values())
        for key_result, request in asked.items():
            with self.subTest(key_result=key_result.name):
                self.assertFalse(figures[request].error)
                self.assertEqual(key_result.current, figures[request].value)

    def test_a_teams_revenue_is_the_sum_of_its_deals(self):
        objective = self._objective("Be the team that customers recommend")
        objective.action_refresh()
        revenue = objective.key_result_ids.filtered(
            lambda kr: kr.indicator_id.code == "revenue_won"
        )
        zone = ZoneInfo(self.company.goal_tz)
        deals = self.env["crm.lead"].search(
            [("team_id", "=", objective.team_id.id), ("won_status", "=", "won")]
        )
        won = deals.filtered(
            lambda d: (
                objective.date_start
                <= d.date_closed.replace(tzinfo=UTC).astimezone(zone).date()
                <= objective.date_end
            )
        )
        self.assertAlmostEqual(revenue.current, sum(won.mapped("expected_revenue")))

    def test_linked_deals_add_up(self):
        key_results = self.key_results.filtered(lambda kr: kr.source == "deals")
        self.assertEqual(set(key_results.mapped("deal_measure")), {"sum", "count"})
        for key_result in key_results:
            won = key_result.lead_ids.filtered(lambda lead: lead.won_status == "won")
            expected = len(won)
            if key_result.deal_measure == "sum":
                expected = sum(won.mapped("expected_revenue"))
            self.assertAlmostEqual(key_result.current, expected, msg=key_result.name)

    def test_objectives_are_the_weighted_mean_of_their_parts(self):
        including = 0
        for objective in self.objectives:
            parts = [(kr.score, kr.weight) for kr in objective.key_result_ids]
            if objective.include_children and objective.child_ids:
                parts += [(child.score, child.weight) for child in objective.child_ids]
                including += 1
            known = [(score, weight) for score, weight in parts if score is not None and weight]
            with self.subTest(objective=objective.name):
                if known:
                    mean = sum(s * w for s, w in known) / sum(w for _s, w in known)
                    self.assertAlmostEqual(objective.score, mean)
                else:
                    self.assertIsNone(objective.score)
        self.assertGreaterEqual(including, 6)

    # --- something for each screen ---------------------------------------------------------

    def test_everything_occurs(self):
        occurs = [
            (self.objectives, "status", STATUSES),
            (self.key_results, "status", STATUSES),
            (self.key_results, "kind", {"number", "range", "milestones", "yes_no"}),
            (self.key_results, "source", {"check_in", "indicator", "deals"}),
            (self.objectives, "commitment", {"committed", "aspirational", "learning"}),
            (self.objectives, "visibility", {"company", "department", "private"}),
            (self.objectives, "owner_type", {"employee", "team", "department", "company"}),
            (self.objectives, "state", {"draft", "open", "closed"}),
            (self.objectives, "cycle_type", {"quarter", "year", "custom"}),
            (self.objectives, "decision", {"achieved", "missed", "carried", "dropped", False}),
        ]
        for records, name, values in occurs:
            self.assertEqual(set(records.mapped(name)), values, name)
        numbers = self.key_results.filtered(lambda kr: kr.kind == "number")
        self.assertTrue(numbers.filtered(lambda kr: kr.target > kr.start))
        self.assertTrue(numbers.filtered(lambda kr: kr.target < kr.start))
        self.assertFalse(self.key_results.filtered("error"))

    def test_the_tree_has_three_levels(self):
        depths = [objective.parent_path.count("/") for objective in self.objectives]
        self.assertGreaterEqual(max(depths), 3)
        personal = self._objective("Win the accounts that open a whole industry")
        self.assertEqual(
            [o.owner_type for o in (personal.parent_id, personal.parent_id.parent_id)],
            ["team", "department"],
        )
        self.assertEqual(personal.parent_id.parent_id.parent_id.owner_type, "company")

    def test_owners_have_checked_in_over_the_weeks(self):
        check_ins = self.env["goal.check.in"].search([("objective_id", "in", self.objectives.ids)])
        for check_in in check_ins:
            objective = check_in.objective_id
            self.assertEqual(check_in.user_id, objective.user_id)
            self.assertTrue(objective.date_start <= check_in.date <= objective.date_end)
            self.assertIsNotNone(check_in.confidence)
            self.assertTrue(check_in.note)
        self.assertTrue(any(check_ins.mapped("obstacle")))
        objective = self._objective("Lead the market in content marketing")
        downloads = objective.key_result_ids.filtered(lambda kr: "downloads" in kr.name)
        history = downloads.check_in_ids.sorted("date")
        self.assertGreaterEqual(len(history), 5)
        # Each check-in remembers the progress that it led to.
        for check_in in history:
            way = (check_in.value - downloads.start) / (downloads.target - downloads.start)
            self.assertAlmostEqual(check_in.progress, way)
        self.assertLess(history[0].progress, history[-1].progress)

    def test_who_is_overdue_is_reminded(self):
        late = self.objectives.filtered(lambda o: o.status == "outdated" and o.state == "open")
        self.assertTrue(late)
        for objective in late:
            self.assertIn(objective.user_id, objective.activity_ids.user_id)

    # --- closed, carried over --------------------------------------------------------------

    def test_the_salesperson_has_a_year_of_objectives(self):
        employee = self.env.ref(f"{MODULE}employee_sales")
        mine = self.objectives.filtered(lambda o: o.employee_id == employee)
        starts = sorted(set(mine.cycle_id.mapped("date_start")))
        self.assertEqual(len(starts), 5)
        for earlier, later in itertools.pairwise(starts):
            self.assertEqual(later, earlier + relativedelta(months=3))

    def test_what_is_over_is_frozen(self):
        closed = self.objectives.filtered(lambda o: o.state == "closed")
        self.assertGreaterEqual(len(closed), 15)
        types = sorted(closed.cycle_id.mapped("cycle_type"))
        self.assertEqual(types, ["quarter", "quarter", "quarter", "year"])
        for objective in closed:
            self.assertTrue(objective.frozen)
            self.assertTrue(objective.decision)
            self.assertTrue(objective.learnt)
            self.assertIsNotNone(objective.self_grade)
            if abs(objective.self_grade - objective.score) > 0.05:
                self.assertTrue(objective.self_grade_reason)
        fields = ["progress", "score", "confidence", "status", "grade", "met"]
        before = closed.read(fields), closed.key_result_ids.read(["current", *fields[:4]])
        deals = closed.key_result_ids.lead_ids.filtered(lambda lead: lead.won_status == "won")
        self.assertTrue(deals)
        deals[0].expected_revenue += 100000
        self.env["goal.engine"]._refresh_cycles(closed.cycle_id)
        self.env.invalidate_all()
        after = closed.read(fields), closed.key_result_ids.read(["current", *fields[:4]])
        self.assertEqual(after, before)

    def test_nobody_changes_the_last_quarter(self):
        objective = self._objective("Know the key accounts by heart")
        key_result = objective.key_result_ids[0]
        for role in ("sales", "manager", "hr"):
            env = self._env_of(role)
            with self.assertRaises(UserError):
                objective.with_env(env).write({"name": "Changed"})
            with self.assertRaises(UserError):
                key_result.with_env(env).write({"target": 1})
            with self.assertRaises(UserError):
                env["goal.check.in"].create({"key_result_id": key_result.id, "value": 1})

    def test_what_was_not_reached_goes_on(self):
        old = self._objective("Bring back customers who left", "closed")
        new = self._objective("Bring back customers who left", "open")
        self.assertEqual(old.decision, "carried")
        self.assertEqual(new.origin_id, old)
        unfinished = old.key_result_ids.filtered(lambda kr: kr.status != "reached")
        self.assertTrue(old.key_result_ids - unfinished)
        self.assertEqual(new.key_result_ids.origin_id, unfinished)
        number = new.key_result_ids.filtered(lambda kr: kr.kind == "number")
        self.assertEqual(number.start, number.origin_id.current)

    def test_loading_again_changes_nothing(self):
        models = ("okr.objective", "okr.key.result", "goal.check.in", "mail.activity")
        before = {name: self.env[name].search_count([]) for name in models}
        self.env["goal.demo"]._load()
        self.assertEqual({name: self.env[name].search_count([]) for name in models}, before)
