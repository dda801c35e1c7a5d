import { Homes, Pool, Subnets, homeNetwork, type Address } from "./network.js";
import { mix32, runningTotals, type Random } from "./random.js";
import { dayMs, hourMs, innocent, innocentKinds, minuteMs, regions, rhythm, span, type InnocentKind } from "./scenarios.js";

/** A place with a network of its own: an office, a campus, an agency. */
export interface Place {
  kind: "office" | "campus" | "agency" | "cafe" | "shop" | "vpn" | "school" | "desk";
  addresses: Address[];
  devices: number[];
  members: number[];
}

const kindRank = Object.fromEntries(innocentKinds.map((name, i) => [name, i])) as Record<InnocentKind, number>;
const workdayTotals = runningTotals(rhythm.workday);
const weekendTotals = runningTotals(rhythm.weekend);
const regionTotals = runningTotals(regions.share);
const householdTotals = runningTotals(innocent.householdShare);

/** Everybody, as columns by account number. Numbers never leave the process: ids are shuffled. */
export class People {
  readonly createdMs: Float64Array;
  readonly closedMs: Float64Array;
  readonly isProtected: Uint8Array;
  readonly region: Uint8Array;
  readonly home: Int32Array;
  readonly carrier: Int16Array;
  readonly place: Int16Array;
  readonly cafe: Int16Array;
  /** The shop that set the account up, and the VPN of its employer: places, or -1. */
  readonly shop: Int16Array;
  readonly vpn: Int16Array;
  /** 1: registered on the family's tablet, beside the rest of the family. */
  readonly onTablet: Uint8Array;
  readonly phone: Int32Array;
  readonly second: Int32Array;
  /** Second-hand phones: the phone before `swapMs`. */
  readonly formerPhone: Int32Array;
  readonly swapMs: Float64Array;
  /** Sessions per day. */
  readonly activity: Float32Array;
  readonly punctual: Uint8Array;
  /** Clients that deliver late: the minute of the (UTC) day at which they do, from 1; 0: at once. */
  readonly flushMinute: Uint16Array;
  /** A region whose actions wait until it is over. */
  outage: { region: number; fromMs: number; toMs: number } | undefined;
  /** Index into innocentKinds; rings do not use it. */
  readonly kind: Uint8Array;
  readonly homes: Homes;
  readonly subnets: Subnets;
  readonly places: Place[] = [];
  readonly agencies: Place[] = [];
  readonly friendGroups: number[][] = [];
  readonly dorms: number[] = [];
  /** Machines of rings that were banned long ago; a farm of today may still run on some. */
  readonly pastDevices: number[] = [];
  /** Everybody who came with the marketing campaign. */
  readonly campaignMembers: number[] = [];
  /** When the celebrity calls, and who registers for it. */
  celebrityMs = 0;
  readonly celebrityNewcomers: number[] = [];
  private readonly carriers: { pool: Pool }[] = [];
  private readonly carrierTotals: Float64Array;
  private deviceCounter = 1;

