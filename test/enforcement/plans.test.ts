import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { feedRead } from "../../src/enforcement/feed.js";
import { allowAdd, decideAccounts } from "../../src/enforcement/people.js";
import { expireDue, release, undo } from "../../src/enforcement/releases.js";
import { publish } from "../../src/postgres/publish.js";
import { filesIn, textOf } from "../house/files.js";
import { onStock, testServer } from "../postgres-server.js";
import { candidate, day, many, one, openGates, openTown, publicationOf, reviewRing, runOn, type Person, type Town } from "./town.js";

// A stock Postgres compiles a plan that its planner thinks expensive. Once for a large statement that is nothing; for a statement in a trigger, which
// runs once per row, it was 13 minutes of a night.

test("no function switches ways of scanning, joining or compiling off", () => {
  for (const path of filesIn(["sql/postgres/functions", "sql/postgres/publish"], ".sql")) expect([path, /\b(enable_\w+|jit\w*)\b/.exec(textOf(path))]).toEqual([path, null]);
});

test("a transition table is never joined: what the planner thinks of its size is kept from the first call of a session", () => {
  for (const path of filesIn("sql/postgres/functions", ".sql")) expect([path, /\b(new_row|old_row)\b[^;]*\bjoin\s+(new_row|old_row)\b/.exec(textOf(path))]).toEqual([path, null]);
});

const count = 3000;
let server: Awaited<ReturnType<typeof testServer>>;
let town: Town;
beforeAll(async () => void (server = await testServer()));
afterAll(() => server.stop());
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

/** Publishes, approves, releases, reads, undoes and proposes again: every statement that a night and its enforcement run. */
async function everything(): Promise<void> {
  const { owner } = town;
  const timed = (at: number): object => (at % 10 === 0 ? { action: "restrict", expires_at: day(700) } : {});
  // What was kept from a first, tiny one must not be used for the large one.
  await town.night(1, [candidate("first")]);
  await town.approveAll();
  await openGates(owner, town);
  await release(owner, { id: "r0" });
  await undo(owner, { what: "account", subject: "first", id: "u0", reason: "a test" });
  await allowAdd(await town.as("ana"), { kind: "device", value: "kiosk", reason: "a test", expiresAt: null });
  // What the planner knows is of before: no case is approved, none released, nothing lifted.
  const analyze = async (): Promise<void> => void (await owner.query("analyze"));
  await town.night(2, many(count, timed));
  await analyze();
  await town.approveAll();
  await analyze();
  await release(owner, { id: "r1" });
  await analyze();
  await feedRead(owner, 0, 2 * count);
  await expireDue(owner);
  await undo(owner, { what: "run", subject: "N-2", id: "u1", reason: "a test" });
  await town.night(3, many(count, timed));
  await town.night(4, many(count / 2, timed));
}

describe.runIf(onStock)("on a Postgres that compiles", () => {
  test("no statement of publishing, deciding, releasing, undoing or reading the feed is compiled once per row", async () => {
    expect(await one(town.owner, "select current_setting('jit') as jit")).toEqual({ jit: "on" });
    await town.owner.query("create schema statements; create extension pg_stat_statements schema statements");
    await town.owner.query("select statements.pg_stat_statements_reset()");
    await everything();
    const { rows } = await town.owner.query(
      "select left(query, 200) as query, calls::int, jit_emission_count::int as compiled from statements.pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and jit_emission_count > 10",
    );
    expect(rows).toEqual([]);
    const seen = await one(town.owner, "select count(*)::int as n from statements.pg_stat_statements where calls >= $1", [count]);
    // The statements inside of functions are seen: some of them run once per row.
    expect(seen.n).toBeGreaterThan(0);
  }, 400_000);
});

