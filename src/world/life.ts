import { homeNetwork, type Address } from "./network.js";
import type { People } from "./people.js";
import { mix32, type Random } from "./random.js";
import type { RowSink } from "./row-sink.js";
import { actionNumber, dayMs, hourMs, innocent, minuteMs, organised, regions, span, type ActionName } from "./scenarios.js";
import type { Shows } from "./shows.js";

/** Targets from here on are clips, not rooms. */
export const firstClip = 2 ** 32;

/** One act and one login that somebody may copy later. */
export interface SeenAct { action: ActionName; target: number; atMs: number }
export interface SeenLogin { device: number; address: Address; atMs: number }

/** What people do: logins with a device and an address, visits to shows, and the crowds of ordinary life. */
export class Life {
  private readonly loginFromMs: number;
  private readonly actionFromMs: number;
  /** Everything ends here for whoever acts now; only a sold account's first owner has an end of their own. */
  private untilMs = Infinity;
  /** What the accounts under {@link remember} did, in the order it was made. */
  readonly seenActs = new Map<number, SeenAct[]>();
  readonly seenLogins = new Map<number, SeenLogin[]>();

  constructor(
    readonly people: People,
    readonly shows: Shows,
    private readonly logins: RowSink,
    private readonly actions: RowSink,
    readonly asOfMs: number,
  ) {
    this.loginFromMs = asOfMs - span.loginDays * dayMs;
    this.actionFromMs = asOfMs - span.actionDays * dayMs;
  }

  /** From here on, what these accounts do is remembered. */
  remember(accounts: Iterable<number>): void {
    for (const account of accounts) {
      this.seenActs.set(account, []);
      this.seenLogins.set(account, []);
    }
  }

  private alive(account: number, atMs: number, fromMs: number): boolean {
    return atMs >= fromMs && atMs < this.asOfMs && atMs < this.untilMs && atMs >= this.people.createdMs[account] && !(atMs >= this.people.closedMs[account]);
  }

  /** One row in actions; outside the window, before the account or after its ban it does not happen. Target -1: none. */
  act(account: number, action: ActionName, target: number, atMs: number): void {
    const at = this.arrival(account, Math.floor(atMs));
    if (!this.alive(account, at, this.actionFromMs)) return;
    this.actions.push(account, actionNumber[action], target, at);
    this.seenActs.get(account)?.push({ action, target, atMs: at });
  }

  /** When an act reaches the server, whose clock the rows have: at once, or when the client flushes, or when the outage is over. */
  private arrival(account: number, atMs: number): number {
    const { flushMinute, outage, region } = this.people;
    if (flushMinute[account] > 0) {
      const flush = flushMinute[account] * minuteMs;
      return atMs + (((flush - (atMs % dayMs)) % dayMs) + dayMs) % dayMs;
    }
    // Decided by the account and not by chance: nobody else's life may change by it.
    if (outage === undefined || atMs < outage.fromMs || atMs >= outage.toMs || region[account] !== outage.region) return atMs;
    const mixed = mix32(account + 1);
    if (mixed / 2 ** 32 >= organised.outage.clientShare) return atMs;
    this.people.mark(account, "outage");
    return Math.floor(outage.toMs + (mix32(mixed) / 2 ** 32) * organised.outage.backMs);
  }

  /** One row in logins with this device and address. */
  loginWith(account: number, device: number, address: Address, atMs: number): void {
    const at = Math.floor(atMs);
    if (!this.alive(account, at, this.loginFromMs)) return;
    this.logins.push(account, device, address, at);
    this.seenLogins.get(account)?.push({ device, address, atMs: at });
  }

