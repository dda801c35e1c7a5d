import { plantAttack } from "./attack.js";
import { frame } from "./frame.js";
import type { Life } from "./life.js";
import type { PlannedRing } from "./plan-rings.js";
import { Random, runningTotals } from "./random.js";
import { RingCrew, type AddressOf, type Range } from "./ring-crew.js";
import { dayMs, habits, hourMs, minuteMs, regions, span, type ActionName, type Habit, type Tactics } from "./scenarios.js";

/** A planted ring: its plan and the account numbers of its members. */
export interface PlantedRing extends PlannedRing {
  members: number[];
  /** Members who are stolen accounts in a ring of others: their kind is `hijacked`. */
  stolenMembers?: ReadonlySet<number>;
}

export interface PlantOptions {
  seed: number;
  tactics: Tactics;
  planned: readonly PlannedRing[];
  /** New accounts are numbered from here on; below are innocents. */
  firstBot: number;
  /** Homes below this number are innocents'. */
  homesTo: number;
  /** Whom each framer frames. */
  framed: ReadonlyMap<string, readonly number[]>;
}

/** Plants the rings, one after the other. */
export function plantRings(life: Life, options: PlantOptions): PlantedRing[] {
  const { seed, planned, firstBot, homesTo, framed, tactics } = options;
  const taken = new Set([...framed.values()].flat());
  let next = firstBot;
  return planned.map((ring) => {
    const stolen = ring.stolen ?? 0;
    const robbed = stolen === 0 ? [] : victims(life, new Random(seed, `ring ${ring.name} victims`), stolen, firstBot, taken, ring.habit === "attack" ? dormant : active);
    const bots = Array.from({ length: ring.size - stolen }, () => next++);
    if (ring.habit === "attack") {
      plantAttack({ life, seed, name: ring.name, bots, stolen: robbed, innocentCount: firstBot, homesTo, tactics });
      return { ...ring, size: bots.length + robbed.length, members: [...bots, ...robbed], stolenMembers: new Set(robbed) };
    }
    const members = ring.habit === "hijacked" ? robbed : bots;
    const crew = new RingCrew(life, seed, ring.name, members, homesTo, tactics);
    if (ring.habit !== "hijacked") crew.appear(ring.habit !== "sleeping");
    plant[ring.habit](crew, ring);
    if (ring.framing !== undefined) frame(crew, ring.framing, framed.get(ring.name) ?? []);
    return { ...ring, size: members.length, members };
  });
}

type Victim = (life: Life, account: number) => boolean;
/** Old accounts that are used, and old accounts whose people have left. */
const active: Victim = ({ people, asOfMs }, account) => people.createdMs[account] <= asOfMs - habits.hijacked.minAgeDays * dayMs && people.activity[account] >= habits.hijacked.leastActivity;
const dormant: Victim = ({ people, asOfMs }, account) => people.createdMs[account] <= asOfMs - habits.attack.stolen.minAgeDays * dayMs && people.activity[account] <= habits.attack.stolen.mostActivity;

/** Innocents whose accounts are stolen: neither protected nor closed, none twice. */
function victims(life: Life, random: Random, size: number, innocentCount: number, taken: Set<number>, fits: Victim): number[] {
  const { people } = life;
  const chosen: number[] = [];
  for (let tries = 0; chosen.length < size && tries < size * 1000; tries++) {
    const account = random.int(innocentCount);
    if (taken.has(account) || people.isProtected[account] === 1 || !Number.isNaN(people.closedMs[account])) continue;
    if (!fits(life, account)) continue;
    taken.add(account);
    chosen.push(account);
  }
  return chosen;
}

interface FarmLike {
  accountsPerDevice: Range;
  moveShare: number;
  moveLoginShare: number;
  accountsPerAddress: Range;
  customers: Range;
  waves: Range;
  waveDays: number;
  catchShare: Range;
  spreadMs: Range;
  logins: Range;
  camouflage: Range;
}

interface FarmExtras {
  /** Machines of earlier rings, and the chance to run on some of them. */
  pastDeviceShare?: number;
  /** Members with a device of their own beside the racks. */
  ownDeviceShare?: number;
  /** The farm has the accounts only since then. */
  sinceMs?: number;
  camouflageFactor?: number;
}

