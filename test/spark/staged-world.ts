import { join } from "node:path";
import { feedFromMs } from "../../src/pipeline/detect.js";
import { plausibleTime } from "../../src/traces/plausible-time.js";
import { makeWorld, type WorldOptions } from "../../src/world/make-world.js";
import type { BothEngines } from "./both-engines.js";

/** SELECTs of the extract's columns, for DuckDB. */
export interface Source {
  account: string;
  login: string;
  action: string;
}

/** A made world, as a source. */
export async function madeSource(options: WorldOptions): Promise<Source> {
  await makeWorld(options);
  const of = (name: string): string => `'${join(options.out, `${name}.parquet`)}'`;
  return {
    account: `select account_id, epoch_ms(created_at) as created_ms, protected, epoch_ms(closed_at) as closed_ms from ${of("accounts")}`,
    login: `select account_id, device_id, ip, epoch_ms(logged_in_at) as logged_in_ms from ${of("logins")}`,
    action: `select account_id, action, target_id, epoch_ms(acted_at) as acted_ms from ${of("actions")}`,
  };
}

/** One account, which does nothing. */
export const emptySource: Source = {
  account: "select 'alone' as account_id, cast(1700000000000 as bigint) as created_ms, false as protected, cast(null as bigint) as closed_ms",
  login: "select cast(null as varchar) as account_id, cast(null as varchar) as device_id, cast(null as varchar) as ip, cast(null as bigint) as logged_in_ms where false",
  action: "select cast(null as varchar) as account_id, cast(null as varchar) as action, cast(null as varchar) as target_id, cast(null as bigint) as acted_ms where false",
};

/** Every id behind what ids may hold: quotes, escapes of both engines, parameters, comments, spaces, lines, other scripts, and what looks like a number or a null. */
const hostile = ["'", "''", "\"", "\\", "\\'", "\\n", "$from_ms", ":from_ms", "--", "/* ", "; drop table account", "%", "_", "`", " ", "\t", "\n", "\r\n", "é", "e\u0301", "𝒳", "عربي", "\u200f", "NULL", "0", "-1", "NaN", "@", "|", "{}", "[1]", "<b>", "ﬀ", "İ", "\u00a0"];

/** Makes the macro `odd`, which `withHostileIds` needs: an id behind a hostile text, and in one of three spellings. */
async function makeOdd({ duckdb }: BothEngines): Promise<void> {
  await duckdb.createTable("hostile", { place: { type: "integer", values: hostile.map((_, at) => at) }, text: { type: "varchar", values: hostile } });
  await duckdb.run(
    "create macro odd(id) as case when id is null then null else (select list(text order by place) from hostile)[cast(1 + hash(id) % (select count(*) from hostile) as bigint)] || id || " +
      "case hash(id) // 100 % 3 when 0 then ' ' when 1 then upper(id) else chr(92) end end",
  );
}

/** The same source with hostile ids of accounts, devices, targets and actions. */
export const withHostileIds = ({ account, login, action }: Source): Source => ({
  account: `select odd(account_id) as account_id, created_ms, protected, closed_ms from (${account})`,
  login: `select odd(account_id) as account_id, odd(device_id) as device_id, ip, logged_in_ms from (${login})`,
  // The actions that say something by their names keep them.
  action: `select odd(account_id) as account_id, case when action in ('watch', 'live_start') then action else odd(action) end as action, odd(target_id) as target_id, acted_ms from (${action})`,
});

/** Stages a source: DuckDB reads and rules, as in a night; from there on both engines have the tables. @returns N */
export async function stageOnBoth(both: BothEngines, source: Source, folder: string, asOfMs: number): Promise<number> {
  const { duckdb, spark } = both;
  const from = feedFromMs(asOfMs);
  const params = { as_of_ms: asOfMs, ...plausibleTime };
  const loginParams = { ...params, from_ms: from.login, key_prefix: "" };
  await makeOdd(both);
  await duckdb.runFile("duckdb/stage/create_quarantine.sql");
  for (const table of ["account", "login", "action"] as const) {
    const file = join(folder, `${table}.csv`);
    await duckdb.run(`copy (${source[table]}) to '${file}' (format csv, header false)`);
    await duckdb.runFile(`duckdb/stage/raw_${table}.sql`, { file });
  }
  await duckdb.runFile("duckdb/stage/account_ruled.sql", params);
  await spark.take(duckdb, ["account_ruled"]);
  await both.runFile("stage/account.sql");
  for (const file of ["device", "address", "login_ruled", "login", "login_untimed"]) await duckdb.runFile(`duckdb/stage/${file}.sql`, loginParams);
  await duckdb.runFile("duckdb/stage/action_ruled.sql", { ...params, from_ms: from.action });
  await spark.take(duckdb, ["login", "login_untimed", "action_ruled"]);
  for (const file of ["thing", "action", "action_untimed"]) await both.runFile(`stage/${file}.sql`, params);
  return duckdb.number("select count(*) from account where closed_ms is null or closed_ms >= $as_of_ms", { as_of_ms: asOfMs });
}
