import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { release, undo } from "../../src/enforcement/releases.js";
import { candidate, day, many, one, openGates, openTown, type Town } from "./town.js";

const runs = (program: string, ...args: string[]): boolean => spawnSync(program, args, { stdio: "ignore" }).status === 0;
const python = ["/usr/bin/python3", "python3"].find((program) => runs(program, "-c", "import psycopg2"));
const psql = runs("psql", "--version");
const sample = (name: string): string => join(packageFolder, "docs", "consumers", name);
const hostile = ["a'b\"c", "tab\there", "line\nbreak", "back\\slash", "🦊", "$(touch never)", "{a,b}"];

let town: Town;
let home: string;
let feedUrl: string;
beforeAll(async () => {
  if (python === undefined) console.warn("There is no Python with psycopg2 here (apt-get install python3-psycopg2): docs/consumers/consume.py was not run.");
  if (!psql) console.warn("There is no psql here (apt-get install postgresql-client): docs/consumers/consume.sh was not run.");
  town = await openTown();
  home = mkdtempSync(join(tmpdir(), "ringfence-samples-"));
  await town.owner.query("do $$ begin create role ringfence_test_sample; exception when duplicate_object or unique_violation then null; end $$");
  await town.owner.query("alter role ringfence_test_sample login password 'made-up'");
  await town.owner.query("grant ringfence_enforcer to ringfence_test_sample");
  const url = new URL(town.database.url);
  [url.username, url.password] = ["ringfence_test_sample", "made-up"];
  feedUrl = url.href;
  await town.night(1, [...hostile.map((id) => candidate(id)), candidate("timed", { action: "restrict", expires_at: day(700) }), ...many(12)]);
  await town.approveAll();
  await openGates(town.owner, town);
  await release(town.owner, { id: "r1" });
});
afterAll(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});