  constructor(
    readonly capacity: number,
    readonly asOfMs: number,
    seed: number,
  ) {
    this.createdMs = new Float64Array(capacity);
    this.closedMs = new Float64Array(capacity);
    this.isProtected = new Uint8Array(capacity);
    this.region = new Uint8Array(capacity);
    this.home = new Int32Array(capacity).fill(-1);
    this.carrier = new Int16Array(capacity).fill(-1);
    this.place = new Int16Array(capacity).fill(-1);
    this.cafe = new Int16Array(capacity).fill(-1);
    this.shop = new Int16Array(capacity).fill(-1);
    this.vpn = new Int16Array(capacity).fill(-1);
    this.onTablet = new Uint8Array(capacity);
    this.phone = new Int32Array(capacity);
    this.second = new Int32Array(capacity).fill(-1);
    this.formerPhone = new Int32Array(capacity).fill(-1);
    this.swapMs = new Float64Array(capacity);
    this.activity = new Float32Array(capacity);
    this.punctual = new Uint8Array(capacity);
    this.flushMinute = new Uint16Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.homes = new Homes(capacity + 1);
    this.subnets = new Subnets(seed);
    const { count, share, accountsPerAddress, minAddresses } = innocent.carrier;
    const weights = Array.from({ length: count }, (_, i) => 1 / (i + 1.5));
    this.carrierTotals = runningTotals(weights);
    for (const weight of weights) {
      const members = (capacity * share * weight) / this.carrierTotals[count - 1];
      const addresses = Math.max(minAddresses, Math.round(members / accountsPerAddress));
      this.carriers.push({ pool: new Pool(this.subnets, addresses, Math.max(2, Math.ceil(addresses / 3))) });
    }
    const pooled = capacity * 0.45 * innocent.homeNetworkShare.nightly * innocent.nightlyAddressesPerHousehold;
    for (const part of regions.share) this.homes.nightlyPools.push(new Pool(this.subnets, Math.max(60, Math.round(pooled * part)), 250));
  }

  /** A device number never used before. */
  freshDevice(): number {
    return this.deviceCounter++;
  }

  /** Remembers what an account is notable for, where it is more notable than before. */
  mark(account: number, kind: InnocentKind): void {
    if (kindRank[kind] > this.kind[account]) this.kind[account] = kindRank[kind];
  }

  /** Local time of day by the rhythm of life: a UTC time on (about) the UTC day that starts at `dayStartMs`. */
  momentOfDay(random: Random, region: number, dayStartMs: number): number {
    const weekday = Math.floor(dayStartMs / dayMs + 4) % 7;
    const hour = random.weighted(weekday === 0 || weekday === 6 ? weekendTotals : workdayTotals);
    return dayStartMs + (hour - regions.offsetHours[region]) * hourMs + Math.floor(random.next() * hourMs);
  }

  /** A creation time: slowly growing numbers over three years, with the daily rhythm. */
  creation(random: Random, region: number): number {
    const growth = 0.71;
    const x = random.next();
    // The inverse of the running share of a density 1 + growth * t.
    const t = (Math.sqrt(1 + 2 * growth * x * (1 + growth / 2)) - 1) / growth;
    const day = Math.floor((this.asOfMs - span.registrationDays * dayMs * (1 - t)) / dayMs) * dayMs;
    const at = this.momentOfDay(random, region, day);
    return Math.min(at, this.asOfMs - minuteMs);
  }

  /** The address of a subscriber on a carrier at a time; it rotates every few hours, and moves now and then with the cell tower. */
  carrierAddress(random: Random, carrier: number, subscriber: number, atMs: number): Address {
    const shift = Math.floor(atMs / (innocent.carrier.rotateHours * hourMs));
    const drift = random.chance(0.15) ? random.int(1000) : 0;
    return this.carriers[carrier].pool.at(mix32(mix32(subscriber + 7) ^ Math.imul(shift, 0x85ebca6b)) + drift);
  }

  pickCarrier(random: Random): number {
    return random.weighted(this.carrierTotals);
  }

  /** A new home of this region; fixed and NAT addresses come from blocks that neighbours share. */
  newHome(random: Random, region: number): number {
    const home = this.homes.count++;
    const share = innocent.homeNetworkShare;
    const x = random.next();
    const type = x < share.fixed ? homeNetwork.fixed : x < share.fixed + share.nightly ? homeNetwork.nightly : x < share.fixed + share.nightly + share.sharedNat ? homeNetwork.sharedNat : homeNetwork.ipv6;
    this.homes.type[home] = type;
    this.homes.pool[home] = region;
    if (type === homeNetwork.sharedNat) this.homes.fixed[home] = this.natAddress(random);
    else if (type !== homeNetwork.nightly) this.homes.fixed[home] = this.fixedAddress(random);
    return home;
  }

  /** /24s of fixed addresses with the number in use; the last ones are still filling. */
  private readonly fixedBlocks: { block: Address; used: number }[] = [];
  private fillingFrom = 0;
  private builtUp = false;

