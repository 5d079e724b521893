from odoo import fields, models


class KpiBonusWithdraw(models.TransientModel):
    _name = "kpi.bonus.withdraw"
    _description = "Withdraw a Bonus Run"
    run_id = fields.Many2one("kpi.bonus.run", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_withdraw(self):
        self.ensure_one()
        self.run_id.action_withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
