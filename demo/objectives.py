"""Objectives of the demo company, written and checked in by the people who answer for them."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from odoo.fields import Command, Domain

from .objective_kinds import NOTES, OBSTACLES, PACES, RHYTHMS
from .objective_plan import GOALS

# Half a year that began two months ago: on any day of the year it has some weeks behind it.
CAMPAIGN_FIRST, CAMPAIGN_MONTHS = -2, 6
LINKED = 4  # at most: won deals, and as many open ones
STALE = 3  # how many check-ins are missing where one is overdue
OUTSIDE = {"ahead": 0, "on": 12, "risk": 5, "off": 2}  # every how many check-ins off a range


class Said(NamedTuple):
    """A check-in to be made; ``done`` is the number of milestones done by then."""

    day: date
    key_result: Any
    value: float | None
    done: int
    confidence: float
    note: str
    obstacle: str


def create_objectives(env, plan):
    """The cycles must be open: those of what is over are closed afterwards."""
    cycles = _cycles(env, plan)
    made = _write_all(env, plan, cycles)
    _check_in(env, [said for goal in GOALS for said in _history(plan, goal, made[goal.key])])
    _grade(made)
    _check_in(env, [said for goal in GOALS for said in _carry(plan, goal, made, cycles)])
    env["okr.objective"].union(*made.values()).sudo()._remind_check_ins()


def _cycles(env, plan):
    """{name used in the plan: goal.cycle}"""
    first = plan.today.replace(month=3 * ((plan.today.month - 1) // 3) + 1, day=1)
    cycles = env["goal.cycle"].search([("company_id", "=", env.company.id)])
    quarters = cycles.filtered(lambda c: c.cycle_type == "quarter").sorted("date_start")
    years = {c.date_start.year: c for c in cycles if c.cycle_type == "year"}
    at = quarters.mapped("date_start").index(first)
    campaign = (
        env["goal.cycle"]
        .with_user(env.ref("kpi_okr.demo_user_hr"))
        .create(
            {
                "name": f"{plan.month(CAMPAIGN_FIRST):%Y-%m}, 6 months",
                "cycle_type": "custom",
                "date_start": plan.month(CAMPAIGN_FIRST),
                "date_end": plan.month(CAMPAIGN_FIRST + CAMPAIGN_MONTHS) - timedelta(days=1),
                "company_id": env.company.id,
            }
        )
    )
    campaign.action_open()
    return {
        "last_year": years[plan.today.year - 1],
        "year": years[plan.today.year],
        "first": quarters[at - 3],
        "before": quarters[at - 2],
        "last": quarters[at - 1],
        "quarter": quarters[at],
        "next": quarters[at + 1],
        "campaign": campaign,
    }


def _write_all(env, plan, cycles):
    """Write the objectives, one level of alignment at a time; returns {key: objective, seen by
    who answers for it}."""
    indicators = {
        i.code: i.id
        for i in env["kpi.indicator"].search([("company_id", "in", (False, env.company.id))])
    }
    made, level = {}, [goal for goal in GOALS if not goal.parent]
    while level:
        created = env["okr.objective"].create(
            [_objective(env, plan, goal, cycles, made, indicators) for goal in level]
        )
        for goal, objective in zip(level, created, strict=True):
            made[goal.key] = objective.with_user(env.ref(f"kpi_okr.demo_user_{goal.by}"))
        keys = {goal.key for goal in level}
        level = [goal for goal in GOALS if goal.parent in keys]
    return made


def _objective(env, plan, goal, cycles, made, indicators):
    owner_type, name = goal.owner
    cycle = cycles[goal.cycle]
    vals = {
        "name": goal.name,
        "description": f"<p>{goal.description}</p>" if goal.description else False,
        "owner_type": owner_type,
        "company_id": env.company.id,
        "cycle_id": cycle.id,
        "parent_id": made[goal.parent].id if goal.parent else False,
        "commitment": goal.commitment,
        "visibility": goal.visibility,
        "include_children": goal.include,
        "weight": goal.weight,
    }
    if owner_type == "company":
        vals["responsible_id"] = env.ref(f"kpi_okr.demo_employee_{goal.by}").id
    else:
        vals[f"{owner_type}_id"] = env.ref(f"kpi_okr.demo_{owner_type}_{name}").id
    user = env.ref(f"kpi_okr.demo_user_{goal.by}")
    vals["key_result_ids"] = [
        Command.create(_key_result(env, plan, goal, key, cycle, user, indicators) | {"sequence": n})
        for n, key in enumerate(goal.keys, 1)
    ]
    return vals


def _key_result(env, plan, goal, key, cycle, user, indicators):
    vals = {
        "name": key.name,
        "kind": key.kind,
        "source": key.source,
        "weight": key.weight,
        "check_in_every": "never" if key.never else goal.every or RHYTHMS[goal.cycle],
    }
    if key.source == "check_in":
        if key.path != "silent":
            vals["check_in_from"] = cycle.date_start
        if key.kind in ("number", "range"):
            vals |= {"unit": key.unit, "digits": key.digits}
    if key.kind == "range":
        vals |= {"low": key.start, "high": key.target}
    elif key.kind == "number":
        vals |= {"start": key.start, "target": key.target}
    if key.source == "indicator":
        vals["indicator_id"] = indicators[key.indicator]
    elif key.source == "deals":
        vals["deal_measure"] = key.measure
        vals["lead_ids"] = [Command.set(_deals(env, plan, goal, cycle, user).ids)]
    if key.steps:
        vals["milestone_ids"] = [
            Command.create({"name": name, "sequence": n}) for n, name in enumerate(key.steps, 1)
        ]
    return vals


def _deals(env, plan, goal, cycle, user):
    """Deals won in the cycle so far, and open ones that may still be won."""
    kind, name = goal.owner
    mine = Domain("user_id", "=", user.id)
    if kind == "team":
        mine = Domain("team_id", "=", env.ref(f"kpi_okr.demo_team_{name}").id)
    leads = env["crm.lead"].with_user(user)
    mine &= Domain("company_id", "=", env.company.id) & Domain("type", "=", "opportunity")
    won = mine & Domain(
        [
            ("won_status", "=", "won"),
            ("date_closed", ">=", cycle.date_start),
            ("date_closed", "<", cycle.date_end),
        ]
    )
    found = leads.search(won, order="date_closed, id", limit=LINKED)
    if cycle.date_end >= plan.today:
        running = mine & Domain("won_status", "=", "pending")
        found |= leads.search(running, order="expected_revenue desc, id", limit=LINKED)
    return found


# --- checking in ---------------------------------------------------------------------------


def _history(plan, goal, objective):
    """What its owner said about each key result, from the start of the cycle until now."""
    if objective.state != "open":
        return
    keys = {key.name: key for key in goal.keys}
    for key_result in objective.key_result_ids:
        key = keys[key_result.name]
        if key.never or key.path == "silent":
            continue
        rng = Random(f"{objective.cycle_id.cycle_type} {goal.key} {key.name}")
        days = _days(plan, key, key_result)
        pace, sure = PACES[key.path]
        first = rng.randrange(9)
        for number, day in enumerate(days):
            latest = number == len(days) - 1
            share = objective.cycle_id._expected_share(min(plan.today, objective.date_end))
            if not latest or key.path == "stale":
                share = objective.cycle_id._expected_share(day)
            way = share * pace * (1 if latest else rng.uniform(0.88, 1))
            confidence = 0.7 + (sure - 0.7) * (number + 1) / len(days)
            obstacles = OBSTACLES.get(key.path, ("",))
            notes = NOTES[key.path]
            said = notes[(first + number) % len(notes)], rng.choice(obstacles)
            yield Said(
                day,
                key_result,
                _value(key, key_result, way, number, rng),
                int(len(key.steps) * min(1, way) + 0.25),
                round(confidence, 2),
                *((key.note or said[0], key.obstacle or said[1]) if latest else said),
            )


def _days(plan, key, key_result):
    """The last Friday of each time that a check-in is asked for, as far as it has come."""
    today = min(plan.today, key_result.date_end)
    if key.source != "check_in":
        return [today]  # a figure of today can be confirmed, one of the past can't
    slots = key_result._check_in_slots()
    days = [max(begin, end - timedelta(days=(end.weekday() - 4) % 7)) for begin, end in slots]
    days[0] = min(days[0], today)
    days = [day for day in days if day <= today]
    return days[:-STALE] if key.path == "stale" else days


def _value(key, key_result, way, number, rng):
    if key_result.is_automatic:
        return None
    if key.kind == "yes_no":
        return float(way >= 1)
    digits = key.digits + (2 if key.unit == "percent" else 0)
    if key.kind == "range":
        width = key.target - key.start
        if (every := OUTSIDE[key.path]) and number % every == every - 1:
            return round(key.target + width / 2, digits)
        return round((key.start + key.target) / 2 + width * rng.uniform(-0.3, 0.3), digits)
    if key.path == "done":
        way = min(1, way)
    # A carried key result starts where the last one stood.
    return round(key_result.start + (key_result.target - key_result.start) * way, digits)


def _check_in(env, said):
    """Make the first check-in of every key result, then the second ones, and so on, so that
    each remembers the progress that it led to."""
    rounds, count = defaultdict(list), Counter()
    for one in sorted(said, key=lambda s: (s.day, s.key_result.id)):
        rounds[count[one.key_result.id]].append(one)
        count[one.key_result.id] += 1
    for group in rounds.values():
        steps = env["okr.milestone"].union(
            *(one.key_result.milestone_ids[: one.done].sudo() for one in group)
        )
        steps = steps.filtered(lambda step: not step.done)
        steps.write({"done": True})
        env["okr.key.result"].browse([one.key_result.id for one in group]).fetch(
            ["current", "confidence"]
        )
        check_ins = env["goal.check.in"].create(
            [
                {
                    "key_result_id": one.key_result.id,
                    "date": one.day,
                    "value": False if one.value is None else one.value,
                    "confidence": one.confidence,
                    "note": one.note,
                    "obstacle": one.obstacle or False,
                }
                for one in group
            ]
        )
        for user, by_user in check_ins.grouped(lambda c: c.objective_id.user_id).items():
            by_user._write_past_guard({"user_id": user.id})


# --- closing -------------------------------------------------------------------------------


def _grade(made):
    for goal in GOALS:
        if goal.grade:
            objective = made[goal.key]
            difference, decision, reason, learnt = goal.grade
            objective.write(
                {
                    "self_grade": max(0, min(1, round(objective.score + difference, 2))),
                    "self_grade_reason": reason or False,
                    "decision": decision,
                    "learnt": learnt,
                }
            )


def _carry(plan, goal, made, cycles):
    """Go on with what was not reached in the running quarter."""
    if not goal.carried_as:
        return ()
    carried = made[goal.carried_as] = made[goal.key]._carry(cycles["quarter"])
    carried.key_result_ids.write({"check_in_from": carried.date_start})
    return _history(plan, goal, carried)
