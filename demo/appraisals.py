"""Appraisals of the demo company in every state, made by the buttons that people press."""

from datetime import timedelta
from random import Random

STRENGTHS = (
    "Keeps promises to customers and to us.",
    "Explains things so that I can go on without asking again.",
    "Stays calm when a deal is about to be lost.",
    "Shares what worked, with the numbers.",
    "Always picks up the phone when I need help.",
)
WISHES = (
    "Could ask for help earlier.",
    "Could write down agreements so that the others know.",
    "Sometimes promises dates without asking the team.",
    "Could take part in the Monday meeting more often.",
)
SELF_TEXT = """<p><b>What am I proud of?</b> The two customers who came back after a year, and the
calls I make every day.</p><p><b>What would I do differently?</b> Ask for prices earlier.</p>
<p><b>What do I want to learn next?</b> Selling by consulting, as in my objective.</p>"""
MANAGER_TEXT = """<p><b>What went well:</b> reliable figures, and new colleagues come to you with
questions.</p><p><b>What I wish for:</b> more proposals with the value for the customer in them.</p>
<p><b>What we agree on:</b> two joint visits a month.</p>"""
PEOPLE = (
    (
        "sales",
        "manager",
        "done",
        (4, 4, 4.2),
        {"peer": ("sales2", "sales3", "sales4"), "other": ("marketing", "marketing2", "hr")},
    ),
    (
        "sales5",
        "manager2",
        "done",
        (4, 3.5, 3.8),
        {"peer": ("sales6", "sales7", "sales8"), "other": ("marketing",)},
    ),
    (
        "sales2",
        "manager",
        "manager",
        (3.5, 3, 3.4),
        {"peer": ("sales", "sales3", "sales4"), "other": ("marketing", "sales5", "sales6")},
    ),
    (
        "sales6",
        "manager2",
        "manager",
        (4, 3, 3),
        {"peer": ("sales5", "sales7"), "other": ("marketing2",)},
    ),
    (
        "sales3",
        "manager",
        "feedback",
        (3, 3, 3.6),
        {"peer": ("sales", "sales2", "sales4", "sales5")},
    ),
    (
        "manager2",
        "director",
        "feedback",
        (4, 4, 4),
        {"peer": ("manager", "marketing_manager", "hr"), "report": ("sales5", "sales6", "sales7")},
    ),
    ("sales4", "manager", "self_assessment", (3, 3, 3), {}),
    ("sales7", "manager2", "cancelled", (3, 3, 3), {}),
    ("sales8", "manager2", "draft", (3, 3, 3), {}),
)
ORDER = "draft", "self_assessment", "feedback", "manager", "done"


def create_appraisals(env, plan):
    """Those of the six months before this one; a campaign of marketing; a recurring plan."""
    env = env(context={**env.context, "mail_activity_automation_skip": False})
    for login, boss, state, marks, raters in PEOPLE:
        _appraise(env, plan, login, boss, state, marks, raters)
    _campaign(env, plan)
    env["goal.appraisal.plan"].with_user(env.ref("kpi_okr.demo_user_hr")).create(
        {
            "name": "Twice a year",
            "company_id": env.company.id,
            "first_months": 6,
            "every_months": 6,
            "starts_on": plan.month(6),
        }
    )
    env["mail.mail"].sudo().search([("model", "=like", "goal.appraisal%")]).unlink()


def _user(env, login):
    return env.ref(f"kpi_okr.demo_user_{login}")


def _employee(env, login):
    return env.ref(f"kpi_okr.demo_employee_{login}")


def _span(plan):
    return plan.month(-6), plan.month(0) - timedelta(days=1)


