import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/config/settings.js";
import { judgeLosses, lossesOf, type SourceUse } from "../../src/pipeline/source-loss.js";
import type { QuarantineRow } from "../../src/postgres/result-row.js";
import { makeWorld } from "../../src/world/make-world.js";
import { run } from "../cli/command-line.js";
import { folderIn, openHouse, settingsWith, worldAsOfMs, type House } from "./night.js";

const limits = defaultSettings.source;

/** A run that read 1,000 rows of each table and left out what is named: `table: rule (left out)` → rows. */
function use(left: Record<string, number>, runId = "N-1"): SourceUse {
  const quarantine = Object.entries(left).map(([name, row_count]): QuarantineRow => {
    const [, source_table, rule, left_out] = /^(\w+): (.*) \((\w+)\)$/.exec(name)!;
    return { source_table, rule, left_out, row_count } as QuarantineRow;
  });
  const counts: Record<string, number> = { values_quarantined: 0 };
  for (const table of ["accounts", "logins", "actions"]) {
    counts[`${table}_read`] = 1000;
    counts[`${table}_used`] = 1000 - quarantine.filter((row) => row.source_table === table && ["row", "copy", "outside"].includes(row.left_out)).reduce((sum, row) => sum + row.row_count, 0);
  }
  return { runId, counts, quarantine };
}
const before = (left: Record<string, number> = {}): SourceUse => use(left, "N-0");

describe("what the losses of a run mean", () => {
  test("nothing lost, nothing said; what is outside the run's time is no loss", () => {
    expect(judgeLosses(use({}), before(), limits)).toEqual({ warnings: [], refusals: [] });
    const later = use({ "accounts: created_at after as_of (outside)": 900 });
    expect(lossesOf(later)).toMatchObject([{ share: 9 }]);
    expect(judgeLosses(later, undefined, limits)).toEqual({ warnings: [], refusals: [] });
  });

  test.each([
    ["rows above a hundredth are a warning", { "logins: unknown account (row)": 11 }, undefined, 1, 0],
    ["below, they are not", { "logins: unknown account (row)": 10 }, undefined, 0, 0],
    ["above half they are refused", { "logins: unknown account (row)": 501 }, undefined, 0, 1],
    ["under several rules together too", { "logins: unknown account (row)": 300, "logins: logged_in_at missing (row)": 300 }, undefined, 0, 1],
    ["values of a first night are a warning, however many", { "accounts: created_at missing (value)": 1000 }, undefined, 1, 0],
    ["copies are a warning", { "actions: duplicate (copy)": 400 }, before({ "actions: duplicate (copy)": 390 }), 1, 0],
    ["what stands for none is no warning", { "logins: device_id that stands for none (absent)": 600 }, undefined, 0, 0],
    ["a share as in the night before is only said", { "logins: unknown account (row)": 400 }, before({ "logins: unknown account (row)": 390 }), 1, 0],
    ["rows that rose by a quarter are refused", { "logins: unknown account (row)": 300 }, before({ "logins: unknown account (row)": 40 }), 0, 1],
    ["so are values", { "logins: ip unreadable (value)": 300 }, before(), 0, 1],
    ["and what stands for none", { "logins: ip private or reserved (absent)": 400 }, before({ "logins: ip private or reserved (absent)": 100 }), 0, 1],
  ] as [string, Record<string, number>, SourceUse | undefined, number, number][])("%s", (_, left, night, warned, refused) => {
    const { warnings, refusals } = judgeLosses(use(left), night, limits);
    expect([warnings.length, refusals.length]).toEqual([warned, refused]);
    for (const text of [...warnings, ...refusals]) expect(text).toContain(`"${/: (.*) \(/.exec(Object.keys(left)[0])![1]}"`);
  });

  test("a table of which less than half is left is refused, of which less than three quarters is left said; a few rows are no measure", () => {
    const half = (used: number, night: number): unknown => {
      const [now, then] = [use({}), before()];
      return judgeLosses({ ...now, counts: { ...now.counts, logins_read: used } }, { ...then, counts: { ...then.counts, logins_read: night } }, limits);
    };
    expect(half(499, 1000)).toMatchObject({ refusals: [expect.stringContaining("logins: 499 rows") as string] });
    expect(half(700, 1000)).toMatchObject({ refusals: [], warnings: [expect.stringContaining("had 1000") as string] });
    expect(half(1, 99)).toEqual({ refusals: [], warnings: [] });
    expect(half(0, 1)).toMatchObject({ refusals: [expect.stringContaining("logins: no row") as string] });
  });

  test("a night of a version that did not count values is no measure for them", () => {
    const night = before();
    expect(judgeLosses(use({ "logins: ip unreadable (value)": 600 }), { ...night, counts: { logins_read: 1000 } }, limits)).toMatchObject({ refusals: [], warnings: [expect.stringContaining("60 %") as string] });
  });
});

