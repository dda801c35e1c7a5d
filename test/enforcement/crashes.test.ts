import { mkdtempSync, readFileSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { asOnlyConsumer, consumeToEnd } from "../../src/enforcement/consume.js";
import { feedAck } from "../../src/enforcement/feed.js";
import { allowAdd, decideAccounts } from "../../src/enforcement/people.js";
import { handOver, toCommand, toDatabase } from "../../src/enforcement/receiver.js";
import { release, undo } from "../../src/enforcement/releases.js";
import { connect } from "../../src/postgres/connect.js";
import { killPoints } from "../../src/postgres/kill-point.js";
import { publish } from "../../src/postgres/publish.js";
import { testServer } from "../postgres-server.js";
import { build, cuttingProxy, victim } from "./cut-off.js";
import { candidate, day, many, one, openGates, openTown, publicationOf, runOn, type Town } from "./town.js";

// Some of these start a process for every point at which it is killed, beside whatever else is going on.
vi.setConfig({ testTimeout: 240_000 });

let server: Awaited<ReturnType<typeof testServer>>;
let town: Town;
let owner: Client;
let home: string;
beforeAll(async () => {
  server = await testServer();
  build();
}, 120_000);
afterAll(() => server.stop());
beforeEach(async () => {
  town = await openTown();
  owner = town.owner;
  home = mkdtempSync(join(tmpdir(), "ringfence-crash-"));
});
afterEach(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});

/** Everything that must be as before or as after; without clocks. */
async function picture(): Promise<string> {
  const parts: unknown[] = [];
  for (const sql of [
    "select run_id, status from ringfence.run order by 1",
    "select account_id, action, state, case_id from ringfence.ban_candidate order by length(case_id), case_id",
    "select seq, effect, account_id, action, case_id, release_id from ringfence.feed order by seq",
    "select release_id, apply_count, lift_count from ringfence.release order by 1",
    "select ring_id, size, status from ringfence.ring order by 1",
    "select count(*) from ringfence.ring_member",
    "select case_id from ringfence.overturned order by 1",
    "select account_id, from_state, to_state from ringfence.audit where subject = 'candidate' order by audit_id",
  ]) parts.push((await owner.query(sql)).rows);
  return JSON.stringify(parts);
}
const pointsOf = (what: string): string[] => killPoints.filter((point) => point.startsWith(`${what}:`));

test("there are at least 20 places to be killed at", () => expect(killPoints.length).toBeGreaterThanOrEqual(20));

test("outside of tests nobody is killed", async () => {
  await town.night(1, many(2));
  expect(await victim([town.database.url, "release", "r1"], "release:begun", "production")).toMatchObject({ killed: false, code: 0 });
});

/** Kills at every point, one after the other, on the same database; then lets it through. */
async function killedEverywhere(what: "publish" | "release" | "undo", args: string[], between?: () => Promise<void>): Promise<void> {
  const before = await picture();
  for (const point of pointsOf(what)) {
    const { killed, err } = await victim([town.database.url, what, ...args], point);
    expect(killed, `${point}: ${err}`).toBe(true);
    await between?.();
    // Only what was committed is seen, and that only where it was killed afterwards.
    if (point.endsWith(":committed")) expect(await picture(), point).not.toBe(before);
    else expect(await picture(), point).toBe(before);
  }
  const after = await picture();
  const { code, err } = await victim([town.database.url, what, ...args]);
  expect(code, err).toBe(0);
  expect(await picture(), "the retry").toBe(after);
}

describe("kill -9 at every named point leaves it as before or as after, and the retry ends in the same state", () => {
  test("publishing", async () => {
    await town.night(1, [...many(5), candidate("gone"), candidate("up", { action: "watch" }), candidate("over", { action: "restrict", expires_at: day(2) })]);
    const candidates = [...many(6), candidate("up")];
    await killedEverywhere("publish", [JSON.stringify({ run: runOn(3), publication: publicationOf(candidates) })]);
    expect((await town.states()).filter((line) => !line.startsWith("a0"))).toEqual(["gone withdrawn", "over expired", "up superseded", "up proposed"]);
  });

  test("releasing, then undoing", async () => {
    await town.night(1, many(9));
    await town.approveAll();
    await openGates(owner, town);
    await killedEverywhere("release", ["r1"]);
    expect(await town.feed()).toHaveLength(9);
    await killedEverywhere("undo", ["u1"]);
    expect(await town.feed()).toHaveLength(18);
  });
});

