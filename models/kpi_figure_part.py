from odoo import fields, models

from .optional_float import OptionalFloat


class KpiFigurePart(models.TransientModel):
    """One figure that a formula is made of, to be opened on its own."""

    _name = "kpi.figure.part"
    _description = "Part of a Figure"
    _rec_name = "indicator_id"

    line_id = fields.Many2one("kpi.scorecard.line", required=True, ondelete="cascade")
    indicator_id = fields.Many2one("kpi.indicator", required=True, ondelete="cascade")
    value = OptionalFloat(aggregator=None)
    unit = fields.Selection(related="indicator_id.unit")
    digits = fields.Integer(related="indicator_id.digits")
    currency_id = fields.Many2one(related="line_id.currency_id")

    def _open(self, line, indicators):
        """A dialog with the ``indicators`` behind a line and their figures now."""
        figures = self.env["goal.engine"]._figures_of(line, indicators)
        # sudo: nobody has rights to write parts; they name only what the reader's line is made of
        parts = self.sudo().create(
            [
                {"line_id": line.id, "indicator_id": i.id, "value": figures[i.id].value}
                for i in indicators
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What %(name)s Is Made Of", name=line.name),
            "res_model": self._name,
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("id", "in", parts.ids)],
            "target": "new",
        }

    def action_open_records(self):
        self.ensure_one()
        self.line_id.check_access("read")
        engine = self.env["goal.engine"]
        leaf = engine._engine_env()["kpi.indicator"].browse(self.indicator_id.id)
        return engine._leaves_action(self.line_id, leaf)
