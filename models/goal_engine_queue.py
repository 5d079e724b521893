import logging
from collections import defaultdict
from functools import partial
from typing import NamedTuple

from odoo import api, models, tools
from odoo.tools import SQL

from .goal_engine_concerned import Concerned
from .goal_engine_sql import unnest
from .goal_engine_wake import waker

_logger = logging.getLogger(__name__)

NOTED = "kpi_okr.noted"

DERIVED = {
    "kpi.customer.win": (
        "crm.lead",
        {"expected_revenue", "type", "won_status"},
        {"company_id", "date_closed", "partner_id", "team_id", "user_id"},
    ),
    "kpi.customer.email": ("crm.lead", set(), {"company_id", "team_id", "user_id"}),
}
LINKED = {"crm.lead": {"won_status", "expected_revenue"}}


class Watched(NamedTuple):
    """What goals look at of a model: ``columns`` whose change is followed, ``relations`` of
    that kind without column, ``keys`` that say whom and when a record counts for."""

    columns: frozenset = frozenset()
    relations: frozenset = frozenset()
    keys: tuple = ()


class GoalEngine(models.AbstractModel):
    """Follows changes of records: queued in the transaction that makes them, worked off by the
    scheduled action in one of its own."""

    _inherit = "goal.engine"

    @tools.ormcache("model_name")
    def _watched(self, model_name):
        """What goals look at of a model, as ``Watched``; empty where no indicator counts it."""
        model = self.env[model_name]
        read, keys = set(LINKED.get(model_name, ())), set()
        indicators = self.env["kpi.indicator"].sudo().search([("source", "=", "records")])
        for indicator in indicators.filtered(lambda i: not i.error):
            origin, others, own_keys = DERIVED.get(indicator.model_name, (None, set(), set()))
            if origin == model_name:
                read |= others | own_keys
                keys |= own_keys
            if indicator.model_name == model_name:
                read |= _first_hops(indicator._paths_read())
                keys |= _first_hops(indicator._key_paths())
        names = read & model._fields.keys()
        columns = {name for name in names if _is_column(model._fields[name])}
        return Watched(
            frozenset(columns),
            frozenset(names - columns),
            tuple(sorted(keys & {n for n, f in model._fields.items() if _is_column(f)})),
        )

    @tools.ormcache()
    def _dependents(self):
        """{indicator id: its id and those of all formulas that use it, at any depth}."""
        indicators = self.env["kpi.indicator"].sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return {i.id: frozenset(self._with_dependents(i).ids) for i in indicators}

    def _note(self, records, created=False, deleted=False):
        """Remember records for the queue, with their state before their first change."""
        watched = self._watched(records._name)
        if not (watched.columns or watched.relations):
            return
        precommit = self.env.cr.precommit
        if NOTED not in precommit.data:
            precommit.data[NOTED] = defaultdict(lambda: ([], set()))
            precommit.add(partial(_queue, self.env(su=True)))
        before, after = precommit.data[NOTED][records._name]
        ids = [record_id for record_id in records.ids if record_id not in after]
        if deleted:
            before += self._states(records._name, watched, records.ids, links=True)
        elif ids and (not created):
            before += self._states(records._name, watched, ids)
        after.update(ids)

    def _states(self, model_name, watched, ids, links=False):
        """[(id, its keys as a JSON text)] as they stand in the database."""
        self.env.cr.execute(
            SQL(
                "SELECT id, (%s)::text FROM %s WHERE id = ANY(%s)",
                _keys_sql(watched, links),
                SQL.identifier(self.env[model_name]._table),
                list(ids),
            )
        )
        return self.env.cr.fetchall()

    def _queue(self, noted):
        """Insert what was noted, with a trigger of the scheduled action; one statement for each
        model. ``noted``: {model: ([(id, keys before)], ids after)}."""
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id("kpi_okr.cron_live")
        queued = 0
        for model_name, (before, after) in noted.items():
            watched = self._watched(model_name)
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        """WITH queued AS (
                               INSERT INTO goal_change (model_name, res_id, keys)
                               SELECT %(model)s, state.id, state.keys FROM (
                                   SELECT id, %(keys)s AS keys FROM %(table)s
                                    WHERE id = ANY(%(after)s)
                                   UNION ALL
                                   SELECT id, keys FROM %(before)s AS old(id, keys)
                               ) AS state
                                WHERE EXISTS (
                                    SELECT FROM kpi_scorecard WHERE state <> 'closed'
                                ) OR EXISTS (
                                    SELECT FROM okr_objective WHERE state <> 'closed'
                                )
                               RETURNING 1
                           )
                           INSERT INTO ir_cron_trigger (cron_id, call_at)
                           SELECT id, NOW() AT TIME ZONE 'UTC' FROM ir_cron
                            WHERE id = %(cron)s AND active AND EXISTS (SELECT FROM queued)""",
                        model=model_name,
                        keys=_keys_sql(watched),
                        table=SQL.identifier(self.env[model_name]._table),
                        after=list(after),
                        before=unnest(before, ("int", "jsonb")),
                        cron=cron_id,
                    )
                )
            queued += self.env.cr.rowcount
        if queued:
            self.env.cr.postcommit.add(partial(waker.wake, self.env.cr.dbname))

    def _move_links(self, deal, merged):
        """Link ``deal`` wherever a key result links one of the ``merged`` deals, which go."""
        try:
            self.env.flush_all()
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO okr_key_result_lead_rel (key_result_id, lead_id)
                           SELECT DISTINCT key_result_id, %s FROM okr_key_result_lead_rel
                            WHERE lead_id = ANY(%s)
                           ON CONFLICT DO NOTHING""",
                        deal.id,
                        merged.ids,
                    )
                )
            self.env["okr.key.result"].invalidate_model(["lead_ids"], flush=False)
        except Exception:
            _logger.exception("Key results lost the deals merged into %s", deal)

    def _lock_refreshers(self):
        """Wait for the other scheduled refreshers; the first statement of a transaction, so that
        it then sees what they stored. Saving records and reading goals wait for nothing."""
        self.env.cr.execute(SQL("LOCK TABLE goal_refresh IN SHARE UPDATE EXCLUSIVE MODE"))

    def _drain_changes(self, limit):
        """Take queued changes and refresh the lines and key results that they touch.

        Returns how many rows were taken.
        """
        rows = self._take_changes(limit)
        if rows:
            concerned = Concerned(self._engine_env(), rows)
            lines = concerned.lines()
            self._refresh(
                {card_id for _line, card_id in lines}, line_ids={line for line, _card in lines}
            )
            if objective_ids := concerned.objectives():
                self._refresh_objective_trees(objective_ids)
        return len(rows)

    @api.private
    def _take_changes(self, limit):
        """Delete up to ``limit`` rows and return them: [(model name, id, keys)]."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM goal_change WHERE id IN (
                       SELECT id FROM goal_change ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
                   ) RETURNING model_name, res_id, keys""",
                limit,
            )
        )
        return self.env.cr.fetchall()


def _queue(env):
    """The hook before the commit: at the end nothing is left unsaved, and nothing fails."""
    noted = env.cr.precommit.data.pop(NOTED, None)
    if noted:
        env["goal.live.mixin"]._goal_queue(noted)


def _first_hops(paths):
    return {path.split(".")[0] for path in paths}


def _is_column(field):
    return field.store and field.column_type is not None and (not field.company_dependent)


def _keys_sql(watched, links=False):
    pairs = [part for name in watched.keys for part in (SQL("%s", name), SQL.identifier(name))]
    if links:
        pairs += [
            SQL("'key_results'"),
            SQL("""(SELECT ARRAY_AGG(link.key_result_id) FROM okr_key_result_lead_rel AS link
                     WHERE link.lead_id = crm_lead.id)"""),
        ]
    return SQL("JSONB_BUILD_OBJECT(%s)", SQL(", ").join(pairs))
