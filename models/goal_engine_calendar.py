"""When check-ins and figures are due, each span and each company worked out once."""

from datetime import UTC
from zoneinfo import ZoneInfo

from ..scoring import check_in_slots, next_due


class CheckInCalendar:
    """The slots of check-ins, the dates in companies' time zones, and what is due next."""

    def __init__(self):
        self._slots = {}
        self._today = {}

    def slots(self, goal, every):
        """The (first, last) days of a goal's slots; empty where nothing is asked for."""
        if every == "never":
            return []
        key = goal.date_start, goal.date_end, every
        if key not in self._slots:
            self._slots[key] = check_in_slots(*key)
        return self._slots[key]

    def today(self, company):
        if company not in self._today:
            self._today[company] = company._goal_today()
        return self._today[company]

    def is_overdue(self, goal, due):
        """Whether what was due on ``due``, or None, is late; a goal not open is asked nothing."""
        return due is not None and goal.state == "open" and (due < self.today(goal.company_id))

    def day(self, company, moment):
        """The local date of a moment in UTC without time zone, as stored."""
        zone = ZoneInfo(company.goal_tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone).date()

    def due_of_line(self, card, line, asked):
        """When the first of the hand-entered figures is due that a line is made of.

        What was due before the line was there asks for nothing. ``asked``: pairs of a rhythm
        and the day of the latest figure, as of ``Figure``. None where nothing is due.
        """
        since = card.date_start
        if line.created:
            since = max(since, self.day(card.company_id, line.created))
        dues = (next_due(self.slots(card, every), since, latest) for every, latest in asked)
        return min((due for due in dues if due), default=None)
