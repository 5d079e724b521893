from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GoalAppraisalAnchor(models.Model):
    """How somebody behaves who deserves a mark: one criterion at one level."""

    _name = "goal.appraisal.anchor"
    _description = "Behavioural Anchor"
    _order = "criterion_id, value"
    _rec_name = "text"
    criterion_id = fields.Many2one(
        "goal.appraisal.criterion", required=True, index=True, ondelete="cascade"
    )
    template_id = fields.Many2one(related="criterion_id.template_id", store=True, index=True)
    company_id = fields.Many2one(related="criterion_id.company_id", store=True)
    value = fields.Float(string="Mark", required=True, aggregator=None)
    text = fields.Text(string="Behaviour", required=True, translate=True)
    _value_uniq = models.UniqueIndex(
        "(criterion_id, value)", "A criterion has one anchor for each mark."
    )

    @api.constrains("value", "criterion_id")
    def _check_value(self):
        for anchor in self:
            marks = anchor.template_id.level_ids.mapped("value")
            if marks and anchor.value not in marks:
                raise ValidationError(
                    self.env._("%(mark)s is no mark of the scale.", mark=f"{anchor.value:g}")
                )
