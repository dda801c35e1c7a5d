import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import { text, whole, type Engine, type Params } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { kindNames, kindNumber, kindSpec, lookBackMs, type TraceKind } from "../traces/registry.js";
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
export async function stage(engine: DuckDbEngine, files: { account: string; login: string; action: string }, asOfMs: number, keyPrefix = "", futureMs: number = plausibleTime.latest_ms): Promise<{ fingerprint: string }> {
  await engine.runFile("duckdb/stage/create_quarantine.sql");
  await engine.runFile("duckdb/stage/raw_account.sql", { file: files.account });
  await engine.runFile("duckdb/stage/raw_login.sql", { file: files.login });
  await engine.runFile("duckdb/stage/raw_action.sql", { file: files.action });
  const [row] = await engine.readRows("duckdb/stage/fingerprint.sql", { fingerprint: text });
  const from = feedFromMs(asOfMs);
  const params: Params = { as_of_ms: asOfMs, ...plausibleTime };
  const loginParams = { ...params, latest_ms: futureMs, from_ms: from.login, key_prefix: keyPrefix };
  const actionParams = { ...params, latest_ms: futureMs, from_ms: from.action };
  const here = async (files: readonly string[], given: Params): Promise<void> => {
    for (const file of files) await engine.runFile(`duckdb/stage/${file}.sql`, given);
  };
  await here(["account_ruled"], params);
  await engine.runFile("stage/account.sql", params);
  await here(["account_quarantine", "odd_account"], params);
  await engine.dropTables("raw_account", "account_ruled");
  await here(["device", "address", "login_ruled", "odd_login"], loginParams);
  await engine.dropTables("raw_login", "device", "address");
  await here(["login", "login_untimed", "login_quarantine"], loginParams);
  await engine.dropTables("login_ruled");
  await here(["action_ruled", "odd_action"], actionParams);
  await engine.dropTables("raw_action");
  for (const file of ["thing", "action", "action_untimed"]) await engine.runFile(`stage/${file}.sql`, actionParams);
  await here(["action_quarantine"], actionParams);
  await engine.dropTables("action_ruled");
  return { fingerprint: row.fingerprint };
}

/** Traces of every kind but the late ones, and from them the shared keys with their chances, and who holds them. */
export async function trace(engine: Engine, asOfMs: number, population: number): Promise<void> {
  await engine.runFile("graph/create_key.sql");
  await engine.runFile("graph/create_holding.sql");
  await engine.runFile("graph/numbered/create_thing_key.sql");
  await traceKindsOf(engine, asOfMs, population, kindNames.filter((kind) => kindSpec(kind).late !== true));
  await engine.dropTables("action_untimed", "thing_key");
}

/** Traces of the kinds that read what the searches for groups left. */
export const traceLate = (engine: Engine, asOfMs: number, population: number): Promise<void> =>
  traceKindsOf(engine, asOfMs, population, kindNames.filter((kind) => kindSpec(kind).late === true));

