import type { Command } from "commander";
import { example, printJson, type Tools } from "../tools.js";

/** `ringfence migrate`: the results schema in the database of DATABASE_URL, brought up to this code. */
export function addMigrate(program: Command, tools: Tools): void {
  program
    .command("migrate")
    .description("create the results schema (ringfence) in the database of DATABASE_URL, or bring it up to date")
    .option("--json", "print {from, to, missing_roles, split}: the versions before and after, roles that an administrator must create, and whether the schema belongs to a role that nobody logs in as")
    .addHelpText("after", example("DATABASE_URL=postgres://me@localhost/app ringfence migrate"))
    .action(async (options: { json?: boolean }) => {
      const { connect, describeUrl, openDatabase } = await import("../../postgres/connect.js");
      const { grantRoles, migrate } = await import("../../postgres/migrate.js");
      const { ownership } = await import("../../postgres/owner.js");
      const database = await openDatabase(tools.place, tools.note);
      try {
        const client = await connect(database.url, "ringfence migrate");
        try {
          const { from, to } = await migrate(client);
          const missing = await grantRoles(client);
          if (missing.length > 0 && options.json !== true) {
            tools.note(`This database user may not create roles. Ask an administrator of the server to run\n${missing.map((role) => `  create role ${role} nologin;`).join("\n")}\nand run "ringfence migrate" again, which grants them what they may do. Until then only the owner of the schema can review, release and consume.`);
          }
          const { split, mayEnd, actsAsOwner } = await ownership(client);
          if (options.json !== true && !database.embedded) {
            if (!split) tools.note("The results schema belongs to this database user: it can change every rule that holds decisions, and so can whoever has its password. Once run \"ringfence migrate\" as a superuser: it hands the schema to a role that nobody logs in as (ringfence_owner). What runs every night then needs the role ringfence_night only.");
            else if (actsAsOwner) tools.note("This database user may act as the owner of the results schema. Run nights as another one, which holds ringfence_night and nothing else: grant ringfence_night to USER;");
            if (split && !mayEnd) tools.note("An undo cannot end a session that stands in its way. A superuser can allow it: grant pg_signal_backend, pg_read_all_stats to ringfence_owner;");
          }
          if (options.json === true) printJson(tools, { from, to, missing_roles: missing, split });
          else tools.terminal.out(from === to ? `The results schema at ${describeUrl(database.url)} is up to date (version ${to}).\n` : `The results schema at ${describeUrl(database.url)} went from version ${from} to ${to}.\n`);
        } finally {
          await client.end().catch(() => {});
        }
      } finally {
        await database.stop();
      }
    });
}
