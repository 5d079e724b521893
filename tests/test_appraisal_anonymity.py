"""An employee who wants to know what one colleague said, and tries everything RPC has."""

from itertools import combinations, pairwise

from odoo.exceptions import AccessError, UserError, ValidationError

from .appraisal_common import AppraisalCase, AppraisalHttpCase

MODELS = "goal.appraisal.feedback", "goal.appraisal.feedback.answer"


class TestAppraisalFeedback(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.make_appraisal_template(
            {"manager": 40, "peer": 30, "report": 20, "other": 10}, [1, 3]
        )

    def means(self, appraisal):
        results = self.env["goal.appraisal.result"].search([("appraisal_id", "=", appraisal.id)])
        return {
            (result.rater_group, result.criterion_id.name[-1]): result.mean for result in results
        }

    def test_means_of_a_group(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc | self.an)
        for rater, marks in ((self.em, [1, 4]), (self.phuc, [2, 4]), (self.an, [3, 5])):
            self.give(asked[rater], marks)
        boss = self.as_manager(appraisal)
        self.rate(boss, "manager", [3, 3])
        boss.action_close_feedback()
        self.assertEqual(
            self.means(appraisal), {("peer", "1"): 2, ("peer", "2"): 4.333333333333333}
        )
        rows = {row["kind"]: row["mark"] for row in boss.explanation["rows"]}
        self.assertEqual(rows, {"manager": 3, "peer": 3.75, "report": None, "other": None})
        self.assertAlmostEqual(boss.final, 3.3214285714285716)

    def test_small_groups_fold_into_one(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(
            appraisal,
            peer=self.em | self.phuc,
            report=self.an,
            other=self.marketer | self.chi | self.binh,
        )
        for rater in (self.em, self.phuc):
            self.give(asked[rater], [5, 5])
        self.give(asked[self.an], [2, 2])
        for rater in (self.marketer, self.chi, self.binh):
            self.give(asked[rater], [3, 1])
        boss = self.as_manager(appraisal)
        boss.action_close_feedback()
        self.assertEqual(
            self.means(appraisal),
            {("other", "1"): 3, ("other", "2"): 1, ("folded", "1"): 4, ("folded", "2"): 4},
        )
        shares = {row["kind"]: row["share_text"] for row in boss.explanation["rows"]}
        self.assertEqual(shares, {"manager": "0 %", "other": "17 %", "folded": "83 %"})
        self.assertIn("Peers, Reports: 3 raters", boss.explanation["rows"][-1]["note"])

    def test_two_are_too_few(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc)
        for request in asked.values():
            self.give(request, [5, 5], comment="I know what you did")
        boss = self.as_manager(appraisal)
        self.assertIn("2 answers can't be shown", boss.result_warning)
        self.rate(boss, "manager", [3, 3])
        boss.action_close_feedback()
        self.assertFalse(self.means(appraisal))
        self.assertEqual(boss.final, 3)
        self.assertFalse(
            self.env["goal.appraisal.comment"].search([("appraisal_id", "=", appraisal.id)])
        )

    def test_a_criterion_that_two_rated_is_withheld(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc | self.an)
        for rater, marks in ((self.em, [1, 4]), (self.phuc, [2, 4]), (self.an, [3, None])):
            self.give(asked[rater], marks)
        boss = self.as_manager(appraisal)
        boss.action_close_feedback()
        self.assertEqual(self.means(appraisal), {("peer", "1"): 2})
        self.assertEqual(boss.final, 2)

    def test_handed_in_once(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc)
        mine = self.as_user(asked[self.em], self.em)
        with self.assertRaises(UserError):
            mine.action_submit()
        mine.answer_ids[0].score = 4
        self.assertFalse(
            self.as_manager(appraisal).env["goal.appraisal.feedback.answer"].search([])
        )
        with self.assertRaises(AccessError):
            self.as_user(asked[self.em], self.phuc).action_submit()
        mine.action_submit()
        for change in (
            lambda: mine.answer_ids[0].write({"score": 1}),
            mine.action_submit,
            lambda: mine.action_decline("Too late"),
            mine.unlink,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        self.assertTrue(self.template.locked_at)

    def test_declined_with_a_reason(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc)
        mine = self.as_user(asked[self.em], self.em)
        with self.assertRaises(UserError):
            mine.action_decline(" ")
        mine.answer_ids[0].score = 4
        mine.action_decline("We never met")
        self.assertFalse(asked[self.em].answer_ids)
        boss = self.as_user(asked[self.em], self.south_manager)
        self.assertEqual(boss.decline_reason, "We never met")
        self.assertFalse(self.template.locked_at)

    def test_closed_is_closed(self):
        """After closing nobody gives any more, and what was a draft is gone."""
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc | self.an | self.chi)
        for rater in (self.em, self.phuc, self.an):
            self.give(asked[rater], [4, 4])
        late = self.as_user(asked[self.chi], self.chi)
        draft = late.answer_ids[0]
        draft.score = 1
        boss = self.as_manager(appraisal)
        boss.action_close_feedback()
        published = self.means(appraisal)
        for change in (
            lambda: draft.write({"score": 2}),
            late.action_submit,
            lambda: boss._ask_raters({"peer": self.binh}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        self.assertFalse(asked[self.chi].answer_ids)
        self.rate(boss, "manager", [3, 3])
        boss.decided_band_id = boss.proposed_band_id
        boss.decision_reason = "As it is"
        boss.action_done()
        officer = self.as_user(appraisal, self.hr_officer)
        officer.action_reopen("Another look")
        self.assertEqual(appraisal.state, "manager")
        with self.assertRaises(UserError):
            boss.action_close_feedback()
        self.assertEqual(self.means(appraisal), published)
        boss.action_cancel()
        officer.action_reopen("After all")
        self.assertEqual(appraisal.state, "manager")
        self.assertEqual(self.means(appraisal), published)

    def test_who_may_not_be_asked(self):
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        without = self.make_employees(1)
        for rater in (self.dung, self.south_manager, without):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                appraisal._ask_raters({"peer": rater})
        with self.assertRaises(UserError), self.cr.savepoint():
            appraisal._ask_raters({"peer": self.other_seller})

    def test_proposed_by_the_employee(self):
        appraisal = self.make_appraisal(self.dung, self.template, "self_assessment")
        mine, boss = self.as_user(appraisal, self.dung), self.as_manager(appraisal)
        mine.nomination_ids = [
            (0, 0, {"rater_id": self.em.id}),
            (0, 0, {"rater_id": self.chi.id, "rater_group": "other", "note": "A project"}),
        ]
        first, second = mine.nomination_ids
        with self.assertRaises(AccessError):
            first.action_accept()
        with self.assertRaises(AccessError):
            first.write({"state": "accepted"})
        boss.nomination_ids[0].action_accept()
        boss.nomination_ids[1].action_reject()
        asked = self.env["goal.appraisal.feedback"].search([("appraisal_id", "=", appraisal.id)])
        self.assertEqual((asked.rater_id, asked.rater_group), (self.em, "peer"))
        self.assertEqual((first + second).mapped("state"), ["accepted", "rejected"])

    def test_names_only_where_the_rater_was_told(self):
        """The promise of the first request holds for the whole appraisal."""
        appraisal = self.make_appraisal(self.dung, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em)
        self.template.names_to_manager = True
        asked = self.ask(appraisal, peer=self.phuc)
        self.assertEqual([asked[r].is_named for r in (self.em, self.phuc)], [False, False])
        named = self.make_appraisal(self.an, self.template, "feedback")
        asked_named = self.ask(named, peer=self.binh)
        self.template.names_to_manager = False
        self.assertTrue(asked_named[self.binh].is_named)
        self.give(asked[self.em], [1, 1])
        self.give(asked_named[self.binh], [2, 2])
        Answer = self.env["goal.appraisal.feedback.answer"]
        rated = [("score", "!=", False)]
        for user, seen in (
            (self.south_manager, 0),
            (self.north_manager, 2),
            (self.director, 2),
            (self.hr_officer, 2),
            (self.goals_admin, 2),
            (self.em, 2),
            (self.binh, 2),
            (self.dung, 0),
            (self.an, 0),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(len(self.as_user(Answer, user).search(rated)), seen)

    def test_an_officer_reads_none_about_oneself(self):
        self.hr_officer.parent_id = self.director
        appraisal = self.make_appraisal(self.hr_officer, self.template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc | self.an)
        self.give(asked[self.em], [1, 1])
        for model in (*MODELS, "goal.appraisal.outcome", "goal.appraisal.result"):
            mine = self.as_user(self.env[model], self.hr_officer)
            self.assertFalse(mine.search([]), model)
        mine = self.as_user(appraisal, self.hr_officer)
        with self.assertRaises(AccessError):
            mine.action_close_feedback()
        with self.assertRaises(AccessError):
            mine._ask_raters({"peer": self.chi})


class TestSubtraction(AppraisalHttpCase):
    """Four peers, one report: dung collects every figure RPC gives away, at every step."""

    def setUp(self):
        super().setUp()
        # Or it would be Odoo's own right to export that refuses.
        self.env.ref("base.group_user").implied_ids |= self.env.ref("base.group_allow_export")

    def everything(self, user, appraisal):
        """All numbers that ``user`` can read of the appraisal, by any model and any call."""
        found = {}
        for model in sorted(
            name for name in self.env.registry if name.startswith("goal.appraisal")
        ):
            if self.env[model]._abstract or self.env[model]._transient:
                continue
            status, rows = self.json2(user, model, "search_read", domain=[])
            if status != 200:
                continue
            for row in rows:
                for name, value in row.items():
                    if isinstance(value, float | dict | list):
                        found[f"{model}.{row['id']}.{name}"] = value
        for method in ("get_feedback", "get_results"):
            status, answer = self.json2(user, "goal.appraisal", method, appraisal.ids)
            if status == 200:
                for part in answer:
                    part.pop("as_of", None)  # the clock's, not the raters'
                found[method] = answer
        return found

    def means_in(self, found):
        """The published means that are somewhere in what was read."""
        feedback = found.get("get_feedback") or [{"criteria": []}]
        return {
            (criterion["name"], group): mark
            for criterion in feedback[0]["criteria"]
            for group, mark in criterion["marks"].items()
            if group not in ("self", "manager")
            if mark is not None
        }

    def prepare(self):
        template = self.make_appraisal_template(
            {"self": 10, "manager": 30, "peer": 40, "report": 20}, [1, 1]
        )
        appraisal = self.make_appraisal(self.dung, template, "feedback")
        asked = self.ask(appraisal, peer=self.em | self.phuc | self.an | self.chi, report=self.binh)
        return appraisal, asked

    GIVEN = {"em": (1, 2), "phuc": (5, 4), "an": (3, 3), "chi": (4, 5), "binh": (1, 1)}

    def test_the_attack(self):
        appraisal, asked = self.prepare()
        seen = [self.everything(self.dung, appraisal)]
        for name, marks in self.GIVEN.items():
            rater = getattr(self, name)
            self.give(asked[rater], marks, comment=f"Words of {name}")
            seen.append(self.everything(self.dung, appraisal))
        for before, after in pairwise(seen):
            self.assertEqual(before, after, "an answer that comes in moves something")
        boss = self.as_manager(appraisal)
        self.rate(boss, "manager", [2, 2])
        boss.action_close_feedback()
        seen.append(self.everything(self.dung, appraisal))
        self.assertFalse(self.means_in(seen[-1]), "nothing before it is shown")
        boss.action_show_feedback()
        seen.append(self.everything(self.dung, appraisal))
        boss.decided_band_id = boss.proposed_band_id
        boss.action_done()
        seen.append(self.everything(self.dung, appraisal))
        published = {("Criterion 1", "peer"): 3.25, ("Criterion 2", "peer"): 3.5}
        self.assertEqual(self.means_in(seen[-1]), published)
        self.assertEqual(self.means_in(seen[-2]), published)
        (outcome,) = self.json2(
            self.dung,
            "goal.appraisal.outcome",
            "search_read",
            domain=[("appraisal_id", "=", appraisal.id)],
        )[1]
        self.assertAlmostEqual(outcome["final"], 2.7857142857142856)
        self.assertFalse(outcome["report_mark"])
        self.assert_no_single_mark(seen)

    def assert_no_single_mark(self, seen):
        """No sums or differences of published figures, times the raters, give one rater's mark
        for certain: every published mean is of four, and there is only one set of them."""
        sets = {tuple(sorted(self.means_in(found).items())) for found in seen} - {()}
        self.assertEqual(len(sets), 1)
        (published,) = sets
        raters = 4
        for criterion in ("Criterion 1", "Criterion 2"):
            sums = [raters * mean for (name, _group), mean in published if name == criterion]
            self.assertEqual(len(sums), 1)
            place = int(criterion[-1]) - 1
            marks = [given[place] for name, given in self.GIVEN.items() if name != "binh"]
            self.assertEqual(sums[0], sum(marks))
            for fewer in (1, 2, 3):
                for some in combinations(marks, fewer):
                    self.assertNotEqual(sums[0] / raters, sum(some))

    def test_feedback_records_are_out_of_reach(self):
        """Search, count, read, group, export, name, activity, message, through relations."""
        _appraisal, asked = self.prepare()
        self.give(asked[self.em], (1, 2), comment="Secret words")
        request = asked[self.em]
        answer = request.answer_ids[0]
        by_model = {"goal.appraisal.feedback": request, "goal.appraisal.feedback.answer": answer}
        for name in ("dung", "marketing_manager", "other_officer", "plain_user"):
            user = getattr(self, name)
            for model, record in by_model.items():
                with self.subTest(user=name, model=model):
                    for method, params in (
                        ("search_count", {"domain": []}),
                        ("search_read", {"domain": []}),
                        ("name_search", {"name": ""}),
                        (
                            "formatted_read_group",
                            {
                                "domain": [],
                                "groupby": ["create_date:day"],
                                "aggregates": ["__count"],
                            },
                        ),
                        ("web_search_read", {"domain": [], "specification": {"id": {}}}),
                    ):
                        status, found = self.json2(user, model, method, **params)
                        self.assertEqual(status, 200, (method, found))
                        found = found.get("records") if isinstance(found, dict) else found
                        self.assertFalse(found, method)
                    for method, params in (
                        ("read", {"fields": ["id"]}),
                        ("export_data", {"fields_to_export": ["id", "create_date"]}),
                        ("read", {"fields": ["display_name"]}),
                        ("read", {"fields": ["write_date", "create_uid"]}),
                        ("web_read", {"specification": {"id": {}, "display_name": {}}}),
                        ("unlink", {}),
                    ):
                        status, found = self.json2(user, model, method, record.ids, **params)
                        self.assertEqual(status, 403, f"{method}: {found}")

    def test_nothing_through_relations(self):
        """A domain that walks to the answers finds as if there were none."""
        appraisal, asked = self.prepare()
        self.give(asked[self.em], (1, 2), comment="Secret words")
        criterion = appraisal.template_id.criterion_ids[0]
        for model, domain in (
            ("goal.appraisal", [("feedback_ids.state", "=", "submitted")]),
            ("goal.appraisal", [("feedback_ids", "any", [("rater_id", "=", self.em.id)])]),
            ("goal.appraisal", [("feedback_ids.answer_ids.score", "=", 1)]),
            ("goal.appraisal", [("feedback_ids", "!=", False)]),
            ("goal.appraisal", [("result_ids", "!=", False)]),
            ("goal.appraisal", [("manager_rating_ids", "!=", False)]),
            ("mail.activity", [("res_model", "=", "goal.appraisal.feedback")]),
            ("mail.message", [("model", "=", "goal.appraisal.feedback")]),
        ):
            with self.subTest(model=model, domain=domain):
                status, found = self.json2(self.dung, model, "search", domain=domain)
                self.assertTrue(status == 403 or found == [], (domain, found))
        status, rows = self.json2(self.dung, "goal.appraisal", "read", appraisal.ids)
        self.assertEqual(status, 200, rows)
        (row,) = rows
        for name in ("feedback_ids", "result_ids", "manager_rating_ids", "other_note_ids"):
            self.assertEqual(row[name], [], name)
        for name in ("asked_count", "given_count"):
            self.assertEqual(row[name], 0, name)
        for name in ("manager_text", "my_note", "final", "explanation", "result_warning"):
            self.assertFalse(row[name], name)
        status, (row,) = self.json2(self.dung, "goal.appraisal.criterion", "read", criterion.ids)
        self.assertEqual(status, 200)
        self.assertFalse([name for name in row if "answer" in name or "rating" in name])
        status, exported = self.json2(
            self.dung,
            "goal.appraisal",
            "export_data",
            appraisal.ids,
            fields_to_export=["feedback_ids/rater_id", "manager_rating_ids/score", "manager_text"],
        )
        self.assertEqual(status, 200)
        self.assertFalse(any(cell for row in exported["datas"] for cell in row), exported)

    def test_nothing_in_the_conversation(self):
        appraisal, asked = self.prepare()
        before = len(appraisal.message_ids)
        for name, marks in self.GIVEN.items():
            self.give(asked[getattr(self, name)], marks, comment=f"Words of {name}")
        self.assertEqual(len(appraisal.message_ids), before)
        mine = self.as_user(appraisal, self.dung)
        self.assertFalse(mine.activity_ids.filtered(lambda a: a.user_id in asked))

    def test_comments_have_no_author_and_no_order(self):
        appraisal, asked = self.prepare()
        for name, marks in self.GIVEN.items():
            self.give(asked[getattr(self, name)], marks, comment=f"Words of {name}")
        boss = self.as_manager(appraisal)
        boss.action_close_feedback()
        boss.action_show_feedback()
        status, rows = self.json2(self.dung, "goal.appraisal.comment", "search_read", domain=[])
        self.assertEqual(status, 200)
        self.assertEqual(
            sorted({row["text"] for row in rows}),
            ["Words of an", "Words of chi", "Words of em", "Words of phuc"],
        )
        self.assertEqual(len({row["create_date"] for row in rows}), 1)
        self.assertEqual(len({row["create_uid"][0] for row in rows}), 1)
        self.assertNotIn(rows[0]["create_uid"][0], asked[self.em].rater_user_id.ids)

    def test_the_manager_reads_means_only(self):
        """Nor can the manager subtract: nothing moves while answers come in."""
        appraisal, asked = self.prepare()
        seen = []
        for name, marks in self.GIVEN.items():
            self.give(asked[getattr(self, name)], marks)
            status, (row,) = self.json2(
                self.south_manager,
                "goal.appraisal",
                "read",
                appraisal.ids,
                fields=["final", "explanation", "result_ids"],
            )
            self.assertEqual(status, 200)
            seen.append(row)
        self.assertEqual(len({str(row) for row in seen}), 1)
        status, rows = self.json2(
            self.south_manager, "goal.appraisal.feedback.answer", "search_read", domain=[]
        )
        self.assertEqual((status, rows), (200, []))
