import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "pg";
import { packageFolder } from "../../src/config/place.js";
import { functionFiles } from "../../src/postgres/functions.js";
import { candidate, many, openGates, openTown, people, reviewRing, type Person, type Town } from "./town.js";

// Who has only psql follows the README's chapter and docs/feed.md: every block of SQL in them, as the people they speak of.
let town: Town;
beforeAll(async () => {
  town = await openTown();
  await town.night(1, [...many(4).map((row, at) => ({ ...row, account_id: `a0${at + 1}` })), candidate("a05"), candidate("a77", { ring_id: "R-2" })]);
});
afterAll(() => town.close());

const blocks = (path: string, heading: string): string[] => {
  const text = readFileSync(join(packageFolder, path), "utf8");
  const from = text.indexOf(heading);
  expect(from).toBeGreaterThanOrEqual(0);
  const next = text.indexOf("\n## ", from + 1);
  return [...text.slice(from, heading.startsWith("## ") && next > 0 ? next : undefined).matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql);
};
/** The statements of a block, without comments. */
const statements = (sql: string): string[] => sql.replace(/--.*$/gm, "").split(/;\s*(?:\n|$)/).map((statement) => statement.trim()).filter((statement) => statement !== "");

/** Whose a statement is: whoever may call its function. */
function personFor(statement: string): Person {
  const called = /ringfence\.(\w+)\(/.exec(statement)?.[1];
  const file = functionFiles().find(({ name }) => name === called);
  return (Object.keys(people) as Person[]).find((person) => file?.roles.includes(people[person]))!;
}

test("the README's chapter, from what waits to an undo", async () => {
  const all = blocks("README.md", "## For enforcement teams").flatMap(statements);
  expect(all.length).toBeGreaterThanOrEqual(10);
  const outcomes: Record<string, unknown> = {};
  for (const statement of all) {
    const person = personFor(statement);
    const client: Client = await town.as(person);
    // The second person, whom a ban needs, does as the first; then the caps of a town of 100,000 leave room.
    const rows = (await client.query(statement)).rows as Record<string, unknown>[];
    outcomes[/ringfence\.(\w+)/.exec(statement)![1]] = rows[0];
    if (statement.includes("ringfence.look(")) for (const account of ["a02", "a03", "a04", "a05"]) await client.query(statement.replace("a01", account));
    if (statement.includes("decide_ring")) {
      expect(await reviewRing(await town.as("ben"), "R-1")).toMatchObject({ changed: "5" });
    }
  }
  expect(outcomes.release).toMatchObject({ outcome: "released", applied: "5" });
  expect(outcomes.feed_read).toMatchObject({ seq: "1", effect: "apply", action: "ban" });
  expect(outcomes.undo).toMatchObject({ outcome: "undone", lifted: "4" });
});

test("the contract's queries, as the enforcer; the check in SQL finds nothing, and finds what was changed", async () => {
  await openGates(town.owner, town);
  const enforcer = await town.as("enforcer");
  const all = blocks("docs/feed.md", "# The feed").flatMap(statements);
  expect(all.length).toBe(5);
  const check = all.find((statement) => statement.startsWith("with line"))!;
  for (const statement of all) await enforcer.query(statement);
  expect((await enforcer.query(check)).rows).toEqual([]);
  await town.owner.query("alter table ringfence.feed disable trigger append_only; update ringfence.feed set account_id = 'a99' where seq = 2; alter table ringfence.feed enable always trigger append_only");
  expect((await enforcer.query(check)).rows).toEqual([{ seq: "2", account_id: "a99" }]);
});
