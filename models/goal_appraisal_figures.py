from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..scoring import appraisal_mean, scale_mark, weighted_mean
from .goal_appraisal import RUNNING
from .goal_appraisal_outcome import MARKS
from .goal_appraisal_part import MEASURED
from .optional_float import OptionalFloat

OPEN = "draft", *RUNNING
STORED = "kpi_score", "okr_score", *(f"{kind}_mark" for kind in MARKS), "parts", "final"


class GoalAppraisal(models.Model):
    """How the final figure of an appraisal comes about, for many appraisals at once."""

    _inherit = "goal.appraisal"
    final = OptionalFloat(
        string="Final Figure", compute="_compute_outcome", compute_sudo=False, aggregator=None
    )
    explanation = fields.Json(compute="_compute_outcome", compute_sudo=False)
    proposed_band_id = fields.Many2one(
        "goal.appraisal.band",
        string="Proposed Rating",
        compute="_compute_outcome",
        compute_sudo=False,
    )
    decided_band_id = fields.Many2one(
        "goal.appraisal.band",
        string="Rating",
        compute="_compute_outcome",
        inverse="_inverse_decided_band_id",
        compute_sudo=False,
        domain="[('template_id', '=', template_id)]",
    )
    decision_reason = fields.Text(
        string="Reason",
        compute="_compute_outcome",
        inverse="_inverse_decision_reason",
        compute_sudo=False,
    )
    may_read_outcome = fields.Boolean(compute="_compute_outcome", compute_sudo=False)

    @api.depends_context("uid", "lang")
    @api.depends("state", "manager_id", "user_id")
    def _compute_outcome(self):
        outcomes = self.env["goal.appraisal.outcome"].search([("appraisal_id", "in", self.ids)])
        by_appraisal = {outcome.appraisal_id.id: outcome for outcome in outcomes}
        for appraisal in self:
            outcome = by_appraisal.get(appraisal._origin.id, outcomes.browse())
            appraisal.may_read_outcome = bool(outcome)
            appraisal.final = outcome.final if outcome else None
            appraisal.proposed_band_id = outcome.proposed_band_id
            appraisal.decided_band_id = outcome.decided_band_id
            appraisal.decision_reason = outcome.decision_reason
            appraisal.explanation = appraisal._explain(outcome) if outcome else False

    def _inverse_decided_band_id(self):
        self._decide("decided_band_id")

    def _inverse_decision_reason(self):
        self._decide("decision_reason")

    def _decide(self, name):
        outcomes = self.env["goal.appraisal.outcome"].search([("appraisal_id", "in", self.ids)])
        if len(outcomes) < len(self):
            raise AccessError(self.env._("You may not decide this rating."))
        for outcome in outcomes:
            if outcome[name] != outcome.appraisal_id[name]:
                outcome[name] = outcome.appraisal_id[name]

    def action_refresh(self):
        """Compute the figures now; whoever may read the appraisal may."""
        self.check_access("read")
        self._refresh_outcomes()

    @api.model
    def _refresh_open(self, domain):
        """Compute the outcomes of the open appraisals in ``domain``."""
        appraisals = self.sudo().search(Domain("state", "in", OPEN) & Domain(domain))
        appraisals._refresh_outcomes()

    def _refresh_outcomes(self):
        """Compute and store the outcomes of those of these appraisals that are not done.

        The same number of queries for any number of appraisals; only what differs is written.
        """
        appraisals = self.sudo().filtered(lambda a: a.state in OPEN)
        if not appraisals:
            return
        outcomes = self.env["goal.appraisal.outcome"].sudo()
        outcomes = outcomes.search([("appraisal_id", "in", appraisals.ids)])
        scores = appraisals._measured_scores()
        sides = appraisals._side_marks()
        groups = appraisals._group_marks()
        now = fields.Datetime.now()
        for outcome in outcomes:
            appraisal = outcome.appraisal_id
            vals = appraisal._outcome_vals(
                scores[appraisal.id], sides[appraisal.id], groups[appraisal.id]
            )
            band = appraisal.template_id.band_ids._of_figure(vals["final"])
            if band != outcome.proposed_band_id or any(
                outcome[name] != vals[name] for name in STORED
            ):
                outcome._write_past_guard(vals | {"proposed_band_id": band.id, "computed_at": now})

    def _outcome_vals(self, scores, sides, groups):
        """The figures of one appraisal from the scores, the marks of the sides and those of the
        groups, {kind: (mark, groups, raters)}."""
        self.ensure_one()
        template = self.template_id
        marks = dict(sides) | {kind: found[0] for kind, found in groups.items()}
        lowest, highest = template._scale() if template.level_ids else (0.0, 1.0)
        folded = next((found[1] for kind, found in groups.items() if kind == "folded"), ())
        parts, folded_weight = [], 0.0
        for part in template.part_ids:
            if part.kind in MEASURED:
                marks[part.kind] = scale_mark(
                    scores[part.kind], lowest, highest, part.zero_at, part.full_at
                )
            if part.kind in folded:
                folded_weight += part.weight
            else:
                parts.append({"kind": part.kind, "weight": part.weight})
        if folded:
            parts.append({"kind": "folded", "weight": folded_weight, "groups": list(folded)})
        result = appraisal_mean((marks.get(part["kind"]), part["weight"]) for part in parts)
        for part, share in zip(parts, result.weights, strict=True):
            part["mark"] = marks.get(part["kind"])
            part["share"] = share
            if part["kind"] in groups:
                part["raters"] = groups[part["kind"]][2]
        return {
            "kpi_score": scores["kpi"],
            "okr_score": scores["okr"],
            "final": result.final,
            "parts": parts,
            **{f"{kind}_mark": marks.get(kind) for kind in MARKS},
        }

    def _measured_scores(self):
        """{appraisal id: {"kpi": score, "okr": score}}: the means of the goals whose cycles end
        inside the span, weighted by the days of the cycle."""
        goals = self._goals()
        return {
            appraisal.id: {
                kind: weighted_mean(
                    (goal.score, (goal.date_end - goal.date_start).days + 1) for goal in records
                )
                for kind, records in goals[appraisal.id].items()
            }
            for appraisal in self
        }

    def _goals(self):
        """{appraisal id: {"kpi": scorecards, "okr": objectives}} whose cycle ends in the span."""
        Card, Objective = self.env["kpi.scorecard"], self.env["okr.objective"]
        found = {a.id: {"kpi": Card.browse(), "okr": Objective.browse()} for a in self}
        if not self:
            return found
        domain = [
            ("owner_type", "=", "employee"),
            ("employee_id", "in", self.employee_id.ids),
            ("state", "!=", "draft"),
            ("date_end", ">=", min(self.mapped("date_from"))),
            ("date_end", "<=", max(self.mapped("date_to"))),
        ]
        names = ["employee_id", "company_id", "date_start", "date_end", "score", "cycle_id"]
        for kind, model in (("kpi", Card), ("okr", Objective)):
            by_owner = defaultdict(list)
            for goal in model.search_fetch(domain, names, order="date_start, id"):
                by_owner[goal.employee_id.id, goal.company_id.id].append(goal)
            for appraisal in self:
                owned = by_owner[appraisal.employee_id.id, appraisal.company_id.id]
                ids = [
                    goal.id
                    for goal in owned
                    if appraisal.date_from <= goal.date_end <= appraisal.date_to
                ]
                found[appraisal.id][kind] = model.browse(ids)
        return found

    def _side_marks(self):
        """{appraisal id: {"self": mark, "manager": mark}}; the employee's once it is visible."""
        ratings = self.env["goal.appraisal.rating"].search_fetch(
            [("appraisal_id", "in", self.ids)], ["appraisal_id", "side", "score", "criterion_id"]
        )
        given = defaultdict(list)
        for rating in ratings:
            key = rating.appraisal_id.id, rating.side
            given[key].append((rating.score, rating.criterion_id.weight))
        return {
            appraisal.id: {
                "self": weighted_mean(given[appraisal.id, "employee"])
                if appraisal.employee_visible
                else None,
                "manager": weighted_mean(given[appraisal.id, "manager"]),
            }
            for appraisal in self
        }

    def _group_marks(self):
        """{appraisal id: {group: (mark, groups it is made of, raters)}} as published."""
        results = self.env["goal.appraisal.result"].search([("appraisal_id", "in", self.ids)])
        found = {appraisal.id: {} for appraisal in self}
        for (appraisal, group), rows in results.grouped(
            lambda row: (row.appraisal_id.id, row.rater_group)
        ).items():
            mark = weighted_mean((row.mean, row.criterion_id.weight) for row in rows)
            found[appraisal][group] = mark, rows[0]._group_names(), rows[0].raters
        return found
