import { fileURLToPath } from "node:url";
import { dirname, join, resolve } from "node:path";
import { existsSync } from "node:fs";

/** Everything that says *where it runs*: the environment and nothing else. */
export interface Place {
  /** `RINGFENCE_HOME`, absolute; default `var` under the working folder. Holds the embedded database, work files and the investigators' file. */
  home: string;
  /** `DATABASE_URL`: results, and the source unless told otherwise; undefined: the embedded Postgres under `home`. */
  databaseUrl: string | undefined;
  /** `RINGFENCE_SOURCE_URL`: where accounts, logins and actions are read, read-only; undefined: the results database. */
  sourceUrl: string | undefined;
  /** `RINGFENCE_CONFIG`: the checked configuration file; undefined: the defaults. */
  configFile: string | undefined;
  /** `RINGFENCE_PRIVACY_KEY`, unread: see `privacyKeyOf`. */
  privacyKey?: string | undefined;
  /** `RINGFENCE_PRIVACY_KEY_FILE`, absolute: a file that holds the key instead. */
  privacyKeyFile?: string | undefined;
  /** `RINGFENCE_ALERT_URL`: where `ringfence serve` posts its failures; undefined: nowhere. Often a secret. */
  alertUrl?: string | undefined;
  /** `RINGFENCE_SPARK_URL`: the Spark Connect server that the nightly detection runs on; undefined: DuckDB in this process. May hold a token. */
  sparkUrl?: string | undefined;
  /** `RINGFENCE_LAKE`, absolute: see {@link lakeOf}. */
  lake?: string | undefined;
}

/** Reads the environment. An empty variable counts as unset. */
export function placeFrom(env: Readonly<Record<string, string | undefined>>, cwd: string): Place {
  const set = (name: string): string | undefined => (env[name] === undefined || env[name] === "" ? undefined : env[name]);
  const keyFile = set("RINGFENCE_PRIVACY_KEY_FILE");
  const lake = set("RINGFENCE_LAKE");
  return {
    home: resolve(cwd, set("RINGFENCE_HOME") ?? "var"),
    databaseUrl: set("DATABASE_URL"),
    sourceUrl: set("RINGFENCE_SOURCE_URL"),
    configFile: set("RINGFENCE_CONFIG"),
    privacyKey: set("RINGFENCE_PRIVACY_KEY"),
    privacyKeyFile: keyFile === undefined ? undefined : resolve(cwd, keyFile),
    alertUrl: set("RINGFENCE_ALERT_URL"),
    sparkUrl: set("RINGFENCE_SPARK_URL"),
    lake: lake === undefined ? undefined : resolve(cwd, lake),
  };
}

/** The investigators' file: always whole, replaced by rename. */
export const snapshotFile = (home: string): string => join(home, "ringfence.duckdb");
/** Last success, duration and counts for a Prometheus node exporter. */
export const metricsFile = (home: string): string => join(home, "ringfence.prom");
/** The last sign of `ringfence serve`. */
export const serveSignFile = (home: string): string => join(home, "serve.json");
/** A line of JSON when a run begins and one when it ends: what `ringfence status` reads without a database. */
export const runLogFile = (home: string): string => join(home, "runs.jsonl");
/** Where a run on Spark has its tables, as Parquet, as long as it goes on: a folder that Spark sees under the same path. */
export const lakeOf = (place: Pick<Place, "home" | "lake">): string => place.lake ?? join(place.home, "lake");
/** Files of a run in progress; swept at the next start. */
export const workFolder = (home: string): string => join(home, "work");
/** What a night leaves for the runs on minutes after it: replaced by rename, only read by them. */
export const baselineFile = (home: string): string => join(home, "incident-base.duckdb");
/** The one of these that the runs on minutes stand on: a link of their own, so that a night does not change it in the middle of an incident. */
export const adoptedBaselineFile = (home: string): string => join(home, "incident-adopted.duckdb");
/** Files of a run on minutes in progress. */
export const incidentWorkFolder = (home: string): string => join(home, "incident-work");
/** What the runs on minutes have read since that night; theirs alone, made again from the source when it is missing. */
export const incidentFile = (home: string): string => join(home, "incident.duckdb");
/** Where `npm start` draws its rings. */
export const pictureFolder = (home: string): string => join(home, "pictures");

/** The folder of the package (holds `package.json`, `sql/`, `data-samples/`), whether run from `src` or `dist`. */
export const packageFolder: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
})();
