import { eveningMs } from "./attack.js";
import type { Life } from "./life.js";
import type { People, Place } from "./people.js";
import type { Random } from "./random.js";
import { dayMs, hourMs, innocent, minuteMs, organised, regions, span, type ActionName, type InnocentKind } from "./scenarios.js";

/** Accounts of one place and purpose. */
interface Group {
  members: number[];
  /** Its place among `people.places`, or -1. */
  place: number;
  region: number;
  /** Whose room it meets in: a class's teacher. */
  host?: number;
}

/**
 * People who do things together because a place, a timetable, a trade or a message makes them. First they are chosen, before anybody lives ({@link Organised.gather});
 * what they do together comes on top of their own lives ({@link Organised.meet}).
 */
export class Organised {
  private readonly classes: Group[] = [];
  private readonly desks: Group[] = [];
  private readonly guilds: Group[] = [];
  private readonly apps: Group[] = [];
  private readonly challenged: number[] = [];
  /** In a group whose members live by it: nobody is in two of these. */
  private readonly taken = new Set<number>();

  constructor(
    private readonly people: People,
    private readonly innocentCount: number,
  ) {}

  gather(stream: (name: string) => Random): void {
    this.importAccounts(stream("import"));
    this.openSchools(stream("schools"));
    this.openDesks(stream("desks"));
    this.foundGuilds(stream("guilds"));
    this.foundApps(stream("apps"));
    this.inviteChallengers(stream("challenge"));
    this.breakClients(stream("clients"));
  }

  meet(life: Life, stream: (name: string) => Random): void {
    for (const group of this.classes) lessons(life, stream(`lessons ${group.place}`), group);
    for (const group of this.desks) desk(life, stream(`desk ${group.place}`), group);
    for (const group of this.guilds) guild(life, stream(`guild ${group.place}`), group);
    this.apps.forEach((group, number) => calls(life, stream(`calls ${number}`), group));
    goLiveTogether(life, stream("go live"), this.challenged);
    gala(life, stream("gala"), this.innocentCount);
  }

  /** How many groups of a kind that there is once in so many accounts. */
  private groups(accountsPerGroup: number): number {
    return Math.max(1, Math.round(this.innocentCount / accountsPerGroup));
  }

  /** Accounts of ordinary people who are in nothing else that rules their days. */
  private pick(random: Random, size: number, fits: (account: number) => boolean = () => true): number[] {
    const { people, taken } = this;
    const chosen: number[] = [];
    for (let tries = 0; chosen.length < size && tries < size * 60; tries++) {
      const account = random.int(this.innocentCount);
      if (taken.has(account) || people.place[account] >= 0 || people.shop[account] >= 0 || people.onTablet[account] === 1 || !Number.isNaN(people.closedMs[account]) || !fits(account)) continue;
      taken.add(account);
      chosen.push(account);
    }
    return chosen;
  }

  private place(kind: Place["kind"], addresses: number[], devices: number[], members: number[]): number {
    return this.people.places.push({ kind, addresses, devices, members }) - 1;
  }

  private mark(members: readonly number[], kind: InnocentKind): void {
    for (const account of members) this.people.mark(account, kind);
  }

  /** Another platform's people: all of them created here in the second of the import. */
  private importAccounts(random: Random): void {
    const { people, innocentCount } = this;
    const at = Math.floor((people.asOfMs - random.between(organised.imported.daysAgo[0], organised.imported.daysAgo[1]) * dayMs) / 1000) * 1000;
    for (let n = Math.round(innocentCount * organised.imported.share); n > 0; n--) {
      const account = random.int(innocentCount);
      if (people.shop[account] >= 0 || people.onTablet[account] === 1 || !Number.isNaN(people.closedMs[account])) continue;
      people.createdMs[account] = at + random.int(1000);
      people.mark(account, "imported");
    }
  }

