/** `12,345`; nothing for null. */
export const formatCount = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : Math.round(value).toLocaleString("en-US"));

/** Bits with one decimal below 100, whole above: `34.1`, `8,007`. */
export const formatBits = (bits: number | null | undefined): string =>
  bits === null || bits === undefined ? "–" : Math.abs(bits) < 100 ? bits.toFixed(1) : Math.round(bits).toLocaleString("en-US");

/** A probability with three digits, never rounded up to certainty: `0.972`, `0.999`. */
export const formatProbability = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : (Math.floor(Math.min(value, 0.999) * 1000 + 1e-9) / 1000).toFixed(3));

/** `2025-12-22 18:30` from an ISO time, UTC; only the day when it is a midnight. */
export function formatTime(iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return "–";
  const [day, time] = new Date(iso).toISOString().split("T");
  return time.startsWith("00:00:00") ? day : `${day} ${time.slice(0, 5)}`;
}

/** `2025-12-22 18:30:12` from an ISO time, UTC. */
export const formatSecond = (iso: string): string => new Date(iso).toISOString().slice(0, 19).replace("T", " ");

/**
 * From when to when, UTC, as exactly as it is worth: to the second within a day (`2025-12-22 18:30:12–18:30:40`), else to the minute
 * (`2025-11-23 05:24 – 2025-12-21 07:29`); one time where both are the same second.
 */
export function formatSpan(first: string | null, last: string | null): string {
  if (first === null || last === null) return "–";
  const [from, to] = [formatSecond(first), formatSecond(last)];
  if (from === to) return from;
  return from.slice(0, 10) === to.slice(0, 10) ? `${from}–${to.slice(11)}` : `${from.slice(0, 16)} – ${to.slice(0, 16)}`;
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `3 days`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  if (whole < 172_800) return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(whole / 86_400)} days`;
}

/** `512 MB`, `1.4 GB`; decimal units. */
export const formatBytes = (bytes: number): string => (bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);

/**
 * A key as people read it: milliseconds at its end, or alone, become a time (UTC). `9.9.9.9@1766275200000` → `9.9.9.9 on 2025-12-21`,
 * `follow:room@1766341260000` → `follow:room at 2025-12-21 18:21`. That is the bucket a key is named after; with the time of the first act the words
 * say that instead (`follow:room at 2025-12-21 18:22:07`). `who_used` understands all of them.
 * @param firstAt ISO time of the first act
 */
export function formatKey(kind: string, key: string, firstAt?: string): string {
  const [, name, ms] = /^(?:(.*)@)?(\d{12,14})$/s.exec(key) ?? [];
  // Kinds whose key is nothing but a time.
  const said = { registration: "registered about", flood: "a flood from", cohort: "joined from" }[kind];
  if (ms === undefined || (name === undefined && said === undefined)) return key;
  const moment = kind === "timing" || kind === "pace" || said !== undefined;
  const iso = moment && firstAt !== undefined ? firstAt : new Date(Number(ms)).toISOString();
  // A day's key begins at midnight and means the day; a moment may be midnight too.
  const time = kind === "timing" || said !== undefined ? iso.slice(0, 16).replace("T", " ") : formatTime(iso);
  if (name === undefined) return `${said} ${time}`;
  return kind === "timing" ? `${name} at ${firstAt === undefined ? time : formatSecond(firstAt)}` : `${name} on ${time}`;
}

/** A share, 0 to 1, in percent: `0.25 %`, `56 %`; never 0 or 100 where it is not quite. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0001) return "<0.01 %";
  if (share >= 0.995 && share < 1) return ">99 %";
  return `${(share * 100).toFixed(share >= 0.1 ? 0 : 2)} %`;
}
