from odoo import fields, models

from ..scoring import NO_DATA, grade
from .optional_float import OptionalFloat


class GoalAppraisalBand(models.Model):
    """A final rating: what the final figure is called from a mark on."""

    _name = "goal.appraisal.band"
    _description = "Final Rating"
    _inherit = ["goal.appraisal.structure.mixin"]
    _order = "template_id, sequence, id"
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Rating", required=True, translate=True)
    description = fields.Text(translate=True)
    from_mark = OptionalFloat(
        string="From", aggregator=None, help="Empty in the lowest band: everything below."
    )
    color = fields.Integer(default=0)
    _bar_uniq = models.UniqueIndex(
        "(template_id, COALESCE(from_mark, '-Infinity'))", "Two ratings begin at the same mark."
    )
    _fixed_when_locked = frozenset({"from_mark"})

    def _of_figure(self, figure):
        """The band of these, those of one template, that ``figure`` falls into."""
        ordered = self.sorted(lambda b: (b.from_mark is not None, b.from_mark or 0.0))
        if not ordered:
            return self.browse()
        bars = [band.from_mark for band in ordered[1:]] + [None]
        found = grade(figure, [(bar, str(b.id)) for bar, b in zip(bars, ordered, strict=True)])
        return self.browse() if found == NO_DATA else self.browse(int(found))
