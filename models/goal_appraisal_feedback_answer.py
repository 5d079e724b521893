from odoo import api, fields, models
from odoo.exceptions import AccessError

OPEN_QUESTIONS = "strength", "improve"


class GoalAppraisalFeedbackAnswer(models.Model):
    """What a rater says about one criterion or an open question.

    Read by the rater, and with names by the manager's side where the rater was told so. Nobody
    else reads it by any rule: officers, administrators and the employee see published means.
    """

    _name = "goal.appraisal.feedback.answer"
    _description = "Answer of a Rater"
    _inherit = ["goal.appraisal.answer.mixin"]
    _order = "feedback_id, sequence, id"
    feedback_id = fields.Many2one(
        "goal.appraisal.feedback", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="feedback_id.company_id", store=True, index=True)
    question = fields.Selection(
        [("criterion", "Criterion"), ("strength", "Strengths"), ("improve", "To Improve")],
        required=True,
        readonly=True,
        default="criterion",
    )

    @api.depends("question")
    def _compute_question(self):
        super()._compute_question()
        names = {
            "strength": self.env._("What does this colleague do particularly well?"),
            "improve": self.env._("What could this colleague do better?"),
        }
        for answer in self:
            if answer.question in names:
                answer.name = names[answer.question]
                answer.competence = self.env._("In your own words")

    def write(self, vals):
        if vals.keys() - {"score", "comment"}:
            raise AccessError(self.env._("Only the mark and the comment change."))
        if not self.env.su:
            for feedback in self.feedback_id:
                feedback._check_rating()
        if vals.get("score") not in (None, False) and self.filtered(lambda a: not a.criterion_id):
            raise AccessError(self.env._("An open question has no mark."))
        return super().write(vals)

    @api.model
    def _questions(self, template):
        """The (question, values) of the answers of one rater."""
        asked = [("criterion", vals) for vals in self._blank_vals(template)]
        number = len(asked)
        return asked + [
            (question, {"sequence": number + place})
            for place, question in enumerate(OPEN_QUESTIONS, 1)
        ]
