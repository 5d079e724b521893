"""What every sheet has in common: a heading, a header row, columns, conditional formats."""

from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from .book import BAND, GRADE_COLOURS, HEAD, INK, LINE, MUTED, STATUS_GRADE, STRONG
from .limits import quoted

# Longer texts are read in their cell.
MAX_LINES = 8
HEADER_ROW = 2
# A title stands where what is below it stands.
ALIGNED = {
    "right": (
        *("target", "actual", "attainment", "weight", "score", "pace", "forecast", "gap"),
        *("elapsed", "cap", "start", "current", "progress", "confidence", "value", "revenue"),
    ),
    "center": ("trend", "status", "grade", "met", "date", "checked_in", "next_check_in", "closed"),
}
ALIGNMENT = {key: side for side, keys in ALIGNED.items() for key in keys}


class Column(NamedTuple):
    key: str
    title: str
    width: float
    hidden: bool = False
    wrap: bool = False


class SheetBuilder:
    """One kind of sheet. ``plan`` makes the worksheets in their order, ``fill`` fills them.

    ``late`` sheets refer to others and are filled after them.
    """

    key = ""
    late = False

    def __init__(self, book, results, others):
        """:param others: {key: SheetBuilder} of all sheets of this workbook"""
        self.book = book
        self.results = results
        self.others = others
        self.env = results.env

    @classmethod
    def row_count(cls, sizes):
        """How many rows it will take, for the dialog; ``sizes`` counts what was chosen."""
        return 0

    @classmethod
    def sheet_count(cls, sizes):
        return 1

    def plan(self):
        raise NotImplementedError

    def fill(self, tick):
        """:param tick: called with the number of rows written"""
        raise NotImplementedError

    def set_up(self, sheet, title, subtitle, columns, *, freeze=1):
        """Title, header row, widths, and how it prints: landscape, all columns on one page."""
        worksheet = sheet.worksheet
        for index, column in enumerate(columns):
            options = {"hidden": 1, "level": 1} if column.hidden else {}
            worksheet.set_column(index, index, column.width, None, options)
        worksheet.set_row(0, 24)
        sheet.put(0, 0, title, bold=True, font_size=16, font_color=HEAD)
        sheet.put(1, 0, subtitle, font_color=MUTED)
        worksheet.set_row(HEADER_ROW, 30)
        for index, column in enumerate(columns):
            align = ALIGNMENT.get(column.key, "left")
            sheet.put(HEADER_ROW, index, column.title, **self.header_style, align=align)
        worksheet.freeze_panes(HEADER_ROW + 1, freeze)
        worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(HEADER_ROW)
        worksheet.hide_gridlines(2)
        worksheet.outline_settings(symbols_below=False, symbols_right=False)

    @property
    def header_style(self):
        return {
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": HEAD,
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
            "border_color": HEAD,
        }

    def subtitle(self):
        results = self.results
        return " · ".join(
            text
            for text in (
                self.env.company.name,
                results.selection.scope,
                self.env._("exported %s", results.now_text),
            )
            if text
        )

    @staticmethod
    def height_of(*cells):
        """The height in points that shows each (text, width of its column in characters)."""
        lines = 1
        for text, width in cells:
            if text:
                wrapped = (1 + int(0.95 * len(line)) // max(width, 10) for line in text.split("\n"))
                lines = max(lines, sum(wrapped))
        return 15.0 * min(lines, MAX_LINES)

    def part_title(self, title, number, count):
        if count == 1:
            return title
        return self.env._(
            "%(title)s (part %(number)s of %(count)s)", title=title, number=number, count=count
        )

    def colour_words(self, worksheet, first, column, last, words):
        """Colour the cells of a column that say one of ``words``: {key: label}."""
        cell = f"{xl_col_to_name(column)}{first + 1}"
        for key, label in words.items():
            fill, ink = GRADE_COLOURS[STATUS_GRADE.get(key, key)]
            worksheet.conditional_format(
                first,
                column,
                last,
                column,
                {
                    "type": "formula",
                    "criteria": f"=${cell}={quoted(label)}",
                    "format": self.book.workbook.add_format({"bg_color": fill, "font_color": ink}),
                },
            )

    def bars(self, worksheet, first, column, last, top=1.2):
        worksheet.conditional_format(
            first,
            column,
            last,
            column,
            {
                "type": "data_bar",
                "bar_color": "#9CC2E8",
                "bar_solid": True,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": top,
                "bar_border_color": "#6FA3D3",
                "data_bar_2010": True,
                "bar_negative_color": STRONG["red"],
            },
        )

    def icons(self, worksheet, first, column, last):
        """A tick from 95 %, an exclamation mark from 75 %, a cross below: shapes, not colours."""
        worksheet.conditional_format(
            first,
            column,
            last,
            column,
            {
                "type": "icon_set",
                "icon_style": "3_symbols_circled",
                "icons": [
                    {"criteria": ">=", "type": "number", "value": 0.95},
                    {"criteria": ">=", "type": "number", "value": 0.75},
                ],
            },
        )

    @property
    def cell_style(self):
        return {"bottom": 1, "bottom_color": LINE, "font_color": INK}

    @property
    def band_style(self):
        return {
            "bold": True,
            "bg_color": BAND,
            "bottom": 1,
            "bottom_color": LINE,
            "font_color": INK,
        }
