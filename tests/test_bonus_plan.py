"""A bonus plan: its curve, its picture, what it pays at one place, who takes part."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .bonus_common import BonusCase

TIERS = (100000, 0.05), (125000, 0.06), (None, 0.07)


class TestBonusPlan(BonusCase):
    def officer_plans(self):
        return self.as_user(self.env["kpi.bonus.plan"], self.hr_officer)

    def test_made_in_the_form_the_curve_follows_each_key(self):
        form = Form(self.officer_plans())
        form.name = "By form"
        self.assertFalse(form.curve["picture"])
        for attainment, share in ((0.95, 0), (1, 1)):
            with form.point_ids.new() as point:
                point.attainment, point.share = attainment, share
        picture = dict(map(tuple, form.curve["picture"]))
        self.assertEqual((picture[0.95], picture[1.0], picture[1.2]), (0, 1, 1))
        form.gate = 0.98
        picture = dict(map(tuple, form.curve["picture"]))
        self.assertAlmostEqual(picture[0.98], 0.6)
        self.assertEqual(picture[0.979999], 0)
        plan = form.save()
        self.assertEqual(plan.curve["curve"], [[0.95, 0], [1, 1]])

    def test_what_do_i_get_at(self):
        plan = self.make_plan()
        ask = self.officer_plans().preview
        self.assertEqual(ask(plan.curve, 0.951)["point"][0], 0.951)
        self.assertAlmostEqual(ask(plan.curve, 0.951)["point"][1], 0.02)
        self.assertEqual(
            ask(plan.curve, 0.951)["text"], "2\xa0% of the bonus: $\xa020.00 of $\xa01,000.00"
        )
        self.assertEqual(ask(plan.curve, 0.87)["point"], [0.87, 0])
        plan.gate = 0.9
        self.assertEqual(ask(plan.curve, 0.87)["text"], "Below the gate: nothing is paid")
        tiers = self.make_plan(TIERS, mode="marginal")
        self.assertEqual(ask(tiers.curve, 150000)["point"], [150000, 8250])
        self.assertEqual(ask(tiers.curve, 150000)["text"], "$\xa08,250.00 of commission")

    def test_nonsense_asked(self):
        curve = self.make_plan().curve
        ask = self.officer_plans().preview
        for definition, at in (
            ({}, 1),
            (curve, "1"),
            (curve, float("nan")),
            (curve | {"curve": []}, 1),
            (curve | {"curve": [["a", 1]]}, 1),
            (curve | {"mode": "x"}, 1),
            (curve | {"gate": -1}, 1),
            (None, 1),
        ):
            self.assertIn("error", ask(definition, at))
        with self.assertRaises(AccessError):
            self.as_user(self.env["kpi.bonus.plan"], self.an).preview(curve, 1)

    def test_refused(self):
        for curve, vals in (
            ((), {}),
            ((), {"mode": "marginal"}),
            (TIERS, {"mode": "marginal", "indicator_id": self.visits.id}),
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.make_plan(curve, **vals)
        for curve, vals in (
            (((1, 1), (1, 2)), {}),
            (((1, -1),), {}),
            (TIERS, {"mode": "marginal", "indicator_id": False}),
            (((1, 1),), {"gate": -0.1}),
            (((1, 1),), {"base_amount": -1}),
        ):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.make_plan(curve, **vals)
                self.env.flush_all()
        plan = self.make_plan()
        with self.assertRaises(ValidationError):
            plan.point_ids.unlink()
            plan.write({"mode": "step"})

    def test_a_changed_curve_is_logged(self):
        plan = self.as_user(self.make_plan(), self.hr_officer)
        plan.write({"point_ids": [Command.update(plan.point_ids[1].id, {"share": 1.5})]})
        text = plan.message_ids[0].body.striptags()
        self.assertIn("95\xa0% → 0\xa0%; 100\xa0% → 150\xa0%", text)

    def test_base_amounts(self):
        """The own amount, that of the job, that of the plan; each as of the cycle's last day."""
        plan = self.make_plan(((0.5, 1),), base_amount=100)
        plan.write(
            {
                "base_ids": [
                    Command.create({"job_id": self.job_seller.id, "date_from": day, "amount": sum_})
                    for day, sum_ in (("2025-01-01", 200), ("2025-03-31", 250), ("2025-04-01", 999))
                ]
                + [
                    Command.create(
                        {"employee_id": self.an.id, "date_from": "2025-03-02", "amount": 300}
                    )
                ]
            }
        )
        figures = dict.fromkeys((self.an, self.binh, self.marketer), (100, 10, 10))
        cards = self.make_month(figures)
        judged = plan._judge_cards(self.env["kpi.scorecard"].concat(*cards.values()))
        amounts = {card.employee_id: vals["computed_amount"] for card, vals in judged.items()}
        self.assertEqual(amounts, {self.an: 300, self.binh: 250, self.marketer: 100})
        plan.job_ids = self.job_seller
        judged = plan._judge_cards(self.env["kpi.scorecard"].concat(*cards.values()))
        self.assertEqual({card.employee_id for card in judged}, {self.an, self.binh})

    def test_job_as_of_the_last_day(self):
        plan = self.make_plan(((0.5, 1),), base_amount=100, job_ids=self.job_seller.ids)
        cards = self.make_month({self.an: (100, 10, 10)})
        self.an.version_ids[0].date_version = "2024-01-01"
        self.an.create_version({"date_version": "2025-04-01", "job_id": self.job_marketer.id})
        self.assertEqual(len(plan._judge_cards(cards[self.an])), 1)
        self.an.create_version({"date_version": "2025-03-31", "job_id": self.job_marketer.id})
        self.assertEqual(len(plan._judge_cards(cards[self.an])), 0)
