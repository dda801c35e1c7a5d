import { existsSync } from "node:fs";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

export interface EvaluateOptions {
  /** The investigators' file. */
  snapshot: string;
  /** Who is in a ring: csv (with a header) or parquet; account_id, ring, optional kind (the habit). Everybody else is innocent. */
  truth: string;
  /** What innocents are notable for: csv or parquet; account_id, kind. An account may be listed with several kinds; `framed_…` marks a victim. */
  innocents?: string;
  /** The run; default the newest that published. */
  run?: string;
}

/** How well one set of actions hits. Shares are 0 to 1, null where the denominator is 0. */
export interface Hit {
  /** Accounts flagged. */
  flagged_count: number;
  /** Flagged accounts that are in a true ring (and not protected). */
  right_count: number;
  /** Flagged innocents; a protected account counts as one. */
  wrong_count: number;
  precision: number | null;
  /** Of the ring accounts that are neither closed nor protected. */
  recall: number | null;
  f1: number | null;
  /** Mean of the recalls by habit, each habit counting once. */
  habit_mean_recall: number | null;
  by_habit: { habit: string; account_count: number; found_count: number; recall: number }[];
  /** Flagged innocents by what they are notable for, most first. */
  flagged_innocents: { kind: string; flagged_count: number }[];
  /** Flagged innocents per 10,000 innocents that are not closed. */
  wrong_per_10000: number | null;
}

/** The counts behind precision and recall, and these. */
export interface Totals {
  flagged_count: number;
  right_count: number;
  /** Ring accounts that are neither closed nor protected, and of them the flagged ones. */
  open_ring_count: number;
  found_open_count: number;
  precision: number | null;
  recall: number | null;
}

/** Accounts by the strongest action that is proposed for them. */
export interface ByAction {
  account_count: number;
  watch_count: number;
  challenge_count: number;
  restrict_count: number;
  ban_count: number;
}

/** How well the rings of one habit are found. */
export interface HabitResult extends ByAction {
  habit: string;
  ring_count: number;
  /** See {@link Evaluation.rings}. */
  found_ring_count: number;
  ban: HabitHit;
  /** Challenge, restrict and ban together. */
  any: HabitHit;
}

export interface HabitHit {
  recall: number;
  /**
   * Of everybody flagged in the found rings that stand for the habit (most of their true members have it); null: no found ring does.
   */
  precision: number | null;
  f1: number | null;
  /** The counts behind precision. */
  flagged_count: number;
  right_count: number;
}

/** How well rings of one size are found, the attack left out. */
export interface SizeResult extends ByAction {
  /** Accounts of a ring, closed ones included. */
  from_size: number;
  /** Null: no end. */
  to_size: number | null;
  ring_count: number;
  found_ring_count: number;
  recall: number | null;
  ban_recall: number | null;
}

/** The attack: every ring that holds somebody of the kind `attack`. */
export interface AttackResult extends ByAction {
  /** Challenge, restrict and ban together. */
  recall: number | null;
  ban_recall: number | null;
  /** `attack` first, then who else is in its ring. */
  by_habit: (ByAction & { habit: string })[];
}

/** Innocents of one kind, not closed. */
export interface InnocentKindResult extends ByAction {
  kind: string;
  /** Protected accounts among them; nothing is ever proposed for those. */
  protected_count: number;
  /** Challenge, restrict and ban together. */
  flagged_count: number;
  per_10000: number;
}

/** How honest the probabilities are. */
export interface Calibration {
  /** Proposals with a probability, to watch included. */
  account_count: number;
  /** Ten bins of equal width, the last cut again at .95 and .99; those that hold somebody. */
  bins: { from: number; to: number; account_count: number; mean_probability: number; true_share: number }[];
  /** Mean squared error of the probabilities (Brier 1950), 0 to 1, less is better. */
  brier_score: number | null;
  /** Mean distance between what the bins said and what was true, by accounts (Naeini et al. 2015), 0 to 1. */
  expected_calibration_error: number | null;
}

