import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatGoalShare } from "../goal_attainment/goal_attainment";
import { toneOf } from "../goal_status/goal_status";
import { formatGoalValue } from "../goal_value/goal_value";
import { formatYesNo } from "../goal_yes_no/goal_yes_no";

export class AppraisalResults extends Component {
    static template = "kpi_okr.AppraisalResults";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ results: null, open: {} });
        onWillStart(() => this.load());
        useEffect(
            () => {
                if (this.loadedFor !== this.key) {
                    this.load();
                }
            },
            () => [this.key],
        );
    }

    get key() {
        const { resId, data } = this.props.record;
        return `${resId}:${data.state}`;
    }

    async load() {
        this.loadedFor = this.key;
        const { resId } = this.props.record;
        const [results] = resId
            ? await this.orm.call("goal.appraisal", "get_results", [[resId]])
            : [null];
        this.state.results = results;
    }

    get cycles() {
        return this.state.results?.cycles || [];
    }

    get asOf() {
        const { as_of: asOf, frozen } = this.state.results;
        const when = formatDateTime(deserializeDateTime(asOf));
        return frozen ? _t("Kept as it stood on %s", when) : _t("As of %s", when);
    }

    tone(status) {
        return toneOf(status);
    }

    share(value) {
        return typeof value === "number" ? formatGoalShare(value) : "–";
    }

    value(row, value) {
        if (row.kind === "yes_no") {
            return formatYesNo(value);
        }
        const { unit, digits, currency_id: currencyId } = row;
        return formatGoalValue(value, { unit, decimals: digits, currencyId }) || "–";
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    isOpen(key) {
        return Boolean(this.state.open[key]);
    }

    toggle(key) {
        this.state.open[key] = !this.state.open[key];
    }

    openSource(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

export const appraisalResults = {
    component: AppraisalResults,
    fieldDependencies: [{ name: "state", type: "selection", selection: [] }],
};

registry.category("view_widgets").add("appraisal_results", appraisalResults);
