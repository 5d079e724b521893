import { Component, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const MESSAGE = "kpi_okr/export";

/** How much of a workbook is built; reads the record again when the server tells of it. */
export class GoalExportProgress extends Component {
    static template = "kpi_okr.GoalExportProgress";
    static props = { ...standardFieldProps };

    setup() {
        const bus = useService("bus_service");
        const onMessage = ({ id }) => {
            if (id === this.props.record.resId) {
                this.props.record.load();
            }
        };
        bus.subscribe(MESSAGE, onMessage);
        onWillUnmount(() => bus.unsubscribe(MESSAGE, onMessage));
    }

    get percent() {
        return Math.round(100 * (this.props.record.data[this.props.name] || 0));
    }
}

registry.category("fields").add("goal_export_progress", {
    component: GoalExportProgress,
    supportedTypes: ["float"],
});
