from odoo import api, fields, models
from odoo.fields import Domain

from .goal_gauge import RUNNING


class CrmLead(models.Model):
    """The filter of the deals that count for one's goals."""

    _inherit = "crm.lead"

    counts_for_my_goals = fields.Boolean(
        compute="_compute_counts_for_my_goals",
        search="_search_counts_for_my_goals",
        help=(
            "The deal counts for one of your goals of the running cycles, or would if it "
            "were won when it is expected to close."
        ),
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts_for_my_goals(self):
        counting = self.with_context(active_test=False).search(
            Domain("id", "in", self.ids) & Domain("counts_for_my_goals", "=", True)
        )
        for deal in self:
            deal.counts_for_my_goals = deal in counting

    def _search_counts_for_my_goals(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines = self.env["kpi.scorecard.line"].search(
            RUNNING & Domain("scorecard_id.is_mine", "=", True)
        )
        key_results = self.env["okr.key.result"].search(
            RUNNING & Domain("objective_id.is_mine", "=", True)
        )
        return self.env["goal.engine"]._counted_deals([*lines, *key_results], self.env.company)
