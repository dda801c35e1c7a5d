import type { Life } from "./life.js";
import type { Address } from "./network.js";
import type { Random } from "./random.js";
import { closedRing, dayMs, habitNames, habits, hourMs, minuteMs, ringCount, ringShare, type ActionName, type Habit } from "./scenarios.js";

/** One planted ring: its name, habit and the account numbers of its members. */
export interface PlantedRing {
  name: string;
  habit: Habit;
  members: number[];
}

/** How many accounts each ring of a habit has. Counts grow slower than the world, so rings grow with it; together at most `ringShare`. */
export function ringSizes(random: Random, accountCount: number): { habit: Habit; size: number }[] {
  const planned: { habit: Habit; size: number }[] = [];
  for (const habit of habitNames) {
    const spec = habits[habit];
    const budget = Math.floor(accountCount * ringShare * spec.budget);
    const wanted = Math.max(1, Math.round(ringCount.count * spec.ringFactor * (accountCount / ringCount.at) ** ringCount.power));
    const [smallest, largest] = spec.size;
    // In a small world rings shrink below the habit's usual size before they become few.
    const least = budget >= 2 * smallest * wanted || budget >= smallest * wanted && smallest === largest ? smallest : spec.least;
    const count = Math.min(wanted, Math.floor(budget / least));
    if (count === 0) continue;
    let rest = budget;
    if ("largestShare" in spec && count > 1) {
      const size = Math.min(largest, Math.round(budget * spec.largestShare));
      planned.push({ habit, size });
      rest -= size;
    }
    const sizes = Array.from({ length: rest < budget ? count - 1 : count }, () => random.logBetween(smallest, largest));
    // Shrink or grow all of them by one factor until they fit the budget, inside the habit's limits.
    let low = 0;
    let high = 10;
    for (let step = 0; step < 40; step++) {
      const factor = (low + high) / 2;
      const total = sizes.reduce((sum, size) => sum + Math.min(largest, Math.max(least, Math.round(size * factor))), 0);
      if (total <= rest) low = factor;
      else high = factor;
    }
    for (const size of sizes) planned.push({ habit, size: Math.min(largest, Math.max(least, Math.round(size * low))) });
  }
  return planned;
}

/** How many new accounts the rings need; hijacked ones were innocents before. */
export const botCount = (planned: readonly { habit: Habit; size: number }[]): number => planned.reduce((sum, ring) => sum + (ring.habit === "hijacked" ? 0 : ring.size), 0);

/** Plants the rings; their new accounts are numbered from `firstBot` on. */
export function plantRings(random: Random, life: Life, planned: readonly { habit: Habit; size: number }[], firstBot: number, homesTo: number): PlantedRing[] {
  const planter = new Planter(random, life, homesTo, firstBot);
  let next = firstBot;
  const numbers = new Map<Habit, number>();
  return planned.map(({ habit, size }) => {
    const number = (numbers.get(habit) ?? 0) + 1;
    numbers.set(habit, number);
    let members: number[];
    if (habit === "hijacked") members = planter.victims(size);
    else {
      members = Array.from({ length: size }, () => next++);
      planter.newAccounts(members);
    }
    planter[habit](members);
    return { name: `${habit}-${number}`, habit, members };
  });
}

/** One ring after the other; a method per habit. */
class Planter {
  private readonly hijackedBefore = new Set<number>();
  constructor(
    private readonly random: Random,
    private readonly life: Life,
    private readonly homesTo: number,
    private readonly innocentCount: number,
  ) {}

  /** Sets what every new account has; habits then overwrite devices and creation. Its own month of camouflage is lived at the end. */
  newAccounts(members: readonly number[]): void {
    const { people } = this.life;
    const region = this.random.int(6);
    const banned = this.random.chance(closedRing.ringShare) && members.length > 8;
    const bannedShare = this.random.between(closedRing.memberShare[0], closedRing.memberShare[1]);
    const bannedMs = this.life.asOfMs - this.random.between(0.2, 6) * dayMs;
    for (const account of members) {
      people.region[account] = region;
      people.phone[account] = 0;
      people.closedMs[account] = banned && this.random.chance(bannedShare) ? bannedMs + this.random.int(hourMs) : NaN;
    }
  }

