"""Each number of each sheet is the database's, and each formula leads to it."""

from datetime import date

from odoo.fields import Command

from .common import GoalCase
from .excel_common import ALL_SHEETS, ExcelFactories
from .okr_common import OkrFactories


class TestExcelFigures(ExcelFactories, OkrFactories, GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("excel_revenue", "records")
        cls.calls = cls.make_indicator("excel_calls", cap=1.5)
        cls.cost = cls.make_indicator(
            "excel_cost", direction="lower", aggregate="last", unit="money", digits=2
        )
        cls.rate = cls.make_indicator(
            "excel_rate", direction="on_target", aggregate="last", unit="percent", digits=1
        )
        cls.silent = cls.make_indicator("excel_silent", aggregate="last")
        cls.zero = cls.make_indicator("excel_zero", direction="lower", aggregate="last")
        cls.loss = cls.make_indicator("excel_loss", aggregate="last", unit="days")
        cls.february = cls.make_cycle("2025-02-01")
        cls.march = cls.make_cycle("2025-03-01")
        cls.quarter = cls.make_cycle("2025-04-01", cycle_type="quarter")
        lines = [
            (cls.revenue, 1000, 40),
            (cls.calls, 50, 20),
            (cls.cost, 50, 10),
            (cls.rate, 0.5, 10),
            (cls.silent, 10, 15),
            (cls.zero, 0, 5),
            (cls.loss, -50, 0),
        ]
        cls.before = cls.make_scorecard(cls.dung, cls.february, lines)
        cls.card = cls.make_scorecard(cls.dung, cls.march, lines)
        cls.empty = cls.make_scorecard(cls.em, cls.march)
        cls.team = cls.make_scorecard(cls.team_south, cls.march, lines[:2])
        cls.cards = cls.before | cls.card | cls.empty | cls.team
        cls.deal = cls.make_deal(cls.dung, 400, "2025-02-10")
        cls.make_deal(cls.dung, 750, "2025-03-10")
        cls.make_deal(cls.em, 120, "2025-03-11")
        for indicator, value in (
            (cls.calls, 90),
            (cls.cost, 60),
            (cls.rate, 0.55),
            (cls.zero, 2),
            (cls.loss, -80),
        ):
            cls.make_value(indicator, cls.dung, "2025-03-12", value)
        cls.make_objectives()
        cls.env["goal.engine"]._refresh_cards(cls.cards)

    @classmethod
    def make_objectives(cls):
        cls.company_goal = cls.make_objective(
            cls.company, cls.quarter, [(0, 100, 40)], include_children=True, name="Grow"
        )
        cls.goal = cls.make_objective(
            cls.dung,
            cls.quarter,
            [
                (20, 100, 30),
                {"kind": "yes_no", "unit": "number", "weight": 10},
                {
                    "kind": "milestones",
                    "weight": 20,
                    "milestone_ids": [
                        Command.create({"name": "one", "done": True}),
                        Command.create({"name": "two"}),
                    ],
                },
                {"kind": "range", "low": 3, "high": 10, "weight": 20},
                (500, 400, 20),
            ],
            name="Win the south",
            parent_id=cls.company_goal.id,
            weight=60,
        )
        number, answer, _steps, kept, down = cls.goal.key_result_ids
        cls.check_in(number, 0, note="Slower than hoped.", confidence=0.4)
        cls.check_in(answer, 1, confidence=1.0)
        cls.check_in(kept, 5, obstacle="=cmd|' /C calc'!A0")
        cls.check_in(down, 460, confidence=0.0)
        cls.check_in(cls.company_goal.key_result_ids, 30, confidence=0.7)
        cls.objectives = cls.company_goal | cls.goal

    def whole(self, user=None, lang="en_US"):
        options = self.options(self.cards, self.objectives, ALL_SHEETS)
        return self.build(user or self.director, options, lang)

    def test_lines(self):
        rows = self.rows(self.opened(self.whole())["Scorecards"])
        self.assertEqual(len(rows), 20)
        found = {(row["Owner"], row["Cycle"], row["KPI"]): row for row in rows}
        self.assertEqual(len(found), len(rows))
        statuses = dict(self.env["kpi.scorecard"]._fields["status"].selection)
        for line in self.cards.line_ids:
            card = line.scorecard_id
            row = found[card.owner_name, card.cycle_id.name, line.name]
            where = line.display_name
            for title, value in (
                ("Target", line.target),
                ("Actual", line.actual),
                ("Weight", line.weight),
                ("Attainment", line.attainment),
                ("Score", line.score),
                ("Pace", line.pace),
                ("Run Rate", line.forecast),
                ("Gap", line.remaining),
                ("Elapsed", line.expected),
                ("Cap", line.indicator_id.cap),
                ("Status", statuses[line.status]),
                ("This cycle", line.attainment),
            ):
                self.assert_same_figure(row[title], value, f"{where}: {title}")
        for card in self.cards:
            row = found[card.owner_name, card.cycle_id.name, "Scorecard"]
            self.assert_same_figure(row["Score"], card.score)
            self.assertEqual(row["Status"], statuses[card.status])
            self.assertEqual(
                row["Grade"], card._fields["grade"].convert_to_export(card.grade, card)
            )
            self.assert_same_figure(row["Weight"], card.weight_total or None)
            self.assertEqual(row["Department"], card.owner_department_id.name or None)
        march = found["Dung", self.march.name, "Scorecard"]
        self.assertEqual(march["1 cycles before"], self.before.score)
        self.assertIsNone(march["2 cycles before"])

    def test_by_hand(self):
        """The figures of March, worked out with a pencil."""
        rows = self.rows(self.opened(self.whole())["Scorecards"])
        march = {
            row["KPI"]: row
            for row in rows
            if (row["Owner"], row["Cycle"]) == ("Dung", self.march.name)
        }
        by_hand = {
            "Excel revenue": (750, 0.75, 0.75),
            "Excel calls": (90, 1.8, 1.5),
            "Excel cost": (60, 0.8, 0.8),
            "Excel rate": (0.55, 0.9, 0.9),
            "Excel silent": (None, None, None),
            "Excel zero": (2, -1, 0),
            "Excel loss": (-80, 0.4, 0.4),
        }
        for name, (actual, attainment, score) in by_hand.items():
            row = march[name]
            for title, value in (("Actual", actual), ("Attainment", attainment), ("Score", score)):
                self.assert_same_figure(row[title], value, f"{name}: {title}")
        self.assert_same_figure(march["Scorecard"]["Score"], 0.9058823529411765)
        self.assertEqual(march["Scorecard"]["Grade"], "Amber")

    def test_objectives(self):
        sheet = self.opened(self.whole())["Objectives"]
        rows = self.rows(sheet)
        names = [row["Objective / Key Result"] for row in rows]
        self.assertEqual(
            names,
            [
                "Grow",
                *self.company_goal.key_result_ids.mapped("name"),
                "Win the south",
                *self.goal.key_result_ids.mapped("name"),
            ],
        )
        statuses = dict(self.env["kpi.scorecard"]._fields["status"].selection)
        records = [
            self.company_goal,
            *self.company_goal.key_result_ids,
            self.goal,
            *self.goal.key_result_ids,
        ]
        for record, row in zip(records, rows, strict=True):
            for title, name in (
                ("Progress", "progress"),
                ("Score", "score"),
                ("Confidence", "confidence"),
                ("Weight", "weight"),
            ):
                self.assert_same_figure(row[title], record[name], f"{record.name}: {title}")
            self.assertEqual(row["Status"], statuses[record.status])
            if record._name == "okr.key.result":
                self.assert_same_figure(row["Current"], record.current)
                edges = {"number": ("start", "target"), "range": ("low", "high")}.get(record.kind)
                for title, name in zip(
                    ("Start or Lower Edge", "Target or Upper Edge"), edges or ("", ""), strict=True
                ):
                    self.assert_same_figure(row[title], record[name] if name else None)
                checked_in = row["Last Check-in"]
                self.assertEqual(checked_in and checked_in.date(), record.last_check_in_at or None)
                self.assertEqual(row["What Happened"], record.last_check_in_note or None)
                self.assertEqual(row["Obstacle"], record.last_obstacle or None)
        self.assertEqual(rows[3]["Progress"], -0.25)
        self.assertEqual(rows[3]["Score"], 0)
        indents = [sheet.cell(row, 1).alignment.indent for row in range(4, 11)]
        self.assertEqual(indents, [0, 2, 2, 4, 4, 4, 4])

    def test_check_ins(self):
        rows = self.rows(self.opened(self.whole())["Check-ins"])
        check_ins = self.env["goal.check.in"].search(
            [("objective_id", "in", self.objectives.ids)], order="date desc, id desc"
        )
        self.assertEqual(len(rows), len(check_ins))
        for check_in, row in zip(check_ins, rows, strict=True):
            self.assertEqual(row["Date"].date(), check_in.date)
            self.assertEqual(row["Key Result or KPI"], check_in.key_result_id.name)
            self.assertEqual(row["By"], check_in.user_id.name)
            for title, name in (
                ("Value", "value"),
                ("Progress", "progress"),
                ("Confidence", "confidence"),
            ):
                self.assert_same_figure(row[title], check_in[name], title)
            self.assertEqual(row["What Happened"], check_in.note or None)

    def test_deals(self):
        rows = self.rows(self.opened(self.whole())["Deals"])
        counted = sorted((r["Owner"], r["Cycle"], r["KPI"], r["Revenue"]) for r in rows)
        name, march = self.revenue.name, self.march.name
        self.assertEqual(
            counted,
            [
                ("Dung", self.february.name, name, 400),
                ("Dung", march, name, 750),
                ("Team South", march, name, 120),
                ("Team South", march, name, 750),
            ],
        )
        sheet = self.opened(self.whole())["Deals"]
        row = next(r for r in sheet.iter_rows() if r[8].value == 400)
        target = row[10].hyperlink.target
        self.assertTrue(target.endswith(f"/odoo/crm.lead/{self.deal.id}"), target)

    def test_summary(self):
        sheet = self.opened(self.whole())["Summary"]
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                cells.setdefault(cell.value, cell)

        def beside(text, offset):
            cell = cells[text]
            return sheet.cell(cell.row, cell.column + offset).value

        def below(text):
            cell = cells[text]
            return sheet.cell(cell.row + 1, cell.column).value

        scores = [card.score for card in self.cards if card.score is not None]
        self.assertEqual(sheet["A5"].value, 4)
        self.assert_same_figure(below("Mean score"), sum(scores) / len(scores))
        self.assertEqual(below("KPIs with data"), 0.5625)
        self.assert_same_figure(
            below("Mean progress"), sum(o.progress for o in self.objectives) / 2
        )
        grades = [card.grade for card in self.cards]
        for key, label in (("amber", "Amber"), ("red", "Red"), ("no_data", "No data")):
            row = next(r for r in sheet.iter_rows() if r[0].value == label)
            self.assertEqual(row[2].value, grades.count(key), label)
            self.assert_same_figure(row[3].value, grades.count(key) / 4)
        self.assert_same_figure(beside("Team South", 3), self.team.score)
        change = self.card.score - self.before.score
        mover = next(r for r in sheet.iter_rows() if r[0].value == "Dung")
        self.assert_same_figure(mover[3].value, self.before.score)
        self.assert_same_figure(mover[5].value, change)
        self.assertEqual(len(sheet._charts), 6)

    def test_pages(self):
        workbook = self.opened(self.whole())
        sheet = workbook[f"Dung {self.march.name}"]
        self.assertEqual(sheet["A1"].value, "Dung")
        self.assert_same_figure(sheet["A4"].value, self.card.score)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertIn(sheet.page_setup.fitToHeight, (None, 1))
        self.assertEqual(sheet.page_setup.paperSize, 9)
        for row, line in enumerate(self.card.line_ids, 8):
            values = [cell.value for cell in sheet[row]][:6]
            wanted = [line.name, line.target, line.actual, line.attainment, line.weight, line.score]
            for value, other in zip(values, wanted, strict=True):
                self.assert_same_figure(value, other, line.name)

    def test_cover(self):
        sheet = self.opened(self.whole())["Cover"]
        facts = {row[1].value: row[2].value for row in sheet.iter_rows() if row[1].value}
        self.assertEqual(facts["Exported by"], "Director")
        self.assertEqual(facts["Time zone"], self.goal_tz)
        self.assertEqual(facts["First day"].date(), date(2025, 2, 1))
        self.assertEqual(facts["Last day"].date(), date(2025, 6, 30))
        self.assertEqual((facts["Scorecards"], facts["Objectives"]), (4, 2))

    def test_recalculated(self):
        """Another program computes every formula from scratch and finds the server's figures."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.assert_recalculates(self.whole(), at_least=250)

    def test_recalculated_in_vietnamese(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["kpi_okr"], ["vi_VN"])
        self.assert_recalculates(self.whole(lang="vi_VN"), at_least=250)

    def test_what_if(self):
        """A target changed in the workbook leads to what the server says of that target."""
        content = self.whole()
        sheet = self.opened(content)["Scorecards"]
        row = next(
            cells[0].row
            for cells in sheet.iter_rows()
            if (cells[0].value, cells[2].value, cells[3].value)
            == ("Dung", self.march.name, "Excel revenue")
        )

        def change(workbook):
            workbook["Scorecards"].cell(row, 6).value = 600

        computed = self.recalculate(content, change)
        line = self.line_of(self.card, self.revenue)
        line.write({"target": 600, "target_reason": "what if"})
        cells = {
            title.value: cell.value
            for title, cell in zip(
                computed["Scorecards"][3], computed["Scorecards"][row], strict=True
            )
        }
        for title, name in (("Attainment", "attainment"), ("Score", "score"), ("Pace", "pace")):
            self.assert_same_figure(cells[title], line[name], title)
        self.assertEqual(cells["Status"], "Reached")
        self.assertEqual(line.attainment, 1.25)
        total = next(
            cells
            for cells in computed["Scorecards"].iter_rows(values_only=True)
            if cells[:4:3] == ("Dung", "Scorecard")
            if cells[2] == self.march.name
        )
        self.assert_same_figure(total[9], self.card.score)
        self.assertEqual(total[11], "Green")
        scores = [card.score for card in self.cards if card.score is not None]
        self.assert_same_figure(computed["Summary"]["C5"].value, sum(scores) / len(scores))

    def test_stored_on_another_day(self):
        """A figure that was judged before today is shown as it is stored, without a formula."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE kpi_scorecard_line SET score = 0.123, pace = 0.456 WHERE id = %s",
            [self.line_of(self.card, self.revenue).id],
        )
        content = self.whole()
        rows = [
            row
            for row in self.rows(self.opened(content)["Scorecards"])
            if row["KPI"] == "Excel revenue"
            if row["Actual"] == 750
            if row["Owner"] == "Dung"
        ]
        self.assertEqual((rows[0]["Score"], rows[0]["Pace"]), (0.123, 0.456))
        self.assert_recalculates(content, at_least=200)

    def test_private_child(self):
        """What an objective rolls up from is no formula where a part of it isn't on the sheet."""
        self.goal.visibility = "private"
        content = self.build(self.marketer, self.options(None, self.objectives, ["objectives"]))
        rows = self.rows(self.opened(content, values=False)["Objectives"])
        self.assertEqual([row["row"] for row in rows], ["objective", "key_result"])
        self.assert_same_figure(rows[0]["Score"], self.company_goal.score)
        self.assertTrue(str(rows[1]["Score"]).startswith("="))

    def test_frozen(self):
        """A closed cycle keeps its words and its definitions."""
        self.march.action_close()
        self.calls.write({"name": "Renamed", "cap": 3.0})
        content = self.whole()
        rows = self.rows(self.opened(content)["Scorecards"])
        row = next(r for r in rows if r["KPI"] == "Excel calls" if r["Actual"] == 90)
        self.assertEqual((row["Cap"], row["Score"]), (1.5, 1.5))
        self.assert_recalculates(content, at_least=200)
