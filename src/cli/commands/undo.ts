import { Argument, type Command } from "commander";
import { undoable, type Undoable } from "../../enforcement/nameable.js";
import { formatCount } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { example, printJson, type Tools } from "../tools.js";
import { timeId, withDatabase } from "../with-database.js";

/** `ringfence undo`: lifts what an account, a case, a ring, a run or a release has in force. */
export function addUndo(program: Command, tools: Tools): void {
  program
    .command("undo")
    .addArgument(new Argument("<what>", "what caused it").choices(undoable))
    .argument("<id>", "its id")
    .description("lift everything that an account or a case (a won appeal), a ring, a run or a release caused, in one release and whatever the mode; what has not left yet is withdrawn")
    .requiredOption("--reason <text>", "why; kept with every case that is overturned")
    .option("--allow", "put the accounts on the allow-list too, so that the next night does not propose them again")
    .option("--id <id>", "name of this release, chosen by you: asked again with the same id, it has no second effect (default: from the time)")
    .option("--json", "print {release_id, outcome, lifted, withdrawn, first_seq, last_seq, allowed}")
    .addHelpText("after", example('ringfence undo account a1b2c3 --allow --reason "appeal 512: a shared tablet"', 'ringfence undo ring R-7 --reason "an agency, confirmed by its manager"', 'ringfence undo release 2025-12-22-morning --id sorry-1 --reason "a broken clock made them meet"'))
    .action(async (what: Undoable, subject: string, options: { reason: string; allow?: boolean; id?: string; json?: boolean }) => {
      const id = options.id ?? timeId(tools, "undo");
      if (options.id === undefined && options.json !== true) tools.note(`This release is called ${id}; should its reply get lost, ask again with --id ${id}.`);
      const { undo } = await import("../../enforcement/releases.js");
      const result = await withDatabase(tools, "undo", (client) => undo(client, { what, subject, id, reason: options.reason, allow: options.allow }));
      if (options.json === true) return printJson(tools, { release_id: id, ...result });
      const sentence = {
        undone: `Lifted ${formatCount(result.lifted)} effects and withdrew ${formatCount(result.withdrawn)} open cases, as ${id}.`,
        nothing: "Nothing of it is in force or open.",
        ahead: `Lifted ${formatCount(result.lifted)} effects ahead of their rows in the feed: consumers are told now. Somebody keeps the lock on cases in an open transaction; nothing is released before it ends. Ask again with --id ${id}.`,
        already: `${id} was done before: ${formatCount(result.lifted)} effects lifted. Nothing was done now.`,
      }[result.outcome];
      const allowed =
        result.allowed !== null ? ` ${formatCount(result.allowed)} accounts went on the allow-list.`
        : result.outcome !== "undone" ? ""
        : ` The next night may propose ${what === "account" ? "it" : "them"} again; so that it does not, ${what === "account" ? `ringfence allow add account ${printable(subject, 200)} --reason TEXT` : "ringfence allow add account ID --reason TEXT"} (or --allow, next time).`;
      tools.terminal.out(`${sentence}${allowed}\n`);
    });
}
