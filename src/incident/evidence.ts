import { takenOver } from "../rings/rules/flood.js";
import type { TraceKind } from "../traces/registry.js";

/** So many of something awake, of how many there are. */
export interface AwakeCount {
  key: string | null;
  /** Quiet participants among them, the account itself left out. */
  awake: number;
  /** All of them, the account itself left out. */
  accounts: number;
}

/** What is known of an account in a surge. */
export interface IncidentView {
  /** It has taken part; false: it has not acted yet. */
  active: boolean;
  /** At most one act in the days before. */
  quiet: boolean;
  /** How long before it acted (before now, where it has not) it last logged in or was created: a place in {@link signInSteps}; null: a newcomer of today that has not come back since. */
  signedIn: number | null;
  /** By what it came, an old silent account: a place in {@link cameByWords}; null: it is not old, or that is not known. */
  cameBy: number | null;
  /** It came in the last two hours and has done nothing since. */
  stirred: boolean;
  /** Days since it was created; null: not known. */
  ageDays: number | null;
  /** Days with a login in the look-back of logins. */
  loginDayCount: number;
  /** It has opened rooms in the days before. */
  openCount: number;
  /** Accounts registered in the same quarter of an hour or beside it: quiet participants (others) of quiet accounts; of all accounts, where `usual` are usual; `stirred` came in
   * the last two hours and did nothing, and `stirring` says that these are far too many.
   */
  cohort: { key: string | null; awake: number; stirred: number; stirring: boolean; quiet: number; accounts: number; usual: number };
  device: AwakeCount;
  subnet: AwakeCount;
  ip: AwakeCount;
  /** Targets that it visited, and those of them that quiet participants opened; its own audience, and the quiet participants among it. */
  visited: number;
  pushed: number;
  audience: number;
  filled: number;
  /** Its place on the armed list: probability 0 where it has none; `awake` of `accounts` of its cohort have woken up (others). */
  armed: { cohort: string | null; ringId: string | null; probability: number; awake: number; accounts: number };
}

/** What is known of the surge as a whole. */
export interface SurgeView {
  /** Quiet accounts that take part, of how many quiet accounts there are. */
  awakeCount: number;
  quietCount: number;
  /** Of those who take part, the share that began to in the last five minutes. */
  recentShare: number;
  /** Of quiet newcomers who registered in no crowd, the share that takes part: what newcomers do anyway. */
  newcomerShare: number;
  /** What a login so long before speaks for, bits, by place in {@link signInSteps}: of those who take part, and of those who have not acted. */
  signInBits: readonly number[];
  waitingSignInBits: readonly number[];
  /** What speaks for a quiet participant that nothing ties to any other, bits. */
  untiedBits: number;
  /** Quiet accounts that stir, as a share of all quiet ones. */
  stirredShare: number;
  /** How many of a batch still sleep for each that is awake, what nine in ten of the batches that wake up stay below; infinite: not known. */
  sleepersPerAwake: number;
  /** What it says by what an old silent account came, bits, by place in {@link cameByWords}. */
  cameByBits: readonly number[];
  /** What it says of a silent account that it had come on several days, bits. */
  returningBits: number;
  /** Of all accounts, the share that is quiet; of newcomers who registered in no crowd. */
  quietShare: number;
  newcomerQuietShare: number;
  /** Of what accounts with a life of their own visit in these minutes, the share that is rooms of quiet participants. */
  pushShare: number;
  /** Of accounts that usually open rooms, the share that is quiet before; 0 to 1. */
  usualQuietShare: number;
}

/** One thing that speaks for an account being of the incident (bits above 0), or against. */
export interface Evidence {
  name: "armed" | "cohort" | "device" | "ip" | "subnet" | "pushes" | "filled" | "woke_up" | "own_life" | "signed_in" | "came_by" | "returning" | "base";
  bits: number;
  /** For people. */
  says: string;
  /** It holds of people who were called together as well. */
  weak?: boolean;
  /** What it rests on, as the allow-list and the brakes know it. */
  key?: { kind: TraceKind; key: string; members: number };
}

/**
 * Limits of single kinds of evidence, bits, and what they ask for. Each is as much as the kind was worth on worlds of four generators, rounded down; none decides alone, but for a
 * cohort that is awake in far more than its share.
 */
