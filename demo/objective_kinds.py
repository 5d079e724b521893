"""What an objective of the demo company is made of, how it goes and what is said about it."""

from typing import NamedTuple

# How a key result goes: progress as a share of what is expected, and the confidence at the end.
PACES = {
    "done": (3.5, 1.0),
    "ahead": (1.12, 0.9),
    "on": (0.99, 0.8),
    "risk": (0.85, 0.6),
    "off": (0.45, 0.3),
    "stale": (0.8, 0.5),
    "silent": (0.0, 0.0),
}  # fmt: skip
NOTES = {
    "done": (
        "Quicker than we had thought.",
        "Nearly there; the rest is routine.",
        "Nobody stood in the way this time.",
        "Kept as it is.",
    ),
    "ahead": (
        "The first weeks paid off.",
        "Two customers asked for more by themselves.",
        "We keep what works and drop the rest.",
        "A little more than planned.",
    ),
    "on": (
        "As planned.",
        "The new material helps in every talk.",
        "A good week, nothing odd.",
        "Slow at first, then three good days.",
        "We learnt what to leave out.",
    ),
    "risk": (
        "Slower than planned.",
        "Some progress, yet less than before.",
        "Two things at once: the daily business came first.",
        "One good idea, not yet enough of it.",
        "Moved a bit; the big step is still ahead.",
    ),
    "off": (
        "Hardly any progress.",
        "We tried another way; too early to tell.",
        "Put off to next time once more.",
        "We need to talk about whether this still makes sense.",
    ),
    "stale": ("Started well.", "Some progress.", "More next week."),
}  # fmt: skip
OBSTACLES = {
    "risk": ("Waiting for the budget to be released.", "Two people were ill.", ""),
    "off": (
        "Nobody has time for it.",
        "The supplier has not delivered.",
        "Customers put the decision off.",
    ),
}  # fmt: skip
RHYTHMS = {
    "last_year": "month",
    "year": "month",
    "first": "two_weeks",
    "before": "two_weeks",
    "last": "two_weeks",
    "quarter": "week",
    "campaign": "week",
    "next": "week",
}


class Key(NamedTuple):
    """A key result; ``low``/``high`` of a range are its ``start`` and ``target``."""

    name: str
    path: str = "on"
    start: float = 0
    target: float = 100
    weight: float = 1
    unit: str = "number"
    digits: int = 0
    kind: str = "number"
    source: str = "check_in"
    indicator: str = ""
    measure: str = "sum"
    steps: tuple = ()
    never: bool = False  # a figure that comes by itself and is not talked about
    note: str = ""
    obstacle: str = ""


def rate(name, path, start, target, weight=1, **more):
    return Key(name, path, start, target, weight, "percent", 1, **more)


def kpi(name, indicator, start, target, weight=1, path="on", **more):
    return Key(name, path, start, target, weight, source="indicator", indicator=indicator, **more)


def deals(name, target, weight=1, measure="sum", path="on", **more):
    return Key(name, path, 0, target, weight, source="deals", measure=measure, **more)


def steps(name, path, *names, weight=1, **more):
    return Key(name, path, weight=weight, kind="milestones", steps=names, **more)


def yes(name, path, weight=1, **more):
    return Key(name, path, 0, 1, weight, kind="yes_no", **more)


def keep(name, path, low, high, weight=1, **more):
    return Key(name, path, low, high, weight, kind="range", **more)


class Goal(NamedTuple):
    """An objective; ``owner`` is (owner type, name), ``by`` the login of who answers for it,
    ``grade`` (own grade less the score, decision, reason, what was learnt)."""

    key: str
    cycle: str
    owner: tuple
    by: str
    name: str
    keys: tuple
    parent: str = ""
    commitment: str = "aspirational"
    visibility: str = "company"
    include: bool = False
    weight: float = 20
    description: str = ""
    grade: tuple = ()
    carried_as: str = ""
    every: str = ""  # instead of the cycle's of RHYTHMS


COMPANY = "company", ""
SALES, MARKETING, HR = ("department", "sales"), ("department", "marketing"), ("department", "hr")
NORTH, SOUTH = ("team", "north"), ("team", "south")


def person(login):
    return "employee", login
