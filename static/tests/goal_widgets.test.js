import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { press } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { formatGoalValue, parseGoalValue } from "@kpi_okr/goal_value/goal_value";

const NBSP = "\u00a0";
const UNITS = [
    ["number", "Number"],
    ["money", "Money"],
    ["percent", "Percent"],
    ["days", "Days"],
    ["hours", "Hours"],
];
const STATUSES = [
    ["off_track", "Off track"],
    ["at_risk", "At risk"],
    ["on_track", "On track"],
    ["no_data", "No data"],
];

class Goal extends models.Model {
    _name = "goal";

    name = fields.Char();
    actual = fields.Float();
    unit = fields.Selection({ selection: UNITS });
    digits = fields.Integer();
    currency_id = fields.Many2one({ relation: "res.currency" });
    attainment = fields.Float();
    expected = fields.Float();
    status = fields.Selection({ selection: STATUSES });
    owner_name = fields.Char();
    owner_type = fields.Selection({
        selection: [
            ["employee", "Employee"],
            ["team", "Sales Team"],
        ],
    });
    employee_id = fields.Many2one({ relation: "hr.employee" });

    _records = [
        {
            id: 1,
            actual: 0.63,
            unit: "percent",
            attainment: 0.9,
            expected: 0.6,
            status: "at_risk",
            owner_name: "An",
            owner_type: "employee",
            employee_id: 7,
        },
        { id: 2, actual: 45300, unit: "money", currency_id: 1, attainment: 1.88 },
        { id: 3, actual: 4.9, unit: "hours", digits: 1, attainment: 0, status: "off_track" },
        { id: 4, actual: 0, unit: "number", owner_name: "North", owner_type: "team" },
    ];
}

class Currency extends models.Model {
    _name = "res.currency";

    name = fields.Char();

    _records = [{ id: 1, name: "USD" }];
}

class Employee extends models.Model {
    _name = "hr.employee";

    name = fields.Char();

    _records = [{ id: 7, name: "An" }];
}

defineMailModels();
defineModels([Goal, Currency, Employee]);

/** The server answers false for no data; the mock server's floats know only 0. */
function noDataFor(id, ...names) {
    onRpc("goal", ["web_read", "web_search_read"], async ({ parent }) => {
        const result = await parent();
        for (const record of result.records || result) {
            if (record.id === id) {
                Object.assign(record, Object.fromEntries(names.map((name) => [name, false])));
            }
        }
        return result;
    });
}

test("a figure is written in its unit", async () => {
    await makeMockEnv();
    expect(formatGoalValue(0.63, { unit: "percent" })).toBe(`63${NBSP}%`);
    expect(formatGoalValue(0.6667, { unit: "percent", decimals: 2 })).toBe(`66.67${NBSP}%`);
    expect(formatGoalValue(45300, { unit: "money", currencyId: 1 })).toBe(`$${NBSP}45,300`);
    expect(formatGoalValue(4.9, { unit: "hours", decimals: 1 })).toBe("4.9 hours");
    expect(formatGoalValue(1, { unit: "days" })).toBe("1 day");
    expect(formatGoalValue(1234.5, { unit: "number", decimals: 2 })).toBe("1,234.5");
});

test("no data is not 0", async () => {
    await makeMockEnv();
    expect(formatGoalValue(false, { unit: "percent" })).toBe("");
    expect(formatGoalValue(null, { unit: "money", currencyId: 1 })).toBe("");
    expect(formatGoalValue(undefined, { unit: "number" })).toBe("");
    expect(formatGoalValue(0, { unit: "percent" })).toBe(`0${NBSP}%`);
});

test("what is typed becomes the stored figure", async () => {
    await makeMockEnv();
    expect(parseGoalValue("63", "percent")).toBe(0.63);
    expect(parseGoalValue("63%", "percent")).toBe(0.63);
    expect(parseGoalValue("63 %", "percent")).toBe(0.63);
    expect(parseGoalValue("7", "percent")).toBe(0.07);
    expect(parseGoalValue("$ 1,500.50", "money")).toBe(1500.5);
    expect(parseGoalValue("-4.5", "number")).toBe(-4.5);
    expect(parseGoalValue("0", "number")).toBe(0);
    expect(parseGoalValue("  ", "number")).toBe(false);
    expect(() => parseGoalValue("many", "number")).toThrow();
});

