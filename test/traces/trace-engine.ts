import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { sqlFile } from "../../src/engine/sql-file.js";
import { kindSpec, type TraceKind } from "../../src/traces/registry.js";

export interface LoginRow { account: number; device_id?: string | null; address?: string | null; subnet?: string | null; logged_in_ms: number }
export interface ActionRow { account: number; action: string; target_id: string | null; acted_ms: number }
export interface AccountRow { account: number; created_ms: number }

export interface TraceRow { account: number; key: string; parent_key: string | null; source: string; first_ms: number; last_ms: number }

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
    await engine.createTable("action", {
      account: { type: "integer", values: action.map((row) => row.account) },
      action: { type: "varchar", values: action.map((row) => row.action) },
      target_id: { type: "varchar", values: action.map((row) => row.target_id) },
      deed: { type: "varchar", values: action.map((row) => (row.target_id === null ? null : `${row.action}:${row.target_id}`)) },
      acted_ms: { type: "bigint", values: action.map((row) => row.acted_ms) },
    });
    const untimed = rows.untimed ?? [];
    await engine.createTable("action_untimed", {
      account: { type: "integer", values: untimed.map((row) => row.account) },
      target_id: { type: "varchar", values: untimed.map((row) => row.target_id) },
      deed: { type: "varchar", values: untimed.map((row) => `${row.action}:${row.target_id}`) },
      acted_ms: { type: "bigint", values: untimed.map((row) => row.acted_ms) },
      claimed_ms: { type: "bigint", values: untimed.map((row) => row.claimed_ms) },
    });
    await engine.createTable("account", {
      account: { type: "integer", values: account.map((row) => row.account) },
      created_ms: { type: "bigint", values: account.map((row) => row.created_ms) },
    });
    const found = await engine.rows(`select * from (${sqlFile(`traces/${kind}.sql`)}) as trace order by account, key`, {
      ...kindSpec(kind).params,
      from_ms: window.fromMs,
      to_ms: window.toMs,
    });
    return found.map((row) => ({ ...row, first_ms: Number(row.first_ms), last_ms: Number(row.last_ms) }) as TraceRow);
  } finally {
    engine.close();
  }
}
