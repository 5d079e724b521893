from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GoalCycleMixin(models.AbstractModel):
    """A goal of one owner in one cycle: a scorecard or an objective.

    While the cycle runs the names follow the owner; closing freezes them as they stand, and the
    goal with them.
    """

    _name = "goal.cycle.mixin"
    _description = "Goal in a Cycle"
    _inherit = ["goal.guard.mixin", "goal.owner.mixin", "goal.access.mixin"]

    _default_cycle_type = "month"
    _goal_action = None
    _department_of = "employee_id"

    cycle_id = fields.Many2one(
        "goal.cycle",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self._default_cycle(),
    )
    cycle_type = fields.Selection(related="cycle_id.cycle_type", store=True)
    date_start = fields.Date(related="cycle_id.date_start", store=True, index=True)
    date_end = fields.Date(related="cycle_id.date_end", store=True)
    state = fields.Selection(related="cycle_id.state", store=True, index=True)
    owner_type = fields.Selection(tracking=True)
    owner_department_id = fields.Many2one(
        "hr.department",
        string="Department of Owner",
        compute="_compute_owner_department_id",
        store=True,
        index=True,
    )
    may_shape = fields.Boolean(compute="_compute_may_edit", compute_sudo=False)
    expected = fields.Float(
        string="Expected by Now", related="cycle_id.elapsed", help="Elapsed share of the cycle."
    )
    frozen = fields.Json(readonly=True, copy=False)

    def _default_cycle(self):
        today = self.env.company._goal_today()
        return self.env["goal.cycle"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("cycle_type", "=", self._default_cycle_type),
                ("date_end", ">=", today),
                ("state", "!=", "closed"),
            ],
            order="date_start",
            limit=1,
        )

    @api.depends(
        lambda self: ("department_id", "owner_type", f"{self._department_of}.department_id")
    )
    def _compute_owner_department_id(self):
        for goal in self:
            if goal.frozen:
                goal.owner_department_id = goal.owner_department_id
            else:
                person = goal[self._department_of].sudo()
                goal.owner_department_id = goal.department_id or person.department_id

    @api.depends("frozen")
    def _compute_owner_name(self):
        super()._compute_owner_name()
        for goal in self:
            if goal.frozen:
                goal.owner_name = goal.frozen["owner"]

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_may_edit(self):
        super()._compute_may_edit()
        shape = self._may_shape()
        for goal in self:
            goal.may_edit &= goal.state != "closed"
            goal.may_shape = goal.may_edit and shape

    @api.model
    def _action_of(self, record, field):
        """The list of the goals whose ``field`` is ``record``."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(self._goal_action),
            "display_name": record.display_name,
            "domain": [(field, "=", record.id)],
            "context": {"search_default_group_cycle": 1},
        }

    @api.model
    def _action_of_team(self, team):
        """The list of the goals of a sales team and of its members."""
        domain = Domain("team_id", "=", team.id) | self._members_domain(team)
        return {**self._action_of(team, "team_id"), "domain": list(domain)}

    @api.model
    def _count_of(self, records, field):
        """{record: how many goals that the user sees have it as ``field``}."""
        return dict(self._read_group([(field, "in", records.ids)], [field], ["__count"]))

    @api.model
    def _count_of_teams(self, teams):
        """{sales team: how many goals of it and of its members the user sees}."""
        own = self._count_of(teams, "team_id")
        users = dict(self._read_group(self._members_domain(teams), ["user_id"], ["__count"]))
        return {
            team: own.get(team, 0) + sum(users.get(user, 0) for user in team.member_ids)
            for team in teams
        }

    @api.model
    def _members_domain(self, teams):
        return Domain("owner_type", "=", "employee") & Domain("user_id", "in", teams.member_ids.ids)

    def _check_open(self):
        if closed := self.filtered(lambda goal: goal.sudo().cycle_id.state == "closed"):
            cycle = closed[0].sudo().cycle_id
            raise UserError(
                self.env._("%(cycle)s is closed; its goals are fixed.", cycle=cycle.name)
            )

    def _freeze(self):
        """Store names as they stand; figures stay because the engine skips closed cycles."""
        for goal in self:
            goal._write_past_guard(
                {
                    "frozen": {
                        "owner": goal.owner_name,
                        "department": goal.owner_department_id.display_name or None,
                        "responsible": goal.responsible_id.name or None,
                    }
                }
            )

    def _unfreeze(self):
        self._write_past_guard({"frozen": False})
        self.env.add_to_compute(self._fields["owner_department_id"], self)

    def _may_shape(self):
        return self.env.su or self.env.user.has_group("kpi_okr.group_goal_officer")

    def _write_past_guard(self, vals):
        return super().write(vals)
