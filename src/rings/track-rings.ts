import { isMatch, matchKeys, type RingKey } from "./match-keys.js";
import { overlapShare } from "./overlap.js";

export type RingEventName = "birth" | "continuation" | "merge" | "split" | "dormancy" | "return" | "death";

/** active: found by the newest run; dormant: missed, and waited for; dead: missed too long; merged: its accounts went into another ring. */
export type RingStatus = "active" | "dormant" | "dead" | "merged";

/** A ring of the runs before, as far as it is remembered. */
export interface KnownRing {
  ringId: string;
  status: RingStatus;
  /** Nights since the run that found it last. */
  nightsAway: number;
  /** Its accounts in that run. */
  accounts: ReadonlySet<string>;
  /** Accounts that were in it in the nights before, and in no other ring since. */
  left: ReadonlySet<string>;
  /** Its strongest keys. */
  keys: readonly RingKey[];
}

/** A ring that this run found. An account is in at most one. */
export interface SightedRing {
  accounts: readonly string[];
  keys: readonly RingKey[];
}

/** What happened to a ring between two runs. */
export interface RingEvent {
  ringId: string;
  event: RingEventName;
  /** merge: the ring that went into this one; split: the ring that this one came from; birth: a living ring with the same keys, if any; else null. */
  otherRingId: string | null;
  /** Share of the smaller set that decided it, 0 to 1; null where nothing was compared (dormancy, death, a birth of its own). */
  overlapShare: number | null;
  /** What the share is of: accounts in common, or keys (bits of those in common). */
  matchedOn: "accounts" | "keys" | null;
  /** Evidence of the keys in common, bits; null unless matched on keys. */
  matchedBits: number | null;
  /** Accounts in the ring in this run; for a merge, dormancy and death those that the ring that ends or rests last had. */
  size: number;
}

export interface TrackedRings {
  /** By position of the found ring: its id. */
  ringIds: string[];
  events: RingEvent[];
  /** Rings whose status changes although this run did not find them. */
  ended: { ringId: string; status: "dormant" | "dead" | "merged" }[];
}

export interface TrackOptions {
  /** The first free ring number. */
  nextNumber: number;
  /** So many nights a ring that is not found is waited for before it is dead; 0: not at all. */
  dormantNights: number;
}

/** Two rings are linked when they share at least this part of the smaller one. */
export const linkShare = 0.5;

interface Link {
  known: KnownRing;
  at: number;
  shared: number;
  share: number;
}

/**
 * Gives every found ring its id: the id of the ring that it continues, or the next free number in the order given (evidence, then smallest
 * account id). Claims are settled in this order; within each, the most shared accounts win, then the order given, then the older id:
 *
 * 1. accounts, against active and dormant rings. Of a merge the ring that brought most accounts keeps its id, of a split the largest part.
 * 2. a part that was split off takes back the id of a ring that was merged away of late and is the same accounts: one night of noise
 *    that joins two rings must not cost one of them its id;
 * 3. accounts that had left an active or dormant ring, where most of the found ring is such: rings flicker at their edges;
 * 4. accounts, against dead and merged rings that are still remembered;
 * 5. keys ({@link matchKeys}), against every remembered ring that this run did not find: new accounts on the old devices, addresses and targets.
 */
