import { Argument, type Command } from "commander";
import type { AllowEntry } from "../../enforcement/people.js";
import { allowKinds, type AllowKind } from "../../enforcement/nameable.js";
import { formatCount, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { example, moment, printJson, wholeNumber, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";

/** `ringfence allow`: what nothing is done about. */
export function addAllow(program: Command, tools: Tools): void {
  const allow = program
    .command("allow")
    .description("accounts, devices, addresses, networks, targets, registration times and floods that nothing is done about: add, list, remove")
    .addHelpText("after", example('ringfence allow add account a1b2 --reason "our own test account"', "ringfence allow list"));
  allow
    .command("add")
    .addArgument(new Argument("<kind>").choices(allowKinds))
    .argument("<value>", "as the source has it, devices and addresses in any spelling; a network with all that is in it (203.0.113.0/24); a registration time in ms, or a flood's number, as keys have it")
    .description("nothing that rests on it is proposed or released from now on")
    .requiredOption("--reason <text>", "why")
    .option("--until <time>", "when it ends by itself: 2026-03-01, an ISO time or epoch ms", moment)
    .option("--json", "print {allow_id, released_count}")
    .addHelpText("after", `\nWhat is no account counts where it is among the strongest keys of a case (the five that its reasons name).\n${example('ringfence allow add device kiosk-7 --reason "the terminal in the lobby" --until 2026-06-01')}`)
    .action(async (kind: AllowKind, value: string, options: { reason: string; until?: number; json?: boolean }) => {
      const { allowAdd } = await import("../../enforcement/people.js");
      const made = await withDatabase(tools, "allow", (client) => allowAdd(client, { kind, value, reason: options.reason, expiresAt: options.until === undefined ? null : new Date(options.until) }));
      if (options.json === true) return printJson(tools, made);
      tools.terminal.out(`Entry ${made.allow_id} of the allow-list holds from now on.${made.released_count > 0 ? ` ${formatCount(made.released_count)} cases that rest on it are in force already; "ringfence undo" lifts them.` : ""}\n`);
    });
  allow
    .command("remove")
    .argument("<number>", "of the entry, from the list", wholeNumber(1))
    .description("take an entry back")
    .addHelpText("after", example("ringfence allow remove 3"))
    .action(async (allowId: number) => {
      const { allowRemove } = await import("../../enforcement/people.js");
      const removed = await withDatabase(tools, "allow", (client) => allowRemove(client, allowId));
      tools.terminal.out(removed ? `Entry ${allowId} was taken back.\n` : `Entry ${allowId} was taken back before.\n`);
    });
  allow
    .command("list")
    .description("entries that hold")
    .option("--json", "print [{allow_id, kind, value, reason, author, added_at, expires_at}]")
    .addHelpText("after", example("ringfence allow list --json"))
    .action(async (options: { json?: boolean }) => {
      const { allowList } = await import("../../enforcement/people.js");
      const rows = await withDatabase(tools, "allow", (client) => allowList(client));
      if (options.json === true) return printJson(tools, rows);
      if (rows.length === 0) return tools.terminal.out("The allow-list is empty.\n");
      tools.terminal.out(`${formatTable<AllowEntry>(
        [
          { head: "entry", align: "right", cell: (row) => String(row.allow_id) },
          { head: "kind", cell: (row) => row.kind },
          { head: "value", cell: (row) => printable(row.value) },
          { head: "until", cell: (row) => formatTime(row.expires_at?.toISOString()) },
          { head: "by", cell: (row) => printable(row.author) },
          { head: "why", cell: (row) => printable(row.reason, 500) },
        ],
        rows,
        bold(tools.terminal),
        tools.terminal.width,
      )}\n`);
    });
}
