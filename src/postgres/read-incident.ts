import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import type { IncidentAccountRow, IncidentMinuteRow, IncidentRow } from "../incident/incident-row.js";
import { statement } from "./transaction.js";

/** Every incident, the newest first. */
export const readIncidents = async (client: Client, limit: number): Promise<IncidentRow[]> => (await statement<IncidentRow>(client, sqlFile("postgres/incident/list.sql"), [null, limit])).rows.map(plain);

/**
 * One incident with its curve, and its accounts: those that do most harm first, so many of each answer.
 * @throws RingfenceError USAGE where there is none of that id
 */
export async function readIncident(client: Client, incidentId: string, limit: number): Promise<{ incident: IncidentRow; minutes: IncidentMinuteRow[]; accounts: IncidentAccountRow[] }> {
  const { rows } = await statement<IncidentRow>(client, sqlFile("postgres/incident/list.sql"), [incidentId, 1]);
  if (rows.length === 0) throw new RingfenceError("USAGE", `There is no incident ${JSON.stringify(incidentId)}. "ringfence incidents" lists them.`);
  const minutes = (await statement<IncidentMinuteRow>(client, sqlFile("postgres/incident/curve.sql"), [incidentId])).rows.map(plain);
  const accounts = (await statement<IncidentAccountRow>(client, sqlFile("postgres/incident/accounts.sql"), [incidentId, limit])).rows.map(plain);
  return { incident: plain(rows[0]), minutes, accounts };
}

/** Times as ISO text. */
function plain<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value])) as T;
}