def _appraise(env, plan, login, boss, state, marks, raters):
    rng = Random(f"appraisal {login}")
    first, last = _span(plan)
    appraisal = (
        env["goal.appraisal"]
        .with_user(_user(env, boss))
        .create(
            {
                "employee_id": _employee(env, login).id,
                "date_from": first,
                "date_to": last,
                "self_deadline": plan.today + timedelta(days=-2 if login == "sales4" else 3),
                "feedback_deadline": plan.today + timedelta(days=8),
                "manager_deadline": plan.today + timedelta(days=20),
            }
        )
    )
    if state == "draft":
        return
    appraisal.action_start()
    if state == "cancelled":
        appraisal.action_cancel()
        return
    if raters:
        appraisal._ask_raters(
            {
                group: env["hr.employee"].union(*(_employee(env, name) for name in names))
                for group, names in raters.items()
            }
        )
    reached = ORDER.index(state)
    own, managers, others = marks
    if reached < ORDER.index("feedback"):
        return
    mine = appraisal.with_user(_user(env, login))
    mine.employee_text = SELF_TEXT
    _rate(env, rng, mine, "employee", own)
    mine.action_submit()
    _give_feedback(env, rng, appraisal, others, everybody=reached > ORDER.index("feedback"))
    if reached < ORDER.index("manager"):
        return
    appraisal.action_close_feedback()
    appraisal.manager_text = MANAGER_TEXT
    _rate(env, rng, appraisal, "manager", managers)
    appraisal.my_note = "<p>Ask for the plans about the key account team.</p>"
    appraisal.action_propose_plan()
    appraisal.decided_band_id = appraisal.proposed_band_id
    if reached < ORDER.index("done"):
        return
    appraisal.action_done()


def _mark(rng, around):
    return float(min(5, max(1, round(around + rng.uniform(-1.2, 1.2)))))


def _rate(env, rng, appraisal, side, around):
    ratings = appraisal.env["goal.appraisal.rating"].search(
        [("appraisal_id", "=", appraisal.id), ("side", "=", side)]
    )
    by_mark = {}
    for _rating in ratings:
        by_mark.setdefault(_mark(rng, around), ratings.browse())
    for rating in ratings:
        mark = rng.choice(list(by_mark))
        by_mark[mark] |= rating
    for mark, some in by_mark.items():
        if some:
            some.write({"score": mark})


def _give_feedback(env, rng, appraisal, around, everybody):
    requests = env["goal.appraisal.feedback"].search([("appraisal_id", "=", appraisal.id)])
    for number, request in enumerate(requests):
        rater = request.with_user(request.rater_user_id)
        if not everybody and number == len(requests) - 1:
            continue
        if not everybody and number == len(requests) - 2:
            rater.action_decline("We have hardly worked together in these months.")
            continue
        by_mark = {}
        for answer in rater.answer_ids:
            if answer.criterion_id:
                mark = _mark(rng, around)
                by_mark[mark] = by_mark.get(mark, rater.answer_ids.browse()) | answer
        for mark, answers in by_mark.items():
            answers.write({"score": mark})
        for question, texts in (("strength", STRENGTHS), ("improve", WISHES)):
            open_question = rater.answer_ids.filtered(lambda a, q=question: a.question == q)
            open_question.comment = rng.choice(texts)
        rater.action_submit()


def _campaign(env, plan):
    first, last = _span(plan)
    campaign = (
        env["goal.appraisal.campaign"]
        .with_user(_user(env, "hr"))
        .create(
            {
                "name": f"{first:%Y-%m} – {last:%Y-%m}, Marketing",
                "company_id": env.company.id,
                "date_from": first,
                "date_to": last,
                "department_ids": [(6, 0, env.ref("kpi_okr.demo_department_marketing").ids)],
                "self_deadline": plan.today - timedelta(days=3),
                "feedback_deadline": plan.today + timedelta(days=10),
                "manager_deadline": plan.today + timedelta(days=24),
            }
        )
    )
    campaign.action_launch()
    marketing2 = campaign.appraisal_ids.filtered(
        lambda a: a.employee_id == _employee(env, "marketing2")
    )
    marketing2.with_user(_user(env, "marketing2")).action_submit()
