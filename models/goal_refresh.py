from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 30
BATCH = 4000


class GoalRefresh(models.Model):
    """One run of the scheduled refresh over every scorecard and objective that is not closed.

    A run remembers how far it came, so that after a kill the next one goes on from there.
    """

    _name = "goal.refresh"
    _description = "Refresh of Goals"
    _order = "id desc"
    _rec_name = "started_at"

    started_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    finished_at = fields.Datetime(readonly=True, index=True)
    complete = fields.Boolean(
        readonly=True,
        help=(
            "Judge every line anew, as the first run of a day does. Any other run judges those "
            "whose figure or whose elapsed share of the cycle is another one."
        ),
    )
    cursor = fields.Integer(readonly=True, help="The last scorecard done.")
    line_count = fields.Integer(string="Lines", readonly=True)
    changed_count = fields.Integer(string="Lines Changed", readonly=True)
    error_count = fields.Integer(string="Lines in Error", readonly=True)
    objective_cursor = fields.Integer(readonly=True, help="The last objective done.")
    objective_count = fields.Integer(string="Objectives", readonly=True)
    reminder_count = fields.Integer(string="Check-ins Asked For", readonly=True)

    @api.model
    def _last_finished(self):
        # sudo: when a figure was computed is shown to whoever sees the figure
        return self.sudo().search([("finished_at", "!=", False)], limit=1)

    @api.model
    def _cron_refresh(self):
        run = self.search([("finished_at", "=", False)], limit=1)
        run = run or self.create({"complete": self._complete_is_due()})
        done = run._refresh_all("kpi.scorecard", "cursor", run._refresh_scorecards)
        if not done:
            return
        if not run._refresh_all("okr.objective", "objective_cursor", run._refresh_objectives):
            return
        run.finished_at = fields.Datetime.now()
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _complete_is_due(self):
        today = fields.Datetime.start_of(fields.Datetime.now(), "day")
        done = [("complete", "=", True), ("started_at", ">=", today)]
        return not self.search_count(done, limit=1)

    def _refresh_all(self, model, cursor, refresh):
        """Refresh what is open of ``model``, batch by batch, from where ``cursor`` stands.

        Returns False when the time is up before the end.
        """
        open_after = [("state", "!=", "closed"), ("id", ">", self[cursor])]
        left = self.env[model].search_count(open_after)
        while left:
            open_after[1] = ("id", ">", self[cursor])
            records = self.env[model].search(open_after, order="id", limit=BATCH)
            if not records:
                break
            refresh(records)
            self.write({cursor: records[-1].id})
            left = max(0, left - len(records))
            if not self.env["ir.cron"]._commit_progress(len(records), remaining=left) and left:
                return False
            self.env.invalidate_all()
        return True

    def _refresh_scorecards(self, cards):
        result = self.env["goal.engine"]._refresh(cards.ids, complete=self.complete)
        reminded = cards._remind_check_ins()
        self.write(
            {
                "reminder_count": self.reminder_count + len(reminded),
                "line_count": self.line_count + result.lines,
                "changed_count": self.changed_count + result.changed,
                "error_count": self.error_count + result.errors,
            }
        )

    def _refresh_objectives(self, objectives):
        self.env["goal.engine"]._refresh_objective_trees(objectives.ids)
        reminded = objectives._remind_check_ins()
        self.write(
            {
                "objective_count": self.objective_count + len(objectives),
                "reminder_count": self.reminder_count + len(reminded),
            }
        )

    @api.autovacuum
    def _gc_old_runs(self):
        self.search(
            [("started_at", "<", fields.Datetime.now() - timedelta(days=KEEP_DAYS))]
        ).unlink()
