import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTinyNight, hostileId } from "../duckdb/tiny-night.js";
import { run } from "./command-line.js";

let home: string;
let empty: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "cli-"));
  empty = mkdtempSync(join(tmpdir(), "cli-empty-"));
  await buildTinyNight(home);
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  rmSync(empty, { recursive: true, force: true });
});

const json = async (...argv: string[]): Promise<unknown> => {
  const { code, out, err } = await run(home, [...argv, "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
};
const keys = (row: unknown): string[] => Object.keys(row as object);

test("rings --json is a list of ring_summary rows", async () => {
  const rings = (await json("rings")) as Record<string, unknown>[];
  expect(rings).toHaveLength(1);
  expect(rings[0]).toEqual({
    ring_id: "R-1", status: "active", size: 6, core_count: 5, fringe_count: 0, closed_count: 0, protected_count: 1, evidence_bits: 143.2, price_bits: 110.1, kinds: ["device", "timing"],
    candidate_count: 5, ban_count: 4, first_seen_at: "2026-01-02T00:00:00.000Z", last_seen_at: "2026-01-03T00:00:00.000Z", first_run_id: "N-20260102-old", last_run_id: "N-20260103-aaa",
  });
});

test("rings lists what is alive; --all also what ended; --run what a run found", async () => {
  expect(((await json("rings", "--all")) as { ring_id: string }[]).map((ring) => ring.ring_id)).toEqual(["R-1", "R-2"]);
  expect(((await json("rings", "--run", "N-20260102-old")) as { ring_id: string }[]).map((ring) => ring.ring_id)).toEqual(["R-1", "R-2"]);
  expect(await json("rings", "--run", "no such run")).toEqual([]);
});

test("ring --json holds the ring, its members, keys and timeline", async () => {
  const found = (await json("ring", "R-1")) as Record<string, Record<string, unknown>[]>;
  expect(keys(found)).toEqual(["ring", "members", "rules", "keys", "oddities", "moments", "neighbours", "growth", "history", "former", "timeline"]);
  expect(found.members[0]).toEqual({ account_id: "r1", role: "core", evidence_bits: 30, action: "ban" });
  expect(keys(found.keys[0])).toEqual(["kind", "key", "source", "member_count", "under_count", "outside_count", "outside_under_count", "probability", "bits", "first_at", "last_at"]);
  expect(keys(found.history[0])).toEqual(["happened_at", "run_id", "event", "from_ring_id", "to_ring_id", "overlap_share", "matched_on", "matched_bits", "size", "joined_count", "left_count"]);
  expect(found.former).toEqual([{ account_id: "left", first_seen_at: "2026-01-02T00:00:00.000Z", last_seen_at: "2026-01-02T00:00:00.000Z", run_count: 1, now_in: null }]);
  expect(keys(found.timeline[0])).toEqual(["happened_at", "what", "detail", "account_count", "bits"]);
});

test("account --json holds the account, its memberships, why, ties and candidates", async () => {
  const found = (await json("account", hostileId)) as Record<string, Record<string, unknown>[]>;
  expect(keys(found)).toEqual(["account", "memberships", "why", "ties", "oddities", "candidates", "linked_group"]);
  expect(keys(found.account)).toEqual(["account_id", "created_at", "protected", "closed_at", "login_count", "action_count", "in_ring"]);
  expect(found.ties.map((tie) => tie.account_id)).toEqual(["r1", "r2", "r3", "r4", "r5"]);
});

test("candidates --json: open ones, strongest action and evidence first, reasons as an object", async () => {
  const rows = (await json("candidates")) as Record<string, unknown>[];
  expect(rows.map((row) => [row.account_id, row.action])).toEqual([["r1", "ban"], ["r2", "ban"], ["r3", "ban"], [hostileId, "ban"], ["r4", "restrict"]]);
  expect(keys(rows[0])).toEqual(["account_id", "action", "ring_id", "evidence_bits", "probability", "kinds", "state", "proposed_at", "expires_at", "run_id", "reasons", "case_id", "overturned_at", "overturned_reason", "state_at"]);
  expect(rows.map((row) => [row.case_id, row.overturned_at, row.overturned_reason, row.state_at]).slice(0, 2)).toEqual([["C-2", null, null, "2026-01-03T02:31:00.000Z"], ["C-3", "2026-01-02T12:00:00.000Z", "a shared tablet", "2026-01-03T02:31:00.000Z"]]);
  expect(rows.map((row) => row.probability)).toEqual([0.99, 0.98, 0.97, 0.96, 0.9]);
  expect(rows[0].reasons).toMatchObject({ ring_size: 6, bits_by_kind: { device: 34.1 } });
  expect(await json("candidates", "--all")).toHaveLength(6);
  expect(await json("candidates", "--min-bits", "29", "--action", "ban")).toHaveLength(2);
  expect(await json("candidates", "--ring", "R-2")).toEqual([]);
});

test("candidates --action ban --csv is the ban list, and any CSV reader gets the ids back as they are", async () => {
  const { out, err } = await run(home, ["candidates", "--action", "ban", "--csv"]);
  expect(err).toBe("As of the night that ended 2026-01-03 02:31 UTC; with DATABASE_URL as it is now.\n");
  expect(out.split("\r\n")[0]).toBe("account_id,ring_id,reason,proposed_at,expires_at");
  expect(out).toContain(`"${hostileId.replaceAll('"', '""')}",R-1,`);
  expect(out.endsWith("\r\n")).toBe(true);
  const { out: rest } = await run(home, ["candidates", "--csv", "--all"]);
  expect(rest.split("\r\n")[0]).toBe("account_id,action,ring_id,probability,reason,proposed_at,expires_at,state");
});

test("evaluate --json is a contract, --out writes the same and Markdown", async () => {
  writeFileSync(join(home, "truth.csv"), "account_id,ring,kind\nr1,one,farm\nr2,one,farm\n");
  writeFileSync(join(home, "innocents.csv"), "account_id,kind\nr3,framed_wifi\nann,household\n");
  const argv = ["--truth", join(home, "truth.csv"), "--innocents", join(home, "innocents.csv")];
  const found = (await json("evaluate", ...argv)) as Record<string, Record<string, unknown>[]>;
  expect(keys(found)).toEqual(["run_id", "account_count", "innocent_count", "ring_account_count", "unknown_count", "ban", "any", "rings", "habits", "sizes", "attack", "without_attack", "innocents", "framed", "calibration"]);
  expect(found.habits).toMatchObject([{ habit: "farm", ring_count: 1, account_count: 2, ban_count: 2, any: { recall: 1 } }]);
  expect(found.innocents.map((row) => [row.kind, row.account_count, row.flagged_count])).toEqual([["ordinary", 4, 2], ["framed_wifi", 1, 1], ["household", 1, 0]]);
  expect(found.framed).toMatchObject({ account_count: 1, ban_count: 1, ban_share: 1 });
  const { code, out, err } = await run(home, ["evaluate", ...argv, "--out", join(home, "evaluation")]);
  expect(code).toBe(0);
  expect(out).toContain("Framed victims: 1 innocents");
  expect(err).toContain("evaluation.md");
  expect(JSON.parse(readFileSync(join(home, "evaluation/evaluation.json"), "utf8"))).toEqual(found);
  expect(readFileSync(join(home, "evaluation/evaluation.md"), "utf8")).toContain("## Framed victims");
});

test("nothing that a terminal would obey is printed for people", async () => {
  for (const argv of [["ring", "R-1"], ["account", hostileId], ["candidates"], ["query", "from account"]]) {
    const { code, out } = await run(home, argv);
    expect(code).toBe(0);
    expect(out).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(out).toContain("\\u001b[31m");
  }
});

test("colours only where they can be seen", async () => {
  expect((await run(home, ["rings"], { colours: true })).out).toContain("\u001b[1m");
  expect((await run(home, ["rings"])).out).not.toContain("\u001b");
});

test("query answers in three forms, whatever the values are", async () => {
  const sql = "select 1 as a, null as b, 'x,\"y\"' as c, [1, 2] as d, timestamptz '2026-01-01 00:00:00+00' as e, 9007199254740993 as f, 'nan'::double as g";
  expect(await json("query", sql)).toEqual([{ a: 1, b: null, c: 'x,"y"', d: [1, 2], e: "2026-01-01T00:00:00.000Z", f: "9007199254740993", g: "NaN" }]);
  expect((await run(home, ["query", "--csv", sql])).out).toBe('a,b,c,d,e,f,g\r\n1,,"x,""y""","[1,2]",2026-01-01T00:00:00.000Z,9007199254740993,NaN\r\n');
  expect((await run(home, ["query", "from range(1000)", "--limit", "3"])).out).toMatch(/0\n +1\n +2\n… and more/);
  expect((await run(home, ["query", "from ring where false"])).out).toBe("No rows.\n");
});

test("ring --svg draws into a file, or to standard output", async () => {
  const { code, err } = await run(home, ["ring", "R-1", "--svg", "pictures/r1.svg"]);
  expect({ code, err }).toEqual({ code: 0, err: `Drew R-1 into ${join(home, "pictures/r1.svg")}.\n` });
  expect((await run(home, ["ring", "R-1", "--svg", "-"])).out).toBe(readFileSync(join(home, "pictures/r1.svg"), "utf8"));
  expect((await run(home, ["ring", "R-1", "--svg", "/dev/null/no/r1.svg"])).code).toBe(2);
});

test("ring writes a page, its growth and graphs; a node for each account, its id as it is", async () => {
  const { code, out, err } = await run(home, ["ring", "R-1", "--html", "out/r1.html", "--growth", "out/growth.svg", "--gexf", "out/r1.gexf", "--graphml", "out/r1.graphml"]);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  expect(err.match(/R-1 into /g)).toHaveLength(4);
  const written = (name: string): string => readFileSync(join(home, "out", name), "utf8");
  expect(written("r1.html").includes("Ring R-1")).toBe(true);
  expect(written("growth.svg")).toContain("2026-01-02: 5 accounts, 5 new, 0 left (birth)");
  for (const name of ["r1.gexf", "r1.graphml"]) {
    expect(written(name).match(/<node id=/g)).toHaveLength(6);
    expect(written(name).match(/<edge id=/g)).toHaveLength(15);
    expect(written(name)).toContain("o&#39;h &#34;no&#34;, &#10;&#9;\\u001b[31m\u202e🦊");
  }
  const { out: things } = await run(home, ["ring", "R-1", "--gexf", "-", "--things"]);
  expect([things.match(/<node id=/g)?.length, things.match(/<edge id=/g)?.length]).toEqual([7, 6]);
  expect(existsSync(join(home, "postgres"))).toBe(false);
});

test("a ring and an account are found as people write them: r-1, 1; an id as it is printed", async () => {
  for (const id of ["R-1", "r-1", "1"]) expect((await run(home, ["ring", id])).out).toContain("Ring R-1: 6 accounts");
  expect((await run(home, ["account", "o'h \"no\", \\n\\t\\u001b[31m\\u202e🦊"])).out).toContain("In ring R-1");
  expect((await run(home, ["account", "o'h\\n"])).code).toBe(2);
});

test.each([
  [["ring", "R-1", "--svg", "-", "--json"], /would mix on standard output/],
  [["ring", "R-1", "--things"], /Give --graphml FILE or --gexf FILE/],
  [["ring", "R-99", "--html", "x.html"], /no ring "R-99"/],
  [["ring", "R-99"], /no ring "R-99"/],
  [["account", "nobody"], /no account "nobody"/],
  [["query", "selec 1"], /syntax error/],
  [["query", "drop table ring"], /answers questions.*this is a DROP/],
  [["query", "call enable_logging(level = 'debug')"], /answers questions/],
  [["rings", "--frobnicate"], /unknown option/],
  [["frobnicate"], /unknown command/],
  [["ring"], /missing required argument/],
  [["candidates", "--action", "hang"], /Allowed choices/],
  [["candidates", "--json", "--csv"], /exclude each other/],
  [["candidates", "--min-bits", "many"], /must be a number/],
  [["run", "nightly", "--as-of", "2025-12-22 03:00"], /with its zone/],
  [["run", "nightly", "--as-of", "yesterday"], /must be a date/],
  [["world", "--accounts", "-5", "--seed", "1", "--out", "x"], /whole number/],
  [["load", "somewhere", "--append", "--replace"], /exclude each other/],
])("%j is a usage error with one sentence and exit code 2", async (argv, says) => {
  const { code, out, err } = await run(home, argv);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(says);
  expect(err.startsWith("ringfence: ")).toBe(true);
});

test("without a file every reading command says how to get one, and starts no Postgres", async () => {
  for (const argv of [["rings"], ["ring", "R-1"], ["ring", "R-1", "--html", "r1.html"], ["ring", "R-1", "--gexf", "r1.gexf", "--things"], ["account", "a"], ["candidates"], ["query", "select 1"]]) {
    const { code, err } = await run(empty, argv);
    expect(code).toBe(2);
    expect(err).toMatch(/no investigators' file at .* yet\. Run "ringfence run nightly"/);
  }
  expect(existsSync(join(empty, "postgres"))).toBe(false);
});

test("a broken configuration is told all at once, with exit code 2", async () => {
  const { code, err } = await run(home, ["run", "nightly"], { env: { RINGFENCE_CONFIG: "/nowhere.json" } });
  expect(code).toBe(2);
  expect(err).toMatch(/RINGFENCE_CONFIG points to "\/nowhere.json"/);
});