/** A node of a plan as auto_explain writes it: rows are means of its loops. */
interface PlanNode {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Join Filter"?: number;
  Plans?: PlanNode[];
}
/** The most rows that one step of a plan looked at, over all its loops. */
const mostRows = (node: PlanNode): number =>
  Math.max((node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Join Filter"] ?? 0)) * node["Actual Loops"], ...(node.Plans ?? []).map(mostRows));

// A loop in a loop is right for the few rows that the planner expects where it never saw the table, or saw another one.
describe.runIf(onStock).each(["nothing", "a tiny night", "the step before"] as const)("the planner knows %s", (known) => {
  test("no statement goes through the cases once per case", async () => {
    const { owner } = town;
    const name = new URL(town.database.url).pathname.slice(1);
    for (const set of ["session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 20", "auto_explain.log_nested_statements = on", "auto_explain.log_analyze = on", "auto_explain.log_timing = off", "auto_explain.log_format = json", "auto_explain.log_level = notice"]) {
      await owner.query(`alter database "${name}" set ${set}`);
    }
    for (const table of ["ban_candidate", "decision", "feed", "audit", "overturned", "ring_member"]) await owner.query(`alter table ringfence.${table} set (autovacuum_enabled = off)`);
    const seen: { most: number; text: string }[] = [];
    const listening = async (person: Person): Promise<Client> => {
      const client = await town.as(person);
      client.on("notice", ({ message }) => {
        const plan = /plan:\s*(\{[\s\S]*)$/.exec(message ?? "")?.[1];
        if (plan === undefined) return;
        const { "Query Text": text, Plan: node } = JSON.parse(plan) as { "Query Text": string; Plan: PlanNode };
        seen.push({ most: mostRows(node), text: text.slice(0, 300) });
      });
      return client;
    };
    const [night, ana, ben, publisher, appeals] = [await listening("night"), await listening("ana"), await listening("ben"), await listening("publisher"), await listening("appeals")];
    const step = async (work: () => Promise<unknown>): Promise<void> => {
      if (known === "the step before") await owner.query("analyze");
      await work();
    };
    const publishes = (n: number, rows: ReturnType<typeof many>): Promise<void> => step(() => publish(night, { run: runOn(n), decide: () => publicationOf(rows) }));
    await openGates(owner, town);
    await publishes(1, [candidate("first")]);
    if (known === "a tiny night") await owner.query("analyze");
    const weaker = (at: number): Parameters<typeof candidate>[1] => ({ action: "restrict", expires_at: day(700), ring_id: `R-${1000 + Math.floor(at / 8)}` });
    await publishes(2, many(count, weaker));
    // By name: of rings of eight two each.
    await step(() => decideAccounts(ana, many(count, weaker).filter((_, at) => at % 8 < 2).map((row) => row.account_id), "approve", "a test"));
    // Stronger ones take their place; then others come, and these are withdrawn.
    await publishes(3, many(count));
    await publishes(4, many(count).map((row) => ({ ...row, account_id: `b${row.account_id}` })));
    await step(() => reviewRing(ana, "R-1"));
    await step(() => reviewRing(ben, "R-1"));
    await step(() => release(publisher, { id: "r1" }));
    await publishes(5, many(count).map((row) => ({ ...row, account_id: `b${row.account_id}` })));
    await step(() => undo(appeals, { what: "run", subject: "N-4", id: "u1", reason: "a test" }));
    await step(() => expireDue(publisher));
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter(({ most }) => most > 60 * count)).toEqual([]);
  }, 400_000);
});

test("what the planner knew before is no reason for a loop in a loop: each step takes seconds for 17,000 cases", async () => {
  const { owner } = town;
  const seconds = async (work: () => Promise<unknown>): Promise<number> => {
    await owner.query("analyze");
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };
  await openGates(owner, town);
  const took = {
    published: await seconds(() => town.night(1, many(17_000), 1_000_000)), approved: await seconds(() => town.approveAll()),
    released: await seconds(() => release(owner, { id: "r1" })), undone: await seconds(() => undo(owner, { what: "run", subject: "N-1", id: "u1", reason: "a test" })),
  };
  // Each step does about as much per case as the others; a loop in a loop takes ten times as long and more. On a busy machine all take longer.
  expect(Math.max(...Object.values(took)), JSON.stringify(took)).toBeLessThan(8 * Math.min(...Object.values(took)) + 3);
}, 600_000);

test("no statement reads a table once per row, on a session that began with empty tables", async () => {
  const read = async (): Promise<number> => {
    await town.owner.query("select pg_stat_force_next_flush()");
    return Number((await one(town.owner, "select sum(seq_tup_read) as n from pg_stat_user_tables where schemaname = 'ringfence'")).n);
  };
  const before = await read();
  await everything();
  // Linear is some 60 scans of what is there at the end; a scan per row of one table alone is count × count.
  expect((await read()) - before).toBeLessThan((count * count) / 2);
}, 400_000);
