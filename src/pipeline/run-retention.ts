import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeHome } from "../config/make-home.js";
import { pictureFolder, snapshotFile, workFolder, type Place } from "../config/place.js";
import type { Settings } from "../config/settings.js";
import { openDatabase, withClient } from "../postgres/connect.js";
import { deletePast, type RetainedTable } from "../postgres/delete-past.js";
import { withRunLock } from "../postgres/lock.js";
import { migrate, requireCurrentSchema } from "../postgres/migrate.js";

const dayMs = 86_400_000;

export interface RetentionOptions {
  place: Place;
  settings: Settings;
  /** Count only. */
  dryRun: boolean;
  nowMs: number;
  /** Things a person should know, in one line. */
  note: (message: string) => void;
}

export interface RetentionOutcome {
  dryRun: boolean;
  /** Rows deleted, or that would be, by table. */
  rows: Record<RetainedTable, number>;
  /** Files and folders deleted, or that would be. */
  files: { work: number; snapshots: number; pictures: number };
}

/**
 * Deletes evidence, the investigators' file and work files past their time (settings `retention.*`), while no run is going on. Never: open
 * candidates, what people decided, rings and their events (which name no account), runs.
 * @throws RingfenceError LOCKED when a run holds the lock
 */
export async function runRetention(options: RetentionOptions): Promise<RetentionOutcome> {
  const { place, settings: { retention }, dryRun, nowMs, note } = options;
  makeHome(place.home);
  const database = await openDatabase(place, note);
  try {
    const application = `ringfence retention ${process.pid}`;
    await withClient(database.url, application, async (client) => {
      if (database.embedded) await migrate(client);
      await requireCurrentSchema(client);
    });
    // A night may be writing what we would sweep; runs on minutes come every minute and write nothing of it.
    return await withRunLock(database.url, application, ["nightly"], async () => {
      const rows = await withClient(database.url, application, (client) =>
        deletePast(client, {
          nowMs, dryRun,
          days: { ring_member: retention.member_days, ring_key: retention.ring_key_days, hub: retention.hub_days, ban_candidate: retention.candidate_days, incident_account: retention.member_days, incident_tick: retention.tick_days },
        }),
      );
      const past = (path: string, days: number): boolean => existsSync(path) && nowMs - statSync(path).mtimeMs > days * dayMs;
      const sweep = (paths: readonly string[], days: number): number => {
        const old = paths.filter((path) => past(path, days));
        if (!dryRun) for (const path of old) rmSync(path, { recursive: true, force: true });
        return old.length;
      };
      const inFolder = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
      const snapshot = snapshotFile(place.home);
      const unfinished = inFolder(place.home).filter((path) => path.startsWith(`${snapshot}.next-`));
      return {
        dryRun,
        rows,
        files: { work: sweep([workFolder(place.home), ...unfinished], retention.work_days), snapshots: sweep([snapshot], retention.snapshot_days), pictures: sweep(inFolder(pictureFolder(place.home)), retention.snapshot_days) },
      };
    });
  } finally {
    await database.stop();
  }
}
