import { expect, test } from "vitest";
import { serve } from "../../jobs/schedule.js";
import { defaultSettings, settingsSchema, type Settings } from "../../src/config/settings.js";
import { RingfenceError } from "../../src/errors/ringfence-error.js";
import type { NightlyOptions, NightlyOutcome } from "../../src/pipeline/run-nightly.js";

const place = { home: "/nowhere", databaseUrl: undefined, sourceUrl: undefined, configFile: undefined };
const done: NightlyOutcome = { runId: "N-1", status: "published", asOfMs: 0, counts: { rings: 2 }, stages: [], warnings: [], losses: [] };
const everySecond: Settings = settingsSchema.parse({ schedule: { nightly: "* * * * * *" } });

/** Serves with a made-up job until it was called `times` times, or the job stops it; gives the lines of the log. */
async function served(settings: Settings, job: (options: NightlyOptions, call: number, stop: () => void) => Promise<NightlyOutcome>, runNow = true): Promise<Record<string, unknown>[]> {
  const controller = new AbortController();
  const lines: Record<string, unknown>[] = [];
  let calls = 0;
  await serve({
    place, settings, runNow, nowMs: () => 0, signal: controller.signal, pretty: false,
    out: (text) => void lines.push(JSON.parse(text) as Record<string, unknown>),
    job: (options) => job(options, ++calls, () => controller.abort(new RingfenceError("INTERRUPTED", "stopped"))),
  });
  return lines;
}

test("a failed night is logged with its code, and the next one runs", async () => {
  const lines = await served(everySecond, async (_options, call, stop) => {
    if (call === 1) throw new RingfenceError("DATABASE", "nothing listens there");
    stop();
    return done;
  });
  expect(lines.find((line) => line.msg === "the night failed")).toMatchObject({ level: "error", code: "DATABASE", reason: "nothing listens there" });
  expect(lines.find((line) => line.msg === "the night is over")).toMatchObject({ level: "info", run_id: "N-1", status: "published", counts: { rings: 2 } });
  expect(lines.at(-1)).toMatchObject({ msg: "stopped" });
});

test("a stop in the middle of a night aborts it and waits for its end", async () => {
  let ended = false;
  const lines = await served(defaultSettings, async ({ signal }, _call, stop) => {
    setImmediate(stop);
    await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    await new Promise((resolve) => setImmediate(resolve));
    ended = true;
    throw signal?.reason;
  });
  expect(ended).toBe(true);
  expect(lines.map((line) => line.msg)).toContain("the night was interrupted");
});

test("the retention job runs on its own schedule; a failed one is logged", async () => {
  const controller = new AbortController();
  const lines: Record<string, unknown>[] = [];
  let calls = 0;
  await serve({
    place, settings: settingsSchema.parse({ schedule: { retention: "* * * * * *" } }), runNow: false, nowMs: () => 7, signal: controller.signal, pretty: false,
    out: (text) => void lines.push(JSON.parse(text) as Record<string, unknown>),
    job: async () => done,
    retentionJob: async ({ nowMs, dryRun }) => {
      expect([nowMs, dryRun]).toEqual([7, false]);
      if (++calls === 1) throw new RingfenceError("LOCKED", "a night is going on");
      controller.abort(new RingfenceError("INTERRUPTED", "stopped"));
      return { dryRun, rows: { ring_member: 3, ring_key: 0, hub: 0, ban_candidate: 0 }, files: { work: 0, snapshots: 0, pictures: 0 } };
    },
  });
  expect(lines.find((line) => line.msg === "the retention job failed")).toMatchObject({ code: "LOCKED" });
  expect(lines.find((line) => line.msg === "what was past its time is deleted")).toMatchObject({ rows: { ring_member: 3 } });
});

test("one night at a time: a tick during a night is left out", async () => {
  let running = 0;
  let most = 0;
  await served(everySecond, async (_options, _call, stop) => {
    most = Math.max(most, ++running);
    // Longer than one tick of the schedule.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    running--;
    stop();
    return done;
  });
  expect(most).toBe(1);
});

test("a pattern or a zone that cannot be used is a configuration error at the start", async () => {
  await expect(served(settingsSchema.parse({ schedule: { nightly: "at noon" } }), async () => done)).rejects.toMatchObject({ code: "CONFIG" });
  const unchecked = settingsSchema.parse({});
  await expect(served({ ...unchecked, schedule: { ...unchecked.schedule, time_zone: "Mars/Olympus" } }, async () => done)).rejects.toMatchObject({ code: "CONFIG" });
  expect(settingsSchema.safeParse({ schedule: { time_zone: "Mars/Olympus" } }).success).toBe(false);
});

test("what is over is lifted on its own schedule, where there is a database of one's own; a failure is logged and tried again", async () => {
  const controller = new AbortController();
  const lines: Record<string, unknown>[] = [];
  const asked: string[] = [];
  await serve({
    place: { ...place, databaseUrl: "postgres://somewhere/app" }, settings: settingsSchema.parse({ schedule: { expiry: "* * * * * *" } }), runNow: false, nowMs: () => 0, signal: controller.signal, pretty: false,
    out: (text) => void lines.push(JSON.parse(text) as Record<string, unknown>),
    job: async () => done,
    expire: async (url) => {
      asked.push(url);
      if (asked.length === 1) throw new RingfenceError("DATABASE", "nothing listens there");
      controller.abort(new RingfenceError("INTERRUPTED", "stopped"));
      return 3;
    },
  });
  expect(asked).toEqual(["postgres://somewhere/app", "postgres://somewhere/app"]);
  expect(lines.find((line) => line.level === "error")).toMatchObject({ code: "DATABASE", msg: "what is over could not be lifted" });
  expect(lines.find((line) => line.lifted !== undefined)).toMatchObject({ lifted: 3 });
});
