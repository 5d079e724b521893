from odoo import models
from odoo.exceptions import UserError

from .kpi_bonus_run import LOCKED


class GoalCycle(models.Model):
    """A cycle whose bonuses are approved stays closed: they were paid by its figures."""

    _name = "goal.cycle"
    _inherit = ["goal.cycle"]

    def action_reopen(self, reason):
        runs = self.env["kpi.bonus.run"].sudo().search([("cycle_id", "in", self.ids)])
        if locked := runs.filtered(lambda run: run.state in LOCKED):
            raise UserError(
                self.env._(
                    (
                        "%(run)s is approved: its bonuses follow from the figures of the "
                        "cycle. Withdraw the run first."
                    ),
                    run=locked[0].display_name,
                )
            )
        result = super().action_reopen(reason)
        for run in runs.filtered(lambda run: run.state != "draft"):
            run._message_log(body=self.env._("The cycle was reopened: compute the run again."))
            run._back_to_draft()
        return result
