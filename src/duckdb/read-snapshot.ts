import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { snapshotFile } from "../config/place.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import type { Params } from "../engine/engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { ringIdOf } from "./ring-id.js";
import { jsonRow, type JsonRow } from "./json-value.js";
import type { AccountGroupRow, AccountRow, CandidateRow, FormerMemberRow, MembershipRow, NeighbourRow, ProposalRow, RingAccountRow, RingActRow, RingAgesRow, RingGrowthRow, RingHistoryRow, RingHoldingRow, RingKeyRow, RingMemberRow, RingMomentRow, RingRuleRow, RingNeighbourRow, OddityRow, RingOddityRow, RingRow, RingThingRow, RingTieRow, SnapshotRunRow, SubjectTieRow, SubjectTraceRow, TimelineRow, WhyRow } from "./snapshot-row.js";

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

/** What a reader that stays open may take of the machine; undefined: DuckDB's own choice. */
export interface SnapshotLimits {
  /** DuckDB's memory, for example `256MB`. */
  memoryLimit?: string;
  threads?: number;
  /** What may be written beside the file where memory does not suffice, for example `0MB`. */
  mostSpill?: string;
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
  private constructor(private readonly engine: DuckDbEngine) {}

  /**
   * Opens the file under `home`, shut off from every other file: a query can neither read nor write outside it.
   * @throws RingfenceError NO_SNAPSHOT when there is none, or it is no DuckDB file.
   */
  static async open(home: string, limits: SnapshotLimits = {}): Promise<Snapshot> {
    const path = snapshotFile(home);
    for (let attempt = 1; ; attempt++) {
      if (!existsSync(path)) {
        throw new RingfenceError("NO_SNAPSHOT", `There is no investigators' file at ${path} yet. Run "ringfence run nightly" first (or "ringfence demo" for the sample), or set RINGFENCE_HOME to where it is.`);
      }
      try {
        const engine = await DuckDbEngine.open({ path, readOnly: true, ...limits });
        for (const setting of [...(limits.mostSpill === undefined ? [] : [`max_temp_directory_size = '${limits.mostSpill}'`]), "autoinstall_known_extensions = false", "autoload_known_extensions = false", "enable_external_access = false", "lock_configuration = true"]) {
          await engine.run(`set ${setting}`);
        }
        return new Snapshot(engine);
      } catch (error) {
        if (attempt < attempts) await sleep(pauseMs * attempt);
        else throw new RingfenceError("NO_SNAPSHOT", `The investigators' file ${path} cannot be opened: ${messageOf(error)}. If a program has it open for writing, close that; if it is damaged, delete it and run "ringfence run nightly".`, { cause: error });
      }
    }
  }

  /** A further connection to the same file, for questions beside each other. Close it before this one. */
  async beside(): Promise<Snapshot> {
    return new Snapshot(await this.engine.beside());
  }

  close(): void {
    this.engine.close();
  }

  /** Stops the question that is asked; its promise rejects. */
  interrupt(): void {
    this.engine.interrupt();
  }

  /** Rows of one of our own questions: a file below `sql/` that gives exactly the columns of `Row`. Columns of JSON text come as values. */
  async ask<Row>(file: string, params: Params = {}, jsonColumns: readonly string[] = []): Promise<Row[]> {
    const rows = await this.engine.rows(sqlFile(file), params);
    return rows.map((row) => parsed(jsonRow(row), jsonColumns) as unknown as Row);
  }

