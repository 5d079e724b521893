"""Scorecards generated from templates: what is missing, nothing else."""

from odoo.exceptions import UserError

from .common import GoalCase


class TestTemplate(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("tpl_revenue")
        cls.calls = cls.make_indicator("tpl_calls")
        cls.march = cls.make_cycle("2025-03-01")
        cls.april = cls.make_cycle("2025-04-01", state="draft")
        cls.template = cls.make_template(cls.job_seller, [(cls.revenue, 100, 2), (cls.calls, 40)])

    def generate(self, templates, cycle, **vals):
        """What the dialog creates."""
        before = self.env["kpi.scorecard"].search([])
        wizard = self.env["kpi.scorecard.generate"].create(
            {"template_ids": [(6, 0, templates.ids)], "cycle_id": cycle.id, **vals}
        )
        wizard.action_generate()
        return self.env["kpi.scorecard"].search([]) - before

    def sellers(self):
        return self.an | self.binh | self.chi | self.dung | self.em | self.phuc

    def test_job(self):
        cards = self.generate(self.template, self.march)
        self.assertEqual(cards.employee_id, self.sellers())
        self.assertEqual((len(cards), set(cards.mapped("owner_type"))), (6, {"employee"}))
        self.assertEqual((cards.template_id, cards.cycle_id), (self.template, self.march))
        for card in cards:
            self.assertEqual(
                [(line.indicator_id, line.target, line.weight) for line in card.line_ids],
                [(self.revenue, 100, 2), (self.calls, 40, 1)],
            )

    def test_again(self):
        cards = self.generate(self.template, self.march)
        lines = cards.line_ids
        self.env.flush_all()
        self.cr.execute("SELECT max(write_date) FROM kpi_scorecard_line")
        written = self.cr.fetchone()
        self.assertFalse(self.generate(self.template, self.march))
        self.assertEqual(cards.line_ids, lines)
        self.env.flush_all()
        self.cr.execute("SELECT max(write_date) FROM kpi_scorecard_line")
        self.assertEqual(self.cr.fetchone(), written)

    def test_what_was_changed_by_hand_is_kept(self):
        card = self.generate(self.template, self.march)[:1]
        line = self.line_of(card, self.revenue)
        line.write({"target": 70, "target_reason": "Half a month"})
        self.template.line_ids.filtered(lambda x: x.indicator_id == self.revenue).target = 500
        extra = self.make_indicator("tpl_extra")
        self.template.line_ids = [(0, 0, {"indicator_id": extra.id, "target": 3})]
        self.assertFalse(self.generate(self.template, self.march))
        self.assertEqual((line.target, line.weight), (70, 2))
        # The line that the template has got since is added.
        self.assertEqual(self.line_of(card, extra).target, 3)
        self.assertEqual(len(card.line_ids), 3)

    def test_who_came_since(self):
        self.generate(self.template, self.march)
        self.marketer.job_id = self.job_seller
        self.phuc.active = False
        self.assertEqual(self.generate(self.template, self.march).employee_id, self.marketer)
        self.assertNotIn(self.phuc, self.generate(self.template, self.april).employee_id)

    def test_department_with_those_below(self):
        template = self.make_template(self.dept_sales, [(self.revenue, 10)])
        cards = self.generate(template, self.march)
        self.assertEqual(cards.employee_id, self.sellers() | self.north_manager)

    def test_team_members(self):
        cards = self.generate(self.make_template(self.team_south), self.march)
        self.assertEqual(cards.employee_id, self.dung | self.em | self.phuc)

    def test_the_unit_itself(self):
        for unit, field in [(self.team_south, "team_id"), (self.dept_sales, "department_id")]:
            template = self.make_template(unit, [(self.revenue, 900)], owner_kind="unit")
            card = self.generate(template, self.march)
            self.assertEqual((len(card), card[field], card.line_ids.target), (1, unit, 900))
            self.assertFalse(card.employee_id)

    def test_two_templates_for_one_person(self):
        """One card with the lines of both; the first one's target stands."""
        other = self.make_template(
            self.team_south, [(self.calls, 99), (self.make_indicator("tpl_extra"), 5)]
        )
        cards = self.generate(self.template | other, self.march)
        card = cards.filtered(lambda c: c.employee_id == self.dung)
        self.assertEqual(len(card), 1)
        self.assertEqual(
            {line.indicator_id.code: line.target for line in card.line_ids},
            {"tpl_revenue": 100, "tpl_calls": 40, "tpl_extra": 5},
        )

    def test_a_year(self):
        quarter = self.make_cycle("2025-01-01", cycle_type="quarter")
        january = self.make_cycle("2025-01-01", state="closed")
        self.make_cycle("2026-01-01")
        self.make_cycle("2025-05-01", company_id=self.other_company.id)
        cards = self.generate(self.template, self.env["goal.cycle"], scope="year", year=2025)
        self.assertEqual(cards.cycle_id, self.march | self.april)
        self.assertEqual(len(cards), 12)
        self.assertFalse(quarter.scorecard_ids | january.scorecard_ids)

    def test_cycles_of_another_type_are_skipped(self):
        quarter = self.make_cycle("2025-01-01", cycle_type="quarter")
        self.assertFalse(self.generate(self.template, quarter))
        theirs = self.make_cycle("2025-05-01", company_id=self.other_company.id)
        self.assertFalse(self.generate(self.template, theirs))

    def test_closed_cycles_are_refused(self):
        closed = self.make_cycle("2025-01-01", state="closed")
        with self.assertRaises(UserError):
            self.generate(self.template, closed)
        with self.assertRaises(UserError):
            self.generate(self.template, self.env["goal.cycle"])

    def test_empty_target(self):
        template = self.make_template(self.job_marketer, [(self.revenue, None), (self.calls, 0)])
        card = self.generate(template, self.march)
        self.assertEqual(card.line_ids.mapped("target"), [None, 0.0])
        self.assertEqual(card.employee_id, self.marketer)

    def test_officer_without_the_files_of_people(self):
        template = self.as_user(self.template, self.hr_officer)
        cards = template._generate(self.as_user(self.march, self.hr_officer))
        self.assertEqual(len(cards), 6)
