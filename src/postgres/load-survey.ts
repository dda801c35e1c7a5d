import type { Settings } from "../config/settings.js";
import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { floatIds, holdsIds, loadTables, planColumns, readerOf, shown, type LoadTable } from "./load-file.js";

/** What a loader cannot know to be right: whether these are the times, and the accounts, that were meant. */
export interface SurveyOptions {
  files: Record<LoadTable, string>;
  /** The files as they were converted: CSV without a header, columns in the contract's order. */
  converted: Record<LoadTable, string>;
  limits: Pick<Settings["source"], "warn_lost_share" | "max_lost_share">;
  timeZone: string;
  /** ms since 1970 UTC. */
  nowMs: number;
  /** True where the accounts may be in the database already. */
  appends: boolean;
}

/**
 * Looks at whole columns before anything is written: impossible and future times, times without an offset, ids that went through floating-point numbers,
 * accounts that no other file knows.
 * @returns what is odd but may be meant, a sentence each
 * @throws RingfenceError INPUT for files of which a night would refuse most: their mistake is cheaper to mend here.
 */
export async function surveyLoadFiles(engine: DuckDbEngine, options: SurveyOptions): Promise<string[]> {
  const notes: string[] = [];
  for (const table of Object.keys(loadTables) as LoadTable[]) notes.push(...(await surveyColumns(engine, table, options)));
  for (const table of ["logins", "actions"] as const) notes.push(...(await surveyAccounts(engine, table, options)));
  return notes;
}

/** A number that was an integer once: `104823.0`, `1.23457E+17`. */
const powerText = "-?[0-9]([.][0-9]+)?[eE][+][0-9]+";
const floatText = `-?[0-9]+[.]0+|${powerText}`;

const timeTopics = [
  ["early", `< ${plausibleTime.earliest_ms}`, "lie before 1990: zeros, or another unit than the writer of the file thought (seconds taken for nanoseconds or milliseconds)"],
  ["late", `>= ${plausibleTime.latest_ms}`, 'lie after 2089: "never", or another unit than the writer of the file thought'],
] as const;

