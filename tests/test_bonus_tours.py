"""HR pays a month in the browser; who receives it sees it, a peer doesn't."""

from odoo.tests import HttpCase, tagged

from .bonus_common import BonusCase
from .common import LOGIN


@tagged("post_install", "-at_install")
class TestBonusTours(BonusCase, HttpCase):
    def start(self, tour, user):
        self.start_tour("/odoo", f"kpi_okr_bonus_{tour}", login=f"{LOGIN}{user}")

    def test_from_the_plan_to_the_bonus(self):
        cards = self.make_month({self.dung: (97, 9.7, 0), self.phuc: (100, 10, 0)})
        self.start("officer", "hr_officer")
        run = self.env["kpi.bonus.run"].search([("plan_id.name", "=", "Tour bonus")])
        self.assertEqual(run.plan_id.curve["curve"], [[0.95, 0], [1, 1]])
        self.assertEqual((run.state, run.cycle_id), ("checked", cards[self.dung].cycle_id))
        self.assertEqual(run.plan_id.curve["curve"], [[0.95, 0], [1, 1]])
        self.start("approver", "goals_admin")
        self.assertEqual((run.state, run.approved_by_id), ("published", self.goals_admin.user_id))
        self.assertEqual(self.bonus_of(run, self.dung).amount, 450)
        self.start("employee", "dung")
        self.start("peer", "em")
