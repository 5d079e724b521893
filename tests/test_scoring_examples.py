"""Worked examples; the tables of docs/scoring.md show the same rows with their sources."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from .. import scoring

DOCS = Path(__file__).resolve().parents[1] / "docs" / "scoring.md"
EXACT = 1e-9

# (calculation, result); "≈" is rounded to the digits shown, anything else exact to nine digits.
EXAMPLES = [
    # progress
    ("progress(0, 100, 20)", "0.2"),
    ("progress(20, 100, 0)", "-0.25"),
    ("progress(100, 20, 80)", "0.25"),
    ("progress(500, 400, 460)", "0.4"),
    ("progress(10, 20, 16)", "0.6"),
    ("progress(10, 20, 22)", "1.2"),
    ("progress(0, 6, 3)", "0.5"),
    ("progress(0, 10, 7)", "0.7"),
    ("progress(0, 100, None)", "None"),
    ("score(1.2)", "1"),
    ("score(-0.25)", "0"),
    ("milestone_progress([(True, 1), (True, 1), (False, 1)])", "≈ 0.67"),
    ("milestone_progress([(True, 70), (False, 20), (False, 10)])", "0.7"),
    ("yes_no_progress(True)", "1"),
    ("yes_no_progress(False)", "0"),
    (
        "range_progress([4.8, 4.2, 4.5, 3.5, 4.25, None, 4.5, 2, 3, 4.5, 4.6, 5, 4.5], 4, 5)",
        "≈ 0.69",
    ),
    # attainment
    ('attainment(45, 50, "higher")', "0.9"),
    ('attainment(75, 50, "higher")', "1.5"),
    ('attainment(40, 50, "higher")', "0.8"),
    ('attainment(-150, -50, "higher")', "-1"),
    ('attainment(-25, -50, "higher")', "1.5"),
    ('attainment(95, 85, "higher")', "≈ 1.12"),
    ('attainment(200000, 250000, "higher")', "0.8"),
    ('attainment(312500, 250000, "higher")', "1.25"),
    ('attainment(70000, 90000, "higher")', "≈ 0.7778"),
    ('attainment(50, 50, "lower")', "1"),
    ('attainment(100, 50, "lower")', "0"),
    ('attainment(200, 50, "lower")', "-2"),
    ('attainment(0, 50, "lower")', "2"),
    ('attainment(8, 10, "lower")', "1.2"),
    ('attainment(55, 50, "on_target")', "0.9"),
    ('attainment(45, 50, "on_target")', "0.9"),
    ('attainment(2, 0, "lower")', "-1"),
    ('attainment(None, 50, "higher")', "None"),
    ("line_score(1.5)", "1.2"),
    ("line_score(-2)", "0"),
    # rollup
    ("weighted_mean([(30, 40), (30, 20), (40, 40)])", "34"),
    ("weighted_mean([(1, 1), (0, 1), (0, 1)])", "≈ 0.33"),
    ("weighted_mean([(0, 1), (1, 1)])", "0.5"),
    ("weighted_mean([(0.6, 1), (0.2, 1), (0.5, 1)])", "≈ 0.43"),
    ("weighted_mean([(0.8, 50), (None, 30), (0.4, 50)])", "0.6"),
    ("weighted_mean([(0.8, 50), (0.1, 0)])", "0.8"),
    ("weighted_mean([(None, 50), (None, 50)])", "None"),
    ("data_share([(0.8, 30), (None, 10), (0, 60)])", "0.9"),
    ("objective_grade(0.3)", "red"),
    ("objective_grade(0.4)", "amber"),
    ("objective_grade(0.7)", "green"),
    ("scorecard_grade(0.7)", "red"),
    ("scorecard_grade(0.75)", "amber"),
    ("scorecard_grade(0.95)", "green"),
    ('objective_met(0.7, "committed")', "False"),
    ('objective_met(0.7, "aspirational")', "True"),
    # pace
    ('expected_share("2026-04-01", "2026-04-30", "2026-04-15")', "0.5"),
    ('expected_share("2026-01-01", "2026-03-31", "2026-01-30")', "≈ 0.33"),
    ('expected_share("2026-04-01", "2026-04-30", "2026-03-31")', "0"),
    ('expected_share("2026-04-01", "2026-04-30", "2026-04-30")', "1"),
    (
        (
            'expected_share("2026-04-01", "2026-04-07", "2026-04-05", ["2026-04-01", '
            '"2026-04-02", "2026-04-03", "2026-04-06", "2026-04-07"])'
        ),
        "0.6",
    ),
    ("pace(0.45, 0.5)", "0.9"),
    ("pace_status(0.48, 0.5)", "on_track"),
    ("pace_status(0.4, 0.5)", "at_risk"),
    ("pace_status(0.3, 0.5)", "off_track"),
    ("pace_status(1, 0.5)", "reached"),
    ("pace_status(None, 0.5)", "no_data"),
    ("pace_status(1, 0.5, outdated=True)", "outdated"),
    ("pace_status(1.1, 0.5, cumulative=False)", "on_track"),
    ("pace_status(1.1, 1, cumulative=False)", "reached"),
    # forecast
    ("run_rate(96000, 0.4)", "240000"),
    ('attainment(240000, 260000, "higher")', "≈ 0.923"),
    ("run_rate(150, 0.25)", "600"),
    (
        (
            'Formula("0.1*a + 0.4*b + 0.6*c + 0.8*d").evaluate({"a": 80000, "b": 45000, '
            '"c": 30000, "d": 60000})'
        ),
        "92000",
    ),
    ("deal_forecast(60000, 10000)", "70000"),
    ("coverage(2640000, 800000, 0)", "3.3"),
    ("coverage(1260000, 450000, 0)", "2.8"),
    ("coverage(1500000, 500000, 0)", "3"),
    ("coverage(120000, 100000, 100000)", "None"),
    ("remaining(60000, 100000)", "40000"),
    ("expected_value(0, 100, 0.4)", "40"),
    ("expected_value(500, 400, 0.25)", "475"),
    ('remaining(60, 50, "lower")', "10"),
    # preview
    ('gap_closed(120, 310, 500, "higher")', "0.5"),
    ('gap_closed(120, 900, 500, "higher")', "1"),
    ('gap_closed(60, 55, 50, "lower")', "0.5"),
    ('gap_closed(60, 50, 100, "higher")', "-0.25"),
    ('gap_closed(500, 600, 500, "higher")', "None"),
    ("expected_figure(120, 310, 0.25)", "167.5"),
    ("contribution(310, 120)", "190"),
    # judge
    ('judge_line(45, 100, "higher", cap=1.2, cumulative=True, expected=0.5).attainment', "0.45"),
    ('judge_line(45, 100, "higher", cap=1.2, cumulative=True, expected=0.5).pace', "0.9"),
    ('judge_line(45, 100, "higher", cap=1.2, cumulative=True, expected=0.5).status', "at_risk"),
    ('judge_line(60, 50, "lower", cap=1.2, cumulative=False, expected=0.5).status', "at_risk"),
    ('judge_scorecard([(0.5, 60, 1, "on_track"), (0.4, 40, 0.8, "at_risk")]).score', "0.46"),
    ('judge_scorecard([(0.5, 60, 1, "on_track"), (0.4, 40, 0.8, "at_risk")]).status', "at_risk"),
    ('judge_scorecard([(1, 40, 1, "reached"), (None, 60, None, "no_data")]).status', "no_data"),
    ('judge_scorecard([(1.2, 50, 3, "reached"), (0.2, 50, 0.4, "off_track")]).status', "at_risk"),
    # objective
    ("judge_key_result(0.4, 0.5, by_pace=True, outdated=False).status", "at_risk"),
    ("judge_key_result(0.4, 0.5, by_pace=True, outdated=True).status", "outdated"),
    ("judge_key_result(0, 0, by_pace=True, outdated=False).score", "None"),
    ("judge_key_result(1, 0, by_pace=True, outdated=False).score", "1"),
    ("judge_key_result(0.69, 1, by_pace=False, outdated=False).status", "off_track"),
    # payout
    ("payout(0.951, [(0.95, 0), (1, 1)])", "0.02"),
    ("payout(0.94, [(0.95, 0), (1, 1)])", "0"),
    ("payout(1.3, [(0.95, 0), (1, 1)])", "1"),
    ("payout(0.85, [(0.7, 0), (1, 1), (1.5, 2)])", "0.5"),
    ("payout(1.2, [(0.7, 0), (1, 1), (1.5, 2)])", "1.4"),
    ("payout(1.8, [(0.7, 0), (1, 1), (1.5, 2)])", "2"),
    ("payout(1313, [(620, 0.5), (1997, 1), (2400, 1.5), (3324, 2), (4000, 3)])", "≈ 0.7516"),
    ("payout(0.9, [(0.8, 0), (0.82, 0.325), (1, 1), (1.1, 2)])", "0.625"),
    ("payout(0.94, [(0.8, 0), (0.82, 0.325), (1, 1), (1.1, 2)])", "0.775"),
    ("payout(1.05, [(0.8, 0), (0.82, 0.325), (1, 1), (1.1, 2)])", "1.5"),
    ('payout(0.79, [(0.8, 0.5), (0.9, 0.8), (1, 1), (1.1, 1.2), (1.2, 1.5)], "step")', "0"),
    ('payout(0.85, [(0.8, 0.5), (0.9, 0.8), (1, 1), (1.1, 1.2), (1.2, 1.5)], "step")', "0.5"),
    ('payout(0.95, [(0.8, 0.5), (0.9, 0.8), (1, 1), (1.1, 1.2), (1.2, 1.5)], "step")', "0.8"),
    ('payout(1.05, [(0.8, 0.5), (0.9, 0.8), (1, 1), (1.1, 1.2), (1.2, 1.5)], "step")', "1"),
    ('payout(1.15, [(0.8, 0.5), (0.9, 0.8), (1, 1), (1.1, 1.2), (1.2, 1.5)], "step")', "1.2"),
    ('payout(1.3, [(0.8, 0.5), (0.9, 0.8), (1, 1), (1.1, 1.2), (1.2, 1.5)], "step")', "1.5"),
    ("marginal_payout(150000, [(100000, 0.05), (125000, 0.06), (None, 0.07)])", "8250"),
    (
        "marginal_payout(325000, [(125000, 0), (250000, 0.08), (312500, 0.12), (None, 0.15)])",
        "19375",
    ),
    ("marginal_payout(15000, [(10000, 0.01), (50000, 0.02), (100000, 0.03), (None, 0.04)])", "200"),
    (
        "marginal_payout(60000, [(10000, 0.01), (50000, 0.02), (100000, 0.03), (None, 0.04)])",
        "1200",
    ),
    ("marginal_payout(15000, [(5000, 0.15), (None, 0.2)])", "2750"),
    # bonus
    ("judge_bonus([(0.9, 70), (1.2, 30)], [(0.8, 0.5), (1, 1)], base=1000).attainment", "0.99"),
    ("judge_bonus([(0.9, 70), (1.2, 30)], [(0.8, 0.5), (1, 1)], base=1000).share", "0.975"),
    ("judge_bonus([(0.9, 70), (1.2, 30)], [(0.8, 0.5), (1, 1)], base=1000).amount", "975"),
    (
        "judge_bonus([(0.9, 70), (1.2, 30)], [(0.8, 0.5), (1, 1)], each=True, base=1000).amount",
        "825",
    ),
    ("judge_bonus([(0.9, 70), (None, 30)], [(0.8, 0.5), (1, 1)], base=1000).amount", "750"),
    ("judge_bonus([(None, 70), (None, 30)], [(0.8, 0.5), (1, 1)], base=1000).amount", "None"),
    ("judge_bonus([(0.9, 1)], [(0.8, 0.5), (1, 1)], gate=0.95, base=1000).amount", "0"),
    ("judge_bonus([(0.95, 1)], [(0.8, 0.5), (1, 1)], gate=0.95, base=1000).amount", "875"),
    ("judge_bonus([(2, 1)], [(0.7, 0), (1, 1), (1.5, 2)], cap=1.5, base=1000).amount", "1500"),
    ("judge_bonus([(0.951, 1)], [(0.95, 0), (1, 1)], base=1000).amount", "20"),
    (
        (
            "judge_bonus([(1, 1)], [(100000, 0.05), (125000, 0.06), (None, 0.07)], "
            '"marginal", actual=150000).amount'
        ),
        "8250",
    ),
    (
        (
            "judge_bonus([(1, 1)], [(100000, 0.05), (125000, 0.06), (None, 0.07)], "
            '"marginal", cap=8000, actual=150000).amount'
        ),
        "8000",
    ),
    (
        (
            "judge_bonus([(0.79, 1)], [(100000, 0.05), (125000, 0.06), (None, 0.07)], "
            '"marginal", gate=0.8, actual=150000).amount'
        ),
        "0",
    ),
    # appraisal
    ("appraisal_mean([(5, 30), (3, 70)]).final", "3.6"),
    ("appraisal_mean([(3.45, 1), (4.33, 1)]).final", "3.89"),
    (
        (
            "appraisal_mean([(4, 40), (2, 13), (4, 16), (4, 16), (2, 3), (3, 3), (2, 3), (3, 3), "
            "(4, 3)]).final"
        ),
        "3.56",
    ),
    (
        (
            "appraisal_mean([(3.167, 40), (2.7875, 40), (2.725, 30), (2.9445, 30), (3.9165, 20), "
            "(2.9165, 40), (4, 10)]).final"
        ),
        "≈ 3.06",
    ),
    ("appraisal_mean([(2, 30), (1, 20), (2, 15), (2, 10), (2, 15), (2, 5), (2, 5)]).final", "1.8"),
    ("appraisal_mean([(2, 30), (1, 20), (2, 15), (2, 10)]).final", "≈ 1.73"),
    ("appraisal_mean([(3, 30), (3, 30), (4, 40)]).final", "3.4"),
    ("appraisal_mean([(3, 15), (3, 15), (4, 20), (3, 25), (4.5, 25)]).final", "3.575"),
    ("appraisal_mean([(4, 40), (None, 30), (3, 40)]).final", "3.5"),
    ("appraisal_mean([(4, 40), (None, 30), (3, 40)]).weights", "(0.5, 0.0, 0.5)"),
    ("kpi_okr_share(20, 20, [10, 20, 20, 10]).more_than_half", "False"),
    ("kpi_okr_share(40, 20, [40]).more_than_half", "True"),
    ("scale_mark(0.7, 1, 5)", "3.8"),
    ("scale_mark(1, 1, 5, 0, 1.2)", "≈ 4.3333"),
    ("scale_mark(1.35, 1, 5, 0, 1.2)", "5"),
    ("scale_mark(-0.2, 1, 5)", "1"),
    ('feedback_groups([("peer", {1: 4}), ("peer", {1: 3})])', "[]"),
    # formula
    ('Formula("won / (won + lost)").evaluate({"won": 30, "lost": 70})', "0.3"),
    ('Formula("won / (won + lost)").evaluate({"won": 0, "lost": 0})', "None"),
    ('Formula("won / (won + lost)").evaluate({"won": 30, "lost": None})', "None"),
    ('Formula("won / (won + lost)").evaluate({"won": 10, "lost": 82})', "≈ 0.1087"),
    ('Formula("round(x)").evaluate({"x": 0.5})', "1"),
    ('Formula("round(x)").evaluate({"x": -2.5})', "-3"),
    ('Formula("round(x, 2)").evaluate({"x": 2.675})', "2.68"),
    ('Formula("max(a, b)").evaluate({"a": 1, "b": None})', "None"),
]

ROW = re.compile(r"^\| [^|]+ \| `(?P<call>[^`]+)` \| (?P<result>[^|]+) \| (?P<source>[^|]+) \|$")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def documented_rows():
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    return [match for match in map(ROW.match, lines) if match]


def evaluated(node):
    """The value of a calculation: calls into scoring, attributes of their results, literals."""
    if isinstance(node, ast.Call):
        return evaluated(node.func)(
            *map(evaluated, node.args),
            **{keyword.arg: evaluated(keyword.value) for keyword in node.keywords},
        )
    if isinstance(node, ast.Attribute):
        return getattr(evaluated(node.value), node.attr)
    if isinstance(node, ast.Name):
        return getattr(scoring, node.id)
    return with_dates(ast.literal_eval(node))


def with_dates(value):
    if isinstance(value, str) and DATE.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return [with_dates(item) for item in value]
    return value


def assert_result(call, result):
    actual = evaluated(ast.parse(call, mode="eval").body)
    shown = result.removeprefix("≈ ")
    try:
        expected = ast.literal_eval(shown)
    except ValueError:
        expected = shown
    if isinstance(expected, bool | str) or expected is None:
        assert actual == expected
        assert type(actual) is type(expected)
    elif shown != result:
        digits = len(shown.partition(".")[2])
        assert scoring.round_half_away(actual, digits) == expected
    else:
        assert actual == pytest.approx(expected, rel=EXACT, abs=EXACT)


@pytest.mark.parametrize(("call", "result"), EXAMPLES)
def test_example(call, result):
    assert_result(call, result)


@pytest.mark.parametrize(
    ("call", "result"), [(row["call"], row["result"]) for row in documented_rows()]
)
def test_documented_example(call, result):
    assert_result(call, result)


def test_documentation_and_table_show_the_same_examples():
    documented = [(row["call"], row["result"]) for row in documented_rows()]
    assert documented == EXAMPLES


def test_every_documented_source_is_listed():
    text = DOCS.read_text(encoding="utf-8")
    listed = text.partition("## Sources of the examples")[2]
    sources = {row["source"] for row in documented_rows()} - {"kpi_okr design"}
    assert len(sources) >= 15
    # "SAP Strategy Management" lists two pages in one row, hence the title alone.
    missing = {source for source in sources if source.rpartition(", ")[2] not in listed}
    assert not missing


def test_every_calculation_of_the_documentation_is_a_row():
    """A cell that starts a calculation but does not parse as a row would go unchecked."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    calls = re.compile(rf"\| `(?:{'|'.join(sorted(scoring.__all__))})\(")
    assert len([line for line in lines if calls.search(line)]) == len(documented_rows())
