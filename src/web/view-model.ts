/**
 * What the console's server gives and its page shows: the rows of `src/duckdb/snapshot-row.ts`, as `--json` prints them, put together by screen.
 * Types only, so that the page shares them. Times are ISO 8601 in UTC, bits are numbers.
 */
import type { JsonRow } from "../duckdb/json-value.js";
import type { Snapshot } from "../duckdb/read-snapshot.js";
import type { RingAccountRow, RingAgesRow, RingRow } from "../duckdb/snapshot-row.js";
import type { CaseRow, DatabaseUser, DecisionRow, StatementRow } from "../enforcement/cases.js";
import type { AllowEntry, BlastRadius, DecisionOutcome, KindStanding, WaitingRow, WhyAccountRow } from "../enforcement/people.js";
import type { IncidentMinuteRow, IncidentRow } from "../incident/incident-row.js";
import type { EnforcementState } from "../enforcement/releases.js";

/** Dates as they arrive: ISO 8601. */
export type Sent<T> = { [Name in keyof T]: T[Name] extends Date ? string : T[Name] extends Date | null ? string | null : T[Name] };

/** Which file and which database this console speaks of. */
export interface SessionView {
  version: string;
  /** Changes with every night: whatever was read before is of another file. */
  stamp: string;
  run: { run_id: string; as_of: string; account_count: number | null } | null;
  /** As of when the states of proposals in the file are. */
  state_at: string | null;
  /** Null: no DATABASE_URL; the console only reads. */
  database: { where: string } | null;
}

/** Whose decisions this console's would be; or why the database does not say. */
export type PersonView = Live<DatabaseUser>;

/** What was counted in one night. */
export interface NightRow {
  run_id: string;
  as_of: string;
  finished_at: string | null;
  account_count: number | null;
  counts: Record<string, number>;
  found_count: number;
}

/** Something that happened to a ring tonight. */
export interface NightEventRow {
  ring_id: string;
  event: "birth" | "growth" | "shrinkage" | "continuation" | "return" | "merge" | "split" | "dormancy" | "death";
  other_ring_id: string | null;
  size: number;
  size_before: number | null;
  evidence_bits: number | null;
  matched_on: string | null;
}

export interface AttemptRow {
  run_id: string;
  as_of: string;
  started_at: string;
  status: string;
  reason: string | null;
}

export interface QuarantineRow {
  source_table: string;
  rule: string;
  left_out: "row" | "copy" | "outside" | "value" | "absent";
  row_count: number;
  row_count_before: number | null;
}

export interface SparedRow {
  group_no: number;
  first_account_id: string;
  found: string;
  size: number;
  /** Rules that it did not pass. */
  missed: string[];
  /** By how much it missed the one that it missed most; negative. */
  worst_margin: number;
}

/** Surges, the newest first, and the newest one's curve. */
export interface IncidentsView {
  incidents: IncidentRow[];
  curve: IncidentMinuteRow[];
}

/** What the run found, from the file. */
export interface TonightView {
  /** Newest first. */
  nights: NightRow[];
  attempts: AttemptRow[];
  /** Up to the night; the database knows those since. */
  incidents: IncidentsView;
  events: NightEventRow[];
  quarantine: QuarantineRow[];
  candidates: { action: string; state: string; account_count: number; ring_count: number }[];
  spared: SparedRow[];
  strongest: RingRow[];
}

/** An answer of the database, or its refusal in its own words. */
export type Live<T> = { value: T } | { refused: string };

/** What waits for whom, from the database. */
export interface TonightLiveView {
  waiting: Live<WaitingRow[]>;
  state: Live<Sent<EnforcementState>>;
  allow: Live<Sent<AllowEntry>[]>;
  standing: Live<KindStanding[]>;
  incidents: Live<IncidentsView>;
}

/** A ring in the list. */
export interface ListedRing extends RingRow {
  restrict_count: number;
  challenge_count: number;
  watch_count: number;
  size_before: number | null;
}

