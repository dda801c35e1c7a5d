import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { snapshotFile } from "../config/place.js";
import { Engine, type Params } from "../engine/engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { jsonRow, type JsonRow } from "./json-value.js";
import type { AccountRow, CandidateRow, FormerMemberRow, MembershipRow, NeighbourRow, ProposalRow, RingAgesRow, RingHistoryRow, RingHoldingRow, RingKeyRow, RingMemberRow, RingRow, SnapshotRunRow, SubjectTieRow, SubjectTraceRow, TimelineRow, WhyRow } from "./snapshot-row.js";

/** Which candidates to list. */
export interface CandidateFilter {
  /** Only this action. */
  action?: string;
  /** Only this ring. */
  ring?: string;
  /** At least this much evidence, bits. */
  minBits?: number;
  /** Also those that are superseded, withdrawn, rejected or expired. */
  closed?: boolean;
  /** At most this many. */
  limit?: number;
}

/** Which rings to list. */
export interface RingFilter {
  /** Also rings that are dormant, dead or merged. */
  ended?: boolean;
  /** Only rings that this run found (as they are now). */
  run?: string;
  limit?: number;
}

/** How a query's answer comes back: columns in order, rows as plain JSON values. */
export interface Answer {
  columns: string[];
  rows: JsonRow[];
  /** True when rows beyond the limit were left out. */
  more: boolean;
}

/** How often an opening is tried again while the file is being replaced. */
const attempts = 5;
const pauseMs = 80;

/** The investigators' file, opened read-only. Never starts Postgres; another process may replace the file meanwhile, this one keeps its version. */
export class Snapshot {
  private constructor(private readonly engine: Engine) {}

  /**
   * Opens the file under `home`, shut off from every other file: a query can neither read nor write outside it.
   * @throws RingfenceError NO_SNAPSHOT when there is none, or it is no DuckDB file.
   */
  static async open(home: string): Promise<Snapshot> {
    const path = snapshotFile(home);
    for (let attempt = 1; ; attempt++) {
      if (!existsSync(path)) {
        throw new RingfenceError("NO_SNAPSHOT", `There is no investigators' file at ${path} yet. Run "ringfence run nightly" first (or "ringfence demo" for the sample), or set RINGFENCE_HOME to where it is.`);
      }
      try {
        const engine = await Engine.open({ path, readOnly: true });
        for (const setting of ["autoinstall_known_extensions = false", "autoload_known_extensions = false", "enable_external_access = false", "lock_configuration = true"]) {
          await engine.run(`set ${setting}`);
        }
        return new Snapshot(engine);
      } catch (error) {
        if (attempt < attempts) await sleep(pauseMs * attempt);
        else throw new RingfenceError("NO_SNAPSHOT", `The investigators' file ${path} cannot be opened: ${messageOf(error)}. If a program has it open for writing, close that; if it is damaged, delete it and run "ringfence run nightly".`, { cause: error });
      }
    }
  }

  close(): void {
    this.engine.close();
  }

  /** Rows of one of our own questions; its SQL file gives exactly the columns of `Row`. Columns of JSON text come as values. */
  private async list<Row>(name: string, params: Params, jsonColumns: readonly string[] = []): Promise<Row[]> {
    const rows = await this.engine.rows(sqlFile(`duckdb/snapshot/read/${name}.sql`), params);
    return rows.map((row) => parsed(jsonRow(row), jsonColumns) as unknown as Row);
  }

  /** The run that the file shows; undefined when none was ever published. */
  async newestRun(): Promise<SnapshotRunRow | undefined> {
    return (await this.list<SnapshotRunRow>("newest_run", {}, ["stages", "counts"]))[0];
  }

  /** Rings, strongest first: the columns of `ring_summary`. */
  rings(filter: RingFilter = {}): Promise<RingRow[]> {
    return this.list("rings", { ended: filter.ended ?? false, run_id: filter.run ?? null, limit: filter.limit ?? null });
  }

  /**
   * One ring with its accounts, keys, history, former accounts and story.
   * @throws RingfenceError USAGE for a ring that is not there.
   */
  async ring(ringId: string): Promise<{ ring: RingRow; members: RingMemberRow[]; keys: RingKeyRow[]; history: RingHistoryRow[]; former: FormerMemberRow[]; timeline: TimelineRow[] }> {
    const [ring] = await this.list<RingRow>("ring", { ring_id: ringId });
    if (ring === undefined) throw new RingfenceError("USAGE", `There is no ring ${JSON.stringify(ringId)}. "ringfence rings --all" lists every ring.`);
    const params = { ring_id: ringId };
    return {
      ring,
      members: await this.list("members", params),
      keys: await this.list("ring_keys", params),
      history: await this.list("history", params),
      former: await this.list("former", params),
      timeline: await this.list("timeline", params),
    };
  }

