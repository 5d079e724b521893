"""The formulas of ``scoring`` in Excel's words, so that a workbook can be asked "what if".

Each function takes references of cells ("H5", "I6:I9") and returns a formula. What it computes is
what the function of ``scoring`` with the same name computes: an empty text is "no data". The tests
recalculate workbooks and compare; ``docs/adr/0014-results-in-excel.md`` tells why they are here
a second time.
"""

from collections.abc import Mapping, Sequence

from ...scoring import (
    AT_RISK,
    AT_RISK_BAR,
    NO_DATA,
    OFF_TRACK,
    ON_TRACK,
    ON_TRACK_BAR,
    PACE_CAP,
    REACHED,
    TOLERANCE,
)
from .limits import quoted

Labels = Mapping[str, str]


def at_least(cell: str, bar: float) -> str:
    return f"{cell}>={bar - TOLERANCE:.12g}"


def attainment(target: str, actual: str, direction: str) -> str:
    size = f"IF({target}=0,1,ABS({target}))"
    distance = {
        "higher": f"{size}-{target}+{actual}",
        "lower": f"{size}+{target}-{actual}",
        "on_target": f"{size}-ABS({actual}-{target})",
    }[direction]
    return f'=IF(COUNT({target},{actual})<2,"",({distance})/{size})'


def pace(attained: str, target: str, elapsed: str, may_go_by_pace: bool) -> str:
    """``may_go_by_pace``: a figure that adds up and is better when higher."""
    ratio = f"IF({target}>0,{attained}/{elapsed},{attained})" if may_go_by_pace else attained
    return f'=IF(OR({attained}="",{elapsed}=0),"",{ratio})'


def colour(ratio: str, labels: Labels) -> str:
    on, risk, off = (quoted(labels[key]) for key in (ON_TRACK, AT_RISK, OFF_TRACK))
    return (
        f"IF({at_least(ratio, ON_TRACK_BAR)},{on},IF({at_least(ratio, AT_RISK_BAR)},{risk},{off}))"
    )


def status(
    attained: str, target: str, elapsed: str, ratio: str, labels: Labels, may_go_by_pace: bool
) -> str:
    none, reached = quoted(labels[NO_DATA]), quoted(labels[REACHED])
    done = at_least(attained, 1)
    over = f"AND({done},{at_least(elapsed, 1)})"
    judged = f"IF({elapsed}=0,{none},IF({over},{reached},{colour(ratio, labels)}))"
    if may_go_by_pace:
        judged = f"IF(AND({target}>0,{done}),{reached},{judged})"
    return f'=IF({attained}="",{none},{judged})'


def line_score(attained: str, elapsed: str, state: str, cap: str, labels: Labels) -> str:
    unscored = f"AND({elapsed}=0,{state}<>{quoted(labels[REACHED])})"
    return f'=IF(OR({attained}="",{unscored}),"",MIN(MAX({attained},0),{cap}))'


def counted_pace(ratio: str, state: str, labels: Labels) -> str:
    """What a line's pace counts on its scorecard; empty where the line is silent."""
    held = f"MIN(MAX({ratio},0),{PACE_CAP:g})"
    missing = f'IF({state}={quoted(labels[REACHED])},{PACE_CAP:g},"")'
    return f'=IF({state}={quoted(labels[NO_DATA])},"",IF({ratio}="",{missing},{held}))'


def known_weight(values: str, weights: str) -> str:
    return f"SUMPRODUCT(ISNUMBER({values})*{weights})"


def weighted_mean(values: str, weights: str) -> str:
    known = known_weight(values, weights)
    return f'=IF({known}=0,"",SUMPRODUCT({weights},{values})/{known})'


def weighted_mean_of_cells(parts: Sequence[tuple[str, str]]) -> str:
    """As ``weighted_mean``, over pairs (values, weights) of ranges that don't touch."""
    known = "+".join((known_weight(values, weights) for values, weights in parts))
    total = "+".join((f"SUMPRODUCT({weights},{values})" for values, weights in parts))
    return f'=IF({known}=0,"",({total})/({known}))'


def scorecard_status(states: str, weights: str, paces: str, labels: Labels) -> str:
    none, reached = quoted(labels[NO_DATA]), quoted(labels[REACHED])
    known, whole = known_weight(paces, weights), f"SUM({weights})"
    mean = f"SUMPRODUCT({weights},{paces})/{known}"
    silent = f"({whole}-{known})/{whole}>{0.5 + TOLERANCE:.12g}"
    judged = colour(f"({mean})", labels)
    judged = f"IF(SUMPRODUCT(({states}<>{reached})*{weights})=0,{reached},{judged})"
    return f"=IF({known}=0,{none},IF({silent},{none},{judged}))"


def grade(score: str, bars: tuple[float, float], labels: Labels) -> str:
    none, red, amber, green = (quoted(labels[key]) for key in ("no_data", "red", "amber", "green"))
    colours = f"IF({at_least(score, bars[1])},{green},IF({at_least(score, bars[0])},{amber},{red}))"
    return f'=IF({score}="",{none},{colours})'


def run_rate(actual: str, elapsed: str) -> str:
    return f'=IF(OR({actual}="",{elapsed}=0),"",{actual}/{elapsed})'


def remaining(target: str, actual: str, direction: str) -> str:
    gap = {
        "higher": f"{target}-{actual}",
        "lower": f"{actual}-{target}",
        "on_target": f"ABS({target}-{actual})",
    }[direction]
    return f'=IF(COUNT({target},{actual})<2,"",MAX({gap},0))'


def progress(start: str, target: str, current: str) -> str:
    return f'=IF({current}="","",({current}-{start})/({target}-{start}))'


def score(way: str) -> str:
    return f'=IF({way}="","",MIN(MAX({way},0),1))'


def same(cell: str) -> str:
    return f'=IF({cell}="","",{cell})'
