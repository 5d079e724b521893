from odoo import api, fields, models

from ..scoring import coverage, deal_forecast, expected_value, remaining
from .optional_float import OptionalFloat


class GoalForecastMixin(models.AbstractModel):
    """Where a goal will end: by its run rate, and by the open deals that may still close.

    Nothing of it is stored: a forecast is no fact.
    """

    _name = "goal.forecast.mixin"
    _description = "Forecast of Goals"

    open_weighted = OptionalFloat(
        string="Weighted Open Deals",
        compute="_compute_pipeline",
        aggregator=None,
        help=(
            "What the open deals that are expected to close inside the cycle would add, each "
            "weighted by its probability."
        ),
    )
    deal_forecast = OptionalFloat(
        compute="_compute_pipeline",
        aggregator=None,
        help="The figure so far and the weighted open deals together.",
    )
    gap_coverage = OptionalFloat(
        string="Coverage",
        compute="_compute_pipeline",
        aggregator=None,
        help=(
            "The open deals, not weighted, against what is missing to the target: 3 is three "
            "times the gap."
        ),
    )

    def _compute_pipeline(self):
        pipelines = self.env["goal.engine"]._pipelines(self)
        for goal in self:
            pipeline = pipelines.get(goal)
            goal.open_weighted = pipeline and pipeline.weighted
            goal.deal_forecast = pipeline and deal_forecast(goal._goal_figure(), pipeline.weighted)
            goal.gap_coverage = pipeline and coverage(
                pipeline.amount, goal.target, goal._goal_figure()
            )

    @api.readonly
    def get_forecast(self):
        """What the goal page shows of each goal: its way, what was expected, the target, the
        forecasts, and the open deals that could close the gap, best first. One dict each.

        Raises AccessError unless the user may read the goals. Deals are those that the user may
        read; their sums are the goal's.
        """
        self.check_access("read")
        return [goal._forecast_data() for goal in self]

    def _forecast_data(self):
        self.ensure_one()
        engine = self.env["goal.engine"]
        deals, deal_count = engine._closing_deals(self)
        figure = self._goal_figure()
        _owner, start, end = self._goal_cell()
        company = self.company_id.sudo()
        running = self.state != "closed" and company._goal_today() < end
        return {
            "id": self.id,
            "name": self.name,
            "unit": self.unit,
            "digits": self.digits,
            "currency_id": self.currency_id.id,
            "date_start": fields.Date.to_string(start),
            "date_end": fields.Date.to_string(end),
            "today": fields.Date.to_string(company._goal_today()),
            "figure": figure,
            "target": self.target,
            "points": _points(engine._series(self)),
            "expected": _points(self._expected_line()),
            "run_rate": self._goal_run_rate() if running else None,
            "deal_forecast": self.deal_forecast,
            "open_weighted": self.open_weighted,
            "coverage": self.gap_coverage,
            "remaining": remaining(figure, self.target),
            "deals": [self._closing_deal(deal) for deal in deals],
            "deal_count": deal_count,
        }

    def _expected_line(self):
        """[(day, where the figure should stand)]; empty for what is not judged by its pace."""
        start = self._goal_start()
        if start is None or self.target is None:
            return []
        days = self.env["goal.engine"]._chart_days(self)
        shares = self.sudo().cycle_id._expected_shares(days)
        return [(day, expected_value(start, self.target, shares[day])) for day in days]

    def _closing_deal(self, deal):
        partner = deal.partner_id.sudo()
        amount = 1 if self._goal_counts_deals() else deal.expected_revenue
        return {
            "id": deal.id,
            "name": deal.name,
            "partner": partner.display_name or "",
            "amount": deal.expected_revenue,
            "currency_id": deal.company_currency.id,
            "probability": deal.probability / 100,
            "date_deadline": fields.Date.to_string(deal.date_deadline),
            "stage": deal.stage_id.name,
            "share": coverage(amount, self.target, self._goal_figure()),
        }

    def action_open_closing_deals(self):
        """The open deals that could close the gap, for the user's own rights."""
        self.ensure_one()
        self.check_access("read")
        domain = self.env["goal.engine"]._closing_domain(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open deals of %s", self.display_name),
            "res_model": "crm.lead",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain) if domain is not None else [(0, "=", 1)],
            "context": {"create": False},
        }

    def _goal_indicator(self):
        """The KPI whose records the figure counts, or an empty one."""
        raise NotImplementedError

    def _goal_cell(self):
        """(owner, first day, last day)."""
        raise NotImplementedError

    def _goal_figure(self):
        raise NotImplementedError

    def _goal_start(self):
        """Where the expected line begins; None for what is not judged by its pace."""
        raise NotImplementedError

    def _goal_run_rate(self):
        raise NotImplementedError

    def _goal_links_deals(self):
        return False

    def _goal_counts_deals(self):
        """Whether a deal adds 1 to the figure, whatever its amount."""
        return self._goal_indicator().aggregate == "count"

    def _goal_may_grow(self):
        """Whether a deal may still close inside the cycle."""
        _owner, _start, end = self._goal_cell()
        company = self.company_id.sudo()
        return self.state != "closed" and company._goal_today() <= end


def _points(series):
    return [{"date": fields.Date.to_string(day), "value": value} for day, value in series]
