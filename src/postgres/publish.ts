import type { Client } from "pg";
import { defaultSettings } from "../config/settings.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import type { RingKey } from "../rings/match-keys.js";
import { earlierRuns, type KnownRing, type RingStatus } from "../rings/track-rings.js";
import { databaseError } from "./connect.js";
import { killPoint, type KillPoint } from "./kill-point.js";
import { copyRows, type Cell, type Rows } from "./copy-rows.js";
import type { CandidateRow, EndedRing, EventRow, HubRow, MemberRow, NewRing, QuarantineRow, RingKeyRow, RunRow } from "./result-row.js";
import { statement, transaction } from "./transaction.js";

/** What tracking needs of the runs before, read inside the lock. */
export interface PreviousRings {
  /** The first number that no ring ever had. */
  nextRingNumber: number;
  /** Every ring that is still remembered. */
  known: readonly KnownRing[];
}

/** Everything that a run publishes. An account is in at most one ring and has at most one candidate row. */
export interface Publication {
  rings: Rows<NewRing>;
  ended: Rows<EndedRing>;
  members: Rows<MemberRow>;
  events: Rows<EventRow>;
  /** What tonight's rings are known by; older keys of theirs stay until they are too many. */
  keys?: Rows<RingKeyRow>;
  hub: Rows<HubRow>;
  quarantine: Rows<QuarantineRow>;
  candidates: Rows<CandidateRow>;
}

/** How far back tracking looks, in nights before `as_of`. */
export interface TrackMemory {
  /** Accounts that left a ring count as its former ones for so long. */
  dormantNights: number;
  /** Dead and merged rings are compared with new ones for so long after they were last found. */
  rememberNights: number;
}

const shippedMemory: TrackMemory = { dormantNights: defaultSettings.ring.dormant_nights, rememberNights: defaultSettings.ring.remember_nights };

/** A ring is known by at most this many keys: those found last, then the strongest. */
export const ringKeyLimit = 128;

export interface PublishInput {
  /** The run's row; status, and for a stale run the reason, are set here. `finished_at` must be given. */
  run: RunRow & { finished_at: Date };
  /** How far back tracking looks; default: what the shipped settings say. */
  memory?: TrackMemory;
  /** Called in the transaction before anything is written: throws where the run's lock was lost. */
  assertHeld?: (client: Client) => Promise<void>;
  /** Called in the transaction after everything else was written, not for a run that is already published, or stale: what else belongs to the run. */
  also?: (client: Client) => Promise<void>;
  /** Called once, inside the lock and the transaction: ids are allotted at publish. Not called for a run that is already published, or stale. */
  decide(previous: PreviousRings): Publication | Promise<Publication>;
}

export interface PublishResult {
  /** This very description was published before; nothing was changed. */
  already: boolean;
  /** A newer as_of is already published (this is a backfill): the run's row was written, rings and candidates were left alone. */
  stale: boolean;
  /** Rows proposed by this run. */
  proposed: number;
  /** Open rows that gave way to a stronger action. */
  superseded: number;
  /** Open rows whose evidence is gone or carries only a weaker action. */
  withdrawn: number;
  /** Open rows that ended by themselves. */
  expired: number;
}

/**
 * Publishes a run in one transaction, once per run id; a failure leaves everything as it was.
 * Two at once wait for each other, so ring numbers and open rows never collide.
 * Times in the rows come from `as_of`, so that the same run into an empty schema gives the same bytes.
 */
export async function publish(client: Client, input: PublishInput): Promise<PublishResult> {
  const { run } = input;
  const nothing = { already: false, stale: false, proposed: 0, superseded: 0, withdrawn: 0, expired: 0 };
  try {
    const result = await transaction(client, "begin", async () => {
      killPoint("publish:begun");
      await client.query("select ringfence.lock_cases_now()");
      killPoint("publish:locked");
      await input.assertHeld?.(client);
      const { rows: newer } = await client.query<{ as_of: Date }>("select as_of from ringfence.run where status = 'published' and kind = 'nightly' and as_of > $1 order by as_of desc limit 1", [run.as_of]);
      const stale = newer.length > 0;
      const reason = stale ? `A run as of ${newer[0].as_of.toISOString()} is already published; rings and candidates were left as they are.` : run.reason;
      if (!(await writeRun(client, { ...run, status: "published", reason }))) return { ...nothing, already: true };
      killPoint("publish:run-written");
      if (stale) return { ...nothing, stale };
      const publication = await input.decide(await previousRings(client, run.as_of, input.memory ?? shippedMemory));
      killPoint("publish:decided");
      await publishRings(client, run.run_id, publication);
      const changes = await publishCandidates(client, run, publication.candidates);
      await input.also?.(client);
      return { ...nothing, ...changes };
    });
    killPoint("publish:committed");
    return result;
  } catch (error) {
    throw databaseError(error, `publishing the run ${run.run_id}`);
  }
}

