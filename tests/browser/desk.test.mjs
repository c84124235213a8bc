// The supervisor's desk: it needs a key, shows what is due, and a session ends.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import { checkAccessible, checkWidth, close, follow, open, picture, signIn } from "./reader.mjs";

after(close);

const { ADMIN_KEY: admin, READER_KEY: reader } = process.env;

test("the desk is walked from the key to the end of the session", async (t) => {
  const page = await open(t);
  await signIn(page, admin);
  assert.equal(await page.textContent("h1"), "监管工作台");
  assert.ok(await page.locator("#timeliness tbody tr").count() > 3);
  assert.ok((await page.textContent("#work")).includes("异议"));
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await checkWidth(page, "desk");
    await checkAccessible(page, "desk");
    await picture(page, `desk-${width}`);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await checkAccessible(page, "desk in the dark");

  await page.fill("#region", "4499");
  await follow(page, () => page.click("form.filter button"));
  assert.ok(page.url().includes("region=4499"));
  assert.equal(await page.inputValue("#region"), "4499");

  assert.ok((await page.textContent("#alarms")).includes("不作任何认定"));
  assert.equal((await page.request.get("/desk/alarms.csv")).status(), 200);

  const file = await page.request.get("/desk/publication.csv");
  assert.equal(file.headers()["content-type"], "text/csv; charset=utf-8");
  assert.ok((await file.text()).includes("on_time_rate"));

  await page.goto("/runs/3");
  assert.ok(await page.locator("#since table").count() >= 2, "the operator sees who moved");
  const all = Number(await page.textContent(".figures dd >> nth=0"));
  assert.ok(all % 10 !== 0, `the operator sees exact counts, not ${all}`);

  await page.goto("/desk");
  await follow(page, () => page.click("form.actions button"));
  assert.equal(await page.textContent("h1"), "登录工作台");
  assert.equal((await page.request.get("/desk/work.csv")).status(), 403);
});

test("a wrong key and a wrong role stay outside", async (t) => {
  const page = await open(t);
  await signIn(page, "mc_nonsense");
  assert.ok((await page.textContent(".notice")).includes("密钥无效"));
  await checkAccessible(page, "a wrong key");
  await signIn(page, reader);
  assert.ok((await page.textContent(".notice")).includes("角色"));
});

test("a form without its token is refused", async (t) => {
  const page = await open(t);
  await page.goto("/desk");
  await page.evaluate(() => { document.querySelector("[name=form_token]").value = "00"; });
  await page.fill("#key", admin);
  await follow(page, () => page.click("form.card button"));
  assert.equal(await page.textContent("h1"), "无权查看");
  await page.goto("/desk");
  assert.equal(await page.textContent("h1"), "登录工作台");
});

test("no script reads a session", async (t) => {
  const page = await open(t);
  await signIn(page, admin);
  assert.equal(await page.textContent("h1"), "监管工作台");
  assert.equal(await page.evaluate(() => document.cookie), "");
});
