import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import type { RingKey } from "../rings/match-keys.js";

/** A ring is compared with remembered ones by at most this many keys of tonight. */
export const keysPerRing = 64;

/**
 * What each ring of this run is known by besides its accounts: devices, addresses and targets, the most telling first.
 * Reads the tables that `judge` left.
 * @returns by position of the ring
 */
export async function strongestKeys(engine: DuckDbEngine, ringCount: number): Promise<RingKey[][]> {
  const keys: RingKey[][] = Array.from({ length: ringCount }, () => []);
  const population = await engine.number("select count(*) from account");
  for (const row of await engine.rows(sqlFile("duckdb/handover/strongest_key.sql"), { account_count: population, key_limit: keysPerRing })) {
    keys[Number(row.ring)].push({ kind: String(row.kind), key: String(row.key), memberCount: Number(row.member_count), bits: Number(row.bits) });
  }
  return keys;
}

/** How long before `as_of` an account must have logged in or acted to count as acting still: one night. */
const livelyMs = 86_400_000;

/**
 * The accounts of each ring that still act.
 * @returns by position of the ring
 */
export async function livelyAccounts(engine: DuckDbEngine, ringCount: number, asOfMs: number): Promise<Set<string>[]> {
  const lively: Set<string>[] = Array.from({ length: ringCount }, () => new Set());
  for (const row of await engine.rows(sqlFile("duckdb/handover/lively_account.sql"), { from_ms: asOfMs - livelyMs })) lively[Number(row.ring)].add(String(row.account_id));
  return lively;
}
