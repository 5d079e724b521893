from odoo import fields, models
from odoo.tools import SQL


class KpiCustomerEmail(models.Model):
    """One row per e-mail that a customer sent about a lead or deal, with its first answer.

    An answer is the next message to the customer, on the same record, by a user of the company;
    internal notes are none. No text is shown, only times.
    """

    _name = "kpi.customer.email"
    _description = "Customer E-mail"
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    received_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    is_answered = fields.Boolean(string="Answered", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT mail.id, lead.id AS lead_id, lead.company_id, lead.user_id, lead.team_id,
                      mail.date AS received_at, answer.date AS answered_at,
                      answer.date IS NOT NULL AS is_answered
                 FROM mail_message mail
                 JOIN crm_lead lead ON lead.id = mail.res_id
                 LEFT JOIN LATERAL (
                     SELECT reply.date
                       FROM mail_message reply
                       JOIN res_users author
                         ON author.partner_id = reply.author_id AND author.share IS NOT TRUE
                       JOIN mail_message_subtype subtype
                         ON subtype.id = reply.subtype_id AND subtype.internal IS NOT TRUE
                      WHERE reply.model = 'crm.lead'
                        AND reply.res_id = mail.res_id
                        AND reply.message_type IN ('comment', 'email_outgoing')
                        AND reply.is_internal IS NOT TRUE
                        AND (reply.date, reply.id) > (mail.date, mail.id)
                      ORDER BY reply.date, reply.id
                      LIMIT 1
                 ) answer ON TRUE
                WHERE mail.model = 'crm.lead'
                  AND mail.message_type = 'email'
                  AND NOT EXISTS (
                      SELECT FROM res_users colleague
                       WHERE colleague.partner_id = mail.author_id
                         AND colleague.share IS NOT TRUE
                  )"""
        )
