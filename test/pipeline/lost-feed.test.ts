import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { metricsFile } from "../../src/config/place.js";
import { run } from "../cli/command-line.js";
import { openHouse, sampleFolder, worldAsOfMs, type House } from "./night.js";

const dayMs = 86_400_000;
let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.load(sampleFolder);
  await house.night();
});
afterAll(() => house.close());

const open = (): Promise<Record<string, unknown>[]> => house.rows("select account_id, action, state from ringfence.ban_candidate where state in ('proposed', 'approved') order by account_id");

test.each(["logins", "actions"])("%s that were there last night and are all gone now: nothing is published, nothing withdrawn, exit code 5", async (feed) => {
  const before = await open();
  expect(before.length).toBeGreaterThan(100);
  await house.client.query(`alter table public.${feed} rename to kept`);
  await house.client.query(`create table public.${feed} as table public.kept with no data`);
  try {
    await expect(house.night({ asOfMs: worldAsOfMs + dayMs })).rejects.toMatchObject({ code: "GUARDRAIL", exitCode: 5, message: expect.stringContaining(`${feed}: no row`) as string });
    expect(await open()).toEqual(before);
    expect(await house.rows("select status from ringfence.run order by started_at desc, status limit 1")).toEqual([{ status: expect.stringMatching(/refused|published/) as string }]);
  } finally {
    await house.client.query(`drop table public.${feed}; alter table public.kept rename to ${feed}`);
  }
});

test("an older night that was published once is not in force: stale, and no success for the metrics", async () => {
  await house.night({ asOfMs: worldAsOfMs + dayMs });
  const metrics = readFileSync(metricsFile(house.home), "utf8");
  expect((await house.night()).status).toBe("stale");
  expect(readFileSync(metricsFile(house.home), "utf8")).toBe(metrics);
});

test("a night in the future is a mistake", async () => {
  const outcome = await run(house.home, ["run", "nightly", "--as-of", "2999-01-01"], { env: { DATABASE_URL: house.url } });
  expect(outcome.code).toBe(2);
  expect(outcome.err).toMatch(/lies in the future/);
});

test("a home that cannot be one: one sentence, exit code 2, at once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ringfence-home-"));
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  for (const home of [file, join(file, "below"), ...(existsSync("/proc") ? ["/proc/nowhere"] : [])]) {
    const outcome = await run(folder, ["run", "nightly"], { env: { RINGFENCE_HOME: home } });
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(/^ringfence: RINGFENCE_HOME is .* cannot be used/);
  }
  rmSync(folder, { recursive: true, force: true });
});

test.each(["Mars/X", "CST", "EST", "+08:00"])("the unknown or ambiguous time zone %s is a mistake of the configuration", async (zone) => {
  const config = join(house.home, "config.json");
  writeFileSync(config, JSON.stringify({ source: { time_zone: zone } }));
  const outcome = await run(house.home, ["check"], { env: { DATABASE_URL: house.url, RINGFENCE_CONFIG: config } });
  expect(outcome.code).toBe(2);
  expect(outcome.err).toMatch(/source\.time_zone: not a time zone/);
});
