"""What people do with objectives in a browser."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
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

    def test_closing(self):
        today = self.company._goal_today()
        start = fields.Date.start_of(today - timedelta(days=100), "quarter")
        quarter = self.make_cycle(
            start, today - timedelta(days=1), cycle_type="custom", name="Closing quarter"
        )
        steps = [Command.create({"name": name}) for name in ("Contract", "Opening")]
        objective = self.make_objective(
            self.an,
            quarter,
            [
                {"name": "Orders again", "target": 100},
                {"name": "Partner shop", "kind": "milestones", "milestone_ids": steps},
            ],
            name="Win back the north",
        )
        above = self.make_objective(self.company, quarter, include_children=True)
        objective.parent_id = above
        self.start_tour("/odoo", "kpi_okr_final_check_in", login=f"{LOGIN}an")
        self.assertEqual(objective.key_result_ids.mapped("current"), [60, 0.5])
        self.assertAlmostEqual(objective.score, 0.55)
        self.assertAlmostEqual(above.score, 0.55)
        self.assertEqual(
            (objective.self_grade, objective.self_grade_reason, objective.decision),
            (0.7, "The hard half is done", "missed"),
        )
        self.start_tour("/odoo", "kpi_okr_close_cycle", login=f"{LOGIN}hr_officer")
        self.assertEqual(quarter.state, "closed")
        figures = [objective, *objective.key_result_ids, above]
        before = [record.read(load=None) for record in figures]
        mine = self.as_user(objective, self.an)
        for refused in (
            lambda: self.check_in(mine.key_result_ids[0], 100, quarter.date_end),
            lambda: mine.write({"name": "Won"}),
            lambda: mine.key_result_ids[0].write({"target": 60}),
            lambda: mine.key_result_ids[1].milestone_ids.write({"done": True}),
        ):
            with self.assertRaisesRegex(UserError, "closed"), self.cr.savepoint():
                refused()
        self.start_tour("/odoo", "kpi_okr_frozen", login=f"{LOGIN}an")
        objective.action_refresh()
        self.env.invalidate_all()
        self.assertEqual([record.read(load=None) for record in figures], before)
