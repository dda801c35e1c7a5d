import pg, { type Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { databaseError } from "./connect.js";
import { messageOf } from "../errors/ringfence-error.js";
import { placeholders } from "./extract.js";
import { extractColumns, extractTables, type ExtractTable } from "./extract-tables.js";
import { fillPlaceholders, type Filling } from "./fill-placeholders.js";
import { filledSql, requireColumns, sourceSql } from "./source-sql.js";
import { shown } from "./load-file.js";
import { transaction } from "./transaction.js";

/** One thing that was looked at. */
export interface Finding {
  /** `fail`: a run would stop or see nothing; `warn`: it would see less than it could, or something odd; `ok`: looked at and fine. */
  severity: "ok" | "warn" | "fail";
  /** What was looked at, for example `logins.device_id, most frequent value`. */
  what: string;
  /** The value seen. */
  value: string;
  /** What it would spoil and what to do; empty for `ok`. */
  advice: string;
}

export interface CheckOptions {
  /** The schema of accounts, logins and actions. */
  schema: string;
  /** The zone of timestamps without one. */
  timeZone: string;
  /** ms since 1970 UTC. */
  now: number;
  /** SELECTs of one's own in place of tables, see {@link sourceSql}, and from when on they would be asked for logins and actions, ms since 1970 UTC. */
  own?: { folder: string; loginFromMs: number; actionFromMs: number } | undefined;
  /** Tables with more rows are sampled down to about this many; default a million. */
  rowLimit?: number;
}

interface SourceTable {
  name: string;
  time: string;
  /** Columns a run needs, the time among them. */
  needed: readonly string[];
  /** Columns whose values tie accounts together, with what an empty or dominated one would spoil. */
  keys: readonly { column: string; spoils: string }[];
}

const sourceTables: readonly SourceTable[] = [
  { name: "accounts", time: "created_at", needed: ["account_id", "created_at"], keys: [] },
  {
    name: "logins",
    time: "logged_in_at",
    needed: ["account_id", "device_id", "ip", "logged_in_at"],
    keys: [
      { column: "device_id", spoils: "shared devices" },
      { column: "ip", spoils: "shared addresses" },
    ],
  },
  {
    name: "actions",
    time: "acted_at",
    needed: ["account_id", "action", "target_id", "acted_at"],
    keys: [
      { column: "action", spoils: "engagement" },
      { column: "target_id", spoils: "engagement and timing" },
    ],
  },
];

/** Above these shares a finding is a warning. A third of the rows without a device is common on the web; half under one value is a default. */
const limits = { nullShare: 1 / 3, topShare: 0.2, futureShare: 0.0001, coarseShare: 0.5, unknownShare: 0.01, staleHours: 36 } as const;

/**
 * Looks at a source before the first run and says what would spoil it. Reads only, and at most about `rowLimit` rows of each table
 * (big tables are sampled, which the finding says).
 * @throws RingfenceError DATABASE; missing tables and columns are findings.
 */
export async function check(client: Client, options: CheckOptions): Promise<Finding[]> {
  try {
    return await transaction(client, "begin isolation level repeatable read read only", async () => {
      await client.query("select set_config('timezone', $1, true)", [options.timeZone]);
      const findings: Finding[] = [];
      const queries = await ownQueries(client, options, findings);
      for (const table of sourceTables) if (queries[table.name] !== "unusable") await checkTable(client, table, options, queries, findings);
      return findings;
    });
  } catch (error) {
    throw databaseError(error, "checking the source");
  }
}

/** SELECTs of one's own, by the table that they stand for: in parentheses, with the contract's columns. */
type Queries = Partial<Record<string, string>>;

/** Every SELECT of `source.extract` as a table of the contract; one that does not fit is a finding. */
async function ownQueries(client: Client, options: CheckOptions, findings: Finding[]): Promise<Queries> {
  if (options.own === undefined) return {};
  const source = sourceSql(options.own.folder);
  const values = await placeholders(client, { schema: options.schema, timeZone: options.timeZone, asOfMs: options.now });
  const queries: Queries = {};
  for (const [table, file] of Object.entries(source.own) as [ExtractTable, string][]) {
    const sql = filledSql(source, table, { ...values, from_ms: { integer: table === "login" ? options.own.loginFromMs : options.own.actionFromMs } });
    const { name } = sourceTables[extractTables.indexOf(table)];
    await client.query("savepoint own");
    try {
      await requireColumns(client, table, sql, file);
      const given = extractColumns[table];
      const columns = given.map((column) => (column.is === "ms" ? `to_timestamp(${column.name} / 1000.0) as ${column.name.replace(/_ms$/, "_at")}` : column.name));
      queries[name] = `(select ${columns.join(", ")} from (\n${sql}\n) as own (${given.map((column) => column.name).join(", ")}))`;
    } catch (error) {
      await client.query("rollback to savepoint own");
      queries[name] = "unusable";
      findings.push({ severity: "fail", what: name, value: `${file} cannot be used`, advice: messageOf(databaseError(error, `looking through ${file}`)) });
    }
  }
  return queries;
}

async function checkTable(client: Client, table: SourceTable, options: CheckOptions, queries: Queries, findings: Finding[]): Promise<void> {
  const stored = (name: string): string => `${pg.escapeIdentifier(options.schema)}.${pg.escapeIdentifier(name)}`;
  const query = queries[table.name];
  const relation = query === undefined ? stored(table.name) : `${query} as source_row`;
  const { rows: columns } = query === undefined
    ? await client.query<{ name: string; type: string }>(sqlFile("postgres/check/columns.sql"), [relation])
    : { rows: [...table.needed, ...(table.name === "accounts" ? ["protected", "closed_at"] : [])].map((name) => ({ name, type: name === table.time || name === "closed_at" ? "timestamp with time zone" : "text" })) };
  if (columns.length === 0) {
    findings.push({ severity: "fail", what: table.name, value: `no table ${relation}`, advice: `Load one with "ringfence load DIR", set source.schema, or map your own tables: "ringfence init DIR" writes views and files to start from.` });
    return;
  }
  const known = new Map(columns.map((column) => [column.name, column.type]));
  const missing = table.needed.filter((column) => !known.has(column));
  if (missing.length > 0) findings.push({ severity: "fail", what: table.name, value: `lacks ${missing.join(", ")}`, advice: `Add the column${missing.length > 1 ? "s" : ""}, or map your own ("ringfence init DIR").` });
  const sampled = query === undefined ? await sampleOf(client, relation, options.rowLimit ?? 1_000_000) : "";
  const note = sampled === "" ? "" : " (in a sample)";
  const fill = (column: string): Record<string, Filling> => ({
    relation: { sql: relation },
    sample: { sql: sampled },
    column: { identifier: column },
    now_ms: { integer: options.now },
    accounts: { sql: queries.accounts ?? stored("accounts") },
  });
  const one = async <T>(file: string, column: string): Promise<T> => (await client.query(fillPlaceholders(sqlFile(`postgres/check/${file}.sql`), fill(column)))).rows[0] as T;

  const { rows: some } = await client.query(`select from ${relation} limit 1`);
  if (some.length === 0) {
    const isAccounts = table.name === "accounts";
    findings.push({ severity: isAccounts ? "fail" : "warn", what: table.name, value: "no rows", advice: isAccounts ? "A run needs accounts; it would stop." : `A run would find nothing that ${table.name} could show.` });
    return;
  }
  for (const { column, spoils } of table.keys) {
    if (!known.has(column)) continue;
    const seen = await one<{ row_count: string; null_count: string; value_count: string; top_count: string; top_value: string | null }>("column", column);
    columnFindings(`${table.name}.${column}`, spoils, note, { rows: Number(seen.row_count), nulls: Number(seen.null_count), values: Number(seen.value_count), top: Number(seen.top_count), topValue: seen.top_value }, column === "action", findings);
  }
  if (known.has(table.time)) {
    if (known.get(table.time) === "timestamp without time zone") {
      findings.push({ severity: "ok", what: `${table.name}.${table.time}, time zone`, value: `without zone; read as ${options.timeZone}`, advice: "" });
    }
    if (/^timestamp|^date/.test(known.get(table.time)!)) await timeFindings(table, note, options.now, () => one("time", table.time), findings);
    else findings.push({ severity: "fail", what: `${table.name}.${table.time}`, value: `of type ${known.get(table.time)}`, advice: `It must be a timestamp; convert it in a view or in a file of source.extract.` });
  }
  if (table.name !== "accounts" && known.has("account_id") && !findings.some((finding) => finding.severity === "fail" && finding.what === "accounts")) {
    const seen = await one<{ row_count: string; unknown_count: string }>("unknown_account", "account_id");
    const share = Number(seen.unknown_count) / Math.max(1, Number(seen.row_count));
    findings.push({
      severity: share > limits.unknownShare ? "warn" : "ok",
      what: `${table.name}, rows of unknown accounts`,
      value: `${percent(share)}${note}`,
      advice: share > limits.unknownShare ? `They are left out. Check that account_id means the same in ${table.name} and accounts.` : "",
    });
  }
}

function columnFindings(what: string, spoils: string, note: string, seen: { rows: number; nulls: number; values: number; top: number; topValue: string | null }, few: boolean, findings: Finding[]): void {
  const add = (severity: Finding["severity"], topic: string, value: string, advice: string): void => void findings.push({ severity, what: `${what}, ${topic}`, value: value + note, advice: severity === "ok" ? "" : advice });
  const nullShare = seen.nulls / Math.max(1, seen.rows);
  add(nullShare > limits.nullShare ? "warn" : "ok", "share without a value", percent(nullShare), `Rows without a value say nothing about ${spoils}.`);
  if (seen.values === 0) return;
  if (seen.values === 1 && seen.rows - seen.nulls > 1) return add("warn", "different values", "1", `The column is constant: it says nothing about ${spoils}.`);
  add("ok", "different values", String(seen.values), "");
  if (few) return;
  const topShare = seen.top / Math.max(1, seen.rows - seen.nulls);
  add(topShare > limits.topShare ? "warn" : "ok", "share of the most frequent value", `${percent(topShare)}: ${shown((seen.topValue ?? "").replace(/\/(32|128)$/, ""))}`, `One value on so many rows is usually a default, not ${spoils}. It gets no weight as long as it is common, but the real values behind it are lost: correct it at the source, or make it null in a view or in a file of source.extract.`);
}

async function timeFindings(table: SourceTable, note: string, now: number, read: () => Promise<unknown>, findings: Finding[]): Promise<void> {
  type Seen = Record<"row_count" | "future_count" | "whole_hour_count" | "midnight_count" | "whole_minute_count" | "ancient_count", string> & { newest_ms: string | null };
  const seen = (await read()) as Seen;
  const rows = Number(seen.row_count);
  const what = `${table.name}.${table.time}`;
  const add = (severity: Finding["severity"], topic: string, value: string, advice: string): void => void findings.push({ severity, what: `${what}, ${topic}`, value: value + note, advice: severity === "ok" ? "" : advice });
  if (rows === 0 || seen.newest_ms === null) return add("fail", "times", "none", "Every time is missing; no row can be placed in a window.");
  const share = (count: string): number => Number(count) / rows;
  const hours = (now - Number(seen.newest_ms)) / 3_600_000;
  const newest = new Date(Number(seen.newest_ms));
  add(hours > limits.staleHours ? "warn" : "ok", "newest", `${Number.isNaN(newest.getTime()) ? seen.newest_ms : newest.toISOString()} (${hours >= 0 ? `${hours.toFixed(1)} hours old` : `${(-hours).toFixed(1)} hours ahead`})`, "The source is behind; a nightly run would see an old night. Check what fills it, or give --as-of.");
  const future = share(seen.future_count);
  add(future > limits.futureShare ? "warn" : "ok", "share in the future", percent(future), "Times ahead of the clock point at a wrong time zone (source.time_zone) or a wrong clock.");
  if (Number(seen.ancient_count) > 0) add("warn", "share before 2000", percent(share(seen.ancient_count)), "Such times are usually zeros or seconds taken for milliseconds.");
  // Times at midnight are whole hours, and these whole minutes: only the coarsest is worth saying.
  const coarse = ([["midnight_count", "at midnight", "dates"], ["whole_hour_count", "at whole hours", "hours"], ["whole_minute_count", "at whole minutes", "minutes"]] as const).find(([name]) => share(seen[name]) > limits.coarseShare && rows >= 20);
  if (coarse !== undefined) {
    const [name, words, unit] = coarse;
    add("warn", `share ${words}`, percent(share(seen[name])), `Times rounded to ${unit} make strangers look synchronised, and the source's real order is lost. Use the exact times if there are any.`);
  } else add("ok", "resolution", "fine", "");
}

const percent = (share: number): string => `${share > 0 && share < 0.0001 ? "<0.01" : (share * 100).toFixed(share >= 0.1 ? 0 : 2)} %`;

/** A clause that keeps about `limit` rows of a big table; nothing for others, and for views, which cannot be sampled. */
async function sampleOf(client: Client, relation: string, limit: number): Promise<string> {
  const { rows } = await client.query<{ kind: string; row_count: number }>(sqlFile("postgres/check/estimated_count.sql"), [relation]);
  const { kind, row_count } = rows[0];
  if (!["r", "m"].includes(kind) || row_count <= limit) return "";
  return `tablesample system (${((limit / row_count) * 100).toFixed(6)}) repeatable (1)`;
}
