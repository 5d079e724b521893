"""Makes the records that tests are about: cycles, indicators, deals, scorecards."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

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


class GoalFactories:
    """Mixed into ``GoalCase``, whose company and people are the defaults."""

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
                "line_ids": cls.line_commands(lines),
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
                "line_ids": cls.line_commands(lines),
            }
            | vals
        )

    @classmethod
    def make_employees(cls, count, **vals):
        """``count`` further employees without user, in the company."""
        return (
            cls.env["hr.employee"]
            .with_context(**QUIET)
            .create(
                [
                    {"name": f"Extra {number}", "company_id": cls.company.id} | vals
                    for number in range(count)
                ]
            )
            .with_env(cls.env)
        )

    @staticmethod
    def line_commands(lines):
        """Commands that create ``lines``: (indicator, target) or (indicator, target, weight)."""
        return [
            Command.create(
                {
                    "indicator_id": indicator.id,
                    "target": target,
                    "weight": weight[0] if weight else 1.0,
                }
            )
            for indicator, target, *weight in lines
        ]

    @staticmethod
    def owner_vals(owner):
        """The owner fields of a scorecard or figure of ``owner``."""
        owner_type = OWNER_TYPE[owner._name]
        vals = {"owner_type": owner_type}
        if owner_type != "company":
            vals[f"{owner_type}_id"] = owner.id
        return vals
