from odoo import fields, models
from odoo.tools.misc import formatLang

from ..scoring import round_half_away

PRINTS_PDF = "ok", "upgrade"


class GoalPrintMixin(models.AbstractModel):
    """What has a page to print: as PDF, or as the HTML page where wkhtmltopdf is not installed.

    A model names its report in ``_print_report``. A view shows one of two buttons of
    ``action_print``, by ``prints_pdf``, so that the button says what comes. The page itself
    calls ``kpi_okr.goal_print_page``, and formats figures with ``_print_value``.
    """

    _name = "goal.print.mixin"
    _description = "Printing of Goals"
    _print_report = None
    prints_pdf = fields.Boolean(compute="_compute_prints_pdf")

    def _compute_prints_pdf(self):
        self.prints_pdf = self._prints_pdf()

    def action_print(self):
        """The PDF, or where that can't be made the page in a tab of its own."""
        self.check_access("read")
        report = self.env.ref(self._print_report)
        if self._prints_pdf():
            return report.report_action(self, config=False)
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/{report.report_name}/{ids}",
            "target": "new",
        }

    def _prints_pdf(self):
        return self.env["ir.actions.report"].get_wkhtmltopdf_state() in PRINTS_PDF

    def _print_lang(self):
        """The language of whom the page is about; the reader's where that is nobody."""
        self.ensure_one()
        return self._print_user().sudo().lang or self.env.lang or "en_US"

    def _print_user(self):
        """The user whom the page is about, or none."""
        return self.env["res.users"]

    def _print_value(self, value, unit="number", digits=0, currency=None):
        """A figure in its unit as a text in the language of the context; "" is no data.

        :param value: a number, a fraction where the unit is percent, or None
        :param unit: one of the units of indicators
        :param digits: how many decimals at most; of an amount with a currency the currency's
        """
        if value is None or value is False:
            return ""
        match unit:
            case "money" if currency:
                return formatLang(self.env, value, currency_obj=currency)
            case "percent":
                return f"{self._print_number(value * 100, digits)}\N{NO-BREAK SPACE}%"
            case "days" if value != 1:
                return self.env._("%s days", self._print_number(value, digits))
            case "days":
                return self.env._("1 day")
            case "hours" if value != 1:
                return self.env._("%s hours", self._print_number(value, digits))
            case "hours":
                return self.env._("1 hour")
            case _:
                return self._print_number(value, digits)

    def _print_number(self, value, digits):
        """A number with at most ``digits`` decimals, as the screens show it."""
        rounded = round_half_away(value, digits)
        needed = next(n for n in range(digits + 1) if round_half_away(rounded, n) == rounded)
        return formatLang(self.env, rounded, digits=needed)
