from odoo import models

MANAGED_BY = {"department_id", "employee_id"}


class HrVersion(models.Model):
    _inherit = "hr.version"

    def modified(self, fnames, create=False, before=False):
        super().modified(fnames, create, before)
        if not MANAGED_BY.isdisjoint(fnames):
            self.env["res.users"]._goal_forget_managed()
