// Takes the pictures of the guides from a running demo; see dev/screenshots.
//   node screenshots.cjs URL FOLDER [NAME]...
const { launch, logIn, openPage, save, settle, walk } = require("./screenshot.cjs");
const pictures = require("./pictures.cjs");

// The demo's dates follow today, so records are found by what they are, not by number.
async function find(page, [model, domain, order]) {
    const ids = await page.evaluate(
        async ([model, domain, order]) => {
            const response = await fetch(`/web/dataset/call_kw/${model}/search`, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({
                    params: {
                        model,
                        method: "search",
                        args: [domain],
                        kwargs: { order, limit: 1 },
                    },
                }),
            });
            return (await response.json()).result;
        },
        [model, domain, order || null],
    );
    if (!ids || !ids.length) {
        throw new Error(`no ${model} with ${JSON.stringify(domain)}`);
    }
    return ids[0];
}

async function take(page, base, folder, picture) {
    const action = `${base}/odoo/${picture.path}`;
    // Through an empty page: a dialog that the last picture left open goes.
    await page.goto("about:blank");
    if (picture.record) {
        await page.goto(`${base}/web/health`);
        await page.goto(`${action}/${await find(page, picture.record)}`);
        await page.waitForSelector(".o_form_view");
    } else {
        await page.goto(action);
        await page.waitForSelector(".o_action_manager > *");
    }
    await settle(page);
    await walk(
        page,
        (picture.steps || []).map(([name, value]) => ({ name, value })),
    );
    await save(page, { out: `${folder}/${picture.name}.png`, clip: picture.clip });
}

async function main([base, folder, ...names]) {
    const unknown = names.filter((name) => !pictures.some((picture) => picture.name === name));
    if (unknown.length) {
        throw new Error(`no picture is called ${unknown.join(", ")}`);
    }
    const browser = await launch();
    const pages = new Map();
    try {
        for (const picture of pictures) {
            if (names.length && !names.includes(picture.name)) {
                continue;
            }
            const { login, phone } = picture;
            const person = `${login} ${phone ? "on the phone" : ""}`;
            if (!pages.has(person)) {
                // The first page may have to wait for the bundles to be built.
                const page = await openPage(browser, { phone, timeout: 120000 });
                await logIn(page, { base, login, password: login, url: "/odoo/my-goals" });
                pages.set(person, page);
            }
            const page = pages.get(person);
            if (!phone) {
                await page.setViewportSize({ width: 1400, height: picture.height || 900 });
            }
            await take(page, base, folder, picture).catch((error) => {
                throw new Error(`${picture.name}: ${error.message}`);
            });
        }
    } finally {
        await browser.close();
    }
}

main(process.argv.slice(2)).catch((error) => {
    console.error(`screenshots: ${error.message}`);
    process.exitCode = 1;
});
