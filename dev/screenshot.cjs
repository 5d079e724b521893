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

async function take(page, options) {
    const target = options.url.startsWith("/") ? options.url : `/${options.url}`;
    await page.goto(`${options.base}/web/login?redirect=${encodeURIComponent(target)}`);
    await page.fill("input[name=login]", options.login);
    await page.fill("input[name=password]", options.password);
    await page.click(".oe_login_form button[type=submit]");
    const refused = page.locator(".oe_login_form .alert-danger");
    await page.waitForSelector(".o_main_navbar, .oe_login_form .alert-danger");
    if (await refused.count()) {
        const message = (await refused.first().textContent()).trim();
        throw new Error(`could not log in as ${options.login}: ${message}`);
    }
    await page.waitForSelector(".o_action_manager > *");
    await settle(page);
    for (const { name, value } of options.steps) {
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
    await page.mouse.move(0, 0);
    await page.screenshot({ path: options.out, fullPage: options.full });
}

async function main() {
    const options = readArguments();
    const size = options.phone ? [390, 844] : [1400, 900];
    const browser = await chromium.launch({
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
    try {
        const context = await browser.newContext({
            viewport: {
                width: Number(options.width || size[0]),
                height: Number(options.height || size[1]),
            },
            isMobile: options.phone,
            hasTouch: options.phone,
            deviceScaleFactor: options.phone ? 2 : 1,
        });
        context.setDefaultTimeout(Number(options.timeout));
        const page = await context.newPage();
        page.on("pageerror", (error) => console.error(`page error: ${error.message}`));
        await take(page, options);
        // A screen that shows an error is no illustration.
        if (await page.locator(".o_error_dialog").count()) {
            throw new Error(`the page shows an error; see ${options.out}`);
        }
    } finally {
        await browser.close();
    }
}

main().catch((error) => {
    console.error(`screenshot: ${error.message}`);
    process.exitCode = 1;
});
