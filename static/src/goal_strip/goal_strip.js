import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatStand, goalAction, GoalRing } from "../goal_gauge/goal_gauge";
import { useGoalLive } from "../goal_live/goal_live";
import { toneOf } from "../goal_status/goal_status";

const MEMORY = "kpi_okr.goal_strip";
// Milliseconds until it is looked again whether Odoo's own rainbow man has gone.
const AFTER_ODOOS = 500;

function remembered() {
    try {
        return JSON.parse(browser.localStorage.getItem(MEMORY)) || {};
    } catch {
        return {};
    }
}

/** The user's goals of the running cycles as a row of gauges, above the deals. */
export class GoalStrip extends Component {
    static template = "kpi_okr.GoalStrip";
    static components = { GoalRing };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.effect = useService("effect");
        const { isCollapsed = false, owner = "" } = remembered();
        this.state = useState({ owners: null, isCollapsed, owner });
        this.asked = 0;
        useGoalLive(
            () => this.goals.map(({ card }) => [card.model, card.id]),
            () => this.load(),
        );
        onMounted(() => this.load());
        onWillUnmount(() => {
            this.asked++;
            browser.clearTimeout(this.timer);
        });
    }

    async load() {
        if (this.state.isCollapsed) {
            return;
        }
        // Only the answer to the last question is shown.
        const asked = ++this.asked;
        const owners = await this.orm.silent.call("crm.lead", "goal_strip", []);
        if (asked === this.asked) {
            const before = this.state.owners;
            this.state.owners = owners;
            this.celebrate(before, owners);
        }
    }

    /** Say which goals have been reached since they were last shown. */
    celebrate(before, after) {
        if (!before) {
            return;
        }
        const was = new Map(goalsOf(before).map((goal) => [keyOf(goal), goal.status]));
        const reached = goalsOf(after).filter(
            (goal) =>
                goal.status === "reached" && (was.get(keyOf(goal)) || "reached") !== "reached",
        );
        if (reached.length) {
            const goals = reached.map((goal) => `${goal.name} (${formatStand(goal)})`).join(", ");
            this.cheer(_t("Goal reached: %(goals)s", { goals }));
        }
    }

    cheer(message) {
        if (document.querySelector(".o_reward")) {
            this.timer = browser.setTimeout(() => this.cheer(message), AFTER_ODOOS);
            return;
        }
        this.effect.add({ type: "rainbow_man", message, fadeout: "slow" });
    }

    get owners() {
        return this.state.owners || [];
    }

    get owner() {
        return this.owners.find(({ key }) => key === this.state.owner) || this.owners[0];
    }

    get goals() {
        return goalsOf(this.owners);
    }

    /** The goals of the owner on show, one run for each cycle. */
    get runs() {
        const runs = [];
        for (const goal of this.owner?.goals || []) {
            if (runs.at(-1)?.cycle !== goal.cycle) {
                runs.push({ cycle: goal.cycle, goals: [] });
            }
            runs.at(-1).goals.push(goal);
        }
        return runs;
    }

    get isShown() {
        return this.state.isCollapsed || this.owners.length > 0;
    }

    get toggleText() {
        return this.state.isCollapsed ? _t("Show my goals") : _t("Hide my goals");
    }

    tone(goal) {
        return toneOf(goal.status);
    }

    stand(goal) {
        return formatStand(goal);
    }

    title(goal) {
        return `${goal.name} · ${goal.cycle}\n${formatStand(goal)}\n${goal.status_label}`;
    }

    open(goal) {
        return this.action.doAction(goalAction(goal));
    }

    choose(key) {
        this.state.owner = key;
        this.remember();
    }

    toggle() {
        this.state.isCollapsed = !this.state.isCollapsed;
        this.remember();
        if (!this.state.isCollapsed) {
            this.load();
        }
    }

    remember() {
        const { isCollapsed, owner } = this.state;
        browser.localStorage.setItem(MEMORY, JSON.stringify({ isCollapsed, owner }));
    }
}

function goalsOf(owners) {
    return owners.flatMap(({ goals }) => goals);
}

function keyOf(goal) {
    return `${goal.model},${goal.id}`;
}
