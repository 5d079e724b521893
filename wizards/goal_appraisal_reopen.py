from odoo import fields, models


class GoalAppraisalReopen(models.TransientModel):
    _name = "goal.appraisal.reopen"
    _description = "Reopen Appraisals"
    appraisal_ids = fields.Many2many("goal.appraisal", required=True)
    reason = fields.Text(required=True)

    def action_reopen(self):
        self.ensure_one()
        self.appraisal_ids.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
