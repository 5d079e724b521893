"""The part of the demo company that is too much for XML: two years of deals and their goals."""

import logging
import time

from odoo import api, models

_logger = logging.getLogger(__name__)

# No mails, no followers and no tracking: none of it is part of the demo, all of it costs time.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_automation_skip": True,
    "dont_notify": True,
    "no_mail_to_attendees": True,
}


class GoalDemo(models.AbstractModel):
    """Called by ``demo/load.xml`` and by nothing else. It has no table, and its name begins
    with an underscore, so that it can't be called over RPC."""

    _name = "goal.demo"
    _description = "Demo Data of Goals"

    @api.model
    def _load(self):
        """Fill the demo company; once filled it is left as it is."""
        from .activity import create_activity
        from .bonus import create_bonuses
        from .deals import create_deals
        from .goals import close_cycles, create_goals
        from .objectives import create_objectives
        from .plan import Plan

        company = self.env.ref("kpi_okr.demo_company")
        if self.env["goal.cycle"].search_count([("company_id", "=", company.id)], limit=1):
            return
        env = (
            self.with_company(company)
            .with_context(**QUIET, allowed_company_ids=company.ids, tz=company.goal_tz)
            .env
        )
        started = time.monotonic()
        self._set_passwords(company)
        self._speak_vietnamese()
        plan = Plan(company._goal_today(), company.goal_tz)
        deals = create_deals(env, plan)
        create_activity(env, plan, deals)
        create_goals(env, plan)
        create_objectives(env, plan)
        close_cycles(env, plan)
        create_bonuses(env, plan)
        _logger.info("Demo company filled in %.1f s", time.monotonic() - started)

    def _set_passwords(self, company):
        """Each one's password is the login. A hash is slow to make, on purpose; the quick one
        made here is replaced by Odoo when the person first logs in."""
        users = self.env["res.users"].search([("company_id", "=", company.id)])
        users -= self.env.ref("base.user_admin")
        context = users._crypt_context()
        context.update(pbkdf2_sha512__rounds=1000)
        for user in users:
            user._set_encrypted_password(user.id, context.hash(user.login))

    def _speak_vietnamese(self):
        """Two of the people use Odoo in Vietnamese, where that is installed."""
        if self.env["res.lang"]._get_data(code="vi_VN"):
            users = self.env.ref("kpi_okr.demo_user_sales2") | self.env.ref(
                "kpi_okr.demo_user_manager2"
            )
            users.lang = "vi_VN"
