from odoo import api, fields, models

from .optional_float import OptionalFloat


class KpiBonusTier(models.Model):
    _name = "kpi.bonus.tier"
    _description = "Tier of a Commission"
    _order = "plan_id, up_to, id"
    _rec_name = "up_to"
    plan_id = fields.Many2one("kpi.bonus.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    up_to = OptionalFloat(
        aggregator=None, help="The upper limit of the slice. Empty: everything above the others."
    )
    rate = fields.Float(string="Pays", required=True, aggregator=None, help="A share of the slice.")
    _limit_uniq = models.UniqueIndex(
        "(plan_id, COALESCE(up_to, 0))", "A commission has one tier up to a limit."
    )
    _positive_check = models.Constraint(
        "CHECK (up_to > 0 AND rate >= 0)", "A limit is above zero, a rate not below it."
    )

    @api.constrains("up_to", "rate", "plan_id")
    def _check_curve(self):
        self.plan_id._check_curve()
