import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { kindNames, traceKinds, type TraceKindSpec } from "../../src/traces/registry.js";
import { bareSql, codeOf, filesIn, textOf } from "./files.js";

const files = filesIn("sql", ".sql");
/** What is put in place by `ringfence migrate`: a function or a view a file, with its comments and grants. */
const inPlace = (path: string): boolean => path.startsWith("sql/postgres/functions/") || path.startsWith("sql/postgres/views/");
/** Comments on a catalogue are one statement each, and migrations are what they are; the only other files with more than one. */
const manyStatements = (path: string): boolean => path.startsWith("sql/duckdb/snapshot/comment/") || path.startsWith("sql/postgres/migrations/") || inPlace(path);
/** Read by two engines (see also dialect.test.ts); the rest belongs to one engine's adapter. */
const portable = filesIn(["sql/traces", "sql/graph", "sql/stage"], ".sql");

describe("kinds", () => {
  test("every kind of the registry has its one SQL file, and every file its kind", () => {
    expect(filesIn("sql/traces").map((path) => posix.basename(path, ".sql")).sort()).toEqual([...kindNames].sort());
  });

  test("a parent stands before the kinds given it", () => {
    for (const [kind, { given }] of Object.entries<TraceKindSpec>(traceKinds)) if (given !== undefined) expect(kindNames.indexOf(given as (typeof kindNames)[number])).toBeLessThan(kindNames.indexOf(kind as (typeof kindNames)[number]));
  });

  test("every usual curve that the registry names is a file, and every such file is named", () => {
    const named = Object.values<TraceKindSpec>(traceKinds).flatMap((spec) => (spec.usual === undefined ? [] : [spec.usual]));
    expect(filesIn("sql/graph/usual").map((path) => posix.basename(path, ".sql")).sort()).toEqual([...new Set(named)].sort());
  });

  test("look-backs and the parameters of kinds are in the registry and nowhere else", () => {
    for (const path of filesIn("sql/traces")) expect([path, /interval|\b\d{4,}\b/.exec(bareSql(path).replaceAll("86400000", ""))]).toEqual([path, null]);
  });

  test.each(filesIn("sql/traces"))("%s: the header says what the query cannot, the rows have the contract's columns", (path) => {
    const header = textOf(path).split("\n").filter((line) => line.startsWith("--")).join("\n");
    for (const word of ["Trace:", "Meaning:", "Reads:", "Gives:", "Class:", "Params:"]) expect(header).toContain(word);
    expect(header).toMatch(new RegExp(`Trace:\\s+${posix.basename(path, ".sql")}$`, "m"));
    expect(header).toContain(traceKinds[posix.basename(path, ".sql") as keyof typeof traceKinds].class);
    const spec: TraceKindSpec = traceKinds[posix.basename(path, ".sql") as keyof typeof traceKinds];
    for (const column of [...(spec.numbered === true ? ["thing_no", "moment_ms"] : ["key", "parent_key", "source"]), "first_ms", "last_ms"]) expect(bareSql(path)).toMatch(new RegExp(`\\bas ${column}\\b`));
  });
});

