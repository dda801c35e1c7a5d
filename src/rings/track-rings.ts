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
  /** Its accounts in up to {@link earlierRuns} runs before that one, newest first; of active rings only. */
  earlier: readonly ReadonlySet<string>[];
  /** Its strongest keys. */
  keys: readonly RingKey[];
  /** The living ring whose keys it had when it was born beside it; else null. */
  kin: string | null;
}

/** A ring that this run found. An account is in at most one. */
export interface SightedRing {
  accounts: readonly string[];
  /** Those of them that logged in or acted in the last night. */
  lively: ReadonlySet<string>;
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

/** A ring is also known by its accounts of so many runs before the last one. */
export const earlierRuns = 3;

/** Of the accounts of a ring that still act, so many must be found for the majority of them to speak. */
const fewestLively = 3;

/** The majority of the accounts that still act speaks for a ring only where it is this part of the smaller ring. */
const livelyShare = 0.25;

interface Link {
  known: KnownRing;
  at: number;
  /** Accounts in common that still act, and accounts in common. */
  lively: number;
  shared: number;
  share: number;
}

/** Of the rings that go into one, the oldest keeps its id if it brings at least this part of what the largest brings. */
export const seniorShare = 0.5;

/**
 * Gives every found ring its id: the id of the ring that it continues, or the next free number in the order given (evidence, then smallest
 * account id). A ring claims the found ring that holds most of its accounts, so that of a split the largest part keeps the id. Of several rings
 * that claim one (a merge), the oldest wins that brings at least half of what the largest brings: people have talked about it longest, and parts
 * of a ring that noise tore apart for a night find back under its id; but not where it brings less than another and half as many of its accounts went on
 * by themselves: then each keeps its id, and nothing merged. Claims are settled in this order:
 *
 * 1. accounts, against active and dormant rings: half of the smaller set; or, of those that still act, in the last run or one of the few before,
 *    more than half. A look-back of a week is full of accounts that have left, and what is found of a ring one night may be mostly these: a ring
 *    goes on where its accounts go on acting. For the same reason accounts that still act are counted first wherever "most" is asked;
 * 2. a part that was split off takes back the id of a ring that was merged away of late and is the same accounts: one night of noise
 *    that joins two rings must not cost one of them its id;
 * 3. accounts that had left an active or dormant ring, where most of the found ring is such: rings flicker at their edges;
 * 4. accounts, against dead and merged rings that are still remembered;
 * 5. keys ({@link matchKeys}), against every remembered ring that this run did not find: new accounts on the old devices, addresses and targets.
 *
 * A ring that was born beside a living one with that one's keys (new accounts beside banned ones) takes its id when the other is not found any more.
 * A ring whose claim went to another one has merged into what it claimed; else it is dormant, and after some nights dead.
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

  /** Settles claims in rounds: who lost what it claimed first may claim what is left. */
  function settle(links: readonly Link[], tell: (link: Link) => void): void {
    for (;;) {
      const claims = new Map<number, Link[]>();
      const claimed = new Set<KnownRing>();
      for (const link of [...links].sort(byStrength)) {
        if (idOf.has(link.at) || takenBy.has(link.known) || claimed.has(link.known)) continue;
        claimed.add(link.known);
        claims.set(link.at, [...(claims.get(link.at) ?? []), link]);
      }
      if (claims.size === 0) return;
      for (const [at, list] of claims) {
        const [most] = list;
        const brings = (link: Link): boolean => (most.lively > 0 ? link.lively >= seniorShare * most.lively : link.shared >= seniorShare * most.shared);
        // A merge and a split of the same ring in one night say less than that both went on.
        const goesOnElsewhere = (link: Link): boolean =>
          links.some(({ known: ring, at: other, lively }) => ring === link.known && !claims.has(other) && !idOf.has(other) && lively > 0 && lively >= seniorShare * link.lively);
        const winner = list.filter((link) => link === most || (brings(link) && !goesOnElsewhere(link))).sort(bySeniority)[0];
        idOf.set(at, winner.known.ringId);
        takenBy.set(winner.known, at);
        tell(winner);
      }
    }
  }
  const resume = ({ known: ring, at, share }: Link): void =>
    say(ring.ringId, ring.status === "active" ? "continuation" : "return", sizes[at], { overlapShare: share, matchedOn: "accounts" });