async function surveyColumns(engine: DuckDbEngine, table: LoadTable, { files, limits, timeZone, nowMs }: SurveyOptions): Promise<string[]> {
  const file = files[table];
  const { name, source } = readerOf(file);
  const plans = await planColumns(engine, source, name, table);
  const asked: string[] = ["count(*) as row_count"];
  const times = plans.filter((plan) => plan.kind === "time" && plan.raw !== "null");
  const ids = plans.filter((plan) => holdsIds(plan) && plan.isText);
  for (const [at, plan] of times.entries()) {
    const ms = `epoch_ms(case when isfinite(${plan.value}) then ${plan.value} end)`;
    asked.push(`count(*) - count(${plan.value}) as missing_${at}`, `count(*) filter (where ${plan.zoneless ?? "false"}) as zoneless_${at}`, `count(*) filter (where ${ms} >= ${nowMs} and ${ms} < ${plausibleTime.latest_ms}) as future_${at}`);
    for (const [topic, condition] of timeTopics) asked.push(`count(*) filter (where ${ms} ${condition}) as ${topic}_${at}`, `count(distinct case when ${ms} ${condition} then ${ms} end) as ${topic}_values_${at}`);
  }
  for (const [at, plan] of ids.entries()) asked.push(`count(${plan.raw}) as id_${at}`, `count(*) filter (where regexp_full_match(${plan.raw}, '${floatText}')) as float_${at}`, `count(*) filter (where regexp_full_match(${plan.raw}, '${powerText}')) as power_${at}`, `min(${plan.raw}) filter (where regexp_full_match(${plan.raw}, '${floatText}')) as example_${at}`);
  const [created, closed] = ["created_at", "closed_at"].map((column) => times.find((plan) => plan.name === column)?.value);
  if (created !== undefined && closed !== undefined) asked.push(`count(*) filter (where ${closed} < ${created}) as before_count`);
  const [seen] = await engine.rows(`select ${asked.join(", ")} from ${source}`);
  const number = (column: string): number => Number(seen[column]);
  // A decimal point may be part of an id; all of them with one, or any in powers of ten, have been numbers on the way.
  for (const [at, plan] of ids.entries()) if (number(`power_${at}`) > 0 || (number(`id_${at}`) > 0 && number(`float_${at}`) === number(`id_${at}`))) throw floatIds(name, plan.name, `such as ${shown(String(seen[`example_${at}`]))}`);

  const rows = Math.max(1, number("row_count"));
  const notes: string[] = [];
  for (const [at, plan] of times.entries()) {
    // A login or an action is nothing without its time. A time of creation may be one that stands for none, on however many rows; many different ones are
    // another unit. A time of closing may be anything.
    const fatal = plan.name !== "closed_at";
    const isUnit = (topic: string): boolean => table !== "accounts" || number(`${topic}_values_${at}`) > 3;
    for (const [topic, , meaning] of timeTopics) {
      const count = number(`${topic}_${at}`);
      if (count === 0) continue;
      const text = `${name}: ${count} of ${rows} times of ${plan.name} ${meaning}.`;
      if (fatal && isUnit(topic) && count / rows > limits.max_lost_share) throw new RingfenceError("INPUT", `${text} Times are ISO 8601 with an offset, or milliseconds since 1970: 1766188800000 is ${new Date(1_766_188_800_000).toISOString()}. Correct the file; nothing was loaded.`);
      notes.push(`${text} ${plan.name === "closed_at" ? "Such accounts are taken for open." : table === "accounts" ? "Such accounts have no evidence of registration." : "A night leaves such rows out."}`);
    }
    const missing = number(`missing_${at}`);
    if (table !== "accounts" && missing / rows > limits.max_lost_share) throw new RingfenceError("INPUT", `${name}: ${missing} of ${rows} rows have no ${plan.name}. A night would leave them out. Correct the file; nothing was loaded.`);
    if (fatal && missing / rows > limits.warn_lost_share) notes.push(`${name}: ${missing} of ${rows} rows have no ${plan.name}. ${table === "accounts" ? "Such accounts have no evidence of registration." : "A night leaves them out."}`);
    if (number(`zoneless_${at}`) > 0) notes.push(`${name}: ${number(`zoneless_${at}`)} of ${rows} times of ${plan.name} have no offset and are read in ${timeZone} (source.time_zone).`);
    if (fatal && number(`future_${at}`) > 0) notes.push(`${name}: ${number(`future_${at}`)} of ${rows} times of ${plan.name} lie in the future: a wrong zone or a wrong clock.`);
  }
  if (Number(seen.before_count ?? 0) > 0) notes.push(`${name}: ${number("before_count")} of ${rows} accounts were closed before they were created; they are taken for open.`);
  return notes;
}

/** Rows that name an account which accounts does not hold. */
async function surveyAccounts(engine: DuckDbEngine, table: "logins" | "actions", { files, converted, limits, appends }: SurveyOptions): Promise<string[]> {
  const ids = (of: LoadTable): string => {
    const columns = loadTables[of].map((column) => `'${column.name}': 'VARCHAR'`).join(", ");
    return `(select account_id from read_csv('${converted[of].replaceAll("'", "''")}', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, columns = {${columns}}) where account_id is not null)`;
  };
  const [seen] = await engine.rows(`select count(*) as row_count, count(*) filter (where known.account_id is null) as unknown_count, min(rows.account_id) filter (where known.account_id is null) as example
    from ${ids(table)} as rows left join (select distinct account_id from ${ids("accounts")}) as known using (account_id)`);
  const [rows, unknown] = [Number(seen.row_count), Number(seen.unknown_count)];
  const share = unknown / Math.max(1, rows);
  if (share <= limits.warn_lost_share) return [];
  const text = `${readerOf(files[table]).name}: ${unknown} of ${rows} rows name an account that ${readerOf(files.accounts).name} does not hold, such as ${shown(String(seen.example))}.`;
  if (share > limits.max_lost_share && !appends) throw new RingfenceError("INPUT", `${text} A night would leave them out. Write the ids of accounts, logins and actions alike; nothing was loaded.`);
  return [`${text} ${appends ? "They count where it was loaded before." : "A night leaves such rows out."}`];
}
