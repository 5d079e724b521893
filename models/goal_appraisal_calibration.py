from odoo import fields, models


class GoalAppraisalCalibration(models.Model):
    """A rating that was changed in calibration: append-only, not for the employee."""

    _name = "goal.appraisal.calibration"
    _description = "Calibration of a Rating"
    _order = "id desc"
    _rec_name = "reason"
    outcome_id = fields.Many2one(
        "goal.appraisal.outcome", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="outcome_id.company_id", store=True, index=True)
    employee_id = fields.Many2one(related="outcome_id.employee_id", store=True)
    old_band_id = fields.Many2one("goal.appraisal.band", string="Before", readonly=True)
    new_band_id = fields.Many2one("goal.appraisal.band", string="After", readonly=True)
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