function consume(program: string, args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: home, env: { ...process.env, FEED_URL: feedUrl, APP_URL: town.database.url, ...env } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (out += text.toString()));
    child.stderr.on("data", (text: Buffer) => (err += text.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
/** Undoes while a night keeps the lock on cases: the lift is told ahead of its row. @returns ends the night */
async function undoneAhead(account: string, id: string): Promise<() => Promise<unknown>> {
  const night = await town.as("night");
  await night.query("begin; select ringfence.lock_cases()");
  expect(await undo(town.owner, { what: "account", subject: account, id, reason: "a test" })).toMatchObject({ outcome: "ahead", lifted: 1 });
  return () => night.query("rollback");
}
const acked = async (consumer: string): Promise<number> => Number((await one(town.owner, "select seq from ringfence.feed_consumer where consumer = $1", [consumer])).seq);
const inForce = async (): Promise<string[]> => (await town.owner.query<{ account_id: string }>("select account_id from ringfence.ban_candidate where state = 'released' order by account_id collate \"C\"")).rows.map((row) => row.account_id);

describe.runIf(python !== undefined)("docs/consumers/consume.py", () => {
  const run = (): ReturnType<typeof consume> => consume(python!, [sample("consume.py")]);
  const held = async (): Promise<string[]> => (await town.owner.query<{ account_id: string }>("select account_id from in_force order by account_id collate \"C\"")).rows.map((row) => row.account_id);

  test("applies and lifts each effect once, goes on where it was, acknowledges", async () => {
    expect(await run()).toMatchObject({ code: 0, err: "", out: "20 effects applied, up to row 20.\n" });
    expect(await held()).toEqual(await inForce());
    expect(await run()).toMatchObject({ code: 0, out: "0 effects applied, up to row 20.\n" });
    await undo(town.owner, { what: "account", subject: hostile[2], id: "u-python", reason: "a test" });
    expect(await run()).toMatchObject({ code: 0, out: "1 effects applied, up to row 21.\n" });
    expect(await held()).toEqual(await inForce());
    expect(await acked("sample-python")).toBe(21);
  });

  test("lifts ahead of the row, which follows", async () => {
    const ends = await undoneAhead(hostile[0], "u-python-ahead");
    const before = await held();
    expect(await run()).toMatchObject({ code: 0, err: "", out: "0 effects applied, up to row 21.\n" });
    expect(await held()).toEqual(before.filter((account) => account !== hostile[0]));
    await ends();
    expect(await undo(town.owner, { what: "account", subject: hostile[0], id: "u-python-ahead", reason: "a test" })).toMatchObject({ outcome: "already", lifted: 1 });
    expect(await run()).toMatchObject({ code: 0, out: "1 effects applied, up to row 22.\n" });
    expect(await held()).toEqual(await inForce());
  });

  test("halts where what it applied is not in the feed any more", async () => {
    await town.owner.query("update feed_position set hash = repeat('f', 64)");
    expect(await run()).toMatchObject({ code: 1, err: expect.stringContaining("was restored") });
  });
});

describe.runIf(psql)("docs/consumers/consume.sh", () => {
  const run = (...command: string[]): ReturnType<typeof consume> => consume("bash", [sample("consume.sh"), "position", ...command]);
  const seen = (): { key: string; line: { seq: number; account_id: string } }[] =>
    readFileSync(join(home, "seen"), "utf8").trim().split("\n").map((text) => ({ key: text.slice(0, text.indexOf(" ")), line: JSON.parse(text.slice(text.indexOf(" ") + 1)) as { seq: number; account_id: string } }));
  beforeAll(() => {
    writeFileSync(join(home, "take"), `#!/bin/bash\nread -r line\n[ "$EFFECT_KEY" != "\${FAIL_AT:-}" ] || exit 9\nprintf '%s %s\\n' "$EFFECT_KEY" "$line" >> seen\n`);
    chmodSync(join(home, "take"), 0o755);
  });

  test("hands each effect over in order, under its key, whatever the ids; goes on after a failure; acknowledges", async () => {
    const { epoch } = await one(town.owner, "select epoch from ringfence.feed_head");
    expect(await consume("bash", [sample("consume.sh"), "position", "./take"], { FAIL_AT: `${String(epoch)}:6` })).toMatchObject({ code: 9 });
    expect(seen().map(({ line }) => line.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await run("./take")).toEqual({ code: 0, out: "", err: "" });
    const feed = (await town.owner.query<{ seq: string; account_id: string }>("select seq, account_id from ringfence.feed order by seq")).rows;
    expect(seen().map(({ key, line }) => [key, line.account_id])).toEqual(feed.map(({ seq, account_id }) => [`${String(epoch)}:${seq}`, account_id]));
    expect(await acked("sample-bash")).toBe(feed.length);
    expect(existsSync(join(home, "never"))).toBe(false);
  });

  test("hands over a lift ahead of its row, under a key of its own", async () => {
    const ends = await undoneAhead(hostile[1], "u-bash-ahead");
    const { epoch, case_id } = await one(town.owner, "select epoch, case_id from ringfence.feed where account_id = $1", [hostile[1]]);
    expect(await run("./take")).toEqual({ code: 0, out: "", err: "" });
    expect(seen().at(-1)).toEqual({ key: `${String(epoch)}:ahead:${String(case_id)}`, line: expect.objectContaining({ seq: null, effect: "lift", account_id: hostile[1], case_id }) });
    await ends();
  });

  test("halts in another epoch, and where a row was changed", async () => {
    const position = readFileSync(join(home, "position"), "utf8").split(" ");
    writeFileSync(join(home, "position"), `00000000-0000-0000-0000-000000000000 ${position[1]} ${position[2]}`);
    expect(await run("./take")).toMatchObject({ code: 5, err: expect.stringContaining("was restored") });
    rmSync(join(home, "position"));
    await town.owner.query("alter table ringfence.feed disable trigger append_only; update ringfence.feed set account_id = 'other' where seq = 3; alter table ringfence.feed enable always trigger append_only");
    rmSync(join(home, "seen"));
    expect(await run("./take")).toMatchObject({ code: 5, err: expect.stringContaining("Row 3 does not follow") });
    expect(seen().map(({ line }) => line.seq)).toEqual([1, 2]);
  });
});
