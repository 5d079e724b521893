import { patch } from "@web/core/utils/patch";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";
import { GoalStrip } from "./goal_strip";

// The class of the views that show it. A js_class of their own would take the place of CRM's, and
// of that of any module that has one.
const MARK = "o_goal_strip_above";

for (const Controller of [KanbanController, ListController]) {
    patch(Controller.prototype, {
        get goalStrip() {
            const classes = (this.props.className || "").split(" ");
            return classes.includes(MARK) && !this.env.inDialog ? GoalStrip : null;
        },
    });
}
