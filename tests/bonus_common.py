"""Makes bonus plans, and scorecards of a closed month that they pay for."""

from odoo.fields import Command

from .common import GoalCase
from .common_http import GoalHttpCase


class BonusFactories:
    """Mixed in before ``GoalCase``. ``sales`` and ``visits`` are rewarded, ``effort`` is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.USD")
        cls.sales = cls.make_indicator("bonus_sales", unit="money", rewarded=True)
        cls.visits = cls.make_indicator("bonus_visits", rewarded=True)
        cls.effort = cls.make_indicator("bonus_effort")

    @classmethod
    def make_plan(cls, curve=((0.95, 0), (1, 1)), **vals):
        """A plan; ``curve`` has points, or tiers where the mode is marginal."""
        marginal = vals.get("mode") == "marginal"
        names = ("up_to", "rate") if marginal else ("attainment", "share")
        rows = [Command.create(dict(zip(names, pair, strict=True))) for pair in curve]
        return cls.env["kpi.bonus.plan"].create(
            {
                "name": "Plan of Lotus",
                "company_id": cls.company.id,
                "base_amount": None if marginal else 1000,
                "indicator_id": cls.sales.id if marginal else False,
                "tier_ids" if marginal else "point_ids": rows,
            }
            | vals
        )

    @classmethod
    def make_month(cls, figures, start="2025-03-01", targets=(100, 10, 10), close=True):
        """{employee: scorecard} of a month; ``figures``: {employee: (sales, visits, effort)},
        None is no data. Weights are 70, 30, 50."""
        cycle = cls.make_cycle(start)
        indicators = cls.sales, cls.visits, cls.effort
        cards = {}
        for employee, values in figures.items():
            lines = list(zip(indicators, targets, (70, 30, 50), strict=True))
            cards[employee] = cls.make_scorecard(employee, cycle, lines)
            for indicator, value in zip(indicators, values, strict=True):
                if value is not None:
                    cls.make_value(indicator, employee, cycle.date_start, value)
        if close:
            cycle.action_close()
        return cards

    @classmethod
    def make_run(cls, plan, cycle, state="draft"):
        """A run, taken to ``state`` by the HR officer and approved by the administrator."""
        run = cls.as_user(cls.env["kpi.bonus.run"], cls.hr_officer).create(
            {"plan_id": plan.id, "cycle_id": cycle.id, "company_id": plan.company_id.id}
        )
        steps = [
            ("computed", "action_compute", cls.hr_officer),
            ("checked", "action_check", cls.hr_officer),
            ("approved", "action_approve", cls.goals_admin),
            ("published", "action_publish", cls.hr_officer),
        ]
        for reached, method, user in steps if state != "draft" else ():
            getattr(cls.as_user(run, user), method)()
            if reached == state:
                break
        return run.with_env(cls.env)

    @classmethod
    def bonus_of(cls, run, employee):
        return run.bonus_ids.filtered_domain([("employee_id", "=", employee.id)])


class BonusCase(BonusFactories, GoalCase):
    pass


class BonusHttpCase(BonusFactories, GoalHttpCase):
    pass
