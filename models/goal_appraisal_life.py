from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .goal_appraisal import RUNNING

ACTIVITY_SELF = "kpi_okr.mail_activity_appraisal_self"
ACTIVITY_MANAGER = "kpi_okr.mail_activity_appraisal_manager"
ACTIVITY_FEEDBACK = "kpi_okr.mail_activity_appraisal_feedback"
REMIND_BEFORE = timedelta(days=2)
REMIND_AGAIN = timedelta(days=7)
BATCH = 100


class GoalAppraisal(models.Model):
    """The life of an appraisal: who may take it from state to state, and who is asked to.

    draft → self-assessment (manager, HR) → feedback (employee; manager, HR) → manager (manager,
    HR; the feedback is published) → done (manager, HR; both sides, figures and feedback are
    visible, everything is fixed). Cancelled by manager or HR; reopened by HR with a reason.
    """

    _inherit = "goal.appraisal"

    def action_start(self):
        self._check_managing()
        self._check_state("draft")
        self._start()

    def action_submit(self):
        """The employee hands the self-assessment in, and the manager may read it."""
        self.check_access("read")
        self._check_state("self_assessment")
        if not self.env.su and not all(appraisal.is_mine for appraisal in self):
            raise AccessError(self.env._("Only the employee hands the self-assessment in."))
        self._write_past_guard({"state": "feedback", "employee_visible": True})
        self.sudo().template_id._lock()
        self._refresh_outcomes()
        self._next_turn(ACTIVITY_SELF)

    def action_skip_self(self):
        """Go on without the self-assessment; what is not visible stays the employee's."""
        self._check_managing()
        self._check_state("self_assessment")
        self._write_past_guard({"state": "feedback"})
        self._next_turn(ACTIVITY_SELF)

    def action_close_feedback(self):
        """Publish the feedback, once and for all, and go on to the manager."""
        self._check_managing()
        self._check_state("feedback")
        self._close_feedback()
        self._write_past_guard({"state": "manager"})
        self._refresh_outcomes()
        self._next_turn()

    def action_done(self):
        """Fix everything as it stands, and show it to the employee."""
        self._check_managing()
        self._check_state("manager")
        self._refresh_outcomes()
        outcomes = self.env["goal.appraisal.outcome"].search([("appraisal_id", "in", self.ids)])
        outcomes._check_decided()
        self.sudo()._freeze_results()
        self._write_past_guard(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "employee_visible": True,
                "manager_visible": True,
                "feedback_visible": True,
            }
        )
        self.sudo().template_id._lock()
        self.env["goal.appraisal.action"]._show(self)
        self.sudo().activity_unlink([ACTIVITY_SELF, ACTIVITY_MANAGER])
        self._mail("kpi_okr.mail_template_appraisal_done", self.filtered("user_id"))

    def action_cancel(self):
        self._check_managing()
        if done := self.filtered(lambda appraisal: appraisal.state == "done"):
            raise UserError(
                self.env._("%(name)s is done; HR may reopen it.", name=done[0].display_name)
            )
        self._write_past_guard({"state": "cancelled"})
        self.sudo().activity_unlink([ACTIVITY_SELF, ACTIVITY_MANAGER])
        requests = self.env["goal.appraisal.feedback"].sudo()
        requests = requests.search([("appraisal_id", "in", self.ids), ("state", "=", "pending")])
        requests._finish({"state": "closed"})

    def action_reopen(self, reason):
        """Open appraisals that are done or cancelled again; ``reason`` is logged.

        One that is done goes back to the manager, its published feedback stays as it is. A
        cancelled one begins anew, unless its feedback was published. Raises AccessError unless
        the user is an HR officer of goals and the appraisal not the own one.
        """
        self.check_access("read")
        if not all(appraisal.is_officer for appraisal in self):
            raise AccessError(self.env._("Only an HR officer may reopen an appraisal."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the appraisal is reopened."))
        for appraisal in self:
            if appraisal.state not in ("done", "cancelled"):
                raise UserError(
                    self.env._("%(name)s is open already.", name=appraisal.display_name)
                )
            published = appraisal.state == "done" or appraisal.feedback_closed_at
            appraisal._write_past_guard(
                {
                    "state": "manager" if published else "draft",
                    "done_at": False,
                    "frozen": False,
                    "manager_visible": False,
                }
            )
            appraisal.message_post(
                body=self.env._(
                    "Reopened by %(user)s: %(reason)s", user=self.env.user.name, reason=reason
                )
            )
        self._refresh_outcomes()
        self.filtered(lambda appraisal: appraisal.state == "manager")._next_turn()

    def action_ask_reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopen"),
            "res_model": "goal.appraisal.reopen",
            "view_mode": "form",
            "target": "new",
            "context": {"default_appraisal_ids": self.ids},
        }

    def _check_state(self, state):
        if wrong := self.filtered(lambda appraisal: appraisal.state != state):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is in the state “%(state)s”.",
                    name=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )

    def _start(self):
        """Begin these drafts: questions, deadlines, followers, and the employees are asked.

        The same number of queries for any number of appraisals but for the batches of INSERT.
        """
        appraisals = self.sudo().with_context(mail_notrack=True)
        appraisals.template_id._check_ready()
        now = fields.Datetime.now()
        for (template, company), some in appraisals.grouped(
            lambda appraisal: (appraisal.template_id, appraisal.company_id)
        ).items():
            today = company._goal_today()
            for name, days in (
                ("self_deadline", template.self_days),
                ("feedback_deadline", template.feedback_days),
                ("manager_deadline", template.manager_days),
            ):
                missing = some.filtered(lambda appraisal, name=name: not appraisal[name])
                missing._write_past_guard({name: today + timedelta(days=days)})
        appraisals._create_ratings()
        appraisals._write_past_guard({"state": "self_assessment", "started_at": now})
        appraisals._refresh_outcomes()
        appraisals._follow()
        asked = appraisals.filtered("user_id")
        appraisals._schedule(ACTIVITY_SELF, [(a, a.user_id, a.self_deadline) for a in asked])
        appraisals._mail("kpi_okr.mail_template_appraisal_self", asked)
        waiting = (
            self.env["goal.appraisal.feedback"]
            .sudo()
            .search([("appraisal_id", "in", appraisals.ids), ("state", "=", "pending")])
        )
        for request in waiting.filtered(lambda request: not request.deadline):
            request._write_past_guard({"deadline": request.appraisal_id.feedback_deadline})
        waiting._ask()

    def _create_ratings(self):
        Rating = self.env["goal.appraisal.rating"]
        known = Rating._read_group([("appraisal_id", "in", self.ids)], ["appraisal_id"])
        known = {appraisal.id for (appraisal,) in known}
        blanks = {template.id: Rating._blank_vals(template) for template in self.template_id}
        Rating.create(
            [
                vals | {"appraisal_id": appraisal.id, "side": side}
                for appraisal in self
                if appraisal.id not in known
                for side in ("employee", "manager")
                for vals in blanks[appraisal.template_id.id]
            ]
        )

    def _next_turn(self, finished=None):
        """End what was asked for, and ask the manager for what comes next."""
        appraisals = self.sudo()
        if finished:
            appraisals.activity_unlink([finished])
        asked = appraisals.filtered("manager_user_id")
        have = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", asked.ids),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY_MANAGER).id),
                ]
            )
        )
        asked -= self.browse(have.mapped("res_id"))
        self._schedule(
            ACTIVITY_MANAGER, [(a, a.manager_user_id, a.manager_deadline) for a in asked]
        )

    @api.model
    def _schedule(self, xmlid, wanted):
        """One activity for each (record, user, day): records of one model."""
        if not wanted:
            return
        activity_type = self.env.ref(xmlid)
        records = wanted[0][0]
        today = fields.Date.context_today(self)
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True, goal_followers_known=True
        ).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "automated": True,
                    "date_deadline": day or today,
                    "res_model_id": self.env["ir.model"]._get_id(records._name),
                    "res_id": record.id,
                    "user_id": user.id,
                }
                for record, user, day in wanted
            ]
        )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("goal_followers_known"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _follow(self):
        """Employee and manager follow the conversation, as by ``message_subscribe`` but at once."""
        Followers = self.env["mail.followers"].sudo()
        known = Followers._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id", "partner_id"]
        )
        known = {(res_id, partner.id) for res_id, partner in known}
        subtypes = self.env["mail.message.subtype"].default_subtypes(self._name)[0]
        Followers.create(
            [
                {
                    "res_model": self._name,
                    "res_id": appraisal.id,
                    "partner_id": partner.id,
                    "subtype_ids": [(6, 0, subtypes.ids)],
                }
                for appraisal in self
                for partner in appraisal.user_id.partner_id | appraisal.manager_user_id.partner_id
                if (appraisal.id, partner.id) not in known
            ]
        )

    @api.model
    def _mail(self, xmlid, records):
        """Queue one mail for each record, each in the language of who reads it."""
        template = self.env.ref(xmlid, raise_if_not_found=False)
        if template and records:
            template.sudo().send_mail_batch(records.ids)

    @api.model
    def _cron_remind(self):
        """Mail those an appraisal waits for: shortly before it is due, and each week after."""
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            self._refresh_open([("company_id", "=", company.id)])
            today = company._goal_today()
            due = [
                ("company_id", "=", company.id),
                ("state", "in", RUNNING),
                ("deadline", "<=", today + REMIND_BEFORE),
                "|",
                ("reminded_on", "=", False),
                ("reminded_on", "<=", today - REMIND_AGAIN),
            ]
            left = self.search_count(due)
            while left:
                appraisals = self.search(due, limit=BATCH)
                if not appraisals:
                    break
                appraisals._remind(today)
                left = max(0, left - len(appraisals))
                if not self.env["ir.cron"]._commit_progress(len(appraisals), remaining=left):
                    return

    def _remind(self, today):
        mine = self.filtered(lambda a: a.state == "self_assessment" and a.user_id)
        self._mail("kpi_okr.mail_template_appraisal_self", mine)
        managers = self.filtered(lambda a: a.state == "manager" and a.manager_user_id)
        self._mail("kpi_okr.mail_template_appraisal_manager", managers)
        collecting = self.filtered(lambda a: a.state == "feedback")
        waiting = self.env["goal.appraisal.feedback"].search(
            [("appraisal_id", "in", collecting.ids), ("state", "=", "pending")]
        )
        self._mail("kpi_okr.mail_template_appraisal_feedback", waiting)
        self._write_past_guard({"reminded_on": today})