test("goal_value in a list loads what it needs and leaves no data empty", async () => {
    noDataFor(4, "actual");
    await mountView({
        type: "list",
        resModel: "goal",
        arch: `<list><field name="actual" widget="goal_value"/></list>`,
    });
    expect(".o_data_row:eq(0) .o_goal_value").toHaveText("63 %");
    expect(".o_data_row:eq(1) .o_goal_value").toHaveText("$ 45,300");
    expect(".o_data_row:eq(2) .o_goal_value").toHaveText("4.9 hours");
    expect(".o_data_row:eq(3) .o_goal_value").toHaveText("");
});

test("goal_value in a form takes percents and stores a fraction", async () => {
    onRpc("goal", "web_save", ({ args }) => expect.step(args[1].actual));
    await mountView({
        type: "form",
        resModel: "goal",
        resId: 1,
        arch: `<form><field name="actual" widget="goal_value"/></form>`,
    });
    expect(".o_field_goal_value input").toHaveValue("63");
    await contains(".o_field_goal_value input").edit("75.5");
    await clickSave();
    expect.verifySteps([0.755]);
    expect(".o_field_goal_value input").toHaveValue("75.5");
});

test("goal_value tells 0 from no data when it is edited", async () => {
    noDataFor(4, "actual");
    onRpc("goal", "web_save", ({ args }) => {
        expect.step(args[1].actual);
    });
    await mountView({
        type: "form",
        resModel: "goal",
        resId: 4,
        arch: `<form><field name="actual" widget="goal_value"/></form>`,
    });
    expect(".o_field_goal_value input").toHaveValue("");
    await contains(".o_field_goal_value input").edit("0", { confirm: false });
    await press("Tab");
    await animationFrame();
    await clickSave();
    expect.verifySteps([0]);
});

test("goal_attainment shows percentage, status colour and what is expected by now", async () => {
    await mountView({
        type: "form",
        resModel: "goal",
        resId: 1,
        arch: `<form>
            <field name="attainment" widget="goal_attainment"
                options="{'status': 'status', 'expected': 'expected'}"/>
        </form>`,
    });
    expect(".o_goal_percent").toHaveText("90 %");
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "90");
    expect("[role=progressbar]").toHaveAttribute("aria-valuemax", "120");
    expect("[role=progressbar]").toHaveAttribute(
        "aria-valuetext",
        `90${NBSP}%. Expected by now: 60${NBSP}%`,
    );
    expect(".o_goal_bar_fill").toHaveClass("bg-warning");
    expect(".o_goal_bar_fill").toHaveStyle({ width: "75%" }, { inline: true });
    expect(".o_goal_bar_expected").toHaveStyle({ "inset-inline-start": "50%" }, { inline: true });
});

test("goal_attainment beyond the bar keeps its true percentage", async () => {
    await mountView({
        type: "form",
        resModel: "goal",
        resId: 2,
        arch: `<form><field name="attainment" widget="goal_attainment"/></form>`,
    });
    expect(".o_goal_percent").toHaveText("188 %");
    expect(".o_goal_bar_fill").toHaveStyle({ width: "100%" }, { inline: true });
    expect(".o_goal_bar_expected").toHaveCount(0);
});

test("goal_attainment says no data, and 0 is data", async () => {
    noDataFor(4, "attainment");
    await mountView({
        type: "list",
        resModel: "goal",
        arch: `<list><field name="attainment" widget="goal_attainment"/></list>`,
    });
    expect(".o_data_row:eq(2) .o_goal_percent").toHaveText("0 %");
    expect(".o_data_row:eq(3) .o_goal_no_data").toHaveText("No data");
    expect(".o_data_row:eq(3) [role=progressbar]").toHaveCount(0);
});

test("goal_status shows word, icon and colour", async () => {
    await mountView({
        type: "list",
        resModel: "goal",
        arch: `<list><field name="status" widget="goal_status"/></list>`,
    });
    expect(".o_data_row:eq(0) .o_goal_status").toHaveText("At risk");
    expect(".o_data_row:eq(0) .o_goal_status").toHaveClass("text-bg-warning");
    expect(".o_data_row:eq(0) .o_goal_status .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_data_row:eq(1) .o_goal_status").toHaveCount(0);
});

test("goal_owner shows a picture of employees and an icon of others", async () => {
    await mountView({
        type: "list",
        resModel: "goal",
        arch: `<list><field name="owner_name" widget="goal_owner"/></list>`,
    });
    expect(".o_data_row:eq(0) .o_goal_owner img").toHaveAttribute(
        "data-src",
        /hr\.employee\.public\/7\/avatar_128/,
    );
    expect(".o_data_row:eq(3) .o_goal_owner").toHaveText("North");
    expect(".o_data_row:eq(3) .o_goal_owner .fa-users").toHaveCount(1);
});
