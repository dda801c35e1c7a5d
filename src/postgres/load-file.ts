import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { plausibleTime } from "../traces/plausible-time.js";

/** A column of the source tables, as a file brings it. */
export interface LoadColumn {
  name: string;
  kind: "id" | "text" | "time" | "flag" | "address";
  /** What stands in for a column that the file does not have; a column without this must be there. */
  absent?: string;
}

/** The source tables and their columns: the contract. `id` may not be missing in a row. */
export const loadTables = {
  accounts: [
    { name: "account_id", kind: "id" },
    { name: "created_at", kind: "time" },
    { name: "protected", kind: "flag", absent: "false" },
    { name: "closed_at", kind: "time", absent: "null" },
  ],
  logins: [
    { name: "account_id", kind: "text" },
    { name: "device_id", kind: "text" },
    { name: "ip", kind: "address" },
    { name: "logged_in_at", kind: "time" },
  ],
  actions: [
    { name: "account_id", kind: "text" },
    { name: "action", kind: "text" },
    { name: "target_id", kind: "text" },
    { name: "acted_at", kind: "time" },
  ],
} as const satisfies Record<string, readonly LoadColumn[]>;

export type LoadTable = keyof typeof loadTables;

/**
 * The one file of a table in a folder: `<table>.parquet` or `<table>.csv`.
 * @throws RingfenceError INPUT when there is none, or both.
 */
export function findLoadFile(folder: string, table: LoadTable): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new RingfenceError("USAGE", `There is no folder ${JSON.stringify(folder)}. Give one that holds accounts, logins and actions as .csv or .parquet.`);
  const found = [".parquet", ".csv"].map((ending) => join(folder, table + ending)).filter((file) => existsSync(file));
  if (found.length === 1) return found[0];
  if (found.length === 0) throw new RingfenceError("INPUT", `The folder ${JSON.stringify(folder)} has neither ${table}.csv nor ${table}.parquet. It needs accounts, logins and actions, each as one of the two.`);
  throw new RingfenceError("INPUT", `The folder ${JSON.stringify(folder)} has both ${table}.parquet and ${table}.csv. Remove the one that is not meant.`);
}

