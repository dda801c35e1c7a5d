import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { post } from "../src/enforcement/receiver.js";
import { RingfenceError, type ErrorCode } from "../src/errors/ringfence-error.js";

/** What people are told of a failure, or of an incident. The reason is the log's: it holds no account ids, devices or addresses. */
export interface Alert {
  /** night failed, night refused, nightly given up, retention failed, retention given up, expiry failed, minutes failed, incident. */
  event: string;
  code: ErrorCode | "INCIDENT";
  reason: string;
}

/** How long the receiver may take to answer, and how long is waited before each further try, ms. */
const patienceMs = 10_000;
const pausesMs = [1000, 10_000];

/**
 * Posts alerts as JSON `{text, event, code, reason}` to a URL (`text` is the whole in one line, as chat systems want it), three times at most; without a URL
 * nobody is told. Never throws: the failure that it tells of is in the log already, and so is its own.
 * @throws RingfenceError CONFIG at once when it is no URL
 */
export function alertTo(url: string | undefined, log: Logger, pause: (ms: number) => Promise<unknown> = sleep): (alert: Alert) => Promise<void> {
  if (url === undefined) return async () => {};
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) throw new RingfenceError("CONFIG", "RINGFENCE_ALERT_URL is not an http(s) URL. Set it to one that takes a POST of JSON, or unset it.");
  return async (alert) => {
    const body = JSON.stringify({ text: `ringfence: ${alert.event} (${alert.code}): ${alert.reason}`, ...alert });
    let why = "";
    for (const ms of [0, ...pausesMs]) {
      if (ms > 0) await pause(ms);
      const failed = await post(url, body, {}, patienceMs);
      if (failed === undefined) return;
      why = `it ${failed}`;
    }
    // Not the URL: whoever holds it can write to the channel behind it.
    log.error({ event: alert.event, reason: why }, "the alert could not be delivered");
  };
}
