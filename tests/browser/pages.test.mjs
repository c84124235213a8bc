// Each page opens, says what it is for, is accessible, light, and fits a phone and a desktop.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import {
  checkAccessible, checkWidth, close, drawn, follow, merchant, merchantName, open, picture, town,
} from "./reader.mjs";

after(close);

/** Bytes that a page may weigh, uncompressed. */
const PAGE_BYTES_MAX = 150_000;

const pages = {
  search: "/",
  found: "/?q=快餐",
  merchant: `/merchants/${merchant}`,
  report: `/merchants/${merchant}/report`,
  verify: "/verify",
  models: "/models",
  model: "/models/expert-1",
  trained: "/models/chicago-1",
  runs: "/runs",
  run: "/runs/3",
  "sign-in": "/desk",
  "not-found": "/nowhere",
};

for (const [name, path] of Object.entries(pages)) {
  test(`${name} is accessible and fits every screen`, async (t) => {
    const page = await open(t);
    for (const [width, height] of [[1440, 900], [360, 740]]) {
      await page.setViewportSize({ width, height });
      await page.goto(path);
      await checkWidth(page, name);
      await checkAccessible(page, name);
      await picture(page, `${name}-${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "dark" });
    await checkAccessible(page, `${name} in the dark`);
    await picture(page, `${name}-dark`);
  });

  test(`${name} is accessible in English too`, async (t) => {
    const page = await open(t, { locale: "en-GB" });
    await page.goto(path);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await checkWidth(page, name);
    await checkAccessible(page, name);
    await picture(page, `${name}-en`);
  });

  test(`${name} weighs little, asks nobody else, and breaks no policy`, async (t) => {
    const page = await open(t);
    const elsewhere = [];
    const complaints = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(town)) elsewhere.push(request.url());
    });
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    const answer = await page.goto(path);
    const weight = (await answer.body()).length;
    assert.ok(weight < PAGE_BYTES_MAX, `${name} weighs ${weight} bytes`);
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(complaints, []);
  });
}

test("a merchant shows its score, its reasons and its charts", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}`);
  const answer = await page.request.get(`/v1/merchants/${merchant}/score`);
  const score = await answer.json();
  assert.equal(await page.textContent("h1"), merchantName);
  assert.ok((await page.title()).includes(merchantName));
  assert.equal(await page.textContent(".gauge .points"), String(score.points));
  assert.equal(await page.textContent(".score .badge"), score.grade);
  const gauge = await page.getAttribute(".gauge", "aria-label");
  assert.ok(gauge.includes(String(score.points)) && gauge.includes(score.grade), gauge);
  assert.ok(await page.locator("ol.reasons > li").count() >= 10);
  const course = await page.getAttribute("#course .plot", "aria-label");
  assert.ok(course.includes(String(score.points)), course);
  assert.ok(await page.locator("#course svg circle").count() >= 20);
  assert.ok(await page.locator("#ratings-course svg circle").count() >= 5);
  assert.equal(await page.locator("#course details table").count(), 1);
  const penalties = await page.textContent("#penalties");
  assert.ok(penalties.includes("罚款已缴清，问题已整改。") && penalties.includes("异议"));
});

test("search finds a merchant by a part of its Chinese name", async (t) => {
  const page = await open(t);
  await page.goto("/");
  await page.fill("input[type=search]", "风铲快餐店");
  await follow(page, () => page.press("input[type=search]", "Enter"));
  await follow(page, () => page.click(`ul.hits a:has-text("${merchantName}")`));
  assert.equal(await page.textContent("h1"), merchantName);
});

test("names are suggested while typing", async (t) => {
  const page = await open(t);
  await page.goto("/");
  await drawn(page);
  await page.locator("input[type=search]").pressSequentially("风铲");
  const offered = page.locator(`#suggestions option[value="${merchantName}"]`);
  await offered.waitFor({ state: "attached" });
  await page.fill("input[type=search]", "没有这样的商户名称");
  await follow(page, () => page.press("input[type=search]", "Enter"));
  assert.ok((await page.textContent("#results")).includes("没有找到"));
});

test("a reason leads to its record", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}`);
  await page.click("a[href='#penalty-674'] >> nth=0");
  await page.locator("#penalty-674:target").waitFor();
});

test("a refused page is a page and tells nothing inner", async (t) => {
  const page = await open(t);
  const answer = await page.goto("/merchants/91350100M000100Y43");
  assert.equal(answer.status(), 404);
  assert.equal(await page.textContent("h1"), "没有找到");
  await page.goto("/models/none?lang=en");
  assert.equal(await page.textContent("h1"), "Not found");
  const said = await page.textContent("body");
  assert.ok(!said.includes("scorecard 'none'") && !said.includes(".rs"), said);
});

test("without script a page says the same", async (t) => {
  const page = await open(t, { javaScriptEnabled: false });
  await page.goto(`/merchants/${merchant}`);
  assert.equal(await page.textContent("h1"), merchantName);
  await page.goto("/");
  await page.fill("input[type=search]", merchant);
  await follow(page, () => page.press("input[type=search]", "Enter"));
  assert.equal(await page.textContent("h1"), merchantName);
});

test("no inline style or script is allowed, and no frame around a page", async (t) => {
  const page = await open(t);
  const headers = (await page.goto("/verify")).headers();
  const policy = headers["content-security-policy"];
  for (const demanded of ["script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(demanded), policy);
  }
  assert.ok(!policy.includes("unsafe"), policy);
  assert.equal(headers["x-content-type-options"], "nosniff");
});
