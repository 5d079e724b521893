"""The formulas of kpi_okr: progress, attainment, pace, roll-ups, payout, appraisal, formulas.

Every screen, report and test computes its scores here and nowhere else; ``docs/scoring.md`` tells
the formulas in words with worked examples. Four conventions hold throughout:

- ``None`` is no data, never 0, in and out.
- Fractions, not percents: 0.7 is 70 %.
- Numbers are finite ``int`` or ``float``; anything else raises ``ValueError`` where it enters,
  and a result that overflows is ``None``.
- Dates are parameters; nothing here knows what today is.

The package needs the standard library only and imports without Odoo. Import names from the package
itself: ``progress``, ``attainment``, ``pace`` and ``payout`` are functions here, although modules
of the same names hold them.
"""

from .appraisal import AppraisalResult, KpiOkrShare, appraisal_mean, kpi_okr_share, scale_mark
from .attainment import DEFAULT_CAP, DIRECTIONS, HIGHER, LOWER, ON_TARGET, attainment, line_score
from .bonus import BONUS_MODES, MARGINAL, BonusResult, curve_picture, judge_bonus
from .cadence import check_in_slots, next_due, slot_values
from .feedback import MIN_RATERS, FeedbackGroup, feedback_groups
from .formula import Formula, evaluation_order, find_cycle, is_code
from .formula_error import FORMULA_REASONS, FormulaError
from .judge import (
    PACE_CAP,
    LineResult,
    ScorecardResult,
    judge_line,
    judge_scorecard,
    judged_by_pace,
)
from .numbers import TOLERANCE, at_least, clamp, finite, round_half_away, total
from .objective import KeyResultResult, ObjectiveResult, Part, judge_key_result, judge_objective
from .pace import (
    AT_RISK,
    AT_RISK_BAR,
    NO_DATA,
    OFF_TRACK,
    ON_TRACK,
    ON_TRACK_BAR,
    OUTDATED,
    REACHED,
    STATUSES,
    Status,
    coverage,
    deal_forecast,
    expected_share,
    pace,
    pace_colour,
    pace_status,
    remaining,
    run_rate,
)
from .payout import POINTS, STEP, marginal_payout, payout
from .preview import contribution, expected_figure, gap_closed
from .progress import (
    expected_value,
    milestone_progress,
    progress,
    range_progress,
    score,
    yes_no_progress,
)
from .rollup import (
    AMBER,
    ASPIRATIONAL,
    COMMITTED,
    GREEN,
    LEARNING,
    OBJECTIVE_BARS,
    RED,
    SCORECARD_BARS,
    Grade,
    data_share,
    grade,
    objective_grade,
    objective_met,
    scorecard_grade,
    weighted_mean,
)

__all__ = [
    "AMBER",
    "ASPIRATIONAL",
    "AT_RISK",
    "AT_RISK_BAR",
    "BONUS_MODES",
    "COMMITTED",
    "DEFAULT_CAP",
    "DIRECTIONS",
    "FORMULA_REASONS",
    "GREEN",
    "HIGHER",
    "LEARNING",
    "LOWER",
    "MARGINAL",
    "MIN_RATERS",
    "NO_DATA",
    "OBJECTIVE_BARS",
    "OFF_TRACK",
    "ON_TARGET",
    "ON_TRACK",
    "ON_TRACK_BAR",
    "OUTDATED",
    "PACE_CAP",
    "POINTS",
    "REACHED",
    "RED",
    "SCORECARD_BARS",
    "STATUSES",
    "STEP",
    "TOLERANCE",
    "AppraisalResult",
    "BonusResult",
    "FeedbackGroup",
    "Formula",
    "FormulaError",
    "Grade",
    "KeyResultResult",
    "KpiOkrShare",
    "LineResult",
    "ObjectiveResult",
    "Part",
    "ScorecardResult",
    "Status",
    "appraisal_mean",
    "at_least",
    "attainment",
    "check_in_slots",
    "clamp",
    "contribution",
    "coverage",
    "curve_picture",
    "data_share",
    "deal_forecast",
    "evaluation_order",
    "expected_figure",
    "expected_share",
    "expected_value",
    "feedback_groups",
    "find_cycle",
    "finite",
    "gap_closed",
    "grade",
    "is_code",
    "judge_bonus",
    "judge_key_result",
    "judge_line",
    "judge_objective",
    "judge_scorecard",
    "judged_by_pace",
    "kpi_okr_share",
    "line_score",
    "marginal_payout",
    "milestone_progress",
    "next_due",
    "objective_grade",
    "objective_met",
    "pace",
    "pace_colour",
    "pace_status",
    "payout",
    "progress",
    "range_progress",
    "remaining",
    "round_half_away",
    "run_rate",
    "scale_mark",
    "score",
    "scorecard_grade",
    "slot_values",
    "total",
    "weighted_mean",
    "yes_no_progress",
]
