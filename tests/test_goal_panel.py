"""The goals beside a deal: what the panel answers, to whom, and at what cost."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common_http import GoalHttpCase
from .okr_common import OkrFactories
from .test_preview import PreviewCase


class PanelCase(OkrFactories, PreviewCase):
    """An has a card of three KPIs in the running month, team North one of two; An's objective of
    the quarter counts linked deals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue, cls.win_rate, cls.calls = (
            cls.env.ref(f"kpi_okr.indicator_{code}")
            for code in ("revenue_won", "win_rate", "calls_made")
        )
        cls.card = cls.make_scorecard(
            cls.an, cls.cycle, [(cls.revenue, 500), (cls.win_rate, 0.8), (cls.calls, 10)]
        )
        cls.team_card = cls.make_scorecard(
            cls.team_north, cls.cycle, [(cls.revenue, 1000), (cls.calls, 10)]
        )
        cls.quarter = cls.make_cycle(
            fields.Date.start_of(cls.today, "quarter"), cycle_type="quarter"
        )
        cls.objective = cls.make_objective(
            cls.an, cls.quarter, [{"source": "deals", "target": 1000, "name": "Lighthouses"}]
        )
        cls.key_result = cls.objective.key_result_ids
        cls.deal = cls.make_deal(cls.an, 190, cls.today, "open", probability=25)

    def panel(self, user=None, deal=None):
        return self.as_user(deal or self.deal, user or self.an).goal_panel()

    def row(self, panel, name, owner=None, part="rows"):
        owner = (owner or self.an).name
        rows = [row for row in panel[part] if row["name"] == name if row["owner"] == owner]
        self.assertEqual(len(rows), 1, f"{name} of {owner} in {part}")
        return rows[0]

    @staticmethod
    def names(panel, part="rows"):
        return {(row["owner"], row["name"]) for row in panel[part]}


