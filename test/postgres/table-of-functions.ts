import type { Client } from "pg";
import { functionFiles, viewFiles } from "../../src/postgres/functions.js";

/** What a function refuses, itself or through those that it calls: the sentences of `ringfence.refuse` in their files. */
function refusalsOf(name: string, texts: ReadonlyMap<string, string>, seen = new Set<string>()): string[] {
  const text = texts.get(name);
  if (text === undefined || seen.has(name)) return [];
  seen.add(name);
  const code = text.replace(/^--.*$/gm, "");
  const own = [...code.matchAll(/ringfence\.refuse\((?:format\()?\s*'((?:[^']|'')*)'/g)].map(([, sentence]) => sentence.replaceAll("''", "'"));
  // A line that people are shown: what it is stands where it is called.
  const lines = [...code.matchAll(/ringfence\.plain_line\('((?:[^']|'')*)'/g)].map(([, what]) => `${what} must be one line …`);
  // Only what is called, not what a sentence speaks of.
  const called = [...code.replace(/'(?:[^']|'')*'/g, "''").matchAll(/ringfence\.(\w+)\(/g)].map(([, other]) => other).filter((other) => other !== name && other !== "plain_line" && other !== "refuse");
  return [...new Set([...own, ...lines, ...called.flatMap((other) => refusalsOf(other, texts, seen))])];
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** docs/functions.md: every function that a role may call, with its arguments, what it gives, whose it is and what it refuses; then the views. */
export async function tableOfFunctions(client: Client): Promise<string> {
  const files = functionFiles();
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const { rows } = await client.query<{ name: string; args: string; gives: string; says: string }>(
    "select proname as name, pg_get_function_arguments(oid) as args, pg_get_function_result(oid) as gives, obj_description(oid, 'pg_proc') as says from pg_proc where pronamespace = 'ringfence'::regnamespace",
  );
  const known = new Map(rows.map((row) => [row.name, row]));
  const { rows: views } = await client.query<{ name: string; says: string }>("select relname as name, obj_description(oid, 'pg_class') as says from pg_class where relnamespace = 'ringfence'::regnamespace and relkind = 'v'");
  const granted = files.filter(({ roles }) => roles.length > 0);
  const short = (roles: readonly string[]): string => roles.map((role) => role.replace("ringfence_", "")).join(", ");
  const part = ({ name, roles }: (typeof granted)[number]): string => {
    const { args, gives, says } = known.get(name)!;
    const refusals = refusalsOf(name, texts);
    return [
      `### ${name}`,
      says,
      `\`\`\`\nringfence.${name}(${args})\n  → ${gives.replace(/^TABLE\(/, "rows of (").replace(/^SETOF /, "rows of ")}\n\`\`\``,
      `For: ${short(roles)}.`,
      ...(refusals.length === 0 ? [] : [`Refuses:\n${refusals.map((sentence) => `- ${sentence}`).join("\n")}`]),
    ].join("\n\n");
  };
  return `# Functions for people and programs

Written by \`npx vitest run test/postgres/schema.test.ts -u\` from the files in \`sql/postgres/functions\` and the database that they make. Roles are \`ringfence_<name>\`. Refusals have SQLSTATE
RF001; %s stands for the value seen, %L for the same quoted. Who lacks the role gets 42501 (permission denied).

| function | reviewer | publisher | enforcer | appeals | auditor | reader | detector |
|---|---|---|---|---|---|---|---|
${granted.map(({ name, roles }) => `| [\`${name}\`](#${name}) | ${["reviewer", "publisher", "enforcer", "appeals", "auditor", "reader", "detector"].map((role) => (roles.includes(`ringfence_${role}`) ? "yes" : "")).join(" | ")} |`).join("\n")}

| view | for | rows |
|---|---|---|
${viewFiles().filter(({ roles }) => roles.length > 0).map(({ name, roles }) => `| \`${name}\` | ${short(roles)} | ${cell(views.find((view) => view.name === name)!.says)} |`).join("\n")}

${granted.map(part).join("\n\n")}

### new_epoch

${known.get("new_epoch")!.says}
`;
}
