import type { Engine, Params } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { kindNames, kindNumber, kindSpec, lookBackMs, type TraceKind } from "../traces/registry.js";
import { sqlFile } from "../engine/sql-file.js";
import type { EdgeList } from "../graph/edge-list.js";
import { holdingsFrom, type Holdings } from "../rings/holdings.js";

/** What the taste of two accounts, or their network, may add to an edge, bits: enough to lift a pair that also shares something else, never enough alone. */
const weakCapBits = 8;

/** From when on a run needs each feed, ms: the longest look-back of the kinds that read it. Extract and staging use the same. */
export const feedFromMs = (asOfMs: number): { login: number; action: number } => ({
  login: asOfMs - lookBackMs("device", "subnet", "ip"),
  action: asOfMs - lookBackMs("engagement", "timing"),
});

/**
 * Staging: from the extract's CSV files to typed, canonical, deduplicated tables and the counts of what was left out.
 * @param keyPrefix what a keyed hash begins with, where the extract was made with a privacy key
 * @param futureMs from when on times of actions and logins are of the future
 */
export async function stage(engine: Engine, files: { account: string; login: string; action: string }, asOfMs: number, keyPrefix = "", futureMs: number = plausibleTime.latest_ms): Promise<{ fingerprint: string }> {
  await engine.runFile("duckdb/stage/create_quarantine.sql");
  await engine.runFile("duckdb/stage/raw_account.sql", { file: files.account });
  await engine.runFile("duckdb/stage/raw_login.sql", { file: files.login });
  await engine.runFile("duckdb/stage/raw_action.sql", { file: files.action });
  const [row] = await engine.rows(sqlFile("duckdb/stage/fingerprint.sql"));
  const from = feedFromMs(asOfMs);
  const params: Params = { as_of_ms: asOfMs, ...plausibleTime };
  const loginParams = { ...params, latest_ms: futureMs, from_ms: from.login, key_prefix: keyPrefix };
  const actionParams = { ...params, latest_ms: futureMs, from_ms: from.action };
  for (const file of ["account_ruled", "account", "account_quarantine", "odd_account"]) await engine.runFile(`duckdb/stage/${file}.sql`, params);
  for (const table of ["raw_account", "account_ruled"]) await engine.run(`drop table ${table}`);
  for (const file of ["device", "address", "login_ruled", "odd_login"]) await engine.runFile(`duckdb/stage/${file}.sql`, loginParams);
  for (const table of ["raw_login", "device", "address"]) await engine.run(`drop table ${table}`);
  for (const file of ["login", "login_untimed", "login_quarantine"]) await engine.runFile(`duckdb/stage/${file}.sql`, loginParams);
  await engine.run("drop table login_ruled");
  for (const file of ["action_ruled", "odd_action"]) await engine.runFile(`duckdb/stage/${file}.sql`, actionParams);
  await engine.run("drop table raw_action");
  for (const file of ["action", "action_untimed", "action_quarantine"]) await engine.runFile(`duckdb/stage/${file}.sql`, actionParams);
  await engine.run("drop table action_ruled");
  return { fingerprint: String(row.fingerprint) };
}

/** Traces of every kind but the late ones, and from them the shared keys with their chances, and who holds them. */
export async function trace(engine: Engine, asOfMs: number, population: number): Promise<void> {
  await engine.runFile("graph/create_key.sql");
  await engine.runFile("graph/create_holding.sql");
  await traceKindsOf(engine, asOfMs, population, kindNames.filter((kind) => kindSpec(kind).late !== true));
}

/** Traces of the kinds that read what the searches for groups left. */
export const traceLate = (engine: Engine, asOfMs: number, population: number): Promise<void> =>
  traceKindsOf(engine, asOfMs, population, kindNames.filter((kind) => kindSpec(kind).late === true));

