import { overlapShare } from "./overlap.js";

export type RingEventName = "birth" | "continuation" | "merge" | "split" | "death";

/** What happened to a ring between two runs. */
export interface RingEvent {
  ringId: string;
  event: RingEventName;
  /** merge: the ring that went into this one; split: the ring that this one came from; else null. */
  otherRingId: string | null;
  /** Share of the smaller set that decided it; null for births and deaths. */
  overlapShare: number | null;
  /** Accounts in the ring in this run; for a death and a merge those that the ended ring last had. */
  size: number;
}

export interface TrackedRings {
  /** By position of the found ring: its id. */
  ringIds: string[];
  events: RingEvent[];
  /** Rings that ended in this run: no successor (`dead`), or gone into another (`merged`). */
  ended: { ringId: string; status: "dead" | "merged" }[];
}

/** Two rings are linked when they share at least this part of the smaller one. */
export const linkShare = 0.5;

/**
 * Gives every found ring its id: the id of the active ring that it continues, or the next free number in the order given
 * (evidence, then smallest account id). Of several claims the one with the most shared accounts wins; the others are merges and splits.
 *
 * @param previous active rings: id and accounts
 * @param found accounts of each found ring, in the order in which numbers are allotted; an account is in at most one
 * @param nextNumber the first free ring number
 */
export function trackRings(previous: ReadonlyMap<string, ReadonlySet<string>>, found: readonly (readonly string[])[], nextNumber: number): TrackedRings {
  const formerOf = new Map<string, string>();
  for (const [ringId, accounts] of previous) for (const account of accounts) formerOf.set(account, ringId);
  const links: { ringId: string; at: number; shared: number; share: number }[] = [];
  found.forEach((accounts, at) => {
    const shared = new Map<string, number>();
    for (const account of accounts) {
      const former = formerOf.get(account);
      if (former !== undefined) shared.set(former, (shared.get(former) ?? 0) + 1);
    }
    for (const [ringId, count] of shared) {
      const share = overlapShare(count, accounts.length, previous.get(ringId)!.size);
      if (share >= linkShare) links.push({ ringId, at, shared: count, share });
    }
  });
  links.sort((one, other) => other.shared - one.shared || one.at - other.at || compareRingIds(one.ringId, other.ringId));

  const idOf = new Map<number, string>();
  const takenBy = new Map<string, number>();
  const events: RingEvent[] = [];
  for (const { ringId, at, share } of links) {
    if (idOf.has(at) || takenBy.has(ringId)) continue;
    idOf.set(at, ringId);
    takenBy.set(ringId, at);
    events.push({ ringId, event: "continuation", otherRingId: null, overlapShare: share, size: found[at].length });
  }
  let next = nextNumber;
  found.forEach((accounts, at) => {
    if (idOf.has(at)) return;
    const ringId = `R-${next++}`;
    idOf.set(at, ringId);
    const from = links.find((link) => link.at === at);
    events.push(
      from === undefined
        ? { ringId, event: "birth", otherRingId: null, overlapShare: null, size: accounts.length }
        : { ringId, event: "split", otherRingId: from.ringId, overlapShare: from.share, size: accounts.length },
    );
  });
  const ended: TrackedRings["ended"] = [];
  for (const [ringId, accounts] of previous) {
    if (takenBy.has(ringId)) continue;
    const into = links.find((link) => link.ringId === ringId);
    if (into === undefined) {
      events.push({ ringId, event: "death", otherRingId: null, overlapShare: null, size: accounts.size });
      ended.push({ ringId, status: "dead" });
    } else {
      events.push({ ringId: idOf.get(into.at)!, event: "merge", otherRingId: ringId, overlapShare: into.share, size: accounts.size });
      ended.push({ ringId, status: "merged" });
    }
  }
  events.sort((one, other) => compareRingIds(one.ringId, other.ringId) || compareText(one.event, other.event) || compareText(one.otherRingId ?? "", other.otherRingId ?? ""));
  ended.sort((one, other) => compareRingIds(one.ringId, other.ringId));
  return { ringIds: found.map((_, at) => idOf.get(at)!), events, ended };
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** `R-9` before `R-10`. */
export const compareRingIds = (one: string, other: string): number => one.length - other.length || compareText(one, other);