/**
 * This user may make the temporary tables through which a run is published: asked before a night computes for minutes.
 * @throws RingfenceError DATABASE with the grant that is missing
 */
export async function requireTemporary(client: Client): Promise<void> {
  const { rows } = await statement<{ may: boolean; grant: string }>(client, sqlFile("postgres/publish/may_make_temporary.sql"));
  if (!rows[0].may) throw new RingfenceError("DATABASE", `This user may not make temporary tables, which publishing needs. Have an administrator run: ${rows[0].grant}`);
}

/** True when the run was written, false when a published one of that id stands. */
async function writeRun(client: Client, run: RunRow): Promise<boolean> {
  const { rows } = await statement(client, sqlFile("postgres/publish/run.sql"), [
    run.run_id, run.kind, run.as_of, run.status, run.reason, run.started_at, run.finished_at, run.config_hash, run.code_version,
    run.extract_fingerprint, run.account_count, JSON.stringify(run.stages), JSON.stringify(run.counts), run.privacy_key_version ?? null,
  ]);
  return rows.length > 0;
}

async function previousRings(client: Client, asOf: Date, memory: TrackMemory): Promise<PreviousRings> {
  const { rows: numbers } = await client.query<{ next_ring_number: string }>(sqlFile("postgres/publish/next_ring_number.sql"));
  const { rows } = await client.query<{ ring_id: string; status: RingStatus; last_as_of: Date; kin: string | null }>(sqlFile("postgres/publish/known_ring.sql"), [asOf, memory.rememberNights]);
  const known = new Map(
    rows.map(({ ring_id, status, last_as_of, kin }) => [
      ring_id,
      { ringId: ring_id, status, nightsAway: Math.max(0, Math.round((asOf.getTime() - last_as_of.getTime()) / 86_400_000)), accounts: new Set<string>(), left: new Set<string>(), earlier: [] as Set<string>[], keys: [] as RingKey[], kin },
    ]),
  );
  interface Member { ring_id: string; account_id: string }
  for (const { ring_id, account_id } of (await client.query<Member>(sqlFile("postgres/publish/known_member.sql"), [asOf, memory.rememberNights])).rows) known.get(ring_id)?.accounts.add(account_id);
  for (const { ring_id, account_id } of (await client.query<Member>(sqlFile("postgres/publish/left_member.sql"), [asOf, memory.dormantNights])).rows) known.get(ring_id)?.left.add(account_id);
  const { rows: earlier } = await client.query<Member & { run_number: number }>(sqlFile("postgres/publish/earlier_member.sql"), [asOf, earlierRuns]);
  for (const { ring_id, run_number, account_id } of earlier) {
    const lists = known.get(ring_id)?.earlier;
    if (lists !== undefined) while (lists.length < run_number) lists.push(new Set());
    lists?.[run_number - 1].add(account_id);
  }
  const { rows: keys } = await client.query<{ ring_id: string; kind: string; key: string; member_count: number; bits: number }>(sqlFile("postgres/publish/known_key.sql"));
  for (const { ring_id, kind, key, member_count, bits } of keys) known.get(ring_id)?.keys.push({ kind, key, memberCount: member_count, bits });
  return { nextRingNumber: Number(numbers[0].next_ring_number), known: [...known.values()] };
}

