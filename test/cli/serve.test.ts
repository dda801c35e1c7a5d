import { createServer, type Server } from "node:http";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serve, type ServeOptions } from "../../jobs/schedule.js";
import { defaultSettings, settingsSchema, type Settings } from "../../src/config/settings.js";
import { readServeSign } from "../../src/console/serve-sign.js";
import { RingfenceError } from "../../src/errors/ringfence-error.js";
import type { NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { withClient } from "../../src/postgres/connect.js";
import { scheduleMemory, type ScheduleMemory } from "../../src/postgres/schedule-memory.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

const done: NightlyOutcome = { runId: "N-1", status: "published", asOfMs: 0, counts: { rings: 2 }, stages: [], warnings: [], losses: [] };
const quiet: Settings = settingsSchema.parse({ schedule: { nightly: "30 2 * * *", retention: "0 0 1 1 *", expiry: "0 0 1 1 *" } });
const at = (text: string): number => Date.parse(text);
type Line = Record<string, unknown>;

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await testDatabase();
  home = mkdtempSync(join(tmpdir(), "serve-"));
});
afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => withClient(database.url, "test", (client) => client.query("truncate ringfence.schedule")));

/** Serves with a clock of its own, from one moment to another, on the real memory; gives when nights began, and the log. */
async function served(from: string, until: string, more: Partial<ServeOptions> & { pause?: { from: string; until: string }; takesMs?: number } = {}): Promise<{ nights: string[]; lines: Line[] }> {
  const controller = new AbortController();
  const lines: Line[] = [];
  const nights: string[] = [];
  let now = at(from);
  let asking = 0;
  const stop = (): void => controller.abort(new RingfenceError("INTERRUPTED", "stopped"));
  const next = async (withinMs: number): Promise<void> => {
    // What has begun gets on; what it asks the database for is answered before time goes on.
    for (let turns = 0; turns < 3 || asking > 0; turns++) await new Promise((resolve) => setImmediate(resolve));
    now += Math.min(20_000, withinMs);
    if (more.pause !== undefined && now >= at(more.pause.from) && now < at(more.pause.until)) now = at(more.pause.until);
    if (now >= at(until)) stop();
  };
  const place = { home, databaseUrl: database.url, sourceUrl: undefined, configFile: undefined };
  const real = scheduleMemory(place, () => {});
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    asking++;
    return answer.finally(() => asking--);
  };
  const memory: ScheduleMemory = { last: (...asked) => answered(real.last(...asked)), begin: (...asked) => answered(real.begin(...asked)), end: (...asked) => answered(real.end(...asked)), interrupt: (...asked) => answered(real.interrupt(...asked)) };
  await serve({
    place, memory, settings: quiet, runNow: false, nowMs: () => now, signal: controller.signal, pretty: false, ticks: { next, stop: () => {} },
    out: (text) => void lines.push(JSON.parse(text) as Line),
    expire: async () => 0,
    minutes: () => ({ stop: async () => {} }),
    ...more,
    job: async (options) => {
      nights.push(new Date(now).toISOString());
      const endMs = now + (more.takesMs ?? 0);
      while (now < endMs && !controller.signal.aborted) await new Promise((resolve) => setImmediate(resolve));
      controller.signal.throwIfAborted();
      return more.job === undefined ? done : more.job(options);
    },
  });
  return { nights, lines };
}
const told = (lines: Line[], level: string): unknown[] => lines.filter((line) => line.level === level).map((line) => [line.msg, line.scheduled_at]);