  /** A login from where the account's person is at this time, on what lies at hand there. */
  login(random: Random, account: number, atMs: number): void {
    const p = this.people;
    const swapped = p.formerPhone[account] >= 0 && atMs < p.swapMs[account];
    const phone = swapped ? p.formerPhone[account] : p.phone[account];
    const region = p.region[account];
    const local = atMs + regions.offsetHours[region] * hourMs;
    const hour = Math.floor((local % dayMs) / hourMs);
    const weekday = Math.floor(local / dayMs + 4) % 7;
    const vpn = p.vpn[account];
    if (vpn >= 0 && hour >= 9 && hour < 18 && weekday > 0 && weekday < 6 && random.chance(innocent.vpn.loginShare)) {
      const { addresses } = p.places[vpn];
      this.loginWith(account, p.second[account] >= 0 && random.chance(0.6) ? p.second[account] : phone, random.chance(0.7) ? addresses[account % addresses.length] : random.pick(addresses), atMs);
      return;
    }
    const place = p.place[account];
    if (place >= 0) {
      const spot = p.places[place];
      const there = spot.kind === "office" ? hour >= 9 && hour < 18 && weekday > 0 && weekday < 6 : spot.kind === "agency" ? random.chance(0.8) : spot.kind === "school" ? hour >= 8 && hour < 15 && weekday > 0 && weekday < 6 : hour >= 8 && hour < 23;
      if (there && random.chance(0.6)) {
        const labShare = spot.kind === "agency" ? innocent.agency.phoneLoginShare : innocent.place.labLoginShare;
        const device = random.chance(labShare) && spot.devices.length > 0 ? random.pick(spot.devices) : phone;
        // People keep to one exit of the building, mostly.
        const address = random.chance(0.85) ? spot.addresses[account % spot.addresses.length] : random.pick(spot.addresses);
        this.loginWith(account, device, address, atMs);
        return;
      }
    }
    const cafe = p.cafe[account];
    if (cafe >= 0 && random.chance(innocent.cafe.loginShare)) {
      const spot = p.places[cafe];
      this.loginWith(account, random.chance(0.85) ? random.pick(spot.devices) : phone, spot.addresses[0], atMs);
      return;
    }
    const home = p.home[account];
    if (home < 0 || (p.carrier[account] >= 0 && random.chance(innocent.carrier.loginShare))) {
      this.loginWith(account, phone, p.carrierAddress(random, p.carrier[account], account, atMs), atMs);
      return;
    }
    const shared = p.homes.sharedCount[home];
    let device = phone;
    if (shared > 0 && random.chance(innocent.sharedDeviceShare)) device = p.homes.sharedDevice[home] + random.int(shared);
    else if (p.second[account] >= 0 && random.chance(0.35)) device = p.second[account];
    this.loginWith(account, device, p.homes.address(random, home, atMs), atMs);
  }

  /** A visit to a show: watch, some acts while staying, perhaps the streamer's call for likes, a raid at the end, a hop to another room. */
  visit(random: Random, account: number, place: number, arrivalMs: number, known: boolean, depth = 0): void {
    const streamer = this.shows.streamerOf(place);
    const room = this.shows.account[streamer];
    if (room === account) return;
    const end = this.shows.endMs[place];
    const leave = Math.min(end, arrivalMs + random.logNormal(innocent.stay.medianMs, innocent.stay.sigma));
    this.act(account, "watch", room, arrivalMs);
    const more = Math.floor(random.exponential(innocent.actsPerVisit + 0.5));
    for (let i = Math.min(more, 40); i > 0; i--) {
      const x = random.next();
      const at = random.between(arrivalMs + 3000, Math.max(arrivalMs + 4000, leave));
      this.act(account, x < 0.44 ? "like" : x < 0.83 ? "comment" : x < 0.89 ? "gift" : x < 0.92 ? "share" : known && x < 0.975 ? "comment" : "follow", room, at);
    }
    const call = this.shows.callMs[place];
    if (call >= arrivalMs && call < leave && random.chance(innocent.callAnswerShare)) this.act(account, "like", room, call + random.exponential(innocent.callDelayMs));
    if (depth >= 2) return;
    const next = this.shows.raidTo[place];
    if (leave >= end - minuteMs && next >= 0 && random.chance(innocent.raid.followShare)) {
      const at = end + 2000 + random.exponential(innocent.raid.delayMs);
      const other = this.shows.liveShow(next, at);
      if (other >= 0) {
        this.people.mark(account, "raid");
        this.visit(random, account, other, at, false, depth + 1);
        return;
      }
    }
    if (random.chance(innocent.hopShare)) {
      const at = leave + random.exponential(2 * minuteMs);
      const other = this.shows.liveNow(random, this.people.region[account], at);
      if (other >= 0) this.visit(random, account, this.shows.liveShow(other, at), at, false, depth + 1);
    }
  }

