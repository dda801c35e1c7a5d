import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { databaseError } from "./connect.js";
import { statement } from "./transaction.js";

/** A ring that held the account, in one run. */
export interface SubjectMembership {
  run_id: string;
  as_of: string;
  ring_id: string;
  role: string;
  evidence_bits: number;
}

/** What was proposed against the account. Reasons without their keys: others hold them too. */
export interface SubjectCandidate {
  run_id: string;
  ring_id: string;
  action: string;
  evidence_bits: number;
  kinds: string[];
  reasons: { summary: string | null; ring_size: number | null; bits_by_kind: Record<string, number>; keys: { kind: string; members: number; bits: number }[] };
  state: string;
  proposed_at: string;
  expires_at: string | null;
}

/** What people decided about a case of the account; not who they are. */
export interface SubjectDecision {
  run_id: string;
  ring_id: string;
  action: string;
  verdict: string;
  decided_at: string;
}

/** What was released to enforcement: an action that applied, or was lifted, with the statement that came with it. */
export interface SubjectEffect {
  effect: string;
  action: string;
  reason_code: string;
  effective_at: string;
  expires_at: string | null;
  ring_id: string;
  statement: string;
}

/** An incident in which the account was looked at. */
export interface SubjectIncident {
  incident_id: string;
  answer: string;
  first_acted_at: string | null;
  first_proposed_at: string | null;
  bits: number;
  why: string;
}

/** Its place on the armed list of the newest night. */
export interface SubjectArmed {
  run_id: string;
  cohort: string;
  probability: number;
  rests_on: string;
}

/** What people did about the account: that it was drawn, looked at, put on the allow-list, overturned, and each change of its cases. */
export interface SubjectMention {
  /** The table that says so. */
  about: string;
  at: string;
  what: string;
}

interface StoredReasons {
  summary?: string;
  ring_size?: number;
  bits_by_kind?: Record<string, number>;
  keys?: { kind: string; members: number; bits: number }[];
}

/** What the results hold on one account, for the account's own request. */
export async function readSubject(client: Client, accountId: string): Promise<{ memberships: SubjectMembership[]; candidates: SubjectCandidate[]; decisions: SubjectDecision[]; effects: SubjectEffect[]; incidents: SubjectIncident[]; armed: SubjectArmed[]; mentions: SubjectMention[] }> {
  try {
    const memberships = (await statement<Omit<SubjectMembership, "as_of"> & { as_of: Date }>(client, sqlFile("postgres/subject/membership.sql"), [accountId])).rows;
    const candidates = (await statement<Omit<SubjectCandidate, "reasons" | "proposed_at" | "expires_at"> & { reasons: StoredReasons; proposed_at: Date; expires_at: Date | null }>(client, sqlFile("postgres/subject/candidate.sql"), [accountId])).rows;
    const decisions = (await statement<Omit<SubjectDecision, "decided_at"> & { decided_at: Date }>(client, sqlFile("postgres/subject/decision.sql"), [accountId])).rows;
    const effects = (await statement<Omit<SubjectEffect, "effective_at" | "expires_at"> & { effective_at: Date; expires_at: Date | null }>(client, sqlFile("postgres/subject/effect.sql"), [accountId])).rows;
    const incidents = (await statement<Omit<SubjectIncident, "first_acted_at" | "first_proposed_at"> & { first_acted_at: Date | null; first_proposed_at: Date | null }>(client, sqlFile("postgres/subject/incident.sql"), [accountId])).rows;
    const armed = (await statement<SubjectArmed>(client, sqlFile("postgres/subject/armed.sql"), [accountId])).rows;
    const mentions = (await statement<Omit<SubjectMention, "at"> & { at: Date }>(client, sqlFile("postgres/subject/mention.sql"), [accountId])).rows;
    return {
      mentions: mentions.map((row) => ({ ...row, at: row.at.toISOString() })),
      incidents: incidents.map((row) => ({ ...row, first_acted_at: row.first_acted_at?.toISOString() ?? null, first_proposed_at: row.first_proposed_at?.toISOString() ?? null })),
      armed,
      decisions: decisions.map((row) => ({ ...row, decided_at: row.decided_at.toISOString() })),
      effects: effects.map((row) => ({ ...row, effective_at: row.effective_at.toISOString(), expires_at: row.expires_at?.toISOString() ?? null })),
      memberships: memberships.map((row) => ({ ...row, as_of: row.as_of.toISOString() })),
      // Named one by one: what is added to reasons one day must not go out by itself.
      candidates: candidates.map(({ run_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at, expires_at }) => ({
        run_id, ring_id, action, evidence_bits, kinds,
        reasons: {
          summary: reasons.summary ?? null, ring_size: reasons.ring_size ?? null, bits_by_kind: reasons.bits_by_kind ?? {},
          keys: (reasons.keys ?? []).map(({ kind, members, bits }) => ({ kind, members, bits })),
        },
        state, proposed_at: proposed_at.toISOString(), expires_at: expires_at?.toISOString() ?? null,
      })),
    };
  } catch (error) {
    throw databaseError(error, "reading what is held on an account");
  }
}