export function trackRings(known: readonly KnownRing[], found: readonly SightedRing[], options: TrackOptions): TrackedRings {
  const rings = [...known].sort((one, other) => compareRingIds(one.ringId, other.ringId));
  const living = rings.filter(({ status }) => status === "active" || status === "dormant");
  const sizes = found.map(({ accounts }) => accounts.length);
  const idOf = new Map<number, string>();
  const takenBy = new Map<KnownRing, number>();
  const events: RingEvent[] = [];
  const say = (ringId: string, event: RingEventName, size: number, more: Partial<RingEvent> = {}): void =>
    void events.push({ ringId, event, otherRingId: null, overlapShare: null, matchedOn: null, matchedBits: null, size, ...more });

  /** Settles claims, the strongest first. */
  function settle(links: readonly Link[], tell: (link: Link) => void): void {
    for (const link of [...links].sort((one, other) => other.shared - one.shared || one.at - other.at || compareRingIds(one.known.ringId, other.known.ringId))) {
      if (idOf.has(link.at) || takenBy.has(link.known)) continue;
      idOf.set(link.at, link.known.ringId);
      takenBy.set(link.known, link.at);
      tell(link);
    }
  }
  const resume = ({ known: ring, at, share }: Link): void =>
    say(ring.ringId, ring.status === "active" ? "continuation" : "return", sizes[at], { overlapShare: share, matchedOn: "accounts" });

  const links = linksOf(found, living, ({ accounts }) => accounts, ({ accounts }) => accounts.size);
  settle(links, resume);

  const strongest = (at: number): Link | undefined => links.filter((link) => link.at === at).sort((one, other) => other.shared - one.shared || compareRingIds(one.known.ringId, other.known.ringId))[0];
  const wentInto = (ring: KnownRing): Link | undefined => links.filter((link) => link.known === ring).sort((one, other) => other.shared - one.shared || one.at - other.at)[0];
  const open = (): number[] => found.flatMap((_, at) => (idOf.has(at) ? [] : [at]));
  const among = (positions: readonly number[], list: readonly Link[]): Link[] => list.filter(({ at }) => positions.includes(at));

  // Split off: its accounts were another ring's, which goes on elsewhere.
  const from = new Map(open().flatMap((at) => { const link = strongest(at); return link === undefined ? [] : [[at, link] as const]; }));
  const mergedOfLate = rings.filter(({ status, nightsAway }) => status === "merged" && nightsAway <= options.dormantNights);
  const takenBack = linksOf(found, mergedOfLate, ({ accounts }) => accounts, ({ accounts }) => accounts.size);
  settle(among([...from.keys()], takenBack), ({ known: ring, at }) => {
    const { known: parent, share } = from.get(at)!;
    say(ring.ringId, "split", sizes[at], { otherRingId: parent.ringId, overlapShare: share, matchedOn: "accounts" });
  });

  // Linked to nothing by the accounts of the last night: by those that had left, by the dead, by keys.
  const unlinked = (): number[] => open().filter((at) => !from.has(at));
  const former = linksOf(found, living, ({ accounts, left }) => union(accounts, left), () => Number.POSITIVE_INFINITY);
  settle(among(unlinked(), former).filter((link) => wentInto(link.known) === undefined), resume);
  for (const link of among(unlinked(), former)) if (!from.has(link.at)) from.set(link.at, among([link.at], former).reduce((best, other) => (other.shared > best.shared ? other : best)));
  const ended = rings.filter(({ status }) => status === "dead" || status === "merged");
  settle(among(unlinked(), linksOf(found, ended, ({ accounts }) => accounts, ({ accounts }) => accounts.size)), resume);

  const keyed = matchAll(found, unlinked(), rings.filter((ring) => ring.status !== "merged" && (takenBy.has(ring) || wentInto(ring) === undefined)));
  for (const { at, ring, bits, share } of keyed) {
    if (idOf.has(at) || takenBy.has(ring)) continue;
    idOf.set(at, ring.ringId);
    takenBy.set(ring, at);
    say(ring.ringId, "return", sizes[at], { overlapShare: share, matchedOn: "keys", matchedBits: bits });
  }

  let next = options.nextNumber;
  for (const at of open()) {
    const ringId = `R-${next++}`;
    idOf.set(at, ringId);
    const parent = from.get(at);
    const kin = keyed.find((match) => match.at === at);
    if (parent !== undefined) say(ringId, "split", sizes[at], { otherRingId: parent.known.ringId, overlapShare: parent.share, matchedOn: "accounts" });
    else if (kin !== undefined) say(ringId, "birth", sizes[at], { otherRingId: kin.ring.ringId, overlapShare: kin.share, matchedOn: "keys", matchedBits: kin.bits });
    else say(ringId, "birth", sizes[at]);
  }

  const changed: TrackedRings["ended"] = [];
  for (const ring of living) {
    if (takenBy.has(ring)) continue;
    const { ringId, accounts: { size } } = ring;
    const into = wentInto(ring);
    if (into !== undefined) {
      say(idOf.get(into.at)!, "merge", size, { otherRingId: ringId, overlapShare: into.share, matchedOn: "accounts" });
      changed.push({ ringId, status: "merged" });
    } else if (options.dormantNights === 0 || ring.nightsAway > options.dormantNights) {
      say(ringId, "death", size);
      changed.push({ ringId, status: "dead" });
    } else if (ring.status === "active") {
      say(ringId, "dormancy", size);
      changed.push({ ringId, status: "dormant" });
    }
  }
  events.sort((one, other) => compareRingIds(one.ringId, other.ringId) || compareText(one.event, other.event) || compareText(one.otherRingId ?? "", other.otherRingId ?? ""));
  changed.sort((one, other) => compareRingIds(one.ringId, other.ringId));
  return { ringIds: found.map((_, at) => idOf.get(at)!), events, ended: changed };
}

/** Pairs of a found ring and a known one that share at least {@link linkShare} of the smaller. */
function linksOf(found: readonly SightedRing[], known: readonly KnownRing[], accountsOf: (ring: KnownRing) => ReadonlySet<string>, sizeOf: (ring: KnownRing) => number): Link[] {
  const heldBy = new Map<string, KnownRing[]>();
  for (const ring of known) {
    for (const account of accountsOf(ring)) {
      const list = heldBy.get(account);
      if (list === undefined) heldBy.set(account, [ring]);
      else list.push(ring);
    }
  }
  return found.flatMap(({ accounts }, at) => {
    const shared = new Map<KnownRing, number>();
    for (const account of accounts) for (const ring of heldBy.get(account) ?? []) shared.set(ring, (shared.get(ring) ?? 0) + 1);
    return [...shared].map(([ring, count]) => ({ known: ring, at, shared: count, share: overlapShare(count, accounts.length, sizeOf(ring)) })).filter(({ share }) => share >= linkShare);
  });
}

/** Matches by keys, the most evidence first. */
function matchAll(found: readonly SightedRing[], positions: readonly number[], known: readonly KnownRing[]): { at: number; ring: KnownRing; bits: number; share: number }[] {
  const remembered = known.filter(({ keys }) => keys.length > 0);
  const comparisons = positions.length * remembered.length;
  return positions
    .flatMap((at) =>
      remembered.flatMap((ring) => {
        const match = matchKeys(found[at].keys, ring.keys);
        return isMatch(match, comparisons) ? [{ at, ring, bits: match.bits, share: match.share }] : [];
      }),
    )
    .sort((one, other) => other.bits - one.bits || one.at - other.at || compareRingIds(one.ring.ringId, other.ring.ringId));
}

const union = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> => new Set([...one, ...other]);

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** `R-9` before `R-10`. */
export const compareRingIds = (one: string, other: string): number => one.length - other.length || compareText(one, other);
