"""The deals behind figures, read with the reader's own rights."""

from typing import NamedTuple

from odoo.exceptions import AccessError
from odoo.tools import SQL

from .reading import labels, names_of, read_columns

# Lines asked for by one query, which is a union.
BATCH = 200
MAX_LINES = 20000
DEAL_FIELDS = (
    "id",
    "name",
    "partner_id",
    "partner_name",
    "user_id",
    "stage_id",
    "won_status",
    "expected_revenue",
    "date_closed",
    "company_id",
)


class Deal(NamedTuple):
    lead_id: int
    owner: str
    cycle: str
    kpi: str
    name: str
    customer: str
    salesperson: str
    stage: str
    outcome: str
    revenue: float | None
    closed: object
    company_id: int


class DealReader:
    """``note`` says after reading what was left out."""

    def __init__(self, results):
        self.results = results
        self.env = results.env
        self.Lead = self.env["crm.lead"].with_context(active_test=False)
        self.note = ""

    def load(self):
        if not self.Lead.has_access("read"):
            self.note = self.env._("You may not read deals.")
            return []
        subjects = [
            (card, line)
            for card in self.results.cards
            for line in self.results.lines.get(card.id, [])
            if line.actual is not None
        ]
        if len(subjects) > MAX_LINES:
            left = len(subjects) - MAX_LINES
            self.note = self.env._("The deals of %s more KPIs are left out; choose less.", left)
            subjects = subjects[:MAX_LINES]
        pairs = self._pairs(subjects)
        deals = self._deals({lead_id for _subject, lead_id in pairs})
        return [
            self._deal(*subjects[index], deals[lead_id])
            for index, lead_id in pairs
            if lead_id in deals
        ]

    def _pairs(self, subjects):
        """[(index of the subject, lead id)], a query for each ``BATCH`` of lines."""
        ids = [line.id for _card, line in subjects]
        domains = self.env["goal.engine"]._deal_domains(self.env["kpi.scorecard.line"].browse(ids))
        pairs = []
        for start in range(0, len(ids), BATCH):
            queries = []
            for index, line_id in enumerate(ids[start : start + BATCH], start):
                if domain := domains.get(line_id):
                    try:
                        query = self.Lead._search(domain)
                    except (AccessError, ValueError):
                        continue
                    queries.append(
                        query.select(SQL("%s::int", index), SQL.identifier("crm_lead", "id"))
                    )
            if queries:
                union = SQL(" UNION ALL ").join(SQL("(%s)", query) for query in queries)
                pairs += self.env.execute_query(union)
        return sorted(pairs)

    def _deals(self, lead_ids):
        rows = read_columns(self.Lead, [("id", "in", sorted(lead_ids))], DEAL_FIELDS)
        deals = {row[0]: dict(zip(DEAL_FIELDS, row, strict=True)) for row in rows}
        names = {
            name: names_of(
                self.env[self.Lead._fields[name].comodel_name],
                {deal[name] for deal in deals.values() if deal[name]},
            )
            for name in ("partner_id", "user_id", "stage_id")
        }
        outcomes = labels(self.Lead, "won_status")
        for deal in deals.values():
            for name, found in names.items():
                deal[name] = found.get(deal[name], "")
            deal["won_status"] = outcomes.get(deal["won_status"], "")
        return deals

    def _deal(self, card, line, deal):
        return Deal(
            deal["id"],
            card.owner,
            self.results.cycles[card.cycle_id].name,
            line.name,
            deal["name"] or "",
            deal["partner_id"] or deal["partner_name"] or "",
            deal["user_id"],
            deal["stage_id"],
            deal["won_status"],
            deal["expected_revenue"],
            deal["date_closed"],
            deal["company_id"] or card.company_id,
        )
