import type { Client } from "pg";
import { call, numbered } from "./call.js";
import type { AllowKind } from "./nameable.js";

export type Verdict = "approve" | "reject";

/** What a decision came to. */
export interface DecisionOutcome {
  /** Decisions written; saying the same again writes none. */
  decided: number;
  /** Cases whose state changed. */
  changed: number;
  /** Cases that wait for another person. */
  waiting: number;
}

/** What approving a whole ring would do. */
export interface BlastRadius {
  ring_id: string;
  size: number;
  status: string;
  /** Open cases, and by action. */
  cases: number;
  ban: number;
  restrict_count: number;
  challenge: number;
  watch: number;
  /** Members that are never proposed. */
  protected: number;
  closed: number;
  /** Accounts with an open case about which people said no before. */
  rejected_before: number;
  overturned_before: number;
  /** The value that the cases rest on most, and its share of the bits of their strongest keys; null where they name none. */
  value_kind: string | null;
  value: string | null;
  value_cases: number | null;
  value_share: number | null;
  /** Kinds of evidence behind the cases that were overturned before, the worst first. */
  overturned_kinds: KindStanding[];
}

/** What approving a ring would do, before a review of it is opened. */
export async function blastRadius(client: Client, ring: string): Promise<BlastRadius> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/blast_radius.sql", [ring], "looking at the ring");
  return numbered(row, ["cases", "ban", "restrict_count", "challenge", "watch", "protected", "closed", "rejected_before", "overturned_before", "value_cases"]);
}

/** A ring that a person began to look at. */
export interface Review {
  review_id: number;
  cases: number;
  /** Accounts that must be looked at before it can be approved. */
  sample: string[];
  radius: BlastRadius;
}

/** Shows the blast radius of a ring and draws whom to look at: of one run the same reviewer always draws the same accounts. */
export async function openReview(client: Client, ring: string): Promise<Review> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/open_review.sql", [ring], "opening a review");
  return numbered(row, ["review_id", "cases"]);
}

/** Every case of an account that a review drew, and that this user looked at it is written down. */
export const look = (client: Client, reviewId: number, account: string): Promise<WhyAccountRow[]> => call<WhyAccountRow>(client, "postgres/enforcement/look.sql", [reviewId, account], "looking at the account");

export async function decideRing(client: Client, decision: { reviewId: number; verdict: Verdict; reason: string }): Promise<DecisionOutcome> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/decide_ring.sql", [decision.reviewId, decision.verdict, decision.reason], "deciding about the ring");
  return numbered(row, ["decided", "changed", "waiting"]);
}

export async function decideAccounts(client: Client, accounts: readonly string[], verdict: Verdict, reason: string): Promise<DecisionOutcome> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/decide_accounts.sql", [accounts, verdict, reason], "deciding about accounts");
  return numbered(row, ["decided", "changed", "waiting"]);
}

/** One key that a case of an account rests on; null where the case names none. */
export interface WhyAccountRow {
  case_id: string;
  ring_id: string;
  action: string;
  state: string;
  proposed_at: Date;
  /** One sentence of the case. */
  summary: string | null;
  kind: string | null;
  /** What the key is about, and which one. */
  value_kind: string | null;
  value: string | null;
  /** Accounts of the ring that hold it, and its bits. */
  members: number | null;
  bits: number | null;
  /** It is on the allow-list now. */
  allowed: boolean | null;
}

/** Every case of an account, the newest first, with the strongest evidence of each. */
export const whyAccount = (client: Client, account: string): Promise<WhyAccountRow[]> => call<WhyAccountRow>(client, "postgres/enforcement/why_account.sql", [account], "looking at the account");

/** Open cases of one ring. */
export interface WaitingRow {
  ring_id: string;
  /** Waiting for people; of them bans; of them approved by one person; of them by whoever asks. */
  waiting: number;
  ban: number;
  once: number;
  mine: number;
  /** Approved, not released. */
  approved: number;
}

export async function waitingRings(client: Client): Promise<WaitingRow[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/waiting.sql", [], "asking what waits");
  return rows.map((row) => numbered<WaitingRow>(row, ["waiting", "ban", "once", "approved", "mine"]));
}

/** How often decisions that a kind of trace gave evidence for were overturned. */
export interface KindStanding {
  kind: string;
  applied_count: number;
  overturned_count: number;
  /** 0 to 1. */
  overturned_share: number;
}

export async function kindStanding(client: Client): Promise<KindStanding[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/kind_standing.sql", [], "asking what was overturned");
  return rows.map((row) => numbered<KindStanding>(row, ["applied_count", "overturned_count"]));
}

/** An entry of the allow-list that holds. */
export interface AllowEntry {
  allow_id: number;
  kind: AllowKind;
  value: string;
  reason: string;
  author: string;
  added_at: Date;
  expires_at: Date | null;
}

/** @returns its number, and how many cases that rest on the value are in force already */
export async function allowAdd(client: Client, entry: { kind: AllowKind; value: string; reason: string; expiresAt: Date | null }): Promise<{ allow_id: number; released_count: number }> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/allow_add.sql", [entry.kind, entry.value, entry.reason, entry.expiresAt], "adding to the allow-list");
  return numbered(row, ["allow_id", "released_count"]);
}

/** @returns false where it was taken back before */
export async function allowRemove(client: Client, allowId: number): Promise<boolean> {
  const [{ removed }] = await call<{ removed: boolean }>(client, "postgres/enforcement/allow_remove.sql", [allowId], "taking back an entry of the allow-list");
  return removed;
}

export async function allowList(client: Client): Promise<AllowEntry[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/allow_list.sql", [], "reading the allow-list");
  return rows.map((row) => numbered<AllowEntry>(row, ["allow_id"]));
}
