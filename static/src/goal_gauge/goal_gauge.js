import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatGoalShare } from "../goal_attainment/goal_attainment";
import { lookOf, toneOf } from "../goal_status/goal_status";
import { formatGoalValue } from "../goal_value/goal_value";
import { formatYesNo } from "../goal_yes_no/goal_yes_no";

// The circumference of the ring, in units of its viewBox.
const CIRCLE = 2 * Math.PI * 15;

// The goals below are dicts of `goal.gauge`.

/** A figure in the unit of a goal; empty for no data. */
export function formatFigure(goal, value) {
    if (goal.kind === "yes_no") {
        return formatYesNo(value);
    }
    return formatGoalValue(value, {
        unit: goal.unit,
        decimals: goal.digits || 0,
        currencyId: goal.currency_id,
    });
}

export function formatTarget(goal) {
    switch (goal.kind) {
        case "yes_no":
            return formatYesNo(1);
        case "milestones":
            return formatFigure(goal, 1);
        case "range":
            return _t("%(low)s to %(high)s", {
                low: formatFigure(goal, goal.low),
                high: formatFigure(goal, goal.high),
            });
        default:
            return formatFigure(goal, goal.target);
    }
}

/** “12 of 50”: where a goal stands. */
export function formatStand(goal, actual = goal.actual) {
    const figure = formatFigure(goal, actual);
    const target = formatTarget(goal);
    if (!figure) {
        return target ? _t("no data, target %s", target) : _t("No data");
    }
    return target ? _t("%(figure)s of %(target)s", { figure, target }) : figure;
}

/** Where a fraction sits on the bar of a goal, in percent of its width. */
export function positionOf(goal, fraction) {
    return Math.min(Math.max((fraction || 0) / goal.full, 0), 1) * 100;
}

/** The action that opens a goal: a key result, or the scorecard of a KPI. */
export function goalAction({ model, id, card }) {
    const [resModel, resId] = model === "okr.key.result" ? [model, id] : [card.model, card.id];
    return {
        type: "ir.actions.act_window",
        res_model: resModel,
        res_id: resId,
        views: [[false, "form"]],
    };
}

export class GoalStatusBadge extends Component {
    static template = "kpi_okr.GoalStatusBadge";
    static props = { status: String, label: String };

    get look() {
        return lookOf(this.props.status);
    }
}

/** A goal as a ring with its percentage, and a mark where it should be by now. */
export class GoalRing extends Component {
    static template = "kpi_okr.GoalRing";
    static props = { goal: Object };

    get hasData() {
        return typeof this.props.goal.attainment === "number";
    }

    get percent() {
        return this.hasData ? formatGoalShare(this.props.goal.attainment) : "–";
    }

    get tone() {
        return toneOf(this.props.goal.status);
    }

    get dash() {
        const share = Math.min(Math.max(this.props.goal.attainment || 0, 0), 1);
        return `${share * CIRCLE} ${CIRCLE}`;
    }

    get expectedAngle() {
        const { expected } = this.props.goal;
        return typeof expected === "number" && expected > 0 && expected < 1 ? expected * 360 : null;
    }
}