describe("every SQL file", () => {
  test("is there", () => expect(files.length).toBeGreaterThan(80));

  test.each(files)("%s", (path) => {
    expect(textOf(path), "starts with a comment that says what it means").toMatch(/^-- \S.{10,}/);
    if (manyStatements(path)) return;
    expect(bareSql(path).replace(/;\s*$/, ""), "holds one statement").not.toContain(";");
    expect(bareSql(path), "is lower-case").not.toMatch(/\b(SELECT|FROM|WHERE|INSERT|UPDATE|DELETE|CREATE|GROUP BY|ORDER BY|JOIN)\b/);
  });

  test("names in its header every parameter that it binds", () => {
    const silent = files.filter((path) => !manyStatements(path)).flatMap((path) => {
      const header = textOf(path).split("\n").filter((line) => line.trimStart().startsWith("--")).join("\n");
      return [...new Set([...bareSql(path).matchAll(/\$[a-z_]+/g)].map(([name]) => name))].filter((name) => !header.includes(name)).map((name) => `${path} ${name}`);
    });
    expect(silent).toEqual([]);
  });

  test("is run by somebody", () => {
    const code = filesIn(["src", "jobs"], ".ts").map(codeOf).join("\n");
    // `traces/${kind}.sql` runs every file there whose name is a word of the code; sqlNames("check") runs its whole folder.
    const asked = [...new Set([...code.matchAll(/["'`]((?:\$\{[^}]*\}|[a-z0-9_/.])+)\.sql["'`]/gi)].map(([, path]) => path))].map((path) => new RegExp(`^${path.replace(/\$\{[^}]*\}/g, "([a-z0-9_]+)")}$`));
    const unused = files.filter((file) => {
      const path = file.slice("sql/".length, -".sql".length);
      if (path.startsWith("postgres/migrations/") || inPlace(file) || code.includes(`sqlNames("${posix.basename(posix.dirname(file))}")`)) return false;
      return !asked.some((pattern) => {
        const found = pattern.exec(path);
        return found !== null && found.slice(1).every((name) => new RegExp(`\\b${name}\\b`).test(code));
      });
    });
    expect(unused).toEqual([]);
  });
});

describe("functions and views of the results schema", () => {
  const placed = files.filter(inPlace);
  const migrations = filesIn("sql/postgres/migrations").map(bareSql).join("\n");

  test.each(placed)("%s: one create or replace of its name, a comment, nothing for everybody, and for whom its first line says", (path) => {
    const name = posix.basename(path, ".sql");
    const text = textOf(path);
    expect(text.match(/^create .*$/gm)).toEqual([expect.stringMatching(new RegExp(`^create or replace (function|procedure|view) ringfence\\.${name}(\\(| as$)`))]);
    expect(text).toMatch(new RegExp(`^comment on (function|procedure|view) ringfence\\.${name} is '`, "m"));
    expect(text).toMatch(new RegExp(`^revoke all on (function |procedure |)ringfence\\.${name} from public;$`, "m"));
    const granted = /^grant (?:execute on function|select on) \S+ to (.*);$/m.exec(text)?.[1];
    expect(/^-- For: (.*)$/m.exec(text)?.[1]).toBe(granted ?? (path.includes("/views/") ? "the functions here" : "the functions and triggers here"));
  });

  test("no text in a body hangs on a setting of the session: a backslash stands in E'…' only", () => {
    const odd = placed.flatMap((path) => {
      const body = /\$\$([\s\S]*)\$\$/.exec(textOf(path))?.[1] ?? "";
      return (body.replace(/--.*$/gm, "").replace(/\be'(?:[^'\\]|''|\\.)*'/gi, "").match(/'(?:[^']|'')*'/g) ?? []).filter((text) => text.includes("\\")).map((text) => `${path}: ${text}`);
    });
    expect(odd).toEqual([]);
  });

  test("each is of use: granted, asked for by code, or used by another one, a trigger or a constraint", () => {
    const asked = filesIn("sql/postgres/enforcement", ".sql").map(bareSql).join("\n");
    const idle = placed.filter((path) => {
      const used = new RegExp(`\\bringfence\\.${posix.basename(path, ".sql")}\\b`);
      return !/^grant /m.test(textOf(path)) && !used.test(asked) && !used.test(migrations.replace(/create (function|procedure|view) [\s\S]*?;$/gm, "")) && !placed.some((other) => other !== path && used.test(textOf(other)));
    });
    expect(idle).toEqual([]);
  });
});

describe("sql/traces, sql/graph and sql/stage stay in the common subset of DuckDB and Spark", () => {
  test.each([
    ["qualify", /\bqualify\b/i],
    ["a cast with ::", /::/],
    ["integer division //", /\/\//],
    ["group by all, order by all", /\b(group|order)\s+by\s+all\b/i],
    ["an asof join", /\basof\b/i],
    ["unnest", /\bunnest\s*\(/i],
    ["lists", /\blist_|\barray_agg\b|\[/i],
    ["the clock", /\b(now|current_timestamp|current_date|today)\b/i],
    ["hash(), which differs between engines", /(?<!md5_)\bhash\s*\(/i],
    ["reading or writing files", /\bread_(parquet|csv|json)\w*\s*\(|\bcopy\b|\battach\b/i],
    ["positional or star exclusion", /\*\s*(exclude|replace)\b|\bcolumns\s*\(/i],
    ["distinct on", /\bdistinct\s+on\b/i],
    ["macros and arrow functions", /->|\bmacro\b/i],
    ["filter clauses", /\bfilter\s*\(/i],
    ["random", /\brandom\s*\(|\buuid\s*\(/i],
  ])("no %s", (_, forbidden) => {
    expect(portable.filter((path) => forbidden.test(bareSql(path)))).toEqual([]);
  });

  test("sums that decide are sums of integers: doubles depend on their order", () => {
    expect(portable.filter((path) => /\b(sum|avg)\s*\(\s*cast\([^()]*as double\)/i.test(bareSql(path)))).toEqual([]);
  });
});
