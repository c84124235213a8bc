// A run under way, watched as it goes on.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { checkAccessible, close, open, picture } from "./reader.mjs";

after(close);

const { RUN: run, RUN_GATE: gate } = process.env;

test("a run is watched until it has finished", async (t) => {
  const page = await open(t);
  await page.goto("/runs");
  assert.equal(await page.locator("table progress").count(), 1);
  await checkAccessible(page, "a list with a run under way");
  await page.goto(`/runs/${run}`);
  const progress = page.locator("#progress progress");
  assert.equal(await progress.getAttribute("value"), "0");
  await checkAccessible(page, "a run under way");
  await picture(page, "progress-1440");

  writeFileSync(gate, "");
  // The page exchanges its progress by itself, and in the end itself for the report.
  await page.waitForSelector("#grades", { timeout: 60_000 });
  assert.equal(await page.locator("#progress").count(), 0);
  assert.ok(await page.locator("#since table").count() >= 1, "the migration matrix");
});
