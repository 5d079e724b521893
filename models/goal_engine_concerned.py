"""From changed records to the lines and objectives that may count them.

Too many are harmless, since all are measured anew; too few would be stale until the next pass.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from odoo.tools import SQL

from .goal_engine_owners import routes
from .goal_engine_sql import unnest

DAY = timedelta(days=1)
OWNERS = {
    "employee": SQL("goal.employee_id"),
    "team": SQL("goal.team_id"),
    "department": SQL("goal.department_id"),
    "company": SQL("goal.company_id"),
}


class Way(NamedTuple):
    """How an indicator finds the period and the owners of a record."""

    model: str
    date_field: str
    paths: tuple
    company_path: str


class Concerned:
    """What a batch of queued changes concerns; ``env`` is a superuser's without active_test.

    ``changes``: [(model name, record id, {column: value})], old and new states alike.
    """

    def __init__(self, env, changes):
        self.env = env
        self.changes = changes
        self._indicators = env["kpi.indicator"].search([])
        self._resolved = {}
        self._people = _People(env)
        self._marks = self._find_marks()

    def lines(self):
        """[(scorecard line id, scorecard id)] of scorecards that are not closed."""
        return self._find(
            SQL("line.id, line.scorecard_id"),
            SQL("kpi_scorecard"),
            SQL("kpi_scorecard_line AS line ON line.scorecard_id = goal.id"),
            SQL("line.indicator_id"),
        )

    def objectives(self):
        """The ids of the objectives whose key results a KPI or linked deals bring a number to."""
        found = self._find(
            SQL("kr.objective_id"),
            SQL("okr_objective"),
            SQL("okr_key_result AS kr ON kr.objective_id = goal.id AND kr.source = 'indicator'"),
            SQL("kr.indicator_id"),
        )
        return {objective_id for (objective_id,) in found} | self._linked_objectives()

    def _find_marks(self):
        """{(owner kind, owner id, day or None): the ids of indicators} of all changes."""
        ways = defaultdict(set)
        for indicator in self._indicators:
            if indicator.source == "records" and (way := _way(indicator)):
                ways[way].add(indicator.id)
        states = defaultdict(list)
        for model, record_id, keys in self.changes:
            states[model].append((record_id, keys))
        if "crm.lead" in states:
            states |= self._derived_states(states["crm.lead"], {way.model for way in ways})
        self._load_people(ways, states)
        marks = defaultdict(set)
        dependents = self.env["goal.engine"]._dependents()
        for way, indicator_ids in ways.items():
            if way.model not in states:
                continue
            counted = set().union(*(dependents[key] for key in indicator_ids))
            seen = {self._place(way, keys) for _id, keys in states[way.model]} - {None}
            for day, *ends in seen:
                for kind, owner_id in self._owners(way, ends):
                    marks[kind, owner_id, day] |= counted
        return marks

    def _place(self, way, keys):
        """(day, company, then the end of each path) of a state; None where it counts in no
        period."""
        day = None
        if way.date_field:
            if not keys.get(way.date_field):
                return None
            day = date.fromisoformat(str(keys[way.date_field])[:10])
        return (
            day,
            self._end(way.model, way.company_path, keys),
            *(self._end(way.model, path, keys) for _kind, path, _end in way.paths),
        )

    def _end(self, model, path, keys):
        """The id at the end of ``path``, followed from the stored key of its first hop."""
        first, _dot, rest = path.partition(".")
        key = keys.get(first) if path else None
        if not (key and rest):
            return key or None
        if (model, path, key) not in self._resolved:
            comodel = self.env[model]._fields[first].comodel_name
            end = self.env[comodel].browse(key).exists().mapped(rest)
            self._resolved[model, path, key] = end[:1].id or None
        return self._resolved[model, path, key]

    def _load_people(self, ways, states):
        ends = defaultdict(set)
        for way in ways:
            for _id, keys in states.get(way.model, ()):
                for _kind, path, end_model in way.paths:
                    ends[end_model].add(self._end(way.model, path, keys))
        self._people.load({model: ids - {None} for model, ids in ends.items()})

    def _owners(self, way, ends):
        """{(owner kind, owner id)} of one place."""
        company, *at_paths = ends
        found = set()
        for (kind, _path, model), key in zip(way.paths, at_paths, strict=True):
            if key:
                found |= self._people.owners(kind, model, key)
        companies = {company} if company else self._people.companies
        return found | {("company", company_id) for company_id in companies}

    def _derived_states(self, leads, models):
        """The rows of the reports over deals that a change of deals may touch, with old and new
        persons alike: {model: [(id, keys)]}."""
        states = {}
        if "kpi.customer.win" in models:
            partners = {keys.get("partner_id") for _id, keys in leads} - {None}
            customers = self.env["res.partner"].browse(partners).exists().commercial_partner_id
            rows = self.env["kpi.customer.win"].search_read(
                [("customer_id", "in", customers.ids)] if customers else [(0, "=", 1)],
                ["user_id", "team_id", "company_id", "date_closed"],
                load=False,
            )
            states["kpi.customer.win"] = leads + [(row["id"], row) for row in rows]
        if "kpi.customer.email" in models:
            keys_of = defaultdict(list)
            for lead_id, keys in leads:
                keys_of[lead_id].append(keys)
            rows = self.env["kpi.customer.email"].search_read(
                [("lead_id", "in", list(keys_of))], ["lead_id", "received_at"], load=False
            )
            states["kpi.customer.email"] = [
                (row["id"], {**keys, "received_at": row["received_at"]})
                for row in rows
                for keys in keys_of[row["lead_id"]]
            ]
        return states

    def _find(self, columns, table, parts, indicator):
        """The rows of goals that a mark hits. An owner's goals are found by index; the day gets
        one day on either side, for whatever time zone the owner is in."""
        rows = defaultdict(list)
        for (kind, owner_id, day), indicator_ids in self._marks.items():
            first, last = (day - DAY, day + DAY) if day else (None, None)
            rows[kind] += [(owner_id, first, last, key) for key in indicator_ids]
        if not rows:
            return []
        queries = [
            SQL(
                """SELECT %(columns)s
                     FROM %(marks)s AS mark(owner_id, first, last, indicator_id)
                     JOIN %(table)s AS goal
                       ON goal.owner_type = %(kind)s AND %(owner)s = mark.owner_id
                      AND goal.state <> 'closed'
                      AND (mark.first IS NULL
                           OR goal.date_start <= mark.last AND goal.date_end >= mark.first)
                     JOIN %(parts)s AND %(indicator)s = mark.indicator_id""",
                columns=columns,
                marks=unnest(marks, ("int", "date", "date", "int")),
                table=table,
                kind=kind,
                owner=OWNERS[kind],
                parts=parts,
                indicator=indicator,
            )
            for kind, marks in rows.items()
        ]
        self.env.cr.execute(SQL(" UNION ").join(queries))
        return self.env.cr.fetchall()

    def _linked_objectives(self):
        leads = {record_id for model, record_id, _keys in self.changes if model == "crm.lead"}
        unlinked = {
            key for _model, _id, keys in self.changes for key in keys.get("key_results") or ()
        }
        if not leads:
            return set()
        self.env.cr.execute(
            SQL(
                """SELECT kr.objective_id FROM okr_key_result AS kr
                    WHERE kr.source = 'deals' AND kr.state <> 'closed'
                      AND (kr.id = ANY(%s) OR kr.id IN (
                          SELECT link.key_result_id FROM okr_key_result_lead_rel AS link
                           WHERE link.lead_id = ANY(%s)))""",
                list(unlinked),
                list(leads),
            )
        )
        return {objective_id for (objective_id,) in self.env.cr.fetchall()}


class _People:
    """The owners that stand above the end of a path: the other way round than ``OwnerKeys``."""

    def __init__(self, env):
        self.env = env
        self.companies = set()
        self._owners = defaultdict(lambda: defaultdict(set))

    def owners(self, kind, model, key):
        """{(owner kind, owner id)} of ``kind`` for the record ``key`` of ``model``."""
        return {(kind, owner_id) for owner_id in self._owners[kind, model].get(key, ())}

    def load(self, ends):
        """Read who stands behind the ends: {model: ids}."""
        users, partners = ends.get("res.users", set()), ends.get("res.partner", set())
        self.env.cr.execute(
            SQL(
                """SELECT employee.id, employee.user_id, employee.work_contact_id,
                          users.partner_id, employee.company_id, users.company_id,
                          department.parent_path
                     FROM hr_employee employee
                     LEFT JOIN hr_version version ON version.id = employee.current_version_id
                     LEFT JOIN hr_department department ON department.id = version.department_id
                     LEFT JOIN res_users users ON users.id = employee.user_id
                    WHERE employee.id = ANY(%s) OR employee.user_id = ANY(%s)
                       OR employee.work_contact_id = ANY(%s)
                       OR employee.user_id IN (
                           SELECT id FROM res_users WHERE partner_id = ANY(%s))""",
                list(ends.get("hr.employee", ())),
                list(users),
                list(partners),
                list(partners),
            )
        )
        by_user = defaultdict(set)
        for employee, user, contact, partner, company, user_company, path in self.env.cr.fetchall():
            names = [("hr.employee", employee), ("res.users", user)]
            names += [("res.partner", contact), ("res.partner", partner)]
            by_user[user] |= {key for key in names if key[1]}
            self.companies |= {company, user_company} - {None}
            for model, key in names:
                self._owners["employee", model][key].add(employee)
                self._owners["department", model][key] |= _ids(path)
        self._load_teams(by_user, users)
        self._load_places(ends)

    def _load_teams(self, by_user, users):
        members = (users | by_user.keys()) - {None}
        self.env.cr.execute(
            SQL(
                """SELECT member.user_id, member.crm_team_id, users.company_id
                     FROM crm_team_member AS member
                     JOIN res_users AS users ON users.id = member.user_id
                    WHERE member.user_id = ANY(%s)""",
                list(members),
            )
        )
        for user, team, company in self.env.cr.fetchall():
            self.companies.add(company)
            for model, key in by_user[user] | {("res.users", user)}:
                self._owners["team", model][key].add(team)

    def _load_places(self, ends):
        departments = self.env["hr.department"].browse(ends.get("hr.department", ())).exists()
        for department in departments:
            above = _ids(department.parent_path)
            self._owners["department", "hr.department"][department.id] = above
        for kind, model in (("team", "crm.team"), ("company", "res.company")):
            for key in ends.get(model, ()):
                self._owners[kind, model][key].add(key)
        companies = self.env["res.company"].search([], limit=2)
        if len(companies) == 1:
            self.companies.add(companies.id)


def _ids(parent_path):
    return {int(part) for part in (parent_path or "").split("/") if part}


def _way(indicator):
    paths = []
    for kind in ("employee", "team", "department"):
        try:
            paths += [(kind, route.path, route.key_model) for route in routes(indicator, kind)]
        except (ValueError, KeyError):
            continue
    return Way(
        indicator.model_name, indicator.date_field or "", tuple(paths), indicator.company_path or ""
    )
