from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .goal_engine_measure import Measurement, owner_of
from .goal_engine_owners import OwnerKeys, routes
from .goal_engine_types import Request


class GoalEngine(models.AbstractModel):
    """Measures, scores and stores. There is no other way to a figure.

    It reads beyond the user's rights to add up a number, with the company as explicit filter;
    what it stores is read under the record rules of scorecards.
    """

    _name = "goal.engine"
    _description = "Goal Engine"

    # --- measuring -------------------------------------------------------------------------

    @api.private
    def measure(self, requests, overlay=None):
        """Figures for a set of ``Request``: {request: ``Figure``}, each request answered.

        PostgreSQL is asked once per fact, whatever the number of owners and periods. With an
        ``Overlay`` the figures are those that would be, and nothing is written.
        """
        requests = set(requests)
        return self._measurement(overlay).run(requests) if requests else {}

    def _measurement(self, overlay=None):
        self.env.flush_all()
        return Measurement(self._engine_env(), overlay)

    def _figures_of(self, line, indicators):
        """{indicator id: Figure} for the owner and the cycle of ``line``."""
        card = line.sudo().scorecard_id  # the caller has read the line
        owner = owner_of(card)
        requests = {Request(i.id, owner, card.date_start, card.date_end): i.id for i in indicators}
        figures = self.measure(requests)
        return {requests[request]: figure for request, figure in figures.items()}

    def _engine_env(self):
        # sudo: a figure counts what its reader may not open; only figures come out
        return self.sudo().with_context(active_test=False, tz="UTC").env

    # --- refreshing ------------------------------------------------------------------------

    def _refresh_cards(self, cards):
        """Measure and score scorecards now, and say so on them."""
        if not cards:
            return
        self._refresh(cards.ids)
        self.env.cr.execute(
            SQL(
                """UPDATE kpi_scorecard SET refreshed_at = %s
                    WHERE id = ANY(%s) AND state <> 'closed'""",
                fields.Datetime.now(),
                cards.ids,
            )
        )
        self.env["kpi.scorecard"].invalidate_model(["refreshed_at", "measured_at"], flush=False)

    def _refresh_lines(self, lines):
        self._refresh_cards(lines.scorecard_id)

    def _refresh_cycles(self, cycles):
        cards = self.env["kpi.scorecard"].sudo().search([("cycle_id", "in", cycles.ids)])
        self._refresh_cards(cards)

    def _refresh_indicators(self, indicators):
        """Refresh every open line of ``indicators`` and of the formulas that use them."""
        lines = (
            self.env["kpi.scorecard.line"]
            .sudo()  # the engine writes what nobody else may
            .search(
                [
                    ("indicator_id", "in", self._with_dependents(indicators).ids),
                    ("state", "!=", "closed"),
                ]
            )
        )
        self._refresh_lines(lines)

    def _refresh_values(self, values, lines_before=None):
        lines = self._lines_of_values(values)
        self._refresh_lines(lines | lines_before if lines_before else lines)
        lines.scorecard_id._finish_reminders()

    def _lines_of_values(self, values, closed=False):
        """The lines that count hand-entered ``values``: open ones of the owners concerned, or
        with ``closed`` the closed ones of exactly the values' owners."""
        Line = self.env["kpi.scorecard.line"].sudo()
        if not values:
            return Line
        values = values.sudo()
        dependents = {i: self._with_dependents(i) for i in values.indicator_id}
        lines = Line.search(
            Domain("indicator_id", "in", Line.indicator_id.union(*dependents.values()).ids)
            & Domain("company_id", "in", values.company_id.ids)
            & Domain("date_start", "<=", max(values.mapped("date")))
            & Domain("scorecard_id.date_end", ">=", min(values.mapped("date")))
            & Domain("state", "=" if closed else "!=", "closed")
            & (
                Domain("owner_type", "!=", "employee")
                | Domain("employee_id", "in", values.employee_id.ids)
            )
        )
        if not closed:
            return lines
        days = defaultdict(set)
        for value in values:
            for indicator in dependents[value.indicator_id]:
                days[indicator.id, owner_of(value)].add(value.date)
        return lines.filtered(
            lambda line: any(
                line.date_start <= day <= line.scorecard_id.date_end
                for day in days[line.indicator_id.id, owner_of(line.scorecard_id)]
            )
        )

    def _with_dependents(self, indicators):
        """``indicators`` and every formula that uses them, at any depth."""
        library = self.env["kpi.indicator"].sudo().with_context(active_test=False)
        formulas = library.search([("source", "=", "formula")])
        result = library.browse(indicators.ids)
        while True:
            codes = set(result.mapped("code"))
            more = formulas.filtered(lambda i, codes=codes: i._codes() & codes) - result
            if not more:
                return result
            result |= more

    # --- the records behind a figure ---------------------------------------------------------

    def _records_action(self, line):
        """A window action with the records that a line counted, for the user's own rights.

        A formula over several models opens the list of its parts instead.
        """
        env = self._engine_env()
        indicator = env["kpi.indicator"].browse(line.indicator_id.id)
        owner = owner_of(line.sudo().scorecard_id)
        leaves, _targets = Measurement(env).leaves(indicator.id, owner.company_id)
        parts = env["kpi.indicator"].browse(sorted(leaves))
        if len({_model_of(part) for part in parts}) > 1:
            return self.env["kpi.figure.part"]._open(line, parts)
        return self._leaves_action(line, parts)

    def _leaves_action(self, line, leaves):
        owner = owner_of(line.sudo().scorecard_id)
        cycle = line.sudo().cycle_id
        keys = OwnerKeys(leaves.env, {owner})
        domain = Domain.OR(
            self._records_domain(leaf, owner, keys, cycle.date_start, cycle.date_end)
            for leaf in leaves
        )
        return {
            "type": "ir.actions.act_window",
            "name": line.display_name,
            "res_model": _model_of(leaves[:1]),
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"active_test": False, "create": False},
        }

    def _records_domain(self, leaf, owner, keys, start, end):
        manual = leaf.source == "manual"
        domain = Domain("indicator_id", "=", leaf.id) if manual else leaf._domain()
        return domain & self._place_domain(leaf, owner, keys, start, end)

    def _place_domain(self, leaf, owner, keys, start, end):
        """What belongs to an owner and a period, whether or not ``leaf`` counts it."""
        company = self.env["res.company"].sudo().browse(owner.company_id)
        manual = leaf.source == "manual"
        domain = Domain.TRUE
        if date_field := "date" if manual else leaf.date_field:
            domain &= self._dates_domain(leaf, date_field, company, start, end)
        company_path = "company_id" if manual else leaf.company_path
        owners = []
        for route in routes(leaf, owner.kind):
            ids = keys.keys(owner, route.key_model)
            if route.key_model == "res.company":
                owners.append(self._company_domain(leaf, route.path, owner))
                continue
            reach = Domain(route.path, "in", list(ids))
            if company_path:
                homes = keys.home(route.key_model, list(ids))
                at_home = [key for key in ids if homes.get(key) in (None, owner.company_id)]
                reach &= Domain(company_path, "=", owner.company_id) | (
                    Domain(company_path, "=", False) & Domain(route.path, "in", at_home)
                )
            owners.append(reach)
        return domain & Domain.OR(owners)

    def _company_domain(self, leaf, path, owner):
        domain = Domain(path, "=", owner.company_id)
        unassigned = Domain(path, "=", False)
        if leaf.owner_path:
            person = leaf._field_of_path(leaf.owner_path).comodel_name
            if person in ("res.users", "hr.employee"):
                domain |= unassigned & Domain(
                    f"{leaf.owner_path}.company_id", "=", owner.company_id
                )
                unassigned &= Domain(f"{leaf.owner_path}.company_id", "=", False)
        if self.env["res.company"].sudo().search_count([], limit=2) == 1:
            domain |= unassigned
        return domain

    def _dates_domain(self, leaf, name, company, start, end):
        model = leaf.env[_model_of(leaf)]
        if model._fields[name].type == "date":
            return Domain(name, ">=", start) & Domain(name, "<=", end)
        first = company._goal_midnight_utc(start)
        after = company._goal_midnight_utc(fields.Date.add(end, days=1))
        return Domain(name, ">=", first) & Domain(name, "<", after)


def _model_of(indicator):
    return "kpi.value" if indicator.source == "manual" else indicator.model_name
