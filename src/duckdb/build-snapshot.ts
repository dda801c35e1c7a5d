import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageFolder, snapshotFile } from "../config/place.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { kindNames, kindSpec } from "../traces/registry.js";

export interface SnapshotInput {
  /** The run's work database, open, with the tables that `sql/duckdb/snapshot/coded` reads. */
  work: DuckDbEngine;
  /** RINGFENCE_HOME; the file is `<home>/ringfence.duckdb`. */
  home: string;
  /** Holds `<table>.csv` for each table of results, as `readResults` writes them. */
  resultsFolder: string;
  /** The run whose edges, traces, accounts and ring evidence these are; it must be in `run.csv`. */
  runId: string;
  /** Told which part is being built. */
  onProgress?: (part: SnapshotPart) => void;
}

/** The parts of building the file, in their order; it is renamed into place behind the last. */
export type SnapshotPart = "copying" | "describing" | "checking";

/**
 * What is copied out of the work database, newest run only. Read there: `account(account, account_id, created_ms, protected, closed_ms)`,
 * `account_count(account, login_count, action_count)`, `kind(kind_no, kind)`, `key(key_no, kind_no, key, parent_key, source, account_count)`,
 * `holding(key_no, account, first_ms, last_ms)`, `edge(a, b, kind_no, millibits)`, `ring_evidence(ring_id, kind, key, source, member_count,
 * under_count, outside_count, outside_under_count, probability, bits)`, `linked_account(group_no, account, evidence_bits, price_bits)`,
 * `rule_said(group_no, ring_id, found, size, smallest_account, rule, part, says, pass, measured, threshold)`,
 * `oddity(account, source_table, rule, value, row_count)`.
 */
const codedTables = ["account", "key", "holding", "edge", "ring_evidence", "ring_rule", "linked_group", "oddity"] as const;

/** What comes from the results database, all runs. */
const resultTables = [
  "run", "ring", "ring_member", "ring_event", "ring_key", "hub", "quarantine", "ban_candidate",
  "usual_action", "usual_target", "usual_registration", "usual_network", "armed", "incident", "incident_minute", "incident_account",
] as const;

/**
 * Builds the investigators' file beside the present one, checks it read-only and renames it into place. Readers of the old file keep it; a
 * failure leaves the old file as it is.
 * @returns rows of all stored tables
 * @throws RingfenceError UNEXPECTED when a check finds bad rows, DISK_FULL when there is no room.
 */
export async function buildSnapshot(input: SnapshotInput): Promise<number> {
  const target = snapshotFile(input.home);
  const next = `${target}.next-${process.pid}`;
  const say = input.onProgress ?? (() => {});
  mkdirSync(input.home, { recursive: true });
  sweep(input.home, next);
  try {
    say("copying");
    await copyCoded(input, next);
    say("describing");
    const rows = await addResults(input, next);
    say("checking");
    await check(next, input.runId);
    // A log left beside the old file by a crash would be replayed into the new one and give old answers.
    rmSync(`${target}.wal`, { force: true });
    chmodSync(next, 0o600);
    renameSync(next, target);
    return rows;
  } finally {
    rmSync(next, { force: true });
    rmSync(`${next}.wal`, { force: true });
  }
}

/** Files that a crashed build left behind; one that belongs to a living process stays. */
function sweep(home: string, next: string): void {
  rmSync(next, { force: true });
  rmSync(`${next}.wal`, { force: true });
  for (const name of readdirSync(home)) {
    const pid = /^ringfence\.duckdb\.next-(\d+)(\.wal)?$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(home, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Copies inside the work engine: no row leaves DuckDB. */
async function copyCoded({ work, runId }: SnapshotInput, next: string): Promise<void> {
  await work.run(`attach ${literal(next)} as snapshot`);
  try {
    await work.run("create schema snapshot.coded");
    for (const table of codedTables) await work.runFile(`duckdb/snapshot/coded/${table}.sql`, { run_id: runId });
  } finally {
    await work.run("detach snapshot");
  }
}

async function addResults({ resultsFolder }: SnapshotInput, next: string): Promise<number> {
  const file = await DuckDbEngine.open({ path: next });
  try {
    for (const table of resultTables) await file.runFile(`duckdb/snapshot/results/${table}.sql`, { file: join(resultsFolder, `${table}.csv`) });
    await file.createTable("trace_kind", traceKindColumns());
    for (const name of sqlNames("view")) await file.runFile(`duckdb/snapshot/view/${name}`);
    // Many statements, no parameters: the one place where a file holds more than one.
    for (const name of sqlNames("comment")) await file.connection.run(sqlFile(`duckdb/snapshot/comment/${name}`));
    const rows = await file.number("select coalesce(sum(estimated_size), 0) from duckdb_tables()");
    await file.run("checkpoint");
    return rows;
  } finally {
    file.close();
  }
}

/** The registry of kinds as a table, so that views need no list of their own. */
function traceKindColumns(): Parameters<DuckDbEngine["createTable"]>[1] {
  const specs = kindNames.map((kind) => kindSpec(kind));
  return {
    kind: { type: "varchar", values: [...kindNames] },
    class: { type: "varchar", values: specs.map((spec) => spec.class) },
    proves: { type: "varchar", values: specs.map((spec) => spec.proves) },
    given: { type: "varchar", values: specs.map((spec) => spec.given ?? null) },
    look_back_days: { type: "integer", values: specs.map((spec) => spec.lookBackDays) },
    bucket_seconds: { type: "integer", values: specs.map((spec) => (spec.params?.bucket_ms === undefined ? null : spec.params.bucket_ms / 1000)) },
    phrase: { type: "varchar", values: specs.map((spec) => spec.phrase) },
  };
}

async function check(next: string, runId: string): Promise<void> {
  const file = await DuckDbEngine.open({ path: next, readOnly: true });
  try {
    for (const name of sqlNames("check")) {
      const bad = await file.number(`select count(*) from (\n${sqlFile(`duckdb/snapshot/check/${name}`)}\n) as bad`, { run_id: runId });
      if (bad > 0) {
        throw new RingfenceError("UNEXPECTED", `The new investigators' file fails the check ${name.replace(/\.sql$/, "")} with ${bad} bad rows; the old file stays in place. Please report this with the run id ${runId}.`);
      }
    }
  } finally {
    file.close();
  }
}

/** The files of one folder of `sql/duckdb/snapshot`, in their order. */
export const sqlNames = (folder: string): string[] => readdirSync(join(packageFolder, "sql", "duckdb", "snapshot", folder)).filter((name) => name.endsWith(".sql")).sort();

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
