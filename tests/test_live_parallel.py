"""Real transactions side by side: nobody who wins a deal hears of goals, and no sum is lost."""

import os
import subprocess
import threading
from contextlib import closing, suppress
from unittest import skipUnless
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tests import BaseCase, tagged
from odoo.tools import config, mute_logger

SELLERS, DEALS, AMOUNT = 20, 3, 1000.0
TOOL = os.environ.get("KPI_OKR_DATABASE")


@tagged("post_install", "-at_install")
@skipUnless(TOOL, "allowed: only `make test` prepares the databases to copy")
class TestParallel(BaseCase):
    """In a database of its own, since what is committed here can't be rolled back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = f"{os.environ['KPI_OKR_SCRATCH']}parallel"
        cls.addClassCleanup(subprocess.run, [TOOL, "drop", cls.database], check=True)
        subprocess.run([TOOL, "copy", os.environ["KPI_OKR_INSTALLED"], cls.database], check=True)
        with patch.dict(config.options.maps[0], test_enable=False):
            cls.registry = Registry(cls.database)
        cls.addClassCleanup(close_db, cls.database)
        cls.addClassCleanup(Registry.delete, cls.database)
        with cls.registry.cursor() as cr:
            cls._set_up_company(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))

    @classmethod
    def _set_up_company(cls, env):
        env["ir.config_parameter"].set_param("crm.pls_start_date", "2999-01-01")
        env["ir.cron"].search([]).active = False
        env.ref("kpi_okr.cron_live").active = True
        company = env["res.company"].create({"name": "Parallel", "goal_tz": "UTC"})
        env = env(context={**env.context, "allowed_company_ids": company.ids})
        users = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"Seller {n}",
                        "login": f"parallel_{n}",
                        "company_id": company.id,
                        "company_ids": [(6, 0, company.ids)],
                        "group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)],
                    }
                    for n in range(SELLERS)
                ]
            )
        )
        employees = env["hr.employee"].create(
            [{"name": u.name, "user_id": u.id, "company_id": company.id} for u in users]
        )
        team = env["crm.team"].create(
            {"name": "All", "company_id": company.id, "member_ids": [(6, 0, users.ids)]}
        )
        today = fields.Date.today()
        cycle = env["goal.cycle"].create(
            {
                "name": "Now",
                "cycle_type": "month",
                "company_id": company.id,
                "date_start": today.replace(day=1),
                "date_end": fields.Date.end_of(today, "month"),
            }
        )
        cycle.action_open()
        indicators = env.ref("kpi_okr.indicator_revenue_won") | env.ref(
            "kpi_okr.indicator_deals_won"
        )
        lines = [(0, 0, {"indicator_id": i.id, "target": 5000}) for i in indicators]
        owners = [{"owner_type": "employee", "employee_id": e.id} for e in employees]
        owners.append({"owner_type": "team", "team_id": team.id})
        cards = env["kpi.scorecard"].create(
            [
                o | {"cycle_id": cycle.id, "company_id": company.id, "line_ids": lines}
                for o in owners
            ]
        )
        deals = env["crm.lead"].create(
            [
                {
                    "name": f"Deal {n}",
                    "type": "opportunity",
                    "user_id": user.id,
                    "team_id": team.id,
                    "company_id": company.id,
                    "expected_revenue": AMOUNT,
                }
                for user in users
                for n in range(DEALS)
            ]
        )
        cls.won_id = env["crm.stage"].search([("is_won", "=", True)], limit=1).id
        cls.new_id = env["crm.stage"].search([("is_won", "=", False)], limit=1).id
        cls.card_ids = cards.ids
        cls.user_ids = users.ids
        cls.deal_ids = deals.ids
        cls.company_id = company.id

    def env_of(self, cr, user_id=SUPERUSER_ID):
        return api.Environment(cr, user_id, {"allowed_company_ids": [self.company_id]})

    def in_parallel(self, *jobs):
        """Run jobs in threads that begin together; what they raised, Odoo's log kept out."""
        barrier, raised = threading.Barrier(len(jobs)), []

        def run(job):
            try:
                barrier.wait(60)
                job()
            except Exception as error:
                raised.append(error)

        threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        self.assertFalse([thread for thread in threads if thread.is_alive()])
        return raised

    def win(self, number, stage_id):
        """A seller saves each of the own deals as the web client does, each its own request."""
        own = self.deal_ids[number * DEALS : (number + 1) * DEALS]
        for deal_id in own:
            with closing(self.registry.cursor()) as cr:
                deal = self.env_of(cr, self.user_ids[number])["crm.lead"].browse(deal_id)
                deal.web_save({"stage_id": stage_id}, {"display_name": {}})
                cr.commit()  # pylint: disable=invalid-commit

    def drain(self):
        with closing(self.registry.cursor()) as cr:
            self.env_of(cr)["goal.change"]._cron_live()

    def figures(self):
        """[(revenue, deals)] of the sellers, then of the team; and what is left in the queue."""
        with closing(self.registry.cursor()) as cr:
            env = self.env_of(cr)
            cards = env["kpi.scorecard"].browse(self.card_ids)
            left = env["goal.change"].search_count([])
            return [tuple(card.line_ids.mapped("actual")) for card in cards], left

    def assert_figures(self, revenue, count):
        found, left = self.figures()
        team = revenue * SELLERS, count * SELLERS
        self.assertEqual(found, [(revenue, count)] * SELLERS + [team])
        self.assertEqual(left, 0)

    def test_twenty_win_at_once_while_two_refresh(self):
        for stage_id, revenue, count in (
            (self.won_id, DEALS * AMOUNT, DEALS),
            (self.new_id, 0, 0),
            (self.won_id, DEALS * AMOUNT, DEALS),
        ):
            sellers = [lambda n=n, stage_id=stage_id: self.win(n, stage_id) for n in range(SELLERS)]
            raised = self.in_parallel(*sellers, *[self.drain_for_a_while] * 2)
            self.assertEqual(raised, [])
            self.drain()
            self.assert_figures(revenue, count)

    def drain_for_a_while(self):
        for _time in range(5):
            self.drain()
            threading.Event().wait(0.02)

    def test_somebody_asks_for_a_refresh_meanwhile(self):
        """The one who asks may have to try again, as Odoo does by itself; no salesperson has."""

        def ask():
            with closing(self.registry.cursor()) as cr:
                self.env_of(cr)["kpi.scorecard"].browse(self.card_ids).action_refresh()
                cr.commit()  # pylint: disable=invalid-commit

        sellers = [lambda n=n: self.win(n, self.won_id) for n in range(SELLERS)]
        raised = self.in_parallel(*sellers, self.drain_for_a_while, ask, ask)
        self.assertFalse(
            [e for e in raised if not isinstance(e, psycopg2.errors.SerializationFailure)]
        )
        self.assertLessEqual(len(raised), 2)
        self.drain()
        self.assert_figures(DEALS * AMOUNT, DEALS)

    def test_a_refresher_that_is_killed(self):
        for number in range(SELLERS):
            self.win(number, self.new_id)
        self.drain()
        self.assert_figures(0, 0)
        self.win(0, self.won_id)
        _figures, queued = self.figures()
        self.assertGreaterEqual(queued, DEALS)
        cr = self.registry.cursor()
        env = self.env_of(cr)
        env["goal.engine"]._lock_refreshers()
        self.assertEqual(env["goal.engine"]._drain_changes(1000), queued)
        card = env["kpi.scorecard"].browse(self.card_ids[0])
        self.assertEqual(card.line_ids.mapped("actual"), [DEALS * AMOUNT, DEALS])
        with closing(self.registry.cursor()) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [cr._cnx.info.backend_pid])
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            cr.execute("SELECT 1")
            cr.commit()  # pylint: disable=invalid-commit
        with mute_logger("odoo.sql_db"), suppress(psycopg2.Error):
            cr.close()
        found, left = self.figures()
        self.assertEqual((found[0], left), ((0, 0), queued))
        self.drain()
        found, left = self.figures()
        self.assertEqual((found[0], found[-1], left), ((3000, 3), (3000, 3), 0))
