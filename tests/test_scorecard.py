"""Scorecards: one of an owner and cycle, exact scores, copies, files, and "no data"."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import GoalCase


class TestScorecard(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("card_revenue")
        cls.cost = cls.make_indicator("card_cost", direction="lower")
        cls.stock = cls.make_indicator("card_stock", direction="on_target", aggregate="last")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.april = cls.make_cycle("2025-04-01")

    @mute_logger("odoo.sql_db")
    def test_one_of_an_owner_and_cycle(self):
        for owner in (self.dung, self.team_south, self.dept_south, self.company):
            self.make_scorecard(owner, self.cycle)
            self.make_scorecard(owner, self.april)
            with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self.make_scorecard(owner, self.cycle)

    @mute_logger("odoo.sql_db")
    def test_refused(self):
        card = self.make_scorecard(self.dung, self.cycle, [(self.revenue, 1)])
        for change in [
            lambda: setattr(card.line_ids, "weight", -1),
            lambda: self.make_scorecard(self.phuc, self.cycle, [(self.revenue, 1, -0.5)]),
            lambda: self.make_scorecard(self.em, self.cycle, [(self.revenue, 1)] * 2),
            lambda: card.write({"owner_type": "team"}),
        ]:
            with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                change()
                self.env.flush_all()
        theirs = self.make_cycle("2025-03-01", company_id=self.other_company.id)
        for vals in ({"employee_id": self.other_seller.id}, {"cycle_id": theirs.id}):
            with self.assertRaises(UserError), self.cr.savepoint():
                card.write(vals)

    def test_owners_that_a_form_leaves_behind(self):
        card = self.make_scorecard(self.dung, self.cycle)
        card.write({"owner_type": "team", "team_id": self.team_south.id})
        self.assertFalse(card.employee_id)
        self.assertEqual((card.owner_name, card.responsible_id), ("Team South", self.em))

    def test_exact_scores(self):
        card = self.make_scorecard(
            self.dung, self.cycle, [(self.revenue, 50, 2), (self.cost, 50, 1), (self.stock, 50, 1)]
        )
        for indicator, value in [(self.revenue, 75), (self.cost, 60), (self.stock, 45)]:
            self.make_value(indicator, self.dung, "2025-03-10", value)
        lines = {line.indicator_id: line for line in card.line_ids}
        for indicator, attainment, score in [
            (self.revenue, 1.5, 1.2),  # 75 of 50, capped at 1.2
            (self.cost, 0.8, 0.8),  # 60 where 50 was the limit: 1 - 10 / 50
            (self.stock, 0.9, 0.9),  # 5 beside 50: 1 - 5 / 50
        ]:
            line = lines[indicator]
            self.assertAlmostEqual(line.attainment, attainment)
            self.assertAlmostEqual(line.score, score)
        # (1.2 x 2 + 0.8 + 0.9) / 4 = 4.1 / 4
        self.assertAlmostEqual(card.score, 1.025)
        self.assertEqual((card.data_share, card.weight_total, card.line_count), (1.0, 4, 3))
        self.assertEqual(card.grade, "green")

    def test_no_data_drags_nothing_down(self):
        card = self.make_scorecard(
            self.dung, self.cycle, [(self.revenue, 50, 3), (self.cost, 50, 1)]
        )
        self.assertEqual((card.score, card.grade, card.status), (None, "no_data", "no_data"))
        self.assertEqual(card.line_ids.mapped("actual"), [None, None])
        self.make_value(self.revenue, self.dung, "2025-03-10", 40)
        # 40 of 50 on three of four parts of the weight
        self.assertEqual((card.score, card.data_share), (0.8, 0.75))
        self.make_value(self.cost, self.dung, "2025-03-10", 0)
        # A cost of 0 is data: 1 + 50 / 50 = 2, capped at 1.2; (0.8 x 3 + 1.2) / 4
        self.assertAlmostEqual(card.score, 0.9)
        self.assertEqual(card.line_ids[1].actual, 0.0)

    def test_values_move_and_leave(self):
        card = self.make_scorecard(self.dung, self.cycle, [(self.revenue, 50)])
        other = self.make_scorecard(self.phuc, self.cycle, [(self.revenue, 50)])
        value = self.make_value(self.revenue, self.dung, "2025-03-10", 40)
        self.assertEqual((card.line_ids.actual, other.line_ids.actual), (40, None))
        value.employee_id = self.phuc
        self.assertEqual((card.line_ids.actual, other.line_ids.actual), (None, 40))
        value.date = "2025-04-01"
        self.assertIsNone(other.line_ids.actual)
        value.date = "2025-03-31"
        value.value = 20
        self.assertEqual(other.line_ids.score, 0.4)
        value.unlink()
        self.assertEqual((other.line_ids.actual, other.score), (None, None))

    def test_weight_zero_is_out(self):
        card = self.make_scorecard(
            self.dung, self.cycle, [(self.revenue, 50, 1), (self.cost, 50, 0)]
        )
        self.make_value(self.revenue, self.dung, "2025-03-10", 25)
        self.make_value(self.cost, self.dung, "2025-03-10", 500)
        self.assertEqual(card.score, 0.5)

    def test_copy_to_the_next_cycle(self):
        cards = self.env["kpi.scorecard"].union(
            *(self.make_scorecard(e, self.cycle, [(self.revenue, 50, 2)])
              for e in (self.an, self.dung, self.phuc))
        )  # fmt: skip
        kept = self.make_scorecard(self.dung, self.april, [(self.cost, 7)])
        self.make_value(self.revenue, self.an, "2025-03-10", 40)
        chosen = cards.filtered(lambda c: c.employee_id in self.an | self.dung)
        wizard = self.env["kpi.scorecard.copy"].create({"scorecard_ids": [(6, 0, chosen.ids)]})
        self.assertEqual(wizard.cycle_id, self.april)
        copies = self.env["kpi.scorecard"].search(wizard.action_copy()["domain"])
        self.assertEqual(copies.employee_id, self.an | self.dung)
        self.assertEqual(kept.line_ids.mapped("target"), [7])
        new = copies - kept
        self.assertEqual((new.line_ids.target, new.line_ids.weight), (50, 2))
        self.assertEqual((new.line_ids.actual, new.score, new.state), (None, None, "open"))
        self.assertFalse(self.april.scorecard_ids.filtered(lambda c: c.employee_id == self.phuc))
        wizard.action_copy()
        self.assertEqual(len(self.april.scorecard_ids), 2)
        with self.assertRaises(UserError):
            cards[0].copy()


class TestOptionalFloat(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measured = cls.make_indicator("opt_measured")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.cards = cls.env["kpi.scorecard"].union(
            *(cls.make_scorecard(e, cls.cycle, [(cls.measured, target)])
              for e, target in [(cls.an, 10), (cls.binh, 0), (cls.chi, None)])
        )  # fmt: skip
        cls.make_value(cls.measured, cls.an, "2025-03-10", 0)
        cls.make_value(cls.measured, cls.binh, "2025-03-10", 0)
        cls.lines = cls.cards.line_ids
        cls.scope = [("id", "in", cls.lines.ids)]

    def test_stored_and_read(self):
        self.env.flush_all()
        self.cr.execute(
            "SELECT target, actual FROM kpi_scorecard_line WHERE id = ANY(%s) ORDER BY id",
            [self.lines.ids],
        )
        self.assertEqual(self.cr.fetchall(), [(10, 0), (0, 0), (None, None)])
        self.env.invalidate_all()
        self.assertEqual(self.lines.mapped("target"), [10, 0, None])
        self.assertEqual([row["actual"] for row in self.lines.read(["actual"])], [0, 0, False])
        # False is the RPC's "nothing"; 0 is a number and not False.
        self.assertIs(self.lines.read(["actual"])[2]["actual"], False)
        self.assertIsNot(self.lines.read(["actual"])[0]["actual"], False)

    def test_written(self):
        line = self.make_scorecard(
            self.dung, self.make_cycle("2025-05-01", state="draft"), [(self.measured, 5)]
        ).line_ids
        for written, stored in [(0, 0.0), (False, None), (3, 3.0), (None, None), (0.0, 0.0)]:
            line.target = written
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(line.target, stored)

    def test_searched(self):
        Line = self.env["kpi.scorecard.line"]
        for condition, found in [
            (("target", "=", False), [2]),
            (("target", "!=", False), [0, 1]),
            (("target", "=", 0), [1]),
            (("target", ">=", 0), [0, 1]),
            (("target", "<", 5), [1]),
            (("score", "=", False), [2]),
        ]:
            lines = Line.search([*self.scope, condition], order="id")
            self.assertEqual(lines, Line.union(*(self.lines[i] for i in found)), condition)
            self.assertEqual(self.lines.filtered_domain([condition]), lines, condition)

    def test_means_leave_out_what_is_not_known(self):
        [(mean, total, least)] = self.env["kpi.scorecard.line"]._read_group(
            self.scope, aggregates=["target:avg", "target:sum", "target:min"]
        )
        self.assertEqual((mean, total, least), (5, 10, 0))  # 10 and 0; the third has none

    def test_nothing_known_at_all(self):
        [(mean,)] = self.env["kpi.scorecard.line"]._read_group(
            [("id", "=", self.lines[2].id)], aggregates=["target:avg"]
        )
        self.assertIn(mean, (None, False))

    def test_export_and_import(self):
        names = ["id", "target", "actual", "weight"]
        exported = self.lines.export_data(names)["datas"]
        self.assertEqual([row[1:] for row in exported], [[10, 0, 1], [0, 0, 1], ["", "", 1]])
        rows = [[str(cell) for cell in (row[0], row[1], row[3])] for row in exported]
        rows[2][2] = "4"
        result = self.env["kpi.scorecard.line"].load(["id", "target", "weight"], rows)
        self.assertEqual(result["ids"], self.lines.ids, result["messages"])
        self.assertEqual(self.lines.mapped("target"), [10, 0, None])
        self.assertEqual(self.lines.mapped("weight"), [1, 1, 4])

    def test_import_new_scorecards(self):
        april = self.make_cycle("2025-04-01")
        fields = ["owner_type", "employee_id/.id", "cycle_id/.id", "company_id/.id",
                  "line_ids/indicator_id/.id", "line_ids/target", "line_ids/weight"]  # fmt: skip
        start = ["employee", str(self.an.id), str(april.id), str(self.company.id)]
        other = self.make_indicator("opt_other")
        result = self.env["kpi.scorecard"].load(
            fields,
            [
                [*start, str(self.measured.id), "", "2"],
                ["", "", "", "", str(other.id), "0", "1"],
            ],
        )
        card = self.env["kpi.scorecard"].browse(result["ids"])
        self.assertEqual(len(card), 1, result["messages"])
        self.assertEqual(card.line_ids.mapped("target"), [None, 0])

    def test_import_of_figures_is_refused(self):
        row = self.lines[0].export_data(["id"])["datas"][0]
        result = self.env["kpi.scorecard.line"].load(["id", "actual"], [[row[0], "999"]])
        self.assertFalse(result["ids"])
        self.assertEqual(self.lines[0].actual, 0)