class TestGoalPanel(PanelCase):
    def test_open_deal(self):
        """120 of 500 so far; 190 more closes half of the gap of 380; at 25 % it is 47.5 more."""
        panel = self.panel()
        self.assertEqual((panel["state"], panel["now"]), ("open", True))
        self.assertEqual(panel["probability"], 0.25)
        row = self.row(panel, "Revenue won")
        self.assertEqual((row["actual"], row["target"], row["remaining"]), (120, 500, 380))
        self.assertAlmostEqual(row["attainment"], 0.24)
        won = row["if_won"]
        self.assertEqual((won["actual"], won["remaining"], won["gap_closed"]), (310, 190, 0.5))
        self.assertAlmostEqual(won["attainment"], 0.62)
        self.assertAlmostEqual(row["expected_figure"]["actual"], 167.5)
        self.assertAlmostEqual(row["expected_figure"]["attainment"], 0.335)
        rate = self.row(panel, "Win rate")
        self.assertAlmostEqual(rate["actual"], 0.6666666666666666)
        self.assertAlmostEqual(rate["if_won"]["actual"], 0.75)
        team = self.row(panel, "Revenue won", self.team_north)
        self.assertEqual((team["actual"], team["if_won"]["actual"]), (140, 330))
        self.assertEqual(
            self.names(panel, "others"),
            {(self.an.name, "Calls made"), (self.team_north.name, "Calls made")},
        )
        self.assertEqual(self.names(panel, "links"), {(self.an.name, "Lighthouses")})
        self.assertEqual(panel["rows"][0]["name"], "Win rate")
        self.assertEqual(panel["rows"][-1]["owner"], self.team_north.name)

    def test_what_is_stored_comes_true(self):
        panel = self.panel()
        self.deal.action_set_won()
        self.env["goal.engine"]._refresh_cards(self.card | self.team_card)
        for row in panel["rows"]:
            line = self.env["kpi.scorecard.line"].browse(row["id"])
            for name in ("actual", "attainment", "status", "remaining"):
                self.assertEqual(row["if_won"][name], line[name], f"{row['name']}: {name}")

    def test_won_and_lost(self):
        """Won 190: 120 without it. The lost one made 2 of 2 a 2 of 3."""
        self.deal.action_set_won()
        panel = self.panel()
        self.assertEqual(panel["state"], "won")
        row = self.row(panel, "Revenue won")
        self.assertEqual((row["actual"], row["without"]["actual"], row["gave"]), (310, 120, 190))
        self.assertNotIn("if_won", row)
        lost = self.env["crm.lead"].search(
            [
                ("won_status", "=", "lost"),
                ("user_id", "=", self.an.user_id.id),
                ("active", "=", False),
            ]
        )
        panel = self.panel(deal=lost)
        self.assertEqual(panel["state"], "lost")
        rate = self.row(panel, "Win rate")
        self.assertAlmostEqual(rate["actual"], 0.75)
        self.assertEqual(rate["without"]["actual"], 1.0)
        self.assertNotIn((self.an.name, "Revenue won"), self.names(panel))

    def test_lead(self):
        lead = self.make_deal(self.an, 40, status="lead")
        panel = self.panel(deal=lead)
        self.assertEqual(panel["state"], "lead")
        self.assertEqual(self.row(panel, "Revenue won")["if_won"]["actual"], 160)

    def test_cycle_of_the_expected_day(self):
        """Expected next month: the goals of that month, and closed on that day."""
        day = fields.Date.add(self.cycle.date_end, days=3)
        following = self.make_cycle(fields.Date.add(self.cycle.date_end, days=1))
        self.make_scorecard(self.an, following, [(self.revenue, 400)])
        self.deal.date_deadline = day
        panel = self.panel()
        self.assertEqual(panel["day"], fields.Date.to_string(day))
        self.assertFalse(panel["now"])
        row = self.row(panel, "Revenue won")
        self.assertEqual(row["cycle"], following.name)
        self.assertEqual((row["actual"], row["if_won"]["actual"]), (0, 190))
        self.deal.date_deadline = fields.Date.add(self.cycle.date_start, days=-1)
        self.assertEqual(self.panel()["day"], fields.Date.to_string(self.today))

    def test_closed_cycle_is_frozen(self):
        """A deal won in a cycle that is closed: what is frozen is shown, and what it gave."""
        before = self.make_cycle(fields.Date.add(self.cycle.date_start, months=-1))
        card = self.make_scorecard(self.an, before, [(self.revenue, 100)])
        deal = self.make_deal(self.an, 60, before.date_start)
        before.action_close()
        self.make_deal(self.an, 7, before.date_start)
        row = self.row(self.panel(deal=deal), "Revenue won")
        self.assertTrue(row["closed"])
        self.assertEqual((row["actual"], row["gave"]), (60, 60))
        self.assertEqual(card.line_ids.actual, 60)

    def test_linking(self):
        self.as_user(self.deal, self.an).goal_link(self.key_result.id)
        self.assertEqual(self.key_result.lead_ids, self.deal)
        panel = self.panel()
        row = self.row(panel, "Lighthouses")
        self.assertTrue(row["linked"] and row["may_link"])
        self.assertEqual((row["actual"], row["if_won"]["actual"]), (0, 190))
        self.assertEqual(row["if_won"]["gap_closed"], 0.19)
        self.assertEqual(panel["links"], [])
        self.assertEqual(self.key_result.open_amount, 190)
        self.assertEqual(self.key_result.weighted_amount, 47.5)
        self.deal.action_set_won()
        self.assertEqual(self.row(self.panel(), "Lighthouses")["gave"], 190)
        self.assertEqual(self.as_user(self.key_result, self.an).won_amount, 190)
        self.assertEqual(self.key_result.open_amount, 0)
        self.as_user(self.deal, self.an).goal_unlink(self.key_result.id)
        self.assertFalse(self.key_result.lead_ids)

    def test_linking_asks_for_rights(self):
        team_objective = self.make_objective(
            self.team_north, self.quarter, [{"source": "deals", "target": 9, "name": "Team's"}]
        )
        of_team = team_objective.key_result_ids
        deal = self.as_user(self.deal, self.an)
        self.assertNotIn((self.team_north.name, "Team's"), self.names(deal.goal_panel(), "links"))
        for method in (deal.goal_link, deal.goal_unlink):
            with self.assertRaises(AccessError):
                method(of_team.id)
        of_binh = self.make_deal(self.binh, 10, self.today, "open")
        with self.assertRaises(AccessError):
            self.as_user(of_binh, self.an).goal_link(self.key_result.id)
        manual = self.make_key_result(self.objective)
        with self.assertRaises(UserError):
            deal.goal_link(manual.id)
        self.as_user(self.deal, self.north_manager).goal_link(of_team.id)
        self.assertFalse(self.row(deal.goal_panel(), "Team's", self.team_north)["may_link"])

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        return self.cr.sql_log_count - before

    def test_queries(self):
        """20 goals cost what 1 costs; so do 20 in the strip."""
        card = self.make_scorecard(self.binh, self.cycle, [(self.revenue, 10)])
        deal = self.make_deal(self.binh, 30, self.today, "open")
        deals = [
            self.make_indicator(f"more_{number}", "records", aggregate=aggregate)
            for number, aggregate in enumerate(("sum", "avg", "max", "sum") * 5)
        ]
        strip = self.as_user(self.env["crm.lead"], self.binh).goal_strip

        def read():
            return self.panel(self.binh, deal), strip()

        def costs():
            read()
            return self.queries(lambda: self.panel(self.binh, deal)), self.queries(strip)

        costs()
        few = costs()
        card.line_ids = [Command.create({"indicator_id": i.id, "target": 5}) for i in deals]
        panel, (shown,) = read()
        own = [row for row in panel["rows"] if row["owner"] == self.binh.name]
        self.assertEqual((len(own), len(shown["goals"])), (21, 21))
        self.assertEqual(costs(), few)