  private daysAgo(range: readonly [number, number]): number {
    return this.life.asOfMs - this.random.logBetween(range[0], range[1]) * dayMs;
  }

  /** Registers one by one over a long time, in the rhythm of people. */
  private registerScattered(members: readonly number[], ageDays: readonly [number, number]): void {
    const { people } = this.life;
    const newest = this.daysAgo([ageDays[0], ageDays[1] / 3]);
    for (const account of members) {
      const day = Math.floor((newest - this.random.between(0, 0.6 * (newest - (this.life.asOfMs - ageDays[1] * dayMs)))) / dayMs) * dayMs;
      people.createdMs[account] = people.momentOfDay(this.random, people.region[account], day);
    }
  }

  /** Registers in batches over a few days. */
  private registerBatches(members: readonly number[], ageDays: readonly [number, number], batch: readonly [number, number], spanMs: readonly [number, number], days: readonly [number, number]): void {
    const { people } = this.life;
    const first = this.daysAgo(ageDays);
    const over = this.random.between(days[0], days[1]) * dayMs;
    for (let i = 0; i < members.length; ) {
      const size = this.random.intBetween(batch[0], batch[1]);
      const start = Math.min(this.life.asOfMs - 2 * dayMs, people.momentOfDay(this.random, people.region[members[0]], Math.floor((first + this.random.next() * over) / dayMs) * dayMs));
      const within = this.random.between(spanMs[0], spanMs[1]);
      for (const account of members.slice(i, i + size)) people.createdMs[account] = Math.floor(start + this.random.next() * within);
      i += size;
    }
  }

  /** A room by popularity: one that many innocents visit too. */
  private popularRoom(): number {
    return this.life.shows.popular(this.random, this.random.int(6));
  }

  /** A room of any streamer, mostly a small one. */
  private anyRoom(): number {
    return this.random.int(this.life.shows.account.length);
  }

  /** A moment in the last days for a deed on this streamer's room: in a show, where there is one. */
  private moment(streamer: number, days: number, inShow: number): number {
    const from = this.life.asOfMs - days * dayMs;
    const place = this.random.chance(inShow) ? this.life.shows.showBetween(this.random, streamer, from, this.life.asOfMs - hourMs) : -1;
    if (place >= 0) return this.random.between(this.life.shows.startMs[place], Math.min(this.life.asOfMs - 10 * minuteMs, this.life.shows.endMs[place]));
    return this.random.between(from, this.life.asOfMs - 15 * minuteMs);
  }

  /** Most of the ring does one thing within the spread. */
  private wave(members: readonly number[], room: number, actions: readonly ActionName[], at: number, spreadMs: number, catchShare: number, secondShare = 0.25): void {
    for (const account of members) {
      if (!this.random.chance(catchShare)) continue;
      const when = at + this.random.next() * spreadMs;
      this.life.act(account, actions[0], room, when);
      if (actions.length > 1 && this.random.chance(secondShare)) this.life.act(account, this.random.pick(actions.slice(1)), room, when + 2000 + this.random.exponential(20_000));
    }
  }

  private deeds(): ActionName[] {
    return this.random.pick<ActionName[]>([["watch", "like"], ["watch", "gift"], ["like", "comment"], ["follow", "like"], ["watch", "follow"], ["gift", "comment"], ["comment", "like"], ["watch"]]);
  }

  /** Ordinary looking sessions by each member's own person, and logins by the given way. */
  private camouflage(members: readonly number[], range: readonly [number, number]): void {
    const level = this.random.logBetween(range[0], range[1]);
    const today = Math.floor(this.life.asOfMs / dayMs) * dayMs;
    for (const account of members) {
      const favourites = [this.popularRoom(), this.popularRoom()];
      const own = level * this.random.logBetween(0.4, 2);
      for (let day = 0; day <= 10; day++) for (let i = this.random.poisson(own); i > 0; i--) this.life.session(this.random, account, today - day * dayMs, favourites, false);
    }
  }

