from odoo import api, fields, models


class KpiBonusPoint(models.Model):
    _name = "kpi.bonus.point"
    _description = "Point of a Payout Curve"
    _order = "plan_id, attainment"
    _rec_name = "attainment"
    plan_id = fields.Many2one("kpi.bonus.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    attainment = fields.Float(required=True, aggregator=None)
    share = fields.Float(
        string="Pays", required=True, aggregator=None, help="A share of the bonus."
    )
    _attainment_uniq = models.Constraint(
        "unique(plan_id, attainment)", "A curve has one point at an attainment."
    )
    _positive_check = models.Constraint(
        "CHECK (attainment >= 0 AND share >= 0)", "A point of a curve can't be negative."
    )

    @api.constrains("attainment", "share", "plan_id")
    def _check_curve(self):
        self.plan_id._check_curve()
