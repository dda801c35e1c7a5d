import type { Client } from "pg";
import { call } from "./call.js";

/**
 * Lets restrictions of an incident leave without a person, where incident_cap allows some and the mode is on: as many as the brakes leave room for, most harm first. Off by default.
 * @param toMs the end of the data of the run that proposed them: the same one releases once
 * @returns how many left; 0 also where a brake held, which `audit` says
 */
export async function releaseIncident(client: Client, ringId: string, toMs: number): Promise<number> {
  const [{ released }] = await call<{ released: string }>(client, "postgres/incident/release.sql", [ringId, new Date(toMs)], "releasing restrictions of an incident");
  return Number(released);
}
