"""The company that every test works with, and the factories that fill it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from odoo.fields import Command, Domain
from odoo.tests import TransactionCase, tagged

from .factories import QUIET, GoalFactories

LOGIN = "goal_test_"  # demo users have short logins too


@tagged("post_install", "-at_install")
class GoalCase(GoalFactories, TransactionCase):
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
        employees = (
            cls.env["hr.employee"]
            .with_context(**QUIET)
            .create(
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
        )
        for employee in employees.with_env(cls.env):
            setattr(cls, employee.user_id.login.removeprefix(LOGIN), employee)

    @classmethod
    def _make_users(cls, specs):
        """One user for each (login, groups' external ids, company); the password is the login,
        both behind ``LOGIN``."""
        users = (
            cls.env["res.users"]
            .with_context(**QUIET)
            .create(
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
        cls.team_north, cls.team_south = (
            cls.env["crm.team"]
            .with_context(**QUIET)
            .create(
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

    # --- assertions ------------------------------------------------------------------------

    def line_of(self, card, indicator):
        """The line of ``indicator`` on a scorecard."""
        return card.line_ids.filtered_domain(Domain("indicator_id", "=", indicator.id))
