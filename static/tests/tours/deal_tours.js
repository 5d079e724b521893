import { registry } from "@web/core/registry";
import { followDeals, winElsewhere } from "./deal_session";

const tours = registry.category("web_tour.tours");

/** A goal in the panel; `text` is somewhere in it. */
function row(name, text) {
    return `.o_goal_panel_row[data-goal='${name}']${text ? `:contains('${text}')` : ""}`;
}

/** A gauge of the strip. */
function gauge(name, text) {
    return `.o_goal_strip_goal[data-goal='${name}']${text ? `:contains('${text}')` : ""}`;
}

tours.add("kpi_okr_deal_panel", {
    steps: () => [
        {
            content: "190 more than 120 of 500",
            trigger: row("Revenue won", "62"),
        },
        {
            content: "It closes half of the gap, and 167.50 is to be expected at 25 %",
            trigger: row("Revenue won", "closes 50"),
        },
        {
            trigger: ".o_field_widget[name=expected_revenue] input",
            run: "edit 380 && press Tab",
        },
        {
            content: "Until it is saved, the goals are those of the deal as it was",
            trigger: ".o_goal_panel_dirty",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: `.o_goal_panel:not(:has(.o_goal_panel_dirty)) ${row("Revenue won", "closes the gap of")}`,
        },
        {
            trigger: ".o_goal_panel_link",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains('Lighthouses')",
            run: "click",
        },
        {
            content: "380 of 1,000",
            trigger: `${row("Lighthouses", "38")} .o_goal_panel_won`,
        },
        {
            trigger: ".o_goal_panel:not(:has(.o_goal_panel_link)) .o_goal_panel_more",
            run: "click",
        },
        {
            content: "What the deal doesn't move was folded away",
            trigger: `.o_goal_panel_other${row("Calls made")}`,
        },
        {
            content: "The deals that were counted",
            trigger: `${row("Revenue won")} .o_goal_panel_records`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Deal of 70')",
        },
        {
            trigger: ".breadcrumb-item a:contains('Deal of 190')",
            isActive: ["desktop"],
            run: "click",
        },
        {
            trigger: ".o_back_button",
            isActive: ["mobile"],
            run: "click",
        },
        {
            trigger: row("Revenue won"),
        },
        {
            trigger: "button[name=action_set_won_rainbowman]",
            isActive: ["desktop"],
            run: "click",
        },
        {
            content: "What it would have brought it has brought",
            trigger: `.o_goal_panel:contains('what this deal brought') ${row("Revenue won", "100")}`,
            isActive: ["desktop"],
        },
        {
            trigger: `${row("Lighthouses", "38")} .o_goal_panel_won`,
            isActive: ["desktop"],
        },
    ],
});

tours.add("kpi_okr_deal_strip", {
    steps: () => [
        {
            content: "120 of 500",
            trigger: gauge("Revenue won", "24"),
        },
        {
            trigger: ".o_kanban_record:contains('Big')",
            run: "drag_and_drop (.o_kanban_group:contains('Won at Lotus'))",
        },
        {
            trigger: ".o_kanban_group:contains('Won at Lotus') .o_kanban_record:contains('Big')",
        },
        {
            content: "The gauges follow without a reload",
            trigger: ".o_goal_strip",
            run: followDeals,
        },
        {
            trigger: `${gauge("Revenue won", "204")}[data-status=reached]`,
        },
        {
            trigger: ".o_reward:contains('Goal reached: Revenue won')",
        },
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains('Counts for My Goals')",
            run: "click",
        },
        {
            content: "A deal expected in a year does not count for a goal of now",
            trigger:
                ".o_kanban_view:not(:has(.o_kanban_record:contains('Later'))) .o_kanban_record:contains('Big')",
        },
        {
            trigger: ".o_goal_strip_toggle",
            run: "click",
        },
        {
            trigger: ".o_goal_strip_collapsed",
        },
        {
            content: "Every view has it, and remembers that it is folded",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_goal_strip_collapsed .o_goal_strip_toggle",
            run: "click",
        },
        {
            trigger: `.o_list_view ${gauge("Revenue won", "204")}`,
            run: "click",
        },
        {
            content: "A gauge opens its scorecard",
            trigger: ".o_form_view .o_data_row:contains('Revenue won')",
        },
    ],
});

tours.add("kpi_okr_deal_strip_phone", {
    steps: () => [
        {
            trigger: gauge("Revenue won", "24"),
        },
        {
            trigger: ".o_goal_strip_toggle",
            run: "click",
        },
        {
            trigger: ".o_goal_strip_collapsed .o_goal_strip_toggle",
            run: "click",
        },
        {
            trigger: gauge("Win rate"),
        },
    ],
});

tours.add("kpi_okr_deal_live", {
    steps: () => [
        {
            content: "The team has 140 of 1,000",
            trigger: gauge("Revenue won", "14"),
        },
        {
            content: "A salesperson wins 190 in another session",
            trigger: ".o_goal_strip",
            run: async () => {
                await winElsewhere();
                await followDeals();
            },
        },
        {
            trigger: gauge("Revenue won", "33"),
        },
    ],
});
