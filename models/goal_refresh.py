from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 30
BATCH = 2000


class GoalRefresh(models.Model):
    """One run of the scheduled refresh over every scorecard that is not closed.

    A run remembers how far it came, so that after a kill the next one goes on from there.
    """

    _name = "goal.refresh"
    _description = "Refresh of Goals"
    _order = "id desc"
    _rec_name = "started_at"

    started_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    finished_at = fields.Datetime(readonly=True, index=True)
    cursor = fields.Integer(readonly=True, help="The last scorecard done.")
    line_count = fields.Integer(string="Lines", readonly=True)
    changed_count = fields.Integer(string="Lines Changed", readonly=True)
    error_count = fields.Integer(string="Lines in Error", readonly=True)

    @api.model
    def _last_finished(self):
        # sudo: when a figure was computed is shown to whoever sees the figure
        return self.sudo().search([("finished_at", "!=", False)], limit=1)

    @api.model
    def _cron_refresh(self):
        run = self.search([("finished_at", "=", False)], limit=1) or self.create({})
        Scorecard = self.env["kpi.scorecard"]
        todo = [("state", "!=", "closed"), ("id", ">", run.cursor)]
        left = Scorecard.search_count(todo)
        while left:
            cards = Scorecard.search(
                [("state", "!=", "closed"), ("id", ">", run.cursor)], order="id", limit=BATCH
            )
            if not cards:
                break
            result = self.env["goal.engine"]._refresh(cards.ids)
            run.write(
                {
                    "cursor": cards[-1].id,
                    "line_count": run.line_count + result.lines,
                    "changed_count": run.changed_count + result.changed,
                    "error_count": run.error_count + result.errors,
                }
            )
            left = max(0, left - len(cards))
            if not self.env["ir.cron"]._commit_progress(len(cards), remaining=left) and left:
                return
            self.env.invalidate_all()
        run.finished_at = fields.Datetime.now()
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.autovacuum
    def _gc_old_runs(self):
        self.search(
            [("started_at", "<", fields.Datetime.now() - timedelta(days=KEEP_DAYS))]
        ).unlink()
