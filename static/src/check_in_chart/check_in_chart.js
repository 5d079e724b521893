import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatGoalValue } from "../goal_value/goal_value";
import { formatYesNo } from "../goal_yes_no/goal_yes_no";

const DASHES = { expected: [4, 4], target: [2, 2] };

/**
 * The check-ins of a key result as a line, with what was expected on those days and the target.
 * Every point is the server's; nothing is computed here.
 */
export class CheckInChart extends Component {
    static template = "kpi_okr.CheckInChart";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.canvasRef = useRef("canvas");
        this.state = useState({ history: null, version: 0 });
        this.chart = null;
        this.asked = 0;
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        // The record is read again after a check-in: another count, another chart.
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
        return `${resId}:${data.check_in_count}:${data.current}:${data.target}`;
    }

    get hasPoints() {
        return Boolean(this.state.history?.points.length);
    }

    get summary() {
        const { history } = this.state;
        const last = history.points.at(-1);
        return _t("%(name)s: %(count)s check-ins, the last one %(value)s on %(date)s", {
            name: history.name,
            count: history.points.length,
            value: this.format(last.value),
            date: this.formatDay(last.date),
        });
    }

    async load() {
        const asked = ++this.asked;
        const { resId } = this.props.record;
        this.loadedFor = this.key;
        const [history] = resId
            ? await this.orm.call("okr.key.result", "get_history", [[resId]])
            : [null];
        if (asked === this.asked) {
            this.state.history = history;
            this.state.version++;
        }
    }

    format(value) {
        const { kind, unit, digits, currency_id: currencyId } = this.state.history;
        if (kind === "yes_no") {
            return formatYesNo(value);
        }
        return formatGoalValue(value, { unit, decimals: digits, currencyId });
    }

    formatDay(day) {
        return formatDate(deserializeDate(day));
    }

    line(label, color, points, options = {}) {
        return {
            label,
            data: points
                .filter(({ value }) => typeof value === "number")
                .map(({ date, value }) => ({ x: date, y: value })),
            borderColor: color,
            backgroundColor: color,
            borderWidth: 2,
            pointRadius: 0,
            ...options,
        };
    }

    get datasets() {
        const { history } = this.state;
        const scheme = cookie.get("color_scheme");
        const muted = getColor(7, scheme, "odoo");
        const { date_start: first, date_end: last, points } = history;
        const lines = [
            this.line(_t("Value"), getColor(0, scheme, "odoo"), points, {
                pointRadius: 4,
                pointHoverRadius: 6,
                stepped: history.kind === "yes_no" ? "before" : false,
            }),
        ];
        const across = (label, value, color) =>
            this.line(
                label,
                color,
                [
                    { date: first, value },
                    { date: last, value },
                ],
                { borderDash: DASHES.target, borderWidth: 1.5 },
            );
        if (history.kind === "number") {
            const expected = points
                .filter(({ date }) => date > first && date < last)
                .map(({ date, expected: value }) => ({ date, value }));
            lines.push(
                this.line(
                    _t("Expected"),
                    muted,
                    [
                        { date: first, value: history.start },
                        ...expected,
                        { date: last, value: history.target },
                    ],
                    { borderDash: DASHES.expected },
                ),
                across(_t("Target"), history.target, getColor(2, scheme, "odoo")),
            );
        } else if (history.kind === "range") {
            lines.push(
                across(_t("Lower edge"), history.low, muted),
                across(_t("Upper edge"), history.high, muted),
            );
        }
        return lines;
    }

    draw() {
        this.destroy();
        if (!this.canvasRef.el || !this.hasPoints) {
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
                    y: { ticks: { maxTicksLimit: 6, callback: (value) => this.format(value) } },
                },
                plugins: {
                    legend: { position: "bottom", labels: { usePointStyle: true, boxHeight: 6 } },
                    tooltip: {
                        callbacks: {
                            title: ([item]) => item && this.formatDay(item.raw.x),
                            label: ({ dataset, raw }) => `${dataset.label}: ${this.format(raw.y)}`,
                            afterBody: ([item]) => this.notesOf(item),
                        },
                    },
                },
            },
        });
    }

    notesOf(item) {
        const point = item?.datasetIndex === 0 && this.state.history.points[item.dataIndex];
        return point ? [point.note, point.obstacle].filter(Boolean) : [];
    }

    destroy() {
        this.chart?.destroy();
        this.chart = null;
    }
}

export const checkInChart = {
    component: CheckInChart,
    fieldDependencies: [
        { name: "check_in_count", type: "integer" },
        { name: "current", type: "float" },
        { name: "target", type: "float" },
    ],
};

registry.category("view_widgets").add("check_in_chart", checkInChart);
