from odoo import fields, models


class GoalCycleReopen(models.TransientModel):
    _name = "goal.cycle.reopen"
    _description = "Reopen a Cycle"

    cycle_id = fields.Many2one("goal.cycle", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_reopen(self):
        self.ensure_one()
        self.cycle_id.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