export const limits = {
  /** Next to nothing done before: against usual openers, of whom most live. */
  wokeUp: 3,
  /** Days of its own speak against. */
  ownLife: -2,
  cohort: 8,
  /** Newcomers are called together too, by a campaign, a challenge or a friend: what registers in these last days shares a day of joining. */
  freshDays: 4,
  freshCohort: 2.5,
  device: 6,
  ip: 5,
  subnet: 4,
  /** Of a quarter of an hour of newcomers so many others must be awake. */
  freshCount: 2,
  /** Of a device, address or network so many others, and this share of all its others, must be awake. */
  thingCount: { device: 2, ip: 2, subnet: 3 },
  thingShare: 0.3,
  pushes: 7,
  filled: 4,
  /** Of what it visited this share must be rooms of quiet participants; of its audience this share quiet participants. */
  pushedShare: 0.7,
  filledShare: 0.15,
  armed: 8,
  signedIn: 4,
  untied: 4,
  cameBy: 4,
  returning: { days: 3, for: 1, against: -4 },
} as const;

/** Of all quiet accounts the share that is awake: what is usual for any of them. */
export const awakeShare = ({ awakeCount, quietCount }: Pick<SurgeView, "awakeCount" | "quietCount">): number => (quietCount === 0 ? 0 : awakeCount / quietCount);

/** How much more of some accounts are awake than the usual share of them, bits; below 0 where fewer are. */
const bitsAbove = (awake: number, accounts: number, usualShare: number): number => Math.log2((awake + 0.2) / (accounts * usualShare + 0.1));

/** All evidence together, from even odds. */
function sumOf(evidence: readonly Evidence[]): { bits: number; probability: number } {
  const bits = evidence.reduce((sum, one) => sum + one.bits, 0);
  return { bits, probability: 1 / (1 + 2 ** -bits) };
}

/**
 * What speaks for an account: log2 of how much more often it is found among those who are awake than among all who were as quiet. The surge itself says how often: a registration quarter of an
 * hour of which a third goes live in the same minutes, where one in two hundred of all quiet accounts does, is worth log2 of 67. The account itself is left out on both sides.
 */
