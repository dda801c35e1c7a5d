import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import type { Place } from "../../src/config/place.js";
import { defaultSettings } from "../../src/config/settings.js";
import { replay } from "../../src/pipeline/replay.js";
import { runIncident, type IncidentOutcome } from "../../src/pipeline/run-incident.js";
import { withClient } from "../../src/postgres/connect.js";
import { startEmbedded, type EmbeddedServer } from "../../src/postgres/embedded.js";
import { load } from "../../src/postgres/load.js";
import { makeWorld } from "../../src/world/make-world.js";

// A server of its own, because it is ended in the middle: the others' must stay.
const home = mkdtempSync(join(tmpdir(), "ringfence-restart-"));
chmodSync(home, 0o755);
const place: Place = { home, databaseUrl: undefined, sourceUrl: undefined, configFile: undefined };
const open: EmbeddedServer[] = [];
const server = async (): Promise<EmbeddedServer> => {
  const one = await startEmbedded(home, { note: () => {} });
  open.push(one);
  return one;
};
afterAll(async () => {
  for (const one of open) await one.stop();
  rmSync(home, { recursive: true, force: true });
});

const minute = (clock: string): number => Date.parse(`2025-12-22T${clock}:00Z`);
const tick = (clock: string): Promise<IncidentOutcome> => runIncident({ place, settings: defaultSettings, asOfMs: minute(clock), now: () => minute("22:30"), note: () => {}, threads: 2 });
const listOf = async ({ url }: EmbeddedServer): Promise<Map<string, string>> =>
  withClient(url, "test", async (client) => {
    const { rows } = await client.query<{ account_id: string; action: string }>("select account_id, action from ringfence.ban_candidate join ringfence.run using (run_id) where kind = 'incident' and state = 'proposed'");
    return new Map(rows.map((row) => [row.account_id, row.action]));
  });
const play = async (world: string, until: string): Promise<void> => {
  await replay({
    place, settings: defaultSettings, folder: world, fromMs: minute("21:55"), toMs: minute(until), tickMs: 60_000, speed: Number.POSITIVE_INFINITY, truth: join(world, "truth.parquet"), lateShare: 0, lateMinutes: 2, doubleShare: 0,
    replace: true, now: () => minute("22:30"), note: () => {}, progress: () => {}, say: () => {}, onTick: () => {}, threads: 2,
  });
};

test("Postgres dies under a tick: the tick says so, the next one covers its minute, and those proposed are those of an evening without it, but for one in a hundred", async () => {
  const world = join(home, "world");
  await makeWorld({ accounts: 12_000, seed: 11, attackNight: true, attackShare: 0.03, out: world });
  const before = await server();
  await play(world, "22:06");
  const undisturbed = await listOf(before);
  await withClient(before.url, "test", async (client) => {
    await client.query("truncate ringfence.run, ringfence.incident, ringfence.incident_tick cascade");
  });
  await play(world, "22:03");
  // The rows of the minutes to come; a tick reads none that lie after its end.
  await load({ url: before.url, schema: "public", folder: world, mode: "replace", timeZone: "UTC", workFolder: home });

  const dying = tick("22:04").then(() => "done", (error: unknown) => (error as { code?: string }).code ?? String(error));
  await withClient(before.url, "test", async (client) => {
    while ((await client.query("select from pg_stat_activity where application_name like 'ringfence incident%'")).rows.length === 0) await pause(5);
  });
  process.kill(Number(readFileSync(join(before.dataFolder, "postmaster.pid"), "utf8").split("\n", 1)[0]), "SIGQUIT");
  expect(await dying).toBe("DATABASE");
  await before.stop();

  const after = await server();
  expect(await tick("22:05")).toMatchObject({ status: "done", coordinated: true });
  await tick("22:06");
  const disturbed = await listOf(after);
  const different = [...undisturbed.keys()].filter((id) => !disturbed.has(id)).length + [...disturbed.keys()].filter((id) => !undisturbed.has(id)).length;
  expect(undisturbed.size).toBeGreaterThan(250);
  expect(different / undisturbed.size).toBeLessThanOrEqual(0.01);
  // Who would have been restricted in the minute that was lost, before he acted in it, may be challenged now that he has.
  const milder = [...undisturbed].filter(([id, action]) => disturbed.has(id) && disturbed.get(id) !== action);
  expect(milder.length / undisturbed.size).toBeLessThanOrEqual(0.03);
});
