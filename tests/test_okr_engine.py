"""What key results and objectives come to: the contract's numbers, and roll-ups."""

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .okr_common import OkrCase


class TestKeyResults(OkrCase):
    def key_result(self, **vals):
        return self.make_objective(self.an, self.cycle, [vals]).key_result_ids

    def test_thirty_thirty_forty_with_weights_is_thirty_four(self):
        objective = self.make_objective(
            self.an, self.cycle, [(0, 100, 40), (0, 100, 20), (0, 100, 40)]
        )
        for key_result, value in zip(objective.key_result_ids, (30, 30, 40), strict=True):
            self.check_in(key_result, value)
        self.assertAlmostEqual(objective.score, 0.34)
        self.assertAlmostEqual(objective.progress, 0.34)
        self.assertEqual((objective.grade, objective.met), ("red", False))

    def test_moving_away_is_negative_progress_and_score_zero(self):
        objective = self.make_objective(self.an, self.cycle, [(20, 100)])
        key_result = objective.key_result_ids
        self.check_in(key_result, 0)
        self.assertEqual((key_result.current, key_result.progress, key_result.score), (0, -0.25, 0))
        self.assertEqual((objective.progress, objective.score), (-0.25, 0))

    def test_down_is_as_good_as_up(self):
        objective = self.make_objective(self.an, self.cycle, [(100, 20), (500, 400)])
        down, also_down = objective.key_result_ids
        self.check_in(down, 80)
        self.check_in(also_down, 460)
        self.assertEqual((down.progress, also_down.progress), (0.25, 0.4))

    def test_no_data_is_not_zero(self):
        objective = self.make_objective(self.an, self.cycle, [(0, 100), (0, 100)])
        self.assertIsNone(objective.score)
        self.assertEqual((objective.status, objective.grade), ("no_data", "no_data"))
        self.check_in(objective.key_result_ids[0], 80)
        self.assertEqual((objective.score, objective.data_share), (0.8, 0.5))

    def test_before_the_cycle_begins_nothing_is_scored(self):
        milestones = [Command.create({"name": name}) for name in ("Draft", "Launch")]
        specs = [
            {"kind": "milestones", "milestone_ids": milestones},
            {"source": "deals", "target": 90},
            (0, 100),
        ]
        with freeze_time("2025-03-20 05:00:00"):
            objective = self.make_objective(self.an, self.cycle, specs)
            steps, deals, _number = objective.key_result_ids
            self.assertEqual((steps.progress, steps.score, steps.status), (0, None, "no_data"))
            self.assertEqual((deals.progress, deals.score, deals.status), (0, None, "no_data"))
            self.assertEqual(
                (objective.score, objective.grade, objective.status), (None, "no_data", "no_data")
            )
            steps.milestone_ids.done = True
            self.assertEqual((steps.score, steps.status, objective.score), (1, "reached", 1))
            steps.milestone_ids[0].done = False
        with freeze_time("2025-04-01 05:00:00"):
            objective.action_refresh()
            self.assertEqual((steps.score, deals.score, objective.score), (0.5, 0, 0.25))
            self.assertEqual(objective.grade, "red")

    def test_nine_of_thirteen_check_ins_inside_the_range(self):
        key_result = self.key_result(kind="range", low=3, high=10)
        for week in range(13):
            if week == 4:
                continue  # a missing one is outside
            value = 2 if week in (0, 1) else 11 if week == 2 else 5
            self.check_in(key_result, value, f"2025-{4 + week * 7 // 30:02}-{week * 7 % 30 + 1:02}")
        self.assertAlmostEqual(key_result.progress, 9 / 13)
        self.assertEqual(round(key_result.score, 2), 0.69)

    @freeze_time("2025-04-16 05:00:00")
    def test_a_range_counts_only_what_was_due(self):
        key_result = self.key_result(kind="range", low=3, high=10, check_in_from="2025-04-01")
        self.check_in(key_result, 5, "2025-04-02")
        self.assertEqual(key_result.progress, 0.5)  # the second week passed in silence
        self.check_in(key_result, 5, "2025-04-16")
        self.assertAlmostEqual(key_result.progress, 2 / 3)

    def test_milestones(self):
        key_result = self.key_result(
            kind="milestones",
            milestone_ids=[
                Command.create({"name": name, "weight": weight})
                for name, weight in [("Draft", 1), ("Review", 1), ("Launch", 2)]
            ],
        )
        self.assertEqual(key_result.progress, 0)
        key_result.milestone_ids[2].done = True
        self.assertEqual((key_result.current, key_result.progress), (0.5, 0.5))
        key_result.milestone_ids[1].unlink()
        self.assertAlmostEqual(key_result.score, 2 / 3)
        self.assertAlmostEqual(key_result.objective_id.score, 2 / 3)

    def test_yes_or_no(self):
        key_result = self.key_result(kind="yes_no")
        self.assertIsNone(key_result.progress)
        self.check_in(key_result, 0)
        self.assertEqual(key_result.progress, 0)
        self.check_in(key_result, 1)
        self.assertEqual((key_result.progress, key_result.status), (1, "outdated"))
        self.check_in(key_result, 1, "2025-06-30")
        self.assertEqual(key_result.status, "reached")
        with self.assertRaises(ValidationError):
            self.check_in(key_result, 0.5)

    @mute_logger("odoo.sql_db")
    def test_start_must_differ_from_target(self):
        with self.assertRaises(psycopg2.IntegrityError):
            self.key_result(start=5, target=5)
        key_result = self.key_result(start=5, target=6)
        with self.assertRaises(psycopg2.IntegrityError):
            key_result.target = 5

    def test_a_kpi_as_key_result_shows_the_figure_of_the_scorecard(self):
        revenue = self.make_indicator("t_revenue", "records")
        for owner, amount in [(self.an, 40), (self.binh, 25), (self.dung, 7)]:
            self.make_deal(owner, amount, "2025-05-10")
        self.make_deal(self.an, 1000, "2025-07-01")
        spec = {"source": "indicator", "indicator_id": revenue.id, "start": 0, "target": 80}
        for owner in (self.an, self.team_north, self.dept_sales, self.company):
            card = self.make_scorecard(owner, self.cycle, [(revenue, 80)])
            key_result = self.make_objective(owner, self.cycle, [spec]).key_result_ids
            self.assertEqual(key_result.current, card.line_ids.actual)
        self.assertEqual(key_result.current, 72)
        self.assertEqual(key_result.progress, 0.9)
        self.assertEqual(key_result.unit, "money")

    def test_a_hand_entered_figure_reaches_the_key_result_at_once(self):
        calls = self.make_indicator("t_calls")
        total = self.make_indicator("t_total", "formula", formula="t_calls * 2")
        spec = {"source": "indicator", "indicator_id": total.id, "start": 0, "target": 100}
        key_result = self.make_objective(self.an, self.cycle, [spec]).key_result_ids
        self.assertIsNone(key_result.current)
        value = self.make_value(calls, self.an, "2025-05-05", 30)
        self.assertEqual(key_result.progress, 0.6)
        value.value = 10
        self.assertEqual(key_result.progress, 0.2)
        value.unlink()
        self.assertIsNone(key_result.progress)

    def test_linked_deals_count_when_won(self):
        deals = self.make_deal(self.an, 40, "2025-05-10") | self.make_deal(self.an, 5, "2025-05-11")
        others = self.make_deal(self.an, 100, "2025-05-10", "lost")
        others |= self.make_deal(self.an, 100, "2025-05-10", "open")
        key_result = self.key_result(
            source="deals", target=90, lead_ids=[Command.set((deals | others).ids)]
        )
        self.assertEqual((key_result.current, key_result.progress), (45, 0.5))
        key_result.write({"deal_measure": "count", "target": 4})
        self.assertEqual((key_result.current, key_result.progress), (2, 0.5))
        key_result.lead_ids = [Command.clear()]
        self.assertEqual(key_result.current, 0)

    def test_a_broken_kpi_keeps_its_error_to_itself(self):
        bad = self.make_indicator("t_bad", "records")
        good = self.make_indicator("t_good", "records")
        self.env.cr.execute("UPDATE kpi_indicator SET value_field = 'gone' WHERE id = %s", [bad.id])
        self.env.invalidate_all()
        with mute_logger("odoo.addons.kpi_okr.models.goal_engine_records"):
            objective = self.make_objective(
                self.an,
                self.cycle,
                [{"source": "indicator", "indicator_id": i.id} for i in (bad, good)],
            )
        failed, fine = objective.key_result_ids
        self.assertTrue(failed.error)
        self.assertEqual((failed.status, fine.current), ("no_data", 0))

    def test_only_numbers_come_by_themselves(self):
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            self.key_result(kind="yes_no", source="deals")


