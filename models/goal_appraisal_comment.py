from odoo import fields, models

from .goal_appraisal_part import RATER_GROUPS


class GoalAppraisalComment(models.Model):
    """Words of a rater, published with the means of the group: without name, mark or date, and
    in an order that is drawn by lot."""

    _name = "goal.appraisal.comment"
    _description = "Published Comment"
    _order = "appraisal_id, rater_group, question, criterion_id, id"
    _rec_name = "text"
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    rater_group = fields.Selection(
        [*RATER_GROUPS, ("folded", "Small Groups")], required=True, readonly=True
    )
    question = fields.Selection(
        [("criterion", "Criterion"), ("strength", "Strengths"), ("improve", "To Improve")],
        required=True,
        readonly=True,
    )
    criterion_id = fields.Many2one("goal.appraisal.criterion", readonly=True, ondelete="restrict")
    text = fields.Text(required=True, readonly=True)
