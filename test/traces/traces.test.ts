import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/graph/random.js";
import { kindNames, kindSpec, traceKinds, type TraceKind } from "../../src/traces/registry.js";
import { tracesOf, type AccountRow, type ActionRow, type LoginRow, type TraceRow } from "./trace-engine.js";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const monday = Date.parse("2025-12-15T00:00:00Z");
const window = { fromMs: monday, toMs: monday + 7 * dayMs };
const short = (rows: TraceRow[]): [number, string][] => rows.map((row) => [row.account, row.key]);

describe("device", () => {
  test("two accounts on one device share it once, however many logins", async () => {
    const login = [
      { account: 1, device_id: "d1", logged_in_ms: monday + 5 },
      { account: 1, device_id: "d1", logged_in_ms: monday + 9 },
      { account: 2, device_id: "d1", logged_in_ms: monday + 7 },
    ];
    expect(await tracesOf("device", { login }, window)).toEqual([
      { account: 1, key: "d1", parent_key: null, source: "d1", first_ms: monday + 5, last_ms: monday + 9 },
      { account: 2, key: "d1", parent_key: null, source: "d1", first_ms: monday + 7, last_ms: monday + 7 },
    ]);
  });

  test("the window's start counts, its end does not; a login without a device leaves nothing", async () => {
    const login = [
      { account: 1, device_id: "start", logged_in_ms: window.fromMs },
      { account: 1, device_id: "early", logged_in_ms: window.fromMs - 1 },
      { account: 1, device_id: "end", logged_in_ms: window.toMs },
      { account: 1, device_id: null, address: "1.1.1.1", subnet: "1.1.1.0/24", logged_in_ms: monday },
    ];
    expect(short(await tracesOf("device", { login }, window))).toEqual([[1, "start"]]);
  });
});

describe("ip and subnet", () => {
  const login = [
    { account: 1, address: "1.2.3.4", subnet: "1.2.3.0/24", logged_in_ms: monday + 1 },
    { account: 1, address: "1.2.3.4", subnet: "1.2.3.0/24", logged_in_ms: monday + 2 },
    { account: 1, address: "1.2.3.4", subnet: "1.2.3.0/24", logged_in_ms: monday + dayMs },
    { account: 2, address: "1.2.3.9", subnet: "1.2.3.0/24", logged_in_ms: monday + dayMs - 1 },
    { account: 3, address: null, subnet: null, device_id: "d", logged_in_ms: monday },
  ];

  test("an address is a key per day and one source over all days", async () => {
    const found = await tracesOf("ip", { login }, window);
    expect(short(found)).toEqual([
      [1, `1.2.3.4@${monday}`],
      [1, `1.2.3.4@${monday + dayMs}`],
      [2, `1.2.3.9@${monday}`],
    ]);
    expect(new Set(found.map((row) => row.source))).toEqual(new Set(["1.2.3.4", "1.2.3.9"]));
  });

  test("the parent of an address is its network on the same day, which is a key of its own", async () => {
    const parents = new Set((await tracesOf("ip", { login }, window)).map((row) => row.parent_key));
    const networks = new Set((await tracesOf("subnet", { login }, window)).map((row) => row.key));
    expect(parents).toEqual(networks);
    expect(networks).toEqual(new Set([`1.2.3.0/24@${monday}`, `1.2.3.0/24@${monday + dayMs}`]));
  });
});

describe("engagement and timing", () => {
  test("liking and following one target are two keys of one source; an act without a target leaves nothing", async () => {
    const action = [
      { account: 1, action: "like", target_id: "s", acted_ms: monday },
      { account: 1, action: "follow", target_id: "s", acted_ms: monday },
      { account: 1, action: "live_start", target_id: null, acted_ms: monday },
    ];
    const found = await tracesOf("engagement", { action }, window);
    expect(found.map((row) => [row.key, row.source])).toEqual([["follow:s", "s"], ["like:s", "s"]]);
  });

  test("two acts a few seconds apart across a bucket's edge meet on the other grid; two acts a bucket apart never meet", async () => {
    const bucketMs = traceKinds.timing.params.bucket_ms;
    const action = [
      { account: 1, action: "watch", target_id: "s", acted_ms: monday + bucketMs - 2000 },
      { account: 2, action: "watch", target_id: "s", acted_ms: monday + bucketMs + 2000 },
      { account: 3, action: "watch", target_id: "s", acted_ms: monday + 2 * bucketMs + 2000 },
    ];
    const found = await tracesOf("timing", { action }, window);
    const keysOf = (account: number): Set<string> => new Set(found.filter((row) => row.account === account).map((row) => row.key));
    const shared = (one: number, other: number): number => [...keysOf(one)].filter((key) => keysOf(other).has(key)).length;
    expect(keysOf(1).size).toBe(2);
    expect([shared(1, 2), shared(2, 3), shared(1, 3)]).toEqual([1, 0, 0]);
    expect(new Set(found.map((row) => row.parent_key))).toEqual(new Set(["watch:s"]));
  });
});

