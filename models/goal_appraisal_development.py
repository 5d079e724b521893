from odoo import api, fields, models

from ..scoring import progress, weighted_mean
from .goal_appraisal_action import LOW


class GoalAppraisal(models.Model):
    """What follows from an appraisal: the meeting and the development plan; and its print."""

    _inherit = "goal.appraisal"
    meeting_count = fields.Integer(compute="_compute_meeting_count", compute_sudo=False)
    has_pdf = fields.Boolean(compute="_compute_has_pdf")

    @api.depends_context("uid")
    def _compute_meeting_count(self):
        counts = dict(
            self.env["calendar.event"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for appraisal in self:
            appraisal.meeting_count = counts.get(appraisal.id, 0)

    def _compute_has_pdf(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        for appraisal in self:
            appraisal.has_pdf = state not in ("install", "broken")

    def action_meeting(self):
        """The calendar of the two sides, where a click makes the meeting."""
        self.ensure_one()
        self.check_access("read")
        partners = (self.user_id | self.manager_user_id | self.env.user).partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("calendar.action_calendar_event")
        return {
            **action,
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)]
            if self.meeting_count
            else [],
            "context": {
                "default_name": self.env._("Appraisal: %(name)s", name=self.employee_id.name),
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_partner_ids": partners.ids,
                "default_duration": 1.0,
                "initial_date": fields.Date.to_string(
                    max(self.manager_deadline or self.date_to, self.company_id._goal_today())
                ),
            },
        }

    def action_propose_plan(self):
        """Draft development actions that only the manager's side sees until they are shown."""
        self.ensure_one()
        self._check_managing()
        self.env["goal.appraisal.action"]._propose(self)

    def action_print(self):
        """The report, as PDF where the server can make one, else for the browser to print."""
        self.check_access("read")
        action = self.env.ref("kpi_okr.goal_appraisal_report").report_action(self, config=False)
        if not self[:1].has_pdf:
            action["report_type"] = "qweb-html"
        return action

    def _low_criteria(self):
        """The criteria below the middle of the scale: by the manager, else by the feedback."""
        self.ensure_one()
        template = self.template_id.sudo()
        lowest, highest = template._scale()
        own = [("appraisal_id", "=", self.id)]
        ratings = self.env["goal.appraisal.rating"].search([*own, ("side", "=", "manager")])
        marks = {rating.criterion_id: rating.score for rating in ratings}
        results = self.env["goal.appraisal.result"].search(own)
        low = template.criterion_ids.browse()
        for criterion in template.criterion_ids:
            mark = marks.get(criterion)
            if mark is None:
                means = results.filtered(lambda r, c=criterion: r.criterion_id == c)
                mark = weighted_mean((result.mean, result.raters) for result in means)
            if mark is not None and progress(lowest, highest, mark) < LOW:
                low |= criterion
        return low
