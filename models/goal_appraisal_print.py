from odoo import models
from odoo.tools import html2plaintext

from .goal_appraisal_words import _mark, _percent


class GoalAppraisal(models.Model):
    """What the print of an appraisal shows: what its reader may read, ready as text."""

    _inherit = "goal.appraisal"

    def _print_lang(self):
        """The language of the employee, else of whoever prints."""
        self.ensure_one()
        return self.sudo().user_id.lang or self.env.lang or "en_US"

    def _print_data(self):
        """The texts of the report, read with the rights of whoever prints."""
        self.ensure_one()
        feedback = self._feedback_data()
        states = dict(self._fields["state"]._description_selection(self.env))
        unit = [self.job_id.sudo().name, self.department_id.sudo().name]
        return {
            "span": self._span_text(),
            "state": states[self.state],
            "unit": " · ".join(filter(None, unit)),
            "explanation": self.explanation,
            "reason": self.decision_reason,
            "series": feedback["series"],
            "criteria": feedback["series"]
            and [
                criterion
                | {"marks": [_mark(criterion["marks"][s["key"]]) for s in feedback["series"]]}
                for criterion in feedback["criteria"]
            ],
            "employee_text": _shown(self.employee_text),
            "manager_text": _shown(self.manager_text),
            "goals": self._print_goals(),
            "actions": self.action_ids,
        }

    def _print_goals(self):
        """One row for each scorecard and objective, with its score."""
        (results,) = self.get_results()
        rows = []
        for cycle in results["cycles"]:
            scored = [(self.env._("Scorecard"), card["score"]) for card in cycle["scorecards"]]
            scored += [(goal["name"], goal["score"]) for goal in cycle["objectives"]]
            rows += [
                {
                    "cycle": cycle["name"],
                    "name": name,
                    "score": "–" if score is None else _percent(score),
                }
                for name, score in scored
            ]
        return rows


def _shown(text):
    return text if text and html2plaintext(text).strip() else False
