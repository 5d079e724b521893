"""A workbook under construction: formats, sheets, and cells that are safe to write."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter

from .limits import MAX_ROWS, MAX_TEXT, SheetNames, cut, looks_like_formula, utf16_length

INK, MUTED, LINE, BAND, HEAD = "#1F2937", "#6B7280", "#D1D5DB", "#F3F4F6", "#1E3A5F"
GRADE_COLOURS = {
    "green": ("#D7F0E3", "#0B5D3B"),
    "amber": ("#FDEBC8", "#7A4B00"),
    "red": ("#F9D6D2", "#8E1B10"),
    "no_data": ("#E5E7EB", "#4B5563"),
}
STATUS_GRADE = {
    "reached": "green",
    "on_track": "green",
    "at_risk": "amber",
    "off_track": "red",
    "outdated": "no_data",
    "no_data": "no_data",
}
STRONG = {"green": "#1B8A5A", "amber": "#E0A100", "red": "#C0392B", "no_data": "#9CA3AF"}
BLUE, LIGHT_BLUE = "#2F6DB5", "#9CC2E8"
FONT = "Calibri"


class Formula(NamedTuple):
    """A formula with the server's figure as its cached value; None is "no data"."""

    text: str
    value: float | str | None


class Link(NamedTuple):
    url: str
    text: str


class Book:
    """One workbook; every format is made once, every sheet's name is legal and its own."""

    def __init__(self, target, locale, *, streaming=False, max_rows=MAX_ROWS, cut_note="…"):
        """:param target: a path or a binary file
        :param streaming: write rows to disk as they come; each sheet takes its rows in order
        """
        self.locale = locale
        self.max_rows = max_rows
        self.cut_note = cut_note
        self.streaming = streaming
        self.names = SheetNames()
        self.cut_count = 0
        self._formats = {}
        self.workbook = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": streaming,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": True,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        self.workbook.set_calc_mode("auto")

    def format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format({"valign": "vcenter", **properties})
        return self._formats[key]

    def sheet(self, title, *, tab_color=None):
        worksheet = self.workbook.add_worksheet(self.names.unique(title))
        worksheet.set_paper(9)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        worksheet.set_footer("&L&8&F&C&8&A&R&8&P / &N")
        if tab_color:
            worksheet.set_tab_color(tab_color)
        return Sheet(self, worksheet)

    def text(self, text):
        """What fits into a cell, its cut marked."""
        # XlsxWriter would take it for a rich string that is XML already.
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "
        if utf16_length(text) <= MAX_TEXT:
            return text
        self.cut_count += 1
        return cut(text, MAX_TEXT, self.cut_note)

    def close(self):
        self.workbook.close()


class Sheet:
    """A worksheet whose ``put`` takes any value, None included, and never runs a text."""

    def __init__(self, book, worksheet):
        self.book = book
        self.worksheet = worksheet
        self.name = worksheet.get_name()

    def put(self, row, column, value, **properties):
        book, sheet = self.book, self.worksheet
        if value is None or value == "":
            sheet.write_blank(row, column, None, book.format(**properties))
        elif isinstance(value, Formula):
            cached = "" if value.value is None else value.value
            sheet.write_formula(row, column, value.text, book.format(**properties), cached)
        elif isinstance(value, Link):
            properties = {"font_color": BLUE, "underline": 1, **properties}
            text = book.text(value.text)
            sheet.write_url(row, column, value.url, book.format(**properties), text)
        elif isinstance(value, str):
            if looks_like_formula(value):
                properties["quote_prefix"] = True
            sheet.write_string(row, column, book.text(value), book.format(**properties))
        elif isinstance(value, date):
            pattern = book.locale.datetime if isinstance(value, datetime) else book.locale.date
            properties.setdefault("num_format", pattern)
            properties.setdefault("align", "center")
            sheet.write_datetime(row, column, value, book.format(**properties))
        else:
            sheet.write_number(row, column, value, book.format(**properties))

    def reference(self, cell):
        """A reference to ``cell`` from another sheet."""
        return f"'{self.name.replace(chr(39), chr(39) * 2)}'!{cell}"


class Grid:
    """Cells kept until the sheet is whole, then written row by row, as streaming needs it."""

    def __init__(self, sheet):
        self.sheet = sheet
        self._cells = {}
        self._heights = {}
        self._merged = {}

    def put(self, row, column, value, **properties):
        self._cells.setdefault(row, {})[column] = value, properties

    def put_row(self, row, column, values: Iterable[Any], **properties):
        for offset, value in enumerate(values):
            self.put(row, column + offset, value, **properties)

    def span(self, row, column, last, value, **properties):
        """One cell from ``column`` to ``last``."""
        self._merged[row, column] = last
        for other in range(column, last + 1):
            self.put(row, other, value if other == column else None, **properties)

    def height(self, row, points):
        self._heights[row] = points

    def flush(self):
        worksheet = self.sheet.worksheet
        for row in sorted({*self._cells, *self._heights}):
            if row in self._heights:
                worksheet.set_row(row, self._heights[row])
            for column, (value, properties) in sorted(self._cells.get(row, {}).items()):
                if (last := self._merged.get((row, column))) and last > column:
                    _value, merged = self._cells[row][column]
                    worksheet.merge_range(
                        row, column, row, last, "", self.sheet.book.format(**merged)
                    )
                self.sheet.put(row, column, value, **properties)
