from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .goal_appraisal_part import RATER_GROUPS


class GoalAppraisalNomination(models.Model):
    """A colleague whom the employee proposes for feedback; the manager decides.

    Both sides see what was decided. It leads to no feedback record: whether the colleague
    answered is not to be seen here.
    """

    _name = "goal.appraisal.nomination"
    _description = "Proposed Rater"
    _order = "appraisal_id, id"
    _check_company_auto = True
    _rec_name = "rater_id"
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    rater_id = fields.Many2one(
        "hr.employee", string="Colleague", required=True, ondelete="cascade", check_company=True
    )
    rater_group = fields.Selection(RATER_GROUPS, string="As", required=True, default="peer")
    note = fields.Char(string="Why")
    state = fields.Selection(
        [("proposed", "Proposed"), ("accepted", "Accepted"), ("rejected", "Not Asked")],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
    )
    may_decide = fields.Boolean(compute="_compute_may_decide", compute_sudo=False)
    _rater_uniq = models.UniqueIndex(
        "(appraisal_id, rater_id)", "This colleague is proposed already."
    )

    @api.constrains("rater_id", "appraisal_id")
    def _check_rater(self):
        for nomination in self.sudo():
            appraisal, rater = nomination.appraisal_id, nomination.rater_id
            if rater in (appraisal.employee_id, appraisal.manager_id):
                raise ValidationError(
                    self.env._("%(name)s rates as employee or manager already.", name=rater.name)
                )

    @api.depends_context("uid")
    @api.depends("state", "appraisal_id")
    def _compute_may_decide(self):
        for nomination in self:
            appraisal = nomination.appraisal_id
            nomination.may_decide = nomination.state == "proposed" and (
                appraisal.may_manage or appraisal.is_officer
            )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "proposed") != "proposed" for vals in vals_list):
            raise AccessError(self.env._("The manager decides who is asked."))
        nominations = super().create(vals_list)
        if not self.env.su and not all(n.appraisal_id.is_mine for n in nominations):
            raise AccessError(self.env._("The employee proposes; the manager asks directly."))
        return nominations

    def write(self, vals):
        if vals.keys() - {"note", "rater_group", "rater_id"}:
            raise AccessError(self.env._("The manager decides who is asked."))
        if self.filtered(lambda n: n.state != "proposed"):
            raise UserError(self.env._("It is decided already."))
        return super().write(vals)

    def action_accept(self):
        """Ask the proposed colleagues for feedback."""
        self._check_deciding()
        known = self.env["goal.appraisal.feedback"].search(
            [("appraisal_id", "in", self.appraisal_id.ids)]
        )
        asked = {(request.appraisal_id, request.rater_id) for request in known}
        self.env["goal.appraisal.feedback"].create(
            [
                {
                    "appraisal_id": nomination.appraisal_id.id,
                    "rater_id": nomination.rater_id.id,
                    "rater_group": nomination.rater_group,
                }
                for nomination in self
                if (nomination.appraisal_id, nomination.rater_id) not in asked
            ]
        )
        self._decide("accepted")

    def action_reject(self):
        self._check_deciding()
        self._decide("rejected")

    def _check_deciding(self):
        self.appraisal_id._check_managing()
        if self.filtered(lambda nomination: nomination.state != "proposed"):
            raise UserError(self.env._("It is decided already."))

    def _decide(self, state):
        return super(GoalAppraisalNomination, self.sudo()).write({"state": state})
