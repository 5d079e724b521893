from odoo import fields, models


class GoalAppraisalCompetence(models.Model):
    """What criteria are grouped by: leadership, professional skill, soft skills ..."""

    _name = "goal.appraisal.competence"
    _description = "Competence"
    _order = "sequence, id"
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