describe("what is missed runs once, and is a line of the log", () => {
  test("the night that falls into the gap when clocks go forward begins at the end of the gap; in autumn there is one", async () => {
    const settings = settingsSchema.parse({ schedule: { ...quiet.schedule, time_zone: "Europe/Berlin" } });
    expect((await served("2027-03-28T00:00Z", "2027-03-28T03:00Z", { settings })).nights).toEqual(["2027-03-28T01:00:00.000Z"]);
    await withClient(database.url, "test", (client) => client.query("truncate ringfence.schedule"));
    expect((await served("2027-10-31T00:00Z", "2027-10-31T03:00Z", { settings })).nights).toEqual(["2027-10-31T00:30:00.000Z"]);
  });

  test("a pause of the machine at the time of the night: it begins when the machine is back", async () => {
    const { nights, lines } = await served("2026-01-01T02:00Z", "2026-01-01T06:00Z", { pause: { from: "2026-01-01T02:20Z", until: "2026-01-01T05:00Z" } });
    expect(nights).toEqual(["2026-01-01T05:00:00.000Z"]);
    expect(told(lines, "warn")).toEqual([["missed at its time; it runs now", "2026-01-01T02:30:00.000Z"]]);
  });

  test("a pause over three nights: one runs, the others are named", async () => {
    const { nights, lines } = await served("2026-01-01T00:50Z", "2026-01-03T06:00Z", { pause: { from: "2026-01-01T01:00Z", until: "2026-01-03T05:00Z" } });
    expect(nights).toEqual(["2026-01-03T05:00:00.000Z"]);
    expect(told(lines, "warn")).toEqual([
      ["missed; left out, for a later one runs now", "2026-01-01T02:30:00.000Z"],
      ["missed; left out, for a later one runs now", "2026-01-02T02:30:00.000Z"],
      ["missed at its time; it runs now", "2026-01-03T02:30:00.000Z"],
    ]);
  });

  test("no process was there at the time: the next one makes up for it, the one after it does not", async () => {
    expect((await served("2026-01-01T10:00Z", "2026-01-01T12:00Z")).nights).toEqual([]);
    const next = await served("2026-01-02T09:00Z", "2026-01-02T10:00Z");
    expect(next.nights).toEqual(["2026-01-02T09:00:00.000Z"]);
    expect(told(next.lines, "warn")).toEqual([["missed at its time; it runs now", "2026-01-02T02:30:00.000Z"]]);
    expect((await served("2026-01-02T11:00Z", "2026-01-02T12:00Z")).nights).toEqual([]);
  });

  test("nothing is missed before anybody served", async () => {
    expect(await served("2026-01-01T10:00Z", "2026-01-01T12:00Z")).toMatchObject({ nights: [] });
  });

  test("a night that was asked to stop runs again in the next process; one that failed does not", async () => {
    expect((await served("2026-01-01T02:00Z", "2026-01-01T02:31Z", { takesMs: 600_000 })).lines.map((line) => line.msg)).toContain("the night was interrupted");
    const again = await served("2026-01-01T02:40Z", "2026-01-01T03:00Z", { job: () => Promise.reject(new RingfenceError("DATABASE", "nothing listens there")) });
    expect(again.nights).toEqual(["2026-01-01T02:40:00.000Z"]);
    expect((await served("2026-01-01T03:10Z", "2026-01-01T04:00Z")).nights).toEqual([]);
  });

  test("a night in which processes die runs again twice, then it is given up and people are told", async () => {
    const place = { home, databaseUrl: database.url, sourceUrl: undefined, configFile: undefined };
    const dead = scheduleMemory(place, () => {});
    await dead.last("nightly", at("2026-01-01T00:00Z"));
    const alerts: string[] = [];
    const alert: ServeOptions["alert"] = async ({ event }) => void alerts.push(event);
    for (const attempt of [1, 2, 3]) {
      await dead.begin("nightly", at("2026-01-01T02:30Z"), at("2026-01-01T02:30Z"));
      expect(await dead.last("nightly", 0)).toEqual({ scheduledMs: at("2026-01-01T02:30Z"), ended: false, attempts: attempt });
    }
    const { nights, lines } = await served("2026-01-01T03:00Z", "2026-01-01T04:00Z", { alert });
    expect(nights).toEqual([]);
    expect(told(lines, "error")).toEqual([["given up", "2026-01-01T02:30:00.000Z"]]);
    expect(alerts).toEqual(["nightly given up"]);
  });

  test("one night at a time: what falls into a night is left out, with its time", async () => {
    const settings = settingsSchema.parse({ schedule: { ...quiet.schedule, nightly: "30,40,50 2 * * *" } });
    const { nights, lines } = await served("2026-01-01T02:00Z", "2026-01-01T03:00Z", { settings, takesMs: 15 * 60_000 });
    expect(nights).toEqual(["2026-01-01T02:30:00.000Z", "2026-01-01T02:50:00.000Z"]);
    expect(told(lines, "warn")).toEqual([["the one before is still running; this one is left out", "2026-01-01T02:40:00.000Z"]]);
  });

  test("months of missed minutes are counted, not listed", async () => {
    const settings = settingsSchema.parse({ schedule: { ...quiet.schedule, nightly: "* * * * *" } });
    const { nights, lines } = await served("2026-01-01T00:00Z", "2026-06-01T00:00Z", { settings, pause: { from: "2026-01-01T00:00:10Z", until: "2026-05-31T23:59:50Z" } });
    expect(nights).toHaveLength(1);
    expect(lines.length).toBeLessThan(20);
  });

  test("a database that cannot be asked what was missed keeps no night from running; it is asked again", async () => {
    let asked = 0;
    const memory = { last: async () => (++asked < 3 ? Promise.reject(new RingfenceError("DATABASE", "nothing listens there")) : undefined), begin: async () => {}, end: async () => {}, interrupt: async () => {} };
    const { nights, lines } = await served("2026-01-01T02:00Z", "2026-01-01T03:00Z", { memory });
    expect(nights).toEqual(["2026-01-01T02:30:00.000Z"]);
    expect(lines.filter((line) => line.msg === "what was missed before the start is not known yet")).toHaveLength(1);
    expect(asked).toBeGreaterThan(3);
  });
});

