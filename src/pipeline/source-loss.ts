import type { Settings } from "../config/settings.js";
import { formatShare } from "../console/format-value.js";
import type { QuarantineRow } from "../postgres/result-row.js";

/** What a run read and used of its source: `<table>_read`, `<table>_used` and, by rule, what it left out. */
export interface SourceUse {
  runId: string;
  counts: Readonly<Record<string, number>>;
  quarantine: readonly QuarantineRow[];
}

/** What one rule left out. */
export interface Loss extends QuarantineRow {
  /** Of the table's rows of the run's time, 0 to 1. */
  share: number;
}

/** What the losses of a run mean: sentences for people, and why it must not be published, if so. */
export interface LossVerdict {
  warnings: string[];
  refusals: string[];
}

const tables = ["accounts", "logins", "actions"] as const;
type Table = (typeof tables)[number];

/** Fewer rows than this in the night before are no measure for a night: one more or less is a large share. */
const measureRows = 100;

/** Every rule of a run with the share of the table that it left out, the largest first. */
export function lossesOf(use: SourceUse): Loss[] {
  return use.quarantine
    .map((row) => ({ ...row, share: row.row_count / Math.max(1, rowsOfTime(use, row.source_table)) }))
    .sort((a, b) => b.share - a.share || (a.source_table + a.rule < b.source_table + b.rule ? -1 : 1));
}

/**
 * Judges what a run would leave out: against fixed limits, and against the newest published night before it. Rows lost beyond `max_lost_share` of a table
 * are a broken source, and so is a share (of rows, of one column's values, of values that are absent) that rose by more than `max_lost_rise` since, or
 * a table of which too little is there against what that night read: publishing would withdraw what stands, and judge the rest on half the evidence. What
 * is only above `warn_lost_share` is said. Values alone never refuse a first night: their rows are used, and what they would show is missing from the start.
 * @param before undefined: there is no such night
 */
export function judgeLosses(now: SourceUse, before: SourceUse | undefined, limits: Settings["source"]): LossVerdict {
  const losses = lossesOf(now);
  // A night of a version that did not count values apart cannot be compared with rule by rule.
  const measured = before?.counts.values_quarantined === undefined ? undefined : before;
  const warnings: string[] = [];
  const refusals: string[] = [];
  const say = (refused: boolean, warned: boolean, text: string): void => void (refused ? refusals.push(text) : warned && warnings.push(text));
  for (const table of tables) {
    const rows = losses.filter((loss) => loss.source_table === table && loss.left_out === "row");
    if (rows.length > 0) {
      const share = sum(rows);
      const rose = measured !== undefined && large(measured, table) && share - shareOf(measured, table, "row") > limits.max_lost_rise;
      const named = rows.map((loss) => `"${loss.rule}" ${loss.row_count}`).join(", ");
      say(share > limits.max_lost_share || rose, share > limits.warn_lost_share, `${table}: ${formatShare(share)} of the ${rowsOfTime(now, table)} rows are not used (${named})${compared(measured, shareOf(measured, table, "row"))}.`);
    }
    for (const loss of losses) {
      if (loss.source_table !== table || loss.left_out === "row" || loss.left_out === "outside") continue;
      const was = shareOf(measured, table, loss.left_out, loss.rule);
      const rose = loss.left_out !== "copy" && measured !== undefined && large(measured, table) && loss.share - was > limits.max_lost_rise;
      say(rose, loss.left_out !== "absent" && loss.share > limits.warn_lost_share, `${table}: "${loss.rule}" on ${formatShare(loss.share)} of the rows (${loss.row_count}); ${meaning[loss.left_out]}${compared(measured, was)}.`);
    }
    if (before === undefined) continue;
    const [there, thereBefore] = [rowsOfTime(now, table), rowsOfTime(before, table)];
    const gone = thereBefore === 0 ? 0 : 1 - there / thereBefore;
    const gauge = thereBefore >= measureRows || there === 0;
    const text = `${table}: ${there === 0 ? "no row" : `${there} rows`} of the run's time; the night before (${before.runId}) had ${thereBefore}.`;
    say(gauge && gone > limits.max_lost_share, gauge && gone > limits.max_lost_rise, text);
  }
  return { warnings, refusals };
}

const meaning = { copy: "each is used once", value: "the rest of the row is used", absent: "nothing is there, or what stands for nothing" } as const;

/** Rows of a table that are of the run's time: what shares are of. */
function rowsOfTime(use: SourceUse, table: Table): number {
  const outside = use.quarantine.filter((row) => row.source_table === table && row.left_out === "outside").reduce((total, row) => total + row.row_count, 0);
  return (use.counts[`${table}_read`] ?? 0) - outside;
}

const large = (use: SourceUse, table: Table): boolean => rowsOfTime(use, table) >= measureRows;

const sum = (losses: readonly Loss[]): number => losses.reduce((total, loss) => total + loss.share, 0);

function shareOf(use: SourceUse | undefined, table: Table, leftOut: QuarantineRow["left_out"], rule?: string): number {
  if (use === undefined) return 0;
  return sum(lossesOf(use).filter((loss) => loss.source_table === table && loss.left_out === leftOut && (rule === undefined || loss.rule === rule)));
}

const compared = (before: SourceUse | undefined, share: number): string => (before === undefined ? "" : `; the night before (${before.runId}) ${formatShare(share)}`);
