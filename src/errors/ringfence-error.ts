/**
 * Every way in which ringfence stops on purpose. The code is for machines and decides the exit code;
 * the message is for people and says what happened, the value seen and the next step.
 */
export const exitCodes = {
  /** Anything not foreseen, a full disk too. */
  UNEXPECTED: 1,
  DISK_FULL: 1,
  /** Wrong flags or arguments, an unknown ring or account, a file that is not there. */
  USAGE: 2,
  /** The environment or the configuration file cannot be used. */
  CONFIG: 2,
  /** No database answers, or it refuses us. */
  DATABASE: 2,
  /** No Spark server answers, it refuses us, or it is gone. */
  ENGINE: 2,
  /** The results schema is missing or older (or newer) than this code. */
  SCHEMA: 2,
  /** A query of the user's own failed. */
  QUERY: 2,
  /** There is no investigators' file yet. */
  NO_SNAPSHOT: 2,
  /** The source or a file lacks a table or a column, holds no accounts, or is not what it says. */
  INPUT: 3,
  /** Another run holds the lock. */
  LOCKED: 4,
  /** The run's lock is held by a database session behind which no run is; waiting does not help. */
  LEFT_LOCK: 2,
  /** A guardrail refused to publish. */
  GUARDRAIL: 5,
  /** SIGINT or SIGTERM arrived; the command line turns these into 130 and 143. */
  INTERRUPTED: 130,
} as const;

export type ErrorCode = keyof typeof exitCodes;

/** An error that a person can act on. `code` decides the exit code (see {@link exitCodes}). */
export class RingfenceError extends Error {
  override readonly name = "RingfenceError";
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
  get exitCode(): number {
    return exitCodes[this.code];
  }
}

/** The text of anything thrown, for a message that quotes it. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
