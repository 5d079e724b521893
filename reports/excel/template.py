"""The workbook that is given out to be filled in and sent back: targets and manual figures."""

from typing import NamedTuple

from .book import BAND, HEAD, INK, LINE, MUTED, Book
from .limits import cut

KEY_ROW, HEAD_ROW, FIRST_ROW = 2, 3, 4
SPARE_ROWS = 200
MAX_TEMPLATE_ROWS = 10000
# Excel's limit for the title of a message.
MAX_TITLE = 32
TARGETS, FIGURES, LISTS = "kpi_okr.targets", "kpi_okr.figures", "kpi_okr.lists"
TARGET_KEYS = TARGETS, "owner", "cycle", "kpi", "state", "target", "new_target", "reason"
FIGURE_KEYS = FIGURES, "owner", "kpi", "date", "value", "note"
INPUT = {
    "bg_color": "#FFF9E5",
    "border": 1,
    "border_color": "#E3D9B0",
    "font_color": INK,
    "locked": False,
}
GIVEN = {"bg_color": BAND, "border": 1, "border_color": LINE, "font_color": INK}


class TargetRow(NamedTuple):
    line_id: int
    owner: str
    cycle: str
    kpi: str
    is_open: bool
    target: float | None
    number_format: str


class FigureRow(NamedTuple):
    owner: str
    kpi: str
    date: object
    number_format: str


class Content(NamedTuple):
    """What the template holds; ``owners`` and ``kpis`` are pairs (label, key)."""

    lang: str
    targets: list[TargetRow]
    figures: list[FigureRow]
    owners: list[tuple[str, str]]
    kpis: list[tuple[str, str]]
    first_day: object
    last_day: object


def build_template(env, locale, content, target):
    """Write the template to ``target``, a binary file, in the language of ``env``."""
    book = Book(target, locale)
    _explain(book, env)
    _write_targets(book, env, content)
    _write_figures(book, env, content)
    _write_lists(book, content)
    book.close()


def _explain(book, env):
    sheet = book.sheet(env._("How to"), tab_color=HEAD)
    sheet.worksheet.set_column(0, 0, 3)
    sheet.worksheet.set_column(1, 1, 110)
    sheet.worksheet.hide_gridlines(2)
    sheet.put(0, 1, env._("Targets and figures"), bold=True, font_size=16, font_color=HEAD)
    texts = [
        env._(
            "Fill in the yellow cells, save the file, and send it back in Odoo under "
            "Goals / KPI / Import from Excel."
        ),
        env._(
            "Targets: write the new target; leave it empty where nothing changes. Where "
            "the cycle is open, say why."
        ),
        env._(
            "Figures: choose the owner and the KPI from the lists, and give the day and "
            "the value. There is one figure for each KPI, owner and day from workbooks: "
            "the same day again replaces it."
        ),
        env._("Percents are typed with their sign: 63 %. Money is in the company's currency."),
        env._(
            "Odoo shows what would change before anything is stored. If one row is "
            "wrong, nothing is, and a copy of the file marks the cells."
        ),
        env._("To import the same file twice changes nothing."),
    ]
    for row, text in enumerate(texts, start=2):
        sheet.worksheet.set_row(row, 32)
        sheet.put(row, 1, text, text_wrap=True, font_color=INK)


