import { tenth } from "../candidates/reasons.js";
import { accountLimit, keyLimit, layRingOut, type RingPicture } from "../console/lay-ring-out.js";
import { ringIdOf } from "../duckdb/ring-id.js";
import type { Snapshot } from "../duckdb/read-snapshot.js";
import type { RingAccountRow, RingMomentRow, RingNeighbourRow } from "../duckdb/snapshot-row.js";
import type { IncidentRow } from "../incident/incident-row.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import type { AboutView, AccountView, FoundView, IncidentsView, MomentsView, NeighboursView, PictureView, PulseView, RingAccountsView, RingView, RingsView, ThingView, TonightView } from "./view-model.js";

/** Incidents that Tonight shows. */
export const incidentLimit = 10;

/** Rows of each list at most: what a person reads. The rest is paged, counted or one query away. */
const limits = { nights: 30, events: 200, spared: 20, strongest: 10, rings: 500, keys: 300, moments: 200, named: 12, neighbours: 50, former: 100, things: 100, pageRows: 100 };

/** The field of the picture. */
const field = { left: 0, top: 0, right: 1000, bottom: 720 };

/** A row of a part of a list, with the length of the whole. */
interface Counted {
  total_count: number;
}

/** The part without the length, and the length; 0 for a part that is empty. */
function counted<Row extends object>(rows: readonly (Row & Counted)[]): { list: Row[]; total: number } {
  const list = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== "total_count")) as Row);
  return { list, total: rows[0]?.total_count ?? 0 };
}

/** Tonight: what the newest run found and left out, against the nights before. */
export async function tonight(snapshot: Snapshot): Promise<TonightView> {
  return {
    nights: await snapshot.ask("duckdb/snapshot/page/nights.sql", { limit: limits.nights }, ["counts"]),
    attempts: await snapshot.ask("duckdb/snapshot/page/attempts.sql"),
    incidents: await incidents(snapshot),
    events: await snapshot.ask("duckdb/snapshot/page/night_events.sql", { limit: limits.events }),
    quarantine: await snapshot.ask("duckdb/snapshot/page/night_quarantine.sql"),
    candidates: await snapshot.ask("duckdb/snapshot/page/open_candidates.sql"),
    spared: await snapshot.ask("duckdb/snapshot/page/spared.sql", { limit: limits.spared }),
    strongest: await snapshot.rings({ limit: limits.strongest }),
  };
}

async function incidents(snapshot: Snapshot): Promise<IncidentsView> {
  const rows = await snapshot.ask<IncidentRow>("duckdb/snapshot/page/incidents.sql", { limit: incidentLimit }, ["facts"]);
  return { incidents: rows, curve: rows.length === 0 ? [] : await snapshot.ask("duckdb/snapshot/page/incident_curve.sql", { incident_id: rows[0].incident_id }) };
}

/** Which rings to list; undefined: any. */
export interface RingsFilter {
  status?: string | undefined;
  kind?: string | undefined;
  action?: string | undefined;
  least?: number | undefined;
  most?: number | undefined;
  since?: string | undefined;
  text?: string | undefined;
}

/** Rings that fit every filter, the strongest first. */
export async function rings(snapshot: Snapshot, { status, kind, action, least, most, since, text }: RingsFilter): Promise<RingsView> {
  const rows = await snapshot.ask<RingsView["rings"][number]>("duckdb/snapshot/page/rings.sql", {
    status: status ?? null, kind: kind ?? null, action: action ?? null, least: least ?? null, most: most ?? null, since: since ?? null, text: text ?? null, limit: limits.rings + 1,
  });
  return { rings: rows.slice(0, limits.rings), more: rows.length > limits.rings };
}