  /** One session on a day: for a favourite's show, or looking around. `logsIn`: it may begin with a login of the account's own person. */
  session(random: Random, account: number, dayStartMs: number, favourites: readonly number[], logsIn = true): void {
    if (favourites.length > 0 && random.chance(innocent.forShowShare)) {
      for (let tries = 0; tries < 3; tries++) {
        const place = this.shows.showOfDay(random.pick(favourites), dayStartMs);
        if (place < 0) continue;
        const start = this.shows.startMs[place];
        const fan = this.people.punctual[account] === 1;
        let arrival: number;
        if (fan && random.chance(0.85)) arrival = start + random.logNormal(innocent.punctual.medianMs, innocent.punctual.sigma);
        else if (random.chance(innocent.forStartShare)) arrival = start + random.logNormal(innocent.fanDelay.medianMs, innocent.fanDelay.sigma);
        else arrival = random.between(start, this.shows.endMs[place]);
        if (arrival >= this.shows.endMs[place]) break;
        if (logsIn && random.chance(innocent.loginPerSessionShare)) this.login(random, account, arrival - random.between(5000, 120_000));
        this.visit(random, account, place, arrival, true);
        return;
      }
    }
    const at = this.people.momentOfDay(random, this.people.region[account], dayStartMs);
    if (logsIn && random.chance(innocent.loginPerSessionShare)) this.login(random, account, at - random.between(5000, 60_000));
    if (random.chance(innocent.clipShare)) {
      let clipAt = at;
      for (let i = Math.floor(random.exponential(3)); i >= 0; i--) {
        // Clips age quickly: a day's clips, a few of them popular.
        const clip = firstClip + Math.floor(dayStartMs / dayMs) * 2 ** 16 + Math.floor(random.next() ** 3 * Math.min(65_000, this.people.capacity / 10));
        this.act(account, random.chance(0.75) ? "like" : random.chance(0.6) ? "comment" : "share", clip, clipAt);
        clipAt += random.exponential(40_000);
      }
      if (random.chance(0.3)) this.act(account, "search", -1, at);
      return;
    }
    const streamer = this.shows.liveNow(random, this.people.region[account], at);
    if (streamer >= 0) this.visit(random, account, this.shows.liveShow(streamer, at), at, false);
  }

  /** The login of the registration: on the shop's demo device, on the family's tablet, or as ever. */
  private firstLogin(random: Random, account: number): void {
    const p = this.people;
    const at = p.createdMs[account] + random.exponential(20_000);
    const home = p.home[account];
    if (p.shop[account] >= 0) {
      const shop = p.places[p.shop[account]];
      if (shop.kind !== "shop") {
        const onMachine = shop.devices.length > 0 && (shop.kind === "desk" || random.chance(organised.school.tabletShare));
        this.loginWith(account, onMachine ? random.pick(shop.devices) : p.phone[account], random.pick(shop.addresses), at);
        return;
      }
      this.loginWith(account, random.pick(shop.devices), shop.addresses[0], at);
      if (random.chance(innocent.shop.returnShare)) this.loginWith(account, random.pick(shop.devices), shop.addresses[0], at + random.between(1, 20) * dayMs);
    } else if (p.onTablet[account] === 1 && home >= 0) this.loginWith(account, p.homes.sharedDevice[home], p.homes.address(random, home, at), at);
    else this.login(random, account, at);
  }