def _heading(book, env, title, about, keys, heads):
    sheet = book.sheet(title)
    worksheet = sheet.worksheet
    sheet.put(0, 1, title, bold=True, font_size=16, font_color=HEAD)
    sheet.put(1, 1, about, font_color=MUTED)
    worksheet.set_row(KEY_ROW, None, None, {"hidden": 1})
    style = {"bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "text_wrap": True}
    worksheet.set_row(HEAD_ROW, 30)
    for column, (key, (head, width)) in enumerate(zip(keys, heads, strict=True)):
        sheet.put(KEY_ROW, column, key)
        sheet.put(HEAD_ROW, column, head, **style)
        worksheet.set_column(column, column, width, None, {} if column else {"hidden": 1})
    worksheet.freeze_panes(FIRST_ROW, 4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(HEAD_ROW)
    worksheet.hide_gridlines(2)
    return sheet


def _number_check(env):
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1000000000000000.0,
        "maximum": 1000000000000000.0,
        "error_title": cut(env._("Not a number"), MAX_TITLE),
        "error_message": env._("Type a number."),
    }


def _write_targets(book, env, content):
    heads = [
        ("", 4),
        (env._("Owner"), 26),
        (env._("Cycle"), 12),
        (env._("KPI"), 34),
        (env._("Cycle State"), 12),
        (env._("Target Now"), 16),
        (env._("New Target"), 16),
        (env._("Reason"), 46),
    ]
    about = env._("Write the new target; where the cycle is open, also the reason.")
    sheet = _heading(book, env, env._("Targets"), about, TARGET_KEYS, heads)
    row = HEAD_ROW
    for row, line in enumerate(content.targets, FIRST_ROW):
        pattern = {"num_format": line.number_format}
        state = env._("Open") if line.is_open else env._("Draft")
        for column, value in enumerate(
            (line.line_id, line.owner, line.cycle, line.kpi, state, line.target)
        ):
            sheet.put(row, column, value, **GIVEN, **pattern if column == 5 else {})
        sheet.put(row, 6, None, **INPUT, **pattern)
        sheet.put(row, 7, None, **INPUT, text_wrap=True)
    worksheet = sheet.worksheet
    last = max(row, FIRST_ROW)
    worksheet.data_validation(FIRST_ROW, 6, last, 6, _number_check(env))
    first = FIRST_ROW + 1
    missing = (
        f'''=AND($G{first}<>"",$G{first}<>$F{first},$E{first}="{env._("Open")}",$H{first}="")'''
    )
    worksheet.conditional_format(
        FIRST_ROW,
        7,
        last,
        7,
        {
            "type": "formula",
            "criteria": missing,
            "format": book.workbook.add_format({"bg_color": "#F9D6D2"}),
        },
    )
    worksheet.autofilter(HEAD_ROW, 1, last, len(TARGET_KEYS) - 1)
    worksheet.protect(
        "", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}
    )


def _write_figures(book, env, content):
    heads = [
        ("", 4),
        (env._("Owner"), 30),
        (env._("KPI"), 36),
        (env._("Date"), 14),
        (env._("Value"), 16),
        (env._("Note"), 46),
    ]
    about = env._("Figures of KPIs that are entered by hand. A row without a value is left out.")
    sheet = _heading(book, env, env._("Figures"), about, FIGURE_KEYS, heads)
    row = HEAD_ROW
    for row, figure in enumerate(content.figures, FIRST_ROW):
        sheet.put(row, 1, figure.owner, **INPUT)
        sheet.put(row, 2, figure.kpi, **INPUT)
        sheet.put(row, 3, figure.date, **INPUT)
        sheet.put(row, 4, None, **INPUT, num_format=figure.number_format)
        sheet.put(row, 5, None, **INPUT, text_wrap=True)
    last = row + SPARE_ROWS
    for spare in range(row + 1, last + 1):
        for column in range(1, len(FIGURE_KEYS)):
            extra = {"num_format": book.locale.date, "align": "center"} if column == 3 else {}
            sheet.put(spare, column, None, **INPUT, **extra)
    worksheet = sheet.worksheet
    for column, letter, values in ((1, "A", content.owners), (2, "C", content.kpis)):
        if values:
            worksheet.data_validation(
                FIRST_ROW,
                column,
                last,
                column,
                {
                    "validate": "list",
                    "source": f"={LISTS}!${letter}$2:${letter}${len(values) + 1}",
                    "error_title": cut(env._("Not in the list"), MAX_TITLE),
                    "error_message": env._("Choose from the list."),
                },
            )
    worksheet.data_validation(
        FIRST_ROW,
        3,
        last,
        3,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": content.first_day,
            "maximum": content.last_day,
            "error_title": cut(env._("Not a day of these cycles"), MAX_TITLE),
            "error_message": env._("Type a day of the cycles that the file was made for."),
        },
    )
    worksheet.data_validation(FIRST_ROW, 4, last, 4, _number_check(env))


def _write_lists(book, content):
    """What the drop-downs offer, and which record each label stands for."""
    sheet = book.sheet(LISTS)
    sheet.put(0, 0, LISTS)
    sheet.put(0, 1, content.lang)
    for column, pairs in ((0, content.owners), (2, content.kpis)):
        for row, (label, key) in enumerate(pairs, start=1):
            sheet.put(row, column, label)
            sheet.put(row, column + 1, key)
    sheet.worksheet.very_hidden()
