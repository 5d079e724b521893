"""Cycles, figures and scorecards of the demo company, made by the methods that people use."""

from datetime import date, datetime, time
from random import Random

from odoo.fields import Command

from .plan import HOLIDAYS, OLDEST, SELLERS

TEMPLATES = (
    "salesperson",
    "key_account",
    "team_north",
    "team_south",
    "marketer",
    "marketing",
    "sales",
)  # fmt: skip
COMPANY_LINES = {
    "month": (
        ("revenue_won", 165000, 50),
        ("new_customers", 9, 25),
        ("existing_revenue_share", 0.4, 25),
    ),
    "quarter": (
        ("revenue_won", 500000, 40),
        ("win_rate", 0.5, 20),
        ("new_customers", 26, 20),
        ("existing_revenue_share", 0.45, 10),
        ("cost_per_customer", 450, 10),
    ),
    "year": (("revenue_won", 1900000, 60), ("new_customers", 105, 40)),
}  # fmt: skip

YEARLY, YEARLY_FOLLOWERS = 0.9, 0.65

# Per month: spend, and how it varies.
SPEND = {"marketing": (2200, 0.2), "marketing2": (2500, 0.3)}

CONTENT = {"marketing": (3, 0.82), "marketing2": (2, 0.74)}


def create_goals(env, plan):
    _create_holidays(env, plan)
    _push_figures(env, plan)
    cycles = _create_cycles(env, plan)
    _create_scorecards(env(context=env.context | {"goal_refresh_later": True}), plan, cycles)
    _open_cycles(env, plan, cycles)
    _adjust_targets(env)


def close_cycles(env, plan):
    """Close what ended before last month, and every quarter and year, as the HR officer does.

    Last month is left open: to close it is the first thing to try.
    """
    over = env["goal.cycle"].search(
        [
            ("company_id", "=", env.company.id),
            ("state", "=", "open"),
            ("date_end", "<", plan.today),
            "|",
            ("date_end", "<", plan.month(-1)),
            ("cycle_type", "in", ("quarter", "year")),
        ]
    )
    over.sorted("date_end").with_user(env.ref("kpi_okr.demo_user_hr")).action_close()


def _create_holidays(env, plan):
    env["resource.calendar.leaves"].create(
        [
            {
                "name": "Public holiday",
                "calendar_id": env.company.resource_calendar_id.id,
                "date_from": plan.utc(datetime.combine(date(year, month, day), time.min)),
                "date_to": plan.utc(datetime.combine(date(year, month, day), time(23, 59, 59))),
            }
            for year in range(plan.month(OLDEST).year, plan.month(1).year + 1)
            for month, day in HOLIDAYS
        ]
    )


def _push_figures(env, plan):
    """What other systems report about marketing; this month's spend is not in yet."""
    followers, rows = 140000, []
    department = env.ref("kpi_okr.demo_department_marketing").id
    for offset in range(OLDEST, 1):
        rng = Random(f"figures {offset}")
        first, last = plan.days(offset)[0], plan.days(offset)[-1]
        month = f"{first:%Y-%m}"
        followers += 20 * rng.randint(350, 900)
        for login, (usual, spread) in SPEND.items():
            spend = round(usual * plan.trend(offset) * rng.uniform(1 - spread, 1 + spread))
            if offset < 0:
                rows.append(
                    {
                        "key": f"spend-{login}-{month}",
                        "indicator": "marketing_spend",
                        "date": last.isoformat(),
                        "value": spend,
                        "employee": env.ref(f"kpi_okr.demo_employee_{login}").work_email,
                    }
                )
        rows += _content(env, plan, offset)
        rows.append(
            {
                "key": f"followers-{month}",
                "indicator": "followers",
                "date": min(last, plan.today).isoformat(),
                "value": followers,
                "department_id": department,
            }
        )
        for day in plan.days(offset)[::7]:
            visits = round(2850 * (1 + 0.02 * (offset - OLDEST)) * rng.uniform(0.85, 1.15))
            if day <= plan.today:
                rows.append(
                    {
                        "key": f"visits-{day}",
                        "indicator": "organic_visits",
                        "date": day.isoformat(),
                        "value": visits,
                        "department_id": department,
                    }
                )
    result = env["kpi.value"].push(rows, env.company.id)
    if result["errors"]:
        raise ValueError(result["errors"])


