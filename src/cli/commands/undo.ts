import { Argument, type Command } from "commander";
import { formatCount } from "../../console/format-value.js";
import { example, printJson, type Tools } from "../tools.js";
import { timeId, withDatabase } from "../with-database.js";

/** `ringfence undo`: lifts what a ring, a run or a release caused. */
export function addUndo(program: Command, tools: Tools): void {
  program
    .command("undo")
    .addArgument(new Argument("<what>", "what caused it").choices(["ring", "run", "release"]))
    .argument("<id>", "its id")
    .description("lift everything that a ring, a run or a release caused, in one release and whatever the mode; what has not left yet is withdrawn")
    .requiredOption("--reason <text>", "why; kept with every case that is overturned")
    .option("--id <id>", "name of this release, chosen by you: asked again with the same id, it has no second effect (default: from the time)")
    .option("--json", "print {release_id, outcome, lifted, withdrawn, first_seq, last_seq}")
    .addHelpText("after", example('ringfence undo ring R-7 --reason "an agency, confirmed by its manager"', 'ringfence undo release 2025-12-22-morning --id sorry-1 --reason "a broken clock made them meet"'))
    .action(async (what: "ring" | "run" | "release", subject: string, options: { reason: string; id?: string; json?: boolean }) => {
      const id = options.id ?? timeId(tools, "undo");
      if (options.id === undefined && options.json !== true) tools.note(`This release is called ${id}; should its reply get lost, ask again with --id ${id}.`);
      const { undo } = await import("../../enforcement/releases.js");
      const result = await withDatabase(tools, "undo", (client) => undo(client, { what, subject, id, reason: options.reason }));
      if (options.json === true) return printJson(tools, { release_id: id, ...result });
      const sentence = {
        undone: `Lifted ${formatCount(result.lifted)} effects and withdrew ${formatCount(result.withdrawn)} open cases, as ${id}.`,
        nothing: "Nothing of it is in force or open.",
        already: `${id} was done before: ${formatCount(result.lifted)} effects lifted. Nothing was done now.`,
      }[result.outcome];
      tools.terminal.out(`${sentence}\n`);
    });
}
