import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The word of a figure that answers a question: 1 is yes, 0 is no, no data is neither. */
export function formatYesNo(value) {
    if (typeof value !== "number") {
        return "";
    }
    return value ? _t("Yes") : _t("No");
}

/** A float of which only 1 and 0 mean something, as two buttons. */
export class GoalYesNoField extends Component {
    static template = "kpi_okr.GoalYesNoField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return formatYesNo(this.value);
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get answers() {
        return [1, 0].map((value) => ({
            value,
            text: formatYesNo(value),
            chosen: this.value === value,
        }));
    }

    choose(value) {
        this.props.record.update({ [this.props.name]: value });
    }
}

export const goalYesNoField = {
    component: GoalYesNoField,
    displayName: _t("Yes or no"),
    supportedTypes: ["float"],
    isEmpty: (record, fieldName) => typeof record.data[fieldName] !== "number",
};

registry.category("fields").add("goal_yes_no", goalYesNoField);
