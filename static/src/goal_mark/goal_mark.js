import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

export function formatGoalMark(value) {
    return typeof value === "number" ? formatFloat(value, { digits: [16, 2] }) : "";
}

export class GoalMarkField extends FloatField {
    get formattedValue() {
        return formatGoalMark(this.value);
    }

    parse(text) {
        return text.trim() ? super.parse(text) : false;
    }
}

export const goalMarkField = {
    ...floatField,
    component: GoalMarkField,
    displayName: _t("Mark"),
    isEmpty: (record, fieldName) => typeof record.data[fieldName] !== "number",
    listViewWidth: [70, 110],
};

registry.category("fields").add("goal_mark", goalMarkField);

registry.category("formatters").add("goal_mark", formatGoalMark);
