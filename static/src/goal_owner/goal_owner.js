import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { imageUrl } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const KINDS = {
    team: { icon: "fa-users", label: _t("Sales team") },
    department: { icon: "fa-sitemap", label: _t("Department") },
    company: { icon: "fa-building", label: _t("Company") },
};

/** The owner's name with the employee's picture, or with an icon of what else owns a goal. */
export class GoalOwnerField extends Component {
    static template = "kpi_okr.GoalOwnerField";
    static props = {
        ...standardFieldProps,
        large: { type: Boolean, optional: true },
    };

    get name() {
        return this.props.record.data[this.props.name];
    }

    get pictureUrl() {
        const { owner_type: ownerType, employee_id: employee } = this.props.record.data;
        if (ownerType === "employee" && employee) {
            return imageUrl("hr.employee.public", employee.id, "avatar_128");
        }
        return "";
    }

    get kind() {
        return KINDS[this.props.record.data.owner_type];
    }
}

export const goalOwnerField = {
    component: GoalOwnerField,
    displayName: _t("Owner of a goal"),
    supportedTypes: ["char"],
    supportedOptions: [{ label: _t("Large"), name: "large", type: "boolean" }],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
    fieldDependencies: [
        { name: "owner_type", type: "selection", selection: [] },
        { name: "employee_id", type: "many2one", relation: "hr.employee" },
    ],
    listViewWidth: [160, 400],
};

registry.category("fields").add("goal_owner", goalOwnerField);
