from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .goal_check_in_mixin import RHYTHMS
from .kpi_indicator import UNITS
from .kpi_scorecard import STATUS_LABELS
from .optional_float import OptionalFloat

KINDS = [
    ("number", "Number"),
    ("range", "Keep Within Range"),
    ("milestones", "Milestones"),
    ("yes_no", "Yes or No"),
]
SOURCES = [("check_in", "Check-ins"), ("indicator", "KPI"), ("deals", "Linked Deals")]
ENGINE_FIELDS = {
    "confidence",
    "current",
    "error",
    "last_check_in_at",
    "last_check_in_note",
    "last_obstacle",
    "next_check_in",
    "origin_id",
    "pace",
    "progress",
    "score",
    "status",
}  # fmt: skip
SHORT_WAY = 10  # a way that short is gone in steps below one
UNSCORED_FIELDS = {"description", "digits", "name", "sequence", "unit"}


class OkrKeyResult(models.Model):
    """One measure of an objective: from where to where, and how far it has come."""

    _name = "okr.key.result"
    _description = "Key Result"
    _inherit = ["goal.guard.mixin", "goal.check.in.mixin"]
    _order = "objective_id, sequence, id"
    _check_company_auto = True
    _check_in_field = "key_result_id"

    objective_id = fields.Many2one(
        "okr.objective", required=True, index=True, ondelete="cascade", check_company=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Key Result", required=True)
    description = fields.Text()
    kind = fields.Selection(KINDS, required=True, default="number")
    source = fields.Selection(SOURCES, string="Figure From", required=True, default="check_in")
    indicator_id = fields.Many2one(
        "kpi.indicator", string="KPI", index=True, ondelete="restrict", check_company=True
    )
    lead_ids = fields.Many2many(
        "crm.lead",
        "okr_key_result_lead_rel",
        "key_result_id",
        "lead_id",
        string="Linked Deals",
        check_company=True,
        groups="sales_team.group_sale_salesman",
        context={"active_test": False},
    )
    deal_measure = fields.Selection(
        [("sum", "Revenue of Won Deals"), ("count", "Number of Won Deals")],
        default="sum",
        required=True,
    )
    start = fields.Float(digits=(16, 6), required=True, default=0.0, aggregator=None)
    target = fields.Float(digits=(16, 6), required=True, default=100.0, aggregator=None)
    low = fields.Float(digits=(16, 6), required=True, default=0.0, aggregator=None)
    high = fields.Float(digits=(16, 6), required=True, default=0.0, aggregator=None)
    unit = fields.Selection(
        UNITS, compute="_compute_unit", store=True, readonly=False, required=True, precompute=True
    )
    digits = fields.Integer(
        string="Decimals",
        compute="_compute_digits",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
    )
    weight = fields.Float(default=1.0, required=True, aggregator="avg")
    milestone_ids = fields.One2many("okr.milestone", "key_result_id", copy=True)

    check_in_every = fields.Selection(RHYTHMS, string="Rhythm", required=True, default="week")
    check_in_from = fields.Date(
        copy=False, help="Check-ins are due from this day on: the day it was set up, or the start."
    )
    check_in_ids = fields.One2many("goal.check.in", "key_result_id")
    check_in_count = fields.Integer(compute="_compute_check_in_count")
    last_check_in_at = fields.Date(string="Last Check-in", readonly=True, copy=False)
    last_check_in_note = fields.Text(readonly=True, copy=False)
    last_obstacle = fields.Text(readonly=True, copy=False)

    current = OptionalFloat(readonly=True, copy=False, aggregator=None)
    progress = OptionalFloat(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="The share of the way from start to target; below 0 when moving away.",
    )
    score = OptionalFloat(
        readonly=True, copy=False, aggregator="avg", help="The progress between 0 and 100 %."
    )
    confidence = OptionalFloat(readonly=True, copy=False, aggregator="avg")
    pace = OptionalFloat(readonly=True, copy=False, aggregator="avg")
    status = fields.Selection(
        STATUS_LABELS, readonly=True, copy=False, default="no_data", index=True
    )
    error = fields.Char(readonly=True, copy=False)
    origin_id = fields.Many2one(
        "okr.key.result",
        string="Carried From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    expected = fields.Float(related="objective_id.expected", string="Expected by Now")
    is_automatic = fields.Boolean(compute="_compute_is_automatic")

    cycle_id = fields.Many2one(related="objective_id.cycle_id", store=True, index=True)
    date_start = fields.Date(related="objective_id.date_start", store=True)
    date_end = fields.Date(related="objective_id.date_end", store=True)
    state = fields.Selection(related="objective_id.state", store=True, index=True)
    company_id = fields.Many2one(related="objective_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    owner_type = fields.Selection(related="objective_id.owner_type", store=True)
    owner_name = fields.Char(related="objective_id.owner_name")
    employee_id = fields.Many2one(related="objective_id.employee_id", store=True)
    team_id = fields.Many2one(related="objective_id.team_id", store=True)
    owner_department_id = fields.Many2one(related="objective_id.owner_department_id", store=True)
    user_id = fields.Many2one(related="objective_id.user_id", store=True)
    is_mine = fields.Boolean(related="objective_id.is_mine", related_sudo=False)
    is_managed = fields.Boolean(related="objective_id.is_managed", related_sudo=False)
    may_edit = fields.Boolean(related="objective_id.may_edit", related_sudo=False)

    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")
    _way_check = models.Constraint(
        "CHECK (kind <> 'number' OR start <> target)",
        "Start and target are the same: there is no way to go.",
    )
    _range_check = models.Constraint(
        "CHECK (kind <> 'range' OR low <= high)", "The lower edge is above the upper edge."
    )
    _source_check = models.Constraint(
        "CHECK (source = 'check_in' OR kind = 'number')",
        "Only a number can come from a KPI or from deals.",
    )
    _indicator_check = models.Constraint(
        "CHECK (source <> 'indicator' OR indicator_id IS NOT NULL)", "Choose the KPI."
    )
    _rhythm_check = models.Constraint(
        "CHECK (check_in_every <> 'never' OR (source <> 'check_in' AND kind = 'number'))",
        "Only a figure that comes by itself goes without check-ins.",
    )

    # --- computes --------------------------------------------------------------------------

    @api.depends("indicator_id", "source", "deal_measure", "kind")
    def _compute_unit(self):
        for key_result in self:
            if key_result.source == "indicator" and key_result.indicator_id:
                key_result.unit = key_result.indicator_id.unit
            elif key_result.source == "deals":
                key_result.unit = "money" if key_result.deal_measure == "sum" else "number"
            elif key_result.kind == "milestones":
                key_result.unit = "percent"
            else:
                key_result.unit = key_result.unit or "number"

    @api.depends("indicator_id", "source", "kind", "unit", "start", "target", "low", "high")
    def _compute_digits(self):
        """As many decimals as show the start, the target and the steps between them."""
        for key_result in self:
            if key_result.source == "indicator" and key_result.indicator_id:
                key_result.digits = key_result.indicator_id.digits
            elif key_result.source == "check_in" and key_result.kind in ("number", "range"):
                scale = 100 if key_result.unit == "percent" else 1
                names = ("low", "high") if key_result.kind == "range" else ("start", "target")
                ends = [scale * key_result[name] for name in names]
                short = abs(ends[1] - ends[0]) <= SHORT_WAY
                key_result.digits = max(key_result.digits, short, *map(_decimals, ends))
            else:
                key_result.digits = 0

    @api.depends("source", "kind")
    def _compute_is_automatic(self):
        for key_result in self:
            key_result.is_automatic = (
                key_result.source != "check_in" or key_result.kind == "milestones"
            )

    @api.depends("check_in_ids")
    def _compute_check_in_count(self):
        counts = dict(
            self.env["goal.check.in"]._read_group(
                [("key_result_id", "in", self.ids), ("superseded_by_id", "=", False)],
                ["key_result_id"],
                ["__count"],
            )
        )
        for key_result in self:
            key_result.check_in_count = counts.get(key_result, 0)

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        # Milestones and moved deals below ask for no refresh of their own.
        later = self.with_context(goal_refresh_later=True)
        key_results = super(OkrKeyResult, later).create(vals_list).with_env(self.env)
        key_results.objective_id._check_open()
        key_results._check_deals(self.env["crm.lead"])
        for key_result in key_results.filtered(lambda kr: not kr.check_in_from):
            today = key_result.company_id.sudo()._goal_today()
            running = key_result.date_start <= today <= key_result.date_end
            key_result._write_past_guard(
                {"check_in_from": today if running else key_result.date_start}
            )
        self._refresh_later(key_results.objective_id)
        return key_results

    def write(self, vals):
        self._refuse_guarded(vals)
        objectives = self.objective_id
        objectives._check_open()
        self.check_access("write")
        leads = self.sudo().lead_ids if "lead_ids" in vals else None
        self._log_changes(vals)
        result = super(OkrKeyResult, self.with_context(goal_refresh_later=True)).write(vals)
        if "objective_id" in vals:
            self.objective_id._check_open()
            self.check_access("write")  # rules are checked before: it can't be pushed on others
        if leads is not None:
            self._check_deals(leads)
        if vals.keys() - UNSCORED_FIELDS:
            self._refresh_later(objectives | self.objective_id)
        return result

    def unlink(self):
        objectives = self.objective_id
        objectives._check_open()
        self.sudo()._check_no_history()
        result = super().unlink()
        self._refresh_later(objectives)
        return result

    def _carried_vals(self):
        """What a copy in the next cycle has of its own: it starts where this one stands."""
        self.ensure_one()
        vals = {"weight": self.weight}
        if self.kind == "milestones":
            vals["milestone_ids"] = [
                Command.create({"name": m.name, "weight": m.weight, "sequence": m.sequence})
                for m in self.milestone_ids
                if not m.done
            ]
        # A KPI counts the new cycle from its beginning, so its way stays as it is.
        elif self.kind == "number" and self.source != "indicator":
            if self.current not in (None, self.target):
                vals["start"] = self.current
        return vals

    def _check_deals(self, known):
        """Refuse to link deals that the user can't read, since their revenue would show."""
        added = self.sudo().lead_ids - known.sudo()
        if added:
            added.sudo(self.env.su).check_access("read")

    def _check_no_history(self):
        if self.check_in_ids:
            raise UserError(
                self.env._(
                    "%(name)s has check-ins, which are kept: set its weight to 0 instead.",
                    name=self.check_in_ids[0].key_result_id.name,
                )
            )

    def _refresh_later(self, objectives):
        if not self.env.context.get("goal_refresh_later"):
            self.env["goal.engine"]._refresh_objectives(objectives)

    def _write_past_guard(self, vals):
        # The buttons' own way past write(), which refuses these over RPC.
        return super().write(vals)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | ENGINE_FIELDS


def _decimals(value):
    """How many decimals, at most four, ``value`` needs to be shown as it is."""
    return next((digits for digits in range(4) if abs(round(value, digits) - value) < 1e-9), 4)
