import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("kpi_okr_salesperson", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='kpi_okr.goal_menu_root']",
            run: "click",
        },
        {
            content: "Only the own scorecard is there",
            trigger:
                ".o_kanban_view:not(:has(.o_kanban_record:contains('Binh'))) .o_kanban_record:contains('An')",
            run: "click",
        },
        {
            content: "Nothing can be changed here",
            trigger:
                ".o_form_view:not(:has(button[name=action_change_target])) .o_data_row:contains('Revenue asked')",
        },
        {
            trigger: ".o_data_row:contains('Revenue asked') button[name=action_open_records]",
            run: "click",
        },
        {
            content: "The deals that were counted, the other people's not",
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains('Deal of 700'))) .o_data_row:contains('Deal of 300')",
        },
    ],
});
