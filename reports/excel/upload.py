"""Reads a filled-in template, and marks what is wrong in a copy of it. Knows no database."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from .limits import MAX_TEXT, SheetNames, cut
from .template import FIGURES, FIRST_ROW, KEY_ROW, LISTS, MAX_TEMPLATE_ROWS, SPARE_ROWS, TARGETS

MAX_BYTES = 10000000
# Bytes; a small file may unpack to a huge one.
MAX_UNPACKED = 150000000
MAX_COLUMNS = 30
MAX_ROWS = MAX_TEMPLATE_ROWS + SPARE_ROWS + FIRST_ROW
RED = PatternFill("solid", fgColor="F9D6D2")


class Unreadable(ValueError):
    """It is no workbook that was given out, or larger than one can be."""


class TooLarge(Unreadable):
    pass


class Row(NamedTuple):
    """``cells``: {key of the column: value}; ``where``: {key: address}."""

    sheet: str
    number: int
    cells: dict[str, Any]
    where: dict[str, str]


class Upload(NamedTuple):
    lang: str
    targets: list[Row]
    figures: list[Row]
    owners: dict[str, str]
    kpis: dict[str, str]


class Problem(NamedTuple):
    sheet: str
    cell: str
    message: str


def read_upload(content):
    """What was filled in.

    :param content: the file as bytes
    :raises Unreadable: see there
    """
    workbook = _load(content, values=True)
    sheets = {}
    for sheet in workbook.worksheets:
        marker = sheet.cell(KEY_ROW + 1, 1).value
        if marker in (TARGETS, FIGURES):
            sheets[marker] = _rows(sheet)
        if sheet.cell(1, 1).value == LISTS:
            sheets[LISTS] = sheet
    if LISTS not in sheets or not {TARGETS, FIGURES} & sheets.keys():
        raise Unreadable("not a template")
    lists = sheets[LISTS]
    return Upload(
        str(lists.cell(1, 2).value or "en_US"),
        sheets.get(TARGETS, []),
        sheets.get(FIGURES, []),
        _pairs(lists, 1),
        _pairs(lists, 3),
    )


def mark(content, problems, title, heads):
    """A copy of the file with its wrong cells coloured and explained, and a list of them.

    :param title: of the sheet that lists them
    :param heads: its column titles: sheet, cell, what is wrong
    """
    workbook = _load(content, values=False)
    names = SheetNames()
    for name in workbook.sheetnames:
        names.unique(name)
    for problem in problems:
        if problem.sheet in workbook.sheetnames and problem.cell:
            cell = workbook[problem.sheet][problem.cell]
            cell.fill = RED
            cell.comment = Comment(cut(problem.message, 1000), "Odoo")
    listing = workbook.create_sheet(names.unique(title), 0)
    for column, head in enumerate(heads, start=1):
        listing.cell(1, column, head).font = Font(bold=True)
        listing.column_dimensions[get_column_letter(column)].width = (20, 10, 100)[column - 1]
    for row, problem in enumerate(problems, start=2):
        for column, text in enumerate(problem, start=1):
            cell = listing.cell(row, column)
            cell.value = cut(text, MAX_TEXT)
            cell.data_type = "s"
        if problem.sheet in workbook.sheetnames and problem.cell:
            target = problem.sheet.replace("'", "''")
            listing.cell(row, 2).hyperlink = f"#'{target}'!{problem.cell}"
    workbook.active = 0
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is listing
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def as_date(value):
    """A cell's day; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def as_number(value):
    """A cell's number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= 1000000000000000.0 else None


def _load(content, values):
    if len(content) > MAX_BYTES:
        raise TooLarge("too large")
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            if sum(entry.file_size for entry in file.infolist()) > MAX_UNPACKED:
                raise TooLarge("too large")
        return openpyxl.load_workbook(BytesIO(content), data_only=values)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("not a workbook") from error


def _rows(sheet):
    if sheet.max_row > MAX_ROWS and any(
        cell.value is not None
        for row in sheet.iter_rows(min_row=MAX_ROWS + 1, max_row=MAX_ROWS + 50, max_col=MAX_COLUMNS)
        for cell in row
    ):
        raise TooLarge("too large")
    keys = {}
    for column in range(1, MAX_COLUMNS + 1):
        if key := sheet.cell(KEY_ROW + 1, column).value:
            keys[column] = "key" if key in (TARGETS, FIGURES) else str(key)
    rows = []
    last = min(sheet.max_row, MAX_ROWS)
    for number in range(FIRST_ROW + 1, last + 1):
        cells, where = {}, {}
        for column, key in keys.items():
            value = sheet.cell(number, column).value
            cells[key] = value.strip() if isinstance(value, str) else value
            where[key] = f"{get_column_letter(column)}{number}"
        if any(value not in (None, "") for value in cells.values()):
            rows.append(Row(sheet.title, number, cells, where))
    return rows


def _pairs(sheet, column):
    pairs = {}
    for number in range(2, min(sheet.max_row, MAX_ROWS) + 1):
        label, key = (sheet.cell(number, column + offset).value for offset in (0, 1))
        if label and key:
            pairs[str(label)] = str(key)
    return pairs