/** A receiver by the shell that ignores a key it has seen: making a folder is atomic. */
const dedupingCommand = (folder: string): string => `read -r line; key=$(printf %s "$line" | sed 's/^{"key":"\\([^"]*\\)".*/\\1/'); printf '%s\\n' "$key" >> '${folder}/handed'; mkdir "${folder}/$key" 2>/dev/null && printf '%s\\n' "$key" >> '${folder}/applied' || true`;
const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, "utf8").split("\n").filter((line) => line !== "") : []);

describe("a consumer that is killed at every point, and again and again", () => {
  const points = pointsOf("consume").flatMap((point) => (point === "consume:connected" ? [point] : [point, `${point}@2`]));
  /** Before each kill something new to apply, and to lift; afterwards every key in order. */
  const killEverywhere = async (run: (point?: string) => ReturnType<typeof victim>): Promise<string[]> => {
    await town.night(1, many(5 * points.length));
    await town.approveAll();
    await openGates(owner, town);
    for (const [at, point] of points.entries()) {
      await release(owner, { id: `r${at}`, most: 5 });
      if (at % 4 === 1) await undo(owner, { what: "release", subject: `r${at - 1}`, id: `u${at}`, reason: "a test" });
      const { killed, err } = await run(point);
      expect(killed, `${point}: ${err}`).toBe(true);
    }
    expect(await run()).toMatchObject({ code: 0 });
    return (await owner.query<{ key: string }>("select epoch || ':' || seq as key from ringfence.feed order by seq")).rows.map((row) => row.key);
  };

  test("into a database: each effect exactly once", async () => {
    const keys = await killEverywhere((point) => victim([town.database.url, "consume", town.database.url], point));
    expect((await owner.query<{ key: string }>("select epoch || ':' || seq as key from ringfence_applied_feed order by seq")).rows.map((row) => row.key)).toEqual(keys);
    expect(await one(owner, "select seq::int from ringfence.feed_consumer")).toEqual({ seq: keys.length });
  });

  test("into a command: each effect at least once and in order, exactly once where the receiver ignores a key it has seen", async () => {
    const keys = await killEverywhere((point) => victim([town.database.url, "consume", "-", home, dedupingCommand(home)], point));
    expect(linesOf(join(home, "applied"))).toEqual(keys);
    const handed = linesOf(join(home, "handed"));
    expect(handed.length).toBeGreaterThan(keys.length);
    // A key comes again only right after itself.
    expect(handed.filter((key, at) => key !== handed[at - 1])).toEqual(keys);
  });
});

