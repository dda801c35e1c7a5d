import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { privacyKeyOf } from "../../src/config/privacy-key.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { extract } from "../../src/postgres/extract.js";
import { keyedHash } from "../../src/postgres/hash-logins.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, fromSnapshot, openHouse, sampleFolder, worldAsOfMs, type House } from "./night.js";

const privacyKey = "7:correct horse battery staple";
const key = privacyKeyOf({ privacyKey })!;
let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Rings as sets of accounts with what is proposed for each, whatever the ids of the rings are. */
async function found(): Promise<unknown[]> {
  return house.rows(
    `select string_agg(account_id || ' ' || role || ' ' || ring_member.evidence_bits || ' ' || coalesce(action, ''), ',' order by account_id) as ring
     from ringfence.ring_member left join ringfence.ban_candidate using (run_id, account_id) group by ring_member.ring_id order by 1`,
  );
}

test("with a key the same rings are found in the sample, and the same is proposed; no raw address or device id is kept", async () => {
  await house.load(sampleFolder);
  await house.night();
  const open = await found();
  expect(open.length).toBeGreaterThan(5);
  await house.forget();
  const outcome = await house.night({ place: { ...house.place, privacyKey } });
  expect(outcome.status).toBe("published");
  expect(await found()).toEqual(open);
  expect(await house.rows("select privacy_key_version from ringfence.run")).toEqual([{ privacy_key_version: "7" }]);

  const raw = new Set((await house.rows("select device_id as value from logins union select host(ip) from logins")).map((row) => String(row.value)));
  expect(raw.size).toBeGreaterThan(10_000);
  const kept = [
    ...(await fromSnapshot(house.home, "select key, parent_key, source from coded.key where kind in ('device', 'ip', 'subnet')")).flatMap((row) => [row.key, row.parent_key, row.source]),
    ...(await house.rows("select key from ringfence.hub where kind in ('device', 'ip', 'subnet') union all select key from ringfence.ring_key where kind in ('device', 'ip')")).map((row) => row.key),
  ].flatMap((value) => (typeof value === "string" ? [value.replace(/@\d+$/, "")] : []));
  expect(kept.length).toBeGreaterThan(1000);
  expect(kept.filter((value) => !/^h7\.[0-9a-f]{32}$/.test(value))).toEqual([]);
  const words = JSON.stringify(await house.rows("select reasons from ringfence.ban_candidate")).split(/[^A-Za-z0-9_.:-]+/);
  expect(words.filter((word) => raw.has(word))).toEqual([]);
  expect((await house.rows("select key from ringfence.ring_key where kind = 'device' limit 1")).length).toBe(1);
});

