import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

export class AppraisalBoardField extends Component {
    static template = "kpi_okr.AppraisalBoardField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get columns() {
        return this.props.record.data[this.props.name] || [];
    }

    lateText(column) {
        return _t("%s late", column.late);
    }

    percent(fraction) {
        return Math.min(Math.max(fraction, 0), 1) * 100;
    }

    open(column) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: column.label,
            res_model: "goal.appraisal",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["campaign_id", "=", this.props.record.resId],
                ["state", "=", column.state],
            ],
            context: { create: false },
        });
    }
}

export const appraisalBoardField = {
    component: AppraisalBoardField,
    displayName: _t("Progress of a campaign"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("appraisal_board", appraisalBoardField);
