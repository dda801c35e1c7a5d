import type { People } from "./people.js";
import { runningTotals, type Random } from "./random.js";
import { dayMs, hourMs, innocent, minuteMs, regions, span } from "./scenarios.js";

/** Days with shows: the window of actions, a day before it (shows run past midnight) and a part day at its end. */
const showDays = span.actionDays + 2;

/** Streamers and their shows. A room is its streamer's account number; `streamer` below is a place in `account`. */
export class Shows {
  readonly account: Int32Array;
  readonly region: Uint8Array;
  /** Start and end of the show of a streamer on a day (NaN: none), at [streamer * showDays + day]. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** When the streamer calls for likes, in the same places. */
  readonly callMs: Float64Array;
  /** Where a show's audience is sent at its end: a streamer, or -1. */
  readonly raidTo: Int32Array;
  /** The first day's start. */
  readonly firstDayMs: number;
  private readonly byRegion: Int32Array[];
  private readonly totalsByRegion: Float64Array[];
  private readonly everywhere: Float64Array;

  constructor(random: Random, people: People, innocentCount: number, fromMs: number) {
    const spec = innocent.streamer;
    const count = Math.max(24, Math.round(innocentCount * spec.share));
    this.firstDayMs = Math.floor(fromMs / dayMs) * dayMs - dayMs;
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, innocentCount >> 1)) {
      const account = random.int(innocentCount);
      if (!Number.isNaN(people.closedMs[account]) || people.createdMs[account] > fromMs - 5 * dayMs) continue;
      chosen.add(account);
    }
    this.account = Int32Array.from(chosen);
    const total = this.account.length;
    this.region = new Uint8Array(total);
    this.startMs = new Float64Array(total * showDays).fill(NaN);
    this.endMs = new Float64Array(total * showDays).fill(NaN);
    this.callMs = new Float64Array(total * showDays).fill(NaN);
    this.raidTo = new Int32Array(total * showDays).fill(-1);
    const weights = new Float64Array(total);
    for (let s = 0; s < total; s++) {
      const account = this.account[s];
      people.mark(account, "streamer");
      people.activity[account] = Math.max(people.activity[account], random.logBetween(0.2, 1.2));
      this.region[s] = people.region[account];
      // Rank within all; the order of the chosen is random, so the rank is.
      weights[s] = (s + 3) ** -spec.exponent;
      const popular = s < total * 0.5;
      const x = random.next();
      const habit = x < spec.dailyShare * (popular ? 1.6 : 0.4) ? "daily" : x < spec.dailyShare + spec.someDaysShare ? "some" : x < spec.dailyShare + spec.someDaysShare + spec.weeklyShare ? "weekly" : "rare";
      const localHour = random.chance(0.75) ? random.between(18, 22.5) : random.between(8, 24);
      const usual = Math.round(localHour * 2) / 2;
      const weekday = random.int(7);
      const lengthMs = random.logNormal(2 * hourMs, 0.5);
      for (let day = 0; day < showDays; day++) {
        const dayStart = this.firstDayMs + day * dayMs;
        const on = habit === "daily" ? random.chance(0.88) : habit === "some" ? random.chance(spec.someDaysChance) : habit === "weekly" ? Math.floor(dayStart / dayMs) % 7 === weekday : random.chance(spec.rareChance);
        if (!on) continue;
        const hour = habit === "rare" ? random.between(9, 24) : usual;
        const start = Math.floor(dayStart + (hour - regions.offsetHours[this.region[s]]) * hourMs + random.logNormal(1.5 * minuteMs, 0.9));
        const end = start + Math.min(8 * hourMs, Math.max(15 * minuteMs, lengthMs * random.between(0.7, 1.3)));
        this.startMs[s * showDays + day] = start;
        this.endMs[s * showDays + day] = end;
        if (random.chance(0.7)) this.callMs[s * showDays + day] = start + (end - start) * random.between(0.1, 0.9);
      }
    }
    this.everywhere = runningTotals(weights);
    this.byRegion = regions.offsetHours.map((_, r) => {
      const own = Array.from(this.account.keys()).filter((s) => this.region[s] === r);
      return Int32Array.from(own.length > 0 ? own : this.account.keys());
    });
    this.totalsByRegion = this.byRegion.map((list) => runningTotals(Array.from(list, (s) => weights[s])));
    for (let place = 0; place < this.startMs.length; place++) {
      if (Number.isNaN(this.startMs[place]) || !random.chance(innocent.raid.showShare)) continue;
      const s = Math.floor(place / showDays);
      for (let tries = 0; tries < 12; tries++) {
        const other = this.popular(random, this.region[s]);
        if (other !== s && this.liveShow(other, this.endMs[place]) >= 0) {
          this.raidTo[place] = other;
          break;
        }
      }
    }
  }

  /** A streamer by popularity, mostly of the viewer's own region. */
  popular(random: Random, region: number): number {
    if (random.chance(innocent.streamer.otherRegionShare)) return random.weighted(this.everywhere);
    return this.byRegion[region][random.weighted(this.totalsByRegion[region])];
  }

  /** The place of the show that is live at a time, or -1. */
  liveShow(streamer: number, atMs: number): number {
    const day = Math.floor((atMs - this.firstDayMs) / dayMs);
    for (let d = Math.max(0, day - 1); d <= Math.min(showDays - 1, day + 1); d++) {
      const place = streamer * showDays + d;
      if (atMs >= this.startMs[place] && atMs < this.endMs[place]) return place;
    }
    return -1;
  }

  /** The place of the streamer's show that belongs to the day of this time, or -1. */
  showOfDay(streamer: number, dayStartMs: number): number {
    const day = Math.round((dayStartMs - this.firstDayMs) / dayMs);
    if (day < 0 || day >= showDays) return -1;
    const place = streamer * showDays + day;
    return Number.isNaN(this.startMs[place]) ? -1 : place;
  }

  /** The place of a show of the streamer that starts in [from, to), or -1; the first try by chance, then in order. */
  showBetween(random: Random, streamer: number, fromMs: number, toMs: number): number {
    const first = random.int(showDays);
    for (let i = 0; i < showDays; i++) {
      const place = streamer * showDays + ((first + i) % showDays);
      if (this.startMs[place] >= fromMs && this.startMs[place] < toMs) return place;
    }
    return -1;
  }

  /** Some streamer who is live, by popularity; -1 when a few tries find none. */
  liveNow(random: Random, region: number, atMs: number): number {
    for (let tries = 0; tries < 7; tries++) {
      const s = this.popular(random, region);
      if (this.liveShow(s, atMs) >= 0) return s;
    }
    return -1;
  }

  streamerOf(place: number): number {
    return Math.floor(place / showDays);
  }
}
