"""Formulas of indicators: arithmetic over the codes of other indicators.

The text is parsed by :mod:`ast` and translated node by node from an allow-list into closures.
Nothing of it is ever compiled or run as Python, so a formula can do arithmetic and nothing else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from keyword import iskeyword
from math import isfinite
from typing import Final, NoReturn, TypeAlias

from .formula_error import FormulaError
from .numbers import finite, round_half_away

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 20

# function: (fewest arguments, most arguments)
_ARITY: Final[dict[str, tuple[int, int]]] = {
    "min": (1, MAX_LENGTH),
    "max": (1, MAX_LENGTH),
    "abs": (1, 1),
    "round": (1, 2),
}
_CODE: Final = re.compile("[a-z][a-z0-9_]{0,63}")
_ALLOWED: Final = re.compile("[A-Za-z0-9_+\\-*/(),. \\t\\r\\n]*")

# A name, or a number with what is glued to it: "1j", "0xff", "1_000", "2won". Python warns about
# some of these and reads the others in ways nobody expects of a formula.
_WORD: Final = re.compile(
    "[A-Za-z_]\\w*+|(?:\\d[\\d.]*+|\\.\\d++)(?:[eE][+-]?\\d++)?+(?P<glued>[A-Za-z_]\\w*+)?"
)

_REFUSED_CHARACTERS: Final = {
    **dict.fromkeys("'\"", "text"),
    **dict.fromkeys("[]", "list"),
    **dict.fromkeys("{}", "mapping"),
    **dict.fromkeys("<>!=", "comparison_sign"),
    **dict.fromkeys("&|^~", "bitwise"),
    "%": "remainder",
    ":": "colon",
    "@": "at",
    "#": "comment",
    "\\": "backslash",
    ";": "second_statement",
}
_REFUSED_NODES: Final[dict[type[ast.AST], str]] = {
    ast.Attribute: "attribute",
    ast.BoolOp: "and_or",
    ast.IfExp: "condition",
    ast.Compare: "comparison",
    ast.Tuple: "tuple",
    ast.Starred: "unpacking",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.GeneratorExp: "loop",
}
_REFUSED_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Pow: "power",
    ast.FloorDiv: "floor_division",
    ast.Mod: "remainder",
    ast.Not: "not",
}

_Values: TypeAlias = Mapping[str, float]
_Node: TypeAlias = Callable[[_Values], float]


def _refuse(kind: str, **shown: object) -> NoReturn:
    raise FormulaError(kind, **shown)


def _checked(result: float) -> float:
    """Stop at the first overflow: 1 / (1e308 * 10) is no data, not 0."""
    if not isfinite(result):
        raise OverflowError
    return result


def is_code(text: object) -> bool:
    """Say whether a text can be the code of an indicator in a formula.

    A code is a lower-case ASCII letter followed by up to 63 letters, digits or underscores, and
    neither a function of formulas nor a word that Python reserves.

    >>> is_code("won_2"), is_code("Won"), is_code("min"), is_code("is"), is_code("")
    (True, False, False, False, False)
    """
    return (
        isinstance(text, str)
        and _CODE.fullmatch(text) is not None
        and text not in _ARITY
        and not iskeyword(text)
    )


class Formula:
    """A formula such as ``won / (won + lost)``, checked when made and evaluated many times.

    Allowed are ``+ - * /``, a sign, parentheses, numbers, codes of indicators, and the functions
    ``min``, ``max`` (one argument or more), ``abs`` (one) and ``round`` (a value and, if wanted,
    a whole number of digits; a half is rounded away from zero). At most 500 characters and 20
    levels; a chain such as ``a + b - c`` is one level.

    :param text: the formula
    :raises FormulaError: anything else; a ``ValueError`` that says what is refused

    >>> rate = Formula("round(100 * won / (won + lost), 1)")
    >>> sorted(rate.codes)
    ['lost', 'won']
    >>> rate.evaluate({"won": 1, "lost": 2})
    33.3
    >>> rate.evaluate({"won": 0, "lost": 0}) is None
    True
    >>> Formula("won ** 2")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FormulaError: a formula can not use the power operator **
    """

    __slots__ = "_run", "codes", "text"

    text: str
    codes: frozenset[str]
    _run: _Node

    def __init__(self, text: str) -> None:
        codes: set[str] = set()
        self._run = _translate(_parse(text), codes, 1)
        self.text = text
        self.codes = frozenset(codes)

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def evaluate(self, values: Mapping[str, float | None]) -> float | None:
        """Return the result over the values of the codes; all arithmetic is in floats.

        :param values: the value of each code, ``None`` for no data; other keys don't matter
        :return: ``None`` when a code is missing or has no data, wherever it stands in the
            formula, on a division by zero and on overflow
        :raises ValueError: a value that is not a finite number

        >>> Formula("max(a, b)").evaluate({"a": 2, "b": 3})
        3.0
        >>> Formula("max(a, b)").evaluate({"a": 2}) is None
        True
        """
        numbers: dict[str, float] = {}
        for code in self.codes:
            number = finite(values.get(code))
            if number is None:
                return None
            numbers[code] = number
        try:
            return self._run(numbers) + 0.0
        except (ZeroDivisionError, OverflowError):
            return None


def _parse(text: object) -> ast.expr:
    if not isinstance(text, str):
        _refuse("type", what=type(text).__name__)
    if len(text) > MAX_LENGTH:
        _refuse("length", most=MAX_LENGTH, count=len(text))
    known = _ALLOWED.match(text)
    if known is not None and known.end() < len(text):
        stranger = text[known.end()]
        if stranger.isascii():
            _refuse(_REFUSED_CHARACTERS.get(stranger, "character"), what=repr(stranger))
        _refuse("not_ascii", what=ascii(stranger))
    for word in _WORD.finditer(text):
        if word["glued"]:
            _refuse("glued_number", what=repr(word[0]))
    if not text.strip():
        _refuse("empty")
    try:
        return ast.parse(" ".join(text.split()), mode="eval").body
    except SyntaxError as error:
        raise FormulaError("syntax", what=error.msg) from None
    except (ValueError, OverflowError, RecursionError, MemoryError):
        raise FormulaError("complex") from None


def _translate(node: ast.expr, codes: set[str], depth: int) -> _Node:
    if depth > MAX_DEPTH:
        _refuse("levels", most=MAX_DEPTH)
    if isinstance(node, ast.BinOp):
        return _translate_chain(node, codes, depth)
    if isinstance(node, ast.UnaryOp):
        return _translate_sign(node, codes, depth)
    if isinstance(node, ast.Constant):
        return _translate_number(node)
    if isinstance(node, ast.Name):
        return _translate_code(node, codes)
    if isinstance(node, ast.Call):
        return _translate_call(node, codes, depth)
    _refuse(_REFUSED_NODES.get(type(node), "other"), what=type(node).__name__)


def _translate_chain(node: ast.BinOp, codes: set[str], depth: int) -> _Node:
    """Translate ``a + b - c`` as one node, so that a sum of thirty codes is not thirty deep."""
    family = (ast.Add, ast.Sub) if isinstance(node.op, ast.Add | ast.Sub) else (ast.Mult, ast.Div)
    links = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        if type(first.op) in _REFUSED_OPERATORS:
            _refuse(_REFUSED_OPERATORS[type(first.op)])
        if not isinstance(first.op, family):
            break
        links.append((first.op, first.right))
        first = first.left
    if not links:
        _refuse("operator", what=type(node.op).__name__)
    start = _translate(first, codes, depth + 1)
    steps = [
        (isinstance(operator, ast.Add | ast.Mult), _translate(operand, codes, depth + 1))
        for operator, operand in reversed(links)
    ]

    def add(values: _Values) -> float:
        result = start(values)
        for forward, operand in steps:
            number = operand(values)
            result = _checked(result + number if forward else result - number)
        return result

    def multiply(values: _Values) -> float:
        result = start(values)
        for forward, operand in steps:
            number = operand(values)
            result = _checked(result * number if forward else result / number)
        return result

    return add if family == (ast.Add, ast.Sub) else multiply


def _translate_sign(node: ast.UnaryOp, codes: set[str], depth: int) -> _Node:
    if not isinstance(node.op, ast.UAdd | ast.USub):
        _refuse(_REFUSED_OPERATORS.get(type(node.op), "operator"), what=type(node.op).__name__)
    operand = _translate(node.operand, codes, depth + 1)
    return operand if isinstance(node.op, ast.UAdd) else lambda values: -operand(values)


def _translate_number(node: ast.Constant) -> _Node:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        _refuse("other", what=repr(node.value))
    try:
        number = finite(node.value)
    except ValueError:
        number = None
    if number is None:
        _refuse("large_number")
    value = number
    return lambda _values: value


def _translate_code(node: ast.Name, codes: set[str]) -> _Node:
    code = node.id
    if code in _ARITY:
        _refuse("bare_function", what=code)
    if not is_code(code):
        _refuse("code", what=repr(code))
    codes.add(code)
    return lambda values: values[code]


def _translate_call(node: ast.Call, codes: set[str], depth: int) -> _Node:
    if not isinstance(node.func, ast.Name) or node.func.id not in _ARITY:
        if isinstance(node.func, ast.Name):
            _refuse("function", what=repr(node.func.id))
        _refuse("call")
    name = node.func.id
    if node.keywords:
        _refuse("keywords")
    fewest, most = _ARITY[name]
    if not fewest <= len(node.args) <= most:
        _refuse("arguments", what=name, count=len(node.args))
    digits = _digits(node.args.pop()) if name == "round" and len(node.args) == 2 else 0
    arguments = [_translate(argument, codes, depth + 1) for argument in node.args]
    first = arguments[0]
    if name == "abs":
        return lambda values: abs(first(values))
    if name == "round":
        return lambda values: _rounded(first(values), digits)
    choose = min if name == "min" else max
    return lambda values: choose([argument(values) for argument in arguments])


def _digits(node: ast.expr) -> int:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    constant = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    if not isinstance(constant, ast.Constant) or type(constant.value) is not int:
        _refuse("round_whole")
    digits = -constant.value if negative else constant.value
    try:
        round_half_away(0.0, digits)
    except ValueError:
        _refuse("round_range")
    return digits


def _rounded(value: float, digits: int) -> float:
    result = round_half_away(value, digits)
    if result is None:
        raise OverflowError
    return result


def find_cycle(graph: Mapping[str, Collection[str]]) -> list[str] | None:
    """Return one circle of formulas that use each other, or ``None`` when there is none.

    :param graph: for each code the codes its formula uses; a code that is no key uses none
    :return: the codes in the order of use, the first repeated at the end

    >>> find_cycle({"rate": {"won", "lost"}, "won": set()}) is None
    True
    >>> find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    ['a', 'b', 'c', 'a']
    """
    try:
        _sorter(graph).prepare()
    except CycleError as error:
        # graphlib lists what is used before what uses it; a reader expects the opposite.
        circle: list[str] = list(reversed(error.args[1]))[:-1]
        turn = circle.index(min(circle))
        return [*circle[turn:], *circle[:turn], circle[turn]]
    return None


def evaluation_order(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Return every code of the graph, each after all the codes that its formula uses.

    :param graph: as for :func:`find_cycle`; codes that are no key are listed too
    :raises ValueError: the formulas form a circle, which the message names

    >>> evaluation_order({"rate": {"won", "closed"}, "closed": {"won", "lost"}})
    ['lost', 'won', 'closed', 'rate']
    """
    circle = find_cycle(graph)
    if circle is not None:
        raise ValueError(f"formulas that use each other: {' -> '.join(circle)}")
    return list(_sorter(graph).static_order())


def _sorter(graph: Mapping[str, Collection[str]]) -> TopologicalSorter[str]:
    """Feed the graph in sorted order: the answer shall not depend on the hashing of texts."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for code in sorted(graph):
        sorter.add(code, *sorted(graph[code]))
    return sorter
