"""Scorecards: one row for each KPI, below a row for the scorecard, grouped by owner."""

from xlsxwriter.utility import xl_col_to_name

from ...scoring import PACE_CAP, SCORECARD_BARS
from . import formulas
from .book import BLUE, INK, LINE, MUTED, STRONG
from .limits import looks_like_formula, split_blocks
from .results_cards import HISTORY
from .sheet import HEADER_ROW, Column, SheetBuilder

FIRST = HEADER_ROW + 1
CARD, KPI = "card", "kpi"
TICK = 500
KEYS = (
    "owner",
    "department",
    "cycle",
    "name",
    "better",
    "target",
    "actual",
    "attainment",
    "weight",
    "score",
    "status",
    "grade",
    "pace",
    "trend",
    "forecast",
    "gap",
    "elapsed",
    "cap",
    "note",
)
HIDDEN = (
    "counted",
    *(f"past{number}" for number in range(HISTORY)),
    "row",
    "cycle_id",
    "owner_type",
    "department_id",
)
COLUMNS = {key: index for index, key in enumerate((*KEYS, *HIDDEN))}
LETTERS = {key: xl_col_to_name(index) for key, index in COLUMNS.items()}


class ScorecardsSheet(SheetBuilder):
    key = "scorecards"

    @classmethod
    def row_count(cls, sizes):
        return sizes["cards"] + sizes["lines"]

    def plan(self):
        results = self.results
        self.sizes = [1 + len(results.lines.get(card.id, ())) for card in results.cards]
        parts = split_blocks(self.sizes, self.book.max_rows - FIRST - 1)
        title = self.env._("Scorecards")
        self.parts = []
        for number, part in enumerate(parts, start=1):
            name = self.part_title(title, number, len(parts))
            self.parts.append((self.book.sheet(name, tab_color=BLUE), part, name))
        self.card_cells = {}
        self.last_rows = {}

    def fill(self, tick):
        for sheet, part, title in self.parts:
            self._write_part(sheet, part, title, tick)

    def _write_part(self, sheet, part, title, tick):
        self.set_up(sheet, title, self.subtitle(), self._columns(), freeze=4)
        self.sheet = sheet
        self.worksheet = sheet.worksheet
        self._make_formats()
        self._sparks = []
        row, told = FIRST, FIRST
        for card in self.results.cards[part.first : part.end]:
            row = self._write_card(card, row)
            if row - told >= TICK:
                tick(row - told)
                told = row
        tick(row - told)
        last = max(row - 1, FIRST)
        self.last_rows[sheet.name] = last
        if sheet is not self.parts[-1][0]:
            sheet.put(row, 0, self.env._("Continued on the next sheet."), italic=True)
        self._finish(sheet.worksheet, last)

    def _columns(self):
        past = [self.env._("%s cycles before", number) for number in range(HISTORY - 1, 0, -1)]
        visible = [
            (self.env._("Owner"), 28),
            (self.env._("Department"), 18),
            (self.env._("Cycle"), 10),
            (self.env._("KPI"), 38),
            (self.env._("Better When"), 11),
            (self.env._("Target"), 14),
            (self.env._("Actual"), 14),
            (self.env._("Attainment"), 13),
            (self.env._("Weight"), 8),
            (self.env._("Score"), 9),
            (self.env._("Status"), 16),
            (self.env._("Grade"), 16),
            (self.env._("Pace"), 11),
            (self.env._("Trend"), 14),
            (self.env._("Run Rate"), 14),
            (self.env._("Gap"), 13),
            (self.env._("Elapsed"), 9),
            (self.env._("Cap"), 7),
            (self.env._("Note"), 30),
        ]
        hidden = [
            self.env._("Pace that counts"),
            *past,
            self.env._("This cycle"),
            "row",
            "cycle",
            "owner",
            "department",
        ]
        return [
            Column(key, label, width) for key, (label, width) in zip(KEYS, visible, strict=True)
        ] + [Column(key, label, 11, hidden=True) for key, label in zip(HIDDEN, hidden, strict=True)]

    def _make_formats(self):
        base = {"font_color": INK, "bottom": 1, "bottom_color": LINE}
        band = {**base, "bold": True, "bg_color": "#E8EEF5", "top": 1, "top_color": "#B8C4D3"}
        make = self.book.format
        self.plain = make(**base)
        self.band = make(**band)
        self.quoted = make(**base, quote_prefix=True)
        self.band_quoted = make(**band, quote_prefix=True)
        self.indent = make(**base, indent=1)
        self.indent_quoted = make(**base, indent=1, quote_prefix=True)
        self.wrapped = make(**{**base, "font_color": MUTED})
        self.percent = make(**base, num_format="0.0%")
        self.band_percent = make(**band, num_format="0.0%")
        self.general = make(**base, num_format="General")
        self.band_general = make(**band, num_format="General")
        self._figures = {}
        self._base = base
        selection = self.env["kpi.indicator"]._fields["direction"]._description_selection(self.env)
        short = {
            "higher": self.env._("Higher"),
            "lower": self.env._("Lower"),
            "on_target": self.env._("On target"),
        }
        self.directions = {key: short.get(key, label) for key, label in selection}
        self.centre = make(**base, align="center")
        self.band_centre = make(**band, align="center")
        self.statuses = self.results.statuses
        self.grades = self.results.grades

    def _figure(self, line, company_id):
        """The format of figures in the line's unit."""
        key = line.unit, line.digits, company_id
        if key not in self._figures:
            pattern = self.results.locale.number(
                line.unit, line.digits, self.results.currency_of.get(company_id)
            )
            self._figures[key] = self.book.format(**self._base, num_format=pattern)
        return self._figures[key]

    def _text(self, row, key, text, style, quoted):
        """Text stays text, also when somebody edits the cell."""
        if not text:
            self.worksheet.write_blank(row, COLUMNS[key], None, style)
            return
        style = quoted if looks_like_formula(text) else style
        self.worksheet.write_string(row, COLUMNS[key], self.book.text(text), style)

    def _number(self, row, key, value, style):
        if value is None:
            self.worksheet.write_blank(row, COLUMNS[key], None, style)
        else:
            self.worksheet.write_number(row, COLUMNS[key], value, style)

    def _formula(self, row, key, text, value, style):
        value = "" if value is None else value
        self.worksheet.write_formula(row, COLUMNS[key], text, style, value)

    def _write_card(self, card, row):
        """The scorecard's row and, an outline level below, its lines; returns the row after."""
        lines = self.results.lines.get(card.id, [])
        cycle = self.results.cycles[card.cycle_id].name
        self.card_cells[card.id] = self.sheet, row
        self._write_total(card, cycle, row, len(lines))
        earlier = self.results.earlier
        series = self.results.series(card)
        past = [None] * (HISTORY - len(series)) + series
        scores = [point and point.score for point in past[:-1]]
        self._write_past(row, scores, "score", card.score, self.band_percent)
        for offset, line in enumerate(lines, start=1):
            self.worksheet.set_row(row + offset, None, None, {"level": 1})
            values = [point and earlier.get((point.id, line.indicator_id)) for point in past[:-1]]
            self._write_line(card, cycle, line, row + offset, values)
        return row + 1 + len(lines)

    def _write_total(self, card, cycle, row, count):
        band, percent = self.band, self.band_percent
        self._text(row, "owner", card.owner, band, self.band_quoted)
        self._text(row, "department", card.department, band, self.band_quoted)
        self._text(row, "cycle", cycle, band, self.band_quoted)
        self._text(row, "name", self.env._("Scorecard"), band, band)
        for key in (
            "better",
            "target",
            "actual",
            "attainment",
            "pace",
            "trend",
            "forecast",
            "gap",
            "cap",
            "note",
        ):
            self.worksheet.write_blank(row, COLUMNS[key], None, band)
        span = {
            key: f"{LETTERS[key]}{row + 2}:{LETTERS[key]}{row + 1 + count}"
            for key in ("weight", "score", "status", "counted")
        }
        score_cell = f"{LETTERS['score']}{row + 1}"
        status, grade = self.statuses[card.status], self.grades[card.grade]
        if count:
            weight = sum(line.weight for line in self.results.lines[card.id])
            self._formula(row, "weight", f"=SUM({span['weight']})", weight, self.band_general)
        else:
            self._number(row, "weight", None, band)
        if count and card.is_live:
            self._formula(
                row,
                "score",
                formulas.weighted_mean(span["score"], span["weight"]),
                card.score,
                percent,
            )
            self._formula(
                row,
                "status",
                formulas.scorecard_status(
                    span["status"], span["weight"], span["counted"], self.statuses
                ),
                status,
                self.band_centre,
            )
            self._formula(
                row,
                "grade",
                formulas.grade(score_cell, SCORECARD_BARS, self.grades),
                grade,
                self.band_centre,
            )
        else:
            self._number(row, "score", card.score, percent)
            self._text(row, "status", status, self.band_centre, band)
            self._text(row, "grade", grade, self.band_centre, band)
        self._number(row, "elapsed", card.elapsed, percent)
        self._write_keys(row, card, CARD)

    def _write_line(self, card, cycle, line, row, past):
        plain, percent = self.plain, self.percent
        figure = self._figure(line, card.company_id)
        self._text(row, "owner", card.owner, plain, self.quoted)
        self._text(row, "department", card.department, plain, self.quoted)
        self._text(row, "cycle", cycle, plain, self.quoted)
        self._text(row, "name", line.name, self.indent, self.indent_quoted)
        self.worksheet.write_string(row, COLUMNS["better"], self.directions[line.direction], plain)
        self._number(row, "target", line.target, figure)
        self._number(row, "actual", line.actual, figure)
        self._number(row, "weight", line.weight, self.general)
        self.worksheet.write_blank(row, COLUMNS["grade"], None, plain)
        self.worksheet.write_blank(row, COLUMNS["trend"], None, plain)
        self._number(row, "elapsed", card.elapsed, percent)
        self._number(row, "cap", line.cap, percent)
        self._text(row, "note", line.error or line.note, self.wrapped, self.quoted)
        (self._write_live if line.is_live else self._write_stored)(line, row, figure)
        if line.cumulative:
            text = formulas.run_rate(
                f"{LETTERS['actual']}{row + 1}", f"{LETTERS['elapsed']}{row + 1}"
            )
            self._formula(row, "forecast", text, line.forecast, figure)
        else:
            self.worksheet.write_blank(row, COLUMNS["forecast"], None, plain)
        self._write_past(row, past, "attainment", line.attainment, percent)
        self._write_keys(row, card, KPI)

    def _write_live(self, line, row, figure):
        """Attainment, score, pace, status and gap follow the target and the actual beside."""
        at = {key: f"{letter}{row + 1}" for key, letter in LETTERS.items()}
        by_pace, labels = line.may_go_by_pace, self.statuses
        self._formula(
            row,
            "attainment",
            formulas.attainment(at["target"], at["actual"], line.direction),
            line.attainment,
            self.percent,
        )
        self._formula(
            row,
            "pace",
            formulas.pace(at["attainment"], at["target"], at["elapsed"], by_pace),
            line.pace,
            self.percent,
        )
        self._formula(
            row,
            "status",
            formulas.status(
                at["attainment"], at["target"], at["elapsed"], at["pace"], labels, by_pace
            ),
            labels[line.status],
            self.centre,
        )
        self._formula(
            row,
            "score",
            formulas.line_score(at["attainment"], at["elapsed"], at["status"], at["cap"], labels),
            line.score,
            self.percent,
        )
        self._formula(
            row,
            "gap",
            formulas.remaining(at["target"], at["actual"], line.direction),
            line.gap,
            figure,
        )
        self._formula(
            row,
            "counted",
            formulas.counted_pace(at["pace"], at["status"], labels),
            counted_pace(line),
            self.percent,
        )

    def _write_stored(self, line, row, figure):
        """What is stored, where it was judged on another day than the one that is exported."""
        for key in ("attainment", "score", "pace"):
            self._number(row, key, getattr(line, key), self.percent)
        self.worksheet.write_string(row, COLUMNS["status"], self.statuses[line.status], self.centre)
        self._number(row, "gap", line.gap, figure)
        self._number(row, "counted", counted_pace(line), self.percent)

    def _write_past(self, row, values, now_key, now, style):
        for number, value in enumerate(values):
            self._number(row, f"past{number}", value, style)
        last = f"past{HISTORY - 1}"
        self._formula(row, last, formulas.same(f"{LETTERS[now_key]}{row + 1}"), now, style)
        if sum(value is not None for value in (*values, now)) > 1:
            self._sparks.append(row)

    def _write_keys(self, row, card, kind):
        write = self.worksheet.write_string
        write(row, COLUMNS["row"], kind)
        self.worksheet.write_number(row, COLUMNS["cycle_id"], card.cycle_id)
        write(row, COLUMNS["owner_type"], card.owner_type)
        if card.department_id:
            self.worksheet.write_number(row, COLUMNS["department_id"], card.department_id)

    def _finish(self, worksheet, last):
        worksheet.autofilter(HEADER_ROW, 0, last, len(KEYS) - 1)
        self.bars(worksheet, FIRST, COLUMNS["attainment"], last)
        self.bars(worksheet, FIRST, COLUMNS["score"], last)
        self.icons(worksheet, FIRST, COLUMNS["pace"], last)
        self.colour_words(worksheet, FIRST, COLUMNS["status"], last, self.statuses)
        self.colour_words(worksheet, FIRST, COLUMNS["grade"], last, self.grades)
        if self._sparks:
            first, end = LETTERS["past0"], LETTERS[f"past{HISTORY - 1}"]
            name = "'" + self.sheet.name.replace("'", "''") + "'"
            worksheet.add_sparkline(
                FIRST,
                COLUMNS["trend"],
                {
                    "location": [f"{LETTERS['trend']}{row + 1}" for row in self._sparks],
                    "range": [f"{name}!{first}{row + 1}:{end}{row + 1}" for row in self._sparks],
                    "type": "line",
                    "markers": True,
                    "last_point": True,
                    "show_hidden": True,
                    "series_color": BLUE,
                    "last_color": STRONG["amber"],
                    "weight": 1.5,
                    "empty_cells": "gaps",
                },
            )
        worksheet.print_area(0, 0, last, COLUMNS["cap"])

    def ranges(self, key):
        """The cells of a column on each of the sheets, as other sheets name them."""
        letter = LETTERS[key]
        return [
            sheet.reference(f"${letter}${FIRST + 1}:${letter}${self.last_rows[sheet.name] + 1}")
            for sheet, _part, _title in self.parts
        ]

    def cell(self, card, key):
        """One cell of a scorecard's row, as other sheets name it."""
        sheet, row = self.card_cells[card.id]
        return sheet.reference(f"${LETTERS[key]}${row + 1}")


def counted_pace(line):
    """What a line's pace counts on its scorecard, as ``judge_scorecard`` takes it."""
    if line.status == "reached" and line.pace is None:
        return PACE_CAP
    if line.status in ("no_data", "outdated") or line.pace is None:
        return None
    return min(max(line.pace, 0.0), PACE_CAP)
