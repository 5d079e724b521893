"""A bonus run: worked amounts, four eyes, locks, corrections, and what it refuses."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from .bonus_common import BonusCase

TIERS = (100000, 0.05), (125000, 0.06), (None, 0.07)


class TestBonusRun(BonusCase):
    def amounts(self, run):
        return {bonus.employee_id: bonus.amount for bonus in run.bonus_ids}

    def correct(self, user, bonus, amount, reason="Agreed"):
        return self.as_user(self.env["kpi.bonus.correction"], user).create(
            {"bonus_id": bonus.id, "amount": amount, "reason": reason}
        )

    def test_curve_on_the_whole(self):
        """70 % sales, 30 % visits; effort is not rewarded and counts nothing."""
        cards = self.make_month(
            {
                self.an: (95.1, 9.51, 0),
                self.binh: (100, 10, 0),
                self.chi: (90, 12, 10),
                self.dung: (94, 9.4, 10),
                self.em: (98, None, None),
                self.phuc: (None, None, 10),
            }
        )
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id, "computed")
        self.assertEqual(
            self.amounts(run),
            {
                self.an: 20,
                self.binh: 1000,
                self.chi: 800,
                self.dung: 0,
                self.em: 600,
                self.phuc: None,
            },
        )
        outcomes = {bonus.employee_id: bonus.outcome for bonus in run.bonus_ids}
        self.assertEqual(
            [outcomes[e] for e in (self.an, self.dung, self.phuc)], ["paid", "nothing", "no_data"]
        )
        self.assertEqual((run.bonus_count, run.paid_count, run.issue_count), (6, 4, 1))
        self.assertEqual(run.total, 2420)
        chi = self.bonus_of(run, self.chi)
        self.assertAlmostEqual(chi.attainment, 0.99)
        self.assertAlmostEqual(chi.share, 0.8)
        self.assertEqual((chi.base_amount, chi.currency_id.name), (1000, "USD"))
        self.assertAlmostEqual(self.bonus_of(run, self.em).data_share, 0.7)

    def test_curve_on_each_kpi(self):
        cards = self.make_month({self.chi: (90, 12, 10)})
        plan = self.make_plan(((0.8, 0.5), (1, 1)), applies_to="each")
        run = self.make_run(plan, cards[self.chi].cycle_id, "computed")
        self.assertEqual(run.bonus_ids.amount, 825)
        self.assertEqual([line["share"] for line in run.bonus_ids.snapshot["lines"]], [0.75, 1])

    def test_gate_and_cap(self):
        cards = self.make_month({self.an: (90, 9, 10), self.binh: (120, 12, 0)})
        plan = self.make_plan(((0.8, 0.5), (1, 1), (1.2, 3)), gate=0.95, cap=1.5)
        run = self.make_run(plan, cards[self.an].cycle_id, "computed")
        self.assertEqual(self.amounts(run), {self.an: 0, self.binh: 1500})
        self.assertEqual(self.bonus_of(run, self.an).outcome, "gate")

    def test_commission(self):
        cards = self.make_month(
            {self.an: (150000, 10, 0), self.binh: (150000, 1, 10), self.chi: (None, 10, 0)},
            targets=(150000, 10, 10),
        )
        plan = self.make_plan(TIERS, mode="marginal", gate=0.8)
        run = self.make_run(plan, cards[self.an].cycle_id, "computed")
        self.assertEqual(self.amounts(run), {self.an: 8250, self.binh: 0, self.chi: None})

    def test_what_is_not_rewarded_moves_nothing(self):
        low = self.make_month({self.an: (90, 10, 0)})
        high = self.make_month({self.an: (90, 10, 1000)}, "2025-04-01")
        plan = self.make_plan(((0.8, 0.5), (1, 1)), gate=0.92)
        runs = [self.make_run(plan, c[self.an].cycle_id, "computed") for c in (low, high)]
        self.assertEqual(*[run.bonus_ids.amount for run in runs])
        self.assertNotEqual(low[self.an].score, high[self.an].score)

    def test_rounded_by_the_currency_and_summed_exactly(self):
        people = self.an, self.binh, self.chi
        cards = self.make_month(dict.fromkeys(people, (100, 10, 0)))
        third = self.make_plan(((0.9, 0.3333333333333333),), base_amount=100)
        run = self.make_run(third, cards[self.an].cycle_id, "computed")
        self.assertEqual(set(self.amounts(run).values()), {33.33})
        self.assertEqual(run.total, 99.99)
        self.company.currency_id = self.env.ref("base.VND")
        dong = self.make_plan(((0.9, 0.3333333333333333),), base_amount=1000, name="In dong")
        run = self.make_run(dong, cards[self.an].cycle_id, "computed")
        self.assertEqual(set(self.amounts(run).values()), {333})
        self.assertEqual(run.total, 999)

    def test_no_base_amount(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        plan = self.make_plan(base_amount=None, job_ids=self.job_seller.ids)
        run = self.make_run(plan, cards[self.an].cycle_id, "computed")
        self.assertEqual((run.bonus_ids.outcome, run.bonus_ids.amount), ("no_base", None))
        self.assertEqual((run.issue_count, run.total), (1, 0))

    def test_made_in_the_form(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        form = Form(self.as_user(self.env["kpi.bonus.run"], self.hr_officer))
        form.plan_id = self.make_plan()
        form.cycle_id = cards[self.an].cycle_id
        run = form.save()
        run.action_compute()
        self.assertEqual((run.total, run.company_id), (1000, self.company))

    def test_only_closed_cycles(self):
        cards = self.make_month({self.an: (100, 10, 0)}, close=False)
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id)
        with self.assertRaises(UserError):
            self.as_user(run, self.hr_officer).action_compute()

    def test_cycles_of_the_plan_only(self):
        quarter = self.make_cycle("2025-01-01", cycle_type="quarter")
        with self.assertRaises(UserError):
            self.make_run(self.make_plan(), quarter)

    def test_computing_again_writes_nothing(self):
        cards = self.make_month({self.an: (100, 10, 0), self.binh: (97, 10, 0)})
        plan = self.make_plan()
        run = self.make_run(plan, cards[self.an].cycle_id, "computed")
        self.assertEqual(run._changes(), ([], {}, self.env["kpi.bonus"]))
        before = run.bonus_ids.read()
        self.as_user(run, self.hr_officer).action_compute()
        self.assertEqual(run.bonus_ids.read(), before)
        plan.base_amount = 2000
        self.as_user(run, self.hr_officer).action_compute()
        self.assertEqual(self.amounts(run)[self.an], 2000)
        self.assertEqual(run.bonus_ids.mapped("id"), [row["id"] for row in before])
        plan.job_ids = self.job_marketer
        self.as_user(run, self.hr_officer).action_compute()
        self.assertFalse(run.bonus_ids)
        self.assertIn("No longer part of the run", run.message_ids[0].body)

    def test_four_eyes(self):
        cards = self.make_month({self.an: (100, 10, 0), self.hr_officer: (100, 10, 0)})
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id, "checked")
        for user in (self.hr_officer,):
            self.assertFalse(self.as_user(run, user).may_approve)
            with self.assertRaises(AccessError):
                self.as_user(run, user).action_approve()
        self.an.user_id.group_ids |= self.env.ref("kpi_okr.group_goal_officer")
        with self.assertRaises(AccessError):
            self.as_user(run, self.an).action_approve()
        self.marketer.user_id.group_ids |= self.env.ref("kpi_okr.group_goal_officer")
        self.correct(self.marketer, self.bonus_of(run, self.an), 50)
        self.assertEqual(run.state, "computed")
        self.as_user(run, self.hr_officer).action_check()
        with self.assertRaises(AccessError):
            self.as_user(run, self.marketer).action_approve()
        self.assertTrue(self.as_user(run, self.goals_admin).may_approve)
        self.as_user(run, self.goals_admin).action_approve()
        self.assertEqual((run.state, run.approved_by_id), ("approved", self.goals_admin.user_id))

    def test_states_in_their_order(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id)
        may = {
            "draft": {"action_compute"},
            "computed": {"action_compute", "action_check"},
            "checked": {"action_compute", "action_approve"},
            "approved": {"action_publish"},
            "published": set(),
        }
        admin = self.as_user(run, self.goals_admin)
        for state, step in (
            ("draft", "action_compute"),
            ("computed", "action_check"),
            ("checked", "action_approve"),
            ("approved", "action_publish"),
            ("published", None),
        ):
            self.assertEqual(run.state, state)
            for method in ("action_approve", "action_check", "action_compute", "action_publish"):
                if method in may[state]:
                    continue
                with self.assertRaises(UserError, msg=f"{method} in {state}"):
                    getattr(admin, method)()
            if step:
                user = self.hr_officer if step == "action_compute" else self.goals_admin
                getattr(self.as_user(run, user), step)()

    def test_approval_of_what_the_plan_no_longer_says(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        plan = self.make_plan()
        run = self.make_run(plan, cards[self.an].cycle_id, "checked")
        plan.base_amount = 5000
        with self.assertRaises(UserError):
            self.as_user(run, self.goals_admin).action_approve()

    def test_locked_once_approved(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        plan = self.make_plan()
        run = self.make_run(plan, cards[self.an].cycle_id, "approved")
        point = Command.create({"attainment": 2, "share": 3})
        plan.write({"base_amount": 9, "point_ids": [Command.clear(), point]})
        self.assertEqual(run.bonus_ids.amount, 1000)
        self.assertEqual(run.bonus_ids.snapshot["curve"], [[0.95, 0], [1, 1]])
        for action in (
            lambda: self.as_user(run, self.hr_officer).action_compute(),
            lambda: self.correct(self.goals_admin, run.bonus_ids, 5),
            lambda: self.as_user(run, self.hr_officer).unlink(),
            lambda: self.as_user(run, self.hr_officer).write({"plan_id": plan.copy().id}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                action()
        self.assertEqual(self.amounts(run), {self.an: 1000})

    def test_corrections(self):
        cards = self.make_month({self.an: (100, 10, 0), self.hr_officer: (100, 10, 0)})
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id, "checked")
        bonus = self.bonus_of(run, self.an)
        for arguments in ((-1000.01, "Too much"), (5, "  "), (5, False)):
            with self.assertRaises(Exception) as caught, self.cr.savepoint():
                self.correct(self.goals_admin, bonus, *arguments)
            self.assertNotIsInstance(caught.exception, AssertionError)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.correct(self.hr_officer, self.bonus_of(run, self.hr_officer), 5)
        self.assertEqual((run.state, bonus.amount), ("checked", 1000))
        self.correct(self.hr_officer, bonus, -250.5, "Two weeks away")
        self.assertEqual(
            (bonus.computed_amount, bonus.correction_amount, bonus.amount), (1000, -250.5, 749.5)
        )
        self.assertEqual(run.state, "computed")
        self.assertIn("Two weeks away", run.message_ids[0].body)
        self.as_user(run, self.hr_officer).action_compute()
        self.assertEqual(bonus.amount, 749.5)
        self.assertIn("Two weeks away", bonus.explanation)

    def test_a_correction_gives_a_figure_where_there_is_no_data(self):
        cards = self.make_month({self.an: (None, None, 0)})
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id, "computed")
        self.correct(self.hr_officer, run.bonus_ids, 400, "By hand, as agreed")
        self.assertEqual((run.bonus_ids.amount, run.total), (400, 400))

    def test_publication_writes_to_them_without_figures(self):
        cards = self.make_month({self.an: (100, 10, 0), self.phuc: (None, None, 0)})
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id, "approved")
        before = self.env["mail.mail"].search([])
        self.as_user(run, self.hr_officer).action_publish()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(mails.mapped("email_to"), [self.an.work_email])
        self.assertIn("month 2025-03-01", mails.subject)
        self.assertNotIn("1,000", mails.body_html)
        self.assertNotIn("1000", mails.body_html)

    def test_withdrawal(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        run = self.make_run(self.make_plan(), cards[self.an].cycle_id, "published")
        with self.assertRaises(AccessError):
            self.as_user(run, self.hr_officer).action_withdraw("Mistake")
        admin = self.as_user(run, self.goals_admin)
        with self.assertRaises(UserError):
            admin.action_withdraw(" ")
        wizard = self.as_user(self.env["kpi.bonus.withdraw"], self.goals_admin)
        wizard.create({"run_id": run.id, "reason": "Booked twice"}).action_withdraw()
        self.assertEqual((run.state, run.approved_by_id.id), ("draft", False))
        self.assertIn("Booked twice", run.message_ids[0].body)

    def test_reopening_the_cycle(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        cycle = self.as_user(cards[self.an].cycle_id, self.goals_admin)
        published = self.make_run(self.make_plan(), cycle, "published")
        computed = self.make_run(self.make_plan(name="Another"), cycle, "computed")
        with self.assertRaisesRegex(UserError, "Withdraw the run first"):
            cycle.action_reopen("A deal was late")
        self.assertEqual((cycle.state, computed.state), ("closed", "computed"))
        self.as_user(published, self.goals_admin).action_withdraw("A deal was late")
        cycle.action_reopen("A deal was late")
        self.assertEqual((cycle.state, computed.state), ("open", "draft"))

    def test_explanation(self):
        cards = self.make_month({self.chi: (90, None, 10)})
        plan = self.make_plan(((0.8, 0.5), (1, 1), (1.2, 2)), gate=0.85, cap=0.7)
        run = self.make_run(plan, cards[self.chi].cycle_id, "computed")
        words = " ".join(run.bonus_ids.explanation.striptags().split()).replace("\xa0", " ")
        for part in (
            "Bonus sales",
            "entered by hand",
            "$ 90.00",
            "Together 90 %",
            "without a figure are left out",
            "gate of 85 % is passed",
            "pays 75 %",
            "held at the cap of 70 %",
            "70 % of the base amount of $ 1,000.00 is $ 700.00",
        ):
            self.assertIn(part, words)
        self.assertNotIn("effort", words)
        curve = run.bonus_ids.curve
        self.assertEqual(curve["mark"], [0.9, 0.7])
        self.assertTrue(curve["picture"])

    def test_the_snapshot_outlives_changes(self):
        cards = self.make_month({self.an: (100, 10, 0)})
        plan = self.make_plan()
        run = self.make_run(plan, cards[self.an].cycle_id, "published")
        words = str(run.bonus_ids.explanation)
        self.sales.write({"name": "Renamed", "unit": "number"})
        plan.write({"base_amount": 1, "gate": 0.5})
        run.bonus_ids.invalidate_recordset()
        self.assertEqual(str(run.bonus_ids.explanation), words)
