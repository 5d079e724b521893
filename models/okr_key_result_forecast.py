from odoo import api, models

from ..scoring import run_rate
from .goal_engine_measure import owner_of


class OkrKeyResult(models.Model):
    """Key results that a KPI or linked deals bring a number to have a forecast."""

    _name = "okr.key.result"
    _inherit = ["okr.key.result", "goal.forecast.mixin"]

    @api.depends_context("uid")
    @api.depends("current", "start", "target", "state", "source", "indicator_id", "deal_measure")
    def _compute_pipeline(self):
        super()._compute_pipeline()

    def _goal_indicator(self):
        if self.source != "indicator":
            return self.env["kpi.indicator"]
        return self.indicator_id.sudo()

    def _goal_cell(self):
        objective = self.sudo().objective_id
        return owner_of(objective), objective.date_start, objective.date_end

    def _goal_figure(self):
        return self.current

    def _goal_start(self):
        grows = self._goal_links_deals() or self._goal_indicator().cumulative
        return self.start if self.kind == "number" and grows else None

    def _goal_run_rate(self):
        grows = self._goal_links_deals() or self._goal_indicator().cumulative
        return run_rate(self.current, self.expected) if grows else None

    def _goal_links_deals(self):
        return self.source == "deals"

    def _goal_counts_deals(self):
        if self._goal_links_deals():
            return self.deal_measure == "count"
        return super()._goal_counts_deals()

    def _goal_may_grow(self):
        return super()._goal_may_grow() and self.target > self.start