/** A file's name for messages, and how DuckDB reads it. CSV columns stay text: what they mean is decided here, not guessed from the first rows. */
export function readerOf(file: string): { name: string; source: string } {
  const name = basename(file);
  const path = `'${file.replaceAll("'", "''")}'`;
  if (file.endsWith(".parquet")) return { name, source: `read_parquet(${path})` };
  const source = `read_csv(${path}, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true)`;
  return { name, source };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** How one column becomes what Postgres reads, and when a value cannot. */
export interface ColumnPlan {
  name: string;
  /** Null where the value is missing or unreadable. */
  value: string;
  /** True for an unreadable value; undefined: every value is readable. */
  bad: string | undefined;
  raw: string;
  wants: string;
  kind: LoadColumn["kind"];
  /** The file holds text, of which types say nothing. */
  isText: boolean;
  /** True for a time without an offset, which is read in the zone of the settings; undefined: none is. */
  zoneless: string | undefined;
}

/**
 * Writes a file's rows as a CSV that `COPY … (format csv)` takes: columns in the contract's order, no header, times with offset.
 * Times without an offset are read in the engine session's time zone.
 * @returns how many rows
 * @throws RingfenceError INPUT for a file that is not what it says, lacks a column, or holds a value that cannot be read: which file, row, column and value.
 */
export async function convertLoadFile(engine: DuckDbEngine, file: string, table: LoadTable, target: string): Promise<void> {
  const { name, source } = readerOf(file);
  const plans = await planColumns(engine, source, name, table);
  await readAddresses(engine, source, plans);
  const checks = plans.filter((plan) => plan.bad !== undefined);
  const bad = checks.map((plan) => plan.bad).join(" or ");
  const guard = checks.length === 0 ? "true" : `(not (${bad}) or error('unreadable'))`;
  try {
    await engine.run(
      `copy (select ${plans.map((plan) => plan.value).join(", ")} from ${source} where ${guard}) to '${target.replaceAll("'", "''")}' (format csv, header false, quote '"', escape '"', nullstr '')`,
      {},
      name,
    );
  } catch (error) {
    if (error instanceof RingfenceError) throw error;
    if (!/unreadable/.test(messageOf(error))) throw notReadable(name, error);
    throw await firstBad(engine, source, name, checks);
  }
}

/** What Postgres reads as an address by itself. */
const plainAddress = String.raw`[0-9]+(\.[0-9]+){3}(/[0-9]+)?|[0-9a-fA-F]*:[0-9a-fA-F:]*(:[0-9]+(\.[0-9]+){3})?(/[0-9]+)?`;

/**
 * Addresses in other spellings (with a port, in brackets, a list of proxies) become the address that a night would take from them; what is none stays as it
 * is, and Postgres says which row it is.
 */
async function readAddresses(engine: DuckDbEngine, source: string, plans: ColumnPlan[]): Promise<void> {
  for (const plan of plans) {
    if (plan.kind !== "address" || !plan.isText) continue;
    await engine.run(`create table raw_login as select distinct ${plan.raw} as ip from ${source} where ${plan.raw} is not null and not regexp_full_match(${plan.raw}, '${plainAddress}')`);
    await engine.runFile("duckdb/stage/address.sql", { key_prefix: "" });
    await engine.run("create table respelled as select ip as spelled, host from address");
    for (const table of ["raw_login", "address"]) await engine.run(`drop table ${table}`);
    plan.value = `coalesce((select host from respelled where spelled = ${plan.raw}), ${plan.value})`;
  }
}

/** How each column of the contract is read from a file. @throws RingfenceError INPUT for a missing column, or one of a type that cannot be read */
export async function planColumns(engine: DuckDbEngine, source: string, name: string, table: LoadTable): Promise<ColumnPlan[]> {
  let described: Record<string, unknown>[];
  try {
    described = await engine.rows(`describe select * from ${source}`);
  } catch (error) {
    throw notReadable(name, error);
  }
  const types = new Map(described.map((row) => [String(row.column_name).toLowerCase(), { column: String(row.column_name), type: String(row.column_type) }]));
  const wanted: readonly LoadColumn[] = loadTables[table];
  const missing = wanted.filter((column) => column.absent === undefined && !types.has(column.name)).map((column) => column.name);
  if (missing.length > 0) {
    throw new RingfenceError("INPUT", `${name} lacks the column${missing.length > 1 ? "s" : ""} ${missing.join(", ")}; it has ${described.map((row) => JSON.stringify(String(row.column_name))).join(", ")}. The columns of ${table} are ${wanted.map((column) => column.name).join(", ")}.${separated(described)}`);
  }
  return wanted.map((column) => {
    const found = types.get(column.name);
    const same = { name: column.name, kind: column.kind, isText: found?.type === "VARCHAR", zoneless: undefined };
    if (found === undefined) return { ...same, value: column.absent!, bad: undefined, raw: "null", wants: "" };
    return { ...same, raw: quoted(found.column), ...plan(column, quoted(found.column), found.type, name) };
  });
}

/** What a header in one piece was most likely separated by: spreadsheets of many countries write semicolons. */
function separated(described: readonly Record<string, unknown>[]): string {
  const [head] = described.map((row) => String(row.column_name));
  const found = described.length > 1 ? undefined : [";", "\t", "|"].find((sign) => head.includes(sign));
  return found === undefined ? "" : ` Its columns seem to be separated by ${JSON.stringify(found)}: write them with commas.`;
}

/** A time as people and programs write it: year first; nothing, `Z`, `UTC`, an offset or the name of a place behind it. Abbreviations are no zones: CST is Chicago, Shanghai or Havana. */
const writtenTime = String.raw`[0-9]{4,6}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2}){0,2}|[A-Za-z_]+/[A-Za-z0-9_+/-]+))?)?`;
/** What programs write where there is no time: MySQL's zero date, pandas' NaT, words for null. */
const noTime = String.raw`\s*|0000-00-00([T ]00:00(:00([.,]0+)?)?)?( ?(Z|UTC|[+-]00(:?00)?))?|(?i:null|none|nan|nat|\\N)`;
const withoutOffset = String.raw`[0-9]{4,6}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ]+[0-9:.]+)?`;

function plan(column: LoadColumn, raw: string, type: string, file: string): Pick<ColumnPlan, "value" | "bad" | "wants"> & Partial<Pick<ColumnPlan, "zoneless">> {
  const refuse = (): never => {
    throw new RingfenceError("INPUT", `${file}: the column ${column.name} is of type ${type}, which cannot be read as ${column.kind === "time" ? "a time" : column.kind === "flag" ? "true or false" : "text"}.`);
  };
  const isText = type === "VARCHAR";
  const isInteger = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);
  switch (column.kind) {
    case "time": {
      const wants = "a time: ISO 8601 with offset, or milliseconds since 1970";
      // Null for what is another unit: as milliseconds, seconds of our days are of January 1970 and microseconds of the year 50,000.
      const fromMs = (ms: string): string => `case when ${ms} not between ${unitRange(1000)} and abs(${ms}) < 1e15 then make_timestamptz(${ms} * 1000) end`;
      if (isInteger) {
        const read = fromMs(`try_cast(${raw} as bigint)`);
        return { value: read, bad: `(${raw} is not null and (${read}) is null)`, wants };
      }
      if (/^TIMESTAMP|^DATE$/.test(type)) return { value: `cast(${raw} as timestamptz)`, bad: undefined, wants, zoneless: type.endsWith("WITH TIME ZONE") ? undefined : `${raw} is not null` };
      if (!isText) return refuse();
      const read = `case when regexp_full_match(${raw}, '-?[0-9]{1,15}') then ${fromMs(`try_cast(${raw} as bigint)`)} when regexp_full_match(${raw}, '${writtenTime}|-?infinity') then try_cast(${raw} as timestamptz) end`;
      return { value: read, bad: `(${raw} is not null and not regexp_full_match(${raw}, '${noTime}') and (${read}) is null)`, wants, zoneless: `(regexp_full_match(${raw}, '${withoutOffset}') and (${read}) is not null)` };
    }
    case "flag": {
      if (type === "BOOLEAN") return { value: `coalesce(${raw}, false)`, bad: undefined, wants: "" };
      if (!isText && !isInteger) return refuse();
      return { value: `coalesce(try_cast(${raw} as boolean), false)`, bad: `(${raw} is not null and try_cast(${raw} as boolean) is null)`, wants: "true or false" };
    }
    default: {
      if (/\[|STRUCT|MAP|UNION|BLOB/.test(type)) return refuse();
      if (isFloat(type) && holdsIds(column)) throw floatIds(file, column.name, `of type ${type}`);
      const text = isText ? raw : `cast(${raw} as varchar)`;
      if (column.kind === "address") return { value: `nullif(${text}, '')`, bad: `coalesce(contains(${text}, chr(0)), false)`, wants: "an IP address" };
      const nul = `coalesce(contains(${text}, chr(0)), false)`;
      return { value: text, bad: column.kind === "id" ? `(${raw} is null or ${nul})` : nul, wants: "text without NUL characters" };
    }
  }
}

/** Seconds, as a number that should have been milliseconds: between the first and the last possible time, over `factor`. */
const unitRange = (factor: number): string => `${plausibleTime.earliest_ms / factor} and ${plausibleTime.latest_ms / factor - 1}`;

const isFloat = (type: string): boolean => /^(FLOAT|DOUBLE|REAL)/.test(type) || /^DECIMAL\(\d+,\s*[1-9]/.test(type);
/** Whether a column holds ids. */
export const holdsIds = (column: Pick<LoadColumn, "kind" | "name">): boolean => column.kind === "id" || column.name.endsWith("_id");

/** What a column of ids as floating-point numbers is, and what to do. */
export const floatIds = (file: string, column: string, how: string): RingfenceError =>
  new RingfenceError(
    "INPUT",
    `${file}: the column ${column} holds ids as floating-point numbers (${how}), which do not meet the same ids elsewhere. pandas makes them of an integer column with an empty row. ` +
      `Above 2^53 (9007199254740992) different ids have become one, and no file of such numbers can say which: write the column anew from its source, as text or as 64-bit integers (pandas: dtype "Int64" where it is read). Nothing was loaded.`,
  );

/** What another unit a number would be a time in, for a message; nothing when none. */
function unitOf(value: string): string {
  if (!/^-?\d{1,19}$/.test(value)) return /[A-Za-z]{2,5}$/.test(value) && !/[AP]M$/i.test(value) && /\d/.test(value) ? "; an abbreviation of a zone stands for several, write an offset such as +08:00 or a name such as Asia/Shanghai" : "";
  const units = [["seconds", 1000], ["microseconds", 1e-3], ["nanoseconds", 1e-6]] as const;
  const found = units.find(([, factor]) => Number(value) * factor >= plausibleTime.earliest_ms && Number(value) * factor < plausibleTime.latest_ms);
  return found === undefined ? "" : `; it looks like ${found[0]} (${new Date(Math.round(Number(value) * found[1])).toISOString()}): ${found[1] > 1 ? `multiply by ${found[1]}` : `divide by ${1 / found[1]}`}`;
}

/** The slow way round, once something is known to be wrong: which row and column it is. */
async function firstBad(engine: DuckDbEngine, source: string, name: string, checks: ColumnPlan[]): Promise<RingfenceError> {
  const cases = checks.map((plan, at) => `when ${plan.bad} then ${at}`).join(" ");
  const values = checks.map((plan, at) => `when ${at} then cast(${plan.raw} as varchar)`).join(" ");
  const [row] = await engine.rows(
    `select row_no, which, case which ${values} end as value from (select row_number() over () as row_no, case ${cases} end as which, * from ${source}) where which is not null order by row_no limit 1`,
  );
  const plan = checks[Number(row.which)];
  const value = typeof row.value === "string" ? shown(row.value) : "nothing";
  return new RingfenceError("INPUT", `${name}, row ${Number(row.row_no)}, column ${plan.name}: ${value} is not ${plan.wants}${plan.kind === "time" && typeof row.value === "string" ? unitOf(row.value) : ""}. Correct the file; nothing was loaded.`);
}

/** A value of a file for a message: control characters escaped, long ones cut. */
export function shown(value: string): string {
  const escaped = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return escaped.replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function notReadable(name: string, error: unknown): Error {
  const text = messageOf(error);
  if (error instanceof RingfenceError) return error;
  if (name.endsWith(".parquet")) return new RingfenceError("INPUT", `${name} cannot be read as a Parquet file: ${firstLine(text)}. Nothing was loaded.`, { cause: error });
  return new RingfenceError("INPUT", `${name} cannot be read as CSV with a header line (comma, quotes doubled, UTF-8): ${firstLine(text)}. Nothing was loaded.`, { cause: error });
}

const firstLine = (text: string): string => text.split("\n").slice(0, 2).join(" ").replace(/[.\s]+$/, "");
