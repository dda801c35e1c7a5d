import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { sqlFile } from "../../src/engine/sql-file.js";
import { kindSpec, type TraceKind } from "../../src/traces/registry.js";

export interface LoginRow { account: number; device_id?: string | null; address?: string | null; subnet?: string | null; logged_in_ms: number }
export interface ActionRow { account: number; action: string; target_id: string | null; acted_ms: number }
export interface AccountRow { account: number; created_ms: number }

export interface TraceRow { account: number; key: string; parent_key: string | null; source: string; first_ms: number; last_ms: number }

/** The tables that staging leaves of actions, by the files that a run makes them with. @param asOfMs the end of the window */
export async function stageActions(engine: DuckDbEngine, actions: readonly (ActionRow & { rule?: string })[], asOfMs: number): Promise<void> {
  await engine.createTable("action_ruled", {
    account: { type: "integer", values: actions.map((row) => row.account) },
    action: { type: "varchar", values: actions.map((row) => row.action) },
    target_id: { type: "varchar", values: actions.map((row) => row.target_id) },
    acted_ms: { type: "bigint", values: actions.map((row) => row.acted_ms) },
    rule: { type: "varchar", values: actions.map((row) => row.rule ?? null) },
  });
  for (const file of ["thing", "action", "action_untimed"]) await engine.runFile(`stage/${file}.sql`, { as_of_ms: asOfMs });
  await engine.dropTables("action_ruled");
}

/** Runs one kind's shipped SELECT with its shipped parameters on a few rows, on a real DuckDB; rows come ordered by account and key. */
export async function tracesOf(
  kind: TraceKind,
  rows: { login?: LoginRow[]; untimedLogin?: LoginRow[]; action?: ActionRow[]; untimed?: (ActionRow & { claimed_ms: number | null })[]; account?: AccountRow[] },
  window: { fromMs: number; toMs: number },
): Promise<TraceRow[]> {
  const engine = await DuckDbEngine.open({ path: ":memory:", threads: 1 });
  try {
    const { login = [], action = [], account = [] } = rows;
    for (const [table, seen] of [["login", login], ["login_untimed", rows.untimedLogin ?? []]] as const) {
      await engine.createTable(table, {
        account: { type: "integer", values: seen.map((row) => row.account) },
        device_id: { type: "varchar", values: seen.map((row) => row.device_id ?? null) },
        address: { type: "varchar", values: seen.map((row) => row.address ?? null) },
        subnet: { type: "varchar", values: seen.map((row) => row.subnet ?? null) },
        logged_in_ms: { type: "bigint", values: seen.map((row) => row.logged_in_ms) },
      });
    }
    const untimed = (rows.untimed ?? []).map((row) => ({ ...row, rule: row.claimed_ms === null ? "acted_at missing" : "acted_at in the future" }));
    await stageActions(engine, [...action, ...untimed], window.toMs);
    await engine.createTable("account", {
      account: { type: "integer", values: account.map((row) => row.account) },
      created_ms: { type: "bigint", values: account.map((row) => row.created_ms) },
    });
    const trace = `(${sqlFile(`traces/${kind}.sql`)}) as trace`;
    const inWords = `select trace.account, case when trace.moment_ms < 0 then thing.name else thing.name || '@' || trace.moment_ms end as key,
      case when trace.moment_ms >= 0 then thing.name end as parent_key, thing.target_id as source, trace.first_ms, trace.last_ms from ${trace} join thing on thing.thing_no = trace.thing_no`;
    const found = await engine.rows(`select * from (${kindSpec(kind).numbered === true ? inWords : `select * from ${trace}`}) as told order by account, key`, {
      ...kindSpec(kind).params,
      from_ms: window.fromMs,
      to_ms: window.toMs,
    });
    return found.map((row) => ({ ...row, first_ms: Number(row.first_ms), last_ms: Number(row.last_ms) }) as TraceRow);
  } finally {
    engine.close();
  }
}
