import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calibration } from "../../src/candidates/probability.js";
import { snapshotFile } from "../../src/config/place.js";
import { evaluate, type Evaluation } from "../../src/evaluate/evaluate.js";
import { makeWorld } from "../../src/world/make-world.js";
import type { NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { folderIn, fromSnapshot, openHouse, richRings, sampleFolder, type House } from "./night.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const evaluated = (folder: string): Promise<Evaluation> =>
  evaluate({ snapshot: snapshotFile(house.home), truth: join(folder, "truth.parquet"), innocents: join(folder, "innocents.parquet") });

/** A night on a world of one's own, in an empty house. */
async function nightOn(name: string, options: { accounts: number; seed: number; rings?: boolean }): Promise<{ folder: string; outcome: NightlyOutcome }> {
  const folder = folderIn(house.home, name);
  await makeWorld({ ...richRings, ...options, out: folder });
  await house.forget();
  await house.load(folder);
  return { folder, outcome: await house.night() };
}

describe("the sample", () => {
  let outcome: NightlyOutcome;
  let result: Evaluation;
  beforeAll(async () => {
    await house.forget();
    await house.load(sampleFolder);
    outcome = await house.night();
    result = await evaluated(sampleFolder);
  });

  test("its rings are found, and hardly anybody else is named", () => {
    expect(result.any.precision).toBeGreaterThanOrEqual(0.99);
    expect(result.ban.precision).toBeGreaterThanOrEqual(0.99);
    expect(result.any.habit_mean_recall).toBeGreaterThanOrEqual(0.63);
    expect(result.rings.found_share).toBeGreaterThanOrEqual(0.65);
    expect(result.rings.adjusted_rand_index).toBeGreaterThanOrEqual(0.75);
    for (const { habit, recall } of result.any.by_habit.filter((row) => ["farm", "proxy", "cell"].includes(row.habit))) expect([habit, recall >= 0.85]).toEqual([habit, true]);
  });

  test("a farm, whose accounts came to shared devices by themselves, is proposed for a ban", () => {
    expect(result.ban.by_habit.find((row) => row.habit === "farm")!.recall).toBeGreaterThanOrEqual(0.85);
  });

  test("every stage leaves its row, in order, and passes its rows on", () => {
    expect(outcome.stages.map((stage) => stage.stage)).toEqual(["extract", "stage", "trace", "edge", "ring", "candidate", "publish", "snapshot"]);
    const [extracted, staged, traced, edges, rings, candidates, published] = outcome.stages;
    expect(staged.rows_in).toBe(extracted.rows_out);
    expect(traced.rows_in).toBe(staged.rows_out);
    expect(edges.rows_in).toBe(traced.rows_out);
    expect(rings.rows_in).toBe(edges.rows_out);
    expect(published.rows_in).toBe(candidates.rows_out);
    for (const stage of outcome.stages) expect(stage.peak_memory_bytes).toBeGreaterThan(1e6);
  });

  test("the run's row holds what the outcome says", async () => {
    const [run] = await house.rows("select status, reason, stages, counts, account_count from ringfence.run where run_id = $1", [outcome.runId]);
    expect(run).toMatchObject({ status: "published", reason: null, counts: outcome.counts });
    expect(Number(run.account_count)).toBe(outcome.counts.population);
    expect(run.stages).toEqual(outcome.stages);
  });

  test("the database and the investigators' file hold the same rings, members and candidates", async () => {
    for (const table of ["ring", "ring_member", "ring_event", "ban_candidate", "hub", "quarantine"]) {
      const [{ count }] = await house.rows(`select count(*)::int as count from ringfence.${table}`);
      expect([table, await fromSnapshot(house.home, `select count(*)::int as count from ${table}`)]).toEqual([table, [{ count }]]);
      expect(count).toBeGreaterThan(0);
    }
  });

  test("every candidate says why: bits by kind that add up, at most five keys that other members hold too, and a sentence", async () => {
    interface Said { evidence_bits: number; probability: number; kinds: string[]; reasons: { bits_by_kind: Record<string, number>; ring_size: number; keys: { kind: string; members: number; bits: number }[]; summary: string } }
    const said = (await house.rows("select evidence_bits, probability, kinds, reasons from ringfence.ban_candidate where action <> 'watch'")) as unknown as Said[];
    for (const { evidence_bits, probability, kinds, reasons } of said) {
      expect(probability).toBeGreaterThanOrEqual(calibration.floor);
      expect(probability).toBeLessThanOrEqual(calibration.ceiling);
      expect(evidence_bits).toBeGreaterThan(0);
      expect(kinds.length).toBeGreaterThan(0);
      expect(kinds.every((kind) => reasons.bits_by_kind[kind] > 0)).toBe(true);
      expect(reasons.ring_size).toBeGreaterThanOrEqual(6);
      expect(reasons.keys.length).toBeLessThanOrEqual(5);
      expect(reasons.keys.every((key) => key.members >= 2)).toBe(true);
      expect(reasons.keys.every((key, at) => at === 0 || key.bits <= reasons.keys[at - 1].bits)).toBe(true);
      expect(reasons.summary.length).toBeGreaterThan(20);
    }
  });

  test("every proposed account is a member of the ring it is proposed with, and every ring pays its price", async () => {
    expect(await house.rows("select account_id from ringfence.ban_candidate as candidate where not exists (select from ringfence.ring_member as member where member.account_id = candidate.account_id and member.ring_id = candidate.ring_id and member.run_id = candidate.run_id)")).toEqual([]);
    expect(await house.rows("select ring_id from ringfence.ring where evidence_bits < price_bits + 10 or size < 6")).toEqual([]);
  });
});

test("another seed, smaller: rings from six accounts are found", async () => {
  const { folder } = await nightOn("small", { accounts: 6000, seed: 7 });
  const result = await evaluated(folder);
  expect(result.any.precision).toBeGreaterThanOrEqual(0.99);
  expect(result.ban.precision).toBeGreaterThanOrEqual(0.99);
  expect(result.any.habit_mean_recall).toBeGreaterThanOrEqual(0.48);
});

test.each([1, 2, 3])("a quiet world (seed %i) names nobody, not even to watch, and its run says why", async (seed) => {
  const { outcome } = await nightOn(`quiet-${seed}`, { accounts: 12_000, seed, rings: false });
  expect(outcome.status).toBe("published");
  expect(await house.rows("select action, count(*) from ringfence.ban_candidate group by action")).toEqual([]);
  expect(outcome.counts).toMatchObject({ rings: 0, candidates_ban: 0, candidates_restrict: 0, candidates_challenge: 0, candidates_watch: 0 });
  // There was plenty to look at: finding nothing is a finding.
  for (const count of ["shared_keys", "edges", "communities"]) expect(outcome.counts[count]).toBeGreaterThan(10);
  expect(await fromSnapshot(house.home, "select count(*)::int as count from ban_candidate")).toEqual([{ count: 0 }]);
});

describe("sources that lack something", () => {
  beforeAll(async () => {
    const folder = folderIn(house.home, "lacking");
    await makeWorld({ accounts: 3000, seed: 4, ...richRings, out: folder });
    await house.load(folder);
  });

  test("no actions: a success with a warning; devices and addresses still speak", async () => {
    await house.forget();
    await house.client.query("create table kept_actions as table actions; truncate actions");
    const outcome = await house.night();
    expect(outcome.status).toBe("published");
    expect(outcome.warnings).toEqual([expect.stringMatching(/no actions/)]);
    expect(outcome.counts.shared_keys).toBeGreaterThan(0);
  });

  test("no logins and no actions: a success with two warnings", async () => {
    await house.forget();
    await house.client.query("truncate logins");
    const outcome = await house.night();
    expect(outcome.status).toBe("published");
    expect(outcome.warnings).toEqual([expect.stringMatching(/no logins/), expect.stringMatching(/no actions/)]);
    expect((await fromSnapshot(house.home, "select count(*)::int as count from account"))).toEqual([{ count: 3000 }]);
  });

  test("no logins: a success with a warning", async () => {
    await house.forget();
    await house.client.query("insert into actions table kept_actions");
    const outcome = await house.night();
    expect(outcome.status).toBe("published");
    expect(outcome.warnings).toEqual([expect.stringMatching(/no logins/)]);
  });

  test("accounts that all are of tomorrow are no accounts: refused as input", async () => {
    await expect(house.night({ asOfMs: Date.UTC(2010, 0, 1) })).rejects.toMatchObject({ code: "INPUT", exitCode: 3 });
  });

  test("accounts that all lack a creation time are there without it; accounts that are all closed are refused as input", async () => {
    await house.client.query("create table kept_accounts as table accounts; update accounts set created_at = null");
    const { counts, warnings } = await house.night({ dryRun: true });
    expect(counts.accounts_used).toBe(counts.accounts_read);
    expect(warnings).toContainEqual(expect.stringMatching(/accounts: "created_at missing" on 100 %/));
    await house.client.query("truncate accounts; insert into accounts select account_id, created_at, protected, greatest(created_at, '2025-12-01') from kept_accounts");
    await expect(house.night()).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("Nothing was published") });
    await house.client.query("truncate accounts; insert into accounts table kept_accounts");
  });

  test("no accounts at all: refused as input, and the run is on record as failed", async () => {
    await house.client.query("truncate accounts");
    await expect(house.night()).rejects.toMatchObject({ code: "INPUT", exitCode: 3 });
    const [run] = await house.rows("select status, reason from ringfence.run where run_id like 'failed-%' order by started_at desc limit 1");
    expect(run).toMatchObject({ status: "failed", reason: expect.stringContaining("no accounts") });
  });
});
