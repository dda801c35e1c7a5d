import { pushesOthers, surge, wokenBatch } from "./rules/flood.js";

/** A span of time in which far more accounts open a room than at this time of other days; ms since 1970, end excluded. */
export interface SurgeWindow {
  fromMs: number;
  toMs: number;
  /** Accounts that a usual day would have in it. */
  usualCount: number;
}

/** Who took part in a flood and who visited whom, in columns. */
export interface Flood {
  /** Ascending. */
  accounts: Int32Array;
  /** Beside `accounts`: what it had done before. */
  beforeCount: ArrayLike<number>;
  /** Visits, each room once per visitor: who, and the participant whose room it is (-1: nobody's). */
  visitor: Int32Array;
  owner: Int32Array;
}

/** Registrations by hour, in columns; hours without one are missing. */
export interface CreatedHours {
  /** Start of the hour, ms since 1970. */
  hourMs: ArrayLike<number>;
  accountCount: ArrayLike<number>;
  /** Of `accountCount` those who took part in the flood having done next to nothing before. */
  wokenCount: ArrayLike<number>;
}

/** How a participant without a push is tied to the core: others created beside it, on its device, on its address, and how many of them are the core's. */
export interface TieView {
  createdCount: number;
  createdCoreCount: number;
  deviceCount: number;
  deviceCoreCount: number;
  addressCount: number;
  addressCoreCount: number;
  /** On its network (/24, /48). */
  networkCount: number;
  networkCoreCount: number;
}

/** Slots of a surge at most this far apart are one flood, ms. */
const gapMs = 900_000;

/** Of those created within minutes, on the device or on the address, so many and this share must be the core's. */
const tie = { count: 2, createdShare: 0.3, thingShare: 0.5 } as const;

/** Rounds in which the push is taken among those who are left. */
const rounds = 4;

/**
 * The slots with far more openings than usual, joined to windows and widened by a slot on either side.
 * @param slotMs start of each slot, ascending; slots without an opening are missing
 */
export function surgeWindows(slotStart: ArrayLike<number>, counts: ArrayLike<number>, usual: ArrayLike<number>, slotMs: number): SurgeWindow[] {
  const windows: SurgeWindow[] = [];
  for (let i = 0; i < slotStart.length; i++) {
    if (counts[i] < surge.minAccounts || counts[i] < surge.factor * (usual[i] + 1)) continue;
    const last = windows.at(-1);
    if (last !== undefined && slotStart[i] - last.toMs <= gapMs) {
      last.toMs = slotStart[i] + 2 * slotMs;
      last.usualCount += usual[i];
    } else windows.push({ fromMs: slotStart[i] - slotMs, toMs: slotStart[i] + 2 * slotMs, usualCount: usual[i] });
  }
  return windows;
}

/**
 * The places of the participants that push each other (core), ascending: the push is taken among those who are left until nobody leaves, so that whoever only met a
 * bot or two is not carried by the rest. Touched: of the rest those who visited a room of the core, and hardly any other, or were visited by it.
 */
export function pushOfFlood(flood: Flood): { core: number[]; touched: number[] } {
  const { accounts, visitor, owner } = flood;
  const place = new Map<number, number>();
  for (let i = 0; i < accounts.length; i++) place.set(accounts[i], i);
  const visitorPlace = Int32Array.from(visitor, (account) => place.get(account) ?? -1);
  const ownerPlace = Int32Array.from(owner, (account) => place.get(account) ?? -1);
  let inside = new Uint8Array(accounts.length).fill(1);
  const touched: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const pushed = new Int32Array(accounts.length);
    const visited = new Int32Array(accounts.length);
    const audience = new Int32Array(accounts.length);
    const participants = new Int32Array(accounts.length);
    for (let i = 0; i < visitor.length; i++) {
      const from = visitorPlace[i];
      const to = ownerPlace[i];
      if (from >= 0 && from === to) continue;
      if (from >= 0) visited[from]++;
      if (to >= 0) audience[to]++;
      if (from >= 0 && to >= 0 && inside[to] === 1) pushed[from]++;
      if (from >= 0 && to >= 0 && inside[from] === 1) participants[to]++;
    }
    const next = new Uint8Array(accounts.length);
    let changed = false;
    touched.length = 0;
    for (let i = 0; i < accounts.length; i++) {
      if (inside[i] === 1 && pushesOthers.decide({ pushedCount: pushed[i], visitedCount: visited[i], audienceCount: audience[i], participantAudienceCount: participants[i] }).pass) next[i] = 1;
      else if (participants[i] > 0 || (pushed[i] > 0 && pushed[i] * 2 >= visited[i])) touched.push(i);
      if (next[i] !== inside[i]) changed = true;
    }
    inside = next;
    if (!changed) break;
  }
  const core: number[] = [];
  for (let i = 0; i < inside.length; i++) if (inside[i] === 1) core.push(i);
  return { core, touched };
}

/**
 * The hours of registration that woke up for the flood (start, ms since 1970). What is usual is said by all other hours, so it is asked again once those that
 * woke up are known.
 */
export function wokenHours({ hourMs, accountCount, wokenCount }: CreatedHours): Set<number> {
  let woken = new Set<number>();
  for (let round = 0; round < 2; round++) {
    let [accounts, opened] = [0, 0];
    for (let i = 0; i < hourMs.length; i++) {
      if (woken.has(hourMs[i])) continue;
      accounts += accountCount[i];
      opened += wokenCount[i];
    }
    const usualShare = accounts === 0 ? 0 : opened / accounts;
    woken = new Set(Array.from(hourMs).filter((_, i) => wokenBatch.decide({ accountCount: accountCount[i], wokenCount: wokenCount[i], usualShare }).pass));
  }
  return woken;
}

/** Whether what a participant shares with others, it shares mostly with the core. */
export function tiedToCore(view: TieView): boolean {
  const speaks = (core: number, all: number, share: number): boolean => core >= tie.count && core >= share * all;
  return speaks(view.createdCoreCount, view.createdCount, tie.createdShare) || speaks(view.deviceCoreCount, view.deviceCount, tie.thingShare) || speaks(view.addressCoreCount, view.addressCount, tie.thingShare) || speaks(view.networkCoreCount, view.networkCount, tie.thingShare);
}
