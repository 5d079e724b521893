"""What Excel can't hold is split or cut, with a note; what could run stays text."""

import zipfile
from io import BytesIO

from freezegun import freeze_time

from odoo.tests import BaseCase, tagged

from ..reports.excel.book import Book, Formula, Grid
from ..reports.excel.limits import MAX_NAME, MAX_TEXT, SheetNames, cut, split_blocks, utf16_length
from ..reports.excel.locale import Locale, date_format
from .common import GoalCase
from .excel_common import ExcelFactories
from .okr_common import OkrFactories

PLAIN = Locale("dd/mm/yyyy", "dd/mm/yyyy hh:mm", {}, "days", "h")
ALPHABETS = [
    "Bảng điểm quý 4 của phòng kinh doanh miền Bắc",
    "成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表成績表",
    "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀",
    "تقرير الأداء الفصلي للمبيعات في المنطقة",
    "Q4: north/south [draft]*?\\",
]


@tagged("post_install", "-at_install")
class TestExcelLayout(ExcelFactories, BaseCase):
    def book(self, fill, **options):
        buffer = BytesIO()
        book = Book(buffer, PLAIN, **options)
        fill(book)
        book.close()
        return buffer.getvalue()

    def test_names_of_sheets(self):
        names = SheetNames()
        given = [
            names.unique(text)
            for text in ALPHABETS * 12
            + [
                "",
                "''",
                "History",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            ]
        ]
        self.assertEqual(len({name.lower() for name in given}), len(given))
        for name in given:
            self.assertTrue(0 < utf16_length(name) <= MAX_NAME, name)
            self.assertFalse(set(name) & set("[]:*?/\\"), name)
            self.assertFalse(name.startswith("'") or name.endswith("'"), name)
            self.assertNotEqual(name.lower(), "history")

    def test_names_are_taken_by_excel(self):
        content = self.book(lambda book: [book.sheet(text) for text in ALPHABETS * 3])
        self.assertEqual(len(self.opened(content).sheetnames), 15)

    def test_text_is_never_a_formula(self):
        texts = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "=cmd|' /C calc'!A0",
            "\t=1",
            "https://x.example",
            "{=1}",
            "<r><broken></r>",
            "internal:Cover!A1",
            "0123",
            "_x0041_",
            "a\x07b",
        ]

        def fill(book):
            sheet = book.sheet("Texts")
            for row, text in enumerate(texts):
                sheet.put(row, 0, text)

        for streaming in (False, True):
            sheet = self.opened(self.book(fill, streaming=streaming), values=False)["Texts"]
            for row, text in enumerate(texts, 1):
                cell = sheet.cell(row, 1)
                self.assertEqual((cell.data_type, cell.hyperlink), ("s", None), text)
                if text.startswith("<r>"):
                    self.assertEqual(cell.value.strip(), text)
                elif "_x" not in text and "\x07" not in text:
                    self.assertEqual(cell.value, text)
                if text[0] in "=+-@\t":
                    self.assertTrue(cell.quotePrefix, text)

    def test_no_data_is_an_empty_cell(self):

        def fill(book):
            sheet = book.sheet("None")
            for row, value in enumerate([None, "", 0, 0.0, Formula('=""', None)]):
                sheet.put(row, 0, value)

        values = [
            row[0] for row in self.opened(self.book(fill))["None"].iter_rows(values_only=True)
        ]
        self.assertEqual(
            [value or None if value == "" else value for value in values], [None, None, 0, 0, None]
        )

    def test_long_text_is_cut_with_a_note(self):
        for text in ("x" * (MAX_TEXT + 1), "🚀" * MAX_TEXT):
            shown = cut(text, MAX_TEXT, "… (cut)")
            self.assertTrue(MAX_TEXT - 2 < utf16_length(shown) <= MAX_TEXT)
            self.assertTrue(shown.endswith("… (cut)"))
            shown.encode()

            def fill(book, text=text):
                book.sheet("Long").put(0, 0, text)
                self.assertEqual(book.cut_count, 1)

            value = self.opened(self.book(fill, cut_note="… (cut)"))["Long"]["A1"].value
            self.assertEqual(value, shown)
        self.assertEqual(cut("x" * MAX_TEXT, MAX_TEXT), "x" * MAX_TEXT)

    def test_blocks_stay_whole(self):
        sizes = [3, 1, 4, 1, 5, 9, 2, 6]
        parts = split_blocks(sizes, 10)
        self.assertEqual([part.first for part in parts[1:]], [part.end for part in parts[:-1]])
        self.assertTrue(all(sum(sizes[part.first : part.end]) <= 10 for part in parts))
        with self.assertRaises(ValueError):
            split_blocks([11], 10)

    def test_grid_is_written_in_order(self):

        def fill(book):
            grid = Grid(book.sheet("Grid"))
            grid.put(5, 1, "last")
            grid.span(2, 0, 3, "wide")
            grid.put(0, 0, "first")
            grid.flush()

        sheet = self.opened(self.book(fill, streaming=True))["Grid"]
        self.assertEqual(
            [sheet["A1"].value, sheet["A3"].value, sheet["B6"].value], ["first", "wide", "last"]
        )
        self.assertEqual([str(area) for area in sheet.merged_cells.ranges], ["A3:D3"])

    def test_formats(self):
        locale = PLAIN._replace(currencies={1: ("₫", "after", 0), 2: ("$", "before", 2)})
        self.assertEqual(locale.number("money", 0, 1), '#,##0 "₫"')
        self.assertEqual(locale.number("money", 2, 2), '"$" #,##0.00')
        self.assertEqual(locale.number("money", 0, 3), "#,##0")
        self.assertEqual(locale.number("percent", 1), "0.0%")
        self.assertEqual(locale.number("hours", 1), '#,##0.0 "h"')
        self.assertEqual(date_format("%d tháng %m, %Y"), 'dd "tháng" mm, yyyy')


