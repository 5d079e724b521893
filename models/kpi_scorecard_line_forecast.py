from odoo import api, models

from ..scoring import judged_by_pace
from .goal_engine_measure import owner_of


class KpiScorecardLine(models.Model):
    _name = "kpi.scorecard.line"
    _inherit = ["kpi.scorecard.line", "goal.forecast.mixin"]

    @api.depends_context("uid")
    @api.depends("actual", "target", "state")
    def _compute_pipeline(self):
        super()._compute_pipeline()

    def _goal_indicator(self):
        return self.indicator_id.sudo()

    def _goal_cell(self):
        card = self.sudo().scorecard_id
        return owner_of(card), card.date_start, card.date_end

    def _goal_figure(self):
        return self.actual

    def _goal_start(self):
        cumulative = (self.frozen or self._goal_indicator())["cumulative"]
        return 0 if judged_by_pace(self.target, self.direction, cumulative) else None

    def _goal_run_rate(self):
        return self.forecast
