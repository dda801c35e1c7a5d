import type { Life } from "./life.js";
import { homeNetwork, type Address } from "./network.js";
import { Random } from "./random.js";
import { closedRing, dayMs, hourMs, minuteMs, mostCamouflage, regions, span, type ActionName, type Tactics } from "./scenarios.js";

export type Range = readonly [low: number, high: number];

/** Where an account's bot is on the network at a time: a line of the ring by number, or an exit of its own choice. */
export type AddressOf = (i: number, atMs: number) => Address;

/**
 * The members of one ring and what any ring can do: register, rent machines and lines, log in, strike in waves, look ordinary.
 * Every concern draws from a stream of its own, so that a ring with another tactic is the same ring: same targets, moments and strikers.
 */
export class RingCrew {
  readonly identity: Random;
  readonly device: Random;
  readonly address: Random;
  readonly login: Random;
  readonly deed: Random;
  readonly cover: Random;
  private readonly jitter: Random;
  /** How the members log in, by their place in the ring; set by {@link logIn}. */
  deviceOf: (i: number) => number = () => 0;
  addressOf: AddressOf = () => 0;

  constructor(
    readonly life: Life,
    seed: number,
    name: string,
    readonly members: readonly number[],
    /** Homes below this number are innocents'. */
    private readonly homesTo: number,
    readonly tactics: Tactics,
  ) {
    const stream = (concern: string): Random => new Random(seed, `ring ${name} ${concern}`);
    this.identity = stream("identity");
    this.device = stream("device");
    this.address = stream("address");
    this.login = stream("login");
    this.deed = stream("deed");
    this.cover = stream("cover");
    this.jitter = stream("jitter");
  }

  get size(): number {
    return this.members.length;
  }

  /** Sets what every new account has: the ring's region, and a few that the platform has banned already. */
  appear(mayBeBanned: boolean): void {
    const { people, asOfMs } = this.life;
    const region = this.identity.int(regions.offsetHours.length);
    const banned = this.identity.chance(closedRing.ringShare) && mayBeBanned && this.size > 8;
    const bannedShare = this.identity.between(closedRing.memberShare[0], closedRing.memberShare[1]);
    const bannedMs = asOfMs - this.identity.between(0.2, 6) * dayMs;
    for (const account of this.members) {
      people.region[account] = region;
      people.closedMs[account] = banned && this.identity.chance(bannedShare) ? bannedMs + this.identity.int(hourMs) : NaN;
    }
  }

  private delay(): number {
    const { jitterMs = 0 } = this.tactics;
    return jitterMs > 0 ? this.jitter.next() * jitterMs : 0;
  }

  /** One deed of the ring, with the tactic's jitter. */
  act(account: number, action: ActionName, target: number, atMs: number): void {
    this.life.act(account, action, target, atMs + this.delay());
  }

  /** The account exists from here on. */
  create(account: number, atMs: number): void {
    this.life.people.createdMs[account] = Math.floor(Math.min(this.life.asOfMs - hourMs, atMs + this.delay()));
  }

  daysAgo(range: Range): number {
    return this.life.asOfMs - this.identity.logBetween(range[0], range[1]) * dayMs;
  }

  /** Registers one by one over a long time, in the rhythm of people. */
  registerScattered(ageDays: Range): void {
    const { people, asOfMs } = this.life;
    const newest = this.daysAgo([ageDays[0], ageDays[1] / 3]);
    for (const account of this.members) {
      const day = Math.floor((newest - this.identity.between(0, 0.6 * (newest - (asOfMs - ageDays[1] * dayMs)))) / dayMs) * dayMs;
      this.create(account, people.momentOfDay(this.identity, people.region[account], day));
    }
  }

  /** Registers in batches over a few days. */
  registerBatches(spec: { ageDays: Range; batch: Range; batchSpanMs: Range; batchDays: Range }): void {
    const { people, asOfMs } = this.life;
    const first = this.daysAgo(spec.ageDays);
    const over = this.identity.between(spec.batchDays[0], spec.batchDays[1]) * dayMs;
    for (let i = 0; i < this.size; ) {
      const size = this.identity.intBetween(spec.batch[0], spec.batch[1]);
      const start = Math.min(asOfMs - 2 * dayMs, people.momentOfDay(this.identity, people.region[this.members[0]], Math.floor((first + this.identity.next() * over) / dayMs) * dayMs));
      const within = this.identity.between(spec.batchSpanMs[0], spec.batchSpanMs[1]);
      for (const account of this.members.slice(i, i + size)) this.create(account, start + this.identity.next() * within);
      i += size;
    }
  }