/** Racks and lines, waves for the customers, camouflage: everything of a farm but its registration. */
function runFarm(crew: RingCrew, spec: FarmLike, extras: FarmExtras = {}): void {
  const { device, address, deed, size } = crew;
  const racks = crew.machines(spec.accountsPerDevice);
  const { pastDevices } = crew.life.people;
  const usesPast = device.chance(extras.pastDeviceShare ?? 0) && pastDevices.length > 0 && crew.mayMoveDevice;
  if (usesPast) for (let i = 0; i < racks.length / 2; i++) racks[i] = device.pick(pastDevices);
  const lines = crew.lines(spec.accountsPerAddress);
  const at = Array.from({ length: size }, (_, i) => crew.main(i, racks.length));
  const own = at.map(() => (device.chance(extras.ownDeviceShare ?? 0) ? crew.life.people.freshDevice() : -1));
  const others = at.map(() => (device.chance(spec.moveShare) && crew.mayMoveDevice ? [device.int(racks.length), device.int(racks.length)] : []));
  const deviceOf = (i: number): number => {
    if (own[i] >= 0 && crew.mayMoveDevice) return own[i];
    return racks[others[i].length > 0 && device.chance(spec.moveLoginShare) ? device.pick(others[i]) : at[i]];
  };
  const addressOf: AddressOf = (i, when) => lines.at(crew.mayMoveLine && address.chance(0.1) ? address.int(lines.count) : crew.main(i, lines.count), when);
  crew.logIn(spec.logins, deviceOf, addressOf, extras.sinceMs);
  const days = Math.min(spec.waveDays, (crew.life.asOfMs - (extras.sinceMs ?? -Infinity)) / dayMs);
  crew.waves(crew.rooms(deed.intBetween(spec.customers[0], spec.customers[1])), deed.intBetween(spec.waves[0], spec.waves[1]), days, spec);
  crew.camouflage(spec.camouflage, extras.camouflageFactor);
}

function farm(crew: RingCrew, camouflageFactor = 1): void {
  crew.registerBatches(habits.farm);
  runFarm(crew, habits.farm, { pastDeviceShare: habits.farm.pastDeviceRingShare, camouflageFactor });
}

function proxy(crew: RingCrew, camouflageFactor = 1): void {
  const spec = habits.proxy;
  if (crew.identity.chance(spec.batchShare)) crew.registerBatches({ ageDays: [spec.ageDays[0], 150], batch: [3, 15], batchSpanMs: [10 * minuteMs, hourMs], batchDays: [5, 20] });
  else crew.registerScattered(spec.ageDays);
  crew.logIn(spec.logins, crew.ownMachines(), crew.proxies(Math.round(crew.size * crew.address.between(spec.poolPerAccount[0], spec.poolPerAccount[1]))));
  const count = crew.deed.intBetween(spec.waves[0], spec.waves[1]);
  crew.waves(crew.rooms(count, spec.popularShare), count, spec.waveDays, spec);
  crew.camouflage(spec.camouflage, camouflageFactor);
}

/** The device of each member: so many neighbours on one, for this share of the members, the others alone. */
function packs(crew: RingCrew, accountsPerDevice: number, packedShare: number): number[] {
  const per = crew.tactics.accountsPerDevice ?? accountsPerDevice;
  // A start is a pack or a single; with this chance of a pack, the share of members in packs is as asked.
  const packChance = packedShare / (packedShare + per * (1 - packedShare));
  const devices: number[] = [];
  while (devices.length < crew.size) {
    const device = crew.life.people.freshDevice();
    for (let n = crew.device.chance(packChance) ? per : 1; n > 0 && devices.length < crew.size; n--) devices.push(device);
  }
  return devices;
}

/** A bulk of accounts that sleep: logins through hosted lines or proxies, hardly an act. */
function sleep(crew: RingCrew, spec: { accountsPerAddress: number; hostedShare: number; actShare: number }, devices: readonly number[], loginCount: () => number): void {
  const { people, asOfMs } = crew.life;
  const hosted = crew.address.chance(spec.hostedShare);
  const lines = crew.lines(spec.accountsPerAddress);
  const exit = crew.proxies(crew.size);
  const addressOf: AddressOf = hosted ? (i, at) => lines.at(crew.main(i, lines.count), at) : exit;
  crew.members.forEach((account, i) => {
    const created = people.createdMs[account];
    crew.life.loginWith(account, devices[i], addressOf(i, created), created + crew.login.exponential(20_000));
    for (let n = loginCount(); n > 0; n--) {
      const day = Math.floor(asOfMs / dayMs) * dayMs - (1 + crew.login.int(span.loginDays - 1)) * dayMs;
      const at = Math.max(created + 30_000, people.momentOfDay(crew.login, people.region[account], day));
      crew.life.loginWith(account, devices[i], addressOf(i, at), at);
    }
    if (crew.cover.chance(spec.actShare)) crew.stir(account);
  });
}

