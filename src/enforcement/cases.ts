import type { Client } from "pg";
import type { Action } from "../candidates/action.js";
import { call, numbered } from "./call.js";

/** The database user whose decisions a connection's are. */
export interface DatabaseUser {
  name: string;
  /** `reviewer`, `publisher` …: which of the roles `ringfence_…` it holds. */
  roles: string[];
}

export async function databaseUser(client: Client): Promise<DatabaseUser> {
  const [row] = await call<DatabaseUser>(client, "postgres/enforcement/who_am_i.sql", [], "asking who decides");
  return row;
}

/** A case as it is now. */
export interface CaseRow {
  case_id: string;
  account_id: string;
  ring_id: string;
  action: Action;
  state: string;
  evidence_bits: number;
  probability: number | null;
  summary: string | null;
  proposed_at: Date;
  expires_at: Date | null;
  /** The database user of the run that proposed it. */
  proposed_by: string;
  /** People who approved it. */
  approvals: number;
  overturned_at: Date | null;
  overturned_reason: string | null;
}

/** Cases of an account or of a ring, the newest first. @param limit at most so many */
export async function casesOf(client: Client, whose: { account?: string; ring?: string }, limit: number): Promise<CaseRow[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/cases.sql", [whose.account ?? null, whose.ring ?? null, limit], "reading the cases");
  return rows.map((row) => numbered<CaseRow>(row, ["approvals"]));
}

/** What the owner of an account was told of a case, or would be told if it left now. */
export interface StatementRow {
  case_id: string;
  action: Action;
  state: string;
  effect: "apply" | "lift";
  /** Number of the feed's row; null: nothing has left. */
  seq: number | null;
  at: Date | null;
  release_id: string | null;
  statement: string;
}

export async function statementsTo(client: Client, account: string): Promise<StatementRow[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/statements.sql", [account], "reading what the account was told");
  return rows.map((row) => numbered<StatementRow>(row, ["seq"]));
}

/** A person's word about a case of an account. */
export interface DecisionRow {
  decision_id: number;
  case_id: string;
  verdict: string;
  reason: string;
  decided_by: string;
  decided_at: Date;
  review_id: number | null;
}

/** Decisions about an account, the newest first; for auditors. */
export async function decisionsAbout(client: Client, account: string): Promise<DecisionRow[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/account_decisions.sql", [account], "reading the decisions");
  return rows.map((row) => numbered<DecisionRow>(row, ["decision_id", "review_id"]));
}
