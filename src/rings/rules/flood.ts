import type { Rule } from "./rule.js";

/** What is known of one flood: a time in which many accounts opened a room. */
export interface FloodView {
  /** Accounts that opened a room in it, and how many a usual time of this day has. */
  participantCount: number;
  usualCount: number;
  /** Accounts of the push, and those of them that had done next to nothing before. */
  coreCount: number;
  silentCoreCount: number;
  /** Accounts of the batches that woke up, the days on which at least a few of them were created, and the largest part of them that one network saw, 0 to 1. */
  wokenCount: number;
  wokenDayCount: number;
  wokenRoofShare: number;
  /** Accounts that look taken over. */
  takenCount: number;
}

/** What a participant came by, one of months that did next to nothing before. */
export interface CameByView {
  /** By a machine and from a network that it never used until a few weeks ago. */
  cameNew: boolean;
  /** Silent participants of that age, and how many of them came so. */
  agedCount: number;
  cameNewCount: number;
  /** The share of the source's other accounts of that age that came so at that time, 0 to 1. */
  usualShare: number;
}

/** One hour of registrations, as the flood sees it. */
export interface HourView {
  /** Accounts created in it, and those of them that took part having done next to nothing before. */
  accountCount: number;
  wokenCount: number;
  /** The share of all other hours' accounts that took part so. */
  usualShare: number;
}

/** What is known of one participant of a flood. */
export interface ParticipantView {
  /** Rooms of other participants that it visited, and all rooms that it visited. */
  pushedCount: number;
  visitedCount: number;
  /** Visitors of its own room, and those of them who are participants. */
  audienceCount: number;
  participantAudienceCount: number;
}

/** A surge, judged against the same time of day on other days. */
export const surge = {
  /** So many times the usual number, and so many accounts more than that, open a slot of a flood. */
  factor: 5,
  minAccounts: 30,
} as const;

/** An attack has so many accounts, and so many times what a usual time of the day has. */
const attackSize = { core: 50, times_usual: 5 } as const;
const leastOf = ({ usualCount }: FloodView, { core, times_usual }: Rule<FloodView>["thresholds"]): number => Math.max(core, times_usual * usualCount);

/** Accounts older than `agedMs` have machines of their own, and what they never used until `newMs` before a flood is new to them; who did no more than `quietCount` acts in the look-back did next to nothing. */
export const cameBy = { agedMs: 60 * 86_400_000, newMs: 30 * 86_400_000, quietCount: 1 } as const;

/** A participant is of the push where it visits participants' rooms and hardly others, or where participants are its public. */
export const pushesOthers: Rule<ParticipantView> = {
  name: "of_the_push",
  stage: "account",
  reason:
    "When an account opens a room and fills rooms that were opened in the same minutes, or is filled by them, the rooms are one plan; against people whom an event or an app calls to go live, who have viewers of their own and visit whom they like.",
  source: "closed audience; lockstep on each other's rooms (Beutel et al. 2013)",
  thresholds: { pushed: 2, pushed_share: 0.7, filled: 2, filled_share: 0.15 },
  decide(view) {
    const { pushed, pushed_share, filled, filled_share } = this.thresholds;
    const pushedShare = view.visitedCount === 0 ? 0 : view.pushedCount / view.visitedCount;
    const filledShare = view.audienceCount === 0 ? 0 : view.participantAudienceCount / view.audienceCount;
    const pushes = view.pushedCount >= pushed && pushedShare >= pushed_share;
    const isFilled = view.participantAudienceCount >= filled && filledShare >= filled_share;
    return { pass: pushes || isFilled, measured: Math.max(view.pushedCount >= pushed ? pushedShare : 0, view.participantAudienceCount >= filled ? filledShare : 0), threshold: pushes ? pushed_share : filled_share };
  },
};