/** One ring: of what `ringfence ring ID --json` prints the first of what a page shows. */
export async function ring(snapshot: Snapshot, asked: string): Promise<RingView> {
  const row = await snapshot.ringRow(asked);
  const id = row.ring_id;
  const [keys, former] = [await snapshot.ringKeys(id), await snapshot.ringFormer(id)];
  const [restsOn] = await snapshot.ask<NonNullable<RingView["rests_on"]>>("duckdb/snapshot/page/ring_rests_on.sql", { ring_id: id });
  return {
    ring: row,
    rules: await snapshot.ringRules(id),
    keys: keys.slice(0, limits.keys),
    oddities: await snapshot.ringOddities(id),
    growth: await snapshot.ringGrowth(id),
    history: await snapshot.ringHistory(id),
    former: former.slice(0, limits.former),
    whole: { keys: keys.length, former: former.length },
    ages: (await snapshot.ringAges(id)) ?? null,
    account_count: (await snapshot.newestRun())?.account_count ?? null,
    kind_bits: await snapshot.ask("duckdb/snapshot/page/ring_kind_bits.sql", { ring_id: id }),
    rests_on: restsOn ?? null,
  };
}

/** The strongest moments of a ring, in the order of time. */
export async function moments(snapshot: Snapshot, asked: string): Promise<MomentsView> {
  const { list, total } = counted(await snapshot.ask<RingMomentRow & Counted>("duckdb/snapshot/page/ring_moments.sql", { ring_id: ringIdOf(asked), limit: limits.moments, named: limits.named }));
  return { moments: list, moment_count: total };
}

/** Who is tied to a ring most from outside. */
export async function neighbours(snapshot: Snapshot, asked: string): Promise<NeighboursView> {
  const { list, total } = counted(await snapshot.ask<RingNeighbourRow & Counted>("duckdb/snapshot/page/ring_neighbours.sql", { ring_id: ringIdOf(asked), limit: limits.neighbours }));
  return { neighbours: list, neighbour_count: total };
}

/** Which page of a ring's accounts. */
export interface RingAccountsQuery {
  text?: string | undefined;
  role?: string | undefined;
  action?: string | undefined;
  sort?: string | undefined;
  down?: boolean;
  from?: number | undefined;
}

/** A page of a ring's accounts. */
export async function ringAccounts(snapshot: Snapshot, asked: string, query: RingAccountsQuery): Promise<RingAccountsView> {
  const rows = await snapshot.ask<RingAccountRow & Counted>("duckdb/snapshot/page/ring_accounts.sql", {
    ring_id: ringIdOf(asked), text: query.text ?? null, role: query.role ?? null, action: query.action ?? null, sort: query.sort ?? "evidence_bits", down: query.down ?? true,
    from: query.from ?? 0, limit: limits.pageRows,
  });
  const { list, total } = counted(rows);
  return { accounts: list, total };
}

/** The picture of a ring: its strongest accounts around what they share; `focus` is drawn in any case. */
export async function picture(snapshot: Snapshot, asked: string, focus: string | undefined): Promise<PictureView> {
  const row = await snapshot.ringRow(asked);
  const holdings = await snapshot.ask<RingPicture["holdings"][number] & { first_ms: number; last_ms: number }>("duckdb/snapshot/page/picture_holdings.sql", {
    ring_id: row.ring_id, accounts: accountLimit, focus: focus ?? null, limit: 4 * keyLimit,
  });
  const members = await strongestMembers(snapshot, row.ring_id, focus);
  const scene = layRingOut({ ring: row, members, holdings }, field);
  const accountAt = new Map(scene.accounts.map(({ member }, at) => [member.account_id, at]));
  const thingAt = new Map(scene.keys.map(({ kind, key }, at) => [`${kind} ${key}`, at]));
  const sources = new Map(holdings.map(({ kind, key, source }) => [`${kind} ${key}`, source ?? key]));
  const [{ key_count }] = await snapshot.ask<{ key_count: number }>("duckdb/snapshot/page/ring_key_count.sql", { ring_id: row.ring_id });
  return {
    accounts: scene.accounts.map(({ x, y, radius, kind, member }) => ({ id: member.account_id, x: tenth(x), y: tenth(y), radius: tenth(radius), kind: kind ?? null, role: member.role, bits: member.evidence_bits, action: member.action ?? null })),
    things: scene.keys.map(({ kind, key, x, y, side, bits, memberCount, firstAt }) => ({ kind, key, source: sources.get(`${kind} ${key}`) ?? key, x: tenth(x), y: tenth(y), side: tenth(side), bits, holders: memberCount, first_at: firstAt ?? null })),
    links: holdings.flatMap(({ account_id, kind, key, first_ms, last_ms }): PictureView["links"] => {
      const [account, thing] = [accountAt.get(account_id), thingAt.get(`${kind} ${key}`)];
      return account === undefined || thing === undefined ? [] : [[account, thing, first_ms, last_ms]];
    }),
    account_count: row.size,
    key_count,
  };
}

