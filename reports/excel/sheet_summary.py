"""Summary: headline figures, tables and charts, as formulas over the other sheets."""

from collections import Counter, defaultdict

from xlsxwriter.utility import xl_rowcol_to_cell

from .book import BLUE, GRADE_COLOURS, HEAD, INK, LINE, MUTED, Formula, Grid
from .limits import quoted
from .sheet import SheetBuilder
from .sheet_scorecards import CARD, KPI
from .summary_charts import CHART_ROWS, GAUGE, GRADES, LEFT, RIGHT, WIDTH, SummaryCharts
from .summary_figures import SummaryFigures

TILE = 2
MOVERS = 5


class SummarySheet(SummaryCharts, SheetBuilder):
    key = "summary"
    late = True

    def plan(self):
        self.sheet = self.book.sheet(self.env._("Summary"), tab_color=HEAD)

    def fill(self, tick):
        self.grid = Grid(self.sheet)
        self.figures = SummaryFigures(self.results)
        self.scorecards = self.others.get("scorecards")
        worksheet = self.sheet.worksheet
        worksheet.set_column(0, WIDTH - 1, 12.5)
        self.grid.put(0, 0, self.results.selection.title, bold=True, font_size=18, font_color=HEAD)
        self.grid.put(1, 0, self.subtitle(), font_color=MUTED)
        self.grid.height(0, 28)
        self._tiles(3)
        row = 8
        charts, row = row, row + 2 * (CHART_ROWS + 1)
        places = {}
        if self.results.cards:
            places["grades"], left = self._grades(row, LEFT)
            places["cycles"], right = self._cycles(row, RIGHT)
            row = max(left, right) + 1
            places["teams"], left = self._units(row, LEFT)
            places["departments"], right = self._departments(row, RIGHT)
            row = max(left, right) + 1
            best = [m for m in self.figures.movers if m.change > 0][:MOVERS]
            left = self._movers(row, LEFT, self.env._("Best movers"), best)
            worst = [m for m in reversed(self.figures.movers) if m.change < 0][:MOVERS]
            right = self._movers(row, RIGHT, self.env._("Worst movers"), worst)
            row = max(left, right) + 1
        if self.results.objectives:
            places["objectives"], row = self._objectives(row, LEFT)
        if self.results.cards:
            self._gauge_cells(charts)
        self.grid.flush()
        self._charts(charts, places)
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.print_area(0, 0, row, WIDTH - 1)

    def _over(self, function, *criteria, of=None):
        """``function`` (COUNTIFS or SUMIFS) summed over the sheets of scorecards."""
        if not self.scorecards:
            return None
        columns = [self.scorecards.ranges(key) for key, _criterion in criteria]
        summed = self.scorecards.ranges(of) if of else [None] * len(columns[0])
        terms = []
        for number, total in enumerate(summed):
            pairs = [
                f"{ranges[number]},{criterion}"
                for ranges, (_key, criterion) in zip(columns, criteria, strict=True)
            ]
            terms.append(f"{function}({','.join([total, *pairs] if total else pairs)})")
        return "+".join(terms)

    def _count(self, *criteria, value):
        text = self._over("COUNTIFS", ("row", quoted(CARD)), *criteria)
        return Formula(f"={text}", value) if text else value

    def _mean_score(self, *criteria, value):
        criteria = ("row", quoted(CARD)), *criteria
        total = self._over("SUMIFS", *criteria, of="score")
        if not total:
            return value
        count = self._over("COUNTIFS", *criteria, ("score", '">=0"'))
        return Formula(f'=IF(({count})=0,"",({total})/({count}))', value)

    def _tiles(self, row):
        figures = self.figures
        percent = {"num_format": "0.0%"}
        tiles = []
        if self.results.cards:
            good = (
                [
                    self._count(("status", quoted(self.results.statuses[key])), value=0).text[1:]
                    for key in ("reached", "on_track")
                ]
                if self.scorecards
                else []
            )
            on_track = Formula("=" + "+".join(good), figures.good) if good else figures.good
            known = figures.known_share
            if self.scorecards:
                numbers = "+".join(f"COUNT({cells})" for cells in self.scorecards.ranges("actual"))
                lines = self._over("COUNTIFS", ("row", quoted(KPI)))
                known = Formula(f'=IF(({lines})=0,"",({numbers})/({lines}))', known)
            tiles += [
                (self.env._("Scorecards"), self._count(value=len(self.results.cards)), {}),
                (self.env._("Mean score"), self._mean_score(value=figures.mean_score), percent),
                (self.env._("Reached or on track"), on_track, {}),
                (self.env._("KPIs with data"), known, percent),
            ]
        if self.results.objectives:
            tiles += [
                (self.env._("Objectives"), len(self.results.objectives), {}),
                (self.env._("Mean progress"), figures.mean_progress, percent),
                (self.env._("Mean confidence"), figures.mean_confidence, percent),
            ]
        for number, (label, value, style) in enumerate(tiles[: WIDTH // TILE]):
            column = number * TILE
            frame = {"bg_color": "#F3F6FA", "align": "center"}
            for offset, height in ((0, 18), (1, 34), (2, 6)):
                self.grid.height(row + offset, height)
            self.grid.span(
                row,
                column,
                column + 1,
                label,
                **frame,
                font_color=MUTED,
                top=2,
                top_color=BLUE,
                left=1,
                left_color="#FFFFFF",
            )
            self.grid.span(
                row + 1,
                column,
                column + 1,
                value,
                **frame,
                bold=True,
                font_size=20,
                font_color=HEAD,
                left=1,
                left_color="#FFFFFF",
                **style,
            )
            self.grid.span(row + 2, column, column + 1, None, **frame, left=1, left_color="#FFFFFF")

    def _table(self, row, column, title, heads):
        """Title and header of a table; returns the first row of its body."""
        width = len(heads) + 1
        self.grid.span(
            row,
            column,
            column + width - 1,
            title,
            bold=True,
            font_size=12,
            font_color=HEAD,
            bottom=2,
            bottom_color=HEAD,
        )
        head = {"font_color": MUTED, "bottom": 1, "bottom_color": LINE, "text_wrap": True}
        self.grid.span(row + 1, column, column + 1, heads[0], **head)
        self.grid.put_row(row + 1, column + 2, heads[1:], **head, align="right")
        self.grid.height(row + 1, 28)
        return row + 2

    def _body(self, row, column, name, values, formats, **name_style):
        style = {"bottom": 1, "bottom_color": LINE, "font_color": INK}
        self.grid.span(row, column, column + 1, name, **{**style, **name_style})
        for offset, (value, pattern) in enumerate(zip(values, formats, strict=True), start=2):
            self.grid.put(row, column + offset, value, **style, num_format=pattern, align="right")

    def _empty(self, row, column):
        self.grid.put(row, column, self.env._("Nothing to show."), italic=True, font_color=MUTED)
        return row + 1

    def _grades(self, row, column):
        counts = self.figures.grades
        title = self.env._("Grades of scorecards")
        first = self._table(
            row, column, title, [self.env._("Grade"), self.env._("Scorecards"), self.env._("Share")]
        )
        whole = len(self.results.cards)
        for row, key in enumerate(GRADES, first):
            fill, ink = GRADE_COLOURS[key]
            label = self.results.grades[key]
            count = self._count(("grade", quoted(label)), value=counts[key])
            cells = (
                f"{xl_rowcol_to_cell(first, column + 2)}:{xl_rowcol_to_cell(first + 3, column + 2)}"
            )
            share = Formula(
                f"={xl_rowcol_to_cell(row, column + 2)}/SUM({cells})", counts[key] / whole
            )
            self._body(
                row,
                column,
                label,
                [count, share],
                ["#,##0", "0.0%"],
                bg_color=fill,
                font_color=ink,
                bold=True,
            )
        return (first, row), row + 1

    def _cycles(self, row, column):
        """Mean scores of the cycles of the type that has the most scorecards."""
        heads = [self.env._("Cycle"), self.env._("Scorecards"), self.env._("Mean score")]
        first = self._table(row, column, self.env._("Scores over cycles"), heads)
        body = self.figures.by_cycle
        for row, (cycle, cards, mean) in enumerate(body, first):
            criteria = (("cycle_id", str(cycle.id)),)
            self._body(
                row,
                column,
                cycle.name,
                [self._count(*criteria, value=len(cards)), self._mean_score(*criteria, value=mean)],
                ["#,##0", "0.0%"],
            )
        if not body:
            return None, self._empty(first, column)
        return (first, first + len(body) - 1), first + len(body)

    def _units(self, row, column):
        """The own scorecards of teams, departments and the company: the latest of each."""
        heads = [
            self.env._("Team, department, company"),
            self.env._("Cycle"),
            self.env._("Score"),
            self.env._("Change"),
            self.env._("Status"),
        ]
        first = self._table(row, column, self.env._("Own scorecards of units"), heads)
        body = self.figures.units
        for row, (card, change) in enumerate(body, first):
            self._body(
                row,
                column,
                card.owner,
                [
                    self.results.cycles[card.cycle_id].name,
                    self._of(card, "score", card.score),
                    change,
                    self._of(card, "status", self.results.statuses[card.status]),
                ],
                ["General", "0.0%", "+0.0%;−0.0%;0.0%", "General"],
            )
        if not body:
            return None, self._empty(first, column)
        return (first, first + len(body) - 1), first + len(body)

    def _of(self, card, key, value):
        if not self.scorecards:
            return value
        cell = self.scorecards.cell(card, key)
        return Formula(f'=IF({cell}="","",{cell})', value)

    def _departments(self, row, column):
        """The scorecards of people, by the department they are in."""
        grades = [self.results.grades[key] for key in ("green", "amber", "red")]
        heads = [
            self.env._("Department"),
            self.env._("Scorecards of people"),
            self.env._("Mean score"),
            *grades,
        ]
        first = self._table(row, column, self.env._("People by department"), heads)
        body = self.figures.departments
        for row, (department_id, name, cards, mean) in enumerate(body, first):
            criteria = ("owner_type", quoted("employee")), ("department_id", str(department_id))
            counts = Counter(card.grade for card in cards)
            self._body(
                row,
                column,
                name,
                [
                    self._count(*criteria, value=len(cards)),
                    self._mean_score(*criteria, value=mean),
                    *(
                        self._count(
                            *criteria,
                            ("grade", quoted(self.results.grades[key])),
                            value=counts[key],
                        )
                        for key in ("green", "amber", "red")
                    ),
                ],
                ["#,##0", "0.0%", "#,##0", "#,##0", "#,##0"],
            )
        if not body:
            return None, self._empty(first, column)
        return (first, first + len(body) - 1), first + len(body)

    def _movers(self, row, column, title, movers):
        first = self._table(
            row,
            column,
            title,
            [
                self.env._("Owner"),
                self.env._("Cycle"),
                self.env._("Before"),
                self.env._("Now"),
                self.env._("Change"),
            ],
        )
        for row, mover in enumerate(movers, first):
            before, now = (xl_rowcol_to_cell(row, column + offset) for offset in (3, 4))
            self._body(
                row,
                column,
                mover.card.owner,
                [
                    self.results.cycles[mover.card.cycle_id].name,
                    mover.before,
                    self._of(mover.card, "score", mover.card.score),
                    Formula(f'=IF(COUNT({before},{now})<2,"",{now}-{before})', mover.change),
                ],
                ["General", "0.0%", "0.0%", "+0.0%;−0.0%;0.0%"],
            )
        return first + len(movers) if movers else self._empty(first, column)

    def _objectives(self, row, column):
        groups = defaultdict(list)
        for objective in self.results.objectives:
            groups[objective.grade].append(objective)
        heads = [self.env._("Grade"), self.env._("Objectives"), self.env._("Share")]
        first = self._table(row, column, self.env._("Grades of objectives"), heads)
        sheet = self.others.get("objectives")
        whole = len(self.results.objectives)
        for row, key in enumerate(GRADES, first):
            fill, ink = GRADE_COLOURS[key]
            label, count = self.results.grades[key], len(groups[key])
            value = count
            if sheet:
                terms = [f"COUNTIFS({cells},{quoted(label)})" for cells in sheet.ranges("grade")]
                value = Formula("=" + "+".join(terms), count)
            self._body(
                row,
                column,
                label,
                [value, count / whole],
                ["#,##0", "0.0%"],
                bg_color=fill,
                font_color=ink,
                bold=True,
            )
        return (first, row), row + 1

    def _gauge_cells(self, row):
        """What the gauge draws, beside what is printed: the mean, the rest, and the half below."""
        mean = self.figures.mean_score
        shown = 0.0 if mean is None else min(max(mean, 0.0), 1.0)
        tile, first = xl_rowcol_to_cell(4, TILE), xl_rowcol_to_cell(row, GAUGE)
        cells = [
            Formula(f"=IF(ISNUMBER({tile}),MIN(MAX({tile},0),1),0)", shown),
            Formula(f"=1-{first}", 1 - shown),
            1,
        ]
        for offset, value in enumerate(cells):
            self.grid.put(row + offset, GAUGE, value, font_color="#FFFFFF", num_format="0.0%")
