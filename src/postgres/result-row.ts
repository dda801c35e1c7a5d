import type { Action } from "../candidates/action.js";
import type { Reasons } from "../candidates/reasons.js";
import type { RingEventName } from "../rings/track-rings.js";

/** A row of `ringfence.run`. Wall-clock times are for people; nothing decides by them. */
export interface RunRow {
  run_id: string;
  kind: string;
  as_of: Date;
  status: "running" | "published" | "failed" | "refused" | "dry";
  /** Required for failed and refused. */
  reason: string | null;
  started_at: Date;
  /** Null exactly while running. */
  finished_at: Date | null;
  config_hash: string;
  code_version: string;
  extract_fingerprint: string | null;
  /** N. */
  account_count: number | null;
  /** Version of the key under which addresses and device ids are hashed; null or missing: they are not. */
  privacy_key_version?: string | null;
  stages: readonly object[];
  counts: Readonly<Record<string, number>>;
}

/** A ring that this run found, with the id that tracking gave it. */
export interface NewRing {
  ring_id: string;
  /** Accounts, at least 2. */
  size: number;
  evidence_bits: number;
  price_bits: number;
  /** Strongest first. */
  kinds: readonly string[];
}

/** A ring that this run did not find, and what becomes of it. */
export interface EndedRing {
  ring_id: string;
  status: "dormant" | "dead" | "merged";
}

export interface MemberRow {
  ring_id: string;
  account_id: string;
  evidence_bits: number;
  role: "core" | "fringe" | "closed" | "protected";
}

export interface EventRow {
  ring_id: string;
  event: RingEventName;
  other_ring_id: string | null;
  overlap_share: number | null;
  /** What the share is of; null where nothing was compared. */
  matched_on: "accounts" | "keys" | null;
  /** Evidence of the keys in common; null unless matched on keys. */
  matched_bits: number | null;
  size: number;
  /** What `ring_id` weighs in this run; null or missing where the run did not find it. */
  evidence_bits?: number | null;
  price_bits?: number | null;
}

/** What a ring is known by besides its accounts. */
export interface RingKeyRow {
  ring_id: string;
  kind: string;
  /** A device, an address without its day, a target without its moments. */
  key: string;
  member_count: number;
  /** How unlikely somebody unrelated is to hold it. */
  bits: number;
}

export interface HubRow {
  kind: string;
  key: string;
  account_count: number;
  reason: "bounded" | "no_weight";
  /** 0 to 1. */
  expected_coverage_share: number;
}

/** What a run left out, by rule. */
export interface QuarantineRow {
  source_table: "accounts" | "logins" | "actions";
  rule: string;
  /** The whole row; a further copy of one that is used; a row of another time; one value of a row that is used; a value that is missing or stands for none. */
  left_out: "row" | "copy" | "outside" | "value" | "absent";
  /** On so many rows. */
  row_count: number;
}

export interface CandidateRow {
  account_id: string;
  ring_id: string;
  action: Action;
  evidence_bits: number;
  /** That the account belongs to the ring, 0 to 1. */
  probability: number;
  /** Strongest first. */
  kinds: readonly string[];
  reasons: Reasons;
  /** Null: does not end by itself. */
  expires_at: Date | null;
}
