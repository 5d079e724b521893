"""Groups, exports and lists show no more than a record's own form."""

from odoo.fields import Command

from .common_http import GoalHttpCase


class TestAccessReading(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.make_indicator("read_manual")
        cycle = cls.make_cycle("2025-03-01")
        owners = [cls.an, cls.dung, cls.phuc, cls.team_south, cls.dept_south, cls.company]
        cls.cards = {
            owner: cls.make_scorecard(owner, cycle, [(cls.manual, 100)]) for owner in owners
        }
        for number, owner in enumerate(owners):
            cls.make_value(cls.manual, owner, "2025-03-10", 10**number)
        cls.scope = [("cycle_id", "=", cycle.id)]
        cls.readable = {
            cls.dung: [cls.dung, cls.team_south],
            cls.em: [cls.team_south],
            cls.south_manager: [cls.dung, cls.phuc, cls.team_south],
            cls.south_head: [cls.dung, cls.phuc, cls.team_south, cls.dept_south],
            cls.director: [cls.an, cls.dung, cls.phuc, cls.team_south, cls.dept_south],
            cls.marketing_manager: [],
            cls.plain_user: [],
            cls.hr_officer: owners,
            cls.other_officer: [],
        }

    def test_lists_and_groups(self):
        for user, owners in self.readable.items():
            with self.subTest(user=user.display_name):
                cards = self.cards_of(owners)
                _status, found = self.json2(
                    user, "kpi.scorecard", "web_search_read",
                    domain=self.scope, specification={"score": {}},
                )  # fmt: skip
                self.assertEqual({row["id"] for row in found["records"]}, set(cards.ids))
                self.assertEqual(found["length"], len(cards))
                for model, count in [("kpi.scorecard", cards), ("kpi.scorecard.line", cards)]:
                    _status, groups = self.json2(
                        user, model, "formatted_read_group",
                        domain=self.scope, groupby=[], aggregates=["__count", "score:max"],
                    )  # fmt: skip
                    self.assertEqual(groups[0]["__count"], len(count))
                _status, names = self.json2(user, "kpi.scorecard", "name_search", domain=self.scope)
                self.assertEqual({card_id for card_id, _name in names}, set(cards.ids))

    def cards_of(self, owners):
        return self.env["kpi.scorecard"].union(*(self.cards[owner] for owner in owners))

    def test_sums_of_figures(self):
        """A sum would betray what the list hides."""
        _status, groups = self.json2(
            self.dung, "kpi.value", "formatted_read_group",
            domain=[("indicator_id", "=", self.manual.id)], groupby=[], aggregates=["value:sum"],
        )  # fmt: skip
        # dung's own 10 and the team's 1,000
        self.assertEqual(groups[0]["value:sum"], 1010)

    def test_search_through_what_everybody_reads(self):
        """Cycles and indicators are public; a condition on their scorecards finds only mine."""
        hidden = [("line_ids.actual", "=", 100)]  # phuc's
        for user, found in [(self.dung, 0), (self.phuc, 1), (self.hr_officer, 1)]:
            _status, count = self.json2(
                user, "kpi.indicator", "search_count", domain=[("id", "=", self.manual.id), *hidden]
            )
            self.assertEqual(count, found, user.name)
        _status, rows = self.json2(
            self.dung, "kpi.indicator", "read", self.manual.ids, fields=["line_ids", "value_ids"]
        )
        self.assertEqual(len(rows[0]["line_ids"]), 2)
        self.assertEqual(len(rows[0]["value_ids"]), 2)

    def test_export(self):
        fields = ["owner_name", "score", "line_ids/actual", "line_ids/indicator_id/code"]
        self.env.ref("base.group_allow_export").user_ids |= (self.dung | self.hr_officer).user_id
        _status, answer = self.json2(
            self.hr_officer, "kpi.scorecard", "export_data",
            self.cards[self.dung].ids, fields_to_export=fields,
        )  # fmt: skip
        self.assertEqual(answer["datas"], [["Dung", 0.1, 10.0, "read_manual"]])
        for owners in ([self.phuc], [self.dung, self.phuc]):
            for names in (fields, ["owner_name"], ["line_ids/actual"]):
                status, _answer = self.json2(
                    self.dung, "kpi.scorecard", "export_data",
                    self.cards_of(owners).ids, fields_to_export=names,
                )  # fmt: skip
                self.assertEqual(status, 403)

    def test_files_of_employees(self):
        """What is added to the employee's file is the file's reader's, and shows one's own."""
        fields = ["scorecard_ids", "scorecard_count"]
        for user in (self.dung, self.south_manager, self.hr_officer):
            for model in ("hr.employee", "hr.employee.public"):
                status, answer = self.json2(user, model, "read", self.phuc.ids, fields=fields)
                self.assertNotEqual(status, 200, f"{user.name}: {answer}")
        self.marketing_manager.user_id.group_ids |= self.env.ref("hr.group_hr_user")
        status, rows = self.json2(
            self.marketing_manager, "hr.employee", "read", self.phuc.ids, fields=fields
        )
        self.assertEqual(status, 200)
        self.assertEqual((rows[0]["scorecard_ids"], rows[0]["scorecard_count"]), ([], 0))
        status, _answer = self.json2(
            self.marketing_manager, "hr.employee", "write", self.phuc.ids,
            vals={"scorecard_ids": [[2, self.cards[self.phuc].id]]},
        )  # fmt: skip
        self.assertEqual(status, 403)
        self.assertTrue(self.cards[self.phuc].exists())

    def test_counts_of_teams_and_departments(self):
        for user, team, department in [
            (self.dung, 2, 1),
            (self.south_manager, 3, 2),
            (self.hr_officer, 3, 3),
        ]:
            count = self.as_user(self.team_south, user).scorecard_count
            self.assertEqual(count, team, user.name)
            self.assertEqual(self.as_user(self.dept_south, user).scorecard_count, department)

    def test_counts_of_objectives(self):
        """The team's leader sits in the department, so the team's objective counts there too."""
        cycle = self.make_cycle("2025-04-01", cycle_type="quarter")
        objectives = self.env["okr.objective"].create(
            [
                self.owner_vals(owner)
                | {
                    "name": f"Of {owner.name}",
                    "cycle_id": cycle.id,
                    "company_id": self.company.id,
                    "visibility": visibility,
                }
                for owner, visibility in (
                    (self.dung, "private"),
                    (self.phuc, "department"),
                    (self.team_south, "company"),
                    (self.dept_south, "company"),
                )
            ]
        )
        for user, team, department in (
            (self.dung, 3, 4),
            (self.phuc, 2, 3),
            (self.south_manager, 3, 4),
            (self.marketer, 1, 2),
        ):
            for unit, count in ((self.team_south, team), (self.dept_south, department)):
                record = self.as_user(unit, user)
                self.assertEqual(record.objective_count, count, (user.name, unit.name))
                action = record.action_view_objectives()
                found = self.as_user(objectives, user).search(action["domain"])
                self.assertEqual(len(found), count, (user.name, unit.name))
        self.hr_officer.user_id.group_ids |= self.env.ref("hr.group_hr_user")
        dung = self.as_user(self.dung, self.hr_officer)
        self.assertEqual(dung.objective_count, 1)
        action = dung.action_view_objectives()
        self.assertEqual(objectives.search(action["domain"]), objectives[0])

    def test_deals_behind_a_figure(self):
        """Everybody opens the records of a figure with the own rights on deals."""
        won = self.make_indicator("read_won", "records")
        card = self.cards[self.dung]
        card.write({"line_ids": [Command.create({"indicator_id": won.id, "target": 100})]})
        self.make_deal(self.dung, 500, "2025-03-10")
        line = self.line_of(card, won)
        self.env["goal.engine"]._refresh_cards(card)
        self.assertEqual(line.actual, 500)
        for user, sees in [(self.dung, 1), (self.south_manager, 1), (self.south_head, 0)]:
            _status, action = self.json2(
                user, "kpi.scorecard.line", "action_open_records", line.ids
            )
            _status, count = self.json2(
                user, action["res_model"], "search_count", domain=action["domain"],
                context=action["context"],
            )  # fmt: skip
            self.assertEqual(count, sees, user.name)
        status, _answer = self.json2(
            self.phuc, "kpi.scorecard.line", "action_open_records", line.ids
        )
        self.assertEqual(status, 403)
