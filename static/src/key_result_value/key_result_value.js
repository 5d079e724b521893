import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatGoalValue } from "../goal_value/goal_value";
import { formatYesNo } from "../goal_yes_no/goal_yes_no";

/** A figure of a key result, as its kind says it: a number, yes or no, a range as the target. */
export class KeyResultValueField extends Component {
    static template = "kpi_okr.KeyResultValueField";
    static props = {
        ...standardFieldProps,
        asTarget: { type: Boolean, optional: true },
    };

    get kind() {
        return this.props.record.data.kind;
    }

    get text() {
        if (this.props.asTarget) {
            return this.target;
        }
        const value = this.props.record.data[this.props.name];
        return this.kind === "yes_no" ? formatYesNo(value) : this.format(value);
    }

    get target() {
        const { low, high } = this.props.record.data;
        switch (this.kind) {
            case "yes_no":
                return formatYesNo(1);
            case "milestones":
                return this.format(1);
            case "range":
                return _t("%(low)s to %(high)s", {
                    low: this.format(low),
                    high: this.format(high),
                });
            default:
                return this.format(this.props.record.data[this.props.name]);
        }
    }

    format(value) {
        const { unit, digits, currency_id: currency } = this.props.record.data;
        return formatGoalValue(value, { unit, decimals: digits || 0, currencyId: currency?.id });
    }
}

export const keyResultValueField = {
    component: KeyResultValueField,
    displayName: _t("Figure of a key result"),
    supportedTypes: ["float"],
    supportedOptions: [
        {
            label: _t("As target"),
            name: "as_target",
            type: "boolean",
            help: _t("Say what counts as reached: a range has two edges, milestones are all done."),
        },
    ],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ asTarget: Boolean(options.as_target) }),
    fieldDependencies: ({ options }) => {
        const dependencies = [
            { name: "kind", type: "selection", selection: [] },
            { name: "unit", type: "selection", selection: [] },
            { name: "digits", type: "integer" },
            { name: "currency_id", type: "many2one", relation: "res.currency" },
        ];
        if (options.as_target) {
            dependencies.push({ name: "low", type: "float" }, { name: "high", type: "float" });
        }
        return dependencies;
    },
    listViewWidth: [95, 160],
};

registry.category("fields").add("key_result_value", keyResultValueField);
// In a list's group rows: figures of different units don't add up.
registry.category("formatters").add("key_result_value", () => "");
