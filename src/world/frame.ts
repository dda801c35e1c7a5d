import type { People } from "./people.js";
import type { PlannedRing } from "./plan-rings.js";
import { Random } from "./random.js";
import type { RingCrew } from "./ring-crew.js";
import { dayMs, framing, habits, hourMs, innocentKinds, minuteMs, span, type Framing } from "./scenarios.js";
import type { Shows } from "./shows.js";

/** Chooses whom each framer will frame, by the name of the ring: active innocents, neither protected nor closed nor in an agency, none twice. Before their life, so that it can be watched. */
export function chooseFramed(seed: number, planned: readonly PlannedRing[], people: People, shows: Shows, innocentCount: number): Map<string, number[]> {
  const taken = new Set<number>();
  const framed = new Map<string, number[]>();
  const agency = innocentKinds.indexOf("agency");
  for (const { name, framing: way } of planned) {
    if (way === undefined) continue;
    const random = new Random(seed, `ring ${name} victims`);
    const spec = framing[way];
    const size = random.intBetween(spec.victims[0], spec.victims[1]);
    const cafes = people.places.filter((place) => place.kind === "cafe");
    const candidate = (): number => {
      if (way === "gifted") {
        const from = Math.floor(shows.account.length * framing.gifted.popularRankFrom);
        return shows.account[from + random.int(shows.account.length - from)];
      }
      return way === "wifi" && cafes.length > 0 && random.chance(framing.wifi.cafeShare) ? random.pick(random.pick(cafes).members) : random.int(innocentCount);
    };
    const victims: number[] = [];
    for (let tries = 0; victims.length < size && tries < size * 1000; tries++) {
      const account = candidate();
      if (taken.has(account) || people.isProtected[account] === 1 || !Number.isNaN(people.closedMs[account]) || people.kind[account] >= agency) continue;
      if (people.createdMs[account] > people.asOfMs - span.loginDays * dayMs) continue;
      if ("leastActivity" in spec && people.activity[account] < spec.leastActivity) continue;
      if (way === "wifi" && people.home[account] < 0 && people.cafe[account] < 0) continue;
      // A phone from somebody else was not the victim's first.
      if (way === "device" && people.formerPhone[account] >= 0) continue;
      taken.add(account);
      victims.push(account);
    }
    framed.set(name, victims);
  }
  return framed;
}

/** The framing of a ring's victims. Who was framed is marked; a victim that gave no occasion is not. */
export function frame(crew: RingCrew, way: Framing, victims: readonly number[]): void {
  for (const account of frameBy[way](crew, victims)) crew.life.people.mark(account, `framed_${way}`);
}

/** Gives the victims for whom it happened. */
const frameBy: Record<Framing, (crew: RingCrew, victims: readonly number[]) => number[]> = {
  copied(crew, victims) {
    const spec = framing.copied;
    const { deed, life } = crew;
    return victims.filter((victim) => {
      const acts = (life.seenActs.get(victim) ?? []).filter((act) => act.action !== "live_start" && act.action !== "search" && act.target >= 0);
      const occasions = deed.sample(Array.from(acts.keys()), deed.intBetween(spec.occasions[0], spec.occasions[1]));
      for (const at of occasions) {
        const share = deed.between(spec.botShare[0], spec.botShare[1]);
        for (const bot of crew.members) if (deed.chance(share)) crew.act(bot, acts[at].action, acts[at].target, acts[at].atMs + deed.between(spec.afterMs[0], spec.afterMs[1]));
      }
      return occasions.length > 0;
    });
  },

  wifi(crew, victims) {
    const spec = framing.wifi;
    const { address, life } = crew;
    const { people } = life;
    return victims.filter((victim) => {
      const home = people.home[victim];
      const cafe = people.cafe[victim] >= 0 ? people.places[people.cafe[victim]].addresses[0] : -1;
      const days = new Map<number, { atMs: number; inCafe: boolean }>();
      for (const login of life.seenLogins.get(victim) ?? []) {
        const inCafe = login.address === cafe;
        if (inCafe || (home >= 0 && people.homes.has(home, login.address, login.atMs))) days.set(Math.floor(login.atMs / dayMs), { atMs: login.atMs, inCafe });
      }
      const chosen = address.sample(Array.from(days.keys()), address.intBetween(spec.days[0], spec.days[1]));
      for (const day of chosen) {
        const { atMs, inCafe } = days.get(day)!;
        for (const bot of address.sample(Array.from(crew.members.keys()), address.intBetween(spec.bots[0], spec.bots[1]))) {
          const at = atMs + address.logBetween(spec.afterMs[0], spec.afterMs[1]);
          life.loginWith(crew.members[bot], crew.deviceOf(bot), inCafe ? cafe : people.homes.address(address, home, at), at);
        }
      }
      return chosen.length > 0;
    });
  },

  lured(crew, victims) {
    const spec = framing.lured;
    const { deed, life } = crew;
    const came = new Set<number>();
    for (const room of crew.rooms(deed.intBetween(spec.occasions[0], spec.occasions[1]))) {
      const waveMs = habits.framer.spreadMs[0] * deed.between(1, 2);
      const at = crew.moment(room, habits.framer.waveDays, 0.9, waveMs);
      crew.wave(room, ["watch", "like"], at, waveMs, deed.between(habits.framer.catchShare[0], habits.framer.catchShare[1]));
      const take = deed.between(spec.takeShare[0], spec.takeShare[1]);
      for (const victim of victims) {
        if (!deed.chance(take)) continue;
        came.add(victim);
        const arrival = at - spec.beforeMs + deed.next() * spec.withinMs;
        life.act(victim, "watch", life.shows.account[room], arrival);
        if (deed.chance(0.3)) life.act(victim, deed.chance(0.5) ? "like" : "comment", life.shows.account[room], arrival + deed.exponential(minuteMs));
      }
    }
    return victims.filter((victim) => came.has(victim));
  },

  device(crew, victims) {
    const spec = framing.device;
    const { address, life } = crew;
    return victims.filter((victim) => {
      const own = (life.seenLogins.get(victim) ?? []).filter((login) => login.device === life.people.phone[victim]);
      if (own.length === 0) return false;
      const firstMs = own.reduce((least, login) => Math.min(least, login.atMs), Infinity);
      for (const bot of address.sample(Array.from(crew.members.keys()), address.intBetween(spec.bots[0], spec.bots[1]))) {
        for (let n = address.intBetween(spec.logins[0], spec.logins[1]); n > 0; n--) {
          const at = firstMs + hourMs + address.next() * Math.max(hourMs, life.asOfMs - firstMs - 2 * hourMs);
          life.loginWith(crew.members[bot], life.people.phone[victim], crew.addressOf(bot, at), at);
        }
      }
      return true;
    });
  },

  gifted(crew, victims) {
    const spec = framing.gifted;
    const { deed, life } = crew;
    return victims.filter((victim) => {
      const room = life.shows.account.indexOf(victim);
      if (room < 0) return false;
      for (let i = deed.intBetween(spec.waves[0], spec.waves[1]); i > 0; i--) {
        const spreadMs = deed.logBetween(spec.spreadMs[0], spec.spreadMs[1]);
        crew.wave(room, i === 1 ? ["follow", "gift"] : ["gift"], crew.moment(room, habits.framer.waveDays, 0.9, spreadMs), spreadMs, deed.between(spec.catchShare[0], spec.catchShare[1]), spec.giftShare);
      }
      return true;
    });
  },
};
