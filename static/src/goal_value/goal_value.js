import { Component } from "@odoo/owl";
import { formatCurrency, getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { useInputField } from "@web/views/fields/input_field_hook";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { parseFloat, parseMonetary, parsePercentage } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const NBSP = "\u00a0";
// What a float keeps of a typed figure; more decimals are noise of the conversion.
const TYPED_DECIMALS = 6;

function isNumber(value) {
    return typeof value === "number" && Number.isFinite(value);
}

function plain(value, decimals) {
    return formatFloat(value, { digits: [16, decimals], trailingZeros: false });
}

/** The word or sign that follows (or, of a currency, may precede) the number of a unit. */
export function unitSuffix(unit) {
    switch (unit) {
        case "percent":
            return "%";
        case "days":
            return _t("days");
        case "hours":
            return _t("hours");
        default:
            return "";
    }
}

/**
 * A figure in its unit. `false`, `null` and `undefined` are no data, which is not 0.
 *
 * @param {number|false} value a fraction when the unit is percent
 * @param {Object} [options]
 * @param {"number"|"money"|"percent"|"days"|"hours"} [options.unit]
 * @param {number} [options.decimals] how many are shown at most; of money exactly
 * @param {number} [options.currencyId]
 * @returns {string}
 */
export function formatGoalValue(value, { unit, decimals = 0, currencyId } = {}) {
    if (!isNumber(value)) {
        return "";
    }
    switch (unit) {
        case "money":
            return formatCurrency(value, currencyId, { digits: [16, decimals] });
        case "percent":
            return plain(value * 100, decimals) + NBSP + "%";
        case "days":
            return value === 1 ? _t("1 day") : _t("%s days", plain(value, decimals));
        case "hours":
            return value === 1 ? _t("1 hour") : _t("%s hours", plain(value, decimals));
        default:
            return plain(value, decimals);
    }
}

/**
 * What was typed, as the figure that is stored: 63 and 63 % are 0.63 when the unit is percent;
 * nothing typed is no data.
 *
 * @returns {number|false}
 */
export function parseGoalValue(text, unit) {
    const typed = text.trim();
    if (!typed) {
        return false;
    }
    switch (unit) {
        case "money":
            return parseMonetary(typed);
        case "percent":
            // Without the division's noise: 7 % is 0.07, not 0.07000000000000001.
            return Number(parsePercentage(typed.replace(/\s+%$/, "%")).toFixed(12));
        default:
            return parseFloat(typed);
    }
}

export class GoalValueField extends Component {
    static template = "kpi_okr.GoalValueField";
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
        unit: { type: String, optional: true },
        digits: { type: Number, optional: true },
    };

    setup() {
        useInputField({
            getValue: () => this.typedValue,
            refName: "numpadDecimal",
            parse: (text) => this.parse(text),
        });
        useNumpadDecimal();
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get unit() {
        return this.props.unit || this.props.record.data.unit || "number";
    }

    get digits() {
        return this.props.digits ?? (this.props.record.data.digits || 0);
    }

    get currencyId() {
        return this.props.record.data.currency_id?.id;
    }

    get formattedValue() {
        return formatGoalValue(this.value, {
            unit: this.unit,
            decimals: this.digits,
            currencyId: this.currencyId,
        });
    }

    /** The figure as it is edited: in full, without its unit. */
    get typedValue() {
        if (!isNumber(this.value)) {
            return "";
        }
        return plain(this.unit === "percent" ? this.value * 100 : this.value, TYPED_DECIMALS);
    }

    get affix() {
        if (this.unit === "money") {
            const currency = this.currencyId && getCurrency(this.currencyId);
            return currency ? { text: currency.symbol, before: currency.position !== "after" } : {};
        }
        return { text: unitSuffix(this.unit), before: false };
    }

    parse(text) {
        const value = parseGoalValue(text, this.unit);
        // The input hook takes 0 and no data for the same and would not store the change.
        if (!value && !this.value && value !== this.value) {
            this.props.record.update({ [this.props.name]: value });
        }
        return value;
    }
}

export const goalValueField = {
    component: GoalValueField,
    displayName: _t("Figure in its unit"),
    supportedTypes: ["float"],
    isEmpty: (record, fieldName) => !isNumber(record.data[fieldName]),
    supportedOptions: [
        {
            label: _t("Unit"),
            name: "unit",
            type: "string",
            help: _t("number, money, percent, days or hours; left out: the record's own unit."),
        },
        { label: _t("Decimals"), name: "digits", type: "number" },
    ],
    extractProps: ({ attrs, options }) => ({
        placeholder: attrs.placeholder,
        unit: options.unit,
        digits: options.digits,
    }),
    fieldDependencies: ({ options }) => {
        const dependencies = [];
        if (!options.unit) {
            dependencies.push({ name: "unit", type: "selection", selection: [] });
            dependencies.push({ name: "digits", type: "integer" });
        }
        if (!options.unit || options.unit === "money") {
            dependencies.push({ name: "currency_id", type: "many2one", relation: "res.currency" });
        }
        return dependencies;
    },
    listViewWidth: [95, 130],
};

registry.category("fields").add("goal_value", goalValueField);
// In a list's group rows: figures of different units don't add up.
registry.category("formatters").add("goal_value", () => "");
