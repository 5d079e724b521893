from odoo import api, fields, models

SALES = "sales_team.group_sale_salesman"


class OkrKeyResult(models.Model):
    """What the deals linked to a key result amount to."""

    _inherit = "okr.key.result"

    won_amount = fields.Monetary(
        string="Won", compute="_compute_deal_amounts", groups=SALES, aggregator=None
    )
    open_amount = fields.Monetary(
        string="Open",
        compute="_compute_deal_amounts",
        groups=SALES,
        aggregator=None,
        help="The expected revenue of the linked deals that are neither won nor lost.",
    )
    weighted_amount = fields.Monetary(
        string="Weighted",
        compute="_compute_deal_amounts",
        groups=SALES,
        aggregator=None,
        help="The open amount, each deal weighted by its probability.",
    )

    @api.depends("lead_ids.expected_revenue", "lead_ids.prorated_revenue", "lead_ids.won_status")
    def _compute_deal_amounts(self):
        # sudo: totals of deals that the salesperson may not open, as of every figure
        for key_result in self.sudo():
            deals = key_result.lead_ids
            pending = deals.filtered(lambda d: d.active and d.won_status == "pending")
            won = deals.filtered(lambda d: d.won_status == "won")
            key_result.won_amount = sum(won.mapped("expected_revenue"))
            key_result.open_amount = sum(pending.mapped("expected_revenue"))
            key_result.weighted_amount = sum(pending.mapped("prorated_revenue"))
