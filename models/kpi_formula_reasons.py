"""Why a formula is refused, in the user's language; ``scoring`` knows the kinds."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    "text": _lt("a formula can't use text"),
    "list": _lt("a formula can't use a subscript or list"),
    "mapping": _lt("a formula can't use a set or mapping"),
    "comparison_sign": _lt("a formula can't use a comparison or assignment"),
    "bitwise": _lt("a formula can't use a bitwise operator"),
    "remainder": _lt("a formula can't use the remainder operator %%"),
    "colon": _lt("a formula can't use a lambda, slice or assignment"),
    "at": _lt("a formula can't use the operator @"),
    "comment": _lt("a formula can't use a comment"),
    "backslash": _lt("a formula can't use a backslash"),
    "second_statement": _lt("a formula can't use a second statement"),
    "attribute": _lt("a formula can't use an attribute (a dot after a name)"),
    "and_or": _lt("a formula can't use and / or"),
    "condition": _lt("a formula can't use if / else"),
    "comparison": _lt("a formula can't use a comparison"),
    "tuple": _lt("a formula can't use a comma outside a function"),
    "unpacking": _lt("a formula can't use an unpacking *"),
    "await": _lt("a formula can't use await"),
    "yield": _lt("a formula can't use yield"),
    "loop": _lt("a formula can't use a loop"),
    "power": _lt("a formula can't use the power operator **"),
    "floor_division": _lt("a formula can't use the floor division operator //"),
    "not": _lt("a formula can't use not"),
    "character": _lt("a formula can't use the character %(what)s"),
    "not_ascii": _lt("a formula can't use the character %(what)s, only ASCII"),
    "glued_number": _lt(
        "a formula can't use %(what)s: a number is digits, a decimal point and an exponent"
    ),
    "operator": _lt("a formula can't use the operator %(what)s"),
    "large_number": _lt("a formula can't use a number this large"),
    "bare_function": _lt("a formula can't use the function %(what)s without parentheses"),
    "code": _lt(
        "a formula can't use %(what)s as a code: a lower-case letter, then letters, "
        "digits, underscores"
    ),
    "function": _lt(
        "a formula can't use the function %(what)s: the functions are abs, max, min, round"
    ),
    "call": _lt("a formula can't use a call: the functions are abs, max, min, round"),
    "keywords": _lt("a formula can't use keyword arguments"),
    "arguments": _lt("a formula can't use %(what)s with %(count)s arguments"),
    "round_whole": _lt("a formula can't use round with digits that are not a whole number"),
    "round_range": _lt("a formula can't use round with digits outside -15 to 15"),
    "other": _lt("a formula can't use %(what)s"),
    "type": _lt("a formula is a text"),
    "length": _lt("a formula has at most %(most)s characters: %(count)s"),
    "levels": _lt("a formula has at most %(most)s levels"),
    "empty": _lt("a formula can't be empty"),
    "syntax": _lt("a formula must be correct arithmetic"),
    "complex": _lt("a formula must be correct arithmetic: too complex"),
}


def explain(env, error):
    """What ``error``, a ``FormulaError``, says, in the language of ``env``."""
    sentence = env._(REASONS[error.kind])
    return sentence % error.shown
