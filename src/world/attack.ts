import type { Life } from "./life.js";
import { Random } from "./random.js";
import { RingCrew, type AddressOf } from "./ring-crew.js";
import { dayMs, evening, habits, hourMs, minuteMs, regions, span, type ActionName, type Tactics } from "./scenarios.js";

export interface AttackOptions {
  life: Life;
  seed: number;
  name: string;
  /** New accounts of the ring. */
  bots: readonly number[];
  /** Innocents whose accounts it has stolen. */
  stolen: readonly number[];
  innocentCount: number;
  /** Homes below this number are innocents'. */
  homesTo: number;
  tactics: Tactics;
}

/** The last moment before the end of time at which it is the hour of the evening, and late enough after it to see what happened. */
export function eveningMs(asOfMs: number): number {
  const last = asOfMs - evening.leastMs;
  const at = Math.floor(last / dayMs) * dayMs + evening.hour * hourMs;
  return at <= last ? at : at - dayMs;
}

/** An account on its way into the evening. */
interface Attacker {
  account: number;
  liveMs: number;
}

const spec = habits.attack;

/**
 * The attack. Several suppliers deliver: each registers, keeps and runs its accounts in its own way, and all of them obey one clock. At the hour every account goes live
 * in its own room; many push some of these rooms; a part is held back and comes later. Real people stumble in and report.
 */
export function plantAttack(options: AttackOptions): void {
  const { life, seed, name, bots, stolen, homesTo, tactics } = options;
  const plan = new Random(seed, `ring ${name} plan`);
  const startMs = eveningMs(life.asOfMs);
  const count = Math.max(1, Math.min(plan.intBetween(spec.suppliers[0], spec.suppliers[1]), Math.floor(bots.length / 8)));
  const weights = Array.from({ length: count }, () => plan.logNormal(1, 0.8));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const freshShare = plan.between(spec.freshShare[0], spec.freshShare[1]);
  const tests = Array.from({ length: plan.intBetween(spec.tests.count[0], spec.tests.count[1]) }, () => testMoment(plan, startMs));
  close(life, plan, bots, startMs);
  const attackers: Attacker[] = [];
  let from = 0;
  let robbedFrom = 0;
  weights.forEach((weight, number) => {
    const isLast = number === count - 1;
    const to = isLast ? bots.length : Math.min(bots.length, from + Math.round((bots.length * weight) / total));
    const robbedTo = isLast ? stolen.length : Math.min(stolen.length, robbedFrom + Math.round((stolen.length * weight) / total));
    const own = bots.slice(from, to);
    const crew = new RingCrew(life, seed, `${name} supplier ${number + 1}`, [...own, ...stolen.slice(robbedFrom, robbedTo)], homesTo, tactics);
    if (crew.size > 0) attackers.push(...supply(crew, own.length, freshShare, startMs, tests));
    [from, robbedFrom] = [to, robbedTo];
  });
  push(life, plan, attackers, startMs, tactics);
  passBy(options, new Random(seed, `ring ${name} bystanders`), attackers);
}

/** Tests are made in the evenings before, at any hour of the waking day. */
const testMoment = (random: Random, startMs: number): number => {
  const day = Math.floor((startMs - random.between(spec.tests.daysAgo[0], spec.tests.daysAgo[1]) * dayMs) / dayMs) * dayMs;
  return day + random.between(9, 23) * hourMs;
};

