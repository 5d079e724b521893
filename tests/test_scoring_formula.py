"""Formulas: what is accepted, what is refused and why, and the order of evaluation."""

import warnings
from itertools import pairwise

import pytest

from ..scoring import Formula, evaluation_order, find_cycle, is_code

REFUSED = [
    ("won.lost", "attribute"),
    ("won.__class__", "attribute"),
    ("5 .won", "attribute"),
    ("won[0]", "subscript"),
    ("[won]", "subscript or list"),
    ("{won}", "set or mapping"),
    ("won < lost", "comparison"),
    ("won == lost", "comparison"),
    ("won in lost", "comparison"),
    ("won is lost", "comparison"),
    ("won ** 2", "power"),
    ("won // 2", "floor division"),
    ("won % 2", "remainder"),
    ("won @ lost", "operator @"),
    ("won & lost", "bitwise"),
    ("~won", "bitwise"),
    ("not won", "not"),
    ("won and lost", "and / or"),
    ("won if lost else 1", "if / else"),
    ("'won'", "text"),
    ('"won"', "text"),
    ("f'{won}'", "text"),
    ("lambda: won", "lambda"),
    ("(won := 1)", "assignment"),
    ("won = 1", "assignment"),
    ("round(won, ndigits=1)", "assignment"),
    ("min(**won)", "keyword"),
    ("min(*won)", "unpacking"),
    ("min(won for won in lost)", "loop"),
    ("won, lost", "comma"),
    ("()", "comma"),
    ("await won", "await"),
    ("(yield)", "yield"),
    ("won # lost", "comment"),
    ("won; lost", "second statement"),
    ("won \\ lost", "backslash"),
    ("won?", r"character '\?'"),
    ("won\0", "character"),
    ("won\x0c", "character"),
    ("1j", "number"),
    ("won * 2j", "number"),
    ("0x10", "number"),
    ("1_000", "number"),
    ("2won", "number"),
    ("1if 2else 3", "number"),
    ("9" * 400, "number this large"),
    ("1e999", "number this large"),
    ("True", "True"),
    ("None", "None"),
    ("...", "Ellipsis"),
    ("min", "without parentheses"),
    ("won + round", "without parentheses"),
    ("min()", "0 arguments"),
    ("abs()", "0 arguments"),
    ("abs(won, lost)", "2 arguments"),
    ("round()", "0 arguments"),
    ("round(won, 1, 2)", "3 arguments"),
    ("round(won, lost)", "whole number"),
    ("round(won, 1.0)", "whole number"),
    ("round(won, True)", "whole number"),
    ("round(won, +1)", "whole number"),
    ("round(won, 16)", "-15 to 15"),
    ("round(won, -16)", "-15 to 15"),
    ("pow(won, 2)", "function 'pow'"),
    ("eval(won)", "function 'eval'"),
    ("won(1)", "function 'won'"),
    ("(min)(won)(lost)", "call"),
    ("Won", "code"),
    ("wonLost", "code"),
    ("_won", "code"),
    ("__import__", "code"),
    ("w" * 65, "code"),
    ("\uff57on", "ASCII"),  # a full-width w, which Python would read as a plain one
    ("won \u2212 lost", "ASCII"),  # a typographic minus
    ("\u0661", "ASCII"),  # an Arabic digit
    ("won\u00a0+ lost", "ASCII"),
    ("", "empty"),
    (" \n ", "empty"),
    ("won +", "correct arithmetic"),
    ("won lost", "correct arithmetic"),
    ("(won", "correct arithmetic"),
    ("won + class", "correct arithmetic"),
    ("import os", "correct arithmetic"),
    ("007", "correct arithmetic"),
    ("(" * 230 + "won" + ")" * 230, "correct arithmetic"),
    ("w" * 501, "500 characters"),
    ("(" * 10_000, "500 characters"),
    ("-" * 20 + "won", "20 levels"),
    ("abs(" * 20 + "won" + ")" * 20, "20 levels"),
    ("1+2*(" * 10 + "won" + ")" * 10, "20 levels"),
    (None, "text: NoneType"),
    (5, "text: int"),
    (b"won", "text: bytes"),
]

