import { createHash } from "node:crypto";
import type { Client } from "pg";
import type { Action } from "../candidates/action.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { hint } from "../postgres/hint.js";
import { basisFault } from "./basis.js";
import { call, numbered } from "./call.js";

/** One effect of the feed, as `ringfence.feed_read` gives it. */
export interface FeedRow {
  seq: number;
  epoch: string;
  effect: "apply" | "lift";
  account_id: string;
  action: Action;
  reason_code: string;
  effective_at: Date;
  expires_at: Date | null;
  ring_id: string;
  case_id: string;
  release_id: string;
  statement: string;
  prev_hash: string;
  hash: string;
  /** JSON: by whom it was proposed and approved, or lifted (see basis.ts); null: written before rows said so. */
  basis: string | null;
}

/** Where the feed ends. */
export interface FeedState {
  epoch: string;
  /** The last row of the epochs before it. */
  epoch_after: number;
  last_seq: number;
  /** Of the last row; 64 zeros: there is none. */
  last_hash: string;
}

/** How far behind the feed a consumer is, by what it acknowledged. */
export interface ConsumerLag {
  consumer: string;
  /** False: it has not gone on since the database was restored. */
  in_epoch: boolean;
  seq: number;
  /** Rows after `seq`, and when the first of them was released. */
  behind: number;
  waiting_since: Date | null;
  acked_at: Date;
  acked_by: string;
}

export async function consumerLag(client: Client): Promise<ConsumerLag[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/consumer_lag.sql", [], "asking how far consumers are");
  return rows.map((row) => numbered<ConsumerLag>(row, ["seq", "behind"]));
}

/** Where a reader is: the last row it knows. */
export interface Position {
  epoch: string;
  seq: number;
  hash: string;
}

/** The hash before the first row. */
export const noHash = "0".repeat(64);

/** The name under which an effect happens once: a receiver that has seen it does nothing. */
export const idempotencyKey = (row: Pick<FeedRow, "epoch" | "seq">): string => `${row.epoch}:${row.seq}`;

/** An effect that is lifted before its row can be in the feed, as `ringfence.lifts_ahead` gives it. */
export interface LiftAhead extends Pick<FeedRow, "epoch" | "case_id" | "account_id" | "action" | "ring_id" | "reason_code"> {
  /** The row that applied it. */
  seq: number;
  asked_at: Date;
}

export async function liftsAhead(client: Client): Promise<LiftAhead[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/lifts_ahead.sql", [], "asking what is lifted ahead");
  return rows.map((row) => numbered<LiftAhead>(row, ["seq"]));
}

export async function feedState(client: Client): Promise<FeedState> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/feed_state.sql", [], "asking where the feed ends");
  return numbered(row, ["epoch_after", "last_seq"]);
}

export async function feedRead(client: Client, after: number, max: number): Promise<FeedRow[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/feed_read.sql", [after, max], "reading the feed");
  return rows.map((row) => numbered<FeedRow>(row, ["seq"]));
}

export async function feedAck(client: Client, consumer: string, seq: number): Promise<void> {
  await call(client, "postgres/enforcement/feed_ack.sql", [consumer, seq], "acknowledging the feed");
}

/** Begins a new epoch, after a restore; for the owner of the schema. @returns its name */
export async function newEpoch(client: Client, reason: string): Promise<string> {
  const [{ epoch }] = await call<{ epoch: string }>(client, "postgres/enforcement/new_epoch.sql", [reason], "beginning an epoch");
  await hint(client, "ringfence_feed");
  return epoch;
}

const part = (value: string | null): string => (value === null ? "-," : `${Buffer.byteLength(value)}:${value},`);

/** The text that a row's hash covers: every column but the hashes, each as `bytes:value,` and null as `-,` (a basis that is null: nothing). docs/feed.md says it for other languages. */
export function feedText(row: FeedRow): string {
  const { seq, epoch, effect, account_id, action, reason_code, effective_at, expires_at, ring_id, case_id, release_id, statement, basis } = row;
  return [String(seq), epoch, effect, account_id, action, reason_code, moment(effective_at), moment(expires_at), ring_id, case_id, release_id, statement, ...(basis === null ? [] : [basis])].map(part).join("");
}

const moment = (at: Date | null): string | null => (at === null ? null : at.toISOString());

/** sha-256 of the hash before and the row's text, lower-case hexadecimal. */
export const feedHash = (row: FeedRow): string => createHash("sha256").update(row.prev_hash + feedText(row)).digest("hex");

/**
 * Rows follow the known position and each other, number by number and hash by hash, agree with where the feed says it ends, and rest on approvals that carry them.
 * What it cannot see: a feed rewritten as a whole, from before the position, with all hashes made anew and the position's kept.
 * @param after the last row known, with what it rested on; seq 0 with {@link noHash}: none
 * @param end where the feed ended when it was asked, before the rows were read: all rows up to there must be among them; undefined: not asked
 * @param max but at most so many, where only so many were asked for
 * @param approvers whose approvals count; undefined: everybody's
 * @throws RingfenceError GUARDRAIL naming the first row that does not fit
 */
export function verifyFeed(
  rows: readonly FeedRow[], after: Pick<Position, "seq" | "hash"> & { basis?: string | null | undefined }, end?: Pick<FeedState, "last_seq" | "last_hash">, max = Infinity, approvers?: ReadonlySet<string>,
): void {
  let { seq, hash } = after;
  let based = (after.basis ?? null) !== null;
  const expected = end === undefined ? rows.length : Math.min(max, Math.max(0, end.last_seq - after.seq));
  if (rows.length !== expected) throw mismatch(`it ends at row ${end!.last_seq}, so ${expected} rows follow row ${after.seq}, and ${rows.length} do`);
  for (const row of rows) {
    if (row.seq !== seq + 1) throw mismatch(`after row ${seq} comes row ${row.seq}`);
    if (row.prev_hash !== hash) throw mismatch(`row ${row.seq} does not continue row ${seq}`);
    if (feedHash(row) !== row.hash) throw mismatch(`row ${row.seq} is not what its hash says`);
    const fault = basisFault(row, based, approvers);
    if (fault !== undefined) throw mismatch(`row ${row.seq} ${fault}`);
    based ||= row.basis !== null;
    ({ seq, hash } = row);
    if (end !== undefined && seq === end.last_seq && hash !== end.last_hash) throw mismatch(`row ${seq} is not the row at which the feed says it ends`);
  }
}

const mismatch = (what: string): RingfenceError =>
  new RingfenceError("GUARDRAIL", `The feed does not fit together: ${what}. Nothing of it was applied. Somebody changed it, or it is another feed: stop every consumer and look at ringfence.feed and ringfence.audit before going on.`);
