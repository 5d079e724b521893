"""Many objectives: one batch, and as many queries for ten as for a hundred."""

from unittest.mock import patch

from odoo.fields import Command

from .okr_common import OkrCase


class TestOkrRefresh(OkrCase):
    def make_tree(self, count):
        """``count`` objectives, ten to a parent, each with key results of four kinds."""
        indicator = self.env["kpi.indicator"].search([("code", "=", "t_revenue")])
        indicator = indicator or self.make_indicator("t_revenue", "records")
        people = self.make_employees(count)
        objectives = self.env["okr.objective"]
        for number, person in enumerate(people):
            objectives |= self.make_objective(
                person,
                self.cycle,
                [
                    (0, 100),
                    {"source": "indicator", "indicator_id": indicator.id},
                    {"source": "deals"},
                    {"kind": "milestones", "milestone_ids": [Command.create({"name": "Step"})]},
                ],
                parent_id=objectives[number // 10 - 1].id if number >= 10 else False,
                include_children=True,
            )
        return objectives

    def queries(self, objectives):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["goal.engine"]._refresh_objective_trees(objectives.ids)
        return self.cr.sql_log_count - before

    def test_as_many_queries_for_ten_as_for_a_hundred(self):
        many = self.make_tree(100)
        few = many[:10]
        self.queries(few)  # what the registry caches is cached
        self.assertEqual(self.queries(many), self.queries(few))

    def test_nothing_changed_writes_nothing(self):
        objectives = self.make_tree(12)
        rows = self.row_versions()
        self.env["goal.engine"]._refresh_objective_trees(objectives.ids)
        self.assertEqual(self.row_versions(), rows)
        self.check_in(objectives[0].key_result_ids[0], 3)
        self.assertNotEqual(self.row_versions(), rows)

    def row_versions(self):
        self.env.flush_all()
        self.cr.execute(
            "SELECT 'kr', id, ctid::text FROM okr_key_result UNION ALL "
            "SELECT 'objective', id, ctid::text FROM okr_objective ORDER BY 1, 2"
        )
        return self.cr.fetchall()

    def test_the_scheduled_run_covers_objectives(self):
        objectives = self.make_tree(12)
        self.cr.execute("UPDATE okr_key_result SET current = 7, status = 'reached'")
        self.cr.execute("UPDATE okr_objective SET score = 7")
        self.env.invalidate_all()
        with (
            patch("odoo.addons.kpi_okr.models.goal_refresh.BATCH", 5),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60),
        ):
            self.env["goal.refresh"]._cron_refresh()
        self.env.invalidate_all()
        self.assertEqual(set(objectives.mapped("score")), {0})
        run = self.env["goal.refresh"]._last_finished()
        self.assertGreaterEqual(run.objective_count, 12)
