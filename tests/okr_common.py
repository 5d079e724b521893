"""Factories of objectives, key results and check-ins."""

from odoo.fields import Command

from .common import GoalCase
from .common_http import GoalHttpCase


class OkrFactories:
    @classmethod
    def make_objective(cls, owner, cycle, key_results=(), **vals):
        """An objective of ``owner`` (employee, sales team, department or company) with
        ``key_results``: dicts of values, or (start, target) or (start, target, weight)."""
        return cls.env["okr.objective"].create(
            cls.owner_vals(owner)
            | {
                "name": f"Objective of {owner.name}",
                "cycle_id": cycle.id,
                "company_id": cycle.company_id.id,
                "key_result_ids": [
                    Command.create(cls.key_result_vals(number, spec))
                    for number, spec in enumerate(key_results, 1)
                ],
            }
            | vals
        )

    @classmethod
    def make_key_result(cls, objective, start=0, target=100, **vals):
        return cls.env["okr.key.result"].create(
            {"name": "Key result", "objective_id": objective.id, "start": start, "target": target}
            | vals
        )

    @staticmethod
    def key_result_vals(number, spec):
        vals = {"name": f"Key result {number}", "sequence": number}
        if isinstance(spec, dict):
            return vals | spec
        start, target, *weight = spec
        return vals | {"start": start, "target": target, "weight": weight[0] if weight else 1.0}

    @classmethod
    def check_in(cls, key_result, value=None, on=None, **vals):
        """A check-in of a key result; without ``on`` on the first day of its cycle."""
        return cls.env["goal.check.in"].create(
            {
                "key_result_id": key_result.id,
                "value": False if value is None else value,
                "date": on or key_result.date_start,
            }
            | vals
        )


class OkrCase(OkrFactories, GoalCase):
    """``cycle``: the second quarter of 2025, 13 weeks, open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls.make_cycle("2025-04-01", cycle_type="quarter")


class OkrHttpCase(OkrFactories, GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls.make_cycle("2025-04-01", cycle_type="quarter")