/** What a ring does, by habit. */
const plant: Record<Exclude<Habit, "attack">, (crew: RingCrew, ring: PlannedRing) => void> = {
  farm: (crew) => farm(crew),
  proxy: (crew) => proxy(crew),
  camouflage: (crew, ring) => (ring.number % 2 === 1 ? farm : proxy)(crew, habits.camouflage.factor),

  jittered(crew) {
    crew.registerBatches(habits.jittered);
    runFarm(crew, habits.jittered);
  },

  rotating(crew) {
    crew.registerBatches(habits.rotating);
    runFarm(crew, habits.rotating, { ownDeviceShare: habits.rotating.ownDeviceShare });
  },

  framer(crew) {
    crew.registerBatches(habits.framer);
    runFarm(crew, habits.framer);
  },

  bought(crew) {
    const spec = habits.bought;
    const { life, identity } = crew;
    const { people, asOfMs } = life;
    const soldMs = crew.daysAgo(spec.soldDaysAgo);
    let lastMs = -Infinity;
    for (const account of crew.members) {
      const region = people.region[account];
      const closedMs = people.closedMs[account];
      people.settleAlone(identity, account);
      const createdMs = people.momentOfDay(identity, people.region[account], Math.floor((asOfMs - identity.between(spec.ageDays[0], spec.ageDays[1]) * dayMs) / dayMs) * dayMs);
      people.createdMs[account] = createdMs;
      const atMs = Math.min(asOfMs - 3 * dayMs, soldMs + identity.normal() * spec.soldSdMs);
      lastMs = Math.max(lastMs, atMs);
      life.monthUntil(identity, account, atMs);
      // From here on the account is where its buyer is.
      people.region[account] = region;
      people.closedMs[account] = closedMs;
    }
    runFarm(crew, spec, { sinceMs: lastMs });
  },

  engagement(crew) {
    const spec = habits.engagement;
    const { people } = crew.life;
    crew.registerScattered(spec.ageDays);
    const own = crew.ownMachines();
    // Some have their device from the one before them, who has it from nobody.
    const shares: boolean[] = [];
    for (let i = 0; i < crew.size; i++) shares.push(crew.device.chance(spec.pairShare / 2) && i > 0 && !shares[i - 1] && crew.mayMoveDevice);
    const perAddress = crew.tactics.accountsPerAddress ?? 1;
    const homes = crew.members.map((account) => people.newHome(crew.address, people.region[account]));
    crew.logIn(spec.logins, (i) => own(shares[i] ? i - 1 : i), (i, at) => people.homes.address(crew.address, homes[i - (i % perAddress)], at));
    const { deed } = crew;
    for (const room of crew.rooms(deed.intBetween(spec.targets[0], spec.targets[1]))) {
      for (let i = deed.intBetween(spec.wavesPerTarget[0], spec.wavesPerTarget[1]); i > 0; i--) {
        const deeds = deed.pick<ActionName[]>([["like", "comment"], ["follow", "like"], ["comment", "like"], ["like", "follow"]]);
        const spreadMs = deed.between(spec.spreadMs[0], spec.spreadMs[1]);
        crew.wave(room, deeds, crew.moment(room, spec.waveDays, 0.6, spreadMs), spreadMs, deed.between(spec.catchShare[0], spec.catchShare[1]), 0.4);
      }
    }
    crew.camouflage(spec.camouflage);
  },

  cell(crew) {
    const spec = habits.cell;
    const { people } = crew.life;
    if (crew.identity.chance(spec.togetherShare)) crew.registerBatches({ ageDays: spec.ageDays, batch: [12, 12], batchSpanMs: [5 * minuteMs, 40 * minuteMs], batchDays: [1, 2] });
    else crew.registerScattered(spec.ageDays);
    const machines = crew.machines(spec.accountsPerDevice);
    const perAddress = crew.tactics.accountsPerAddress ?? crew.size;
    const homes = Array.from({ length: Math.max(1, Math.ceil(crew.size / perAddress)) }, () => people.newHome(crew.address, people.region[crew.members[0]]));
    crew.logIn(
      spec.logins,
      (i) => (crew.mayMoveDevice ? crew.device.pick(machines) : machines[crew.main(i, machines.length)]),
      (i, at) => people.homes.address(crew.address, homes[crew.main(i, homes.length)], at),
    );
    const count = crew.deed.intBetween(spec.targets[0], spec.targets[1]);
    crew.waves(crew.rooms(count), count, spec.waveDays, spec);
    crew.camouflage(spec.camouflage);
  },

  sleeper(crew) {
    const spec = habits.sleeper;
    const { people } = crew.life;
    const day = Math.floor(crew.daysAgo(spec.ageDays) / dayMs) * dayMs;
    const starts = Array.from({ length: crew.identity.intBetween(spec.quarters[0], spec.quarters[1]) }, () =>
      people.momentOfDay(crew.identity, people.region[crew.members[0]], day + (crew.identity.chance(0.8) ? 0 : dayMs)),
    );
    crew.members.forEach((account, i) => crew.create(account, starts[i % starts.length] + crew.identity.next() * 14 * minuteMs));
    sleep(crew, spec, packs(crew, spec.accountsPerDevice, 1), () => Math.round(crew.login.logBetween(spec.logins[0], spec.logins[1] + 0.49)));
  },

  sleeping(crew) {
    const spec = habits.sleeping;
    const { identity } = crew;
    const firstDayMs = Math.floor(crew.daysAgo(spec.ageDays) / dayMs) * dayMs;
    const offsetHours = regions.offsetHours[crew.life.people.region[crew.members[0]]];
    // A quarter of an hour of each night, with its weight.
    const quarters: { fromMs: number; weight: number }[] = [];
    const nights = identity.sample(Array.from({ length: spec.nightsWithinDays }, (_, day) => day), identity.intBetween(spec.nights[0], spec.nights[1]));
    for (const night of nights) {
      const fromMs = firstDayMs + night * dayMs + (spec.nightFromHour + identity.next() - offsetHours) * hourMs;
      const count = Math.round(4 * identity.between(spec.nightHours[0], spec.nightHours[1]));
      for (let i = 0; i < count; i++) quarters.push({ fromMs: fromMs + i * 15 * minuteMs, weight: identity.logBetween(spec.quarterFactor[0], spec.quarterFactor[1]) });
    }
    const totals = runningTotals(quarters.map((quarter) => quarter.weight));
    const devices = packs(crew, spec.accountsPerDevice, spec.inThreesShare);
    let lastMs = 0;
    crew.members.forEach((account, i) => {
      const alone = quarters[identity.weighted(totals)].fromMs + identity.next() * 15 * minuteMs;
      const after = identity.exponential(spec.followMs);
      // A device registers its accounts one after the other.
      lastMs = i > 0 && devices[i] === devices[i - 1] ? lastMs + after : alone;
      crew.create(account, lastMs);
    });
    const logins = runningTotals(spec.loginCountShare);
    sleep(crew, spec, devices, () => crew.login.weighted(logins));
  },

  hijacked(crew) {
    const spec = habits.hijacked;
    const { asOfMs } = crew.life;
    const days = crew.deed.between(spec.startDaysAgo[0], spec.startDaysAgo[1]);
    const machines = crew.machines(spec.accountsPerDevice);
    const exit = crew.proxies(crew.size * 3);
    crew.members.forEach((account, i) => {
      for (let n = crew.login.intBetween(spec.logins[0], spec.logins[1]); n > 0; n--) {
        const at = asOfMs - crew.login.next() * days * dayMs;
        crew.life.loginWith(account, machines[crew.main(i, machines.length)], exit(i, at), at);
      }
    });
    const count = crew.deed.intBetween(spec.waves[0], spec.waves[1]);
    crew.waves(crew.rooms(count, spec.popularShare), count, days * 0.9, spec);
  },

  large(crew, ring) {
    const trade = (["shop", "hall", "farm"] as const)[(ring.number - 1) % 3];
    largeTrades[trade](crew);
  },

  slow(crew) {
    const spec = habits.slow;
    crew.registerScattered(spec.ageDays);
    live(crew, spec);
    const { deed, life } = crew;
    for (const room of crew.rooms(deed.intBetween(spec.targets[0], spec.targets[1]))) {
      const middle = life.asOfMs - deed.between(0.3, 9.7) * dayMs;
      const take = deed.between(spec.takeShare[0], spec.takeShare[1]);
      for (const account of crew.members) {
        if (!deed.chance(take)) continue;
        crew.act(account, deed.pick<ActionName>(["like", "follow", "watch", "comment"]), life.shows.account[room], middle + deed.normal() * spec.spreadSdMs);
      }
    }
    crew.camouflage(spec.camouflage);
  },

  avoider(crew) {
    const spec = habits.avoider;
    crew.registerScattered(spec.ageDays);
    live(crew, spec);
    const { deed, life } = crew;
    for (const room of crew.rooms(deed.intBetween(spec.customers[0], spec.customers[1]))) {
      const take = deed.between(spec.takeShare[0], spec.takeShare[1]);
      const turns = deed.sample(crew.members, crew.size).filter(() => deed.chance(take));
      const gaps = turns.map(() => spec.gapMs * deed.between(1, 2.5));
      const allMs = gaps.reduce((sum, gap) => sum + gap, 0);
      let at = crew.moment(room, 9.5, 0.5, allMs);
      turns.forEach((account, i) => {
        crew.act(account, deed.pick<ActionName>(["like", "follow", "comment"]), life.shows.account[room], at);
        at += gaps[i];
      });
    }
    crew.camouflage(spec.camouflage);
  },
};

