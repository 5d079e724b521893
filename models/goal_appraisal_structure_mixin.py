from odoo import api, fields, models
from odoo.exceptions import UserError


class GoalAppraisalStructureMixin(models.AbstractModel):
    """A piece of an appraisal template, which stays as it is once the template is used.

    Weights and the scale are fixed with the first feedback, what is asked with the first
    appraisal that begins; wording may be improved at any time.
    """

    _name = "goal.appraisal.structure.mixin"
    _description = "Piece of an Appraisal Template"
    template_id = fields.Many2one(
        "goal.appraisal.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    _fixed_when_begun = frozenset({"template_id"})
    _fixed_when_locked = frozenset({"weight"})
    _adds_questions = False

    @api.model_create_multi
    def create(self, vals_list):
        pieces = super().create(vals_list)
        pieces._check_template(begun=self._adds_questions, locked=True)
        return pieces

    def write(self, vals):
        begun = bool(self._fixed_when_begun & vals.keys())
        locked = bool(self._fixed_when_locked & vals.keys())
        self._check_template(begun, locked)
        result = super().write(vals)
        self._check_template(begun, locked)
        self.template_id._check_structure()
        if locked:
            self.template_id._refresh_outcomes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if not self.env.context.get("goal_template_goes"):
            self._check_template(begun=self._adds_questions, locked=True)
            return

    def _check_template(self, begun, locked):
        templates = self.template_id
        if locked and (fixed := templates.filtered("locked_at")):
            raise UserError(
                self.env._(
                    "%(template)s: the first feedback is in, so weights and scale are "
                    "fixed. Make a new version of the template.",
                    template=fixed[0].name,
                )
            )
        if begun and (used := templates._begun()):
            raise UserError(
                self.env._(
                    "%(template)s: appraisals have begun with these questions. Make a "
                    "new version of the template.",
                    template=used[0].name,
                )
            )
