from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..scoring import TOLERANCE
from .kpi_indicator import UNITS
from .optional_float import OptionalFloat

WRITTEN_BY_SERVER = {"user_id", "superseded_by_id", "progress", "value_id"}


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

    @api.model
    def default_get(self, fields):
        """The last value and confidence, for the dialog to show."""
        defaults = super().default_get(fields)
        if subject := self._subject(defaults):
            subject.check_access("read")
            for name, known in zip(("value", "confidence"), subject._stand(), strict=True):
                if name in fields and not defaults.get(name):
                    defaults[name] = False if known is None else known
        return defaults

    @api.depends("key_result_id.company_id", "line_id.company_id")
    def _compute_company_id(self):
        for check_in in self:
            check_in.company_id = check_in.key_result_id.company_id or check_in.line_id.company_id

    @api.depends("key_result_id", "line_id")
    def _compute_unit(self):
        for check_in in self:
            subject = check_in.key_result_id or check_in.line_id
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
            subject = check_in.key_result_id or check_in.line_id
            check_in.may_correct = (
                not check_in.superseded_by_id and subject.may_edit and subject.state != "closed"
            )

    @api.depends("key_result_id.name", "line_id.name", "date")
    def _compute_display_name(self):
        for check_in in self:
            name = check_in.key_result_id.name or check_in.line_id.name or ""
            check_in.display_name = f"{name} · {check_in.date or ''}"

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        vals_list = [self._with_value(dict(vals)) for vals in vals_list]
        check_ins = super().create(vals_list)
        # The figure itself is written with the rights of whoever checks in.
        check_ins._check_dates()
        check_ins._supersede()
        check_ins.filtered("line_id")._store_values()
        key_results = check_ins.key_result_id
        self.env["goal.engine"]._refresh_objectives(key_results.objective_id)
        check_ins._store_progress()
        key_results.objective_id._finish_reminders()
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
                "default_note": self.note,
                "default_obstacle": self.obstacle,
            },
        }

    # --- business --------------------------------------------------------------------------

    @api.model
    def _subject(self, vals):
        """The key result or the scorecard line that ``vals`` are about."""
        if vals.get("key_result_id"):
            return self.env["okr.key.result"].browse(vals["key_result_id"])
        return self.env["kpi.scorecard.line"].browse(vals.get("line_id") or ())

    def _with_value(self, vals):
        """``vals`` with the number that is confirmed, where it comes by itself.

        Raises UserError where one is typed that comes by itself, or where none is given.
        """
        subject = self._subject(vals)
        if not subject:
            return vals  # the constraint says what is missing
        subject.check_access("read")
        known, _confidence = subject._stand()
        value = vals.get("value")
        value = None if value is False else value
        if not subject.is_automatic:
            if value is None:
                raise UserError(self.env._("%(name)s: say where it stands.", name=subject.name))
            yes_no = subject._name == "okr.key.result" and subject.kind == "yes_no"
            if yes_no and value not in (0, 1):
                raise ValidationError(self.env._("The answer is yes (1) or no (0)."))
            return vals
        if value is not None and not vals.get("corrects_id") and not _same(value, known):
            raise UserError(
                self.env._("%(name)s is computed; confirm its figure.", name=subject.name)
            )
        vals["value"] = False if known is None else known
        return vals

    def _check_dates(self):
        for check_in in self:
            subject = check_in.key_result_id or check_in.line_id
            cycle = subject.sudo().cycle_id
            if cycle.state == "closed":
                raise UserError(
                    self.env._("%(cycle)s is closed; its history is fixed.", cycle=cycle.name)
                )
            today = cycle.company_id._goal_today()
            if not cycle.date_start <= check_in.date <= max(today, cycle.date_start):
                raise UserError(
                    self.env._(
                        "A check-in lies between the start of %(cycle)s and today.",
                        cycle=cycle.name,
                    )
                )
            if check_in.line_id and check_in.date > cycle.date_end:
                raise UserError(
                    self.env._("A figure of a KPI lies inside %(cycle)s.", cycle=cycle.name)
                )

    def _supersede(self):
        for check_in in self.filtered("corrects_id"):
            old = check_in.corrects_id
            same = old.key_result_id == check_in.key_result_id and old.line_id == check_in.line_id
            if not same or old == check_in:
                raise UserError(self.env._("A check-in corrects one of the same goal."))
            if old.superseded_by_id:
                raise UserError(self.env._("This check-in has been corrected already."))
            old._write_past_guard({"superseded_by_id": check_in.id})

    def _store_values(self):
        """Make what is said about a KPI its figure; a correction changes that of the old one."""
        for check_in in self:
            line = check_in.line_id
            if line.source != "manual":
                continue
            card = line.scorecard_id
            if figure := check_in.corrects_id.value_id:
                figure.write(
                    {"date": check_in.date, "value": check_in.value, "note": check_in._summary()}
                )
            else:
                figure = self.env["kpi.value"].create(
                    {
                        "indicator_id": line.indicator_id.id,
                        "date": check_in.date,
                        "value": check_in.value,
                        "note": check_in._summary(),
                        "company_id": card.company_id.id,
                        "owner_type": card.owner_type,
                        "employee_id": card.employee_id.id,
                        "team_id": card.team_id.id,
                        "department_id": card.department_id.id,
                    }
                )
            check_in._write_past_guard({"value_id": figure.id})

    def _store_progress(self):
        for check_in in self:
            progress = check_in.key_result_id.progress
            if check_in.line_id:
                progress = check_in.line_id.attainment
            check_in._write_past_guard({"progress": False if progress is None else progress})

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

    def _summary(self):
        return (self.note or "").partition("\n")[0] or False

    def _write_past_guard(self, vals):
        # sudo: nobody has rights to write a check-in; the server links it to what it led to
        return super(GoalCheckIn, self.sudo()).write(vals)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | WRITTEN_BY_SERVER


def _same(value, known):
    return known is not None and abs(value - known) <= TOLERANCE * max(1.0, abs(known))
