import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import type { DetectionTrace, Prove, Verdict } from "../rings/detection-trace.js";
import { readList, type Evaluation } from "./evaluate.js";

/** How far a true ring came in a search. */
export interface TracedRing {
  ring: string;
  /** What the ring test says to its accounts, handed over as they are. */
  verdict: Verdict;
  /** The best proposal and the best accepted group: the smaller of (shared / ring) and (shared / group), 0 to 1. */
  proposed_share: number;
  accepted_share: number;
  /** The part of its accounts that are in some such group at least half of which is this ring: large rings are found in pieces. */
  proposed_account_share: number;
  accepted_account_share: number;
}

/** An accepted group that is no true ring: most of it are innocents. */
export interface FalseGroup {
  account_count: number;
  ring_account_count: number;
  /** What its innocents are notable for, most first; who is not listed is ordinary, an account may count under several. */
  kinds: { kind: string; account_count: number }[];
}

export interface TracedSearch {
  rings: TracedRing[];
  /** Largest first. */
  false_groups: FalseGroup[];
}

/** Where a true ring was lost: the first thing that did not hold of it. */
export type LostAt = "not provable" | "not proposed" | "not accepted" | "not acted on";

/** A true ring with everything that is known of its way. */
export interface RingLoss extends TracedRing {
  habit: string;
  /** Its accounts that the run knows. */
  size: number;
  provable: boolean;
  /** A group overlaps it by half, both ways. */
  proposed: boolean;
  accepted: boolean;
  /** At least half of its open members are to be challenged, restricted or banned. */
  acted_on: boolean;
  /** Null: it was acted on. */
  lost_at: LostAt | null;
}

const half = 0.5;

/**
 * Follows every true ring through a search.
 * @param detection the search's trace and its ring test; `account` (account, account_id) of `engine` has the numbers
 * @throws RingfenceError USAGE or INPUT for files that are not what they should be.
 */
export async function traceRings(engine: DuckDbEngine, detection: { trace: DetectionTrace; prove: Prove }, files: { truth: string; innocents?: string }): Promise<TracedSearch> {
  await readList(engine, "traced_truth", files.truth, ["ring"], ["kind"]);
  if (files.innocents === undefined) await engine.run("create temp table traced_innocent (account_id varchar, kind varchar)");
  else await readList(engine, "traced_innocent", files.innocents, ["kind"], [], "account_id, kind");
  try {
    const members = await engine.rows(sqlFile("duckdb/evaluate/traced_member.sql"));
    const kinds = await engine.rows(sqlFile("duckdb/evaluate/traced_kind.sql"));
    const rings = new Map<string, number[]>();
    for (const row of members) {
      const ring = rings.get(String(row.ring));
      if (ring === undefined) rings.set(String(row.ring), [Number(row.account)]);
      else ring.push(Number(row.account));
    }
    const ringOf = new Map([...rings].flatMap(([ring, accounts]) => accounts.map((account) => [account, ring] as const)));
    const kindsOf = new Map<number, string[]>();
    for (const row of kinds) kindsOf.set(Number(row.account), [...(kindsOf.get(Number(row.account)) ?? []), String(row.kind)]);
    const proposed = coverage(detection.trace.proposals, ringOf, rings);
    const accepted = coverage(detection.trace.accepted, ringOf, rings);
    return {
      rings: [...rings].map(([ring, accounts]) => ({
        ring, verdict: detection.prove(Int32Array.from(accounts)),
        proposed_share: proposed.best.get(ring) ?? 0, accepted_share: accepted.best.get(ring) ?? 0,
        proposed_account_share: (proposed.inside.get(ring)?.size ?? 0) / accounts.length, accepted_account_share: (accepted.inside.get(ring)?.size ?? 0) / accounts.length,
      })),
      false_groups: falseGroups(detection.trace.accepted, ringOf, kindsOf),
    };
  } finally {
    for (const table of ["traced_truth", "traced_innocent"]) await engine.run(`drop table if exists ${table}`);
  }
}

interface Coverage {
  best: Map<string, number>;
  inside: Map<string, Set<number>>;
}

/** By true ring: its best group, and its accounts in groups that are at least half its own. */
function coverage(groups: readonly Int32Array[], ringOf: ReadonlyMap<number, string>, rings: ReadonlyMap<string, readonly number[]>): Coverage {
  const found: Coverage = { best: new Map(), inside: new Map() };
  for (const group of groups) {
    const shared = new Map<string, number[]>();
    for (const account of group) {
      const ring = ringOf.get(account);
      if (ring === undefined) continue;
      const list = shared.get(ring);
      if (list === undefined) shared.set(ring, [account]);
      else list.push(account);
    }
    for (const [ring, accounts] of shared) {
      const size = rings.get(ring)!.length;
      found.best.set(ring, Math.max(found.best.get(ring) ?? 0, Math.min(accounts.length / size, accounts.length / group.length)));
      if (accounts.length < half * group.length) continue;
      const inside = found.inside.get(ring) ?? new Set<number>();
      for (const account of accounts) inside.add(account);
      found.inside.set(ring, inside);
    }
  }
  return found;
}

function falseGroups(groups: readonly Int32Array[], ringOf: ReadonlyMap<number, string>, kindsOf: ReadonlyMap<number, readonly string[]>): FalseGroup[] {
  return groups
    .map((group): FalseGroup => {
      const counts = new Map<string, number>();
      let guilty = 0;
      for (const account of group) {
        if (ringOf.has(account)) guilty++;
        else for (const kind of kindsOf.get(account) ?? ["ordinary"]) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      const kinds = [...counts].map(([kind, account_count]) => ({ kind, account_count })).sort((one, other) => other.account_count - one.account_count || (one.kind < other.kind ? -1 : 1));
      return { account_count: group.length, ring_account_count: guilty, kinds };
    })
    .filter((group) => group.ring_account_count < half * group.account_count)
    .sort((one, other) => other.account_count - one.account_count);
}

/** The way of every true ring, from its trace and what was proposed in the end. */
export function ringLosses(traced: readonly TracedRing[], each: Evaluation["rings"]["each"]): RingLoss[] {
  const outcomes = new Map(each.map((ring) => [ring.ring, ring]));
  return traced.flatMap((ring): RingLoss[] => {
    const outcome = outcomes.get(ring.ring);
    // All of its members are closed: nobody can be acted on.
    if (outcome === undefined) return [];
    const provable = ring.verdict.pass;
    const proposed = ring.proposed_share >= half;
    const accepted = ring.accepted_share >= half;
    const acted = outcome.flagged_count >= half * outcome.member_count;
    const lost_at = acted ? null : !provable ? "not provable" : !proposed ? "not proposed" : !accepted ? "not accepted" : "not acted on";
    return [{ ...ring, habit: outcome.habit, size: outcome.size, provable, proposed, accepted, acted_on: acted, lost_at }];
  });
}
