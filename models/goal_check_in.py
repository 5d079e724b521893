from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from .kpi_indicator import UNITS
from .optional_float import OptionalFloat

WRITTEN_BY_SERVER = {"progress", "superseded_by_id", "user_id", "value_id"}


class GoalCheckIn(models.Model):
    """A dated update of a key result or of a KPI that is entered by hand.

    It is never edited: a correction is a check-in of its own that supersedes the old one. What
    is said about a KPI becomes its figure (``kpi.value``), so that one path leads to a number.
    """

    _name = "goal.check.in"
    _description = "Check-in"
    _inherit = ["goal.guard.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    key_result_id = fields.Many2one("okr.key.result", index=True, ondelete="restrict")
    line_id = fields.Many2one(
        "kpi.scorecard.line", string="KPI", index="btree_not_null", ondelete="cascade"
    )
    date = fields.Date(required=True, default=lambda self: self._default_date())
    value = OptionalFloat(digits=(16, 6), aggregator="avg")
    confidence = OptionalFloat(
        aggregator="avg", help="How sure you are that it will be reached, 0 to 100 %."
    )
    milestone_ids = fields.Many2many(
        "okr.milestone",
        "goal_check_in_milestone_rel",
        "check_in_id",
        "milestone_id",
        string="Milestones Done",
        copy=False,
        domain="[('key_result_id', '=', key_result_id)]",
        help="The milestones that are done: the figure of such a key result.",
    )
    note = fields.Text(string="What Happened")
    obstacle = fields.Text(help="What stands in the way.")
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        required=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    corrects_id = fields.Many2one(
        "goal.check.in", copy=False, index="btree_not_null", ondelete="restrict"
    )
    superseded_by_id = fields.Many2one(
        "goal.check.in", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    progress = OptionalFloat(
        readonly=True, copy=False, aggregator="avg", help="The progress that this check-in led to."
    )
    value_id = fields.Many2one(
        "kpi.value",
        string="Figure",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    expected_value = OptionalFloat(
        compute="_compute_expected_value",
        aggregator=None,
        help="Where the figure should be on this day to arrive in time.",
    )
    target = OptionalFloat(compute="_compute_expected_value", aggregator=None)

    objective_id = fields.Many2one(related="key_result_id.objective_id", store=True, index=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="key_result_id.kind")
    unit = fields.Selection(UNITS, compute="_compute_unit")
    digits = fields.Integer(compute="_compute_unit")
    is_automatic = fields.Boolean(compute="_compute_unit")
    may_correct = fields.Boolean(compute="_compute_may_correct")

    _subject_check = models.Constraint(
        "CHECK ((key_result_id IS NULL) <> (line_id IS NULL))",
        "A check-in is about one key result or one KPI.",
    )
    _confidence_check = models.Constraint(
        "CHECK (confidence BETWEEN 0 AND 1)", "The confidence lies between 0 and 100 %."
    )
    _latest_idx = models.Index("(key_result_id, date DESC, id DESC) WHERE superseded_by_id IS NULL")

    # --- computes --------------------------------------------------------------------------

    def _default_date(self):
        return self.env.company._goal_today()

    # --- business --------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """The last value and confidence, the milestones done and the day, for the dialog."""
        defaults = super().default_get(fields)
        if subject := self._subject(defaults):
            subject.check_access("read")
            for name, known in zip(("value", "confidence"), subject._stand(), strict=True):
                if name in fields and (not defaults.get(name)):
                    defaults[name] = False if known is None else known
            if "date" in fields and (not self.env.context.get("default_date")):
                defaults["date"] = subject._check_in_day()
            if "milestone_ids" in fields and "milestone_ids" not in defaults:
                defaults["milestone_ids"] = [Command.set(subject._milestones_done().ids)]
        return defaults

    @api.onchange("milestone_ids")
    def _onchange_milestone_ids(self):
        if self.kind == "milestones":
            self.value = self._share_of_milestones()

    @api.depends("key_result_id.company_id", "line_id.company_id")
    def _compute_company_id(self):
        for check_in in self:
            check_in.company_id = check_in.key_result_id.company_id or check_in.line_id.company_id

    @api.depends("key_result_id", "line_id")
    def _compute_unit(self):
        for check_in in self:
            subject = check_in._about()
            check_in.unit = subject.unit
            check_in.digits = subject.digits
            check_in.is_automatic = subject.is_automatic

    @api.depends("key_result_id.start", "key_result_id.target", "date")
    def _compute_expected_value(self):
        for check_in in self:
            key_result = check_in.key_result_id
            check_in.expected_value = check_in.target = None
            if key_result.kind == "number" and check_in.date:
                share = key_result.cycle_id._expected_share(check_in.date)
                way = key_result.target - key_result.start
                check_in.expected_value = key_result.start + way * share
                check_in.target = key_result.target

    @api.depends_context("uid")
    @api.depends("key_result_id.may_edit", "line_id.may_edit", "superseded_by_id")
    def _compute_may_correct(self):
        for check_in in self:
            subject = check_in._about()
            check_in.may_correct = (
                not check_in.superseded_by_id and subject.may_edit and (subject.state != "closed")
            )

    @api.depends("key_result_id.name", "line_id.name", "date")
    def _compute_display_name(self):
        for check_in in self:
            check_in.display_name = f"{check_in._about().name or ''} · {check_in.date or ''}"

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        check_ins = super().create(self._completed(vals_list))

        # The figure itself is written with the rights of whoever checks in.
        check_ins._check_dates()
        check_ins._supersede()
        check_ins._store_milestones()
        check_ins._store_values()
        check_ins._refresh_subjects()
        check_ins._store_figures()
        check_ins.key_result_id.objective_id._finish_reminders()
        return check_ins

    def write(self, vals):
        if vals:
            raise AccessError(self.env._("A check-in is kept as it is; correct it by a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Check-ins are kept; correct one by a new one."))

    # --- actions ---------------------------------------------------------------------------

    def action_correct(self):
        """The check-in dialog with what this one says, to supersede it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct a Check-in"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_key_result_id": self.key_result_id.id,
                "default_line_id": self.line_id.id,
                "default_corrects_id": self.id,
                "default_date": fields.Date.to_string(self.date),
                "default_value": False if self.value is None else self.value,
                "default_confidence": False if self.confidence is None else self.confidence,
                "default_milestone_ids": self.milestone_ids.ids,
                "default_note": self.note,
                "default_obstacle": self.obstacle,
            },
        }

    def _about(self):
        """The key result or the scorecard line that this check-in is about."""
        self.ensure_one()
        return self.key_result_id or self.line_id

    @api.model
    def _subject(self, vals):
        """The key result or the scorecard line that ``vals`` are about; empty without one."""
        if vals.get("key_result_id"):
            return self.env["okr.key.result"].browse(vals["key_result_id"])
        return self.env["kpi.scorecard.line"].browse(vals.get("line_id") or ())

    def _point(self):
        """What the chart of the history draws of this check-in."""
        self.ensure_one()
        return {
            "id": self.id,
            "date": fields.Date.to_string(self.date),
            "value": self.value,
            "expected": self.expected_value,
            "progress": self.progress,
            "confidence": self.confidence,
            "note": self.note or "",
            "obstacle": self.obstacle or "",
            "user": self.user_id.sudo().name,
            "key_result_id": self.key_result_id.id,
        }

    def _write_past_guard(self, vals):
        # sudo: nobody has rights to write a check-in; the server links it to what it led to
        return super(GoalCheckIn, self.sudo()).write(vals)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | WRITTEN_BY_SERVER
