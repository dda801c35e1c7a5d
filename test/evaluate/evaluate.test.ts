import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Engine } from "../../src/engine/engine.js";
import { adjustedRandIndex, evaluate } from "../../src/evaluate/evaluate.js";
import { formatEvaluation } from "../../src/evaluate/format-evaluation.js";
import { Random } from "../../src/world/random.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-evaluate-"));
const snapshot = join(base, "ringfence.duckdb");
const truth = join(base, "truth.csv");
const innocents = join(base, "innocents.csv");
afterAll(() => rmSync(base, { recursive: true, force: true }));

// Ring one: a1 to a4 (a4 closed); ring two: b1, b2. Innocents: c1 to c13, c1 protected.
// The newest run: a1, a2 ban in R-1; a3 challenge in R-1; c1 (protected) ban in R-1; b1 restrict in R-2; c2 watch; c3's ban was withdrawn.
beforeAll(async () => {
  const engine = await Engine.open({ path: snapshot });
  await engine.run("create table run (run_id varchar, as_of timestamptz, started_at timestamptz, status varchar)");
  await engine.run("insert into run values ('first', '2025-12-20', '2025-12-20 02:30', 'published'), ('second', '2025-12-21', '2025-12-21 02:30', 'published'), ('broken', '2025-12-22', '2025-12-22 02:30', 'failed')");
  await engine.run("create table account (account_id varchar, closed_at timestamptz, protected boolean)");
  await engine.run("insert into account select unnest(['a1', 'a2', 'a3', 'a4', 'b1', 'b2']), null, false");
  await engine.run("update account set closed_at = '2025-12-01' where account_id = 'a4'");
  await engine.run("insert into account select concat('c', i), null, i = 1 from range(1, 14) as r(i)");
  await engine.run("create table ring_member (run_id varchar, ring_id varchar, account_id varchar)");
  await engine.run("insert into ring_member values ('first', 'R-1', 'a1'), ('first', 'R-1', 'c3'), ('second', 'R-1', 'a1'), ('second', 'R-1', 'a2'), ('second', 'R-1', 'a3')");
  await engine.run("create table ban_candidate (run_id varchar, account_id varchar, ring_id varchar, action varchar, state varchar)");
  await engine.run(`insert into ban_candidate values
    ('first', 'a1', 'R-1', 'challenge', 'superseded'), ('first', 'c3', 'R-1', 'ban', 'withdrawn'),
    ('second', 'a1', 'R-1', 'ban', 'proposed'), ('second', 'a2', 'R-1', 'ban', 'approved'), ('second', 'a3', 'R-1', 'challenge', 'proposed'),
    ('second', 'c1', 'R-1', 'ban', 'proposed'), ('second', 'b1', 'R-2', 'restrict', 'proposed'), ('second', 'c2', 'R-2', 'watch', 'proposed')`);
  engine.close();
});
beforeEach(() => {
  writeFileSync(truth, "account_id,ring,kind\na1,one,farm\na2,one,farm\na3,one,farm\na4,one,farm\nb1,two,cell\nb2,two,cell\nghost,two,cell\n");
  writeFileSync(innocents, "account_id,kind\nc1,streamer\nc2,household\n");
});

test("precision counts a protected account as innocent, recall leaves closed members out, watch is no flag", async () => {
  const { run_id, ban, any, unknown_count, innocent_count } = await evaluate({ snapshot, truth, innocents });
  expect(run_id).toBe("second");
  expect(unknown_count).toBe(1);
  expect(innocent_count).toBe(13);
  // ban: a1, a2, c1; the ring accounts that could be found: a1, a2, a3, b1, b2.
  expect(ban).toMatchObject({ flagged_count: 3, right_count: 2, wrong_count: 1, precision: 2 / 3, recall: 2 / 5 });
  expect(ban.f1).toBeCloseTo(0.5);
  expect(any).toMatchObject({ flagged_count: 5, right_count: 4, precision: 4 / 5, recall: 4 / 5 });
  expect(any.wrong_per_10000).toBeCloseTo(10_000 / 13);
});

test("recall by habit, and its mean with every habit counting once", async () => {
  const { any, ban } = await evaluate({ snapshot, truth });
  expect(any.by_habit).toEqual([
    { habit: "cell", account_count: 2, found_count: 1, recall: 0.5 },
    { habit: "farm", account_count: 3, found_count: 3, recall: 1 },
  ]);
  expect(any.habit_mean_recall).toBe(0.75);
  expect(ban.habit_mean_recall).toBeCloseTo(1 / 3);
});

test("flagged innocents by kind: protected goes first, who is not listed is ordinary", async () => {
  expect((await evaluate({ snapshot, truth, innocents })).ban.flagged_innocents).toEqual([{ kind: "protected", flagged_count: 1 }]);
  writeFileSync(truth, "account_id,ring\na1,one\n");
  expect((await evaluate({ snapshot, truth, innocents })).any.flagged_innocents).toEqual([{ kind: "ordinary", flagged_count: 3 }, { kind: "protected", flagged_count: 1 }]);
});

