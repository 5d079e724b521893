"""Why a formula is refused: a kind for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_THINGS: Final[dict[str, str]] = {
    "text": "text",
    "list": "a subscript or list",
    "mapping": "a set or mapping",
    "comparison_sign": "a comparison or assignment",
    "bitwise": "a bitwise operator",
    "remainder": "the remainder operator %%",
    "colon": "a lambda, slice or assignment",
    "at": "the operator @",
    "comment": "a comment",
    "backslash": "a backslash",
    "second_statement": "a second statement",
    "attribute": "an attribute (a dot after a name)",
    "and_or": "and / or",
    "condition": "if / else",
    "comparison": "a comparison",
    "tuple": "a comma outside a function",
    "unpacking": "an unpacking *",
    "await": "await",
    "yield": "yield",
    "loop": "a loop",
    "power": "the power operator **",
    "floor_division": "the floor division operator //",
    "not": "not",
    "character": "the character %(what)s",
    "not_ascii": "the character %(what)s, only ASCII",
    "glued_number": "%(what)s: a number is digits, a decimal point and an exponent",
    "operator": "the operator %(what)s",
    "large_number": "a number this large",
    "bare_function": "the function %(what)s without parentheses",
    "code": "%(what)s as a code: a lower-case letter, then letters, digits, underscores",
    "function": "the function %(what)s: the functions are abs, max, min, round",
    "call": "a call: the functions are abs, max, min, round",
    "keywords": "keyword arguments",
    "arguments": "%(what)s with %(count)s arguments",
    "round_whole": "round with digits that are not a whole number",
    "round_range": "round with digits outside -15 to 15",
    "other": "%(what)s",
}
FORMULA_REASONS: Final[Mapping[str, str]] = {
    **{kind: f"a formula can not use {thing}" for kind, thing in _THINGS.items()},
    "type": "a formula is a text: %(what)s",
    "length": "a formula has at most %(most)s characters: %(count)s",
    "levels": "a formula has at most %(most)s levels",
    "empty": "a formula can not be empty",
    "syntax": "a formula must be correct arithmetic: %(what)s",
    "complex": "a formula must be correct arithmetic: too complex",
}


class FormulaError(ValueError):
    """A formula that is refused.

    ``kind`` is one of ``FORMULA_REASONS`` and ``shown`` fills the places of its sentence, so that
    a caller can say the same in another language; the message is the sentence in English.

    >>> error = FormulaError("length", most=500, count=612)
    >>> error.kind, str(error)
    ('length', 'a formula has at most 500 characters: 612')
    """

    kind: str
    shown: dict[str, object]

    def __init__(self, kind: str, **shown: object) -> None:
        super().__init__(FORMULA_REASONS[kind] % shown)
        self.kind = kind
        self.shown = shown