  private loginTimes(account: number, range: readonly [number, number]): number[] {
    const { people, asOfMs } = this.life;
    const count = Math.round(this.random.logBetween(range[0], range[1] + 0.49));
    return Array.from({ length: count }, () => {
      const day = Math.floor(asOfMs / dayMs) * dayMs - (1 + this.random.int(29)) * dayMs;
      return Math.max(people.createdMs[account] + 30_000, people.momentOfDay(this.random, people.region[account], day));
    });
  }

  private devices(count: number): number[] {
    return Array.from({ length: Math.max(1, count) }, () => this.life.people.freshDevice());
  }

  /** Addresses the ring rents or owns: a carrier's dongles, lines in one block, or lines all over. */
  private lines(count: number): (line: number, atMs: number) => Address {
    const { people } = this.life;
    const x = this.random.next();
    if (x < 0.3) {
      // Dongles: the carrier's rotating addresses, which thousands of innocents use too.
      const carrier = people.pickCarrier(this.random);
      const first = this.random.int(1_000_000);
      return (line, atMs) => people.carrierAddress(this.random, carrier, first + line, atMs);
    }
    if (x < 0.6) {
      const homes = Array.from({ length: count }, () => people.newHome(this.random, people.region[0]));
      return (line, atMs) => people.homes.address(this.random, homes[line % count], atMs);
    }
    const fixed = Array.from({ length: count }, () => people.fixedAddress(this.random));
    return (line) => fixed[line % count];
  }

  /** A residential proxy pool: the lines of innocent households, as they are at the time. */
  private proxies(count: number): (atMs: number) => Address {
    const { homes } = this.life.people;
    const exits: number[] = [];
    while (exits.length < Math.max(5, count)) {
      const home = this.random.int(this.homesTo);
      if (homes.type[home] !== 3 || this.random.chance(0.3)) exits.push(home);
    }
    return (atMs) => homes.address(this.random, this.random.pick(exits), atMs);
  }

  farm(members: readonly number[]): void {
    const spec = habits.farm;
    this.registerBatches(members, spec.ageDays, spec.batch, spec.batchSpanMs, spec.batchDays);
    const perDevice = this.random.between(spec.accountsPerDevice[0], spec.accountsPerDevice[1]);
    const racks = this.devices(Math.round(members.length / perDevice));
    const { pastDevices } = this.life.people;
    if (pastDevices.length > 0 && this.random.chance(spec.pastDeviceRingShare)) for (let i = 0; i < racks.length / 2; i++) racks[i] = this.random.pick(pastDevices);
    const lineCount = Math.max(1, Math.round(members.length / this.random.between(spec.accountsPerAddress[0], spec.accountsPerAddress[1])));
    const line = this.lines(lineCount);
    members.forEach((account, i) => {
      const main = Math.floor((i * racks.length) / members.length);
      const others = this.random.chance(spec.moveShare) ? [this.random.int(racks.length), this.random.int(racks.length)] : [];
      for (const at of this.loginTimes(account, spec.logins)) {
        const device = others.length > 0 && this.random.chance(spec.moveLoginShare) ? this.random.pick(others) : main;
        const own = Math.floor((device * lineCount) / racks.length);
        this.life.loginWith(account, racks[device], line(this.random.chance(0.1) ? this.random.int(lineCount) : own, at), at);
      }
    });
    const customers = Array.from({ length: this.random.intBetween(spec.customers[0], spec.customers[1]) }, () => (this.random.chance(0.5) ? this.popularRoom() : this.anyRoom()));
    this.waves(members, customers, this.random.intBetween(spec.waves[0], spec.waves[1]), spec.waveDays, spec.catchShare, spec.spreadMs);
    this.camouflage(members, spec.camouflage);
  }

  private waves(members: readonly number[], targets: readonly number[], count: number, days: number, catchShare: readonly [number, number], spreadMs: readonly [number, number]): void {
    for (let i = 0; i < count; i++) {
      const target = targets[i % targets.length];
      const at = this.moment(target, days, 0.8);
      this.wave(members, this.life.shows.account[target], this.deeds(), at, this.random.between(spreadMs[0], spreadMs[1]), this.random.between(catchShare[0], catchShare[1]));
    }
  }

