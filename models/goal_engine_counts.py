from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .goal_engine_measure import Measurement, owner_of
from .goal_engine_overlay import TABLE, if_all_won
from .goal_engine_owners import OwnerKeys


class GoalEngine(models.AbstractModel):
    """Which deals count for goals, or would if they were won."""

    _inherit = "goal.engine"

    def _counted_deals(self, goals, company):
        """A domain of the deals that count for one of ``goals``, or would if won when expected.

        The deals are found by the domains that the figures are made of: in the table as it is,
        and in the table with every open deal won. Where a report tells one won deal from another
        (a customer's first), each open deal is tried alone.

        :param goals: scorecard lines and key results that the caller may read
        :param company: whose time zone tells the day on which a deal is expected to close
        """
        self.env["crm.lead"].flush_model()
        linked, asked = [], defaultdict(list)
        env = self._engine_env()
        for leaf, place in self._places(env, goals):
            asked[leaf.model_name].append((leaf._domain(), place))
        for goal in goals:
            if goal._name == "okr.key.result" and goal.source == "deals":
                linked += goal.sudo().lead_ids.ids
        found = [SQL("SELECT UNNEST(%s::int[])", linked)]
        for name, conditions in asked.items():
            model = env[name].with_context(active_test=False)
            counted = Domain.OR((domain & place for domain, place in conditions))
            if name == "crm.lead":
                found += _of_deals(model, counted, company)
            else:
                places = Domain.OR((place for _domain, place in conditions))
                found += _of_report(model, counted, places, company)
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(found)))

    def _places(self, env, goals):
        """(indicator, domain of the owner and the period) of all that ``goals`` are made of."""
        measurement = Measurement(env)
        wanted = set()
        for goal in goals:
            if goal._name == "okr.key.result" and goal.source != "indicator":
                continue
            goal = goal.sudo()
            card = goal.objective_id if goal._name == "okr.key.result" else goal.scorecard_id
            leaves, _targets = measurement.leaves(goal.indicator_id.id, goal.company_id.id)
            wanted |= {
                (leaf, owner_of(card), card.date_start, card.date_end)
                for leaf in leaves
                if self._has_deals(measurement.indicators[leaf])
            }
        keys = OwnerKeys(env, {owner for _leaf, owner, _start, _end in wanted})
        for leaf_id, owner, start, end in wanted:
            leaf = measurement.indicators[leaf_id]
            try:
                yield leaf, self._place_domain(leaf, owner, keys, start, end)
            except ValueError:
                # The indicator does not count for this kind of owner: it finds no deal.
                continue

    def _has_deals(self, leaf):
        """Whether the records of an indicator are deals, or rows of a report about deals."""
        if leaf.source != "records" or leaf.model_name not in self.env:
            return False
        return leaf.model_name == "crm.lead" or bool(_deal_field(self.env[leaf.model_name]))


def _deal_field(model):
    """The field by which the rows of a report say which deal they are about."""
    query = model._table_query
    if not query or TABLE not in getattr(query, "code", query):
        return None
    return next((f.name for f in model._fields.values() if f.comodel_name == "crm.lead"), None)


def _of_deals(model, counted, company):
    query = model._search(counted)
    yield query.select()
    won = if_all_won(model, None, company)
    yield SQL("(%s %s)", won.clause_alone(), query.select())


def _of_report(model, counted, places, company):
    name = _deal_field(model)

    def rows(domain):
        query = model._search(domain)
        return query, model._field_to_sql(query.table, name, query)

    query, deal = rows(counted)
    yield query.select(deal)
    deals = model.env["crm.lead"]
    near, near_deal = rows(places)
    one = if_all_won(deals, SQL('"crm_lead"."id" = "one_deal"."id"'), company)
    everyone = if_all_won(deals, None, company)
    # Rows near the owner and period when all are won are tried with this one deal won alone.
    query.add_where(SQL("%s = %s", deal, SQL.identifier("one_deal", "id")))
    yield SQL(
        """SELECT "one_deal"."id" FROM "crm_lead" AS "one_deal"
            WHERE "one_deal"."id" IN (%s %s) AND EXISTS (%s %s)""",
        everyone.clause(),
        near.select(near_deal),
        one.clause(),
        query.select(SQL("1")),
    )