/** One supplier: registration, machines, networks, keeping warm, tests, and its part of the evening. The first `newCount` members are its own, the others stolen. */
function supply(crew: RingCrew, newCount: number, freshShare: number, startMs: number, tests: readonly number[]): Attacker[] {
  const { life, identity, device, address, login, deed, cover } = crew;
  const { people, asOfMs } = life;
  const region = identity.int(regions.offsetHours.length);
  const freshFrom = Math.round(newCount * (1 - freshShare));
  for (const account of crew.members.slice(0, newCount)) people.region[account] = region;
  registerStock(crew, freshFrom, region);
  registerFresh(crew, freshFrom, newCount, startMs);

  const x = device.next();
  const machines = crew.machines(x < spec.oneEachShare ? 1 : x < spec.oneEachShare + spec.fewShare ? spec.few : spec.rack);
  const deviceOf = (i: number): number => machines[crew.main(i, machines.length)];
  const residential = address.chance(spec.residentialShare);
  const lines = crew.lines(spec.accountsPerAddress);
  const exits = crew.proxies(Math.round(crew.size * address.between(spec.poolPerAccount[0], spec.poolPerAccount[1])));
  const addressOf: AddressOf = residential ? exits : (i, at) => lines.at(crew.main(i, lines.count), at);
  const warmShare = login.between(spec.warmShare[0], spec.warmShare[1]);
  crew.members.forEach((account, i) => {
    const logIn = (at: number): void => life.loginWith(account, deviceOf(i), addressOf(i, at), at);
    if (i >= newCount) return logIn(asOfMs - login.between(spec.stolen.takenDaysAgo[0], spec.stolen.takenDaysAgo[1]) * dayMs);
    const created = people.createdMs[account];
    logIn(created + login.exponential(15_000));
    if (i < freshFrom && login.chance(warmShare)) {
      for (let n = login.intBetween(spec.warmLogins[0], spec.warmLogins[1]); n > 0; n--) logIn(Math.max(created + minuteMs, asOfMs - login.between(1, span.loginDays) * dayMs));
      if (cover.chance(spec.stirShare / Math.max(warmShare, spec.stirShare))) crew.stir(account);
    }
  });

  const live = (i: number, at: number): void => crew.act(crew.members[i], "live_start", crew.members[i], at);
  for (const at of tests) {
    const take = deed.logBetween(spec.tests.takeShare[0], spec.tests.takeShare[1]);
    const spreadMs = deed.logBetween(spec.tests.spreadMs[0], spec.tests.spreadMs[1]);
    crew.members.forEach((_, i) => {
      if (!deed.chance(take)) return;
      const when = at + deed.next() * spreadMs;
      life.loginWith(crew.members[i], deviceOf(i), addressOf(i, when), when - deed.exponential(3 * minuteMs));
      live(i, when);
    });
  }
  const median = deed.logBetween(spec.delayMedianMs[0], spec.delayMedianMs[1]);
  return crew.members.map((account, i) => {
    const second = deed.between(spec.secondMs[0], spec.secondMs[1]);
    const delay = deed.chance(spec.earlyShare) ? -deed.next() * spec.earlyMs : deed.logNormal(median, spec.delaySigma);
    const liveMs = startMs + delay + (deed.chance(spec.reserveShare) ? second : 0);
    if (login.chance(spec.wakeShare)) {
      const wakeMs = Math.max(people.createdMs[account] + minuteMs, liveMs - login.logNormal(spec.wakeMedianMs, spec.wakeSigma));
      life.loginWith(account, deviceOf(i), addressOf(i, wakeMs), wakeMs);
    }
    live(i, liveMs);
    if (deed.chance(spec.againShare)) live(i, liveMs + second);
    return { account, liveMs };
  });
}

/** The stock: some nights, some weeks ago. A script works through the night at a pace of its own, steadily or by fits and starts. */
function registerStock(crew: RingCrew, to: number, region: number): void {
  const { identity } = crew;
  const { nights, nightsWithinDays, ageDays, nightFromHour, nightHours, gapSigma } = spec.stock;
  const firstDayMs = Math.floor(crew.daysAgo(ageDays) / dayMs) * dayMs;
  const chosen = identity.sample(Array.from({ length: nightsWithinDays }, (_, day) => day), identity.intBetween(nights[0], nights[1])).sort((one, other) => one - other);
  const sigma = identity.between(gapSigma[0], gapSigma[1]);
  for (let night = 0, from = 0; night < chosen.length; night++) {
    const until = night === chosen.length - 1 ? to : Math.min(to, from + Math.round((to / chosen.length) * identity.between(0.5, 1.5)));
    const beginsMs = firstDayMs + chosen[night] * dayMs + (nightFromHour + 2 * identity.next() - regions.offsetHours[region]) * hourMs;
    const gaps = Array.from({ length: until - from }, () => identity.logNormal(1, sigma));
    const perGap = (identity.between(nightHours[0], nightHours[1]) * hourMs) / Math.max(1, gaps.reduce((sum, gap) => sum + gap, 0));
    let at = beginsMs;
    for (let i = from; i < until; i++) {
      at += gaps[i - from] * perGap;
      // Never in the last days: that would be fresh.
      crew.create(crew.members[i], Math.min(at, crew.life.asOfMs - (spec.fresh.days + 1) * dayMs + identity.next() * hourMs));
    }
    from = until;
  }
}

