from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .goal_appraisal_part import RATER_GROUPS

STATES = [
    ("pending", "Asked"),
    ("submitted", "Given"),
    ("declined", "Declined"),
    ("closed", "Closed Without"),
]
COLLECTING = "self_assessment", "feedback"
BUTTON_FIELDS = {"decline_reason", "is_named", "rater_user_id", "state", "submitted_at"}
ACTIVITY = "kpi_okr.mail_activity_appraisal_feedback"


class GoalAppraisalFeedback(models.Model):
    """A colleague who is asked for feedback. What is said is not here but in the answers.

    The employee reads no feedback by any rule, not even that of an officer. Whether the manager
    sees names is fixed when it is asked for, and the rater reads it on the form.
    """

    _name = "goal.appraisal.feedback"
    _description = "360-Degree Feedback"
    _inherit = ["goal.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, deadline, id"
    _check_company_auto = True
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    rater_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict", check_company=True
    )
    rater_user_id = fields.Many2one(
        "res.users", related="rater_id.user_id", store=True, index=True, string="Rater's User"
    )
    rater_group = fields.Selection(RATER_GROUPS, string="As", required=True, default="peer")
    state = fields.Selection(
        STATES, required=True, default="pending", readonly=True, copy=False, index=True
    )
    deadline = fields.Date(string="Until", index=True)
    is_named = fields.Boolean(
        string="Seen With Name",
        readonly=True,
        copy=False,
        help="The manager and HR read these answers with the rater's name.",
    )
    submitted_at = fields.Datetime(readonly=True, copy=False)
    decline_reason = fields.Text(readonly=True, copy=False)
    answer_ids = fields.One2many("goal.appraisal.feedback.answer", "feedback_id")
    employee_name = fields.Char(compute="_compute_about")
    job_name = fields.Char(compute="_compute_about")
    about = fields.Char(compute="_compute_about")
    employee_avatar = fields.Binary(compute="_compute_about")
    is_rater = fields.Boolean(compute="_compute_is_rater", search="_search_is_rater")
    is_late = fields.Boolean(compute="_compute_is_late")
    _rater_uniq = models.UniqueIndex("(appraisal_id, rater_id)", "This colleague is asked already.")

    @api.constrains("appraisal_id", "rater_id")
    def _check_rater(self):
        for feedback in self.sudo():
            appraisal, rater = feedback.appraisal_id, feedback.rater_id
            if not rater.user_id:
                raise ValidationError(
                    self.env._("%(name)s has no user to give feedback with.", name=rater.name)
                )
            users = appraisal.user_id | appraisal.manager_user_id
            if rater in (appraisal.employee_id, appraisal.manager_id) or rater.user_id in users:
                raise ValidationError(
                    self.env._("%(name)s rates as employee or manager already.", name=rater.name)
                )

    @api.depends("appraisal_id")
    def _compute_about(self):
        for feedback in self.sudo():
            employee = feedback.appraisal_id.employee_id
            feedback.employee_name = employee.name
            feedback.job_name = employee.job_id.name or employee.department_id.name
            feedback.employee_avatar = employee.avatar_128
            feedback.about = feedback.appraisal_id.display_name

    @api.depends("rater_user_id")
    @api.depends_context("uid")
    def _compute_is_rater(self):
        for feedback in self:
            feedback.is_rater = feedback.rater_user_id == self.env.user

    def _search_is_rater(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("rater_user_id", "=", self.env.uid)]

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        for feedback in self:
            today = feedback.company_id.sudo()._goal_today()
            feedback.is_late = (
                feedback.state == "pending"
                and bool(feedback.deadline)
                and feedback.deadline < today
            )

    @api.depends("appraisal_id", "rater_id")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = self.env._(
                "Feedback for %(name)s", name=feedback.sudo().employee_name or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        quiet = self.with_context(mail_create_nolog=True)
        requests = super(GoalAppraisalFeedback, quiet).create(vals_list).with_env(self.env)
        requests._check_collecting()
        requests.appraisal_id._check_managing()
        requests._begin()
        return requests

    def write(self, vals):
        self._refuse_guarded(vals)
        names = vals.keys()
        if names & {"appraisal_id", "rater_group", "rater_id"}:
            raise UserError(self.env._("Ask another colleague instead; a request stays as it is."))
        if names - {"answer_ids"} and not self.env.su:
            self.appraisal_id._check_managing()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_pending(self):
        if self.filtered(lambda feedback: feedback.state != "pending"):
            raise UserError(self.env._("Feedback that was given or declined is kept."))

    def action_submit(self):
        """Hand the answers in, once; the rater's button."""
        self.ensure_one()
        self._check_rating()
        if all(answer.score is None for answer in self.sudo().answer_ids):
            raise UserError(self.env._("Rate one criterion at least, or decline."))
        self._finish({"state": "submitted", "submitted_at": fields.Datetime.now()})
        self.sudo().appraisal_id.template_id._lock()
        return self._thanks(self.env._("Thank you. Your feedback for %(name)s is handed in."))

    def action_decline(self, reason):
        """Decline with a reason that the manager reads; what was drafted is deleted."""
        self.ensure_one()
        self._check_rating()
        if not (reason or "").strip():
            raise UserError(self.env._("Say in a few words why you decline."))
        self.sudo().answer_ids.unlink()
        self._finish({"state": "declined", "decline_reason": reason})
        return self._thanks(self.env._("You declined to give feedback for %(name)s."))

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_ask_decline(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decline"),
            "res_model": "goal.appraisal.decline",
            "view_mode": "form",
            "target": "new",
            "context": {"default_feedback_id": self.id},
        }

    def _begin(self):
        """Fix what the raters are told, give them their questions, and ask them."""
        requests = self.sudo()
        Feedback = self.env["goal.appraisal.feedback"].sudo()
        asked_before = Feedback._read_group(
            [("appraisal_id", "in", requests.appraisal_id.ids), ("id", "not in", self.ids)],
            ["appraisal_id"],
        )
        known = {appraisal.id for (appraisal,) in asked_before}
        for named, appraisals in (
            requests.appraisal_id.filtered(lambda appraisal: appraisal.id not in known)
            .grouped(lambda appraisal: appraisal.template_id.names_to_manager)
            .items()
        ):
            appraisals._write_past_guard({"names_to_manager": named})
        Answer = self.env["goal.appraisal.feedback.answer"].sudo()
        Answer.create(
            [
                vals | {"feedback_id": request.id, "question": question}
                for request in requests
                for question, vals in Answer._questions(request.appraisal_id.template_id)
            ]
        )
        for request in requests:
            request._write_past_guard(
                {
                    "is_named": request.appraisal_id.names_to_manager,
                    "deadline": request.deadline or request.appraisal_id.feedback_deadline,
                }
            )
        requests.filtered(lambda r: r.appraisal_id.state != "draft")._ask()

    def _ask(self):
        """An activity and a mail for each rater who has not been asked yet."""
        self.env["goal.appraisal"]._schedule(
            ACTIVITY, [(request, request.rater_user_id, request.deadline) for request in self]
        )
        self.env["goal.appraisal"]._mail("kpi_okr.mail_template_appraisal_feedback", self)

    def _check_collecting(self):
        for feedback in self.sudo():
            appraisal = feedback.appraisal_id
            if appraisal.feedback_closed_at or appraisal.state not in ("draft", *COLLECTING):
                raise UserError(
                    self.env._("The feedback for %(name)s is closed.", name=feedback.employee_name)
                )

    def _check_rating(self):
        """Raise unless the user is the rater and may still answer."""
        self.check_access("read")
        if self.rater_user_id != self.env.user:
            raise AccessError(self.env._("Only the colleague who is asked may answer."))
        if self.state != "pending" or self.sudo().appraisal_id.state not in COLLECTING:
            raise UserError(self.env._("This feedback is handed in, declined or closed."))
        self._check_collecting()

    def _finish(self, vals):
        self._write_past_guard(vals)
        self.sudo().activity_unlink([ACTIVITY])

    def _thanks(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": text % {"name": self.employee_name},
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _write_past_guard(self, vals):
        return super(GoalAppraisalFeedback, self.sudo()).write(vals)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | BUTTON_FIELDS

    def _marks(self):
        """{criterion id: mark or None} of a rater, for the means alone."""
        self.ensure_one()
        return {a.criterion_id.id: a.score for a in self.answer_ids if a.criterion_id}