  /** The month of one account up to a time. */
  monthUntil(random: Random, account: number, untilMs: number): void {
    this.untilMs = untilMs;
    this.month(random, account, account + 1);
    this.untilMs = Infinity;
  }

  /** The ordinary month of the accounts [from, to): logins over 30 days, sessions over the last days. */
  month(random: Random, from: number, to: number): void {
    const p = this.people;
    const today = Math.floor(this.asOfMs / dayMs) * dayMs;
    const lastDay = today === this.asOfMs ? today - dayMs : today;
    for (let account = from; account < to; account++) {
      const sessions = p.activity[account];
      if (p.createdMs[account] >= this.loginFromMs) this.firstLogin(random, account);
      const favourites: number[] = [];
      for (let i = Math.min(1 + random.int(innocent.favouriteCount), 8); i > 0; i--) favourites.push(this.shows.popular(random, p.region[account]));
      const early = random.poisson((span.loginDays - span.actionDays) * sessions * innocent.loginPerSessionShare);
      for (let i = 0; i < early; i++) this.login(random, account, p.momentOfDay(random, p.region[account], lastDay - (span.actionDays + random.int(span.loginDays - span.actionDays)) * dayMs));
      if (random.next() < 1 - Math.exp(-sessions * 13)) {
        for (let day = 0; day <= span.actionDays; day++) {
          const dayStart = lastDay - day * dayMs;
          const weekday = Math.floor(dayStart / dayMs + 4) % 7;
          for (let i = random.poisson(sessions * (weekday === 0 || weekday === 6 ? innocent.weekendFactor : 0.92)); i > 0; i--) this.session(random, account, dayStart, favourites);
        }
      }
    }
  }

  /** Streamers go live, and log in for it. */
  goLive(random: Random): void {
    this.shows.startMs.forEach((start, place) => {
      if (Number.isNaN(start)) return;
      const account = this.shows.account[this.shows.streamerOf(place)];
      if (random.chance(0.6)) this.login(random, account, start - random.between(1, 15) * minuteMs);
      this.act(account, "live_start", account, start - random.between(0, 20_000));
    });
  }

  /** Households and dormitories that sometimes watch a show together. `homesTo`: homes of innocents. */
  watchTogether(random: Random, homesTo: number): void {
    const dorms = new Set(this.people.dorms);
    const h = this.people.homes;
    for (let home = 0; home < homesTo; home++) {
      const size = h.size[home];
      if (size < 2 || h.type[home] === homeNetwork.none) continue;
      const chance = dorms.has(home) ? innocent.together.dormDayChance : innocent.together.householdDayChance;
      for (let day = 0; day < span.actionDays; day++) {
        if (!random.chance(chance)) continue;
        const region = this.people.region[h.firstAccount[home]];
        const at = this.people.momentOfDay(random, region, Math.floor(this.asOfMs / dayMs) * dayMs - (day + 1) * dayMs);
        const streamer = this.shows.liveNow(random, region, at);
        if (streamer < 0) continue;
        for (let account = h.firstAccount[home]; account < h.firstAccount[home] + size; account++) {
          if (this.people.home[account] !== home || this.people.activity[account] < 0.05 || !random.chance(innocent.together.joinShare)) continue;
          this.visit(random, account, this.shows.liveShow(streamer, at), at + random.exponential(innocent.together.spreadMs), false);
        }
      }
    }
  }

