import { setImmediate as turn } from "node:timers/promises";
import type { Client } from "pg";
import { feedRead, verifyFeed, noHash, type FeedRow } from "../../src/enforcement/feed.js";
import { seededRandom } from "../../src/graph/random.js";
import { connect } from "../../src/postgres/connect.js";
import { many, openGates, openTown, type Town } from "./town.js";

/** What a storm of writers came to. */
export interface StormResult {
  /** Transactions that committed, and that were rolled back on purpose. */
  committed: number;
  rolledBack: number;
  /** Rows committed to the feed, and what its reader made of them. */
  rows: number;
  lost: number;
  repeated: number;
  gaps: number;
  /** The control at the same time: rows numbered by a sequence, read at `id > cursor`. */
  controlRows: number;
  controlLost: number;
  seconds: number;
}

/**
 * Writers release one case each, over and over, a tenth of them rolled back, while as many others write into a table numbered by a sequence, as
 * anybody would at first. Two readers poll: one the feed, one that table.
 * @param until asked before every transaction, with its number
 */
export async function storm(options: { writers: number; casesPerWriter: number; until: (round: number) => boolean; now: () => number }): Promise<StormResult> {
  const { writers, casesPerWriter, until, now } = options;
  const town = await openTown();
  try {
    await town.night(1, many(writers * casesPerWriter, (at) => ({ ring_id: `R-${1 + (at % writers)}` })), 10_000_000);
    await town.approveAll();
    await openGates(town.owner, town, "release_cap => 1000000000, release_cap_share => 1, day_cap => 1000000000, day_cap_share => 1");
    await town.owner.query("create table control (id bigserial primary key, writer integer not null)");
    await town.owner.query("analyze");
    const start = now();
    const clients = await Promise.all(Array.from({ length: 2 * writers }, (_, at) => connect(town.database.url, `writer ${at}`)));
    let writing = true;
    const feed: FeedRow[] = [];
    const control: number[] = [];
    const readers = [readFeed(town, () => writing, feed), readControl(town, () => writing, control)];
    const controls = Promise.all(clients.slice(writers).map((client, at) => writeControl(client, at, until)));
    const counts = await Promise.all(clients.slice(0, writers).map((client, at) => write(client, at, until)));
    await controls;
    writing = false;
    await Promise.all(readers);
    const seconds = (now() - start) / 1000;
    await Promise.all(clients.map((client) => client.end()));
    // What is there at the end, read at once: the truth for both.
    const all: FeedRow[] = [];
    for (;;) {
      const more = await feedRead(town.owner, all.length, 100_000);
      all.push(...more);
      if (more.length === 0) break;
    }
    verifyFeed(feed, { seq: 0, hash: noHash });
    const read = new Set(feed.map((row) => row.seq));
    const { rows: controlTruth } = await town.owner.query<{ id: string }>("select id from control");
    const controlRead = new Set(control);
    return {
      committed: counts.reduce((sum, count) => sum + count.committed, 0),
      rolledBack: counts.reduce((sum, count) => sum + count.rolledBack, 0),
      rows: all.length,
      lost: all.filter((row) => !read.has(row.seq)).length,
      repeated: feed.length - read.size,
      gaps: all.filter((row, at) => row.seq !== at + 1).length,
      controlRows: controlTruth.length,
      controlLost: controlTruth.filter((row) => !controlRead.has(Number(row.id))).length,
      seconds,
    };
  } finally {
    await town.close();
  }
}

async function write(client: Client, writer: number, until: (round: number) => boolean): Promise<{ committed: number; rolledBack: number }> {
  const random = seededRandom(writer + 1);
  const count = { committed: 0, rolledBack: 0 };
  for (let round = 0; until(round); round++) {
    await client.query("begin");
    await client.query("select ringfence.release($1, ring => $2, most => 1)", [`w${writer}-${round}`, `R-${writer + 1}`]);
    const back = random() < 0.1;
    await client.query(back ? "rollback" : "commit");
    count[back ? "rolledBack" : "committed"]++;
  }
  return count;
}

/** Draws a number, has something else to do for a moment or not, commits. */
async function writeControl(client: Client, writer: number, until: (round: number) => boolean): Promise<void> {
  const random = seededRandom(1000 + writer);
  for (let round = 0; until(round); round++) {
    await client.query("begin");
    await client.query("insert into control (writer) values ($1)", [writer]);
    for (let more = Math.floor(random() * 4); more > 0; more--) await client.query("select 1");
    await client.query(random() < 0.1 ? "rollback" : "commit");
  }
}

async function readFeed(town: Town, writing: () => boolean, into: FeedRow[]): Promise<void> {
  const client = await town.as("enforcer");
  for (let last = false; ; ) {
    const rows = await feedRead(client, into[into.length - 1]?.seq ?? 0, 1000);
    into.push(...rows);
    if (rows.length === 0) {
      if (last) return;
      last = !writing();
    }
    await turn();
  }
}

async function readControl(town: Town, writing: () => boolean, into: number[]): Promise<void> {
  const client = await connect(town.database.url, "control reader");
  let cursor = 0;
  for (let last = false; ; ) {
    const { rows } = await client.query<{ id: string }>("select id from control where id > $1 order by id limit 1000", [cursor]);
    into.push(...rows.map((row) => Number(row.id)));
    cursor = into[into.length - 1] ?? 0;
    if (rows.length === 0) {
      if (last) break;
      last = !writing();
    }
    await turn();
  }
  await client.end();
}
