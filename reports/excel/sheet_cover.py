"""Cover: what this is, from whom, as of when, and how to read it."""

from .book import GRADE_COLOURS, HEAD, INK, MUTED, STATUS_GRADE, Grid, Link
from .sheet import SheetBuilder

LAST = 5
CONTENTS_COLUMNS, MAX_CONTENTS = 4, 80


class CoverSheet(SheetBuilder):
    key = "cover"
    late = True

    def plan(self):
        self.sheet = self.book.sheet(self.env._("Cover"), tab_color=HEAD)

    def fill(self, tick):
        worksheet, grid = self.sheet.worksheet, Grid(self.sheet)
        for column, width in enumerate((3, 28, 26, 26, 26, 8)):
            worksheet.set_column(column, column, width)
        row = self._heading(grid)
        row = self._facts(grid, row)
        row = self._contents(grid, row + 1)
        row = self._legend(grid, row + 1)
        row = self._formulas(grid, row + 1)
        grid.flush()
        worksheet.hide_gridlines(2)
        worksheet.set_portrait()
        worksheet.fit_to_pages(1, 1)
        worksheet.print_area(0, 0, row, LAST)
        worksheet.activate()

    def _heading(self, grid):
        band = {"bg_color": HEAD, "font_color": "#FFFFFF"}
        for row, height in enumerate((14, 34, 22, 14)):
            grid.height(row, height)
            grid.put_row(row, 0, [None] * (LAST + 1), **band)
        grid.span(1, 1, LAST, self.results.selection.title, **band, bold=True, font_size=22)
        grid.span(2, 1, LAST, self.env.company.name, **band, font_size=13)
        return 5

    def _section(self, grid, row, text):
        grid.span(
            row,
            1,
            LAST,
            text,
            bold=True,
            font_size=12,
            font_color=HEAD,
            bottom=2,
            bottom_color=HEAD,
        )
        grid.height(row, 20)
        return row + 1

    def _facts(self, grid, row):
        results = self.results
        periods = [c for c in results.cycles.values() if c.id in self._chosen_cycles()]
        facts = [
            (self.env._("What was chosen"), results.selection.scope),
            (self.env._("Cycles"), self._names([cycle.name for cycle in periods])),
        ]
        if periods:
            facts += [
                (self.env._("First day"), min(cycle.start for cycle in periods)),
                (self.env._("Last day"), max(cycle.end for cycle in periods)),
            ]
        facts += [
            (self.env._("Exported by"), self.env.user.name),
            (self.env._("Exported at"), results.now),
            (self.env._("Time zone"), str(results.zone)),
            (self.env._("Figures of open cycles as of"), results.as_of),
            (self.env._("Scorecards"), len(results.cards)),
            (self.env._("Objectives"), len(results.objectives)),
            (
                self.env._("What is in it"),
                self.env._("only what the person who exported it may read"),
            ),
        ]
        for label, value in facts:
            if value is None or value == "":
                continue
            grid.put(row, 1, label, font_color=MUTED, valign="top")
            grid.span(row, 2, LAST, value, font_color=INK, align="left", text_wrap=True)
            if isinstance(value, str) and len(value) > 90:
                grid.height(row, 15 * (1 + len(value) // 90))
            row += 1
        return row

    def _chosen_cycles(self):
        results = self.results
        return {c.cycle_id for c in results.cards} | {o.cycle_id for o in results.objectives}

    def _names(self, names):
        if len(names) > 24:
            return self.env._(
                "%(first)s to %(last)s (%(count)s cycles)",
                first=names[0],
                last=names[-1],
                count=len(names),
            )
        return ", ".join(names)

    def _contents(self, grid, row):
        row = self._section(grid, row, self.env._("Contents"))
        names = [sheet.get_name() for sheet in self.book.workbook.worksheets()]
        names.remove(self.sheet.name)
        for index, name in enumerate(names[:MAX_CONTENTS]):
            target = name.replace("'", "''")
            line, column = divmod(index, CONTENTS_COLUMNS)
            grid.put(row + line, 1 + column, Link(f"internal:'{target}'!A1", name))
        row += -(-len(names[:MAX_CONTENTS]) // CONTENTS_COLUMNS)
        if len(names) > MAX_CONTENTS:
            text = self.env._("and %s more sheets", len(names) - MAX_CONTENTS)
            grid.put(row, 1, text, font_color=MUTED)
            row += 1
        return row

    def _legend(self, grid, row):
        results = self.results
        row = self._section(grid, row, self.env._("Colours and grades"))
        meanings = {
            "green": self.env._("Score of a scorecard from 95 %, of an objective from 70 %"),
            "amber": self.env._("Score of a scorecard from 75 %, of an objective from 40 %"),
            "red": self.env._("Score below that"),
            "no_data": self.env._("No figure yet; an empty cell is no data, never zero"),
        }
        for key, text in meanings.items():
            fill, ink = GRADE_COLOURS[key]
            grid.put(row, 1, results.grades[key], bg_color=fill, font_color=ink, bold=True)
            grid.span(row, 2, LAST, text, font_color=INK)
            row += 1
        meanings = {
            "reached": self.env._("The target is met"),
            "on_track": self.env._("At least 95 % of what is expected by now"),
            "at_risk": self.env._("At least 75 % of what is expected by now"),
            "off_track": self.env._("Less than that"),
            "outdated": self.env._("A check-in is overdue"),
        }
        for key, text in meanings.items():
            fill, ink = GRADE_COLOURS[STATUS_GRADE[key]]
            grid.put(row, 1, results.statuses[key], bg_color=fill, font_color=ink, bold=True)
            grid.span(row, 2, LAST, text, font_color=INK)
            row += 1
        return row

    def _formulas(self, grid, row):
        row = self._section(grid, row, self.env._("Formulas"))
        rows = [
            (
                self.env._("Attainment"),
                self.env._(
                    "actual / target where higher is better; 2 − actual / target where "
                    "lower is better; 1 − distance / target where on target is best (of "
                    "a target above 0)"
                ),
            ),
            (
                self.env._("Score"),
                self.env._(
                    "attainment between 0 and the cap; of a scorecard the mean of its "
                    "KPIs by weight, of those that have data"
                ),
            ),
            (
                self.env._("Pace"),
                self.env._("attainment / share of the cycle that has passed, for what adds up"),
            ),
            (self.env._("Run Rate"), self.env._("actual / share of the cycle that has passed")),
            (self.env._("Progress"), self.env._("(current − start) / (target − start)")),
            (
                self.env._("What if"),
                self.env._(
                    "Change a target, an actual or a weight: attainment, score, status "
                    "and every total follow. The figures first shown are Odoo's."
                ),
            ),
        ]
        for label, text in rows:
            grid.put(row, 1, label, bold=True, font_color=INK, valign="top")
            grid.span(row, 2, LAST, text, font_color=INK, text_wrap=True, valign="top")
            if len(text) > 90:
                grid.height(row, 30)
            row += 1
        if self.book.cut_count:
            grid.span(
                row,
                1,
                LAST,
                self.env._(
                    "%s texts were too long for a cell and are cut, with a note at their end.",
                    self.book.cut_count,
                ),
                italic=True,
            )
            row += 1
        return row
