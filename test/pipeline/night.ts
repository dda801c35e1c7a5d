import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { packageFolder, snapshotFile, type Place } from "../../src/config/place.js";
import { defaultSettings, type Settings } from "../../src/config/settings.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { runNightly, type NightlyOptions, type NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { connect } from "../../src/postgres/connect.js";
import { load } from "../../src/postgres/load.js";
import type { WorldOptions } from "../../src/world/make-world.js";
import { testDatabase } from "../postgres-server.js";

/** The world that `npm start` shows: 20,000 accounts, nine rings. */
export const sampleFolder = join(packageFolder, "data-samples");
/** The end of every made world's time. */
export const worldAsOfMs = Date.UTC(2025, 11, 22);
/** Rings for a small world: by the default shares it would have hardly any. */
export const richRings = { ringShare: 0.018, sleepingShare: 0, habits: ["farm", "proxy", "engagement", "cell", "sleeper", "hijacked", "slow"] } satisfies Partial<WorldOptions>;

/** A place of one's own for runs: a database on the real server, a home folder, a client for looking. */
export interface House {
  url: string;
  home: string;
  place: Place;
  client: Client;
  /** Fills the source tables from a folder, whatever they held. */
  load(folder: string): Promise<void>;
  /** One night with the shipped settings and a fixed clock, unless told otherwise. */
  night(more?: Partial<NightlyOptions>): Promise<NightlyOutcome>;
  /** Rows of the results database. */
  rows(sql: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Empties the results, as after a first migration, and removes the investigators' file. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), "ringfence-night-"));
  const client = await connect(database.url, "test pipeline");
  const place: Place = { home, databaseUrl: database.url, sourceUrl: undefined, configFile: undefined };
  return {
    url: database.url,
    home,
    place,
    client,
    load: async (folder) => void (await load({ url: database.url, schema: "public", folder, mode: "replace", timeZone: "UTC", workFolder: home })),
    night: (more = {}) =>
      runNightly({ place, settings: defaultSettings, asOfMs: worldAsOfMs, dryRun: false, now: () => worldAsOfMs + 9_000_000, note: () => {}, progress: () => {}, threads: 2, ...more }),
    rows: async (sql, params = []) => (await client.query<Record<string, unknown>>(sql, params)).rows,
    forget: async () => {
      await client.query("truncate ringfence.run cascade");
      rmSync(snapshotFile(home), { force: true });
    },
    close: async () => {
      await client.end();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Shipped settings with a part replaced. */
export const settingsWith = (part: Partial<Settings>): Settings => ({ ...defaultSettings, ...part });

/** Rows of the investigators' file, read-only as people open it. */
export async function fromSnapshot(home: string, sql: string): Promise<Record<string, unknown>[]> {
  const engine = await DuckDbEngine.open({ path: snapshotFile(home), readOnly: true });
  try {
    return await engine.rows(sql);
  } finally {
    engine.close();
  }
}

/** A new empty folder below `parent`. */
export function folderIn(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