class TestGoalPanelAccess(PanelCase, GoalHttpCase):
    """Over RPC, as each role: nobody reads through a deal what the rules hide."""

    def panel_over_rpc(self, user, deal):
        return self.json2(user, "crm.lead", "goal_panel", deal.ids)

    def test_roles(self):
        self.objective.visibility = "private"
        own = {(self.an.name, "Revenue won"), (self.an.name, "Win rate")}
        team = {(self.team_north.name, "Revenue won")}
        for user, expected in (
            (self.an, own | team),
            (self.north_manager, own | team),
            (self.director, own | team),
            (self.goals_admin, own | team),
            (self.south_manager, set()),
        ):
            status, answer = self.panel_over_rpc(user, self.deal)
            self.assertEqual(status, 200, user.name)
            self.assertEqual(self.names(answer), expected, user.name)
            seen = {
                name
                for part in ("rows", "others", "links")
                for name, _goal in self.names(answer, part)
            }
            allowed = {self.an.name, self.team_north.name} if expected else set()
            self.assertEqual(seen, allowed, user.name)

    def test_colleague(self):
        """A deal without owner is open to the whole team, An's goals are not."""
        open_deal = self.make_deal(None, 10, self.today, "open", team_id=self.team_north.id)
        status, answer = self.panel_over_rpc(self.binh, open_deal)
        self.assertEqual(
            (status, self.names(answer)), (200, {(self.team_north.name, "Revenue won")})
        )
        status, answer = self.panel_over_rpc(self.dung, open_deal)
        self.assertEqual((status, self.names(answer)), (200, set()))

    def test_refused(self):
        for user in (self.binh, self.plain_user, self.portal_user, self.other_seller):
            status, answer = self.panel_over_rpc(user, self.deal)
            self.assertEqual(status, 403, user.name)
            self.assertNotIn("rows", answer)
        for method in ("goal_link", "goal_unlink"):
            for user in (self.binh, self.plain_user, self.portal_user, self.other_seller):
                status, _answer = self.json2(
                    user, "crm.lead", method, self.deal.ids, key_result_id=self.key_result.id
                )
                self.assertEqual(status, 403, f"{method} as {user.name}")

    def test_strip(self):

        def owners(user):
            status, answer = self.json2(user, "crm.lead", "goal_strip", context={})
            self.assertEqual(status, 200, f"{user.name}: {answer}")
            return [owner["owner"] for owner in answer]

        self.assertEqual(owners(self.an), [self.an.name])
        self.make_scorecard(self.north_manager, self.cycle, [(self.revenue, 10)])
        self.assertEqual(owners(self.north_manager), ["Team North", self.north_manager.name])
        for user in (self.binh, self.director, self.hr_officer, self.plain_user, self.other_seller):
            self.assertEqual(owners(user), [], user.name)
        status, _answer = self.json2(self.portal_user, "crm.lead", "goal_strip", context={})
        self.assertEqual(status, 403)

    def test_nothing_else_is_public(self):
        for model, method in (
            ("goal.gauge", "_read"),
            ("goal.engine", "_preview"),
            ("goal.engine", "measure"),
            ("crm.lead", "_goals_beside"),
        ):
            status, _answer = self.json2(self.goals_admin, model, method)
            self.assertIn(status, (403, 404), method)

    def test_team_button(self):
        """The leader sees the team's goals counted; somebody else sees none."""
        for user, expected in ((self.north_manager, (1, 2)), (self.dung, (0, 0))):
            team = self.as_user(self.team_north, user)
            self.team_card.line_ids.invalidate_recordset()
            self.assertEqual(team.kpi_count, expected[1], user.name)
        action = self.as_user(self.team_north, self.north_manager).action_view_kpis()
        lines = self.as_user(self.env[action["res_model"]], self.an).search(action["domain"])
        self.assertEqual(lines, self.team_card.line_ids)
