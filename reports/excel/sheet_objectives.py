"""Objectives: the tree of alignment, each with its key results beneath."""

from collections import defaultdict

from xlsxwriter.utility import xl_col_to_name

from ...scoring import OBJECTIVE_BARS
from . import formulas
from .book import BAND, INK, LINE, STRONG, Formula
from .limits import MAX_FORMULA, MAX_OUTLINE, split_blocks
from .reading import labels
from .sheet import HEADER_ROW, Column, SheetBuilder

FIRST = HEADER_ROW + 1
KEYS = (
    "name",
    "owner",
    "cycle",
    "kind",
    "weight",
    "start",
    "target",
    "current",
    "progress",
    "score",
    "confidence",
    "status",
    "grade",
    "met",
    "checked_in",
    "note",
    "obstacle",
    "next_check_in",
    "row",
)
COLUMNS = {key: index for index, key in enumerate(KEYS)}
LETTERS = {key: xl_col_to_name(index) for key, index in COLUMNS.items()}
DEEPEST_INDENT = 15
NAME_WIDTH, NOTE_WIDTH, OBSTACLE_WIDTH = 52, 36, 26
CENTRED, WRAPPED = ("cycle", "status", "met"), ("note", "obstacle")
OBJECTIVE, KEY_RESULT = "objective", "key_result"