describe("audience and pace", () => {
  test("whatever is done to a target is one key; two acts less than half a day apart share a day, two a day apart never", async () => {
    const hourMs = 60 * minuteMs;
    const action = [
      { account: 1, action: "watch", target_id: "s", acted_ms: monday + 20 * hourMs },
      { account: 2, action: "follow", target_id: "s", acted_ms: monday + 31 * hourMs },
      { account: 3, action: "like", target_id: "s", acted_ms: monday + 56 * hourMs },
      { account: 3, action: "search", target_id: null, acted_ms: monday + 56 * hourMs },
    ];
    expect((await tracesOf("audience", { action }, window)).map((row) => [row.account, row.key, row.source])).toEqual([[1, "s", "s"], [2, "s", "s"], [3, "s", "s"]]);
    const found = await tracesOf("pace", { action }, window);
    const keysOf = (account: number): Set<string> => new Set(found.filter((row) => row.account === account).map((row) => row.key));
    const shared = (one: number, other: number): number => [...keysOf(one)].filter((key) => keysOf(other).has(key)).length;
    expect([shared(1, 2), shared(2, 3), shared(1, 3)]).toEqual([1, 0, 0]);
    expect(new Set(found.map((row) => row.parent_key))).toEqual(new Set(["s"]));
  });
});

describe("registration", () => {
  test("the same quarter hour is shared, the same hour is not", async () => {
    const account = [
      { account: 1, created_ms: monday },
      { account: 2, created_ms: monday + 14 * minuteMs },
      { account: 3, created_ms: monday + 50 * minuteMs },
    ];
    const found = await tracesOf("registration", { account }, window);
    const holders = new Map<string, number[]>();
    for (const row of found) holders.set(row.key, [...(holders.get(row.key) ?? []), row.account]);
    expect([...holders.values()].filter((list) => list.length > 1)).toEqual([[1, 2]]);
    expect(new Set(found.map((row) => row.source))).toEqual(new Set(["registration"]));
  });
});

/** Late kinds read what the searches for groups left: `find-groups.test.ts`. */
type EarlyKind = Exclude<TraceKind, "closed_audience" | "flood" | "cohort">;
const earlyKinds = kindNames.filter((kind): kind is EarlyKind => kindSpec(kind).late !== true);

describe("oracle", () => {
  /** The same definition in plain TypeScript, written from the words of the header and not from the SQL. */
  const grid = (at: number, bucket: number, offset: number): number => Math.floor((at + offset) / bucket) * bucket - offset;
  const oracles: Record<(typeof earlyKinds)[number], (rows: { login: LoginRow[]; action: ActionRow[]; account: AccountRow[] }) => Omit<TraceRow, "first_ms" | "last_ms">[]> = {
    device: ({ login }) => login.flatMap((row) => (row.device_id == null ? [] : [{ account: row.account, key: row.device_id, parent_key: null, source: row.device_id }])),
    subnet: ({ login }) =>
      login.flatMap((row) => (row.subnet == null ? [] : [{ account: row.account, key: `${row.subnet}@${grid(row.logged_in_ms, dayMs, 0)}`, parent_key: null, source: row.subnet }])),
    ip: ({ login }) =>
      login.flatMap((row) =>
        row.address == null ? [] : [{ account: row.account, key: `${row.address}@${grid(row.logged_in_ms, dayMs, 0)}`, parent_key: `${row.subnet}@${grid(row.logged_in_ms, dayMs, 0)}`, source: row.address }],
      ),
    engagement: ({ action }) =>
      action.flatMap((row) => (row.target_id === null ? [] : [{ account: row.account, key: `${row.action}:${row.target_id}`, parent_key: null, source: row.target_id }])),
    timing: ({ action }) =>
      action.flatMap((row) =>
        row.target_id === null
          ? []
          : [0, traceKinds.timing.params.bucket_ms / 2].map((offset) => ({
              account: row.account,
              key: `${row.action}:${row.target_id}@${grid(row.acted_ms, traceKinds.timing.params.bucket_ms, offset)}`,
              parent_key: `${row.action}:${row.target_id}`,
              source: row.target_id!,
            })),
      ),
    audience: ({ action }) => action.flatMap((row) => (row.target_id === null ? [] : [{ account: row.account, key: row.target_id, parent_key: null, source: row.target_id }])),
    pace: ({ action }) =>
      action.flatMap((row) =>
        row.target_id === null
          ? []
          : [0, traceKinds.pace.params.bucket_ms / 2].map((offset) => ({ account: row.account, key: `${row.target_id}@${grid(row.acted_ms, traceKinds.pace.params.bucket_ms, offset)}`, parent_key: row.target_id, source: row.target_id! })),
      ),
    registration: ({ account }) =>
      account.flatMap((row) =>
        [0, traceKinds.registration.params.bucket_ms / 2].map((offset) => ({
          account: row.account,
          key: String(grid(row.created_ms, traceKinds.registration.params.bucket_ms, offset)),
          parent_key: String(grid(row.created_ms, dayMs, 0)),
          source: "registration",
        })),
      ),
  };

  test.each(earlyKinds)("%s agrees with a brute-force definition on 300 random rows", async (kind) => {
    const random = seededRandom(7);
    const pick = (n: number): number => Math.floor(random() * n);
    const at = (): number => window.fromMs - dayMs + pick(9 * dayMs);
    const login: LoginRow[] = Array.from({ length: 300 }, () => {
      const host = pick(6);
      const bare = random() < 0.2;
      return { account: pick(20), device_id: random() < 0.2 ? null : `d${pick(15)}`, address: bare ? null : `9.9.${host % 2}.${host}`, subnet: bare ? null : `9.9.${host % 2}.0/24`, logged_in_ms: at() };
    });
    const action: ActionRow[] = Array.from({ length: 300 }, () => ({
      account: pick(20), action: ["like", "watch"][pick(2)], target_id: random() < 0.1 ? null : `s${pick(4)}`, acted_ms: window.fromMs - minuteMs + pick(20 * minuteMs),
    }));
    const account: AccountRow[] = Array.from({ length: 300 }, (_, i) => ({ account: i, created_ms: at() }));
    const inside = (ms: number): boolean => ms >= window.fromMs && ms < window.toMs;
    const expected = oracles[kind]({
      login: login.filter((row) => inside(row.logged_in_ms)),
      action: action.filter((row) => inside(row.acted_ms)),
      account: account.filter((row) => inside(row.created_ms)),
    });
    const text = (row: Omit<TraceRow, "first_ms" | "last_ms">): string => JSON.stringify([row.account, row.key, row.parent_key, row.source]);
    const found = await tracesOf(kind, { login, action, account }, window);
    expect(found.map(text).sort()).toEqual([...new Set(expected.map(text))].sort());
    expect(found.length).toBeGreaterThan(30);
    expect(found.every((row) => row.first_ms <= row.last_ms && inside(row.first_ms) && inside(row.last_ms))).toBe(true);
    expect(kindSpec(kind).lookBackDays).toBeGreaterThan(0);
  });
});

