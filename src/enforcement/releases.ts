import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import type { Action } from "../candidates/action.js";
import { hint } from "../postgres/hint.js";
import { killPoint } from "../postgres/kill-point.js";
import { rolledBack, transaction } from "../postgres/transaction.js";
import { call, numbered, refusal } from "./call.js";
import type { Undoable } from "./nameable.js";
import { releaseSentence, type Released } from "./release-sentence.js";

/** What a release came to. `held`: a brake (see `brake`) stopped it; `already`: this id was done before. */
export interface ReleaseOutcome extends Released {
  /** For people: what happened, and how to go on. */
  message: string;
  applied: number;
  /** What was over and was lifted first. */
  lifted: number;
  /** Cases that could leave and did not. */
  waiting: number | null;
  first_seq: number | null;
  last_seq: number | null;
}

export interface ReleaseRequest {
  /** Chosen by the caller: the same id again has no second effect. Letters, digits, `.:_-`, at most 100. */
  id: string;
  ring?: string | undefined;
  /** At most this many cases, the oldest first. */
  most?: number | undefined;
  /** A value (`device:abc`) that this release may rest on by more than the limit. */
  accept?: string | undefined;
}

/** Writes what may leave to the feed, past the brakes, in one transaction. A lost reply is asked again with the same id. */
export async function release(client: Client, { id, ring, most, accept }: ReleaseRequest): Promise<ReleaseOutcome> {
  killPoint("release:connected");
  const outcome = await written(client, "release", `releasing ${id}`, () => call<Record<string, unknown>>(client, "postgres/enforcement/release.sql", [id, ring ?? null, most ?? null, accept ?? null], `releasing ${id}`));
  const numbers = numbered<Omit<ReleaseOutcome, "message">>(outcome, ["applied", "lifted", "waiting", "first_seq", "last_seq"]);
  return { ...numbers, message: releaseSentence(id, numbers) };
}

/** What an undo came to. */
export interface UndoOutcome {
  /** `ahead`: somebody kept the lock on cases from it; consumers are told now, and rows of the feed follow. */
  outcome: "undone" | "nothing" | "already" | "ahead";
  lifted: number;
  /** Open cases that will not leave any more. */
  withdrawn: number;
  first_seq: number | null;
  last_seq: number | null;
  /** Accounts that went on the allow-list; null: that was not asked for. */
  allowed: number | null;
}

/**
 * Lifts everything that an account, a case, a ring, a run or a release caused, in one release and in any mode.
 * @param request `allow`: the accounts go on the allow-list too, so that the next night does not propose them again
 */
export async function undo(client: Client, request: { what: Undoable; subject: string; id: string; reason: string; allow?: boolean | undefined }): Promise<UndoOutcome> {
  const doing = `undoing the ${request.what}`;
  const outcome = await written(client, "undo", doing, () => call<Record<string, unknown>>(client, "postgres/enforcement/undo.sql", [request.what, request.subject, request.id, request.reason, request.allow === true], doing));
  return numbered(outcome, ["lifted", "withdrawn", "first_seq", "last_seq", "allowed"]);
}

async function written(client: Client, what: "release" | "undo", doing: string, work: () => Promise<Record<string, unknown>[]>): Promise<Record<string, unknown>> {
  try {
    const [row] = await transaction(client, "begin", async () => {
      killPoint(`${what}:begun`);
      const rows = await work();
      killPoint(`${what}:written`);
      return rows;
    });
    killPoint(`${what}:committed`);
    await hint(client, "ringfence_feed");
    return row;
  } catch (error) {
    throw refusal(error, doing);
  }
}

/** What an undo would come to now: it is done, and rolled back. */
export async function previewUndo(client: Client, request: { what: Undoable; subject: string; allow?: boolean | undefined }): Promise<UndoOutcome> {
  const doing = `looking at what undoing the ${request.what} would do`;
  const params = [request.what, request.subject, `preview-${randomUUID()}`, "a preview, rolled back", request.allow === true];
  const [outcome] = await rolledBack(client, () => call<Record<string, unknown>>(client, "postgres/enforcement/undo.sql", params, doing));
  return numbered(outcome, ["lifted", "withdrawn", "first_seq", "last_seq", "allowed"]);
}