/** The result of {@link evaluate}; this is also the shape of `evaluate --json`. */
export interface Evaluation {
  run_id: string;
  /** Accounts that are not closed. */
  account_count: number;
  innocent_count: number;
  ring_account_count: number;
  /** Accounts of the truth file that the run has never seen; they are left out. */
  unknown_count: number;
  ban: Hit;
  /** Challenge, restrict and ban together: any action except watch. */
  any: Hit;
  rings: {
    true_count: number;
    /**
     * Found: some flagged ring overlaps it by at least .8 (shared accounts / the smaller of the two), holds at least half of its open members, and
     * is at least half its own.
     */
    found_count: number;
    found_share: number | null;
    /** 1: the flagged rings are the true rings; about 0: no better than chance. Over accounts in either. */
    adjusted_rand_index: number | null;
    each: { ring: string; habit: string; size: number; in_attack: boolean; member_count: number; flagged_count: number; best_count: number; overlap_share: number; found: boolean }[];
  };
  habits: HabitResult[];
  /** Rings by size, the attack left out. */
  sizes: SizeResult[];
  /** Null: nobody of the truth file has the kind `attack`. */
  attack: AttackResult | null;
  /** Everything but the accounts of the attack. */
  without_attack: { ban: Totals; any: Totals };
  /** Every kind of the innocents file and "ordinary", most flagged first. */
  innocents: InnocentKindResult[];
  /** Victims that somebody tried to frame: innocents of a kind that begins with `framed_`, each once. */
  framed: ByAction & { flagged_count: number; flagged_share: number | null; ban_share: number | null };
  calibration: Calibration;
}

/**
 * Compares what a run proposes with the truth. Reads only.
 * @throws RingfenceError NO_SNAPSHOT, USAGE (no such file or run), INPUT (a file is not what it says, or belongs to another world).
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  if (!existsSync(options.snapshot)) {
    throw new RingfenceError("NO_SNAPSHOT", `There is no investigators' file at ${JSON.stringify(options.snapshot)}. Make one with "ringfence run nightly".`);
  }
  const engine = await DuckDbEngine.open({ path: options.snapshot, readOnly: true });
  try {
    const [run] = await engine.rows(sqlFile("duckdb/evaluate/newest_run.sql"), { run_id: options.run ?? null });
    if (run === undefined) {
      throw new RingfenceError("USAGE", options.run === undefined ? 'The investigators\' file holds no finished run. Make one with "ringfence run nightly".' : `There is no finished run ${JSON.stringify(options.run)} in the investigators' file. "ringfence status" lists them.`);
    }
    await engine.runFile("duckdb/evaluate/proposed.sql", { run_id: String(run.run_id), is_newest: run.is_newest === true });
    return await scoreAgainstTruth(engine, { ...options, runId: String(run.run_id) });
  } finally {
    engine.close();
  }
}

/**
 * Scores what stands in the table `proposed` (account_id, ring_id, action, probability) against the truth; `account` (account_id, closed_at, protected) must be
 * there too. Whatever proposes can be judged by it, not only a run.
 * @throws RingfenceError USAGE (no such file), INPUT (a file is not what it says, or belongs to another world).
 */
export async function scoreAgainstTruth(engine: DuckDbEngine, options: Pick<EvaluateOptions, "truth" | "innocents"> & { runId: string }): Promise<Evaluation> {
  await readList(engine, "truth", options.truth, ["ring"], ["kind"]);
  if (options.innocents === undefined) await engine.run("create temp table innocent (account_id varchar, kind varchar)");
  else await readList(engine, "innocent", options.innocents, ["kind"], [], "account_id, kind");
  await engine.runFile("duckdb/evaluate/judged.sql");

  const listed = await engine.number("select count(*) from truth");
  const known = await engine.number("select count(*) from truth join account using (account_id)");
  if (listed > 0 && known === 0) {
    throw new RingfenceError("INPUT", `None of the ${listed} accounts in ${JSON.stringify(options.truth)} is among the run's accounts. Is it the truth of another world?`);
  }
  const accountCount = await engine.number("select count(*) from account where closed_at is null");
  const guiltyCount = await engine.number("select count(*) from truth join account using (account_id) where closed_at is null");
  const innocentCount = accountCount - guiltyCount;
  const each = (await engine.rows(sqlFile("duckdb/evaluate/ring_found.sql"))).map((row) => ({
    ring: String(row.ring), habit: String(row.habit), size: Number(row.size), in_attack: row.in_attack === true, member_count: Number(row.member_count), flagged_count: Number(row.flagged_count), best_count: Number(row.best_count), overlap_share: Number(row.overlap_share), found: row.found === true,
  }));
  const foundCount = each.filter((ring) => ring.found).length;
  const [pair] = await engine.rows(sqlFile("duckdb/evaluate/pair.sql"));
  return {
    run_id: options.runId,
    account_count: accountCount,
    innocent_count: innocentCount,
    ring_account_count: known,
    unknown_count: listed - known,
    ban: await hit(engine, true, innocentCount),
    any: await hit(engine, false, innocentCount),
    rings: {
      true_count: each.length,
      found_count: foundCount,
      found_share: share(foundCount, each.length),
      adjusted_rand_index: adjustedRandIndex(Number(pair.account_count), Number(pair.both_count), Number(pair.true_count), Number(pair.found_count)),
      each,
    },
    habits: await habits(engine, each),
    sizes: (await engine.rows(sqlFile("duckdb/evaluate/size.sql"))).map((row) => {
      const [from, to] = [Number(row.from_size), row.to_size === null ? null : Number(row.to_size)];
      const found = each.filter((ring) => !ring.in_attack && ring.found && ring.size >= from && ring.size <= (to ?? Number.POSITIVE_INFINITY)).length;
      return { from_size: from, to_size: to, ring_count: Number(row.ring_count), found_ring_count: found, ...withRecall(byAction(row)) };
    }),
    attack: attackOf((await engine.rows(sqlFile("duckdb/evaluate/attack.sql"))).map((row) => ({ habit: String(row.habit), ...byAction(row) }))),
    without_attack: { ban: await totals(engine, true, false), any: await totals(engine, false, false) },
    innocents: (await engine.rows(sqlFile("duckdb/evaluate/innocent_kind.sql"))).map((row) => {
      const counts = byAction(row);
      return { kind: String(row.kind), ...counts, protected_count: Number(row.protected_count), flagged_count: flaggedOf(counts), per_10000: (10_000 * flaggedOf(counts)) / counts.account_count };
    }),
    framed: await framed(engine),
    calibration: calibrationOf(await engine.rows(sqlFile("duckdb/evaluate/reliability.sql"))),
  };
}