  proxy(members: readonly number[]): void {
    const spec = habits.proxy;
    if (this.random.chance(spec.batchShare)) this.registerBatches(members, [spec.ageDays[0], 150], [3, 15], [10 * minuteMs, hourMs], [5, 20]);
    else this.registerScattered(members, spec.ageDays);
    const exit = this.proxies(Math.round(members.length * this.random.between(spec.poolPerAccount[0], spec.poolPerAccount[1])));
    for (const account of members) {
      const [device] = this.devices(1);
      for (const at of this.loginTimes(account, spec.logins)) this.life.loginWith(account, device, exit(at), at);
    }
    const count = this.random.intBetween(spec.waves[0], spec.waves[1]);
    const targets = Array.from({ length: count }, () => (this.random.chance(spec.popularShare) ? this.popularRoom() : this.anyRoom()));
    this.waves(members, targets, count, spec.waveDays, spec.catchShare, spec.spreadMs);
    this.camouflage(members, spec.camouflage);
  }

  engagement(members: readonly number[]): void {
    const spec = habits.engagement;
    this.registerScattered(members, spec.ageDays);
    const { people } = this.life;
    let shared = -1;
    for (const account of members) {
      let [device] = this.devices(1);
      if (shared >= 0) {
        device = shared;
        shared = -1;
      } else if (this.random.chance(spec.pairShare / 2)) shared = device;
      const home = people.newHome(this.random, people.region[account]);
      for (const at of this.loginTimes(account, spec.logins)) this.life.loginWith(account, device, people.homes.address(this.random, home, at), at);
    }
    const targets = Array.from({ length: this.random.intBetween(spec.targets[0], spec.targets[1]) }, () => (this.random.chance(0.5) ? this.popularRoom() : this.anyRoom()));
    for (const target of targets) {
      for (let i = this.random.intBetween(spec.wavesPerTarget[0], spec.wavesPerTarget[1]); i > 0; i--) {
        const deeds = this.random.pick<ActionName[]>([["like", "comment"], ["follow", "like"], ["comment", "like"], ["like", "follow"]]);
        this.wave(members, this.life.shows.account[target], deeds, this.moment(target, spec.waveDays, 0.6), this.random.between(spec.spreadMs[0], spec.spreadMs[1]), this.random.between(spec.catchShare[0], spec.catchShare[1]), 0.4);
      }
    }
    this.camouflage(members, spec.camouflage);
  }

  cell(members: readonly number[]): void {
    const spec = habits.cell;
    if (this.random.chance(spec.togetherShare)) this.registerBatches(members, spec.ageDays, [6, 6], [5 * minuteMs, 40 * minuteMs], [1, 2]);
    else this.registerScattered(members, spec.ageDays);
    const { people } = this.life;
    const devices = this.devices(this.random.intBetween(spec.devices[0], spec.devices[1]));
    const home = people.newHome(this.random, people.region[members[0]]);
    for (const account of members) for (const at of this.loginTimes(account, spec.logins)) this.life.loginWith(account, this.random.pick(devices), people.homes.address(this.random, home, at), at);
    const count = this.random.intBetween(spec.targets[0], spec.targets[1]);
    const targets = Array.from({ length: count }, () => (this.random.chance(0.5) ? this.popularRoom() : this.anyRoom()));
    this.waves(members, targets, count, spec.waveDays, spec.catchShare, spec.spreadMs);
    this.camouflage(members, spec.camouflage);
  }

