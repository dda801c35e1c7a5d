import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import type { IncidentAction } from "../incident/evidence.js";
import { copyRows } from "./copy-rows.js";
import { databaseError } from "./connect.js";
import { hint } from "./hint.js";
import { killPoint } from "./kill-point.js";
import { statement, transaction } from "./transaction.js";

/** An incident that is going on, as the last run left it. */
export interface OpenIncident {
  incident_id: string;
  onset_at: Date;
  last_surge_at: Date;
  last_tick_at: Date;
  ring_id: string | null;
  coordinated: boolean;
  baseline_run_id: string;
}

/** What one run says of an account of an incident. */
export interface IncidentAnswer {
  accountId: string;
  answer: IncidentAction | "spared" | "exempt";
  firstMs: number | null;
  bits: number;
  probability: number;
  harm: number;
  why: string;
  evidence: readonly { name: string; bits: number; says: string }[];
  kinds: readonly string[];
  reasons: object;
}

export interface IncidentMinute {
  minuteMs: number;
  count: number;
  expected: number;
  high: number;
}

/** Everything that one run on the last minutes leaves in the database. */
export interface TickPublication {
  toMs: number;
  startedAt: Date;
  baselineRunId: string;
  configHash: string;
  codeVersion: string;
  population: number;
  rows: { read: number; late: number; known: number };
  surges: readonly object[];
  /** How long it has taken so far, seconds; asked when the row is written. */
  seconds: () => number;
  incident: {
    /** The one that is open; undefined: it begins now. */
    known: OpenIncident | undefined;
    action: string;
    onsetMs: number;
    lastSurgeMs: number;
    over: boolean;
    coordinated: boolean;
    peakCount: number;
    peakExpected: number;
    participantCount: number;
    facts: object;
    minutes: readonly IncidentMinute[];
    /** The most urgent first. */
    accounts: readonly IncidentAnswer[];
    restrictHours: number;
    /** What of it is open already, by account: what is no stronger is not proposed again. */
    standing: ReadonlyMap<string, string>;
    /** Open proposals whose evidence fell below are withdrawn. */
    withdraw: readonly string[];
  } | undefined;
}

export interface TickResult {
  incidentId: string | null;
  ringId: string | null;
  proposed: number;
  withdrawn: number;
  superseded: number;
  released: number;
  /** Proposals that could not be what they said, and why; they are in `ringfence.set_aside`. */
  setAside: number;
  faults: readonly { fault: string; count: number }[];
}

/** The incident of an action that is open; undefined: none is. */
export async function openIncident(client: Client, action: string): Promise<OpenIncident | undefined> {
  const { rows } = await statement<OpenIncident>(client, sqlFile("postgres/incident/open.sql"), [action]);
  return rows[0];
}

/** What an incident has proposed and is still open. */
export async function openProposals(client: Client, ringId: string): Promise<{ account_id: string; action: string }[]> {
  return (await statement<{ account_id: string; action: string }>(client, sqlFile("postgres/incident/open_proposal.sql"), [ringId])).rows;
}

/** Proposals that go to the database in one call. */
const proposalsAtOnce = 4000;

/**
 * Writes what a run on the last minutes found, in one transaction: its row, the incident with its curve and its accounts, and the proposals, through `ringfence.propose`. Withdraws and
 * supersedes nothing but proposals of incidents. Where anything was proposed, a hint on `ringfence_incident` after it.
 */
export async function publishTick(client: Client, tick: TickPublication, assertHeld: (client: Client) => Promise<void>): Promise<TickResult> {
  const result: TickResult = { incidentId: tick.incident?.known?.incident_id ?? null, ringId: tick.incident?.known?.ring_id ?? null, proposed: 0, withdrawn: 0, superseded: 0, released: 0, setAside: 0, faults: [] };
  try {
    await transaction(client, "begin isolation level read committed", async () => {
      const { incident } = tick;
      await client.query("select ringfence.lock_cases()");
      await assertHeld(client);
      if (incident !== undefined) {
        const proposals = incident.coordinated ? incident.accounts.filter((one) => isNew(one, incident.standing)) : [];
        const runId = `I-${new Date(tick.toMs).toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}-${tick.baselineRunId.slice(-8)}`;
        const members = proposals.length >= 2 || result.ringId !== null ? proposals : [];
        if (members.length > 0) {
          await client.query(sqlFile("postgres/incident/run.sql"), [runId, new Date(tick.toMs), tick.startedAt, tick.configHash, tick.codeVersion, tick.population]);
          result.ringId ??= await makeRing(client, runId, members);
        }
        result.incidentId = await writeIncident(client, tick, result);
        killPoint("incident:written");
        if (members.length > 0) {
          Object.assign(result, await propose(client, tick, runId, result.ringId!, members));
          await remember(client, result.ringId!, runId);
        }
        if (incident.withdraw.length > 0 && result.ringId !== null) result.withdrawn = Number((await client.query<{ changed: string }>(sqlFile("postgres/incident/withdraw.sql"), [result.ringId, incident.withdraw])).rows[0].changed);
        await writeAccounts(client, tick, result.incidentId);
        await writeMinutes(client, tick, result.incidentId);
      }
      await client.query(sqlFile("postgres/incident/tick.sql"), [
        new Date(tick.toMs), tick.baselineRunId, tick.startedAt, tick.seconds(), tick.rows.read, tick.rows.late, tick.rows.known, result.proposed, result.withdrawn, JSON.stringify(tick.surges),
      ]);
      killPoint("incident:before-commit");
    });
    if (result.proposed > 0) await hint(client, "ringfence_incident");
    return result;
  } catch (error) {
    throw databaseError(error, "publishing a run on the last minutes");
  }
}