  /** Machines never used before, with so many accounts on one (a range: drawn once) unless the tactic says otherwise. */
  machines(accountsPerDevice: Range | number): number[] {
    const drawn = typeof accountsPerDevice === "number" ? accountsPerDevice : this.device.between(accountsPerDevice[0], accountsPerDevice[1]);
    const count = Math.max(1, Math.round(this.size / (this.tactics.accountsPerDevice ?? drawn)));
    return Array.from({ length: count }, () => this.life.people.freshDevice());
  }

  /** Which of so many things the member with this place in the ring uses: neighbours share. */
  main(i: number, count: number): number {
    return Math.min(count - 1, Math.floor((i * count) / this.size));
  }

  /** A device per bot that has one of its own, or shared ones where the tactic says so. */
  ownMachines(): (i: number) => number {
    const machines = this.machines(1);
    return (i) => machines[this.main(i, machines.length)];
  }

  /** Bots stay where they are: with the tactic's devices or addresses there is no moving between them. */
  get mayMoveDevice(): boolean {
    return this.tactics.accountsPerDevice === undefined;
  }

  get mayMoveLine(): boolean {
    return this.tactics.accountsPerAddress === undefined;
  }

  /** Addresses the ring rents or owns: a carrier's dongles, lines in blocks shared with innocents, or lines all over. */
  lines(accountsPerAddress: Range | number): { count: number; at: (line: number, atMs: number) => Address } {
    const { people } = this.life;
    const drawn = typeof accountsPerAddress === "number" ? accountsPerAddress : this.address.between(accountsPerAddress[0], accountsPerAddress[1]);
    const count = Math.max(1, Math.round(this.size / (this.tactics.accountsPerAddress ?? drawn)));
    const x = this.address.next();
    if (x < 0.3) {
      // Dongles: the carrier's rotating addresses, which thousands of innocents use too.
      const carrier = people.pickCarrier(this.address);
      const first = this.address.int(1_000_000);
      return { count, at: (line, atMs) => people.carrierAddress(this.address, carrier, first + line, atMs) };
    }
    if (x < 0.6) {
      const homes = Array.from({ length: count }, () => people.newHome(this.address, people.region[this.members[0]]));
      return { count, at: (line, atMs) => people.homes.address(this.address, homes[line % count], atMs) };
    }
    const fixed = Array.from({ length: count }, () => people.fixedAddress(this.address));
    return { count, at: (line) => fixed[line % count] };
  }

  /** A residential proxy pool: the lines of innocent households, as they are at the time; any of them, or with the tactic the member's own. */
  proxies(count: number): AddressOf {
    const { homes } = this.life.people;
    const per = this.tactics.accountsPerAddress;
    const exits: number[] = [];
    while (exits.length < (per === undefined ? Math.max(5, count) : Math.max(1, Math.round(this.size / per)))) {
      const home = this.address.int(this.homesTo);
      if (homes.type[home] !== homeNetwork.none && (homes.type[home] !== homeNetwork.ipv6 || this.address.chance(0.3))) exits.push(home);
    }
    return (i, atMs) => homes.address(this.address, per === undefined ? this.address.pick(exits) : exits[this.main(i, exits.length)], atMs);
  }

  /** The registration's login, and so many logins in the window after `fromMs` and the creation. */
  logIn(logins: Range, deviceOf: (i: number) => number, addressOf: AddressOf, fromMs = -Infinity): void {
    const { people, asOfMs } = this.life;
    this.deviceOf = deviceOf;
    this.addressOf = addressOf;
    const days = Math.max(1, Math.min(span.loginDays - 1, Math.floor((asOfMs - fromMs) / dayMs)));
    this.members.forEach((account, i) => {
      const created = people.createdMs[account];
      if (created > fromMs) this.life.loginWith(account, deviceOf(i), addressOf(i, created), created + this.login.exponential(20_000));
      for (let n = Math.round(this.login.logBetween(logins[0], logins[1] + 0.49)); n > 0; n--) {
        const day = Math.floor(asOfMs / dayMs) * dayMs - (1 + this.login.int(days)) * dayMs;
        const at = Math.max(created + 30_000, fromMs, people.momentOfDay(this.login, people.region[account], day));
        this.life.loginWith(account, deviceOf(i), addressOf(i, at), at);
      }
    });
  }

