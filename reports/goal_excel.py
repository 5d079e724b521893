from io import BytesIO

from odoo import models
from odoo.fields import Domain

from .excel.limits import ILLEGAL_IN_NAMES, MAX_ROWS, cut
from .excel.results import Results, Selection
from .excel.sheets import STREAM_FROM, build, chosen

BYTES_PER_ROW = 260
BYTES_AROUND = 30000


class GoalExcel(models.AbstractModel):
    """Results as a workbook, of what the user may read and nothing else."""

    _name = "goal.excel"
    _description = "Results in Excel"

    def _sizes(self, options):
        """How large the workbook will be.

        :param options: a dict with the fields of ``Selection``
        :returns: counts of ``cards``, ``lines``, ``objectives``, ``key_results``, ``check_ins``,
            and ``rows``, ``sheets``, ``bytes`` of the workbook
        """
        selection = Selection.from_json(options)
        cards, objectives = Domain(selection.card_domain), Domain(selection.objective_domain)
        env = self.env
        sizes = {
            "cards": _count(env["kpi.scorecard"], cards),
            "lines": _count(env["kpi.scorecard.line"], Domain("scorecard_id", "any", cards)),
            "objectives": _count(env["okr.objective"], objectives),
            "key_results": _count(env["okr.key.result"], Domain("objective_id", "any", objectives)),
            "check_ins": _count(
                env["goal.check.in"],
                Domain("key_result_id.objective_id", "any", objectives)
                | Domain("line_id.scorecard_id", "any", cards),
            ),
        }
        builders = chosen(selection)
        sizes["rows"] = sum(builder.row_count(sizes) for builder in builders)
        sizes["sheets"] = sum(builder.sheet_count(sizes) for builder in builders)
        sizes["bytes"] = BYTES_AROUND + BYTES_PER_ROW * sizes["rows"]
        return sizes

    def _file_name(self, options):
        """What and when: "2026 Q4 2026-11-25.xlsx"."""
        results = Results(self.env, Selection.from_json(options))
        title = " ".join(ILLEGAL_IN_NAMES.sub(" ", options["title"]).split())
        return f"{cut(title, 120)} {results.now:%Y-%m-%d}.xlsx"

    def _write(self, options, target, tick=None, stream_from=STREAM_FROM, max_rows=MAX_ROWS):
        """Build the workbook into ``target``, a path or a binary file.

        :param tick: called with the number of rows written since it was called last
        :param stream_from: beyond so many rows they go to disk as they come, which takes little
            memory
        :param max_rows: how many rows a sheet holds
        """
        selection = Selection.from_json(options)
        build(
            Results(self.env, selection),
            target,
            tick=tick or (lambda rows: None),
            streaming=self._sizes(options)["rows"] > stream_from,
            max_rows=max_rows,
        )

    def _content(self, options, **settings):
        """The workbook as bytes; ``settings`` as of ``_write``."""
        buffer = BytesIO()
        self._write(options, buffer, **settings)
        return buffer.getvalue()


def _count(model, domain):
    return 0 if domain.is_false() else model.search_count(domain)
