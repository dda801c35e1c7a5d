import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import copyStreams from "pg-copy-streams";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { whole } from "../engine/engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { extractTables } from "../postgres/extract-tables.js";
import { fillPlaceholders } from "../postgres/fill-placeholders.js";
import { feedFromMs } from "./detect.js";

/** What this machine needs, at the least, for the rows of a night. */
export interface PhysicalLimit {
  rows: number;
  /** Reading the rows once from Postgres by COPY into files. */
  copySeconds: number;
  /** Reading these files once in DuckDB and grouping them by account. */
  scanSeconds: number;
}

/**
 * Measures what a night is held against: the same rows copied once, bare, from Postgres to files, and scanned and grouped once in DuckDB.
 * @param folder is made, and removed at the end
 */
export async function physicalLimit(client: Client, schema: string, asOfMs: number, folder: string, nowMs: () => number): Promise<PhysicalLimit> {
  mkdirSync(folder, { recursive: true });
  const engine = await DuckDbEngine.open({ path: ":memory:", tempFolder: join(folder, "spill") });
  try {
    const from = { account: 0, ...feedFromMs(asOfMs) };
    const fileOf = (table: string): string => join(folder, `${table}.csv`);
    const startMs = nowMs();
    for (const table of extractTables) {
      const sql = fillPlaceholders(sqlFile(`postgres/bench/${table}.sql`), { schema: { identifier: schema }, from_ms: { integer: from[table] }, to_ms: { integer: asOfMs } });
      await pipeline(client.query(copyStreams.to(`copy (${sql}) to stdout (format csv)`, { highWaterMark: 1 << 20 })), createWriteStream(fileOf(table), { highWaterMark: 1 << 20 }));
    }
    const copiedMs = nowMs();
    let rows = 0;
    for (const table of extractTables) {
      const [read] = await engine.readRows("duckdb/bench/scan.sql", { row_count: whole }, { file: fileOf(table) });
      rows += read.row_count;
    }
    return { rows, copySeconds: (copiedMs - startMs) / 1000, scanSeconds: (nowMs() - copiedMs) / 1000 };
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
