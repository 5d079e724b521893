"""Lists and forms of objectives: as many queries for a hundred as for ten."""

from lxml import etree

from odoo.fields import Command

from .okr_common import OkrCase
from .view_specification import specification

FEW, MANY = 10, 100


class TestOkrViews(OkrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        indicator = cls.make_indicator("t_revenue", "records")
        cls.people = cls.make_employees(MANY, parent_id=cls.south_manager.id)
        cls.top = cls.make_objective(cls.company, cls.cycle, include_children=True)
        cls.objectives = cls.env["okr.objective"].create(
            [
                cls.owner_vals(person)
                | {
                    "name": f"Objective of {person.name}",
                    "cycle_id": cls.cycle.id,
                    "company_id": cls.company.id,
                    "parent_id": cls.top.id,
                    "key_result_ids": [
                        Command.create(cls.key_result_vals(number, spec))
                        for number, spec in enumerate(cls.specs(indicator), 1)
                    ],
                }
                for person in cls.people
            ]
        )
        cls.env["goal.check.in"].create(
            [
                {"key_result_id": key_result.id, "value": 5, "date": "2025-04-01"}
                for key_result in cls.objectives.key_result_ids
                if not key_result.is_automatic
            ]
        )

    @classmethod
    def specs(cls, indicator):
        steps = [Command.create({"name": name}) for name in ("Draft", "Launch")]
        return [
            (0, 100),
            {"source": "indicator", "indicator_id": indicator.id},
            {"source": "deals"},
            {"kind": "milestones", "milestone_ids": steps},
        ]

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        return self.cr.sql_log_count - before

    def assert_same_queries(self, action, few, many):
        for records in (few, many):
            self.queries(lambda records=records: action(records))
        self.assertEqual(self.queries(lambda: action(few)), self.queries(lambda: action(many)))

    def test_lists(self):
        for name in ("an", "south_manager", "director", "hr_officer"):
            for model in ("okr.objective", "okr.key.result", "goal.check.in"):
                for view_type in ("list", "kanban"):
                    records = self.as_user(self.env[model], getattr(self, name))
                    wanted = specification(records, view_type)
                    domain = [("company_id", "=", self.company.id)]

                    def show(limit, records=records, wanted=wanted, domain=domain):
                        found = records.web_search_read(domain, wanted, limit=limit)
                        self.assertEqual(len(found["records"]), limit)

                    with self.subTest(user=name, model=model, view=view_type):
                        self.assert_same_queries(show, FEW, MANY)

    def test_form_of_an_objective(self):
        small = self.make_objective(self.an, self.cycle, [(0, 100)] * 2)
        large = self.make_objective(self.an, self.cycle, [(0, 100)] * 30)
        for objective in (small, large):
            for key_result in objective.key_result_ids:
                self.check_in(key_result, 3)
            for person in self.people[: len(objective.key_result_ids)]:
                self.make_objective(person, self.cycle, parent_id=objective.id)
        for name in ("an", "north_manager", "dung", "hr_officer"):
            records = self.as_user(self.env["okr.objective"], getattr(self, name))
            wanted = specification(records, "form")

            def show(objective, records=records, wanted=wanted):
                (row,) = records.browse(objective.id).web_read(wanted)
                self.assertEqual(len(row["key_result_ids"]), len(objective.key_result_ids))

            with self.subTest(user=name):
                self.assert_same_queries(show, small, large)

    def test_form_of_a_key_result(self):
        few, many = (
            self.make_key_result(
                self.objectives[0],
                kind="milestones",
                milestone_ids=[Command.create({"name": f"Step {n}"}) for n in range(count)],
            )
            for count in (3, 30)
        )
        for key_result in (few, many):
            for step in key_result.milestone_ids:
                self.check_in(
                    key_result, on="2025-06-30", milestone_ids=[Command.set(step.ids)], note="On"
                )
        records = self.as_user(self.env["okr.key.result"], self.south_manager)
        wanted = specification(records, "form")

        def show(key_result):
            (row,) = records.browse(key_result.id).web_read(wanted)
            self.assertEqual(len(row["check_in_ids"]), len(key_result.check_in_ids))
            records.browse(key_result.id).get_history()

        self.assert_same_queries(show, few, many)

    def test_every_screen_has_progress_confidence_and_score_apart(self):
        views = {
            "okr.objective": ("list", "kanban", "form", "pivot", "graph", "hierarchy", "calendar"),
            "okr.key.result": ("list", "kanban", "form", "pivot", "graph"),
        }
        for model, view_types in views.items():
            for view_type in view_types:
                arch = self.env[model].get_views([(False, view_type)])["views"][view_type]["arch"]
                names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
                with self.subTest(model=model, view=view_type):
                    self.assertLessEqual({"confidence", "progress", "score"}, names)

    def test_the_graph_of_check_ins_draws_key_results_only_of_one_objective(self):
        """Those of a whole company would be a hundred lines on top of each other."""
        arch = self.env["goal.check.in"].get_views([(False, "graph")])["views"]["graph"]["arch"]
        groups = [
            node.get("name") for node in etree.fromstring(arch) if node.get("type") != "measure"
        ]
        self.assertEqual(groups[0], "date")
        self.assertNotIn("key_result_id", groups)
        context = self.objectives[0].action_view_check_ins()["context"]
        self.assertEqual(context["graph_groupbys"], ["date:week", "key_result_id"])
