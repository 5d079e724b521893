"""Ten times the people cost no more queries."""

from .common import GoalCase
from .excel_common import ExcelFactories
from .okr_common import OkrFactories

FEW, MANY = 10, 100


class TestExcelQueries(ExcelFactories, OkrFactories, GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicators = [
            cls.make_indicator("query_revenue", "records"),
            cls.make_indicator("query_calls"),
        ]
        cls.people = cls.make_employees(MANY, parent_id=cls.south_manager.id)
        cycles = [cls.make_cycle(f"2025-0{month}-01") for month in (1, 2, 3)]
        cls.quarter = cls.make_cycle("2025-04-01", cycle_type="quarter")
        cls.cards = cls.env["kpi.scorecard"].create(
            [
                cls.owner_vals(person)
                | {
                    "cycle_id": cycle.id,
                    "company_id": cls.company.id,
                    "line_ids": [
                        (0, 0, {"indicator_id": i.id, "target": 9}) for i in cls.indicators
                    ],
                }
                for cycle in cycles
                for person in cls.people
            ]
        )
        cls.objectives = cls.env["okr.objective"].create(
            [
                cls.owner_vals(person)
                | {
                    "name": f"Objective of {person.name}",
                    "cycle_id": cls.quarter.id,
                    "company_id": cls.company.id,
                    "key_result_ids": [(0, 0, cls.key_result_vals(1, (0, 10)))],
                }
                for person in cls.people
            ]
        )
        cls.env["goal.check.in"].create(
            [
                {"key_result_id": kr.id, "value": 3, "date": kr.date_start}
                for kr in cls.objectives.key_result_ids
            ]
        )

    def queries(self, people):
        cards = self.cards.filtered(lambda card: card.employee_id in people)
        objectives = self.objectives.filtered(lambda o: o.employee_id in people)
        sheets = ["scorecards", "summary", "pages", "objectives", "check_ins", "deals"]
        options = self.options(cards, objectives, sheets)
        excel = self.as_user(self.env["goal.excel"], self.south_manager)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        content = excel._content(options)
        count = self.cr.sql_log_count - before
        self.assertEqual(len(self.rows(self.opened(content)["Scorecards"])), 9 * len(people))
        return count

    def test_queries(self):
        self.queries(self.people)
        few, many = self.queries(self.people[:FEW]), self.queries(self.people)
        self.assertLessEqual(many, few + 2, f"{FEW} took {few} queries, {MANY} took {many}")
