import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { csvLine } from "../../src/console/csv-line.js";
import { printable } from "../../src/console/printable.js";
import { safeText, sealed } from "../../src/console/safe-text.js";
import { unsafePoints } from "../../src/console/unsafe-points.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { withoutData } from "../../src/engine/engine.js";
import { pinoPretty } from "../../jobs/pretty.js";
import { run } from "../cli/command-line.js";
import { candidate, many, one, openGates, openTown, userOf, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

/** Clears the screen, sets the title, writes to the clipboard, hides, turns round; with marks that a list had missed. */
const evil = "d\u001b[2J\u001b]0;owned\u0007\u001b]52;c;cm0gLXJm\u001b\\\u009b31m\u202e\u061c\u00ad\u180e\u206a\ufff9\u{e0041}\r\u001b[2K'x";
// oxlint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

let town: Town;
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "ringfence-attack-"));
  town = await openTown();
  await town.night(1, many(6, () => ({ device: evil, target: evil })).map((row) => ({ ...row, account_id: `${row.account_id}${evil}`, reasons: { ...row.reasons, keys: row.reasons.keys.slice(0, 1) } })));
  await town.approveAll();
  await openGates(town.owner, town);
});
afterEach(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});

attack({ who: "whoever chooses an id", attack: "escape sequences (clear, title, clipboard, bidi, tags) to a screen: advice of a brake, errors, tables, --json, --csv", by: "one way out, which escapes; a lint forbids others" }, async () => {
  const screen = (colours: boolean, ...argv: string[]): ReturnType<typeof run> => run(home, argv, { env: { DATABASE_URL: town.database.url }, screen: true, colours });
  for (const argv of [
    ["release", "--id", "r1"], ["release", "--id", evil], ["release", "--id", "r2", "--ring", evil], ["ring", evil], ["account", evil], ["review", "approve", "--ring", evil], ["review", "approve", "--ring", "R-1"], ["review", "look", `a000001${evil}`],
    ["review", "look", `a000001${evil}`, "--json"], ["undo", "account", `a000001${evil}`, "--id", "u1", "--reason", "why"], ["undo", "ring", evil, "--id", "u2", "--reason", "why"], ["allow", "add", "account", evil, "--reason", "why"], ["allow", "list"],
    ["candidates"], ["candidates", "--json"], ["candidates", "--csv"], ["candidates", "--all", "--csv", "--for-spreadsheets"], ["diff"], ["diff", "--json"], [evil], ["mode", evil], ["consume", "--consumer", evil, "--exec", "true"], ["query", evil], ["load", evil], ["export", "account", evil],
  ]) {
    for (const colours of [false, true]) {
      const { out, err } = await screen(colours, ...argv);
      // What is left of escapes are our own colours.
      // oxlint-disable-next-line no-control-regex
      const left = `${out}\n${err}`.replaceAll(/\u001b\[(?:1|2|22|3[1-9])m/g, "").replaceAll("\r\n", "\n");
      expect(obeyed.exec(left)?.[0].codePointAt(0)?.toString(16), `${argv.slice(0, 2).join(" ").slice(0, 20)}: ${JSON.stringify(left.slice(0, 300))}`).toBeUndefined();
    }
  }
  // And the advice still works: the value is written by number.
  const publisher = await town.as("publisher");
  const { message, brake } = await one(publisher, "select message, brake from ringfence.release('r3')");
  expect([brake, obeyed.test(String(message))]).toEqual(["one_value", false]);
  const again = /select \* from ringfence\.release\('r3'.*\);/.exec(String(message))![0];
  expect((await one(publisher, again)).outcome).toBe("released");
});

attack({ who: "whoever chooses an id", attack: "escape sequences through the error output of a consumer's command, and through an error that nobody caught", by: "both go the one way out" }, async () => {
  await town.owner.query("select ringfence.release('r1', accept => $1)", [`device:${evil}`]);
  const { code, err } = await run(home, ["consume", "--consumer", "c", "--once", "--exec", "cat >&2"], { env: { DATABASE_URL: town.database.url }, screen: true });
  expect([code, err.match(/"account_id":"a00000/g)?.length, obeyed.exec(err)]).toEqual([0, 6, null]);
  const thrown = `const at = setInterval(() => { if (process.listenerCount("uncaughtException") > 0) { clearInterval(at); throw new Error(${JSON.stringify(evil)}); } }, 1);`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(thrown)}`, join(packageFolder, "src", "cli", "launch.js"), "world", "--accounts", "100000", "--seed", "1", "--out", join(home, "world")], { encoding: "utf8", env: { ...process.env, RINGFENCE_DEBUG: "1" } });
  expect([status, stderr.includes("]0;owned"), obeyed.exec(stderr)]).toEqual([1, true, null]);
});

attack({ who: "whoever chooses an id", attack: "escape sequences to psql: refusals that name what somebody else asked for", by: "a refusal escapes what is more than letters, and ends" }, async () => {
  const appeals = await town.as("appeals");
  const account = String((await one(town.owner, "select account_id from ringfence.ban_candidate order by case_id limit 1")).account_id);
  await appeals.query("select ringfence.undo('account', $1, 'u1', 'an appeal')", [account]);
  const message = await appeals.query("select ringfence.undo('release', 'r1', 'u1', 'another')").then(() => "", (error: Error) => error.message);
  expect(message).toMatch(/^Release u1 was something else .*a00000.*\\u009b.*Choose another id\.$/);
  expect(obeyed.exec(message)).toBeNull();
  expect(await appeals.query("select ringfence.undo('account', repeat($1, 100000), 'u2', 'why')", [evil]).then(() => "", (error: Error) => `${error.message.length < 100_000}: ${obeyed.exec(error.message)?.[0]}`)).toBe("true: undefined");
});

attack({ who: "whoever chooses an id", attack: "an id that looks like our own colours, or forges a line of ours", by: "our styles carry what only this process knows; continued lines are indented" }, async () => {
  expect(safeText(`${sealed(31)}red${sealed(39)}`)).toBe("\u001b[31mred\u001b[39m");
  expect(safeText("\u001b[31;1000;1000;1000mred\u001b[31m\u001b[1;31m")).not.toContain("\u001b");
  const lines: string[] = [];
  const pretty = pinoPretty((text) => lines.push(safeText(text)));
  pretty.write(`${JSON.stringify({ level: "info", time: "2026-01-01T00:00:00.000Z", msg: `a\u009b31m${evil}` })}\n`);
  // oxlint-disable-next-line no-control-regex
  expect(obeyed.test(lines.join("").replaceAll(/\u001b\[\d{1,2}m/g, ""))).toBe(false);
});

attack({ who: "whoever chooses an id", attack: "rows of the source in an engine's error: stderr, runs.jsonl, run.reason, alerts", by: "messages tell no data; the whole is the cause, for RINGFENCE_DEBUG" }, async () => {
  const engine = await DuckDbEngine.open({ path: ":memory:", threads: 1 });
  try {
    const secret = `jane.doe@example.org ${"203.0.113.9,".repeat(900)}`;
    const error = await engine.run("select cast($value as integer)", { value: secret }).then(() => new Error("no error"), (thrown: Error) => thrown);
    expect(error.message).toMatch(/Conversion Error/);
    expect([error.message.includes("jane"), error.message.includes("203.0"), error.message.length < 400, String((error.cause as Error).message).includes("jane")]).toEqual([false, false, true, true]);
  } finally {
    engine.close();
  }
  expect(withoutData("Invalid Input Error: CSV Error on Line: 7\nOriginal Line: jane,1.2.3.4\nExpected Number")).toBe("Invalid Input Error: CSV Error on Line: 7");
  expect(withoutData("Error: 'it's\nhis 'own' to INT")).toBe("Error: … to INT");
  expect(withoutData("Error: 'it never ends")).toBe("Error: …");
});

attack({ who: "whoever chooses an id", attack: "formulas in CSV: =, +, -, @, tab, CR first, quoted, after spaces", by: "--for-spreadsheets, the default on a screen, says how many; --raw leaves bytes" }, async () => {
  for (const cell of ["=HYPERLINK(\"http://x\")", "+1+cmd|'/c calc'!A0", "-2+3+cmd|'/c calc'!A0", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1"]) expect(csvLine([cell], true).replaceAll('"', ""), cell).toMatch(/^ *'/);
  expect(csvLine(["-3.5", "plain", "a=b", -4, null, ""], true)).toBe('-3.5,plain,a=b,-4,,""\r\n');
  expect(csvLine(["=1"])).toBe("=1\r\n");
  // Where spreadsheets split at semicolons, quotes that begin in the middle hold nothing together, and a line end inside them ends a row.
  for (const cell of ["x;=cmd|'/c calc'!A0", "x; +1", "x|@SUM(1)", "x\n=1", "x\r\n=1", "x;＝1"]) expect(csvLine(["a", cell, "b"], true), cell).not.toMatch(/[;|\n]\s*[=+@＝](?!.*\r\n$)|[;|\n]\s*[=+@＝]/);
  await town.night(2, many(1).map((row) => ({ ...row, account_id: "=cmd|'/c calc'!A0", ring_id: "R-7" })));
  const csv = (screen: boolean, ...more: string[]): ReturnType<typeof run> => run(home, ["candidates", "--ring", "R-7", "--csv", ...more], { env: { DATABASE_URL: town.database.url }, screen });
  expect(await csv(true)).toMatchObject({ out: expect.stringContaining("\r\n'=cmd|"), err: expect.stringContaining("1 cells begin with '") });
  expect((await csv(false, "--for-spreadsheets")).out).toContain("\r\n'=cmd|");
  for (const raw of [await csv(false), await csv(true, "--raw")]) expect(raw).toMatchObject({ out: expect.stringContaining("\r\n=cmd|"), err: "" });
  expect(await csv(true, "--raw", "--for-spreadsheets")).toMatchObject({ code: 2 });
});

attack({ who: "whoever chooses an id", attack: "two ids that look the same: variation selectors, fillers and blanks that nobody sees", by: "they are escaped but behind an emoji" }, async () => {
  for (const point of [0xfe00, 0xfe0e, 0xfe0f, 0xe0100, 0xe01ef, 0x2800, 0x3164, 0x115f, 0x200d, 0x2061]) {
    const id = `jane${String.fromCodePoint(point)}`;
    expect([printable(id), safeText(id)], point.toString(16)).toEqual([expect.stringMatching(/^jane\\u/), expect.stringMatching(/^jane\\u/)]);
  }
  for (const fine of ["❤️ & co", "1️⃣", "好", "naïve"]) expect([printable(fine), safeText(fine)]).toEqual([fine, fine]);
});

test("the database refuses in reasons what the printer escapes: one list", async () => {
  const listed = (point: number): boolean => unsafePoints.some(([from, to]) => point >= from && point <= to);
  const { refused } = (await one(town.owner, "select array_agg(point order by point) as refused from generate_series(1, 1114111) as point where point not between 55296 and 57343 and not ringfence.is_plain(chr(point), 1)")) as { refused: number[] };
  const wanted: number[] = [];
  for (let point = 1; point <= 0x10ffff; point += 1) if ((point < 0xd800 || point > 0xdfff) && listed(point)) wanted.push(point);
  expect(refused).toEqual(wanted);
  for (const [from, to] of unsafePoints) for (const point of [from, to]) expect(printable(`a${String.fromCodePoint(point)}b`), point.toString(16)).toMatch(/^a\\/);
});

attack({ who: "a reviewer", attack: "a reason that people are shown turned round or hidden: U+061C, U+00AD, U+180E, U+206A, U+FFF9, tags", by: "is_plain and the printer share one list" }, async () => {
  const ana = await town.as("ana");
  for (const point of [0x61c, 0xad, 0x180e, 0x206a, 0x206f, 0xfff9, 0xfffb, 0xe0041, 0x202e, 0x9b]) {
    await expect(ana.query("select ringfence.allow_add('account', 'x', $1)", [`fine${String.fromCodePoint(point)}`]), point.toString(16)).rejects.toMatchObject({ code: "RF001" });
  }
  expect((await ana.query("select ringfence.allow_add('account', 'x', $1)", ["fine, très bien, 好, ❤️ & co"])).rowCount).toBe(1);
  expect(userOf("ana")).toContain("ana");
});

attack({ who: "whoever chooses an id", attack: "shell metacharacters, options, line ends in ids, where consume --exec hands effects to a shell's command", by: "an effect is one line of JSON on the command's input; its arguments and environment hold nothing of it" }, async () => {
  const ids = ["$(touch owned)", "`touch owned`", "'; touch owned; '", '"; touch owned; "', "| touch owned", "a\ntouch owned", "--help", "-rf", "%n%s", "${IFS}", "=x", "~", "*", "a\u2028b", "\\\\'", "BASH_FUNC_x%%=() { :; }"];
  const other = await openTown();
  try {
    await other.night(1, ids.map((id, at) => candidate(`${id}MARK`, { device: `${id}MARK`, target: `${id}MARK`, ring_id: `R-${at + 1}` })));
    await other.approveAll();
    await openGates(other.owner, other);
    await other.owner.query("select ringfence.release('r1')");
    const command = `printf '%s|' "$#" "$0" "$@" >> '${home}/said'; env >> '${home}/said'; cat >> '${home}/lines'`;
    expect(await run(home, ["consume", "--consumer", "shell", "--once", "--exec", command], { env: { DATABASE_URL: other.database.url } })).toMatchObject({ code: 0, err: expect.stringContaining(`${ids.length} effects applied`) });
    expect(readFileSync(join(home, "said"), "utf8")).not.toContain("MARK");
    expect(readFileSync(join(home, "lines"), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { account_id: string }).account_id).sort()).toEqual(ids.map((id) => `${id}MARK`).sort());
    expect([...readdirSync(home), ...readdirSync(process.cwd())].filter((name) => name === "owned")).toEqual([]);
  } finally {
    await other.close();
  }
});
