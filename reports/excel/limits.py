"""What a workbook can't hold, and what is done about it: names, texts and rows."""

import re
from collections.abc import Sequence
from typing import NamedTuple

MAX_ROWS = 1048576
MAX_TEXT = 32767
MAX_NAME = 31
MAX_OUTLINE = 7
# Excel takes 8,192 characters.
MAX_FORMULA = 8000
ILLEGAL_IN_NAMES = re.compile("[\\[\\]:*?/\\\\\\x00-\\x1f]")
# Excel keeps this name for itself.
RESERVED_NAMES = {"history"}
FORMULA_STARTS = "=", "+", "-", "@", "\t", "\r"


def utf16_length(text: str) -> int:
    """How long a text is for Excel, which counts UTF-16 units: an emoji is two.

    >>> utf16_length("Đà Nẵng"), utf16_length("🚀")
    (7, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, length: int, note: str = "…") -> str:
    """``text`` held to ``length`` UTF-16 units, its end replaced by ``note`` where it is longer.

    No surrogate pair is torn apart.

    >>> cut("abcdef", 6), cut("abcdef", 5), cut("ab🚀cd", 4)
    ('abcdef', 'abcd…', 'ab…')
    """
    if utf16_length(text) <= length:
        return text
    raw = text.encode("utf-16-le", "surrogatepass")
    kept = raw[: 2 * max(0, length - utf16_length(note))]
    return kept.decode("utf-16-le", "ignore") + note


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula when somebody edits the cell.

    >>> [looks_like_formula(text) for text in ("=1+1", "@SUM(A1)", "-5 %", "Won", "")]
    [True, True, True, False, False]
    """
    return text.startswith(FORMULA_STARTS)


def quoted(text: str) -> str:
    """A text as it stands in a formula.

    >>> quoted('the "big" one')
    '"the ""big"" one"'
    """
    return '"' + text.replace('"', '""') + '"'


class SheetNames:
    """Gives out names of sheets: legal, at most 31 long and each once, whatever the language.

    >>> names = SheetNames()
    >>> names.unique("Q4: north/south"), names.unique("q4  north south"), names.unique("''")
    ('Q4 north south', 'q4 north south (2)', 'Sheet')
    """

    def __init__(self) -> None:
        self._taken = set()

    def unique(self, wanted: str) -> str:
        base = " ".join(ILLEGAL_IN_NAMES.sub(" ", wanted or "").split()).strip("' ")
        if not base or base.lower() in RESERVED_NAMES:
            base = f"{base} ".strip() + "_" if base else "Sheet"
        number, name = 1, cut(base, MAX_NAME)
        while name.lower() in self._taken:
            number += 1
            ending = f" ({number})"
            name = cut(base, MAX_NAME - len(ending)).rstrip("' ") + ending
        self._taken.add(name.lower())
        return name


class Part(NamedTuple):
    """The blocks ``first`` up to, but not including, ``end`` go on one sheet."""

    first: int
    end: int


def split_blocks(sizes: Sequence[int], capacity: int) -> list[Part]:
    """Spread blocks of rows over as few sheets of ``capacity`` rows as keep each block whole.

    :param sizes: how many rows each block has
    :raises ValueError: a block is larger than a sheet

    >>> split_blocks([3, 3, 3], 7)
    [Part(first=0, end=2), Part(first=2, end=3)]
    >>> split_blocks([], 7)
    [Part(first=0, end=0)]
    """
    parts, first, used = [], 0, 0
    for index, size in enumerate(sizes):
        if size > capacity:
            raise ValueError(f"a block of {size} rows does not fit on a sheet")
        if used + size > capacity:
            parts.append(Part(first, index))
            first, used = index, 0
        used += size
    return [*parts, Part(first, len(sizes))]


def split_evenly(count: int, capacity: int) -> list[Part]:
    """Spread ``count`` single rows over sheets of ``capacity`` rows.

    >>> split_evenly(5, 2)
    [Part(first=0, end=2), Part(first=2, end=4), Part(first=4, end=5)]
    >>> split_evenly(0, 2)
    [Part(first=0, end=0)]
    """
    starts = range(0, max(count, 1), capacity)
    return [Part(start, min(start + capacity, count)) for start in starts]