  sleeper(members: readonly number[]): void {
    const spec = habits.sleeper;
    const { people } = this.life;
    const day = Math.floor(this.daysAgo(spec.ageDays) / dayMs) * dayMs;
    const quarters = this.random.intBetween(spec.quarters[0], spec.quarters[1]);
    const starts = Array.from({ length: quarters }, () => people.momentOfDay(this.random, people.region[members[0]], day + (this.random.chance(0.8) ? 0 : dayMs)));
    const devices = this.devices(Math.ceil(members.length / spec.accountsPerDevice));
    const hosted = this.random.chance(spec.hostedShare);
    const line = this.lines(Math.max(1, Math.round(members.length / 25)));
    const exit = this.proxies(members.length);
    members.forEach((account, i) => {
      people.createdMs[account] = Math.floor(starts[i % quarters] + this.random.next() * 14 * minuteMs);
      for (const at of this.loginTimes(account, spec.logins)) this.life.loginWith(account, devices[Math.floor(i / spec.accountsPerDevice)], hosted ? line(Math.floor(i / 25), at) : exit(at), at);
      if (this.random.chance(spec.actShare)) this.life.session(this.random, account, Math.floor(this.life.asOfMs / dayMs) * dayMs - this.random.intBetween(1, 9) * dayMs, [this.popularRoom()], false);
    });
  }

  /** Innocents whose accounts are stolen: old, active, neither protected nor closed, none twice. */
  victims(size: number): number[] {
    const { people, asOfMs } = this.life;
    const chosen: number[] = [];
    for (let tries = 0; chosen.length < size && tries < size * 1000; tries++) {
      const account = this.random.int(this.innocentCount);
      if (this.hijackedBefore.has(account) || people.isProtected[account] === 1 || !Number.isNaN(people.closedMs[account]) || people.createdMs[account] > asOfMs - habits.hijacked.minAgeDays * dayMs || people.activity[account] < 0.08) continue;
      this.hijackedBefore.add(account);
      chosen.push(account);
    }
    return chosen;
  }

  hijacked(members: readonly number[]): void {
    const spec = habits.hijacked;
    const days = this.random.between(spec.startDaysAgo[0], spec.startDaysAgo[1]);
    const devices = this.devices(Math.round(members.length / this.random.between(spec.accountsPerDevice[0], spec.accountsPerDevice[1])));
    const exit = this.proxies(members.length * 3);
    members.forEach((account, i) => {
      const device = devices[Math.floor((i * devices.length) / members.length)];
      for (let n = this.random.intBetween(spec.logins[0], spec.logins[1]); n > 0; n--) {
        const at = this.life.asOfMs - this.random.next() * days * dayMs;
        this.life.loginWith(account, device, exit(at), at);
      }
    });
    const count = this.random.intBetween(spec.waves[0], spec.waves[1]);
    const targets = Array.from({ length: count }, () => (this.random.chance(spec.popularShare) ? this.popularRoom() : this.anyRoom()));
    this.waves(members, targets, count, days * 0.9, spec.catchShare, spec.spreadMs);
  }

  slow(members: readonly number[]): void {
    const spec = habits.slow;
    this.registerScattered(members, spec.ageDays);
    const devices = this.devices(Math.round(members.length / this.random.between(spec.accountsPerDevice[0], spec.accountsPerDevice[1])));
    const lineCount = Math.max(1, Math.round(members.length / this.random.between(spec.accountsPerAddress[0], spec.accountsPerAddress[1])));
    const line = this.lines(lineCount);
    members.forEach((account, i) => {
      const own = Math.floor((i * devices.length) / members.length);
      for (const at of this.loginTimes(account, spec.logins)) {
        const device = this.random.chance(0.15) ? this.random.int(devices.length) : own;
        this.life.loginWith(account, devices[device], line(Math.floor((device * lineCount) / devices.length), at), at);
      }
    });
    for (let i = this.random.intBetween(spec.targets[0], spec.targets[1]); i > 0; i--) {
      const target = this.random.chance(0.5) ? this.popularRoom() : this.anyRoom();
      const middle = this.life.asOfMs - this.random.between(0.3, 9.7) * dayMs;
      const take = this.random.between(spec.takeShare[0], spec.takeShare[1]);
      for (const account of members) {
        if (!this.random.chance(take)) continue;
        const deed = this.random.pick<ActionName>(["like", "follow", "watch", "comment"]);
        this.life.act(account, deed, this.life.shows.account[target], middle + this.random.normal() * spec.jitterMs);
      }
    }
    this.camouflage(members, spec.camouflage);
  }
}
