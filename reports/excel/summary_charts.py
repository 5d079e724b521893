"""The charts of the summary: native ones, over the tables below them."""

from .book import BLUE, HEAD, LIGHT_BLUE, LINE, STRONG

WIDTH = 14
CHART_ROWS = 15
LEFT, RIGHT = 0, 7
GRADES = "green", "amber", "red", "no_data"
GAUGE = WIDTH + 1


class SummaryCharts:
    """Mixed into the ``SummarySheet``, whose cells the charts draw."""

    def _charts(self, row, places):
        """Two rows of charts: a gauge, grades, the line over cycles; units and departments."""
        charts = []
        if self.results.cards:
            charts.append(self._gauge(row))
            charts.append(
                self._columns(self.env._("Grades of scorecards"), places["grades"], LEFT, GRADES)
            )
            if places["cycles"]:
                charts.append(self._line(self.env._("Scores over cycles"), places["cycles"], RIGHT))
            if places["teams"]:
                charts.append(
                    self._bars(self.env._("Own scorecards of units"), places["teams"], LEFT, 3)
                )
            if places["departments"]:
                title = self.env._("People by department")
                charts.append(self._bars(title, places["departments"], RIGHT, 3))
        if places.get("objectives"):
            title = self.env._("Grades of objectives")
            charts.append(self._columns(title, places["objectives"], LEFT, GRADES))
        spots = [
            (row + line * (CHART_ROWS + 1), column) for line in (0, 1) for column in (0, 5, 10)
        ]
        for chart, (line, column) in zip(charts, spots, strict=False):
            size = {"width": 440 if column < 10 else 360, "height": 20 * CHART_ROWS}
            chart.set_size(size)
            chart.set_chartarea({"border": {"color": LINE}})
            self.sheet.worksheet.insert_chart(line, column, chart, {"x_offset": 4, "y_offset": 2})

    def _new_chart(self, kind, title):
        chart = self.book.workbook.add_chart({"type": kind})
        chart.set_title({"name": title, "name_font": {"size": 12, "color": HEAD}, "overlay": False})
        chart.set_legend({"none": True})
        return chart

    def _cells(self, place, column):
        first, last = place
        return [self.sheet.name, first, column, last, column]

    def _columns(self, title, place, column, grades):
        chart = self._new_chart("column", title)
        chart.add_series(
            {
                "categories": self._cells(place, column),
                "values": self._cells(place, column + 2),
                "points": [{"fill": {"color": STRONG[key]}} for key in grades],
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
        return chart

    def _line(self, title, place, column):
        chart = self._new_chart("line", title)
        chart.add_series(
            {
                "categories": self._cells(place, column),
                "values": self._cells(place, column + 3),
                "line": {"color": BLUE, "width": 2.25},
                "marker": {"type": "circle", "size": 6, "fill": {"color": BLUE}},
                "data_labels": {"value": True, "num_format": "0%", "position": "above"},
            }
        )
        chart.set_y_axis(
            {
                "num_format": "0%",
                "min": 0,
                "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}},
            }
        )
        return chart

    def _bars(self, title, place, column, values):
        chart = self._new_chart("bar", title)
        chart.add_series(
            {
                "categories": self._cells(place, column),
                "values": self._cells(place, column + values),
                "fill": {"color": LIGHT_BLUE},
                "border": {"color": BLUE},
                "data_labels": {"value": True, "num_format": "0%"},
                "gap": 50,
            }
        )
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        chart.set_y_axis({"reverse": True})
        return chart

    def _gauge(self, row):
        """Half a doughnut that fills with the mean score; its lower half is not drawn."""
        mean = self.figures.mean_score
        text = "–" if mean is None else f"{mean:.0%}"
        title = self.env._("Mean score: %s", text)
        chart = self._new_chart("doughnut", title)
        chart.add_series(
            {
                "values": [self.sheet.name, row, GAUGE, row + 2, GAUGE],
                "points": [
                    {"fill": {"color": STRONG[self.figures.mean_grade]}},
                    {"fill": {"color": "#E5E7EB"}},
                    {"fill": {"none": True}, "border": {"none": True}},
                ],
            }
        )
        chart.set_rotation(270)
        chart.set_hole_size(60)
        return chart
