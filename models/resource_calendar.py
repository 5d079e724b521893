from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _goal_working_days(self, start, end, company):
        """The set of dates from ``start`` to ``end`` inclusive that this schedule works.

        Public holidays of ``company`` are out. Without a schedule: Monday to Friday.
        """
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        if not self:
            return {day for day in days if day.weekday() < 5}
        tz = ZoneInfo(self.tz or company.goal_tz or "UTC")
        unusual = self.sudo()._get_unusual_days(  # public holidays are no secret
            datetime.combine(start, time.min, tzinfo=tz),
            datetime.combine(end, time.max, tzinfo=tz),
            company_id=company,
        )
        return {day for day in days if not unusual.get(fields.Date.to_string(day), True)}