/** Those that are drawn, the strongest first; one that is looked at takes the place of the weakest. */
async function strongestMembers(snapshot: Snapshot, ringId: string, focus: string | undefined): Promise<RingAccountRow[]> {
  const page = { ring_id: ringId, text: null, role: null, action: null, sort: "evidence_bits", down: true, from: 0 };
  const rows = await snapshot.ask<RingAccountRow>("duckdb/snapshot/page/ring_accounts.sql", { ...page, limit: accountLimit });
  if (focus === undefined || rows.some((row) => row.account_id === focus)) return rows;
  const named = await snapshot.ask<RingAccountRow>("duckdb/snapshot/page/ring_accounts.sql", { ...page, text: focus, limit: accountLimit });
  return [...rows.slice(0, accountLimit - 1), ...named.filter((row) => row.account_id === focus)];
}

/** When a ring left its traces, by kind: by the minute. */
export async function pulse(snapshot: Snapshot, asked: string): Promise<PulseView> {
  const spanMs = 60_000;
  return { span_ms: spanMs, rows: await snapshot.ask("duckdb/snapshot/page/ring_pulse.sql", { ring_id: ringIdOf(asked), span_ms: spanMs }) };
}

/** One account: what `ringfence account ID --json` prints, its life and what it shares. */
export async function account(snapshot: Snapshot, asked: string): Promise<AccountView> {
  const found = await snapshot.account(asked);
  const accountId = found.account?.account_id ?? asked;
  const things = counted(await snapshot.ask<AccountView["things"][number] & Counted>("duckdb/snapshot/page/account_things.sql", { account_id: accountId, limit: limits.things }));
  return {
    ...found, account_id: accountId, life: await snapshot.ask("duckdb/snapshot/page/account_life.sql", { account_id: accountId }),
    things: things.list, thing_count: things.total,
  };
}

/**
 * A shared thing: who used it, when, in which rings.
 * @param kind of the key; undefined: everything that this is the key or the source of
 */
export async function thing(snapshot: Snapshot, kind: string | undefined, key: string, from: number): Promise<ThingView> {
  const params = { kind: kind ?? null, key };
  const keys = counted(await snapshot.ask<ThingView["keys"][number] & Counted>("duckdb/snapshot/page/thing_keys.sql", { ...params, limit: limits.things }));
  const ringRows = await snapshot.ask<ThingView["rings"][number]>("duckdb/snapshot/page/thing_rings.sql", params);
  if (keys.total === 0 && ringRows.length === 0) {
    throw new RingfenceError("USAGE", `Nothing that two accounts share is called ${JSON.stringify(key.slice(0, 80))}${kind === undefined ? "" : ` (${kind})`} in the newest run. Ids are matched exactly; "from who_used('…')" in the SQL box understands times in words too.`);
  }
  const accounts = counted(await snapshot.ask<ThingView["accounts"][number] & Counted>("duckdb/snapshot/page/thing_accounts.sql", { ...params, from, limit: limits.pageRows }));
  return { kind: kind ?? null, key, keys: keys.list, key_count: keys.total, accounts: accounts.list, account_count: accounts.total, rings: ringRows };
}

/** What ties two accounts: every key that both hold, the rarest first. */
export const ties = (snapshot: Snapshot, one: string, other: string): Promise<object[]> => snapshot.ask("duckdb/snapshot/page/ties.sql", { one_account: one, other_account: other, limit: limits.things });

/** What a text names exactly. */
export async function find(snapshot: Snapshot, text: string): Promise<FoundView> {
  return { found: await snapshot.ask("duckdb/snapshot/page/find.sql", { text, ring_id: ringIdOf(text) }) };
}

/** What can be asked in SQL. */
export async function about(snapshot: Snapshot): Promise<AboutView> {
  return { about: await snapshot.ask("duckdb/snapshot/page/about.sql") };
}