/** Lifts what is over by now, in any mode. @returns how many */
export async function expireDue(client: Client): Promise<number> {
  const [{ lifted }] = await call<{ lifted: string }>(client, "postgres/enforcement/expire_due.sql", [], "lifting what is over");
  if (lifted !== "0") await hint(client, "ringfence_feed");
  return Number(lifted);
}

/** A case that a release would let out. */
export interface PreviewRow {
  case_id: string;
  account_id: string;
  action: Action;
  ring_id: string;
  expires_at: Date | null;
  /** Without a person: a restriction that expires by itself. */
  automatic: boolean;
}

/** What a release would let out in mode on, brakes apart. */
export const releasePreview = (client: Client, ring?: string, most?: number): Promise<PreviewRow[]> => call<PreviewRow>(client, "postgres/enforcement/release_preview.sql", [ring ?? null, most ?? null], "looking at what would leave");

export const modes = ["off", "shadow", "canary", "on"] as const;
export type Mode = (typeof modes)[number];

/** Mode, brakes, and how many cases stand where. Shares 0 to 1. */
export interface EnforcementState {
  mode: Mode;
  release_cap: number;
  release_cap_share: number;
  day_cap: number;
  day_cap_share: number;
  canary_share: number;
  one_value_share: number;
  auto_restrict: boolean;
  /** Restrictions of incidents that leave without a person in any 24 hours; 0: none. */
  incident_cap: number;
  /** What braking less takes: a second person, or an hour (or a second person before). */
  raise_by: RaiseBy;
  changed_at: Date;
  changed_by: string;
  reason: string;
  active_accounts: number;
  applied_today: number;
  proposed: number;
  approved: number;
  released: number;
  /** The change of the brakes that waits; null: none. */
  request_id: number | null;
  requested: Caps | null;
  requested_by: string | null;
  requested_at: Date | null;
}

export const raiseWays = ["hour", "two_people"] as const;
export type RaiseBy = (typeof raiseWays)[number];

export async function enforcementState(client: Client): Promise<EnforcementState> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/enforcement_state.sql", [], "asking for the mode");
  return numbered<EnforcementState>(row, ["active_accounts", "applied_today", "proposed", "approved", "released", "request_id"]);
}

export async function setMode(client: Client, mode: Mode, reason: string): Promise<void> {
  await call(client, "postgres/enforcement/set_mode.sql", [mode, reason], "setting the mode");
}

/** The brakes; what is not given stays. */
export type Caps = Partial<Pick<EnforcementState, "release_cap" | "release_cap_share" | "day_cap" | "day_cap_share" | "canary_share" | "one_value_share" | "auto_restrict" | "raise_by" | "incident_cap">>;

/** Sets brakes. What brakes less waits, under the number that is given, for a second person or an hour; undefined: it is set. */
export async function setCaps(client: Client, caps: Caps, reason: string): Promise<number | undefined> {
  const names = ["release_cap", "release_cap_share", "day_cap", "day_cap_share", "canary_share", "one_value_share", "auto_restrict", "raise_by", "incident_cap"] as const;
  const [{ request_id }] = await call<{ request_id: string | null }>(client, "postgres/enforcement/set_caps.sql", [reason, ...names.map((name) => caps[name] ?? null)], "setting the brakes");
  return request_id === null ? undefined : Number(request_id);
}

/** A second person confirms a change of the brakes. @returns the brakes that changed */
export async function confirmCaps(client: Client, requestId: number): Promise<Caps> {
  const [{ confirmed }] = await call<{ confirmed: Caps }>(client, "postgres/enforcement/confirm_caps.sql", [requestId], "confirming the brakes");
  return confirmed;
}
