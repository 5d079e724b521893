from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..scoring import kpi_okr_share
from .goal_appraisal_part import MEASURED

APPLY_TO = [("company", "Company"), ("department", "Department"), ("job", "Job")]


class GoalAppraisalTemplate(models.Model):
    """What is appraised, by whom, on which scale, and what each part weighs.

    Weights are fixed with the first feedback: whoever rates knows what it counts. A new version
    is a copy that takes the template's place.
    """

    _name = "goal.appraisal.template"
    _description = "Appraisal Template"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True
    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: a template of every company."
    )
    apply_to = fields.Selection(APPLY_TO, string="For", required=True, default="company")
    department_id = fields.Many2one("hr.department", index="btree_not_null", check_company=True)
    job_id = fields.Many2one("hr.job", index="btree_not_null", check_company=True)
    part_ids = fields.One2many("goal.appraisal.part", "template_id", copy=True)
    criterion_ids = fields.One2many("goal.appraisal.criterion", "template_id", copy=True)
    level_ids = fields.One2many("goal.appraisal.level", "template_id", copy=True)
    band_ids = fields.One2many("goal.appraisal.band", "template_id", copy=True)
    self_text = fields.Html(
        string="Text of the Employee's Side",
        translate=True,
        help="What the employee finds on the own side to begin with.",
    )
    manager_text = fields.Html(string="Text of the Manager's Side", translate=True)
    names_to_manager = fields.Boolean(
        string="The Manager Sees Names",
        tracking=True,
        help=(
            "The manager and HR read who gave which feedback. Every rater is told so on the "
            "form. It holds for appraisals whose feedback is asked for from then on."
        ),
    )
    self_days = fields.Integer(string="Self-Assessment Due After", default=7, required=True)
    feedback_days = fields.Integer(string="Feedback Due After", default=14, required=True)
    manager_days = fields.Integer(string="Appraisal Due After", default=28, required=True)
    locked_at = fields.Datetime(
        string="Weights Fixed Since", readonly=True, copy=False, help="The first feedback came in."
    )
    measured_share = fields.Float(
        string="KPI and OKR", compute="_compute_measured_share", help="What they weigh together."
    )
    weight_warning = fields.Char(compute="_compute_measured_share")
    appraisal_ids = fields.One2many("goal.appraisal", "template_id")
    appraisal_count = fields.Integer(compute="_compute_appraisal_count")
    _unit_check = models.Constraint(
        """CHECK ((apply_to = 'department') = (department_id IS NOT NULL)
             AND (apply_to = 'job') = (job_id IS NOT NULL))""",
        "Choose the department or the job that the template is for.",
    )
    _days_check = models.Constraint(
        "CHECK (0 < self_days AND self_days <= feedback_days AND feedback_days <= manager_days)",
        "The self-assessment is due first, then the feedback, then the appraisal.",
    )

    @api.depends("part_ids.weight", "part_ids.kind")
    def _compute_measured_share(self):
        for template in self:
            weights = {part.kind: part.weight for part in template.part_ids}
            others = [weight for kind, weight in weights.items() if kind not in MEASURED]
            result = kpi_okr_share(
                max(weights.get("kpi", 0.0), 0.0),
                max(weights.get("okr", 0.0), 0.0),
                [max(weight, 0.0) for weight in others],
            )
            template.measured_share = result.share or 0.0
            template.weight_warning = result.more_than_half and self.env._(
                "KPI and OKR weigh more than half: what can't be counted gets little room."
            )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_appraisal_count(self):
        counts = dict(
            self.env["goal.appraisal"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.appraisal_count = counts.get(template, 0)

    @api.model_create_multi
    def create(self, vals_list):
        if any("locked_at" in vals for vals in vals_list):
            raise UserError(self.env._("Only the first feedback fixes the weights."))
        templates = super().create([_clean_unit(dict(vals)) for vals in vals_list])
        templates._check_structure()
        return templates

    def write(self, vals):
        if "locked_at" in vals:
            raise UserError(self.env._("Only the first feedback fixes the weights."))
        vals = _clean_unit(dict(vals))
        if "company_id" in vals and self.sudo().appraisal_ids.filtered(
            lambda a: vals["company_id"] and a.company_id.id != vals["company_id"]
        ):
            raise UserError(self.env._("Another company has appraisals with this template."))
        result = super().write(vals)
        self._check_structure()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.sudo().appraisal_ids:
            raise UserError(self.env._("A template with appraisals is archived, not deleted."))

    def unlink(self):
        return super(GoalAppraisalTemplate, self.with_context(goal_template_goes=True)).unlink()

    def copy_data(self, default=None):
        data = super().copy_data(default)
        if not (default or {}).get("name"):
            for template, vals in zip(self, data, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=template.name)
        return data

    def action_new_version(self):
        """A copy that can be changed; this one is archived and its appraisals keep it."""
        self.ensure_one()
        self.check_access("write")
        version = self.copy({"name": self.name})
        self.active = False
        plans = self.env["goal.appraisal.plan"].sudo().with_context(active_test=False)
        plans.search([("template_id", "=", self.id)]).template_id = version
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_view_appraisals(self):
        self.ensure_one()
        return self.env["goal.appraisal"]._action_of(self, "template_id")

    @api.model
    def _for_employees(self, employees):
        """{employee id: the template that fits best}: of the job, else of the nearest
        department, else of the company; in each the first by sequence. Employees without one
        are left out.
        """
        templates = self.sudo().search([("company_id", "in", [*employees.company_id.ids, False])])
        found = {}
        for employee in employees.sudo():
            fitting = templates.filtered(
                lambda t, company=employee.company_id: t.company_id in (company, company.browse())
            )
            departments = _ancestors(employee.department_id)
            best = (
                fitting.filtered(lambda t, job=employee.job_id: job and t.job_id == job)[:1]
                or next(
                    (
                        match[:1]
                        for department in departments
                        if (match := fitting.filtered(lambda t, d=department: t.department_id == d))
                    ),
                    None,
                )
                or fitting.filtered(lambda t: t.apply_to == "company").sorted(
                    lambda t: (not t.company_id, t.sequence, t.id)
                )[:1]
            )
            if best:
                found[employee.id] = best.sudo(self.env.su)
        return found

    def _check_structure(self):
        """Refuse a scale without length and ratings without a lowest one."""
        for template in self.exists():
            if template.level_ids and len(template.level_ids) < 2:
                raise ValidationError(
                    self.env._("%(name)s: a scale has two marks at least.", name=template.name)
                )
            bars = template.band_ids.mapped("from_mark")
            if bars and bars.count(None) != 1:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the lowest rating, and only that one, begins at no mark.",
                        name=template.name,
                    )
                )

    def _check_ready(self):
        """Refuse to begin an appraisal with a template that can't come to a figure."""
        for template in self:
            if not any(part.weight for part in template.part_ids):
                raise UserError(self.env._("%(name)s: no part has a weight.", name=template.name))
            if len(template.level_ids) < 2:
                raise UserError(self.env._("%(name)s has no rating scale.", name=template.name))
            if not template.band_ids:
                raise UserError(self.env._("%(name)s has no final ratings.", name=template.name))

    def _begun(self):
        """Those of these templates that appraisals have begun with."""
        used = (
            self.env["goal.appraisal"]
            .sudo()
            ._read_group(
                [("template_id", "in", self.ids), ("state", "not in", ("draft", "cancelled"))],
                ["template_id"],
            )
        )
        return self.browse([template.id for (template,) in used])

    def _lock(self):
        """Fix the weights: the first feedback came in."""
        # As the system: who writes is kept on the record, and would name the first rater.
        system = self.with_user(SUPERUSER_ID)
        open_ones = system.filtered(lambda template: not template.locked_at)
        if open_ones:
            super(GoalAppraisalTemplate, open_ones).write({"locked_at": fields.Datetime.now()})

    def _scale(self):
        """(lowest, highest) mark."""
        self.ensure_one()
        marks = self.level_ids.mapped("value")
        return min(marks), max(marks)

    def _refresh_outcomes(self):
        self.env["goal.appraisal"]._refresh_open([("template_id", "in", self.ids)])


def _clean_unit(vals):
    """Drop the unit that doesn't fit, as a form may leave it behind."""
    if apply_to := vals.get("apply_to"):
        for unit in ("department", "job"):
            if unit != apply_to:
                vals[f"{unit}_id"] = False
    return vals


def _ancestors(department):
    """``department`` and those above it, nearest first."""
    while department:
        yield department
        department = department.parent_id
