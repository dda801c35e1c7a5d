/** An incident, with how many accounts got which answer. Times are ISO 8601. */
export interface IncidentRow {
  incident_id: string;
  action: string;
  status: "open" | "over";
  onset_at: string;
  detected_at: string;
  last_surge_at: string;
  last_tick_at: string;
  ended_at: string | null;
  first_proposed_at: string | null;
  ring_id: string | null;
  baseline_run_id: string;
  coordinated: boolean;
  peak_count: number;
  peak_expected: number;
  participant_count: number;
  restrict_count: number;
  challenge_count: number;
  spared_count: number;
  exempt_count: number;
  /** Of those that are proposed: before they took part. */
  before_count: number;
  facts: IncidentFacts;
}

export interface IncidentFacts {
  awake?: number;
  cohorts?: { cohort: string; awake: number; accounts: number; bits: number }[];
  cohort_count?: number;
  /** Participants by ring of the night. */
  rings?: Record<string, number>;
  /** Proposed accounts by what speaks most. */
  rests_on?: Record<string, number>;
  /** Participants that were spared, by why. */
  spared?: Record<string, number>;
}

export interface IncidentMinuteRow {
  minute_at: string;
  act_count: number;
  expected: number;
  band_high: number;
  proposed_count: number;
}

export interface IncidentAccountRow {
  account_id: string;
  answer: "restrict" | "challenge" | "spared" | "exempt";
  first_acted_at: string | null;
  first_proposed_at: string | null;
  bits: number;
  probability: number;
  harm: number;
  why: string;
}
