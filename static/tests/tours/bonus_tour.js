import { registry } from "@web/core/registry";

function openBonus(entry) {
    return [
        {
            trigger: ".o_menu_sections button[data-menu-xmlid='kpi_okr.kpi_bonus_menu']",
            run: "click",
        },
        { trigger: `.dropdown-item[data-menu-xmlid='kpi_okr.${entry}']`, run: "click" },
    ];
}

function addPoint(row, attainment, share) {
    const cell = `.o_field_widget[name=point_ids] .o_data_row:nth-child(${row}).o_selected_row`;
    return [
        { trigger: ".o_field_widget[name=point_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: `${cell} .o_field_widget[name=attainment] input`, run: `edit ${attainment}` },
        { trigger: `${cell} .o_field_widget[name=share] input`, run: `edit ${share}` },
    ];
}

registry.category("web_tour.tours").add("kpi_okr_bonus_officer", {
    url: "/odoo/bonus-plans",
    steps: () => [
        {
            content: "HR makes a plan",
            trigger: ".o_control_panel .o_list_button_add",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=name] input", run: "edit Tour bonus" },
        { trigger: ".o_field_widget[name=base_amount] input", run: "edit 1000" },
        ...addPoint(1, 95, 0),
        ...addPoint(2, 100, 100),
        {
            content: "Leave the row: the picture of the curve is drawn",
            trigger: ".o_field_widget[name=gate] input",
            run: "click",
        },
        { trigger: ".o_bonus_curve canvas" },
        {
            content: "The box answers for 87 %",
            trigger: ".o_bonus_curve_answer:contains('0 %')",
        },
        { trigger: ".o_bonus_curve_input input", run: "edit 97.5" },
        {
            content: "97.5 % pays the half of the base amount",
            trigger: ".o_bonus_curve_answer:contains('50 % of the bonus'):contains('500.00')",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved .o_field_widget[name=name] input:value('Tour bonus')" },
        ...openBonus("kpi_bonus_menu_runs"),
        { trigger: ".o_control_panel .o_list_button_add", run: "click" },
        {
            content: "HR runs a month",
            trigger: ".o_form_view .o_field_widget[name=plan_id] input",
            run: "edit Tour bonus",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour bonus')", run: "click" },
        { trigger: ".o_field_widget[name=cycle_id] input", run: "edit month 2025-03-01" },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('month 2025-03-01')",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_compute]:contains('Compute')", run: "click" },
        {
            content: "97 % pays 40 % of 1,000",
            trigger: ".o_data_row:contains('Dung') td[name=amount]:contains('400.00')",
        },
        { trigger: ".o_field_widget[name=total]:contains('1,400.00')" },
        {
            content: "A correction has a reason",
            trigger: ".o_data_row:contains('Dung') button[name=action_correct]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=amount] input", run: "edit 50" },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Helped out in the south",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=total]:contains('1,450.00')" },
        { trigger: "button[name=action_check]", run: "click" },
        {
            content: "Who computed it can't approve it",
            trigger:
                ".o_form_view:not(:has(button[name=action_approve])) .alert:contains('Somebody else approves')",
        },
    ],
});

registry.category("web_tour.tours").add("kpi_okr_bonus_approver", {
    url: "/odoo/bonus-runs",
    steps: () => [
        { trigger: ".o_data_row td:contains('Tour bonus')", run: "click" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_publish]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status button.o_arrow_button_current:contains('Published')",
        },
    ],
});

registry.category("web_tour.tours").add("kpi_okr_bonus_employee", {
    url: "/odoo/my-bonus",
    steps: () => [
        {
            content: "Only the own bonus is there",
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains('Phuc'))) .o_data_row:contains('Dung') td[name=amount]:contains('450.00')",
        },
        { trigger: ".o_data_row td[name=plan_name]", run: "click" },
        {
            content: "How it came about, in words and as a picture",
            trigger:
                ".o_form_view:has(.o_bonus_curve canvas) .o_bonus_explanation:contains('Helped out in the south')",
        },
        {
            content: "Plans and runs are not for employees",
            trigger: ".o_menu_sections button[data-menu-xmlid='kpi_okr.kpi_bonus_menu']",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown--menu:not(:has([data-menu-xmlid='kpi_okr.kpi_bonus_menu_plans'])) [data-menu-xmlid='kpi_okr.kpi_bonus_menu_mine']",
        },
    ],
});

registry.category("web_tour.tours").add("kpi_okr_bonus_peer", {
    url: "/odoo/my-bonus",
    steps: () => [
        {
            content: "A peer sees nothing of it",
            trigger:
                ".o_list_view:not(:has(.o_data_row:contains('Dung'))) .o_view_nocontent:contains('No bonus has been published to you')",
        },
    ],
});