  /** A room by popularity: one that many innocents visit too. A place in `shows.account`, as all rooms below. */
  popularRoom(random = this.deed): number {
    return this.life.shows.popular(random, random.int(regions.offsetHours.length));
  }

  /** Rooms to work on: popular ones with this chance, else of any streamer, mostly small ones. */
  rooms(count: number, popularShare = 0.5): number[] {
    return Array.from({ length: count }, () => (this.deed.chance(popularShare) ? this.popularRoom() : this.deed.int(this.life.shows.account.length)));
  }

  /** A moment in the last days for a deed of `forMs` on this streamer's room: in a show, where there is one. */
  moment(streamer: number, days: number, inShow: number, forMs = 0): number {
    const { asOfMs, shows } = this.life;
    const from = asOfMs - days * dayMs;
    const place = this.deed.chance(inShow) ? shows.showBetween(this.deed, streamer, from, asOfMs - hourMs) : -1;
    const at =
      place >= 0 ? this.deed.between(shows.startMs[place], Math.min(asOfMs - 10 * minuteMs, shows.endMs[place])) : this.deed.between(from, asOfMs - 15 * minuteMs);
    // What ends after as_of is not seen: the ring would be smaller, not later.
    return Math.max(from, Math.min(at, asOfMs - 2 * minuteMs - forMs - (this.tactics.jitterMs ?? 0)));
  }

  /** Most of the ring does one thing within the spread. */
  wave(room: number, actions: readonly ActionName[], at: number, spreadMs: number, catchShare: number, secondShare = 0.25): void {
    const target = this.life.shows.account[room];
    for (const account of this.members) {
      if (!this.deed.chance(catchShare)) continue;
      const when = at + this.deed.next() * spreadMs;
      this.act(account, actions[0], target, when);
      if (actions.length > 1 && this.deed.chance(secondShare)) this.act(account, this.deed.pick(actions.slice(1)), target, when + 2000 + this.deed.exponential(20_000));
    }
  }

  private deeds(): ActionName[] {
    return this.deed.pick<ActionName[]>([["watch", "like"], ["watch", "gift"], ["like", "comment"], ["follow", "like"], ["watch", "follow"], ["gift", "comment"], ["comment", "like"], ["watch"]]);
  }

  /** So many waves on the rooms in turn, in the last days. */
  waves(rooms: readonly number[], count: number, days: number, spec: { catchShare: Range; spreadMs: Range }): void {
    for (let i = 0; i < count; i++) {
      const room = rooms[i % rooms.length];
      const spreadMs = this.deed.logBetween(spec.spreadMs[0], spec.spreadMs[1]);
      this.wave(room, this.deeds(), this.moment(room, days, 0.8, spreadMs), spreadMs, this.deed.between(spec.catchShare[0], spec.catchShare[1]));
    }
  }

  /** Ordinary looking sessions by each member's own person; logins are the ring's. */
  camouflage(range: Range, factor = 1): void {
    const level = this.cover.logBetween(range[0], range[1]) * factor * (this.tactics.camouflage ?? 1);
    const today = Math.floor(this.life.asOfMs / dayMs) * dayMs;
    for (const account of this.members) {
      const favourites = [this.popularRoom(this.cover), this.popularRoom(this.cover)];
      const own = Math.min(mostCamouflage, level * this.cover.logBetween(0.4, 2));
      for (let day = 0; day <= span.actionDays; day++) for (let i = this.cover.poisson(own); i > 0; i--) this.life.session(this.cover, account, today - day * dayMs, favourites, false);
    }
  }

  /** One ordinary session on one of the last days, for the few sleepers that do something. */
  stir(account: number): void {
    this.life.session(this.cover, account, Math.floor(this.life.asOfMs / dayMs) * dayMs - this.cover.intBetween(1, span.actionDays - 1) * dayMs, [this.popularRoom(this.cover)], false);
  }
}
