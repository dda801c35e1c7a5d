import { formatCount } from "../console/format-value.js";
import type { TableColumn } from "../console/table.js";
import type { ByAction, Evaluation, HabitResult, Hit, InnocentKindResult, SizeResult } from "./evaluate.js";

/** One part of an evaluation for people: a title, a sentence that says what the numbers are, a table. */
export interface Section {
  title: string;
  text: string;
  /** Its cells may hold names from files: whoever shows them escapes them. */
  table?: { columns: readonly TableColumn<readonly string[]>[]; rows: readonly (readonly string[])[] };
}

/** A share or mean with three digits; – for none. */
export const formatShare = (value: number | null | undefined, digits = 3): string => (value === null || value === undefined ? "–" : value.toFixed(digits));

/** A table of strings; heads that begin with ">" stand to the right. */
export const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): NonNullable<Section["table"]> => ({
  columns: heads.map((head, at) => ({ head: head.replace(/^>/, ""), align: head.startsWith(">") ? "right" : "left", cell: (row) => row[at] })),
  rows,
});

const count = formatCount;

/** An evaluation as sections, the same for a terminal and for Markdown. */
export function describeEvaluation(evaluation: Evaluation): Section[] {
  const { ban, any, rings, framed, calibration } = evaluation;
  const levels: [string, Hit][] = [["ban", ban], ["challenge, restrict, ban", any]];
  const sections: Section[] = [
    {
      title: "Accounts",
      text: `${count(evaluation.account_count)} open accounts, ${count(evaluation.ring_account_count)} in ${count(rings.true_count)} true rings.`,
      table: tableOf(
        ["action", ">flagged", ">right", ">wrong", ">precision", ">recall", ">F1", ">recall, mean of habits", ">wrong per 10,000"],
        levels.map(([name, hit]) => [name, count(hit.flagged_count), count(hit.right_count), count(hit.wrong_count), formatShare(hit.precision), formatShare(hit.recall), formatShare(hit.f1), formatShare(hit.habit_mean_recall), formatShare(hit.wrong_per_10000, 2)]),
      ),
    },
  ];
  if (evaluation.habits.length > 0) {
    sections.push({
      title: "Rings by habit",
      text:
        `Rings found: ${rings.found_count} of ${rings.true_count}: a flagged ring overlaps them by at least .8 (shared accounts / the smaller of the two), holds at least half of their members and is at least half theirs. ` +
        `Adjusted Rand index: ${formatShare(rings.adjusted_rand_index)}. Recall is of open members, precision of everybody flagged in the rings that stand for the habit.`,
      table: habitTable(evaluation.habits),
    });
  }
  if (evaluation.sizes.length > 0) sections.push({ title: "Rings by size", text: "The attack left out, if there is one. Recall is of open members.", table: sizeTable(evaluation.sizes) });
  if (evaluation.attack !== null) {
    const { attack, without_attack: rest } = evaluation;
    sections.push({
      title: "The attack",
      text:
        `${count(attack.account_count)} open accounts in rings that hold somebody of the kind attack: ${percent(attack.recall)} flagged, ${percent(attack.ban_recall)} for a ban. ` +
        `Without them: precision ${formatShare(rest.any.precision)}, recall ${formatShare(rest.any.recall)}; of bans ${formatShare(rest.ban.precision)}, ${formatShare(rest.ban.recall)}.`,
      table: tableOf(["kind", ...actionHeads], attack.by_habit.map((row) => [row.habit, ...actionCells(row)])),
    });
  }
  sections.push({
    title: "Innocents by kind",
    text: any.wrong_count === 0 ? "No innocent account is flagged." : `${count(any.wrong_count)} innocents are flagged, ${count(ban.wrong_count)} of them for a ban. To watch is no flag.`,
    table: innocentTable(evaluation.innocents),
  });
  if (framed.account_count > 0) {
    sections.push({
      title: "Framed victims",
      text: `${count(framed.account_count)} innocents whom somebody tried to frame: ${count(framed.flagged_count)} flagged (${percent(framed.flagged_share)}), ${count(framed.ban_count)} for a ban (${percent(framed.ban_share)}), ${count(framed.watch_count)} watched.`,
    });
  }
  if (calibration.account_count > 0) {
    sections.push({
      title: "Probabilities",
      text: `Of the proposals that said this, so many were in a ring. Brier score ${formatShare(calibration.brier_score, 4)}, expected calibration error ${formatShare(calibration.expected_calibration_error, 4)}, over ${count(calibration.account_count)} proposals (to watch included).`,
      table: reliabilityTable(calibration.bins),
    });
  }
  if (evaluation.unknown_count > 0) sections.push({ title: "Left out", text: `${count(evaluation.unknown_count)} accounts of the truth file are not among the run's accounts and were left out.` });
  return sections;
}

/** Rings by habit, one row each. */
export const habitTable = (habits: readonly HabitResult[]): NonNullable<Section["table"]> =>
  tableOf(
    ["habit", ">rings", ">found", ">accounts", ">ban", ">restrict", ">challenge", ">watch", ">recall, ban", ">recall", ">precision", ">F1"],
    habits.map((row) => [
      row.habit, count(row.ring_count), count(row.found_ring_count), count(row.account_count), count(row.ban_count), count(row.restrict_count), count(row.challenge_count), count(row.watch_count),
      formatShare(row.ban.recall), formatShare(row.any.recall), formatShare(row.any.precision), formatShare(row.any.f1),
    ]),
  );

/** Rings by size, one row each. */
export const sizeTable = (sizes: readonly SizeResult[]): NonNullable<Section["table"]> =>
  tableOf(
    ["accounts in the ring", ">rings", ">found", ...actionHeads, ">recall, ban", ">recall"],
    sizes.map((row) => [
      row.to_size === null ? `${row.from_size} and more` : `${row.from_size} to ${row.to_size}`, count(row.ring_count), count(row.found_ring_count), ...actionCells(row),
      formatShare(row.ban_recall), formatShare(row.recall),
    ]),
  );

/** Innocents by kind, one row each; also kinds of which nobody is flagged. */
export const innocentTable = (kinds: readonly InnocentKindResult[]): NonNullable<Section["table"]> =>
  tableOf(
    ["innocents", ">accounts", ">protected", ">ban", ">restrict", ">challenge", ">watch", ">flagged per 10,000"],
    kinds.map((row) => [row.kind, count(row.account_count), count(row.protected_count), count(row.ban_count), count(row.restrict_count), count(row.challenge_count), count(row.watch_count), formatShare(row.per_10000, 2)]),
  );

/** The reliability table, one row per bin. */
export const reliabilityTable = (bins: Evaluation["calibration"]["bins"]): NonNullable<Section["table"]> =>
  tableOf(
    ["probability said", ">proposals", ">mean said", ">in a ring"],
    bins.map((bin) => [`${bin.from.toFixed(2)} to ${bin.to.toFixed(2)}`, count(bin.account_count), formatShare(bin.mean_probability), formatShare(bin.true_share)]),
  );

const actionHeads = [">accounts", ">ban", ">restrict", ">challenge", ">watch"];
const actionCells = (row: ByAction): string[] => [row.account_count, row.ban_count, row.restrict_count, row.challenge_count, row.watch_count].map(count);

const percent = (value: number | null): string => (value === null ? "–" : `${(100 * value).toFixed(2)} %`);
