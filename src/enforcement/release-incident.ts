import type { Client } from "pg";
import { call } from "./call.js";

/**
 * Lets restrictions of an incident leave without a person, where incident_cap allows some and the mode is on: as many as the brakes leave room for, most harm first. Off by default.
 * @returns how many left; 0 also where a brake held, which `audit` says
 */
export async function releaseIncident(client: Client, ringId: string): Promise<number> {
  const [{ released }] = await call<{ released: string }>(client, "postgres/incident/release.sql", [ringId], "releasing restrictions of an incident");
  return Number(released);
}