export function evidenceOf(view: IncidentView, surge: SurgeView): Evidence[] {
  const found: Evidence[] = [];
  const base = awakeShare(surge);
  const above = (awake: number, accounts: number, usual = base): number => bitsAbove(awake, accounts, usual);
  const add = (evidence: Evidence): void => void (Math.abs(evidence.bits) >= 0.05 && found.push(evidence));
  const { armed, cohort } = view;

  if (armed.probability > 0 && armed.awake >= 2) {
    const bits = Math.min(limits.armed, above(armed.awake, armed.accounts));
    if (bits > 0) add({ name: "armed", bits, says: `is on the night's armed list (${armed.cohort}), of which ${armed.awake} of ${armed.accounts} others have woken up` });
  }
  if (view.quiet && cohort.key !== null && (cohort.awake > 0 || cohort.stirring)) {
    const fresh = view.ageDays !== null && view.ageDays < limits.freshDays;
    const awake = fresh && cohort.awake < limits.freshCount ? 0 : Math.min(fresh ? limits.freshCohort : limits.cohort, above(cohort.awake, cohort.quiet - 1, fresh ? Math.max(base, surge.newcomerShare) : base));
    // The first of a batch has nobody before it, but those who are about to follow.
    const bits = cohort.stirring ? Math.max(awake, Math.min(limits.cohort, above(cohort.awake + cohort.stirred, cohort.quiet - 1, base + surge.stirredShare))) : awake;
    if (bits > 0) {
      add({
        name: "cohort", bits, says: `was registered beside ${cohort.quiet - 1} accounts as silent as itself, of which ${cohort.awake} have woken up with it${cohort.stirring ? ` and ${cohort.stirred} came in the last two hours` : ""}${fresh ? " (days ago only: newcomers may be called together)" : ""}`, ...(fresh ? { weak: true } : {}),
        key: { kind: "registration", key: cohort.key, members: cohort.awake + (cohort.stirring ? cohort.stirred : 0) + 1 },
      });
    }
  }
  if (view.quiet) {
    const things = (["device", "ip", "subnet"] as const).map((kind) => ({ kind, thing: view[kind] })).filter(({ kind, thing }) => thing.awake >= limits.thingCount[kind] && thing.awake >= limits.thingShare * thing.accounts);
    // A device, its address and its network are one place: the strongest counts.
    const [best] = things.map(({ kind, thing }) => ({ kind, thing, bits: Math.min(limits[kind], above(thing.awake, thing.accounts)) })).sort((one, other) => other.bits - one.bits);
    if (best !== undefined && best.bits > 0) {
      const { kind, thing, bits } = best;
      add({ name: kind, bits, says: `is on a ${kind === "ip" ? "network address" : kind === "subnet" ? "network" : "device"} of ${thing.accounts} others, of which ${thing.awake} have woken up with it`, key: { kind, key: thing.key!, members: thing.awake + 1 } });
    }
  }
  const pushedShare = view.visited === 0 ? 0 : view.pushed / view.visited;
  const filledShare = view.audience === 0 ? 0 : view.filled / view.audience;
  // Where most rooms are of the surge, people come into them too.
  const pushes = view.pushed >= 1 && pushedShare >= limits.pushedShare ? Math.max(0, Math.min(limits.pushes - (view.pushed === 1 ? 3 : 0), view.pushed * Math.log2(1 / Math.max(0.001, surge.pushShare)))) : 0;
  const filled = view.filled >= 1 && filledShare >= limits.filledShare ? limits.filled - (view.filled === 1 ? 1 : 0) : 0;
  // Both are one push, seen from its two ends.
  if (view.active && pushes >= filled && pushes > 0) add({ name: "pushes", bits: pushes, says: `visits ${view.pushed === 1 ? "a room" : `${view.pushed} rooms`} that others like it opened in these minutes${view.visited === view.pushed ? ", and nothing else" : `, and ${view.visited - view.pushed} other targets`}` });
  else if (view.active && filled > 0) add({ name: "filled", bits: filled, says: `has an audience of ${view.audience}, of which ${view.filled} woke up in these minutes` });

  const tied = found.some((one) => !isWeak(one));
  if (!view.quiet) add({ name: "own_life", bits: limits.ownLife, says: "acted on its own in the days before" });
  else if (tied) add({ name: "woke_up", bits: Math.min(limits.wokeUp, Math.max(1, Math.log2(0.9 / Math.max(0.01, surge.usualQuietShare)))), says: "had done at most one thing in the days before" });
  else add({ name: "woke_up", bits: surge.untiedBits, says: "had done at most one thing in the days before, as most who take part" });
  if (view.quiet && view.signedIn !== null) add({ name: "signed_in", bits: surge.signInBits[view.signedIn], says: `last logged in ${signInWords[view.signedIn]} before` });
  if (view.quiet && view.cameBy !== null) add({ name: "came_by", bits: surge.cameByBits[view.cameBy], says: cameByWords[view.cameBy] });
  return found;
}

/** What people who follow a call have in common too: a day of joining, a network. */
const isWeak = ({ name, weak }: Evidence): boolean => name === "subnet" || weak === true;

/** What is known of it alone. */
const isOwn = ({ name }: Evidence): boolean => name === "woke_up" || name === "own_life" || name === "signed_in" || name === "came_by";

/** What ties it to others that take part, bits: by things that people who follow the same call do not have in common; and by things that they have. */
export const tieBits = (evidence: readonly Evidence[]): number => evidence.reduce((sum, one) => (isOwn(one) || isWeak(one) ? sum : sum + one.bits), 0);
export const weakTieBits = (evidence: readonly Evidence[]): number => evidence.reduce((sum, one) => (isWeak(one) ? sum + one.bits : sum), 0);

/** Steps of the time between the last login and an act, minutes; what is longer has the last place. */
export const signInSteps = [5, 30, 120, 1440] as const;
const signInWords = ["minutes", "within half an hour", "within two hours", "within a day", "more than a day"] as const;

/** By what an old silent account came, against what it had used until some weeks before. */
export const cameByWords = ["came by a machine or network that it used before", "is old, and came by a machine and a network that it never used until lately", "is old, and came when nothing had been seen of it for months"] as const;

/** Where so many accounts of the smaller side are known, their logins say half of what they show. */
const signInWeight = 8;

/**
 * How telling the time between login and act is, bits: its share among participants that are tied to each other over its share among participants who live (those came for the event, if there is one).
 * Both are of this surge and this source: some platforms log in for every visit, others once a month; some operators open sessions for the evening, others keep them.
 * Of a handful it says next to nothing.
 * @param tied places of {@link signInSteps} of quiet participants that are tied to others
 * @param lively those of participants that acted on their own in the days before and are tied to nobody
 */
