import { fraction, nullOr, text, truth, whole, type Engine } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import type { Action } from "../candidates/action.js";
import { decideAction } from "../candidates/decide-action.js";
import { probabilityOf } from "../candidates/probability.js";
import { keyLimit, reasonsFor, tenth, type KindSum, type ReasonKey, type Reasons } from "../candidates/reasons.js";
import type { RingSearch } from "../rings/find-rings.js";
import type { GroupSearch } from "./find-groups.js";
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
export async function judge(engine: Engine, search: RingSearch & Pick<GroupSearch, "keyNo">, settings: Settings, asOfMs: number, population: number): Promise<{ rings: JudgedRing[]; candidates: JudgedCandidate[] }> {
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
    key_no: { type: "integer", values: keys.map((key) => search.keyNo[key.key]) },
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

  const facts = await engine.readRows("graph/judge/read_fact.sql", fact);
  const strongest = groupBy(
    await engine.readRows("graph/judge/read_reason.sql", { ring: whole, account_id: text, kind_no: whole, key: text, member_count: whole, holder_bits: fraction }, { limit: keyLimit }),
  );
  const sums = groupBy(await engine.readRows("graph/judge/read_reason_sum.sql", { ring: whole, account_id: text, kind_no: whole, millibits: whole, key_count: whole }));

  const judged: JudgedRing[] = rings.map((ring) => ({
    evidenceBits: tenth(ring.model.evidence),
    priceBits: tenth(ring.model.price),
    kinds: kindNames.filter((_, number) => ring.model.bitsByKind[number] > 0),
    members: [],
  }));
  const candidates: JudgedCandidate[] = [];
  for (const row of facts) {
    const at = row.ring;
    const ring = rings[at];
    const accountId = row.account_id;
    const closed = row.closed_ms !== null && row.closed_ms < asOfMs;
    const role: Role = closed ? "closed" : row.protected ? "protected" : row.core ? "core" : "fringe";
    judged[at].members.push({ accountId, evidenceBits: tenth(row.bits), role });
    const action = decideAction({
      // A found ring passed both tests; see findRings.
      significant: true,
      coordination: true,
      survives: ring.survives,
      ringSize: ring.model.accounts.length,
      minBanSize: settings.ring.min_ban_size,
      core: row.core,
      ownAct: row.own_act === 1 || row.opened,
      hijacked: row.hijacked === 1,
      livesElsewhere: row.lives_elsewhere,
      protected: row.protected,
      closed,
    });
    if (action === undefined) continue;
    const name = nameOf(row);
    const kindSums = (sums.get(name) ?? []).map((sum): KindSum => ({ kind: kindNames[sum.kind_no], bits: sum.millibits / 1000, keyCount: sum.key_count }));
    const reasonKeys = (strongest.get(name) ?? []).map(
      (key): ReasonKey => ({ kind: kindNames[key.kind_no], key: key.key, members: key.member_count, bits: key.holder_bits }),
    );
    candidates.push({
      ring: at,
      accountId,
      action,
      evidenceBits: tenth(row.bits),
      probability: Math.round(1e4 * (row.probability ?? probabilityOf(row.bits, population, ring.model.accounts.length))) / 1e4,
      kinds: kindNames.filter((kind) => kindSums.some((sum) => sum.kind === kind && sum.bits > 0)),
      reasons: reasonsFor(reasonKeys, kindSums, ring.members.length, action),
    });
  }
  return { rings: judged, candidates };
}

/** The columns of `sql/graph/judge/read_fact.sql`. */
const fact = {
  ring: whole, account_id: text, bits: fraction, core: truth, lives_elsewhere: truth, opened: truth, probability: nullOr(fraction), protected: truth, closed_ms: nullOr(whole), own_act: whole, hijacked: whole,
} as const;

/** An account of one ring, by which rows are found again. */
interface OfAccount {
  ring: number;
  account_id: string;
}

const nameOf = ({ ring, account_id }: OfAccount): string => `${ring}/${account_id}`;

function groupBy<Row extends OfAccount>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
