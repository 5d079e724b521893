import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// The colour (one of Bootstrap's) and the icon of each status and grade.
const LOOKS = {
    reached: { tone: "success", icon: "fa-check-circle" },
    on_track: { tone: "success", icon: "fa-arrow-circle-up" },
    at_risk: { tone: "warning", icon: "fa-exclamation-triangle" },
    off_track: { tone: "danger", icon: "fa-arrow-circle-down" },
    outdated: { tone: "secondary", icon: "fa-clock-o" },
    no_data: { tone: "secondary", icon: "fa-circle-o" },
    green: { tone: "success", icon: "fa-circle" },
    amber: { tone: "warning", icon: "fa-adjust" },
    red: { tone: "danger", icon: "fa-circle-o" },
};
const UNKNOWN = { tone: "secondary", icon: "fa-circle-o" };

/** The colour of a status or a grade; silence has none of the traffic light's. */
export function toneOf(status) {
    return lookOf(status).tone;
}

/** The colour and the icon of a status or a grade. */
export function lookOf(status) {
    return LOOKS[status] || UNKNOWN;
}

export class GoalStatusField extends Component {
    static template = "kpi_okr.GoalStatusField";
    static props = {
        ...standardFieldProps,
        iconOnly: { type: Boolean, optional: true },
    };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return lookOf(this.value);
    }

    get label() {
        const selection = this.props.record.fields[this.props.name].selection || [];
        return selection.find(([key]) => key === this.value)?.[1] || "";
    }
}

export const goalStatusField = {
    component: GoalStatusField,
    displayName: _t("Status in words"),
    supportedTypes: ["selection"],
    supportedOptions: [
        {
            label: _t("Icon only"),
            name: "icon_only",
            type: "boolean",
            help: _t("Leave the word to a tooltip and to screen readers."),
        },
    ],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    extractProps: ({ options }) => ({ iconOnly: Boolean(options.icon_only) }),
    listViewWidth: [130, 165],
};

registry.category("fields").add("goal_status", goalStatusField);