test("a failed night is logged with its code and told to people, and the next one runs; a night that another run does is no failure", async () => {
  const failures = [new RingfenceError("DATABASE", "nothing listens there"), new RingfenceError("GUARDRAIL", "too many"), new RingfenceError("LOCKED", "another one")];
  const alerts: unknown[] = [];
  const { nights, lines } = await served("2026-01-01T02:00Z", "2026-01-01T06:00Z", {
    settings: settingsSchema.parse({ schedule: { ...quiet.schedule, nightly: "30 2,3,4,5 * * *" } }),
    job: async () => (failures.length > 0 ? Promise.reject(failures.shift()) : done),
    alert: async (alert) => void alerts.push(alert),
  });
  expect(nights).toHaveLength(4);
  expect(lines.find((line) => line.msg === "the night failed")).toMatchObject({ level: "error", code: "DATABASE", reason: "nothing listens there" });
  expect(lines.find((line) => line.code === "LOCKED")).toMatchObject({ level: "warn" });
  expect(lines.find((line) => line.msg === "the night is over")).toMatchObject({ level: "info", run_id: "N-1", status: "published", counts: { rings: 2 } });
  expect(lines.at(-1)).toMatchObject({ msg: "stopped" });
  expect(alerts).toEqual([{ event: "night failed", code: "DATABASE", reason: "nothing listens there" }, { event: "night refused", code: "GUARDRAIL", reason: "too many" }]);
});

describe("the alert", () => {
  let server: Server;
  const got: unknown[] = [];
  const answers: number[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => (body += part)).on("end", () => {
        got.push(JSON.parse(body));
        response.writeHead(answers.shift() ?? 200).end();
      });
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
  });
  afterAll(() => server.close());

  test("is posted as JSON, again where it was not taken", async () => {
    answers.push(503);
    const { port } = server.address() as AddressInfo;
    await served("2026-01-01T02:00Z", "2026-01-01T03:00Z", {
      place: { home, databaseUrl: database.url, sourceUrl: undefined, configFile: undefined, alertUrl: `http://127.0.0.1:${port}/hook` },
      job: () => Promise.reject(new RingfenceError("DATABASE", "nothing listens there")),
    });
    const alert = { text: "ringfence: night failed (DATABASE): nothing listens there", event: "night failed", code: "DATABASE", reason: "nothing listens there" };
    expect(got).toEqual([alert, alert]);
  });

  test("to what is no URL is a configuration error, which does not repeat it", async () => {
    const place = { home, databaseUrl: database.url, sourceUrl: undefined, configFile: undefined, alertUrl: "hooks.example/s3cret" };
    await expect(served("2026-01-01T02:00Z", "2026-01-01T03:00Z", { place })).rejects.toMatchObject({ code: "CONFIG", message: expect.not.stringContaining("s3cret") });
  });
});

test("the retention job runs on its own schedule, after a night that is going on; a failed one is logged", async () => {
  const settings = settingsSchema.parse({ schedule: { ...quiet.schedule, retention: "35 2,3 * * *" } });
  const swept: string[] = [];
  let nightEnded = false;
  const { lines } = await served("2026-01-01T02:00Z", "2026-01-01T04:00Z", {
    settings, takesMs: 15 * 60_000,
    job: async () => ((nightEnded = true), done),
    alert: async () => {},
    retentionJob: async ({ nowMs, dryRun }) => {
      expect([nightEnded, dryRun]).toEqual([true, false]);
      swept.push(new Date(nowMs).toISOString());
      if (swept.length === 1) throw new RingfenceError("LOCKED", "a night is going on");
      return { dryRun, rows: { ring_member: 3, ring_key: 0, hub: 0, ban_candidate: 0, incident_account: 0, incident_tick: 0 }, files: { work: 0, snapshots: 0, pictures: 0 } };
    },
  });
  expect(swept.map((time) => time.slice(0, 13))).toEqual(["2026-01-01T02", "2026-01-01T03"]);
  expect(lines.find((line) => line.msg === "the retention job failed")).toMatchObject({ code: "LOCKED" });
  expect(lines.find((line) => line.msg === "what was past its time is deleted")).toMatchObject({ rows: { ring_member: 3 } });
});