  /** Classes that signed up in one lesson, at the school's exits, partly on its tablets. */
  private openSchools(random: Random): void {
    const spec = organised.school;
    const { people } = this;
    for (let n = this.groups(spec.accountsPerSchool); n > 0; n--) {
      const region = random.int(regions.offsetHours.length);
      const exits = Array.from({ length: random.intBetween(spec.exits[0], spec.exits[1]) }, () => people.fixedAddress(random));
      const classes = random.intBetween(spec.classes[0], spec.classes[1]);
      const teachers = this.pick(random, Math.ceil(classes / 2), (account) => people.createdMs[account] < people.asOfMs - spec.daysAgo[1] * dayMs);
      this.mark(teachers, "class");
      for (let c = classes; c > 0; c--) {
        const tablets = Array.from({ length: random.intBetween(spec.tabletsPerClass[0], spec.tabletsPerClass[1]) }, () => people.freshDevice());
        const members = this.pick(random, random.intBetween(spec.size[0], spec.size[1]));
        const place = this.place("school", exits, tablets, members);
        const lessonMs = lessonStart(people, random, region, random.logBetween(spec.daysAgo[0], spec.daysAgo[1]));
        for (const account of members) {
          people.region[account] = region;
          people.createdMs[account] = Math.floor(lessonMs + random.next() * spec.lessonMs);
          people.activity[account] = random.logBetween(spec.homeActivity[0], spec.homeActivity[1]);
          people.place[account] = people.shop[account] = place;
        }
        this.mark(members, "class");
        this.classes.push({ members, place, region, host: random.pick(teachers) });
      }
    }
  }

  /** Offices that run brands' accounts. */
  private openDesks(random: Random): void {
    const spec = organised.desk;
    const { people } = this;
    for (let n = this.groups(spec.accountsPerDesk); n > 0; n--) {
      const region = random.int(regions.offsetHours.length);
      const devices = Array.from({ length: random.intBetween(spec.devices[0], spec.devices[1]) }, () => people.freshDevice());
      const members = this.pick(random, random.intBetween(spec.accounts[0], spec.accounts[1]), (account) => people.formerPhone[account] < 0);
      const home = people.newHome(random, region);
      const place = this.place("desk", [people.fixedAddress(random)], devices, members);
      for (let i = 0; i < members.length; ) {
        const batchMs = lessonStart(people, random, region, random.logBetween(spec.daysAgo[0], spec.daysAgo[1]));
        for (let k = random.intBetween(spec.batch[0], spec.batch[1]); k > 0 && i < members.length; k--, i++) {
          const account = members[i];
          people.region[account] = region;
          people.createdMs[account] = Math.floor(batchMs + random.next() * spec.batchMs);
          // Nobody lives in it: what it does, the office does.
          people.activity[account] = 0.0005;
          people.home[account] = home;
          people.carrier[account] = -1;
          people.vpn[account] = -1;
          people.cafe[account] = -1;
          people.phone[account] = devices[i % devices.length];
          people.second[account] = -1;
          people.shop[account] = place;
        }
      }
      this.mark(members, "brand_desk");
      this.desks.push({ members, place, region });
    }
  }

  private foundGuilds(random: Random): void {
    const spec = organised.guild;
    const { people } = this;
    for (let n = this.groups(spec.accountsPerGuild); n > 0; n--) {
      const region = random.int(regions.offsetHours.length);
      const members = this.pick(random, Math.round(random.logBetween(spec.size[0], spec.size[1])), (account) => people.activity[account] > 0.1);
      this.mark(members, "guild");
      this.guilds.push({ members, place: this.place("vpn", [people.fixedAddress(random)], [], members), region });
    }
  }

  private foundApps(random: Random): void {
    const spec = organised.call;
    const { people } = this;
    for (let n = this.groups(spec.accountsPerApp); n > 0; n--) {
      const region = random.int(regions.offsetHours.length);
      const size = Math.min(Math.round(random.logBetween(spec.members[0], spec.members[1])), Math.round(this.innocentCount / 50));
      const members = this.pick(random, size, (account) => people.activity[account] > 0.02);
      this.mark(members, "called");
      this.apps.push({ members, place: -1, region });
    }
  }

  /** Some of those who will answer the challenge register for it in the days before. */
  private inviteChallengers(random: Random): void {
    const spec = organised.challenge;
    const { people } = this;
    const startMs = eveningMs(people.asOfMs);
    const members = this.pick(random, Math.round(this.innocentCount * spec.share));
    for (const account of members) {
      if (random.chance(spec.newcomerShare)) people.createdMs[account] = Math.floor(startMs - hourMs - random.next() * spec.newcomerDays * dayMs);
      else people.createdMs[account] = Math.min(people.createdMs[account], startMs - dayMs);
    }
    this.mark(members, "challenge");
    this.challenged.push(...members);
  }

