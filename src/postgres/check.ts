import pg, { type Client } from "pg";
import { defaultSettings, type Settings } from "../config/settings.js";
import { formatShare } from "../console/format-value.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { databaseError } from "./connect.js";
import { messageOf } from "../errors/ringfence-error.js";
import { placeholders } from "./extract.js";
import { extractColumns, extractTables, type ExtractTable } from "./extract-tables.js";
import { fillPlaceholders, type Filling } from "./fill-placeholders.js";
import { floatIdAdvice, floatIds } from "./float-ids.js";
import { hiddenRows, refuseHiddenRows } from "./hidden-rows.js";
import { filledSql, requireColumns, sourceSql } from "./source-sql.js";
import { shown } from "./load-file.js";
import { transaction, withOwnNames } from "./transaction.js";

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
  /** Shares of a table above which losing them is a warning, and above which a run refuses to publish; default: the shipped settings. */
  limits?: Pick<Settings["source"], "warn_lost_share" | "max_lost_share">;
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

/** Above these shares a finding is a warning. A third of the rows without a device is common on the web; half under one value is a default. What a run
 * leaves out is judged by its settings. */
const limits = { nullShare: 1 / 3, topShare: 0.2, futureShare: 0.0001, coarseShare: 0.5, staleHours: 36 } as const;

/**
 * Looks at a source before the first run and says what would spoil it. Reads only, and at most about `rowLimit` rows of each table
 * (big tables are sampled, which the finding says).
 * @throws RingfenceError DATABASE; missing tables and columns are findings.
 */