  /** From here on no network is built: whoever comes moves into the blocks and behind the NATs that innocents use. */
  endOfBuilding(): void {
    this.builtUp = true;
  }

  /** A fixed address in one of several half-filled /24s, so that neighbours in number are not neighbours in address. */
  fixedAddress(random: Random): Address {
    const blocks = this.fixedBlocks;
    if (this.builtUp) {
      for (;;) {
        const taken = blocks[random.int(blocks.length)];
        if (taken.used < 250) return taken.block + 1 + ((taken.used++ * 97) % 254);
      }
    }
    while (blocks.length - this.fillingFrom < 32) blocks.push({ block: this.subnets.fresh(), used: 0 });
    const at = this.fillingFrom + random.int(blocks.length - this.fillingFrom);
    const open = blocks[at];
    const address = open.block + 1 + ((open.used * 97) % 254);
    if (++open.used >= innocent.householdsPerSubnet) {
      blocks[at] = blocks[this.fillingFrom];
      blocks[this.fillingFrom++] = open;
    }
    return address;
  }

  private readonly nats: { address: Address; left: number }[] = [];
  private natsFrom = 0;

  private natAddress(random: Random): Address {
    const { nats } = this;
    if (this.builtUp && nats.length > 0) return random.pick(nats).address;
    while (nats.length - this.natsFrom < 4) {
      const block = this.subnets.fresh();
      for (let i = 0; i < 4; i++) nats.push({ address: block + 10 + i, left: innocent.householdsPerNat });
    }
    const at = this.natsFrom + random.int(nats.length - this.natsFrom);
    const nat = nats[at];
    if (--nat.left <= 0) {
      nats[at] = nats[this.natsFrom];
      nats[this.natsFrom++] = nat;
    }
    return nat.address;
  }

  /** What every person has whatever their home: region, activity, phone, carrier. `created` is set too. */
  private person(random: Random, account: number, region: number, home: number): void {
    this.region[account] = region;
    this.home[account] = home;
    this.createdMs[account] = this.creation(random, region);
    this.closedMs[account] = NaN;
    let x = random.next();
    for (const band of innocent.activity) {
      this.activity[account] = random.logBetween(band.sessions[0], band.sessions[1]);
      if ((x -= band.share) < 0) break;
    }
    this.punctual[account] = random.chance(innocent.punctual.share) ? 1 : 0;
    if (this.punctual[account] === 1) this.mark(account, "punctual_fan");
    this.phone[account] = this.freshDevice();
    if (random.chance(innocent.secondDeviceShare)) this.second[account] = this.freshDevice();
    if (random.chance(innocent.carrier.share)) {
      this.carrier[account] = this.pickCarrier(random);
      if (random.chance(innocent.carrier.onlyShare / innocent.carrier.share)) {
        this.home[account] = -1;
        this.mark(account, "carrier");
      }
    }
  }

  /** Fills [from, to) with households. */
  settle(random: Random, from: number, to: number): void {
    for (let account = from; account < to; ) {
      const size = Math.min(to - account, random.weighted(householdTotals) + 1);
      const region = random.weighted(regionTotals);
      const home = this.newHome(random, region);
      this.household(random, account, size, region, home);
      account += size;
    }
  }

  /** One person in a home of their own. */
  settleAlone(random: Random, account: number): void {
    const region = random.weighted(regionTotals);
    this.household(random, account, 1, region, this.newHome(random, region));
  }