describe("actions whose time is no fact", () => {
  const claiming = (account: number, at: string | null): ActionRow & { claimed_ms: number | null } => ({ account, action: "like", target_id: "room", acted_ms: at === null ? window.toMs - 1 : Date.parse(at), claimed_ms: at === null ? null : Date.parse(at) });
  const untimed = [claiming(1, "2125-01-01T12:00:10Z"), claiming(2, "2125-01-01T12:00:40Z"), claiming(3, "2099-05-05T00:00:00Z"), claiming(4, null), claiming(5, null)];

  test("are acts on their target, and the moment of the future that several claim is shared; where no moment is claimed there is none", async () => {
    expect(new Set(short(await tracesOf("engagement", { untimed }, window)))).toEqual(new Set([1, 2, 3, 4, 5].map((account) => [account, "like:room"])));
    const held = new Map<string, number[]>();
    for (const { account, key } of await tracesOf("timing", { untimed }, window)) held.set(key, [...(held.get(key) ?? []), account]);
    expect([...held.values()].filter((accounts) => accounts.length > 1)).toEqual([[1, 2], [1, 2]]);
    expect([...held.values()].flat()).not.toContain(4);
  });

  test("say nothing of the days and the public of a target", async () => {
    for (const kind of ["audience", "pace"] as const) expect(await tracesOf(kind, { untimed }, window)).toEqual([]);
  });
});

test("logins whose time is no fact are on their machine, and on their network and address on a day of their own that is not known", async () => {
  const untimedLogin = [1, 2].map((account) => ({ account, device_id: "d1", address: "81.2.69.1", subnet: "81.2.69.0/24", logged_in_ms: window.toMs - 1 }));
  const login = [{ account: 3, device_id: "d1", address: "81.2.69.1", subnet: "81.2.69.0/24", logged_in_ms: window.toMs - 2 }];
  expect(short(await tracesOf("device", { login, untimedLogin }, window))).toEqual([[1, "d1"], [2, "d1"], [3, "d1"]]);
  const today = window.toMs - 2 - ((window.toMs - 2) % 86_400_000);
  expect(short(await tracesOf("ip", { login, untimedLogin }, window))).toEqual([[1, "81.2.69.1@0"], [2, "81.2.69.1@0"], [3, `81.2.69.1@${today}`]]);
  expect(short(await tracesOf("subnet", { login, untimedLogin }, window))).toEqual([[1, "81.2.69.0/24@0"], [2, "81.2.69.0/24@0"], [3, `81.2.69.0/24@${today}`]]);
});
