import type { Command } from "commander";
import { formatCount } from "../../console/format-value.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { timeId, withDatabase } from "../with-database.js";

/** `ringfence release`: approved cases into the feed, past the brakes. */
export function addRelease(program: Command, tools: Tools): void {
  program
    .command("release")
    .description("write what people approved to the feed for enforcement, past the brakes; exits with 5 when a brake holds it")
    .option("--id <id>", "name of this release, chosen by you: asked again with the same id, it has no second effect (default: from the time)")
    .option("--ring <id>", "only cases of this ring")
    .option("--limit <n>", "at most this many cases, the oldest first", wholeNumber(1))
    .option("--accept <value>", "a value (device:abc, address:203.0.113.9, target:room) that the release may rest on by more than the limit")
    .option("--json", "print {release_id, outcome, brake, facts, message, applied, lifted, waiting, first_seq, last_seq}")
    .addHelpText("after", `\nWhere the reply is lost (a dead connection), ask again with the same --id.\n${example("ringfence release --id 2025-12-22-morning", "ringfence release --ring R-1 --limit 100")}`)
    .action(async (options: { id?: string; ring?: string; limit?: number; accept?: string; json?: boolean }) => {
      const id = options.id ?? timeId(tools, "release");
      if (options.id === undefined && options.json !== true) tools.note(`This release is called ${id}; should its reply get lost, ask again with --id ${id}.`);
      const { release } = await import("../../enforcement/releases.js");
      const result = await withDatabase(tools, "release", (client) => release(client, { id, ring: options.ring, most: options.limit, accept: options.accept }));
      if (options.json === true) printJson(tools, { release_id: id, ...result });
      const over = result.lifted > 0 && result.outcome !== "already" ? ` ${formatCount(result.lifted)} effects whose time was over were lifted.` : "";
      if (result.outcome === "held") throw new RingfenceError("GUARDRAIL", `${result.message}${over}`);
      if (options.json !== true) tools.terminal.out(`${result.message}${over}\n`);
    });
}
