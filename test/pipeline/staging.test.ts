import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { stage } from "../../src/pipeline/detect.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ringfence-staging-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Cell = string | number | boolean | null;
type Row = readonly Cell[];

const day = 86_400_000;
const asOfMs = Date.UTC(2026, 0, 10);
const yesterday = asOfMs - day;

/** As the extract writes it: null is nothing, empty text is two quotes. */
const csv = (rows: readonly Row[]): string =>
  rows.map((row) => `${row.map((cell) => (cell === null ? "" : typeof cell === "string" && (cell === "" || /[",\n\r]/.test(cell)) ? `"${cell.replaceAll('"', '""')}"` : String(cell))).join(",")}\n`).join("");

const account = (id: Cell, created: Cell = asOfMs - 100 * day, isProtected: Cell = false, closed: Cell = null): Row => [id, created, isProtected, closed];

interface Staged {
  engine: DuckDbEngine;
  fingerprint: string;
  /** "table: rule" → rows; "(value)" and the like behind it where not the whole row was left out. What was not there at all is left away. */
  quarantine: Record<string, number>;
}

/** Runs the shipped staging files, in their order, on a few rows, and lets `look` see the tables. */
async function staged<T>(rows: { accounts?: readonly Row[]; logins?: readonly Row[]; actions?: readonly Row[] }, look: (result: Staged) => Promise<T>): Promise<T> {
  const files = { account: join(folder, "account.csv"), login: join(folder, "login.csv"), action: join(folder, "action.csv") };
  writeFileSync(files.account, csv(rows.accounts ?? [account("ana"), account("ben")]));
  writeFileSync(files.login, csv(rows.logins ?? []));
  writeFileSync(files.action, csv(rows.actions ?? []));
  const engine = await DuckDbEngine.open({ path: ":memory:", threads: 2 });
  try {
    const { fingerprint } = await stage(engine, files, asOfMs);
    const left = await engine.rows("select source_table, rule, left_out, row_count from quarantine where rule not in ('device_id missing', 'ip missing', 'target_id missing') order by source_table, rule, left_out");
    return await look({ engine, fingerprint, quarantine: Object.fromEntries(left.map((row) => [`${String(row.source_table)}: ${String(row.rule)}${row.left_out === "row" ? "" : ` (${String(row.left_out)})`}`, Number(row.row_count)])) });
  } finally {
    engine.close();
  }
}

/** What staging makes of one ip text: [address, subnet], or "unreadable". */
async function addressOf(ip: string): Promise<unknown> {
  return staged({ logins: [["ana", "d1", ip, yesterday]] }, async ({ engine, quarantine }) => {
    if (quarantine["logins: ip unreadable (value)"] === 1) return "unreadable";
    const [row] = await engine.rows("select address, subnet from login");
    return [row.address, row.subnet];
  });
}

const silent = [null, null];

describe("addresses", () => {
  test.each([
    ["an IPv4 address as it is, under its /24", "81.2.69.142", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 mapped into IPv6 is IPv4", "::ffff:81.2.69.142", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 mapped, in capitals and in full", "0:0:0:0:0:FFFF:81.2.69.142", ["81.2.69.142", "81.2.69.0/24"]],
    ["a mask is cut off", "81.2.69.142/32", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 mapped, in hex", "::ffff:5102:458e", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 mapped, in hex, in capitals and in full", "0000:0000:0000:0000:0000:FFFF:5102:458E", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 mapped, with a port", "[::ffff:81.2.69.142]:52100", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 mapped, with a port and no brackets", "::ffff:81.2.69.142:52100", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 compatible", "::81.2.69.142", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv4 translated", "::ffff:0:81.2.69.142", ["81.2.69.142", "81.2.69.0/24"]],
    ["NAT64", "64:ff9b::5102:458e", ["81.2.69.142", "81.2.69.0/24"]],
    ["NAT64, dotted", "64:FF9B::81.2.69.142", ["81.2.69.142", "81.2.69.0/24"]],
    ["NAT64 of a local prefix", "64:ff9b:1::5102:458e", ["81.2.69.142", "81.2.69.0/24"]],
    ["NAT64 of another prefix is none", "64:ff9c::5102:458e", silent],
    ["6to4", "2002:5102:458e::1", ["81.2.69.142", "81.2.69.0/24"]],
    ["Teredo holds it inverted", "2001:0:c000:201:0:1234:aefd:ba71", ["81.2.69.142", "81.2.69.0/24"]],
    ["a mapped private address, in hex", "::ffff:c0a8:10a", silent],
    ["a dotted tail of any IPv6", "2a02:8109:9440:1198::81.2.69.142", ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["IPv4 with a port", "81.2.69.142:52100", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv6 in brackets", "[2a02:8109:9440:1198::1]", ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["IPv6 in brackets, with zone and port", "[2A02:8109:9440:1198::1%25eth0]:443", ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["a mask of IPv6 is cut off", "2a02:8109:9440:1198::1/128", ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["a list of proxies: the client", "81.2.69.142, 104.16.0.1, 10.0.0.1", ["81.2.69.142", "81.2.69.0/24"]],
    ["a list of proxies that begins inside a network", "192.168.1.7,81.2.69.142:4711,104.16.0.1", ["81.2.69.142", "81.2.69.0/24"]],
    ["a list of proxies that begins with nothing", "unknown, ::ffff:5102:458e", ["81.2.69.142", "81.2.69.0/24"]],
    ["a list of private addresses", "192.168.1.7, 10.0.0.1", silent],
    ["a list of nothing", "unknown, -", "unreadable"],
    ["a Forwarded header", 'For="[2a02:8109:9440:1198::17]:4711";proto=https, for=10.0.0.1', ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["a Forwarded header whose pairs come in another order", 'by=10.0.0.1;proto=https;for="[::ffff:5102:458e]:4711"', ["81.2.69.142", "81.2.69.0/24"]],
    ["an array of Postgres", "{10.0.0.1,81.2.69.142}", ["81.2.69.142", "81.2.69.0/24"]],
    ["an array of JSON", '["10.0.0.1", "81.2.69.142"]', ["81.2.69.142", "81.2.69.0/24"]],
    ["with a scheme", "http://81.2.69.142:8080", ["81.2.69.142", "81.2.69.0/24"]],
    ["as gRPC prints it", "ipv6:[::ffff:5102:458e]:52100", ["81.2.69.142", "81.2.69.0/24"]],
    ["spaces that nobody sees", "\u200b81.2.69.142\u00a0", ["81.2.69.142", "81.2.69.0/24"]],
    ["NAT64 of a local prefix, around the octet that stays free", "64:ff9b:1:5102:45:8e00::", ["81.2.69.142", "81.2.69.0/24"]],
    ["quotes around", '"81.2.69.142"', ["81.2.69.142", "81.2.69.0/24"]],
    ["as Java prints it", "/81.2.69.142:52100", ["81.2.69.142", "81.2.69.0/24"]],
    ["a port that is none", "81.2.69.142:http", "unreadable"],
    ["brackets that do not close", "[2a02::1", "unreadable"],
    ["an octet with zeros in front, which some read as octal", "081.002.069.142", "unreadable"],
    ["a number", "1359103374", "unreadable"],
    ["IPv6 that ends in a colon", "1:2:3:4:5:6:7:", "unreadable"],
    ["spaces around are cut off", " 81.2.69.142 ", ["81.2.69.142", "81.2.69.0/24"]],
    ["IPv6 is its /64, under its /48", "2a02:8109:9440:1198:a1b2:c3d4:e5f6:7", ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["IPv6 with zeros left out", "2a02:8109::1", ["2a02:8109:0:0::/64", "2a02:8109:0::/48"]],
    ["IPv6 in capitals and with leading zeros is the same", "2A02:8109:0000:0000::0001", ["2a02:8109:0:0::/64", "2a02:8109:0::/48"]],
    ["IPv6 with a zone", "2a02:8109:9440:1198::1%eth0", ["2a02:8109:9440:1198::/64", "2a02:8109:9440::/48"]],
    ["private 10/8", "10.1.2.3", silent],
    ["private 172.16/12, first", "172.16.0.1", silent],
    ["private 172.16/12, last", "172.31.255.255", silent],
    ["172.32 is public", "172.32.0.1", ["172.32.0.1", "172.32.0.0/24"]],
    ["private 192.168/16", "192.168.1.10", silent],
    ["192.169 is public", "192.169.1.10", ["192.169.1.10", "192.169.1.0/24"]],
    ["carrier-grade NAT, first", "100.64.0.1", silent],
    ["carrier-grade NAT, last", "100.127.255.254", silent],
    ["100.63 is public", "100.63.0.1", ["100.63.0.1", "100.63.0.0/24"]],
    ["100.128 is public", "100.128.0.1", ["100.128.0.1", "100.128.0.0/24"]],
    ["loopback", "127.0.0.1", silent],
    ["link-local IPv4", "169.254.10.10", silent],
    ["multicast", "224.0.0.251", silent],
    ["nothing", "0.0.0.0", silent],
    ["private, mapped into IPv6", "::ffff:10.0.0.1", silent],
    ["loopback IPv6", "::1", silent],
    ["unspecified IPv6", "::", silent],
    ["link-local IPv6", "fe80::1ff:fe23:4567:890a", silent],
    ["unique local IPv6", "fd12:3456:789a:1::1", silent],
    ["multicast IPv6", "ff02::1", silent],
    ["garbage", "not-an-address", "unreadable"],
    ["an octet too large", "81.2.69.256", "unreadable"],
    ["an octet too few", "81.2.69", "unreadable"],
    ["an octet too many", "81.2.69.1.2", "unreadable"],
    ["IPv6 with a group too long", "2a02:81090::1", "unreadable"],
    ["IPv6 with too many groups", "1:2:3:4:5:6:7:8:9", "unreadable"],
    ["IPv6 shortened twice", "2a02::1::2", "unreadable"],
    ["IPv6 with no letter for a number", "2a02::g", "unreadable"],
    ["empty text", "", "unreadable"],
  ])("%s: %s", async (_, ip, expected) => {
    expect(await addressOf(ip)).toEqual(expected);
  });

  test("a private address does not cost the login its device", async () => {
    await staged({ logins: [["ana", "d1", "192.168.0.2", yesterday]] }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select device_id, address from login")).toEqual([{ device_id: "d1", address: null }]);
      expect(quarantine).toEqual({ "logins: ip private or reserved (absent)": 1 });
    });
  });

  test("an unreadable address does not cost the login its device; without a device nothing is left of the row", async () => {
    await staged({ logins: [["ana", "d1", "my house", yesterday], ["ben", null, "my house", yesterday]] }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select device_id, address from login")).toEqual([{ device_id: "d1", address: null }]);
      expect(quarantine).toEqual({ "logins: ip unreadable (value)": 1, "logins: ip unreadable": 1 });
    });
  });
});

describe("devices", () => {
  test.each(["", " ", "null", "NULL", "undefined", "unknown", "none", "n/a", "0", "-", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "000000000000000", "02:00:00:00:00:00", "9774d56d682e549c", "\\N", "#N/A", "(not set)", "Not Available", "anonymous", "0x0", "0x0000000000000000", "11111111-1111-1111-1111-111111111111", "{AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA}", "0123456789abcdef", "1234567890", "d41d8cd98f00b204e9800998ecf8427e", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"])(
    "the placeholder %j is no device; the address of the login stays",
    async (device) => {
      await staged({ logins: [["ana", device, "81.2.69.142", yesterday], ["ben", device, "81.2.69.143", yesterday]] }, async ({ engine }) => {
        expect(await engine.rows("select device_id, address from login order by address")).toEqual([{ device_id: null, address: "81.2.69.142" }, { device_id: null, address: "81.2.69.143" }]);
      });
    },
  );

  test.each([
    ["a UUID", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", ["3F2504E0-4F89-11D3-9A0C-0305E82C3301", "3f2504e04f8911d39a0c0305e82c3301", "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301"]],
    ["a hexadecimal id", "71d82a3bdb5408c7", ["71D82A3BDB5408C7", "71d82A3bDb5408c7"]],
    ["a UUID with what copying leaves around it", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", [" 3f2504e0-4f89-11d3-9a0c-0305e82c3301\n", '"3F2504E0-4F89-11D3-9A0C-0305E82C3301"', "(3F2504E0-4F89-11D3-9A0C-0305E82C3301)", "\u200b3f2504e0-4f89-11d3-9a0c-0305e82c3301"]],
    ["a UUID behind a short word", "idfv:3f2504e0-4f89-11d3-9a0c-0305e82c3301", ["IDFV:3F2504E0-4F89-11D3-9A0C-0305E82C3301", "idfv:3F2504E0-4F89-11D3-9A0C-0305E82C3301"]],
    ["a hexadecimal id behind 0x", "71d82a3bdb5408c7", ["0x71D82A3BDB5408C7", "0X71d82a3bdb5408c7"]],
    ["a hardware address", "00:1a:2b:3c:4d:5e", ["00-1A-2B-3C-4D-5E", "00:1A:2b:3C:4d:5e", "001A.2B3C.4D5E"]],
  ])("%s is one device however it is spelled", async (_, canonical, spellings) => {
    await staged({ logins: [canonical, ...spellings].map((device, i): Row => ["ana", device, null, yesterday + i]) }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select distinct device_id from login")).toEqual([{ device_id: canonical }]);
      expect(quarantine).toEqual({});
    });
  });

  test.each([["letters beyond f", "Zk3fA9bQx1", "zK3fA9bQx1"], ["short ids", "aBc123", "ABC123"], ["spaces", "d1", "d1 "]])("%s: two spellings stay two devices", async (_, one, other) => {
    await staged({ logins: [["ana", one, null, yesterday], ["ben", other, null, yesterday]] }, async ({ engine }) => expect(await engine.number("select count(distinct device_id) from login")).toBe(2));
  });

  test.each(["d0", "f00d", "0f0f", "unknown-17", "00000000-0000-0000-0000-000000000001", "' or 1=1 --"])("the look-alike %j is a device", async (device) => {
    await staged({ logins: [["ana", device, null, yesterday]] }, async ({ engine }) => expect(await engine.rows("select device_id from login")).toEqual([{ device_id: device }]));
  });
});

describe("rows", () => {
  test("accounts: each is used once or counted under the first rule that it breaks", async () => {
    const accounts = [account("ana"), account("ana", asOfMs - 50 * day), account("ana", null), account(null), account(""), account("new", asOfMs), account("just", asOfMs - 1), account("gone", asOfMs - 9 * day, true, asOfMs - 8 * day)];
    await staged({ accounts }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select account_id, created_ms::double as created_ms, protected, closed_ms::double as closed_ms from account order by account_id")).toEqual([
        { account_id: "ana", created_ms: asOfMs - 100 * day, protected: false, closed_ms: null },
        { account_id: "gone", created_ms: asOfMs - 9 * day, protected: true, closed_ms: asOfMs - 8 * day },
        { account_id: "just", created_ms: asOfMs - 1, protected: false, closed_ms: null },
      ]);
      expect(quarantine).toEqual({ "accounts: account_id missing": 2, "accounts: account_id twice (copy)": 2, "accounts: created_at after as_of (outside)": 1 });
    });
  });

  test("an account without a usable time of creation keeps everything but that time", async () => {
    const zeroTime = Date.UTC(1, 0, 1) - 1900 * 365.25 * day;
    const accounts = [account("missing", null), account("zero", 0), account("go", zeroTime), account("phone", asOfMs + 4000 * day), account("zone", asOfMs + day / 3), account("never", Date.UTC(9999, 11, 31)), account("unborn", asOfMs + day / 3), account("odd", Date.UTC(9999, 11, 31))];
    const logins = ["missing", "zero", "go", "phone", "never", "unborn"].map((id): Row => [id, "d1", null, id === "unborn" ? asOfMs : yesterday]);
    await staged({ accounts, logins, actions: [["zone", "follow", "ben", yesterday], ["missing", "follow", "ben", yesterday]] }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select account_id, created_ms from account order by account_id")).toEqual(["go", "missing", "never", "odd", "phone", "zero", "zone"].map((account_id) => ({ account_id, created_ms: null })));
      expect(await engine.number("select count(*) from login")).toBe(5);
      expect(await engine.number("select count(*) from action")).toBe(2);
      expect(quarantine).toEqual({
        "accounts: created_at missing (value)": 1, "accounts: created_at impossibly early (value)": 2, "accounts: created_at after as_of (value)": 4,
        "accounts: created_at after as_of (outside)": 1, "logins: outside the look-back (outside)": 1,
      });
    });
  });

  test("of two rows of one account the one with a usable time is taken, wherever it stands", async () => {
    await staged({ accounts: [account("ana", 0), account("ana", yesterday), account("ben", null), account("ben", yesterday)] }, async ({ engine, quarantine }) => {
      expect(await engine.number("select count(*) from account where created_ms is not null")).toBe(2);
      expect(quarantine).toEqual({ "accounts: account_id twice (copy)": 2 });
    });
  });

  test("nothing is closed before it was created: zero times are open, and so is what says never; each is counted", async () => {
    const created = asOfMs - 50 * day;
    const zeroTime = -62_135_596_800_000;
    const accounts = [account("zero", created, false, 0), account("go", created, false, zeroTime), account("before", created, false, created - 1), account("never", created, false, Date.UTC(9999, 11, 31)), account("infinity", created, false, 8_640_000_000_000_000),
      account("closed", created, false, created), account("later", created, false, asOfMs + day), account("undated", null, false, yesterday), account("neither", null, false, zeroTime)];
    await staged({ accounts }, async ({ engine, quarantine }) => {
      expect((await engine.rows("select account_id from account where closed_ms is not null order by account_id")).map((row) => row.account_id)).toEqual(["closed", "later", "undated"]);
      expect(quarantine).toEqual({ "accounts: closed_at before created_at (value)": 4, "accounts: closed_at that says never (absent)": 2, "accounts: created_at missing (value)": 2 });
    });
  });

  test("a target that stands for none is none, and is counted; the action stays", async () => {
    const targets = ["", "null", "None", "0", "-1", "00", "nullify", "1"];
    await staged({ actions: targets.map((target, i): Row => ["ana", "like", target, yesterday + i]) }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select target_id from action where target_id is not null order by target_id")).toEqual(["00", "1", "nullify"].map((target_id) => ({ target_id })));
      expect(await engine.number("select count(*) from action")).toBe(targets.length);
      expect(quarantine).toEqual({ "actions: target_id that stands for none (absent)": 5 });
    });
  });

  test("logins: window, unknown accounts, missing parts and duplicates", async () => {
    const logins: Row[] = [
      ["ana", "d1", "81.2.69.1", asOfMs - 90 * day], ["ana", "d1", "81.2.69.1", asOfMs - 90 * day - 1], ["ana", "d1", "81.2.69.1", asOfMs], ["ana", "d1", "81.2.69.1", asOfMs - 1],
      ["zoe", "d1", "81.2.69.1", yesterday], [null, "d1", "81.2.69.1", yesterday], ["", "d1", "81.2.69.1", yesterday], ["ben", "d1", "81.2.69.1", null], ["ben", null, null, yesterday], ["ben", "d2", "here", yesterday],
      ["ben", "d3", null, yesterday], ["ben", "d3", null, yesterday], ["ben", "d3", null, yesterday], ["ben", null, "81.2.69.9", yesterday],
      ["ana", "d1", "81.2.69.1", 0], ["ana", "d1", "81.2.69.1", -62_135_596_800_000], ["ana", "d1", "81.2.69.1", Date.UTC(9999, 11, 31)],
    ];
    await staged({ logins }, async ({ engine, quarantine }) => {
      expect(await engine.number("select count(*) from login")).toBe(5);
      expect(quarantine).toEqual({
        "logins: outside the look-back (outside)": 2, "logins: unknown account": 1, "logins: account_id missing": 2, "logins: logged_in_at missing": 1, "logins: logged_in_at impossible": 2, "logins: logged_in_at in the future": 1,
        "logins: neither device nor ip": 1, "logins: ip unreadable (value)": 1, "logins: duplicate (copy)": 2,
      });
    });
  });

  test("actions: window, unknown accounts, missing parts and duplicates; an action without a target is an action", async () => {
    const actions: Row[] = [
      ["ana", "follow", "ben", asOfMs - 7 * day], ["ana", "follow", "ben", asOfMs - 7 * day - 1], ["ana", "follow", "ben", asOfMs], ["ana", "search", null, yesterday],
      ["zoe", "follow", "ben", yesterday], [null, "follow", "ben", yesterday], ["ana", null, "ben", yesterday], ["ana", "", "ben", yesterday], ["ana", "follow", "ben", null], ["ana", "like", "ben", yesterday], ["ana", "like", "ben", yesterday],
    ];
    await staged({ actions }, async ({ engine, quarantine }) => {
      // Whoever leaves out the name shares that.
      expect((await engine.rows("select action from action order by action")).map((row) => row.action)).toEqual(["?", "follow", "like", "search"]);
      expect(quarantine).toEqual({
        "actions: outside the look-back (outside)": 2, "actions: unknown account": 1, "actions: account_id missing": 1, "actions: action missing (absent)": 2, "actions: acted_at missing": 1, "actions: duplicate (copy)": 2,
      });
    });
  });

  test("of a list of addresses the first one stands for the login, and the last two others are rows of no copy: who sends a list chooses its front", async () => {
    const logins: Row[] = [["ana", "d1", "81.2.69.1, 81.2.70.2, 10.0.0.1, 81.2.71.3, 81.2.72.4", yesterday], ["ana", "d1", "81.2.69.1, 81.2.70.2, 10.0.0.1, 81.2.71.3, 81.2.72.4", yesterday]];
    await staged({ logins }, async ({ engine, quarantine }) => {
      expect(await engine.rows("select device_id, address, copy_count::integer as copies from login order by address")).toEqual([
        { device_id: "d1", address: "81.2.69.1", copies: 2 }, { device_id: null, address: "81.2.71.3", copies: 0 }, { device_id: null, address: "81.2.72.4", copies: 0 },
      ]);
      expect(quarantine).toEqual({ "logins: duplicate (copy)": 1 });
    });
  });

  test("values that are not there are counted on the rows that are used", async () => {
    const logins: Row[] = [["ana", "d1", null, yesterday], ["ben", null, "81.2.69.1", yesterday], ["ben", null, null, yesterday]];
    await staged({ logins, actions: [["ana", "search", null, yesterday]] }, async ({ engine }) => {
      expect(await engine.rows("select source_table, rule, row_count::integer as n from quarantine where left_out = 'absent' order by 1, 2")).toEqual([
        { source_table: "actions", rule: "target_id missing", n: 1 }, { source_table: "logins", rule: "device_id missing", n: 1 }, { source_table: "logins", rule: "ip missing", n: 1 },
      ]);
    });
  });

  test("two actions that would read the same stay two deeds", async () => {
    const actions: Row[] = [["ana", "a:b", "c", yesterday], ["ana", "a", "b:c", yesterday], ["ana", "a\\", ":b:c", yesterday], ["ana", "a\\:b", "c", yesterday]];
    await staged({ actions }, async ({ engine }) => expect(await engine.number("select count(distinct deed_no) from action")).toBe(4));
  });

  test("no logins and no actions are no error", async () => {
    await staged({}, async ({ engine, quarantine }) => {
      expect(await engine.number("select (select count(*) from login) + (select count(*) from action)")).toBe(0);
      expect(quarantine).toEqual({});
    });
  });

  test("ids keep quotes, commas, newlines, tabs, backslashes, emoji and 10 kB", async () => {
    const ids = ['o\'h "no", you', "two\nlines", "dos\r\nlines", "a\tb", "\\.", "\\t", "🦊", "  around  ", "null", "xy".repeat(5000)];
    const logins = ids.map((id): Row => [id, id, null, yesterday]);
    await staged({ accounts: ids.map((id) => account(id)), logins }, async ({ engine, quarantine }) => {
      expect(new Set((await engine.rows("select account_id from account")).map((row) => row.account_id))).toEqual(new Set(ids));
      expect(await engine.number("select count(*) from login join account on account.account = login.account where device_id = account_id")).toBe(ids.length - 1);
      expect(quarantine).toEqual({ "logins: device_id that stands for none (absent)": 1 });
    });
  });

  test("whatever comes: rows in = rows used + rows counted, for each table", async () => {
    let state = 1;
    const pick = <T>(...from: T[]): T => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return from[(state >>> 8) % from.length];
    };
    const ids = ["ana", "ben", "cat", "dan", "eve", "", null, "zoe"];
    const times = [asOfMs - 1, asOfMs, yesterday, yesterday, yesterday - 1, asOfMs - 7 * day - 1, asOfMs - 90 * day - 1, null, 0, -1];
    const accounts = Array.from({ length: 60 }, (): Row => account(pick(...ids.slice(0, 7)), pick(0, asOfMs - day, asOfMs, null, Date.UTC(9999, 0)), pick(true, false, null), pick(null, 0, asOfMs - 1, asOfMs, Date.UTC(9999, 0))));
    const logins = Array.from({ length: 600 }, (): Row => [pick(...ids), pick("d1", "d2", "", "null", null), pick("81.2.69.1", "10.0.0.1", "::ffff:81.2.69.1", "2a02::1", "here", "", null), pick(...times)]);
    const actions = Array.from({ length: 600 }, (): Row => [pick(...ids), pick("follow", "like", "", null), pick("ben", "", null), pick(...times)]);
    await staged({ accounts, logins, actions }, async ({ engine, quarantine }) => {
      for (const [table, rows] of Object.entries({ accounts, logins, actions })) {
        const used = await engine.number(`select count(*) from ${table.slice(0, -1)}`);
        const counted = Object.entries(quarantine).reduce((sum, [rule, count]) => sum + (rule.startsWith(`${table}:`) && !/\((value|absent)\)$/.test(rule) ? count : 0), 0);
        expect([table, used + counted]).toEqual([table, rows.length]);
        expect(used).toBeGreaterThan(0);
      }
    });
  });
});

describe("the fingerprint", () => {
  const logins: Row[] = [["ana", "d1", "81.2.69.1", yesterday], ["ben", "d2", null, yesterday + 1], ["ben", null, "81.2.69.1", null]];
  const of = (rows: readonly Row[]): Promise<string> => staged({ logins: rows }, async ({ fingerprint }) => fingerprint);

  test("does not depend on the order of rows", async () => {
    expect(await of([...logins].reverse())).toBe(await of(logins));
  });

  test.each([
    ["a row more", [...logins, ["ana", "d1", "81.2.69.1", yesterday + 5]]],
    ["a row twice", [...logins, logins[0]]],
    ["a row less", logins.slice(1)],
    ["a millisecond", [["ana", "d1", "81.2.69.1", yesterday + 1], ...logins.slice(1)]],
    ["empty instead of missing", [logins[0], logins[1], ["ben", "", "81.2.69.1", null]]],
    ["values that change places", [["ana", "d2", "81.2.69.1", yesterday], ["ben", "d1", null, yesterday + 1], logins[2]]],
  ] as [string, Row[]][])("sees %s", async (_, rows) => {
    expect(await of(rows)).not.toBe(await of(logins));
  });
});
