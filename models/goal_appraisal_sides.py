from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .private_one2many import PrivateOne2many


class GoalAppraisal(models.Model):
    """The two sides of an appraisal, the notes and the plan, each read with the reader's rights.

    The texts are computed and not stored, so that no search, group or export comes past the
    rules of the records behind them.
    """

    _inherit = "goal.appraisal"
    employee_text = fields.Html(
        string="Employee's Text",
        compute="_compute_texts",
        inverse="_inverse_employee_text",
        compute_sudo=False,
    )
    manager_text = fields.Html(
        string="Manager's Text",
        compute="_compute_texts",
        inverse="_inverse_manager_text",
        compute_sudo=False,
    )
    may_edit_employee = fields.Boolean(compute="_compute_texts", compute_sudo=False)
    may_edit_manager = fields.Boolean(compute="_compute_texts", compute_sudo=False)
    may_read_employee = fields.Boolean(compute="_compute_texts", compute_sudo=False)
    may_read_manager = fields.Boolean(compute="_compute_texts", compute_sudo=False)
    self_rating_ids = PrivateOne2many(
        "goal.appraisal.rating",
        "appraisal_id",
        string="Self-Assessment",
        domain=[("side", "=", "employee")],
    )
    manager_rating_ids = PrivateOne2many(
        "goal.appraisal.rating",
        "appraisal_id",
        string="Manager's Assessment",
        domain=[("side", "=", "manager")],
    )
    my_note = fields.Html(
        string="Private Note",
        compute="_compute_my_note",
        inverse="_inverse_my_note",
        compute_sudo=False,
        help="Neither the employee nor HR reads it.",
    )
    other_note_ids = fields.One2many(
        "goal.appraisal.note", compute="_compute_my_note", compute_sudo=False
    )
    action_ids = PrivateOne2many("goal.appraisal.action", "appraisal_id", string="Development")
    nomination_ids = PrivateOne2many("goal.appraisal.nomination", "appraisal_id")

    @api.depends_context("uid")
    @api.depends("state", "employee_visible", "manager_visible", "manager_id", "user_id")
    def _compute_texts(self):
        panes = self.env["goal.appraisal.pane"].search([("appraisal_id", "in", self.ids)])
        writable = panes._filtered_access("write")
        by_key = {(pane.appraisal_id.id, pane.side): pane for pane in panes}
        for appraisal in self:
            for side in ("employee", "manager"):
                pane = by_key.get((appraisal.id or appraisal._origin.id, side))
                appraisal[f"{side}_text"] = pane.text if pane else False
                appraisal[f"may_read_{side}"] = bool(pane)
                appraisal[f"may_edit_{side}"] = bool(pane) and pane in writable

    def _inverse_employee_text(self):
        self._write_texts("employee")

    def _inverse_manager_text(self):
        self._write_texts("manager")

    def _write_texts(self, side):
        panes = self.env["goal.appraisal.pane"].search(
            [("appraisal_id", "in", self.ids), ("side", "=", side)]
        )
        if len(panes) < len(self):
            raise AccessError(self.env._("You may not write this side of the appraisal."))
        for pane in panes:
            pane.text = pane.appraisal_id[f"{side}_text"]

    @api.depends_context("uid")
    def _compute_my_note(self):
        notes = self.env["goal.appraisal.note"].search([("appraisal_id", "in", self.ids)])
        for appraisal in self:
            origin = appraisal._origin or appraisal
            its = notes.filtered(lambda note, a=origin: note.appraisal_id == a)
            own = its.filtered(lambda note: note.author_id == self.env.user)
            appraisal.my_note = own[:1].text
            appraisal.other_note_ids = its - own

    def _inverse_my_note(self):
        Note = self.env["goal.appraisal.note"]
        for appraisal in self:
            own = Note.search(
                [("appraisal_id", "=", appraisal.id), ("author_id", "=", self.env.uid)], limit=1
            )
            if own:
                own.text = appraisal.my_note
                continue
            if appraisal.my_note:
                Note.create({"appraisal_id": appraisal.id, "text": appraisal.my_note})

    def action_show_employee_side(self):
        self._show_side("employee", True)

    def action_hide_employee_side(self):
        self._show_side("employee", False)

    def action_show_manager_side(self):
        self._show_side("manager", True)

    def action_hide_manager_side(self):
        self._show_side("manager", False)

    def action_show_feedback(self):
        """Show the employee the means of the feedback, as they were when it was closed."""
        self._check_managing()
        if self.filtered(lambda a: not a.feedback_closed_at):
            raise UserError(self.env._("The feedback is still being collected."))
        self._write_past_guard({"feedback_visible": True})

    def _show_side(self, side, visible):
        """Only who writes a side says whether the other one reads it, while it is written."""
        self.check_access("read")
        for appraisal in self:
            if side == "employee":
                allowed = appraisal.is_mine and appraisal.state in ("self_assessment", "feedback")
            else:
                allowed = appraisal.may_manage and appraisal.state in (
                    "self_assessment",
                    "feedback",
                    "manager",
                )
            if not allowed:
                raise AccessError(self.env._("You may not show or hide this side now."))
        self._write_past_guard({f"{side}_visible": visible})
        if visible:
            self.template_id._lock()
        self._refresh_outcomes()

    def _check_managing(self):
        """Raise AccessError unless the user manages these employees or is an HR officer."""
        self.check_access("read")
        if not self.env.su and not all(a.may_manage or a.is_officer for a in self):
            raise AccessError(self.env._("Only the manager or an HR officer may do this."))
