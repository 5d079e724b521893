import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class GoalLiveMixin(models.AbstractModel):
    """Of a model whose changes goals follow at once.

    Whoever saves a record pays for one read of its old state and one insert, both only where a
    column that goals look at changes. Nothing here can fail the save: what goes wrong is logged,
    and the scheduled refresh makes up for it.
    """

    _name = "goal.live.mixin"
    _description = "Followed by Goals"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._goal_note(created=True)
        return records

    def write(self, vals):
        if not self._goal_watched("relations").isdisjoint(vals):
            self._goal_note()
        return super().write(vals)

    def _write_multi(self, vals_list):
        """The one gate through which the ORM updates columns, computed ones included."""
        watched = self._goal_watched("columns")
        if watched and any(not watched.isdisjoint(vals) for vals in vals_list):
            self._goal_note()
        return super()._write_multi(vals_list)

    def unlink(self):
        self._goal_note(deleted=True)
        return super().unlink()

    def _goal_watched(self, what):
        try:
            return getattr(self.env["goal.engine"]._watched(self._name), what)
        except Exception:
            _logger.exception("Goals can't say what they watch of %s", self._name)
            return frozenset()

    def _goal_note(self, **how):
        """Remember the records for the queue: their state before this transaction, where they
        had one, and that after it."""
        try:
            self.env["goal.engine"]._note(self, **how)
        except Exception:
            _logger.exception("Goals won't follow a change of %s at once", self)

    def _goal_queue(self, noted):
        try:
            self.env["goal.engine"]._queue(noted)
        except Exception:
            _logger.exception("Goals won't follow changes of %s at once", ", ".join(noted))
