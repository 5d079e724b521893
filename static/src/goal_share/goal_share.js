import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatGoalShare } from "../goal_attainment/goal_attainment";

const STEP = 5;

/** A fraction from 0 to 1, such as a confidence, set by a slider; nothing said is no data. */
export class GoalShareField extends Component {
    static template = "kpi_okr.GoalShareField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get hasData() {
        return typeof this.value === "number";
    }

    get step() {
        return STEP;
    }

    get hundredths() {
        return this.hasData ? Math.round(this.value * 100) : 50;
    }

    get text() {
        return formatGoalShare(this.value);
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    onInput(ev) {
        this.props.record.update({ [this.props.name]: Number(ev.target.value) / 100 });
    }

    /** A click on the slider where it stands already says that it stands there. */
    onClick(ev) {
        if (!this.hasData) {
            this.onInput(ev);
        }
    }

    onClear() {
        this.props.record.update({ [this.props.name]: false });
    }
}

export const goalShareField = {
    component: GoalShareField,
    displayName: _t("Share on a slider"),
    supportedTypes: ["float"],
    isEmpty: (record, fieldName) => typeof record.data[fieldName] !== "number",
    listViewWidth: [80, 110],
};

registry.category("fields").add("goal_share", goalShareField);
registry.category("formatters").add("goal_share", formatGoalShare);
