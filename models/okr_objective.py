from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..scoring import TOLERANCE
from .kpi_scorecard import CLOSED_FIELDS, GRADES, STATUS_LABELS
from .optional_float import OptionalFloat

COMMITMENTS = [
    ("committed", "Committed"),
    ("aspirational", "Aspirational"),
    ("learning", "Learning"),
]
DECISIONS = [
    ("achieved", "Achieved"),
    ("missed", "Missed"),
    ("carried", "Carried Over"),
    ("dropped", "Dropped"),
]
ENGINE_FIELDS = {
    "confidence",
    "data_share",
    "grade",
    "met",
    "pace",
    "progress",
    "refreshed_at",
    "score",
    "status",
}  # fmt: skip
BUTTON_FIELDS = {"frozen", "origin_id", "parent_path"}
OWNER_SHAPE = {"company_id", "cycle_id", "department_id", "employee_id", "owner_type", "team_id"}
SCORED_FIELDS = OWNER_SHAPE | {
    "commitment",
    "include_children",
    "key_result_ids",
    "parent_id",
    "weight",
}  # fmt: skip
GRADE_TOLERANCE = 0.05
FEW, MANY = 3, 5


class OkrObjective(models.Model):
    """A qualitative goal of one owner in one cycle, measured by its key results."""

    _name = "okr.objective"
    _description = "Objective"
    _inherit = [
        "goal.cycle.mixin",
        "goal.reminder.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "bus.listener.mixin",
    ]
    _order = "date_start desc, sequence, id"
    _parent_store = True
    _check_company_auto = True
    _mail_post_access = "read"  # whoever sees an objective may comment on it
    _default_cycle_type = "quarter"
    _department_of = "responsible_id"
    _goal_action = "kpi_okr.okr_objective_action"
    _reminder = "kpi_okr.mail_activity_check_in"

    name = fields.Char(string="Objective", required=True, tracking=True)
    description = fields.Html()
    sequence = fields.Integer(default=10)
    employee_id = fields.Many2one(default=lambda self: self.env.user.employee_id)
    commitment = fields.Selection(
        COMMITMENTS,
        required=True,
        default="aspirational",
        tracking=True,
        help="Committed is met at 100 %, aspirational and learning at 70 %.",
    )
    visibility = fields.Selection(
        [("company", "Company"), ("department", "Department"), ("private", "Private")],
        required=True,
        default="company",
        tracking=True,
        help="Who may read it besides the owner and the owner's managers.",
    )
    is_visible = fields.Boolean(compute="_compute_is_visible", search="_search_is_visible")

    parent_id = fields.Many2one(
        "okr.objective",
        string="Aligned To",
        index=True,
        ondelete="set null",
        check_company=True,  # not tracked: the log would tell the name of a private one
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("okr.objective", "parent_id", string="Aligned Objectives")
    child_count = fields.Integer(string="Aligned", compute="_compute_child_count")
    weight = fields.Float(
        default=1.0,
        required=True,
        aggregator="avg",
        tracking=True,
        help="What it counts in the objective it is aligned to, where that one includes it.",
    )
    include_children = fields.Boolean(
        string="Include Aligned Objectives",
        tracking=True,
        help="The aligned objectives count beside the key results, each by its weight.",
    )
    key_result_ids = fields.One2many("okr.key.result", "objective_id", copy=True)
    key_result_count = fields.Integer(compute="_compute_key_result_count")
    key_result_warning = fields.Char(compute="_compute_key_result_count")

    progress = OptionalFloat(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Weighted mean of the progress, which may be below 0 or above 100 %.",
    )
    score = OptionalFloat(
        readonly=True, copy=False, aggregator="avg", help="Weighted mean of the scores, 0 to 100 %."
    )
    confidence = OptionalFloat(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="How sure the owners are that it will be reached, from the latest check-ins.",
    )
    pace = OptionalFloat(readonly=True, copy=False, aggregator="avg")
    status = fields.Selection(
        STATUS_LABELS, readonly=True, copy=False, default="no_data", index=True
    )
    grade = fields.Selection(GRADES, readonly=True, copy=False, default="no_data")
    met = fields.Boolean(
        readonly=True, copy=False, help="The score has come to the bar of the commitment."
    )
    data_share = fields.Float(
        string="Weight With Data", readonly=True, copy=False, aggregator="avg"
    )
    refreshed_at = fields.Datetime(readonly=True, copy=False)

    self_grade = OptionalFloat(
        copy=False, aggregator="avg", tracking=True, help="The owner's own grade, 0 to 100 %."
    )
    self_grade_reason = fields.Text(string="Reason of Own Grade", copy=False)
    decision = fields.Selection(DECISIONS, copy=False, tracking=True)
    learnt = fields.Text(string="What Was Learnt", copy=False)
    origin_id = fields.Many2one(
        "okr.objective",
        string="Carried From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    carried_ids = fields.One2many("okr.objective", "origin_id", string="Carried To")

    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")
    _self_grade_check = models.Constraint(
        "CHECK (self_grade BETWEEN 0 AND 1)", "Grade between 0 and 100 %."
    )

    # --- constraints -----------------------------------------------------------------------

    @api.constrains("self_grade", "self_grade_reason")
    def _check_self_grade(self):
        for objective in self:
            if objective.self_grade is None or (objective.self_grade_reason or "").strip():
                continue
            difference = abs(objective.self_grade - (objective.score or 0.0))
            if objective.score is None or difference > GRADE_TOLERANCE + TOLERANCE:
                raise ValidationError(
                    self.env._(
                        "%(objective)s: say why your grade differs from the score.",
                        objective=objective.name,
                    )
                )

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """The name, where the user may read it: a reference would show a private one else."""
        readable = self.with_user(self.env.uid)._filtered_access("read")
        for objective in self:
            if objective.id in readable._ids or not objective.id:
                objective.display_name = objective.name
            else:
                objective.display_name = self.env._("Private objective")

    @api.depends_context("uid")
    @api.depends("visibility", "company_id", "owner_department_id")
    def _compute_is_visible(self):
        visible = set(self.sudo().filtered_domain(self._visible_domain())._ids)
        for objective in self:
            objective.is_visible = objective.id in visible

    def _search_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._visible_domain()

    def _visible_domain(self):
        # sudo: where a user works is asked for the user's own rights
        employees = self.env.user.sudo().employee_ids
        return Domain("company_id", "in", employees.company_id.ids) & (
            Domain("visibility", "=", "company")
            | Domain("visibility", "=", "department")
            & Domain("owner_department_id", "parent_of", employees.department_id.ids)
        )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("child_ids")
    def _compute_child_count(self):
        counts = dict(self._read_group([("parent_id", "in", self.ids)], ["parent_id"], ["__count"]))
        for objective in self:
            objective.child_count = counts.get(objective, 0)

    @api.depends("key_result_ids")
    def _compute_key_result_count(self):
        for objective in self:
            count = objective.key_result_count = len(objective.key_result_ids)
            objective.key_result_warning = False
            if count < FEW:
                objective.key_result_warning = self.env._(
                    "Fewer than %(few)s key results: is it measured from all sides?", few=FEW
                )
            elif count > MANY:
                objective.key_result_warning = self.env._(
                    "More than %(many)s key results: which ones matter most?", many=MANY
                )

    @api.depends("key_result_ids.next_check_in")
    def _compute_next_check_in(self):
        for objective in self:
            dates = objective.key_result_ids.filtered("next_check_in").mapped("next_check_in")
            objective.next_check_in = min(dates, default=False)

    def _search_next_check_in(self, operator, value):
        return Domain("key_result_ids", "any", [("next_check_in", operator, value)])

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        # One refresh for all objectives below, not one for each one's key results.
        later = self.with_context(goal_refresh_later=True)
        objectives = super(OkrObjective, later).create(vals_list).with_env(self.env)
        objectives._check_open()
        objectives._check_parents()
        self.env["goal.engine"]._refresh_objectives(objectives)
        return objectives

    def write(self, vals):
        self._refuse_guarded(vals)
        if vals.keys() - CLOSED_FIELDS:
            self._check_open()
        before = self.sudo().parent_id if "parent_id" in vals else self.browse()
        # One refresh below, not one for each key result that is written with it.
        result = super(OkrObjective, self.with_context(goal_refresh_later=True)).write(vals)
        if OWNER_SHAPE & vals.keys():
            self._check_open()
            self.check_access("write")  # rules are checked before: it can't be given away
        if "parent_id" in vals:
            self._check_parents()
        if SCORED_FIELDS & vals.keys() and not self.env.context.get("goal_refresh_later"):
            self.env["goal.engine"]._refresh_objectives(self | before)
        return result

    def unlink(self):
        self._check_open()
        parents = self.sudo().parent_id - self
        result = super().unlink()
        self.env["goal.engine"]._refresh_objectives(parents)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        everything = self.sudo()  # also what the user can't see hangs on these
        everything.key_result_ids._check_no_history()
        if aligned := everything.child_ids - self:
            raise UserError(
                self.env._(
                    "Objectives are aligned to %(name)s; align them elsewhere first.",
                    name=aligned[0].parent_id.name,
                )
            )

    def copy_data(self, default=None):
        data = super().copy_data(default)
        if not self._may_shape():
            for vals in data:
                vals.pop("responsible_id", None)  # follows from the owner
        return data

    # --- actions ---------------------------------------------------------------------------

    def action_refresh(self):
        """Measure these objectives now; whoever may read them may."""
        self.check_access("read")
        self.env["goal.engine"]._refresh_objectives(self)

    def action_check_in(self):
        """The check-in dialog of the key result whose check-in is due first."""
        self.ensure_one()
        ordered = self.key_result_ids.sorted(
            lambda kr: (kr.next_check_in or fields.Date.to_date("9999-12-31"), kr.sequence, kr.id)
        )
        if not ordered:
            raise UserError(self.env._("%(name)s has no key result yet.", name=self.name))
        return ordered[0].action_check_in()

    # --- the map of alignment --------------------------------------------------------------

    @api.model
    @api.readonly
    def hierarchy_read(self, domain, specification, parent_field, child_field=None, order=None):
        """What the map shows; an objective below one that the user can't read is a top of it."""
        specification.setdefault(parent_field, {"fields": {"display_name": {}}})
        found = self.search(domain, limit=2)
        hidden = found[parent_field] - found[parent_field]._filtered_access("read")
        if len(found) == 1 and hidden:
            below = self.search([(parent_field, "=", found.id)], order=order)
            rows = (found | below).web_read(specification)
        else:
            rows = super().hierarchy_read(domain, specification, parent_field, child_field, order)
        parents = self.browse([row[parent_field]["id"] for row in rows if row[parent_field]])
        readable = parents._filtered_access("read")._ids
        for row in rows:
            if row[parent_field] and row[parent_field]["id"] not in readable:
                row[parent_field] = False
        return rows

    # --- business --------------------------------------------------------------------------

    def _check_parents(self):
        """Refuse to align with what the user can't read, which would tell its name."""
        self.sudo().parent_id.sudo(False).check_access("read")

    @api.model
    def _guarded_fields(self):
        """Who answers for an objective may write it, so only an officer names that person."""
        guarded = super()._guarded_fields() | ENGINE_FIELDS | BUTTON_FIELDS
        return guarded if self._may_shape() else guarded | {"responsible_id"}