/** A proposal that does not stand yet, or only as a challenge that is to be a restriction. */
const isNew = ({ accountId, answer }: IncidentAnswer, standing: ReadonlyMap<string, string>): boolean =>
  (answer === "restrict" && standing.get(accountId) !== "restrict") || (answer === "challenge" && !standing.has(accountId));

async function makeRing(client: Client, runId: string, members: readonly IncidentAnswer[]): Promise<string> {
  const { rows } = await client.query<{ next_ring_number: string }>(sqlFile("postgres/publish/next_ring_number.sql"));
  const ringId = `R-${rows[0].next_ring_number}`;
  await client.query(sqlFile("postgres/incident/ring.sql"), [ringId, runId, Math.max(2, members.length), members.reduce((sum, one) => sum + Math.max(0, one.bits), 0)]);
  await client.query(sqlFile("postgres/incident/ring_birth.sql"), [runId, ringId, Math.max(2, members.length)]);
  return ringId;
}

async function writeIncident(client: Client, tick: TickPublication, result: TickResult): Promise<string> {
  const incident = tick.incident!;
  const { rows } = await client.query<{ incident_id: string }>(sqlFile("postgres/incident/incident.sql"), [
    result.incidentId, incident.action, incident.over ? "over" : "open", new Date(incident.onsetMs), new Date(tick.toMs), new Date(incident.lastSurgeMs), result.ringId, tick.baselineRunId,
    incident.coordinated, incident.peakCount, incident.peakExpected, incident.participantCount, JSON.stringify(incident.facts),
  ]);
  return rows[0].incident_id;
}

async function propose(client: Client, tick: TickPublication, runId: string, ringId: string, members: readonly IncidentAnswer[]): Promise<Pick<TickResult, "proposed" | "superseded" | "setAside" | "faults">> {
  const expires = new Date(tick.toMs + tick.incident!.restrictHours * 3_600_000).toISOString();
  let [proposed, superseded, setAside] = [0, 0, 0];
  const faults = new Map<string, number>();
  for (let from = 0; from < members.length; from += proposalsAtOnce) {
    const part = members.slice(from, from + proposalsAtOnce);
    const stronger = part.filter(({ answer }) => answer === "restrict").map(({ accountId }) => accountId);
    superseded += Number((await client.query<{ changed: string }>(sqlFile("postgres/incident/supersede.sql"), [ringId, stronger])).rows[0].changed);
    const { rows } = await client.query<{ proposed: string; set_aside: string; faults: { fault: string; count: number }[] }>(sqlFile("postgres/incident/propose.sql"), [
      JSON.stringify(part.map((one) => ({
        run_id: runId, account_id: one.accountId, ring_id: ringId, action: one.answer, evidence_bits: one.bits, probability: one.probability, kinds: one.kinds, reasons: one.reasons, expires_at: expires,
      }))),
    ]);
    proposed += Number(rows[0].proposed);
    setAside += Number(rows[0].set_aside);
    for (const { fault, count } of rows[0].faults) faults.set(fault, (faults.get(fault) ?? 0) + count);
  }
  return { proposed, superseded, setAside, faults: [...faults].map(([fault, count]) => ({ fault, count })) };
}

/** The ring's members are everybody that the incident has proposed, under its first run: so the next night finds it again, and goes on with its id. */
async function remember(client: Client, ringId: string, runId: string): Promise<void> {
  await client.query(sqlFile("postgres/incident/ring_member.sql"), [ringId, runId]);
  await client.query(sqlFile("postgres/incident/ring_size.sql"), [ringId]);
}

async function writeAccounts(client: Client, tick: TickPublication, incidentId: string): Promise<void> {
  const { accounts } = tick.incident!;
  if (accounts.length === 0) return;
  await client.query("create temp table seen (account_id text, first_acted_at timestamptz, answer text, bits double precision, probability double precision, harm double precision, why text, evidence jsonb) on commit drop");
  await copyRows(client, "pg_temp.seen (account_id, first_acted_at, answer, bits, probability, harm, why, evidence)", accounts, (one) => [
    one.accountId, one.firstMs === null ? null : new Date(one.firstMs), one.answer, one.bits, one.probability, one.harm, one.why, JSON.stringify(one.evidence),
  ]);
  await client.query("analyze pg_temp.seen");
  await client.query(sqlFile("postgres/incident/account_gone.sql"), [incidentId]);
  await client.query(sqlFile("postgres/incident/account.sql"), [incidentId, new Date(tick.toMs)]);
}

async function writeMinutes(client: Client, tick: TickPublication, incidentId: string): Promise<void> {
  const { minutes } = tick.incident!;
  await client.query(sqlFile("postgres/incident/minute.sql"), [
    incidentId, minutes.map(({ minuteMs }) => new Date(minuteMs)), minutes.map(({ count }) => count), minutes.map(({ expected }) => expected), minutes.map(({ high }) => high),
  ]);
}