def _content(env, plan, offset):
    """What the editorial calendar reports on Mondays: posts, and how readers rate them."""
    for login, (posts, quality) in CONTENT.items():
        rng = Random(f"content {login} {offset}")
        employee = env.ref(f"kpi_okr.demo_employee_{login}").work_email
        for day in plan.days(offset):
            figures = {
                "posts": round(posts * rng.uniform(0.5, 1.5)),
                "content_quality": round(min(1, quality * rng.uniform(0.92, 1.08)), 3),
            }
            if day.weekday() == 0 and day <= plan.today:
                for indicator, value in figures.items():
                    yield {
                        "key": f"{indicator}-{login}-{day}",
                        "indicator": indicator,
                        "date": day.isoformat(),
                        "value": value,
                        "employee": employee,
                    }


def _create_cycles(env, plan):
    # As far ahead as the next quarter, for which goals are set while this one runs.
    years = range(plan.month(OLDEST).year, plan.month(3).year + 1)
    return env["goal.cycle"].concat(
        *(
            env["goal.cycle"]._generate_year(env.company, year, ["month", "quarter", "year"])
            for year in years
        )
    )


def _create_scorecards(env, plan, cycles):
    """Scorecards of the cycles that the deals fill, and of the next month."""
    wanted = cycles.filtered(
        lambda c: (
            plan.month(OLDEST) <= c.date_start <= plan.month(1)
            or c.date_start <= plan.today <= c.date_end
        )
    )
    templates = env["kpi.scorecard.template"].concat(
        *(env.ref(f"kpi_okr.demo_template_{name}") for name in TEMPLATES)
    )
    cards, company_cards = env["kpi.scorecard"], []
    growth = {line: _growth(line.indicator_id) for line in templates.line_ids}
    today = {line: line.target for line in templates.line_ids if growth[line] < 1}
    for year, of_year in wanted.grouped(lambda cycle: cycle.date_start.year).items():
        ago = max(0, plan.today.year - year)
        for line, target in today.items():
            line.target = round(target * growth[line] ** ago, -2)
        cards |= templates._generate(of_year)
        company_cards += _company_cards(env, of_year, ago)
    for line, target in today.items():
        line.target = target
    env["kpi.scorecard"].create(company_cards)
    for seller in SELLERS:  # no scorecards from before somebody came
        employee, first = env.ref(f"kpi_okr.demo_employee_{seller.login}"), plan.month(seller.first)
        cards.filtered(
            lambda c, employee=employee, first=first: (
                c.employee_id == employee and c.date_start < first
            )
        ).unlink()


def _growth(indicator):
    """What a target was a year before, as a share of it."""
    if indicator.code == "followers":
        return YEARLY_FOLLOWERS
    return YEARLY if indicator.unit == "money" and indicator.direction == "higher" else 1


def _company_cards(env, cycles, ago):
    """Values of the company's own scorecards, with the targets of so many years ago."""
    indicators = {i.code: i for i in env["kpi.indicator"].search([("company_id", "=", False)])}
    return [
        {
            "owner_type": "company",
            "company_id": env.company.id,
            "cycle_id": cycle.id,
            "responsible_id": env.ref("kpi_okr.demo_employee_director").id,
            "line_ids": [
                Command.create(
                    {
                        "indicator_id": indicators[code].id,
                        "target": round(target * _growth(indicators[code]) ** ago, 2),
                        "weight": weight,
                        "sequence": 10 * number,
                    }
                )
                for number, (code, target, weight) in enumerate(COMPANY_LINES[cycle.cycle_type])
            ],
        }
        for cycle in cycles
        if cycle.cycle_type in COMPANY_LINES
    ]


def _open_cycles(env, plan, cycles):
    """Open what has begun, as the HR officer does."""
    begun = cycles.filtered(lambda c: c.date_start <= plan.today).sorted("date_end")
    begun.with_user(env.ref("kpi_okr.demo_user_hr")).action_open()
    env["goal.engine"]._refresh_cycles(cycles - begun)


def _adjust_targets(env):
    """A manager's changes in the running month, with their reasons."""
    for manager, seller, code, factor, reason in (
        ("manager", "sales4", "revenue_won", 0.7, "Two weeks of parental leave"),
        ("manager2", "sales8", "revenue_won", 0.5, "Still learning the products"),
        ("manager2", "sales8", "deals_won", 1 / 3, "Still learning the products"),
    ):
        line = (
            env["kpi.scorecard.line"]
            .with_user(env.ref(f"kpi_okr.demo_user_{manager}"))
            .search(
                [
                    ("employee_id", "=", env.ref(f"kpi_okr.demo_employee_{seller}").id),
                    ("indicator_id.code", "=", code),
                    ("cycle_id.is_running", "=", True),
                ]
            )
        )
        line.write({"target": round(line.target * factor), "target_reason": reason})
