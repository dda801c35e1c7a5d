/**
 * Times before `earliest_ms` and from `latest_ms` on are no facts (ms since 1970 UTC): zero times (0001, 1900, 1970), seconds or microseconds taken for
 * milliseconds, and "never" (2099, 9999). No platform is older, no clock is so far ahead.
 */
export const plausibleTime = { earliest_ms: Date.UTC(1990, 0, 1), latest_ms: Date.UTC(2090, 0, 1) } as const;
