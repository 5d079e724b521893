from odoo import fields, models


class GoalAppraisalDecline(models.TransientModel):
    _name = "goal.appraisal.decline"
    _description = "Decline to Give Feedback"
    feedback_id = fields.Many2one("goal.appraisal.feedback", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_decline(self):
        self.ensure_one()
        return self.feedback_id.action_decline(self.reason)
