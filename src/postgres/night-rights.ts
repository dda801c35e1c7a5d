/**
 * What the role `ringfence_night` may do with tables: THE list, for the credential that runs every night, an incident and retention. It writes what it finds
 * and reads what it must compare with. Nothing that people decide, release or brake with is in it: those change by functions of other roles only.
 */
export const nightRights: Readonly<Record<string, string>> = {
  schema_version: "select",
  function_set: "select",
  trace_kind: "select",
  run: "select, insert, update",
  ring: "select, insert, update",
  ring_member: "select, insert, delete",
  ring_event: "select, insert",
  ring_key: "select, insert, delete",
  hub: "select, insert, delete",
  quarantine: "select, insert",
  // Who proposed, which detector it was and the number of the case are never taken from whoever inserts. States change by expire_open, supersede_open, withdraw_open, supersede_incident and withdraw_incident.
  ban_candidate: "select, delete, insert (run_id, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, state, proposed_at, expires_at)",
  // The usual course and the armed list are the newest night's.
  usual_action: "select, insert, delete",
  usual_target: "select, insert, delete",
  usual_registration: "select, insert, delete",
  usual_network: "select, insert, delete",
  armed: "select, insert, delete",
  incident: "select, insert, update",
  incident_minute: "select, insert, update",
  incident_account: "select, insert, update, delete",
  incident_tick: "select, insert, update, delete",
  schedule: "select, insert, update",
  // To be locked, which takes the right to write; no row can be written into a table without columns that means anything.
  nightly_lock: "select, update",
  incident_lock: "select, update",
  // For `ringfence export account` and the investigators' file.
  decision: "select",
  feed: "select",
  overturned: "select",
  set_aside: "select",
};
