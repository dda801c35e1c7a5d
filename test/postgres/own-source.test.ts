import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readSettings, settingsHash } from "../../src/config/settings.js";
import { codeVersion } from "../../src/pipeline/describe-run.js";
import { runIncident } from "../../src/pipeline/run-incident.js";
import { runNightly, type NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { connect } from "../../src/postgres/connect.js";
import { makeWorld } from "../../src/world/make-world.js";
import { run } from "../cli/command-line.js";
import { openHouse, richRings, worldAsOfMs, type House } from "../pipeline/night.js";

// A platform with a schema of its own (ids that are numbers, times without a zone, a table that is called otherwise), read by a user with nothing but what
// `ringfence init` asks an administrator for.
let house: House;
let folder: string;
let theirs: string;
const person = `ringfence_test_own_${process.pid}`;

beforeAll(async () => {
  house = await openHouse();
  folder = mkdtempSync(join(tmpdir(), "own-source-"));
  await makeWorld({ accounts: 1500, seed: 3, out: join(folder, "world"), ...richRings, ringShare: 0.03 });
  await house.load(join(folder, "world"));
  await house.client.query(`
    create schema app;
    create table app.member as select row_number() over (order by account_id) as id, account_id as name, created_at at time zone 'UTC' as joined_at, protected as is_staff, closed_at at time zone 'UTC' as banned_at from accounts;
    create table app.session as select id as member_id, device_id as fingerprint, ip as address, logged_in_at at time zone 'UTC' as at from logins join app.member on name = account_id;
    create table app.event as select id as member_id, action as verb, target_id as subject, acted_at at time zone 'UTC' as at from actions join app.member on name = account_id;
    revoke temporary on database ${house.client.escapeIdentifier(new URL(house.url).pathname.slice(1))} from public;
    drop schema ringfence cascade`);
  const url = new URL(house.url);
  [url.username, url.password] = [person, "pw"];
  theirs = url.href;
}, 120_000);
afterAll(async () => {
  await house.client.query(`drop owned by ${person} cascade; drop role ${person}`);
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

const cli = (args: string[], config?: string): ReturnType<typeof run> => run(house.home, args, { env: { DATABASE_URL: theirs, ...(config === undefined ? {} : { RINGFENCE_CONFIG: config }) }, cwd: folder, nowMs: worldAsOfMs + 1000 });
const nightWith = (config: string): Promise<NightlyOutcome> =>
  runNightly({ place: { home: house.home, databaseUrl: theirs, sourceUrl: undefined, configFile: config }, settings: readSettings(config), asOfMs: worldAsOfMs, dryRun: false, now: () => worldAsOfMs + 1000, note: () => {}, progress: () => {}, threads: 2 });

describe("ringfence init", () => {
  test("writes both ways and prints the GRANTs; with these and no more a night of each finds what a night on the tables of the contract finds", async () => {
    const made = await cli(["init", "mine"]);
    expect(made).toMatchObject({ code: 0, out: readFileSync(join(folder, "mine", "grants.sql"), "utf8") });
    await house.client.query(readFileSync(join(folder, "mine", "views.sql"), "utf8"));
    await house.client.query(made.out);
    await house.client.query(`alter role ${person} password 'pw'`);
    expect(await cli(["check"])).toMatchObject({ code: 2, err: expect.stringContaining("A privilege is missing") });

    const views = join(folder, "mine", "with-views.json");
    expect(await cli(["check"], views)).toMatchObject({ code: 0, out: expect.stringContaining("schema ringfence_source") });
    // Who runs the nights cannot change the rules that hold it.
    expect(await cli(["migrate", "--json"], views)).toMatchObject({ code: 2 });
    expect(JSON.parse((await run(house.home, ["migrate", "--json"], { env: { DATABASE_URL: house.url } })).out)).toMatchObject({ missing_roles: [], split: true });
    const byViews = await nightWith(views);
    expect(byViews).toMatchObject({ status: "published", counts: { accounts_read: 1500 } });
    expect(byViews.counts.rings).toBeGreaterThan(0);

    const files = join(folder, "mine", "with-extract.json");
    const denied = await cli(["check"], files);
    expect(denied).toMatchObject({ code: 3, out: expect.stringContaining("permission denied") });
    await house.client.query(made.out.split("\n").filter((line) => /^-- {3}grant/.test(line)).map((line) => line.slice(2)).join("\n"));
    expect(await cli(["check"], files)).toMatchObject({ code: 0, out: expect.stringContaining(`through ${join(folder, "mine", "extract")}`) });
    const byFiles = await nightWith(files);
    expect(byFiles).toMatchObject({ status: "published", counts: { rings: byViews.counts.rings, candidates_ban: byViews.counts.candidates_ban, logins_used: byViews.counts.logins_used, actions_used: byViews.counts.actions_used } });
    const minutes = { place: { home: house.home, databaseUrl: theirs, sourceUrl: undefined, configFile: files }, settings: readSettings(files), asOfMs: worldAsOfMs + 60_000, now: () => worldAsOfMs + 61_000, note: () => {}, threads: 2 };
    expect(await runIncident(minutes)).toMatchObject({ status: "done", baselineRunId: byFiles.runId });
  }, 400_000);

  test("overwrites nothing", async () => {
    expect(await cli(["init", "mine"])).toMatchObject({ code: 2, err: expect.stringContaining("nothing was written") });
  });

  test("knows the roles that migrate makes", async () => {
    const { rows } = await house.client.query<{ role: string }>("select distinct grantee as role from information_schema.routine_privileges where routine_schema = 'ringfence' and grantee like 'ringfence\\_%' and grantee <> 'ringfence_owner' order by 1");
    expect(rows.length).toBeGreaterThan(6);
    const made = readFileSync(join(folder, "mine", "grants.sql"), "utf8");
    for (const { role } of rows) expect(made).toContain(`'${role}'`);
  });
});

describe("source.extract", () => {
  let own: string;
  const withFile = (name: string, sql: string): string => {
    writeFileSync(join(own, name), sql);
    const config = join(own, "config.json");
    writeFileSync(config, JSON.stringify({ source: { extract: "." } }));
    return config;
  };
  beforeEach(() => void (own = mkdtempSync(join(folder, "own-"))));

  test.each([
    ["a column less", "select cast(id as text), 0::bigint, false from app.member", /gives 3 columns/],
    ["a time that is none of ours", "select cast(id as text), joined_at, false, null::bigint from app.member", /timestamp without time zone as column 2, created_ms/],
    ["a table that is not there", "select cast(id as text), 0::bigint, false, null::bigint from app.nobody", /lacks a table.*account\.sql/],
    ["no SQL", "pick everything", /syntax error/],
    ["a placeholder that is none", "select cast(id as text), :since, false, null::bigint from app.member", /names the placeholder :since.*Known/],
    ["two statements", "select 1; drop table app.member", /syntax error/],
  ])("%s is refused before anything is read, with the file's name", async (_, sql, message) => {
    const config = withFile("account.sql", sql);
    await expect(nightWith(config)).rejects.toMatchObject({ exitCode: expect.toSatisfy((code: number) => code === 2 || code === 3), message: expect.stringMatching(message) });
    await expect(nightWith(config)).rejects.toMatchObject({ message: expect.stringContaining(join(own, "account.sql")) });
    expect((await house.rows("select count(*)::int as n from app.member"))[0].n).toBe(1500);
  });

  test("a misspelled name, an empty folder and no folder are configuration errors", async () => {
    const config = withFile("accounts.sql", "select 1");
    await expect(nightWith(config)).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining('"accounts.sql"') });
    rmSync(join(own, "accounts.sql"));
    await expect(nightWith(config)).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining("holds none") });
    writeFileSync(config, JSON.stringify({ source: { extract: "elsewhere" } }));
    await expect(nightWith(config)).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining("no folder") });
  });

  test("what the files say describes a run, where they lie does not", () => {
    const config = withFile("login.sql", "select 1");
    const other = join(folder, "moved");
    mkdirSync(other);
    writeFileSync(join(other, "login.sql"), "select 1");
    expect(codeVersion(own)).toBe(codeVersion(other));
    expect(codeVersion(own)).not.toBe(codeVersion());
    writeFileSync(join(other, "login.sql"), "select 2");
    expect(codeVersion(own)).not.toBe(codeVersion(other));
    const settings = readSettings(config);
    expect(settings.source.extract).toBe(own);
    const { extract: _, ...source } = settings.source;
    expect(settingsHash(settings)).toBe(settingsHash({ ...settings, source }));
  });
});

test("a user who may not make temporary tables is told before the night computes", async () => {
  const admin = await connect(house.url, "admin");
  const database = admin.escapeIdentifier(new URL(house.url).pathname.slice(1));
  await admin.query(`revoke temporary on database ${database} from ${person}`);
  const stages: string[] = [];
  await expect(runNightly({ place: { home: house.home, databaseUrl: theirs, sourceUrl: undefined, configFile: undefined }, settings: readSettings(join(folder, "mine", "with-views.json")), asOfMs: worldAsOfMs, dryRun: false, now: () => worldAsOfMs, note: () => {}, progress: ({ stage }) => stages.push(stage) })).rejects.toMatchObject({ code: "DATABASE", message: expect.stringContaining("grant temporary on database") });
  expect(stages).toEqual([]);
  await admin.end();
});
