// A reader with a browser: what every specification here needs.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";

const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require("playwright-core");
const jsQR = require("jsqr");
const axe = readFileSync(`${process.env.MODULES}/axe-core/axe.min.js`, "utf8");

export const town = process.env.TOWN;
/** The merchant of the town whose score names most reasons, and what it is called. */
export const merchant = "92449921MA8LEMW27A";
export const merchantName = "样例市谷雨县咚锵风铲快餐店(虚构)";
/** Pictures and prints; git ignores the folder. */
export const pictures = fileURLToPath(new URL("../screenshots/", import.meta.url));
mkdirSync(pictures, { recursive: true });

let browser;

/** A page in a browser without cookies, closed when the test ends. */
export async function open(test, options = {}) {
  browser ??= await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const context = await browser.newContext({
    baseURL: town, locale: "zh-CN", viewport: { width: 1440, height: 900 }, ...options,
  });
  test.after(() => context.close());
  return context.newPage();
}

export async function close() {
  await browser?.close();
  browser = undefined;
}

/** Fails with everything that axe-core finds wrong with a page. */
export async function checkAccessible(page, name) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.map((own) =>
      `${own.id}: ${own.nodes.slice(0, 4).map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`);
  });
  assert.deepEqual(violations, [], name);
}

/** Fails where the page is wider than its screen: only what scrolls by itself may be. */
export async function checkWidth(page, name) {
  const wider = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wider, 0, `${name} is wider than its screen`);
}

/** How large pictures are, against the screen, and how much of a long page they show, in pixels. */
const { PICTURE_SCALE: scale = "1", PICTURE_HEIGHT: heightMax = "4000" } = process.env;

/** Keeps a picture of the page. */
export async function picture(page, name) {
  const session = await page.context().newCDPSession(page);
  const { cssContentSize: size } = await session.send("Page.getLayoutMetrics");
  const { data } = await session.send("Page.captureScreenshot", {
    format: "webp", quality: 60, captureBeyondViewport: true,
    clip: { x: 0, y: 0, width: size.width, height: Math.min(size.height, Number(heightMax)),
      scale: Number(scale) },
  });
  writeFileSync(`${pictures}${name}.webp`, Buffer.from(data, "base64"));
  await session.detach();
}

/** What a QR code on a page says, read from its picture. */
export async function readCode(page) {
  const svg = await page.locator("svg.qr").evaluate((own) => own.outerHTML);
  const drawing = await page.context().newPage();
  const { data, width, height } = await drawing.evaluate(async (markup) => {
    const picture = new Image();
    const sized = markup.replace("<svg", `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"`)
      .replace('class="ground"', 'fill="white"');
    picture.src = `data:image/svg+xml,${encodeURIComponent(sized)}`;
    await picture.decode();
    const canvas = new OffscreenCanvas(400, 400).getContext("2d");
    canvas.drawImage(picture, 0, 0, 400, 400);
    const pixels = canvas.getImageData(0, 0, 400, 400);
    return { data: [...pixels.data], width: pixels.width, height: pixels.height };
  }, svg);
  await drawing.close();
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}

/** Does what leads to another page, and waits until that page is there. */
export async function follow(page, action) {
  await Promise.all([page.waitForEvent("load"), action()]);
}

/** Waits until a page is drawn: the browser drops keys that are pressed before. */
export async function drawn(page) {
  await page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(done));
  }));
}

/** Signs in at the desk. */
export async function signIn(page, key) {
  await page.goto("/desk");
  await page.fill("#key", key);
  await follow(page, () => page.click("form.card button"));
}
