from odoo import api, fields, models
from odoo.exceptions import UserError


class GoalCycle(models.Model):
    """The objectives of a cycle: closing it freezes them as it does scorecards."""

    _inherit = "goal.cycle"

    objective_ids = fields.One2many("okr.objective", "cycle_id")
    objective_count = fields.Integer(compute="_compute_objective_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_objective_count(self):
        counts = dict(
            self.env["okr.objective"]._read_group(
                [("cycle_id", "in", self.ids)], ["cycle_id"], ["__count"]
            )
        )
        for cycle in self:
            cycle.objective_count = counts.get(cycle, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_without_objectives(self):
        if self.sudo().objective_ids:
            raise UserError(self.env._("A cycle with objectives can't be deleted."))

    def action_view_objectives(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.okr_objective_action")
        return {
            **action,
            "display_name": self.name,
            "domain": [("cycle_id", "=", self.id)],
            "context": {"default_cycle_id": self.id},
        }

    def _freeze_goals(self):
        super()._freeze_goals()
        self.objective_ids._freeze()

    def _unfreeze_goals(self):
        super()._unfreeze_goals()
        self.objective_ids._unfreeze()
