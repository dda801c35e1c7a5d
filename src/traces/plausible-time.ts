/**
 * Times before `earliest_ms` and from `latest_ms` on are no facts (ms since 1970 UTC): zero times (0001, 1900, 1970), seconds or microseconds taken for
 * milliseconds, and "never" (2099, 9999). No platform is older, no clock is so far ahead.
 */
export const plausibleTime = { earliest_ms: Date.UTC(1990, 0, 1), latest_ms: Date.UTC(2090, 0, 1) } as const;

/**
 * From when on a run takes the time of an action or a login for one of the future (ms): a day after both its end and the clock, since clocks of sources differ.
 * What lies between its end and that belongs to a later run.
 */
export const futureFromMs = (asOfMs: number, nowMs: number): number => Math.min(plausibleTime.latest_ms, Math.max(asOfMs, nowMs) + 86_400_000);
