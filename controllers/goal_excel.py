from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class GoalExcelController(http.Controller):
    @http.route("/goals/excel/<int:wizard_id>", type="http", auth="user", methods=["GET"])
    def download(self, wizard_id):
        """The workbook of what the dialog was told; only its own user has that dialog."""
        wizard = request.env["goal.export.wizard"].browse(wizard_id).exists()
        if not wizard:
            raise request.not_found()
        return self._xlsx(*wizard._workbook())

    @http.route("/goals/excel/template/<int:wizard_id>", type="http", auth="user", methods=["GET"])
    def template(self, wizard_id):
        """The workbook to fill in with targets and figures."""
        wizard = request.env["goal.import.wizard"].browse(wizard_id).exists()
        if not wizard:
            raise request.not_found()
        return self._xlsx(*wizard._template())

    def _xlsx(self, name, content):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
