import type { Engine } from "../engine/engine.js";
import { sqlFile } from "../engine/sql-file.js";
import type { RingKey } from "../rings/match-keys.js";

/** A ring is compared with remembered ones by at most this many keys of tonight. */
export const keysPerRing = 64;

/**
 * What each ring of this run is known by besides its accounts: devices, addresses and targets, the most telling first.
 * Reads the tables that `judge` left.
 * @returns by position of the ring
 */
export async function strongestKeys(engine: Engine, ringCount: number): Promise<RingKey[][]> {
  const keys: RingKey[][] = Array.from({ length: ringCount }, () => []);
  const population = await engine.number("select count(*) from account");
  for (const row of await engine.rows(sqlFile("duckdb/handover/strongest_key.sql"), { account_count: population, key_limit: keysPerRing })) {
    keys[Number(row.ring)].push({ kind: String(row.kind), key: String(row.key), memberCount: Number(row.member_count), bits: Number(row.bits) });
  }
  return keys;
}
