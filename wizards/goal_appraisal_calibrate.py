from odoo import api, fields, models


class GoalAppraisalCalibrate(models.TransientModel):
    _name = "goal.appraisal.calibrate"
    _description = "Calibrate Ratings"
    outcome_ids = fields.Many2many("goal.appraisal.outcome", required=True)
    template_ids = fields.Many2many("goal.appraisal.template", compute="_compute_template_ids")
    band_id = fields.Many2one("goal.appraisal.band", string="Rating", required=True)
    reason = fields.Text(required=True)

    @api.depends("outcome_ids")
    def _compute_template_ids(self):
        for wizard in self:
            wizard.template_ids = wizard.outcome_ids.template_id

    def action_calibrate(self):
        """Decide the rating for all chosen; where templates differ, the one of the same name."""
        self.ensure_one()
        self.outcome_ids._calibrate(self.band_id.name, self.reason)
        return {"type": "ir.actions.act_window_close"}
