import { registry } from "@web/core/registry";

/** The steps that add a key result in the dialog of an objective. */
function addKeyResult(name, target) {
    return [
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=key_result_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] textarea",
            run: `edit ${name}`,
        },
        {
            trigger: ".modal .o_field_widget[name=target] input",
            run: `edit ${target}`,
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) .o_data_row:contains('${name}')`,
        },
    ];
}

registry.category("web_tour.tours").add("kpi_okr_objective", {
    url: "/odoo/my-objectives",
    steps: () => [
        {
            trigger: ".o_control_panel .o-kanban-button-new",
            run: "click",
        },
        {
            trigger: ".o_form_view .oe_title .o_field_widget[name=name] textarea",
            run: "edit Be the first they call",
        },
        {
            trigger: ".o_field_widget[name=employee_id] input",
            run: "edit An",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('An')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=cycle_id] input",
            run: "edit Tour quarter",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Tour quarter')",
            run: "click",
        },
        {
            content: "Align it with the company's objective",
            trigger: ".o_field_widget[name=parent_id] input",
            run: "edit Grow with our customers",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Grow with our customers')",
            run: "click",
        },
        ...addKeyResult("Calls returned", 10),
        ...addKeyResult("Second orders", 20),
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Two key results are few, and it says so",
            trigger: ".o_form_saved .alert-warning:contains('Fewer than 3')",
        },
        {
            trigger: ".o_data_row:contains('Calls returned') button[name=action_check_in]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=value] input",
            run: "edit 5",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Everybody has a list now",
        },
        {
            trigger: ".modal .modal-footer button:contains('Check In')",
            run: "click",
        },
        {
            content: "The key result has moved",
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains('Calls returned') td[name=progress]:contains('50')",
        },
        {
            content: "So has the objective, by the mean of what has data",
            trigger: ".o_goal_summary .o_field_widget[name=progress]:contains('50')",
        },
        {
            content: "And the one above, which includes it",
            trigger: ".o_menu_sections button[data-menu-xmlid='kpi_okr.okr_menu']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='kpi_okr.okr_menu_alignment']",
            run: "click",
        },
        {
            trigger:
                ".o_hierarchy_node:contains('Grow with our customers') .o_field_widget[name=progress]:contains('50')",
        },
    ],
});
