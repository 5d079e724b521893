"""What people do in a browser, from the menu to the figure."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import LOGIN, GoalCase


@tagged("post_install", "-at_install")
class TestTours(GoalCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.share = cls.make_indicator("share_asked", unit="percent", aggregate="avg")
        cls.revenue = cls.make_indicator("revenue_asked", source="records")
        today = cls.company._goal_today()
        cls.cycle = cls.make_cycle(fields.Date.start_of(today, "month"))
        lines = [(cls.share, 0.6), (cls.revenue, 1000)]
        cls.card_an = cls.make_scorecard(cls.an, cls.cycle, lines)
        cls.card_binh = cls.make_scorecard(cls.binh, cls.cycle, lines)
        cls.make_deal(cls.an, 300, today)
        cls.make_deal(cls.binh, 700, today)

    def start(self, tour, user):
        self.start_tour("/odoo", tour, login=f"{LOGIN}{user}")

    def test_officer(self):
        self.make_template(self.job_seller, [(self.share, 0.5)])
        self.start("kpi_okr_officer", "hr_officer")
        cycle = self.env["goal.cycle"].search(
            [("company_id", "=", self.company.id), ("name", "=", "2031-03")]
        )
        self.assertEqual(cycle.state, "open")
        self.assertEqual(cycle.parent_id.name, "2031 Q1")
        self.assertEqual(
            cycle.scorecard_ids.employee_id,
            self.an | self.binh | self.chi | self.dung | self.em | self.phuc,
        )

    def test_manager_target(self):
        self.start("kpi_okr_manager_target", "north_manager")
        line = self.line_of(self.card_binh, self.share)
        self.assertEqual(line.target, 0.45)
        self.assertEqual(line.change_ids.mapped("old_target"), [0.6])
        self.assertEqual(line.change_ids.user_id, self.north_manager.user_id)

    def test_salesperson(self):
        self.start("kpi_okr_salesperson", "an")