export async function check(client: Client, options: CheckOptions): Promise<Finding[]> {
  try {
    return await transaction(client, "begin isolation level repeatable read read only", async () => {
      await refuseHiddenRows(client);
      await client.query("select set_config('timezone', $1, true)", [options.timeZone]);
      const findings: Finding[] = [];
      const queries = await ownQueries(client, options, findings);
      for (const { table_name, column_name, type } of await floatIds(client, options.schema)) findings.push({ severity: "fail", what: `${table_name}.${column_name}`, value: `of type ${type}`, advice: floatIdAdvice });
      for (const table of sourceTables) {
        if (queries[table.name] === "unusable") continue;
        const checked = (): Promise<void> => checkTable(client, table, options, queries, findings);
        await (Object.keys(queries).length === 0 ? checked() : withOwnNames(client, checked));
      }
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
      await withOwnNames(client, () => requireColumns(client, table, sql, file));
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
  const { rows: hidden } = query === undefined ? await client.query<{ hidden: boolean }>(sqlFile("postgres/check/hidden.sql"), [relation]) : { rows: [] };
  if (hidden[0]?.hidden === true) {
    findings.push({ severity: "fail", what: table.name, value: "row-level security hides rows from this user", advice: hiddenRows(`it is active on ${relation}`).message });
    return;
  }
  const sampled = query === undefined ? await sampleOf(client, relation, options.rowLimit ?? 1_000_000) : "";
  const note = sampled === "" ? "" : " (in a sample)";
  const fill = (column: string): Record<string, Filling> => ({
    relation: { sql: relation },
    sample: { sql: sampled },
    column: { identifier: column },
    now_ms: { integer: options.now },
    earliest_ms: { integer: plausibleTime.earliest_ms },
    latest_ms: { integer: plausibleTime.latest_ms },
    // As sql/duckdb/stage/device.sql has it; of other ids none is.
    one_anyway: { text: column === "device_id" ? "^([0-9a-f{}:.-]{8,}|(urn:uuid:|0x|[a-z][a-z0-9]{0,15}[:=/_.-])[0-9a-f-]{16,})$" : "^$" },
    accounts: { sql: queries.accounts ?? stored("accounts") },
  });
  const all = async <T>(file: string, column: string): Promise<T[]> => (await client.query(fillPlaceholders(sqlFile(`postgres/check/${file}.sql`), fill(column)))).rows as T[];
  const one = async <T>(file: string, column: string): Promise<T> => (await all<T>(file, column))[0];

  const { rows: some } = await client.query(`select from ${relation} limit 1`);
  if (some.length === 0) {
    const isAccounts = table.name === "accounts";
    findings.push({ severity: isAccounts ? "fail" : "warn", what: table.name, value: "no rows", advice: isAccounts ? "A run needs accounts; it would stop." : `A run would find nothing that ${table.name} could show.` });
    return;
  }
  const allowed = options.limits ?? defaultSettings.source;
  const lost = judgeLoss(allowed, note, findings);
  for (const { column, spoils } of table.keys) {
    if (!known.has(column)) continue;
    const seen = await one<{ row_count: string; null_count: string; value_count: string; top_count: string; top_value: string | null }>("column", column);
    columnFindings(`${table.name}.${column}`, spoils, note, { rows: Number(seen.row_count), nulls: Number(seen.null_count), values: Number(seen.value_count), top: Number(seen.top_count), topValue: seen.top_value }, column === "action", findings);
  }
  if (known.has(table.time)) {
    if (known.get(table.time) === "timestamp without time zone") {
      findings.push({ severity: "ok", what: `${table.name}.${table.time}, time zone`, value: `without zone; read as ${options.timeZone}`, advice: "" });
    }
    if (/^timestamp|^date/.test(known.get(table.time)!)) await timeFindings(table, note, options.now, () => one("time", table.time), allowed.max_lost_share, lost, findings);
    else findings.push({ severity: "fail", what: `${table.name}.${table.time}`, value: `of type ${known.get(table.time)}`, advice: noTimestamp });
  }
  if (table.name === "accounts") {
    if (known.has("created_at") && isTime(known.get("created_at"))) {
      if (isTime(known.get("closed_at"))) closedFindings(await one("closed", "closed_at"), note, lost, findings);
      else if (known.has("closed_at")) findings.push({ severity: "fail", what: "accounts.closed_at", value: `of type ${known.get("closed_at")}`, advice: noTimestamp });
      batchFindings(await one("batch", "created_at"), note, findings);
    }
    return;
  }
  if (known.has("account_id") && !findings.some((finding) => finding.severity === "fail" && finding.what === "accounts")) {
    const seen = await one<{ row_count: string; unknown_count: string }>("unknown_account", "account_id");
    const unknown = share(seen.unknown_count, seen.row_count);
    const near = unknown > 0 ? await one<Near>("near_account", "account_id") : undefined;
    lost(`${table.name}, rows of unknown accounts`, unknown, `They are left out. Check that account_id means the same in ${table.name} and accounts${near === undefined ? "" : nearText(near)}.`);
  }
  const letters = table.name === "logins" ? "device_id" : "target_id";
  if (/^(text|character)/.test(known.get(letters) ?? "")) {
    const seen = await one<{ met_count: string; example: string | null }>("letter_case", letters);
    const some = Number(seen.met_count) > 0;
    findings.push({
      severity: some ? "warn" : "ok", what: `${table.name}.${letters}, values that differ by upper and lower case only`, value: some ? `${seen.met_count}, such as ${shown(seen.example ?? "")}${note}` : `none${note}`,
      advice: some ? `They are taken for different ones; only hexadecimal ids and UUIDs of devices are one in either case. If they are one, write them alike, or lower them in a view or in a file of source.extract.` : "",
    });
  }
  if (table.name === "actions") return;
  if (known.has("ip")) addressFindings(await readable(await all("address", "ip")), note, lost, findings);
}

const noTimestamp = "It must be a timestamp; convert it in a view or in a file of source.extract.";
const isTime = (type: string | undefined): boolean => type !== undefined && /^timestamp|^date/.test(type);
const share = (part: string | number, of: string | number): number => Number(part) / Math.max(1, Number(of));

/** Says what a run would leave out. `rows`: whole rows, of which most may not be lost; `values`: of rows that are used. */
type Lost = (what: string, share: number, advice: string, of?: "rows" | "values") => void;

const judgeLoss =
  (allowed: NonNullable<CheckOptions["limits"]>, note: string, findings: Finding[]): Lost =>
  (what, lost, advice, of = "rows") => {
    const severity = of === "rows" && lost > allowed.max_lost_share ? "fail" : lost > allowed.warn_lost_share ? "warn" : "ok";
    const refused = severity === "fail" ? ` A run would publish nothing (exit code 5; source.max_lost_share is ${allowed.max_lost_share}).` : "";
    findings.push({ severity, what, value: formatShare(lost) + note, advice: severity === "ok" ? "" : advice + refused });
  };

interface Near {
  example: string | null;
  near_count: string;
  near_example: string | null;
}

/** What an unknown id looks like, and whether it is only spelled otherwise. */
const nearText = ({ example, near_count, near_example }: Near): string =>
  Number(near_count) > 0 ? `: ${near_count} of these rows would be known if ids were spelled alike (${shown(near_example ?? "")}: a trailing ".0", upper or lower case, spaces)` : example === null ? "" : `; one of them is ${shown(example)}`;

function closedFindings(seen: Record<"row_count" | "closed_count" | "before_count" | "never_count", string>, note: string, lost: Lost, findings: Finding[]): void {
  const closed = share(Number(seen.closed_count) - Number(seen.before_count) - Number(seen.never_count), seen.row_count);
  findings.push({ severity: closed > limits.coarseShare ? "warn" : "ok", what: "accounts.closed_at, share that is closed", value: formatShare(closed) + note, advice: closed > limits.coarseShare ? "Closed accounts count as evidence and are never proposed. Check that closed_at is null where an account is open." : "" });
  lost("accounts.closed_at, share closed before created", share(seen.before_count, seen.row_count), "Nothing is closed before it was created: zero times (0001-01-01, 1970-01-01) and the like are taken for open. Make them null at the source.", "values");
  if (Number(seen.never_count) > 0) findings.push({ severity: "ok", what: "accounts.closed_at, share that says never", value: `${formatShare(share(seen.never_count, seen.row_count))} (9999-12-31, infinity; taken for open)${note}`, advice: "" });
}

function batchFindings(seen: Record<"batch_count" | "account_count" | "largest_count", string>, note: string, findings: Finding[]): void {
  const some = Number(seen.batch_count) > 0;
  const minutes = `${seen.batch_count} minute${seen.batch_count === "1" ? "" : "s"}`;
  findings.push({
    severity: some ? "warn" : "ok", what: "accounts.created_at, accounts created in batches", value: some ? `${seen.account_count} in ${minutes}, at most ${seen.largest_count} in one${note}` : `none${note}`,
    advice: some ? 'An import, a class list, a company, or a farm. What only whoever made the accounts did is no act of theirs: look at such accounts before anything is done about them, and put known ones on the allow-list ("ringfence allow add").' : "",
  });
}

/** Rows by what their address is worth. */
interface Addresses {
  rows: number;
  unreadable: number;
  silent: number;
  /** The most frequent one that cannot be read. */
  example: string | undefined;
}

/** What the rules of a run make of these addresses. */
async function readable(list: { ip: string; row_count: string }[]): Promise<Addresses> {
  const rules = await DuckDbEngine.open({ path: ":memory:", threads: 1, tempFolder: "" });
  try {
    await rules.createTable("raw_login", { ip: { type: "varchar", values: list.map((row) => row.ip) } });
    await rules.runFile("duckdb/stage/address.sql", { key_prefix: "" });
    const known = new Map((await rules.rows("select ip, address from address")).map((row) => [row.ip, row.address]));
    const count = (rows: typeof list): number => rows.reduce((total, row) => total + Number(row.row_count), 0);
    const unreadable = list.filter((row) => !known.has(row.ip));
    return { rows: count(list), unreadable: count(unreadable), silent: count(list.filter((row) => known.get(row.ip) === null)), example: unreadable[0]?.ip };
  } finally {
    rules.close();
  }
}

function addressFindings(seen: Addresses, note: string, lost: Lost, findings: Finding[]): void {
  if (seen.rows === 0) return;
  lost("logins.ip, share that cannot be read", share(seen.unreadable, seen.rows), `Such logins keep their device only. The most frequent is ${shown(seen.example ?? "")}. Write addresses as such, or convert them in a view or in a file of source.extract.`, "values");
  const silent = share(seen.silent, seen.rows);
  findings.push({ severity: silent > limits.nullShare ? "warn" : "ok", what: "logins.ip, share that is private or reserved", value: formatShare(silent) + note, advice: silent > limits.nullShare ? "They say nothing about shared addresses. Usually they are those of a load balancer: store the client's address (X-Forwarded-For; lists are read)." : "" });
}

function columnFindings(what: string, spoils: string, note: string, seen: { rows: number; nulls: number; values: number; top: number; topValue: string | null }, few: boolean, findings: Finding[]): void {
  const add = (severity: Finding["severity"], topic: string, value: string, advice: string): void => void findings.push({ severity, what: `${what}, ${topic}`, value: value + note, advice: severity === "ok" ? "" : advice });
  const nullShare = seen.nulls / Math.max(1, seen.rows);
  add(nullShare > limits.nullShare ? "warn" : "ok", "share without a value", formatShare(nullShare), `Rows without a value say nothing about ${spoils}.`);
  if (seen.values === 0) return;
  if (seen.values === 1 && seen.rows - seen.nulls > 1) return add("warn", "different values", "1", `The column is constant: it says nothing about ${spoils}.`);
  add("ok", "different values", String(seen.values), "");
  if (few) return;
  const topShare = seen.top / Math.max(1, seen.rows - seen.nulls);
  add(topShare > limits.topShare ? "warn" : "ok", "share of the most frequent value", `${formatShare(topShare)}: ${shown((seen.topValue ?? "").replace(/\/(32|128)$/, ""))}`, `One value on so many rows is usually a default, not ${spoils}. It gets no weight as long as it is common, but the real values behind it are lost: correct it at the source, or make it null in a view or in a file of source.extract.`);
}

async function timeFindings(table: SourceTable, note: string, now: number, read: () => Promise<unknown>, maxLost: number, lost: Lost, findings: Finding[]): Promise<void> {
  type Seen = Record<"row_count" | "missing_count" | "future_count" | "early_count" | "late_count" | "whole_hour_count" | "midnight_count" | "whole_minute_count", string> & { newest_ms: string | null };
  const seen = (await read()) as Seen;
  const rows = Number(seen.row_count);
  const all = rows + Number(seen.missing_count);
  const what = `${table.name}.${table.time}`;
  const add = (severity: Finding["severity"], topic: string, value: string, advice: string): void => void findings.push({ severity, what: `${what}, ${topic}`, value: value + note, advice: severity === "ok" ? "" : advice });
  // Without its time of creation an account is still one; a login or an action is nothing.
  const of = table.name === "accounts" ? "values" : "rows";
  const left = of === "values" ? "Such accounts have no evidence of registration; everything else of theirs counts." : "Such rows are left out.";
  lost(`${what}, share without a time`, share(seen.missing_count, all), left, of);
  lost(`${what}, share before 1990`, share(seen.early_count, all), `Such times are usually zeros or seconds taken for milliseconds. ${left}`, of);
  if (Number(seen.late_count) > 0) lost(`${what}, share after 2089`, share(seen.late_count, all), `Such times are usually "never", or microseconds taken for milliseconds. ${left}`, of);
  if (seen.newest_ms === null) return add(of === "values" ? "warn" : "fail", "times", "none", of === "values" ? left : "No row has a possible time, so none can be placed in a window.");
  const hours = (now - Number(seen.newest_ms)) / 3_600_000;
  const newest = new Date(Number(seen.newest_ms));
  add(hours > limits.staleHours ? "warn" : "ok", "newest", `${newest.toISOString()} (${hours >= 0 ? `${hours.toFixed(1)} hours old` : `${(-hours).toFixed(1)} hours ahead`})`, "The source is behind; a nightly run would see an old night. Check what fills it, or give --as-of.");
  const future = share(seen.future_count, rows);
  add(of === "rows" && future > maxLost ? "fail" : future > limits.futureShare ? "warn" : "ok", "share in the future", formatShare(future), `Times ahead of the clock point at a wrong time zone (source.time_zone) or a wrong clock.${of === "values" ? " An account that acts before it was created has no evidence of registration." : ""}`);
  // Times at midnight are whole hours, and these whole minutes: only the coarsest is worth saying.
  const coarse = ([["midnight_count", "at midnight", "dates"], ["whole_hour_count", "at whole hours", "hours"], ["whole_minute_count", "at whole minutes", "minutes"]] as const).find(([name]) => share(seen[name], rows) > limits.coarseShare && rows >= 20);
  if (coarse !== undefined) {
    const [name, words, unit] = coarse;
    add("warn", `share ${words}`, formatShare(share(seen[name], rows)), `Times rounded to ${unit} make strangers look synchronised, and the source's real order is lost. Use the exact times if there are any.`);
  } else add("ok", "resolution", "fine", "");
}

/** A clause that keeps about `limit` rows of a big table; nothing for others, and for views, which cannot be sampled. */
async function sampleOf(client: Client, relation: string, limit: number): Promise<string> {
  const { rows } = await client.query<{ kind: string; row_count: number }>(sqlFile("postgres/check/estimated_count.sql"), [relation]);
  const { kind, row_count } = rows[0];
  if (!["r", "m"].includes(kind) || row_count <= limit) return "";
  return `tablesample system (${((limit / row_count) * 100).toFixed(6)}) repeatable (1)`;
}