async function traceKindsOf(engine: Engine, asOfMs: number, population: number, kinds: readonly TraceKind[]): Promise<void> {
  for (const kind of kinds) {
    const spec = kindSpec(kind);
    const [numbered] = await engine.readRows("graph/read_numbered.sql", { key_count: whole, source_count: whole });
    const params: Params = {
      ...spec.params,
      from_ms: asOfMs - lookBackMs(kind),
      to_ms: asOfMs,
      account_count: population,
      kind_no: kindNumber(kind),
      given_no: spec.given === undefined ? -1 : kindNumber(spec.given as TraceKind),
      source_kind_no: spec.sourcesOf === undefined ? -1 : kindNumber(spec.sourcesOf as TraceKind),
      proposes: spec.proposes === false ? 0 : 1,
      key_base: numbered.key_count,
      source_base: numbered.source_count,
    };
    await engine.createTableAs("trace", `traces/${kind}.sql`, params);
    // As its SELECT gives them: texts, or numbers of things.
    const form = spec.numbered === true ? "numbered" : "written";
    await engine.runFile(`graph/${form}/counted.sql`);
    await engine.runFile(spec.usual === undefined ? `graph/${form}/none.sql` : `graph/usual/${spec.usual}.sql`, params);
    await engine.runFile(`graph/${form}/shared.sql`);
    await engine.dropTables("counted", "usual");
    await engine.runFile("graph/key.sql", params);
    if (spec.numbered === true) await engine.runFile("graph/numbered/thing_key.sql", params);
    await engine.runFile(`graph/${form}/holding.sql`, params);
    await engine.dropTables("trace", "shared");
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
  await engine.dropTables("placed");
  await engine.createTable("kind", {
    kind_no: { type: "integer", values: kindNames.map(kindNumber) },
    kind: { type: "varchar", values: kindNames },
    proposes: { type: "boolean", values: kindNames.map((kind) => kindSpec(kind).proposes ?? true) },
    of_target: { type: "boolean", values: kindNames.map((kind) => kindSpec(kind).ofTarget ?? false) },
  });
  await engine.runFile("graph/hub.sql", params);
  await engine.dropTables("proposal");
  const columns = await engine.readColumns("graph/read_edge.sql");
  return { a: columns.a as Int32Array, b: columns.b as Int32Array, weight: (columns.millibits as Float64Array).map((millibits) => millibits / 1000) };
}

/** The coded tables as columns for the ring test, which takes keys and sources in the order of their texts. */
export interface ReadHoldings {
  holdings: Holdings;
  /** By key of the holdings: its key_no in the engine's tables, where a hash numbers keys so that no machine has to sort them all. */
  keyNo: Int32Array;
}

/** The coded tables as columns for the ring test. Needs `account_life`. */
export async function readHoldings(engine: Engine, population: number): Promise<ReadHoldings> {
  const keys = await engine.readColumns("graph/read_key.sql");
  const keyNo = keys.key_no as Int32Array;
  const keyAt = placesOf(keyNo);
  const sourceAt = placesOf((await engine.readColumns("graph/read_source.sql")).source_no as Int32Array);
  const held = await engine.readColumns("graph/read_holding.sql");
  for (let i = 0; i < held.key_no.length; i++) held.key_no[i] = keyAt[held.key_no[i]];
  const rooms = await engine.readColumns("graph/key_owner.sql", { audience_kind_no: kindNumber("audience") });
  const solo = await engine.readColumns("graph/solo_share.sql");
  const [{ account_total: accountTotal }] = await engine.readRows("graph/read_account_total.sql", { account_total: whole });
  const holdings = holdingsFrom({
    population,
    rooms: { key: (rooms.key_no as Int32Array).map((key) => keyAt[key]), owner: rooms.owner, audienceCount: rooms.audience_count },
    solo: { account: solo.account, share: solo.share },
    accountTotal,
    kinds: kindNames.map((kind) => {
      const spec = kindSpec(kind);
      return { proves: spec.proves, ownAct: spec.class === "own-act", bothWays: spec.bothWays ?? false, partitions: spec.partitions ?? "no", slow: spec.slow ?? false, momentMs: spec.momentMs ?? 0, late: spec.late ?? false };
    }),
    kind: keys.kind_no,
    source: (keys.source_no as Int32Array).map((source) => sourceAt[source]),
    parent: (keys.parent_no as Int32Array).map((parent) => (parent < 0 ? -1 : keyAt[parent])),
    underCount: keys.under_count,
    usual: keys.usual as Float64Array,
    atMs: keys.at_ms as Float64Array,
    holdingKey: held.key_no,
    holdingAccount: held.account,
    holdingSeconds: unsigned(held.seconds as Int32Array),
  });
  return { holdings, keyNo };
}

/** The same 32 bits without a sign, in the same memory. */
const unsigned = (numbers: Int32Array): Uint32Array => new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);

/** By number: its place in a list of numbers. */
function placesOf(numbers: Int32Array): Int32Array {
  const places = new Int32Array(numbers.reduce((most, number) => Math.max(most, number + 1), 0));
  for (let place = 0; place < numbers.length; place++) places[numbers[place]] = place;
  return places;
}
