import { markdownTable, markdownText } from "../console/markdown-table.js";
import { printable } from "../console/printable.js";
import { formatTable } from "../console/table.js";
import { describeEvaluation, type Section } from "./describe-evaluation.js";
import type { Evaluation } from "./evaluate.js";

/** Cells made safe for where they are shown: names come from files and may hold anything. */
const safe = (table: NonNullable<Section["table"]>, escape: (text: string) => string): string[][] => table.rows.map((row) => row.map(escape));

/** An evaluation for a terminal. */
export function formatEvaluation(evaluation: Evaluation, bold: (text: string) => string = (text) => text): string {
  const parts = [`Run ${printable(evaluation.run_id)}`];
  for (const { title, text, table } of describeEvaluation(evaluation)) {
    parts.push(`${bold(title)}: ${text}`);
    if (table !== undefined && table.rows.length > 0) parts.push(formatTable(table.columns, safe(table, (cell) => printable(cell)), bold));
  }
  return parts.join("\n\n");
}

/** The same in Markdown, a heading for each part. */
export const markdownEvaluation = (evaluation: Evaluation): string =>
  `# Evaluation\n\nRun ${markdownText(evaluation.run_id)}, by \`ringfence evaluate\`.\n\n${describeEvaluation(evaluation).map((section) => markdownSection(section)).join("\n\n")}\n`;

/** One part in Markdown. */
export function markdownSection({ title, text, table }: Section, level = 2): string {
  const rows = table === undefined ? "" : markdownTable(table.columns, safe(table, markdownText));
  return [`${"#".repeat(level)} ${title}`, text, rows].filter((part) => part !== "").join("\n\n");
}