  /** Friends who meet every evening in one room, and sometimes move on together. */
  friendsMeet(random: Random): void {
    const p = this.people;
    for (const members of p.friendGroups) {
      const region = p.region[members[0]];
      const host = random.chance(0.5) ? members[0] : this.shows.account[this.shows.popular(random, region)];
      const hour = random.between(18, 22) - regions.offsetHours[region];
      for (let day = 1; day <= span.actionDays; day++) {
        if (random.chance(0.15)) continue;
        const at = Math.floor(this.asOfMs / dayMs) * dayMs - day * dayMs + hour * hourMs + random.normal() * 4 * minuteMs;
        const moveTo = random.chance(innocent.friends.moveShare) ? this.shows.liveNow(random, region, at + 40 * minuteMs) : -1;
        const moveAt = at + random.between(20, 90) * minuteMs;
        for (const account of members) {
          if (!random.chance(innocent.friends.comeShare)) continue;
          const arrival = at + random.normal() * innocent.friends.spreadMs;
          if (random.chance(0.3)) this.login(random, account, arrival - 30_000);
          this.act(account, "watch", host, arrival);
          for (let i = Math.floor(random.exponential(2)); i > 0; i--) this.act(account, "comment", host, arrival + random.exponential(20 * minuteMs));
          if (moveTo >= 0 && random.chance(0.6)) this.act(account, "watch", this.shows.account[moveTo], moveAt + random.logNormal(innocent.friends.moveMedianMs, innocent.friends.moveSigma) - minuteMs);
        }
      }
    }
  }

  /** Breaking news: one to two per cent of everybody within ten minutes in one room. */
  flashCrowd(random: Random, accountCount: number): void {
    const room = this.shows.account[this.shows.popular(random, 3)];
    const at = this.asOfMs - random.between(1, 6.5) * dayMs;
    for (let i = Math.round(accountCount * innocent.flash.accountShare); i > 0; i--) {
      const account = random.int(accountCount);
      if (this.people.activity[account] < 0.02 && random.chance(0.7)) continue;
      this.people.mark(account, "flash_crowd");
      const arrival = at + random.logNormal(innocent.flash.medianMs, innocent.flash.sigma);
      if (random.chance(0.4)) this.login(random, account, arrival - random.between(3000, 30_000));
      this.act(account, "watch", room, arrival);
      if (random.chance(0.4)) this.act(account, "comment", room, arrival + random.exponential(4 * minuteMs));
      if (random.chance(0.1)) this.act(account, "share", room, arrival + random.exponential(4 * minuteMs));
    }
  }

  /** A celebrity's call: one to two per cent of everybody follow one account within half an hour; some registered for it. */
  celebrityCall(random: Random, accountCount: number): void {
    const spec = innocent.celebrity;
    const room = this.shows.account[this.shows.popular(random, random.int(regions.offsetHours.length))];
    const follow = (account: number, at: number): void => {
      this.people.mark(account, "celebrity");
      this.act(account, "follow", room, at);
      if (random.chance(spec.watchShare)) this.act(account, "watch", room, at + 2000 + random.exponential(30_000));
    };
    for (const account of this.people.celebrityNewcomers) follow(account, this.people.createdMs[account] + 15_000 + random.exponential(60_000));
    for (let i = Math.round(accountCount * random.between(spec.share[0], spec.share[1])); i > 0; i--) {
      const account = random.int(accountCount);
      if (this.people.activity[account] < 0.02 && random.chance(0.7)) continue;
      const at = this.people.celebrityMs + random.logNormal(spec.medianMs, spec.sigma);
      if (this.people.createdMs[account] > at) continue;
      if (random.chance(0.4)) this.login(random, account, at - random.between(3000, 30_000));
      follow(account, at);
    }
  }

  /** Some of those who came with the campaign stay for the sponsor's shows. */
  campaignFans(random: Random): void {
    const spec = innocent.campaign;
    const sponsor = this.shows.popular(random, random.int(regions.offsetHours.length));
    for (const account of this.people.campaignMembers) {
      if (!random.chance(spec.fanShare)) continue;
      for (let day = 1; day <= span.actionDays + 1; day++) {
        const place = this.shows.showOfDay(sponsor, this.shows.firstDayMs + day * dayMs);
        if (place < 0 || !random.chance(spec.showChance)) continue;
        const at = this.shows.startMs[place] + random.logNormal(spec.fanMedianMs, spec.fanSigma);
        if (at < this.shows.endMs[place]) this.visit(random, account, place, at, true);
      }
    }
  }

