from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..scoring import expected_share

CYCLE_TYPES = [
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half", "Half-year"),
    ("year", "Year"),
    ("custom", "Custom"),
]
BUTTON_FIELDS = {"state", "parent_id", "closed_at", "closed_by_id"}
# A cycle sits in the smallest cycle of a higher rank that contains it.
RANK = {"week": 1, "month": 2, "quarter": 3, "half": 4, "year": 5}


class GoalCycle(models.Model):
    _name = "goal.cycle"
    _description = "Goal Cycle"
    _inherit = ["goal.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, date_end, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    cycle_type = fields.Selection(CYCLE_TYPES, string="Type", required=True, default="month")
    date_start = fields.Date(string="From", required=True, tracking=True)
    date_end = fields.Date(string="To", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    parent_id = fields.Many2one(
        "goal.cycle", string="Part Of", readonly=True, copy=False, index=True
    )
    child_ids = fields.One2many("goal.cycle", "parent_id", string="Parts")
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    scorecard_ids = fields.One2many("kpi.scorecard", "cycle_id")
    scorecard_count = fields.Integer(compute="_compute_scorecard_count")
    elapsed = fields.Float(
        compute="_compute_elapsed", help="Share of the cycle that has passed, as a fraction."
    )
    is_running = fields.Boolean(compute="_compute_elapsed", search="_search_is_running")

    _dates_check = models.Constraint(
        "CHECK (date_end >= date_start)", "A cycle can't end before it begins."
    )

    @api.constrains("cycle_type", "date_start", "date_end", "company_id")
    def _check_no_overlap(self):
        for cycle in self:
            if cycle.cycle_type == "custom":
                continue
            other = self.sudo().search(  # sudo: two cycles clash whoever may see them
                [
                    ("id", "!=", cycle.id),
                    ("company_id", "=", cycle.company_id.id),
                    ("cycle_type", "=", cycle.cycle_type),
                    ("date_start", "<=", cycle.date_end),
                    ("date_end", ">=", cycle.date_start),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(cycle)s overlaps %(other)s, which is of the same type.",
                        cycle=cycle.name,
                        other=other.name,
                    )
                )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scorecard_count(self):
        counts = dict(
            self.env["kpi.scorecard"]._read_group(
                [("cycle_id", "in", self.ids)], ["cycle_id"], ["__count"]
            )
        )
        for cycle in self:
            cycle.scorecard_count = counts.get(cycle, 0)

    @api.depends("date_start", "date_end", "company_id.goal_tz", "company_id.goal_pace_basis")
    def _compute_elapsed(self):
        for cycle in self:
            if not (cycle.date_start and cycle.date_end and cycle.company_id):
                cycle.elapsed, cycle.is_running = 0.0, False
                continue
            today = cycle.company_id.sudo()._goal_today()
            cycle.elapsed = cycle._expected_share(today)
            cycle.is_running = cycle.date_start <= today <= cycle.date_end

    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: what day it is in a company of the user is no secret
        companies = (self.env.companies | self.env.user.company_ids).sudo()
        return Domain.OR(
            Domain("company_id", "in", same_day.ids)
            & Domain("date_start", "<=", today)
            & Domain("date_end", ">=", today)
            for today, same_day in companies.grouped(lambda c: c._goal_today()).items()
        )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A cycle begins as a draft; open it by its button."))
        vals_list = [
            {name: value for name, value in vals.items() if name != "state"} for vals in vals_list
        ]
        for vals in vals_list:
            self._refuse_guarded(vals)
        cycles = super().create(vals_list)
        cycles._link_parents()
        return cycles

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to open, close or reopen a cycle."))
        self._refuse_guarded(vals)
        shape = {"cycle_type", "date_start", "date_end", "company_id"} & vals.keys()
        if shape and (closed := self.filtered(lambda cycle: cycle.state == "closed")):
            raise UserError(
                self.env._("%(cycle)s is closed; its period is fixed.", cycle=closed[0].name)
            )
        result = super().write(vals)
        if shape:
            self._link_parents()
            self.env["goal.engine"]._refresh_cycles(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.sudo().scorecard_ids:
            raise UserError(self.env._("A cycle with scorecards can't be deleted."))

    # --- actions ---------------------------------------------------------------------------

    def action_open(self):
        self.check_access("write")
        for cycle in self:
            if cycle.state != "draft":
                raise UserError(self.env._("%(cycle)s is not a draft.", cycle=cycle.name))
        self._set_state({"state": "open"})
        self.env["goal.engine"]._refresh_cycles(self)

    def action_close(self):
        """Measure once more, then freeze figures, scores and names as they stand."""
        self.check_access("write")
        for cycle in self:
            if cycle.state != "open":
                raise UserError(self.env._("Only an open cycle can be closed."))
            if cycle.date_end >= cycle.company_id._goal_today():
                raise UserError(
                    self.env._("%(cycle)s still runs; close it when it is over.", cycle=cycle.name)
                )
        self.env["goal.engine"]._refresh_cycles(self)
        self.sudo()._freeze_goals()  # every goal of the cycle, whoever closes it
        self._set_state(
            {"state": "closed", "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
        )

    def action_reopen(self, reason):
        """Make the figures of a closed cycle follow the deals again; ``reason`` is logged.

        Raises AccessError unless the user is an administrator of goals.
        """
        if not self.env.user.has_group("kpi_okr.group_goal_admin"):
            raise AccessError(self.env._("Only an administrator of goals may reopen a cycle."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the cycle is reopened."))
        for cycle in self:
            if cycle.state != "closed":
                raise UserError(self.env._("%(cycle)s is not closed.", cycle=cycle.name))
            cycle.message_post(
                body=self.env._(
                    "Reopened by %(user)s: %(reason)s", user=self.env.user.name, reason=reason
                )
            )
        self._set_state({"state": "open", "closed_at": False, "closed_by_id": False})
        self.sudo()._unfreeze_goals()
        self.env["goal.engine"]._refresh_cycles(self)

    def action_refresh(self):
        self.check_access("read")
        self.env["goal.engine"]._refresh_cycles(self)

    def action_view_scorecards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_scorecard_action")
        return {
            **action,
            "display_name": self.name,
            "domain": [("cycle_id", "=", self.id)],
            "context": {"default_cycle_id": self.id},
        }

    # --- business --------------------------------------------------------------------------

    @api.model
    def _generate_year(self, company, year, cycle_types, first_month=1):
        """The cycles of a company's year, of the types given; the missing ones are created.

        The year begins on the first of ``first_month``. Weeks are ISO weeks, of the year that
        their Thursday falls into.
        """
        first = date(year, first_month, 1)
        wanted = [span for cycle_type in cycle_types for span in _spans(cycle_type, first)]
        existing = {
            (cycle.cycle_type, cycle.date_start): cycle
            for cycle in self.search(
                [("company_id", "=", company.id), ("cycle_type", "in", cycle_types)]
            )
        }
        missing = [span for span in wanted if (span[0], span[2]) not in existing]
        created = self.create(
            [
                {
                    "cycle_type": cycle_type,
                    "name": name,
                    "date_start": start,
                    "date_end": end,
                    "company_id": company.id,
                }
                for cycle_type, name, start, end in missing
            ]
        )
        kept = [existing[span[0], span[2]] for span in wanted if (span[0], span[2]) in existing]
        return created.concat(*kept)

    def _next(self):
        """The cycle of the same type and company that begins next after this one."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("cycle_type", "=", self.cycle_type),
                ("date_start", ">", self.date_end),
                ("state", "!=", "closed"),
            ],
            order="date_start",
            limit=1,
        )

    def _freeze_goals(self):
        self.scorecard_ids._freeze()

    def _unfreeze_goals(self):
        self.scorecard_ids._unfreeze()

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | BUTTON_FIELDS

    def _set_state(self, vals):
        # The buttons' own way past write(), which refuses a state over RPC.
        return super().write(vals)

    def _expected_share(self, today):
        """The share of this cycle that has passed by the end of ``today``, as a fraction."""
        return self._expected_shares([today])[today]

    def _expected_shares(self, days):
        """{day: the share of this cycle that has passed by its end}."""
        self.ensure_one()
        company = self.company_id.sudo()  # only the calendar of the company is read
        working_days = None
        if company.goal_pace_basis == "working":
            working_days = company._goal_working_days(self.date_start, self.date_end)
        return {
            day: expected_share(self.date_start, self.date_end, day, working_days) for day in days
        }

    def _link_parents(self):
        """Put every cycle of the companies concerned into the next larger one that holds it."""
        cycles = self.sudo().search([("company_id", "in", self.company_id.ids)])
        by_rank = cycles.sorted(lambda cycle: RANK.get(cycle.cycle_type, 0))
        for cycle in cycles:
            rank = RANK.get(cycle.cycle_type)
            parent = rank and next(
                (
                    other
                    for other in by_rank
                    if RANK.get(other.cycle_type, 0) > rank
                    and other.company_id == cycle.company_id
                    and other.date_start <= cycle.date_start
                    and cycle.date_end <= other.date_end
                ),
                None,
            )
            if cycle.parent_id != (parent or self.browse()):
                super(GoalCycle, cycle).write({"parent_id": parent and parent.id})


MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def _spans(cycle_type, first):
    """The (type, name, first day, last day) of the cycles of the year that begins ``first``."""
    after = first + relativedelta(years=1)
    if cycle_type == "week":
        monday = first - timedelta(days=first.weekday())
        starts = [monday + timedelta(weeks=number) for number in range(54)]
        return [
            (
                "week",
                f"{start.isocalendar().year}-W{start.isocalendar().week:02}",
                start,
                start + timedelta(days=6),
            )
            for start in starts
            if first <= start + timedelta(days=3) < after
        ]
    months = MONTHS[cycle_type]
    spans = []
    for number in range(12 // months):
        start = first + relativedelta(months=number * months)
        end = start + relativedelta(months=months) - timedelta(days=1)
        spans.append((cycle_type, _name(cycle_type, first, start, number + 1), start, end))
    return spans


def _name(cycle_type, first, start, number):
    # A year that begins later than January is named by the two years it spans.
    year = str(first.year) if first.month == 1 else f"{first.year}/{(first.year + 1) % 100:02}"
    match cycle_type:
        case "month":
            return f"{start:%Y-%m}"
        case "quarter":
            return f"{year} Q{number}"
        case "half":
            return f"{year} H{number}"
        case _:
            return year
