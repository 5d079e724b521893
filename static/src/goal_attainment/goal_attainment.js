import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatGoalValue } from "../goal_value/goal_value";
import { toneOf } from "../goal_status/goal_status";

export function formatGoalShare(value) {
    return formatGoalValue(value, { unit: "percent", decimals: 0 });
}

/** A fraction as a slim bar with its percentage; the server decides the figure and the colour. */
export class GoalAttainmentField extends Component {
    static template = "kpi_okr.GoalAttainmentField";
    static props = {
        ...standardFieldProps,
        max: { type: Number, optional: true },
        statusField: { type: String, optional: true },
        expectedField: { type: String, optional: true },
        large: { type: Boolean, optional: true },
        emptyText: { type: String, optional: true },
    };
    static defaultProps = { max: 1.2, statusField: "status", expectedField: "expected" };

    get value() {
        const { data, model } = this.props.record;
        // Sample figures, behind the help of an empty view, go to 100 and are no fractions.
        return model.useSampleModel ? data[this.props.name] / 100 : data[this.props.name];
    }

    get hasData() {
        return typeof this.value === "number";
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get percent() {
        return formatGoalShare(this.value);
    }

    get expected() {
        const expected = this.props.record.data[this.props.expectedField];
        return typeof expected === "number" && expected > 0 ? expected : null;
    }

    get expectedText() {
        return _t("Expected by now: %s", formatGoalShare(this.expected));
    }

    get tone() {
        return toneOf(this.props.record.data[this.props.statusField]);
    }

    get ariaText() {
        return this.expected === null ? this.percent : `${this.percent}. ${this.expectedText}`;
    }

    /** Where a fraction sits on the bar, in percent of its width. */
    position(fraction) {
        return Math.min(Math.max(fraction / this.props.max, 0), 1) * 100;
    }

    hundredths(fraction) {
        return Math.round(fraction * 100);
    }
}

export const goalAttainmentField = {
    component: GoalAttainmentField,
    displayName: _t("Attainment bar"),
    supportedTypes: ["float"],
    supportedOptions: [
        {
            label: _t("Full bar at"),
            name: "max",
            type: "number",
            help: _t("The fraction at which the bar is full: 1.2 is 120 %."),
        },
        {
            label: _t("Status field"),
            name: "status",
            type: "field",
            availableTypes: ["selection"],
            help: _t("Decides the colour of the bar."),
        },
        {
            label: _t("Field of the share expected by now"),
            name: "expected",
            type: "field",
            availableTypes: ["float"],
        },
        {
            label: _t("Large"),
            name: "large",
            type: "boolean",
        },
    ],
    isEmpty: () => false,
    extractProps: ({ options }) => {
        const props = { large: Boolean(options.large) };
        if (options.max) {
            props.max = options.max;
        }
        if ("status" in options) {
            props.statusField = options.status || "";
        }
        if ("expected" in options) {
            props.expectedField = options.expected || "";
        }
        return props;
    },
    fieldDependencies: ({ options }) => {
        const dependencies = [];
        if (options.status) {
            dependencies.push({ name: options.status, type: "selection", selection: [] });
        }
        if (options.expected) {
            dependencies.push({ name: options.expected, type: "float" });
        }
        return dependencies;
    },
    listViewWidth: [110, 180],
};

registry.category("fields").add("goal_attainment", goalAttainmentField);
registry.category("formatters").add("goal_attainment", formatGoalShare);