test("the files of the extract hold hashes only: of the canonical address, its network and the device id, whatever the rows hold", async () => {
  await house.client.query("truncate accounts, logins, actions; alter table logins alter ip type text");
  const at = new Date(worldAsOfMs - 1000);
  const rows: [string, string | null, string | null][] = [
    ["plain", "phone-1", "203.0.113.9"], ["mapped", "phone-1", "::ffff:203.0.113.9"], ["six", 'a "quoted", one', "2001:db8:1:2:3:4:5:6"], ["six b", "two\nlines", "2001:db8:1:2::9"],
    ['h"o,s\nt', "gerät 🦊", "203.0.113.77"], ["private", "unknown", "192.168.1.4"], ["unreadable", "00000000", "my house"], ["nothing", null, null], ["empty", "", "10.0.0.1"], ["faker", "h7.00", "h7.00/h7.00"], ["upper", "71D82A3BDB5408C7", "::FFFF:CB00:7109"], ["lower", "71d82a3bdb5408c7", "unknown, 203.0.113.9:52100, 10.0.0.1"],
  ];
  for (const [account, device, ip] of rows) {
    await house.client.query("insert into accounts values ($1, '2025-01-01')", [account]);
    await house.client.query("insert into logins values ($1, $2, $3, $4)", [account, device, ip, at]);
  }
  const folder = folderIn(house.home, "extract");
  const { files } = await extract({ sourceUrl: house.url, schema: "public", timeZone: "UTC", asOfMs: worldAsOfMs, loginFromMs: 0, actionFromMs: 0, folder, privacyKey: key });
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  await engine.runFile("duckdb/stage/raw_login.sql", { file: files.login });
  const read = await engine.rows("select account_id, device_id, ip from raw_login");
  await engine.runFile("duckdb/stage/address.sql", { key_prefix: "h7." });
  const address = keyedHash(key, "address", "203.0.113.9");
  const [v4, v6] = [keyedHash(key, "subnet", "203.0.113.0/24"), keyedHash(key, "subnet", "2001:db8:1::/48")];
  const six = `${keyedHash(key, "address", "2001:db8:1:2::/64")}/${v6}`;
  const device = (id: string): string => keyedHash(key, "device", id);
  expect(read.map((row) => [row.account_id, row.device_id, row.ip])).toEqual([
    ["plain", device("phone-1"), `${address}/${v4}`], ["mapped", device("phone-1"), `${address}/${v4}`], ["six", device('a "quoted", one'), six], ["six b", device("two\nlines"), six],
    ['h"o,s\nt', device("gerät 🦊"), `${keyedHash(key, "address", "203.0.113.77")}/${v4}`], ["private", "unknown", "127.0.0.1"], ["unreadable", "00000000", "?"], ["nothing", null, null], ["empty", "", "127.0.0.1"],
    ["faker", device("h7.00"), "?"], ["upper", device("71d82a3bdb5408c7"), `${address}/${v4}`], ["lower", device("71d82a3bdb5408c7"), `${address}/${v4}`],
  ]);
  expect(await engine.rows("select address, subnet from address where ip = $ip", { ip: `${address}/${v4}` })).toEqual([{ address, subnet: v4 }]);
  expect(await engine.number("select count(*) from address where address is null")).toBe(1);
  engine.close();
  const text = readFileSync(files.login, "utf8");
  for (const secret of ["203.0.113", "2001:db8", "phone-1", "192.168", "my house"]) expect(text).not.toContain(secret);
  rmSync(folder, { recursive: true });
});

test("another key, or another version of it, gives other hashes; the kind of value is part of the hash", () => {
  const hashes = [keyedHash(key, "device", "x"), keyedHash(key, "address", "x"), keyedHash({ ...key, secret: "another secret of some length" }, "device", "x"), keyedHash({ ...key, version: "8" }, "device", "x")];
  expect(new Set(hashes).size).toBe(4);
  // HMAC-SHA-256 of "device", a zero byte and "x", the first 16 bytes.
  expect(keyedHash({ version: "1", secret: "key" }, "device", "x")).toBe("h1.f6a2d6a1a59b7fb3f7ab3e08211023f6");
});

test("a key that cannot be used stops the run before it reads, and is never repeated", async () => {
  for (const bad of ["no version, but a long secret", "1:short", "VERSION:correct horse battery staple"]) {
    const told = await house.night({ place: { ...house.place, privacyKey: bad } }).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: "CONFIG", message: expect.stringContaining("VERSION:SECRET") });
    expect(String(told)).not.toContain(bad);
  }
  const file = join(house.home, "key");
  writeFileSync(file, `${privacyKey}\n`);
  expect(privacyKeyOf({ privacyKeyFile: file })).toEqual(key);
  expect(() => privacyKeyOf({ privacyKeyFile: file, privacyKey })).toThrow(/both set/);
  expect(() => privacyKeyOf({ privacyKeyFile: join(house.home, "nowhere") })).toThrow(/cannot be read/);
  expect(privacyKeyOf({})).toBeUndefined();
});

test("a hash of a source that has no key is no address", async () => {
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 600, seed: 2, out: world });
  await house.client.query("drop table logins");
  await house.load(world);
  await house.client.query("alter table logins alter ip type text; update logins set ip = 'h7.0/h7.0'");
  await house.forget();
  await house.night();
  expect(await house.rows("select left_out from ringfence.quarantine where rule = 'ip unreadable'")).toEqual([{ left_out: "value" }]);
  expect(await fromSnapshot(house.home, "select count(*)::integer as n from trace where kind in ('ip', 'subnet')")).toEqual([{ n: 0 }]);
});
