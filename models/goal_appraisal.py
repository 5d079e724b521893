from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("self_assessment", "Self-Assessment"),
    ("feedback", "Feedback"),
    ("manager", "Manager"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
RUNNING = "self_assessment", "feedback", "manager"
DEADLINES = {
    "self_assessment": "self_deadline",
    "feedback": "feedback_deadline",
    "manager": "manager_deadline",
}
BUTTON_FIELDS = {
    "department_id",
    "done_at",
    "employee_visible",
    "feedback_closed_at",
    "feedback_visible",
    "frozen",
    "job_id",
    "manager_visible",
    "names_to_manager",
    "past_manager_ids",
    "plan_id",
    "reminded_on",
    "started_at",
    "state",
}
OFFICER_FIELDS = {"manager_id", "company_id"}
DRAFT_FIELDS = {"company_id", "date_from", "date_to", "employee_id", "template_id"}
EMPLOYEE_FIELDS = {"action_ids", "employee_text", "nomination_ids", "self_rating_ids"}
CHATTER_FIELDS = {
    "activity_ids",
    "activity_user_id",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}
PLAN_FIELDS = CHATTER_FIELDS | {"action_ids", "my_note", "note_ids"}


class GoalAppraisal(models.Model):
    """The appraisal of one employee over a span of cycles.

    It holds what both sides may know: who, when, which state. What only one side may read, the
    texts and marks of a side, feedback, figures, notes, is a model of its own with rules, and the
    fields for it here are read with the rights of the reader.
    """

    _name = "goal.appraisal"
    _description = "Appraisal"
    _inherit = ["goal.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one("res.users", related="employee_id.user_id", store=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    manager_id = fields.Many2one(
        "hr.employee",
        string="Appraised By",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The manager when the appraisal was made, who keeps it after a move.",
    )
    manager_user_id = fields.Many2one(
        "res.users", related="manager_id.user_id", store=True, index=True, string="Manager's User"
    )
    past_manager_ids = fields.Many2many(
        "res.users",
        "goal_appraisal_past_manager_rel",
        string="Past Managers",
        readonly=True,
        copy=False,
    )
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    job_id = fields.Many2one("hr.job", readonly=True, index=True)
    template_id = fields.Many2one(
        "goal.appraisal.template",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', 'in', [company_id, False])]",
    )
    campaign_id = fields.Many2one(
        "goal.appraisal.campaign", index="btree_not_null", ondelete="set null", copy=False
    )
    plan_id = fields.Many2one(
        "goal.appraisal.plan",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="To", required=True, index=True, tracking=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    self_deadline = fields.Date(string="Self-Assessment Until", copy=False, tracking=True)
    feedback_deadline = fields.Date(string="Feedback Until", copy=False, tracking=True)
    manager_deadline = fields.Date(string="Appraisal Until", copy=False, tracking=True)
    deadline = fields.Date(
        string="Due", compute="_compute_deadline", store=True, index=True, help="Of this state."
    )
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    reminded_on = fields.Date(readonly=True, copy=False)
    employee_visible = fields.Boolean(
        string="Employee's Side Is Visible",
        readonly=True,
        copy=False,
        help="The manager may read what the employee wrote.",
    )
    manager_visible = fields.Boolean(
        string="Manager's Side Is Visible",
        readonly=True,
        copy=False,
        help="The employee may read what the manager wrote.",
    )
    feedback_visible = fields.Boolean(
        string="Feedback Is Visible",
        readonly=True,
        copy=False,
        help="The employee may see the means of the feedback.",
    )
    feedback_closed_at = fields.Datetime(readonly=True, copy=False)
    names_to_manager = fields.Boolean(
        string="The Manager Sees Names",
        readonly=True,
        copy=False,
        help="As the raters were told: set when the first feedback is asked for.",
    )
    frozen = fields.Json(readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_relation", search="_search_is_mine")
    is_managed = fields.Boolean(compute="_compute_relation", search="_search_is_managed")
    may_manage = fields.Boolean(compute="_compute_relation", search="_search_may_manage")
    is_officer = fields.Boolean(compute="_compute_relation")
    _span_check = models.Constraint(
        "CHECK (date_from <= date_to)", "An appraisal can't end before it begins."
    )
    _employee_uniq = models.UniqueIndex(
        "(employee_id, date_to) WHERE state <> 'cancelled'",
        "This employee has an appraisal that ends on this day already.",
    )

    @api.constrains("employee_id", "manager_id")
    def _check_manager(self):
        for appraisal in self.sudo():
            same = appraisal.manager_id == appraisal.employee_id
            user = appraisal.manager_id.user_id
            if appraisal.manager_id and (same or (user and user == appraisal.employee_id.user_id)):
                raise ValidationError(self.env._("Nobody appraises the own work as manager."))

    @api.depends("employee_id", "date_from", "date_to")
    def _compute_display_name(self):
        for appraisal in self:
            name = appraisal.employee_id.sudo().name or ""
            appraisal.display_name = f"{name} · {_span(appraisal.date_from, appraisal.date_to)}"

    @api.depends("state", "self_deadline", "feedback_deadline", "manager_deadline")
    def _compute_deadline(self):
        for appraisal in self:
            name = DEADLINES.get(appraisal.state)
            appraisal.deadline = appraisal[name] if name else False

    @api.depends("deadline")
    def _compute_is_late(self):
        for appraisal in self:
            today = appraisal.company_id.sudo()._goal_today()
            appraisal.is_late = bool(appraisal.deadline) and appraisal.deadline < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = (self.env.companies | self.env.user.company_ids).sudo()
        return Domain("state", "in", RUNNING) & Domain.OR(
            (
                Domain("company_id", "in", same_day.ids) & Domain("deadline", "<", today)
                for today, same_day in companies.grouped(lambda c: c._goal_today()).items()
            )
        )

    @api.depends_context("uid")
    @api.depends("user_id", "manager_user_id", "employee_id", "past_manager_ids")
    def _compute_relation(self):
        user = self.env.user
        managed = set(user._goal_managed_employee_ids())
        officer = user.has_group("kpi_okr.group_goal_officer")
        for appraisal in self:
            known = appraisal.sudo()
            mine = known.employee_id.user_id == user
            now = not mine and (known.manager_user_id == user or known.employee_id.id in managed)
            appraisal.is_mine = mine
            appraisal.may_manage = now
            appraisal.is_managed = now or (not mine and user in known.past_manager_ids)
            appraisal.is_officer = officer and not mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("user_id", "=", self.env.uid)

    def _search_may_manage(self, operator, value):
        if operator != "in":
            return NotImplemented
        uid = self.env.uid
        managed = self.env.user._goal_managed_employee_ids()
        return Domain("user_id", "!=", uid) & (
            Domain("manager_user_id", "=", uid) | Domain("employee_id", "in", managed)
        )

    def _search_is_managed(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = Domain("past_manager_ids", "in", [self.env.uid])
        not_own = Domain("user_id", "!=", self.env.uid)
        return self._search_may_manage(operator, value) | past & not_own

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        appraisals = super().create(self._with_defaults([dict(vals) for vals in vals_list]))
        appraisals._check_new()
        appraisals._create_sides()
        return appraisals

    def write(self, vals):
        self._refuse_guarded(vals)
        self._check_writable(vals)
        if "manager_id" in vals:
            for appraisal in self.filtered("manager_user_id"):
                appraisal._write_past_guard(
                    {"past_manager_ids": [(4, appraisal.manager_user_id.id)]}
                )
        result = super().write(vals)
        if DRAFT_FIELDS & vals.keys():
            self._check_new()
            self.check_access("write")
            self._sync_unit()
            self._refresh_outcomes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.filtered(lambda appraisal: appraisal.state not in ("draft", "cancelled")):
            raise UserError(self.env._("Cancel an appraisal that has begun; it is kept."))
        if (
            self.env["goal.appraisal.feedback"]
            .sudo()
            .search_count([("appraisal_id", "in", self.ids), ("state", "=", "submitted")], limit=1)
        ):
            raise UserError(self.env._("Colleagues gave feedback for it, which is kept."))

    def copy_data(self, default=None):
        raise UserError(self.env._("An appraisal is not copied; create one, or a campaign."))

    @api.model
    def _with_defaults(self, vals_list):
        """``vals_list`` with the manager, the unit and the template of each employee."""
        Employee = self.env["hr.employee"]
        employees = Employee.browse({v["employee_id"] for v in vals_list if v.get("employee_id")})
        people = {employee.id: employee for employee in employees.sudo()}
        without = employees.browse(
            [
                v["employee_id"]
                for v in vals_list
                if v.get("employee_id")
                if not v.get("template_id")
            ]
        )
        templates = self.env["goal.appraisal.template"]._for_employees(without.sudo(False))
        own = self.env.user.employee_ids
        for vals in vals_list:
            employee = people.get(vals.get("employee_id"))
            if not employee:
                continue
            vals.setdefault("company_id", employee.company_id.id)
            if "manager_id" not in vals:
                boss = employee.parent_id or employee.department_id.manager_id
                if boss == employee or not boss:
                    boss = own.filtered(lambda e, c=employee.company_id: e.company_id == c)[:1]
                vals["manager_id"] = boss.id if boss != employee else False
            vals["department_id"] = employee.department_id.id
            vals["job_id"] = employee.job_id.id
            if not vals.get("template_id"):
                template = templates.get(employee.id)
                vals["template_id"] = template.id if template else False
        return vals_list

    def _sync_unit(self):
        for appraisal in self:
            employee = appraisal.employee_id.sudo()
            appraisal._write_past_guard(
                {"department_id": employee.department_id.id, "job_id": employee.job_id.id}
            )

    def _check_new(self):
        """Refuse appraisals of people whom the user neither manages nor is an officer for."""
        for appraisal in self:
            if appraisal.employee_id.sudo().company_id != appraisal.company_id:
                raise ValidationError(
                    self.env._("The employee belongs to another company than the appraisal.")
                )
        if self.env.su or self.env.user.has_group("kpi_okr.group_goal_officer"):
            return
        managed = set(self.env.user._goal_managed_employee_ids())
        if any(appraisal.employee_id.id not in managed for appraisal in self):
            raise AccessError(self.env._("You may appraise the people you manage."))

    def _create_sides(self):
        Pane = self.env["goal.appraisal.pane"].sudo()
        Pane.create(
            [
                {"appraisal_id": appraisal.id, "side": side, "text": text}
                for appraisal in self
                for side, text in (
                    ("employee", appraisal.template_id.self_text),
                    ("manager", appraisal.template_id.manager_text),
                )
            ]
        )
        self.env["goal.appraisal.outcome"].sudo()._create_for(self)

    def _check_writable(self, vals):
        """Refuse what the state or the role of the user doesn't allow."""
        names = set(vals)
        if names - PLAN_FIELDS and self.filtered(lambda a: a.state in ("done", "cancelled")):
            raise UserError(self.env._("The appraisal is done or cancelled; it is fixed."))
        if names & DRAFT_FIELDS and self.filtered(lambda a: a.state != "draft"):
            raise UserError(self.env._("The appraisal has begun; employee and span are fixed."))
        if self.env.su:
            return
        if names - CHATTER_FIELDS - EMPLOYEE_FIELDS and self.filtered("is_mine"):
            raise AccessError(self.env._("You may write your own side of the appraisal."))
        officer = self.env.user.has_group("kpi_okr.group_goal_officer")
        if names & OFFICER_FIELDS and not officer:
            raise AccessError(self.env._("Only an HR officer of goals may hand an appraisal over."))

    def _write_past_guard(self, vals):
        return super(GoalAppraisal, self.sudo()).write(vals)

    @api.model
    def _guarded_fields(self):
        guarded = super()._guarded_fields() | BUTTON_FIELDS
        if self.env.su or self.env.user.has_group("kpi_okr.group_goal_officer"):
            return guarded
        return guarded | {"manager_id"}

    def _span_text(self):
        """The months that the appraisal is about, for mails and the report."""
        self.ensure_one()
        return _span(self.date_from, self.date_to)

    @api.model
    def _action_of(self, record, field):
        """The list of the appraisals whose ``field`` is ``record``."""
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.goal_appraisal_action")
        return {
            **action,
            "display_name": record.display_name,
            "domain": [(field, "=", record.id)],
            "context": {},
        }


def _span(first, last):
    """``2026-01 – 2026-06``: the months that a span goes over."""
    if not first or not last:
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m} – {last:%Y-%m}"
