from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    goal_tz = fields.Selection(
        _tz_get,
        string="Time Zone of Goals",
        compute="_compute_goal_tz",
        store=True,
        readonly=False,
        help="A period begins and ends at midnight in this time zone, so that a deal won late "
        "on the last evening still belongs to the period.",
    )
    goal_pace_basis = fields.Selection(
        [("calendar", "Calendar days"), ("working", "Working days")],
        string="Pace Counted In",
        default="calendar",
        required=True,
        help="Which days make up the expected share of a target while a period is running.",
    )

    @api.depends("resource_calendar_id")
    def _compute_goal_tz(self):
        for company in self:
            company.goal_tz = (
                company.goal_tz
                or company.resource_calendar_id.tz
                or company.partner_id.tz
                or self.env.user.tz
                or "UTC"
            )

    def write(self, vals):
        result = super().write(vals)
        if {"goal_tz", "goal_pace_basis"} & vals.keys():
            # sudo: whoever may set up the company may have its figures computed anew
            self.env.ref("kpi_okr.cron_refresh").sudo()._trigger()
        return result

    def _goal_today(self):
        """The company's local date now."""
        self.ensure_one()
        return datetime.now(ZoneInfo(self.goal_tz or "UTC")).date()

    def _goal_day(self, moment):
        """The company's local date at ``moment``, a naive UTC datetime."""
        self.ensure_one()
        zone = ZoneInfo(self.goal_tz or "UTC")
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()

    def _goal_midnight_utc(self, day):
        """The start of local ``day`` as a naive UTC datetime, the form PostgreSQL stores."""
        self.ensure_one()
        local = datetime.combine(day, time.min, tzinfo=ZoneInfo(self.goal_tz or "UTC"))
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _goal_working_days(self, start, end):
        """The set of dates from ``start`` to ``end`` inclusive on which the company works."""
        self.ensure_one()
        return self.resource_calendar_id._goal_working_days(start, end, self)
