from odoo import api, fields, models


class GoalAppraisalLevel(models.Model):
    """A mark of the rating scale and what it is called."""

    _name = "goal.appraisal.level"
    _description = "Level of a Rating Scale"
    _inherit = ["goal.appraisal.structure.mixin"]
    _order = "template_id, value"
    value = fields.Float(string="Mark", required=True, aggregator=None)
    name = fields.Char(string="Label", required=True, translate=True)
    _value_uniq = models.UniqueIndex("(template_id, value)", "Each mark appears once on a scale.")
    _fixed_when_begun = frozenset({"template_id", "value"})
    _fixed_when_locked = frozenset({"value"})
    _adds_questions = True

    @api.depends("name", "value")
    def _compute_display_name(self):
        for level in self:
            level.display_name = f"{level.value:g} · {level.name or ''}"
