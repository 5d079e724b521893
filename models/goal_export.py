import logging
import tempfile
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
# Days that a finished workbook is kept.
KEEP_DAYS = 7
# Runs that were killed, for memory or time: then it is no use to go on.
MAX_TRIES = 2
# Progress is committed and told of by such shares.
STEP = 0.02


class GoalExport(models.Model):
    """A workbook that is built in the background, for one user who alone may see it."""

    _name = "goal.export"
    _description = "Export to Excel"
    _inherit = ["mail.thread"]
    _order = "id desc"
    name = fields.Char(string="File", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="For", required=True, readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("running", "Being Built"),
            ("done", "Ready"),
            ("failed", "Failed"),
        ],
        required=True,
        default="queued",
        readonly=True,
        index=True,
    )
    progress = fields.Float(readonly=True, aggregator=None, help="The share that is written.")
    row_count = fields.Integer(string="Rows", readonly=True)
    options = fields.Json(readonly=True)
    reader = fields.Json(readonly=True, help="Language, time zone and companies of the reader.")
    tries = fields.Integer(readonly=True)
    error = fields.Char(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    attachment_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")

    def action_download(self):
        self.ensure_one()
        self.check_access("read")
        if not self.attachment_id:
            raise UserError(self.env._("%(name)s is not ready yet.", name=self.name))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }

    @api.model
    def _queue(self, options, name, row_count):
        """Have a workbook built for the current user; returns the record that follows it."""
        # sudo: nobody may create one by hand; it is built with the rights of the current user.
        export = self.sudo().create(
            {
                "name": name,
                "user_id": self.env.uid,
                "row_count": row_count,
                "options": options,
                "reader": {
                    "lang": self.env.lang,
                    "tz": self.env.user.tz,
                    "allowed_company_ids": self.env.companies.ids,
                },
            }
        )
        # sudo: it only wakes the scheduled action.
        self.env.ref("kpi_okr.cron_export").sudo()._trigger()
        return export.sudo(False)

    @api.model
    def _cron_run(self):
        """Build what waits, one after the other. What a killed run left behind is begun anew."""
        todo = self.search([("state", "in", ("queued", "running"))], order="id")
        for number, export in enumerate(todo, start=1):
            export._run()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(todo) - number):
                return

    def _run(self):
        self.ensure_one()
        if self.tries >= MAX_TRIES:
            self._fail(self.env._("It was ended twice while it was built; choose less."))
            return
        # Committed before the work, so that a run that is killed has been counted.
        self.write({"state": "running", "tries": self.tries + 1, "progress": 0.0})
        self.env["ir.cron"]._commit_progress()
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "results.xlsx"
                self._as_reader()["goal.excel"]._write(self.options, str(path), self._tick())
                content = path.read_bytes()
        # Whatever it is: the user is told, and the next export is built.
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("export %s failed", self.id)
            self._fail(str(error))
            return
        self._finish(content)

    def _as_reader(self):
        """The environment of the user: rights, language, time zone and companies."""
        return self.with_user(self.user_id).with_context(**self.reader).env

    def _tick(self):
        """A function that is called with rows written, and now and then reports progress."""
        written = told = 0

        def tick(rows):
            nonlocal told, written
            written += rows
            if written - told >= STEP * max(self.row_count, 1):
                told = written
                self.progress = min(written / max(self.row_count, 1), 0.99)
                self._tell()
                self.env["ir.cron"]._commit_progress()

        return tick

    def _finish(self, content):
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.name,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            }
        )
        self.write(
            {
                "state": "done",
                "progress": 1.0,
                "attachment_id": attachment.id,
                "finished_at": fields.Datetime.now(),
                "error": False,
            }
        )
        text = self._as_reader()._("%(name)s is ready.", name=self.name)
        self._tell(text, "success")

    def _fail(self, message):
        self.write({"state": "failed", "error": message, "finished_at": fields.Datetime.now()})
        text = self._as_reader()._(
            "%(name)s could not be built: %(error)s", name=self.name, error=message
        )
        self._tell(text, "danger")

    def _tell(self, text="", kind="info"):
        """Say to the user's open browsers how far it is; at the end also in the inbox."""
        self.user_id._bus_send("kpi_okr/export", {"id": self.id})
        if text:
            self.user_id._bus_send(
                "simple_notification", {"type": kind, "message": text, "sticky": True}
            )
            self.message_notify(
                partner_ids=self.user_id.partner_id.ids,
                subject=self.name,
                body=text,
                email_layout_xmlid="mail.mail_notification_light",
                attachment_ids=[],
            )

    @api.autovacuum
    def _gc_old_exports(self):
        old = self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=KEEP_DAYS))])
        old.attachment_id.unlink()
        old.unlink()
