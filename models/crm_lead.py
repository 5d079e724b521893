from odoo import models


class CrmLead(models.Model):
    """Deals are followed at once. Their indexes let a person's or a team's deals of a period be
    added up without reading the deals themselves."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "goal.live.mixin"]

    _goal_user_closed_idx = models.Index(
        "(user_id, date_closed) INCLUDE (company_id, team_id, type, won_status, "
        "expected_revenue, create_date) WHERE date_closed IS NOT NULL"
    )
    _goal_team_closed_idx = models.Index(
        "(team_id, date_closed) INCLUDE (company_id, user_id, type, won_status, "
        "expected_revenue, create_date) WHERE date_closed IS NOT NULL"
    )
    _goal_user_open_idx = models.Index(
        "(user_id, date_deadline) INCLUDE (company_id, team_id, type, prorated_revenue) WHERE "
        "won_status = 'pending'"
    )

    def _merge_dependences(self, opportunities):
        """The deal that stays takes the place of the merged ones in key results."""
        super()._merge_dependences(opportunities)
        self.env["goal.engine"]._move_links(self, opportunities)
