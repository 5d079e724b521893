"""Which users, employees, contacts, teams or companies stand for an owner."""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from .goal_engine_types import Route

MANUAL_ROUTES = {
    "employee": [Route("employee_id", "hr.employee")],
    "team": [Route("team_id", "crm.team"), Route("employee_id", "hr.employee")],
    "department": [Route("department_id", "hr.department"), Route("employee_id", "hr.employee")],
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


class Person(NamedTuple):
    """What of an employee decides which records count."""

    id: int
    user_id: int | None
    company_id: int
    contact_id: int | None
    partner_id: int | None
    user_company_id: int | None


class OwnerKeys:
    """The keys of a set of owners, read in a handful of queries whatever their number."""

    def __init__(self, env, owners):
        """``env`` is a superuser's without active_test: people who left still count."""
        self.env = env
        self._keys = {}
        self._homes = defaultdict(dict)
        by_kind = defaultdict(list)
        for owner in owners:
            by_kind[owner.kind].append(owner)
        self._subtrees = self._load_subtrees([owner.id for owner in by_kind["department"]])
        self._members = self._load_members([owner.id for owner in by_kind["team"]])
        self._people = self._load_people(by_kind)

    def keys(self, owner, key_model):
        """The ids of ``key_model`` whose records count for ``owner``."""
        if (owner, key_model) not in self._keys:
            self._keys[owner, key_model] = self._find_keys(owner, key_model)
        return self._keys[owner, key_model]

    def _find_keys(self, owner, key_model):
        people = self._people.get(owner, ())
        match key_model:
            case "hr.employee":
                return {person.id for person in people}
            case "res.users":
                users = {person.user_id for person in people if person.user_id}
                return users | self._members[owner.id] if owner.kind == "team" else users
            case "res.partner":
                partners = {person.contact_id for person in people}
                return (partners | {person.partner_id for person in people}) - {None}
            case "hr.department":
                return self._subtrees.get(owner.id, {owner.id})
            case _:
                return {owner.id}

    def home(self, key_model, keys):
        """{key: its company's id, or None where it belongs to all companies}."""
        if key_model == "res.company":
            return {key: key for key in keys}
        if key_model == "res.partner":
            homes = {}
            for person in set().union(*self._people.values()):
                company = person.user_company_id or person.company_id
                homes[person.contact_id] = homes[person.partner_id] = company
            return homes
        known = self._homes[key_model]
        if not known.keys() >= set(keys):
            wanted = set(keys).union(*(self.keys(owner, key_model) for owner in self._people))
            known.update(dict.fromkeys(wanted))
            self.env.cr.execute(
                SQL(
                    "SELECT id, company_id FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self.env[key_model]._table),
                    list(wanted),
                )
            )
            known.update(self.env.cr.fetchall())
        return {key: known[key] for key in keys}

    def _load_people(self, by_kind):
        """{owner: the people who stand for it}."""
        departments = set().union(*self._subtrees.values())
        companies = [owner.id for owner in by_kind["company"]]
        users = set().union(*self._members.values())
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """SELECT version.department_id, employee.id, employee.user_id,
                          employee.company_id, employee.work_contact_id, users.partner_id,
                          users.company_id
                     FROM hr_employee employee
                     LEFT JOIN hr_version version ON version.id = employee.current_version_id
                     LEFT JOIN res_users users ON users.id = employee.user_id
                    WHERE employee.id = ANY(%s) OR version.department_id = ANY(%s)
                       OR employee.company_id = ANY(%s) OR employee.user_id = ANY(%s)""",
                [owner.id for owner in by_kind["employee"]],
                list(departments),
                companies,
                list(users),
            )
        )
        by_id, by_department, by_company, by_user = {}, {}, {}, {}
        for department_id, *row in self.env.cr.fetchall():
            person = Person(*row)
            by_id[person.id] = (person,)
            by_department.setdefault(department_id, []).append(person)
            by_company.setdefault(person.company_id, []).append(person)
            by_user.setdefault(person.user_id, []).append(person)
        people = {owner: by_id.get(owner.id, ()) for owner in by_kind["employee"]}
        for owner in by_kind["department"]:
            people[owner] = [
                person
                for department in self._subtrees[owner.id]
                for person in by_department.get(department, ())
            ]
        for owner in by_kind["company"]:
            people[owner] = by_company.get(owner.id, ())
        for owner in by_kind["team"]:
            people[owner] = [
                person
                for user in self._members[owner.id]
                for person in by_user.get(user, ())
                if person.company_id == owner.company_id
            ]
        return people

    def _load_members(self, ids):
        """{team id: the ids of its members' users}."""
        return {team.id: set(team.member_ids.ids) for team in self.env["crm.team"].browse(ids)}

    def _load_subtrees(self, ids):
        """{department id: the ids of it and of everything below it}."""
        departments = self.env["hr.department"].browse(ids)
        below = self.env["hr.department"].search([("id", "child_of", ids)]) if ids else departments
        return {
            root.id: {d.id for d in below if d.parent_path.startswith(root.parent_path)}
            for root in departments
        }
