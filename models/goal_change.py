import logging
import random
import time

import psycopg2.errors

from odoo import api, fields, models

BATCH = 5000
TRIES = 5

_logger = logging.getLogger(__name__)


class GoalChange(models.Model):
    """One state, old or new, of a record that goals may count: a queue that is only inserted
    into by whoever changes the record, and emptied by the scheduled action.

    Nobody has rights on it; the engine writes it by SQL. A row is deleted in the transaction
    that refreshes what it touches, so that nothing is lost when that one is killed.
    """

    _name = "goal.change"
    _description = "Change That Goals Follow"
    _log_access = False

    model_name = fields.Char(string="Model", required=True)
    res_id = fields.Integer(string="Record", required=True)
    keys = fields.Json(
        required=True, help="The record's columns that decide whom it counts for, and when."
    )

    @api.model
    def _cron_live(self):
        """Refresh what the queued changes touch, batch by batch, until the queue is empty."""
        cron = self.env["ir.cron"]
        cron._commit_progress()
        while done := self._drain():
            if not cron._commit_progress(done, remaining=1):
                return
        cron._commit_progress(remaining=0)

    def _drain(self):
        """Refresh one batch in the current, fresh transaction; how many rows it took.

        A refresh asked for by somebody at the same moment makes it try again.
        """
        engine = self.env["goal.engine"]
        for attempt in range(1, TRIES + 1):
            try:
                engine._lock_refreshers()
                with self.env.cr.savepoint():
                    return engine._drain_changes(BATCH)
            except psycopg2.errors.OperationalError:
                self.env.cr.rollback()
                if attempt == TRIES:
                    raise
                time.sleep(random.uniform(0, 0.05 * 2**attempt))
            except Exception:
                _logger.exception("Changes can't be followed; everything is refreshed instead")
                return self._give_up()
        return 0

    def _give_up(self):
        """Drop a batch that can't be worked off, and have everything refreshed."""
        self.env.ref("kpi_okr.cron_refresh")._trigger()
        return len(self.env["goal.engine"]._take_changes(BATCH))
