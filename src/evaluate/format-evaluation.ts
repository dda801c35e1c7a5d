import Table from "cli-table3";
import type { Evaluation, Hit } from "./evaluate.js";

const number = (value: number | null, digits = 3): string => (value === null ? "–" : value.toFixed(digits));
/** Names from files may hold anything; a terminal must not obey them. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => `\\u${c.codePointAt(0)?.toString(16).padStart(4, "0")}`);
const newTable = (head: string[]): InstanceType<typeof Table> => new Table({ head, style: { head: [], border: [] } });

/** An evaluation for people: three small tables and what the numbers mean. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { ban, any, rings } = evaluation;
  const summary = newTable(["action", "flagged", "right", "wrong", "precision", "recall", "F1", "recall, mean of habits", "wrong per 10,000"]);
  const line = (name: string, hit: Hit): void => {
    summary.push([name, hit.flagged_count, hit.right_count, hit.wrong_count, number(hit.precision), number(hit.recall), number(hit.f1), number(hit.habit_mean_recall), number(hit.wrong_per_10000, 2)]);
  };
  line("ban", ban);
  line("challenge, restrict, ban", any);

  const habits = newTable(["habit", "accounts", "recall of ban", "recall of any action", "rings found"]);
  for (const row of any.by_habit) {
    const own = rings.each.filter((ring) => ring.habit === row.habit);
    habits.push([plain(row.habit), row.account_count, number(ban.by_habit.find((b) => b.habit === row.habit)?.recall ?? null), number(row.recall), `${own.filter((ring) => ring.found).length} of ${own.length}`]);
  }

  const parts = [
    `Run ${plain(evaluation.run_id)}: ${evaluation.account_count} open accounts, ${evaluation.ring_account_count} in ${rings.true_count} true rings.`,
    summary.toString(),
  ];
  if (any.by_habit.length > 0) {
    parts.push(habits.toString());
    parts.push(`Rings found: ${rings.found_count} of ${rings.true_count} (half of the members in one flagged ring that is at least half theirs). Adjusted Rand index: ${number(rings.adjusted_rand_index)}.`);
  }
  if (any.flagged_innocents.length > 0) {
    const innocents = newTable(["flagged innocents", "ban", "any action"]);
    for (const row of any.flagged_innocents) innocents.push([plain(row.kind), ban.flagged_innocents.find((b) => b.kind === row.kind)?.flagged_count ?? 0, row.flagged_count]);
    parts.push(innocents.toString());
  } else parts.push("No innocent account is flagged.");
  if (evaluation.unknown_count > 0) parts.push(`${evaluation.unknown_count} accounts of the truth file are not among the run's accounts and were left out.`);
  return parts.join("\n\n");
}
