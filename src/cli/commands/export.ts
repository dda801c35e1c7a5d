import { Argument, type Command } from "commander";
import { example, printJson, type Tools } from "../tools.js";

/** `ringfence export account ID`: the answer to a subject's access request. */
export function addExport(program: Command, tools: Tools): void {
  program
    .command("export")
    .addArgument(new Argument("<what>", "what to export").choices(["account"]))
    .argument("<id>", "the account's id, exactly as the source has it")
    .description("print all that is held on one account, for its own request, without other people's identifiers (JSON)")
    .addHelpText("after", `\nReads the results and the investigators' file, not the source's tables. Shared devices, addresses and targets are counted, not named.\n${example("ringfence export account a1b2c3 > a1b2c3.json")}`)
    .action(async (_what: string, id: string) => {
      const { exportAccount } = await import("../../pipeline/export-account.js");
      printJson(tools, await exportAccount({ place: tools.place, accountId: id, nowMs: tools.nowMs(), note: tools.note }));
    });
}
