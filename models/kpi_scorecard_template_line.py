from odoo import fields, models

from .optional_float import OptionalFloat


class KpiScorecardTemplateLine(models.Model):
    _name = "kpi.scorecard.template.line"
    _description = "Scorecard Template Line"
    _order = "sequence, id"
    _check_company_auto = True

    template_id = fields.Many2one(
        "kpi.scorecard.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "kpi.indicator", required=True, ondelete="restrict", check_company=True
    )
    target = OptionalFloat(digits=(16, 6))
    weight = fields.Float(default=1.0, required=True)
    unit = fields.Selection(related="indicator_id.unit")
    digits = fields.Integer(related="indicator_id.digits")

    _indicator_uniq = models.Constraint(
        "unique(template_id, indicator_id)", "An indicator appears once in a template."
    )
    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")

    def _line_vals(self):
        """The values of a scorecard line made from this template line."""
        self.ensure_one()
        return {
            "indicator_id": self.indicator_id.id,
            "target": self.target,
            "weight": self.weight,
            "sequence": self.sequence,
        }
