/**
 * What a tour needs of other people and of the server while it runs: `TestDealTours` puts the keys
 * into the browser's storage.
 */
import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";

function memory() {
    return JSON.parse(browser.localStorage.getItem("kpi_okr.tour"));
}

/** A call in a session of somebody else, by an API key and without this session's cookies. */
async function callAs(key, model, method, ids) {
    const response = await browser.fetch(`/json/2/${model}/${method}`, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json", Authorization: `bearer ${key}` },
        body: JSON.stringify({ ids }),
    });
    if (!response.ok) {
        throw new Error(`${model}.${method}: ${response.status} ${await response.text()}`);
    }
}

/** Another salesperson wins the deal, somewhere else. */
export async function winElsewhere() {
    const { seller, deal } = memory();
    await callAs(seller, "crm.lead", "action_set_won", [deal]);
}

/**
 * The scheduled action runs, and this browser hears what the bus has for it.
 *
 * Odoo switches websockets off in tests. What the server lets this user hear is asked for over
 * HTTP instead, and handed to the bus service as the worker of the websocket does.
 */
export async function followDeals() {
    const { admin, cron, channels, last } = memory();
    await callAs(admin, "ir.cron", "method_direct_trigger", [cron]);
    const { notifications } = await rpc("/websocket/peek_notifications", {
        channels,
        last,
        is_first_poll: true,
    });
    const data = notifications.filter(({ message }) => message.type === "kpi_okr/changed");
    if (!data.length) {
        throw new Error("The bus has nothing to say about goals");
    }
    const { worker } = odoo.__WOWL_DEBUG__.root.env.services.worker_service;
    (worker.port || worker).dispatchEvent(
        new MessageEvent("message", { data: { type: "BUS:NOTIFICATION", data } }),
    );
}
