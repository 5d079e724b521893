import { Component, onWillUnmount, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatGoalShare } from "../goal_attainment/goal_attainment";
import {
    formatFigure,
    formatStand,
    goalAction,
    GoalStatusBadge,
    positionOf,
} from "../goal_gauge/goal_gauge";
import { useGoalLive } from "../goal_live/goal_live";
import { toneOf } from "../goal_status/goal_status";

// Goals shown before the panel is unfolded.
const SHOWN = 3;
// What moves goals when it is saved. The form may not have them all, so the widget asks for them.
const FIELDS = [
    ["write_date", "datetime"],
    ["stage_id", "many2one"],
    ["active", "boolean"],
    ["expected_revenue", "monetary"],
    ["probability", "float"],
    ["user_id", "many2one"],
    ["team_id", "many2one"],
    ["date_deadline", "date"],
    ["won_status", "selection"],
];
// Whether the last panel had goals: then the next deal keeps room for its own while it loads.
let keepsRoom = false;

/** The goals that a deal counts for, and what it does or would do to each. */
export class GoalPanel extends Component {
    static template = "kpi_okr.GoalPanel";
    static components = { Dropdown, DropdownItem, GoalStatusBadge };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ panel: null, isOpen: false, isDirty: false });
        this.asked = 0;
        useRecordObserver((record) => {
            this.state.isDirty = Boolean(record.dirty && record.resId);
            const values = FIELDS.map(([name]) => valueKey(record.data[name])).join();
            const key = `${record.resId},${values}`;
            if (!record.dirty && this.key !== key) {
                this.key = key;
                this.load(record.resId);
            }
        });
        useGoalLive(
            () => [...this.rows, ...this.others].map(({ card }) => [card.model, card.id]),
            () => this.load(this.props.record.resId),
        );
        onWillUnmount(() => this.asked++);
    }

    async load(resId) {
        // Only the answer to the last question is shown.
        const asked = ++this.asked;
        if (this.state.panel?.resId !== resId) {
            this.state.panel = null;
        }
        if (!resId) {
            return;
        }
        const panel = await this.orm.silent.call("crm.lead", "goal_panel", [[resId]]);
        if (asked === this.asked) {
            this.state.panel = { ...panel, resId };
            keepsRoom = this.hasGoals;
        }
    }

    get panel() {
        return this.state.panel;
    }

    get rows() {
        return this.panel?.rows || [];
    }

    get others() {
        return this.panel?.others || [];
    }

    get hasGoals() {
        return Boolean(this.rows.length || this.others.length || this.panel?.links.length);
    }

    get isLoading() {
        return keepsRoom && !this.panel && Boolean(this.props.record.resId);
    }

    get shownRows() {
        return this.state.isOpen ? this.rows : this.rows.slice(0, SHOWN);
    }

    get hiddenCount() {
        return Math.max(this.rows.length - SHOWN, 0);
    }

    get moreText() {
        const hidden = this.hiddenCount + this.others.length;
        return this.state.isOpen ? _t("Show fewer") : _t("Show %s more", hidden);
    }

    get heading() {
        const { state, day, now } = this.panel;
        const date = formatDate(deserializeDate(day));
        switch (state) {
            case "won":
                return _t("what this deal brought on %s", date);
            case "lost":
                return _t("what losing this deal on %s did", date);
            case "lead":
                return now
                    ? _t("if this lead is converted and won")
                    : _t("if this lead is converted and won on %s", date);
            default:
                return now ? _t("if this deal is won") : _t("if this deal is won on %s", date);
        }
    }

    get isPending() {
        return ["open", "lead"].includes(this.panel.state);
    }

    get chance() {
        return formatGoalShare(this.panel.probability);
    }

    share(value) {
        return formatGoalShare(value) || "–";
    }

    figure(goal, value) {
        return formatFigure(goal, value);
    }

    stand(goal) {
        return formatStand(goal);
    }

    tone(status) {
        return toneOf(status);
    }

    position(goal, fraction) {
        return positionOf(goal, fraction);
    }

    /** The part of the bar that the deal adds or takes, in percent of its width; or null. */
    ghost(goal) {
        const other = this.isPending ? goal.if_won : goal.without;
        if (!other || typeof other.attainment !== "number" || goal.closed) {
            return null;
        }
        const [from, to] = [goal.attainment, other.attainment].map((share) =>
            positionOf(goal, share),
        );
        return {
            start: Math.min(from, to),
            width: Math.abs(to - from),
            grows: to > from,
            tone: toneOf(this.isPending ? other.status : goal.status),
        };
    }

    changes(goal) {
        return Boolean(goal.if_won?.changes);
    }

    /** What winning does to the gap. */
    effect(goal) {
        const { if_won: won } = goal;
        if (typeof won.gap_closed !== "number") {
            return _t("to %s", this.figure(goal, won.actual));
        }
        const left = this.figure(goal, won.remaining);
        if (won.gap_closed < 0) {
            return _t("widens the gap to %s", left);
        }
        if (won.remaining === 0) {
            return _t("closes the gap of %s", this.figure(goal, goal.remaining));
        }
        return _t("closes %(share)s of the gap, %(left)s left", {
            share: formatGoalShare(won.gap_closed),
            left,
        });
    }

    /** What the deal gave to a figure. */
    given(goal) {
        const { gave, without } = goal;
        const rest = this.figure(goal, without.actual) || _t("no data");
        // A ratio has no part that is this deal's.
        const hasPart = goal.unit !== "percent" && goal.kind !== "range";
        if (hasPart && typeof gave === "number" && gave > 0) {
            return _t("+%(gave)s, %(without)s without it", {
                gave: this.figure(goal, gave),
                without: rest,
            });
        }
        return _t("%s without it", rest);
    }

    openGoal(goal) {
        return this.action.doAction(goalAction(goal));
    }

    async openRecords(goal) {
        const action = await this.orm.call(goal.model, "action_open_records", [[goal.id]]);
        return this.action.doAction(action);
    }

    /** @param {"goal_link"|"goal_unlink"} method */
    async link(goal, method) {
        await this.orm.call("crm.lead", method, [[this.panel.resId], goal.id]);
        await this.load(this.panel.resId);
    }
}

function valueKey(value) {
    if (value && typeof value === "object") {
        return value.ts || value.id || "";
    }
    return value;
}

export const goalPanel = {
    component: GoalPanel,
    fieldDependencies: FIELDS.map(([name, type]) => ({
        name,
        type,
        ...(type === "selection" && { selection: [] }),
    })),
};

registry.category("view_widgets").add("goal_panel", goalPanel);
