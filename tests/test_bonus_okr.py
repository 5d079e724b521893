"""No objective and no key result is linked to a bonus: by no field, measure or forged call."""

from odoo.exceptions import ValidationError

from .bonus_common import BonusHttpCase

BONUS = ("kpi.bonus",)
UNPAID = "okr.", "goal.check.in", "goal.appraisal"
CHATTER = "mail.", "rating.", "ir.", "res.", "bus.", "discuss.", "hr.", "base."


class TestBonusOkr(BonusHttpCase):
    def models_of(self, prefixes):
        return [name for name in self.env.registry if name.startswith(prefixes)]

    def test_no_field_between_them(self):
        fields_seen = 0
        for ours, theirs in ((BONUS, UNPAID), (UNPAID, BONUS)):
            for name in self.models_of(ours):
                for field in self.env[name]._fields.values():
                    fields_seen += 1
                    self.assertNotIn(field.type, ("reference", "many2one_reference"), field)
                    self.assertFalse((field.comodel_name or "").startswith(theirs), field)
                    self.assertFalse(
                        field.related and self.related_through(name, field, theirs), field
                    )
        self.assertGreater(fields_seen, 150)

    def related_through(self, name, field, theirs):
        model = self.env[name]
        for step in field.related.split("."):
            comodel = model._fields[step].comodel_name or ""
            if comodel.startswith(theirs):
                return True
            model = self.env[comodel] if comodel else model
        return False

    def test_what_a_bonus_points_to(self):
        """All it points to is a run, a plan, a scorecard, people and money."""
        pointed = {
            field.comodel_name
            for name in self.models_of(BONUS)
            for field in self.env[name]._fields.values()
            if field.relational
            if not field.comodel_name.startswith(CHATTER)
        }
        self.assertEqual(
            pointed - set(self.models_of(BONUS)), {"goal.cycle", "kpi.indicator", "kpi.scorecard"}
        )

    def test_a_rewarded_indicator_counts_no_okr(self):
        """Directly, through a field on the way, in a domain, or through a formula."""
        okr = {
            "value_field": "score",
            "date_field": "create_date",
            "owner_path": "user_id",
            "team_path": False,
            "company_path": "company_id",
            "unit": "number",
            "domain": "[]",
            "aggregate": "avg",
        }
        for model, vals in (
            ("okr.objective", okr),
            ("okr.key.result", okr),
            ("goal.check.in", okr | {"value_field": "value"}),
            (
                "goal.cycle",
                {
                    "domain": "[('objective_ids.score', '>', 0.7)]",
                    "aggregate": "count",
                    "value_field": False,
                    "date_field": "date_start",
                    "owner_path": "closed_by_id",
                    "team_path": False,
                    "company_path": "company_id",
                    "unit": "number",
                },
            ),
        ):
            with self.subTest(model=model), self.assertRaisesRegex(ValidationError, "never paid"):
                with self.cr.savepoint():
                    self.make_indicator("okr_paid", "records", rewarded=True, model=model, **vals)
                counted = self.make_indicator("okr_counted", "records", model=model, **vals)
                with self.assertRaisesRegex(ValidationError, "never paid"), self.cr.savepoint():
                    counted.rewarded = True
                self.make_indicator("okr_twice", "formula", formula="okr_counted * 2")
                with self.assertRaisesRegex(ValidationError, "never paid"), self.cr.savepoint():
                    self.make_indicator(
                        "okr_formula", "formula", formula="okr_twice + 1", rewarded=True
                    )
                paid = self.make_indicator("okr_later", "formula", formula="1", rewarded=True)
                with self.assertRaisesRegex(ValidationError, "never paid"), self.cr.savepoint():
                    paid.formula = "okr_twice"
                paid.formula = "bonus_sales"
                manual = self.make_indicator("okr_turns")
                paid.formula = "okr_turns"
                with self.assertRaisesRegex(ValidationError, "never paid"), self.cr.savepoint():
                    manual.write({"source": "formula", "formula": "okr_counted"})
                (paid | manual).unlink()
                self.env["kpi.indicator"].search([("code", "=like", "okr_%")]).unlink()

    def test_a_key_result_may_follow_a_paid_kpi_but_not_feed_it(self):
        """A KPI may be a key result's number; what is said there moves no bonus."""
        cards = self.make_month({self.an: (97, 9.7, 0)}, close=False)
        cycle = cards[self.an].cycle_id
        objective = self.env["okr.objective"].create(
            {
                "name": "Sell more",
                "owner_type": "employee",
                "employee_id": self.an.id,
                "cycle_id": cycle.id,
                "company_id": self.company.id,
                "key_result_ids": [
                    (0, 0, {"name": "By hand", "start": 0, "target": 10}),
                    (
                        0,
                        0,
                        {
                            "name": "By KPI",
                            "start": 0,
                            "target": 200,
                            "source": "indicator",
                            "indicator_id": self.sales.id,
                        },
                    ),
                ],
            }
        )
        plan = self.make_plan()
        before = plan._judge_cards(cards[self.an])[cards[self.an]]
        self.as_user(self.env["goal.check.in"], self.an).create(
            {"key_result_id": objective.key_result_ids[0].id, "value": 10, "confidence": 1}
        )
        objective.key_result_ids[1].target = 1
        self.env["goal.engine"]._refresh_cards(cards[self.an])
        after = plan._judge_cards(cards[self.an])[cards[self.an]]
        self.assertEqual(before, after)

    def test_forged_over_rpc(self):
        """Names that don't exist are refused, and a rewarded measure of objectives, too."""
        cards = self.make_month({self.an: (97, 9.7, 0)})
        plan = self.make_plan()
        run = self.make_run(plan, cards[self.an].cycle_id, "computed")
        objective = self.env["okr.objective"].create(
            {
                "name": "Grow",
                "employee_id": self.an.id,
                "cycle_id": self.make_cycle("2025-07-01", cycle_type="quarter").id,
                "company_id": self.company.id,
            }
        )
        for model, ids in (
            ("kpi.bonus", run.bonus_ids.ids),
            ("kpi.bonus.run", run.ids),
            ("kpi.bonus.plan", plan.ids),
        ):
            for vals in (
                {"objective_id": objective.id},
                {"key_result_id": 1},
                {"scorecard_id": objective.id},
            ):
                status, _answer = self.json2(self.goals_admin, model, "write", ids, vals=vals)
                self.assertNotEqual(status, 200, (model, vals))
        for vals in (
            {"bonus_id": run.bonus_ids.id},
            {"plan_id": plan.id},
            {"bonus_ids": [[4, run.bonus_ids.id, 0]]},
        ):
            status, _answer = self.json2(
                self.goals_admin, "okr.objective", "write", objective.ids, vals=vals
            )
            self.assertNotEqual(status, 200, vals)
        status, answer = self.json2(
            self.goals_admin,
            "kpi.indicator",
            "create",
            vals_list=[
                {
                    "name": "Score of objectives",
                    "code": "forged_okr",
                    "source": "records",
                    "rewarded": True,
                    "model_id": self.env["ir.model"]._get_id("okr.objective"),
                    "domain": "[]",
                    "aggregate": "avg",
                    "value_field": "score",
                    "date_field": "create_date",
                    "owner_path": "user_id",
                }
            ],
        )
        self.assertEqual(status, 422, answer)
        self.assertIn("never paid", answer["message"])
