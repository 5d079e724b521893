"""Objectives as a tree, their key results and check-ins."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from odoo.fields import Domain

from ...scoring import objective_grade, progress, score, weighted_mean
from .reading import names_of, read_columns
from .results_cards import OWNER_COLUMN, OWNER_MODEL, near

OBJECTIVE_FIELDS = (
    "id",
    "name",
    "parent_id",
    "owner_type",
    "employee_id",
    "team_id",
    "department_id",
    "company_id",
    "cycle_id",
    "commitment",
    "weight",
    "include_children",
    "progress",
    "score",
    "confidence",
    "status",
    "grade",
    "met",
    "frozen",
)
KEY_RESULT_FIELDS = (
    "objective_id",
    "id",
    "name",
    "kind",
    "source",
    "unit",
    "digits",
    "start",
    "target",
    "low",
    "high",
    "current",
    "weight",
    "progress",
    "score",
    "confidence",
    "status",
    "last_check_in_at",
    "last_check_in_note",
    "last_obstacle",
    "next_check_in",
    "error",
)
CHECK_IN_FIELDS = (
    "id",
    "date",
    "key_result_id",
    "line_id",
    "value",
    "progress",
    "confidence",
    "note",
    "obstacle",
    "user_id",
    "superseded_by_id",
)


class Objective(NamedTuple):
    id: int
    name: str
    parent_id: int | None
    depth: int
    owner_type: str
    owner_id: int
    owner: str
    company_id: int
    cycle_id: int
    commitment: str
    weight: float
    include_children: bool
    progress: float | None
    score: float | None
    confidence: float | None
    status: str
    grade: str
    met: bool
    is_live: bool


class KeyResult(NamedTuple):
    id: int
    name: str
    kind: str
    source: str
    unit: str
    digits: int
    start: float
    target: float
    low: float
    high: float
    current: float | None
    weight: float
    progress: float | None
    score: float | None
    confidence: float | None
    status: str
    checked_in: object
    note: str
    obstacle: str
    next_check_in: object
    error: str
    is_live: bool


class CheckIn(NamedTuple):
    id: int
    date: object
    goal: str
    owner: str
    value: float | None
    progress: float | None
    confidence: float | None
    note: str
    obstacle: str
    user: str
    is_corrected: bool
    unit: str
    digits: int
    company_id: int


class ObjectiveReader:
    def __init__(self, env, domain):
        self.env = env
        self._domain = domain

    @cached_property
    def _rows(self):
        if self._domain.is_false():
            return []
        rows = read_columns(self.env["okr.objective"], self._domain, OBJECTIVE_FIELDS)
        return [dict(zip(OBJECTIVE_FIELDS, row, strict=True)) for row in rows]

    @cached_property
    def objectives(self):
        """Depth first; whose parent was not chosen, or can't be read, is a top."""
        rows = {row["id"]: row for row in self._rows}
        children = defaultdict(list)
        for row in self._rows:
            parent = row["parent_id"] if row["parent_id"] in rows else None
            children[parent].append(row)
        owners = self._owner_names()
        counts = self._child_counts([row["id"] for row in self._rows if row["include_children"]])
        result = []
        todo = [(row, 0) for row in reversed(children[None])]
        while todo:
            row, depth = todo.pop()
            below = children[row["id"]]
            todo += [(child, depth + 1) for child in reversed(below)]
            result.append(self._objective(row, depth, owners, below, counts))
        return result

    def _objective(self, row, depth, owners, below, counts):
        owner_id = row[OWNER_COLUMN.get(row["owner_type"], "company_id")]
        frozen = row["frozen"] or {}
        parts = [kr._asdict() for kr in self.key_results.get(row["id"], [])]
        whole = True
        if row["include_children"]:
            parts += below
            whole = counts.get(row["id"], 0) == len(below)
        return Objective(
            row["id"],
            row["name"] or "",
            row["parent_id"],
            depth,
            row["owner_type"],
            owner_id,
            frozen.get("owner") or owners[row["owner_type"]].get(owner_id, ""),
            row["company_id"],
            row["cycle_id"],
            row["commitment"],
            row["weight"],
            row["include_children"],
            row["progress"],
            row["score"],
            row["confidence"],
            row["status"],
            row["grade"],
            row["met"],
            whole
            and all(
                near(weighted_mean([(part[key], part["weight"]) for part in parts]), row[key])
                for key in ("progress", "score", "confidence")
            )
            and (objective_grade(row["score"]) == row["grade"]),
        )

    def _child_counts(self, ids):
        """{objective id: how many objectives are aligned to it, whoever may read them}"""
        # sudo: only a number, to know whether all that rolls up is on the sheet.
        groups = (
            self.env["okr.objective"]
            .sudo()
            ._read_group([("parent_id", "in", ids)], ["parent_id"], ["__count"])
        )
        return {parent.id: count for parent, count in groups}

    def _owner_names(self):
        ids = defaultdict(set)
        for row in self._rows:
            owner = OWNER_COLUMN.get(row["owner_type"], "company_id")
            ids[row["owner_type"]].add(row[owner])
        return {kind: names_of(self.env[OWNER_MODEL[kind]], ids[kind]) for kind in ids}

    @cached_property
    def key_results(self):
        result = defaultdict(list)
        if not self._rows:
            return result
        rows = read_columns(
            self.env["okr.key.result"],
            [("objective_id", "in", [row["id"] for row in self._rows])],
            KEY_RESULT_FIELDS,
            order="objective_id, sequence, id",
        )
        for objective_id, *values in rows:
            result[objective_id].append(_key_result(values))
        return result

    def check_ins(self, line_ids):
        """Those of the key results, and of the scorecard lines given, the newest first."""
        key_results = {
            kr.id: (kr.name, objective.owner, kr.unit, kr.digits, objective.company_id)
            for objective in self.objectives
            for kr in self.key_results.get(objective.id, [])
        }
        CheckIns = self.env["goal.check.in"]
        domain = Domain("key_result_id", "in", list(key_results)) | Domain(
            "line_id", "in", list(line_ids)
        )
        rows = read_columns(CheckIns, domain, CHECK_IN_FIELDS, order="date desc, id desc")
        lines = self.env["kpi.scorecard.line"].browse(sorted({row[3] for row in rows if row[3]}))
        subjects = {
            ("line", ln.id): (ln.name, ln.owner_name, ln.unit, ln.digits, ln.company_id.id)
            for ln in lines
        }
        subjects |= {("key_result", key): subject for key, subject in key_results.items()}
        users = names_of(self.env["res.users"], {row[9] for row in rows})
        return [_check_in(row, subjects, users) for row in rows]


