"""A target that changes while its cycle is open leaves a trace with a reason."""

from odoo.exceptions import UserError

from .common import GoalCase


class TestTargetChange(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("chg_revenue")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, [(cls.revenue, 100)])
        cls.line = cls.card.line_ids
        cls.make_value(cls.revenue, cls.dung, "2025-03-03", 60)

    def notes(self, card):
        return " ".join(card.message_ids.mapped("body"))

    def test_reason_is_demanded(self):
        for vals in ({"target": 80}, {"target": 80, "target_reason": "  "}, {"target": False}):
            with self.assertRaises(UserError):
                self.line.write(vals)
        self.assertFalse(self.line.change_ids)
        self.assertEqual(self.line.target, 100)

    def test_kept_and_posted(self):
        line = self.as_user(self.line, self.south_manager)
        line.write({"target": 80, "target_reason": "Half the <i>area</i>"})
        line.write({"target": False, "target_reason": "None for now"})
        line.write({"target": 0, "target_reason": "Zero"})
        self.assertEqual(
            [(c.old_target, c.new_target, c.reason) for c in self.line.change_ids.sorted("id")],
            [
                (100, 80, "Half the <i>area</i>"),
                (80, None, "None for now"),
                (None, 0, "Zero"),
            ],
        )
        self.assertEqual(self.line.change_ids.user_id, self.south_manager.user_id)
        self.assertEqual(self.line.change_count, 3)
        notes = self.notes(self.card)
        self.assertIn("target 100 → 80", notes)
        self.assertIn("Half the &lt;i&gt;area&lt;/i&gt;", notes)
        self.assertIn("target 80 → –", notes)
        self.assertIn("target – → 0", notes)

    def test_score_follows(self):
        self.assertEqual(self.card.score, 0.6)  # 60 of 100
        self.line.write({"target": 80, "target_reason": "x"})
        self.assertEqual((self.line.score, self.card.score), (0.75, 0.75))  # 60 of 80

    def test_no_change_no_trace(self):
        self.line.write({"target": 100})
        self.line.write({"note": "Watch", "sequence": 5})
        self.assertFalse(self.line.change_ids)

    def test_weight_is_posted(self):
        self.line.weight = 3
        self.assertIn("weight 1 → 3", self.notes(self.card))
        self.assertFalse(self.line.change_ids)

    def test_draft_needs_no_reason(self):
        card = self.make_scorecard(
            self.dung, self.make_cycle("2025-04-01", state="draft"), [(self.revenue, 100)]
        )
        card.line_ids.target = 50
        self.assertEqual(card.line_ids.change_ids.old_target, 100)
        self.assertEqual(card.line_ids.change_ids.new_target, 50)

    def test_dialog_for_several(self):
        others = self.make_scorecard(self.phuc, self.cycle, [(self.revenue, 50)])
        same = self.make_scorecard(self.em, self.cycle, [(self.revenue, 80)])
        lines = self.line | others.line_ids | same.line_ids
        self.env["kpi.target.change.wizard"].create(
            {"line_ids": [(6, 0, lines.ids)], "new_target": 80, "reason": "Tet"}
        ).action_change()
        self.assertEqual(lines.mapped("target"), [80, 80, 80])
        self.assertEqual(lines.change_ids.mapped("old_target"), [100, 50])
        self.assertEqual(set(lines.change_ids.mapped("reason")), {"Tet"})
        self.assertFalse(same.line_ids.change_ids)

    def test_one_refusal_changes_nothing(self):
        closed = self.make_cycle("2025-02-01")
        card = self.make_scorecard(self.dung, closed, [(self.revenue, 10)])
        closed.action_close()
        with self.assertRaises(UserError), self.cr.savepoint():
            (self.line | card.line_ids).write({"target": 1, "target_reason": "x"})
        self.assertEqual((self.line.target, card.line_ids.target), (100, 10))
        self.assertFalse((self.line | card.line_ids).change_ids)


class TestLinesOfOpenCycles(GoalCase):
    def test_coming_and_going_is_logged(self):
        """A line can't be taken away and put back with another target without a trace."""
        indicator = self.make_indicator("t_calls")
        card = self.make_scorecard(self.an, self.make_cycle(), [])
        before = card.message_ids
        line = self.env["kpi.scorecard.line"].create(
            {"scorecard_id": card.id, "indicator_id": indicator.id, "target": 50}
        )
        line.unlink()
        posted = [str(m.body) for m in (card.message_ids - before).sorted("id")]
        self.assertEqual(
            posted,
            [
                "<p>T calls added: target 50, weight 1.</p>",
                "<p>T calls removed: target 50, weight 1.</p>",
            ],
        )

    def test_a_line_moved_refreshes_both_scorecards(self):
        indicator = self.make_indicator("t_calls")
        cycle = self.make_cycle()
        self.make_value(indicator, self.an, "2025-03-05", 40)
        cards = self.make_scorecard(self.an, cycle, [(indicator, 50)])
        cards |= self.make_scorecard(self.binh, cycle, [])
        self.assertEqual(cards.mapped("score"), [0.8, None])
        cards[0].line_ids.scorecard_id = cards[1]
        self.assertEqual(cards.mapped("score"), [None, None])
        self.make_value(indicator, self.binh, "2025-03-05", 50)
        self.assertEqual(cards.mapped("score"), [None, 1.0])
