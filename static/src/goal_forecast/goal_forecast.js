import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatGoalShare } from "../goal_attainment/goal_attainment";
import { formatGoalValue } from "../goal_value/goal_value";

const DASHES = { expected: [4, 4], target: [2, 2], forecast: [6, 3] };

const isNumber = (value) => typeof value === "number";

/**
 * Where a goal will end: its figure day by day, what was expected, the target, the forecasts, and
 * the open deals that could close the gap. Every number is the server's.
 */
export class GoalForecast extends Component {
    static template = "kpi_okr.GoalForecast";
    static props = { ...standardWidgetProps, figure: { type: String } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvasRef = useRef("canvas");
        this.state = useState({ forecast: null, version: 0 });
        this.chart = null;
        this.asked = 0;
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        // The record is read again when its figure moves: another figure, another chart.
        useEffect(
            () => {
                if (this.loadedFor !== this.key) {
                    this.load();
                }
            },
            () => [this.key],
        );
        useEffect(
            () => {
                this.draw();
                return () => this.destroy();
            },
            () => [this.state.version],
        );
        onWillUnmount(() => this.destroy());
    }

    get key() {
        const { resId, data } = this.props.record;
        return `${resId}:${data[this.props.figure]}:${data.target}`;
    }

    get isShown() {
        const { forecast } = this.state;
        return Boolean(
            forecast && (forecast.points.length || this.figures.length || forecast.deals.length),
        );
    }

    get hasChart() {
        return Boolean(this.state.forecast?.points.some(({ value }) => isNumber(value)));
    }

    get figures() {
        const { forecast } = this.state;
        const figures = [];
        if (isNumber(forecast.run_rate)) {
            figures.push({
                key: "run_rate",
                label: _t("Run rate"),
                value: this.format(forecast.run_rate),
                help: _t("The figure at the end of the cycle if it goes on as so far."),
            });
        }
        if (isNumber(forecast.deal_forecast)) {
            figures.push({
                key: "deal_forecast",
                label: _t("Won and weighted open"),
                value: this.format(forecast.deal_forecast),
                help: _t(
                    "The figure so far, and the open deals that are expected to close inside the cycle, each weighted by its probability: %s.",
                    this.format(forecast.open_weighted),
                ),
            });
        }
        if (isNumber(forecast.coverage)) {
            figures.push({
                key: "coverage",
                label: _t("Coverage of the gap"),
                value: _t("%s times", formatFloat(forecast.coverage, { digits: [16, 1] })),
                help: _t("The open deals, not weighted, against what is missing to the target."),
            });
        }
        return figures;
    }

    get allDeals() {
        return _t("All %s deals", this.state.forecast.deal_count);
    }

    /** What the chart says, for those who can't see it. */
    get summary() {
        const { forecast } = this.state;
        return _t("%(name)s: %(figure)s on %(date)s, the target is %(target)s", {
            name: forecast.name,
            figure: this.format(forecast.figure) || _t("no data"),
            date: this.formatDay(forecast.points.at(-1).date),
            target: this.format(forecast.target),
        });
    }

    async load() {
        // Of two answers under way only the later question's counts.
        const asked = ++this.asked;
        const { resId, resModel } = this.props.record;
        this.loadedFor = this.key;
        const [forecast] = resId
            ? await this.orm.call(resModel, "get_forecast", [[resId]])
            : [null];
        if (asked === this.asked) {
            this.state.forecast = forecast;
            this.state.version++;
        }
    }

    format(value) {
        const { unit, digits, currency_id: currencyId } = this.state.forecast;
        return formatGoalValue(value, { unit, decimals: digits, currencyId });
    }

    formatAmount(deal) {
        return formatGoalValue(deal.amount, { unit: "money", currencyId: deal.currency_id });
    }

    formatShare(share) {
        return formatGoalShare(share);
    }

    formatDay(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    openDeal(deal) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: deal.id,
            views: [[false, "form"]],
        });
    }

    async openDeals() {
        const { resId, resModel } = this.props.record;
        return this.action.doAction(
            await this.orm.call(resModel, "action_open_closing_deals", [[resId]]),
        );
    }

    line(label, color, points, options = {}) {
        return {
            label,
            data: points
                .filter(({ value }) => isNumber(value))
                .map(({ date, value }) => ({ x: date, y: value })),
            borderColor: color,
            backgroundColor: color,
            borderWidth: 2,
            pointRadius: 0,
            ...options,
        };
    }

    /** From the last known figure to where a forecast says that it will end. */
    forecastLine(label, color, value) {
        const { forecast } = this.state;
        const from = forecast.points.findLast((point) => isNumber(point.value));
        const to = { date: forecast.date_end, value };
        return this.line(label, color, [from, to], {
            borderDash: DASHES.forecast,
            pointRadius: [0, 4],
        });
    }

    get datasets() {
        const { forecast } = this.state;
        const scheme = cookie.get("color_scheme");
        const [actual, target, byDeals] = [0, 2, 4].map((n) => getColor(n, scheme, "odoo"));
        const muted = getColor(7, scheme, "odoo");
        const lines = [this.line(_t("Actual"), actual, forecast.points, { borderWidth: 3 })];
        if (forecast.expected.length) {
            const expected = { borderDash: DASHES.expected, borderWidth: 1.5 };
            lines.push(this.line(_t("Expected"), muted, forecast.expected, expected));
        }
        if (isNumber(forecast.target)) {
            const ends = [forecast.date_start, forecast.date_end];
            const across = ends.map((date) => ({ date, value: forecast.target }));
            const options = { borderDash: DASHES.target, borderWidth: 1.5 };
            lines.push(this.line(_t("Target"), target, across, options));
        }
        if (forecast.today < forecast.date_end) {
            if (isNumber(forecast.run_rate)) {
                lines.push(this.forecastLine(_t("Run rate"), actual, forecast.run_rate));
            }
            if (isNumber(forecast.deal_forecast)) {
                const label = _t("Won and weighted open");
                lines.push(this.forecastLine(label, byDeals, forecast.deal_forecast));
            }
        }
        return lines;
    }

    draw() {
        this.destroy();
        if (!this.canvasRef.el || !this.hasChart) {
            return;
        }
        this.chart = new Chart(this.canvasRef.el, {
            type: "line",
            data: { datasets: this.datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "nearest", axis: "x", intersect: false },
                locale: localization.code.replace("_", "-"),
                scales: {
                    x: {
                        type: "time",
                        time: { minUnit: "day" },
                        grid: { display: false },
                        ticks: { maxTicksLimit: 8, maxRotation: 0 },
                    },
                    y: {
                        beginAtZero: Boolean(this.state.forecast.expected.length),
                        ticks: { maxTicksLimit: 6, callback: (value) => this.format(value) },
                    },
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: { usePointStyle: true, boxHeight: 6 },
                    },
                    tooltip: {
                        callbacks: {
                            title: ([item]) => item && this.formatDay(item.raw.x),
                            label: ({ dataset, raw }) => `${dataset.label}: ${this.format(raw.y)}`,
                        },
                    },
                },
            },
        });
    }

    destroy() {
        this.chart?.destroy();
        this.chart = null;
    }
}

export const goalForecast = {
    component: GoalForecast,
    extractProps: ({ attrs }) => ({ figure: attrs.figure }),
    fieldDependencies: [{ name: "target", type: "float" }],
};

registry.category("view_widgets").add("goal_forecast", goalForecast);