def _key_result(values):
    fields = dict(zip(KEY_RESULT_FIELDS[1:], values, strict=True))
    way = fields["progress"]
    if fields["kind"] == "number":
        expected = (
            progress(fields["start"], fields["target"], fields["current"])
            if fields["start"] != fields["target"]
            else None
        )
    else:
        # A range is judged from its check-ins, which are on another sheet.
        expected = way if fields["kind"] == "range" else fields["current"]
    return KeyResult(
        fields["id"],
        fields["name"] or "",
        fields["kind"],
        fields["source"],
        fields["unit"],
        fields["digits"] or 0,
        fields["start"],
        fields["target"],
        fields["low"],
        fields["high"],
        fields["current"],
        fields["weight"],
        way,
        fields["score"],
        fields["confidence"],
        fields["status"],
        fields["last_check_in_at"],
        fields["last_check_in_note"] or "",
        fields["last_obstacle"] or "",
        fields["next_check_in"],
        fields["error"] or "",
        near(expected, way) and near(score(way), fields["score"]),
    )


def _check_in(row, subjects, users):
    (
        check_in_id,
        day,
        key_result_id,
        line_id,
        value,
        way,
        confidence,
        note,
        obstacle,
        user_id,
        superseded,
    ) = row
    key = ("key_result", key_result_id) if key_result_id else ("line", line_id)
    goal, owner, unit, digits, company_id = subjects[key]
    return CheckIn(
        check_in_id,
        day,
        goal,
        owner,
        value,
        way,
        confidence,
        note or "",
        obstacle or "",
        users.get(user_id, ""),
        bool(superseded),
        unit,
        digits or 0,
        company_id,
    )