export interface RingsView {
  rings: ListedRing[];
  /** True where more fit the filters. */
  more: boolean;
}

type WholeRing = Awaited<ReturnType<Snapshot["ring"]>>;

/** Of what `ringfence ring ID --json` prints the first of what a page shows, long lists cut; and what a page needs besides. */
export interface RingView extends Pick<WholeRing, "ring" | "rules" | "keys" | "oddities" | "growth" | "history" | "former"> {
  /** How long the lists are in truth. */
  whole: Record<"keys" | "former", number>;
  ages: RingAgesRow | null;
  account_count: number | null;
  kind_bits: { kind: string; key_count: number; bits: number }[];
  rests_on: { source: string; kinds: string[]; key_count: number; bits: number; share: number; member_count: number } | null;
}

/** When it acted as one: the strongest moments, each with its first accounts, in the order of time. */
export interface MomentsView extends Pick<WholeRing, "moments"> {
  moment_count: number;
}

export interface NeighboursView extends Pick<WholeRing, "neighbours"> {
  neighbour_count: number;
}

export interface RingAccountsView {
  accounts: RingAccountRow[];
  total: number;
}

/** A ring laid out: places in a field of 1,000 by 720. */
export interface PictureView {
  accounts: { id: string; x: number; y: number; radius: number; kind: string | null; role: string; bits: number; action: string | null }[];
  things: { kind: string; key: string; source: string; x: number; y: number; side: number; bits: number; holders: number; first_at: string | null }[];
  /** Who holds what: [account, thing, first, last], places in the lists above and epoch ms. */
  links: [account: number, thing: number, firstMs: number, lastMs: number][];
  /** Accounts of the ring, drawn or not; keys that count for it. */
  account_count: number;
  key_count: number;
}

export interface PulseView {
  /** Length of a span, ms. */
  span_ms: number;
  rows: { at_ms: number; kind: string; act_count: number }[];
}

/** What `ringfence account ID --json` prints, and its life in numbers. */
export interface AccountView extends Awaited<ReturnType<Snapshot["account"]>> {
  account_id: string;
  life: { kind: string; key_count: number; ring_key_count: number; first_at: string; last_at: string }[];
  things: { kind: string; key: string; account_count: number; ring_bits: number | null; first_at: string; last_at: string }[];
  thing_count: number;
}

export interface AccountLiveView {
  /** What its cases rest on, a row per key; whoever reviews looks at this. */
  why: Live<Sent<WhyAccountRow>[]>;
  cases: Live<CasesView>;
  statements: Live<Sent<StatementRow>[]>;
  /** For auditors. */
  decisions: Live<Sent<DecisionRow>[]>;
}

/** Cases, and how many stand where. */
export interface CasesView {
  /** The newest, at most so many as are shown. */
  rows: Sent<CaseRow>[];
  /** By state and action; `once`: approved by one person. */
  counts: { state: string; action: string; count: number; once: number }[];
}

export interface RingLiveView {
  cases: Live<CasesView>;
  blast: Live<BlastRadius>;
}

export interface ThingView {
  kind: string | null;
  key: string;
  keys: { kind: string; key: string; parent_key: string | null; source: string; account_count: number; best_bits: number | null }[];
  key_count: number;
  accounts: { account_id: string; kinds: string[]; key_count: number; first_at: string; last_at: string; ring_id: string | null; role: string | null }[];
  account_count: number;
  rings: { ring_id: string; status: string; size: number; bits: number | null; member_count: number | null }[];
}

export interface FoundView {
  found: { what: "ring" | "account" | "thing"; id: string; kind: string | null }[];
}

export interface QueryView {
  columns: string[];
  rows: JsonRow[];
  /** True when rows beyond the limit were left out. */
  more: boolean;
  seconds: number;
}

export interface AboutView {
  about: { name: string; what: string; comment: string | null }[];
}

/** What a decision came to. */
export type DecidedView = DecisionOutcome;

/** Every refusal: the database's own sentence, or ours. */
export interface RefusalView {
  error: { code: string; message: string };
}