/** What a ring of hundreds and thousands lives from. */
const largeTrades = {
  /** Sells engagement by the order: each is served by another part of the stock, at once or over hours. */
  shop(crew: RingCrew): void {
    const spec = habits.large.shop;
    const { deed } = crew;
    crew.registerBatches(spec);
    const machines = crew.machines(spec.accountsPerDevice);
    crew.logIn(spec.logins, (i) => machines[crew.main(i, machines.length)], crew.proxies(Math.round(crew.size * crew.address.between(spec.poolPerAccount[0], spec.poolPerAccount[1]))));
    const orders = deed.intBetween(spec.orders[0], spec.orders[1]);
    for (const room of crew.rooms(orders, spec.popularShare)) {
      const spreadMs = deed.logBetween(spec.spreadMs[0], spec.spreadMs[1]);
      const deeds = deed.pick<ActionName[]>([["follow"], ["like"], ["like", "comment"], ["follow", "like"], ["watch", "like"], ["gift"]]);
      crew.wave(room, deeds, crew.moment(room, 9, 0.5, spreadMs), spreadMs, deed.logBetween(spec.takeShare[0], spec.takeShare[1]));
    }
    crew.camouflage(spec.camouflage);
  },

  /** Fills rooms with viewers when a customer goes live; hardly any says a word. */
  hall(crew: RingCrew): void {
    const spec = habits.large.hall;
    const { deed, life } = crew;
    crew.registerBatches(spec);
    const machines = crew.machines(spec.accountsPerDevice);
    const lines = crew.lines(spec.accountsPerAddress);
    crew.logIn(spec.logins, (i) => machines[crew.main(i, machines.length)], (i, at) => lines.at(crew.main(i, lines.count), at));
    const rooms = crew.rooms(deed.intBetween(spec.rooms[0], spec.rooms[1]), 0.1);
    for (let n = deed.intBetween(spec.shows[0], spec.shows[1]); n > 0; n--) {
      const room = deed.pick(rooms);
      const place = life.shows.showBetween(deed, room, life.asOfMs - 9.5 * dayMs, life.asOfMs - hourMs);
      const spreadMs = deed.logBetween(spec.spreadMs[0], spec.spreadMs[1]);
      const at = place >= 0 ? life.shows.startMs[place] + deed.between(20_000, 10 * minuteMs) : crew.moment(room, 9, 0, spreadMs);
      crew.wave(room, ["watch", "comment"], at, spreadMs, deed.between(spec.takeShare[0], spec.takeShare[1]), spec.chatShare);
    }
    crew.camouflage(spec.camouflage);
  },

  farm(crew: RingCrew): void {
    crew.registerBatches(habits.large.farm);
    runFarm(crew, habits.large.farm);
  },
} as const;

/** The logins of a ring on shared machines and lines, where some move now and then. */
function live(crew: RingCrew, spec: { accountsPerDevice: Range; accountsPerAddress: Range; logins: Range }): void {
  const machines = crew.machines(spec.accountsPerDevice);
  const lines = crew.lines(spec.accountsPerAddress);
  crew.logIn(
    spec.logins,
    (i) => machines[crew.mayMoveDevice && crew.device.chance(0.15) ? crew.device.int(machines.length) : crew.main(i, machines.length)],
    (i, at) => lines.at(crew.main(i, lines.count), at),
  );
}