  private household(random: Random, first: number, size: number, region: number, home: number): void {
    this.homes.firstAccount[home] = first;
    this.homes.size[home] = size;
    const oneTablet = size >= 3 && random.chance(innocent.tabletFamilyShare);
    if (oneTablet) {
      this.homes.sharedCount[home] = 1;
      this.homes.sharedDevice[home] = this.freshDevice();
    } else if (size >= 2) {
      const shared = random.chance(0.85) ? (size >= 3 && random.chance(0.6) ? 2 : 1) : 0;
      this.homes.sharedCount[home] = shared;
      if (shared > 0) this.homes.sharedDevice[home] = this.freshDevice();
      for (let i = 1; i < shared; i++) this.freshDevice();
    }
    for (let i = 0; i < size; i++) {
      const account = first + i;
      this.person(random, account, region, home);
      if (size >= 3) this.mark(account, "household");
      else if (this.homes.type[home] === homeNetwork.ipv6) this.mark(account, "ipv6_home");
      if (oneTablet) this.mark(account, "family_tablet");
      if (oneTablet || (size >= 2 && this.homes.sharedCount[home] > 0 && random.chance(innocent.noPhoneShare))) {
        this.phone[account] = this.homes.sharedDevice[home];
        this.second[account] = -1;
      }
    }
  }

  /** Everything beyond the household: dormitories, offices, campuses, cafés, friends, second-hand phones, past rings. `to` is the number of innocents. */
  organise(random: Random, to: number): void {
    // Dormitories take over accounts that live anywhere: they get a new home with a common console.
    const dormCount = Math.round((to * innocent.dorm.accountShare) / 14);
    for (let i = 0; i < dormCount; i++) {
      const size = Math.min(255, random.intBetween(innocent.dorm.size[0], innocent.dorm.size[1]));
      const first = random.int(Math.max(1, to - size));
      const region = this.region[first];
      const home = this.newHome(random, region);
      if (this.homes.type[home] === homeNetwork.sharedNat) {
        this.homes.type[home] = homeNetwork.fixed;
        this.homes.fixed[home] = this.fixedAddress(random);
      }
      this.homes.sharedCount[home] = 1;
      this.homes.sharedDevice[home] = this.freshDevice();
      this.homes.firstAccount[home] = first;
      this.homes.size[home] = Math.min(size, to - first);
      this.dorms.push(home);
      for (let account = first; account < Math.min(to, first + size); account++) {
        this.home[account] = home;
        this.mark(account, "dorm");
      }
    }
    const { place } = innocent;
    const largest = Math.max(place.size[0], Math.min(place.size[1], Math.round(to * place.largestShare)));
    for (let left = Math.round(to * place.accountShare); left >= place.size[0] / 2; ) {
      const size = Math.min(Math.max(place.size[0], left), Math.round(random.logBetween(place.size[0], largest)));
      left -= size;
      const kind = random.chance(place.campusShare) ? "campus" : "office";
      const block = this.subnets.fresh();
      const addresses = Array.from({ length: Math.min(random.intBetween(place.addresses[0], place.addresses[1]), Math.ceil(size / 40)) }, (_, i) => block + 20 + i);
      const devices = Array.from({ length: Math.ceil(size / place.labAccountsPerDevice / (kind === "office" ? 3 : 1)) }, () => this.freshDevice());
      const members: number[] = [];
      for (let i = 0; i < size; i++) {
        const account = random.int(to);
        if (this.place[account] >= 0) continue;
        this.place[account] = this.places.length;
        members.push(account);
        this.mark(account, kind);
      }
      this.places.push({ kind, addresses, devices, members });
    }
    for (let left = Math.round(to * innocent.cafe.accountShare); left > 0; ) {
      const guests = random.intBetween(innocent.cafe.guests[0], innocent.cafe.guests[1]);
      left -= guests;
      const devices = Array.from({ length: random.intBetween(innocent.cafe.devices[0], innocent.cafe.devices[1]) }, () => this.freshDevice());
      const members: number[] = [];
      for (let i = 0; i < guests; i++) {
        const account = random.int(to);
        this.cafe[account] = this.places.length;
        this.mark(account, "cafe");
        members.push(account);
      }
      this.places.push({ kind: "cafe", addresses: [this.fixedAddress(random)], devices, members });
    }
    for (let left = Math.round(to * innocent.friends.accountShare); left > 0; ) {
      const size = Math.round(random.logBetween(innocent.friends.size[0], innocent.friends.size[1] + 0.49));
      left -= size;
      const members: number[] = [];
      for (let tries = 0; members.length < size && tries < size * 40; tries++) {
        const account = random.int(to);
        if (this.activity[account] < 0.2 || members.includes(account)) continue;
        members.push(account);
        this.mark(account, "friends");
      }
      if (members.length >= 4) this.friendGroups.push(members);
    }
    for (let i = Math.round(to * innocent.secondHandShare); i > 0; i--) {
      const seller = random.int(to);
      const buyer = random.int(to);
      if (seller === buyer || this.swapMs[seller] > 0 || this.swapMs[buyer] > 0) continue;
      const at = this.asOfMs - random.between(1, span.loginDays - 1) * dayMs;
      const sold = this.phone[seller];
      this.formerPhone[seller] = sold;
      this.swapMs[seller] = at;
      this.phone[seller] = this.freshDevice();
      this.formerPhone[buyer] = this.phone[buyer];
      this.swapMs[buyer] = at + random.between(0.2, 4) * dayMs;
      this.phone[buyer] = sold;
      this.mark(seller, "second_hand");
      this.mark(buyer, "second_hand");
    }
    for (let i = Math.round(to / innocent.signUpCall.accountsPerEvent); i > 0; i--) {
      const at = this.asOfMs - random.between(1, 175) * dayMs;
      for (let n = Math.round(to * random.logBetween(innocent.signUpCall.share[0], innocent.signUpCall.share[1])); n > 0; n--) {
        const account = random.int(to);
        this.createdMs[account] = Math.min(this.asOfMs - minuteMs, at + random.exponential(innocent.signUpCall.withinMs / 3));
        this.mark(account, "sign_up_call");
      }
    }
    for (let left = Math.round(to * innocent.pastRing.accountShare); left > 0; ) {
      const size = random.intBetween(innocent.pastRing.size[0], innocent.pastRing.size[1]);
      left -= size;
      this.pastRing(random, to, size);
    }
    for (let i = Math.round(to * innocent.pastRing.singleShare); i > 0; i--) {
      const account = random.int(to);
      this.closedMs[account] = Math.min(this.asOfMs - hourMs, Math.max(this.createdMs[account] + hourMs, this.asOfMs - random.between(0.5, 300) * dayMs));
      this.mark(account, "closed");
    }
  }