export function learnSignIns(tied: readonly (number | null)[], lively: readonly (number | null)[]): number[] {
  const count = (list: readonly (number | null)[], place: number): number => list.filter((one) => one === place).length;
  const total = (list: readonly (number | null)[]): number => list.filter((one) => one !== null).length;
  const known = Math.min(total(tied), total(lively));
  return [...signInSteps, null].map((_, place) => {
    if (count(tied, place) + count(lively, place) === 0) return 0;
    const share = (list: readonly (number | null)[]): number => (count(list, place) + 0.5) / (total(list) + 2.5);
    return within((Math.log2(share(tied) / share(lively)) * known) / (known + signInWeight), limits.signedIn);
  });
}

/**
 * What speaks for quiet participants that nothing ties to others, bits: the odds under which their logins are the likeliest, as a mixture of those who are tied and of those who live (Dempster,
 * Laird and Rubin 1977). Where logins do not tell them apart, it stays at even odds.
 * @param bits of each such participant, by {@link learnSignIns}
 */
export function untiedOdds(bits: readonly number[]): number {
  let share = 0.5;
  // Two of each side are supposed to be there.
  for (let round = 0; round < 50; round++) share = (2 + bits.reduce((sum, one) => sum + 1 / (1 + ((1 - share) / share) * 2 ** -one), 0)) / (4 + bits.length);
  return within(Math.log2(share / (1 - share)), limits.untied);
}

/**
 * The same for accounts that have not acted, against all that are as silent: of those that are still to act, half of those who log in shortly before have not done so yet.
 * @param tied as for {@link learnSignIns}
 * @param asleep how many silent accounts that do not take part, by place
 */
export function learnWaitingSignIns(tied: readonly (number | null)[], asleep: readonly number[]): number[] {
  const last = signInSteps.length;
  const total = tied.filter((one) => one !== null).length;
  const shares = Array.from({ length: last + 1 }, (_, place) => tied.filter((one) => one === place).length / Math.max(1, total));
  const soon = (shares[0] + shares[1]) / 2;
  const asleepTotal = asleep.reduce((sum, one) => sum + one, 0);
  return shares.map((share, place) => {
    const to = place === last ? share + soon : place < 2 ? share / 2 : share;
    return total === 0 ? 0 : within(Math.log2((to + 0.01) / ((asleep[place] + 1) / (asleepTotal + last + 1) + 0.01)), limits.signedIn);
  });
}

/** So many old silent participants must have come by what is new to them before they say that accounts were taken over. */
const takenLeast = 20;

/**
 * Of old silent participants, how sure it is that one who came by what is new to it is not its owner: whoever came by what is old is a person, and so they say how many people come by what is new.
 * @param participants how many, by place of {@link cameByWords}
 * @param usual the same of such accounts on days without a surge
 * @returns 0 to 1; 0 where new machines are what people come by
 */
export function takenProbability(participants: readonly number[], usual: readonly number[]): number {
  const [known, fresh] = [participants[0], participants[1] + participants[2]];
  const usualShare = (usual[1] + usual[2] + 1) / (usual[0] + usual[1] + usual[2] + 2);
  return fresh < takenLeast ? 0 : takenOver.decide({ cameNew: true, agedCount: known + fresh, cameNewCount: fresh, usualShare }).measured;
}

/** Whether {@link takenProbability} says that accounts were taken over. */
export const isTaken = (probability: number): boolean => probability >= takenOver.thresholds.probability;

/**
 * What it says by what an old silent account came, bits: its share among participants that are tied to each other over its share among such accounts on usual days. Where accounts were taken over,
 * what is new speaks for that as far as people do not come so.
 * @param tied as for {@link takenProbability}: participants that others tie to the surge
 */
export function learnCameBy(tied: readonly number[], participants: readonly number[], usual: readonly number[]): number[] {
  const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);
  const share = (list: readonly number[], place: number): number => (list[place] + 0.5) / (total(list) + 1.5);
  const known = Math.min(total(tied), total(usual));
  const taken = isTaken(takenProbability(participants, usual));
  return cameByWords.map((_, place) => {
    const learnt = (Math.log2(share(tied, place) / share(usual, place)) * known) / (known + signInWeight);
    const bits = taken && place > 0 ? Math.max(learnt, -Math.log2(share(usual, 1) + share(usual, 2))) : learnt;
    return within(bits, limits.cameBy);
  });
}

