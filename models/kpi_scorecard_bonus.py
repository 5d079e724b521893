from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models

from ..scoring import total
from .optional_float import OptionalFloat


class KpiScorecard(models.Model):
    """What the own scorecard would pay at today's figures; an outlook, stored nowhere."""

    _inherit = "kpi.scorecard"
    expected_bonus = OptionalFloat(
        string="Expected Bonus",
        compute="_compute_expected_bonus",
        compute_sudo=False,
        aggregator=None,
        help=(
            "What your bonus would be if the cycle ended with today's figures. Not a "
            "promise: it is decided when the cycle is closed."
        ),
    )
    forecast_bonus = OptionalFloat(
        string="Expected at Run Rate",
        compute="_compute_expected_bonus",
        compute_sudo=False,
        aggregator=None,
        help="The same if figures that grow over the cycle go on as so far.",
    )
    has_bonus_outlook = fields.Boolean(
        compute="_compute_expected_bonus", compute_sudo=False, export_string_translation=False
    )
    bonus_outlook = fields.Html(
        compute="_compute_bonus_outlook", compute_sudo=False, sanitize=False
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends_context("uid")
    @api.depends("line_ids.score", "line_ids.weight", "state")
    def _compute_expected_bonus(self):
        now, later = self._outlook(), self._outlook(at_run_rate=True)
        for card in self:
            card.has_bonus_outlook = bool(now.get(card))
            card.expected_bonus = _sum(now.get(card))
            card.forecast_bonus = _sum(later.get(card)) if card.state == "open" else None

    @api.depends_context("uid", "lang")
    @api.depends("line_ids.score", "line_ids.weight", "state")
    def _compute_bonus_outlook(self):
        outlook = self._outlook()
        explain = self.env["kpi.bonus"]._explain
        for card in self:
            card.bonus_outlook = Markup("").join(
                explain(vals["snapshot"], vals, card.company_id.sudo().currency_id, expected=True)
                for vals in outlook.get(card, [])
            )

    def _outlook(self, at_run_rate=False):
        """{scorecard: [values of a bonus for each plan]} for the user's own scorecards.

        Of others only for their managers and for officers, who may read their bonuses. Where a
        run is published, the bonus itself is to be read.
        """
        officer = self.env.user.has_group("kpi_okr.group_goal_officer")
        cards = self.filtered(
            lambda card: (
                card.owner_type == "employee"
                and card.state != "draft"
                and (officer or card.is_mine or card.is_managed)
            )
        )
        if not cards:
            return {}
        plans = self.env["kpi.bonus.plan"].sudo()
        plans = plans.search([("company_id", "in", cards.company_id.ids)])
        decided = {
            (run.plan_id.id, run.cycle_id.id)
            for run in self.env["kpi.bonus.run"]
            .sudo()
            .search([("cycle_id", "in", cards.cycle_id.ids), ("state", "=", "published")])
        }
        result = defaultdict(list)
        for cycle, of_cycle in cards.grouped("cycle_id").items():
            for plan in plans:
                fits = (plan.cycle_type, plan.company_id) == (cycle.cycle_type, cycle.company_id)
                if fits and (plan.id, cycle.id) not in decided:
                    judged = plan._judge_cards(of_cycle, at_run_rate)
                    for card, vals in judged.items():
                        result[card].append(vals)
        return result


def _sum(bonuses):
    amounts = [vals["computed_amount"] for vals in bonuses or ()]
    amounts = [amount for amount in amounts if amount is not None]
    return total(amounts) if amounts else None
