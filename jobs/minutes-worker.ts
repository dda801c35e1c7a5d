import { existsSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { baselineFile } from "../src/config/place.js";
import { RingfenceError, messageOf } from "../src/errors/ringfence-error.js";
import { calendar } from "./calendar.js";
import { incident } from "./incident.js";
import type { MinutesData, MinutesLine } from "./minutes.js";
import { cronTicks } from "./ticks.js";

// A thread of its own: while a night computes communities, its thread answers to nobody.
const { place, settings } = workerData as MinutesData;
const { incident: pattern, time_zone: timeZone } = settings.schedule;
const say = (line: MinutesLine): void => parentPort!.postMessage(line);
const controller = new AbortController();
const ticks = cronTicks([pattern], timeZone);
parentPort!.on("message", () => {
  controller.abort(new RingfenceError("INTERRUPTED", "The run was interrupted."));
  ticks.stop();
});

const times = calendar("incident", pattern, timeZone);
let dueMs = times.next(Date.now()) ?? Number.POSITIVE_INFINITY;
let waiting = false;
let told: string | null = null;
while (!controller.signal.aborted) {
  await ticks.next(Math.max(0, dueMs - Date.now()));
  if (controller.signal.aborted || Date.now() < dueMs) continue;
  // A run that took longer than a minute is followed by one, which reads all that came meanwhile.
  dueMs = times.next(Date.now()) ?? Number.POSITIVE_INFINITY;
  if (!existsSync(baselineFile(place.home))) {
    if (!waiting) say({ level: "info", message: "the minutes wait for a first night, which leaves the usual course", facts: {} });
    waiting = true;
    continue;
  }
  waiting = false;
  try {
    const outcome = await incident({ place, settings, now: Date.now, note: (message) => say({ level: "info", message, facts: {} }), signal: controller.signal });
    // One message for an incident, not one a minute.
    const isNews = outcome.proposed > 0 && outcome.incidentId !== told;
    if (isNews) told = outcome.incidentId;
    const facts = { as_of: new Date(outcome.asOfMs).toISOString(), seconds: outcome.seconds, rows: outcome.rows.read - outcome.rows.known, late: outcome.rows.late, surges: outcome.surges.length, incident: outcome.incidentId, proposed: outcome.proposed, withdrawn: outcome.withdrawn, released: outcome.released };
    say({ level: "info", message: "the minutes were looked at", facts, well: true, ...(isNews ? { incident: `${outcome.proposed} accounts were proposed in the incident ${outcome.incidentId}, which has just begun. Look at it with "ringfence incident ${outcome.incidentId}".` } : {}) });
  } catch (error) {
    const code = error instanceof RingfenceError ? error.code : "UNEXPECTED";
    if (code === "LOCKED") say({ level: "info", message: "a run on the minutes is left out: another one is going on", facts: { code } });
    else if (!controller.signal.aborted) say({ level: "error", message: "a run on the minutes failed", facts: { code, reason: messageOf(error) }, well: false });
  }
}
parentPort!.close();
