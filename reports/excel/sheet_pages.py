"""One sheet for each scorecard, laid out for print on one A4 page."""

from ...scoring import SCORECARD_BARS
from . import formulas
from .book import HEAD, INK, LIGHT_BLUE, LINE, MUTED, Formula, Grid
from .sheet import SheetBuilder
from .sheet_scorecards import counted_pace

MAX_PAGES = 200
HEADS_ROW = 6
FIRST = HEADS_ROW + 1
NAME, TARGET, ACTUAL, ATTAINMENT, WEIGHT, SCORE, STATUS, PACE, COUNTED, CAP = range(10)
LETTERS = "ABCDEFGHIJ"
ELAPSED = "$E$4"


class PageSheets(SheetBuilder):
    key = "pages"

    @classmethod
    def row_count(cls, sizes):
        return sizes["lines"] + 14 * min(sizes["cards"], MAX_PAGES)

    @classmethod
    def sheet_count(cls, sizes):
        return min(sizes["cards"], MAX_PAGES)

    def plan(self):
        cards = self.results.cards
        self.left_out = max(0, len(cards) - MAX_PAGES)
        self.pages = []
        for card in cards[:MAX_PAGES]:
            cycle = self.results.cycles[card.cycle_id].name
            owner = card.owner[: max(8, 28 - len(cycle))]
            self.pages.append((self.book.sheet(f"{owner} {cycle}"), card))

    def fill(self, tick):
        for sheet, card in self.pages:
            rows = self._write_page(sheet, card)
            tick(rows)

    def _write_page(self, sheet, card):
        self.grid = grid = Grid(sheet)
        self.sheet = sheet
        worksheet = sheet.worksheet
        for column, width in enumerate((34, 14, 14, 12, 9, 10, 16)):
            worksheet.set_column(column, column, width)
        worksheet.set_column(PACE, CAP, 9, None, {"hidden": 1})
        lines = self.results.lines.get(card.id, [])
        self._heading(card, lines)
        heads = [
            self.env._("KPI"),
            self.env._("Target"),
            self.env._("Actual"),
            self.env._("Attainment"),
            self.env._("Weight"),
            self.env._("Score"),
            self.env._("Status"),
        ]
        grid.put_row(HEADS_ROW, 0, heads, **self.header_style, align="right")
        grid.put(HEADS_ROW, NAME, heads[NAME], **self.header_style)
        grid.put(HEADS_ROW, STATUS, heads[STATUS], **self.header_style, align="center")
        grid.height(HEADS_ROW, 22)
        row = FIRST
        for row, line in enumerate(lines, FIRST):
            self._line(row, card, line)
            grid.height(row, 20)
        last = max(row, FIRST)
        bottom = self._objectives(card, last + 2)
        bottom = self._signatures(bottom + 1 if not lines else max(bottom, last + 19))
        grid.flush()
        if lines:
            self.bars(worksheet, FIRST, ATTAINMENT, last)
            self.colour_words(worksheet, FIRST, STATUS, last, self.results.statuses)
            self._chart(worksheet, last, bottom)
        self.colour_words(worksheet, 3, 1, 3, self.results.grades)
        worksheet.set_portrait()
        worksheet.fit_to_pages(1, 1)
        worksheet.hide_gridlines(2)
        worksheet.print_area(0, 0, bottom, STATUS)
        worksheet.center_horizontally()
        return bottom

    def _heading(self, card, lines):
        grid = self.grid
        cycle = self.results.cycles[card.cycle_id]
        band = {"bg_color": HEAD, "font_color": "#FFFFFF"}
        grid.span(0, 0, STATUS, card.owner, **band, bold=True, font_size=18)
        about = " · ".join(filter(None, (cycle.name, card.department, self.env.company.name)))
        grid.span(1, 0, STATUS, about, **band)
        grid.height(0, 32)
        grid.height(1, 20)
        label = {"font_color": MUTED, "valign": "bottom"}
        names = [
            self.env._("Score"),
            self.env._("Grade"),
            self.env._("Status"),
            None,
            self.env._("Elapsed"),
        ]
        grid.put_row(2, 0, names, **label)
        grid.height(2, 22)
        grid.height(3, 26)
        score, grade = card.score, self.results.grades[card.grade]
        status = self.results.statuses[card.status]
        if lines and card.is_live:
            span = {
                column: f"{LETTERS[column]}{FIRST + 1}:{LETTERS[column]}{FIRST + len(lines)}"
                for column in (SCORE, WEIGHT, STATUS, COUNTED)
            }
            score = Formula(formulas.weighted_mean(span[SCORE], span[WEIGHT]), score)
            grade = Formula(formulas.grade("A4", SCORECARD_BARS, self.results.grades), grade)
            text = formulas.scorecard_status(
                span[STATUS], span[WEIGHT], span[COUNTED], self.results.statuses
            )
            status = Formula(text, status)
        big = {"bold": True, "font_size": 16, "font_color": HEAD, "align": "left"}
        grid.put(3, 0, score, **big, num_format="0.0%")
        smaller = {**big, "font_size": 12}
        grid.put(3, 1, grade, **smaller)
        grid.span(3, 2, 3, status, **smaller)
        grid.put(3, 4, card.elapsed, **smaller, num_format="0%")

    def _line(self, row, card, line):
        style = self.cell_style
        percent = {**style, "num_format": "0.0%"}
        pattern = self.results.locale.number(
            line.unit, line.digits, self.results.currency_of.get(card.company_id)
        )
        figure = {**style, "num_format": pattern}
        attainment, score, pace = line.attainment, line.score, line.pace
        status, counted = self.results.statuses[line.status], counted_pace(line)
        if line.is_live:
            at = [f"{letter}{row + 1}" for letter in LETTERS]
            labels, by_pace = self.results.statuses, line.may_go_by_pace
            attainment = Formula(
                formulas.attainment(at[TARGET], at[ACTUAL], line.direction), attainment
            )
            pace = Formula(formulas.pace(at[ATTAINMENT], at[TARGET], ELAPSED, by_pace), pace)
            status = Formula(
                formulas.status(at[ATTAINMENT], at[TARGET], ELAPSED, at[PACE], labels, by_pace),
                status,
            )
            score = Formula(
                formulas.line_score(at[ATTAINMENT], ELAPSED, at[STATUS], at[CAP], labels), score
            )
            counted = Formula(formulas.counted_pace(at[PACE], at[STATUS], labels), counted)
        cells = [
            (NAME, line.name, {**style, "text_wrap": True}),
            (TARGET, line.target, figure),
            (ACTUAL, line.actual, figure),
            (ATTAINMENT, attainment, percent),
            (WEIGHT, line.weight, {**style, "num_format": "General"}),
            (SCORE, score, percent),
            (STATUS, status, {**style, "align": "center"}),
            (PACE, pace, percent),
            (COUNTED, counted, percent),
            (CAP, line.cap, percent),
        ]
        for column, value, properties in cells:
            self.grid.put(row, column, value, **properties)

    def _objectives(self, card, row):
        """The objectives of the same owner that were chosen, each on a line."""
        mine = [
            objective
            for objective in self.results.objectives_by_owner[card.owner_type, card.owner_id]
            if self._overlaps(card, objective)
        ]
        if not mine:
            return row
        grid, style = self.grid, self.cell_style
        grid.put_row(
            row,
            0,
            [self.env._("Objectives")] + [None] * 6,
            bold=True,
            font_color=HEAD,
            bottom=2,
            bottom_color=HEAD,
        )
        for below, objective in enumerate(mine, row + 1):
            grid.span(below, 0, 3, objective.name, **style, text_wrap=True)
            grid.put(below, 4, objective.progress, **style, num_format="0%")
            grid.span(below, 5, 6, self.results.statuses[objective.status], **style)
        return row + len(mine) + 1

    def _overlaps(self, card, objective):
        one, other = (self.results.cycles[goal.cycle_id] for goal in (card, objective))
        return one.start <= other.end and other.start <= one.end

    def _signatures(self, row):
        line = {"top": 1, "top_color": LINE, "font_color": MUTED}
        self.grid.height(row, 26)
        self.grid.put_row(row + 1, 0, [self.env._("Owner, date"), None], **line)
        self.grid.put_row(row + 1, 4, [self.env._("Manager, date"), None, None], **line)
        if self.left_out and self.sheet is self.pages[-1][0]:
            note = self.env._(
                "%s more scorecards have no page of their own; choose fewer.", self.left_out
            )
            self.grid.span(row + 3, 0, STATUS, note, italic=True, font_color=INK)
            return row + 3
        return row + 1

    def _chart(self, worksheet, last, bottom):
        chart = self.book.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": [self.sheet.name, FIRST, NAME, last, NAME],
                "values": [self.sheet.name, FIRST, ATTAINMENT, last, ATTAINMENT],
                "fill": {"color": LIGHT_BLUE},
                "data_labels": {"value": True, "num_format": "0%"},
                "gap": 40,
            }
        )
        chart.set_title(
            {"name": self.env._("Attainment"), "name_font": {"size": 11, "color": HEAD}}
        )
        chart.set_legend({"none": True})
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        chart.set_y_axis({"reverse": True})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_size({"width": 760, "height": 260})
        worksheet.insert_chart(bottom - 15, 0, chart)
