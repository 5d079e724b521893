import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..scoring import Formula, FormulaError, find_cycle, is_code
from .goal_check_in_mixin import RHYTHMS
from .kpi_formula_reasons import explain

DIRECTIONS = [
    ("higher", "Higher is better"),
    ("lower", "Lower is better"),
    ("on_target", "On target is best"),
]
KINDS = [("outcome", "Outcome"), ("process", "Process")]
UNITS = [
    ("number", "Number"),
    ("money", "Money"),
    ("percent", "Percent"),
    ("days", "Days"),
    ("hours", "Hours"),
]
MEASURE_FIELDS = {
    "aggregate",
    "company_path",
    "date_field",
    "department_path",
    "domain",
    "model_id",
    "owner_path",
    "since_field",
    "source",
    "team_path",
    "value_field",
}
ENGINE_FIELDS = {"error", "error_date"}
NUMERIC = {"float", "integer", "monetary"}
TIMES = {"date", "datetime"}
RELATIONS = {"many2many", "many2one", "one2many"}
PATH_MODELS = {
    "owner_path": {"hr.employee", "res.partner", "res.users"},
    "team_path": {"crm.team"},
    "department_path": {"hr.department"},
    "company_path": {"res.company"},
}
TARGET_SUFFIX = "__target"


class KpiIndicator(models.Model):
    _name = "kpi.indicator"
    _description = "KPI Indicator"
    _inherit = ["goal.guard.mixin", "goal.access.mixin", "mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help=(
            "The name of this indicator in formulas and in the API: lower-case letters, digits "
            "and underscores."
        ),
    )
    description = fields.Text(
        string="Definition", translate=True, help="What is counted, in plain words."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    area = fields.Selection(
        [
            ("sales", "Sales"),
            ("marketing", "Marketing"),
            ("process", "Process"),
            ("people", "People"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: every company may use it.")
    source = fields.Selection(
        [("records", "Records"), ("formula", "Formula"), ("manual", "Manual")],
        required=True,
        default="manual",
        tracking=True,
    )
    direction = fields.Selection(DIRECTIONS, required=True, default="higher", tracking=True)
    kind = fields.Selection(KINDS, required=True, default="outcome")
    rewarded = fields.Boolean(tracking=True, help="Only rewarded KPIs may feed a bonus.")
    cap = fields.Float(
        default=1.2,
        required=True,
        tracking=True,
        help="A line scores at most this fraction of its target: 1.2 is 120 %.",
    )
    unit = fields.Selection(UNITS, required=True, default="number")
    digits = fields.Integer(string="Decimals", default=0)
    per_working_day = fields.Boolean(
        help="Divide the figure by the working days of the period that have passed."
    )
    aggregate = fields.Selection(
        [
            ("count", "Number of records"),
            ("count_distinct", "Number of different values"),
            ("sum", "Sum"),
            ("avg", "Average"),
            ("min", "Smallest"),
            ("max", "Largest"),
            ("last", "Latest"),
        ],
        default="sum",
        tracking=True,
    )
    cumulative = fields.Boolean(
        compute="_compute_cumulative",
        store=True,
        readonly=False,
        help=(
            "The figure grows while the period runs, so that it is judged by its pace. "
            "Ratios, averages and levels are judged as they stand."
        ),
    )
    check_in_every = fields.Selection(
        RHYTHMS,
        string="Figures Due",
        required=True,
        default="month",
        help=(
            "How often a figure that is entered by hand, or pushed, is asked for. The owner is "
            "reminded, and the KPI is outdated while one is overdue."
        ),
    )
    model_id = fields.Many2one(
        "ir.model", string="Records Of", ondelete="cascade", domain=[("transient", "=", False)]
    )
    model_name = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char(default="[]", tracking=True)
    value_field = fields.Char(tracking=True)
    since_field = fields.Char(
        string="Measured Since",
        help=(
            "Set to measure a duration: from this date to the value field, in days of the "
            "calendar or in hours, by the unit."
        ),
    )
    date_field = fields.Char(
        string="Dated By",
        tracking=True,
        help="Decides the period a record belongs to. Empty: all records, as they stand now.",
    )
    owner_path = fields.Char(
        string="Person Field",
        tracking=True,
        help="The user, employee or contact who gets the credit.",
    )
    team_path = fields.Char(
        string="Team Field", help="Empty: the sales team's members count for the team."
    )
    department_path = fields.Char(
        string="Department Field", help="Empty: the department's employees count for it."
    )
    company_path = fields.Char(string="Company Field")
    formula = fields.Char(
        tracking=True,
        help=(
            "Arithmetic over other indicators' codes: + - * / ( ) min max abs round. "
            "A code followed by __target is the target on the same scorecard."
        ),
    )
    error = fields.Char(readonly=True, copy=False)
    error_date = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("kpi.scorecard.line", "indicator_id")
    value_ids = fields.One2many("kpi.value", "indicator_id")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another indicator has this code already."
    )
    _cap_check = models.Constraint("CHECK (cap > 0)", "The cap must be above zero.")
    _digits_check = models.Constraint("CHECK (digits BETWEEN 0 AND 6)", "Decimals: from 0 to 6.")

    @api.constrains("code")
    def _check_code(self):
        for indicator in self:
            code = indicator.code or ""
            if not is_code(code) or code.endswith(TARGET_SUFFIX):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” can't be a code: use lower-case letters, digits and "
                        "underscores, a letter first, and no function's name.",
                        code=indicator.code,
                    )
                )

    @api.constrains("source", "formula", "code", "company_id", "active")
    def _check_formula(self):
        # sudo: a circle through another company's formula is a circle
        formulas = self.sudo().search([("source", "=", "formula")])
        graph = {}
        for indicator in formulas:
            try:
                codes = Formula(indicator.formula or "").codes
            except FormulaError as error:
                if indicator in self:
                    reason = explain(self.env, error)
                    raise ValidationError(
                        self.env._("%(name)s: %(error)s", name=indicator.name, error=reason)
                    ) from error
                continue
            graph[indicator.code] = {code.removesuffix(TARGET_SUFFIX) for code in codes}
        used = set().union(*graph.values())
        known = set(self.sudo().search([("code", "in", list(used))]).mapped("code"))
        for indicator in self.filtered(lambda i: i.source == "formula" and i.active):
            if missing := (graph.get(indicator.code, set()) - known):
                raise ValidationError(
                    self.env._(
                        "%(name)s: no indicator has the code %(codes)s.",
                        name=indicator.name,
                        codes=", ".join(sorted(missing)),
                    )
                )
        if cycle := find_cycle(graph):
            raise ValidationError(
                self.env._("The formulas go in a circle: %(path)s.", path=" → ".join(cycle))
            )

    @api.constrains(*MEASURE_FIELDS)
    def _check_measure(self):
        for indicator in self.filtered(lambda i: i.source == "records"):
            try:
                indicator._validate_measure()
            except (ValueError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(name)s: %(error)s", name=indicator.name, error=error)
                ) from error
        if no_aggregate := self.filtered(lambda i: i.source == "manual" and not i.aggregate):
            raise ValidationError(
                self.env._("%(name)s: say how its figures add up.", name=no_aggregate[0].name)
            )

    @api.depends("source", "aggregate", "per_working_day")
    def _compute_cumulative(self):
        for indicator in self:
            indicator.cumulative = (
                indicator.source != "formula"
                and indicator.aggregate in ("count", "count_distinct", "sum")
                and not indicator.per_working_day
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        indicators = super().create(vals_list)
        indicators._check_may_measure()
        self.env.registry.clear_cache()
        return indicators

    def write(self, vals):
        self._refuse_guarded(vals)
        self._check_may_measure()
        result = super().write(vals)
        if vals.keys() - {"description", "name", "sequence"}:
            self.env.registry.clear_cache()
            self._check_may_measure()
            self.env["goal.engine"]._refresh_indicators(self)
        return result

    def unlink(self):
        self._check_may_measure()
        self.env.registry.clear_cache()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.sudo().line_ids:
            raise UserError(self.env._("A scorecard uses this indicator; archive it instead."))

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{indicator.code}_copy", "name": self.env._(
                "%(name)s (copy)", name=indicator.name)}
            for indicator, vals in zip(self, super().copy_data(default), strict=True)
        ]  # fmt: skip

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_scorecard_line_action")
        return {**action, "domain": [("indicator_id", "=", self.id)], "context": {}}

    # --- business --------------------------------------------------------------------------

    def _domain(self):
        """The records that count, as a Domain; ValueError where the text is not a domain.

        The text is read as literals, never run.
        """
        self.ensure_one()
        try:
            return Domain(ast.literal_eval(self.domain or "[]"))
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
            raise ValueError(self.env._("the domain can't be read: %s", error)) from error

    def _codes(self):
        """The codes in the formula, without the suffix of targets; empty if there is none."""
        self.ensure_one()
        if self.source != "formula":
            return frozenset()
        return frozenset(code.removesuffix(TARGET_SUFFIX) for code in Formula(self.formula).codes)

    def _field_of_path(self, path, env=None, hop_types=("many2one",)):
        """The last field of a dotted ``path``; ValueError if there is none, AccessError if the
        user of ``env`` may not read what the path goes through."""
        model = (env or self.env)[self.model_name]
        *hops, last = path.split(".")
        for hop in hops:
            field = model._fields.get(hop)
            if not field or field.type not in hop_types:
                raise ValueError(self.env._("%(path)s is not a field.", path=path))
            model._check_field_access(field, "read")
            model = model.env[field.comodel_name]
            model.check_access("read")
        field = model._fields.get(last)
        if not field:
            raise ValueError(self.env._("%(path)s is not a field.", path=path))
        model._check_field_access(field, "read")
        return field

    def _validate_measure(self):
        """Raise ValueError where the definition can't be measured."""
        self.ensure_one()
        if not self.model_id or self.model_name not in self.env:
            raise ValueError(self.env._("choose the records to count."))
        self._domain().validate(self.env[self.model_name].sudo())
        for name, models_allowed in PATH_MODELS.items():
            if path := self[name]:
                field = self._field_of_path(path, self.sudo().env)
                if field.comodel_name not in models_allowed:
                    raise ValueError(self.env._("%(path)s does not fit there.", path=path))
        for name in ("date_field", "since_field"):
            if self[name] and self._stored_field(self[name]).type not in TIMES:
                raise ValueError(self.env._("%(path)s is not a date.", path=self[name]))
        if not self.aggregate or (self.aggregate == "last" and not self.date_field):
            raise ValueError(self.env._("say how its figures add up."))
        if self.aggregate != "count":
            value = self._stored_field(self.value_field or "")
            allowed = TIMES if self.since_field else NUMERIC
            if self.aggregate != "count_distinct" and value.type not in allowed:
                raise ValueError(self.env._("%(path)s is not a number.", path=self.value_field))
            self._check_one_currency(value)

    def _check_one_currency(self, value):
        """Amounts that carry a currency of their own can't be added up as they are."""
        model = self.env[self.model_name]
        currency = value.type == "monetary" and model._fields[value.get_currency_field(model)]
        if currency and currency.store and not currency.related:
            raise ValueError(
                self.env._(
                    "%(path)s is in each record's own currency; choose an amount in the "
                    "company's currency.",
                    path=self.value_field,
                )
            )

    def _stored_field(self, name):
        field = self.env[self.model_name]._fields.get(name)
        if not field or not (field.store or field.related):
            raise ValueError(self.env._("%(path)s is not a stored field.", path=name))
        return field

    def _check_may_measure(self):
        """Only an administrator may touch what counts records, and only over what this
        administrator may read: the engine itself reads beyond everybody's rights."""
        counting = self.filtered(lambda i: i.source == "records")
        if self.env.su or not counting:
            return
        if not self.env.user.has_group("kpi_okr.group_goal_admin"):
            raise AccessError(
                self.env._("Only an administrator of goals may change what counts records.")
            )
        for indicator in counting:
            model = self.env[indicator.model_name]
            model.check_access("read")
            for path in indicator._paths_read():
                indicator._field_of_path(path, hop_types=RELATIONS)

    def _paths_read(self):
        """Every field path that the definition reads, the domain's included."""
        self.ensure_one()
        names = ["value_field", "since_field", "date_field", *PATH_MODELS]
        paths = {self[name] for name in names if self[name]}
        return paths | set(self._domain_paths(self._domain()))

    def _key_paths(self):
        """The paths that say whom a record counts for, and when."""
        self.ensure_one()
        return {self[name] for name in ("date_field", *PATH_MODELS) if self[name]}

    def _domain_paths(self, domain, prefix=""):
        for condition in domain.iter_conditions():
            path = prefix + condition.field_expr
            # A date's part (create_date.month_number) is no field of its own.
            head, _dot, part = path.rpartition(".")
            if (head and self._field_of_path(head, self.sudo().env, RELATIONS).type in TIMES) or (
                part == "id" and head
            ):
                path = head
            yield path
            if condition.operator.removesuffix("!") in ("any", "not any"):
                yield from self._domain_paths(Domain(condition.value), f"{path}.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | ENGINE_FIELDS
