"""The filter “Counts for My Goals”, against what winning each deal really does."""

from odoo import fields

from ..models.goal_engine_overlay import if_won
from ..models.goal_engine_types import Owner, Request
from .test_preview import PreviewCase


class TestDealFilter(PreviewCase):
    def found(self, user, deals, wanted=True):
        """Those of ``deals`` that the filter shows to ``user``, as a set of names."""
        env = self.as_user(self.env["crm.lead"], user).with_context(active_test=False)
        domain = [("id", "in", deals.ids), ("counts_for_my_goals", "=", wanted)]
        return set(env.search(domain).mapped("name"))

    def make_named(self, owner, name, *args, **vals):
        return self.make_deal(owner, 100, *args, name=name, **vals)

    def goal(self, owner, code, target=10):
        """A scorecard with one ready indicator in the running month."""
        indicator = self.env.ref(f"kpi_okr.indicator_{code}")
        return self.make_scorecard(owner, self.cycle, [(indicator, target)])

    def test_revenue(self):
        """Won this month, or open and expected this month or before; of the person only."""
        after = fields.Date.add(self.cycle.date_end, days=1)
        before = fields.Date.add(self.cycle.date_start, days=-1)
        deals = (
            self.make_named(self.an, "won", self.today)
            | self.make_named(self.an, "won before", before)
            | self.make_named(self.an, "lost", self.today, "lost")
            | self.make_named(self.an, "open", self.cycle.date_end, "open")
            | self.make_named(self.an, "open late", before, "open")
            | self.make_named(self.an, "open undated", False, "open")
            | self.make_named(self.an, "open next", after, "open")
            | self.make_named(self.an, "lead", status="lead")
            | self.make_named(self.binh, "of binh", self.today, "open")
        )
        self.assertEqual(self.found(self.an, deals), set())
        self.goal(self.an, "revenue_won")
        expected = {"open late", "open undated", "open", "won"}
        self.assertEqual(self.found(self.an, deals), expected)
        mine = set(deals.mapped("name")) - {"of binh"}
        self.assertEqual(self.found(self.an, deals, False), mine - expected)
        self.goal(self.team_north, "revenue_won")
        self.assertEqual(self.found(self.north_manager, deals), expected | {"of binh"})
        self.assertEqual(self.found(self.director, deals), set())

    def test_formula(self):
        """Lost deals count for a win rate, too."""
        self.goal(self.an, "win_rate")
        deals = (
            self.make_named(self.an, "won", self.today)
            | self.make_named(self.an, "lost", self.today, "lost")
            | self.make_named(self.an, "open", self.today, "open")
        )
        self.assertEqual(self.found(self.an, deals), {"lost", "open", "won"})

    def test_new_customers(self):
        """Two open deals of one new customer would each be the first, won alone."""
        self.goal(self.an, "new_customers")
        deals = (
            self.make_named(self.an, "old", self.today, "open", partner_id=self.old.id)
            | self.make_named(self.an, "new", self.today, "open", partner_id=self.new.id)
            | self.make_named(self.an, "new too", self.today, "open", partner_id=self.new.id)
            | self.make_named(self.an, "nobody", self.today, "open")
            | self.make_named(self.binh, "of binh", self.today, "open", partner_id=self.new.id)
        )
        self.assertEqual(self.found(self.an, deals), {"new", "new too"})
        deals[1].action_set_won()
        deals[1].date_closed = self.utc(f"{self.today} 00:00:00")
        self.assertEqual(self.found(self.an, deals), {"new"})

    def test_linked(self):
        deal = self.make_named(self.an, "linked", self.today, "open")
        other = self.make_named(self.an, "other", self.today, "open")
        quarter = self.make_cycle(fields.Date.start_of(self.today, "quarter"), cycle_type="quarter")
        self.env["okr.objective"].create(
            {
                "name": "Linked",
                "employee_id": self.an.id,
                "company_id": self.company.id,
                "cycle_id": quarter.id,
                "key_result_ids": [
                    (0, 0, {"name": "KR", "source": "deals", "lead_ids": [(6, 0, deal.ids)]})
                ],
            }
        )
        self.assertEqual(self.found(self.an, deal | other), {"linked"})

    def test_as_winning_does(self):
        """For each ready indicator: exactly the open deals whose win changes the figure."""
        after = fields.Date.add(self.cycle.date_end, days=1)
        deals = (
            self.make_named(self.an, "a", self.today, "open", partner_id=self.new.id)
            | self.make_named(self.an, "b", self.today, "open", partner_id=self.old.id)
            | self.make_named(self.an, "c", after, "open", partner_id=self.new.id)
            | self.make_named(self.binh, "d", self.today, "open")
        )
        owner = Owner("employee", self.an.id, self.company.id)
        span = self.cycle.date_start, self.cycle.date_end
        sums = [
            "revenue_won",
            "deals_won",
            "new_customers",
            "existing_revenue",
            "win_rate",
            "weighted_pipeline",
        ]
        for code in sums:
            request = Request(self.env.ref(f"kpi_okr.indicator_{code}").id, owner, *span)
            before = self.measure([request])[request].value
            changing = set()
            for deal in deals:
                moment = (
                    fields.Datetime.now()
                    if deal.date_deadline == self.today
                    else self.utc(deal.date_deadline)
                )
                if self.measure([request], if_won(deal, moment))[request].value != before:
                    changing.add(deal.name)
            card = self.goal(self.an, code)
            self.assertEqual(self.found(self.an, deals), changing, code)
            card.unlink()

    def test_field(self):
        self.goal(self.an, "revenue_won")
        won = self.make_named(self.an, "won", self.today)
        lead = self.make_named(self.an, "lead", status="lead")
        deals = self.as_user(won | lead, self.an)
        self.assertEqual(deals.mapped("counts_for_my_goals"), [True, False])
