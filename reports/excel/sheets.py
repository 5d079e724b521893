"""The sheets of a workbook in their order, and the workbook made of them.

A further sheet is a file of its own with a ``SheetBuilder``, and a line here; a choice in the
dialog is a field ``with_<key>`` of ``goal.export.wizard``.
"""

from .book import Book
from .limits import MAX_ROWS
from .sheet_check_ins import CheckInsSheet
from .sheet_cover import CoverSheet
from .sheet_deals import DealsSheet
from .sheet_objectives import ObjectivesSheet
from .sheet_pages import PageSheets
from .sheet_scorecards import ScorecardsSheet
from .sheet_summary import SummarySheet

SHEETS = (
    CoverSheet,
    SummarySheet,
    ScorecardsSheet,
    PageSheets,
    ObjectivesSheet,
    CheckInsSheet,
    DealsSheet,
)
# Rows from which a workbook is written to disk as it comes.
STREAM_FROM = 10000


def chosen(selection):
    """The builders of what was chosen; the cover always comes."""
    return [builder for builder in SHEETS if builder.key in {"cover", *selection.sheets}]


def build(results, target, *, tick, streaming=False, max_rows=MAX_ROWS):
    """Write the workbook to ``target``, a path or a binary file.

    :param tick: called with the number of rows written since the last call
    """
    book = Book(
        target,
        results.locale,
        streaming=streaming,
        max_rows=max_rows,
        cut_note=results.env._("… (cut: too long for a cell)"),
    )
    book.workbook.set_properties(
        {
            "title": results.selection.title,
            "author": results.env.user.name,
            "company": results.env.company.name,
        }
    )
    builders = {}
    for builder in chosen(results.selection):
        builders[builder.key] = builder(book, results, builders)
    for builder in builders.values():
        builder.plan()
    for builder in sorted(builders.values(), key=lambda builder: builder.late):
        if builder.key != "cover":
            builder.fill(tick)
    builders["cover"].fill(tick)
    book.close()