  /** A ring of long ago: its accounts were registered, used and banned together. They stay in the source as closed. */
  private pastRing(random: Random, to: number, size: number): void {
    const closedMs = this.asOfMs - random.logBetween(2, 200) * dayMs;
    const createdMs = closedMs - random.between(10, 90) * dayMs;
    const devices = Array.from({ length: Math.ceil(size / 9) }, () => this.freshDevice());
    this.pastDevices.push(...devices);
    const home = this.newHome(random, 0);
    for (let i = 0; i < size; i++) {
      const account = random.int(to);
      if (this.place[account] >= 0 || this.kind[account] > kindRank.household) continue;
      this.createdMs[account] = createdMs + random.int(2 * dayMs);
      this.closedMs[account] = closedMs + random.int(3 * hourMs);
      this.phone[account] = random.pick(devices);
      this.second[account] = -1;
      this.home[account] = home;
      this.mark(account, "closed");
    }
  }

  /** Employers whose people reach the platform through the company's exits. */
  openVpns(random: Random, to: number): void {
    const spec = innocent.vpn;
    const largest = Math.max(spec.least, Math.min(spec.size[1], Math.round(to * spec.largestShare)));
    for (let left = Math.round(to * spec.accountShare); left >= spec.least / 2; ) {
      const size = Math.round(random.logBetween(Math.min(spec.size[0], largest), largest));
      left -= size;
      const block = this.subnets.fresh();
      const addresses = Array.from({ length: random.intBetween(spec.addresses[0], spec.addresses[1]) }, (_, i) => block + 30 + i);
      const members: number[] = [];
      for (let i = 0; i < size; i++) {
        const account = random.int(to);
        if (this.vpn[account] >= 0) continue;
        this.vpn[account] = this.places.length;
        members.push(account);
        this.mark(account, "vpn");
      }
      this.places.push({ kind: "vpn", addresses, devices: [], members });
    }
  }