describe("nights", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    const world = folderIn(house.home, "world");
    await makeWorld({ accounts: 600, seed: 3, out: world });
    await house.load(world);
  });
  afterAll(() => house.close());

  /** Changes the source, lets `look` see it, and changes it back. */
  async function changed(sql: string, look: () => Promise<void>): Promise<void> {
    await house.client.query(`create schema if not exists kept; ${["accounts", "logins", "actions"].map((table) => `create table kept.${table} as table public.${table};`).join(" ")} ${sql}`);
    await look().finally(() => house.client.query(`${["accounts", "logins", "actions"].map((table) => `drop table public.${table}; alter table kept.${table} set schema public;`).join(" ")}`));
  }
  const cli = (...args: string[]) => run(house.home, args, { env: { DATABASE_URL: house.url, RINGFENCE_HOME: house.home } });

  test("a first night of which most logins belong to nobody is refused with exit code 5 and the rule's name; status and check say the same", async () => {
    await changed("update logins set account_id = account_id || '.0'", async () => {
      const night = await cli("run", "nightly", "--as-of", "2025-12-22");
      expect(night.code).toBe(5);
      expect(night.err).toMatch(/logins: 100 % of the \d+ rows are not used \("unknown account" \d+\)/);
      expect(await house.rows("select 1 from ringfence.run where status = 'published'")).toEqual([]);
      expect((await cli("check")).code).toBe(3);
      const status = await cli("status");
      expect(status.out).toMatch(/logins +unknown account +row +[\d,]+ +100 %/);
      expect((JSON.parse((await cli("status", "--json")).out) as { runs: { losses: unknown[] }[] }).runs[0].losses).toContainEqual(expect.objectContaining({ rule: "unknown account", share: 1 }));
      const config = join(house.home, "config.json");
      writeFileSync(config, JSON.stringify({ source: { max_lost_share: 1 } }));
      const wide = await run(house.home, ["run", "nightly", "--as-of", "2025-12-22", "--dry-run"], { env: { DATABASE_URL: house.url, RINGFENCE_HOME: house.home, RINGFENCE_CONFIG: config } });
      rmSync(config);
      expect([wide.code, wide.err]).toEqual([0, expect.stringContaining('Warning: logins: 100 %')]);
    });
  });

  test("a night that lost the addresses which the night before had is refused; --dry-run and --allow say it and go on", async () => {
    const { losses } = await house.night();
    expect(losses.filter((loss) => loss.left_out !== "absent" && loss.share > 0.01)).toEqual([]);
    await changed("alter table logins alter ip type text; update logins set ip = 'somewhere'", async () => {
      const next = { asOfMs: worldAsOfMs + 3_600_000 };
      await expect(house.night(next)).rejects.toMatchObject({ code: "GUARDRAIL", exitCode: 5, message: expect.stringMatching(/logins: "ip unreadable" on 100 % of the rows.*the night before \(N-20251222-\w+\) 0\.00 %/) as string });
      expect((await house.night({ ...next, dryRun: true })).warnings).toContainEqual(expect.stringContaining('"ip unreadable"'));
      const allowed = await house.night({ ...next, allow: 10 });
      expect(allowed.status).toBe("published");
      expect(allowed.counts.logins_used).toBeGreaterThan(1000);
      // Published once, it is not refused when it is asked for again.
      expect((await house.night(next)).status).toBe("already-published");
    });
  });

  test("a night whose devices are gone, when the night before had them, is refused", async () => {
    await changed("update logins set device_id = null", async () => {
      await expect(house.night({ asOfMs: worldAsOfMs + 5_400_000 })).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringMatching(/logins: "device_id missing" on \d+ % of the rows/) as string });
    });
  });

  test("three quarters of a table that are not there any more are refused, though every row that is left can be used", async () => {
    await changed("delete from actions where abs(hashtext(account_id || target_id || acted_at::text)) % 4 > 0", async () => {
      await expect(house.night({ asOfMs: worldAsOfMs + 7_200_000, settings: settingsWith({ max_ban_share: 1 }) })).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringMatching(/actions: \d+ rows of the run's time; the night before/) as string });
    });
  });
});
