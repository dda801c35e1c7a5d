import type { Engine } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import type { Action } from "../candidates/action.js";
import { decideAction } from "../candidates/decide-action.js";
import { probabilityOf } from "../candidates/probability.js";
import { keyLimit, reasonsFor, tenth, type KindSum, type ReasonKey, type Reasons } from "../candidates/reasons.js";
import type { RingSearch } from "../rings/find-rings.js";
import { kindNames, kindNumber, type TraceKind } from "../traces/registry.js";

/** An account's place in a ring: core, only tied to it, or in it but never proposed. */
export type Role = "core" | "fringe" | "protected" | "closed";

/** A ring as it is published, before it has its id. Accounts ascending by id. */
export interface JudgedRing {
  evidenceBits: number;
  priceBits: number;
  kinds: TraceKind[];
  members: { accountId: string; evidenceBits: number; role: Role }[];
}

export interface JudgedCandidate {
  /** Position of its ring. */
  ring: number;
  accountId: string;
  action: Action;
  evidenceBits: number;
  /** That the account belongs to the ring, 0 to 1, to four digits. */
  probability: number;
  kinds: TraceKind[];
  reasons: Reasons;
}

/**
 * From found rings to what is published: each account's role, its own acts, the action, the reasons. Writes `ring_account`, `ring_key`,
 * `ring_act` and `reason` into the work database, where the investigators' file finds them.
 * @param population N
 */
export async function judge(engine: Engine, search: RingSearch, settings: Settings, asOfMs: number, population: number): Promise<{ rings: JudgedRing[]; candidates: JudgedCandidate[] }> {
  const { rings } = search;
  const members = rings.flatMap((ring, at) => ring.members.map((member) => ({ at, ...member })));
  await engine.createTable("ring_account", {
    ring: { type: "integer", values: members.map((member) => member.at) },
    account: { type: "integer", values: members.map((member) => member.account) },
    bits: { type: "double", values: members.map((member) => member.bits) },
    core: { type: "boolean", values: members.map((member) => member.core) },
    lives_elsewhere: { type: "boolean", values: members.map((member) => member.livesElsewhere) },
    opened: { type: "boolean", values: members.map((member) => member.ownAct ?? false) },
    probability: { type: "double", values: members.map((member) => member.probability ?? null) },
  });
  const keys = rings.flatMap((ring, at) => ring.model.keys.map((key) => ({ at, ...key })));
  await engine.createTable("ring_key", {
    ring: { type: "integer", values: keys.map((key) => key.at) },
    key_no: { type: "integer", values: keys.map((key) => key.key) },
    member_count: { type: "integer", values: keys.map((key) => key.memberCount) },
    under_count: { type: "integer", values: keys.map((key) => key.underCount) },
    outside_count: { type: "integer", values: keys.map((key) => key.outsideCount) },
    outside_under_count: { type: "integer", values: keys.map((key) => key.outsideUnderCount) },
    probability: { type: "double", values: keys.map((key) => key.probability) },
    bits: { type: "double", values: keys.map((key) => key.bits) },
    holder_bits: { type: "double", values: keys.map((key) => key.holderBits) },
  });
  await engine.runFile("graph/judge/own_act.sql", {
    device_kind_no: kindNumber("device"),
    registration_kind_no: kindNumber("registration"),
    hijack_age_ms: settings.candidate.hijack_age_days * 86_400_000,
  });
  await engine.runFile("graph/judge/reason.sql", { registration_kind_no: kindNumber("registration") });

  const facts = await engine.rows(
    "select ring_account.ring, account.account_id, ring_account.bits, ring_account.core, ring_account.lives_elsewhere, ring_account.opened, ring_account.probability, account.protected, account.closed_ms, ring_act.own_act, ring_act.hijacked " +
      "from ring_account join account on account.account = ring_account.account " +
      "join ring_act on ring_act.ring = ring_account.ring and ring_act.account = ring_account.account order by ring_account.ring, account.account_id",
  );
  const strongest = groupBy(
    await engine.rows(
      "select reason.ring, account.account_id, reason.kind_no, key.key, reason.member_count, reason.holder_bits from reason join account on account.account = reason.account " +
        "join key on key.key_no = reason.key_no where reason.place <= $limit order by reason.ring, account.account_id, reason.place",
      { limit: keyLimit },
    ),
  );
  const sums = groupBy(
    await engine.rows(
      // Thousandths as integers: sums of doubles depend on their order.
      "select reason.ring, account.account_id, reason.kind_no, cast(sum(cast(round(1000 * reason.holder_bits) as bigint)) as double) / 1000 as bits, count(*) as key_count " +
        "from reason join account on account.account = reason.account group by reason.ring, account.account_id, reason.kind_no order by reason.ring, account.account_id, reason.kind_no",
    ),
  );

  const judged: JudgedRing[] = rings.map((ring) => ({
    evidenceBits: tenth(ring.model.evidence),
    priceBits: tenth(ring.model.price),
    kinds: kindNames.filter((_, number) => ring.model.bitsByKind[number] > 0),
    members: [],
  }));
  const candidates: JudgedCandidate[] = [];
  for (const row of facts) {
    const at = Number(row.ring);
    const ring = rings[at];
    const accountId = String(row.account_id);
    const closed = row.closed_ms !== null && Number(row.closed_ms) < asOfMs;
    const role: Role = closed ? "closed" : row.protected === true ? "protected" : row.core === true ? "core" : "fringe";
    judged[at].members.push({ accountId, evidenceBits: tenth(Number(row.bits)), role });
    const action = decideAction({
      // A found ring passed both tests; see findRings.
      significant: true,
      coordination: true,
      survives: ring.survives,
      ringSize: ring.model.accounts.length,
      minBanSize: settings.ring.min_ban_size,
      core: row.core === true,
      ownAct: Number(row.own_act) === 1 || row.opened === true,
      hijacked: Number(row.hijacked) === 1,
      livesElsewhere: row.lives_elsewhere === true,
      protected: row.protected === true,
      closed,
    });
    if (action === undefined) continue;
    const name = nameOf(row);
    const known = row.probability === null ? undefined : Number(row.probability);
    const kindSums = (sums.get(name) ?? []).map((sum): KindSum => ({ kind: kindNames[Number(sum.kind_no)], bits: Number(sum.bits), keyCount: Number(sum.key_count) }));
    const reasonKeys = (strongest.get(name) ?? []).map(
      (key): ReasonKey => ({ kind: kindNames[Number(key.kind_no)], key: String(key.key), members: Number(key.member_count), bits: Number(key.holder_bits) }),
    );
    candidates.push({
      ring: at,
      accountId,
      action,
      evidenceBits: tenth(Number(row.bits)),
      probability: Math.round(1e4 * (known ?? probabilityOf(Number(row.bits), population, ring.model.accounts.length))) / 1e4,
      kinds: kindNames.filter((kind) => kindSums.some((sum) => sum.kind === kind && sum.bits > 0)),
      reasons: reasonsFor(reasonKeys, kindSums, ring.members.length, action),
    });
  }
  return { rings: judged, candidates };
}

const nameOf = (row: Record<string, unknown>): string => `${Number(row.ring)}/${String(row.account_id)}`;

function groupBy(rows: Record<string, unknown>[]): Map<string, Record<string, unknown>[]> {
  const groups = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
