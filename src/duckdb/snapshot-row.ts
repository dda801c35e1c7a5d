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

/** What a rule said of a ring, or one line of the scorecard behind it (`part`). */
export interface RingRuleRow {
  rule: string;
  part: string | null;
  says: string;
  pass: boolean | null;
  measured: number;
  threshold: number | null;
}

/** Something odd about rows that accounts of a ring share more than others do; no evidence. */
export interface RingOddityRow {
  source_table: string;
  rule: string;
  value: string | null;
  member_count: number;
  under_count: number;
  outside_count: number;
  outside_under_count: number;
}

/** Something odd about an account's rows. */
export interface OddityRow {
  source_table: string;
  rule: string;
  value: string | null;
  row_count: number;
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
  /** When its members left the trace first and last, to the millisecond. */
  first_at: string | null;
  last_at: string | null;
}

/** A moment in which a ring acted as one: a row of `ring_moments`. */
export interface RingMomentRow {
  kind: string;
  /** The deed and its target, the target, or `registration`. */
  what: string;
  /** First act of the first and of the last member. */
  first_at: string;
  last_at: string;
  span_seconds: number;
  member_count: number;
  under_count: number;
  bits: number;
  /** In the order in which they acted. */
  accounts: string[];
  key: string;
}

/** An act of a member in such a moment: a row of `ring_acts`. */
export interface RingActRow {
  kind: string;
  key: string;
  what: string;
  account_id: string;
  acted_at: string;
  /** The same as `acted_at` where it acted once. */
  last_acted_at: string;
  bits: number;
}

/** An account outside a ring that is tied to it: a row of `ring_neighbours`. */
export interface RingNeighbourRow {
  account_id: string;
  /** Members it is tied to. */
  member_count: number;
  /** Sum over these. */
  bits: number;
  /** Strongest first. */
  kinds: string[];
  /** The member it is tied to most. */
  nearest_account_id: string;
  nearest_bits: number;
  /** The ring that it is in itself, if any. */
  ring_id: string | null;
  created_at: string | null;
  protected: boolean;
  closed_at: string | null;
}

/** A ring in one night since its birth: a row of `ring_growth`. */
export interface RingGrowthRow {
  as_of: string;
  run_id: string;
  /** Null: not found, and nothing new. `merge`: it went into another ring. */
  event: RingHistoryRow["event"] | null;
  /** 0 where it was not found. */
  size: number;
  joined_count: number | null;
  left_count: number | null;
  /** Null where it was not found, and in runs before they were kept. */
  evidence_bits: number | null;
  price_bits: number | null;
}

/** An account of a ring with all that is known of it, for pages and graph files. */
export interface RingAccountRow extends RingMemberRow {
  probability: number | null;
  state: string | null;
  /** The reason in one sentence; null where nothing is proposed. */
  summary: string | null;
  /** Null, as are the rest, where the newest run did not see the account. */
  created_at: string | null;
  protected: boolean | null;
  closed_at: string | null;
  login_count: number | null;
  action_count: number | null;
}

/** What ties two accounts of a ring, by kind. */
export interface RingTieRow {
  account_id: string;
  other_account_id: string;
  kind: string;
  bits: number;
}

/** That an account of a ring holds a key that counts for it. */
export interface RingThingRow {
  kind: string;
  key: string;
  account_id: string;
  first_at: string;
  last_at: string;
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
  /** When the first member left the trace. */
  first_at: string;
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
  /** The ring that it is in, if any. */
  ring_id: string | null;
}

/** The linked group that an account is in: looked at and left alone. */
export interface AccountGroupRow {
  /** Only good inside this file. */
  group_no: number;
  size: number;
  evidence_bits: number;
  price_bits: number;
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
