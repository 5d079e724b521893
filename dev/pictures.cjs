// The pictures of the guides: whose screen, which page, and what is clicked before it is taken.
//   path    of the action, below /odoo/; with record, that record's form
//   record  [model, domain, order]: the first one that the person finds
//   steps   as dev/screenshot's: ["click" | "wait" | "fill", CSS (=TEXT)]
//   clip    CSS: only this part of the page
const mine = ["employee_id.user_id.login", "=", "sales"];
const running = ["cycle_id.is_running", "=", true];
const month = ["cycle_type", "=", "month"];

function objective(name) {
    return ["okr.objective", [["name", "=like", `${name}%`], running]];
}

const dialog = ["wait", ".modal .modal-footer"];

module.exports = [
    // Salesperson
    { name: "my-goals", login: "sales", path: "my-goals", height: 300 },
    { name: "my-goals-phone", login: "sales", path: "my-goals", phone: true },
    {
        name: "scorecard",
        login: "sales",
        path: "my-goals",
        record: ["kpi.scorecard", [mine, running, month]],
    },
    { name: "my-objectives", login: "sales", path: "my-objectives", height: 400 },
    {
        name: "objective",
        login: "sales",
        path: "my-objectives",
        record: objective("Win the accounts"),
    },
    {
        name: "check-in",
        login: "sales",
        path: "key-results",
        record: ["okr.key.result", [["name", "=like", "30 _ more effective%"]]],
        steps: [["click", "button[name=action_check_in]"], dialog],
    },
    {
        name: "key-result",
        login: "director",
        path: "key-results",
        record: ["okr.key.result", [["name", "=like", "200,000 active members%"]]],
    },
    // Sales manager
    { name: "team", login: "manager", path: "team-goals", height: 620 },
    {
        name: "change-target",
        login: "manager",
        path: "team-goals",
        record: ["kpi.scorecard", [["employee_id.user_id.login", "=", "sales4"], running, month]],
        steps: [["click", "button[name=action_change_target]"], dialog],
    },
    { name: "team-objectives", login: "manager", path: "team-objectives" },
    {
        name: "alignment",
        login: "manager",
        path: "alignment",
        steps: [["click", ".o_hierarchy_node_container:nth-child(4) .o_hierarchy_node_button"]],
    },
    // HR officer
    { name: "cycles", login: "hr", path: "goal-cycles" },
    {
        name: "template",
        login: "hr",
        path: "scorecard-templates",
        record: ["kpi.scorecard.template", [["name", "=", "Salesperson"]]],
    },
    {
        name: "generate",
        login: "hr",
        path: "scorecard-templates",
        record: ["kpi.scorecard.template", [["name", "=", "Salesperson"]]],
        steps: [["click", ".o_form_statusbar button"], dialog],
    },
    { name: "figures", login: "hr", path: "kpi-figures" },
    // Director
    { name: "objectives-report", login: "director", path: "objective-analysis" },
    { name: "kpi-report", login: "director", path: "kpi-analysis" },
    { name: "scorecards-report", login: "director", path: "goal-analysis" },
    {
        name: "company-objective",
        login: "director",
        path: "objectives",
        record: objective("Become the cloud partner"),
    },
    // The five combinations
    {
        name: "combination-1-kpi",
        login: "director",
        path: "my-goals",
        record: ["kpi.scorecard", [["department_id.name", "=", "Sales"], running]],
    },
    {
        name: "combination-1-okr",
        login: "director",
        path: "objectives",
        record: objective("Turn 40"),
    },
    {
        name: "combination-2-kpi",
        login: "director",
        path: "my-goals",
        record: ["kpi.scorecard", [["owner_type", "=", "company"], running, month]],
    },
    {
        name: "combination-2-okr",
        login: "director",
        path: "objectives",
        record: objective("A loyal community"),
    },
    {
        name: "combination-3-kpi",
        login: "director",
        path: "team-goals",
        record: ["kpi.scorecard", [["employee_id.user_id.login", "=", "sales7"], running, month]],
    },
    {
        name: "combination-3-okr",
        login: "director",
        path: "objectives",
        record: objective("3 new ways"),
    },
    {
        name: "combination-4-kpi",
        login: "director",
        path: "team-goals",
        record: [
            "kpi.scorecard",
            [["employee_id.user_id.login", "=", "marketing"], running, month],
        ],
    },
    {
        name: "combination-4-okr",
        login: "director",
        path: "objectives",
        record: objective("Fully integrated"),
    },
    {
        name: "combination-5-okr",
        login: "sales",
        path: "my-objectives",
        record: objective("Study and apply"),
    },
    // Bonuses
    {
        name: "bonus-expected",
        login: "sales",
        path: "my-goals",
        record: ["kpi.scorecard", [mine, running, month]],
        steps: [["click", ".nav-link[name=bonus]"]],
        height: 1050,
    },
    {
        name: "bonus",
        login: "sales",
        path: "my-bonus",
        record: ["kpi.bonus", [["is_mine", "=", true]], "date_end desc"],
        height: 760,
    },
    {
        name: "bonus-plan",
        login: "hr",
        path: "bonus-plans",
        record: ["kpi.bonus.plan", [["mode", "=", "points"]]],
        steps: [["fill", ".o_bonus_curve_ask input=87"]],
    },
    {
        name: "bonus-run",
        login: "hr",
        path: "bonus-runs",
        record: ["kpi.bonus.run", [["state", "=", "computed"]]],
        height: 760,
    },
    // Administrator
    { name: "indicators", login: "admin", path: "kpi-indicators" },
    {
        name: "indicator",
        login: "admin",
        path: "kpi-indicators",
        record: ["kpi.indicator", [["code", "=", "revenue_won"]]],
    },
    {
        name: "formula",
        login: "admin",
        path: "kpi-indicators",
        record: ["kpi.indicator", [["code", "=", "win_rate"]]],
    },
    { name: "settings", login: "admin", path: "action-kpi_okr.res_config_settings_action" },
    { name: "refresh-log", login: "admin", path: "goal-refreshes" },
];
