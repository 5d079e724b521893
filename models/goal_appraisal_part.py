from odoo import api, fields, models

KINDS = [
    ("kpi", "KPI"),
    ("okr", "OKR"),
    ("self", "Self"),
    ("manager", "Manager"),
    ("peer", "Peers"),
    ("report", "Reports"),
    ("other", "Others"),
]
MEASURED = "kpi", "okr"
RATER_GROUPS = [kind for kind in KINDS if kind[0] in ("peer", "report", "other")]


class GoalAppraisalPart(models.Model):
    """A part of the final figure and what it weighs."""

    _name = "goal.appraisal.part"
    _description = "Part of an Appraisal"
    _inherit = ["goal.appraisal.structure.mixin"]
    _order = "template_id, sequence, id"
    _rec_name = "kind"
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, string="Part", required=True)
    weight = fields.Float(default=10.0, required=True, aggregator="sum")
    share = fields.Float(compute="_compute_share", help="Its weight in all weights.")
    zero_at = fields.Float(
        string="Lowest Mark At",
        default=0.0,
        required=True,
        aggregator=None,
        help="The score, of scorecards or objectives, that earns the lowest mark of the scale.",
    )
    full_at = fields.Float(
        string="Highest Mark At",
        compute="_compute_full_at",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        aggregator=None,
        help="The score that earns the highest mark; between the two the mark is linear.",
    )
    _kind_uniq = models.UniqueIndex("(template_id, kind)", "Each part appears once in a template.")
    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")
    _way_check = models.Constraint(
        "CHECK (zero_at < full_at)", "The highest mark needs a higher score than the lowest."
    )
    _fixed_when_begun = frozenset({"template_id"})
    _fixed_when_locked = frozenset({"full_at", "kind", "weight", "zero_at"})

    @api.depends("kind")
    def _compute_full_at(self):
        for part in self:
            part.full_at = part.full_at or (1.2 if part.kind == "kpi" else 1.0)

    @api.depends("weight", "template_id.part_ids.weight")
    def _compute_share(self):
        for part in self:
            whole = sum(part.template_id.part_ids.mapped("weight"))
            part.share = part.weight / whole if whole else 0.0

    def _label(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
