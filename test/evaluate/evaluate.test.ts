import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { adjustedRandIndex, evaluate } from "../../src/evaluate/evaluate.js";
import { formatEvaluation } from "../../src/evaluate/format-evaluation.js";
import { writeEvaluation } from "../../src/evaluate/write-evaluation.js";
import { Random } from "../../src/world/random.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-evaluate-"));
const snapshot = join(base, "ringfence.duckdb");
const truth = join(base, "truth.csv");
const innocents = join(base, "innocents.csv");
afterAll(() => rmSync(base, { recursive: true, force: true }));

// Ring one: a1 to a4 (a4 closed); ring two: b1, b2. Innocents: c1 to c13, c1 protected.
// The newest run: a1, a2 ban in R-1; a3 challenge in R-1; c1 (protected) ban in R-1; b1 restrict in R-2; c2 watch; c3's ban was withdrawn.
beforeAll(async () => {
  const engine = await DuckDbEngine.open({ path: snapshot });
  await engine.run("create table run (run_id varchar, as_of timestamptz, started_at timestamptz, status varchar, kind varchar default 'nightly')");
  await engine.run("insert into run (run_id, as_of, started_at, status) values ('first', '2025-12-20', '2025-12-20 02:30', 'published'), ('second', '2025-12-21', '2025-12-21 02:30', 'published'), ('broken', '2025-12-22', '2025-12-22 02:30', 'failed')");
  await engine.run("create table account (account_id varchar, closed_at timestamptz, protected boolean)");
  await engine.run("insert into account select unnest(['a1', 'a2', 'a3', 'a4', 'b1', 'b2']), null, false");
  await engine.run("update account set closed_at = '2025-12-01' where account_id = 'a4'");
  await engine.run("insert into account select concat('c', i), null, i = 1 from range(1, 14) as r(i)");
  await engine.run("create table ring_member (run_id varchar, ring_id varchar, account_id varchar)");
  await engine.run("insert into ring_member values ('first', 'R-1', 'a1'), ('first', 'R-1', 'c3'), ('second', 'R-1', 'a1'), ('second', 'R-1', 'a2'), ('second', 'R-1', 'a3')");
  await engine.run("create table ban_candidate (run_id varchar, account_id varchar, ring_id varchar, action varchar, state varchar, probability double)");
  await engine.run(`insert into ban_candidate values
    ('first', 'a1', 'R-1', 'challenge', 'superseded', null), ('first', 'c3', 'R-1', 'ban', 'withdrawn', null),
    ('second', 'a1', 'R-1', 'ban', 'proposed', 0.999), ('second', 'a2', 'R-1', 'ban', 'approved', 0.96), ('second', 'a3', 'R-1', 'challenge', 'proposed', 0.85),
    ('second', 'c1', 'R-1', 'ban', 'proposed', 0.98), ('second', 'b1', 'R-2', 'restrict', 'proposed', 0.8), ('second', 'c2', 'R-2', 'watch', 'proposed', 0.1)`);
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

test("a ring is found when one flagged ring overlaps it by .8 of the smaller, holds half of it and is half its own", async () => {
  const { rings } = await evaluate({ snapshot, truth });
  // R-1 holds three open accounts of ring one (the protected one aside); R-2 holds b1 alone.
  expect(rings.each).toEqual([
    { ring: "one", habit: "farm", size: 4, in_attack: false, member_count: 3, flagged_count: 3, best_count: 3, overlap_share: 1, found: true },
    { ring: "two", habit: "cell", size: 2, in_attack: false, member_count: 2, flagged_count: 1, best_count: 1, overlap_share: 1, found: true },
  ]);
  expect(rings).toMatchObject({ true_count: 2, found_count: 2, found_share: 1 });
  // Pairs over a1 a2 a3 b1 b2: together in truth 3 + 1, found 3, both 3, of 10: (3 - 1.2) / (3.5 - 1.2).
  expect(rings.adjusted_rand_index).toBeCloseTo(1.8 / 2.3);
});

test("a ring of which too little is flagged, or that lies in a far larger one, is not found although the overlap is whole", async () => {
  // b1 of b1, b2, c5: one of three. R-1 holds a1 and three who are not of its ring.
  writeFileSync(truth, "account_id,ring,kind\na1,one,farm\nb1,two,cell\nb2,two,cell\nc5,two,cell\n");
  const { rings } = await evaluate({ snapshot, truth });
  expect(rings.each).toEqual([
    { ring: "one", habit: "farm", size: 1, in_attack: false, member_count: 1, flagged_count: 1, best_count: 1, overlap_share: 1, found: false },
    { ring: "two", habit: "cell", size: 3, in_attack: false, member_count: 3, flagged_count: 1, best_count: 1, overlap_share: 1, found: false },
  ]);
});

test("habits: members by action, and the precision of the rings that stand for the habit", async () => {
  const { habits } = await evaluate({ snapshot, truth, innocents });
  // R-1 is the farm's: a1, a2, c1 to ban, a3 to challenge. R-2 is the cell's: b1 alone.
  expect(habits.map(({ ban: _ban, any: _any, ...row }) => row)).toEqual([
    { habit: "cell", ring_count: 1, found_ring_count: 1, account_count: 2, watch_count: 0, challenge_count: 0, restrict_count: 1, ban_count: 0 },
    { habit: "farm", ring_count: 1, found_ring_count: 1, account_count: 3, watch_count: 0, challenge_count: 1, restrict_count: 0, ban_count: 2 },
  ]);
  expect(habits[0].ban).toEqual({ recall: 0, precision: null, f1: null, flagged_count: 0, right_count: 0 });
  expect(habits[0].any).toEqual({ recall: 0.5, precision: 1, f1: 2 / 3, flagged_count: 1, right_count: 1 });
  expect(habits[1].ban).toMatchObject({ recall: 2 / 3, precision: 2 / 3, flagged_count: 3, right_count: 2 });
  expect(habits[1].any).toMatchObject({ recall: 1, precision: 3 / 4 });
});

test("rings by size and the attack: who is in the attack's ring counts there, and in no size", async () => {
  writeFileSync(truth, "account_id,ring,kind\na1,one,attack\na2,one,attack\na3,one,hijacked\na4,one,attack\nb1,two,cell\nb2,two,cell\nc2,two,cell\nc3,two,cell\nc4,two,cell\nc5,two,cell\nc6,six,cell\n");
  const { sizes, attack, without_attack } = await evaluate({ snapshot, truth, innocents });
  const none = { watch_count: 0, challenge_count: 0, restrict_count: 0, ban_count: 0 };
  expect(sizes).toEqual([
    { ...none, from_size: 1, to_size: 5, ring_count: 1, found_ring_count: 0, account_count: 1, recall: 0, ban_recall: 0 },
    // b1 of six; c2 is only watched.
    { ...none, from_size: 6, to_size: 20, ring_count: 1, found_ring_count: 0, account_count: 6, watch_count: 1, restrict_count: 1, recall: 1 / 6, ban_recall: 0 },
  ]);
  // a4 is closed: nobody misses it.
  expect(attack).toEqual({
    ...none, account_count: 3, challenge_count: 1, ban_count: 2, recall: 1, ban_recall: 2 / 3,
    by_habit: [{ ...none, habit: "attack", account_count: 2, ban_count: 2 }, { ...none, habit: "hijacked", account_count: 1, challenge_count: 1 }],
  });
  // b1 right, c1 wrong.
  expect(without_attack.any).toEqual({ flagged_count: 2, right_count: 1, open_ring_count: 7, found_open_count: 1, precision: 1 / 2, recall: 1 / 7 });
  expect(without_attack.ban).toMatchObject({ flagged_count: 1, right_count: 0, precision: 0, recall: 0 });
  writeFileSync(truth, "account_id,ring,kind\na1,one,farm\n");
  expect((await evaluate({ snapshot, truth })).attack).toBeNull();
});

test("innocents by kind: every kind is there, two kinds count twice, members of rings are no innocents", async () => {
  writeFileSync(innocents, "account_id,kind\nc1,streamer\nc1,agency\nc2,household\nc3,household\na1,household\nghost,campus\n");
  const found = await evaluate({ snapshot, truth, innocents });
  const none = { watch_count: 0, challenge_count: 0, restrict_count: 0, ban_count: 0, protected_count: 0, flagged_count: 0, per_10000: 0 };
  expect(found.innocents).toEqual([
    { ...none, kind: "agency", account_count: 1, ban_count: 1, protected_count: 1, flagged_count: 1, per_10000: 10_000 },
    { ...none, kind: "streamer", account_count: 1, ban_count: 1, protected_count: 1, flagged_count: 1, per_10000: 10_000 },
    { ...none, kind: "household", account_count: 2, watch_count: 1 },
    { ...none, kind: "ordinary", account_count: 10 },
  ]);
  // Without the list everybody is ordinary.
  expect((await evaluate({ snapshot, truth })).innocents).toEqual([{ ...none, kind: "ordinary", account_count: 13, ban_count: 1, watch_count: 1, protected_count: 1, flagged_count: 1, per_10000: 10_000 / 13 }]);
});

test("a framed victim counts once, however it was framed; a member of a ring is no victim", async () => {
  writeFileSync(innocents, "account_id,kind\nc1,framed_copied\nc1,framed_gifted\nc2,framed_lured\nc3,framed_wifi\nc4,unframed_x\nb1,framed_copied\n");
  expect((await evaluate({ snapshot, truth, innocents })).framed).toEqual({
    account_count: 3, watch_count: 1, challenge_count: 0, restrict_count: 0, ban_count: 1, flagged_count: 1, flagged_share: 1 / 3, ban_share: 1 / 3,
  });
  expect((await evaluate({ snapshot, truth })).framed).toMatchObject({ account_count: 0, flagged_share: null });
});

test("reliability: what was said against what was true, watched accounts too; an edge belongs to the bin above it", async () => {
  const { calibration } = await evaluate({ snapshot, truth });
  // Said .999 .96 .85 .8 of members (a1 a2 a3 b1), .98 and .1 of innocents (c1 c2).
  expect(calibration.bins).toEqual([
    { from: 0.1, to: 0.2, account_count: 1, mean_probability: 0.1, true_share: 0 },
    { from: 0.8, to: 0.9, account_count: 2, mean_probability: 0.825, true_share: 1 },
    { from: 0.95, to: 0.99, account_count: 2, mean_probability: 0.97, true_share: 0.5 },
    { from: 0.99, to: 1, account_count: 1, mean_probability: 0.999, true_share: 1 },
  ].map((bin) => ({ ...bin, to: expect.closeTo(bin.to) as number, mean_probability: expect.closeTo(bin.mean_probability) as number })));
  expect(calibration.account_count).toBe(6);
  expect(calibration.brier_score).toBeCloseTo((0.001 ** 2 + 0.04 ** 2 + 0.15 ** 2 + 0.2 ** 2 + 0.98 ** 2 + 0.1 ** 2) / 6);
  expect(calibration.expected_calibration_error).toBeCloseTo((1 * 0.1 + 2 * 0.175 + 2 * 0.47 + 1 * 0.001) / 6);
  // Rows of before there were probabilities say none.
  expect((await evaluate({ snapshot, truth, run: "first" })).calibration).toEqual({ account_count: 0, bins: [], brier_score: null, expected_calibration_error: null });
});

test("Markdown and JSON are written; nothing from the files is markup there", async () => {
  writeFileSync(truth, 'account_id,ring,kind\na1,one,"<b>|x|`y`\u001b[31m"\n');
  const folder = join(base, "out", "deep");
  const evaluation = await evaluate({ snapshot, truth, innocents });
  const files = writeEvaluation(evaluation, folder);
  expect(files).toEqual([join(folder, "evaluation.md"), join(folder, "evaluation.json")]);
  expect(JSON.parse(readFileSync(files[1], "utf8"))).toEqual(JSON.parse(JSON.stringify(evaluation)));
  const markdown = readFileSync(files[0], "utf8");
  for (const title of ["Accounts", "Rings by habit", "Rings by size", "Innocents by kind", "Probabilities"]) expect(markdown).toContain(`\n## ${title}\n`);
  for (const markup of ["<b>", "`y`", "\u001b"]) expect(markdown).not.toContain(markup);
  // Every line of a table has as many cells as its head.
  const tables = markdown.trim().split("\n\n").filter((part) => part.startsWith("|"));
  expect(tables.length).toBe(5);
  for (const table of tables) expect(new Set(table.split("\n").map((line) => line.split("|").length)).size).toBe(1);
  expect(() => writeEvaluation(evaluation, join(files[0], "no"))).toThrow(expect.objectContaining({ code: "USAGE" }) as Error);
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
  const engine = await DuckDbEngine.open({ path: ":memory:" });
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
