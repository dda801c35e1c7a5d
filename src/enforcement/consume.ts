import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { RingfenceError } from "../errors/ringfence-error.js";
import { isPooled, withClient } from "../postgres/connect.js";
import { killPoint } from "../postgres/kill-point.js";
import { withLock } from "../postgres/lock.js";
import { call } from "./call.js";
import { feedAck, feedRead, feedState, liftsAhead, noHash, verifyFeed, type FeedState, type Position } from "./feed.js";
import type { Receiver } from "./receiver.js";

export interface ConsumeOptions {
  client: Client;
  consumer: string;
  receiver: Receiver;
  /** Rows read, and with a database applied, at a time. */
  batch: number;
  /** A person has looked at a new epoch and says: go on in this one. */
  acceptEpoch?: string | undefined;
  /** Whose approvals count; undefined: everybody's. */
  approvers?: ReadonlySet<string> | undefined;
}

/** What one reading to the end of the feed came to. */
export interface Consumed {
  applied: number;
  /** The last row applied. */
  seq: number;
}

/**
 * Runs `work` while no other consumer of the name runs in this database.
 * @throws RingfenceError LOCKED when another one does.
 */
export async function asOnlyConsumer<T>(url: string, consumer: string, work: () => Promise<T>): Promise<T> {
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(consumer)) throw new RingfenceError("USAGE", `${JSON.stringify(consumer)} is no consumer's name: 1 to 100 letters, digits, dots, dashes and underscores.`);
  const application = `ringfence consume ${consumer}`;
  const [lock] = await withClient(url, application, (client) => call<{ number: string }>(client, "postgres/enforcement/consumer_lock.sql", [consumer], "locking the consumer's name"));
  return withLock(url, application, `consumer of the name ${consumer}`, lock, () => {
    killPoint("consume:connected");
    return work();
  });
}

/**
 * Reads to the end of the feed, verifies every row before it is applied, applies it, and acknowledges; then lifts what is lifted ahead of its row.
 * @throws RingfenceError GUARDRAIL when the feed is in another epoch, has lost the last row known, or does not fit together
 */
export async function consumeToEnd(options: ConsumeOptions): Promise<Consumed> {
  const { client, consumer, receiver, batch, approvers } = options;
  let applied = 0;
  for (;;) {
    // Before the end is asked for: the rows of those that are not waited for any more are before it.
    const ahead = await liftsAhead(client);
    const end = await feedState(client);
    const known = await knownPosition(options, end);
    if (known.seq > end.last_seq) throw lost(`it ends at row ${end.last_seq}, and row ${known.seq} was applied already`);
    // The last row known is read again: where it is another one now, the feed has another past.
    const rows = await feedRead(client, Math.max(0, known.seq - 1), batch + (known.seq > 0 ? 1 : 0));
    killPoint("consume:read");
    let basis: string | null = null;
    if (known.seq > 0) {
      const again = rows.shift();
      if (again?.seq !== known.seq || again.hash !== known.hash) throw lost(`row ${known.seq} is not the one that was applied`);
      verifyFeed([again], { seq: known.seq - 1, hash: again.prev_hash });
      ({ basis } = again);
    }
    // What came after the question may already be of another epoch.
    const fresh = rows.filter((row) => row.seq <= end.last_seq);
    verifyFeed(fresh, { ...known, basis }, end, batch, approvers);
    killPoint("consume:verified");
    if (fresh.length > 0) {
      await receiver.apply(fresh, end.epoch);
      applied += fresh.length;
    }
    const seq = known.seq + fresh.length;
    await feedAck(client, consumer, seq);
    killPoint("consume:acknowledged");
    if (seq < end.last_seq) continue;
    // Of what was applied; an effect that comes yet comes with its lift behind it.
    await receiver.liftAhead(ahead.filter((lift) => lift.seq <= seq), end.epoch);
    return { applied, seq };
  }
}

async function knownPosition({ client, receiver, acceptEpoch }: ConsumeOptions, end: FeedState): Promise<Position> {
  const known = (await receiver.position()) ?? { epoch: end.epoch, seq: 0, hash: noHash };
  if (known.epoch === end.epoch) return known;
  if (acceptEpoch !== end.epoch) {
    throw new RingfenceError(
      "GUARDRAIL",
      `The feed is in epoch ${end.epoch}, this consumer in ${known.epoch}: the database was restored, and what was applied after its backup may be missing in it. Nothing was applied. ` +
        `Compare what is in force with the feed (row ${known.seq} was applied last; the restored feed went up to row ${end.epoch_after}), then go on with --accept-epoch ${end.epoch}.`,
    );
  }
  // What was applied beyond the restored feed's end belongs to a past that is gone; a person has dealt with it.
  let accepted: Position = { ...known, epoch: end.epoch };
  if (known.seq > end.epoch_after) {
    const [last] = end.epoch_after === 0 ? [undefined] : await feedRead(client, end.epoch_after - 1, 1);
    accepted = { epoch: end.epoch, seq: end.epoch_after, hash: last?.hash ?? noHash };
  }
  await receiver.moveTo(accepted);
  return accepted;
}

const lost = (what: string): RingfenceError =>
  new RingfenceError("GUARDRAIL", `The feed has another past than this consumer: ${what}. Nothing was applied. The database was restored (then begin a new epoch: "ringfence feed new-epoch") or somebody changed it. Compare what is in force with the feed before going on; docs/feed.md says how.`);

/** After a hint the next one is waited for so long, ms. */
const hintPauseMs = 1000;

/** Hears releases, from now on; what it hears is a hint and no more. Behind a pooler it hears nothing: listening would stay in a session of others. */
export async function hearReleases(client: Client): Promise<{ wait(seconds: number, signal: AbortSignal): Promise<void> }> {
  // What is heard while rows are being applied counts as well.
  let heard = false;
  let quietUntil = 0;
  let wake = (): void => {};
  client.on("notification", () => {
    heard = true;
    wake();
  });
  if (!(await isPooled(client))) await client.query("listen ringfence_feed");
  return {
    async wait(seconds, signal) {
      // Whoever may connect can send as many as they like: one a second counts, so that nobody makes us read without end.
      await sleep(Math.max(0, quietUntil - performance.now()), undefined, { signal }).catch(() => {});
      if (!heard && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, seconds * 1000);
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener("abort", wake);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
      }
      if (heard) quietUntil = performance.now() + hintPauseMs;
      heard = false;
    },
  };
}
