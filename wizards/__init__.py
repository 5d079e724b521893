from . import (
    goal_appraisal_ask,
    goal_appraisal_calibrate,
    goal_appraisal_decline,
    goal_appraisal_reopen,
    goal_cycle_generate,
    goal_cycle_reopen,
    kpi_scorecard_copy,
    kpi_scorecard_generate,
    kpi_target_change_wizard,
    okr_objective_copy,
)