/** Accounts created in one hour that wake up in the same minutes, weeks later, were made for them. */
export const wokenBatch: Rule<HourView> = {
  name: "woken_batch",
  stage: "account",
  reason:
    "When a fifth of all accounts that were created in one hour did nothing ever since and open a room in the same minutes, many times as many as of other hours, they were made for this; against people whom an event calls back, who joined at any time.",
  source: "bulk registration before 22 December 2025; the usual share is that of the other hours",
  thresholds: { count: 4, share: 0.2, times_usual: 10 },
  decide(view) {
    const { count, share, times_usual } = this.thresholds;
    const threshold = Math.max(count, share * view.accountCount, times_usual * view.usualShare * view.accountCount);
    return { pass: view.wokenCount >= threshold, measured: view.wokenCount, threshold };
  },
};

/** A flood without a push is an attack where batches of several days woke up for it. */
export const wokenFlood: Rule<FloodView> = {
  name: "woken_flood",
  stage: "accept",
  reason:
    "When batches that were registered on several days and did nothing since open rooms in the same minutes, from many networks, they are one operator's, whoever fills the rooms; against a school, a company or a campaign, which brings its people on one day or sits in one place.",
  source: "Kulldorff 1997 (a scan against the usual number); the night of 22 December 2025",
  thresholds: { ...attackSize, days: 2, roof_share: 0.4 },
  decide(view) {
    const { days, roof_share } = this.thresholds;
    const threshold = leastOf(view, this.thresholds);
    return { pass: view.wokenCount >= threshold && view.wokenDayCount >= days && view.wokenRoofShare <= roof_share, measured: view.wokenCount, threshold };
  },
};

/** An old account that wakes up on a stranger's machine, in a flood, is not in its owner's hands. */
export const takenOver: Rule<CameByView> = {
  name: "taken_over",
  stage: "account",
  reason:
    "When an account of months did nothing, and opens a room in the flood by a machine and from a network that it never used until lately, somebody else has its password; against people whom an event calls back, who come by their own phone, and against an update that gives everybody a new device id.",
  source: "credential stuffing: an owner's machines are old, a thief's are new; what others bring is taken off at the source's own share",
  thresholds: { probability: 0.9, usual_share: 0.5 },
  decide(view) {
    const { probability, usual_share } = this.thresholds;
    const isTold = view.cameNew && view.usualShare < usual_share;
    // Who came by what is old is a person, so these say how many people came by what is new.
    const people = ((view.agedCount - view.cameNewCount) * view.usualShare) / (1 - view.usualShare);
    const measured = isTold ? Math.max(0, 1 - people / view.cameNewCount) : 0;
    return { pass: measured >= probability, measured, threshold: probability };
  },
};

/** A flood without a push and without batches is an attack where dozens of accounts of others were taken over for it. */
export const takenFlood: Rule<FloodView> = {
  name: "taken_flood",
  stage: "accept",
  reason: "When dozens of old silent accounts open rooms in the same minutes, all by machines and from networks that are new to them, they were taken over for this; against people whom an event calls back by their own phones.",
  source: "credential stuffing; Kulldorff 1997 (a scan against the usual number)",
  thresholds: attackSize,
  decide(view) {
    const threshold = leastOf(view, this.thresholds);
    return { pass: view.takenCount >= threshold, measured: view.takenCount, threshold };
  },
};

/** A flood is an attack only with a core that pushes itself and woke up for it. */
export const pushedFlood: Rule<FloodView> = {
  name: "pushed_flood",
  stage: "accept",
  reason: "When dozens of rooms that push each other open in minutes, far more than ever at that time, and most had done nothing before, they are one operator's; a surge alone, such as an event or a challenge, proposes nobody.",
  source: "Kulldorff 1997 (a scan against the usual number); the night of 22 December 2025",
  thresholds: { ...attackSize, silent_share: 0.5 },
  decide(view) {
    const silent = view.coreCount === 0 ? 0 : view.silentCoreCount / view.coreCount;
    const threshold = leastOf(view, this.thresholds);
    return { pass: view.coreCount >= threshold && silent >= this.thresholds.silent_share, measured: view.coreCount, threshold };
  },
};
