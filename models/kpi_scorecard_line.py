from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..scoring import judged_by_pace, remaining, run_rate
from .kpi_indicator import DIRECTIONS, KINDS, UNITS
from .kpi_scorecard import STATUS_LABELS
from .optional_float import OptionalFloat

ENGINE_FIELDS = {
    "actual",
    "attainment",
    "error",
    "frozen",
    "next_check_in",
    "pace",
    "score",
    "status",
}

MANAGER_FIELDS = {"note", "sequence", "target", "target_reason", "weight"}
DEFINITION = "unit", "digits", "direction", "kind", "cap", "rewarded", "cumulative"


class KpiScorecardLine(models.Model):
    _name = "kpi.scorecard.line"
    _description = "Scorecard Line"
    _inherit = ["goal.guard.mixin", "goal.check.in.mixin"]
    _order = "scorecard_id, sequence, id"
    _check_company_auto = True
    _check_in_field = "line_id"

    scorecard_id = fields.Many2one("kpi.scorecard", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "kpi.indicator", required=True, index=True, ondelete="restrict", check_company=True
    )
    name = fields.Char(compute="_compute_name")
    target = OptionalFloat(aggregator="sum")
    target_reason = fields.Char(
        string="Reason", store=False, help="Why the target of an open cycle changes."
    )
    weight = fields.Float(default=1.0, required=True, aggregator="avg")
    note = fields.Char()
    actual = OptionalFloat(readonly=True, copy=False, aggregator="sum")
    attainment = OptionalFloat(
        readonly=True, copy=False, aggregator="avg", help="Actual against target, as a fraction."
    )
    score = OptionalFloat(
        readonly=True, copy=False, aggregator="avg", help="Attainment between 0 and the cap."
    )
    pace = OptionalFloat(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Attainment against the share of the cycle that has passed.",
    )
    status = fields.Selection(
        STATUS_LABELS, readonly=True, copy=False, default="no_data", index=True
    )
    error = fields.Char(readonly=True, copy=False)
    expected = fields.Float(related="cycle_id.elapsed", string="Expected by Now")
    remaining = OptionalFloat(compute="_compute_forecast", string="Gap", aggregator=None)
    forecast = OptionalFloat(
        compute="_compute_forecast",
        aggregator=None,
        help="Run rate: the figure at the end of the cycle if it goes on as so far.",
    )
    expected_mark = OptionalFloat(
        compute="_compute_forecast",
        aggregator=None,
        help="The attainment expected by now, where the pace is judged.",
    )
    measured_at = fields.Datetime(related="scorecard_id.measured_at", related_sudo=False)
    may_edit = fields.Boolean(related="scorecard_id.may_edit", related_sudo=False)
    may_shape = fields.Boolean(related="scorecard_id.may_shape", related_sudo=False)
    frozen = fields.Json(readonly=True, copy=False)
    change_ids = fields.One2many("kpi.target.change", "line_id")
    change_count = fields.Integer(compute="_compute_change_count")

    cycle_id = fields.Many2one(related="scorecard_id.cycle_id", store=True, index=True)
    cycle_type = fields.Selection(related="scorecard_id.cycle_type", store=True)
    date_start = fields.Date(related="scorecard_id.date_start", store=True)
    state = fields.Selection(related="scorecard_id.state", store=True, index=True)
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    owner_type = fields.Selection(related="scorecard_id.owner_type", store=True)
    owner_name = fields.Char(related="scorecard_id.owner_name")
    employee_id = fields.Many2one(related="scorecard_id.employee_id", store=True, index=True)
    team_id = fields.Many2one(related="scorecard_id.team_id", store=True)
    owner_department_id = fields.Many2one(related="scorecard_id.owner_department_id", store=True)
    user_id = fields.Many2one(related="scorecard_id.user_id", store=True)
    is_mine = fields.Boolean(related="scorecard_id.is_mine", related_sudo=False)
    is_managed = fields.Boolean(related="scorecard_id.is_managed", related_sudo=False)
    source = fields.Selection(related="indicator_id.source")
    is_automatic = fields.Boolean(compute="_compute_is_automatic")
    check_in_ids = fields.One2many("goal.check.in", "line_id")
    rewarded = fields.Boolean(compute="_compute_kind", store=True)
    kind = fields.Selection(KINDS, compute="_compute_kind", store=True)
    unit = fields.Selection(UNITS, compute="_compute_definition")
    digits = fields.Integer(compute="_compute_definition", aggregator=None)
    direction = fields.Selection(DIRECTIONS, compute="_compute_definition")

    _indicator_uniq = models.UniqueIndex(
        "(scorecard_id, indicator_id)", "An indicator appears once on a scorecard."
    )
    _weight_check = models.Constraint("CHECK (weight >= 0)", "A weight can't be negative.")

    # --- computes --------------------------------------------------------------------------

    @api.depends("indicator_id.name", "frozen")
    @api.depends_context("lang")
    def _compute_name(self):
        lang = self.env.lang or "en_US"
        for line in self:
            names = (line.frozen or {}).get("name") or {}
            line.name = names.get(lang) or names.get("en_US") or line.indicator_id.name

    @api.depends("indicator_id.rewarded", "indicator_id.kind")
    def _compute_kind(self):
        for line in self:
            definition = line.frozen or line.indicator_id
            line.rewarded = definition["rewarded"]
            line.kind = definition["kind"]

    @api.depends("indicator_id.unit", "indicator_id.digits", "indicator_id.direction", "frozen")
    def _compute_definition(self):
        for line in self:
            definition = line.frozen or line.indicator_id
            line.unit = definition["unit"]
            line.digits = definition["digits"]
            line.direction = definition["direction"]

    @api.depends("indicator_id.source")
    def _compute_is_automatic(self):
        for line in self:
            line.is_automatic = line.indicator_id.source != "manual"

    @api.depends("name", "scorecard_id.display_name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.name or ''} · {line.scorecard_id.display_name or ''}"

    @api.depends("actual", "target", "indicator_id.cumulative", "cycle_id")
    def _compute_forecast(self):
        for line in self:
            cumulative = (line.frozen or line.indicator_id)["cumulative"]
            by_pace = judged_by_pace(line.target, line.direction, cumulative)
            line.expected_mark = line.expected if by_pace else None
            line.remaining = remaining(line.actual, line.target, line.direction or "higher")
            line.forecast = run_rate(line.actual, line.expected) if cumulative else None

    def _compute_change_count(self):
        counts = dict(
            self.env["kpi.target.change"]._read_group(
                [("line_id", "in", self.ids)], ["line_id"], ["__count"]
            )
        )
        for line in self:
            line.change_count = counts.get(line, 0)

    # --- create, write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lines = super().create([_without_reason(vals) for vals in vals_list])
        lines.scorecard_id._check_open()
        if not self.env.context.get("goal_refresh_later"):
            lines._log_presence(self.env._("%(name)s added: target %(target)s, weight %(weight)s."))
            self.env["goal.engine"]._refresh_lines(lines)
        return lines

    def write(self, vals):
        self._refuse_guarded(vals)
        self.scorecard_id._check_open()
        if vals.keys() - MANAGER_FIELDS and not self.scorecard_id._may_shape():
            raise AccessError(
                self.env._("Only an HR officer of goals may change what a line measures.")
            )
        if "indicator_id" in vals and self.filtered(lambda line: line.state != "draft"):
            raise UserError(
                self.env._("The cycle is open: add a line for another indicator instead.")
            )
        self.check_access("write")
        self._log_changes(vals)
        cards_before = self.scorecard_id
        result = super().write(_without_reason(vals))
        if "scorecard_id" in vals:
            self.scorecard_id._check_open()
            self.check_access("write")
        # Who sets many targets at once refreshes once at the end.
        later = self.env.context.get("goal_refresh_later")
        if {"target", "weight", "indicator_id", "scorecard_id"} & vals.keys() and not later:
            self.env["goal.engine"]._refresh_cards(cards_before | self.scorecard_id)
        return result

    def unlink(self):
        self.scorecard_id._check_open()
        self.check_access("unlink")
        cards = self.scorecard_id
        self._log_presence(self.env._("%(name)s removed: target %(target)s, weight %(weight)s."))
        result = super().unlink()
        self.env["goal.engine"]._refresh_cards(cards.exists())
        return result

    # --- actions ---------------------------------------------------------------------------

    def action_open_records(self):
        """The records that the figure counted, seen with the user's own rights."""
        self.ensure_one()
        self.check_access("read")
        return self.env["goal.engine"]._records_action(self)

    def action_change_target(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Target"),
            "res_model": "kpi.target.change.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def action_refresh(self):
        self.check_access("read")
        self.env["goal.engine"]._refresh_lines(self.sudo())

    # --- business --------------------------------------------------------------------------

    def _stand(self):
        """What adds up over the cycle begins empty: a check-in brings what is new."""
        adds_up = not self.is_automatic and self.indicator_id.cumulative
        return None if adds_up else self.actual, None

    def _print_in_unit(self, value):
        """A figure or a target of this line as text on paper; "" is no data."""
        return self.scorecard_id._print_value(value, self.unit, self.digits, self.currency_id)

    def _progress_at(self, value):
        """The attainment: a figure of a KPI may add to earlier ones."""
        return self.attainment

    def _check_in_day(self):
        """A figure lies inside its cycle, also when it comes after the end."""
        return min(super()._check_in_day(), self.sudo().cycle_id.date_end)

    def _log_changes(self, vals):
        """Keep the old target with the reason, and post what changes on the scorecards."""
        notes, changes = {}, []
        reason = (vals.get("target_reason") or "").strip()
        for line in self:
            if "target" in vals and _number(vals["target"]) != line.target:
                if line.state == "open" and not reason:
                    raise UserError(
                        self.env._(
                            "%(line)s: the cycle is open; say why its target changes.",
                            line=line.display_name,
                        )
                    )
                changes.append(line._change_vals(_number(vals["target"]), reason))
                notes.setdefault(line.scorecard_id.id, []).append(
                    self.env._(
                        "%(name)s: target %(old)s → %(new)s. %(reason)s",
                        name=line.name,
                        old=_text(line.target),
                        new=_text(_number(vals["target"])),
                        reason=reason,
                    )
                )
            if "weight" in vals and vals["weight"] != line.weight:
                notes.setdefault(line.scorecard_id.id, []).append(
                    self.env._(
                        "%(name)s: weight %(old)s → %(new)s.",
                        name=line.name,
                        old=_text(line.weight),
                        new=_text(vals["weight"]),
                    )
                )
        # sudo: the log is append-only and nobody has rights to write it
        self.env["kpi.target.change"].sudo().create(changes)
        self._post(notes)

    def _log_presence(self, text):
        """Post on scorecards of open cycles that lines came or went, with what they asked."""
        notes = {}
        for line in self.filtered(lambda line: line.state == "open"):
            values = {
                "name": line.name,
                "target": _text(line.target),
                "weight": _text(line.weight),
            }
            notes.setdefault(line.scorecard_id.id, []).append(text % values)
        self._post(notes)

    def _post(self, notes):
        """Log {scorecard id: texts} in the chatter."""
        if notes:
            self.env["kpi.scorecard"].browse(notes)._message_log_batch(
                {card: Markup("<br/>").join(texts) for card, texts in notes.items()}
            )

    def _change_vals(self, target, reason):
        self.ensure_one()
        return {
            "line_id": self.id,
            "old_target": self.target,
            "new_target": target,
            "reason": reason,
            "user_id": self.env.uid,
        }

    def _freeze(self):
        """Store the indicators' definitions with the figures that they explain."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        names = {
            lang: {i.id: i.name for i in self.indicator_id.with_context(lang=lang)}
            for lang in languages
        }
        for line in self:
            indicator = line.indicator_id
            super(KpiScorecardLine, line).write(
                {
                    "frozen": {
                        "name": {lang: names[lang][indicator.id] for lang in languages},
                        **{field: indicator[field] for field in DEFINITION},
                    }
                }
            )

    def _unfreeze(self):
        super().write({"frozen": False})
        for name in ("kind", "rewarded"):
            self.env.add_to_compute(self._fields[name], self)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | ENGINE_FIELDS


def _without_reason(vals):
    return {key: value for key, value in vals.items() if key != "target_reason"}


def _number(value):
    return None if value is False else value


def _text(value):
    return "–" if value is None else f"{value:,.10g}"
