from odoo import api, fields, models


class OkrObjectiveCopy(models.TransientModel):
    """Duplicate an objective, or carry it over to a later cycle, with chosen key results."""

    _name = "okr.objective.copy"
    _description = "Copy an Objective"

    objective_id = fields.Many2one("okr.objective", required=True, ondelete="cascade")
    mode = fields.Selection(
        [("duplicate", "Duplicate"), ("carry", "Carry Over")], required=True, default="duplicate"
    )
    company_id = fields.Many2one(related="objective_id.company_id")
    cycle_id = fields.Many2one(
        "goal.cycle",
        required=True,
        compute="_compute_cycle_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id), ('state', '!=', 'closed')]",
    )
    key_result_ids = fields.Many2many(
        "okr.key.result",
        compute="_compute_key_result_ids",
        store=True,
        readonly=False,
        domain="[('objective_id', '=', objective_id)]",
    )

    @api.depends("objective_id", "mode")
    def _compute_cycle_id(self):
        for wizard in self:
            cycle = wizard.objective_id.cycle_id
            later = wizard.mode == "carry" or cycle.state == "closed"
            wizard.cycle_id = cycle._next() if cycle and later else cycle

    @api.depends("objective_id", "mode")
    def _compute_key_result_ids(self):
        for wizard in self:
            carry = wizard.mode == "carry"
            wizard.key_result_ids = wizard.objective_id.key_result_ids.filtered(
                lambda key_result, carry=carry: not carry or key_result.status != "reached"
            )

    def action_copy(self):
        """Copy, and open the new objective."""
        self.ensure_one()
        objective = self.objective_id
        objective.check_access("read")
        if self.mode == "carry":
            copy = objective._carry(self.cycle_id, self.key_result_ids)
        else:
            copy = objective._duplicate(self.cycle_id, self.key_result_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "okr.objective",
            "res_id": copy.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
