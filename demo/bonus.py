"""A sales bonus and a commission of the demo company, paid for its closed months."""

from odoo.fields import Command, Domain

SALES_JOBS = "salesperson", "key_account"
CURVE = (0.7, 0), (0.9, 0.6), (1, 1), (1.2, 1.6)
TIERS = (15000, 0.01), (30000, 0.015), (None, 0.02)
STATES = {-2: "computed", -3: "checked", -4: "approved"}
STEPS = (
    ("computed", "action_compute", "hr"),
    ("checked", "action_check", "hr"),
    ("approved", "action_approve", "admin"),
    ("published", "action_publish", "hr"),
)


def create_bonuses(env, plan):
    """After the cycles are closed. HR computes and publishes, the administrator approves."""
    bonus, commission = _create_plans(env, plan)
    for offset in range(-6, -1):
        cycle = env["goal.cycle"].search(
            Domain("company_id", "=", env.company.id)
            & Domain("cycle_type", "=", "month")
            & Domain("date_start", "=", plan.month(offset))
        )
        run = _create_run(env, bonus, cycle)
        _move(env, run, STATES.get(offset, "published"), correct=offset == -5)
    _create_run(env, commission, cycle)


def _create_plans(env, plan):
    jobs = {name: env.ref(f"kpi_okr.demo_job_{name}") for name in SALES_JOBS}
    job_ids = [job.id for job in jobs.values()]
    since = plan.month(-12)
    return (
        env["kpi.bonus.plan"]
        .with_user(env.ref("kpi_okr.demo_user_hr"))
        .create(
            [
                {
                    "name": "Sales bonus",
                    "job_ids": job_ids,
                    "gate": 0.6,
                    "cap": 1.5,
                    "point_ids": [
                        Command.create({"attainment": at, "share": share}) for at, share in CURVE
                    ],
                    "base_ids": [
                        Command.create(
                            {"job_id": jobs["salesperson"].id, "date_from": since, "amount": 900}
                        ),
                        Command.create(
                            {"job_id": jobs["key_account"].id, "date_from": since, "amount": 1400}
                        ),
                        Command.create(
                            {
                                "employee_id": env.ref("kpi_okr.demo_employee_sales5").id,
                                "date_from": plan.month(-4),
                                "amount": 1600,
                            }
                        ),
                    ],
                },
                {
                    "name": "Commission on revenue won",
                    "mode": "marginal",
                    "job_ids": job_ids,
                    "indicator_id": env.ref("kpi_okr.indicator_revenue_won").id,
                    "tier_ids": [
                        Command.create({"up_to": up_to, "rate": rate}) for up_to, rate in TIERS
                    ],
                    "cap_amount": 1200,
                },
            ]
        )
    )


def _create_run(env, plan, cycle):
    return (
        env["kpi.bonus.run"]
        .with_user(env.ref("kpi_okr.demo_user_hr"))
        .create({"plan_id": plan.id, "cycle_id": cycle.id})
    )


def _move(env, run, state, correct):
    users = {"hr": env.ref("kpi_okr.demo_user_hr"), "admin": env.ref("base.user_admin")}
    for reached, method, user in STEPS:
        if reached == "published":
            run._set_state("published", "published")
        else:
            getattr(run.with_user(users[user]), method)()
        if reached == "computed" and correct:
            _correct(env, run)
        if reached == state:
            return


def _correct(env, run):
    bonus = run.bonus_ids.filtered(
        lambda bonus: bonus.employee_id == env.ref("kpi_okr.demo_employee_sales4")
    )
    env["kpi.bonus.correction"].with_user(env.ref("kpi_okr.demo_user_hr")).create(
        {
            "bonus_id": bonus.id,
            "amount": 150,
            "reason": "Covered for a colleague for two weeks, as agreed",
        }
    )
