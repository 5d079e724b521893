from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .goal_appraisal import RUNNING, STATES

STEP = 100
BACKGROUND_FROM = 100


class GoalAppraisalCampaign(models.Model):
    """Appraisals of many employees at once: of everybody by an officer, of the own team by a
    manager. A large one is launched in the background, with its progress shown."""

    _name = "goal.appraisal.campaign"
    _description = "Appraisal Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Run By",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.uid,
    )
    template_id = fields.Many2one(
        "goal.appraisal.template",
        check_company=True,
        help="Empty: of each employee the template of the job, department or company.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    self_deadline = fields.Date(string="Self-Assessment Until")
    feedback_deadline = fields.Date(string="Feedback Until")
    manager_deadline = fields.Date(string="Appraisal Until")
    department_ids = fields.Many2many("hr.department", string="Departments", check_company=True)
    job_ids = fields.Many2many("hr.job", string="Jobs", check_company=True)
    seniority_months = fields.Integer(
        string="Months in the Company", help="At least so many at the end of the span."
    )
    months_since_last = fields.Integer(
        string="Months Since the Last", help="At least so many since the last appraisal's end."
    )
    excluded_ids = fields.Many2many(
        "hr.employee", "goal_appraisal_campaign_excluded_rel", string="Without", check_company=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("launching", "Launching"),
            ("running", "Running"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    appraisal_ids = fields.One2many("goal.appraisal", "campaign_id")
    candidate_count = fields.Integer(string="Employees", compute="_compute_candidate_count")
    launched_count = fields.Integer(readonly=True, copy=False)
    planned_count = fields.Integer(readonly=True, copy=False)
    launch_share = fields.Float(compute="_compute_launch_share")
    appraisal_count = fields.Integer(compute="_compute_progress", compute_sudo=False)
    done_count = fields.Integer(compute="_compute_progress", compute_sudo=False)
    late_count = fields.Integer(compute="_compute_progress", compute_sudo=False)
    done_share = fields.Float(compute="_compute_progress", compute_sudo=False)
    board = fields.Json(compute="_compute_progress", compute_sudo=False)
    _span_check = models.Constraint(
        "CHECK (date_from <= date_to)", "An appraisal can't end before it begins."
    )

    @api.depends_context("uid")
    @api.depends(
        "company_id",
        "department_ids",
        "job_ids",
        "seniority_months",
        "months_since_last",
        "excluded_ids",
        "date_to",
        "state",
        "template_id",
    )
    def _compute_candidate_count(self):
        for campaign in self:
            campaign.candidate_count = (
                len(campaign._candidates()) if campaign.state == "draft" and campaign.date_to else 0
            )

    @api.depends("launched_count", "planned_count")
    def _compute_launch_share(self):
        for campaign in self:
            planned = campaign.planned_count
            campaign.launch_share = campaign.launched_count / planned if planned else 0.0

    @api.depends_context("uid")
    @api.depends("appraisal_ids.state", "appraisal_ids.deadline")
    def _compute_progress(self):
        Appraisal = self.env["goal.appraisal"]
        domain = Domain("campaign_id", "in", self.ids)
        counts = Appraisal._read_group(domain, ["campaign_id", "state"], ["__count"])
        late = Appraisal._read_group(
            domain & Domain("is_late", "=", True), ["campaign_id", "state"], ["__count"]
        )
        by_state = {(campaign.id, state): count for campaign, state, count in counts}
        late_by = {(campaign.id, state): count for campaign, state, count in late}
        labels = dict(Appraisal._fields["state"]._description_selection(self.env))
        for campaign in self:
            key = campaign._origin.id
            total = sum(
                (
                    count
                    for (c, state), count in by_state.items()
                    if c == key
                    if state != "cancelled"
                )
            )
            done = by_state.get((key, "done"), 0)
            campaign.appraisal_count = total
            campaign.done_count = done
            campaign.done_share = done / total if total else 0.0
            campaign.late_count = sum((n for (c, _s), n in late_by.items() if c == key))
            campaign.board = [
                {
                    "state": state,
                    "label": labels[state],
                    "count": by_state.get((key, state), 0),
                    "late": late_by.get((key, state), 0),
                    "share": by_state.get((key, state), 0) / total if total else 0.0,
                }
                for state, _label in STATES
                if state != "cancelled"
            ]

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_buttons(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_buttons([vals])
        return super().write(vals)

    def _refuse_buttons(self, vals_list):
        fixed = {"launched_count", "owner_id", "planned_count", "state"}
        for vals in vals_list:
            unchanged = {"owner_id": self.env.uid, "state": "draft"}
            if any(vals[name] != unchanged.get(name, ()) for name in fixed & vals.keys()):
                raise AccessError(self.env._("Use the buttons of the campaign."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.sudo().appraisal_ids:
            raise UserError(self.env._("A campaign with appraisals is closed, not deleted."))

    def action_launch(self):
        """Create and begin the appraisals; many of them in the background."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("The campaign is launched already."))
        count = len(self._candidates())
        if not count:
            raise UserError(self.env._("Nobody fits: loosen the conditions."))
        self._write_past_guard({"state": "launching", "planned_count": count})
        if count < BACKGROUND_FROM:
            self._launch_step()
            return
        self.env.ref("kpi_okr.cron_appraisal_launch").sudo()._trigger()

    def action_close(self):
        self.check_access("write")
        self._write_past_guard({"state": "closed"})

    def action_view_appraisals(self):
        self.ensure_one()
        action = self.env["goal.appraisal"]._action_of(self, "campaign_id")
        return {**action, "context": {"search_default_group_state": 1}}

    def action_view_late(self):
        self.ensure_one()
        action = self.env["goal.appraisal"]._action_of(self, "campaign_id")
        return {
            **action,
            "context": {"search_default_late": 1, "search_default_group_manager": 1},
        }

    def action_view_candidates(self):
        self.ensure_one()
        model = "hr.employee"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Is Appraised"),
            "res_model": model
            if self.env.user.has_group("hr.group_hr_user")
            else f"{model}.public",
            "view_mode": "list,form",
            "domain": [("id", "in", self._candidates().ids)],
            "context": {"create": False},
        }

    @api.model
    def _cron_launch(self):
        """Launch what waits, step by step; each step is kept, so that it can go on after a kill."""
        for campaign in self.search([("state", "=", "launching")], order="id"):
            while campaign.state == "launching":
                done = campaign._launch_step()
                left = max(0, campaign.planned_count - campaign.launched_count)
                if not self.env["ir.cron"]._commit_progress(done, remaining=left) and left:
                    return

    def _launch_step(self):
        """Create and begin the next appraisals with the rights of who runs the campaign.

        Returns how many; when there are none left the campaign is running.
        """
        self.ensure_one()
        employees = self._candidates()[:STEP]
        if employees:
            owner = self.sudo().owner_id
            company = self.company_id.id
            Appraisal = self.env["goal.appraisal"].with_context(
                allowed_company_ids=[company],
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                tracking_disable=True,
            )
            allowed = set(self._allowed_ids(owner) or employees.ids)
            appraisals = Appraisal.sudo().create(
                [self._appraisal_vals(employee) for employee in employees if employee.id in allowed]
            )
            appraisals._start()
        self._write_past_guard({"launched_count": self.launched_count + len(employees)})
        if len(employees) < STEP or not self._candidates():
            self._write_past_guard({"state": "running"})
        return len(employees)

    def _appraisal_vals(self, employee):
        vals = {
            "employee_id": employee.id,
            "company_id": self.company_id.id,
            "campaign_id": self.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }
        if self.template_id:
            vals["template_id"] = self.template_id.id
        for name in ("self_deadline", "feedback_deadline", "manager_deadline"):
            if self[name]:
                vals[name] = self[name]
        return vals

    def _allowed_ids(self, user):
        """The employees whom ``user`` may appraise; None for everybody."""
        if user.has_group("kpi_okr.group_goal_officer"):
            return None
        return user._goal_managed_employee_ids()

    def _candidates(self):
        """The employees who fit, may be appraised by who runs it, and have no appraisal of it."""
        self.ensure_one()
        Employee = self.env["hr.employee"].sudo()
        allowed = self._allowed_ids(self.sudo().owner_id)
        domain = Domain("company_id", "=", self.company_id.id)
        if allowed is not None:
            domain &= Domain("id", "in", allowed)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        if self.job_ids:
            domain &= Domain("job_id", "in", self.job_ids.ids)
        if self.excluded_ids:
            domain &= Domain("id", "not in", self.excluded_ids.ids)
        employees = Employee.search(domain, order="id")
        employees -= self._having(employees)
        if self.seniority_months:
            since = Employee._goal_hired_on(employees)
            bar = self.date_to - relativedelta(months=self.seniority_months)
            employees = employees.filtered(lambda e: since[e.id] <= bar)
        if not self.template_id:
            fitting = self.env["goal.appraisal.template"]._for_employees(employees)
            employees = employees.filtered(lambda e: e.id in fitting)
        return employees.sudo(self.env.su)

    def _having(self, employees):
        """Those who have an appraisal that runs, that ends on this day, or too short ago."""
        domain = Domain("employee_id", "in", employees.ids)
        taken = (
            Domain("state", "in", ("draft", *RUNNING))
            | Domain("state", "!=", "cancelled") & Domain("date_to", "=", self.date_to)
            | Domain("campaign_id", "=", self._origin.id)
        )
        if self.months_since_last:
            bar = self.date_to - relativedelta(months=self.months_since_last)
            taken |= Domain("state", "=", "done") & Domain("date_to", ">", bar)
        rows = self.env["goal.appraisal"].sudo()._read_group(domain & taken, ["employee_id"])
        return employees.browse([employee.id for (employee,) in rows])

    def _write_past_guard(self, vals):
        return super(GoalAppraisalCampaign, self.sudo()).write(vals)
