import type { Client } from "pg";
import type { CandidateFilter } from "../duckdb/read-snapshot.js";
import type { CandidateRow } from "../duckdb/snapshot-row.js";
import { call } from "./call.js";

/** Candidates as the database has them now, in the shape and order in which the investigators' file gives those of its night. */
export async function liveCandidates(client: Client, filter: CandidateFilter = {}): Promise<CandidateRow[]> {
  const { closed = false, action = null, ring = null, minBits = null, limit = null } = filter;
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/candidates.sql", [closed, action, ring, minBits, limit], "reading the candidates as they are now; unset DATABASE_URL to read the investigators' file");
  const asText = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asText(value)])) as unknown as CandidateRow);
}
