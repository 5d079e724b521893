from odoo import api, models
from odoo.fields import Domain

RUNNING = Domain("cycle_id.is_running", "=", True) & Domain("state", "=", "open")


class GoalGauge(models.AbstractModel):
    """Goals as they are shown beside and above deals, whatever kind they are."""

    _name = "goal.gauge"
    _description = "Gauge of a Goal"

    @api.model
    def _read_mine(self):
        """The user's goals of the running cycles, in the order of the cycles' length.

        One dict for each owner, the sales team that the user leads first: ``key``, ``owner``,
        ``owner_type`` and ``goals``, the dicts of ``_read``. Read with the user's own rights.
        """
        lines = self.env["kpi.scorecard.line"].search(
            RUNNING & Domain("scorecard_id.is_mine", "=", True)
        )
        key_results = self.env["okr.key.result"].search(
            RUNNING & Domain("objective_id.is_mine", "=", True)
        )
        owners = {}
        for goal in self._in_order([*lines, *key_results]):
            card = self._card_of(goal)
            owners.setdefault((card.owner_type, card._owner_record().id), []).append(goal)
        rank = ["team", "employee", "department", "company"]
        return [
            {
                "key": f"{kind},{key}",
                "owner": self._card_of(goals[0]).owner_name,
                "owner_type": kind,
                "goals": [self._read(goal) for goal in goals],
            }
            for (kind, key), goals in sorted(
                owners.items(), key=lambda item: (rank.index(item[0][0]), item[0][1])
            )
        ]

    @api.model
    def _in_order(self, goals):
        """Goals by the length of their cycles, KPIs before key results, as they are sorted."""

        def key(goal):
            cycle = goal.cycle_id
            days = (cycle.date_end - cycle.date_start).days
            card = self._card_of(goal)
            return days, cycle.id, goal._name, card.id, goal.sequence, goal.id

        return sorted(goals, key=key)

    @api.model
    def _card_of(self, goal):
        """The scorecard or the objective that a goal is part of."""
        return goal.scorecard_id if goal._name == "kpi.scorecard.line" else goal.objective_id

    @api.model
    def _read(self, goal):
        """What a gauge shows of a scorecard line or a key result, for JavaScript.

        ``attainment`` is a fraction, the progress of a key result; the figures are in ``unit``.
        ``expected`` is the attainment expected by now, where the pace is judged. No data is None.
        """
        card = self._card_of(goal)
        common = {
            "id": goal.id,
            "model": goal._name,
            "name": goal.name,
            "owner": card.owner_name,
            "owner_type": card.owner_type,
            "is_mine": card.is_mine,
            "card": {"model": card._name, "id": card.id},
            "cycle": card.cycle_id.name,
            "closed": card.state == "closed",
            "unit": goal.unit,
            "digits": goal.digits,
            "currency_id": goal.currency_id.id,
            "target": goal.target,
            "status": goal.status,
            "status_label": self._status_label(goal.status),
        }
        if goal._name == "okr.key.result":
            return common | {
                "kind": goal.kind,
                "low": goal.low,
                "high": goal.high,
                "actual": goal.current,
                "attainment": goal.progress,
                "expected": goal.expected if goal.kind != "range" else None,
                "full": 1.0,
                "has_records": goal.source != "check_in",
            }
        return common | {
            "kind": "number",
            "actual": goal.actual,
            "attainment": goal.attainment,
            "expected": goal.expected_mark,
            "full": 1.2,
            "has_records": True,
        }

    @api.model
    def _status_label(self, status):
        """A status in the user's language."""
        field = self.env["kpi.scorecard.line"]._fields["status"]
        return dict(field._description_selection(self.env)).get(status, "")
