from odoo import api, fields, models


class OkrMilestone(models.Model):
    """One step of a key result that is measured by what is done."""

    _name = "okr.milestone"
    _description = "Milestone"
    _order = "key_result_id, sequence, id"

    key_result_id = fields.Many2one("okr.key.result", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    weight = fields.Float(default=1.0, required=True, aggregator="sum")
    done = fields.Boolean(copy=False)
    objective_id = fields.Many2one(related="key_result_id.objective_id", store=True, index=True)
    company_id = fields.Many2one(related="key_result_id.company_id", store=True, index=True)

    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        milestones = super().create(vals_list)
        milestones._refresh(milestones.key_result_id.objective_id)
        return milestones

    def write(self, vals):
        objectives = self.key_result_id.objective_id
        objectives._check_open()
        result = super().write(vals)
        if "key_result_id" in vals:
            self.check_access("write")  # rules are checked before: it can't be pushed on others
        self._refresh(objectives | self.key_result_id.objective_id)
        return result

    def unlink(self):
        objectives = self.key_result_id.objective_id
        objectives._check_open()
        result = super().unlink()
        self._refresh(objectives)
        return result

    # --- business --------------------------------------------------------------------------

    def _refresh(self, objectives):
        objectives._check_open()
        self.env["okr.key.result"]._refresh_later(objectives)
