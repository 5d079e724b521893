from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    scorecard_count = fields.Integer(compute="_compute_goal_counts")
    objective_count = fields.Integer(compute="_compute_goal_counts")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_goal_counts(self):
        scorecards = self.env["kpi.scorecard"]._count_of_teams(self)
        objectives = self.env["okr.objective"]._count_of_teams(self)
        for team in self:
            team.scorecard_count = scorecards[team]
            team.objective_count = objectives[team]

    def action_view_scorecards(self):
        self.ensure_one()
        return self.env["kpi.scorecard"]._action_of_team(self)

    def action_view_objectives(self):
        self.ensure_one()
        return self.env["okr.objective"]._action_of_team(self)