class ObjectivesSheet(SheetBuilder):
    key = "objectives"

    @classmethod
    def row_count(cls, sizes):
        return sizes["objectives"] + sizes["key_results"]

    def plan(self):
        results = self.results
        sizes = [1 + len(results.key_results.get(o.id, ())) for o in results.objectives]
        parts = split_blocks(sizes, self.book.max_rows - FIRST - 1)
        title = self.env._("Objectives")
        self.parts = []
        self.rows = {}
        for number, part in enumerate(parts, start=1):
            name = self.part_title(title, number, len(parts))
            sheet = self.book.sheet(name, tab_color=STRONG["green"])
            self.parts.append((sheet, part, name))
            row = FIRST
            for objective, size in zip(
                results.objectives[part.first : part.end], sizes[part.first : part.end], strict=True
            ):
                self.rows[objective.id] = sheet, row
                row += size

    def fill(self, tick):
        self._make_words()
        self.last_rows = {}
        for sheet, part, title in self.parts:
            self.set_up(sheet, title, self.subtitle(), self._columns(), freeze=1)
            last = FIRST
            for objective in self.results.objectives[part.first : part.end]:
                last = self._write_objective(sheet, objective)
            tick(last - FIRST)
            self.last_rows[sheet.name] = last
            if sheet is not self.parts[-1][0]:
                sheet.put(last + 1, 0, self.env._("Continued on the next sheet."), italic=True)
            self._finish(sheet.worksheet, last)

    def _columns(self):
        labels_and_widths = [
            (self.env._("Objective / Key Result"), NAME_WIDTH),
            (self.env._("Owner"), 28),
            (self.env._("Cycle"), 10),
            (self.env._("Kind"), 16),
            (self.env._("Weight"), 8),
            (self.env._("Start or Lower Edge"), 12),
            (self.env._("Target or Upper Edge"), 12),
            (self.env._("Current"), 12),
            (self.env._("Progress"), 12),
            (self.env._("Score"), 9),
            (self.env._("Confidence"), 11),
            (self.env._("Status"), 16),
            (self.env._("Grade"), 16),
            (self.env._("Met"), 7),
            (self.env._("Last Check-in"), 12),
            (self.env._("What Happened"), NOTE_WIDTH),
            (self.env._("Obstacle"), OBSTACLE_WIDTH),
            (self.env._("Next Check-in"), 12),
        ]
        visible = [
            Column(key, label, width)
            for key, (label, width) in zip(KEYS, labels_and_widths, strict=False)
        ]
        return [*visible, Column("row", "row", 8, hidden=True)]

    def _make_words(self):
        env = self.env
        self.kinds = labels(env["okr.key.result"], "kind")
        self.commitments = labels(env["okr.objective"], "commitment")
        self.children = defaultdict(list)
        for objective in self.results.objectives:
            self.children[objective.parent_id].append(objective)
        self.yes = env._("Yes")
        self.no = env._("No")

    def _write_objective(self, sheet, objective):
        """Returns the last row written."""
        _sheet, row = self.rows[objective.id]
        results = self.results
        key_results = results.key_results.get(objective.id, [])
        style = {
            "bold": True,
            "bg_color": BAND,
            "bottom": 1,
            "bottom_color": LINE,
            "font_color": INK,
            "top": 1,
            "top_color": LINE,
        }
        percent = {**style, "num_format": "0.0%"}
        level = min(objective.depth, MAX_OUTLINE)
        height = self.height_of((objective.name, NAME_WIDTH - 4 * objective.depth))
        sheet.worksheet.set_row(row, height, None, {"level": level} if level else {})
        at = {key: f"{letter}{row + 1}" for key, letter in LETTERS.items()}
        self._put(
            sheet,
            row,
            style,
            name=objective.name,
            owner=objective.owner,
            cycle=results.cycles[objective.cycle_id].name,
            kind=self.commitments[objective.commitment],
            weight=objective.weight,
            start=None,
            target=None,
            current=None,
            status=results.statuses[objective.status],
            checked_in=None,
            note=None,
            obstacle=None,
            next_check_in=None,
        )
        sheet.put(
            row,
            0,
            objective.name,
            **style,
            indent=min(2 * objective.depth, DEEPEST_INDENT),
            text_wrap=True,
        )
        grade = results.grades[objective.grade]
        figures = {key: getattr(objective, key) for key in ("progress", "score", "confidence")}
        if objective.is_live:
            for key, value in figures.items():
                if text := self._roll_up(objective, row, len(key_results), key):
                    figures[key] = Formula(text, value)
            if isinstance(figures["score"], Formula):
                text = formulas.grade(at["score"], OBJECTIVE_BARS, results.grades)
                grade = Formula(text, grade)
        for key, value in figures.items():
            sheet.put(row, COLUMNS[key], value, **percent)
        sheet.put(row, COLUMNS["grade"], grade, **style, align="center")
        met = None if objective.score is None else self.yes if objective.met else self.no
        sheet.put(row, COLUMNS["met"], met, **style, align="center")
        sheet.put(row, COLUMNS["row"], OBJECTIVE)
        for offset, key_result in enumerate(key_results, start=1):
            self._write_key_result(sheet, objective, key_result, row + offset)
        return row + len(key_results)

    def _roll_up(self, objective, row, count, key):
        """The weighted mean over the key results and the aligned objectives it includes, as a
        formula; None where it can't be one."""
        parts, letter, weight = [], LETTERS[key], LETTERS["weight"]
        if count:
            first, last = row + 2, row + 1 + count
            parts.append((f"{letter}{first}:{letter}{last}", f"{weight}{first}:{weight}{last}"))
        if objective.include_children:
            sheet, _row = self.rows[objective.id]
            for child in self.children[objective.id]:
                other, other_row = self.rows[child.id]
                cells = [f"{letter}{other_row + 1}", f"{weight}{other_row + 1}"]
                if other is not sheet:
                    cells = [other.reference(cell) for cell in cells]
                parts.append(tuple(cells))
        text = formulas.weighted_mean_of_cells(parts) if parts else ""
        return text if text and len(text) < MAX_FORMULA else None

    def _write_key_result(self, sheet, objective, kr, row):
        results = self.results
        style = self.cell_style
        percent = {**style, "num_format": "0.0%"}
        unit = "percent" if kr.kind == "milestones" else kr.unit
        figure = {
            **style,
            "num_format": results.locale.number(
                unit, kr.digits, results.currency_of.get(objective.company_id)
            ),
        }
        height = self.height_of(
            (kr.name, NAME_WIDTH - 4 * objective.depth),
            (kr.note, NOTE_WIDTH),
            (kr.obstacle, OBSTACLE_WIDTH),
        )
        level = {"level": min(objective.depth + 1, MAX_OUTLINE)}
        sheet.worksheet.set_row(row, height, None, level)
        self._put(
            sheet,
            row,
            style,
            owner=objective.owner,
            cycle=results.cycles[objective.cycle_id].name,
            kind=self.kinds[kr.kind],
            weight=kr.weight,
            confidence=None,
            status=results.statuses[kr.status],
            grade=None,
            met=None,
            checked_in=kr.checked_in,
            note=kr.note,
            obstacle=kr.obstacle,
            next_check_in=kr.next_check_in,
        )
        indent = min(2 * objective.depth + 2, DEEPEST_INDENT)
        sheet.put(row, 0, kr.name, **style, indent=indent, text_wrap=True)
        sheet.put(row, COLUMNS["confidence"], kr.confidence, **percent)
        edges = {"number": (kr.start, kr.target), "range": (kr.low, kr.high)}.get(
            kr.kind, (None, None)
        )
        for key, value in zip(("start", "target", "current"), (*edges, kr.current), strict=True):
            sheet.put(row, COLUMNS[key], value, **figure)
        way, score = kr.progress, kr.score
        if kr.is_live:
            at = {key: f"{letter}{row + 1}" for key, letter in LETTERS.items()}
            if kr.kind == "number":
                way = Formula(formulas.progress(at["start"], at["target"], at["current"]), way)
            elif kr.kind != "range":
                way = Formula(formulas.same(at["current"]), way)
            score = Formula(formulas.score(at["progress"]), score)
        sheet.put(row, COLUMNS["progress"], way, **percent)
        sheet.put(row, COLUMNS["score"], score, **percent)
        sheet.put(row, COLUMNS["row"], KEY_RESULT)

    def _put(self, sheet, row, style, **values):
        for key, value in values.items():
            extra = {"align": "center"} if key in CENTRED else {}
            if key in WRAPPED:
                extra = {"text_wrap": True, "indent": 1}
            sheet.put(row, COLUMNS[key], value, **style, **extra)

    def _finish(self, worksheet, last):
        worksheet.autofilter(HEADER_ROW, 0, last, len(KEYS) - 2)
        self.bars(worksheet, FIRST, COLUMNS["progress"], last, top=1)
        self.bars(worksheet, FIRST, COLUMNS["confidence"], last, top=1)
        self.colour_words(worksheet, FIRST, COLUMNS["status"], last, self.results.statuses)
        self.colour_words(worksheet, FIRST, COLUMNS["grade"], last, self.results.grades)
        worksheet.print_area(0, 0, last, COLUMNS["next_check_in"])

    def ranges(self, key):
        letter = LETTERS[key]
        return [
            sheet.reference(f"${letter}${FIRST + 1}:${letter}${self.last_rows[sheet.name] + 1}")
            for sheet, _part, _title in self.parts
        ]