ACCEPTED = [
    ("won", 6.0),
    ("  won\n  + lost\t", 9.0),
    ("2", 2.0),
    (".5", 0.5),
    ("1e2", 100.0),
    ("1.5E-1 * won", 0.9),
    ("1e2+won", 106.0),
    ("+won", 6.0),
    ("--won", 6.0),
    ("won - -lost", 9.0),
    ("won - lost - 1", 2.0),
    ("won - (lost - 1)", 4.0),
    ("won / lost / 2", 1.0),
    ("won / (lost / 2)", 4.0),
    ("won / lost * 2", 4.0),
    ("won + lost * 2", 12.0),
    ("(won + lost) * 2", 18.0),
    ("-won * lost", -18.0),
    ("min(won)", 6.0),
    ("min(won, lost)", 3.0),
    ("max(1, won, lost)", 6.0),
    ("max(won, lost,)", 6.0),
    ("abs(lost - won)", 3.0),
    ("round(won / 4)", 2.0),
    ("round(-won / 4)", -2.0),
    ("round(won / 7, 2)", 0.86),
    ("round(won * 1234, -2)", 7400.0),
    ("won" + " + won" * 70, 426.0),
    ("-" * 19 + "won", -6.0),
    ("abs(" * 19 + "won" + ")" * 19, 6.0),
    ("1+2*(" * 9 + "1+won" + ")" * 9, 4095.0),
    ("(" * 100 + "won" + ")" * 100, 6.0),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refused_with_the_reason(text, reason):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=reason):
            Formula(text)


@pytest.mark.parametrize(("text", "result"), ACCEPTED)
def test_accepted(text, result):
    assert Formula(text).evaluate({"won": 6, "lost": 3}) == pytest.approx(result, rel=1e-12)


@pytest.mark.parametrize("failure", [RecursionError, MemoryError, OverflowError, ValueError])
def test_text_that_is_too_much_for_the_parser_is_refused(failure, monkeypatch):
    def parse(*_args, **_options):
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr("ast.parse", parse)
        with pytest.raises(ValueError, match="too complex"):
            Formula("won")


def test_chain_is_computed_from_left_to_right():
    assert Formula("0.1 + 0.1 + 0.4").evaluate({}) == 0.1 + 0.1 + 0.4
    assert Formula("0.1 + 0.4 + 0.1").evaluate({}) == 0.6  # one bit less


def test_codes_are_those_of_the_formula_without_functions():
    assert Formula("round(max(won, lost) / won, 1)").codes == {"won", "lost"}
    assert Formula("1 + 2").codes == frozenset()


def test_other_values_do_not_matter():
    assert Formula("won").evaluate({"won": 1, "other": float("nan")}) == 1


@pytest.mark.parametrize("text", ["won + lost", "min(won, lost)", "max(1, lost)", "0 * lost"])
def test_missing_part_is_no_data(text):
    formula = Formula(text)
    assert formula.evaluate({"won": 1, "lost": None}) is None
    assert formula.evaluate({"won": 1}) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "1", 10**400])
def test_value_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a"):
        Formula("won").evaluate({"won": value})


@pytest.mark.parametrize(
    "text",
    ["1 / won", "1 / (won * 5)", "0 / won", "1e308 * 10 + won", "1 / (1e308 * 10) + won"],
)
def test_division_by_zero_and_overflow_are_no_data(text):
    assert Formula(text).evaluate({"won": 0}) is None


def test_negative_zero_is_shown_as_zero():
    assert str(Formula("-won").evaluate({"won": 0})) == "0.0"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("won", True), ("w1_", True), ("w" * 64, True), ("w" * 65, False), ("min", False)]
    + [(bad, False) for bad in ("Won", "1w", "_w", "w-x", "won\n", "class", "", None, 1, "\uff57")],
)
def test_code_of_an_indicator(text, verdict):
    assert is_code(text) is verdict
    if verdict:
        assert Formula(text).codes == {text}


@pytest.mark.parametrize(
    ("graph", "circle"),
    [
        ({}, None),
        ({"a": {"b"}, "b": {"c"}}, None),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}}, None),
        ({"a": {"a"}}, ["a", "a"]),
        ({"a": {"b"}, "b": {"a"}}, ["a", "b", "a"]),
        ({"x": {"b"}, "c": {"a"}, "b": {"c"}, "a": {"b"}}, ["a", "b", "c", "a"]),
    ],
)
def test_circle_of_formulas(graph, circle):
    assert find_cycle(graph) == circle


def test_evaluation_order_puts_what_is_used_first():
    graph = {"rate": {"won", "closed"}, "closed": {"won", "lost"}, "alone": set()}
    order = evaluation_order(graph)
    assert sorted(order) == ["alone", "closed", "lost", "rate", "won"]
    assert order.index("closed") > max(order.index("won"), order.index("lost"))
    assert order.index("rate") > order.index("closed")


def test_evaluation_order_names_the_circle():
    with pytest.raises(ValueError, match="a -> b -> a"):
        evaluation_order({"a": {"b"}, "b": {"a"}})


def test_long_chain_of_formulas():
    codes = [f"c{number}" for number in range(5000)]
    graph = {code: {following} for code, following in pairwise(codes)}
    assert evaluation_order(graph) == codes[::-1]
    assert find_cycle(graph | {codes[-1]: {codes[0]}}) is not None
