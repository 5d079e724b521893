from odoo import fields, models
from odoo.exceptions import AccessError

from .goal_appraisal_pane import SIDES


class GoalAppraisalRating(models.Model):
    """The mark that one side gives for one criterion; read by the rules of its side's text."""

    _name = "goal.appraisal.rating"
    _description = "Rating of a Side"
    _inherit = ["goal.appraisal.answer.mixin"]
    _order = "appraisal_id, side, sequence, id"
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    side = fields.Selection(SIDES, required=True, readonly=True)
    _criterion_uniq = models.UniqueIndex(
        "(appraisal_id, side, criterion_id)", "A side rates each criterion once."
    )

    def write(self, vals):
        if vals.keys() - {"score", "comment"}:
            raise AccessError(self.env._("Only the mark and the comment change."))
        result = super().write(vals)
        if "score" in vals:
            self.sudo().appraisal_id._refresh_outcomes()
        return result
