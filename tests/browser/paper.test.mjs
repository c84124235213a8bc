// The credit report on paper, and its verification.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import {
  checkAccessible, close, follow, merchant, open, picture, pictures, readCode,
} from "./reader.mjs";

after(close);

/** Pixels of CSS in a millimetre. */
const MM = 96 / 25.4;
/** The sheet without its margins, in millimetres. */
const sheet = { width: 210 - 2 * 16, height: 297 - 2 * 18 };

test("the report prints on as many pages of A4 as it fills", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}/report`);
  const said = await page.textContent("main");
  for (const part of ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]) {
    assert.ok(said.includes(part), part);
  }
  const pdf = await page.pdf({ preferCSSPageSize: true });
  writeFileSync(`${pictures}report.pdf`, pdf);
  const text = pdf.toString("latin1");
  const nPages = text.match(/\/Type\s*\/Page\b(?!s)/g).length;
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: Math.floor(sheet.width * MM), height: 900 });
  const height = await page.evaluate(() => document.querySelector("main").scrollHeight);
  const nFull = height / (sheet.height * MM);
  // No table row is cut, so a page may end early; none is empty.
  assert.ok(nPages >= nFull && nPages <= Math.ceil(nFull * 1.15) + 1, `${nPages} for ${nFull}`);
  // 210 by 297 mm in points.
  assert.match(text, /\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/);
});

test("navigation and buttons stay off the paper", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}/report`);
  await page.emulateMedia({ media: "print" });
  for (const selector of ["header.site", "footer.site", "p.actions"]) {
    assert.equal(await page.isVisible(selector), false, selector);
  }
  assert.ok(await page.isVisible(".qr"));
});

test("a printed code leads to its proof, and a changed one does not", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}/report`);
  const points = (await page.textContent("#grade strong")).trim();
  await page.goto((await page.textContent(".address")).trim());
  assert.ok((await page.textContent(".notice")).includes("属实"));
  const said = await page.textContent("main");
  assert.ok(said.includes(points) && said.includes("结果一致"), said);
  await checkAccessible(page, "a verified code");
  await picture(page, "verified-1440");

  const code = await page.inputValue("#code");
  const changed = code.slice(0, -1) + (code.endsWith("0") ? "1" : "0");
  await page.goto(`/verify?id=${merchant}&code=${changed}`);
  assert.ok((await page.textContent(".notice")).includes("不符"));
  await page.goto(`/verify?id=91449903MAYGW0JK27&code=${code}`);
  assert.ok((await page.textContent(".notice")).includes("不符"));
});

test("the QR code says the address that is printed", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}/report`);
  const said = await readCode(page);
  assert.equal(said, (await page.textContent(".address")).trim());
  await page.goto(said);
  assert.ok((await page.textContent(".notice")).includes("属实"));
});

test("a code is typed by hand", async (t) => {
  const page = await open(t);
  await page.goto(`/merchants/${merchant}/report`);
  const code = (await page.textContent(".report-head dd.code")).trim();
  await page.goto("/verify");
  await page.fill("#id", merchant);
  await page.fill("#code", code.toLowerCase().replaceAll("-", " "));
  await follow(page, () => page.click("form.card button"));
  assert.ok((await page.textContent(".notice")).includes("属实"));
});
