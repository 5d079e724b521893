import base64

from odoo import fields, models
from odoo.exceptions import UserError

# Rows of the preview; the copy of the file marks every wrong cell.
SHOWN = 500


class GoalImportWizard(models.TransientModel):
    """Gives out the template, takes it back, and shows what it would change before it does."""

    _name = "goal.import.wizard"
    _description = "Import Targets and Figures"
    cycle_ids = fields.Many2many(
        "goal.cycle",
        string="Cycles",
        default=lambda self: self._default_cycles(),
        domain=[("state", "!=", "closed")],
    )
    state = fields.Selection(
        [("start", "Choose"), ("preview", "Check")], default="start", readonly=True
    )
    file = fields.Binary(string="Filled-in Template", attachment=False)
    file_name = fields.Char()
    line_ids = fields.One2many("goal.import.line", "wizard_id", readonly=True)
    change_count = fields.Integer(readonly=True)
    unchanged_count = fields.Integer(readonly=True)
    problem_count = fields.Integer(readonly=True)
    marked = fields.Binary(string="Copy with the Cells Marked", readonly=True, attachment=False)
    marked_name = fields.Char(readonly=True)

    def _default_cycles(self):
        return self.env["goal.cycle"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "!=", "closed"),
                ("is_running", "=", True),
            ]
        )

    def action_template(self):
        self.ensure_one()
        if not self.cycle_ids:
            raise UserError(self.env._("Choose a cycle that is not closed."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/goals/excel/template/{self.id}",
            "target": "self",
        }

    def action_check(self):
        """Show what the file would change, or what is wrong with it."""
        self.ensure_one()
        result = self._excel()._preview(self._content())
        self._show(result)
        return self._reopen()

    def action_import(self):
        """Store what the file changes, all of it or nothing."""
        self.ensure_one()
        result = self._excel()._apply(self._content())
        if result["problems"]:
            self._show(result)
            return self._reopen()
        kinds = [change["kind"] for change in result["changes"]]
        message = self.env._(
            "%(targets)s targets and %(figures)s figures imported.",
            targets=kinds.count("target"),
            figures=kinds.count("figure"),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_back(self):
        self.ensure_one()
        self.write({"state": "start", "file": False, "marked": False})
        self._lines().unlink()
        return self._reopen()

    def _template(self):
        """(file name, bytes) of the workbook to fill in."""
        self.ensure_one()
        self.check_access("read")
        today = fields.Date.to_string(self.env.company._goal_today())
        name = self.env._("Targets and figures %s.xlsx", today)
        return name, self._excel()._template(self.cycle_ids)

    def _excel(self):
        return self.env["goal.excel.import"]

    def _content(self):
        if not self.file:
            raise UserError(self.env._("Choose the file that you filled in."))
        return base64.b64decode(self.file)

    def _lines(self):
        # sudo: the rows of the user's own dialog, which nobody may write by hand.
        return self.sudo().line_ids

    def _show(self, result):
        """Keep the preview on the dialog."""
        problems, changes = result["problems"], result["changes"]
        marked = problems and self._excel()._marked(self._content(), problems)
        self.write(
            {
                "state": "preview",
                "change_count": len(changes),
                "unchanged_count": result["unchanged"],
                "problem_count": len(problems),
                "marked": base64.b64encode(marked) if marked else False,
                "marked_name": self._marked_name(),
            }
        )
        self._lines().unlink()
        rows = [self._problem_vals(problem) for problem in problems]
        rows += [] if problems else [self._change_vals(change) for change in changes]
        # sudo: as in _lines; they hold what the user sent and what the user may read.
        self.env["goal.import.line"].sudo().create(rows[:SHOWN])

    def _marked_name(self):
        stem = (self.file_name or "").removesuffix(".xlsx") or self.env._("Import")
        return self.env._("%s to correct.xlsx", stem)

    def _problem_vals(self, problem):
        return {
            "wizard_id": self.id,
            "place": f"{problem.sheet} {problem.cell}".strip(),
            "problem": problem.message,
        }

    def _change_vals(self, change):
        return {
            "wizard_id": self.id,
            "place": f"{change['sheet']} {change['cell']}",
            "name": change["what"],
            "old_value": change["old"],
            "new_value": change["new"],
            "unit": change["unit"],
            "digits": change["digits"],
            "currency_id": self.env.company.currency_id.id,
            "reason": change["reason"],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Targets and Figures"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
