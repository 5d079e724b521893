from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..scoring import STATUSES
from .goal_owner_mixin import OWNER_FIELDS
from .optional_float import OptionalFloat

STATUS_LABELS = [
    ("off_track", "Off track"),
    ("at_risk", "At risk"),
    ("on_track", "On track"),
    ("reached", "Reached"),
    ("outdated", "Outdated"),
    ("no_data", "No data"),
]
assert {key for key, _label in STATUS_LABELS} == set(STATUSES)
GRADES = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("no_data", "No data")]
ENGINE_FIELDS = {"data_share", "frozen", "grade", "judged_share", "refreshed_at", "score", "status"}
SHAPE_FIELDS = {"company_id", "cycle_id", "department_id", "employee_id", "owner_type", "team_id"}

# What a manager may write on a subordinate's card besides its lines, and on a closed one.
SOFT_FIELDS = {
    "activity_ids",
    "activity_user_id",
    "line_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
    "note",
}  # fmt: skip
CLOSED_FIELDS = SOFT_FIELDS - {"line_ids", "note"}


class KpiScorecard(models.Model):
    _name = "kpi.scorecard"
    _description = "Scorecard"
    _inherit = [
        "goal.cycle.mixin",
        "goal.reminder.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "bus.listener.mixin",
    ]
    _order = "date_start desc, owner_type, id"
    _check_company_auto = True
    _mail_post_access = "read"  # the owner may comment on a scorecard that others set
    _goal_action = "kpi_okr.kpi_scorecard_action"
    _reminder = "kpi_okr.mail_activity_figures"

    state = fields.Selection(tracking=True)
    template_id = fields.Many2one("kpi.scorecard.template", ondelete="set null", check_company=True)
    line_ids = fields.One2many("kpi.scorecard.line", "scorecard_id", copy=True)
    line_count = fields.Integer(compute="_compute_line_count")
    weight_total = fields.Float(compute="_compute_line_count")
    measured_count = fields.Integer(string="KPIs With Data", compute="_compute_line_count")
    note = fields.Html()
    score = OptionalFloat(
        readonly=True, copy=False, aggregator="avg", help="Weighted mean of the lines' scores."
    )
    grade = fields.Selection(GRADES, readonly=True, copy=False, default="no_data")
    status = fields.Selection(
        STATUS_LABELS, readonly=True, copy=False, default="no_data", index=True
    )
    data_share = fields.Float(
        string="Weight With Data",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="The share of the weight whose lines have a figure.",
    )
    judged_share = OptionalFloat(
        readonly=True,
        copy=False,
        aggregator=None,
        groups="base.group_no_one",
        help="The elapsed share of the cycle by which all lines were judged last.",
    )
    refreshed_at = fields.Datetime(readonly=True, copy=False)
    measured_at = fields.Datetime(
        compute="_compute_measured_at", help="The figures are at least as fresh as this."
    )

    _employee_uniq = models.UniqueIndex(
        "(cycle_id, employee_id) WHERE owner_type = 'employee'",
        "This employee has a scorecard in this cycle already.",
    )
    _team_uniq = models.UniqueIndex(
        "(cycle_id, team_id) WHERE owner_type = 'team'",
        "This sales team has a scorecard in this cycle already.",
    )
    _department_uniq = models.UniqueIndex(
        "(cycle_id, department_id) WHERE owner_type = 'department'",
        "This department has a scorecard in this cycle already.",
    )
    _company_uniq = models.UniqueIndex(
        "(cycle_id) WHERE owner_type = 'company'",
        "The company has a scorecard in this cycle already.",
    )

    @api.depends("owner_name", "cycle_id.name")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.owner_name or ''} · {card.cycle_id.name or ''}"

    @api.depends("line_ids.weight", "line_ids.actual")
    def _compute_line_count(self):
        for card in self:
            card.line_count = len(card.line_ids)
            card.measured_count = sum(line.actual is not None for line in card.line_ids)
            card.weight_total = sum(card.line_ids.mapped("weight"))

    def _compute_next_check_in(self):
        dues = dict(
            self.env["kpi.scorecard.line"]._read_group(
                [("scorecard_id", "in", self.ids), ("next_check_in", "!=", False)],
                ["scorecard_id"],
                ["next_check_in:min"],
            )
        )
        for card in self:
            card.next_check_in = dues.get(card, False)

    def _search_next_check_in(self, operator, value):
        return Domain("line_ids", "any", [("next_check_in", operator, value)])

    @api.depends("refreshed_at", "state")
    def _compute_measured_at(self):
        run = self.env["goal.refresh"]._last_finished()
        for card in self:
            if card.state == "closed":
                card.measured_at = card.cycle_id.closed_at
            elif run and card.create_date and card.create_date < run.started_at:
                card.measured_at = max(card.refreshed_at or run.started_at, run.started_at)
            else:
                # sudo: the department of a colleague is public
                card.measured_at = card.refreshed_at

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        # One refresh for all cards below, not one for each card's lines.
        cards = super(KpiScorecard, self.with_context(goal_refresh_later=True)).create(vals_list)
        cards = cards.with_env(self.env)
        cards._check_open()
        self.env["goal.engine"]._refresh_cards(cards)
        return cards

    def write(self, vals):
        self._refuse_guarded(vals)
        if vals.keys() - CLOSED_FIELDS:
            self._check_open()
        if vals.keys() - SOFT_FIELDS and not self._may_shape():
            raise AccessError(
                self.env._("Only an HR officer of goals may change whose scorecard it is.")
            )
        result = super().write(vals)
        if SHAPE_FIELDS & vals.keys():
            self._check_open()
            self.check_access("write")  # rules are checked before: no card leaves the company
            self.env["goal.engine"]._refresh_cards(self)
        return result

    def unlink(self):
        self._check_open()
        return super().unlink()

    def copy_data(self, default=None):
        if not (default or {}).get("cycle_id"):
            raise UserError(
                self.env._("Use “Copy to Cycle”: an owner has one scorecard in a cycle.")
            )
        return super().copy_data(default)

    # --- actions ---------------------------------------------------------------------------

    def action_refresh(self):
        """Measure these scorecards now; whoever may read them may."""
        self.check_access("read")
        self.env["goal.engine"]._refresh_cards(self)

    def action_copy_to_cycle(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy to Cycle"),
            "res_model": "kpi.scorecard.copy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_scorecard_ids": self.ids},
        }  # fmt: skip

    # --- business --------------------------------------------------------------------------

    @api.model
    def _owner_vals(self, owner_type, owner):
        """The owner fields of a scorecard of ``owner``, a record of the type's model."""
        vals = {"owner_type": owner_type}
        if owner_type in OWNER_FIELDS:
            vals[OWNER_FIELDS[owner_type]] = owner.id
        return vals

    def _copy_to(self, cycle):
        """Copies of these scorecards in ``cycle``; owners who have one there keep theirs.

        Returns the scorecards of these owners in ``cycle``, copied or kept.
        """
        existing = self._by_owner(cycle)
        result = self.browse()
        for card in self:
            key = (cycle.id, card.owner_type, card._owner_record().id)
            if key not in existing:
                existing[key] = card.copy({"cycle_id": cycle.id, "company_id": cycle.company_id.id})
            result |= existing[key]
        return result

    @api.model
    def _by_owner(self, cycles):
        """All scorecards of ``cycles`` as {(cycle id, owner type, owner id): scorecard}."""
        cards = self.search([("cycle_id", "in", cycles.ids)])
        return {
            (card.cycle_id.id, card.owner_type, card._owner_record().id): card for card in cards
        }

    def _freeze(self):
        super()._freeze()
        self._drop_reminders()
        self.line_ids._freeze()

    def _unfreeze(self):
        super()._unfreeze()
        self.line_ids._unfreeze()

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | ENGINE_FIELDS
