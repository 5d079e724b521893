from . import (
    goal_cycle_generate,
    goal_cycle_reopen,
    kpi_bonus_withdraw,
    goal_export_wizard,
    goal_import_line,
    goal_import_wizard,
    kpi_scorecard_copy,
    kpi_scorecard_generate,
    kpi_target_change_wizard,
    okr_objective_copy,
)
