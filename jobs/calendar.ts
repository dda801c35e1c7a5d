import { createTask, parse, validateDetailed } from "node-cron";
import { RingfenceError } from "../src/errors/ringfence-error.js";

/** The times that a cron pattern means in a zone, in ms since 1970 UTC. */
export interface Calendar {
  /** The first one after a moment; undefined: never again. */
  next(afterMs: number): number | undefined;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A pattern that does not come in so long never does: 29 February on a given day of the week comes every 40 years at the latest. */
const horizonMs = 41 * 366 * dayMs;

/**
 * node-cron reads the pattern; which moments its times are is decided here. A pattern with fixed hours (`30 2 * * *`) is read on the clock on the wall and
 * means each of its times once: one that falls into the gap when clocks go forward is meant at the end of the gap, one that comes twice when they go back is
 * meant the first time. A pattern for every hour runs by real time.
 * @param name of the setting, for the error
 * @throws RingfenceError CONFIG for a pattern or a zone that cannot be used, and for a pattern that never comes
 */
export function calendar(name: string, pattern: string, timeZone: string): Calendar {
  const { valid, errors } = validateDetailed(pattern);
  if (!valid) throw new RingfenceError("CONFIG", `schedule.${name} is ${JSON.stringify(pattern)}, which is no cron pattern: ${errors.map((error) => error.message).join("; ")}. Use for example "30 2 * * *" (02:30 every day).`);
  let offsetAt: (ms: number) => number;
  try {
    offsetAt = zoneOffset(timeZone);
  } catch (error) {
    throw new RingfenceError("CONFIG", `schedule.time_zone is ${JSON.stringify(timeZone)}, which is no time zone. Use a name like "UTC" or "Europe/Berlin".`, { cause: error });
  }
  const onWall = wallTimes(pattern);
  if (onWall(0, horizonMs) === undefined) throw new RingfenceError("CONFIG", `schedule.${name} is ${JSON.stringify(pattern)}, which never comes. Use for example "30 2 * * *" (02:30 every day).`);
  const fields = pattern.trim().split(/\s+/);
  const everyHour = fields.length < 5 ? /hourly/.test(pattern) : /[*?]/.test(fields[fields.length === 5 ? 1 : 2]);
  return { next: everyHour ? (afterMs) => nextByRealTime(onWall, offsetAt, afterMs) : (afterMs) => nextOnTheWall(onWall, offsetAt, afterMs) };
}

/** The first time of a pattern after one time of the clock on the wall and before another, each as if it were UTC, where no time is missing and none comes twice. */
type WallTimes = (after: number, before: number) => number | undefined;

function wallTimes(pattern: string): WallTimes {
  // Never started: it is asked which days match.
  const task = createTask(pattern, () => {}, { timezone: "UTC" });
  const { hour, minute, second } = parse(pattern);
  const [hours, minutes, seconds] = [hour, minute, second].map((values) => [...values].sort((a, b) => a - b));
  const firstMs = hours[0] * hourMs + minutes[0] * 60_000 + seconds[0] * 1000;
  return (after, before) => {
    for (let day = Math.floor(after / dayMs) * dayMs; day < before; day += dayMs) {
      if (!task.match(new Date(day + firstMs))) continue;
      for (const h of hours.filter((hour) => day + (hour + 1) * hourMs > after)) {
        for (const m of minutes) {
          const wall = seconds.map((s) => day + h * hourMs + m * 60_000 + s * 1000).find((ms) => ms > after);
          if (wall !== undefined) return wall < before ? wall : undefined;
        }
      }
    }
    return undefined;
  };
}

function nextOnTheWall(onWall: WallTimes, offsetAt: (ms: number) => number, afterMs: number): number | undefined {
  const end = afterMs + horizonMs;
  for (let wall = onWall(afterMs + offsetAt(afterMs) - dayMs, end); wall !== undefined; wall = onWall(wall, end)) {
    const ms = momentOf(wall, offsetAt);
    if (ms > afterMs) return ms;
  }
  return undefined;
}

/** Looks at a day at a time, or at what is left until clocks change: in there the clock on the wall goes as real time does. */
function nextByRealTime(onWall: WallTimes, offsetAt: (ms: number) => number, afterMs: number): number | undefined {
  for (let from = afterMs; from < afterMs + horizonMs; ) {
    const offset = offsetAt(from + 1);
    const low = Math.floor((from + 1) / 1000) * 1000;
    const until = offsetAt(low + dayMs) === offset ? low + dayMs : firstSecond(low, low + dayMs, (ms) => offsetAt(ms) !== offset);
    const wall = onWall(from + offset, until + offset);
    if (wall !== undefined) return wall - offset;
    from = until - 1;
  }
  return undefined;
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
  return firstSecond(wall - later, wall - before, (ms) => ms + offsetAt(ms) >= wall);
}

/** The first whole second after `low`, where something does not hold yet, from which on it does; at `high` it does. */
function firstSecond(low: number, high: number, holds: (ms: number) => boolean): number {
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
