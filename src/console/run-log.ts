import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { runLogFile } from "../config/place.js";

/** One attempt of a run, as `runs.jsonl` has it. Times are ISO 8601 in UTC. */
export interface RunAttempt {
  run_id: string;
  kind: string;
  as_of: string;
  /** published, already-published, stale, dry, failed, refused; running: it has not ended. */
  status: string;
  reason: string | null;
  started_at: string;
  finished_at: string | null;
  counts: Record<string, number>;
  /** What of the source was left out, by rule, the largest share (of the table's rows of the run's time) first. */
  losses?: readonly { source_table: string; rule: string; left_out: string; row_count: number; share: number }[];
  stages?: readonly { stage: string; rows_out: number; seconds: number; peak_memory_bytes: number }[];
}

/** Statuses of a night that went well: its results stand in the database. */
const good: ReadonlySet<string> = new Set(["published", "already-published"]);
const bad: ReadonlySet<string> = new Set(["failed", "refused"]);
export const wentWell = ({ status }: Pick<RunAttempt, "status">): boolean => good.has(status);
export const wentBadly = ({ status }: Pick<RunAttempt, "status">): boolean => bad.has(status);

/** Adds a line to the log: one when an attempt begins and one, with the same start, when it ends. */
export function appendAttempt(home: string, attempt: RunAttempt): void {
  appendFileSync(runLogFile(home), `${JSON.stringify(attempt)}\n`, { mode: 0o600 });
}

/** The attempts in the log of a home, oldest first. A line that was cut by a crash is left out; what began and was never heard of again has failed. */
export function readAttempts(home: string): RunAttempt[] {
  const file = runLogFile(home);
  if (!existsSync(file)) return [];
  const attempts: RunAttempt[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    let attempt: RunAttempt;
    try {
      attempt = JSON.parse(line) as RunAttempt;
    } catch {
      continue;
    }
    const begun = attempts.findLastIndex(({ status, kind }) => status === "running" && kind === attempt.kind);
    if (begun >= 0 && attempts[begun].started_at === attempt.started_at) attempts.splice(begun, 1);
    else if (begun >= 0) attempts[begun] = { ...attempts[begun], status: "failed", reason: "The process ended without a word (killed, or the machine stopped)." };
    attempts.push(attempt);
  }
  return attempts;
}

/** How the nights of a home stand. */
export interface Standing {
  /** The newest one that went well. */
  lastGood: RunAttempt | undefined;
  /** The newest one that went well or badly; not a dry or stale one. */
  newest: RunAttempt | undefined;
}

export function standingOf(attempts: readonly RunAttempt[], kind = "nightly"): Standing {
  const ofKind = attempts.filter((attempt) => attempt.kind === kind);
  return { lastGood: ofKind.findLast(wentWell), newest: ofKind.findLast((attempt) => wentWell(attempt) || wentBadly(attempt)) };
}
