from odoo import fields, models

from .goal_appraisal_part import RATER_GROUPS


class GoalAppraisalResult(models.Model):
    """The mean of a group of raters on one criterion, as it was when the feedback was closed.

    It is all that is left of anonymous feedback for everybody but the rater: written once, in one
    step, of three raters or more. See docs/adr/0016-anonymity-of-feedback.md.
    """

    _name = "goal.appraisal.result"
    _description = "Published Feedback"
    _order = "appraisal_id, rater_group, sequence, criterion_id"
    _rec_name = "rater_group"
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    rater_group = fields.Selection(
        [*RATER_GROUPS, ("folded", "Small Groups")], required=True, readonly=True
    )
    groups = fields.Char(readonly=True, help="What small groups were taken as one.")
    criterion_id = fields.Many2one(
        "goal.appraisal.criterion", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    mean = fields.Float(readonly=True, aggregator=None)
    raters = fields.Integer(readonly=True, aggregator=None, help="In the group, three or more.")
    _cell_uniq = models.UniqueIndex(
        "(appraisal_id, rater_group, criterion_id)", "A group has one mean of each criterion."
    )

    def _group_names(self):
        """The rater groups that this one is made of."""
        self.ensure_one()
        return tuple((self.groups or self.rater_group).split(","))
