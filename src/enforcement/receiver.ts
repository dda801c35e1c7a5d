import { spawn } from "node:child_process";
import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { databaseError } from "../postgres/connect.js";
import { killPoint } from "../postgres/kill-point.js";
import { refuseStrangersTables } from "../postgres/strangers-tables.js";
import { statement, transaction } from "../postgres/transaction.js";
import { idempotencyKey, type FeedRow, type LiftAhead, type Position } from "./feed.js";
import { Journal } from "./journal.js";

/** Where effects go, and what it remembers of them. */
export interface Receiver {
  /** The last row that is applied; undefined: none yet. */
  position(): Promise<Position | undefined>;
  /** Applies rows that follow the position, in order, and remembers the last one under the epoch of the feed now. */
  apply(rows: readonly FeedRow[], epoch: string): Promise<void>;
  /**
   * Lifts effects that were applied, ahead of their rows; those that it was told before make no difference.
   * @param lifts all that are waited for, as they were before the feed was read to its end
   * @param epoch of the feed now
   * @throws RingfenceError GUARDRAIL where one of before is not among them and its row has not come: somebody took it back
   */
  liftAhead(lifts: readonly LiftAhead[], epoch: string): Promise<void>;
  /** Remembers a position without applying anything: a person has accepted a new epoch. */
  moveTo(position: Position): Promise<void>;
  close(): Promise<void>;
}

/** What a command or a webhook is handed. */
export interface Handed {
  key: string;
  /** For messages. */
  name: string;
  /** JSON, with the key. */
  body: string;
}

export function handed(row: FeedRow): Handed {
  const key = idempotencyKey(row);
  return { key, name: `row ${row.seq}`, body: JSON.stringify({ key, ...row }) };
}

/** A lift ahead has the form of a row; its number comes with the row. */
function handedAhead({ epoch, case_id, account_id, action, ring_id, reason_code, asked_at }: LiftAhead): Handed {
  const key = `${epoch}:ahead:${case_id}`;
  return { key, name: `the lift of case ${case_id}`, body: JSON.stringify({ key, seq: null, epoch, effect: "lift", account_id, action, reason_code, effective_at: asked_at, expires_at: null, ring_id, case_id }) };
}

const takenBack = (caseId: string): RingfenceError =>
  new RingfenceError("GUARDRAIL", `Case ${caseId} was lifted ahead of its row in the feed, and that row never came: somebody who may alter the tables took it back. It counts as in force there, and was lifted here. Nothing more is lifted ahead. Find out what is right before going on; docs/feed.md says what a lift ahead is.`);

/**
 * Hands each effect to something outside that keeps no transaction with us. Each is handed over at least once, in order; after a crash in
 * between, the one that was begun is handed over again under the same key. Exactly once it becomes where the receiver ignores a key it has seen.
 * @param signal stops it between two effects, never in the middle of one
 */
export function handOver(file: string, take: (handed: Handed) => Promise<void>, signal: AbortSignal): Receiver {
  const journal = Journal.open(file);
  /** Lifts told ahead, by case: those of this process. */
  const ahead = new Map<string, LiftAhead>();
  return {
    position: async () => journal.position,
    apply: async (rows, epoch) => {
      for (const row of rows) {
        if (signal.aborted) throw signal.reason;
        journal.begin(row);
        killPoint("consume:begun");
        await take(handed(row));
        killPoint("consume:handled");
        journal.done({ epoch, seq: row.seq, hash: row.hash });
        if (row.effect === "lift") ahead.delete(row.case_id);
        killPoint("consume:marked");
      }
    },
    liftAhead: async (lifts, epoch) => {
      const lost = [...ahead.values()].find((told) => told.epoch === epoch && !lifts.some(({ case_id }) => case_id === told.case_id));
      if (lost !== undefined) throw takenBack(lost.case_id);
      for (const lift of lifts.filter(({ case_id }) => !ahead.has(case_id))) {
        if (signal.aborted) throw signal.reason;
        await take(handedAhead(lift));
        ahead.set(lift.case_id, lift);
      }
    },
    moveTo: async (position) => journal.done(position),
    close: async () => journal.close(),
  };
}

/**
 * Runs a command by the shell for each effect, the row as JSON on its standard input; it must end with 0.
 * @param say gets what it writes to its standard error, which may hold ids
 */
