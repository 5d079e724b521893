from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..scoring import contribution, expected_figure, gap_closed

OWNERS = ["employee", "team", "department", "company"]


class CrmLead(models.Model):
    """The goals beside a deal: where they stand, and what the deal does to them."""

    _inherit = "crm.lead"

    @api.readonly
    def goal_panel(self):
        """The goals that this deal counts for or would count for, read with the user's rights.

        They are those of its salesperson and team and the user's own, in the cycles in which it
        is expected to close, or has closed, and the key results that it is linked to::

            {"state": "open" | "lead" | "won" | "lost", "day": date, "now": whether it would be
             closed now, "probability": fraction, "rows": touched goals, "others": goals it
             doesn't touch, "links": key results it may be linked to}

        A row is a dict of ``goal.gauge`` with ``if_won``, ``expected_figure`` and ``without``; see
        ``_goal_row``. Raises AccessError where the user can't read the deal.
        """
        self.ensure_one()
        self.check_access("read")
        company = self._goal_company()
        day = self._goal_closing_day(company)
        goals = self._goals_beside(company, day)
        cycles = self.env["goal.cycle"].union(*(goal.cycle_id for goal in goals))
        cycles = cycles.filtered(lambda cycle: cycle.date_start <= day <= cycle.date_end)
        now = all(cycle.is_running for cycle in cycles)
        previews = self.env["goal.engine"]._preview(
            self, goals, self._goal_moment(company, day, now)
        )
        gauge = self.env["goal.gauge"]
        linked = self._goal_linked_ids()
        rows, others, links = [], [], []
        for goal in gauge._in_order(goals):
            preview = previews.get(goal)
            row = gauge._read(goal)
            if goal._name == "okr.key.result" and goal.source == "deals":
                row["may_link"] = goal.may_edit
                row["linked"] = goal.id in linked
                if row["may_link"] and (not row["linked"]):
                    links.append(row)
            if row.get("linked") or (preview and preview.touched):
                rows.append(row | self._goal_row(goal, preview))
                continue
            if not row.get("may_link"):
                others.append(row)
        return {
            "state": self._goal_state(),
            "day": fields.Date.to_string(day),
            "now": now,
            "probability": self.probability / 100,
            "rows": self._goals_in_order(rows),
            "others": self._goals_in_order(others),
            "links": links,
        }

    @api.model
    @api.readonly
    def goal_strip(self):
        """The user's own goals of the running cycles, by owner; see ``goal.gauge._read_mine``."""
        return self.env["goal.gauge"]._read_mine()

    def goal_link(self, key_result_id):
        """Link this deal to a key result that counts linked deals, with the user's rights."""
        self.ensure_one()
        self._goal_linkable(key_result_id).write({"lead_ids": [Command.link(self.id)]})

    def goal_unlink(self, key_result_id):
        """Take this deal from a key result that counts linked deals, with the user's rights."""
        self.ensure_one()
        self._goal_linkable(key_result_id).write({"lead_ids": [Command.unlink(self.id)]})

    def _goal_linkable(self, key_result_id):
        self.check_access("read")
        key_result = self.env["okr.key.result"].browse(int(key_result_id))
        key_result.check_access("write")
        if key_result.source != "deals":
            raise UserError(self.env._("%(name)s counts no linked deals.", name=key_result.name))
        return key_result

    def _goal_linked_ids(self):
        # sudo: only ids come out, and what they stand for is read with the user's rights
        linked = self.env["okr.key.result"].sudo().search([("lead_ids", "in", self.ids)])
        return set(linked.ids)

    def _goal_state(self):
        if self.won_status != "pending":
            return self.won_status
        return "lead" if self.type == "lead" else "open"

    def _goal_company(self):
        # sudo: whose calendar counts, for a deal that the user may read
        deal = self.sudo()
        return deal.company_id or deal.user_id.company_id or self.env.company.sudo()

    def _goal_closing_day(self, company):
        """The local day on which this deal closed or is expected to; never one that has passed."""
        today = company._goal_today()
        if self.won_status != "pending":
            return company._goal_day(self.date_closed) if self.date_closed else today
        return max(self.date_deadline or today, today)

    def _goal_moment(self, company, day, now):
        """When it would be closed, in UTC: now, or at noon of a day in a cycle still to come."""
        if now or day == company._goal_today():
            return fields.Datetime.now()
        noon = datetime.combine(day, time(12)) - datetime.combine(day, time())
        return company._goal_midnight_utc(day) + noon

    def _goals_beside(self, company, day):
        """The goals that the user may read of whom this deal concerns, as a list of records."""
        # sudo: finds whom a readable deal concerns; their goals are searched with the user's rights
        deal = self.sudo()
        people = deal.user_id | deal.campaign_id.user_id
        employees = people.employee_ids.filtered(lambda e: e.company_id == company)
        concerned = (
            Domain("employee_id", "in", employees.ids)
            | Domain("owner_type", "=", "team") & Domain("team_id", "in", deal.team_id.ids)
            | Domain("is_mine", "=", True)
        )
        in_cycle = (
            Domain("company_id", "=", company.id)
            & Domain("date_start", "<=", day)
            & Domain("cycle_id.date_end", ">=", day)
        )
        if self.won_status == "pending":
            in_cycle &= Domain("state", "!=", "closed")
        linked = Domain("id", "in", list(self._goal_linked_ids())) & Domain("state", "!=", "closed")
        lines = self.env["kpi.scorecard.line"].search(
            in_cycle & Domain("scorecard_id", "any!", concerned)
        )
        key_results = self.env["okr.key.result"].search(
            in_cycle & Domain("objective_id", "any!", concerned) | linked
        )
        return [*lines, *key_results]

    def _goals_in_order(self, rows):
        """The user's own goals first; among them those with a gap that the deal closes most."""

        def key(row):
            closed = (row.get("if_won") or {}).get("gap_closed")
            return not row["is_mine"], OWNERS.index(row["owner_type"]), -(closed or 0.0)

        return sorted(rows, key=key)

    def _goal_row(self, goal, preview):
        """What the deal does to a goal: how it stands ``if_won``, what its probability lets expect
        (``expected_figure``), how it stands ``without`` the deal, and what the deal ``gave``."""
        now, without, won = preview
        row = {"without": without._asdict(), "gave": contribution(now.actual, without.actual)}
        if goal.state != "closed":
            row |= now._asdict() | {"status_label": self._goal_status_label(now.status)}
        if won:
            direction = self._goal_direction(goal)
            chance = min(max(self.probability / 100, 0.0), 1.0)
            row["if_won"] = won._asdict() | {
                "status_label": self._goal_status_label(won.status),
                "gap_closed": gap_closed(now.actual, won.actual, goal.target, direction),
                "changes": won.actual != now.actual,
            }
            row["expected_figure"] = {
                "actual": expected_figure(now.actual, won.actual, chance),
                "attainment": expected_figure(now.attainment, won.attainment, chance),
            }
        return row

    def _goal_direction(self, goal):
        if goal._name == "okr.key.result":
            return "higher" if goal.target > goal.start else "lower"
        return goal.direction

    def _goal_status_label(self, status):
        return self.env["goal.gauge"]._status_label(status)
