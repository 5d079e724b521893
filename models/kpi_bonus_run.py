from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "Draft"),
    ("computed", "Computed"),
    ("checked", "Checked"),
    ("approved", "Approved"),
    ("published", "Published"),
]
LOCKED = "approved", "published"
BUTTON_FIELDS = {
    "approved_at",
    "approved_by_id",
    "checked_at",
    "checked_by_id",
    "computed_at",
    "computed_by_id",
    "published_at",
    "published_by_id",
    "state",
}


class KpiBonusRun(models.Model):
    """A plan, paid for one closed cycle: computed, checked, approved by somebody else, published.

    Only the buttons move it on, and nothing but computing and corrections makes an amount.
    """

    _name = "kpi.bonus.run"
    _description = "Bonus Run"
    _inherit = ["goal.guard.mixin", "mail.thread"]
    _order = "date_end desc, id desc"
    _check_company_auto = True
    plan_id = fields.Many2one(
        "kpi.bonus.plan", required=True, index=True, ondelete="restrict", check_company=True
    )
    cycle_id = fields.Many2one(
        "goal.cycle", required=True, index=True, ondelete="restrict", check_company=True
    )
    cycle_type = fields.Selection(related="plan_id.cycle_type")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date(related="cycle_id.date_start", store=True)
    date_end = fields.Date(related="cycle_id.date_end", store=True)
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True, tracking=True
    )
    computed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    computed_at = fields.Datetime(readonly=True, copy=False)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    checked_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    published_at = fields.Datetime(readonly=True, copy=False)
    note = fields.Text()
    bonus_ids = fields.One2many("kpi.bonus", "run_id", string="Bonuses")
    bonus_count = fields.Integer(compute="_compute_totals", string="People")
    paid_count = fields.Integer(compute="_compute_totals", string="Get a Bonus")
    issue_count = fields.Integer(
        compute="_compute_totals", help="People without a base amount or without data."
    )
    total = fields.Monetary(
        compute="_compute_totals", help="The sum of the amounts, each rounded before."
    )
    may_approve = fields.Boolean(compute="_compute_may_approve")
    _plan_cycle_uniq = models.Constraint(
        "unique(plan_id, cycle_id)", "This plan has a run for this cycle already."
    )

    @api.constrains("plan_id", "cycle_id")
    def _check_cycle(self):
        for run in self:
            if run.plan_id.cycle_type != run.cycle_id.cycle_type:
                raise UserError(
                    self.env._(
                        "%(plan)s does not pay for %(cycle)s: the type of cycle differs.",
                        plan=run.plan_id.name,
                        cycle=run.cycle_id.name,
                    )
                )

    @api.depends("plan_id.name", "cycle_id.name")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.plan_id.name or ''} · {run.cycle_id.name or ''}"

    @api.depends("bonus_ids.amount", "bonus_ids.outcome")
    def _compute_totals(self):
        groups = self.env["kpi.bonus"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "outcome"], ["__count", "amount:sum"]
        )
        for run in self:
            mine = [(outcome, *rest) for r, outcome, *rest in groups if r == run]
            run.bonus_count = sum((count for _outcome, count, _amount in mine))
            run.paid_count = sum((count for outcome, count, _amount in mine if outcome == "paid"))
            run.issue_count = sum(
                (count for outcome, count, _amount in mine if outcome in ("no_base", "no_data"))
            )
            total = sum((amount or 0.0 for _outcome, _count, amount in mine))
            run.total = run.currency_id.round(total) if run.currency_id else total

    @api.depends_context("uid")
    @api.depends("state", "computed_by_id", "bonus_ids")
    def _compute_may_approve(self):
        for run in self:
            run.may_approve = run.state == "checked" and not run._why_not_approve()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if {"company_id", "cycle_id", "plan_id"} & vals.keys() and self.filtered(
            lambda r: r.state != "draft"
        ):
            raise UserError(self.env._("A run that is computed keeps its plan and its cycle."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_undecided(self):
        if locked := self.filtered(lambda run: run.state in LOCKED):
            raise UserError(
                self.env._("%(run)s is approved and can't be deleted.", run=locked[0].display_name)
            )

    def action_compute(self):
        """Compute every bonus from the closed scorecards; as often as one likes until approval."""
        self._enter("draft", "computed", "checked")
        for run in self:
            if run.cycle_id.state != "closed":
                raise UserError(
                    self.env._(
                        "%(cycle)s is not closed: a bonus is computed from final figures.",
                        cycle=run.cycle_id.name,
                    )
                )
            run._store_bonuses()
        self._set_state("computed", "computed", clear=("checked",))

    def action_check(self):
        """Say that the run was looked through: who is in it, what is missing or corrected."""
        self._enter("computed")
        self._set_state("checked", "checked")

    def action_approve(self):
        """Approve by somebody who neither computed, corrected nor receives it; locks the run."""
        self._enter("checked")
        for run in self:
            if why := run._why_not_approve():
                raise AccessError(why)
            if run.cycle_id.state != "closed" or run._differs():
                raise UserError(
                    self.env._(
                        "%(run)s no longer says what the plan pays: compute it again.",
                        run=run.display_name,
                    )
                )
        self._set_state("approved", "approved")

    def action_publish(self):
        """Show the amounts to those who receive them, and write to them; amounts stay inside."""
        self._enter("approved")
        self._set_state("published", "published")
        bonuses = self.sudo().bonus_ids.filtered(lambda bonus: bonus.amount is not None)
        template = self.env.ref("kpi_okr.mail_template_bonus_published", raise_if_not_found=False)
        if template and (bonuses := bonuses.filtered("employee_id.work_email")):
            template.sudo().send_mail_batch(bonuses.ids)

    def action_withdraw(self, reason):
        """Take approval and publication back; ``reason`` is logged. Administrators only."""
        if not self.env.user.has_group("kpi_okr.group_goal_admin"):
            raise AccessError(self.env._("Only an administrator of goals may withdraw a run."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the run is withdrawn."))
        self._enter(*LOCKED)
        for run in self:
            run._message_log(
                body=self.env._(
                    "Withdrawn by %(user)s: %(reason)s", user=self.env.user.name, reason=reason
                )
            )
        self._back_to_draft()

    def action_view_bonuses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_bonus_action")
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("run_id", "=", self.id)],
            "context": {},
        }

    def _enter(self, *states):
        """The way into every button: the right to write, alone, from one of ``states``."""
        self.check_access("write")
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        for run in self:
            if run.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(run)s is in state “%(state)s”; this is not possible there.",
                        run=run.display_name,
                        state=labels[run.state],
                    )
                )

    def _set_state(self, state, step, clear=()):
        vals = {"state": state, f"{step}_by_id": self.env.uid, f"{step}_at": fields.Datetime.now()}
        for name in clear:
            vals |= {f"{name}_by_id": False, f"{name}_at": False}
        super().write(vals)

    def _back_to_draft(self):
        steps = "computed", "checked", "approved", "published"
        super().write(
            {"state": "draft"}
            | {f"{step}_by_id": False for step in steps}
            | {f"{step}_at": False for step in steps}
        )

    def _needs_another_check(self, texts):
        """A correction was added: who checked the run has not seen it."""
        self._message_log(body=Markup("<br/>").join(texts))
        if self.state == "checked":
            super().write({"state": "computed", "checked_by_id": False, "checked_at": False})

    def _why_not_approve(self):
        """Why the current user can't approve this run, or None: four eyes, and not the own pay."""
        self.ensure_one()
        user = self.env.user
        bonuses = self.sudo().bonus_ids
        if user in self.computed_by_id | bonuses.correction_ids.user_id:
            return self.env._("Who computed or corrected a run can't approve it.")
        if user in bonuses.employee_id.user_id:
            return self.env._("Who receives a bonus of a run can't approve it.")
        return None

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | BUTTON_FIELDS
