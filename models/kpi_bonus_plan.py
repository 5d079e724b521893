from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..scoring import MARGINAL, POINTS, STEP, curve_picture, judge_bonus
from .goal_cycle import CYCLE_TYPES
from .optional_float import OptionalFloat

MODES = [
    (POINTS, "Points, straight in between"),
    (STEP, "Steps, each until the next"),
    (MARGINAL, "Marginal tiers (commission)"),
]
DEFINITION = "mode", "each", "curve", "gate", "cap", "base"


class KpiBonusPlan(models.Model):
    """A payout curve: from the attainment of rewarded KPIs to a share of a bonus, or tiers of a
    commission. Officers of goals only: what others are promised is private."""

    _name = "kpi.bonus.plan"
    _description = "Bonus Plan"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True
    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cycle_type = fields.Selection(
        CYCLE_TYPES, required=True, default="month", help="Pays for each cycle of this type."
    )
    job_ids = fields.Many2many(
        "hr.job",
        string="Jobs",
        check_company=True,
        help=(
            "Who takes part, by the job on the last day of the cycle. Empty: everybody with "
            "a scorecard and a base amount."
        ),
    )
    mode = fields.Selection(MODES, required=True, default=POINTS, tracking=True)
    applies_to = fields.Selection(
        [("whole", "The whole"), ("each", "Each KPI")],
        string="Curve On",
        required=True,
        default="whole",
        tracking=True,
        help=(
            "The whole: the mean of the rewarded KPIs goes through the curve. Each KPI: "
            "every rewarded KPI goes through it alone, then the mean is taken."
        ),
    )
    indicator_id = fields.Many2one(
        "kpi.indicator",
        string="Commission On",
        check_company=True,
        ondelete="restrict",
        domain=[("rewarded", "=", True), ("unit", "=", "money")],
        help="The rewarded KPI, in money, whose figure the tiers pay on.",
    )
    point_ids = fields.One2many("kpi.bonus.point", "plan_id", string="Points", copy=True)
    tier_ids = fields.One2many("kpi.bonus.tier", "plan_id", string="Tiers", copy=True)
    base_ids = fields.One2many("kpi.bonus.base", "plan_id", string="Base Amounts", copy=True)
    base_amount = OptionalFloat(
        string="Base Amount",
        tracking=True,
        help="What a share of 100 % pays to whom no base amount of the job or of the own applies.",
    )
    gate = OptionalFloat(
        tracking=True,
        help="Nothing is paid while the attainment of all rewarded KPIs together is below this.",
    )
    cap = OptionalFloat(tracking=True, help="The most that is paid, as a share of the base.")
    cap_amount = OptionalFloat(
        string="Highest Commission", tracking=True, help="The most that is paid for a cycle."
    )
    curve = fields.Json(compute="_compute_curve")
    run_ids = fields.One2many("kpi.bonus.run", "plan_id")
    run_count = fields.Integer(compute="_compute_run_count")
    _amounts_check = models.Constraint(
        """CHECK (COALESCE(base_amount, 0) >= 0 AND COALESCE(gate, 0) >= 0
             AND COALESCE(cap, 0) >= 0 AND COALESCE(cap_amount, 0) >= 0)""",
        "A base amount, a gate and a cap can't be negative.",
    )
    _commission_check = models.Constraint(
        "CHECK (mode <> 'marginal' OR indicator_id IS NOT NULL)",
        "Choose the KPI that the commission is paid on.",
    )

    @api.constrains("mode", "gate", "cap", "cap_amount", "point_ids", "tier_ids")
    def _check_curve(self):
        for plan in self:
            if error := plan._curve_error():
                raise ValidationError(
                    self.env._("%(name)s: %(error)s", name=plan.name, error=error)
                )

    @api.constrains("indicator_id", "mode")
    def _check_indicator(self):
        for plan in self.filtered(lambda plan: plan.mode == MARGINAL):
            if not plan.indicator_id.rewarded or plan.indicator_id.unit != "money":
                raise ValidationError(
                    self.env._("A commission is paid on a rewarded KPI in money only.")
                )

    @api.depends(
        "mode",
        "applies_to",
        "gate",
        "cap",
        "cap_amount",
        "base_amount",
        "currency_id",
        "point_ids.attainment",
        "point_ids.share",
        "tier_ids.up_to",
        "tier_ids.rate",
    )
    def _compute_curve(self):
        for plan in self:
            plan.curve = plan._drawn(plan._definition()) | {"currency_id": plan.currency_id.id}

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["kpi.bonus.run"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.run_count = counts.get(plan, 0)

    def write(self, vals):
        before = {plan: plan._curve_text() for plan in self}
        result = super().write(vals)
        if {"mode", "point_ids", "tier_ids"} & vals.keys():
            for plan in self:
                if (after := plan._curve_text()) != before[plan]:
                    plan._message_log(
                        body=self.env._(
                            "The curve was %(old)s and is now %(new)s.", old=before[plan], new=after
                        )
                    )
        return result

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=plan.name)}
            for plan, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_bonus_run_action")
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {"default_plan_id": self.id},
        }

    @api.model
    def preview(self, definition, at):
        """What the curve of ``definition`` pays at one place, for the box beside its picture.

        :param definition: mode, curve, gate, cap and base as ``curve`` of a plan has them; they
            may be unsaved
        :param at: an attainment, a fraction; of marginal tiers an amount
        :return: ``{"point": [x, y], "text": in words}``, or ``{"error": why}``
        """
        self.check_access("read")
        try:
            marginal = definition["mode"] == MARGINAL
            result = judge_bonus(
                [] if marginal else [(at, 1)],
                definition["curve"],
                definition["mode"],
                gate=None if marginal else definition.get("gate"),
                cap=definition.get("cap"),
                base=definition.get("base"),
                actual=at if marginal else None,
            )
        except (ValueError, KeyError, TypeError) as error:
            return {"error": str(error)}
        place = result.amount if marginal else result.share
        return {"point": [at, place], "text": self._preview_text(at, result, definition)}

    def _definition(self):
        """What decides a payout, as plain data; ``judge_bonus`` takes it, a run keeps it."""
        self.ensure_one()
        marginal = self.mode == MARGINAL
        if marginal:
            tiers = [[tier.up_to, tier.rate] for tier in self.tier_ids]
            curve = sorted(tiers, key=lambda tier: (tier[0] is None, tier[0] or 0))
        else:
            points = {point.attainment: point.share for point in self.point_ids}
            curve = [list(point) for point in sorted(points.items())]
        return {
            "mode": self.mode,
            "each": self.applies_to == "each" and not marginal,
            "curve": curve,
            "gate": self.gate,
            "cap": self.cap_amount if marginal else self.cap,
            "base": None if marginal else self.base_amount,
        }

    @api.model
    def _drawn(self, definition):
        """A definition with the picture of its curve: points, or the error why there is none."""
        whole = definition["mode"] != MARGINAL and not definition["each"]
        try:
            picture = curve_picture(
                definition["curve"],
                definition["mode"],
                gate=definition["gate"] if whole else None,
                cap=definition["cap"],
            )
        except ValueError:
            picture = []
        return {**definition, "picture": [list(point) for point in picture]}

    def _curve_error(self):
        definition = self._definition()
        if not definition["curve"]:
            return self.env._("the curve needs at least one point or tier.")
        try:
            curve_picture(
                definition["curve"],
                definition["mode"],
                gate=definition["gate"],
                cap=definition["cap"],
            )
        except ValueError as error:
            return str(error)
        return None

    def _curve_text(self):
        definition = self._definition()
        show = self.env["goal.print.mixin"]._print_value
        unit = "number" if definition["mode"] == MARGINAL else "percent"
        return "; ".join(
            (
                f"{show(place, unit, 2) or '∞'} → {show(paid, 'percent', 2)}"
                for place, paid in definition["curve"]
            )
        ) or self.env._("none")

    def _preview_text(self, at, result, definition):
        show = self.env["goal.print.mixin"]._print_value
        currency = self.env["res.currency"].browse(definition.get("currency_id"))
        amount = show(result.amount, "money", currency=currency)
        if definition["mode"] == MARGINAL:
            return self.env._("%(amount)s of commission", amount=amount)
        share = show(result.share, "percent", 2)
        if not result.passed:
            return self.env._("Below the gate: nothing is paid")
        if definition.get("each"):
            return self.env._("%(share)s of this KPI's part of the bonus", share=share)
        if not amount:
            return self.env._("%(share)s of the bonus", share=share)
        return self.env._(
            "%(share)s of the bonus: %(amount)s of %(base)s",
            share=share,
            amount=amount,
            base=show(definition["base"], "money", currency=currency),
        )