class TestExcelLimits(ExcelFactories, OkrFactories, GoalCase):
    """The same on a real workbook, with smaller sheets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicators = [cls.make_indicator(f"limit_{number}") for number in range(3)]
        cls.indicators[0].name = '=HYPERLINK("https://evil.example")'
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.people = cls.make_employees(8)
        cls.cards = cls.env["kpi.scorecard"].union(
            *(
                cls.make_scorecard(person, cls.cycle, [(i, 10) for i in cls.indicators])
                for person in cls.people
            )
        )
        for number, person in enumerate(cls.people):
            cls.make_value(cls.indicators[1], person, "2025-03-05", number)

    def content(self, **settings):
        options = self.options(self.cards, None, ["scorecards", "summary"])
        return self.build(self.hr_officer, options, **settings)

    def test_rows_are_split(self):
        content = self.content(max_rows=20)
        workbook = self.opened(content)
        self.assertEqual(
            workbook.sheetnames,
            ["Cover", "Summary", "Scorecards (part 1 of 2)", "Scorecards (part 2 of 2)"],
        )
        first, second = workbook.worksheets[2:]
        self.assertLessEqual(first.max_row, 20)
        self.assertEqual(first.cell(first.max_row, 1).value, "Continued on the next sheet.")
        owners = [
            row["Owner"]
            for sheet in (first, second)
            for row in self.rows(sheet)
            if row["KPI"] == "Scorecard"
        ]
        self.assertEqual(sorted(owners), sorted(self.people.mapped("name")))
        self.assertEqual(workbook["Summary"]["A5"].value, 8)
        self.assert_recalculates(content, at_least=100)

    def test_streaming_gives_the_same_cells(self):
        with freeze_time("2025-03-20 10:00"):
            usual, streamed = self.content(), self.content(stream_from=0)
        for sheet, other in zip(self.opened(usual), self.opened(streamed), strict=True):
            cells, others = (list(s.iter_rows(values_only=True)) for s in (sheet, other))
            self.assertEqual(cells, others, sheet.title)
        with zipfile.ZipFile(BytesIO(streamed)) as file:
            strings = file.read("xl/worksheets/sheet3.xml")
        self.assertIn(b"inlineStr", strings)

    def test_names_that_could_run(self):
        sheet = self.opened(self.content(), values=False)["Scorecards"]
        cells = [
            cell
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str)
            if cell.value.startswith("=HYPERLINK")
        ]
        self.assertEqual(len(cells), 8)
        for cell in cells:
            self.assertEqual((cell.data_type, cell.quotePrefix), ("s", True))

    def test_long_notes(self):
        quarter = self.make_cycle("2025-04-01", cycle_type="quarter")
        objective = self.make_objective(self.dung, quarter, [(0, 100)])
        self.check_in(objective.key_result_ids, 5, note="n" * 40000)
        options = self.options(None, objective, ["objectives", "check_ins"])
        workbook = self.opened(self.build(self.dung, options))
        note = self.rows(workbook["Check-ins"])[0]["What Happened"]
        self.assertEqual(len(note), MAX_TEXT)
        self.assertTrue(note.endswith("(cut: too long for a cell)"))
        self.assertTrue(any("cut, with a note" in text for text in self.texts(workbook)))
