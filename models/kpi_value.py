from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LOCKED_FIELDS = {
    "company_id",
    "date",
    "department_id",
    "employee_id",
    "indicator_id",
    "owner_type",
    "team_id",
    "value",
}  # fmt: skip


class KpiValue(models.Model):
    """One dated figure of a manual indicator: entered, imported or pushed."""

    _name = "kpi.value"
    _description = "KPI Figure"
    _inherit = ["goal.guard.mixin", "goal.owner.mixin", "goal.access.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    indicator_id = fields.Many2one(
        "kpi.indicator",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("source", "=", "manual")],
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float(required=True, digits=(16, 6), aggregator="sum")
    note = fields.Char()
    external_key = fields.Char(
        copy=False, help="The figure's name in the system that pushed it: pushed once, kept once."
    )
    unit = fields.Selection(related="indicator_id.unit")
    digits = fields.Integer(related="indicator_id.digits")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _key_uniq = models.UniqueIndex(
        "(indicator_id, company_id, external_key) WHERE external_key IS NOT NULL",
        "A figure with this external key exists already.",
    )
    _measure_idx = models.Index("(indicator_id, date)")

    @api.constrains("indicator_id", "company_id")
    def _check_indicator(self):
        for value in self:
            if value.indicator_id.source != "manual":
                raise ValidationError(
                    self.env._(
                        "%(name)s is computed; it takes no figures by hand.",
                        name=value.indicator_id.name,
                    )
                )
            if value.indicator_id.company_id not in (value.company_id, self.env["res.company"]):
                raise ValidationError(
                    self.env._("%(name)s belongs to another company.", name=value.indicator_id.name)
                )

    @api.depends("indicator_id", "date", "owner_type")
    def _compute_display_name(self):
        for value in self:
            value.display_name = f"{value.indicator_id.name} · {value.date or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        values = super().create(vals_list)
        values._check_open()
        self.env["goal.engine"]._refresh_values(values)
        return values

    def write(self, vals):
        self._refuse_guarded(vals)
        if not LOCKED_FIELDS & vals.keys():
            return super().write(vals)
        self._check_open()
        before = self.env["goal.engine"]._lines_of_values(self)
        result = super().write(vals)
        self.check_access("write")  # rules are checked before: a figure can't be given away
        self._check_open()
        if not self.env.context.get("goal_refresh_later"):
            self.env["goal.engine"]._refresh_values(self, before)
        return result

    def unlink(self):
        self._check_open()
        lines = self.env["goal.engine"]._lines_of_values(self)
        objectives = self.env["goal.engine"]._objectives_of_values(self)
        result = super().unlink()
        self.env["goal.engine"]._refresh_lines(lines)
        self.env["goal.engine"]._refresh_objectives(objectives)
        return result

    @api.model
    def _guarded_fields(self):
        """Who answers for a figure may write it, so nobody but an officer names oneself."""
        guarded = super()._guarded_fields()
        if self.env.su or self.env.user.has_group("kpi_okr.group_goal_officer"):
            return guarded
        return guarded | {"responsible_id"}

    def _check_open(self):
        """Refuse figures dated in a closed cycle whose scorecards counted them."""
        lines = self.env["goal.engine"]._lines_of_values(self, closed=True)
        if lines and not self.env.su:
            raise UserError(
                self.env._(
                    "%(cycle)s is closed; its figures are fixed.", cycle=lines[0].cycle_id.name
                )
            )