class TestRollUp(OkrCase):
    def chain(self, include):
        """Company 0.2, department 0.5 below it, an employee's 0.8 below that."""
        top = self.make_objective(
            self.company, self.cycle, [(0, 100)], include_children=include, name="Top"
        )
        middle = self.make_objective(
            self.dept_north,
            self.cycle,
            [(0, 100)],
            parent_id=top.id,
            include_children=include,
            weight=3,
        )
        leaf = self.make_objective(self.an, self.cycle, [(0, 100)], parent_id=middle.id)
        for objective, value in ((top, 20), (middle, 50), (leaf, 80)):
            self.check_in(objective.key_result_ids, value)
        return top, middle, leaf

    def test_three_levels_included(self):
        """middle = (0.5 + 0.8) / 2 = 0.65; top = (0.2 + 3 * 0.65) / 4 = 0.5375."""
        top, middle, leaf = self.chain(True)
        self.assertAlmostEqual(middle.score, 0.65)
        self.assertAlmostEqual(top.score, 0.5375)
        self.check_in(leaf.key_result_ids, 100)
        self.assertAlmostEqual(middle.score, 0.75)
        self.assertAlmostEqual(top.score, 0.6125)

    def test_three_levels_not_included(self):
        top, middle, _leaf = self.chain(False)
        self.assertEqual((top.score, middle.score), (0.2, 0.5))
        middle.include_children = True
        self.assertAlmostEqual(middle.score, 0.65)
        self.assertEqual(top.score, 0.2)

    def test_realigning_moves_the_score(self):
        top, middle, leaf = self.chain(True)
        leaf.parent_id = top
        self.assertEqual(middle.score, 0.5)
        self.assertAlmostEqual(top.score, (0.2 + 3 * 0.5 + 0.8) / 5)
        leaf.weight = 0
        self.assertAlmostEqual(top.score, (0.2 + 3 * 0.5) / 4)

    def test_loops_are_refused(self):
        top, _middle, leaf = self.chain(True)
        for parent in (leaf, top):
            with self.assertRaises(UserError):
                top.parent_id = parent

    def test_alignment_stays_in_the_company(self):
        cycle = self.make_cycle(
            "2025-04-01", cycle_type="quarter", company_id=self.other_company.id
        )
        other = self.make_objective(self.other_seller, cycle)
        with self.assertRaises(UserError):
            other.parent_id = self.make_objective(self.an, self.cycle)

    def test_what_others_align_to_is_not_deleted(self):
        top, _middle, leaf = self.chain(True)
        with self.assertRaises(UserError):
            top.unlink()
        with self.assertRaisesRegex(UserError, "check-ins"):
            leaf.unlink()

    def test_each_commitment_has_its_bar(self):
        for commitment, met in (("committed", False), ("aspirational", True), ("learning", True)):
            objective = self.make_objective(self.an, self.cycle, [(0, 100)], commitment=commitment)
            self.check_in(objective.key_result_ids, 70)
            self.assertEqual((objective.met, objective.grade), (met, "green"))
        objective.commitment = "committed"
        self.assertFalse(objective.met)

    def test_confidence_is_a_figure_of_its_own(self):
        objective = self.make_objective(self.an, self.cycle, [(0, 100, 1), (0, 100, 3)])
        first, second = objective.key_result_ids
        self.check_in(first, 90, confidence=0.2)
        self.check_in(second, 10, confidence=0.6)
        self.assertAlmostEqual(objective.confidence, 0.5)
        self.assertAlmostEqual(objective.score, 0.3)
        self.check_in(first, 95)  # says nothing about confidence
        self.assertEqual(first.confidence, 0.2)

    def test_fewer_than_three_or_more_than_five_warns(self):
        objective = self.make_objective(self.an, self.cycle, [(0, 1)] * 2)
        self.assertTrue(objective.key_result_warning)
        self.make_key_result(objective)
        self.assertFalse(objective.key_result_warning)
        for _number in range(3):
            self.make_key_result(objective)
        self.assertTrue(objective.key_result_warning)


class TestDecimals(OkrCase):
    def test_the_way_is_shown_as_it_is(self):
        objective = self.make_objective(self.an, self.cycle)
        for start, target, unit, digits in [
            (300000, 500000, "number", 0),
            (1, 1.5, "number", 1),
            (0, 12.25, "number", 2),
            (0.2, 0.25, "percent", 1),
            (0, 0.5, "percent", 0),
        ]:
            key_result = self.make_key_result(objective, start=start, target=target, unit=unit)
            self.assertEqual(key_result.digits, digits, (start, target, unit))
        key_result.target = 0.505
        self.assertEqual(key_result.digits, 1)