async function traceKindsOf(engine: Engine, asOfMs: number, population: number, kinds: readonly TraceKind[]): Promise<void> {
  for (const kind of kinds) {
    const spec = kindSpec(kind);
    const params: Params = {
      ...spec.params,
      from_ms: asOfMs - lookBackMs(kind),
      to_ms: asOfMs,
      account_count: population,
      kind_no: kindNumber(kind),
      given_no: spec.given === undefined ? -1 : kindNumber(spec.given as TraceKind),
      source_kind_no: spec.sourcesOf === undefined ? -1 : kindNumber(spec.sourcesOf as TraceKind),
      proposes: spec.proposes === false ? 0 : 1,
      key_base: await engine.number("select count(*) from key"),
      source_base: await engine.number("select coalesce(max(source_no) + 1, 0) from key"),
    };
    await engine.run(`create table trace as ${sqlFile(`traces/${kind}.sql`)}`, params, `traces/${kind}.sql`);
    await engine.runFile("graph/counted.sql", params);
    await engine.runFile(`graph/usual/${spec.usual ?? "none"}.sql`, params);
    await engine.runFile("graph/key.sql", params);
    await engine.runFile("graph/holding.sql", params);
    for (const table of ["trace", "counted", "usual"]) await engine.run(`drop table ${table}`);
  }
}

/** Edges by bounded projection. */
export async function projectEdges(engine: Engine, population: number, settings: Settings): Promise<EdgeList> {
  const { graph } = settings;
  const params: Params = {
    propose_floor_millibits: Math.round(graph.propose_floor_bits * 1000),
    propose_surprise_bits: graph.propose_surprise_bits,
    edge_floor_millibits: Math.round((Math.log2(population) - graph.edge_floor_slack_bits) * 1000),
    all_pairs_cap: graph.all_pairs_cap,
    neighbour_count: graph.neighbour_count,
    taste_kind_no: kindNumber("engagement"),
    network_kind_no: kindNumber("subnet"),
    weak_cap_millibits: weakCapBits * 1000,
  };
  await engine.runFile("graph/proposal.sql", params);
  await engine.runFile("graph/placed.sql", params);
  await engine.runFile("graph/edge.sql", params);
  await engine.run("drop table placed");
  await engine.createTable("kind", {
    kind_no: { type: "integer", values: kindNames.map(kindNumber) },
    kind: { type: "varchar", values: kindNames },
    proposes: { type: "boolean", values: kindNames.map((kind) => kindSpec(kind).proposes ?? true) },
    of_target: { type: "boolean", values: kindNames.map((kind) => kindSpec(kind).ofTarget ?? false) },
  });
  await engine.runFile("graph/hub.sql", params);
  const columns = await engine.columns("select a, b, any_value(total_millibits) as millibits from edge group by a, b order by a, b");
  return { a: columns.a as Int32Array, b: columns.b as Int32Array, weight: (columns.millibits as Float64Array).map((millibits) => millibits / 1000) };
}

/** The coded tables as columns for the ring test. */
export async function readHoldings(engine: Engine, population: number): Promise<Holdings> {
  const keys = await engine.columns(
    "select kind_no, source_no, coalesce(parent_no, -1) as parent_no, under_count, coalesce(usual, 0.0) as usual, at_ms from key order by key_no",
  );
  const held = await engine.columns("select key_no, account, first_ms from holding order by key_no, account");
  const rooms = await engine.columns(sqlFile("graph/key_owner.sql"), { audience_kind_no: kindNumber("audience") });
  const solo = await engine.columns(sqlFile("graph/solo_share.sql"), { device_kind_no: kindNumber("device") });
  return holdingsFrom({
    population,
    rooms: { key: rooms.key_no, owner: rooms.owner, audienceCount: rooms.audience_count },
    solo: { account: solo.account, share: solo.share },
    accountTotal: await engine.number("select count(*) from account"),
    kinds: kindNames.map((kind) => {
      const spec = kindSpec(kind);
      return { proves: spec.proves, ownAct: spec.class === "own-act", bothWays: spec.bothWays ?? false, partitions: spec.partitions ?? "no", slow: spec.slow ?? false, momentMs: spec.momentMs ?? 0, late: spec.late ?? false };
    }),
    kind: keys.kind_no,
    source: keys.source_no,
    parent: keys.parent_no,
    underCount: keys.under_count,
    usual: keys.usual as Float64Array,
    atMs: keys.at_ms as Float64Array,
    holdingKey: held.key_no as Int32Array,
    holdingAccount: held.account as Int32Array,
    holdingMs: held.first_ms,
  });
}