export const toCommand = (command: string, say: (text: string) => void) => ({ name, body }: Handed): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ["pipe", "ignore", "pipe"] });
    const fail = (what: string, cause?: unknown): void =>
      reject(new RingfenceError("UNEXPECTED", `The command for ${name} ${what}. It counts as not applied and is handed over again, under the same key, when you consume again.`, { cause }));
    child.stderr.setEncoding("utf8").on("data", say);
    // A command that does not read its input is no error.
    child.stdin.on("error", () => {});
    child.stdin.end(`${body}\n`);
    child.on("error", (error) => fail(`could not be run: ${messageOf(error)}`, error));
    child.on("close", (code, killed) => (code === 0 ? resolve() : fail(`ended with ${code ?? killed}`)));
  });

/** How long a webhook may take to answer, ms. */
const webhookPatienceMs = 30_000;

/** A % in a password that stands for nothing is itself. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Posts JSON. @returns what went wrong, for a sentence that never holds the URL: whoever has it may be able to write behind it; undefined: it answered 2xx */
export async function post(url: string, body: string, headers: Readonly<Record<string, string>> = {}, patienceMs = webhookPatienceMs): Promise<string | undefined> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) return "is no http(s) URL";
  // A password in a URL is refused by fetch, with the URL in its message.
  const { username, password } = new URL(url);
  const bare = new URL(url);
  [bare.username, bare.password] = ["", ""];
  const given = username === "" && password === "" ? {} : { authorization: `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}` };
  try {
    const response = await fetch(bare, { method: "POST", body, headers: { "content-type": "application/json", ...given, ...headers }, signal: AbortSignal.timeout(patienceMs), redirect: "error" });
    await response.body?.cancel();
    return response.ok ? undefined : `answered ${response.status}`;
  } catch (error) {
    return `could not be reached (${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name})`;
  }
}

/** Posts each effect as JSON, with its key in the header Idempotency-Key; any answer 2xx is taken for done. */
export const toWebhook = (url: string) => async ({ key, name, body }: Handed): Promise<void> => {
  const answer = await post(url, body, { "idempotency-key": key });
  if (answer !== undefined) throw new RingfenceError("UNEXPECTED", `The webhook for ${name} ${answer}. It counts as not applied and is handed over again, under the same key, when you consume again.`);
};

/**
 * Applies effects in a database of the receiver's, each exactly once: the effects and the position change in one transaction, and a
 * key forbids the same effect twice. Ends the client when closed.
 * @throws RingfenceError DATABASE where somebody else made its tables beforehand
 */
export async function toDatabase(client: Client, consumer: string): Promise<Receiver> {
  const doing = "applying the feed";
  const run = async <T extends object>(file: string, params: unknown[]): Promise<T[]> => (await statement<T>(client, sqlFile(file), params, "own")).rows;
  const position = async (): Promise<Position | undefined> => {
    const [row] = await run<{ epoch: string; seq: string; hash: string }>("postgres/enforcement/applied_position.sql", [consumer]);
    return row === undefined ? undefined : { ...row, seq: Number(row.seq) };
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw databaseError(error, doing);
    }
  };
  await guarded(async () => {
    await run("postgres/enforcement/create_applied_feed.sql", []);
    await run("postgres/enforcement/create_applied_position.sql", []);
    await run("postgres/enforcement/create_applied_ahead.sql", []);
    await refuseStrangersTables(client, ["ringfence_applied_feed", "ringfence_applied_position", "ringfence_applied_ahead"], "own");
  });
  return {
    position: () => guarded(position),
    apply: (rows, epoch) =>
      guarded(async () => {
        const last = rows[rows.length - 1];
        await transaction(client, "begin", async () => {
          const known = await position();
          if ((known?.seq ?? 0) !== rows[0].seq - 1) throw new RingfenceError("LOCKED", `Another consumer of the name ${consumer} has applied up to row ${known?.seq ?? 0} meanwhile. Run one of a name at a time.`);
          killPoint("consume:begun");
          await run("postgres/enforcement/apply_effects.sql", [consumer, JSON.stringify(rows)]);
          killPoint("consume:handled");
          await run("postgres/enforcement/move_applied_position.sql", [consumer, epoch, last.seq, last.hash]);
        });
        killPoint("consume:marked");
      }),
    liftAhead: (lifts, epoch) => guarded(async () => {
      const [lost] = await run<{ case_id: string }>("postgres/enforcement/ahead_without_row.sql", [consumer, epoch, lifts.map(({ case_id }) => case_id)]);
      if (lost !== undefined) throw takenBack(lost.case_id);
      if (lifts.length > 0) await run("postgres/enforcement/lift_ahead.sql", [consumer, JSON.stringify(lifts)]);
    }),
    moveTo: (to) => guarded(async () => void (await run("postgres/enforcement/move_applied_position.sql", [consumer, to.epoch, to.seq, to.hash]))),
    close: () => client.end(),
  };
}
