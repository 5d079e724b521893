"""The company that every test works with, and the factories that fill it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command, Domain
from odoo.tests import HttpCase, TransactionCase, tagged

LOGIN = "goal_test_"  # demo users have short logins too
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "tracking_disable": True,
}
OWNER_TYPE = {
    "hr.employee": "employee",
    "crm.team": "team",
    "hr.department": "department",
    "res.company": "company",
}
WON_DEALS = {
    "model": "crm.lead",
    "domain": "[('type', '=', 'opportunity'), ('won_status', '=', 'won')]",
    "aggregate": "sum",
    "value_field": "expected_revenue",
    "date_field": "date_closed",
    "owner_path": "user_id",
    "team_path": "team_id",
    "company_path": "company_id",
    "unit": "money",
}


@tagged("post_install", "-at_install")
class GoalCase(TransactionCase):
    """Two companies of its own; nothing here needs, or is disturbed by, demo data.

    ``company`` in ``goal_tz``. Lines are the employee tree; every name is an attribute, an
    employee with a user of the same login behind ``LOGIN``::

        director
        ├── north_manager            leads team North and department Sales North
        │   ├── an      ┐
        │   ├── binh    ├ team North, department Sales North
        │   └── chi     ┘
        ├── south_manager            boss of the people below, manager of no department
        │   ├── dung    ┐ team South (led by em),
        │   ├── em      ├ department Sales South (managed by south_head)
        │   └── phuc    ┘
        ├── south_head               manages department Sales South, nobody's boss
        ├── marketing_manager        manages department Marketing
        │   └── marketer
        ├── hr_officer               group Officer of goals
        └── goals_admin              group Administrator of goals; reads deals, not HR files

        Departments:  Sales ─┬─ Sales North     Marketing
                             └─ Sales South     (Sales itself has no manager)

    ``other_company`` in UTC::

        other_officer                group Officer of goals there
        └── other_seller

    Without employee: ``plain_user`` (internal), ``portal_user``.
    """

    goal_tz = "Asia/Ho_Chi_Minh"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_companies()
        cls._set_up_departments()
        cls._set_up_people()
        cls._set_up_tree()
        cls._set_up_teams()

    @classmethod
    def _set_up_companies(cls):
        cls.company, cls.other_company = cls.env["res.company"].create(
            [
                {"name": "Lotus Trading", "goal_tz": cls.goal_tz},
                {"name": "Other Trading", "goal_tz": "UTC"},
            ]
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.other_company = cls.other_company.with_env(cls.env)
        (cls.company | cls.other_company).resource_calendar_id.tz = cls.goal_tz

    @classmethod
    def _set_up_departments(cls):
        Department = cls.env["hr.department"].with_context(**QUIET)
        cls.dept_sales, cls.dept_marketing = Department.create(
            [{"name": name, "company_id": cls.company.id} for name in ("Sales", "Marketing")]
        )
        cls.dept_north, cls.dept_south = Department.create(
            [
                {"name": name, "company_id": cls.company.id, "parent_id": cls.dept_sales.id}
                for name in ("Sales North", "Sales South")
            ]
        )
        cls.job_seller, cls.job_marketer = cls.env["hr.job"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Seller of Lotus", "Marketer of Lotus")
            ]
        )

    @classmethod
    def _set_up_people(cls):
        north, south, marketing = cls.dept_north, cls.dept_south, cls.dept_marketing
        none = cls.env["hr.department"]
        sales, seller = "sales_team.group_sale_salesman", cls.job_seller
        all_sales = "sales_team.group_sale_salesman_all_leads"
        officer, admin = "kpi_okr.group_goal_officer", "kpi_okr.group_goal_admin"
        people = [
            # name, department, job, groups besides the internal user's
            ("director", none, None, [all_sales]),
            ("north_manager", north, None, [all_sales]),
            ("an", north, seller, [sales]),
            ("binh", north, seller, [sales]),
            ("chi", north, seller, [sales]),
            ("south_manager", none, None, [all_sales]),
            ("dung", south, seller, [sales]),
            ("em", south, seller, [sales]),
            ("phuc", south, seller, [sales]),
            ("south_head", none, None, [sales]),
            ("marketing_manager", marketing, None, []),
            ("marketer", marketing, cls.job_marketer, []),
            ("hr_officer", none, None, [officer]),
            ("goals_admin", none, None, [admin, all_sales]),
        ]
        users = cls._make_users(
            [(name, ["base.group_user", *groups], cls.company) for name, _d, _j, groups in people]
            + [
                ("other_officer", ["base.group_user", officer], cls.other_company),
                ("other_seller", ["base.group_user", sales], cls.other_company),
                ("plain_user", ["base.group_user"], cls.company),
                ("portal_user", ["base.group_portal"], cls.company),
            ]
        )
        cls.portal_user, cls.plain_user = users[-1], users[-2]
        employees = cls.env["hr.employee"].with_context(**QUIET).create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": department.id,
                    "job_id": job and job.id,
                    "work_email": f"{user.login}@lotus.example.com",
                }
                for user, (_name, department, job, _groups) in zip(users, people, strict=False)
            ]
            + [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.other_company.id,
                    "work_email": f"{user.login}@other.example.com",
                }
                for user in users[-4:-2]
            ]
        )
        for employee in employees.with_env(cls.env):
            setattr(cls, employee.user_id.login.removeprefix(LOGIN), employee)

    @classmethod
    def _make_users(cls, specs):
        """One user for each (login, groups' external ids, company); the password is the login,
        both behind ``LOGIN``."""
        users = cls.env["res.users"].with_context(**QUIET).create(
            [
                {
                    "login": f"{LOGIN}{login}",
                    "password": f"{LOGIN}{login}",
                    "name": login.replace("_", " ").title(),
                    "email": f"{login}@example.com",
                    "group_ids": [Command.set([cls.env.ref(group).id for group in groups])],
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "tz": cls.goal_tz,
                }
                for login, groups, company in specs
            ]
        )
        return users.with_env(cls.env)

    @classmethod
    def _set_up_tree(cls):
        reports = {
            cls.director: cls.north_manager
            | cls.south_manager
            | cls.south_head
            | cls.marketing_manager
            | cls.hr_officer
            | cls.goals_admin,
            cls.north_manager: cls.an | cls.binh | cls.chi,
            cls.south_manager: cls.dung | cls.em | cls.phuc,
            cls.marketing_manager: cls.marketer,
            cls.other_officer: cls.other_seller,
        }
        for boss, people in reports.items():
            people.parent_id = boss
        # Written after the people: Odoo makes a department's manager the boss of its people.
        for department, manager in [
            (cls.dept_north, cls.north_manager),
            (cls.dept_south, cls.south_head),
            (cls.dept_marketing, cls.marketing_manager),
        ]:
            department.with_context(**QUIET).manager_id = manager
        (cls.dung | cls.em | cls.phuc).parent_id = cls.south_manager

    @classmethod
    def _set_up_teams(cls):
        cls.team_north, cls.team_south = cls.env["crm.team"].with_context(**QUIET).create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "user_id": leader.user_id.id,
                    "member_ids": [Command.set(members.user_id.ids)],
                }
                for name, leader, members in [
                    ("Team North", cls.north_manager, cls.an | cls.binh | cls.chi),
                    ("Team South", cls.em, cls.dung | cls.em | cls.phuc),
                ]
            ]
        )
        cls.stage_won = cls.env["crm.stage"].create(
            {"name": "Won at Lotus", "is_won": True, "sequence": 99}
        )
        cls.stage_new = cls.env["crm.stage"].create({"name": "New at Lotus", "sequence": 0})

    # --- helpers ---------------------------------------------------------------------------

    @classmethod
    def as_user(cls, records, user):
        """``records`` with the rights and the company of ``user`` (or of an employee's user)."""
        user = user.user_id if user._name == "hr.employee" else user
        return records.with_user(user).with_context(allowed_company_ids=user.company_id.ids)

    @classmethod
    def utc(cls, local, company=None):
        """A local date, datetime or text of a company as the naive UTC that Odoo stores.

        A date without time is its noon.
        """
        if isinstance(local, str):
            local = datetime.fromisoformat(local) if len(local) > 10 else date.fromisoformat(local)
        if not isinstance(local, datetime):
            local = datetime.combine(local, time(12))
        zone = ZoneInfo((company or cls.company).goal_tz)
        return local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    # --- factories -------------------------------------------------------------------------

    @classmethod
    def make_cycle(cls, start="2025-03-01", end=None, cycle_type="month", state="open", **vals):
        """A cycle; without ``end`` it is as long as its type says."""
        start = fields.Date.to_date(start)
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}
        if not end:
            length = relativedelta(months=months.get(cycle_type, 0))
            length += timedelta(days=7) if cycle_type == "week" else timedelta(0)
            end = start + length - timedelta(days=1)
        cycle = cls.env["goal.cycle"].create(
            {
                "name": f"{cycle_type} {start}",
                "cycle_type": cycle_type,
                "date_start": start,
                "date_end": end,
                "company_id": cls.company.id,
                **vals,
            }
        )
        if state != "draft":
            cycle.action_open()
        if state == "closed":
            cycle.action_close()
        return cycle

    @classmethod
    def make_indicator(cls, code, source="manual", **vals):
        """An indicator of every company. ``records``: the revenue of won deals, unless ``vals``
        say otherwise (``model`` is a model's name)."""
        defaults = {"name": code.replace("_", " ").capitalize(), "code": code, "source": source}
        if source == "records":
            vals = WON_DEALS | vals
            vals["model_id"] = cls.env["ir.model"]._get_id(vals.pop("model"))
        elif source == "manual":
            defaults["aggregate"] = "sum"
        return cls.env["kpi.indicator"].create(defaults | vals)

    @classmethod
    def make_deal(cls, owner, amount, closed_on=None, status="won", **vals):
        """A deal of ``owner``, an employee or a user (or None).

        :param closed_on: local date or datetime; of an open deal the expected closing date
        :param status: won, lost, open or lead
        """
        user = owner.user_id if owner and owner._name == "hr.employee" else owner
        values = {
            "name": f"Deal of {amount}",
            "type": "lead" if status == "lead" else "opportunity",
            "user_id": user.id if user else False,
            "team_id": cls._team_of(user).id,
            "company_id": cls.company.id,
            "expected_revenue": amount,
            "stage_id": cls.stage_new.id,
        }
        if status == "won":
            values |= {"stage_id": cls.stage_won.id, "probability": 100}
        elif status == "lost":
            values |= {"active": False, "probability": 0}
        else:
            values |= {"probability": 50, "date_deadline": closed_on}
        if status in ("won", "lost"):
            values["date_closed"] = cls.utc(closed_on)
        return cls.env["crm.lead"].with_context(**QUIET).create(values | vals).with_env(cls.env)

    @classmethod
    def _team_of(cls, user):
        teams = cls.team_north | cls.team_south
        return teams.filtered(lambda team: user and user in team.member_ids)[:1]

    @classmethod
    def make_scorecard(cls, owner, cycle, lines=(), **vals):
        """A scorecard of ``owner`` (employee, sales team, department or company) with
        ``lines``: (indicator, target) or (indicator, target, weight)."""
        return cls.env["kpi.scorecard"].create(
            cls.owner_vals(owner)
            | {
                "cycle_id": cycle.id,
                "company_id": cycle.company_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "indicator_id": indicator.id,
                            "target": target,
                            "weight": weight[0] if weight else 1.0,
                        }
                    )
                    for indicator, target, *weight in lines
                ],
            }
            | vals
        )

    @classmethod
    def make_value(cls, indicator, owner, on, value, **vals):
        """A dated figure of a manual indicator."""
        company = owner if owner._name == "res.company" else owner.company_id
        return cls.env["kpi.value"].create(
            cls.owner_vals(owner)
            | {
                "indicator_id": indicator.id,
                "date": on,
                "value": value,
                "company_id": company.id,
            }
            | vals
        )

    @classmethod
    def make_template(cls, unit, lines=(), **vals):
        """A template for the members of ``unit``, a job, department or sales team; ``lines``
        as of ``make_scorecard``."""
        apply_to = {"hr.job": "job", "hr.department": "department", "crm.team": "team"}[unit._name]
        return cls.env["kpi.scorecard.template"].create(
            {
                "name": f"Template of {unit.name}",
                "company_id": cls.company.id,
                "apply_to": apply_to,
                f"{apply_to}_id": unit.id,
                "line_ids": [
                    Command.create(
                        {
                            "indicator_id": indicator.id,
                            "target": target,
                            "weight": weight[0] if weight else 1.0,
                        }
                    )
                    for indicator, target, *weight in lines
                ],
            }
            | vals
        )

    @classmethod
    def make_employees(cls, count, **vals):
        """``count`` further employees without user, in the company."""
        return cls.env["hr.employee"].with_context(**QUIET).create(
            [
                {"name": f"Extra {number}", "company_id": cls.company.id} | vals
                for number in range(count)
            ]
        ).with_env(cls.env)

    @staticmethod
    def owner_vals(owner):
        """The owner fields of a scorecard or figure of ``owner``."""
        owner_type = OWNER_TYPE[owner._name]
        vals = {"owner_type": owner_type}
        if owner_type != "company":
            vals[f"{owner_type}_id"] = owner.id
        return vals

    # --- assertions ------------------------------------------------------------------------

    def line_of(self, card, indicator):
        """The line of ``indicator`` on a scorecard."""
        return card.line_ids.filtered_domain(Domain("indicator_id", "=", indicator.id))


@tagged("post_install", "-at_install")
class GoalHttpCase(GoalCase, HttpCase):
    """Calls over real HTTP, each with the API key of a user."""

    def setUp(self):
        super().setUp()
        self._keys = {}

    def api_key(self, user):
        """An API key of ``user``, an employee or a user; made once for each in a test."""
        user = user.user_id if user._name == "hr.employee" else user
        if user.id not in self._keys:
            keys = self.env["res.users.apikeys"].with_user(user).sudo()
            tomorrow = fields.Datetime.now() + timedelta(days=1)
            self._keys[user.id] = keys._generate(None, "tests", tomorrow)
        return self._keys[user.id]

    def json2(self, user, model, method, ids=None, **params):
        """(HTTP status, decoded answer) of ``/json/2/<model>/<method>`` as ``user``.

        ``user`` is a user, an employee or None for nobody logged in. The context may be given.
        """
        headers = {"Authorization": f"bearer {self.api_key(user)}"} if user else {}
        body = params if ids is None else {"ids": list(ids), **params}
        self.env.flush_all()
        response = self.url_open(f"/json/2/{model}/{method}", headers=headers, json=body)
        self.env.invalidate_all()
        return response.status_code, response.json()
