const visits = new Map<string, number>();

/**
 * A named moment at which a test can have this process die, as by `kill -9`: RINGFENCE_KILL_AT=name, or name@3 for the third time it
 * passes, heeded only where NODE_ENV is `test`. Does nothing anywhere else.
 */
export function killPoint(name: KillPoint): void {
  if (process.env.NODE_ENV !== "test") return;
  const wanted = process.env.RINGFENCE_KILL_AT;
  if (wanted === undefined || !wanted.startsWith(name)) return;
  const visit = (visits.get(name) ?? 0) + 1;
  visits.set(name, visit);
  if (wanted === name || wanted === `${name}@${visit}`) process.kill(process.pid, "SIGKILL");
}

/** Every moment at which a night, publishing, releasing and consuming can be cut off. */
export const killPoints = [
  "night:extract", "night:extract:done", "night:stage", "night:stage:done", "night:trace", "night:trace:done", "night:edge", "night:edge:done", "night:ring", "night:ring:done",
  "night:candidate", "night:candidate:done", "night:publish", "night:baseline-written", "night:baseline-renamed", "night:publish:done",
  "night:snapshot", "night:snapshot:copying", "night:snapshot:describing", "night:snapshot:checking", "night:snapshot:done",
  "publish:begun", "publish:locked", "publish:run-written", "publish:decided", "publish:rings-handed-over", "publish:rings-written", "publish:members-written", "publish:ledger-written",
  "publish:candidates-handed-over", "publish:expired", "publish:superseded", "publish:withdrawn", "publish:proposed", "publish:committed",
  "incident:written", "incident:before-commit",
  "release:connected", "release:begun", "release:written", "release:committed",
  "undo:begun", "undo:written", "undo:committed",
  "consume:connected", "consume:read", "consume:verified", "consume:begun", "consume:handled", "consume:marked", "consume:acknowledged",
] as const;
export type KillPoint = (typeof killPoints)[number];