async function hit(engine: DuckDbEngine, onlyBan: boolean, innocentCount: number): Promise<Hit> {
  const params = { only_ban: onlyBan };
  const { flagged_count: flagged, right_count: right, precision, recall } = await totals(engine, onlyBan, true);
  const byHabit = (await engine.rows(sqlFile("duckdb/evaluate/by_habit.sql"), params)).map((row) => ({
    habit: String(row.habit), account_count: Number(row.account_count), found_count: Number(row.found_count), recall: Number(row.found_count) / Number(row.account_count),
  }));
  return {
    flagged_count: flagged,
    right_count: right,
    wrong_count: flagged - right,
    precision,
    recall,
    f1: f1Of(precision, recall),
    habit_mean_recall: share(byHabit.reduce((sum, row) => sum + row.recall, 0), byHabit.length),
    by_habit: byHabit,
    flagged_innocents: (await engine.rows(sqlFile("duckdb/evaluate/by_innocent_kind.sql"), params)).map((row) => ({ kind: String(row.kind), flagged_count: Number(row.flagged_count) })),
    wrong_per_10000: innocentCount === 0 ? null : ((flagged - right) * 10_000) / innocentCount,
  };
}

async function totals(engine: DuckDbEngine, onlyBan: boolean, withAttack: boolean): Promise<Totals> {
  const [row] = await engine.rows(sqlFile("duckdb/evaluate/total.sql"), { only_ban: onlyBan, with_attack: withAttack });
  return totalsOf({ flagged_count: Number(row.flagged_count), right_count: Number(row.right_count), open_ring_count: Number(row.open_ring_count), found_open_count: Number(row.found_open_count) });
}

/** Precision and recall from their counts. */
export const totalsOf = (counts: Omit<Totals, "precision" | "recall">): Totals => ({
  ...counts, precision: share(counts.right_count, counts.flagged_count), recall: share(counts.found_open_count, counts.open_ring_count),
});

/** Counts by action with the two recalls that follow. */
export const withRecall = (counts: ByAction): ByAction & { recall: number | null; ban_recall: number | null } => ({
  ...counts, recall: share(flaggedOf(counts), counts.account_count), ban_recall: share(counts.ban_count, counts.account_count),
});

/** The attack from its kinds; null: there is none. */
export function attackOf(kinds: AttackResult["by_habit"]): AttackResult | null {
  if (kinds.length === 0) return null;
  const sum = (of: keyof ByAction): number => kinds.reduce((total, kind) => total + kind[of], 0);
  const counts: ByAction = {
    account_count: sum("account_count"), watch_count: sum("watch_count"), challenge_count: sum("challenge_count"), restrict_count: sum("restrict_count"), ban_count: sum("ban_count"),
  };
  return { ...withRecall(counts), by_habit: kinds };
}

const byAction = (row: Record<string, unknown>): ByAction => ({
  account_count: Number(row.account_count), watch_count: Number(row.watch_count), challenge_count: Number(row.challenge_count), restrict_count: Number(row.restrict_count), ban_count: Number(row.ban_count),
});
const flaggedOf = (counts: ByAction): number => counts.challenge_count + counts.restrict_count + counts.ban_count;