test("a night that is due while the retention job runs waits for it", async () => {
  const settings = settingsSchema.parse({ schedule: { ...quiet.schedule, retention: "29 2 * * *" } });
  const order: string[] = [];
  let turns = 0;
  await served("2026-01-01T02:00Z", "2026-01-01T03:00Z", {
    settings,
    job: async () => (order.push("night"), done),
    retentionJob: async ({ dryRun }) => {
      while (turns++ < 40) await new Promise((resolve) => setImmediate(resolve));
      order.push("retention");
      return { dryRun, rows: { ring_member: 0, ring_key: 0, hub: 0, ban_candidate: 0, incident_account: 0, incident_tick: 0 }, files: { work: 0, snapshots: 0, pictures: 0 } };
    },
  });
  expect(order).toEqual(["retention", "night"]);
});

test("what is over is lifted on its own schedule; a failure is logged each time, told once, and tried again", async () => {
  const asked: string[] = [];
  const alerts: string[] = [];
  const { lines } = await served("2026-01-01T00:01Z", "2026-01-01T00:16Z", {
    settings: settingsSchema.parse({ schedule: { ...quiet.schedule, expiry: "*/5 * * * *" } }),
    alert: async ({ event }) => void alerts.push(event),
    expire: async (url) => {
      asked.push(url);
      if (asked.length < 3) throw new RingfenceError("DATABASE", "nothing listens there");
      return 3;
    },
  });
  expect(asked).toEqual([database.url, database.url, database.url]);
  expect(lines.filter((line) => line.msg === "what is over could not be lifted")).toHaveLength(2);
  expect(alerts).toEqual(["expiry failed"]);
  expect(lines.find((line) => line.lifted !== undefined)).toMatchObject({ lifted: 3 });
});

test("--now runs a night at the start, and it gives signs of life with the next time", async () => {
  expect((await served("2026-01-01T10:00Z", "2026-01-01T11:00Z", { runNow: true })).nights).toEqual(["2026-01-01T10:00:00.000Z"]);
  expect(readServeSign(home)).toEqual({ seen_at: expect.stringMatching(/^2026-01-01T10:59/), next_at: "2026-01-02T02:30:00.000Z", pid: process.pid, host: hostname() });
  expect(readFileSync(join(home, "serve.json"), "utf8")).toMatch(/\n$/);
});

test("node-cron wakes it at a job's own time, and a stop wakes it too", async () => {
  const controller = new AbortController();
  const lines: Line[] = [];
  const memory: ScheduleMemory = { last: async () => undefined, begin: async () => {}, end: async () => {}, interrupt: async () => {} };
  const settings = settingsSchema.parse({ schedule: { ...quiet.schedule, nightly: "* * * * * *", time_zone: "Europe/Berlin" } });
  await serve({
    place: { home, databaseUrl: undefined, sourceUrl: undefined, configFile: undefined }, settings, memory, runNow: false, nowMs: Date.now, signal: controller.signal, pretty: false,
    out: (text) => void lines.push(JSON.parse(text) as Line),
    job: async () => (controller.abort(new RingfenceError("INTERRUPTED", "stopped")), done),
  });
  expect(lines.map((line) => line.msg)).toEqual(expect.arrayContaining(["the night begins", "the night is over", "stopped"]));
});

test("a zone that cannot be used is a configuration error at the start", async () => {
  await expect(served("2026-01-01T10:00Z", "2026-01-01T12:00Z", { settings: { ...defaultSettings, schedule: { ...defaultSettings.schedule, time_zone: "Mars/Olympus" } } })).rejects.toMatchObject({ code: "CONFIG" });
  expect(settingsSchema.safeParse({ schedule: { time_zone: "Mars/Olympus" } }).success).toBe(false);
});