/**
 * What it says that a silent account had come on several days: the share of such among tied participants over that among all that are asleep, bits; hardly ever for, often against.
 * @param tied,asleep how many there are, and how many of them had come on several days
 */
export function learnReturning(tied: { accounts: number; returning: number }, asleep: { accounts: number; returning: number }): number {
  const bits = Math.log2((tied.returning + 0.5) / (tied.accounts + 1) / ((asleep.returning + 0.5) / (asleep.accounts + 1)));
  return Math.max(limits.returning.against, Math.min(limits.returning.for, (bits * tied.accounts) / (tied.accounts + signInWeight)));
}

const within = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

/** An old account with days of its own may have been taken over: its owner is asked to secure it. */
export const looksHijacked = (view: Pick<IncidentView, "ageDays" | "loginDayCount" | "quiet">, hijackAgeDays: number): boolean =>
  view.ageDays !== null && view.ageDays >= hijackAgeDays && view.loginDayCount >= 3;

/** What may be done without people, in an incident; a ban waits for the night and for people. */
export type IncidentAction = "challenge" | "restrict";

export interface IncidentPolicy {
  challengeBits: number;
  restrictBits: number;
  /** Quiet accounts that have not acted yet: the probability from which they are proposed. */
  waitingProbability: number;
  hijackAgeDays: number;
}

export interface Answer {
  bits: number;
  probability: number;
  action: IncidentAction | null;
  evidence: Evidence[];
}

/**
 * What is proposed for an account. Prior odds are even: that a surge goes on says nothing of who is behind it. One that has woken up and acted needs evidence of more than one kind to reach
 * the lower limit, so that a newcomer of a challenge, a returning account or a viewer of a crowd is not named for that alone.
 */
export function answer(view: IncidentView, surge: SurgeView, policy: IncidentPolicy): Answer {
  if (!view.active) return waiting(view, surge, policy);
  const evidence = evidenceOf(view, surge);
  const { bits, probability } = sumOf(evidence);
  // Whom nothing ties to others, or only what people share as well, is asked at most.
  const restrict = bits >= policy.restrictBits && view.quiet && tieBits(evidence) > 0 && !looksHijacked(view, policy.hijackAgeDays);
  const action = bits < policy.challengeBits ? null : restrict ? "restrict" : "challenge";
  return { bits, probability, action, evidence };
}

/** So many of a cohort must be awake, with a chance below 2 to the minus this of being so by accident, before those of it that sleep are named. */
export const litCohort = { count: 3, bits: 10 } as const;

/** So many of a cohort must have come in the last two hours and done nothing since, with a chance below 2 to the minus this: every quarter of an hour is looked at, awake or not. */
export const stirringCohort = { count: 3, bits: 20 } as const;

/** Of newcomers of the last days that are more than usual it is as likely that something else called them. */
const calledTogetherBits = 1;

/** Where fewer than this share of the participants began in the last minutes, who is to come has come: those that still sleep are mostly people, and nobody is named for sleeping any more. */
export const stillComing = 0.1;

/**
 * An account that has not acted. It was registered beside accounts that begin to wake up: of those that are as silent as it is and still sleep, so many are above what is usual. Or it is
 * on the armed list in a cohort that wakes up, or on a device or network most of whose accounts have. To this come its login of today, where those who woke up logged in first, and others do not.
 */
