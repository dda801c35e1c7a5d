import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { connect } from "../../src/postgres/connect.js";
import { baselineSql } from "../baselines/baseline.js";
import { withHouse } from "./measure-world.js";

/** Public data is read from beside the checkout where it is; what needs it is left out elsewhere. */
const folder = join(packageFolder, "..", "shared", "data", "coortweet");
export const haveRealData = existsSync(folder);

/** A published data set: how its rows become shares, and the co-action network that CooRTweet publishes for it. */
export interface RealSet {
  name: string;
  /** Objects that are looked at apart; their networks are joined. Each is a SELECT's file and its column. */
  objects: readonly string[];
  windowMs: number;
  leastParticipation: number;
  published: { accounts: number; edges: number };
}

const russian = { name: "Russian coordinated posts (2021)", objects: ["russian"], windowMs: 60_000, leastParticipation: 2 };
const german = { windowMs: 30_000, leastParticipation: 2 };

/** The networks that the package publishes. */
export const realSets: readonly RealSet[] = [
  { ...russian, published: { accounts: 2110, edges: 3721 } },
  { name: "German election posts (2021), links", objects: ["german_url"], ...german, published: { accounts: 506, edges: 1453 } },
  { name: "German election posts (2021), images", objects: ["german_image"], ...german, published: { accounts: 214, edges: 337 } },
  { name: "German election posts (2021), links and images", objects: ["german_url", "german_image"], ...german, published: { accounts: 671, edges: 1732 } },
];

const fileOf = (object: string): string => join(folder, object.startsWith("russian") ? "russian_coord_tweets.csv.gz" : "german_elections.csv.gz");

/** The co-action network of a set by the package's rules: the weight of each pair of accounts, `account other`. */
export async function coActionNetwork(set: RealSet): Promise<{ accounts: Set<string>; edges: Map<string, number> }> {
  const edges = new Map<string, number>();
  const accounts = new Set<string>();
  for (const object of set.objects) {
    const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "1GB" });
    try {
      await engine.run(baselineSql(`real/${object}.sql`), { file: fileOf(object) });
      await engine.run(baselineSql("co_action/kept.sql"), { least_rows: set.leastParticipation });
      await engine.run(baselineSql("co_action/pair.sql"), { window_ms: set.windowMs, slot_cap: null });
      for (const row of await engine.rows(baselineSql("co_action/edge.sql"), { least_participation: set.leastParticipation })) {
        const pair = `${String(row.account)} ${String(row.other)}`;
        edges.set(pair, (edges.get(pair) ?? 0) + Number(row.weight));
        accounts.add(String(row.account)).add(String(row.other));
      }
    } finally {
      engine.close();
    }
  }
  return { accounts, edges };
}

/** What the nights found on a public set. */
export interface RealResult {
  name: string;
  accounts: number;
  rows: number;
  nights: number;
  rings: number;
  /** Groups that were linked and left alone, summed over the nights. */
  linked_groups: number;
  /** Accounts by the strongest action that any night proposed. */
  watch: number;
  challenge: number;
  restrict: number;
  ban: number;
  /** Accounts of the published network, and how many of them were flagged (challenge, restrict, ban). */
  published: number;
  flagged_of_published: number;
  seconds: number;
}

/** The two sets as a source of (account, target, time) and nothing else. */
export const realSources: readonly { name: string; people: string; objects: readonly string[]; network: RealSet }[] = [
  { name: russian.name, people: "russian_account", objects: ["russian"], network: realSets[0] },
  { name: "German election posts (2021), links, images, hashtags and domains", people: "german_account", objects: ["german_url", "german_image", "german_hashtag", "german_domain"], network: realSets[3] },
];

/**
 * Runs a night at the end of each week of a set, over the accounts and shares that were there by then, and counts what was ever proposed.
 * @param only only the nights at these positions (from 0); default all
 */
export async function nightsOn(workFolder: string, source: (typeof realSources)[number], only?: readonly number[]): Promise<RealResult> {
  const from = Date.now();
  const files = await asSource(source);
  try {
    const { first, last, accounts, rows } = files;
    const dayMs = 86_400_000;
    const start = first - (first % dayMs);
    const asOf = Array.from({ length: Math.ceil((last + 1 - start) / (7 * dayMs)) }, (_, week) => start + (week + 1) * 7 * dayMs).filter((_, week) => only === undefined || only.includes(week));
    const { accounts: published } = await coActionNetwork(source.network);
    return await withHouse(workFolder, "real", async (house) => {
      await house.load(files.folder);
      let linked = 0;
      for (const moment of asOf) linked += (await house.night(moment)).counts.linked_groups;
      const client = await connect(house.url, "ringfence evaluate");
      try {
        const { rows: rings } = await client.query<{ n: number }>("select count(*)::int as n from ringfence.ring");
        const { rows: proposed } = await client.query<{ account_id: string; place: number }>(
          "select account_id, max(array_position(array['watch', 'challenge', 'restrict', 'ban'], action)) as place from ringfence.ban_candidate group by account_id",
        );
        const count = (place: number): number => proposed.filter((row) => row.place === place).length;
        return {
          name: source.name, accounts, rows, nights: asOf.length, rings: rings[0].n, linked_groups: linked, watch: count(1), challenge: count(2), restrict: count(3), ban: count(4),
          published: published.size, flagged_of_published: proposed.filter((row) => row.place > 1 && published.has(row.account_id)).length, seconds: (Date.now() - from) / 1000,
        };
      } finally {
        await client.end();
      }
    });
  } finally {
    rmSync(files.folder, { recursive: true, force: true });
  }
}

/** A set as the files that `ringfence load` takes: its accounts, no logins, its shares as actions. */
async function asSource({ people, objects }: (typeof realSources)[number]): Promise<{ folder: string; first: number; last: number; accounts: number; rows: number }> {
  const out = mkdtempSync(join(tmpdir(), "ringfence-real-"));
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "1GB" });
  try {
    await engine.run("create table act (account_id varchar, action varchar, target_id varchar, acted_at timestamptz)");
    for (const object of objects) {
      await engine.run(baselineSql(`real/${object}.sql`), { file: fileOf(object) });
      await engine.run(`insert into act select distinct account, '${object.replace(/.*_/, "share_")}', object, make_timestamptz(at_ms * 1000) from share`);
      await engine.run("drop table share");
    }
    await engine.run(`create table person as ${baselineSql(`real/${people}.sql`)}`, { file: fileOf(people) });
    const to = (name: string): string => `'${join(out, `${name}.parquet`)}' (format parquet)`;
    mkdirSync(out, { recursive: true });
    // When they were created is not known: long before any look-back.
    await engine.run(`copy (select account_id, timestamptz '2019-01-01 00:00:00+00' as created_at, false as protected, cast(null as timestamptz) as closed_at from person order by account_id) to ${to("accounts")}`);
    await engine.run(`copy (select * from act order by acted_at, account_id, action, target_id) to ${to("actions")}`);
    writeFileSync(join(out, "logins.csv"), "account_id,device_id,ip,logged_in_at\n");
    const [row] = await engine.rows("select epoch_ms(min(acted_at)) as first, epoch_ms(max(acted_at)) as last, (select count(*) from person) as accounts, count(*) as n from act");
    return { folder: out, first: Number(row.first), last: Number(row.last), accounts: Number(row.accounts), rows: Number(row.n) };
  } finally {
    engine.close();
  }
}
