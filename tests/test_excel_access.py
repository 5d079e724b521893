"""Over HTTP, as each role: the workbook holds what its reader may read, and nothing else."""

from odoo.tests import new_test_user

from .common import LOGIN
from .excel_common import ExcelFactories
from .okr_common import OkrHttpCase

EVERYTHING = {"scope": "all", "with_pages": True, "with_deals": True, "with_objectives": True}


class TestExcelAccess(ExcelFactories, OkrHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("access_revenue", "records")
        cls.march = cls.make_cycle("2025-03-01")
        cls.owners = [cls.an, cls.dung, cls.phuc, cls.team_south, cls.dept_south, cls.company]
        for owner in cls.owners:
            cls.make_scorecard(owner, cls.march, [(cls.revenue, 100)])
        for person in (cls.an, cls.dung, cls.phuc):
            cls.make_deal(person, 10, "2025-03-10", name=f"Deal with secret of {person.name}")
            cls.make_objective(
                person, cls.cycle, [(0, 10)], name=f"Secret of {person.name}", visibility="private"
            )
        cls.public = cls.make_objective(cls.company, cls.cycle, [(0, 10)], name="For everybody")
        for objective in cls.env["okr.objective"].search([("cycle_id", "=", cls.cycle.id)]):
            cls.check_in(objective.key_result_ids, 1, note=f"Said about {objective.name}")
        cls.readable = {
            cls.dung: [cls.dung, cls.team_south],
            cls.em: [cls.team_south],
            cls.south_manager: [cls.dung, cls.phuc, cls.team_south],
            cls.south_head: [cls.dung, cls.phuc, cls.team_south, cls.dept_south],
            cls.director: [cls.an, cls.dung, cls.phuc, cls.team_south, cls.dept_south],
            cls.marketing_manager: [],
            cls.plain_user: [],
            cls.hr_officer: cls.owners,
        }
        cls.secrets = {
            cls.dung: {cls.dung},
            cls.em: set(),
            cls.south_manager: {cls.dung, cls.phuc},
            cls.south_head: {cls.dung, cls.phuc},
            cls.director: {cls.an, cls.dung, cls.phuc},
            cls.marketing_manager: set(),
            cls.plain_user: set(),
            cls.hr_officer: {cls.an, cls.dung, cls.phuc},
        }
        cls.deals = {
            cls.dung: {cls.dung},
            cls.south_manager: {cls.dung, cls.phuc},
            cls.south_head: set(),
            cls.director: {cls.an, cls.dung, cls.phuc},
            cls.hr_officer: set(),
        }

    def login_of(self, user):
        return (user.user_id if user._name == "hr.employee" else user).login

    def download(self, user, wizard_id):
        self.authenticate(self.login_of(user), self.login_of(user))
        self.env.flush_all()
        self.env.invalidate_all()
        return self.url_open(f"/goals/excel/{wizard_id}")

    def export(self, user, **vals):
        """(wizard id, the answer to the download) of a dialog filled over RPC."""
        self.authenticate(None, None)
        status, ids = self.json2(
            user, "goal.export.wizard", "create", vals_list=[EVERYTHING | vals]
        )
        self.assertEqual(status, 200, ids)
        return ids[0], self.download(user, ids[0])

    def workbook(self, user, **vals):
        _wizard, response = self.export(user, **vals)
        self.assertEqual(response.status_code, 200)
        return self.opened(response.content)

    def owners_in(self, workbook):
        names = {row["Owner"] for row in self.rows(workbook["Scorecards"])}
        return {name for name in names if name}

    def test_scorecards(self):
        for user, owners in self.readable.items():
            with self.subTest(user=user.name):
                workbook = self.workbook(user)
                self.assertEqual(self.owners_in(workbook), {owner.display_name for owner in owners})
                hidden = {o.display_name for o in self.owners} - {o.display_name for o in owners}
                own = {user.name, self.company.name}
                told = {
                    text
                    for text in self.texts(workbook)
                    for name in hidden - own
                    if name in text
                    if "For everybody" not in text
                }
                self.assertFalse(told)

    def test_private_objectives_and_what_was_said(self):
        for user, people in self.secrets.items():
            with self.subTest(user=user.name):
                texts = self.texts(self.workbook(user))
                for person in (self.an, self.dung, self.phuc):
                    told = any(f"Secret of {person.name}" in text for text in texts)
                    self.assertEqual(told, person in people, person.name)

    def test_deals_through_own_rights(self):
        for user, people in self.deals.items():
            with self.subTest(user=user.name):
                texts = self.texts(self.workbook(user))
                for person in (self.an, self.dung, self.phuc):
                    told = any(f"Deal with secret of {person.name}" in text for text in texts)
                    self.assertEqual(told, person in people, person.name)

    def test_forged_choice(self):
        """A dialog that names others' scorecards exports what its user may read of them."""
        ids = self.env["kpi.scorecard"].search([("cycle_id", "=", self.march.id)]).ids
        workbook = self.workbook(
            self.dung,
            scope="selected",
            selected_model="kpi.scorecard",
            selected_domain=[["id", "in", ids]],
        )
        self.assertEqual(self.owners_in(workbook), {"Dung", "Team South"})

    def test_other_company(self):
        workbook = self.workbook(self.other_officer)
        self.assertEqual(self.owners_in(workbook), set())
        self.assertNotIn("Lotus", " ".join(self.texts(workbook)))
        self.authenticate(None, None)
        status, ids = self.json2(
            self.other_officer,
            "goal.export.wizard",
            "create",
            vals_list=[EVERYTHING | {"reader_companies": self.company.ids}],
        )
        if status == 200:
            response = self.download(self.other_officer, ids[0])
            self.assertNotEqual(response.status_code, 200)

    def test_portal_and_nobody(self):
        for user in (self.portal_user, None):
            self.authenticate(None, None)
            status, _answer = self.json2(
                user, "goal.export.wizard", "create", vals_list=[EVERYTHING]
            )
            self.assertIn(status, (401, 403))
        wizard, _response = self.export(self.director)
        self.assertEqual(self.download(self.portal_user, wizard).status_code, 403)
        self.authenticate(None, None)
        response = self.url_open(f"/goals/excel/{wizard}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_anothers_dialog(self):
        wizard, _response = self.export(self.director)
        for user in (self.dung, self.hr_officer, self.goals_admin):
            self.assertEqual(self.download(user, wizard).status_code, 403, user.name)

    def test_name_of_the_file(self):
        _wizard, response = self.export(self.director, scope="employee", employee_id=self.dung.id)
        self.assertIn("Results%20Dung%20", response.headers["Content-Disposition"])
        self.assertRegex(response.headers["Content-Disposition"], "\\d{4}-\\d\\d-\\d\\d\\.xlsx")

    def test_scopes(self):
        for vals, owners in (
            ({"scope": "employee", "employee_id": self.dung.id}, {"Dung"}),
            (
                {"scope": "department", "department_id": self.dept_sales.id},
                {"An", "Dung", "Phuc", "Sales / Sales South"},
            ),
            ({"scope": "team"}, {"An", "Dung", "Phuc", "Sales / Sales South", "Team South"}),
            ({"scope": "mine"}, set()),
            ({"scope": "cycle", "cycle_ids": [[6, 0, self.cycle.ids]]}, set()),
        ):
            with self.subTest(vals):
                self.assertEqual(self.owners_in(self.workbook(self.director, **vals)), owners)

    def test_cycle_with_its_parts(self):
        first = self.make_cycle("2025-01-01", cycle_type="quarter")
        self.assertEqual(self.march.parent_id, first)
        for parts, owners in ((True, {"Dung", "Team South"}), (False, set())):
            workbook = self.workbook(
                self.dung, scope="cycle", cycle_ids=[[6, 0, first.ids]], with_parts=parts
            )
            self.assertEqual(self.owners_in(workbook), owners)

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["kpi_okr"], ["vi_VN"])
        user = new_test_user(
            self.env,
            f"{LOGIN}hoa",
            "base.group_user,kpi_okr.group_goal_officer",
            lang="vi_VN",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            tz="Asia/Ho_Chi_Minh",
            password=f"{LOGIN}hoa",
        )
        workbook = self.workbook(user)
        texts = self.texts(workbook)
        self.assertIn("Chậm tiến độ", texts)
        self.assertNotIn("Off track", texts)
        cover = workbook.worksheets[0]
        formats = {
            cell.number_format
            for row in cover.iter_rows()
            for cell in row
            if getattr(cell, "is_date", False)
        }
        self.assertTrue(formats)
        self.assertTrue(all(text.startswith("dd/mm/yyyy") for text in formats), formats)
