from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .optional_float import OptionalFloat


class GoalAppraisalAnswerMixin(models.AbstractModel):
    """What somebody says about one criterion: a mark of the scale and a comment."""

    _name = "goal.appraisal.answer.mixin"
    _description = "Answer in an Appraisal"
    criterion_id = fields.Many2one(
        "goal.appraisal.criterion", readonly=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10, readonly=True)
    score = OptionalFloat(
        string="Mark", aggregator=None, help="Empty: not rated, which counts neither way."
    )
    comment = fields.Text()
    name = fields.Char(compute="_compute_question")
    description = fields.Text(compute="_compute_question")
    competence = fields.Char(compute="_compute_question")
    choices = fields.Json(compute="_compute_question")

    @api.depends("criterion_id")
    @api.depends_context("lang")
    def _compute_question(self):
        for answer in self.sudo():
            criterion = answer.criterion_id
            answer.name = criterion.name
            answer.description = criterion.description
            answer.competence = criterion.competence_id.name
            answer.choices = criterion._choices() if criterion else []

    @api.constrains("score")
    def _check_score(self):
        for answer in self.sudo():
            if answer.score is None:
                continue
            marks = answer.criterion_id.template_id.level_ids.mapped("value")
            if answer.score not in marks:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: %(mark)s is no mark of the scale.",
                        criterion=answer.criterion_id.name or "",
                        mark=f"{answer.score:g}",
                    )
                )

    @api.model
    def _blank_vals(self, template):
        """The values of one answer for each criterion of ``template``."""
        return [
            {"criterion_id": criterion.id, "sequence": number}
            for number, criterion in enumerate(template.sudo().criterion_ids, 1)
        ]
