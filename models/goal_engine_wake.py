"""Wakes the scheduled actions without making anybody wait.

Odoo wakes them by a notification on another database, for which it opens a connection: most of
what following a deal would cost its salesperson. A thread of its own does it instead, once for
all that asked in the meantime. Should it fail, the action starts by its own interval.
"""

import logging
import queue
import threading

from odoo import sql_db
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import ODOO_NOTIFY_FUNCTION

_logger = logging.getLogger(__name__)


class Waker:
    def __init__(self):
        self._asked = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread = None

    def wake(self, dbname):
        """Have the scheduled actions of a database look for work soon."""
        self._asked.put(dbname)
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="kpi_okr.waker", daemon=True)
                self._thread.start()

    def _run(self):
        while True:
            names = {self._asked.get()}
            while not self._asked.empty():
                names.add(self._asked.get())
            try:
                self._notify(names)
            except Exception:
                _logger.warning("Scheduled actions could not be woken", exc_info=True)

    def _notify(self, names):
        with sql_db.db_connect("postgres").cursor() as cr:
            for name in names:
                cr.execute(
                    SQL("SELECT %s('cron_trigger', %s)", SQL.identifier(ODOO_NOTIFY_FUNCTION), name)
                )


waker = Waker()
