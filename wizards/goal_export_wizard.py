from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import human_size
from odoo.tools.misc import formatLang

# What a worker can build while somebody waits.
LARGE_ROWS = 5000
LARGE_SHEETS = 60
# The web client sends no more ids than that; then the filters stand for them.
ACTIVE_LIMIT = 20000
SCOPES = [
    ("selected", "What I selected"),
    ("cycle", "Cycles"),
    ("employee", "An employee"),
    ("department", "A department"),
    ("team", "My team"),
    ("mine", "My own goals"),
    ("all", "All results I may see"),
]
NOTHING = list(Domain.FALSE)


class GoalExportWizard(models.TransientModel):
    """Asks what goes into a workbook, and says how large it gets."""

    _name = "goal.export.wizard"
    _description = "Export Results to Excel"
    scope = fields.Selection(SCOPES, string="Results Of", required=True, default="mine")
    selected_model = fields.Char(readonly=True)
    selected_domain = fields.Json(readonly=True)
    selected_text = fields.Char(compute="_compute_size")
    cycle_ids = fields.Many2many(
        "goal.cycle", string="Cycles", help="Empty: every cycle there is a result of."
    )
    with_parts = fields.Boolean(
        string="With Their Parts", default=True, help="A quarter's months come with the quarter."
    )
    department_id = fields.Many2one("hr.department")
    employee_id = fields.Many2one("hr.employee")
    reader_companies = fields.Json(default=lambda self: self.env.companies.ids, readonly=True)
    with_summary = fields.Boolean(string="Summary with Charts", default=True)
    with_scorecards = fields.Boolean(string="Scorecards", default=True)
    with_pages = fields.Boolean(
        string="A Page for Each Scorecard", help="A sheet each, laid out for print on A4."
    )
    with_objectives = fields.Boolean(string="Objectives", default=True)
    with_check_ins = fields.Boolean(string="Check-ins", default=True)
    with_deals = fields.Boolean(
        string="Deals", help="The deals each figure counted, as far as you may open them."
    )
    card_count = fields.Integer(string="Scorecards Chosen", compute="_compute_size")
    objective_count = fields.Integer(string="Objectives Chosen", compute="_compute_size")
    row_count = fields.Integer(string="Rows", compute="_compute_size")
    size_text = fields.Char(string="Size", compute="_compute_size")
    is_large = fields.Boolean(compute="_compute_size")

    @api.model
    def default_get(self, fields):
        """Begins with what the dialog was opened from."""
        defaults = super().default_get(fields)
        context = self.env.context
        model, ids = context.get("active_model"), context.get("active_ids") or []
        found = {}
        if model in ("kpi.scorecard", "okr.objective"):
            whole = not ids or len(ids) >= ACTIVE_LIMIT
            domain = context.get("active_domain") if whole else [("id", "in", ids)]
            found = {
                "scope": "selected",
                "selected_model": model,
                "selected_domain": list(domain or []),
                "with_objectives": model == "okr.objective",
                "with_check_ins": model == "okr.objective",
                "with_scorecards": model == "kpi.scorecard",
                "with_summary": True,
            }
        elif model == "goal.cycle" and ids:
            found = {"scope": "cycle", "cycle_ids": ids}
        elif model == "hr.department" and ids:
            found = {"scope": "department", "department_id": ids[0]}
        elif model in ("hr.employee", "hr.employee.public") and ids:
            found = {"scope": "employee", "employee_id": ids[0]}
        defaults.update({name: value for name, value in found.items() if name in fields})
        return defaults

    @api.depends(
        lambda self: [
            "scope",
            "cycle_ids",
            "with_parts",
            "department_id",
            "employee_id",
            "selected_domain",
            *self._sheet_fields(),
        ]
    )
    def _compute_size(self):
        for wizard in self:
            sizes = wizard.env["goal.excel"]._sizes(wizard._options())
            wizard.card_count = sizes["cards"]
            wizard.objective_count = sizes["objectives"]
            wizard.row_count = sizes["rows"]
            wizard.selected_text = wizard._scope_text()
            wizard.is_large = wizard._is_large(sizes)
            wizard.size_text = wizard.env._(
                "%(cards)s scorecards with %(lines)s KPIs, %(objectives)s objectives "
                "with %(key_results)s key results: about %(rows)s rows on %(sheets)s "
                "sheets, %(size)s",
                **{
                    key: formatLang(wizard.env, sizes[key], digits=0)
                    for key in ("cards", "lines", "objectives", "key_results", "rows", "sheets")
                },
                size=human_size(sizes["bytes"]),
            )

    def action_export(self):
        """Download at once, or have it built in the background where it is large."""
        self.ensure_one()
        if self.is_large:
            excel = self._reader_env()["goal.excel"]
            options = self._options()
            export = self.env["goal.export"]._queue(
                options, excel._file_name(options), self.row_count
            )
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Export to Excel"),
                "res_model": "goal.export",
                "res_id": export.id,
                "view_mode": "form",
                "views": [(False, "form")],
                "target": "current",
            }
        return {
            "type": "ir.actions.client",
            "tag": "kpi_okr.download",
            "params": {"url": f"/goals/excel/{self.id}"},
        }

    @api.model
    def _is_large(self, sizes):
        """Whether it would keep a worker busy for longer than a download may."""
        return sizes["rows"] > LARGE_ROWS or sizes["sheets"] > LARGE_SHEETS

    def _workbook(self):
        """(file name, bytes) of the workbook; what the user may read now counts."""
        self.ensure_one()
        self.check_access("read")
        if self.is_large:
            raise UserError(self.env._("This is built in the background; use the dialog's button."))
        excel = self._reader_env()["goal.excel"]
        options = self._options()
        return excel._file_name(options), excel._content(options)

    def _reader_env(self):
        return self.with_context(allowed_company_ids=self.reader_companies).env

    @api.model
    def _sheet_fields(self):
        return [name for name in self._fields if name.startswith("with_") if name != "with_parts"]

    def _options(self):
        """What was chosen, as ``goal.excel`` takes it."""
        cards, objectives = self._domains()
        chosen = {name.removeprefix("with_") for name in self._sheet_fields() if self[name]}
        return {
            "title": self._title(),
            "scope": self._scope_text(),
            "card_domain": list(cards),
            "objective_domain": list(objectives),
            "sheets": sorted(chosen),
        }

    def _domains(self):
        """(of scorecards, of objectives): what was chosen, and only kinds that are asked for."""
        if self.scope == "selected":
            domain = Domain(self.selected_domain or [])
            is_cards = self.selected_model == "kpi.scorecard"
            is_objectives = self.selected_model == "okr.objective"
            return domain if is_cards else Domain.FALSE, domain if is_objectives else Domain.FALSE
        owner = self._owner_domain()
        cycles = Domain("cycle_id", "in", self._cycles().ids) if self.cycle_ids else Domain.TRUE
        cards = objectives = owner & cycles
        if (
            not self.with_scorecards
            and (not self.with_pages)
            and (not self.with_summary)
            and (not self.with_deals)
        ):
            cards = Domain.FALSE
        if not self.with_objectives and (not self.with_check_ins):
            objectives = Domain.FALSE
        return cards, objectives

    def _owner_domain(self):
        match self.scope:
            case "employee":
                return Domain("employee_id", "=", self.employee_id.id or 0)
            case "department":
                return Domain("owner_department_id", "child_of", self.department_id.ids)
            case "team":
                return Domain("is_managed", "=", True)
            case "mine":
                return Domain("is_mine", "=", True) | Domain("is_member", "=", True)
            case "cycle":
                return Domain.TRUE if self.cycle_ids else Domain.FALSE
            case _:
                return Domain.TRUE

    def _cycles(self):
        """The cycles chosen, and where asked for those within them, to any depth."""
        cycles = self.cycle_ids._origin
        below = cycles
        while self.with_parts and below:
            below = below.child_ids - cycles
            cycles |= below
        return cycles

    def _scope_text(self):
        """What was chosen, in words for the cover."""
        subject = {
            "employee": self.employee_id.name,
            "department": self.department_id.display_name,
        }.get(self.scope)
        labels = dict(self._fields["scope"]._description_selection(self.env))
        text = subject or (labels[self.scope] if self.scope else "")
        if self.scope == "selected":
            kind = {
                "kpi.scorecard": self.env._("selected scorecards"),
                "okr.objective": self.env._("selected objectives"),
            }
            return kind.get(self.selected_model, "")
        if self.scope == "cycle":
            text = ""
        names = ", ".join(self.cycle_ids.sorted("date_start").mapped("name"))
        return " · ".join(filter(None, (text, names)))

    def _title(self):
        """What the workbook is called: "Results 2026 Q4", "Results Daniel Okafor · 2026"."""
        subject = self._scope_text()
        if self.scope == "all" and self.cycle_ids:
            subject = ", ".join(self.cycle_ids.sorted("date_start").mapped("name"))
        elif self.scope in ("mine", "team", "all", "selected"):
            return subject
        return self.env._("Results %s", subject).strip()
