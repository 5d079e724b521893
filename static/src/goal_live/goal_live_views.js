import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { useGoalLive } from "./goal_live";

// {model: [the model that is pushed, the field that leads to it]}
const HEARD_THROUGH = {
    "kpi.scorecard": ["kpi.scorecard"],
    "kpi.scorecard.line": ["kpi.scorecard", "scorecard_id"],
    "okr.objective": ["okr.objective"],
    "okr.key.result": ["okr.objective", "objective_id"],
};

function goalsOf(records) {
    return records.map((record) => {
        const [model, field] = HEARD_THROUGH[record.resModel];
        return [model, field ? record.data[field]?.id : record.resId];
    });
}

function isBehindDialog(element) {
    return [...document.querySelectorAll(".o_dialog")].some((dialog) => !dialog.contains(element));
}

/** A form that reads its goal anew as it changes, unless somebody is typing. */
export const liveForm = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            useGoalLive(
                () => goalsOf(this.model.root.isNew ? [] : [this.model.root]),
                async () => {
                    const { root } = this.model;
                    if (isBehindDialog(this.rootRef.el) || (await root.isDirty())) {
                        return false;
                    }
                    await this.model.load();
                },
            );
        }
    };

/** A list or kanban that reads its goals anew as they change, unless somebody is at work in it. */
export const liveMultiRecord = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            useGoalLive(
                () => {
                    const { isReady, root, useSampleModel } = this.model;
                    return isReady && !useSampleModel ? goalsOf(root.records) : [];
                },
                async () => {
                    const { root } = this.model;
                    if (
                        isBehindDialog(this.rootRef.el) ||
                        root.editedRecord ||
                        root.selection.length
                    ) {
                        return false;
                    }
                    await this.model.load();
                },
            );
        }
    };

const views = registry.category("views");
views.add("goal_live_form", { ...formView, Controller: liveForm(formView.Controller) });
views.add("goal_live_list", { ...listView, Controller: liveMultiRecord(listView.Controller) });
views.add("goal_live_kanban", {
    ...kanbanView,
    Controller: liveMultiRecord(kanbanView.Controller),
});
