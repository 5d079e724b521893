from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CORRECTABLE = "computed", "checked"


class KpiBonusCorrection(models.Model):
    """An amount added to or taken from a bonus, with its reason; appended, never edited."""

    _name = "kpi.bonus.correction"
    _description = "Correction of a Bonus"
    _order = "id"
    _rec_name = "reason"
    bonus_id = fields.Many2one("kpi.bonus", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="bonus_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="bonus_id.currency_id")
    computed_amount = fields.Monetary(compute="_compute_amounts")
    new_amount = fields.Monetary(compute="_compute_amounts")
    amount = fields.Monetary(required=True, help="Added to the computed amount; may be negative.")
    reason = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, required=True, default=lambda self: self.env.uid
    )
    _amount_check = models.Constraint("CHECK (amount <> 0)", "A correction changes the amount.")

    @api.depends("bonus_id", "amount")
    def _compute_amounts(self):
        for correction in self:
            bonus = correction.bonus_id
            correction.computed_amount = bonus.amount or 0.0
            correction.new_amount = (bonus.amount or 0.0) + (
                0.0 if isinstance(correction.id, int) else correction.amount
            )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [vals | {"user_id": self.env.uid} for vals in vals_list]
        corrections = super().create(vals_list)
        runs = corrections.bonus_id.run_id
        runs.check_access("write")
        runs.lock_for_update()
        runs.invalidate_recordset(["state"])
        for correction in corrections:
            correction._check_allowed()
        for run in runs:
            texts = [
                self.env._(
                    "Bonus of %(name)s corrected by %(amount)s: %(reason)s",
                    name=correction.bonus_id.employee_id.name,
                    amount=self.env["goal.print.mixin"]._print_value(
                        correction.amount, "money", currency=correction.currency_id
                    ),
                    reason=correction.reason,
                )
                for correction in corrections
                if correction.bonus_id.run_id == run
            ]
            run._needs_another_check(texts)
        return corrections

    def _check_allowed(self):
        """Not once the run is approved, never one's own, with a reason, and not below zero."""
        self.ensure_one()
        bonus = self.bonus_id
        if bonus.run_id.state not in CORRECTABLE:
            raise UserError(
                self.env._("A bonus is corrected between computing and approving its run.")
            )
        if bonus.sudo().employee_id.user_id == self.env.user:
            raise AccessError(self.env._("Nobody may correct the own bonus."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the bonus is corrected."))
        if (bonus.amount or 0.0) < 0:
            raise UserError(self.env._("A bonus can't be below zero."))
