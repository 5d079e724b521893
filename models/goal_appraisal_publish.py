from random import SystemRandom

from odoo import api, fields, models

from ..scoring import TOLERANCE, feedback_groups
from .private_one2many import PrivateOne2many

BIG_GAP = 1.0


class GoalAppraisal(models.Model):
    """Collecting feedback, and publishing it once.

    Closing the feedback takes all answers at one moment, stores the means of groups of three
    raters or more, and ends the collecting for good. Before it there is no figure for anybody,
    after it the figures never change, so that no two of them can be subtracted.
    """

    _inherit = "goal.appraisal"
    feedback_ids = PrivateOne2many("goal.appraisal.feedback", "appraisal_id", string="Raters")
    result_ids = PrivateOne2many("goal.appraisal.result", "appraisal_id")
    asked_count = fields.Integer(compute="_compute_feedback_counts", compute_sudo=False)
    given_count = fields.Integer(compute="_compute_feedback_counts", compute_sudo=False)
    may_see_raters = fields.Boolean(compute="_compute_feedback_counts", compute_sudo=False)
    result_warning = fields.Char(compute="_compute_feedback_counts", compute_sudo=False)

    @api.depends_context("uid")
    @api.depends("feedback_closed_at", "state")
    def _compute_feedback_counts(self):
        rows = self.env["goal.appraisal.feedback"]._read_group(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "rater_group", "state"],
            ["__count"],
        )
        for appraisal in self:
            origin = appraisal._origin or appraisal
            its = [row for row in rows if row[0] == origin]
            managing = appraisal.may_manage or appraisal.is_managed or appraisal.is_officer
            appraisal.may_see_raters = managing
            visible = its if managing else []
            appraisal.asked_count = sum((count for *_key, count in visible))
            appraisal.given_count = sum((c for _a, _g, state, c in visible if state == "submitted"))
            appraisal.result_warning = managing and appraisal._few_raters_warning(visible)

    def _few_raters_warning(self, rows):
        """What the manager has to know before closing: who would not be shown."""
        given = {}
        for _appraisal, group, state, count in rows:
            if state == "submitted":
                given[group] = given.get(group, 0) + count
        answers = [(group, {}) for group, count in given.items() for _rater in range(count)]
        shown = {name for group in feedback_groups(answers) for name in group.groups}
        withheld = sum((count for group, count in given.items() if group not in shown))
        if not withheld:
            return False
        return self.env._(
            "%(count)s answers can't be shown: it takes three of a group, or of the "
            "small groups together. They do not count.",
            count=withheld,
        )

    def action_ask(self):
        """The dialog that asks colleagues for feedback."""
        self.ensure_one()
        self._check_managing()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for Feedback"),
            "res_model": "goal.appraisal.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_appraisal_id": self.id},
        }

    def action_view_feedback(self):
        """Who was asked, with the rights of who looks."""
        self.ensure_one()
        own = [("appraisal_id", "=", self.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Asked for Feedback"),
            "res_model": "goal.appraisal.feedback",
            "view_mode": "list,form",
            "domain": own,
            "context": {"create": False},
        }

    def _names_promised(self):
        """Whether the manager sees names: as the first rater was told, else by the template."""
        self.ensure_one()
        appraisal = self.sudo()
        if appraisal.feedback_ids:
            return appraisal.names_to_manager
        return appraisal.template_id.names_to_manager

    def _colleagues(self):
        """(peers, reports) of the employee with a user, who are not asked yet."""
        self.ensure_one()
        employee = self.sudo().employee_id
        asked = (
            self.env["goal.appraisal.feedback"].search([("appraisal_id", "=", self.id)]).rater_id
        )
        out = asked.sudo() | employee | self.sudo().manager_id
        people = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("user_id", "!=", False),
                    ("parent_id", "in", [*employee.parent_id.ids, employee.id]),
                ]
            )
        )
        people -= out
        reports = people.filtered(lambda person: person.parent_id == employee)
        return people - reports, reports

    def _ask_raters(self, by_group, deadline=False):
        """Ask employees for feedback, {rater group: employees}; each of them once."""
        self.ensure_one()
        self._check_managing()
        Feedback = self.env["goal.appraisal.feedback"]
        asked = Feedback.search([("appraisal_id", "=", self.id)]).rater_id
        vals_list = []
        for group, raters in by_group.items():
            for rater in raters - asked:
                asked |= rater
                vals_list.append(
                    {
                        "appraisal_id": self.id,
                        "rater_id": rater.id,
                        "rater_group": group,
                        "deadline": deadline or self.feedback_deadline,
                    }
                )
        return Feedback.create(vals_list)

    def _close_feedback(self):
        """Publish the feedback of these appraisals and end its collecting, in one step."""
        todo = self.sudo().filtered(lambda appraisal: not appraisal.feedback_closed_at)
        if not todo:
            return
        requests = (
            self.env["goal.appraisal.feedback"].sudo().search([("appraisal_id", "in", todo.ids)])
        )
        given = requests.filtered(lambda request: request.state == "submitted")
        results, comments = [], []
        for appraisal in todo:
            its = given.filtered(lambda request, a=appraisal: request.appraisal_id == a)
            for group in feedback_groups((r.rater_group, r._marks()) for r in its):
                results += appraisal._result_vals(group)
                comments += appraisal._comment_vals(group, its)
        SystemRandom().shuffle(comments)
        self.env["goal.appraisal.result"].sudo().create(results)
        self.env["goal.appraisal.comment"].sudo().create(comments)
        pending = requests.filtered(lambda request: request.state == "pending")
        pending.answer_ids.unlink()
        pending._finish({"state": "closed"})
        todo._write_past_guard({"feedback_closed_at": fields.Datetime.now()})

    def _result_vals(self, group):
        self.ensure_one()
        name = group.groups[0] if len(group.groups) == 1 else "folded"
        criteria = self.template_id.criterion_ids
        return [
            {
                "appraisal_id": self.id,
                "rater_group": name,
                "groups": ",".join(group.groups),
                "criterion_id": criterion.id,
                "sequence": number,
                "mean": group.means[criterion.id],
                "raters": group.raters,
            }
            for number, criterion in enumerate(criteria, 1)
            if criterion.id in group.means
        ]

    def _comment_vals(self, group, requests):
        self.ensure_one()
        name = group.groups[0] if len(group.groups) == 1 else "folded"
        return [
            {
                "appraisal_id": self.id,
                "rater_group": name,
                "question": answer.question,
                "criterion_id": answer.criterion_id.id,
                "text": answer.comment.strip(),
            }
            for request in requests
            if request.rater_group in group.groups
            for answer in request.answer_ids
            if (answer.comment or "").strip()
        ]

    @api.readonly
    def get_feedback(self):
        """The bars of the 360-degree feedback: for each criterion the mark of each side and group
        that the user may read, and the gap between self and others.

        A list with one dict for each appraisal. Raises AccessError unless the user may read them.
        """
        self.check_access("read")
        return [appraisal._feedback_data() for appraisal in self]

    def _feedback_data(self):
        self.ensure_one()
        own = [("appraisal_id", "=", self.id)]
        ratings = self.env["goal.appraisal.rating"].search(own)
        results = self.env["goal.appraisal.result"].search(own)
        comments = self.env["goal.appraisal.comment"].search(own)
        template = self.template_id.sudo()
        lowest, highest = template._scale() if template.level_ids else (0.0, 1.0)
        marks = {
            ("self" if r.side == "employee" else "manager", r.criterion_id.id): r.score
            for r in ratings
        }
        marks |= {(r.rater_group, r.criterion_id.id): r.mean for r in results}
        order = ["self", "manager", "peer", "report", "other", "folded"]
        present = {key for key, _criterion in marks}
        raters = {result.rater_group: result.raters for result in results}
        series = [
            {"key": key, "label": self._part_label(key), "raters": raters.get(key)}
            for key in order
            if key in present
        ]
        for row in series:
            if row["key"] == "folded":
                groups = results.filtered(lambda r: r.rater_group == "folded")[:1]._group_names()
                row["label"] = ", ".join(self._part_label(group) for group in groups)
        return {
            "lowest": lowest,
            "highest": highest,
            "closed": bool(self.feedback_closed_at),
            "series": series,
            "criteria": [
                self._criterion_data(criterion, marks, series)
                for criterion in template.criterion_ids
            ],
            "comments": self._comments_data(comments),
        }

    def _criterion_data(self, criterion, marks, series):
        values = {row["key"]: marks.get((row["key"], criterion.id)) for row in series}
        others = {key: value for key, value in values.items() if key not in ("self",)}
        gaps = {
            key: value - values["self"]
            for key, value in others.items()
            if value is not None
            if values.get("self") is not None
        }
        return {
            "id": criterion.id,
            "name": criterion.name,
            "competence": criterion.competence_id.name,
            "marks": values,
            "gaps": gaps,
            "big": [key for key, gap in gaps.items() if abs(gap) >= BIG_GAP - TOLERANCE],
        }

    def _comments_data(self, comments):
        labels = dict(comments._fields["question"]._description_selection(self.env))
        return [
            {
                "id": comment.id,
                "group": comment.rater_group,
                "question": labels[comment.question],
                "criterion": comment.criterion_id.sudo().name or "",
                "text": comment.text,
            }
            for comment in comments
        ]
