import { Cron } from "croner";
import { RingfenceError, messageOf } from "../src/errors/ringfence-error.js";

/** The times that a cron pattern means in a zone, in ms since 1970 UTC. */
export interface Calendar {
  /** The first one after a moment; undefined: never again. */
  next(afterMs: number): number | undefined;
}

const dayMs = 86_400_000;

/**
 * A pattern with fixed hours (`30 2 * * *`) is read on the clock on the wall and means each of its times once: one that falls into the gap when clocks
 * go forward is meant at the end of the gap, one that comes twice when they go back is meant the first time. A pattern for every hour runs by real time.
 * @param name of the setting, for the error
 * @throws RingfenceError CONFIG for a pattern that cannot be used, or never comes
 */
export function calendar(name: string, pattern: string, timeZone: string): Calendar {
  const cronIn = (timezone: string): Cron => {
    try {
      return new Cron(pattern, { timezone, paused: true });
    } catch (error) {
      throw new RingfenceError("CONFIG", `schedule.${name} is ${JSON.stringify(pattern)}, which is no cron pattern: ${messageOf(error).replace(/^CronPattern: /, "")}. Use for example "30 2 * * *" (02:30 every day).`, { cause: error });
    }
  };
  let offsetAt: (ms: number) => number;
  try {
    offsetAt = zoneOffset(timeZone);
  } catch (error) {
    throw new RingfenceError("CONFIG", `schedule.time_zone is ${JSON.stringify(timeZone)}, which is no time zone. Use a name like "UTC" or "Europe/Berlin".`, { cause: error });
  }
  const fields = pattern.trim().split(/\s+/);
  const everyHour = fields.length < 5 ? /hourly/.test(pattern) : /[*?]/.test(fields[fields.length === 5 ? 1 : 2]);
  const cron = cronIn(everyHour ? timeZone : "UTC");
  const after = (ms: number): number | undefined => cron.nextRun(new Date(ms))?.getTime();
  if (after(0) === undefined) throw new RingfenceError("CONFIG", `schedule.${name} is ${JSON.stringify(pattern)}, which never comes. Use for example "30 2 * * *" (02:30 every day).`);
  if (everyHour) return { next: after };
  return {
    next(afterMs) {
      // The clock on the wall as if it were UTC, where no time is missing and none comes twice.
      for (let wall = after(afterMs + offsetAt(afterMs) - dayMs); wall !== undefined; wall = after(wall)) {
        const ms = momentOf(wall, offsetAt);
        if (ms > afterMs) return ms;
      }
      return undefined;
    },
  };
}

/** The times after one moment and up to another, ascending; no more than `most`. */
export function ticksBetween(times: Calendar, afterMs: number, untilMs: number, most = 1000): number[] {
  const ticks: number[] = [];
  for (let at = times.next(afterMs); at !== undefined && at <= untilMs && ticks.length < most; at = times.next(at)) ticks.push(at);
  return ticks;
}

/** What a zone's clock is ahead of UTC at a moment, ms. */
function zoneOffset(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(ms / 1000) * 1000;
  };
}

/** The moment at which the clock on the wall shows a time (given as if it were UTC): the first one, or the end of the gap that has swallowed it. */
function momentOf(wall: number, offsetAt: (ms: number) => number): number {
  const [before, later] = [offsetAt(wall - dayMs), offsetAt(wall + dayMs)];
  const shown = [wall - before, wall - later].filter((ms) => ms + offsetAt(ms) === wall);
  if (shown.length > 0) return Math.min(...shown);
  // The clock goes forward between these two: before, it shows less than the time, and after, more.
  let [low, high] = [wall - later, wall - before];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (middle + offsetAt(middle) < wall) low = middle;
    else high = middle;
  }
  return high;
}
