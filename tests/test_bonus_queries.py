"""Ten times the people cost no more queries, in computing, approving and the outlook."""

from .bonus_common import BonusCase

FEW, MANY = 10, 100


class TestBonusQueries(BonusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.make_employees(
            MANY, parent_id=cls.south_manager.id, job_id=cls.job_seller.id
        )
        cls.plan = cls.make_plan()

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def counts_of(self, people, start):
        """Queries of computing, computing again, computing all anew, checking and approving."""
        cards = self.make_month(dict.fromkeys(people, (100, 9, 0)), start)
        cycle = cards[people[0]].cycle_id
        run = self.make_run(self.plan, cycle)
        counts = {}
        officer, admin = self.as_user(run, self.hr_officer), self.as_user(run, self.goals_admin)
        counts["compute"] = self.queries(officer.action_compute)
        self.assertEqual(len(run.bonus_ids), len(people))
        counts["again"] = self.queries(officer.action_compute)
        self.plan.base_amount += 1
        counts["anew"] = self.queries(officer.action_compute)
        self.assertEqual(set(run.bonus_ids.mapped("base_amount")), {self.plan.base_amount})
        counts["check"] = self.queries(officer.action_check)
        counts["approve"] = self.queries(admin.action_approve)
        return counts

    def test_runs(self):
        self.counts_of(self.people[:2], "2025-01-01")
        few = self.counts_of(self.people[:FEW], "2025-02-01")
        many = self.counts_of(self.people, "2025-03-01")
        for step, count in few.items():
            self.assertLessEqual(many[step], count + 6, f"{step}: {few} {many}")

    def test_lists_and_outlook_of_a_manager(self):
        cards = self.make_month(dict.fromkeys(self.people, (100, 9, 0)), "2025-05-01", close=False)
        run_cards = self.make_month(dict.fromkeys(self.people, (100, 9, 0)), "2025-06-01")
        self.make_run(self.plan, run_cards[self.people[0]].cycle_id, "computed")
        columns = {
            "kpi.scorecard": ["owner_name", "expected_bonus", "forecast_bonus", "bonus_outlook"],
            "kpi.bonus": [
                "display_name",
                "employee_id",
                "amount",
                "share",
                "outcome",
                "state",
                "curve",
                "is_mine",
                "is_managed",
                "may_correct",
                "correction_ids",
            ],
        }
        cycles = (cards[self.people[0]].cycle_id | run_cards[self.people[0]].cycle_id).ids
        for model, names in columns.items():
            records = self.as_user(self.env[model], self.south_manager)

            def read(limit, records=records, names=names):
                found = records.web_search_read(
                    [
                        (
                            "cycle_id",
                            "in",
                            cycles[:1] if records._name == "kpi.scorecard" else cycles,
                        )
                    ],
                    {name: {} for name in names},
                    limit=limit,
                )
                self.assertEqual(len(found["records"]), limit)

            read(MANY)
            few, many = self.queries(lambda: read(FEW)), self.queries(lambda: read(MANY))
            self.assertLessEqual(many, few, f"{model}: {FEW} took {few}, {MANY} took {many}")
