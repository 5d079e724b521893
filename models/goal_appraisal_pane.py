from odoo import fields, models
from odoo.exceptions import AccessError

SIDES = [("employee", "Employee"), ("manager", "Manager")]


class GoalAppraisalPane(models.Model):
    """What one side writes. The other side reads it once it is visible: a rule, not a view."""

    _name = "goal.appraisal.pane"
    _description = "Side of an Appraisal"
    _order = "appraisal_id, side"
    _rec_name = "side"
    appraisal_id = fields.Many2one(
        "goal.appraisal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, index=True)
    side = fields.Selection(SIDES, required=True, readonly=True)
    text = fields.Html()
    _side_uniq = models.UniqueIndex("(appraisal_id, side)", "A side writes on one page.")

    def write(self, vals):
        if vals.keys() - {"text"}:
            raise AccessError(self.env._("Only the text of a side changes."))
        return super().write(vals)
