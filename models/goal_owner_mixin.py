from odoo import api, fields, models
from odoo.fields import Domain

OWNER_TYPES = [
    ("employee", "Employee"),
    ("team", "Sales Team"),
    ("department", "Department"),
    ("company", "Company"),
]
OWNER_FIELDS = {"employee": "employee_id", "team": "team_id", "department": "department_id"}


class GoalOwnerMixin(models.AbstractModel):
    """Who a goal or a figure belongs to, and whether the current user is that person,
    a member of the owning team, or the person's manager at any depth.

    The three answers are non-stored fields with a search method, so that record rules that
    use them are evaluated with each query: the domains of rules themselves are cached.
    """

    _name = "goal.owner.mixin"
    _description = "Owner of Goals"

    owner_type = fields.Selection(OWNER_TYPES, required=True, default="employee", index=True)
    employee_id = fields.Many2one(
        "hr.employee", index=True, ondelete="restrict", check_company=True
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index=True, ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one(
        "hr.department", index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    responsible_id = fields.Many2one(
        "hr.employee",
        compute="_compute_responsible_id",
        store=True,
        readonly=False,
        index=True,
        help=(
            "Answers for the goal of a team, a department or the company, and so may see it, "
            "as may this person's managers."
        ),
    )
    user_id = fields.Many2one(
        "res.users", string="User Responsible", related="responsible_id.user_id", store=True
    )
    owner_name = fields.Char(compute="_compute_owner_name")
    is_mine = fields.Boolean(compute="_compute_relation", search="_search_is_mine")
    is_member = fields.Boolean(compute="_compute_relation", search="_search_is_member")
    is_managed = fields.Boolean(compute="_compute_relation", search="_search_is_managed")

    _owner_check = models.Constraint(
        """CHECK ((owner_type = 'employee') = (employee_id IS NOT NULL)
             AND (owner_type = 'team') = (team_id IS NOT NULL)
             AND (owner_type = 'department') = (department_id IS NOT NULL))""",
        "Choose the employee, the sales team or the department that owns this.",
    )

    @api.depends(
        "owner_type", "employee_id", "team_id.user_id.employee_ids", "department_id.manager_id"
    )
    def _compute_responsible_id(self):
        for record in self:
            match record.owner_type:
                case "employee":
                    record.responsible_id = record.employee_id
                case "team":
                    # sudo: only the leader's employee is taken, whom the team shows anyway
                    record.responsible_id = record.team_id.sudo().user_id.employee_ids.filtered(
                        lambda e, company=record.company_id: e.company_id == company
                    )[:1]
                case "department":
                    record.responsible_id = record.department_id.sudo().manager_id
                case _:
                    record.responsible_id = record.responsible_id

    @api.depends("owner_type", "employee_id", "team_id", "department_id", "company_id")
    def _compute_owner_name(self):
        for record in self:
            owner = record._owner_record().sudo().with_context(hierarchical_naming=False)
            record.owner_name = owner.display_name

    @api.depends_context("uid")
    @api.depends("responsible_id", "team_id")
    def _compute_relation(self):
        managed = set(self.env.user._goal_managed_employee_ids())
        for record in self:
            responsible = record.sudo().responsible_id
            record.is_mine = responsible.user_id == self.env.user
            record.is_member = (
                record.owner_type == "team" and self.env.user in record.sudo().team_id.member_ids
            )
            record.is_managed = responsible.id in managed

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("user_id", "=", self.env.uid)

    def _search_is_member(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("owner_type", "=", "team") & Domain(
            "team_id.crm_team_member_ids", "any", [("user_id", "=", self.env.uid)]
        )

    def _search_is_managed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("responsible_id", "in", self.env.user._goal_managed_employee_ids())

    @api.model
    def _clean_owner(self, vals):
        """Drop the owners that don't fit the owner type, as a form may leave them behind."""
        if owner_type := vals.get("owner_type"):
            for kind, field in OWNER_FIELDS.items():
                if kind != owner_type:
                    vals[field] = False
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_owner(dict(vals)) for vals in vals_list])

    def write(self, vals):
        vals = self._clean_owner(dict(vals))
        if vals.get("owner_type") == "company" and set(self.mapped("owner_type")) != {"company"}:
            # Who owned it answers for the company's no more than anybody else.
            vals.setdefault("responsible_id", False)
        return super().write(vals)

    def _owner_record(self):
        """The employee, sales team, department or company that owns this record."""
        self.ensure_one()
        return self[OWNER_FIELDS.get(self.owner_type, "company_id")]
