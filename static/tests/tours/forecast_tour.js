import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("kpi_okr_forecast", {
    steps: () => [
        {
            content: "60 won, and half of 100",
            trigger: ".o_goal_forecast_deal_forecast dd:contains('110')",
        },
        {
            content: "180 open against 90 missing",
            trigger: ".o_goal_forecast_coverage dd:contains('2.0 times')",
        },
        {
            content: "The way of the figure is drawn",
            trigger: ".o_goal_forecast_chart canvas[aria-label*='60']",
        },
        {
            content: "The best deal comes first",
            trigger: "button.o_goal_forecast_deal:first-of-type:contains('Best deal')",
            run: "click",
        },
        {
            content: "It is opened",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:value('Best deal')",
        },
    ],
});
