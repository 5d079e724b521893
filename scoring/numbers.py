"""The edge of the package: what counts as a number, and when two numbers count as equal.

Every public function of ``scoring`` takes its numbers through :func:`finite`, so that a NaN, an
infinity, a boolean or a text is refused where it enters instead of surfacing in somebody's bonus.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from math import fsum, isfinite
from typing import Final

TOLERANCE: Final = 1e-9
"""How far below a bar a value may lie and still have reached it; see :func:`at_least`."""

MAX_ROUNDING_DIGITS: Final = 15

# Wide enough for every digit of the largest float, so that quantize can not run out of precision.
_ROUNDING: Final = Context(prec=400, rounding=ROUND_HALF_UP)


def finite(value: object) -> float | None:
    """Return ``value`` as a float; ``None`` (no data) stays ``None``.

    :param value: an ``int``, a ``float`` or ``None``
    :raises ValueError: a NaN, an infinity, an integer too large for a float, a ``bool``, a text
        or any other type

    >>> finite(3)
    3.0
    >>> finite(None) is None
    True
    >>> finite(True)
    Traceback (most recent call last):
    ...
    ValueError: not a number: True
    """
    if type(value) is float and isfinite(value):
        return value + 0.0  # a negative zero becomes a plain one
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"not a number: {value!r}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError("not a number: an integer too large for a float") from None
    if not isfinite(number):
        raise ValueError(f"not a finite number: {number!r}")
    return number + 0.0


def required(value: object, what: str) -> float:
    """Return ``value`` as a float where no data is not an answer.

    :param what: how the message names the value
    :raises ValueError: as :func:`finite`, and for ``None``

    >>> required(7, "the target")
    7.0
    >>> required(None, "the target")
    Traceback (most recent call last):
    ...
    ValueError: the target is missing
    """
    number = finite(value)
    if number is None:
        raise ValueError(f"{what} is missing")
    return number


def non_negative(value: object, what: str) -> float:
    """Return ``value`` as a float that is 0 or more; weights, shares and rates come in here.

    :raises ValueError: as :func:`required`, and for a number below 0

    >>> non_negative(0.4, "a weight")
    0.4
    >>> non_negative(-1, "a weight")
    Traceback (most recent call last):
    ...
    ValueError: a weight can not be negative: -1.0
    """
    number = required(value, what)
    if number < 0:
        raise ValueError(f"{what} can not be negative: {number!r}")
    return number


def finite_or_none(result: float) -> float | None:
    """Return the result of a computation, or ``None`` where it overflowed.

    A negative zero comes out as plain 0.0: no screen shall show "-0 %".

    >>> finite_or_none(1e308 * 10) is None
    True
    >>> finite_or_none(-0.0)
    0.0
    """
    return result + 0.0 if isfinite(result) else None


def total(terms: Iterable[float]) -> float | None:
    """Return the exactly rounded sum of finite or overflowed terms; ``None`` on overflow.

    The sum doesn't depend on the order of the terms.

    >>> total([0.1] * 10)
    1.0
    >>> total([1e308, 1e308]) is None
    True
    """
    try:
        return finite_or_none(fsum(terms))
    except (OverflowError, ValueError):  # fsum's words for too large and for inf - inf
        return None


def at_least(value: float, bar: float) -> bool:
    """Say whether ``value`` reaches ``bar``, forgiving the rounding of binary floats.

    A value counts as at the bar when it is below it by no more than ``TOLERANCE``, times the
    bar's size for bars above 1. It is the only comparison with a bar in the package, so a figure
    shown as 95 % never has the colour of 94 %.

    :param value: a number; an infinity, from a division by a tiny share, is compared as it is
    :param bar: a finite number
    :raises ValueError: a NaN

    >>> 0.1 * 3 / 0.3 >= 1, at_least(0.1 * 3 / 0.3, 1), at_least(0.9499999999, 0.95)
    (True, True, True)
    >>> 0.7 + 0.1 >= 0.8, at_least(0.7 + 0.1, 0.8)
    (False, True)
    >>> at_least(0.94999, 0.95)
    False
    """
    if value != value or bar != bar:
        raise ValueError("not a finite number: nan")
    return value >= bar - TOLERANCE * max(1.0, abs(bar))


def clamp(value: float | None, low: float, high: float) -> float | None:
    """Return ``value`` held between ``low`` and ``high``; ``None`` stays ``None``.

    :raises ValueError: ``low`` above ``high``, or anything that is not a finite number

    >>> clamp(1.5, 0, 1.2), clamp(-0.25, 0, 1), clamp(None, 0, 1)
    (1.2, 0.0, None)
    """
    number = finite(value)
    lower = required(low, "the lower bound")
    upper = required(high, "the upper bound")
    if lower > upper:
        raise ValueError(f"the lower bound {lower!r} is above the upper bound {upper!r}")
    if number is None:
        return None
    return min(max(number, lower), upper) + 0.0


def round_half_away(value: float | None, digits: int = 0) -> float | None:
    """Round the way a controller does: a half goes away from zero, 0.5 to 1 and -0.5 to -1.

    The decimal figure that is displayed is what gets rounded: 2.675 to two digits is 2.68,
    although the binary float behind it lies a hair below.

    :param digits: digits after the point, negative for tens, hundreds ...: -15 to 15
    :return: the rounded number; ``None`` for ``None`` and on overflow
    :raises ValueError: ``digits`` is not an integer from -15 to 15

    >>> round_half_away(0.5), round_half_away(2.5), round_half_away(-0.5)
    (1.0, 3.0, -1.0)
    >>> round_half_away(2.675, 2), round(2.675, 2)
    (2.68, 2.67)
    >>> round_half_away(1250, -2)
    1300.0
    """
    if type(digits) is not int or abs(digits) > MAX_ROUNDING_DIGITS:
        raise ValueError(f"digits must be an integer from -15 to 15: {digits!r}")
    number = finite(value)
    if number is None:
        return None
    unit = Decimal((0, (1,), -digits))
    return finite_or_none(float(Decimal(repr(number)).quantize(unit, context=_ROUNDING)))
