"""The final figure of an appraisal: its parts, what is missing, the rating, the way in words."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .appraisal_common import AppraisalCase


class TestAppraisal(AppraisalCase):
    def rated(self, template, own, managers, employee=None):
        """An appraisal in the state “Manager” with the marks of both sides, as its manager."""
        appraisal = self.make_appraisal(employee or self.dung, template, "self_assessment")
        mine = self.as_user(appraisal, appraisal.employee_id)
        self.rate(mine, "employee", own)
        mine.action_submit()
        boss = self.as_manager(appraisal)
        self.rate(boss, "manager", managers)
        boss.action_close_feedback()
        return boss

    def test_two_parts(self):
        """Weights 30 and 70, marks 5 and 3: 3.6."""
        boss = self.rated(self.make_appraisal_template({"self": 30, "manager": 70}), [5], [3])
        self.assertEqual(boss.final, 3.6)
        self.assertEqual(boss.proposed_band_id.name, "Middle")
        self.assertEqual(boss.explanation["words"], "3.60 = Self 5.00 × 30 % + Manager 3.00 × 70 %")
        self.assertFalse(boss.explanation["missing"])

    def test_kpi_and_okr(self):
        """Parts 3.45 and 4.33 weigh the same: 3.89. An objective at 61.25 % is 3.45 of 1 to 5,
        scorecards at 99.9 % of 120 % are 4.33."""
        quarter = self.cycle
        calls = self.make_indicator("calls_apr")
        self.make_scorecard(self.dung, quarter, [(calls, 1000)])
        self.make_value(calls, self.dung, "2025-04-03", 999)
        objective = self.make_objective(self.dung, quarter, [(0, 10000)])
        self.check_in(objective.key_result_ids, 6125)
        template = self.make_appraisal_template({"kpi": 50, "okr": 50})
        appraisal = self.make_appraisal(self.dung, template, "self_assessment")
        boss = self.as_manager(appraisal)
        marks = {row["kind"]: row["mark_text"] for row in boss.explanation["rows"]}
        self.assertEqual(marks, {"kpi": "4.33", "okr": "3.45"})
        self.assertEqual(f"{boss.final:.2f}", "3.89")
        self.assertEqual(boss.explanation["words"], "3.89 = KPI 4.33 × 50 % + OKR 3.45 × 50 %")
        self.assertEqual(boss.explanation["rows"][0]["note"], "score 99.9 %; 0 % is a 1, 120 % a 5")

    def test_nine_criteria(self):
        """4,2,4,4,2,3,2,3,4 with weights 40,13,16,16,3,3,3,3,3: 3.56."""
        template = self.make_appraisal_template(
            {"manager": 1}, [40, 13, 16, 16, 3, 3, 3, 3, 3], name="Nine"
        )
        boss = self.rated(template, [None] * 9, [4, 2, 4, 4, 2, 3, 2, 3, 4])
        self.assertEqual(round(boss.final, 6), 3.56)
        self.assertEqual(boss.explanation["final_text"], "3.56")

    def test_a_part_is_missing(self):
        """Marks 4 and 3 with weights 40 and 40, a part of 20 without a mark: 3.5."""
        template = self.make_appraisal_template({"self": 40, "kpi": 20, "manager": 40})
        boss = self.rated(template, [4], [3])
        self.assertEqual(boss.final, 3.5)
        shares = {row["kind"]: row["share_text"] for row in boss.explanation["rows"]}
        self.assertEqual(shares, {"self": "50 %", "kpi": "0 %", "manager": "50 %"})
        self.assertEqual(
            boss.explanation["missing"],
            "Without a mark: KPI. The weights of the other parts are scaled up to 100 %.",
        )

    def test_no_figure(self):
        appraisal = self.make_appraisal(
            self.dung, self.make_appraisal_template({"kpi": 1}), "self_assessment"
        )
        boss = self.as_manager(appraisal)
        self.assertIsNone(boss.final)
        self.assertFalse(boss.proposed_band_id)
        self.assertIn("no figure yet", boss.explanation["words"])

    def test_goals_of_the_span(self):
        """A cycle counts where it ends, by its days: March 80 %, April to June 50 %."""
        calls = self.make_indicator("calls_span")
        for start, cycle_type, value in (
            ("2025-03-01", "month", 80),
            ("2024-12-01", "month", 10),
            ("2025-07-01", "month", 20),
        ):
            cycle = self.make_cycle(start, cycle_type=cycle_type)
            self.make_scorecard(self.dung, cycle, [(calls, 100)])
            self.make_value(calls, self.dung, start, value)
        self.make_scorecard(self.dung, self.cycle, [(calls, 100)])
        self.make_value(calls, self.dung, "2025-05-01", 50)
        template = self.make_appraisal_template({"kpi": 1})
        appraisal = self.make_appraisal(self.dung, template, "self_assessment")
        outcome = self.env["goal.appraisal.outcome"].search([("appraisal_id", "=", appraisal.id)])
        self.assertAlmostEqual(outcome.kpi_score, 0.5762295081967213)
        self.assertAlmostEqual(outcome.kpi_mark, 1 + 4 * outcome.kpi_score / 1.2)

    def test_figures_follow_the_goals(self):
        """A figure that the engine stores moves the open appraisal, not the one that is done."""
        calls = self.make_indicator("calls_live")
        self.make_scorecard(self.dung, self.cycle, [(calls, 100)])
        self.make_value(calls, self.dung, "2025-05-01", 60)
        template = self.make_appraisal_template({"kpi": 1})
        appraisal = self.make_appraisal(self.dung, template, "manager")
        boss = self.as_manager(appraisal)
        self.assertAlmostEqual(boss.final, 3)
        self.make_value(calls, self.dung, "2025-05-02", 30)
        boss.invalidate_recordset()
        self.assertAlmostEqual(boss.final, 4)
        boss.decided_band_id = boss.proposed_band_id
        boss.action_done()
        self.make_value(calls, self.dung, "2025-05-03", 10)
        boss.invalidate_recordset()
        self.assertAlmostEqual(boss.final, 4)
        (results,) = boss.get_results()
        self.assertTrue(results["frozen"])
        (cycle,) = results["cycles"]
        self.assertEqual(cycle["scorecards"][0]["lines"][0]["actual"], 90)
        self.assertEqual(cycle["scorecards"][0]["lines"][0]["name"], "Calls live")

    def test_results(self):
        """Scorecards with lines, objectives with key results and check-ins, by cycle."""
        objective = self.make_objective(self.dung, self.cycle, [(0, 10)])
        self.check_in(objective.key_result_ids, 4, note="Begun")
        appraisal = self.make_appraisal(
            self.dung, self.make_appraisal_template({"okr": 1}), "self_assessment"
        )
        (results,) = self.as_user(appraisal, self.dung).get_results()
        (cycle,) = results["cycles"]
        (shown,) = cycle["objectives"]
        (key_result,) = shown["key_results"]
        self.assertEqual((shown["id"], shown["score"]), (objective.id, 0.4))
        self.assertEqual((key_result["current"], key_result["target"]), (4, 10))
        self.assertEqual([c["note"] for c in key_result["check_ins"]], ["Begun"])

    def test_default_template(self):
        template = self.env.ref("kpi_okr.appraisal_template_default")
        self.assertEqual(template.measured_share, 0.4)
        self.assertFalse(template.weight_warning)
        self.assertEqual(len(template.criterion_ids.competence_id), 8)
        appraisal = self.make_appraisal(self.an)
        self.assertEqual(appraisal.template_id, template)
        self.assertEqual(appraisal.manager_id, self.north_manager)

    def test_more_than_half_warns(self):
        template = self.make_appraisal_template({"kpi": 30, "okr": 20, "manager": 50})
        self.assertFalse(template.weight_warning)
        template.part_ids.filtered(lambda p: p.kind == "okr").weight = 21
        self.assertTrue(template.weight_warning)

    def test_template_of_the_job_the_department_the_company(self):
        make = self.make_appraisal_template
        company = make({"manager": 1}, name="Company")
        sales = make(
            {"manager": 1}, name="Sales", apply_to="department", department_id=self.dept_sales.id
        )
        south = make(
            {"manager": 1}, name="South", apply_to="department", department_id=self.dept_south.id
        )
        job = make({"manager": 1}, name="Job", apply_to="job", job_id=self.job_marketer.id)
        people = self.an | self.dung | self.marketer | self.director | self.other_seller
        found = self.env["goal.appraisal.template"]._for_employees(people)
        default = self.env.ref("kpi_okr.appraisal_template_default")
        self.assertEqual(
            [found[person.id] for person in people], [sales, south, job, company, default]
        )

    def test_weights_are_fixed_with_the_first_feedback(self):
        template = self.make_appraisal_template({"self": 30, "manager": 70})
        appraisal = self.make_appraisal(self.dung, template, "self_assessment")
        part = template.part_ids[0]
        part.weight = 40
        mine = self.as_user(appraisal, self.dung)
        self.rate(mine, "employee", [5])
        part.weight = 30
        mine.action_submit()
        officer = self.as_user(template, self.hr_officer)
        for change in (
            lambda: part.write({"weight": 50}),
            lambda: template.criterion_ids[0].write({"weight": 3}),
            lambda: template.level_ids[0].write({"value": 0}),
            lambda: template.band_ids[1].write({"from_mark": 1}),
            template.part_ids[0].unlink,
            lambda: template.write({"part_ids": [(0, 0, {"kind": "kpi", "weight": 9})]}),
            lambda: officer.write({"locked_at": False}),
        ):
            with self.assertRaises(UserError):
                change()
        template.criterion_ids[0].name = "Better worded"
        action = officer.action_new_version()
        version = officer.browse(action["res_id"])
        version.part_ids[0].weight = 50
        self.assertFalse(template.active)
        self.assertEqual(part.weight, 30)

    def test_questions_are_fixed_when_an_appraisal_begins(self):
        template = self.make_appraisal_template({"manager": 1})
        competence = template.criterion_ids.competence_id
        self.make_appraisal(self.dung, template, "self_assessment")
        with self.assertRaises(UserError):
            template.criterion_ids = [(0, 0, {"name": "New", "competence_id": competence.id})]
        with self.assertRaises(UserError):
            template.level_ids[0].unlink()

    def test_another_rating_needs_a_reason(self):
        boss = self.rated(self.make_appraisal_template({"manager": 1}), [None], [3])
        self.assertEqual(boss.proposed_band_id.name, "Middle")
        with self.assertRaises(UserError):
            boss.action_done()
        high = boss.template_id.band_ids.filtered(lambda band: band.name == "High")
        boss.decided_band_id = high
        with self.assertRaises(UserError):
            boss.action_done()
        boss.decision_reason = "Took over a second area"
        boss.action_done()
        mine = self.as_user(boss, self.dung)
        self.assertEqual(mine.decided_band_id.name, "High")
        self.assertEqual(mine.decision_reason, "Took over a second area")
        with self.assertRaises(UserError):
            boss.decided_band_id = boss.proposed_band_id

    def test_a_mark_beside_the_scale_is_refused(self):
        appraisal = self.make_appraisal(
            self.dung, self.make_appraisal_template({"manager": 1}), "self_assessment"
        )
        for wrong in (6, 0, 2.5):
            with self.assertRaises(ValidationError):
                self.rate(self.as_manager(appraisal), "manager", [wrong])

    def test_on_the_form(self):
        """As a manager does it: create, begin, rate, decide, in the form."""
        template = self.make_appraisal_template({"manager": 1})
        form = Form(self.as_user(self.env["goal.appraisal"], self.south_manager))
        form.employee_id = self.dung
        form.date_from, form.date_to = "2025-01-01", "2025-06-30"
        appraisal = form.save()
        self.assertEqual(appraisal.template_id, template)
        self.assertEqual(appraisal.manager_id, self.south_manager)
        appraisal.action_start()
        appraisal.action_skip_self()
        appraisal.action_close_feedback()
        self.rate(appraisal, "manager", [4])
        form = Form(appraisal)
        self.assertEqual(form.final, 4)
        form.manager_text = "<p>Well done</p>"
        form.decided_band_id = appraisal.proposed_band_id
        appraisal = form.save()
        appraisal.action_done()
        self.assertEqual(self.as_user(appraisal, self.dung).manager_text, "<p>Well done</p>")

    def test_nobody_is_the_own_manager(self):
        with self.assertRaises(ValidationError):
            self.make_appraisal(self.dung, manager_id=self.dung.id)

    def test_only_who_manages_creates(self):
        vals = {"employee_id": self.dung.id, "date_from": "2025-01-01", "date_to": "2025-06-30"}
        for person in (self.dung, self.phuc, self.marketing_manager, self.other_officer):
            with self.assertRaises(AccessError):
                self.as_user(self.env["goal.appraisal"], person).create(vals)
        with self.assertRaises(AccessError):
            self.as_user(self.env["goal.appraisal"], self.marketing_manager).create(
                vals | {"manager_id": self.marketing_manager.id}
            )
        self.as_user(self.env["goal.appraisal"], self.director).create(vals)
