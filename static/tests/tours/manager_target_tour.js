import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("kpi_okr_manager_target", {
    url: "/odoo/team-goals",
    steps: () => [
        {
            content: "The people are grouped by status",
            trigger: ".o_kanban_group .o_kanban_record:contains('Binh')",
            run: "click",
        },
        {
            content: "The target of an open cycle can't be overwritten in place",
            trigger: ".o_data_row:contains('Share asked') td[name=target]:contains('60 %')",
        },
        {
            trigger: ".o_data_row:contains('Share asked') button[name=action_change_target]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=old_target]:contains('60 %')",
        },
        {
            trigger: ".modal .o_field_widget[name=new_target] input",
            run: "edit 45",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Two people moved to the south",
        },
        {
            trigger: ".modal button[name=action_change]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_data_row td[name=target]:contains('45 %')",
        },
        {
            content: "Open the KPI",
            trigger: ".o_data_row:contains('Share asked') button[name=get_formview_action]",
            run: "click",
        },
        {
            content: "The history has the old target and the reason",
            trigger:
                ".o_field_widget[name=change_ids] .o_data_row:contains('60 %'):contains('Two people moved to the south')",
        },
    ],
});
