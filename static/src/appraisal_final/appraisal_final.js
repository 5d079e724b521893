import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export class AppraisalFinal extends Component {
    static template = "kpi_okr.AppraisalFinal";
    static props = { ...standardWidgetProps };

    get explanation() {
        return this.props.record.data.explanation || null;
    }

    position(mark) {
        const { lowest, highest } = this.explanation;
        return Math.min(Math.max((mark - lowest) / (highest - lowest), 0), 1) * 100;
    }

    hasMark(row) {
        return typeof row.mark === "number";
    }
}

export const appraisalFinal = {
    component: AppraisalFinal,
    fieldDependencies: [{ name: "explanation", type: "json" }],
};

registry.category("view_widgets").add("appraisal_final", appraisalFinal);