function waiting(view: IncidentView, surge: SurgeView, policy: IncidentPolicy): Answer {
  const { armed, cohort } = view;
  const evidence: Evidence[] = [];
  const base = awakeShare(surge);
  const left = cohort.quiet - cohort.awake;
  const fresh = view.ageDays !== null && view.ageDays < limits.freshDays;
  const innocent = Math.min(left, Math.max(0.3, cohort.usual * (fresh ? surge.newcomerQuietShare : surge.quietShare)));
  // More than usual by a standard deviation of such a count: some quarters are busier than others.
  const excess = left - innocent - Math.sqrt(innocent);
  // Batches wake up side by side: where hardly anybody of many has, most were called by something else when they joined.
  const due = Math.min(excess, surge.sleepersPerAwake * (cohort.awake + 2 * Math.sqrt(cohort.awake)));
  const lit = cohort.key !== null && cohort.awake >= litCohort.count && due > 0;
  const cohortBits = lit ? Math.min(limits.cohort, Math.log2(due / (innocent + excess - due)) - (fresh ? calledTogetherBits : 0)) : Number.NEGATIVE_INFINITY;
  // Of those who came tonight and did nothing, so many are usual in such a quarter of an hour.
  const usualStirred = Math.max(0.3, cohort.quiet * surge.stirredShare);
  const stirredBits = view.stirred && cohort.stirring && !fresh ? Math.min(limits.cohort, Math.log2(Math.max(0.1, cohort.stirred - usualStirred - Math.sqrt(usualStirred)) / usualStirred)) : Number.NEGATIVE_INFINITY;
  const signedInBits = view.signedIn === null ? 0 : surge.waitingSignInBits[view.signedIn];
  const armedBits = armed.awake > 0 && armed.probability > 0 ? Math.min(limits.armed, Math.log2(armed.probability / Math.max(0.004, 1 - armed.probability))) : Number.NEGATIVE_INFINITY;
  // The prior is one of these, or what one in so many quiet accounts is. That it came tonight is what stirring says already.
  const stirs = stirredBits > Math.max(cohortBits, armedBits) + signedInBits;
  if (stirs) {
    evidence.push({
      name: "cohort", bits: stirredBits, says: `has not acted yet; was registered with ${cohort.quiet} accounts that were silent, of which ${cohort.stirred} came in the last two hours, where ${Math.round(usualStirred)} are usual, and ${cohort.awake} have woken up in these minutes`,
      key: { kind: "registration", key: cohort.key!, members: cohort.awake + cohort.stirred },
    });
  } else if (cohortBits >= armedBits && lit) {
    evidence.push({
      name: "cohort", bits: cohortBits, says: `has not acted yet; was registered with ${left} accounts that are silent still, where ${Math.round(innocent)} are usual, and ${cohort.awake} have woken up in these minutes`,
      key: { kind: "registration", key: cohort.key!, members: cohort.awake + 1 },
    });
  } else if (Number.isFinite(armedBits)) {
    evidence.push({ name: "armed", bits: armedBits, says: `has not acted yet; is on the night's armed list (${armed.cohort}), of which ${armed.awake} of ${armed.accounts} have woken up` });
  } else evidence.push({ name: "base", bits: Math.log2(Math.max(base, 1e-6)), says: "has not acted yet" });
  // A network alone is a neighbourhood.
  const [thing] = (["device", "ip", "subnet"] as const).map((kind) => ({ kind, ...view[kind] })).filter(({ kind, key, awake }) => key !== null && awake >= limits.thingCount[kind] && (kind !== "subnet" || evidence[0].name !== "base"));
  if (thing !== undefined) {
    const bits = Math.min(limits[thing.kind] + 2, bitsAbove(thing.awake, thing.accounts, base));
    if (bits > 0) evidence.push({ name: thing.kind, bits, says: `is on a ${thing.kind === "device" ? "device" : "network"} of ${thing.accounts} others, of which ${thing.awake} have woken up`, key: { kind: thing.kind, key: thing.key!, members: thing.awake + 1 } });
  }
  if (view.signedIn !== null && !stirs) evidence.push({ name: "signed_in", bits: signedInBits, says: `last logged in ${signInWords[view.signedIn]} ago` });
  if (view.cameBy !== null && surge.cameByBits[view.cameBy] !== 0) evidence.push({ name: "came_by", bits: surge.cameByBits[view.cameBy], says: cameByWords[view.cameBy] });
  if (view.loginDayCount >= limits.returning.days && surge.returningBits !== 0) evidence.push({ name: "returning", bits: surge.returningBits, says: "had come on several days" });
  const { bits, probability } = sumOf(evidence);
  return { bits, probability, action: probability >= policy.waitingProbability && surge.recentShare >= stillComing ? "restrict" : null, evidence };
}

/** How unlikely at least `count` are where `expected` are, bits: the upper tail of a Poisson count, 0 where it is usual. */
export function tailBits(count: number, expected: number): number {
  if (count <= expected || count <= 0) return 0;
  if (expected <= 0) return Number.POSITIVE_INFINITY;
  // The first term of the tail carries it where count is above expected; ln n! by Stirling's series.
  const lnFactorial = count < 2 ? 0 : count * Math.log(count) - count + 0.5 * Math.log(2 * Math.PI * count) + 1 / (12 * count);
  const first = count * Math.log(expected) - expected - lnFactorial;
  return Math.max(0, -(first - Math.log(1 - expected / (count + 1))) / Math.LN2);
}
