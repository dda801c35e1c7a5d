/**
 * Rows of the investigators' file as the commands print them with `--json`: a tested contract. Times are ISO 8601 (UTC), bits are numbers.
 */

/** A ring: a row of the view `ring_summary`. */
export interface RingRow {
  ring_id: string;
  status: "active" | "dormant" | "dead" | "merged";
  size: number;
  core_count: number;
  fringe_count: number;
  closed_count: number;
  protected_count: number;
  evidence_bits: number;
  price_bits: number;
  kinds: string[];
  /** Open proposals of any action. */
  candidate_count: number;
  ban_count: number;
  first_seen_at: string | null;
  last_seen_at: string | null;
  first_run_id: string;
  last_run_id: string;
}

/** An account in a ring, with the action proposed for it, if any. */
export interface RingMemberRow {
  account_id: string;
  role: "core" | "fringe" | "closed" | "protected";
  evidence_bits: number;
  action: string | null;
}

/** When a ring's accounts were created. */
export interface RingAgesRow {
  oldest_at: string;
  median_at: string;
  newest_at: string;
  known_count: number;
}

/** A key that counts for a ring. */
export interface RingKeyRow {
  kind: string;
  key: string;
  source: string;
  member_count: number;
  under_count: number;
  outside_count: number;
  outside_under_count: number;
  probability: number;
  bits: number;
}

/** A line of a ring's story. */
export interface TimelineRow {
  happened_at: string | null;
  what: string;
  detail: string | null;
  account_count: number;
  bits: number | null;
}

/** What became of a ring in one run: a row of `ring_history`. */
export interface RingHistoryRow {
  happened_at: string;
  run_id: string;
  event: "birth" | "continuation" | "merge" | "split" | "dormancy" | "return" | "death";
  /** merge: the ring that ended; split: the ring that the other came from; birth: a living ring with the same keys, or null. */
  from_ring_id: string | null;
  /** Null for dormancy and death. */
  to_ring_id: string | null;
  /** 0 to 1; null where nothing was compared. */
  overlap_share: number | null;
  matched_on: "accounts" | "keys" | null;
  matched_bits: number | null;
  size: number;
  /** Against the run that found it before; null for what happened to other rings. */
  joined_count: number | null;
  left_count: number | null;
}

/** An account that left a ring: a row of `ring_former`. */
export interface FormerMemberRow {
  account_id: string;
  first_seen_at: string;
  last_seen_at: string;
  /** Runs in which it was in the ring. */
  run_count: number;
  /** The ring that it is in now, if any. */
  now_in: string | null;
}

/** That an account holds one of a ring's strongest keys. */
export interface RingHoldingRow {
  account_id: string;
  kind: string;
  key: string;
  source: string;
  bits: number;
  member_count: number;
}

/** An account of the newest run. */
export interface AccountRow {
  account_id: string;
  created_at: string | null;
  protected: boolean;
  closed_at: string | null;
  login_count: number;
  action_count: number;
  in_ring: boolean;
}

/** A ring that held an account in one run. */
export interface MembershipRow {
  ring_id: string;
  run_id: string;
  as_of: string | null;
  role: string;
  evidence_bits: number;
  status: string;
  size: number;
}

/** A key that ties an account to its ring. */
export interface WhyRow {
  ring_id: string;
  kind: string;
  key: string;
  member_count: number;
  under_count: number;
  bits: number;
  probability: number;
  first_seen: string | null;
  last_seen: string | null;
}

/** An account tied to another one. */
export interface NeighbourRow {
  account_id: string;
  bits: number;
  kinds: string[];
}

/** What was proposed for an account. */
export interface ProposalRow {
  run_id: string;
  ring_id: string;
  action: string;
  evidence_bits: number;
  /** That the account belongs to the ring, 0 to 1; null for rows of before there was one. */
  probability: number | null;
  kinds: string[];
  reasons: { bits_by_kind?: Record<string, number>; ring_size?: number; keys?: { kind: string; key: string; members: number; bits: number }[]; summary?: string };
  state: string;
  proposed_at: string;
  expires_at: string | null;
  /** What people and enforcement call it. */
  case_id: string;
  /** When and why people last overturned a decision about the account; null: never. */
  overturned_at: string | null;
  overturned_reason: string | null;
}

/** A proposal with its account. */
export interface CandidateRow extends ProposalRow {
  account_id: string;
  /** As of when its state is: now, where it was read from the database, else the end of the night that wrote the investigators' file. */
  state_at: string;
}

/** That an account shares something of a kind with so many others; for the account's own request. */
export interface SubjectTraceRow {
  kind: string;
  first_seen_at: string;
  last_seen_at: string;
  shared_with_count: number;
}

/** To how many accounts an account is tied by a kind; for the account's own request. */
export interface SubjectTieRow {
  kind: string;
  account_count: number;
  bits: number;
}

/** A run. */
export interface SnapshotRunRow {
  run_id: string;
  kind: string;
  as_of: string;
  status: string;
  account_count: number | null;
  counts: Record<string, number>;
  stages: { stage: string; rows_in: number; rows_out: number; seconds: number; peak_memory_bytes: number }[];
}
