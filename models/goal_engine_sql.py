"""Rows on their way to PostgreSQL."""

import re

from odoo.tools import SQL

PLAIN = re.compile("[a-z_]+")


def unnest(rows, types):
    """``rows`` (tuples) as a table expression, each column an array in one text parameter.

    PostgreSQL reads a long array from its text many times faster than from a list of
    expressions. ``types`` are the columns' SQL types.
    """
    columns = zip(*rows, strict=True) if rows else ([] for _type in types)
    return SQL(
        "UNNEST(%s)",
        SQL(", ").join(
            SQL("%s::%s", array_text(column), SQL(f"{sql_type}[]"))
            for column, sql_type in zip(columns, types, strict=True)
        ),
    )


def array_text(values):
    """The text of an array of numbers, texts, dates or booleans; None is NULL.

    >>> array_text([1, None, 0.5, True, "at_risk", 'a "b"'])
    '{1,NULL,0.5,true,at_risk,"a \\\\"b\\\\""}'
    """
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value):
    if value is None:
        return "NULL"
    if isinstance(value, float) or type(value) is int:
        return repr(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if PLAIN.fullmatch(text) and text != "null":
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
