"""Opening the records behind a figure, with the rights of who looks."""

from .test_engine import EngineCase


class TestOpenRecords(EngineCase):
    def opened(self, line, user):
        action = self.as_user(line, user).action_open_records()
        model = self.as_user(self.env[action["res_model"]], user)
        return model.with_context(**action["context"]).search(action["domain"])

    def test_records_are_those_counted(self):
        revenue = self.env.ref("kpi_okr.indicator_revenue_won")
        rate = self.env.ref("kpi_okr.indicator_win_rate")
        first = self.make_deal(self.an, 10, "2025-03-01 00:00:00")
        last = self.make_deal(self.an, 20, "2025-03-31 23:59:59")
        lost = self.make_deal(self.an, 30, "2025-03-20", "lost")
        self.make_deal(self.an, 40, "2025-04-01 00:00:00")
        other = self.make_deal(self.binh, 50, "2025-03-20")
        cycle = self.make_cycle()
        card = self.make_scorecard(self.an, cycle, [(revenue, 100), (rate, 0.5)])
        self.assertEqual(self.opened(self.line_of(card, revenue), self.an), first | last)
        self.assertEqual(self.opened(self.line_of(card, rate), self.an), first | last | lost)
        team = self.make_scorecard(self.team_north, cycle, [(revenue, 100)])
        self.assertEqual(self.opened(team.line_ids, self.north_manager), first | last | other)
        # A salesperson who sees own deals only opens own deals only.
        self.assertEqual(self.opened(team.line_ids, self.an), first | last)

    def test_department_and_company(self):
        revenue = self.env.ref("kpi_okr.indicator_revenue_won")
        cycle = self.make_cycle()
        deals = self.make_deal(self.an, 1, "2025-03-10") | self.make_deal(
            self.dung, 2, "2025-03-10"
        )
        nobodys = self.make_deal(None, 4, "2025-03-10")
        without_company = self.make_deal(self.an, 8, "2025-03-10", company_id=False, team_id=False)
        for owner, expected in [
            (self.dept_sales, deals | without_company),
            (self.company, deals | nobodys | without_company),
        ]:
            card = self.make_scorecard(owner, cycle, [(revenue, 1)])
            action = card.line_ids.action_open_records()
            found = self.env["crm.lead"].with_context(active_test=False).search(action["domain"])
            self.assertEqual(found, expected)
            self.assertEqual(sum(found.mapped("expected_revenue")), card.line_ids.actual)

    def test_figures_by_hand(self):
        spend = self.make_indicator("t_spend")
        value = self.make_value(spend, self.marketer, "2025-03-05", 5)
        self.make_value(spend, self.an, "2025-03-05", 6)
        card = self.make_scorecard(self.marketer, self.make_cycle(), [(spend, 10)])
        self.assertEqual(self.opened(card.line_ids, self.marketer), value)

    def test_a_formula_over_several_models_opens_its_parts(self):
        spend = self.make_indicator("t_spend")
        self.make_indicator("t_deals", "records", aggregate="count")
        cost = self.make_indicator("t_cost", "formula", formula="t_spend / t_deals")
        cycle = self.make_cycle()
        card = self.make_scorecard(self.an, cycle, [(cost, 10)])
        self.make_value(spend, self.an, "2025-03-05", 30)
        deal = self.make_deal(self.an, 1, "2025-03-10")
        card.action_refresh()
        self.assertEqual(card.line_ids.actual, 30)
        line = self.as_user(card.line_ids, self.an)
        action = line.action_open_records()
        parts = self.as_user(self.env["kpi.figure.part"], self.an).search(action["domain"])
        self.assertEqual(
            {part.indicator_id.code: part.value for part in parts}, {"t_spend": 30, "t_deals": 1}
        )
        part = parts.filtered(lambda p: p.indicator_id.code == "t_deals")
        inner = part.action_open_records()
        self.assertEqual(self.env[inner["res_model"]].search(inner["domain"]), deal)