  /** Shops that set up an account for whoever buys a phone. */
  openShops(random: Random, to: number): void {
    const spec = innocent.shop;
    for (let i = Math.max(1, Math.round(to / spec.accountsPerShop)); i > 0; i--) {
      const devices = Array.from({ length: random.intBetween(spec.devices[0], spec.devices[1]) }, () => this.freshDevice());
      const region = random.weighted(regionTotals);
      const days = Math.round(random.between(spec.weeks[0], spec.weeks[1]) * 7);
      const lastDay = Math.floor((this.asOfMs - random.between(spec.endedDaysAgo[0], spec.endedDaysAgo[1]) * dayMs) / dayMs) - 1;
      const members: number[] = [];
      // The smallest worlds have small shops.
      for (let n = Math.min(random.intBetween(spec.customers[0], spec.customers[1]), Math.round(to / 100)); n > 0; n--) {
        const account = random.int(to);
        if (this.shop[account] >= 0 || this.place[account] >= 0 || !Number.isNaN(this.closedMs[account])) continue;
        this.createdMs[account] = (lastDay - random.int(days)) * dayMs + (random.between(10, 19) - regions.offsetHours[region]) * hourMs;
        this.shop[account] = this.places.length;
        members.push(account);
        this.mark(account, "phone_shop");
      }
      this.places.push({ kind: "shop", addresses: [this.fixedAddress(random)], devices, members });
    }
  }

  /** Crowds that register: for a marketing campaign, and because a celebrity asked. */
  registerCrowds(random: Random, to: number): void {
    const spec = innocent.campaign;
    const at = Math.floor((this.asOfMs - random.between(spec.daysAgo[0], spec.daysAgo[1]) * dayMs) / dayMs) * dayMs + random.between(15, 20) * hourMs;
    const free = (account: number): boolean => this.shop[account] < 0 && Number.isNaN(this.closedMs[account]) && this.kind[account] !== kindRank.campaign;
    const join = (account: number, when: number): void => {
      this.createdMs[account] = Math.floor(when);
      this.campaignMembers.push(account);
      this.mark(account, "campaign");
    };
    const size = Math.min(spec.most, Math.round(this.capacity * spec.share));
    for (let tries = 0; this.campaignMembers.length < size * spec.familyShare && tries < size * 50; tries++) {
      const home = this.home[random.int(to)];
      if (home < 0 || this.homes.size[home] < 3 || this.homes.size[home] > 5 || this.homes.sharedCount[home] === 0) continue;
      const first = this.homes.firstAccount[home];
      const family = Array.from({ length: this.homes.size[home] }, (_, i) => first + i).filter((account) => this.home[account] === home && free(account));
      const start = at + random.next() * (spec.withinMs - 5 * minuteMs);
      for (const account of family) {
        join(account, start + random.next() * 5 * minuteMs);
        this.onTablet[account] = 1;
      }
    }
    for (let tries = 0; this.campaignMembers.length < size && tries < size * 50; tries++) {
      const account = random.int(to);
      if (free(account)) join(account, at + random.next() * spec.withinMs);
    }
    const call = innocent.celebrity;
    this.celebrityMs = this.asOfMs - random.between(call.daysAgo[0], call.daysAgo[1]) * dayMs;
    for (let n = Math.round(to * call.share[0] * call.newcomerShare); n > 0; n--) {
      const account = random.int(to);
      if (!free(account)) continue;
      this.createdMs[account] = Math.floor(this.celebrityMs + random.logNormal(call.medianMs, call.sigma));
      this.celebrityNewcomers.push(account);
      this.mark(account, "celebrity");
    }
  }
}
