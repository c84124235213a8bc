// Readers: their language, their keyboard.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import { close, drawn, follow, merchant, merchantName, open } from "./reader.mjs";

after(close);

test("the language follows the browser, and the switch is remembered", async (t) => {
  const page = await open(t, { locale: "en-GB" });
  await page.goto("/verify");
  assert.equal(await page.textContent("h1"), "Verify a credit report");
  await follow(page, () => page.click("nav.languages a"));
  assert.equal(await page.textContent("h1"), "核验信用报告");
  await page.goto(`/merchants/${merchant}`);
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  assert.equal(await page.textContent("#reasons h2"), "失分原因");
});

test("the switch keeps what was asked", async (t) => {
  const page = await open(t);
  await page.goto("/verify?id=A&code=B");
  await follow(page, () => page.click("nav.languages a"));
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.equal(await page.inputValue("#id"), "A");
  assert.equal(await page.inputValue("#code"), "B");
});

test("the keyboard alone suffices to find a merchant", async (t) => {
  const page = await open(t);
  await page.goto("/");
  await drawn(page);
  // The field takes the focus by itself.
  await page.locator("input[type=search]:focus").waitFor();
  await page.keyboard.type(merchant);
  await follow(page, () => page.keyboard.press("Enter"));
  assert.equal(await page.textContent("h1"), merchantName);
});

test("the first stop of the keyboard leads past the navigation", async (t) => {
  const page = await open(t);
  await page.goto("/models");
  await drawn(page);
  await page.keyboard.press("Tab");
  await page.locator(".skip:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#main:focus").waitFor();
  await page.keyboard.press("Tab");
  const isInside = () => document.activeElement.closest("main") !== null;
  assert.ok(await page.evaluate(isInside));
});
