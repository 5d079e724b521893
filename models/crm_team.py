from odoo import api, fields, models
from odoo.fields import Domain


class CrmTeam(models.Model):
    _inherit = "crm.team"

    scorecard_count = fields.Integer(compute="_compute_scorecard_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scorecard_count(self):
        Scorecard = self.env["kpi.scorecard"]
        own = dict(Scorecard._read_group([("team_id", "in", self.ids)], ["team_id"], ["__count"]))
        per_user = dict(
            Scorecard._read_group(
                [("owner_type", "=", "employee"), ("user_id", "in", self.member_ids.ids)],
                ["user_id"],
                ["__count"],
            )
        )
        for team in self:
            team.scorecard_count = own.get(team, 0) + sum(
                per_user.get(user, 0) for user in team.member_ids
            )

    def action_view_scorecards(self):
        self.ensure_one()
        action = self.env["kpi.scorecard"]._action_of(self, "team_id")
        members = Domain("owner_type", "=", "employee") & Domain(
            "user_id", "in", self.member_ids.ids
        )
        return {**action, "domain": list(Domain("team_id", "=", self.id) | members)}
