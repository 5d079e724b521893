"""Deals: what each figure counted, as far as the reader may open it, with a link back to Odoo."""

from .book import LIGHT_BLUE, Link
from .limits import split_evenly
from .sheet import HEADER_ROW, Column, SheetBuilder

FIRST = HEADER_ROW + 1
# Excel takes 65,530 links on a sheet; the others are plain addresses.
MAX_LINKS = 65000
KEYS = (
    "owner",
    "cycle",
    "kpi",
    "deal",
    "customer",
    "salesperson",
    "stage",
    "outcome",
    "revenue",
    "closed",
    "link",
)


class DealsSheet(SheetBuilder):
    key = "deals"

    @classmethod
    def row_count(cls, sizes):
        return 5 * sizes["lines"]

    def plan(self):
        parts = split_evenly(len(self.results.deals), self.book.max_rows - FIRST - 1)
        title = self.env._("Deals")
        self.parts = []
        for number, part in enumerate(parts, start=1):
            name = self.part_title(title, number, len(parts))
            self.parts.append((self.book.sheet(name, tab_color=LIGHT_BLUE), part, name))

    def fill(self, tick):
        for sheet, part, title in self.parts:
            self.set_up(sheet, title, self.subtitle(), self._columns(), freeze=4)
            row = HEADER_ROW
            for row, deal in enumerate(self.results.deals[part.first : part.end], FIRST):
                self._write_row(sheet, row, deal)
            last = max(row, FIRST)
            tick(row - HEADER_ROW)
            note = self.env._("Continued on the next sheet.")
            if sheet is self.parts[-1][0]:
                note = self.results.deals_note
            if note:
                sheet.put(last + 1, 0, note, italic=True)
            sheet.worksheet.autofilter(HEADER_ROW, 0, last, len(KEYS) - 1)

    def _columns(self):
        titles = [
            (self.env._("Owner"), 28),
            (self.env._("Cycle"), 10),
            (self.env._("KPI"), 36),
            (self.env._("Deal"), 40),
            (self.env._("Customer"), 26),
            (self.env._("Salesperson"), 20),
            (self.env._("Stage"), 16),
            (self.env._("Outcome"), 10),
            (self.env._("Revenue"), 15),
            (self.env._("Closed"), 17),
            (self.env._("In Odoo"), 10),
        ]
        return [Column(key, *title) for key, title in zip(KEYS, titles, strict=True)]

    def _write_row(self, sheet, row, deal):
        style = self.cell_style
        currency = self.results.currency_of.get(deal.company_id)
        pattern = self.results.locale.number("money", 0, currency)
        url = f"{self.results.base_url}/odoo/crm.lead/{deal.lead_id}"
        link = Link(url, self.env._("Open")) if row < MAX_LINKS else url
        values = [
            deal.owner,
            deal.cycle,
            deal.kpi,
            deal.name,
            deal.customer,
            deal.salesperson,
            deal.stage,
            deal.outcome,
            deal.revenue,
            self.results.local(deal.closed),
            link,
        ]
        for column, (key, value) in enumerate(zip(KEYS, values, strict=True)):
            extra = {"num_format": pattern} if key == "revenue" else {}
            sheet.put(row, column, value, **{**style, **extra})