  private list<Row>(name: string, params: Params, jsonColumns: readonly string[] = []): Promise<Row[]> {
    return this.ask(`duckdb/snapshot/read/${name}.sql`, params, jsonColumns);
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
   * One ring with its accounts, rules, keys, oddities, moments, neighbours, growth, history, former accounts and story.
   * @param asked `R-12`; `r-12` and `12` are understood
   * @throws RingfenceError USAGE for a ring that is not there.
   */
  async ring(asked: string): Promise<{ ring: RingRow; members: RingMemberRow[]; rules: RingRuleRow[]; keys: RingKeyRow[]; oddities: RingOddityRow[]; moments: RingMomentRow[]; neighbours: RingNeighbourRow[]; growth: RingGrowthRow[]; history: RingHistoryRow[]; former: FormerMemberRow[]; timeline: TimelineRow[] }> {
    const ring = await this.ringRow(asked);
    const params = { ring_id: ring.ring_id };
    return {
      ring,
      members: await this.list("members", params),
      rules: await this.ringRules(ring.ring_id),
      keys: await this.ringKeys(ring.ring_id),
      oddities: await this.ringOddities(ring.ring_id),
      moments: await this.list("ring_moments", params),
      neighbours: await this.list("ring_neighbours", params),
      growth: await this.ringGrowth(ring.ring_id),
      history: await this.ringHistory(ring.ring_id),
      former: await this.ringFormer(ring.ring_id),
      timeline: await this.list("timeline", params),
    };
  }

  /**
   * One ring's row of `ring_summary`, without anything behind it.
   * @throws RingfenceError USAGE for a ring that is not there.
   */
  async ringRow(asked: string): Promise<RingRow> {
    const [ring] = await this.list<RingRow>("ring", { ring_id: ringIdOf(asked) });
    if (ring === undefined) throw new RingfenceError("USAGE", `There is no ring ${JSON.stringify(asked)}. "ringfence rings --all" lists every ring.`);
    return ring;
  }

  /** What the rules said of a ring, each rule before its parts. */
  ringRules(ringId: string): Promise<RingRuleRow[]> {
    return this.list("ring_rules", { ring_id: ringId });
  }

  /** What became of a ring, run by run, the oldest first. */
  ringHistory(ringId: string): Promise<RingHistoryRow[]> {
    return this.list("history", { ring_id: ringId });
  }

  /** Accounts that left a ring, the latest first. */
  ringFormer(ringId: string): Promise<FormerMemberRow[]> {
    return this.list("former", { ring_id: ringId });
  }

  /** What a ring shares, strongest first. */
  ringKeys(ringId: string): Promise<RingKeyRow[]> {
    return this.list("ring_keys", { ring_id: ringId });
  }

  /** Oddities of rows that the accounts of a ring share more than others do. */
  ringOddities(ringId: string): Promise<RingOddityRow[]> {
    return this.list("ring_oddities", { ring_id: ringId });
  }

  /** A ring's size and bits by night, the oldest first. */
  ringGrowth(ringId: string): Promise<RingGrowthRow[]> {
    return this.list("ring_growth", { ring_id: ringId });
  }

  /** The accounts of a ring with all that is known of each, strongest first. */
  ringAccounts(ringId: string): Promise<RingAccountRow[]> {
    return this.list("ring_accounts", { ring_id: ringId });
  }

  /** What ties the accounts of a ring to each other. Large keys tie each account to a few others only, see `hub`. */
  ringTies(ringId: string): Promise<RingTieRow[]> {
    return this.list("ring_ties", { ring_id: ringId });
  }

  /** Which account of a ring holds which of the keys that count for it; every such key. */
  ringThings(ringId: string): Promise<RingThingRow[]> {
    return this.list("ring_things", { ring_id: ringId });
  }

  /** Who acted when in a ring's moments, to the millisecond. */
  ringActs(ringId: string): Promise<RingActRow[]> {
    return this.list("ring_acts", { ring_id: ringId });
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
   * One account: who it is, why it is in a ring, who is tied to it most, what was proposed, and the linked group that it is in, if any.
   * @param asked its exact id; or, where that is none, the id as the commands print it
   * @throws RingfenceError USAGE for an account that the newest run did not see and no ring ever held.
   */
  async account(asked: string): Promise<{ account: AccountRow | null; memberships: MembershipRow[]; why: WhyRow[]; ties: NeighbourRow[]; oddities: OddityRow[]; candidates: ProposalRow[]; linked_group: AccountGroupRow | null }> {
    const accountId = await this.accountId(asked);
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
      oddities: await this.list("account_oddities", params),
      candidates: await this.list("account_candidates", params, ["reasons"]),
      linked_group: (await this.list<AccountGroupRow>("account_group", params))[0] ?? null,
    };
  }

  /** The id that was meant: itself, where there is such an account, or the only one that is printed like this. */
  private async accountId(asked: string): Promise<string> {
    if (!/\\|…\(\+\d+ characters\)$/.test(asked)) return asked;
    const params = { account_id: asked };
    if ((await this.list("account", params)).length > 0 || (await this.list("memberships", params)).length > 0) return asked;
    const meant = await this.list<{ account_id: string }>("account_as_printed", params);
    if (meant.length > 1) throw new RingfenceError("USAGE", `More than one account is printed as ${JSON.stringify(asked.slice(0, 80))}. Ask for the exact id; --json prints it.`);
    return meant[0]?.account_id ?? asked;
  }

  /** What the file holds on one account, without anything of other accounts: for the account's own request. Null and empty for an unknown one. */
  async subject(accountId: string): Promise<{ account: Omit<AccountRow, "account_id" | "in_ring"> | null; shared: SubjectTraceRow[]; ties: SubjectTieRow[]; oddities: OddityRow[] }> {
    const params = { account_id: accountId };
    const [row] = await this.list<AccountRow>("account", params);
    const account = row === undefined ? null : { created_at: row.created_at, protected: row.protected, closed_at: row.closed_at, login_count: row.login_count, action_count: row.action_count };
    return { account, shared: await this.list("subject_trace", params), ties: await this.list("subject_tie", params), oddities: await this.list("account_oddities", params) };
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
    await this.assertQuestion(sql);
    try {
      const { connection } = this.engine;
      const reader = limit === undefined ? await connection.streamAndReadAll(sql) : await connection.streamAndReadUntil(sql, limit + 1);
      const columns = reader.deduplicatedColumnNames();
      const rows = (reader.getRowObjectsJS() as Record<string, unknown>[]).map(jsonRow);
      return { columns, rows: limit === undefined ? rows : rows.slice(0, limit), more: limit !== undefined && rows.length > limit };
    } catch (error) {
      throw queryError(error);
    }
  }

  /**
   * The same piece by piece, for answers that do not fit into memory.
   * @throws RingfenceError QUERY with DuckDB's message, in any piece.
   */
  async *pieces(sql: string): AsyncGenerator<{ columns: string[]; rows: JsonRow[] }> {
    await this.assertQuestion(sql);
    try {
      const result = await this.engine.connection.stream(sql);
      const columns = result.deduplicatedColumnNames();
      yield { columns, rows: [] };
      for await (const rows of result.yieldRowObjectJs()) yield { columns, rows: (rows as Record<string, unknown>[]).map(jsonRow) };
    } catch (error) {
      throw queryError(error);
    }
  }

  private async assertQuestion(sql: string): Promise<void> {
    const other = await this.engine.otherThanQuestion(sql);
    if (other !== undefined) throw new RingfenceError("QUERY", `The investigators' file answers questions (select, from, values, describe, summarize, show, explain), and this is ${/^[aeiou]/i.test(other) ? "an" : "a"} ${other}. Nothing was done. For anything else open a copy of the file with DuckDB.`);
  }
}

/** What DuckDB says of a query of the person's own. */
function queryError(error: unknown): RingfenceError {
  return new RingfenceError("QUERY", `DuckDB cannot run this query: ${messageOf(error).trim().slice(0, 1000)}${messageOf(error).startsWith("Catalog Error") ? '\n"from about" lists what there is.' : ""}`, { cause: error });
}

/** JSON text columns as values; an empty one stays null. */
function parsed(row: JsonRow, columns: readonly string[]): JsonRow {
  const copy = { ...row };
  for (const column of columns) if (typeof copy[column] === "string") copy[column] = JSON.parse(copy[column]) as JsonRow[string];
  return copy;
}
