from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .goal_engine_owners import OwnerKeys
from .goal_engine_pipeline import OpenDeals, Pipeline, counts_won_deals, measure_pipelines
from .goal_engine_series import Series, chart_days

DEALS_SHOWN = 8


class GoalEngine(models.AbstractModel):
    """Where a goal will end: what open deals may bring, and its way so far. Nothing is stored."""

    _inherit = "goal.engine"

    def _pipelines(self, goals):
        """{goal: Pipeline} of scorecard lines or key results whose cycle is not over and whose
        figure adds up won deals; a constant number of queries."""
        running = goals.filtered(lambda goal: goal._goal_may_grow())
        linked = running.filtered(lambda goal: goal._goal_links_deals())
        cells, cell_of = {}, {}
        for goal in running - linked:
            if indicator := goal._goal_indicator():
                cell_of[goal] = indicator.id, goal._goal_cell()
                cells.setdefault(indicator.id, set()).add(goal._goal_cell())
        found = {}
        if cells:
            self.env.flush_all()
            env = self._engine_env()
            by_indicator = {env["kpi.indicator"].browse(key): of for key, of in cells.items()}
            found = {
                (indicator.id, cell): pipeline
                for (indicator, cell), pipeline in measure_pipelines(env, by_indicator).items()
            }
        result = {goal: found[key] for goal, key in cell_of.items() if key in found}
        return result | self._linked_pipelines(linked)

    def _linked_pipelines(self, key_results):
        """{key result: Pipeline} of its linked deals that are expected to close by its end."""
        if not key_results:
            return {}
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """SELECT kr.id,
                          COALESCE(SUM(deal.amount), 0),
                          COALESCE(SUM(deal.amount * deal.chance), 0),
                          COUNT(deal.amount)
                     FROM okr_key_result AS kr
                     LEFT JOIN LATERAL (
                         SELECT CASE kr.deal_measure WHEN 'count' THEN 1
                                ELSE COALESCE(lead.expected_revenue, 0) END AS amount,
                                (COALESCE(lead.probability, 0) / 100)::numeric AS chance
                           FROM okr_key_result_lead_rel AS link
                           JOIN crm_lead AS lead ON lead.id = link.lead_id
                          WHERE link.key_result_id = kr.id AND lead.won_status = 'pending'
                            AND lead.date_deadline BETWEEN kr.date_start AND kr.date_end
                     ) AS deal ON TRUE
                    WHERE kr.id = ANY(%s)
                    GROUP BY kr.id""",
                key_results.ids,
            )
        )
        found = {key: Pipeline(*map(float, row)) for key, *row in self.env.cr.fetchall()}
        return {key_result: found[key_result.id] for key_result in key_results}

    def _series(self, goal):
        """[(day, figure)] of a line or key result from the first day of its cycle to today, each
        what was counted by the end of that day; empty where there is no such way to show."""
        owner, start, end = goal._goal_cell()
        indicator = goal._goal_indicator()
        company = goal.company_id.sudo()
        last = min(end, company._goal_today())
        if not indicator or goal.state == "closed" or last < start:
            return []
        self.env.flush_all()
        series = Series(self._engine_env())
        return series.run_days(indicator.id, (owner, start, end), last) or []

    def _chart_days(self, goal):
        """The days of the expected line: those of the whole cycle."""
        _owner, start, end = goal._goal_cell()
        return sorted({start, *chart_days(start, end)})

    def _closing_deals(self, goal):
        """(deals, how many there are): the open deals that could close a goal's gap, best first,
        as far as the user may read deals."""
        Lead = self.env["crm.lead"]
        domain = self._closing_domain(goal)
        if domain is None or not Lead.has_access("read"):
            return Lead, 0
        order = "prorated_revenue desc, probability desc, date_deadline, id"
        if goal._goal_counts_deals():
            order = "probability desc, date_deadline, id"
        return Lead.search(domain, order=order, limit=DEALS_SHOWN), Lead.search_count(domain)

    def _closing_domain(self, goal):
        if not goal._goal_may_grow():
            return None
        owner, start, end = goal._goal_cell()
        if goal._goal_links_deals():
            linked = goal.sudo().lead_ids.sudo(False)._filtered_access("read")
            return Domain(
                [
                    ("id", "in", linked.ids),
                    ("won_status", "=", "pending"),
                    ("date_deadline", ">=", start),
                    ("date_deadline", "<=", end),
                ]
            )
        env = self._engine_env()
        indicator = env["kpi.indicator"].browse(goal._goal_indicator().id)
        if not indicator or not counts_won_deals(indicator):
            return None
        return self._records_domain(
            OpenDeals(indicator), owner, OwnerKeys(env, {owner}), start, end
        )