test("a ring is found when half of it is flagged in one ring that is at least half its own", async () => {
  const { rings } = await evaluate({ snapshot, truth });
  // R-1 holds three open accounts of ring one (the protected one aside); R-2 holds b1 alone.
  expect(rings.each).toEqual([
    { ring: "one", habit: "farm", member_count: 3, best_count: 3, found: true },
    { ring: "two", habit: "cell", member_count: 2, best_count: 1, found: true },
  ]);
  expect(rings).toMatchObject({ true_count: 2, found_count: 2, found_share: 1 });
  // Pairs over a1 a2 a3 b1 b2: together in truth 3 + 1, found 3, both 3, of 10: (3 - 1.2) / (3.5 - 1.2).
  expect(rings.adjusted_rand_index).toBeCloseTo(1.8 / 2.3);
});

test("an older run is judged by what it proposed then", async () => {
  const { ban, any } = await evaluate({ snapshot, truth, run: "first" });
  expect(ban).toMatchObject({ flagged_count: 1, right_count: 0 });
  expect(any).toMatchObject({ flagged_count: 2, right_count: 1 });
});

test("a world without rings: no recall, and nothing found is not an error", async () => {
  writeFileSync(truth, "account_id,ring\n");
  const quiet = await evaluate({ snapshot, truth });
  expect(quiet.any).toMatchObject({ precision: 0, recall: null, f1: null, habit_mean_recall: null, wrong_count: 5 });
  expect(quiet.rings).toMatchObject({ true_count: 0, found_share: null });
  expect(formatEvaluation(quiet)).toContain("–");
});

test("the truth may be Parquet, its ids hostile", async () => {
  const parquet = join(base, "it's.parquet");
  const engine = await Engine.open({ path: ":memory:" });
  await engine.run(`copy (select 'a1' as account_id, concat('r', chr(27), '[31m') as ring union all select concat('"', chr(10), 'x'), 'r2') to '${parquet.replaceAll("'", "''")}' (format parquet)`);
  engine.close();
  const found = await evaluate({ snapshot, truth: parquet });
  expect(found.unknown_count).toBe(1);
  expect(found.any.right_count).toBe(1);
  expect(found.any.by_habit).toEqual([{ habit: "unknown", account_count: 1, found_count: 1, recall: 1 }]);
});

test("the table shows the numbers, and no control character reaches the terminal", async () => {
  writeFileSync(truth, 'account_id,ring,kind\na1,one,"fa\u001b[31mrm"\n');
  const text = formatEvaluation(await evaluate({ snapshot, truth, innocents }));
  expect(text).toContain("protected");
  expect(text).toContain("0.333");
  expect(text.includes("\u001b")).toBe(false);
});

test("every wrong input has its code", async () => {
  await expect(evaluate({ snapshot: join(base, "no.duckdb"), truth })).rejects.toMatchObject({ code: "NO_SNAPSHOT" });
  await expect(evaluate({ snapshot, truth: join(base, "no.csv") })).rejects.toMatchObject({ code: "USAGE" });
  await expect(evaluate({ snapshot, truth, run: "nobody" })).rejects.toMatchObject({ code: "USAGE" });
  await expect(evaluate({ snapshot, truth, run: "broken" })).rejects.toMatchObject({ code: "USAGE" });
  writeFileSync(truth, "account,ring\na1,one\n");
  await expect(evaluate({ snapshot, truth })).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("account_id") as string });
  writeFileSync(truth, "account_id,ring\nzz,one\n");
  await expect(evaluate({ snapshot, truth })).rejects.toMatchObject({ code: "INPUT" });
  const fake = join(base, "fake.parquet");
  writeFileSync(fake, "not a Parquet file");
  await expect(evaluate({ snapshot, truth: fake })).rejects.toMatchObject({ code: "INPUT" });
});

test("the adjusted Rand index: 1 for the same partition, 0 on average for chance, against a brute-force count of pairs", () => {
  const random = new Random(1, "rand index");
  let sum = 0;
  for (let round = 0; round < 200; round++) {
    const n = 30;
    const a = Array.from({ length: n }, () => random.int(4));
    const b = Array.from({ length: n }, () => random.int(4));
    let both = 0;
    let inA = 0;
    let inB = 0;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        if (a[i] === a[j]) inA++;
        if (b[i] === b[j]) inB++;
        if (a[i] === a[j] && b[i] === b[j]) both++;
      }
    }
    expect(adjustedRandIndex(n, inA, inA, inA)).toBeCloseTo(1);
    sum += adjustedRandIndex(n, both, inA, inB) ?? 0;
  }
  expect(Math.abs(sum / 200)).toBeLessThan(0.02);
  expect(adjustedRandIndex(1, 0, 0, 0)).toBeNull();
});
