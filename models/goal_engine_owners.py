"""Which users, employees, contacts, teams or companies stand for an owner."""

from collections import defaultdict

from .goal_engine_types import Route

MANUAL_ROUTES = {
    "employee": [Route("employee_id", "hr.employee")],
    "team": [Route("team_id", "crm.team"), Route("employee_id", "hr.employee")],
    "department": [
        Route("department_id", "hr.department"),
        Route("employee_id", "hr.employee"),
    ],
    "company": [Route("company_id", "res.company")],
}


def routes(indicator, kind):
    """The routes from the records of ``indicator`` to an owner of ``kind``.

    The figures that arrive by several routes add up. ValueError where there is no way.
    """
    if indicator.source == "manual":
        return MANUAL_ROUTES[kind]
    own_path = {"team": indicator.team_path, "department": indicator.department_path}.get(kind)
    if kind == "company" and indicator.company_path:
        own_path = indicator.company_path
    path = own_path or indicator.owner_path
    if not path:
        raise ValueError(
            indicator.env._("%(name)s says nothing about a person.", name=indicator.name)
            if kind == "employee"
            else indicator.env._("%(name)s can't be counted for this owner.", name=indicator.name)
        )
    return [Route(path, indicator._field_of_path(path).comodel_name)]


class OwnerKeys:
    """The keys of a set of owners, read in a handful of queries whatever their number."""

    def __init__(self, env, owners):
        """``env`` is a superuser's without active_test: people who left still count."""
        self.env = env
        self._employees = dict.fromkeys(owners, self.env["hr.employee"])
        by_kind = defaultdict(list)
        for owner in owners:
            by_kind[owner.kind].append(owner)
        self._load_employees(by_kind)
        everybody = env["hr.employee"].union(*self._employees.values())
        everybody.fetch(["user_id", "company_id", "work_contact_id"])
        everybody.user_id.fetch(["partner_id", "company_id"])
        self._departments = self._subtrees([o.id for o in by_kind["department"]])

    def keys(self, owner, key_model):
        """The ids of ``key_model`` whose records count for ``owner``."""
        employees = self._employees[owner]
        match key_model:
            case "hr.employee":
                return set(employees.ids)
            case "res.users":
                users = set(employees.user_id.ids)
                if owner.kind == "team":
                    users |= set(self.env["crm.team"].browse(owner.id).member_ids.ids)
                return users
            case "res.partner":
                return set((employees.user_id.partner_id | employees.work_contact_id).ids)
            case "hr.department":
                return self._departments.get(owner.id, {owner.id})
            case _:
                return {owner.id}

    def home(self, key_model, keys):
        """{key: its company's id, or None where it belongs to all companies}."""
        records = self.env[key_model].browse(keys)
        if key_model == "res.company":
            return {record.id: record.id for record in records}
        if key_model == "res.partner":
            homes = {}
            for employee in self.env["hr.employee"].union(*self._employees.values()):
                company = employee.user_id.company_id or employee.company_id
                homes[employee.work_contact_id.id] = company.id
                homes[employee.user_id.partner_id.id] = company.id
            return homes
        return {record.id: record.company_id.id or None for record in records}

    def _load_employees(self, by_kind):
        Employee = self.env["hr.employee"]
        for owner in by_kind["employee"]:
            self._employees[owner] = Employee.browse(owner.id)
        if by_kind["department"]:
            subtrees = self._subtrees([owner.id for owner in by_kind["department"]])
            members = defaultdict(lambda: Employee)
            found = Employee.search(
                [("department_id", "in", list(set().union(*subtrees.values())))]
            )
            found.fetch(["department_id"])
            for employee in found:
                members[employee.department_id.id] |= employee
            for owner in by_kind["department"]:
                self._employees[owner] = Employee.union(
                    *(members[department] for department in subtrees[owner.id])
                )
        if by_kind["company"]:
            found = Employee.search(
                [("company_id", "in", [owner.id for owner in by_kind["company"]])]
            ).grouped("company_id")
            for owner in by_kind["company"]:
                company = self.env["res.company"].browse(owner.id)
                self._employees[owner] = found.get(company, Employee)
        if by_kind["team"]:
            teams = self.env["crm.team"].browse([owner.id for owner in by_kind["team"]])
            staff = Employee.search([("user_id", "in", teams.member_ids.ids)])
            for owner in by_kind["team"]:
                users = self.env["crm.team"].browse(owner.id).member_ids
                self._employees[owner] = staff.filtered(
                    lambda e, users=users, company=owner.company_id: (
                        e.user_id in users and e.company_id.id == company
                    )
                )

    def _subtrees(self, ids):
        """{department id: the ids of it and of everything below it}."""
        departments = self.env["hr.department"].browse(ids)
        below = self.env["hr.department"].search([("id", "child_of", ids)]) if ids else departments
        return {
            root.id: {d.id for d in below if d.parent_path.startswith(root.parent_path)}
            for root in departments
        }
