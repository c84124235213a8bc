// Texts of others are texts: hostile ones, planted in every field that takes them, stay words.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import { close, open, signIn } from "./reader.mjs";

after(close);

const { ADMIN_KEY: admin, HOSTILE: hostile, N_PLANTED: nPlanted } = process.env;
const victim = "91449903MAYGW0JK27";

/** That nothing hostile became markup on a page. */
async function check(page, path) {
  let wasOwned = false;
  await page.exposeFunction("owned", () => { wasOwned = true; }).catch(() => {});
  await page.goto(path);
  for (const [selector, n] of [
    ["img", 0], ["script", 1], ["[onerror]", 0], ["a[href^='javascript:' i]", 0],
  ]) {
    assert.equal(await page.locator(selector).count(), n, `${path} ${selector}`);
  }
  const source = await page.content();
  assert.ok(!source.includes("<img src"), path);
  assert.ok(!source.includes("49$"), path);
  assert.equal(wasOwned, false, path);
}

test("hostile texts in every field stay words", async (t) => {
  assert.ok(Number(nPlanted) >= 20, `only ${nPlanted} fields took a hostile text`);
  const page = await open(t);
  await check(page, `/merchants/${victim}`);
  // They are shown as the words that they are.
  assert.ok((await page.textContent("h1")).includes("<script>owned()"));
  assert.ok((await page.textContent("#penalties")).includes("onerror=owned()"));
  assert.ok((await page.textContent("#penalties .statement")).includes("<script>owned()</script>"));
  await check(page, `/merchants/${victim}/report`);
  await check(page, "/?q=owned");
  await signIn(page, admin);
  await check(page, "/desk");
  assert.ok((await page.textContent("main")).includes("onerror=owned()"));
});

test("hostile parameters stay words", async (t) => {
  const page = await open(t);
  const text = encodeURIComponent(hostile);
  for (const path of [
    `/?q=${text}`,
    `/verify?id=${text}&code=${text}`,
    `/verify?lang=${text}`,
    `/models/${text}`,
    `/merchants/${text}`,
    `/runs/${text}`,
    `/desk?authority=${text}&region=${text}&month=${text}`,
    `/${text}?${text}`,
  ]) {
    await check(page, path);
  }
});