describe("the reply to a request is dropped, at every request: one effect", () => {
  /** Runs `work` with every request's reply dropped in turn, each time again directly, and gives how many requests there were. */
  async function droppedEverywhere(work: (client: Client, round: number) => Promise<unknown>): Promise<number> {
    for (let cutAt = 1; ; cutAt++) {
      const proxy = await cuttingProxy(town.database.url, cutAt);
      let cut = false;
      try {
        const client = await connect(proxy.url, "cut off");
        await work(client, cutAt).catch(() => (cut = true));
        await client.end().catch(() => {});
      } catch {
        // Cut while connecting.
        cut = true;
      }
      await proxy.close();
      await work(owner, cutAt);
      if (!cut) return cutAt - 1;
    }
  }

  test("deciding", async () => {
    await town.night(1, many(2, () => ({ action: "watch" })));
    expect(await droppedEverywhere((client) => decideAccounts(client, many(2).map((row) => row.account_id), "approve", "seen"))).toBeGreaterThanOrEqual(3);
    expect(await one(owner, "select count(*)::int as n from ringfence.decision")).toEqual({ n: 2 });
  });

  test("releasing", async () => {
    await town.night(1, many(3));
    await town.approveAll();
    await openGates(owner, town);
    expect(await droppedEverywhere((client) => release(client, { id: "r1" }))).toBeGreaterThanOrEqual(4);
    expect(await town.feed()).toHaveLength(3);
  });

  test("releasing, a fresh release each time", async () => {
    await town.night(1, many(40));
    await town.approveAll();
    await openGates(owner, town);
    expect(await droppedEverywhere((client, round) => release(client, { id: `r${round}`, most: 1 }))).toBeGreaterThanOrEqual(4);
    const ids = await one(owner, "select count(*)::int as releases, (select count(*)::int from ringfence.feed) as rows from ringfence.release");
    expect(ids.rows).toBe(ids.releases);
  });

  test("undoing", async () => {
    await town.night(1, many(3));
    await town.approveAll();
    await openGates(owner, town);
    await release(owner, { id: "r1" });
    await droppedEverywhere((client) => undo(client, { what: "ring", subject: "R-1", id: "u1", reason: "wrong" }));
    expect(await town.feed()).toHaveLength(6);
    expect(await one(owner, "select count(*)::int as n from ringfence.overturned")).toEqual({ n: 3 });
  });

  test("publishing", async () => {
    const rounds = await droppedEverywhere((client, round) => publish(client, { run: runOn(round), decide: () => publicationOf([candidate(`p${round}`)]) }));
    expect(rounds).toBeGreaterThanOrEqual(20);
    // Each night proposed its one account once, and withdrew that of the night before.
    expect(await town.states()).toEqual(Array.from({ length: rounds + 1 }, (_, at) => `p${at + 1} ${at === rounds ? "proposed" : "withdrawn"}`));
  });

  test("the allow-list, and acknowledging", async () => {
    await droppedEverywhere(async (client) => {
      await allowAdd(client, { kind: "account", value: "ann", reason: "known", expiresAt: null });
      await feedAck(client, "bans", 0);
    });
    expect(await one(owner, "select count(*)::int as n from ringfence.allow_list")).toEqual({ n: 1 });
    expect(await one(owner, "select count(*)::int as n from ringfence.feed_consumer")).toEqual({ n: 1 });
  });

  test("applying the feed in a database", async () => {
    await town.night(1, many(10));
    await town.approveAll();
    await openGates(owner, town);
    await release(owner, { id: "r1" });
    for (let cutAt = 1; ; cutAt++) {
      const proxy = await cuttingProxy(town.database.url, cutAt);
      let cut = false;
      try {
        const target = await connect(proxy.url, "cut off");
        const receiver = await toDatabase(target, "bans");
        await consumeToEnd({ client: owner, consumer: "bans", receiver, batch: 4 });
        await receiver.close();
      } catch {
        cut = true;
      }
      await proxy.close();
      if (!cut) break;
    }
    const receiver = await toDatabase(await connect(town.database.url, "whole"), "bans");
    await consumeToEnd({ client: owner, consumer: "bans", receiver, batch: 4 });
    await receiver.close();
    expect((await owner.query("select seq::int from ringfence_applied_feed order by seq")).rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

/** A signal that nobody gives. */
const going = new AbortController().signal;

describe("a consumer halts", () => {
  const nothing = async (): Promise<void> => {};
  const consume = async (more: { acceptEpoch?: string } = {}): Promise<number> => {
    const receiver = handOver(join(home, "c.journal"), nothing, going);
    try {
      return (await consumeToEnd({ client: owner, consumer: "c", receiver, batch: 3, ...more })).applied;
    } finally {
      await receiver.close();
    }
  };
  beforeEach(async () => {
    await town.night(1, many(10));
    await town.approveAll();
    await openGates(owner, town);
    await release(owner, { id: "r1", most: 5 });
    expect(await consume()).toBe(5);
    expect(await consume()).toBe(0);
  });

  test("in another epoch, until a person accepts it", async () => {
    const { new_epoch: epoch } = (await one(owner, "select ringfence.new_epoch('restored')")) as { new_epoch: string };
    await release(owner, { id: "r2" });
    await expect(consume()).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining(`--accept-epoch ${epoch}`) });
    await expect(consume({ acceptEpoch: "00000000-0000-0000-0000-000000000000" })).rejects.toMatchObject({ code: "GUARDRAIL" });
    expect(await consume({ acceptEpoch: epoch })).toBe(5);
    expect(await consume()).toBe(0);
    // Who begins now reads both.
    const fresh = handOver(join(home, "d.journal"), nothing, going);
    expect((await consumeToEnd({ client: owner, consumer: "d", receiver: fresh, batch: 3 })).applied).toBe(10);
    await fresh.close();
  });

  test("where the database was restored and nobody said so: its last row is not there, or is another", async () => {
    const position = JSON.parse(linesOf(join(home, "c.journal")).at(-1)!).done as { epoch: string; seq: number; hash: string };
    const put = (done: object): void => writeFileSync(join(home, "c.journal"), `${JSON.stringify({ done })}\n`);
    put({ ...position, seq: 7 });
    await expect(consume()).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining("row 7 was applied already") });
    put({ ...position, hash: "f".repeat(64) });
    await expect(consume()).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining("row 5 is not the one") });
    put(position);
    expect(await consume()).toBe(0);
  });

  test("after a restore that lost rows which were applied: a person accepts, and what came instead is applied", async () => {
    await release(owner, { id: "r2", most: 3 });
    const receiver = await toDatabase(await connect(town.database.url, "target"), "c");
    expect((await consumeToEnd({ client: owner, consumer: "c", receiver, batch: 3 })).applied).toBe(8);
    // What a restore of the backup before r2 does: the rows after 5 never were.
    await owner.query("alter table ringfence.feed disable trigger user; alter table ringfence.feed_head disable trigger user");
    await owner.query("delete from ringfence.feed where seq > 5; update ringfence.feed_head set last_seq = 5, last_hash = (select hash from ringfence.feed where seq = 5)");
    for (const trigger of ["append_only", "guard_feed"]) await owner.query(`alter table ringfence.feed enable always trigger ${trigger}`);
    for (const trigger of ["guard_feed_head", "keep_feed_head"]) await owner.query(`alter table ringfence.feed_head enable always trigger ${trigger}`);
    await expect(consumeToEnd({ client: owner, consumer: "c", receiver, batch: 3 })).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining("ends at row 5, and row 8 was applied already") });
    const { new_epoch: epoch } = (await one(owner, "select ringfence.new_epoch('restored')")) as { new_epoch: string };
    await release(owner, { id: "r3" });
    await expect(consumeToEnd({ client: owner, consumer: "c", receiver, batch: 3 })).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining("went up to row 5") });
    expect((await consumeToEnd({ client: owner, consumer: "c", receiver, batch: 3, acceptEpoch: epoch })).seq).toBe(7);
    expect((await owner.query("select seq::int from ringfence_applied_feed where epoch = $1 order by 1", [epoch])).rows.map((row) => row.seq)).toEqual([6, 7]);
    await receiver.close();
  });

  test("where somebody who may alter the tables changed the feed", async () => {
    await owner.query("alter table ringfence.feed disable trigger append_only");
    await release(owner, { id: "r2" });
    await owner.query("update ringfence.feed set account_id = 'somebody-else' where seq = 8");
    await expect(consume()).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining("row 8 is not what its hash says") });
    expect((await owner.query("select seq::int from ringfence.feed_consumer")).rows).toEqual([{ seq: 5 }]);
  });

  test("where another of its name runs", async () => {
    const { url } = town.database;
    await asOnlyConsumer(url, "c", async () => {
      await expect(asOnlyConsumer(url, "c", async () => {})).rejects.toMatchObject({ code: "LOCKED" });
      await asOnlyConsumer(url, "other", async () => {});
    });
  });

  test("where its journal is damaged; a line that was cut off is no damage", async () => {
    const file = join(home, "c.journal");
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, `${whole}{"done":{"ep`);
    expect(await consume()).toBe(0);
    writeFileSync(file, `what?\n${whole}`);
    await expect(consume()).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining("Line 1") });
  });

  test("where the command fails, and goes on with the same row", async () => {
    await release(owner, { id: "r2" });
    const receiver = handOver(join(home, "c.journal"), toCommand(`read -r line; printf '%s\\n' "$line" >> '${home}/seen'; test -e '${home}/mended'`, () => {}), going);
    await expect(consumeToEnd({ client: owner, consumer: "c", receiver, batch: 3 })).rejects.toMatchObject({ code: "UNEXPECTED", message: expect.stringContaining("row 6") });
    await receiver.close();
    writeFileSync(join(home, "mended"), "");
    const again = handOver(join(home, "c.journal"), toCommand(`read -r line; printf '%s\\n' "$line" >> '${home}/seen'`, () => {}), going);
    await consumeToEnd({ client: owner, consumer: "c", receiver: again, batch: 3 });
    await again.close();
    expect(linesOf(join(home, "seen")).map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([6, 6, 7, 8, 9, 10]);
  });
});