  const lasts = linksOf(found, living, ({ accounts }) => accounts, smallerShare);
  const ofLively = (accountsOf: (ring: KnownRing) => ReadonlySet<string>): Link[] => linksOf(found, living, accountsOf, smallerShare, true);
  const links = strongestPerPair([...lasts, ...ofLively(({ accounts }) => accounts), ...Array.from({ length: earlierRuns }, (_, run) => ofLively(({ earlier }) => earlier[run] ?? none)).flat()]);
  settle(links, resume);

  const strongest = (list: readonly Link[]): Link | undefined => [...list].sort(byStrength)[0];
  const open = (): number[] => found.flatMap((_, at) => (idOf.has(at) ? [] : [at]));
  const among = (positions: readonly number[], list: readonly Link[]): Link[] => list.filter(({ at }) => positions.includes(at));

  // New accounts took the place of those that are gone.
  for (const child of living) {
    const parent = living.find(({ ringId }) => ringId === child.kin);
    const at = takenBy.get(child);
    if (parent === undefined || at === undefined || takenBy.has(parent) || links.some(({ known: ring }) => ring === parent)) continue;
    const match = matchKeys(found[at].keys, parent.keys);
    if (!isMatch(match, 1)) continue;
    idOf.set(at, parent.ringId);
    takenBy.delete(child);
    takenBy.set(parent, at);
    events.splice(events.findIndex(({ ringId }) => ringId === child.ringId), 1);
    say(parent.ringId, parent.status === "active" ? "continuation" : "return", sizes[at], { overlapShare: match.share, matchedOn: "keys", matchedBits: match.bits });
  }

  // Split off: its accounts were another ring's, which goes on elsewhere.
  const from = new Map<number, Link>();
  const comesFrom = (list: readonly Link[]): void => {
    for (const at of open()) {
      const link = from.has(at) ? undefined : strongest(among([at], list));
      if (link !== undefined) from.set(at, link);
    }
  };
  comesFrom(lasts);
  const mergedOfLate = rings.filter(({ status, nightsAway }) => status === "merged" && nightsAway <= options.dormantNights);
  settle(among([...from.keys()], linksOf(found, mergedOfLate, ({ accounts }) => accounts, smallerShare)), ({ known: ring, at }) => {
    const { known: parent, share } = from.get(at)!;
    say(ring.ringId, "split", sizes[at], { otherRingId: parent.ringId, overlapShare: share, matchedOn: "accounts" });
  });

  // Linked to nothing by the accounts of the last night: by those that had left, by the dead, by keys.
  const wentInto = (ring: KnownRing): Link | undefined => strongest(links.filter((link) => link.known === ring));
  const unlinked = (): number[] => open().filter((at) => !from.has(at));
  const former = linksOf(found, living, ({ accounts, left }) => new Set([...accounts, ...left]), foundShare);
  settle(among(unlinked(), former).filter((link) => wentInto(link.known) === undefined), resume);
  comesFrom(former);
  const ended = rings.filter(({ status }) => status === "dead" || status === "merged");
  settle(among(unlinked(), linksOf(found, ended, ({ accounts }) => accounts, smallerShare)), resume);

  const keyed = matchAll(found, unlinked(), rings.filter((ring) => ring.status !== "merged" && (takenBy.has(ring) || wentInto(ring) === undefined)));
  const kin = new Map<number, (typeof keyed)[number]>();
  for (const match of keyed) {
    const { at, ring, bits, share } = match;
    if (idOf.has(at) || kin.has(at)) continue;
    // Nearly as much evidence, or more, that it belongs to a living ring: then it is not another one come back, least of all a torn-off rest of that one.
    const alive = keyed.find((other) => other.at === at && takenBy.has(other.ring) && other.bits >= bits / 2);
    if (alive !== undefined) {
      kin.set(at, alive);
      continue;
    }
    idOf.set(at, ring.ringId);
    takenBy.set(ring, at);
    say(ring.ringId, "return", sizes[at], { overlapShare: share, matchedOn: "keys", matchedBits: bits });
  }

