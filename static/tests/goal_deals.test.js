import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { GoalStrip } from "@kpi_okr/goal_strip/goal_strip";

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    write_date = fields.Datetime();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    active = fields.Boolean();
    expected_revenue = fields.Monetary({ currency_field: "currency_id" });
    currency_id = fields.Many2one({ relation: "res.currency" });
    probability = fields.Float();
    user_id = fields.Many2one({ relation: "res.users" });
    team_id = fields.Many2one({ relation: "crm.team" });
    date_deadline = fields.Date();
    won_status = fields.Selection({ selection: [["pending", "Pending"]] });

    _records = [{ id: 1, name: "Harbour", active: true, won_status: "pending" }];
}

class Stage extends models.Model {
    _name = "crm.stage";
}

class Team extends models.Model {
    _name = "crm.team";
}

class Currency extends models.Model {
    _name = "res.currency";

    _records = [{ id: 1, name: "USD" }];
}

defineMailModels();
defineModels([Lead, Stage, Team, Currency]);

function goal(vals) {
    return {
        id: 1,
        model: "kpi.scorecard.line",
        name: "Deals won",
        owner: "An",
        owner_type: "employee",
        is_mine: true,
        card: { model: "kpi.scorecard", id: 5 },
        cycle: "March",
        closed: false,
        unit: "number",
        digits: 0,
        currency_id: false,
        kind: "number",
        target: 10,
        actual: 6,
        attainment: 0.6,
        expected: 0.5,
        full: 1.2,
        status: "at_risk",
        status_label: "At risk",
        has_records: true,
        ...vals,
    };
}

/** A goal in the panel: 6 of 10, and 8 if the deal is won. */
function row(vals) {
    return goal({
        remaining: 4,
        gave: 0,
        without: { actual: 6, attainment: 0.6, status: "at_risk", remaining: 4 },
        if_won: {
            actual: 8,
            attainment: 0.8,
            status: "on_track",
            status_label: "On track",
            remaining: 2,
            gap_closed: 0.5,
            changes: true,
        },
        expected_figure: { actual: 6.5, attainment: 0.65 },
        ...vals,
    });
}

function panel(vals) {
    return {
        state: "open",
        day: "2026-03-20",
        now: true,
        probability: 0.25,
        rows: [row()],
        others: [],
        links: [],
        ...vals,
    };
}

async function mountPanel(answer) {
    onRpc("crm.lead", "goal_panel", () => answer());
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 1,
        arch: `<form><field name="name"/><widget name="goal_panel"/></form>`,
    });
    await animationFrame();
}

test("the panel says what winning does to a goal", async () => {
    await mountPanel(() => panel());
    expect(".o_goal_panel header").toHaveText(/if this deal is won/);
    expect(".o_goal_panel_row").toHaveCount(1);
    expect(".o_goal_panel_won").toHaveText("80 %");
    expect(".o_goal_panel_effect").toHaveText(/closes 50 % of the gap, 2 left/);
    expect(".o_goal_panel_effect").toHaveText(/65 % weighted at 25 %/);
    expect(".o_goal_panel_bar small").toHaveText("6 of 10");
    // 0.6 of a bar that is full at 1.2, and the part that the deal adds.
    expect(".o_goal_bar_fill").toHaveStyle({ width: "50%" }, { inline: true });
    expect(".o_goal_panel_ghost").toHaveStyle({ "inset-inline-start": "50%" }, { inline: true });
    expect(".o_goal_status:eq(0)").toHaveText("At risk");
    expect(".o_goal_status:eq(1)").toHaveText("On track");
});

test("the panel says what a won deal brought", async () => {
    const without = { actual: 6, attainment: 0.6, status: "at_risk", remaining: 4 };
    await mountPanel(() =>
        panel({ state: "won", rows: [goal({ actual: 8, attainment: 0.8, gave: 2, without })] }),
    );
    expect(".o_goal_panel header").toHaveText(/what this deal brought on/);
    expect(".o_goal_panel_effect small").toHaveText("+2, 6 without it");
    expect(".o_goal_panel_won").toHaveText("80 %");
});

test("goals that the deal doesn't move are folded away", async () => {
    await mountPanel(() => panel({ others: [goal({ id: 2, name: "Calls made" })] }));
    expect(".o_goal_panel_row[data-goal='Calls made']").toHaveCount(0);
    expect(".o_goal_panel_more").toHaveText("Show 1 more");
    await contains(".o_goal_panel_more").click();
    expect(".o_goal_panel_row[data-goal='Calls made']").toHaveCount(1);
});

