from odoo import api, fields, models
from odoo.fields import Command


class GoalAppraisalAsk(models.TransientModel):
    _name = "goal.appraisal.ask"
    _description = "Ask for Feedback"
    appraisal_id = fields.Many2one("goal.appraisal", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="appraisal_id.company_id")
    names_to_manager = fields.Boolean(compute="_compute_names_to_manager")
    peer_ids = fields.Many2many("hr.employee", "goal_appraisal_ask_peer_rel", string="Peers")
    report_ids = fields.Many2many("hr.employee", "goal_appraisal_ask_report_rel", string="Reports")
    other_ids = fields.Many2many("hr.employee", "goal_appraisal_ask_other_rel", string="Others")
    deadline = fields.Date(string="Until")

    @api.depends("appraisal_id")
    def _compute_names_to_manager(self):
        for wizard in self:
            wizard.names_to_manager = wizard.appraisal_id._names_promised()

    @api.model
    def default_get(self, fields_list):
        """Colleagues of the same manager as peers, and the own reports, who were not asked yet."""
        defaults = super().default_get(fields_list)
        appraisal = self.env["goal.appraisal"].browse(defaults.get("appraisal_id"))
        if appraisal:
            appraisal._check_managing()
            peers, reports = appraisal._colleagues()
            defaults["peer_ids"] = [Command.set(peers.ids)]
            defaults["report_ids"] = [Command.set(reports.ids)]
            defaults["deadline"] = appraisal.feedback_deadline
        return defaults

    def action_ask(self):
        self.ensure_one()
        self.appraisal_id._ask_raters(
            {"peer": self.peer_ids, "report": self.report_ids, "other": self.other_ids},
            self.deadline,
        )
        return {"type": "ir.actions.act_window_close"}
