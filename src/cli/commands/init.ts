import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { packageFolder, type Place } from "../../config/place.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, type Tools } from "../tools.js";

const templateFolder = join(packageFolder, "templates");
/** What is written, by its path in DIR and below `templates/`. */
const files = ["with-views.json", "views.sql", "with-extract.json", "extract/account.sql", "extract/login.sql", "extract/action.sql", "grants.sql"] as const;

/** `ringfence init DIR`: what an operator with a schema of one's own starts from. */
export function addInit(program: Command, tools: Tools): void {
  program
    .command("init")
    .argument("<dir>", "a folder for the files; those that are there are left alone, and none is written")
    .description("write what another source schema needs (views, or SELECTs of your own, with a configuration for each) and print the GRANTs for an administrator")
    .addHelpText("after", `
Names of databases and users in the GRANTs are those of DATABASE_URL and RINGFENCE_SOURCE_URL. Touches no database.
  views      edit views.sql, run it, set RINGFENCE_CONFIG=DIR/with-views.json
  extract    where no views may be made: edit extract/*.sql, set RINGFENCE_CONFIG=DIR/with-extract.json
${example("ringfence init mine")}`)
    .action(async (dir: string) => {
      const { schemaRoles } = await import("../../postgres/functions.js");
      const folder = resolve(tools.cwd, dir);
      const there = files.filter((name) => existsSync(join(folder, name)));
      if (there.length > 0) throw new RingfenceError("USAGE", `${folder} has ${there.join(", ")} already; nothing was written. Give another folder, or move them away.`);
      const names = namesOf(tools.place, schemaRoles());
      const fill = (text: string): string => text.replace(/\{\{(\w+)\}\}/g, (_, name: keyof typeof names) => names[name]);
      for (const name of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), fill(readFileSync(join(templateFolder, name), "utf8")));
        // Nothing of accounts is in them, and the user of nights, who is often another one, must read them.
        chmodSync(dirname(join(folder, name)), 0o755);
        chmodSync(join(folder, name), 0o644);
      }
      tools.note(`Written to ${folder}: ${files.join(", ")}.
Either edit views.sql, have it run, and set RINGFENCE_CONFIG=${join(dir, "with-views.json")};
or, where no views may be made, edit extract/*.sql and set RINGFENCE_CONFIG=${join(dir, "with-extract.json")}. Then "ringfence check".
For an administrator, after views.sql (grants.sql):
`);
      tools.terminal.out(readFileSync(join(folder, "grants.sql"), "utf8"));
    });
}

/** Databases and users of the environment and the roles of people, as SQL; where it names no database or user, names to change. */
function namesOf(place: Place, roles: readonly string[]): Record<"results_database" | "results_user" | "source_database" | "source_user" | "users" | "roles", string> {
  const of = (url: string | undefined): { database: string; user: string } | undefined => {
    if (url === undefined || !URL.canParse(url)) return undefined;
    const { pathname, username } = new URL(url);
    return { database: decodeURIComponent(pathname.slice(1)) || "app", user: decodeURIComponent(username) || "ringfence" };
  };
  const results = of(place.databaseUrl) ?? { database: "app", user: "ringfence" };
  const source = of(place.sourceUrl) ?? results;
  return {
    results_database: identifier(results.database), results_user: identifier(results.user), source_database: identifier(source.database), source_user: identifier(source.user),
    users: [...new Set([results.user, source.user])].map(literal).join(", "),
    roles: roles.map(literal).join(", "),
  };
}

const identifier = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
