import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("kpi_okr_officer", {
    url: "/odoo/goal-cycles",
    steps: () => [
        {
            content: "Generate the cycles of a year",
            trigger: ".o_control_panel button:contains('Generate Cycles')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=year] input",
            run: "edit 2031",
        },
        {
            trigger: ".modal button[name=action_generate]",
            run: "click",
        },
        {
            content: "The quarter of the month is there, too",
            trigger: "body:not(:has(.modal)) .o_data_row:contains('2031 Q1')",
        },
        {
            trigger: ".o_data_row td[name=name]:contains('2031-03')",
            run: "click",
        },
        {
            content: "Open the cycle",
            trigger: ".o_form_view button[name=action_open]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Open')",
        },
        {
            trigger: "button[data-menu-xmlid='kpi_okr.goal_menu_config']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='kpi_okr.kpi_menu_templates']",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=name]:contains('Template of Seller of Lotus')",
            run: "click",
        },
        {
            content: "Generate the scorecards of the month",
            trigger: ".o_form_view button[name=action_generate]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=cycle_id] input",
            run: "edit 2031-03",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('2031-03')",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_generate]",
            run: "click",
        },
        {
            content: "They are grouped by cycle",
            trigger: "body:not(:has(.modal)) .o_group_header:contains('2031-03')",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=owner_name]:contains('Binh')",
            run: "click",
        },
        {
            content: "The KPI of the template is on the card, with its target in its unit",
            trigger: ".o_form_view .o_field_widget[name=line_ids] td[name=target]:contains('50 %')",
        },
    ],
});
