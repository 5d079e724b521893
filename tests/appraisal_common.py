"""Factories of appraisal templates, appraisals and feedback."""

from odoo.fields import Command

from .okr_common import OkrCase, OkrHttpCase

LEVELS = (1, "One"), (2, "Two"), (3, "Three"), (4, "Four"), (5, "Five")
BANDS = (None, "Low"), (2.5, "Middle"), (4, "High")


class AppraisalFactories:
    @classmethod
    def make_appraisal_template(cls, parts, criteria=(1,), **vals):
        """A template of the company: ``parts`` {kind: weight}, ``criteria`` their weights."""
        competence = cls.env["goal.appraisal.competence"].search([], limit=1)
        return cls.env["goal.appraisal.template"].create(
            {
                "name": "Template of the test",
                "sequence": 1,
                "company_id": cls.company.id,
                "part_ids": [
                    Command.create({"kind": kind, "weight": weight})
                    for kind, weight in parts.items()
                ],
                "level_ids": [
                    Command.create({"value": value, "name": name}) for value, name in LEVELS
                ],
                "band_ids": [
                    Command.create(
                        {
                            "name": name,
                            "from_mark": False if bar is None else bar,
                            "sequence": number,
                        }
                    )
                    for number, (bar, name) in enumerate(BANDS)
                ],
                "criterion_ids": [
                    Command.create(
                        {
                            "name": f"Criterion {number}",
                            "competence_id": competence.id,
                            "weight": weight,
                            "sequence": number,
                        }
                    )
                    for number, weight in enumerate(criteria, 1)
                ],
            }
            | vals
        )

    @classmethod
    def make_appraisal(cls, employee, template=None, state="draft", **vals):
        """An appraisal of the first half of 2025, brought to ``state`` by the buttons."""
        appraisal = cls.env["goal.appraisal"].create(
            {
                "employee_id": employee.id,
                "template_id": template and template.id,
                "date_from": "2025-01-01",
                "date_to": "2025-06-30",
            }
            | vals
        )
        cls.bring_to(appraisal, state)
        return appraisal

    @classmethod
    def bring_to(cls, appraisal, state):
        steps = {
            "draft": [],
            "self_assessment": ["action_start"],
            "feedback": ["action_start", "action_skip_self"],
            "manager": ["action_start", "action_skip_self", "action_close_feedback"],
        }
        for step in steps[state]:
            getattr(appraisal, step)()

    def as_manager(self, appraisal):
        return self.as_user(appraisal, appraisal.manager_id)

    @classmethod
    def rate(cls, appraisal, side, scores):
        """The marks of a side in the order of the criteria."""
        ratings = appraisal.env["goal.appraisal.rating"].search(
            [("appraisal_id", "=", appraisal.id), ("side", "=", side)]
        )
        for rating, score in zip(ratings, scores, strict=True):
            rating.score = score

    @classmethod
    def ask(cls, appraisal, **groups):
        """Feedback requests: ``peer=employees`` and so on, as {rater: request}."""
        appraisal._ask_raters(groups)
        requests = cls.env["goal.appraisal.feedback"].search([("appraisal_id", "=", appraisal.id)])
        return {request.rater_id: request for request in requests}

    @classmethod
    def give(cls, request, scores, comment=None):
        """The rater answers and hands in."""
        mine = cls.as_user(request, request.rater_id)
        answers = mine.answer_ids.filtered("criterion_id")
        for answer, score in zip(answers, scores, strict=True):
            answer.write({"score": score, **({"comment": comment} if comment else {})})
        return mine.action_submit()


class AppraisalCase(AppraisalFactories, OkrCase):
    pass


class AppraisalHttpCase(AppraisalFactories, OkrHttpCase):
    pass
