"""What happened in the demo company: pure Python, the same for the same day.

Months are counted from the current one: 0 is now, -12 the oldest. Everything is drawn for whole
months and cut off at the present moment, so that the current month runs at its usual pace.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

OLDEST = -24
WON, LOST, OPEN, LEAD, DEAD_LEAD = "won", "lost", "open", "lead", "dead"
# Of the year: quiet at Tết and in summer, busy before the year ends.

SEASON = 0.85, 0.6, 1.1, 1.0, 1.0, 1.15, 0.8, 0.85, 1.1, 1.05, 1.15, 1.35

YOUNG = 0.82
HOLIDAYS = (1, 1), (4, 30), (5, 1), (9, 2)
CAMPAIGNS = "webinar", "search", "fair", "newsletter"

# Won late on the last evening, or just after midnight of the first, when it is still the
# day before in UTC: the months only add up where the company's time zone is used.
LATE, EARLY = time(23, 30), time(0, 20)
# Chosen so that in every month of the year some people reach their targets and some don't.

SEED = 6487


class Seller(NamedTuple):
    """How one salesperson works: deals decided a month, share won, size of a deal, calls a
    working day, share of e-mails answered and after how many hours, the first month at work."""

    login: str
    decided: float
    wins: float
    size: float
    calls: float
    answers: float
    hours: float
    first: int = OLDEST


SELLERS = (
    Seller("sales", 5.6, 0.58, 10500, 2.3, 0.97, 4),
    Seller("sales2", 4.2, 0.52, 8600, 2.0, 0.92, 7),
    Seller("sales3", 3.8, 0.45, 8000, 2.4, 0.95, 9),
    Seller("sales4", 4.4, 0.36, 7600, 1.2, 0.75, 18),
    Seller("sales5", 5.2, 0.55, 10000, 1.9, 0.93, 6),
    Seller("sales6", 4.0, 0.5, 9000, 1.7, 0.88, 11),
    Seller("sales7", 4.4, 0.55, 7800, 2.2, 0.96, 5),
    Seller("sales8", 2.4, 0.4, 6500, 1.5, 0.85, 14, first=-2),
)


class Deal(NamedTuple):
    """A lead or an opportunity; moments are local, ``campaign`` an index or None."""

    seller: str
    outcome: str
    customer: int
    revenue: int
    created: datetime
    closed: datetime | None
    converted: datetime | None
    campaign: int | None
    stage: int = 0
    probability: int = 0
    deadline: date | None = None
    topic: int = 0


class Plan:
    def __init__(self, today, tz):
        self.today = today
        self.tz = ZoneInfo(tz)
        self.now = datetime.now(self.tz).replace(tzinfo=None)
        self.customers = 0
        self._regulars = {seller.login: [] for seller in SELLERS}
        self.deals = [
            deal
            for offset in range(OLDEST, 1)
            for seller in SELLERS
            if offset >= seller.first
            for deal in self._decided(seller, offset)
        ]
        for seller in SELLERS:
            self.deals += self._open(seller)
        for offset in range(OLDEST, 1):
            self.deals += self._leads(offset)

    # --- time ------------------------------------------------------------------------------

    def month(self, offset):
        """The first day of a month."""
        return self.today.replace(day=1) + relativedelta(months=offset)

    def utc(self, local):
        """A local moment as the naive UTC datetime that is stored."""
        return local.replace(tzinfo=self.tz).astimezone(UTC).replace(tzinfo=None)

    def days(self, offset):
        """The days of a month."""
        first = self.month(offset)
        after = first + relativedelta(months=1)
        return [first + timedelta(days=n) for n in range((after - first).days)]

    def trend(self, offset):
        """The season of a month and the growth up to it, as a factor of a usual month today."""
        growth = 1 - (1 - YOUNG) * offset / OLDEST
        return SEASON[self.month(offset).month - 1] * growth

    def working_days(self, offset):
        return [
            day
            for day in self.days(offset)
            if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS
        ]

    def moment(self, rng, day):
        """Some time of a day at work."""
        return datetime.combine(day, time(8)) + timedelta(minutes=rng.randrange(9 * 60))

    # --- deals -----------------------------------------------------------------------------

    def _decided(self, seller, offset):
        rng = Random(f"{SEED} decided {seller.login} {offset}")
        customers = Random(f"customers {seller.login} {offset}")
        season = SEASON[self.month(offset).month - 1]
        count = _round(rng, seller.decided * self.trend(offset) * rng.uniform(0.8, 1.2))
        days = self.working_days(offset)
        closings = sorted(self.moment(rng, rng.choice(days)) for _ in range(count))
        won = [rng.random() < seller.wins * (1.1 if season > 1 else 0.95) for _ in closings]
        turn = (offset - OLDEST) % len(SELLERS)
        if SELLERS[turn] is seller:
            closings.append(datetime.combine(self.days(offset)[-1], LATE))
            won.append(True)
        if SELLERS[turn - 1] is seller:
            closings.append(datetime.combine(self.month(offset), EARLY))
            won.append(True)
        for closed, is_won in zip(closings, won, strict=True):
            created = closed - timedelta(days=rng.randint(12, 75), minutes=rng.randrange(300))
            deal = Deal(
                seller.login,
                WON if is_won else LOST,
                self._customer(customers, seller, is_won),
                _round_to(100, seller.size * rng.uniform(0.45, 1.7)),
                created,
                closed,
                *self._origin(rng, created),
                topic=rng.randrange(100),
            )
            if closed < self.now:
                yield deal

    def _open(self, seller):
        rng = Random(f"open {seller.login}")
        for number in range(round(seller.decided) + 3):
            stage = rng.choice((0, 1, 1, 2, 2))
            # One in three is still to close in this month, as far as it goes on.
            deadline = self.month(number % 3) + timedelta(days=rng.randrange(8, 28))
            if number % 3 == 0:
                deadline = max(deadline, min(self.today + timedelta(days=3), self.days(0)[-1]))
            day = self.today - timedelta(days=rng.randint(4, 60))
            created = self.moment(rng, day)
            yield Deal(
                seller.login,
                OPEN,
                self._customer(rng, seller, False),
                _round_to(100, seller.size * rng.uniform(0.5, 1.9)),
                created,
                None,
                *self._origin(rng, created),
                stage=stage,
                probability=(15, 40, 70)[stage] + rng.randrange(10),
                deadline=deadline,
                topic=rng.randrange(100),
            )

    def _leads(self, offset):
        """Leads of campaigns that have not become opportunities."""
        rng = Random(f"leads {offset}")
        sellers = [seller.login for seller in SELLERS if seller.first <= offset]
        days = self.days(offset)
        for _ in range(round(14 * self.trend(offset))):
            created = self.moment(rng, rng.choice(days))

            # Old leads are sorted out, so that the list of leads is one of this quarter.
            dead = offset < -1 or rng.random() < 0.3
            seller, campaign = rng.choice(sellers), rng.randrange(len(CAMPAIGNS))
            closed = created + timedelta(days=rng.randint(3, 25))
            customer = self._new_customer()
            if created >= self.now:
                continue
            dead = dead and closed < self.now
            yield Deal(
                seller,
                DEAD_LEAD if dead else LEAD,
                customer,
                0,
                created,
                closed if dead else None,
                None,
                campaign,
                topic=rng.randrange(100),
            )

    def _origin(self, rng, created):
        """When it was converted from a lead and the campaign it came from."""
        if rng.random() > 0.6:
            return None, None
        converted = created + timedelta(hours=rng.randint(3, 72))
        return min(converted, self.now), rng.randrange(len(CAMPAIGNS))

    def _customer(self, rng, seller, is_won):
        """Half of the deals are with customers who have bought before."""
        regulars = self._regulars[seller.login]
        if regulars and rng.random() < 0.5:
            return rng.choice(regulars)
        customer = self._new_customer()
        if is_won:
            regulars.append(customer)
        return customer

    def _new_customer(self):
        self.customers += 1
        return self.customers - 1


def _round(rng, number):
    """``number`` up or down, so that the mean stays."""
    return int(number) + (rng.random() < number % 1)


def _round_to(step, number):
    return step * round(number / step)