test("a deal without goals has no panel", async () => {
    await mountPanel(() => panel({ rows: [] }));
    expect(".o_goal_panel").toHaveCount(0);
});

test("a change that is not saved is said, and saving it asks again", async () => {
    let asked = 0;
    await mountPanel(() => panel({ probability: ++asked / 10 }));
    expect(asked).toBe(1);
    await contains(".o_field_widget[name=name] input").edit("Harbour crane");
    await animationFrame();
    expect(".o_goal_panel_dirty").toHaveCount(1);
    expect(asked).toBe(1);
});

test("a deal is linked to a key result and taken from it", async () => {
    const keyResult = {
        id: 9,
        model: "okr.key.result",
        name: "Lighthouses",
        card: { model: "okr.objective", id: 4 },
        may_link: true,
    };
    let linked = false;
    for (const method of ["goal_link", "goal_unlink"]) {
        onRpc("crm.lead", method, ({ args }) => {
            expect.step(`${method} ${JSON.stringify(args)}`);
            linked = method === "goal_link";
            return true;
        });
    }
    await mountPanel(() =>
        linked
            ? panel({ rows: [row({ ...keyResult, linked: true })] })
            : panel({ links: [goal(keyResult)] }),
    );
    await contains(".o_goal_panel_link").click();
    await contains(".o-dropdown-item:contains('Lighthouses')").click();
    expect(".o_goal_panel_row[data-goal='Lighthouses']").toHaveCount(1);
    expect(".o_goal_panel_link").toHaveCount(0);
    await contains(".o_goal_panel_unlink").click();
    expect(".o_goal_panel_row[data-goal='Lighthouses']").toHaveCount(0);
    expect.verifySteps(["goal_link [[1],9]", "goal_unlink [[1],9]"]);
});

const OWNERS = [
    {
        key: "team,1",
        owner: "North",
        owner_type: "team",
        goals: [goal({ id: 3, name: "Revenue" }), goal({ id: 4, cycle: "Quarter 1" })],
    },
    { key: "employee,7", owner: "An", owner_type: "employee", goals: [goal()] },
];

async function mountStrip(answer) {
    onRpc("crm.lead", "goal_strip", () => answer());
    const strip = await mountWithCleanup(GoalStrip);
    await animationFrame();
    return strip;
}

test("the strip asks once and shows the goals of one owner, by cycle", async () => {
    await mountStrip(() => {
        expect.step("goal_strip");
        return OWNERS;
    });
    expect.verifySteps(["goal_strip"]);
    expect(".o_goal_strip_goal").toHaveCount(2);
    expect(".o_goal_strip_cycle").toHaveCount(2);
    expect(".o_goal_strip_goal:eq(0)").toHaveText(/Revenue/);
    expect(".o_goal_strip_goal:eq(0)").toHaveText(/At risk\s*· 6 of 10/);
    expect(".o_goal_ring:eq(0) text").toHaveText("60");
    await contains(".o_goal_strip_owners button:contains('An')").click();
    expect(".o_goal_strip_goal").toHaveCount(1);
});

test("the strip folds and remembers it", async () => {
    await mountStrip(() => OWNERS);
    await contains(".o_goal_strip_toggle").click();
    expect(".o_goal_strip_goal").toHaveCount(0);
    expect(JSON.parse(localStorage.getItem("kpi_okr.goal_strip")).isCollapsed).toBe(true);
    await contains(".o_goal_strip_toggle").click();
    await animationFrame();
    expect(".o_goal_strip_goal").toHaveCount(2);
});

test("the strip is not there without goals", async () => {
    await mountStrip(() => []);
    expect(".o_goal_strip").toHaveCount(0);
});

test("a goal that is reached is celebrated once", async () => {
    let owners = OWNERS;
    const strip = await mountStrip(() => owners);
    patchWithCleanup(getService("effect"), {
        add: ({ message }) => expect.step(message),
    });
    owners = [
        {
            ...OWNERS[1],
            goals: [goal({ actual: 11, attainment: 1.1, status: "reached" })],
        },
    ];
    await strip.load();
    await strip.load();
    expect.verifySteps(["Goal reached: Deals won (11 of 10)"]);
});