  /** Clients that deliver late: some always, and those of one region for half an hour. */
  private breakClients(random: Random): void {
    const { people, innocentCount } = this;
    for (let n = Math.round(innocentCount * organised.lateFlush.share); n > 0; n--) {
      const account = random.int(innocentCount);
      if (people.activity[account] < organised.lateFlush.leastActivity) continue;
      // The minute of its day at which it reaches the server, from 1; 0 delivers at once.
      people.flushMinute[account] = 1 + random.int(24 * 60 - 1);
      people.mark(account, "late_flush");
    }
    const spec = organised.outage;
    const fromMs = people.asOfMs - random.between(spec.daysAgo[0], spec.daysAgo[1]) * dayMs;
    const region = random.int(regions.offsetHours.length);
    const evenings = Math.floor(fromMs / dayMs) * dayMs + (random.between(18, 22) - regions.offsetHours[region]) * hourMs;
    people.outage = { region, fromMs: evenings, toMs: evenings + random.between(spec.minutes[0], spec.minutes[1]) * minuteMs };
  }
}

/** A time in the morning of a working day, about so many days ago. */
function lessonStart(people: People, random: Random, region: number, daysAgo: number): number {
  let day = Math.floor(people.asOfMs / dayMs) - Math.max(2, Math.round(daysAgo));
  while ([0, 6].includes((day + 4) % 7)) day--;
  return day * dayMs + (random.int(5) + 9 - regions.offsetHours[region]) * hourMs + random.int(15) * minuteMs;
}

/** Lessons on the platform: the class comes to its teacher's channel, from the school, and answers what is asked there. */
function lessons(life: Life, random: Random, { members, place, region, host: channel }: Group): void {
  const spec = organised.school;
  if (channel === undefined) return;
  const { addresses, devices } = life.people.places[place];
  const today = Math.floor(life.asOfMs / dayMs);
  const perWeek = random.intBetween(spec.lessonsPerWeek[0], spec.lessonsPerWeek[1]);
  const days = random.sample([1, 2, 3, 4, 5], perWeek);
  const hour = random.intBetween(8, 14);
  for (let ago = span.loginDays; ago > 0; ago--) {
    const day = today - ago;
    if (!days.includes((day + 4) % 7)) continue;
    const at = day * dayMs + (hour - regions.offsetHours[region]) * hourMs + random.int(4) * minuteMs;
    life.act(channel, "live_start", channel, at - random.between(0.2, 4) * minuteMs);
    const asked = [random.between(8, 20), random.between(22, 36)].map((minutes) => at + minutes * minuteMs);
    for (const account of members) {
      if (!random.chance(spec.comeShare)) continue;
      const arrival = at + random.next() * spec.comeMs;
      const device = devices.length > 0 && random.chance(spec.tabletShare) ? random.pick(devices) : life.people.phone[account];
      life.loginWith(account, device, random.pick(addresses), arrival - random.between(5000, 40_000));
      life.act(account, "watch", channel, arrival);
      for (const question of asked) if (random.chance(spec.answerShare)) life.act(account, "comment", channel, question + random.next() * spec.answerMs);
    }
  }
}

/** An office's working days: the accounts are taken in turn, each for a moment, and push the room of the day. */
function desk(life: Life, random: Random, { members, place, region }: Group): void {
  const spec = organised.desk;
  if (members.length === 0) return;
  const { addresses, devices } = life.people.places[place];
  const clients = [random.pick(members), ...Array.from({ length: random.intBetween(spec.clients[0], spec.clients[1]) }, () => life.shows.account[random.int(life.shows.account.length)])];
  const today = Math.floor(life.asOfMs / dayMs);
  for (let ago = span.loginDays; ago > 0; ago--) {
    const day = today - ago;
    if ([0, 6].includes((day + 4) % 7) || !random.chance(spec.roundShare)) continue;
    const room = random.pick(clients);
    let at = day * dayMs + (random.between(9, 15) - regions.offsetHours[region]) * hourMs;
    const take = random.between(spec.takeShare[0], spec.takeShare[1]);
    for (const account of random.sample(members, members.length)) {
      if (!random.chance(take)) continue;
      life.loginWith(account, random.pick(devices), addresses[0], at);
      if (account !== room) for (const action of random.pick<ActionName[]>([["like"], ["like", "comment"], ["share"], ["follow", "like"]])) life.act(account, action, room, at + 3000 + random.exponential(12_000));
      at += random.logBetween(spec.stepMs[0], spec.stepMs[1]);
    }
  }
}

