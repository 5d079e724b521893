"""Other systems push figures over HTTP: the same again changes nothing, bad rows are named."""

import json

from .common_http import GoalHttpCase


class TestValuePush(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spend = cls.make_indicator("push_spend")
        cls.visits = cls.make_indicator("push_visits")
        cls.counted = cls.make_indicator("push_counted", "records")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, [(cls.spend, 100)])
        cls.mine = [("company_id", "=", cls.company.id)]

    def row(self, key="a", **vals):
        row = {
            "key": key,
            "indicator": "push_spend",
            "date": "2025-03-10",
            "value": 45,
            "employee": self.dung.work_email,
        } | vals
        return {name: value for name, value in row.items() if value is not None}

    def push(self, rows, user=None, **params):
        return self.json2(user or self.hr_officer, "kpi.value", "push", rows=rows, **params)

    def assert_counts(self, answer, created=0, updated=0, unchanged=0, errors=0):
        self.assertEqual(
            (answer["created"], answer["updated"], answer["unchanged"], len(answer["errors"])),
            (created, updated, unchanged, errors),
            answer,
        )

    def stored(self):
        self.env.flush_all()
        self.cr.execute(
            "SELECT id, external_key, value, note, date::text, employee_id, write_date, write_uid"
            "  FROM kpi_value WHERE company_id = %s ORDER BY external_key",
            [self.company.id],
        )
        return self.cr.fetchall()

    def test_created_then_unchanged_then_updated(self):
        rows = [
            self.row("a"),
            self.row("b", value=0.1234567, note="Ads"),
            self.row("c", employee=None, team="Team South", value=0),
            self.row("d", employee=None, department="Sales South"),
            self.row("e", employee=None, indicator="push_visits"),
            self.row("f", employee=None, employee_id=self.phuc.id),
        ]
        status, answer = self.push(rows)
        self.assertEqual(status, 200, answer)
        self.assert_counts(answer, created=6)
        values = self.env["kpi.value"].search(self.mine).sorted("external_key")
        self.assertEqual(
            [(v.owner_type, v._owner_record()) for v in values],
            [
                ("employee", self.dung),
                ("employee", self.dung),
                ("team", self.team_south),
                ("department", self.dept_south),
                ("company", self.company),
                ("employee", self.phuc),
            ],
        )
        self.assertEqual(values[1].value, 0.123457)
        self.assertEqual(self.card.line_ids.actual, 45.123457)
        before = self.stored()
        _status, answer = self.push(rows)
        self.assert_counts(answer, unchanged=6)
        self.assertEqual(self.stored(), before)
        _status, answer = self.push([self.row("a", value=50), *rows[1:5], self.row("g", value=1)])
        self.assert_counts(answer, created=1, updated=1, unchanged=4)
        self.assertEqual(self.card.line_ids.actual, 51.123457)
        # A key belongs to its indicator.
        _status, answer = self.push([self.row("a", indicator="push_visits")])
        self.assert_counts(answer, created=1)

    def test_owner_and_date_may_change(self):
        self.push([self.row("a")])
        _status, answer = self.push([self.row("a", employee=self.phuc.work_email)])
        self.assert_counts(answer, updated=1)
        self.assertIsNone(self.card.line_ids.actual)
        _status, answer = self.push([self.row("a", employee=None, date="2025-04-01")])
        self.assert_counts(answer, updated=1)
        value = self.env["kpi.value"].search(self.mine)
        self.assertEqual((value.owner_type, value.employee_id.id), ("company", False))

    def test_bad_rows(self):
        """Each by its number, and nothing of it stored; the good ones are."""
        twin = {"name": "Team South", "company_id": self.company.id}
        self.env["crm.team"].create(twin)
        theirs = self.other_seller.work_email
        bad = [
            self.row("dup", value=2),
            self.row("b1", indicator="push_nothing"),
            self.row("b2", indicator="push_counted"),
            self.row("b3", indicator=["push_spend"]),
            self.row("b4", indicator=None),
            self.row("b5", employee="nobody@example.com"),
            self.row("b6", employee=theirs),
            self.row("b7", employee=None, employee_id=self.other_seller.id),
            self.row("b8", employee=None, team="Team South"),
            self.row("b9", team="Team North"),
            self.row("b10", value="45"),
            self.row("b11", value=True),
            self.row("b12", value=None),
            self.row("b13", value=1e16),
            self.row("b14", date="10/03/2025"),
            self.row("b15", date="2025-02-30"),
            self.row("b16", date=None),
            self.row("b17", colour="red"),
            self.row("", value=1),
            self.row(None),
            self.row(17),
            self.row("b\0"),
            self.row("b22", note={"a": 1}),
            self.row("b23", employee=None, employee_id=True),
            "text",
            None,
            ["a"],
        ]
        rows = [self.row("dup"), *bad, self.row("last")]
        status, answer = self.push(rows)
        self.assertEqual(status, 200, answer)
        self.assert_counts(answer, created=2, errors=len(bad))
        self.assertEqual([error["row"] for error in answer["errors"]], list(range(2, len(bad) + 2)))
        self.assertEqual(answer["errors"][1]["key"], "b1")
        self.assertIn("push_nothing", answer["errors"][1]["error"])
        self.assertIn("2 match", answer["errors"][8]["error"])
        self.assertEqual([row[1] for row in self.stored()], ["dup", "last"])
        self.assertEqual(self.stored()[0][2], 45)

    def test_not_a_number(self):
        """JSON has no NaN, Python's reader takes it all the same."""
        for text in ("NaN", "Infinity", "-Infinity"):
            body = json.dumps({"rows": [self.row("a")]}).replace("45", text)
            response = self.url_open(
                "/json/2/kpi.value/push",
                data=body,
                headers={
                    "Authorization": f"bearer {self.api_key(self.hr_officer)}",
                    "Content-Type": "application/json",
                },
            )
            self.assertEqual(len(response.json()["errors"]), 1, response.text)
        self.assertFalse(self.stored())

    def test_rights_are_the_callers(self):
        rows = [
            self.row("a"),
            self.row("b", employee=self.phuc.work_email),
            self.row("c", employee=None),
            self.row("d", employee=None, team="Team South"),
        ]
        for user, stored in [
            (self.dung, ["a"]),
            (self.em, ["a", "d"]),  # leads the team; her own rows none
            (self.south_manager, ["a", "b", "d"]),
        ]:
            _status, answer = self.push(rows, user)
            self.assertEqual([row[1] for row in self.stored()], stored, f"{user.name}: {answer}")
        # What somebody else pushed is not overwritten by whoever knows the key.
        _status, answer = self.push([self.row("b", value=999)], self.dung)
        self.assert_counts(answer, errors=1)
        status, _answer = self.push(rows, self.portal_user)
        self.assertEqual(status, 403)
        status, _answer = self.push(rows, self.plain_user)
        self.assertEqual(len(self.stored()), 3)

    def test_other_companies(self):
        status, _answer = self.push([self.row("a")], company_id=self.other_company.id)
        self.assertEqual(status, 403)
        _status, answer = self.push([self.row("a")], self.other_officer)
        self.assert_counts(answer, errors=1)
        self.hr_officer.user_id.company_ids |= self.other_company
        rows = [self.row("a", employee=self.other_seller.work_email)]
        _status, answer = self.push(rows, company_id=self.other_company.id)
        self.assert_counts(answer, created=1)
        self.assertFalse(self.stored())

    def test_closed_cycle(self):
        self.push([self.row("a")])
        self.cycle.action_close()
        before = self.stored()
        _status, answer = self.push(
            [self.row("a", value=9), self.row("b"), self.row("c", date="2025-04-02")]
        )
        self.assert_counts(answer, created=1, errors=2)
        self.assertEqual([error["row"] for error in answer["errors"]], [1, 2])
        self.assertEqual(self.stored()[:1], before)
        self.assertEqual(self.card.line_ids.actual, 45)
        # The same figure again is no change, closed or not.
        _status, answer = self.push([self.row("a")])
        self.assert_counts(answer, unchanged=1)

    def test_limits(self):
        for rows in ("text", {"key": "a"}, None, 5):
            self.assertEqual(self.push(rows)[0], 422)
        self.assertEqual(self.push([])[1]["created"], 0)
        status, answer = self.push([{}] * 10_001)
        self.assertEqual(status, 422)
        self.assertIn("10000", answer["message"])

    def test_batches(self):
        """Ten times the rows cost the ORM's inserts, not ten times the queries."""
        counts = {}
        values = self.env["kpi.value"].with_user(self.hr_officer.user_id)
        for size in (10, 10, 100):
            rows = [self.row(f"{size}-{len(counts)}-{n}") for n in range(size)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(values.push(rows)["created"], size)
            self.env.flush_all()
            counts[size] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[100], counts[10] + 5)
