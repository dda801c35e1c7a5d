import type { Command } from "commander";
import type { RingRow } from "../../duckdb/snapshot-row.js";
import { formatBits, formatCount, formatTime } from "../../console/format-value.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";

/** `ringfence rings`: every ring, strongest first. */
export function addRings(program: Command, tools: Tools): void {
  program
    .command("rings")
    .description("list the rings, strongest first")
    .option("--all", "also rings that are dormant, dead or merged into others")
    .option("--run <id>", "only rings that this run found")
    .option("--limit <n>", "at most this many", wholeNumber(1))
    .option("--json", "print the rows of the view ring_summary")
    .addHelpText("after", example("ringfence rings", "ringfence rings --json | jq '.[].ring_id'"))
    .action((options: { all?: boolean; run?: string; limit?: number; json?: boolean }) =>
      withSnapshot(tools, async (snapshot) => {
        const rings = await snapshot.rings({ ended: options.all === true, ...(options.run === undefined ? {} : { run: options.run }), ...(options.limit === undefined ? {} : { limit: options.limit }) });
        if (options.json === true) return printJson(tools, rings);
        const run = await snapshot.newestRun();
        const asOf = run === undefined ? "" : `\n${dim(tools.terminal)(`As of ${formatTime(run.as_of)} UTC, run ${run.run_id}.`)}\n`;
        tools.terminal.out(`${rings.length === 0 ? "No rings." : ringTable(tools, rings)}\n${asOf}`);
      }),
    );
}

/** Rings for people. */
export function ringTable(tools: Tools, rings: readonly RingRow[]): string {
  const some = rings.some((ring) => ring.status !== "active");
  return formatTable<RingRow>(
    [
      { head: "ring", cell: (ring) => ring.ring_id },
      { head: "accounts", align: "right", cell: (ring) => formatCount(ring.size) },
      { head: "tied by", cell: (ring) => ring.kinds.join(", ") },
      { head: "evidence", align: "right", cell: (ring) => formatBits(ring.evidence_bits) },
      { head: "price", align: "right", cell: (ring) => formatBits(ring.price_bits) },
      { head: "to ban", align: "right", cell: (ring) => formatCount(ring.ban_count) },
      { head: "other action", align: "right", cell: (ring) => formatCount(ring.candidate_count - ring.ban_count) },
      { head: "since", cell: (ring) => formatTime(ring.first_seen_at) },
      ...(some ? [{ head: "status", cell: (ring: RingRow) => ring.status }] : []),
    ],
    rings,
    bold(tools.terminal),
  );
}
