from odoo import models


class GoalEngine(models.AbstractModel):
    """What the engine stores moves the figures of open appraisals."""

    _inherit = "goal.engine"

    def _refresh(self, card_ids, **options):
        result = super()._refresh(card_ids, **options)
        if result.changed:
            self._refresh_appraisals("kpi.scorecard", list(card_ids))
        return result

    def _refresh_objective_trees(self, objective_ids):
        result = super()._refresh_objective_trees(objective_ids)
        self._refresh_appraisals("okr.objective", list(objective_ids))
        return result

    def _refresh_cycles(self, cycles):
        super()._refresh_cycles(cycles)
        for model in ("kpi.scorecard", "okr.objective"):
            goals = self.env[model].sudo().search([("cycle_id", "in", cycles.ids)])
            self._refresh_appraisals(model, goals.ids)

    def _refresh_appraisals(self, model, ids):
        """Compute the open appraisals of the employees who own these goals anew; of objectives
        also of those above, which roll up."""
        Appraisal = self.env["goal.appraisal"].sudo()
        open_ones = [("state", "in", ("draft", "self_assessment", "feedback", "manager"))]
        if not Appraisal.search_count(open_ones, limit=1):
            return
        operator = "parent_of" if model == "okr.objective" else "in"
        goals = (
            self.env[model]
            .sudo()
            .search_fetch(
                [("id", operator, ids), ("owner_type", "=", "employee")],
                ["employee_id", "date_end"],
            )
        )
        if goals:
            Appraisal._refresh_open(
                [
                    ("employee_id", "in", goals.employee_id.ids),
                    ("date_to", ">=", min(goals.mapped("date_end"))),
                    ("date_from", "<=", max(goals.mapped("date_end"))),
                ]
            )
