"""The demo company pays bonuses: a run in each state, from figures that people reached."""

from .common import GoalCase


class TestDemoBonus(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo = cls.env.ref("kpi_okr.demo_company", raise_if_not_found=False)
        if not demo:
            cls.skipTest(cls, "allowed: installed without demo data")
        cls.env = cls.env(context={"allowed_company_ids": demo.ids})
        cls.runs = cls.env["kpi.bonus.run"].search([("company_id", "=", demo.id)])

    def test_a_run_in_each_state(self):
        states = self.runs.mapped("state")
        self.assertEqual(set(states), {"approved", "checked", "computed", "draft", "published"})
        self.assertEqual(states.count("published"), 2)
        for run in self.runs.filtered(lambda run: run.state != "draft"):
            self.assertGreaterEqual(run.bonus_count, 6, run.display_name)
            self.assertFalse(run._differs(), run.display_name)

    def test_some_get_more_than_others(self):
        bonuses = self.runs.bonus_ids
        self.assertEqual(set(bonuses.mapped("outcome")) - {"gate", "nothing"}, {"paid"})
        self.assertGreater(len(set(bonuses.mapped("amount"))), 10)
        self.assertTrue(bonuses.correction_ids)

    def test_four_eyes(self):
        for run in self.runs.filtered("approved_by_id"):
            self.assertNotEqual(run.approved_by_id, run.computed_by_id)

    def test_sales_sees_an_outlook(self):
        user = self.env.ref("kpi_okr.demo_user_sales")
        card = (
            self.env["kpi.scorecard"]
            .with_user(user)
            .search(
                [
                    ("is_mine", "=", True),
                    ("cycle_id.is_running", "=", True),
                    ("cycle_type", "=", "month"),
                ]
            )
        )
        self.assertIsNotNone(card.expected_bonus)
        self.assertIn("Sales bonus", card.bonus_outlook)
