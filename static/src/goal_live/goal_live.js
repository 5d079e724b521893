import { onMounted, onPatched, onWillUnmount, toRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

// Milliseconds. A burst of changes is told of once; what couldn't be shown is tried again; and
// when everything changed, not every screen asks at the same moment.
export const LIVE_DELAY = 250;
export const LIVE_RETRY = 3000;
export const LIVE_SPREAD = 5000;

// {bus: {channel: how many listen}}: the bus itself doesn't count.
const listeners = new WeakMap();

function countsOf(bus) {
    const key = toRaw(bus);
    if (!listeners.has(key)) {
        listeners.set(key, new Map());
    }

    return listeners.get(key);
}

function channelOf([model, id]) {
    return `kpi_okr:${model}:${id}`;
}

function acquire(bus, channel) {
    const counts = countsOf(bus);
    counts.set(channel, (counts.get(channel) || 0) + 1);
    if (counts.get(channel) === 1) {
        bus.addChannel(channel);
    }
}

function release(bus, channel) {
    const counts = countsOf(bus);
    counts.set(channel, counts.get(channel) - 1);
    if (!counts.get(channel)) {
        counts.delete(channel);
        bus.deleteChannel(channel);
    }
}

/**
 * Tells a component when figures of the goals that it shows have changed.
 *
 * @param {() => [string, number][]} getRecords the goals on show as [model, id]; asked again after
 *   each rendering
 * @param {(told: {records: [string, number][], reached: number[]}) => Promise<boolean|void>} callback
 *   what changed, and the lines that have reached their target; false to be told again later
 * @returns {{update: () => void}} ``update`` asks ``getRecords`` again
 */
export function useGoalLive(getRecords, callback) {
    const bus = useService("bus_service");
    let channels = new Map();
    let records = new Map();
    let reached = new Set();
    let timer = null;
    let mounted = false;
    function update() {
        if (!mounted) {
            return;
        }
        const wanted = new Map(
            getRecords()
                .filter(([, id]) => id)
                .map((record) => [channelOf(record), record]),
        );
        for (const channel of wanted.keys()) {
            if (!channels.has(channel)) {
                acquire(bus, channel);
            }
        }
        for (const channel of channels.keys()) {
            if (!wanted.has(channel)) {
                release(bus, channel);
            }
        }
        channels = wanted;
    }

    function onChanged({ model, ids, reached: lineIds }) {
        const changed = [...channels.entries()].filter(
            ([, [ownModel, id]]) => ownModel === model && (!ids || ids.includes(id)),
        );
        if (!changed.length) {
            return;
        }
        for (const [channel, record] of changed) {
            records.set(channel, record);
        }
        for (const id of lineIds || []) {
            reached.add(id);
        }
        if (timer === null) {
            timer = browser.setTimeout(tell, ids ? LIVE_DELAY : Math.random() * LIVE_SPREAD);
        }
    }

    async function tell() {
        const told = { records, reached };
        records = new Map();
        reached = new Set();
        timer = null;
        const heard = await callback({
            records: [...told.records.values()],
            reached: [...told.reached],
        });
        if (heard !== false || !mounted) {
            return;
        }
        records = new Map([...told.records, ...records]);
        reached = new Set([...told.reached, ...reached]);
        if (timer === null) {
            timer = browser.setTimeout(tell, LIVE_RETRY);
        }
    }

    onMounted(() => {
        mounted = true;
        bus.subscribe("kpi_okr/changed", onChanged);
        update();
    });
    onPatched(update);
    onWillUnmount(() => {
        mounted = false;
        browser.clearTimeout(timer);
        timer = null;
        bus.unsubscribe("kpi_okr/changed", onChanged);
        for (const channel of channels.keys()) {
            release(bus, channel);
        }
        channels = new Map();
    });
    return { update };
}
