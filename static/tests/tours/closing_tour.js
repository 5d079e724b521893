import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("kpi_okr_final_check_in", {
    url: "/odoo/my-objectives",
    steps: () => [
        { trigger: ".o_kanban_record:contains('Win back the north')", run: "click" },
        {
            trigger: ".o_data_row:contains('Orders again') button[name=action_check_in]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=value] input", run: "edit 60" },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Six of ten order again",
        },
        { trigger: ".modal .modal-footer button:contains('Check In')", run: "click" },
        {
            content: "Milestones are ticked where one checks in",
            trigger:
                "body:not(:has(.modal)) .o_data_row:contains('Partner shop') button[name=action_check_in]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=milestone_ids] label:contains('Contract')",
            run: "click",
        },
        {
            content: "The share done follows at once",
            trigger: ".modal .o_field_widget[name=value]:contains('50')",
        },
        { trigger: ".modal .modal-footer button:contains('Check In')", run: "click" },
        {
            content: "(60 % + 50 %) / 2",
            trigger:
                "body:not(:has(.modal)) .o_goal_summary .o_field_widget[name=score]:contains('55')",
        },
        { trigger: ".o_notebook .nav-link[name=closing]", run: "click" },
        {
            content: "The form loads once more behind the dialog; nobody is quicker than that",
            trigger: ".o_field_widget[name=self_grade] input[type=range]",
            run: () => new Promise((resolve) => setTimeout(resolve, 2000)),
        },
        {
            content: "The own grade: nothing said stands in the middle; a bit to the right",
            trigger: ".o_field_widget[name=self_grade] input[type=range]",
            run: "range 70",
        },
        { trigger: ".o_field_widget[name=self_grade]:contains('70')" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "A grade that differs asks for a reason",
            trigger: ".modal:contains('say why your grade differs')",
        },
        { trigger: ".modal .modal-footer button.btn-primary", run: "click" },
        {
            trigger: "body:not(:has(.modal)) .o_field_widget[name=self_grade_reason] textarea",
            run: "edit The hard half is done",
        },
        {
            trigger: ".o_field_widget[name=decision] select, .o_field_widget[name=decision] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains('Missed')", run: "click" },
        {
            trigger: ".o_field_widget[name=learnt] textarea",
            run: "edit Call first, write later",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
registry.category("web_tour.tours").add("kpi_okr_close_cycle", {
    url: "/odoo/goal-cycles",
    steps: () => [
        { trigger: ".o_data_row td[name=name]:contains('Closing quarter')", run: "click" },
        { trigger: ".o_form_view button[name=action_close]", run: "click" },
        { trigger: ".modal .modal-footer button.btn-primary", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status button.o_arrow_button_current:contains('Closed')",
        },
        { trigger: "button[name=action_view_objectives]", run: "click" },
        { trigger: ".o_data_row:contains('Win back the north'):contains('55')" },
    ],
});
registry.category("web_tour.tours").add("kpi_okr_frozen", {
    url: "/odoo/my-objectives",
    steps: () => [
        {
            content: "Objectives of earlier cycles are behind the filter",
            trigger: ".o_facet_remove:last",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('Win back the north'):contains('55')",
            run: "click",
        },
        { trigger: ".o_form_view .alert:contains('figures are frozen')" },
        {
            content: "No check-in, no new key result, no way to write",
            trigger:
                ".o_form_view:not(:has(button[name=action_check_in])):not(:has(.o_field_x2many_list_row_add)) .o_goal_summary:contains('Final Score'):contains('55')",
        },
        { trigger: ".o_notebook .nav-link[name=closing]", run: "click" },
        { trigger: ".o_field_widget[name=learnt].o_readonly_modifier:contains('Call first')" },
        { trigger: ".o_field_widget[name=self_grade].o_readonly_modifier:contains('70')" },
        { trigger: ".o_field_widget[name=decision].o_readonly_modifier:contains('Missed')" },
        {
            content: "It can be carried over",
            trigger: ".o_statusbar_buttons button[name=action_carry]",
        },
    ],
});
