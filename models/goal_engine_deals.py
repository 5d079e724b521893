from odoo import models
from odoo.fields import Domain

from .goal_engine import _model_of
from .goal_engine_measure import Measurement, owner_of
from .goal_engine_owners import OwnerKeys


class GoalEngine(models.AbstractModel):
    """The deals behind many figures at once."""

    _inherit = "goal.engine"

    def _deal_domains(self, lines):
        """{line id: domain of the deals it counted}, for the reader's own rights.

        A line that counts no deals, or a definition that can't be read, is left out. The number of
        queries doesn't depend on the number of lines. The caller has read the lines.
        """
        env = self._engine_env()
        # sudo: indicators and owners beyond the reader say what a figure counts; the domains are
        # searched with the reader's own rights.
        rows = [
            (line.id, line.indicator_id.id, owner_of(line.scorecard_id), line.scorecard_id)
            for line in lines.sudo()
        ]
        keys = OwnerKeys(env, {owner for _id, _indicator, owner, _card in rows})
        measurement, leaves = Measurement(env), {}
        result = {}
        for line_id, indicator_id, owner, card in rows:
            kind = indicator_id, owner.company_id
            if kind not in leaves:
                found, _targets = measurement.leaves(*kind)
                parts = env["kpi.indicator"].browse(sorted(found))
                leaves[kind] = parts.filtered(lambda part: _model_of(part) == "crm.lead")
            try:
                domains = [
                    self._records_domain(leaf, owner, keys, card.date_start, card.date_end)
                    for leaf in leaves[kind]
                ]
            # A definition that no longer holds: its own screen says so.
            except (ValueError, KeyError):
                continue
            if domains:
                result[line_id] = Domain.OR(domains)
        return result
