"""Targets and figures go out in a workbook and come back: a preview, all or nothing, once."""

import base64
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import GoalCase
from .common_http import GoalHttpCase
from .excel_common import ExcelFactories

TODAY = "2025-03-20 03:00:00"


class ImportFactories(ExcelFactories):
    @classmethod
    def set_up_import(cls):
        cls.calls = cls.make_indicator("import_calls")
        cls.rate = cls.make_indicator("import_rate", unit="percent", digits=1, aggregate="last")
        cls.won = cls.make_indicator("import_won", "records")
        cls.march = cls.make_cycle("2025-03-01")
        cls.april = cls.make_cycle("2025-04-01", state="draft")
        lines = [(cls.calls, 50), (cls.rate, 0.5), (cls.won, 1000)]
        cls.cards = {
            (owner, cycle): cls.make_scorecard(owner, cycle, lines)
            for owner in (cls.dung, cls.phuc, cls.south_manager)
            for cycle in (cls.march, cls.april)
        }

    def template(self, user, cycles=None):
        excel = self.as_user(self.env["goal.excel.import"], user)
        cycles = self.march | self.april if cycles is None else cycles
        return openpyxl.load_workbook(BytesIO(excel._template(cycles.with_env(excel.env))))

    @staticmethod
    def saved(workbook):
        buffer = BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()

    def wizard(self, user, workbook):
        content = workbook if isinstance(workbook, bytes) else self.saved(workbook)
        wizards = self.as_user(self.env["goal.import.wizard"], user)
        return wizards.create({"file": base64.b64encode(content), "file_name": "filled in.xlsx"})

    def row_of(self, sheet, *texts):
        """The number of the row that shows all the texts."""
        return next(
            row[0].row
            for row in sheet.iter_rows(min_row=5)
            if set(texts) <= {str(cell.value) for cell in row}
        )

    def set_target(self, workbook, person, cycle, indicator, target, reason=None):
        """Returns the addresses of the new target and of the reason."""
        sheet = workbook["Targets"]
        row = self.row_of(sheet, person.name, cycle.name, indicator.name)
        sheet.cell(row, 7).value = target
        sheet.cell(row, 8).value = reason
        return f"G{row}", f"H{row}"

    def add_figure(self, workbook, owner, kpi, day, value, note=None):
        sheet = workbook["Figures"]
        row = next(
            number for number in range(5, sheet.max_row + 1) if sheet.cell(number, 2).value is None
        )
        for column, cell in enumerate((owner, kpi, day, value, note), start=2):
            sheet.cell(row, column).value = cell
        return row

    def line(self, person, cycle, indicator):
        return self.line_of(self.cards[person, cycle], indicator)


