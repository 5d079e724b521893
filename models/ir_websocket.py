import re
from collections import defaultdict

from odoo import models

LIVE_MODELS = "kpi.scorecard", "okr.objective"
CHANNEL_PREFIX = "kpi_okr:"
CHANNEL = re.compile("kpi_okr:([a-z.]+):([1-9][0-9]{0,8})")


class IrWebsocket(models.AbstractModel):
    """Goals as channels: who may read one hears that it changed, and reads it again.

    Access is decided when a browser subscribes, so what is sent says which records changed and
    never a figure.
    """

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        ours = {c for c in channels if isinstance(c, str) and c.startswith(CHANNEL_PREFIX)}
        others = [channel for channel in channels if channel not in ours] if ours else channels
        return [*super()._build_bus_channel_list(others), *self._goal_channels(ours)]

    def _goal_channels(self, names):
        """The goals that ``names`` stand for and the current user may read."""
        ids = defaultdict(set)
        for name in names:
            if (match := CHANNEL.fullmatch(name)) and match[1] in LIVE_MODELS:
                ids[match[1]].add(int(match[2]))
        return [
            record
            for model, wanted in ids.items()
            if self.env[model].has_access("read")
            for record in self.env[model].search([("id", "in", list(wanted))])
        ]
