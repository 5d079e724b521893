from odoo import api, fields, models
from odoo.exceptions import AccessError


class GoalAppraisalNote(models.Model):
    """A private note of a manager: read by its author and by who manages the employee now.

    Neither the employee nor HR officers read it by their office.
    """

    _name = "goal.appraisal.note"
    _description = "Private Note"
    _order = "id desc"
    _rec_name = "author_id"
    appraisal_id = fields.Many2one("goal.appraisal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    author_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, default=lambda self: self.env.uid
    )
    text = fields.Html(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("author_id", self.env.uid) != self.env.uid for vals in vals_list):
            raise AccessError(self.env._("A note is its author's."))
        return super().create([vals | {"author_id": self.env.uid} for vals in vals_list])

    def write(self, vals):
        if vals.keys() - {"text"}:
            raise AccessError(self.env._("Only the text of a note changes."))
        return super().write(vals)