  /** When the accounts of a ring were created; undefined where the file does not hold them. */
  async ringAges(ringId: string): Promise<RingAgesRow | undefined> {
    const [ages] = await this.list<RingAgesRow>("ring_ages", { ring_id: ringId });
    return ages === undefined || ages.known_count === 0 ? undefined : ages;
  }

  /** Which member holds which of a ring's keys: `{account_id, kind, key}`, for its strongest keys only. */
  ringHoldings(ringId: string, keyLimit: number): Promise<RingHoldingRow[]> {
    return this.list("holdings", { ring_id: ringId, limit: keyLimit });
  }

  /**
   * One account: who it is, why it is in a ring, who is tied to it most, what was proposed.
   * @throws RingfenceError USAGE for an account that the newest run did not see and no ring ever held.
   */
  async account(accountId: string): Promise<{ account: AccountRow | null; memberships: MembershipRow[]; why: WhyRow[]; ties: NeighbourRow[]; candidates: ProposalRow[] }> {
    const params = { account_id: accountId };
    const [account] = await this.list<AccountRow>("account", params);
    const memberships = await this.list<MembershipRow>("memberships", params);
    if (account === undefined && memberships.length === 0) {
      throw new RingfenceError("USAGE", `There is no account ${JSON.stringify(accountId.slice(0, 80))} in the newest run or in any ring. Ids are matched exactly, upper and lower case too.`);
    }
    return {
      account: account ?? null,
      memberships,
      why: await this.list("why", params),
      ties: await this.list("neighbours", params),
      candidates: await this.list("account_candidates", params, ["reasons"]),
    };
  }

  /** What the file holds on one account, without anything of other accounts: for the account's own request. Null and empty for an unknown one. */
  async subject(accountId: string): Promise<{ account: Omit<AccountRow, "account_id" | "in_ring"> | null; shared: SubjectTraceRow[]; ties: SubjectTieRow[] }> {
    const params = { account_id: accountId };
    const [row] = await this.list<AccountRow>("account", params);
    const account = row === undefined ? null : { created_at: row.created_at, protected: row.protected, closed_at: row.closed_at, login_count: row.login_count, action_count: row.action_count };
    return { account, shared: await this.list("subject_trace", params), ties: await this.list("subject_tie", params) };
  }

  /** As of when the states of candidates are (ISO 8601); null before the first night. */
  async stateAt(): Promise<string | null> {
    return (await this.list<{ state_at: string | null }>("state_at", {}))[0].state_at;
  }

  /** Candidates, the strongest action and evidence first; `reasons` as an object. */
  candidates(filter: CandidateFilter = {}): Promise<CandidateRow[]> {
    return this.list("candidates", {
      action: filter.action ?? null, ring_id: filter.ring ?? null, min_bits: filter.minBits ?? null, closed: filter.closed ?? false, limit: filter.limit ?? null,
    }, ["reasons"]);
  }

  /**
   * Any SQL on the file. It cannot change it and sees no other file.
   * @param limit at most so many rows are fetched; undefined: all
   * @throws RingfenceError QUERY with DuckDB's message.
   */
  async query(sql: string, limit?: number): Promise<Answer> {
    try {
      const { connection } = this.engine;
      const reader = limit === undefined ? await connection.streamAndReadAll(sql) : await connection.streamAndReadUntil(sql, limit + 1);
      const columns = reader.deduplicatedColumnNames();
      const rows = (reader.getRowObjectsJS() as Record<string, unknown>[]).map(jsonRow);
      return { columns, rows: limit === undefined ? rows : rows.slice(0, limit), more: limit !== undefined && rows.length > limit };
    } catch (error) {
      throw new RingfenceError("QUERY", `DuckDB cannot run this query: ${messageOf(error).trim()}`, { cause: error });
    }
  }
}

/** JSON text columns as values; an empty one stays null. */
function parsed(row: JsonRow, columns: readonly string[]): JsonRow {
  const copy = { ...row };
  for (const column of columns) if (typeof copy[column] === "string") copy[column] = JSON.parse(copy[column]) as JsonRow[string];
  return copy;
}
