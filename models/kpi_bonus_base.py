from odoo import api, fields, models
from odoo.exceptions import AccessError


class KpiBonusBase(models.Model):
    """What a share of 100 % pays to an employee or to a job, from a date on.

    A new amount is a new record with a later date, so that cycles of the past keep theirs.
    """

    _name = "kpi.bonus.base"
    _description = "Base Amount of a Bonus"
    _order = "plan_id, job_id, employee_id, date_from desc"
    _rec_name = "date_from"
    _check_company_auto = True
    plan_id = fields.Many2one("kpi.bonus.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", check_company=True
    )
    job_id = fields.Many2one(
        "hr.job", index="btree_not_null", ondelete="cascade", check_company=True
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.start_of(self.env.company._goal_today(), "month"),
        help="Holds for the cycles that end on this day or later, until the next one.",
    )
    amount = fields.Monetary(required=True, aggregator=None)
    _one_check = models.Constraint(
        "CHECK ((employee_id IS NULL) <> (job_id IS NULL))",
        "A base amount is of an employee or of a job.",
    )
    _amount_check = models.Constraint("CHECK (amount >= 0)", "A base amount can't be negative.")
    _employee_uniq = models.UniqueIndex(
        "(plan_id, employee_id, date_from) WHERE employee_id IS NOT NULL",
        "The employee has a base amount from this day on already.",
    )
    _job_uniq = models.UniqueIndex(
        "(plan_id, job_id, date_from) WHERE job_id IS NOT NULL",
        "The job has a base amount from this day on already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        bases = super().create(vals_list)
        bases._refuse_own()
        return bases

    def write(self, vals):
        self._refuse_own()
        result = super().write(vals)
        self._refuse_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_of_others(self):
        self._refuse_own()

    def _refuse_own(self):
        """What somebody is paid is set by somebody else."""
        if self.env.user in self.sudo().employee_id.user_id and not self.env.su:
            raise AccessError(self.env._("Nobody may set the own base amount."))
