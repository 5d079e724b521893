"""Goals follow deals: what is queued, what is refreshed, exact figures before and after."""

import json
from unittest.mock import patch

from odoo import fields
from odoo.tests import Form
from odoo.tools import mute_logger

from .okr_common import OkrCase


class LiveCase(OkrCase):
    """Nothing but the queue refreshes here: figures move by ``follow`` alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.march = cls.make_cycle("2025-03-01")
        cls.april = cls.make_cycle("2025-04-01")
        cls.revenue = cls.make_indicator("live_revenue", "records")
        cls.count = cls.make_indicator("live_count", "records", aggregate="count")
        cls.mean = cls.make_indicator("live_mean", "formula", formula="live_revenue / live_count")
        cls.leads = cls.make_indicator(
            "live_leads",
            "records",
            aggregate="count",
            domain="[]",
            date_field="create_date",
            owner_path="campaign_id.user_id",
            team_path=False,
        )
        cls.pipeline = cls.make_indicator(
            "live_pipeline",
            "records",
            value_field="prorated_revenue",
            domain="[('won_status', '=', 'pending')]",
            date_field="date_deadline",
        )
        cls.all = cls.revenue, cls.count, cls.mean, cls.pipeline

    def cards(self, *owners, cycle=None, indicators=None):
        return [
            self.make_scorecard(
                owner, cycle or self.march, [(i, 100) for i in indicators or self.all]
            )
            for owner in owners
        ]

    def actuals(self, card):
        """{code without prefix: actual} of a scorecard."""
        card.invalidate_recordset()
        card.line_ids.invalidate_recordset()
        return {line.indicator_id.code.removeprefix("live_"): line.actual for line in card.line_ids}

    def follow(self):
        """What the scheduled action does, and how many rows it worked off."""
        self.cr.flush()
        done = 0
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60):
            change = self.env["goal.change"]
            while rows := change._drain():
                done += rows
        self.env.invalidate_all()
        return done

    def queued(self):
        self.cr.flush()
        self.cr.execute("SELECT model_name, res_id, keys FROM goal_change ORDER BY id")
        return self.cr.fetchall()


class TestQueue(LiveCase):
    def setUp(self):
        super().setUp()
        self.cards(self.an)
        self.deal = self.make_deal(self.an, 100, "2025-03-05", status="open")
        self.follow()

    def test_old_and_new_state(self):
        self.deal.user_id = self.binh.user_id
        states = self.queued()
        self.assertEqual([row[:2] for row in states], [("crm.lead", self.deal.id)] * 2)
        users = {keys["user_id"] for _model, _id, keys in states}
        self.assertEqual(users, {self.an.user_id.id, self.binh.user_id.id})

    def test_the_first_state_of_a_transaction_is_kept(self):
        for person in (self.binh, self.chi, self.dung):
            self.deal.user_id = person.user_id
            self.env.flush_all()
        users = [keys["user_id"] for _model, _id, keys in self.queued()]
        self.assertEqual(sorted(users), sorted((self.an | self.dung).user_id.ids))

    def test_a_savepoint_that_is_rolled_back(self):
        self.deal.user_id = self.binh.user_id
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self.deal.user_id = self.chi.user_id
            self.env.flush_all()
            raise ZeroDivisionError
        self.deal.user_id = self.dung.user_id
        users = {keys["user_id"] for _model, _id, keys in self.queued()}
        self.assertLessEqual({self.an.user_id.id, self.dung.user_id.id}, users)
        self.assertNotIn(self.chi.user_id.id, users)

    def test_what_no_goal_looks_at_costs_nothing(self):
        def save(text):
            self.cr.flush()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.deal.write({"description": f"<p>{text}</p>", "priority": str(len(text))})
            self.cr.flush()
            return self.cr.sql_log_count - before

        save("a")
        with_hook = save("bb")
        self.assertEqual(self.queued(), [])
        with patch.object(type(self.env["goal.engine"]), "_note", lambda *a, **k: self.fail()):
            self.assertEqual(save("a"), with_hook)

    def test_queries_of_one_save(self):
        """A read, and an insert within a savepoint: four statements."""
        engine = type(self.env["goal.engine"])

        def save(amount):
            self.cr.flush()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.deal.write({"expected_revenue": amount})
            self.cr.flush()
            return self.cr.sql_log_count - before

        save(1)
        followed = save(2)
        with patch.object(engine, "_note", lambda *a, **k: None):
            alone = save(3)
        self.assertEqual(followed - alone, 4)

    def test_nothing_is_queued_without_goals(self):
        self.env["kpi.scorecard"].search([("state", "!=", "closed")]).unlink()
        self.cr.execute("UPDATE okr_objective SET state = 'closed'")
        self.deal.expected_revenue = 7
        self.assertEqual(self.queued(), [])

    def test_one_insert_for_a_thousand(self):
        deals = self.env["crm.lead"].create(
            [{"name": str(n), "user_id": self.an.user_id.id} for n in range(1000)]
        )
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.cr.precommit.run()
        self.assertLess(self.cr.sql_log_count - before, 30)
        self.assertEqual({row[1] for row in self.queued()}, set(deals.ids))

    def test_a_trigger_comes_with_it(self):
        cron = self.env.ref("kpi_okr.cron_live")
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.deal.priority = "3"
        self.cr.flush()
        self.assertFalse(triggers.search_count([("cron_id", "=", cron.id)]))
        self.deal.expected_revenue = 3
        self.cr.flush()
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), 1)

    def test_the_save_survives_whatever_goals_do(self):
        engine = type(self.env["goal.engine"])
        for method in ("_watched", "_states", "_queue"):
            with (
                patch.object(engine, method, side_effect=ZeroDivisionError),
                self.assertLogs("odoo.addons.kpi_okr.models.goal_live_mixin", "ERROR"),
            ):
                self.deal.expected_revenue += 1
                self.deal.copy().unlink()
                self.cr.flush()
        amount = self.deal.expected_revenue
        self.cr.execute("ALTER TABLE goal_change RENAME TO goal_change_away")
        with (
            self.assertLogs("odoo.addons.kpi_okr.models.goal_live_mixin", "ERROR"),
            mute_logger("odoo.sql_db"),
        ):
            self.deal.expected_revenue = amount + 1
            self.cr.flush()
        self.cr.execute("ALTER TABLE goal_change_away RENAME TO goal_change")
        self.deal.invalidate_recordset()
        self.assertEqual(self.deal.expected_revenue, amount + 1)

    def test_a_field_that_an_indicator_begins_to_read_is_watched(self):
        self.deal.color = 3
        self.assertEqual(self.queued(), [])
        self.make_indicator("live_color", "records", domain="[('color', '=', 4)]")
        self.deal.color = 4
        self.assertTrue(self.queued())

    def test_relations_without_column(self):
        tag = self.env["crm.tag"].create({"name": "Fair"})
        self.make_indicator("live_tag", "records", domain=f"[('tag_ids', 'in', {tag.ids})]")
        self.deal.tag_ids = tag
        self.assertTrue(self.queued())


class TestFollow(LiveCase):
    def test_every_owner_concerned(self):
        """A deal of 60 won in March: the salesperson, the team, the department, that above it,
        the company; nobody else, no other month."""
        owners = self.an, self.team_north, self.dept_north, self.dept_sales, self.company
        others = self.binh, self.team_south, self.dept_south, self.dept_marketing
        cards = self.cards(*owners)
        untouched = self.cards(*others) + self.cards(self.an, cycle=self.april)
        self.follow()
        deal = self.make_deal(self.an, 60, "2025-03-31 23:30", status="won")
        self.assertTrue(self.follow())
        for card in cards:
            self.assertEqual(
                self.actuals(card), {"revenue": 60, "count": 1, "mean": 60, "pipeline": 0}, card
            )
        for card in untouched:
            self.assertEqual(
                self.actuals(card), {"revenue": 0, "count": 0, "mean": None, "pipeline": 0}
            )
        deal.expected_revenue = 90
        self.follow()
        self.assertEqual({self.actuals(card)["mean"] for card in cards}, {90})

    def test_only_what_is_concerned_is_measured(self):
        cards = self.cards(self.an, self.binh)
        quarter = self.make_cycle("2025-01-01", cycle_type="quarter")
        cards += self.cards(self.an, cycle=quarter) + self.cards(self.an, cycle=self.april)
        self.follow()
        self.make_deal(self.an, 60, "2025-03-05")
        self.cr.flush()
        engine = self.env["goal.engine"]
        with patch.object(type(engine), "_refresh", autospec=True) as refresh:
            self.follow()
        (call,) = refresh.call_args_list
        wanted = cards[0].line_ids | cards[2].line_ids
        wanted = wanted.filtered(lambda line: line.indicator_id != self.pipeline)
        self.assertEqual(call.kwargs["line_ids"], set(wanted.ids))

    def test_won_lost_reopened(self):
        (card,) = self.cards(self.an)
        deal = self.make_deal(self.an, 80, "2025-03-20", status="open")
        self.follow()
        self.assertEqual(self.actuals(card)["pipeline"], 40)
        with patch.object(
            fields.Datetime, "now", lambda *a: fields.Datetime.to_datetime("2025-03-21")
        ):
            deal.action_set_won()
        self.follow()
        self.assertEqual(self.actuals(card), {"revenue": 80, "count": 1, "mean": 80, "pipeline": 0})
        with patch.object(
            fields.Datetime, "now", lambda *a: fields.Datetime.to_datetime("2025-03-22")
        ):
            deal.stage_id = self.stage_new
            deal.action_set_lost()
        self.follow()
        self.assertEqual(
            self.actuals(card), {"revenue": 0, "count": 0, "mean": None, "pipeline": 0}
        )
        deal.action_unarchive()
        deal.write({"stage_id": self.stage_new.id, "probability": 25})
        self.follow()
        self.assertEqual(self.actuals(card)["pipeline"], 20)

    def test_reassigned_moved_and_deleted(self):
        an, binh, dung = self.cards(self.an, self.binh, self.dung)
        north, south = self.cards(self.team_north, self.team_south)
        deals = [self.make_deal(self.an, amount, "2025-03-10") for amount in (10, 20, 40)]
        self.follow()
        self.assertEqual(self.actuals(an)["revenue"], 70)
        deals[0].user_id = self.binh.user_id
        deals[1].write({"user_id": self.dung.user_id.id, "team_id": self.team_south.id})
        self.follow()
        self.assertEqual(
            [self.actuals(card)["revenue"] for card in (an, binh, dung, north, south)],
            [40, 10, 20, 50, 20],
        )
        deals[2].date_closed = self.utc("2025-04-01 00:10")
        deals[0].unlink()
        self.follow()
        self.assertEqual(
            [self.actuals(card)["revenue"] for card in (an, binh, dung, north, south)],
            [0, 0, 20, 0, 20],
        )
        deals[1].write({"company_id": self.other_company.id, "user_id": False, "team_id": False})
        self.follow()
        self.assertEqual([self.actuals(card)["revenue"] for card in (dung, south)], [0, 0])

    def test_a_path_over_a_campaign(self):
        (card,) = self.cards(self.marketer, indicators=[self.leads])
        (other,) = self.cards(self.marketing_manager, indicators=[self.leads])
        spring, autumn = self.env["utm.campaign"].create(
            [
                {"title": name, "user_id": person.user_id.id}
                for name, person in (("Spring", self.marketer), ("Autumn", self.marketing_manager))
            ]
        )
        deal = self.make_deal(self.an, 10, "2025-03-10", status="open", campaign_id=spring.id)
        self.cr.execute("UPDATE crm_lead SET create_date = '2025-03-04' WHERE id = %s", [deal.id])
        self.follow()
        self.assertEqual(self.actuals(card), {"leads": 1})
        deal.campaign_id = autumn
        self.follow()
        self.assertEqual([self.actuals(c)["leads"] for c in (card, other)], [0, 1])

    def test_new_customers_follow_the_customer(self):
        """An's first win is moved away: Binh's, later, becomes the first of that customer."""
        new = self.env.ref("kpi_okr.indicator_new_customers")
        (an,) = self.cards(self.an, indicators=[new])
        (binh,) = self.cards(self.binh, cycle=self.april, indicators=[new])
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        person = self.env["res.partner"].create({"name": "Buyer", "parent_id": firm.id})
        first = self.make_deal(self.an, 10, "2025-03-10", partner_id=firm.id)
        self.make_deal(self.binh, 10, "2025-04-10", partner_id=person.id)
        self.follow()
        self.assertEqual([c.line_ids.actual for c in (an, binh)], [1, 0])
        first.unlink()
        self.follow()
        self.assertEqual([c.line_ids.actual for c in (an, binh)], [0, 1])

    def test_key_results(self):
        company = self.make_objective(self.company, self.cycle, include_children=True)
        objective = self.make_objective(
            self.an,
            self.cycle,
            [
                {"source": "indicator", "indicator_id": self.revenue.id, "target": 100},
                {"source": "deals", "target": 200},
            ],
            parent_id=company.id,
        )
        counted, linked = objective.key_result_ids
        deal = self.make_deal(self.an, 40, "2025-05-10", status="open")
        linked.lead_ids = deal
        self.follow()
        self.assertEqual((counted.current, linked.current), (0, 0))
        deal.write({"stage_id": self.stage_won.id, "probability": 100})
        deal.date_closed = self.utc("2025-05-11")
        self.follow()
        self.assertEqual((counted.current, linked.current), (40, 40))
        self.assertAlmostEqual(objective.progress, 0.30000000000000004)
        self.assertAlmostEqual(company.progress, 0.3)
        deal.unlink()
        self.follow()
        self.assertEqual((counted.current, linked.current, company.progress), (0, 0, 0))

    def test_merge(self):
        """The deal that stays brings the links of the others along; what goes counts no more."""
        (card,) = self.cards(self.an)
        objective = self.make_objective(
            self.an,
            self.cycle,
            [{"source": "deals", "target": 100}, {"source": "deals", "target": 10}],
        )
        deals = self.env["crm.lead"].union(
            *(
                self.make_deal(self.an, amount, "2025-03-10", status="open", probability=chance)
                for amount, chance in ((30, 90), (50, 10))
            )
        )
        for key_result, deal in zip(objective.key_result_ids, deals, strict=True):
            key_result.lead_ids = deal
        self.follow()
        self.assertEqual(self.actuals(card)["pipeline"], 32.0)
        kept = deals.merge_opportunity(auto_unlink=True)
        self.assertEqual(objective.key_result_ids.lead_ids, kept)
        self.follow()
        self.assertEqual(self.actuals(card)["pipeline"], kept.prorated_revenue)
        kept.stage_id = self.stage_won
        kept.date_closed = self.utc("2025-03-11")
        self.follow()
        self.assertEqual(self.actuals(card), {"revenue": 30, "count": 1, "mean": 30, "pipeline": 0})
        self.assertEqual(objective.key_result_ids.mapped("current"), [30, 30])

    def test_import_of_ten_thousand(self):
        people = self.an, self.binh, self.chi
        cards = self.cards(*people, self.team_north)
        self.follow()
        columns = ["name", "type", "user_id/id", "team_id/.id", "expected_revenue", "probability"]
        columns += ["stage_id/.id", "company_id/.id", "date_closed"]
        names = {}
        for person in people:
            name = f"live.{person.user_id.login}"
            self.env["ir.model.data"].create(
                {
                    "module": "live",
                    "name": person.user_id.login,
                    "model": "res.users",
                    "res_id": person.user_id.id,
                }
            )
            names[person] = name
        rows = [
            [
                f"Imported {n}",
                "opportunity",
                names[people[n % 3]],
                self.team_north.id,
                n % 7,
                100,
                self.stage_won.id,
                self.company.id,
                "2025-03-12 05:00:00",
            ]
            for n in range(10000)
        ]
        result = self.env["crm.lead"].with_context(tracking_disable=True).load(columns, rows)
        self.assertEqual(len(result["ids"] or ()), 10000, result["messages"])
        self.follow()
        sums = [sum(n % 7 for n in range(k, 10000, 3)) for k in range(3)]
        found = [self.actuals(card) for card in cards]
        self.assertEqual([f["revenue"] for f in found], [*sums, sum(sums)])
        self.assertEqual([f["count"] for f in found], [3334, 3333, 3333, 10000])

    def test_closed_cycles_stay(self):
        (card,) = self.cards(self.an)
        deal = self.make_deal(self.an, 10, "2025-03-10")
        self.follow()
        self.march.action_close()
        deal.expected_revenue = 99
        self.follow()
        self.assertEqual(self.actuals(card)["revenue"], 10)

    def test_through_the_form(self):
        (card,) = self.cards(self.an)
        deal = self.make_deal(self.an, 10, "2025-03-10", status="open")
        self.follow()
        with Form(self.as_user(deal, self.an)) as form:
            form.expected_revenue = 70
        self.follow()
        self.assertEqual(self.actuals(card)["pipeline"], 35)

    def test_pushed(self):
        (card,) = self.cards(self.an, indicators=[self.revenue])
        self.follow()
        self.cr.precommit.data.pop("bus.bus.values", None)
        self.make_deal(self.an, 100, "2025-03-10")
        self.cr.flush()
        sent = []
        bus = type(self.env["bus.bus"])
        with patch.object(
            bus, "_sendone", lambda _self, to, kind, message: sent.append((to, message))
        ):
            self.follow()
        sent = [(to, m) for to, m in sent if to._name == "kpi.scorecard"]
        self.assertEqual(
            sent,
            [(card, {"model": "kpi.scorecard", "ids": card.ids, "reached": card.line_ids.ids})],
        )
        self.assertNotIn("100", json.dumps(sent[0][1]).replace(str(card.id), ""))

    def test_a_batch_that_breaks_is_made_up_for(self):
        (card,) = self.cards(self.an)
        cron = self.env.ref("kpi_okr.cron_refresh")
        self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)]).unlink()
        self.make_deal(self.an, 10, "2025-03-10")
        self.cr.flush()
        engine = type(self.env["goal.engine"])
        with (
            patch.object(engine, "_drain_changes", side_effect=ZeroDivisionError),
            self.assertLogs("odoo.addons.kpi_okr.models.goal_change", "ERROR"),
        ):
            self.follow()
        self.assertEqual(self.queued(), [])
        self.assertTrue(self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)]))
        self.env["goal.engine"]._refresh(card.ids, complete=False)
        self.assertEqual(self.actuals(card)["revenue"], 10)
