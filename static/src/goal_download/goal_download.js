import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** Begins a download and closes the dialog that asked for it. */
function download(env, action) {
    browser.location.assign(action.params.url);
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("kpi_okr.download", download);