@freeze_time(TODAY)
class TestExcelImport(ImportFactories, GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_import()

    def test_holds_what_the_user_may_set(self):
        for user, people in (
            (self.south_manager, {"Dung", "Phuc"}),
            (self.director, {"Dung", "Phuc", "South Manager"}),
            (self.dung, set()),
            (self.hr_officer, {"Dung", "Phuc", "South Manager"}),
        ):
            sheet = self.template(user)["Targets"]
            found = {row[1] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]}
            self.assertEqual(found, people, user.name)

    def test_lists_and_checks(self):
        workbook = self.template(self.south_manager)
        self.assertEqual(workbook["kpi_okr.lists"].sheet_state, "veryHidden")
        lists = list(workbook["kpi_okr.lists"].iter_rows(min_row=2, values_only=True))
        owners = {row[0] for row in lists if row[0]}
        self.assertEqual(owners, {"Dung", "Em", "Phuc", "South Manager", "Team South"})
        self.assertIn("Import calls", {row[2] for row in lists})
        self.assertNotIn("Import won", {row[2] for row in lists})
        checks = {v.type for v in workbook["Figures"].data_validations.dataValidation}
        self.assertEqual(checks, {"date", "decimal", "list"})
        checks = {v.type for v in workbook["Targets"].data_validations.dataValidation}
        self.assertEqual(checks, {"decimal"})
        self.assertTrue(workbook["Targets"].protection.sheet)
        self.assertFalse(workbook["Targets"]["G5"].protection.locked)
        figures = [
            row[1:4] for row in workbook["Figures"].iter_rows(min_row=5, values_only=True) if row[1]
        ]
        self.assertEqual(len(figures), 6)
        self.assertEqual({day.date() for *_names, day in figures}, {date(2025, 3, 20)})

    def test_closed_cycles_are_left_out(self):
        with freeze_time("2025-04-10"):
            self.march.action_close()
        with self.assertRaises(UserError):
            self.template(self.south_manager, self.march)

    def test_in_vietnamese(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["kpi_okr"], ["vi_VN"])
        self.calls.with_context(lang="vi_VN").name = "Số cuộc gọi"
        user = self.south_manager.user_id
        user.lang = "vi_VN"
        excel = self.as_user(self.env["goal.excel.import"], user).with_context(lang="vi_VN")
        workbook = openpyxl.load_workbook(BytesIO(excel._template(self.march.with_env(excel.env))))
        self.assertNotIn("Targets", workbook.sheetnames)
        sheet = workbook.worksheets[1]
        row = self.row_of(sheet, "Dung", "Số cuộc gọi")
        sheet.cell(row, 7).value, sheet.cell(row, 8).value = 60, "Thêm một người"
        result = self.as_user(self.env["goal.excel.import"], user)._apply(self.saved(workbook))
        self.assertFalse(result["problems"])
        self.assertEqual(self.line(self.dung, self.march, self.calls).target, 60)

    def test_preview_then_import_then_again(self):
        workbook = self.template(self.south_manager)
        self.set_target(workbook, self.dung, self.april, self.calls, 60)
        self.set_target(workbook, self.phuc, self.march, self.rate, 0.55, "New region")
        self.set_target(workbook, self.phuc, self.april, self.won, 1000)
        self.add_figure(workbook, "Dung", "Import calls", date(2025, 3, 4), 7, "two days")
        self.add_figure(workbook, "Team South", "Import calls", date(2025, 3, 5), 3)
        wizard = self.wizard(self.south_manager, workbook)
        wizard.action_check()
        self.assertEqual(
            (wizard.state, wizard.change_count, wizard.unchanged_count, wizard.problem_count),
            ("preview", 4, 1, 0),
        )
        shown = [
            (row.name.split(" · ")[0], row.old_value, row.new_value) for row in wizard.line_ids
        ]
        self.assertEqual(
            shown,
            [
                ("Import calls", 50, 60),
                ("Import rate", 0.5, 0.55),
                ("Import calls", None, 7),
                ("Import calls", None, 3),
            ],
        )
        calls, rate = (
            self.line(self.dung, self.april, self.calls),
            self.line(self.phuc, self.march, self.rate),
        )
        self.assertEqual((calls.target, rate.target), (50, 0.5))
        self.assertFalse(self.env["kpi.value"].search([("indicator_id", "=", self.calls.id)]))
        action = wizard.action_import()
        self.assertEqual(action["params"]["message"], "2 targets and 2 figures imported.")
        self.assertEqual((calls.target, rate.target), (60, 0.55))
        self.assertEqual(rate.change_ids.reason, "New region")
        self.assertEqual(rate.change_ids.user_id, self.south_manager.user_id)
        values = self.env["kpi.value"].search([("indicator_id", "=", self.calls.id)])
        self.assertEqual(sorted(values.mapped("value")), [3, 7])
        self.assertEqual(values.filtered("employee_id").note, "two days")
        self.assertEqual(self.line(self.dung, self.march, self.calls).actual, 7)
        again = self.wizard(self.south_manager, workbook)
        again.action_check()
        self.assertEqual((again.change_count, again.unchanged_count), (0, 5))
        self.assertFalse(again.problem_count)
        again.action_import()
        self.assertEqual(
            self.env["kpi.value"].search([("indicator_id", "=", self.calls.id)]), values
        )
        self.assertEqual(len(rate.change_ids), 1)

    def test_same_day_again_replaces(self):
        for value in (5, 8):
            workbook = self.template(self.south_manager)
            self.add_figure(workbook, "Dung", "Import calls", date(2025, 3, 4), value)
            self.wizard(self.south_manager, workbook).action_import()
        values = self.env["kpi.value"].search([("indicator_id", "=", self.calls.id)])
        self.assertEqual(values.value, 8)

    def test_one_wrong_row_stores_nothing(self):
        workbook = self.template(self.south_manager)
        self.set_target(workbook, self.dung, self.april, self.calls, 60)
        text, _reason = self.set_target(workbook, self.phuc, self.april, self.calls, "sixty")
        _target, reason = self.set_target(workbook, self.phuc, self.march, self.calls, 70)
        owner = self.add_figure(workbook, "Nobody", "Import calls", date(2025, 3, 4), 7)
        kpi = self.add_figure(workbook, "Dung", "No such KPI", date(2025, 3, 4), 7)
        day = self.add_figure(workbook, "Dung", "Import calls", "soon", 7)
        value = self.add_figure(workbook, "Dung", "Import calls", date(2025, 3, 4), "seven")
        self.add_figure(workbook, "Phuc", "Import calls", date(2025, 3, 4), 1)
        twice = self.add_figure(workbook, "Phuc", "Import calls", date(2025, 3, 4), 2)
        wizard = self.wizard(self.south_manager, workbook)
        for action in (wizard.action_check, wizard.action_import):
            action()
            wrong = {row.place: row.problem for row in wizard.line_ids}
            self.assertEqual(
                set(wrong),
                {
                    f"Targets {text}",
                    f"Targets {reason}",
                    f"Figures B{owner}",
                    f"Figures C{kpi}",
                    f"Figures D{day}",
                    f"Figures E{value}",
                    f"Figures E{twice}",
                },
            )
            self.assertEqual(wizard.problem_count, 7)
        self.assertEqual(self.line(self.dung, self.april, self.calls).target, 50)
        self.assertFalse(self.env["kpi.value"].search([("indicator_id", "=", self.calls.id)]))
        marked = openpyxl.load_workbook(BytesIO(base64.b64decode(wizard.marked)))
        self.assertEqual(wizard.marked_name, "filled in to correct.xlsx")
        cell = marked["Targets"][text]
        self.assertEqual((cell.value, cell.fill.fgColor.rgb), ("sixty", "00F9D6D2"))
        self.assertEqual(cell.comment.text, "This is not a number.")
        listed = list(marked["To correct"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(len(listed), 7)
        self.assertIn(("Targets", text, "This is not a number."), listed)

    def test_corrected_copy_is_taken(self):
        workbook = self.template(self.south_manager)
        text, _reason = self.set_target(workbook, self.phuc, self.april, self.calls, "sixty")
        wizard = self.wizard(self.south_manager, workbook)
        wizard.action_check()
        marked = openpyxl.load_workbook(BytesIO(base64.b64decode(wizard.marked)))
        marked["Targets"][text].value = 60
        self.wizard(self.south_manager, marked).action_import()
        self.assertEqual(self.line(self.phuc, self.april, self.calls).target, 60)

    def test_what_only_storing_finds_out(self):
        """A figure outside of the user's reach, refused by the rules, undoes the rest."""
        workbook = self.template(self.south_manager)
        self.set_target(workbook, self.dung, self.april, self.calls, 60)
        lists = workbook["kpi_okr.lists"]
        lists["A2"].value = "An"
        lists["B2"].value = f"employee:{self.an.id}"
        row = self.add_figure(workbook, "An", "Import calls", date(2025, 3, 4), 7)
        wizard = self.wizard(self.south_manager, workbook)
        for action in (wizard.action_check, wizard.action_import):
            action()
            self.assertEqual(wizard.line_ids.mapped("place"), [f"Figures E{row}"])
        self.assertEqual(self.line(self.dung, self.april, self.calls).target, 50)

    def test_changed_meanwhile(self):
        workbook = self.template(self.south_manager)
        self.set_target(workbook, self.dung, self.april, self.calls, 60)
        self.line(self.dung, self.april, self.calls).target = 55
        wizard = self.wizard(self.south_manager, workbook)
        wizard.action_check()
        self.assertIn("changed meanwhile: it is 55", wizard.line_ids.problem)

    def test_mixed_up_rows(self):
        """Names sorted without their hidden key would set the target of somebody else."""
        workbook = self.template(self.south_manager)
        sheet = workbook["Targets"]
        row = self.row_of(sheet, "Dung", self.april.name, self.calls.name)
        sheet.cell(row, 2).value, sheet.cell(row, 7).value = "Phuc", 60
        wizard = self.wizard(self.south_manager, workbook)
        wizard.action_check()
        self.assertEqual(wizard.line_ids.place, f"Targets B{row}")

    def test_own_targets_are_refused(self):
        workbook = self.template(self.director)
        address, _reason = self.set_target(workbook, self.south_manager, self.april, self.calls, 1)
        wizard = self.wizard(self.south_manager, workbook)
        wizard.action_check()
        self.assertEqual(wizard.line_ids.problem, "You may not set this target.")
        self.assertEqual(wizard.line_ids.place, f"Targets {address}")
        wizard.action_import()
        self.assertEqual(self.line(self.south_manager, self.april, self.calls).target, 50)

    def test_what_one_can_not_see(self):
        workbook = self.template(self.director)
        self.set_target(workbook, self.phuc, self.april, self.calls, 1)
        for user in (self.dung, self.marketing_manager, self.other_officer):
            wizard = self.wizard(user, workbook)
            wizard.action_check()
            self.assertIn("may not see it", wizard.line_ids.problem)
            self.assertNotIn("Phuc", str(wizard.line_ids.read()))

    def test_own_figures(self):
        workbook = self.template(self.dung)
        self.add_figure(workbook, "Dung", "Import calls", date(2025, 3, 4), 7)
        self.wizard(self.dung, workbook).action_import()
        self.assertEqual(self.line(self.dung, self.march, self.calls).actual, 7)

    def test_closed_cycle(self):
        workbook = self.template(self.south_manager)
        self.set_target(workbook, self.dung, self.march, self.calls, 60, "late")
        self.add_figure(workbook, "Dung", "Import calls", date(2025, 3, 4), 7)
        with freeze_time("2025-04-10"):
            self.march.action_close()
            wizard = self.wizard(self.south_manager, workbook)
            wizard.action_check()
        self.assertIn("The cycle is closed.", wizard.line_ids.mapped("problem"))

    def test_other_files(self):
        other = openpyxl.Workbook()
        other.active["A1"] = "hello"
        bomb = BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("xl/worksheets/sheet1.xml", b"0" * 160000000)
        for content in (b"", b"no workbook", self.saved(other), bomb.getvalue(), b"x" * 10000001):
            wizard = self.wizard(self.south_manager, content or b" ")
            with self.assertRaises(UserError):
                wizard.action_check()

    def test_formulas_in_cells(self):
        """A formula never computed is no number; a text that looks like one is no formula."""
        workbook = self.template(self.south_manager)
        self.set_target(workbook, self.dung, self.april, self.calls, "=1+1")
        self.add_figure(workbook, "Dung", "Import calls", date(2025, 3, 4), 7, "'=1+1")
        wizard = self.wizard(self.south_manager, workbook)
        wizard.action_import()
        self.assertEqual(self.line(self.dung, self.april, self.calls).target, 50)


class TestExcelImportHttp(ImportFactories, GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_import()

    def test_template_over_http(self):
        wizard = self.as_user(self.env["goal.import.wizard"], self.south_manager).create(
            {"cycle_ids": [(6, 0, self.april.ids)]}
        )
        for user, status in (
            (self.south_manager, 200),
            (self.dung, 403),
            (self.hr_officer, 403),
            (self.portal_user, 403),
        ):
            login = (user.user_id if user._name == "hr.employee" else user).login
            self.authenticate(login, login)
            self.env.flush_all()
            response = self.url_open(f"/goals/excel/template/{wizard.id}")
            self.assertEqual(response.status_code, status, login)

    def test_rows_of_the_preview_are_the_servers(self):
        status, _answer = self.json2(
            self.dung, "goal.import.line", "create", vals_list=[{"name": "forged"}]
        )
        self.assertEqual(status, 403)

    def test_portal(self):
        status, _answer = self.json2(
            self.portal_user, "goal.import.wizard", "create", vals_list=[{}]
        )
        self.assertEqual(status, 403)


class TestStandardImport(GoalCase):
    """Odoo's own import of the same models, with the rights of who imports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calls = cls.make_indicator("standard_calls")
        cls.march = cls.make_cycle("2025-03-01")
        cls.april = cls.make_cycle("2025-04-01", state="draft")
        cls.card = cls.make_scorecard(cls.dung, cls.march, [(cls.calls, 50)])
        cls.draft = cls.make_scorecard(cls.dung, cls.april, [(cls.calls, 50)])

    def load(self, user, model, fields, *rows):
        result = self.as_user(self.env[model], user).load(fields, [list(row) for row in rows])
        return result["ids"], [message["message"] for message in result["messages"]]

    def xmlid(self, record):
        name = f"standard_{record._name.replace('.', '_')}_{record.id}"
        self.env["ir.model.data"].create(
            {"module": "__import__", "name": name, "model": record._name, "res_id": record.id}
        )
        return f"__import__.{name}"

    def test_figures(self):
        fields = ["indicator_id/id", "owner_type", "employee_id/.id", "date", "value"]
        indicator = self.xmlid(self.calls)
        rows = [
            (indicator, "employee", str(self.dung.id), "2025-03-04", "7"),
            (indicator, "employee", str(self.dung.id), "2025-03-05", "8"),
        ]
        ids, messages = self.load(self.south_manager, "kpi.value", fields, *rows)
        self.assertFalse(messages)
        self.assertEqual(len(ids), 2)
        self.assertEqual(self.card.line_ids.actual, 15)
        other = indicator, "employee", str(self.an.id), "2025-03-04", "7"
        ids, messages = self.load(self.south_manager, "kpi.value", fields, other)
        self.assertFalse(ids)
        self.assertTrue(messages)
        self.assertFalse(self.env["kpi.value"].search([("employee_id", "=", self.an.id)]))

    def test_targets(self):
        line = self.draft.line_ids
        fields = ["id", "target"]
        ids, messages = self.load(
            self.south_manager, "kpi.scorecard.line", fields, (self.xmlid(line), "60")
        )
        self.assertEqual((ids, messages, line.target), (line.ids, [], 60))

    def test_targets_of_an_open_cycle_need_a_reason(self):
        line = self.card.line_ids
        name = self.xmlid(line)
        ids, messages = self.load(
            self.south_manager, "kpi.scorecard.line", ["id", "target"], (name, "60")
        )
        self.assertFalse(ids)
        self.assertIn("say why its target changes", messages[0])
        ids, messages = self.load(
            self.south_manager,
            "kpi.scorecard.line",
            ["id", "target", "target_reason"],
            (name, "60", "New region"),
        )
        self.assertEqual((ids, line.target, line.change_ids.reason), (line.ids, 60, "New region"))

    def test_scorecards_by_an_officer(self):
        fields = [
            "owner_type",
            "employee_id/.id",
            "cycle_id/.id",
            "line_ids/indicator_id/.id",
            "line_ids/target",
            "line_ids/weight",
        ]
        row = "employee", str(self.phuc.id), str(self.april.id), str(self.calls.id), "30", "2"
        ids, messages = self.load(self.hr_officer, "kpi.scorecard", fields, row)
        self.assertFalse(messages)
        line = self.env["kpi.scorecard"].browse(ids).line_ids
        self.assertEqual((line.target, line.weight), (30, 2))

    def test_computed_figures_are_refused(self):
        line = self.draft.line_ids
        ids, messages = self.load(
            self.hr_officer, "kpi.scorecard.line", ["id", "actual"], (self.xmlid(line), "99")
        )
        self.assertFalse(ids)
        self.assertTrue(messages)
        self.assertIsNone(line.actual)
