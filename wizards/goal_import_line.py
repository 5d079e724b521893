from odoo import fields, models

from ..models.optional_float import OptionalFloat


class GoalImportLine(models.TransientModel):
    """What one cell of an uploaded workbook would change, or what is wrong with it."""

    _name = "goal.import.line"
    _description = "Row of an Import"
    _order = "id"
    wizard_id = fields.Many2one("goal.import.wizard", required=True, index=True, ondelete="cascade")
    place = fields.Char(string="Cell")
    name = fields.Char(string="What")
    old_value = OptionalFloat(string="Now")
    new_value = OptionalFloat(string="New")
    unit = fields.Char()
    digits = fields.Integer()
    currency_id = fields.Many2one("res.currency")
    reason = fields.Char(string="Reason or Note")
    problem = fields.Char()
