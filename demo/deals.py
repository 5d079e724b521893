"""Customers, leads and opportunities of the demo company."""

from random import Random

from odoo import models

from .plan import CAMPAIGNS, DEAD_LEAD, LEAD, LOST, SELLERS, WON

# Coined, so that no company is meant.
FIRST = (
    "Arvano",
    "Belmira",
    "Corvanta",
    "Delunis",
    "Eskara",
    "Fentoro",
    "Gavelle",
    "Hunaro",
    "Ilvanta",
    "Jorumi",
    "Kelvora",
    "Lumiso",
    "Marenti",
    "Novelka",
    "Ostrelle",
    "Pellori",
    "Quanteo",
    "Rovanni",
    "Selkari",
    "Tuvela",
    "Ulvena",
    "Vantoro",
    "Wellisa",
    "Xandrel",
    "Yarmina",
    "Zentaro",
    "Aldora",
    "Brivano",
    "Cortesa",
    "Domelia",
    "Elvanor",
    "Fiorana",
    "Grivelle",
    "Halvena",
    "Istrano",
    "Jalvero",
    "Kortana",
    "Lirmont",
    "Malvino",
    "Norvika",
)  # fmt: skip
SECOND = (
    "Foods",
    "Logistics",
    "Textiles",
    "Clinics",
    "Hotels",
    "Furniture",
    "Retail",
    "Plastics",
    "Media",
    "Schools",
    "Seafood",
    "Coffee",
    "Motors",
    "Optics",
    "Ceramics",
    "Travel",
    "Garments",
    "Pharma",
    "Packaging",
    "Homes",
    "Insurance",
    "Energy",
    "Dairy",
    "Events",
)  # fmt: skip
TOPICS = (
    "CRM rollout",
    "Cloud hosting",
    "Support contract",
    "Licence renewal",
    "Data migration",
    "Analytics add-on",
    "Mobile app",
    "Staff training",
)  # fmt: skip

REASONS = (
    "competitor",
    "competitor",
    "competitor",
    "price",
    "price",
    "budget",
    "budget",
    "silent",
    "timing",
    "feature",
)  # fmt: skip
DEAD_REASONS = "silent", "silent", "fit", "budget"


def create_deals(env, plan):
    """Create what ``plan.deals`` lists; returns [(Deal, crm.lead)]."""
    users = {s.login: env.ref(f"kpi_okr.demo_user_{s.login}") for s in SELLERS}
    teams = {
        user.id: team
        for team in env.ref("kpi_okr.demo_team_north") | env.ref("kpi_okr.demo_team_south")
        for user in team.member_ids
    }
    campaigns = [env.ref(f"kpi_okr.demo_campaign_{name}") for name in CAMPAIGNS]
    reasons, dead_reasons = (
        [env.ref(f"kpi_okr.demo_lost_reason_{name}").id for name in names]
        for names in (REASONS, DEAD_REASONS)
    )
    won_stage = env["crm.stage"].search([("is_won", "=", True)], limit=1)
    stages = env["crm.stage"].search([("is_won", "=", False)], order="sequence")
    customers = _create_customers(env, plan.customers)
    vals_list = []
    for deal in plan.deals:
        customer, user = customers[deal.customer], users[deal.seller]
        topic = TOPICS[deal.topic % len(TOPICS)]
        is_lead = deal.outcome in (LEAD, DEAD_LEAD)
        created = plan.utc(deal.created)
        vals = {
            "name": f"{topic}: {customer.name}",
            "type": "lead" if is_lead else "opportunity",
            "company_id": env.company.id,
            "user_id": user.id,
            "team_id": teams[user.id].id,
            "campaign_id": campaigns[deal.campaign].id if deal.campaign is not None else False,
            "expected_revenue": deal.revenue,
            # Kept only while the module is installed: later Odoo sets the date itself.
            "create_date": created,
            "date_open": created,
            "date_conversion": deal.converted and plan.utc(deal.converted),
            "date_closed": deal.closed and plan.utc(deal.closed),
            "date_deadline": deal.deadline or (deal.closed and deal.closed.date()),
            "date_last_stage_update": plan.utc(deal.closed or deal.converted or deal.created),
            "stage_id": stages[min(deal.stage, len(stages) - 1)].id,
            "probability": deal.probability,
        }
        if is_lead:
            vals |= {"contact_name": customer.name, "email_from": customer.email}
            vals["probability"] = 0 if deal.outcome == DEAD_LEAD else 5
        else:
            vals["partner_id"] = customer.id
        if deal.outcome == WON:
            vals |= {"stage_id": won_stage.id, "probability": 100, "automated_probability": 100}
        elif deal.outcome in (LOST, DEAD_LEAD):
            fitting = dead_reasons if is_lead else reasons
            vals |= {
                "active": False,
                "probability": 0,
                "automated_probability": 0,
                "lost_reason_id": fitting[deal.topic % len(fitting)],
            }
        vals_list.append(vals)
    leads = models.BaseModel.create(env["crm.lead"], vals_list)
    leads._track_discard()
    return list(zip(plan.deals, leads, strict=True))


def _create_customers(env, count):
    names = [f"{first} {second}" for second in SECOND for first in FIRST]
    Random("customers").shuffle(names)
    return env["res.partner"].create(
        [
            {
                "name": name,
                "is_company": True,
                "company_id": env.company.id,
                "country_id": env.company.country_id.id,
                "email": f"office@{name.lower().replace(' ', '-')}.example.com",
            }
            for name in names[:count]
        ]
    )
