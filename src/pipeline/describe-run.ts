import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFolder } from "../config/place.js";
import { extractTables } from "../postgres/extract-tables.js";
import { sourceSql } from "../postgres/source-sql.js";

/** What a run is described by: the same description gives the same bytes and publishes once. */
export interface RunDescription {
  kind: "nightly";
  asOfMs: number;
  configHash: string;
  codeVersion: string;
  extractFingerprint: string;
}

/** The id of a run, from its description alone: `N-<date of as_of>-<12 hex digits>`. */
export function runIdOf(description: RunDescription): string {
  const { kind, asOfMs, configHash, codeVersion, extractFingerprint } = description;
  const digest = createHash("sha256").update(JSON.stringify([kind, asOfMs, configHash, codeVersion, extractFingerprint])).digest("hex");
  return `N-${new Date(asOfMs).toISOString().slice(0, 10).replaceAll("-", "")}-${digest.slice(0, 12)}`;
}

/** The parts of the house that decide who is flagged. */
const decidingSql = ["traces", "graph", "stage", "duckdb/stage", "postgres/extract", "incident"];
const decidingRooms = ["traces", "graph", "rings", "incident", "candidates", "pipeline", "engine"];

let shipped: string | undefined;

/**
 * The package's version and a hash of everything that decides: an edited SQL file makes a new run.
 * @param ownSql the folder of `source.extract`: its files count as well
 */
export function codeVersion(ownSql?: string): string {
  shipped ??= shippedHash();
  const hash = createHash("sha256").update(shipped);
  const { own, text } = sourceSql(ownSql);
  for (const table of extractTables) if (own[table] !== undefined) hash.update(`${table}\0${text[table]}\0`);
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  return `${version}+${hash.digest("hex").slice(0, 8)}`;
}

function shippedHash(): string {
  const hash = createHash("sha256");
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = [...decidingSql.map((room) => join(packageFolder, "sql", room)), ...decidingRooms.map((room) => join(here, "..", room))];
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(sql|js|ts)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
