// Logs in to a running Odoo and saves a picture of a page; see dev/screenshot.
const { parseArgs } = require("node:util");
const { chromium } = require("playwright-core");

const usage = "needs --login, --password, --url and --out; see the head of dev/screenshot";

function readArguments() {
    const { values, tokens } = parseArgs({
        tokens: true,
        options: {
            base: { type: "string", default: "http://127.0.0.1:8069" },
            login: { type: "string" },
            password: { type: "string" },
            url: { type: "string" },
            out: { type: "string" },
            width: { type: "string" },
            height: { type: "string" },
            timeout: { type: "string", default: "30000" },
            phone: { type: "boolean", default: false },
            full: { type: "boolean", default: false },
            wait: { type: "string", multiple: true },
            click: { type: "string", multiple: true },
            fill: { type: "string", multiple: true },
        },
    });
    if (!values.login || !values.password || !values.url || !values.out) {
        throw new Error(usage);
    }
    const steps = tokens.filter((token) => ["wait", "click", "fill"].includes(token.name));
    return { ...values, steps };
}

// Never "networkidle": the web client keeps a websocket open.
async function settle(page) {
    await page.waitForTimeout(150);
    await page.locator(".o_loading_indicator").waitFor({ state: "hidden" });
    // An image further down may be loaded when it is scrolled to, and not before.
    await page.waitForFunction(() =>
        [...document.images].every((image) => image.complete || image.loading === "lazy"),
    );
    await page.evaluate(() => document.fonts.ready);
    // Charts and dialogs move for a moment.
    await page.waitForTimeout(700);
}

async function logIn(page, { base, login, password, url }) {
    const target = url.startsWith("/") ? url : `/${url}`;
    await page.goto(`${base}/web/login?redirect=${encodeURIComponent(target)}`);
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", password);
    await page.click(".oe_login_form button[type=submit]");
    const refused = page.locator(".oe_login_form .alert-danger");
    await page.waitForSelector(".o_main_navbar, .oe_login_form .alert-danger");
    if (await refused.count()) {
        const message = (await refused.first().textContent()).trim();
        throw new Error(`could not log in as ${login}: ${message}`);
    }
    await page.waitForSelector(".o_action_manager > *");
    await settle(page);
}

async function walk(page, steps) {
    for (const { name, value } of steps) {
        if (name === "wait") {
            await page.waitForSelector(value);
        } else if (name === "click") {
            await page.locator(value).first().click();
        } else {
            const cut = value.lastIndexOf("=");
            await page
                .locator(value.slice(0, cut))
                .first()
                .fill(value.slice(cut + 1));
        }
        await settle(page);
    }
}

function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    });
}

async function openPage(browser, { phone = false, width, height, timeout = 30000 }) {
    const size = phone ? [390, 844] : [1400, 900];
    const context = await browser.newContext({
        viewport: { width: Number(width || size[0]), height: Number(height || size[1]) },
        isMobile: phone,
        hasTouch: phone,
        deviceScaleFactor: phone ? 2 : 1,
    });
    context.setDefaultTimeout(Number(timeout));
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`page error: ${error.message}`));
    return page;
}

async function save(page, { out, full = false, clip }) {
    await page.mouse.move(0, 0);
    if (clip) {
        await page.locator(clip).first().screenshot({ path: out });
    } else {
        await page.screenshot({ path: out, fullPage: full });
    }
    // A screen that shows an error is no illustration.
    if (await page.locator(".o_error_dialog").count()) {
        throw new Error(`the page shows an error; see ${out}`);
    }
}

async function main() {
    const options = readArguments();
    const browser = await launch();
    try {
        const page = await openPage(browser, options);
        await logIn(page, options);
        await walk(page, options.steps);
        await save(page, options);
    } finally {
        await browser.close();
    }
}

module.exports = { launch, logIn, openPage, save, settle, walk };

if (require.main === module) {
    main().catch((error) => {
        console.error(`screenshot: ${error.message}`);
        process.exitCode = 1;
    });
}
