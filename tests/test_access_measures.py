"""Who may say what counts: administrators, and each only over what this one may read."""

from .common_http import GoalHttpCase
from .factories import WON_DEALS


class TestAccessMeasures(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls.make_indicator("measure_records", "records")
        cls.manual = cls.make_indicator("measure_manual")
        cls.formula = cls.make_indicator("measure_formula", "formula", formula="measure_manual * 2")
        vals = dict(WON_DEALS)
        vals["model_id"] = cls.env["ir.model"]._get_id(vals.pop("model"))
        cls.measure = vals | {"source": "records"}

    def refused(self, user, method, ids=None, expected=(403,), **params):
        before = self.env["kpi.indicator"].search_read([], load=None)
        status, answer = self.json2(user, "kpi.indicator", method, ids, **params)
        self.assertIn(status, expected, f"{user.name} {method} {params}: {answer}")
        self.assertEqual(self.env["kpi.indicator"].search_read([], load=None), before)
        return answer

    def test_officer(self):
        """Everything but what counts records."""
        officer = self.hr_officer
        new = {"name": "New", "code": "measure_new"}
        self.refused(officer, "create", vals_list=[new | self.measure])
        for vals in [{"domain": "[]"}, {"name": "x"}, {"cap": 9}, {"source": "manual"},
                     {"active": False}]:  # fmt: skip
            self.refused(officer, "write", self.records.ids, vals=vals)
        self.refused(officer, "unlink", self.records.ids)
        self.refused(officer, "copy", self.records.ids)
        for indicator in (self.manual, self.formula):
            self.refused(officer, "write", indicator.ids, vals=self.measure)
        for indicator in (self.manual, self.formula):
            status, answer = self.json2(
                officer, "kpi.indicator", "write", indicator.ids, vals={"cap": 1.5}
            )
            self.assertEqual((status, indicator.cap), (200, 1.5), answer)
        status, answer = self.json2(
            officer, "kpi.indicator", "create", vals_list=[new | {"aggregate": "sum"}]
        )
        self.assertEqual(status, 200, answer)

    def test_administrator(self):
        status, answer = self.json2(
            self.goals_admin, "kpi.indicator", "create",
            vals_list=[{"name": "New", "code": "measure_new"} | self.measure],
        )  # fmt: skip
        self.assertEqual(status, 200, answer)
        for vals in [
            {"domain": "[('won_status', '=', 'won'), ('partner_id.country_id.code', '=', 'VN')]"},
            {"domain": "[('tag_ids.name', '=', 'Big')]"},
            {"domain": "[('tag_ids', 'any', [('name', '=', 'Big')])]"},
            {"domain": "[('create_date.month_number', '=', 3)]"},
        ]:
            status, answer = self.json2(
                self.goals_admin, "kpi.indicator", "write", self.records.ids, vals=vals
            )
            self.assertEqual(status, 200, f"{vals}: {answer}")

    def test_administrator_without_the_files_of_people(self):
        """Neither the wage, nor a birthday hidden in a condition, at any depth."""
        admin = self.goals_admin
        employees = self.env["ir.model"]._get_id("hr.version")
        over_people = self.measure | {
            "model_id": employees,
            "domain": "[]",
            "value_field": "wage",
            "date_field": "date_version",
            "owner_path": "employee_id",
            "team_path": False,
            "company_path": "company_id",
        }
        new = {"name": "Wages", "code": "measure_wages"}
        self.refused(admin, "create", vals_list=[new | over_people])
        self.refused(admin, "write", self.records.ids, vals=over_people)
        for domain in [
            "[('user_id.employee_ids.birthday', '!=', False)]",
            "[('user_id.employee_ids', 'any', [('birthday', '!=', False)])]",
            "[('user_id', 'any', [('employee_ids', 'any', [('wage', '>', 1000)])])]",
            "['|', ('id', '>', 0), '!', ('user_id.employee_ids.wage', '>', 1000)]",
        ]:
            self.refused(admin, "write", self.records.ids, vals={"domain": domain})
        # What somebody else set up over people's files can't be bent by this administrator.
        theirs = self.env["kpi.indicator"].create(new | over_people)
        self.refused(admin, "write", theirs.ids, vals={"domain": "[('id', '=', 1)]"})
        self.refused(admin, "unlink", theirs.ids)

    def test_administrator_without_deals(self):
        self.goals_admin.user_id.group_ids -= self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        self.refused(self.goals_admin, "write", self.records.ids, vals={"domain": "[]"})

    def test_text_is_never_run(self):
        for domain in [
            "__import__('os').system('true')",
            "[('id', '=', uid)]",
            "[('id', '=', (lambda: 1)())]",
            "[(" * 200,
            "1",
            "{'a': 1}",
            "[('no_such_field', '=', 1)]",
        ]:
            self.refused(
                self.goals_admin, "write", self.records.ids, vals={"domain": domain},
                expected=(422,),
            )  # fmt: skip
        for formula in ["__import__('os')", "measure_manual.__class__", "lambda: 1", "a == b",
                        "measure_formula + 1", "no_such_code + 1"]:  # fmt: skip
            self.refused(
                self.goals_admin, "write", self.formula.ids, vals={"formula": formula},
                expected=(422,),
            )  # fmt: skip

    def test_indicator_of_another_company(self):
        """It is on no scorecard and in no template of this one."""
        theirs = self.make_indicator("measure_theirs", company_id=self.other_company.id)
        card = self.make_scorecard(self.dung, self.make_cycle("2025-03-01"))
        template = self.make_template(self.job_seller)
        for model, vals in [
            ("kpi.scorecard.line", {"scorecard_id": card.id}),
            ("kpi.scorecard.template.line", {"template_id": template.id}),
        ]:
            status, _answer = self.json2(
                self.hr_officer, model, "create", vals_list=[vals | {"indicator_id": theirs.id}]
            )
            self.assertIn(status, (403, 422))
        self.assertFalse(card.line_ids or template.line_ids)
