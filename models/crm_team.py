from odoo import api, fields, models
from odoo.fields import Domain

from .goal_gauge import RUNNING

DOING_WELL = "reached", "on_track"


class CrmTeam(models.Model):
    _inherit = "crm.team"

    scorecard_count = fields.Integer(compute="_compute_goal_counts")
    objective_count = fields.Integer(compute="_compute_goal_counts")
    kpi_count = fields.Integer(string="KPIs", compute="_compute_goal_status")
    kpi_good_count = fields.Integer(
        string="KPIs Reached or On Track", compute="_compute_goal_status"
    )
    key_result_count = fields.Integer(string="Key Results", compute="_compute_goal_status")
    key_result_good_count = fields.Integer(
        string="Key Results Reached or On Track", compute="_compute_goal_status"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_goal_counts(self):
        scorecards = self.env["kpi.scorecard"]._count_of_teams(self)
        objectives = self.env["okr.objective"]._count_of_teams(self)
        for team in self:
            team.scorecard_count = scorecards[team]
            team.objective_count = objectives[team]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_goal_status(self):
        """The team's own goals of the running cycles, and those of them that do well."""
        for model, name in (("kpi.scorecard.line", "kpi"), ("okr.key.result", "key_result")):
            groups = self.env[model]._read_group(
                self._running_goals(), ["team_id", "status"], ["__count"]
            )
            for team in self:
                own = [(status, count) for one, status, count in groups if one == team]
                team[f"{name}_count"] = sum((count for _status, count in own))
                team[f"{name}_good_count"] = sum(
                    (count for status, count in own if status in DOING_WELL)
                )

    def _running_goals(self):
        return RUNNING & Domain("owner_type", "=", "team") & Domain("team_id", "in", self.ids)

    def action_view_kpis(self):
        """The KPIs of this team in the running cycles."""
        return self._goals_action("kpi_okr.kpi_scorecard_line_action")

    def action_view_key_results(self):
        """The key results of this team in the running cycles."""
        return self._goals_action("kpi_okr.okr_key_result_action")

    def _goals_action(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {
            **action,
            "display_name": self.display_name,
            "domain": list(self._running_goals()),
            "context": {},
        }

    def action_view_scorecards(self):
        self.ensure_one()
        return self.env["kpi.scorecard"]._action_of_team(self)

    def action_view_objectives(self):
        self.ensure_one()
        return self.env["okr.objective"]._action_of_team(self)
