from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .goal_appraisal import RUNNING

STEP = 100


class GoalAppraisalPlan(models.Model):
    """Appraisals that come by themselves: the first after hire, then every so many months."""

    _name = "goal.appraisal.plan"
    _description = "Recurring Appraisals"
    _order = "sequence, id"
    _check_company_auto = True
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    template_id = fields.Many2one(
        "goal.appraisal.template",
        check_company=True,
        help="Empty: of each employee the template of the job, department or company.",
    )
    department_ids = fields.Many2many("hr.department", string="Departments", check_company=True)
    job_ids = fields.Many2many("hr.job", string="Jobs", check_company=True)
    first_months = fields.Integer(string="First After (Months)", default=6, required=True)
    every_months = fields.Integer(string="Then Every (Months)", default=6, required=True)
    starts_on = fields.Date(
        string="In Force From",
        required=True,
        default=lambda self: self.env.company._goal_today(),
        help="Nothing that was due before this day is made up for.",
    )
    due_count = fields.Integer(string="Due Now", compute="_compute_due_count")
    _months_check = models.Constraint(
        "CHECK (first_months > 0 AND every_months > 0)", "A plan needs at least one month."
    )

    def _compute_due_count(self):
        for plan in self:
            plan.due_count = len(plan._due())

    def action_run(self):
        """Create and begin what is due today."""
        self.check_access("write")
        for plan in self:
            plan._run()

    @api.model
    def _cron_run(self):
        """Each day: what is due by the plans, step by step."""
        for plan in self.search([]):  # pylint: disable=no-search-all
            while done := plan._run():
                left = 0 if done < STEP else 1
                if not self.env["ir.cron"]._commit_progress(done, remaining=left) and left:
                    return

    def _run(self):
        """Create and begin up to ``STEP`` appraisals that are due; returns how many."""
        self.ensure_one()
        due = self._due()
        chosen = list(due.items())[:STEP]
        Appraisal = (
            self.env["goal.appraisal"]
            .sudo()
            .with_context(
                allowed_company_ids=self.company_id.ids,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                tracking_disable=True,
            )
        )
        appraisals = Appraisal.create(
            [
                {
                    "employee_id": employee,
                    "company_id": self.company_id.id,
                    "date_from": first,
                    "date_to": last,
                    **({"template_id": self.template_id.id} if self.template_id else {}),
                }
                for employee, (first, last) in chosen
            ]
        )
        appraisals._write_past_guard({"plan_id": self.id})
        appraisals._start()
        return len(appraisals)

    def _due(self):
        """{employee id: (first day, last day)} of the appraisals that are due today.

        The first ends ``first_months`` after hire, each later one ``every_months`` after the last
        one's end. What would have been due before the plan is in force moves to the next date.
        """
        self.ensure_one()
        Employee = self.env["hr.employee"].sudo()
        domain = Domain("company_id", "=", self.company_id.id)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        if self.job_ids:
            domain &= Domain("job_id", "in", self.job_ids.ids)
        employees = Employee.search(domain, order="id")
        hired = Employee._goal_hired_on(employees)
        last, running = self._last_ends(employees)
        fitting = (
            dict.fromkeys(employees.ids)
            if self.template_id
            else self.env["goal.appraisal.template"]._for_employees(employees)
        )
        today, due = self.company_id._goal_today(), {}
        for employee in employees:
            if employee.id in running or employee.id not in fitting:
                continue
            begin = last.get(employee.id)
            months = self.every_months if begin else self.first_months
            begin = begin or hired[employee.id] - timedelta(days=1)
            end = begin + relativedelta(months=months)
            while end < self.starts_on:
                begin, end = end, end + relativedelta(months=self.every_months)
            if end <= today:
                due[employee.id] = begin + timedelta(days=1), end
        return due

    def _last_ends(self, employees):
        """({employee id: end of the last appraisal}, ids of those with one that runs)."""
        Appraisal = self.env["goal.appraisal"].sudo()
        rows = Appraisal._read_group(
            [("employee_id", "in", employees.ids), ("state", "!=", "cancelled")],
            ["employee_id", "state"],
            ["date_to:max"],
        )
        last, running = {}, set()
        for employee, state, end in rows:
            if state in ("draft", *RUNNING):
                running.add(employee.id)
            last[employee.id] = max(last.get(employee.id, end), end)
        return last, running
