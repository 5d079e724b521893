"""What people do with objectives in a browser."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import LOGIN
from .okr_common import OkrCase


@tagged("post_install", "-at_install")
class TestOkrTours(OkrCase, HttpCase):
    def test_objective(self):
        today = self.company._goal_today()
        start = fields.Date.start_of(today, "quarter")
        quarter = self.make_cycle(start, cycle_type="quarter", name="Tour quarter")
        above = self.make_objective(
            self.company, quarter, name="Grow with our customers", include_children=True
        )
        self.assertIsNone(above.progress)
        self.start_tour("/odoo", "kpi_okr_objective", login=f"{LOGIN}an")
        objective = self.env["okr.objective"].search([("parent_id", "=", above.id)])
        self.assertEqual(objective.employee_id, self.an)
        self.assertEqual(objective.key_result_ids.mapped("current"), [5, None])
        self.assertEqual(objective.progress, 0.5)
        self.assertEqual(above.progress, 0.5)
        self.assertEqual(objective.key_result_ids.check_in_ids.user_id, self.an.user_id)
