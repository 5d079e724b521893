"""Check-ins: the history of key results and of KPIs that are entered by hand."""

from .book import STRONG
from .limits import split_evenly
from .sheet import HEADER_ROW, Column, SheetBuilder

FIRST = HEADER_ROW + 1
KEYS = (
    "date",
    "owner",
    "goal",
    "value",
    "progress",
    "confidence",
    "note",
    "obstacle",
    "user",
    "is_corrected",
)


class CheckInsSheet(SheetBuilder):
    key = "check_ins"

    @classmethod
    def row_count(cls, sizes):
        return sizes["check_ins"]

    def plan(self):
        parts = split_evenly(len(self.results.check_ins), self.book.max_rows - FIRST - 1)
        title = self.env._("Check-ins")
        self.parts = []
        for number, part in enumerate(parts, start=1):
            name = self.part_title(title, number, len(parts))
            self.parts.append((self.book.sheet(name, tab_color=STRONG["amber"]), part, name))

    def fill(self, tick):
        for sheet, part, title in self.parts:
            columns = self._columns()
            self.set_up(sheet, title, self.subtitle(), columns, freeze=3)
            row = HEADER_ROW
            for row, check_in in enumerate(self.results.check_ins[part.first : part.end], FIRST):
                self._write_row(sheet, row, check_in)
            last = max(row, FIRST)
            tick(row - HEADER_ROW)
            if sheet is not self.parts[-1][0]:
                sheet.put(last + 1, 0, self.env._("Continued on the next sheet."), italic=True)
            sheet.worksheet.autofilter(HEADER_ROW, 0, last, len(KEYS) - 1)
            self.bars(sheet.worksheet, FIRST, KEYS.index("progress"), last, top=1)
            self.bars(sheet.worksheet, FIRST, KEYS.index("confidence"), last, top=1)

    def _columns(self):
        titles = [
            (self.env._("Date"), 12),
            (self.env._("Owner"), 28),
            (self.env._("Key Result or KPI"), 46),
            (self.env._("Value"), 13),
            (self.env._("Progress"), 12),
            (self.env._("Confidence"), 12),
            (self.env._("What Happened"), 48),
            (self.env._("Obstacle"), 36),
            (self.env._("By"), 20),
            (self.env._("Corrected Later"), 10),
        ]
        return [Column(key, *title) for key, title in zip(KEYS, titles, strict=True)]

    def _write_row(self, sheet, row, check_in):
        style = self.cell_style
        percent = {**style, "num_format": "0.0%"}
        currency = self.results.currency_of.get(check_in.company_id)
        pattern = self.results.locale.number(check_in.unit, check_in.digits, currency)
        formats = {
            "value": {**style, "num_format": pattern},
            "progress": percent,
            "confidence": percent,
            "goal": {**style, "text_wrap": True},
            "note": {**style, "text_wrap": True, "indent": 1},
            "obstacle": {**style, "text_wrap": True},
        }
        sheet.worksheet.set_row(
            row, self.height_of((check_in.goal, 46), (check_in.note, 48), (check_in.obstacle, 36))
        )
        for column, key in enumerate(KEYS):
            value = getattr(check_in, key)
            if key == "is_corrected":
                value = self.env._("Yes") if value else None
            sheet.put(row, column, value, **formats.get(key, style))
