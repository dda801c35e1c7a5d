import type { Command } from "commander";
import type { PreviewRow } from "../../enforcement/releases.js";
import { formatCount, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";

/** Lines of the table for people; JSON is whole. */
const shownRows = 50;

/** `ringfence diff`: what a release would change. */
export function addDiff(program: Command, tools: Tools): void {
  program
    .command("diff")
    .description("show what a release would change if the mode were on, brakes apart; changes nothing")
    .option("--ring <id>", "only cases of this ring")
    .option("--limit <n>", "at most this many cases, the oldest first", wholeNumber(1))
    .option("--json", "print [{case_id, account_id, action, ring_id, expires_at, automatic}]")
    .addHelpText("after", example("ringfence diff", "ringfence diff --ring R-1 --json"))
    .action(async (options: { ring?: string; limit?: number; json?: boolean }) => {
      const { releasePreview } = await import("../../enforcement/releases.js");
      const rows = await withDatabase(tools, "diff", (client) => releasePreview(client, options.ring, options.limit));
      if (options.json === true) return printJson(tools, rows);
      if (rows.length === 0) return tools.terminal.out("A release would change nothing.\n");
      const table = formatTable<PreviewRow>(
        [
          { head: "case", cell: (row) => row.case_id },
          { head: "account", cell: (row) => printable(row.account_id) },
          { head: "would be", cell: (row) => `${row.action}${row.expires_at === null ? "" : ` until ${formatTime(row.expires_at.toISOString())}`}` },
          { head: "ring", cell: (row) => row.ring_id },
          { head: "by", cell: (row) => (row.automatic ? "itself" : "people") },
        ],
        rows.slice(0, shownRows),
        bold(tools.terminal),
      );
      tools.terminal.out(`A release in mode on would apply ${formatCount(rows.length)}:\n\n${table}\n`);
      if (rows.length > shownRows) tools.terminal.out(`${dim(tools.terminal)(`… and ${formatCount(rows.length - shownRows)} more (--json shows them)`)}\n`);
    });
}
