import type { Client } from "pg";
import { enforcementState, release, releasePreview } from "./releases.js";

/**
 * Lets restrictions of an incident leave without a person, where incident_cap allows some and the mode is on: as many as the brakes leave room for, most harm first. Off by default.
 * @returns how many left; 0 also where a brake held
 */
export async function releaseIncident(client: Client, ringId: string): Promise<number> {
  const state = await enforcementState(client);
  if (state.incident_cap === 0 || state.mode !== "on") return 0;
  const waiting = await releasePreview(client, ringId);
  const most = Math.min(
    waiting.length, state.release_cap, Math.floor(state.release_cap_share * state.active_accounts),
    Math.min(state.day_cap, Math.floor(state.day_cap_share * state.active_accounts)) - state.applied_today,
  );
  if (most <= 0) return 0;
  // Named after the first case that leaves, so that a lost reply has no second effect on it.
  return (await release(client, { id: `incident-${ringId}-${waiting[0].case_id}`, ring: ringId, most })).applied;
}
