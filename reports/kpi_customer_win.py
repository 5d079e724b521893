from odoo import fields, models
from odoo.tools import SQL


class KpiCustomerWin(models.Model):
    """One row per won deal with a known customer, saying whether it was the first.

    The customer is the commercial partner; first is told within a company, by closing date.
    An earlier one is looked for deal by deal, so that a few deals cost a few look-ups; the array
    lets an index find them, also where the engine puts other deals in the table's place.
    """

    _name = "kpi.customer.win"
    _description = "Won Deal of a Customer"
    _auto = False
    _order = "date_closed desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    date_closed = fields.Datetime(readonly=True)
    expected_revenue = fields.Monetary(string="Revenue", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_first = fields.Boolean(string="New Customer", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT lead.id, lead.id AS lead_id, partner.commercial_partner_id AS customer_id,
                      lead.company_id, lead.user_id, lead.team_id, lead.date_closed,
                      lead.expected_revenue,
                      NOT EXISTS (
                          SELECT FROM crm_lead earlier
                           WHERE earlier.partner_id = ANY(ARRAY(
                                     SELECT contact.id
                                       FROM res_partner contact
                                      WHERE contact.commercial_partner_id
                                          = partner.commercial_partner_id
                                 ))
                             AND earlier.company_id IS NOT DISTINCT FROM lead.company_id
                             AND earlier.won_status = 'won'
                             AND earlier.type = 'opportunity'
                             AND (earlier.date_closed, earlier.id) < (lead.date_closed, lead.id)
                      ) AS is_first
                 FROM crm_lead lead
                 JOIN res_partner partner ON partner.id = lead.partner_id
                WHERE lead.won_status = 'won'
                  AND lead.type = 'opportunity'
                  AND lead.date_closed IS NOT NULL"""
        )
