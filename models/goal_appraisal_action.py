from odoo import api, fields, models
from odoo.exceptions import AccessError

ACTIVITY = "mail.mail_activity_data_todo"
LOW = 0.5


class GoalAppraisalAction(models.Model):
    """A step of the development plan: what, by when, from which objective or criterion.

    Each is an activity of the employee. The manager's drafts are the manager's until they are
    shown, since a criterion named there tells what the manager thinks of it.
    """

    _name = "goal.appraisal.action"
    _description = "Development Action"
    _order = "appraisal_id, date_deadline, id"
    appraisal_id = fields.Many2one("goal.appraisal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, index=True)
    name = fields.Char(string="Action", required=True)
    source = fields.Selection(
        [("objective", "Learning Objective"), ("criterion", "Criterion"), ("free", "Agreed")],
        required=True,
        default="free",
    )
    criterion_id = fields.Many2one("goal.appraisal.criterion", ondelete="restrict")
    objective_id = fields.Many2one("okr.objective", ondelete="set null")
    date_deadline = fields.Date(
        string="Until", required=True, default=lambda self: self._default_deadline()
    )
    is_done = fields.Boolean(string="Done")
    is_visible = fields.Boolean(
        string="Visible", default=True, help="The employee sees it, and has it as an activity."
    )
    activity_id = fields.Many2one("mail.activity", readonly=True, copy=False, ondelete="set null")

    def _default_deadline(self):
        return fields.Date.add(self.env.company._goal_today(), months=3)

    @api.model_create_multi
    def create(self, vals_list):
        if any("activity_id" in vals for vals in vals_list):
            raise AccessError(self.env._("An action makes its own activity."))
        actions = super().create(vals_list)
        actions._check_not_fixed()
        actions._sync_activities()
        return actions

    def write(self, vals):
        if "activity_id" in vals or "appraisal_id" in vals:
            raise AccessError(self.env._("An action makes its own activity."))
        if vals.keys() - {"is_done"}:
            self._check_not_fixed()
        result = super().write(vals)
        self._sync_activities()
        return result

    def unlink(self):
        self._check_not_fixed()
        self.sudo().activity_id.unlink()
        return super().unlink()

    def _check_not_fixed(self):
        if not self.env.su and self.filtered(
            lambda action: action.sudo().appraisal_id.state in ("done", "cancelled")
        ):
            raise AccessError(self.env._("The appraisal is done; tick its actions off."))

    def _sync_activities(self):
        """Give each visible action its activity, with its name and day; end those that are done."""
        model_id = self.env["ir.model"]._get_id("goal.appraisal")
        activity_type = self.env.ref(ACTIVITY)
        for action in self.sudo():
            activity = action.activity_id
            wanted = action.is_visible and not action.is_done and action.appraisal_id.user_id
            if activity and not wanted:
                activity.unlink()
                continue
            if activity:
                vals = {"summary": action.name, "date_deadline": action.date_deadline}
                if any((activity[name] != value for name, value in vals.items())):
                    activity.write(vals)
                continue
            if wanted:
                activity = (
                    self.env["mail.activity"]
                    .sudo()
                    .with_context(mail_activity_quick_update=True)
                    .create(
                        {
                            "activity_type_id": activity_type.id,
                            "summary": action.name,
                            "date_deadline": action.date_deadline,
                            "res_model_id": model_id,
                            "res_id": action.appraisal_id.id,
                            "user_id": action.appraisal_id.user_id.id,
                        }
                    )
                )
                super(GoalAppraisalAction, action).write({"activity_id": activity.id})

    @api.model
    def _show(self, appraisals):
        """Show the employee what is planned, when the appraisal is done."""
        hidden = self.sudo().search(
            [("appraisal_id", "in", appraisals.ids), ("is_visible", "=", False)]
        )
        hidden.write({"is_visible": True})

    @api.model
    def _propose(self, appraisal):
        """Draft actions from the learning objectives of the span and from low criteria."""
        sudo = appraisal.sudo()
        known = sudo.action_ids
        vals_list = []
        for objective in sudo._goals()[appraisal.id]["okr"]:
            unmet = objective.commitment == "learning" and not objective.met
            if unmet and objective not in known.objective_id:
                vals_list.append(
                    {
                        "name": self.env._("Go on with: %(goal)s", goal=objective.name),
                        "source": "objective",
                        "objective_id": objective.id,
                    }
                )
        for criterion in appraisal._low_criteria() - known.criterion_id:
            vals_list.append(
                {
                    "name": self.env._(
                        "%(competence)s: %(criterion)s",
                        competence=criterion.competence_id.name,
                        criterion=criterion.name,
                    ),
                    "source": "criterion",
                    "criterion_id": criterion.id,
                }
            )
        return self.create(
            [vals | {"appraisal_id": appraisal.id, "is_visible": False} for vals in vals_list]
        )