/** Fresh accounts: bursts and a trickle in the last days before the evening. */
function registerFresh(crew: RingCrew, from: number, to: number, startMs: number): void {
  const { identity } = crew;
  const { days, burstShare, burst, burstSpanMs } = spec.fresh;
  const someTime = (): number => startMs - hourMs - identity.next() * (days * dayMs - hourMs);
  const mean = (burst[0] + burst[1]) / 2;
  // So often is a draw a burst that this share of the accounts is in one.
  const burstChance = burstShare / (burstShare + mean * (1 - burstShare));
  for (let i = from; i < to; ) {
    if (!identity.chance(burstChance)) {
      crew.create(crew.members[i++], someTime());
      continue;
    }
    const at = someTime();
    const within = identity.logBetween(burstSpanMs[0], burstSpanMs[1]);
    for (let n = identity.intBetween(burst[0], burst[1]); n > 0 && i < to; n--) crew.create(crew.members[i++], Math.min(at + identity.next() * within, startMs - 10 * minuteMs));
  }
}

/** Part of the ring lifts some of its rooms: a few of them far more than the others. */
function push(life: Life, random: Random, attackers: readonly Attacker[], startMs: number, tactics: Tactics): void {
  const usualShare = random.between(spec.pushShare[0], spec.pushShare[1]);
  const share = tactics.pushShare ?? usualShare;
  const ranked = random.sample(Array.from(attackers.keys()), attackers.length);
  for (const { account } of attackers) {
    if (!random.chance(share)) continue;
    for (let n = Math.round(random.logBetween(spec.pushes[0], spec.pushes[1] + 0.49)); n > 0; n--) {
      const room = attackers[ranked[Math.floor(random.next() ** spec.steepness * ranked.length)]];
      if (room.account === account) continue;
      const at = Math.max(startMs - 2 * minuteMs, room.liveMs) + random.logNormal(spec.pushMedianMs, spec.pushSigma);
      life.act(account, "watch", room.account, at);
      if (random.chance(0.6)) life.act(account, random.pick<ActionName>(["like", "like", "comment", "gift", "share"]), room.account, at + 1000 + random.exponential(20_000));
    }
  }
}

/** The platform will close what it can, by hand; before anybody acts, because nobody acts after it. */
function close(life: Life, random: Random, bots: readonly number[], startMs: number): void {
  const share = random.between(spec.closedShare[0], spec.closedShare[1]);
  const overMs = Math.max(minuteMs, life.asOfMs - startMs - spec.closedAfterMs);
  for (const account of bots) life.people.closedMs[account] = random.chance(share) ? Math.floor(startMs + spec.closedAfterMs + random.next() * overMs) : NaN;
}

/** Real people who are there that night find themselves in one of the rooms; some report it. */
function passBy({ life, innocentCount, stolen }: AttackOptions, random: Random, attackers: readonly Attacker[]): void {
  const robbed = new Set(stolen);
  const ranked = random.sample(Array.from(attackers.keys()), attackers.length);
  for (let n = Math.round(innocentCount * spec.bystanderShare); n > 0 && attackers.length > 0; n--) {
    const account = random.int(innocentCount);
    if (robbed.has(account) || life.people.activity[account] < 0.1) continue;
    const rooms = random.intBetween(1, 3);
    for (let i = 0; i < rooms; i++) {
      const room = attackers[ranked[Math.floor(random.next() ** spec.steepness * ranked.length)]];
      const at = room.liveMs + random.exponential(25 * minuteMs);
      if (at >= life.asOfMs) continue;
      life.people.mark(account, "bystander");
      life.act(account, "watch", room.account, at);
      if (random.chance(spec.reportShare)) life.act(account, "report", room.account, at + 5000 + random.exponential(40_000));
    }
  }
}