  let next = options.nextNumber;
  for (const at of open()) {
    const ringId = `R-${next++}`;
    idOf.set(at, ringId);
    const parent = from.get(at);
    const relative = kin.get(at);
    if (parent !== undefined) say(ringId, "split", sizes[at], { otherRingId: parent.known.ringId, overlapShare: parent.share, matchedOn: "accounts" });
    else if (relative !== undefined) say(ringId, "birth", sizes[at], { otherRingId: relative.ring.ringId, overlapShare: relative.share, matchedOn: "keys", matchedBits: relative.bits });
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

const none: ReadonlySet<string> = new Set();
const bySeniority = (one: Link, other: Link): number => compareRingIds(one.known.ringId, other.known.ringId);
/** Most accounts in common first, those that still act before all, then the order in which rings were found, then the older ring. */
const byStrength = (one: Link, other: Link): number => other.lively - one.lively || other.shared - one.shared || one.at - other.at || bySeniority(one, other);

/** How a number of accounts in common becomes a share, and whether that links. */
type ShareRule = (shared: number, foundSize: number, knownSize: number) => { share: number; links: boolean };
const smallerShare: ShareRule = (shared, foundSize, knownSize) => {
  const share = overlapShare(shared, foundSize, knownSize);
  return { share, links: share >= linkShare };
};
const foundShare: ShareRule = (shared, foundSize) => ({ share: shared / foundSize, links: shared >= linkShare * foundSize });

/** Of several links of one pair the one with most accounts in common, the earliest given among equals. */
function strongestPerPair(links: readonly Link[]): Link[] {
  const best = new Map<string, Link>();
  for (const link of links) {
    const pair = `${link.at} ${link.known.ringId}`;
    const other = best.get(pair);
    if (other === undefined || link.lively > other.lively || (link.lively === other.lively && link.shared > other.shared)) best.set(pair, link);
  }
  return [...best.values()];
}

/**
 * Pairs of a found ring and a known one that the rule links.
 * @param livelyOnly link by the majority of the known ring's accounts that still act and are found at all, instead of by the rule
 */
function linksOf(found: readonly SightedRing[], known: readonly KnownRing[], accountsOf: (ring: KnownRing) => ReadonlySet<string>, rule: ShareRule, livelyOnly = false): Link[] {
  const sizeOf = new Map(known.map((ring) => [ring, accountsOf(ring).size]));
  const heldBy = new Map<string, KnownRing[]>();
  for (const ring of known) {
    for (const account of accountsOf(ring)) {
      const list = heldBy.get(account);
      if (list === undefined) heldBy.set(account, [ring]);
      else list.push(ring);
    }
  }
  const pairs = found.flatMap(({ accounts, lively }, at) => {
    const counts = new Map<KnownRing, { shared: number; lively: number }>();
    for (const account of accounts) {
      for (const ring of heldBy.get(account) ?? []) {
        const count = counts.get(ring) ?? { shared: 0, lively: 0 };
        count.shared++;
        if (lively.has(account)) count.lively++;
        counts.set(ring, count);
      }
    }
    return [...counts].map(([ring, count]) => ({ ring, at, ...count, ...rule(count.shared, accounts.length, sizeOf.get(ring)!) }));
  });
  const livelyOf = new Map<KnownRing, number>();
  for (const { ring, lively } of pairs) livelyOf.set(ring, (livelyOf.get(ring) ?? 0) + lively);
  const speaks = ({ ring, at, lively }: (typeof pairs)[number]): boolean =>
    lively >= fewestLively && lively > livelyOf.get(ring)! / 2 && overlapShare(lively, found[at].accounts.length, sizeOf.get(ring)!) >= livelyShare;
  return pairs.filter((pair) => (livelyOnly ? speaks(pair) : pair.links)).map(({ ring, at, lively, shared, share }) => ({ known: ring, at, lively, shared, share }));
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

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** `R-9` before `R-10`. */
export const compareRingIds = (one: string, other: string): number => one.length - other.length || compareText(one, other);
