"""Calls, meetings and e-mails about the deals of the demo company."""

from datetime import timedelta
from random import Random

from odoo import models
from odoo.tools import SQL

from .plan import DEAD_LEAD, LEAD, OLDEST, SELLERS


def create_activity(env, plan, deals):
    """``deals`` is [(Deal, crm.lead)] as ``create_deals`` gives it."""
    per_seller = {seller.login: [] for seller in SELLERS}
    for deal, lead in deals:
        if deal.outcome not in (LEAD, DEAD_LEAD):
            per_seller[deal.seller].append((deal, lead))
    comment = env.ref("mail.mt_comment").id
    messages, meetings = [], []
    for seller in SELLERS:
        user = env.ref(f"kpi_okr.demo_user_{seller.login}")
        messages += _calls(env, plan, seller, user, per_seller[seller.login])
        for deal, lead in per_seller[seller.login]:
            messages += _mails(plan, seller, user, deal, lead, comment)
            meetings += [(lead, vals) for vals in _meetings(plan, user, deal, lead)]
    _store_messages(env, messages)
    events = env["calendar.event"].create([vals for _lead, vals in meetings])
    for event, (lead, _vals) in zip(events, meetings, strict=True):
        # Set now, since a meeting created with its deal is posted there with today's date.
        models.BaseModel.write(event, {"opportunity_id": lead.id})


def _calls(env, plan, seller, user, deals):
    """Done calls, as the chatter keeps them: on a deal that was open on the day."""
    call = env.ref("mail.mail_activity_data_call").id
    subtype = env.ref("mail.mt_activities").id
    rng = Random(f"calls {seller.login}")
    for offset in range(max(OLDEST, seller.first), 1):
        for day in plan.working_days(offset):
            running = [
                lead
                for deal, lead in deals
                if deal.created.date() <= day and (not deal.closed or day <= deal.closed.date())
            ]

            # A day brings from none to twice the usual number.
            for _ in range(round(seller.calls * 2 * rng.random())):
                moment = plan.moment(rng, day)
                choice = rng.random()
                if not running or moment >= plan.now:
                    continue
                lead = running[int(choice * len(running))]
                yield (
                    _message(plan, lead, user.partner_id, moment, "Call done", subtype)
                    | {
                        "message_type": "notification",
                        "mail_activity_type_id": call,
                        "is_internal": True,
                    }
                )


def _mails(plan, seller, user, deal, lead, subtype):
    """E-mails of the customer, most of them answered."""
    rng = Random(f"mails {seller.login} {deal.created}")
    end = min(deal.closed or plan.now, plan.now)
    days = (end - deal.created).days
    for _ in range(rng.choice((0, 1, 1, 2))):
        moment = plan.moment(rng, (deal.created + timedelta(days=rng.randint(0, days))).date())
        answered = moment + timedelta(hours=seller.hours * rng.uniform(0.2, 1.8))
        replies = rng.random() < seller.answers
        if not deal.created < moment < end:
            continue
        text = "A question about your offer"
        yield (
            _message(plan, lead, lead.partner_id, moment, text, subtype) | {"message_type": "email"}
        )
        if replies and answered < plan.now:
            yield _message(plan, lead, user.partner_id, answered, "Here is our answer.", subtype)


def _meetings(plan, user, deal, lead):
    """One meeting for about half of the deals; open ones may have it ahead."""
    rng = Random(f"meeting {deal.seller} {deal.created}")
    end = deal.closed or plan.now + timedelta(days=10)
    day = deal.created + (end - deal.created) * rng.random()
    if rng.random() < 0.5:
        return
    while day.weekday() > 4:
        day -= timedelta(days=1)
    start = plan.utc(day.replace(hour=rng.randint(9, 15), minute=0, second=0, microsecond=0))
    yield {
        "name": f"Meeting: {lead.partner_id.name}",
        "start": start,
        "stop": start + timedelta(hours=1),
        "user_id": user.id,
        "partner_ids": [(6, 0, (user.partner_id | lead.partner_id).ids)],
    }


def _message(plan, lead, author, moment, text, subtype):
    """The columns of a message, of a comment unless said otherwise."""
    sent = plan.utc(moment)
    return {
        "model": "crm.lead",
        "res_id": lead.id,
        "author_id": author.id,
        "email_from": author.email_formatted,
        "reply_to": author.email_formatted,
        "date": sent,
        "create_date": sent,
        "write_date": sent,
        "body": f"<p>{text}</p>",
        "message_type": "comment",
        "subtype_id": subtype,
        "mail_activity_type_id": None,
        "is_internal": False,
    }


def _store_messages(env, messages):
    """Ten thousand messages of the past straight into the table: to post one takes the mail
    app as long as to insert fifty, and nobody is to be told of these."""
    columns = SQL(", ").join(map(SQL.identifier, messages[0]))
    env.flush_all()
    env.cr.execute_values(
        env.cr.mogrify(
            SQL("INSERT INTO mail_message (%s, message_id) VALUES %%s", columns)
        ).decode(),
        [
            (*message.values(), f"<{number}-{message['res_id']}@example.com>")
            for number, message in enumerate(messages)
        ],
        page_size=1000,
    )
    env["mail.message"].invalidate_model()
