"""How numbers, dates and money look in the reader's language and the company's currency."""

import re
from typing import NamedTuple

DATE_CODES = {
    "%d": "dd",
    "%m": "mm",
    "%Y": "yyyy",
    "%y": "yy",
    "%b": "mmm",
    "%B": "mmmm",
    "%a": "ddd",
    "%A": "dddd",
    "%H": "hh",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%p": "AM/PM",
    "%-d": "d",
    "%-m": "m",
    "%e": "d",
}


def date_format(pattern: str) -> str:
    """A strftime pattern as a number format; what is no code is shown as it is.

    >>> date_format("%d/%m/%Y"), date_format("%B %d, %Y"), date_format("%d. %m năm %Y")
    ('dd/mm/yyyy', 'mmmm dd, yyyy', 'dd. mm "năm" yyyy')
    """
    result = []
    for piece in re.split("(%-?[A-Za-z])", pattern):
        if piece.startswith("%"):
            result.append(DATE_CODES.get(piece, "yyyy-mm-dd"))
        else:
            result.append(re.sub("([^\\W\\d_]+)", '"\\1"', piece))
    return "".join(result)


def decimals(digits: int) -> str:
    """
    >>> decimals(0), decimals(2)
    ('', '.00')
    """
    return f".{'0' * digits}" if digits > 0 else ""


class Locale(NamedTuple):
    """``currencies``: {currency id: (symbol, "before" or "after", digits)}; ``days`` and ``hours``
    are the words behind a duration."""

    date: str
    datetime: str
    currencies: dict[int, tuple[str, str, int]]
    days: str
    hours: str

    def number(self, unit: str, digits: int = 0, currency: int | None = None) -> str:
        """The number format of a figure in ``unit``: number, money, percent, days or hours.

        >>> plain = Locale("", "", {1: ("₫", "after", 0)}, "days", "h")
        >>> plain.number("money", 0, 1), plain.number("percent", 1), plain.number("days", 1)
        ('#,##0 "₫"', '0.0%', '#,##0.0 "days"')
        """
        if unit == "percent":
            return f"0{decimals(digits)}%"
        number = f"#,##0{decimals(digits)}"
        if unit == "money" and currency in self.currencies:
            symbol, position, _digits = self.currencies[currency]
            shown = f'''"{symbol.replace(chr(34), "")}"'''
            return f"{number} {shown}" if position == "after" else f"{shown} {number}"
        word = {"days": self.days, "hours": self.hours}.get(unit)
        return f'{number} "{word}"' if word else number