  /** "Follow these five rooms now and win": real fans who follow several rooms within minutes, in the same order. */
  giveaways(random: Random, accountCount: number): void {
    const spec = innocent.giveaway;
    for (let i = Math.max(1, Math.round(accountCount / spec.accountsPerEvent)); i > 0; i--) {
      const host = this.shows.popular(random, random.int(regions.offsetHours.length));
      const rooms = [host, ...Array.from({ length: spec.rooms - 1 }, () => random.int(this.shows.account.length))];
      const at = this.asOfMs - random.between(0.3, 8) * dayMs;
      const viewers = random.logBetween(spec.viewers[0], Math.max(1.5 * spec.viewers[0], Math.min(spec.viewers[1], accountCount / 100)));
      const region = this.shows.region[host];
      for (let n = 0; n < viewers; n++) {
        const account = random.int(accountCount);
        if (this.people.activity[account] < 0.05 || (this.people.region[account] !== region && random.chance(0.7))) continue;
        this.act(account, "watch", this.shows.account[host], at - random.exponential(12 * minuteMs));
        if (!random.chance(spec.joinShare)) continue;
        this.people.mark(account, "giveaway");
        let when = at + random.logNormal(spec.medianMs, spec.sigma);
        for (const room of rooms) {
          if (random.chance(0.85)) this.act(account, "follow", this.shows.account[room], when);
          when += 3000 + random.exponential(spec.stepMs);
        }
      }
    }
  }

  /** Agencies: streamers who work from one office with its phones, and open each other's shows with gifts. */
  agencies(random: Random): void {
    const p = this.people;
    for (const agency of p.agencies) {
      const streamers = agency.members.map((account) => this.shows.account.indexOf(account));
      for (const streamer of streamers) {
        for (let day = 0; day <= span.actionDays + 1; day++) {
          const place = this.shows.showOfDay(streamer, this.shows.firstDayMs + day * dayMs);
          if (place < 0) continue;
          for (const colleague of agency.members) {
            if (colleague === this.shows.account[streamer] || !random.chance(innocent.agency.visitShare)) continue;
            const arrival = this.shows.startMs[place] + random.logNormal(innocent.agency.visitMedianMs, innocent.agency.visitSigma);
            this.act(colleague, "watch", this.shows.account[streamer], arrival);
            if (random.chance(innocent.agency.giftShare)) this.act(colleague, "gift", this.shows.account[streamer], arrival + random.exponential(2 * minuteMs));
            if (random.chance(innocent.agency.likeShare)) this.act(colleague, "like", this.shows.account[streamer], arrival + random.exponential(3 * minuteMs));
          }
        }
      }
    }
  }
}

/** Puts some streamers of a region into agencies: an office address, shared phones, half of them partners of the platform. */
export function foundAgencies(random: Random, people: People, shows: Shows, innocentCount: number): void {
  const count = Math.max(1, Math.round(innocentCount / innocent.agency.accountsPerAgency));
  const free = random.sample(Array.from(shows.account.keys()), shows.account.length);
  for (let i = 0; i < count; i++) {
    const size = random.intBetween(innocent.agency.size[0], innocent.agency.size[1]);
    const region = random.int(regions.offsetHours.length);
    const members: number[] = [];
    for (let at = free.length - 1; at >= 0 && members.length < size; at--) {
      const account = shows.account[free[at]];
      if (shows.region[free[at]] !== region || people.place[account] >= 0) continue;
      free.splice(at, 1);
      members.push(account);
    }
    if (members.length < 4) continue;
    const agency = { kind: "agency" as const, addresses: [people.fixedAddress(random)], devices: Array.from({ length: Math.ceil(members.length / 3) }, () => people.freshDevice()), members };
    for (const account of members) {
      people.place[account] = people.places.length;
      people.mark(account, "agency");
      if (random.chance(innocent.agency.protectedShare)) people.isProtected[account] = 1;
    }
    people.places.push(agency);
    people.agencies.push(agency);
  }
}
