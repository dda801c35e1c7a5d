import { expect, test } from "vitest";
import { bareSql, codeOf, filesIn } from "./files.js";

// Behind a pooler in transaction mode a session is the application's a moment after a transaction of ours: what is set or taken for its
// length stays there. Everything of ours lasts for a transaction.
/** Rooms that speak Postgres; lines that speak to DuckDB are left out. */
const rooms = ["src/postgres", "src/enforcement", "src/web", "src/pipeline", "src/cli", "jobs"];
const statements = [
  ...filesIn("sql/postgres", ".sql").filter((path) => !path.startsWith("sql/postgres/migrations/")).map((path) => [path, bareSql(path)] as const),
  ...filesIn(rooms, ".ts").map((path) => [path, codeOf(path).replace(/^.*\bengine\.run\(.*$/gm, "")] as const),
];

test.each([
  ["a setting for the session", /["'`;]\s*set (?!local\b)\w+ (=|to)|set_config\([^)]*false\)/i],
  ["a lock for the session", /\bpg_(try_)?advisory_(lock|unlock)(_shared)?\s*\(/],
  ["a temporary table that outlives its transaction", /create (local |global )?temp(orary)? table(?![^;]*on commit drop)/i],
  ["a prepared statement", /["'`;]\s*(prepare|deallocate)\b|client\.query\(\{\s*name:/i],
  ["a cursor that is held", /with hold\b/i],
])("no statement of ours leaves %s in a session", (_, forbidden) => {
  expect(statements.filter(([, text]) => forbidden.test(text)).map(([path]) => path)).toEqual([]);
});

test("only the feed's consumer listens, and it asks first whether the session is its own", () => {
  expect(statements.filter(([, text]) => /["'`;]\s*listen \w/i.test(text)).map(([path]) => path)).toEqual(["src/enforcement/consume.ts"]);
  expect(codeOf("src/enforcement/consume.ts")).toMatch(/if \(!\(await isPooled\(client\)\)\) await client\.query\("listen /);
});
