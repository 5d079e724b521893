from odoo import fields, models


class GoalAppraisalCriterion(models.Model):
    """One question of the qualitative parts, asked of everybody who rates."""

    _name = "goal.appraisal.criterion"
    _description = "Appraisal Criterion"
    _inherit = ["goal.appraisal.structure.mixin"]
    _order = "template_id, sequence, id"
    sequence = fields.Integer(default=10)
    competence_id = fields.Many2one(
        "goal.appraisal.competence", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(string="Criterion", required=True, translate=True)
    description = fields.Text(translate=True)
    weight = fields.Float(default=1.0, required=True, aggregator="sum")
    anchor_ids = fields.One2many("goal.appraisal.anchor", "criterion_id", copy=True)
    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")
    _adds_questions = True

    def _choices(self):
        """What a rater chooses from, lowest first: the mark, its label and its anchor."""
        self.ensure_one()
        anchors = {anchor.value: anchor.text for anchor in self.anchor_ids}
        return [
            {"value": level.value, "label": level.name, "anchor": anchors.get(level.value) or ""}
            for level in self.template_id.level_ids
        ]
