from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    goal_tz = fields.Selection(related="company_id.goal_tz", readonly=False)
    goal_pace_basis = fields.Selection(related="company_id.goal_pace_basis", readonly=False)