async function habits(engine: DuckDbEngine, each: Evaluation["rings"]["each"]): Promise<HabitResult[]> {
  const flagged = new Map<string, { flagged_count: number; right_count: number }>();
  for (const only_ban of [true, false]) {
    for (const row of await engine.rows(sqlFile("duckdb/evaluate/habit_precision.sql"), { only_ban })) {
      if (typeof row.habit === "string") flagged.set(`${only_ban} ${row.habit}`, { flagged_count: Number(row.flagged_count), right_count: Number(row.right_count) });
    }
  }
  return (await engine.rows(sqlFile("duckdb/evaluate/habit.sql"))).map((row) => {
    const habit = String(row.habit);
    const counts = byAction(row);
    const habitHit = (onlyBan: boolean): HabitHit => {
      const recall = (onlyBan ? counts.ban_count : flaggedOf(counts)) / counts.account_count;
      const behind = flagged.get(`${onlyBan} ${habit}`) ?? { flagged_count: 0, right_count: 0 };
      const precision = share(behind.right_count, behind.flagged_count);
      return { recall, precision, f1: f1Of(precision, recall), ...behind };
    };
    return {
      habit, ring_count: Number(row.ring_count), found_ring_count: each.filter((ring) => ring.habit === habit && ring.found).length, ...counts, ban: habitHit(true), any: habitHit(false),
    };
  });
}

async function framed(engine: DuckDbEngine): Promise<Evaluation["framed"]> {
  const [row] = await engine.rows(sqlFile("duckdb/evaluate/framed.sql"));
  const counts = byAction(row);
  return { ...counts, flagged_count: flaggedOf(counts), flagged_share: share(flaggedOf(counts), counts.account_count), ban_share: share(counts.ban_count, counts.account_count) };
}

/** The reliability table and its two numbers from the bins of `reliability.sql`. */
function calibrationOf(rows: readonly Record<string, unknown>[]): Calibration {
  const total = rows.reduce((sum, row) => sum + Number(row.account_count), 0);
  const bins = rows.map((row) => {
    const count = Number(row.account_count);
    return { from: Number(row.from_probability), to: Number(row.to_probability), account_count: count, mean_probability: Number(row.probability_sum) / count, true_share: Number(row.true_count) / count };
  });
  return {
    account_count: total,
    bins,
    brier_score: share(rows.reduce((sum, row) => sum + Number(row.squared_error_sum), 0), total),
    expected_calibration_error: share(bins.reduce((sum, bin) => sum + bin.account_count * Math.abs(bin.mean_probability - bin.true_share), 0), total),
  };
}

/** The harmonic mean of precision and recall; null where precision is not known. */
const f1Of = (precision: number | null, recall: number | null): number | null => (precision === null || recall === null ? null : precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall));

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/**
 * Hubert and Arabie's (1985) adjusted Rand index from pair counts: 1 for equal partitions, about 0 for chance, below 0 for worse.
 * Null with fewer than two accounts, or where neither side puts any two together.
 */
export function adjustedRandIndex(accountCount: number, bothCount: number, trueCount: number, foundCount: number): number | null {
  const pairs = (accountCount * (accountCount - 1)) / 2;
  if (pairs === 0 || trueCount + foundCount === 0) return null;
  const expected = (trueCount * foundCount) / pairs;
  const largest = (trueCount + foundCount) / 2;
  return largest === expected ? 1 : (bothCount - expected) / (largest - expected);
}

/**
 * Reads a csv or parquet list of accounts into a temporary table of text columns. Names are as in the file's header.
 * @param once what a row stands for: "account_id", or several columns of the file
 */
export async function readList(engine: DuckDbEngine, table: string, file: string, needed: readonly string[], optional: readonly string[], once = "account_id"): Promise<void> {
  if (!existsSync(file)) throw new RingfenceError("USAGE", `There is no file ${JSON.stringify(file)}. Give the path of a .csv or .parquet file.`);
  const reader = /\.parquet$/i.test(file) ? "read_parquet($file)" : "read_csv($file, header = true, all_varchar = true)";
  let columns: string[];
  try {
    columns = (await engine.rows(`describe select * from ${reader}`, { file })).map((row) => String(row.column_name));
  } catch (error) {
    throw new RingfenceError("INPUT", `${JSON.stringify(file)} cannot be read as ${/\.parquet$/i.test(file) ? "Parquet" : "CSV"}: ${messageOf(error).split("\n")[0]}. Check the file.`, { cause: error });
  }
  const missing = ["account_id", ...needed].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new RingfenceError("INPUT", `${JSON.stringify(file)} lacks the column ${missing.join(" and ")}; it has ${columns.join(", ") || "none"}. It needs account_id, ${needed.join(", ")}.`);
  }
  const wanted = [...needed, ...optional].map((name) => `${columns.includes(name) ? `min(cast(${name} as varchar))` : "cast(null as varchar)"} as ${name}`);
  try {
    await engine.run(`create temp table ${table} as select cast(account_id as varchar) as account_id, ${wanted.join(", ")} from ${reader} where account_id is not null group by ${once}`, { file });
  } catch (error) {
    throw new RingfenceError("INPUT", `${JSON.stringify(file)} cannot be read: ${messageOf(error).split("\n")[0]}. Check the file.`, { cause: error });
  }
}
