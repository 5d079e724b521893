from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .optional_float import OptionalFloat

MARKS = "kpi", "okr", "self", "manager", "peer", "report", "other", "folded"
SERVER_FIELDS = {
    "appraisal_id",
    "parts",
    "final",
    "proposed_band_id",
    "kpi_score",
    "okr_score",
    "computed_at",
    *(f"{kind}_mark" for kind in MARKS),
}


class GoalAppraisalOutcome(models.Model):
    """What an appraisal comes to: the marks of its parts, the final figure, the rating.

    The manager's side and HR read it from the beginning, the employee when it is done: from an
    earlier figure the marks of the other side could be worked out.
    """

    _name = "goal.appraisal.outcome"
    _description = "Outcome of an Appraisal"
    _inherit = ["goal.guard.mixin"]
    _order = "date_to desc, department_id, id"
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, index=True)
    manager_id = fields.Many2one(related="appraisal_id.manager_id", store=True)
    department_id = fields.Many2one(related="appraisal_id.department_id", store=True, index=True)
    job_id = fields.Many2one(related="appraisal_id.job_id", store=True)
    template_id = fields.Many2one(related="appraisal_id.template_id", store=True)
    campaign_id = fields.Many2one(related="appraisal_id.campaign_id", store=True, index=True)
    date_to = fields.Date(related="appraisal_id.date_to", store=True)
    state = fields.Selection(related="appraisal_id.state", store=True, index=True)
    kpi_score = OptionalFloat(
        string="KPI Score", readonly=True, aggregator="avg", help="Of the scorecards, a fraction."
    )
    okr_score = OptionalFloat(
        string="OKR Score", readonly=True, aggregator="avg", help="Of the objectives, a fraction."
    )
    kpi_mark = OptionalFloat(string="KPI", readonly=True, aggregator="avg")
    okr_mark = OptionalFloat(string="OKR", readonly=True, aggregator="avg")
    self_mark = OptionalFloat(string="Self", readonly=True, aggregator="avg")
    manager_mark = OptionalFloat(string="Manager", readonly=True, aggregator="avg")
    peer_mark = OptionalFloat(string="Peers", readonly=True, aggregator="avg")
    report_mark = OptionalFloat(string="Reports", readonly=True, aggregator="avg")
    other_mark = OptionalFloat(string="Others", readonly=True, aggregator="avg")
    folded_mark = OptionalFloat(
        string="Small Groups",
        readonly=True,
        aggregator="avg",
        help="Groups of fewer than three raters, taken as one.",
    )
    parts = fields.Json(readonly=True, help="Each part: its mark, its weight and its real share.")
    final = OptionalFloat(string="Final Figure", readonly=True, aggregator="avg")
    proposed_band_id = fields.Many2one(
        "goal.appraisal.band", string="Proposed Rating", readonly=True, index=True
    )
    decided_band_id = fields.Many2one(
        "goal.appraisal.band",
        string="Decided Rating",
        index=True,
        domain="[('template_id', '=', template_id)]",
    )
    decision_reason = fields.Text(
        string="Reason", help="Why the rating differs from the proposed one; the employee reads it."
    )
    is_moved = fields.Selection(
        [("higher", "Higher"), ("same", "As proposed"), ("lower", "Lower"), ("open", "Undecided")],
        string="Decided Against Proposed",
        compute="_compute_is_moved",
        store=True,
    )
    computed_at = fields.Datetime(readonly=True)
    calibration_ids = fields.One2many("goal.appraisal.calibration", "outcome_id")
    _appraisal_uniq = models.UniqueIndex("(appraisal_id)", "An appraisal has one outcome.")

    @api.constrains("decided_band_id", "decision_reason", "proposed_band_id")
    def _check_decision(self):
        for outcome in self.sudo():
            band = outcome.decided_band_id
            if band and band.template_id != outcome.template_id:
                raise ValidationError(self.env._("Choose a rating of the appraisal's template."))

    @api.depends("appraisal_id.display_name")
    def _compute_display_name(self):
        for outcome in self:
            outcome.display_name = outcome.appraisal_id.sudo().display_name

    @api.depends("proposed_band_id", "decided_band_id")
    def _compute_is_moved(self):
        for outcome in self:
            proposed, decided = outcome.proposed_band_id, outcome.decided_band_id
            if not decided or not proposed:
                outcome.is_moved = "open"
            elif proposed == decided:
                outcome.is_moved = "same"
            else:
                higher = decided.from_mark is not None and (
                    proposed.from_mark is None or decided.from_mark > proposed.from_mark
                )
                outcome.is_moved = "higher" if higher else "lower"

    def write(self, vals):
        self._refuse_guarded(vals)
        if vals.keys() & {"decided_band_id", "decision_reason"} and self.filtered(
            lambda outcome: outcome.state != "manager"
        ):
            raise UserError(self.env._("The rating is decided in the state “Manager”."))
        return super().write(vals)

    def action_open_appraisal(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "goal.appraisal",
            "res_id": self.appraisal_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_calibrate(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Calibrate"),
            "res_model": "goal.appraisal.calibrate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_outcome_ids": self.ids},
        }

    def _calibrate(self, band_name, reason):
        """Decide the rating of that name for all of these, each in its own template.

        Kept with who, when and why. Raises AccessError unless the user may write every one.
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the rating changes."))
        log = []
        for outcome in self:
            band = outcome.template_id.sudo().band_ids.filtered(lambda b: b.name == band_name)[:1]
            if not band:
                raise UserError(
                    self.env._(
                        "%(template)s has no rating “%(rating)s”.",
                        template=outcome.template_id.sudo().name,
                        rating=band_name,
                    )
                )
            log.append(
                {
                    "outcome_id": outcome.id,
                    "old_band_id": outcome.decided_band_id.id or outcome.proposed_band_id.id,
                    "new_band_id": band.id,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
            )
            outcome.write({"decided_band_id": band.id, "decision_reason": reason})
        self.env["goal.appraisal.calibration"].sudo().create(log)

    def _check_decided(self):
        """Refuse to finish without a rating, or with another one than proposed without reason."""
        for outcome in self:
            if not outcome.decided_band_id:
                raise UserError(
                    self.env._("%(name)s: decide the rating first.", name=outcome.display_name)
                )
            differs = outcome.decided_band_id != outcome.proposed_band_id
            if differs and not (outcome.decision_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(name)s: say why the rating differs from the proposed one.",
                        name=outcome.display_name,
                    )
                )

    @api.model
    def _create_for(self, appraisals):
        return self.create([{"appraisal_id": appraisal.id} for appraisal in appraisals])

    def _write_past_guard(self, vals):
        return super(GoalAppraisalOutcome, self.sudo()).write(vals)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | SERVER_FIELDS