async function publishRings(client: Client, runId: string, publication: Publication): Promise<void> {
  await client.query(sqlFile("postgres/publish/create_new_ring.sql"));
  await client.query(sqlFile("postgres/publish/create_new_ended_ring.sql"));
  await copyRows(client, "pg_temp.new_ring (ring_id, size, evidence_bits, price_bits, kinds)", publication.rings, (row) => [row.ring_id, row.size, row.evidence_bits, row.price_bits, row.kinds]);
  await copyRows(client, "pg_temp.new_ended_ring (ring_id, status)", publication.ended, (row) => [row.ring_id, row.status]);
  killPoint("publish:rings-handed-over");
  await client.query(sqlFile("postgres/publish/ring.sql"), [runId]);
  const { rowCount } = await client.query(sqlFile("postgres/publish/ended_ring.sql"));
  const { rows } = await client.query<{ count: string }>("select count(*) as count from new_ended_ring");
  if (rowCount !== Number(rows[0].count)) throw new RingfenceError("UNEXPECTED", `The run ${runId} ends ${rows[0].count} rings, of which ${rowCount} are known. Nothing was published.`);
  killPoint("publish:rings-written");
  const into = async <T>(target: string, list: Rows<T>, cells: (row: T) => readonly Cell[]): Promise<number> => copyRows(client, `ringfence.${target}`, list, (row) => [runId, ...cells(row)]);
  await into("ring_member (run_id, ring_id, account_id, evidence_bits, role)", publication.members, (row) => [row.ring_id, row.account_id, row.evidence_bits, row.role]);
  killPoint("publish:members-written");
  await into("ring_event (run_id, ring_id, event, other_ring_id, overlap_share, matched_on, matched_bits, size, evidence_bits, price_bits)", publication.events, (row) => [
    row.ring_id, row.event, row.other_ring_id, row.overlap_share, row.matched_on, row.matched_bits, row.size, row.evidence_bits ?? null, row.price_bits ?? null,
  ]);
  await client.query(sqlFile("postgres/publish/create_new_ring_key.sql"));
  await copyRows(client, "pg_temp.new_ring_key (ring_id, kind, key, member_count, bits)", publication.keys ?? [], (row) => [row.ring_id, row.kind, row.key, row.member_count, row.bits]);
  await client.query(sqlFile("postgres/publish/replace_ring_key.sql"));
  await client.query(sqlFile("postgres/publish/ring_key.sql"), [runId]);
  await client.query(sqlFile("postgres/publish/trim_ring_key.sql"), [ringKeyLimit]);
  await into("hub (run_id, kind, key, account_count, reason, expected_coverage_share)", publication.hub, (row) => [row.kind, row.key, row.account_count, row.reason, row.expected_coverage_share]);
  await into("quarantine (run_id, source_table, rule, left_out, row_count)", publication.quarantine, (row) => [row.source_table, row.rule, row.left_out, row.row_count]);
  killPoint("publish:ledger-written");
}

async function publishCandidates(client: Client, run: RunRow, candidates: Rows<CandidateRow>): Promise<Pick<PublishResult, "proposed" | "superseded" | "withdrawn" | "expired">> {
  await client.query(sqlFile("postgres/publish/create_new_candidate.sql"));
  await copyRows(client, "pg_temp.new_candidate (account_id, ring_id, action, evidence_bits, probability, kinds, reasons, expires_at)", candidates, (row) => [
    row.account_id, row.ring_id, row.action, row.evidence_bits, row.probability, row.kinds, row.reasons, row.expires_at,
  ]);
  await client.query("analyze new_candidate");
  killPoint("publish:candidates-handed-over");
  const changed = async (name: string, point: KillPoint, params: unknown[] = []): Promise<number> => {
    const { rows } = await client.query<{ changed: string }>(sqlFile(`postgres/publish/${name}.sql`), params);
    killPoint(point);
    return Number(rows[0].changed);
  };
  const ended = {
    expired: await changed("expire_candidate", "publish:expired", [run.as_of]),
    superseded: await changed("supersede_candidate", "publish:superseded"),
    withdrawn: await changed("withdraw_candidate", "publish:withdrawn"),
  };
  const { rowCount } = await client.query(sqlFile("postgres/publish/propose_candidate.sql"), [run.run_id, run.as_of]);
  killPoint("publish:proposed");
  return { ...ended, proposed: rowCount ?? 0 };
}

/**
 * Writes the row of a run that is not (or not yet) published: running, failed, refused or dry. A row of the same id is overwritten
 * unless it is published. A run that ends before its extract was complete has no id yet: give it {@link failedRunId}.
 */
export async function recordRun(client: Client, run: RunRow): Promise<void> {
  try {
    await writeRun(client, run);
  } catch (error) {
    throw databaseError(error, `recording the run ${run.run_id}`);
  }
}

/** The id of a run that failed before it could be described. */
export const failedRunId = (startedAt: Date): string => `failed-${startedAt.getTime()}`;

/**
 * Writes what is known only after publishing (the stages publish and snapshot) into a published run's row.
 */
export async function completeRun(client: Client, runId: string, done: { stages: readonly object[]; counts: Readonly<Record<string, number>>; finishedAt: Date }): Promise<void> {
  try {
    await statement(client, "update ringfence.run set stages = $2, counts = $3, finished_at = greatest(started_at, $4) where run_id = $1", [runId, JSON.stringify(done.stages), JSON.stringify(done.counts), done.finishedAt]);
  } catch (error) {
    throw databaseError(error, `completing the run ${runId}`);
  }
}

/**
 * Runs that say "running" although the lock is ours were killed: they are marked failed. Call it inside the run's lock.
 * @returns their ids
 */
export async function failLeftRuns(client: Client, now: Date): Promise<string[]> {
  const { rows } = await statement<{ run_id: string }>(
    client,
    "update ringfence.run set status = 'failed', reason = 'The process ended without a word (killed, or the machine stopped).', finished_at = greatest(started_at, $1) where status = 'running' returning run_id",
    [now],
  );
  return rows.map((row) => row.run_id);
}