/** A guild's evenings: through its accelerator into one room; in a battle everybody acts at once. */
function guild(life: Life, random: Random, { members, place, region }: Group): void {
  const spec = organised.guild;
  if (members.length === 0) return;
  const [exit] = life.people.places[place].addresses;
  const host = life.shows.account[life.shows.popular(random, region)];
  const days = random.sample([0, 1, 2, 3, 4, 5, 6], random.intBetween(spec.evenings[0], spec.evenings[1]));
  const hour = random.between(19, 22);
  const today = Math.floor(life.asOfMs / dayMs);
  for (let ago = span.loginDays; ago > 0; ago--) {
    const day = today - ago;
    if (!days.includes((day + 4) % 7)) continue;
    const at = day * dayMs + (hour - regions.offsetHours[region]) * hourMs;
    const battles = Array.from({ length: random.intBetween(spec.battles[0], spec.battles[1]) }, () => at + random.between(15, 80) * minuteMs);
    for (const account of members) {
      if (!random.chance(spec.comeShare)) continue;
      const arrival = at + random.normal() * spec.comeMs;
      if (random.chance(spec.exitShare)) life.loginWith(account, life.people.phone[account], exit, arrival - random.between(5000, 60_000));
      life.act(account, "watch", host, arrival);
      for (const battle of battles) if (random.chance(spec.battleShare)) life.act(account, random.pick<ActionName>(["like", "gift", "comment"]), host, battle + random.next() * spec.battleMs);
    }
  }
}

/** An app's tasks: a room, and what to do there for the coins. */
function calls(life: Life, random: Random, { members, region }: Group): void {
  const spec = organised.call;
  for (let n = random.intBetween(spec.calls[0], spec.calls[1]); n > 0; n--) {
    const streamer = random.chance(0.5) ? life.shows.popular(random, region) : random.int(life.shows.account.length);
    const place = life.shows.showBetween(random, streamer, life.asOfMs - span.actionDays * dayMs, life.asOfMs - hourMs);
    const at = place >= 0 ? life.shows.startMs[place] + random.exponential(20 * minuteMs) : life.asOfMs - random.between(0.2, span.actionDays - 0.5) * dayMs;
    const task = random.pick<ActionName>(["follow", "like", "comment", "share"]);
    const share = random.between(spec.answerShare[0], spec.answerShare[1]);
    for (const account of members) {
      if (!random.chance(share)) continue;
      const when = at + random.logNormal(spec.medianMs, spec.sigma);
      if (random.chance(0.3)) life.login(random, account, when - random.between(3000, 30_000));
      life.act(account, "watch", life.shows.account[streamer], when);
      if (random.chance(spec.taskShare)) life.act(account, task, life.shows.account[streamer], when + 4000 + random.exponential(25_000));
    }
  }
}

/** Real people who go live at the hour because a challenge called them, each in their own room. */
function goLiveTogether(life: Life, random: Random, members: readonly number[]): void {
  const spec = organised.challenge;
  const startMs = eveningMs(life.asOfMs);
  for (const account of members) {
    const at = startMs + (random.chance(0.15) ? -random.next() * spec.earlyMs : random.logNormal(spec.medianMs, spec.sigma));
    if (random.chance(spec.loginShare)) life.login(random, account, at - random.between(10_000, 20 * minuteMs));
    if (random.chance(spec.liveBeforeShare)) life.act(account, "live_start", account, at - random.between(1, 8) * dayMs);
    life.act(account, "live_start", account, at);
  }
}

/** The gala of the last evening: a message to everybody, and many who had not been there for weeks. */
function gala(life: Life, random: Random, innocentCount: number): void {
  const spec = organised.gala;
  const room = life.shows.account[life.shows.popular(random, random.int(regions.offsetHours.length))];
  const at = eveningMs(life.asOfMs) - spec.beforeMs;
  for (let n = Math.round(innocentCount * spec.share); n > 0; n--) {
    const account = random.int(innocentCount);
    const when = at + random.logNormal(spec.medianMs, spec.sigma);
    if (account === room || life.people.createdMs[account] > when || when >= life.asOfMs) continue;
    life.people.mark(account, "gala");
    if (random.chance(spec.loginShare)) life.login(random, account, when - random.between(3000, 40_000));
    life.act(account, "watch", room, when);
    if (random.chance(spec.actShare)) life.act(account, random.pick<ActionName>(["like", "comment", "gift"]), room, when + random.exponential(innocent.callDelayMs * 4));
  }
}
