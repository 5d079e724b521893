from odoo import models

MANY_CHANNELS = 500


class GoalEngine(models.AbstractModel):
    """Tells open browsers which goals changed; they read them again with their own rights."""

    _inherit = "goal.engine"

    def _push(self, model, reached_by_id):
        """Tell who has records of ``model`` open that they changed.

        ``reached_by_id``: {id: the ids of the record's lines that were reached by this change}.
        Where very many change at once, everybody hears it once instead: ``ids`` is null then.
        """
        if not reached_by_id:
            return
        if len(reached_by_id) > MANY_CHANNELS:
            self.env.ref("kpi_okr.group_goal_user")._bus_send(
                "kpi_okr/changed", {"model": model, "ids": None, "reached": []}
            )
            return
        for record in self.env[model].browse(reached_by_id):
            record._bus_send(
                "kpi_okr/changed",
                {"model": model, "ids": record.ids, "reached": reached_by_id[record.id]},
            )
