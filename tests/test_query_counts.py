"""Ten times the scorecards cost no more queries; a count that grows is a loop over records."""

from .common import GoalCase

FEW, MANY = 10, 100


class TestQueryCounts(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicators = [
            cls.make_indicator("count_revenue", "records"),
            cls.make_indicator("count_deals", "records", aggregate="count", value_field=False),
            cls.make_indicator("count_calls"),
            cls.make_indicator("count_mean", "formula", formula="count_revenue / count_deals"),
        ]
        cls.people = cls.make_employees(MANY, parent_id=cls.south_manager.id)
        cls.cycle = cls.make_cycle("2025-03-01")

    def queries(self, action):
        """How many queries ``action`` takes when nothing is cached but what stays for long."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def make_cards(self):
        cards = self.env["kpi.scorecard"].create(
            [
                self.owner_vals(person)
                | {
                    "cycle_id": self.cycle.id,
                    "company_id": self.company.id,
                    "line_ids": [
                        (0, 0, {"indicator_id": indicator.id, "target": 10})
                        for indicator in self.indicators
                    ],
                }
                for person in self.people
            ]
        )
        self.make_deal(self.dung, 100, "2025-03-03")
        for person in self.people[:50]:
            self.make_value(self.indicators[2], person, "2025-03-05", person.id % 7)
        return cards

    def assert_same(self, few, many, slack=0):
        self.assertLessEqual(many, few + slack, f"{FEW} took {few} queries, {MANY} took {many}")

    def test_refresh(self):
        cards = self.make_cards()
        engine = self.env["goal.engine"]
        engine._refresh_cards(cards)

        def spoil():
            self.cr.execute("UPDATE kpi_scorecard_line SET actual = -1, score = -1")
            self.cr.execute("UPDATE kpi_scorecard SET score = -1")

        for prepare in (lambda: None, spoil):
            counts = []
            for chosen in (cards[:FEW], cards):
                engine._refresh_cards(cards)
                prepare()
                counts.append(self.queries(lambda chosen=chosen: engine._refresh_cards(chosen)))
            self.assert_same(*counts)

    def test_lists_of_a_manager(self):
        self.make_cards()
        columns = {
            "kpi.scorecard": [
                "display_name", "owner_name", "score", "grade", "status", "is_mine", "is_managed",
                "measured_at", "line_count", "weight_total", "expected", "may_edit", "may_shape",
            ],
            "kpi.scorecard.line": [
                "name", "owner_name", "target", "actual", "score", "status", "remaining",
                "forecast", "expected", "measured_at", "change_count", "unit", "may_edit",
            ],
        }  # fmt: skip
        for model, names in columns.items():
            records = self.as_user(self.env[model], self.south_manager)
            specification = {name: {} for name in names}

            def read(limit, records=records, specification=specification):
                found = records.web_search_read(
                    [("cycle_id", "=", self.cycle.id)], specification, limit=limit
                )
                self.assertEqual(len(found["records"]), limit)

            read(MANY)  # whatever stays cached for long is cached now
            self.assert_same(self.queries(lambda: read(FEW)), self.queries(lambda: read(MANY)))

    def test_generate(self):
        """The ORM inserts in batches of its own; nothing else may grow."""
        department = self.env["hr.department"].create(
            {"name": "Counted", "company_id": self.company.id}
        )
        template = self.make_template(department, [(i, 10) for i in self.indicators])
        april, may = self.make_cycle("2025-04-01"), self.make_cycle("2025-05-01")
        self.people[:FEW].department_id = department
        template._generate(self.make_cycle("2025-06-01"))  # warms up
        few = self.queries(lambda: self.assertEqual(len(template._generate(april)), FEW))
        self.people.department_id = department
        many = self.queries(lambda: self.assertEqual(len(template._generate(may)), MANY))
        again = self.queries(lambda: template._generate(may))
        self.assert_same(few, many, slack=10)
        self.assertLess(again, few)
