from odoo import api, fields, models

from ..scoring import total
from .kpi_bonus_plan import DEFINITION
from .optional_float import OptionalFloat

OUTCOMES = [
    ("paid", "Paid"),
    ("nothing", "Nothing by the curve"),
    ("gate", "Below the gate"),
    ("no_data", "No data"),
    ("no_base", "No base amount"),
]


class KpiBonus(models.Model):
    """What one employee gets from a run, with all that explains it, as it stood then.

    Nobody has the right to create, write or delete one, over RPC either: a run computes it, and
    a correction is a record of its own. It has no chatter, whose followers would see amounts.
    """

    _name = "kpi.bonus"
    _description = "Bonus"
    _order = "date_end desc, run_id, id"
    _rec_name = "plan_name"
    run_id = fields.Many2one("kpi.bonus.run", required=True, index=True, ondelete="cascade")
    scorecard_id = fields.Many2one("kpi.scorecard", required=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(related="employee_id.user_id", string="User")
    job_id = fields.Many2one("hr.job", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    plan_id = fields.Many2one(related="run_id.plan_id", string="Bonus Plan", store=True, index=True)
    plan_name = fields.Char(related="plan_id.name", string="Plan", store=True)
    cycle_id = fields.Many2one(related="run_id.cycle_id", store=True, index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    date_start = fields.Date(related="run_id.date_start", store=True)
    date_end = fields.Date(related="run_id.date_end", store=True, index=True)
    state = fields.Selection(related="run_id.state", store=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    attainment = OptionalFloat(
        aggregator="avg", help="Of all rewarded KPIs together, each between 0 and its cap."
    )
    data_share = fields.Float(
        string="Weight With Data",
        aggregator="avg",
        help="The share of the weight of the rewarded KPIs that have a figure.",
    )
    share = OptionalFloat(string="Share Paid", aggregator="avg", help="Of the base amount.")
    base_amount = OptionalFloat(string="Base Amount", aggregator="sum")
    actual = OptionalFloat(
        string="Commission On", aggregator="sum", help="The figure that the tiers pay on."
    )
    computed_amount = OptionalFloat(string="Computed", aggregator="sum")
    correction_ids = fields.One2many("kpi.bonus.correction", "bonus_id", string="Corrections")
    correction_amount = fields.Monetary(
        string="Correction", compute="_compute_amount", store=True, aggregator="sum"
    )
    amount = OptionalFloat(string="Bonus", compute="_compute_amount", store=True, aggregator="sum")
    outcome = fields.Selection(OUTCOMES, required=True, index=True)
    snapshot = fields.Json()
    curve = fields.Json(compute="_compute_curve")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    is_mine = fields.Boolean(related="scorecard_id.is_mine", related_sudo=False)
    is_managed = fields.Boolean(related="scorecard_id.is_managed", related_sudo=False)
    may_correct = fields.Boolean(compute="_compute_may_correct")
    _card_uniq = models.Constraint(
        "unique(run_id, scorecard_id)", "A scorecard has one bonus in a run."
    )

    @api.depends("employee_id", "plan_id.name", "cycle_id.name")
    def _compute_display_name(self):
        for bonus in self:
            names = bonus.sudo()
            parts = names.employee_id.name, names.plan_id.name, names.cycle_id.name
            bonus.display_name = " · ".join(part or "" for part in parts)

    @api.depends("computed_amount", "correction_ids.amount", "currency_id")
    def _compute_amount(self):
        for bonus in self:
            corrections = bonus.correction_ids.mapped("amount")
            bonus.correction_amount = total(corrections)
            if bonus.computed_amount is None and not corrections:
                bonus.amount = None
            else:
                whole = total([bonus.computed_amount or 0.0, *corrections])
                bonus.amount = bonus.currency_id.round(whole)

    @api.depends("snapshot", "attainment")
    def _compute_curve(self):
        plans = self.env["kpi.bonus.plan"]
        for bonus in self:
            snapshot = bonus.snapshot or {}
            if not snapshot.get("curve"):
                bonus.curve = False
                continue
            definition = {name: snapshot[name] for name in DEFINITION}
            mark = None
            if definition["mode"] == "marginal":
                mark = [bonus.actual, bonus.computed_amount]
            elif not definition["each"]:
                mark = [bonus.attainment, bonus.share]
            bonus.curve = plans._drawn(definition) | {
                "currency_id": bonus.currency_id.id,
                "mark": None if mark is None or None in mark else mark,
            }

    @api.depends_context("lang")
    @api.depends("snapshot", "amount", "correction_ids", "outcome")
    def _compute_explanation(self):
        for bonus in self:
            bonus.explanation = self._explain(
                bonus.snapshot, bonus, bonus.currency_id, bonus.correction_ids
            )

    @api.depends_context("uid")
    @api.depends("state", "employee_id")
    def _compute_may_correct(self):
        may = self.env["kpi.bonus.correction"].has_access("create")
        for bonus in self:
            bonus.may_correct = (
                may
                and bonus.state in ("computed", "checked")
                and bonus.employee_id.sudo().user_id != self.env.user
            )

    def action_correct(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct a Bonus"),
            "res_model": "kpi.bonus.correction",
            "view_mode": "form",
            "target": "new",
            "context": {"default_bonus_id": self.id},
        }

    def action_open_scorecard(self):
        self.ensure_one()
        return self.scorecard_id.get_formview_action()

    def _different(self, vals):
        """Those of ``vals`` that differ from what is stored."""
        self.ensure_one()
        return {
            name: value
            for name, value in vals.items()
            if (self[name].id if self._fields[name].type == "many2one" else self[name]) != value
        }
