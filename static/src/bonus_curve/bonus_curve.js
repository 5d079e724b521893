import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatGoalValue, parseGoalValue } from "../goal_value/goal_value";

const MARGINAL = "marginal";
const FIRST_ASKED = { share: 0.87, amount: 100000 };
const TYPING = 250;

export class BonusCurveField extends Component {
    static template = "kpi_okr.BonusCurveField";
    static props = { ...standardFieldProps, ask: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.canvasRef = useRef("canvas");
        this.state = useState({ answer: null, invalid: false });
        this.at = this.isCommission ? FIRST_ASKED.amount : FIRST_ASKED.share;
        this.chart = null;
        this.asked = 0;
        this.askLater = useDebounced(() => this.ask(), TYPING);
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.ask();
            },
            () => [JSON.stringify(this.curve)],
        );
        useEffect(
            () => {
                this.draw();
                return () => this.destroy();
            },
            () => [JSON.stringify(this.curve), JSON.stringify(this.mark)],
        );
        onWillUnmount(() => this.destroy());
    }

    get curve() {
        return this.props.record.data[this.props.name] || null;
    }

    get isCommission() {
        return this.curve?.mode === MARGINAL;
    }

    get hasPicture() {
        return Boolean(this.curve?.picture?.length);
    }

    get mark() {
        return this.props.ask ? this.state.answer?.point : this.curve?.mark;
    }

    get askedText() {
        const value = this.isCommission ? this.at : this.at * 100;
        return formatGoalValue(value, { decimals: 2 });
    }

    get summary() {
        const mark = this.mark;
        return mark && mark[1] !== null
            ? _t("The payout curve; at %(place)s it pays %(paid)s", {
                  place: this.formatPlace(mark[0]),
                  paid: this.formatPaid(mark[1]),
              })
            : _t("The payout curve");
    }

    formatPlace(value) {
        return this.isCommission ? this.money(value) : this.percent(value);
    }

    formatPaid(value) {
        return this.isCommission ? this.money(value) : this.percent(value);
    }

    money(value) {
        return formatGoalValue(value, { unit: "money", currencyId: this.curve.currency_id });
    }

    percent(value) {
        return formatGoalValue(value, { unit: "percent", decimals: 1 });
    }

    onInput(ev) {
        const value = this.parse(ev.target.value);
        this.state.invalid = value === false || value < 0;
        if (!this.state.invalid) {
            this.at = value;
            this.askLater();
        }
    }

    parse(text) {
        try {
            return parseGoalValue(text, this.isCommission ? "number" : "percent");
        } catch {
            return false;
        }
    }

    async ask() {
        if (!this.props.ask || !this.hasPicture) {
            this.state.answer = null;
            return;
        }
        const asked = ++this.asked;
        const answer = await this.orm.call("kpi.bonus.plan", "preview", [this.curve, this.at]);
        if (asked === this.asked) {
            this.state.answer = answer;
        }
    }

    draw() {
        this.destroy();
        if (!this.canvasRef.el || !this.hasPicture) {
            return;
        }
        const scheme = cookie.get("color_scheme");
        const color = getColor(0, scheme, "odoo");
        const toPoints = (pairs) => pairs.map(([x, y]) => ({ x, y }));
        const mark = this.mark && this.mark[1] !== null ? [this.mark] : [];
        this.chart = new Chart(this.canvasRef.el, {
            type: "line",
            data: {
                datasets: [
                    {
                        label: _t("Mark"),
                        data: toPoints(mark),
                        backgroundColor: color,
                        borderColor: color,
                        pointRadius: 6,
                        pointHoverRadius: 7,
                        showLine: false,
                    },
                    {
                        label: _t("Pays"),
                        data: toPoints(this.curve.picture),
                        borderColor: color,
                        backgroundColor: `${color}22`,
                        borderWidth: 2,
                        pointRadius: 0,
                        pointHitRadius: 8,
                        fill: "origin",
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                locale: localization.code.replace("_", "-"),
                interaction: { mode: "nearest", axis: "x", intersect: false },
                scales: {
                    x: {
                        type: "linear",
                        min: 0,
                        max: this.curve.picture.at(-1)[0],
                        title: {
                            display: true,
                            text: this.isCommission ? _t("Amount") : _t("Attainment"),
                        },
                        grid: { display: false },
                        ticks: {
                            maxTicksLimit: 7,
                            maxRotation: 0,
                            callback: (value) => this.formatPlace(value),
                        },
                    },
                    y: {
                        min: 0,
                        title: {
                            display: true,
                            text: this.isCommission ? _t("Commission") : _t("Share of the bonus"),
                        },
                        ticks: { maxTicksLimit: 6, callback: (value) => this.formatPaid(value) },
                    },
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            title: ([item]) => item && this.formatPlace(item.raw.x),
                            label: ({ raw }) => this.formatPaid(raw.y),
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

export const bonusCurveField = {
    component: BonusCurveField,
    displayName: _t("Payout curve"),
    supportedTypes: ["json"],
    supportedOptions: [{ label: _t("Ask what it pays"), name: "ask", type: "boolean" }],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ ask: Boolean(options.ask) }),
};

registry.category("fields").add("bonus_curve", bonusCurveField);
