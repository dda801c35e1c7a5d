import { beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/config/settings.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { projectEdges, trace } from "../../src/pipeline/detect.js";
import { findGroups, type GroupSearch } from "../../src/pipeline/find-groups.js";
import { prepareOrders, refreshJoint } from "../../src/pipeline/find-orders.js";
import { createGroups, groupViews, populationLife } from "../../src/pipeline/life.js";
import { stageActions } from "../traces/trace-engine.js";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const asOfMs = Date.UTC(2025, 11, 23);
const population = 4_000;
/** A fixed sequence of numbers below n: the same rows in every run. Mixed (FNV-1a, then a finalizer), so that no two accounts do the same things over and over. */
function below(n: number, ...of: number[]): number {
  let hash = 2166136261;
  for (const x of of) hash = Math.imul(hash ^ x, 16777619) ^ (hash >>> 13);
  hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) % n;
}

/** Account numbers are dense from 0, as staging gives them. */
interface Rows { account: [number, number][]; login: ([number, string, number] | [number, string, number, string])[]; action: [number, string, string, number][] }

/** People who look before they act, on rooms of everybody's and of their own; each has a phone. */
function people(): Rows {
  const rows: Rows = { account: [], login: [], action: [] };
  for (let account = 0; account < population; account++) {
    rows.account.push([account, asOfMs - (20 + below(600, account)) * dayMs]);
    for (let day = 1; day <= 6; day++) rows.login.push([account, `phone-${account}`, asOfMs - day * dayMs + below(dayMs, account, day)]);
    if (account % 3 === 0) continue;
    // Mean 8; people differ in how much they do.
    for (let i = 0; i < 2 + below(13, account, 7); i++) {
      const room = `room-${i < 4 ? below(60, account, i) : below(3000, account, i)}`;
      const at = asOfMs - 1 - below(7 * dayMs - minuteMs, account, i, 5);
      rows.action.push([account, "watch", room, at], [account, "like", room, Math.min(asOfMs - 1, at + 30_000)]);
    }
  }
  return rows;
}

/** The first three bytes of where a login came from: a network of its own, unless the row names one. */
const networkOf = ([account, , , network]: Rows["login"][number]): string => network ?? `9.${account >> 8}.${account & 255}`;

/** An engine with the tables that staging leaves. */
async function engineOf(rows: Rows): Promise<DuckDbEngine> {
  const engine = await DuckDbEngine.open({ path: ":memory:", threads: 2 });
  await engine.createTable("account", {
    account: { type: "integer", values: rows.account.map(([account]) => account) }, account_id: { type: "varchar", values: rows.account.map(([account]) => `a${account}`) },
    created_ms: { type: "bigint", values: rows.account.map(([, at]) => at) }, protected: { type: "boolean", values: rows.account.map(() => false) }, closed_ms: { type: "bigint", values: rows.account.map(() => null) },
  });
  await engine.createTable("login", {
    account: { type: "integer", values: rows.login.map(([account]) => account) }, device_id: { type: "varchar", values: rows.login.map(([, device]) => device) },
    address: { type: "varchar", values: rows.login.map((row) => `${networkOf(row)}.1`) }, subnet: { type: "varchar", values: rows.login.map((row) => `${networkOf(row)}.0/24`) },
    logged_in_ms: { type: "bigint", values: rows.login.map(([, , at]) => at) },
  });
  await stageActions(engine, rows.action.map(([account, action, target, at]) => ({ account, action, target_id: target, acted_ms: at })), asOfMs);
  await engine.createTable("login_untimed", { account: { type: "integer", values: [] }, device_id: { type: "varchar", values: [] }, address: { type: "varchar", values: [] }, subnet: { type: "varchar", values: [] }, logged_in_ms: { type: "bigint", values: [] } });
  return engine;
}

async function searchOf(rows: Rows): Promise<GroupSearch> {
  const engine = await engineOf(rows);
  try {
    await trace(engine, asOfMs, rows.account.length);
    const edges = await projectEdges(engine, rows.account.length, defaultSettings);
    return await findGroups(engine, edges, defaultSettings, asOfMs, rows.account.length);
  } finally {
    engine.close();
  }
}

/** Adds accounts `from`…`from + count - 1` that like the same customers' rooms, hours apart and days apart, and never look. */
function addPanel(rows: Rows, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    rows.account.push([from + i, asOfMs - (40 + below(90, i)) * dayMs]);
    rows.login.push([from + i, `rack-${i % 6}`, asOfMs - 3 * dayMs + i * minuteMs], [from + i, `rack-${i % 6}`, asOfMs - 2 * dayMs + i * minuteMs]);
    for (let order = 0; order < 6; order++) if (below(10, i, order) < 8) rows.action.push([from + i, "follow", `customer-${order}`, asOfMs - (6 - order) * dayMs + 3_600_000 * order + below(8 * 3_600_000, i, order)]);
  }
}

/**
 * Adds accounts with a phone and months of their own that do half of forty orders in a week and never look; and people who come to two of the same rooms each, as people
 * come to any.
 */
function addProgram(rows: Rows, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    rows.account.push([from + i, asOfMs - (200 + below(200, i)) * dayMs]);
    for (let day = 1; day <= 20; day++) rows.login.push([from + i, `own-${from + i}`, asOfMs - day * 4 * dayMs + below(dayMs, i, day)]);
    for (let order = 0; order < 40; order++) if (below(10, i, order) < 5) rows.action.push([from + i, "follow", `ordered-${order}`, asOfMs - 6.5 * dayMs + order * 3.5 * 3_600_000 + below(3_600_000, i, order)]);
  }
  for (let account = 0; account < 300; account++) {
    for (const step of [1, 2]) {
      const at = asOfMs - 6 * dayMs + below(5 * dayMs, account, step);
      rows.action.push([account, "watch", `ordered-${below(40, account, step)}`, at], [account, "follow", `ordered-${below(40, account, step)}`, at + 20_000]);
    }
  }
}

/** Adds an evening in which `count` accounts that had done nothing open rooms within ten minutes and visit two rooms of each other. */
function addFlood(rows: Rows, from: number, count: number, options: { pushes: boolean }): void {
  const at = asOfMs - 2 * 3_600_000;
  for (let i = 0; i < count; i++) {
    rows.account.push([from + i, asOfMs - 10 * dayMs - below(40 * dayMs, i)]);
    rows.login.push([from + i, `own-${from + i}`, at - minuteMs]);
    rows.action.push([from + i, "live_start", `stage-${from + i}`, at + below(10 * minuteMs, i)]);
    for (const step of [1, 2]) {
      if (options.pushes) rows.action.push([from + i, "watch", `stage-${from + ((i + step * 7) % count)}`, at + 11 * minuteMs + below(20 * minuteMs, i, step)]);
      else rows.action.push([below(population, i, step), "watch", `stage-${from + i}`, at + 11 * minuteMs + below(20 * minuteMs, i, step)]);
    }
  }
}

/**
 * Adds `count` accounts that a script registers in one night over five hours, from addresses of one provider; nobody sees them again unless `stay`, but for one in
 * `warm` that logs in once more and does nothing.
 */
function addCohort(rows: Rows, from: number, count: number, stay: boolean, { daysAgo = 40, warm = Number.POSITIVE_INFINITY } = {}): void {
  const night = asOfMs - daysAgo * dayMs + 2 * 3_600_000;
  for (let i = 0; i < count; i++) {
    const at = night + Math.floor((i / count) * 5 * 3_600_000) + below(60_000, i);
    rows.account.push([from + i, at]);
    rows.login.push([from + i, `made-${from + i}`, at + 4000, `77.7.${i % 16}`]);
    if (i % warm === 1) rows.login.push([from + i, `made-${from + i}`, at + 5 * dayMs, `77.7.${i % 16}`]);
    if (stay) rows.login.push([from + i, `made-${from + i}`, at + (3 + below(20, i)) * dayMs]);
  }
}

/** Adds real accounts that join over the months, log in once and leave. */
function addVisitors(rows: Rows, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const at = asOfMs - dayMs * 4 - below(84 * dayMs, i, 3);
    rows.account.push([from + i, at]);
    rows.login.push([from + i, `visitor-${i}`, at + 1000 + below(60_000, i)]);
  }
}

/** Adds an office of `count` accounts on two machines that opens and likes `targets` things, a few each day; `name` makes them its own. */
function addOffice(rows: Rows, from: number, count: number, targets: number, name: string): void {
  for (let i = 0; i < count; i++) {
    rows.account.push([from + i, asOfMs - (100 + i) * dayMs]);
    for (let day = 1; day <= 5; day++) rows.login.push([from + i, `${name}-pc-${i % 2}`, asOfMs - day * dayMs + i * minuteMs, `55.${name.length}.5`]);
    for (let order = 0; order < targets; order++) rows.action.push([from + i, "like", `${name}-${order}`, asOfMs - (1 + order) * dayMs + i * 3 * minuteMs]);
  }
}

const idsOf = (search: GroupSearch, found: string): number[] => search.rings.filter((ring) => ring.found === found).flatMap((ring) => [...ring.model.accounts]).sort((one, other) => one - other);

test("people alone are no ring", async () => {
  const search = await searchOf(people());
  expect(search.rings).toEqual([]);
  expect(search.floods).toEqual([]);
  // There were groups to look at.
  expect(search.trace.proposals.length).toBeGreaterThan(10);
});

describe("a panel and an attack among people", () => {
  let search: GroupSearch;
  beforeAll(async () => {
    const rows = people();
    addPanel(rows, population, 48);
    addFlood(rows, population + 48, 80, { pushes: true });
    search = await searchOf(rows);
  });

  test("a panel that likes the same customers over days, hours apart, is found by its orders, and nobody else is named", () => {
    const found = search.rings.filter((ring) => ring.found !== "flood").flatMap((ring) => [...ring.model.accounts]);
    expect(found.every((account) => account >= population && account < population + 48)).toBe(true);
    expect(new Set(found).size).toBeGreaterThanOrEqual(44);
  });

  test("rooms that open in the same minutes and push each other are one ring, each in its own room", () => {
    expect(idsOf(search, "flood")).toEqual(Array.from({ length: 80 }, (_, i) => population + 48 + i));
  });

  test("every ring says which rules it passed", () => {
    for (const ring of search.rings) {
      expect(ring.verdicts.length).toBeGreaterThan(0);
      expect(ring.verdicts.every(({ pass }) => pass)).toBe(true);
    }
  });
});

test("an event that calls people to open rooms proposes nobody: each has viewers of its own", async () => {
  const rows = people();
  addFlood(rows, population, 80, { pushes: false });
  const search = await searchOf(rows);
  expect(search.rings).toEqual([]);
  expect(search.floods.map(({ participantCount, pass }) => ({ participantCount, pass }))).toEqual([{ participantCount: 80, pass: false }]);
});

/** Four nights, in each of which `perNight` accounts are made in two hours; they do nothing until they open rooms in the same minutes, from networks of their own or one. */
function addBatches(rows: Rows, from: number, perNight: number, nights: readonly number[], network?: string): void {
  const at = asOfMs - 2 * 3_600_000;
  nights.forEach((daysAgo, night) => {
    for (let i = 0; i < perNight; i++) {
      const account = from + night * perNight + i;
      const created = asOfMs - daysAgo * dayMs + Math.floor((i / perNight) * 2 * 3_600_000);
      rows.account.push([account, created]);
      rows.login.push([account, `made-${account}`, created + 4000, ...(network ? [network] : [])] as Rows["login"][number], [account, `made-${account}`, at - minuteMs, ...(network ? [network] : [])] as Rows["login"][number]);
      rows.action.push([account, "live_start", `stage-${account}`, at + below(10 * minuteMs, account)], [below(population, account), "watch", `stage-${account}`, at + 11 * minuteMs + below(20 * minuteMs, account)]);
    }
  });
}

describe("a flood that nobody of it pushes", () => {
  test("is one plan where batches of several nights wake up for it; who was called by the same event is not of it", async () => {
    const rows = people();
    addFlood(rows, population, 60, { pushes: false });
    addBatches(rows, population + 60, 25, [12.4, 20.4, 33.4, 47.4]);
    const search = await searchOf(rows);
    expect(idsOf(search, "flood")).toEqual(Array.from({ length: 100 }, (_, i) => population + 60 + i));
    expect(search.floods.map(({ verdicts }) => verdicts.map(({ rule, pass }) => [rule, pass]))).toEqual([[["woken_flood", true]]]);
  });

  test.each<[string, readonly number[], number, string | undefined]>([
    ["a company that joined on one day", [20], 100, undefined],
    ["a school that joined on four days and sits in one network", [12, 20, 33, 47], 25, "66.66.66"],
    ["an event that newcomers joined for", [1, 1.1, 1.2, 1.3], 25, undefined],
  ])("is none: %s", async (_, nights, perNight, network) => {
    const rows = people();
    addBatches(rows, population, perNight, nights, network);
    const search = await searchOf(rows);
    expect(search.floods.length).toBeGreaterThan(0);
    expect(search.rings.filter((ring) => ring.found === "flood")).toEqual([]);
  });

  /** `count` old silent accounts that open rooms in the same minutes, each on a machine and network of its own: of months, or never used before. */
  function addAged(rows: Rows, from: number, count: number, by: "old" | "new"): void {
    const at = asOfMs - 2 * 3_600_000;
    for (let i = 0; i < count; i++) {
      const account = from + i;
      rows.account.push([account, asOfMs - 200 * dayMs - below(100 * dayMs, account)]);
      rows.login.push([account, `home-${account}`, asOfMs - 80 * dayMs], [account, by === "old" ? `home-${account}` : `thief-${account}`, at - minuteMs, ...(by === "old" ? [] : [`55.${account >> 8}.${account & 255}`])] as Rows["login"][number]);
      rows.action.push([account, "live_start", `stage-${account}`, at + below(10 * minuteMs, i)], [below(population, i), "watch", `stage-${account}`, at + 11 * minuteMs + below(20 * minuteMs, i)]);
    }
  }

  test("is one plan where old accounts wake up on machines of strangers, who are asked to prove themselves; whom the event called by his own phone is not of it", async () => {
    const rows = people();
    for (let account = 0; account < population; account++) rows.login.push([account, `phone-${account}`, asOfMs - 80 * dayMs]);
    addAged(rows, population, 60, "old");
    addAged(rows, population + 60, 80, "new");
    const search = await searchOf(rows);
    expect(idsOf(search, "flood")).toEqual(Array.from({ length: 80 }, (_, i) => population + 60 + i));
    expect(search.rings.find(({ found }) => found === "flood")!.members.every(({ livesElsewhere }) => livesElsewhere)).toBe(true);
  });

  test("whoever is about anyway is taken over as well, where hardly anybody who is comes by what is new to him", async () => {
    const rows = people();
    for (let account = 0; account < population; account++) rows.login.push([account, `phone-${account}`, asOfMs - 80 * dayMs]);
    addAged(rows, population, 80, "new");
    addAged(rows, population + 80, 30, "new");
    const acting = [...Array.from({ length: 30 }, (_, i) => population + 80 + i), ...Array.from({ length: 30 }, (_, i) => i * 3 + 1)];
    for (const account of acting) for (let act = 0; act < 4; act++) rows.action.push([account, "like", `room-${below(3000, account, act)}`, asOfMs - dayMs - below(4 * dayMs, account, act)]);
    for (const account of acting.slice(30)) rows.action.push([account, "live_start", `stage-${account}`, asOfMs - 2 * 3_600_000 + below(10 * minuteMs, account)]);
    expect(idsOf(await searchOf(rows), "flood")).toEqual(Array.from({ length: 110 }, (_, i) => population + i));
  });

  test("helpers of the same batches who open no room are asked to prove themselves", async () => {
    const rows = people();
    addBatches(rows, population, 25, [12, 20, 33, 47]);
    const created = asOfMs - 33 * dayMs;
    for (let i = 0; i < 4; i++) {
      const account = population + 100 + i;
      rows.account.push([account, created + i * 10 * minuteMs]);
      rows.login.push([account, `made-${account}`, created + i * 10 * minuteMs + 4000]);
      // The last one only passes by.
      for (let visit = 0; visit < (i < 3 ? 3 : 1); visit++) rows.action.push([account, "watch", `stage-${population + 7 * i + visit}`, asOfMs - 100 * minuteMs + visit * minuteMs]);
    }
    const ring = (await searchOf(rows)).rings.find(({ found }) => found === "flood")!;
    const helpers = ring.members.filter(({ account }) => account >= population + 100);
    expect(helpers.map(({ account, livesElsewhere }) => [account - population, livesElsewhere])).toEqual([[100, true], [101, true], [102, true]]);
  });
});

const lesson0 = asOfMs - 30 * dayMs;
test.each<[string, (i: number) => number, ((i: number, createdMs: number) => Rows["login"][number][]) | undefined]>([
  ["a class list that a teacher uploaded, in seconds", (i) => lesson0 + i * 500, undefined],
  ["three class lists, an hour apart", (i) => lesson0 + Math.floor(i / 20) * 3_600_000 + (i % 20) * 1000, undefined],
  ["by hand, one every two minutes, on a machine that never came back", (i) => lesson0 + i * 120_000, (i, at) => [[population + i, "teacher-pc", at + 5000, "77.77.77"]]],
  ["by hand over hours, each in a window of its own, from an address that never came back", (i) => lesson0 + i * 300_000, (i, at) => [[population + i, `window-${i}`, at + 5000, "88.88.88"]]],
])("accounts made for one place, with its tablets and its timetable, lead to no ban: %s", async (_, createdMs, making) => {
  const rows = people();
  const network = "77.77.77";
  const pupils = Array.from({ length: 60 }, (_, i) => population + i);
  pupils.forEach((pupil, i) => {
    rows.account.push([pupil, createdMs(i)]);
    rows.login.push(...(making?.(i, createdMs(i)) ?? []));
  });
  for (let day = 1; day <= 6; day += 2) {
    pupils.forEach((pupil, i) => {
      const lesson = asOfMs - day * dayMs - 12 * 3_600_000 + (i % 3) * 3_600_000;
      rows.login.push([pupil, `tablet-${(i * 7 + day) % 20}`, lesson + below(minuteMs, i, day), network]);
      rows.action.push([pupil, "watch", `lesson-${i % 3}-${day}`, lesson + 2 * minuteMs + below(minuteMs, i, day)], [pupil, "comment", `lesson-${i % 3}-${day}`, lesson + 20 * minuteMs + below(10 * minuteMs, i, day)]);
    });
  }
  const search = await searchOf(rows);
  const named = search.rings.flatMap((ring) => ring.members);
  // Challenge at most: whoever is named at all is taken for somebody who did not come here by himself.
  expect(named.filter(({ livesElsewhere }) => !livesElsewhere)).toEqual([]);
  expect(named.every(({ account }) => account >= population)).toBe(true);
});

describe("a cohort that sleeps", () => {
  test("who joined in a run that nobody came back from, and came as it came, is challenged at most; who joined as people do is not named", async () => {
    const rows = people();
    addVisitors(rows, population, 3000);
    addCohort(rows, population + 3000, 200, false);
    const search = await searchOf(rows);
    const found = idsOf(search, "cohort");
    expect(found.length).toBeGreaterThanOrEqual(190);
    expect(found.filter((account) => account < population + 3000)).toEqual([]);
    const members = search.rings.filter((ring) => ring.found === "cohort").flatMap((ring) => ring.members);
    expect(members.every((member) => member.livesElsewhere && member.core && member.probability! >= 0.9)).toBe(true);
  });

  test("so is who only logs in and does nothing, and a weaker night of the same script", async () => {
    const rows = people();
    addVisitors(rows, population, 3000);
    // Of other visitors half come back and look around.
    for (let i = 0; i < 1500; i++) rows.action.push([population + i, "watch", `room-${below(3000, i, 9)}`, asOfMs - 1 - below(2 * dayMs, i, 4)]);
    addCohort(rows, population + 3000, 300, false, { warm: 4 });
    addCohort(rows, population + 3300, 45, false, { daysAgo: 33 });
    const found = idsOf(await searchOf(rows), "cohort");
    const warm = found.filter((account) => account < population + 3300 && (account - population - 3000) % 4 === 1);
    expect(warm.length).toBeGreaterThanOrEqual(60);
    expect(found.filter((account) => account >= population + 3300).length).toBeGreaterThanOrEqual(30);
    expect(found.filter((account) => account < population + 3000)).toEqual([]);
  });

  test("the same night with accounts that come back names nobody", async () => {
    const rows = people();
    addVisitors(rows, population, 3000);
    addCohort(rows, population + 3000, 200, true);
    expect(idsOf(await searchOf(rows), "cohort")).toEqual([]);
  });
});

/**
 * Adds machines of seven accounts each: registered there within days, used in turns on six days from networks that change, each acting on rooms of everybody's as often as the
 * others. With `homes` each account has a network of its own; with `uneven` some do much and some little.
 */
function addMachines(rows: Rows, from: number, machines: number, { homes = false, uneven = false, phones = false } = {}): void {
  for (let i = 0; i < machines * 7; i++) {
    const account = from + i;
    const machine = `machine-${Math.floor(i / 7)}`;
    const created = asOfMs - 30 * dayMs + (i % 7) * 9_000_000;
    rows.account.push([account, created]);
    rows.login.push([account, machine, created + 60_000, homes ? `44.${i >> 8}.${i & 255}` : `31.${below(200, i)}.${i % 7}`]);
    for (let day = 1; day <= 5; day++) {
      rows.login.push([account, machine, asOfMs - day * dayMs - (i % 7) * 7 * minuteMs, homes ? `44.${i >> 8}.${i & 255}` : `31.${below(200, i, day)}.${below(250, i, day, 3)}`]);
      if (phones) for (let turn = 0; turn < 3; turn++) rows.login.push([account, `own-${account}`, asOfMs - day * dayMs - below(dayMs / 2, i, turn)]);
    }
    for (let act = 0; act < (uneven && i % 2 === 0 ? 60 : 5); act++) rows.action.push([account, "like", `room-${i * 143 + act * 2}`, asOfMs - 1 - below(6 * dayMs, i, act)]);
  }
}

describe("accounts that share one machine and nothing else", () => {
  test("made there, living there, without homes and all alike: they are challenged, each machine for itself", async () => {
    const rows = people();
    addMachines(rows, population, 3);
    const { rings } = await searchOf(rows);
    expect(rings.map(({ found }) => found)).toEqual(["machine", "machine", "machine"]);
    expect(rings.map((ring) => [...ring.model.accounts].toSorted((a, b) => a - b)).toSorted((a, b) => a[0] - b[0])).toEqual([0, 1, 2].map((machine) => Array.from({ length: 7 }, (_, i) => population + machine * 7 + i)));
    expect(rings.every((ring) => ring.survives && ring.members.every(({ core, livesElsewhere, ownAct }) => core && livesElsewhere && ownAct === true))).toBe(true);
    expect(rings[0].verdicts.map(({ rule, pass }) => [rule, pass])).toEqual([["lives_here", true], ["made_here", true], ["no_homes", true], ["is_used", true], ["does_alike", true]]);
  });

  test.each([["each takes it home", { homes: true }], ["some are busy and some forgotten", { uneven: true }], ["each has a phone as well", { phones: true }]])("where %s they are people", async (_, options) => {
    const rows = people();
    addMachines(rows, population, 3, options);
    expect((await searchOf(rows)).rings.filter(({ found }) => found === "machine")).toEqual([]);
  });
});

/**
 * Adds a room that `machines` machines of four accounts fill, each account once in the week, among a hundred of the people; the accounts have been there for months, and log in from
 * everywhere. With `lives` they are families: each has five more rooms of its own.
 */
function addFarm(rows: Rows, from: number, machines: number, { lives = false } = {}): void {
  for (let i = 0; i < machines * 4; i++) {
    const account = from + i;
    rows.account.push([account, asOfMs - (100 + below(300, i)) * dayMs - below(dayMs, i, 9)]);
    for (let day = 1; day <= 6; day++) rows.login.push([account, `board-${i >> 2}`, asOfMs - day * dayMs + below(dayMs / 2, i, day), `31.${below(200, i, day)}.${below(250, i, day, 3)}`]);
    rows.action.push([account, "like", "filled-room", asOfMs - 1 - below(6 * dayMs, i, 11)], [account, "comment", "filled-room", asOfMs - 1 - below(6 * dayMs, i, 12)]);
    if (lives) for (let own = 0; own < 6; own++) for (const action of ["watch", "like"]) rows.action.push([account, action, `home-${i}-${own}`, asOfMs - 1000 * (7 - own) - below(6 * dayMs, i, own) + (action === "like" ? 900 : 0)]);
  }
  for (let i = 0; i < 100; i++) rows.action.push([i * 3 + 1, "watch", "filled-room", asOfMs - 1 - below(6 * dayMs, i, 2)]);
}

/** Adds `count` accounts with phones and networks of their own that a script made in `hours` sittings of a month, and that fill one room. */
function addBatch(rows: Rows, from: number, count: number, hours: number): void {
  for (let i = 0; i < count; i++) {
    const account = from + i;
    const sitting = asOfMs - (60 + (i % hours) * 2) * dayMs + 5 * 3_600_000;
    rows.account.push([account, sitting - (sitting % 3_600_000) + below(3_500_000, i)]);
    for (let day = 1; day <= 6; day++) rows.login.push([account, `phone-of-${i}`, asOfMs - day * dayMs + below(dayMs / 2, i, day), `44.${i >> 8}.${i & 255}`]);
    rows.action.push([account, "like", "bought-room", asOfMs - 1 - below(6 * dayMs, i, 11)]);
  }
  for (let i = 0; i < 60; i++) rows.action.push([i * 3 + 1, "watch", "bought-room", asOfMs - 1 - below(6 * dayMs, i, 2)]);
}

describe("accounts that were sent to one room, days apart, and share no moment", () => {
  test("by thirty machines of four accounts each: all of them are challenged, and nobody else", async () => {
    const rows = people();
    addFarm(rows, population, 30);
    const { rings } = await searchOf(rows);
    expect(rings.map(({ found }) => found)).toEqual(["farm"]);
    expect([...rings[0].model.accounts]).toEqual(Array.from({ length: 120 }, (_, i) => population + i));
    expect(rings[0].survives && rings[0].members.every(({ core, livesElsewhere, ownAct }) => core && livesElsewhere && ownAct === true)).toBe(true);
    expect(rings[0].verdicts.map(({ rule, pass }) => [rule, pass])).toEqual([["brought_by_machines", true], ["operator_over_families", true], ["nobody_home", true], ["no_lesson", true]]);
  });

  test("families at their tablets before a final are people", async () => {
    const rows = people();
    addFarm(rows, population, 30, { lives: true });
    expect((await searchOf(rows)).rings).toEqual([]);
  });

  test("made in a dozen sittings, with a phone and a network each: challenged; made in three, people whom somebody invited", async () => {
    const rows = people();
    addBatch(rows, population, 120, 12);
    const { rings } = await searchOf(rows);
    expect(rings.map(({ found }) => found)).toEqual(["batch"]);
    expect([...rings[0].model.accounts]).toEqual(Array.from({ length: 120 }, (_, i) => population + i));
    expect(rings[0].verdicts.map(({ rule, pass }) => [rule, pass])).toEqual([["many_sittings", true], ["operator_over_invited", true], ["nobody_home", true], ["no_institution", true]]);
    const invited = people();
    addBatch(invited, population, 60, 3);
    expect((await searchOf(invited)).rings).toEqual([]);
  });
});

test("a group of which nobody ever acted is read like any other", async () => {
  const engine = await engineOf(people());
  try {
    await trace(engine, asOfMs, population);
    await prepareOrders(engine, defaultSettings);
    const life = await populationLife(engine);
    // Every third does nothing.
    await createGroups(engine, [Array.from({ length: 12 }, (_, i) => 3 * i), Array.from({ length: 12 }, (_, i) => 3 * i + 1)]);
    await refreshJoint(engine);
    const [idle, busy] = (await groupViews(engine, life)).map(({ view }) => view);
    expect(idle).toMatchObject({ memberCount: 12, medianActCount: 0, jointTargetCount: 0 });
    expect(busy.medianActCount).toBeGreaterThan(0);
  } finally {
    engine.close();
  }
});

test("who does half of forty orders is told from whoever does two of them, is acted on however much of a life it has, and never banned for it", async () => {
  const rows = people();
  addProgram(rows, population, 70);
  const { rings } = await searchOf(rows);
  expect(rings.map(({ found, model }) => [found, [...model.accounts]])).toEqual([["orders", Array.from({ length: 70 }, (_, i) => population + i)]]);
  expect(rings[0].members.every(({ core, livesElsewhere }) => core && livesElsewhere)).toBe(true);
});

test("two offices that both did one and the same thing are not one operator with the orders of both", async () => {
  const rows = people();
  addOffice(rows, population, 14, 3, "left");
  addOffice(rows, population + 14, 14, 3, "right!");
  for (const act of rows.action) if (act[2].startsWith("right!")) act[3] -= 7 * 3_600_000;
  for (let i = 0; i < 28; i++) rows.action.push([population + i, "like", "one thing", asOfMs - 3 * dayMs + i * 2 * minuteMs]);
  const search = await searchOf(rows);
  expect(search.rings.flatMap((ring) => [...ring.model.accounts])).toEqual([]);
  // They were looked at, each for itself.
  expect(search.orders.map((group) => [...group.accounts].filter((account) => account >= population).length).filter((size) => size > 0)).toEqual([14, 14]);
});

test("two offices that a machine ties are not one operator with the orders of both", async () => {
  const rows = people();
  addOffice(rows, population, 14, 3, "left");
  addOffice(rows, population + 14, 14, 3, "right!");
  // One of each was at the other's machine.
  for (const [account, name] of [[population, "right!"], [population + 14, "left"]] as const) rows.login.push([account, `${name}-pc-0`, asOfMs - 2 * dayMs]);
  const search = await searchOf(rows);
  expect(search.rings.flatMap((ring) => [...ring.model.accounts])).toEqual([]);
  const groups = search.orders.map((group) => [...group.accounts].filter((account) => account >= population)).filter((accounts) => accounts.length > 0);
  // They were looked at, each for itself.
  expect(groups.length).toBeGreaterThan(0);
  expect(groups.every((accounts) => accounts.every((account) => account < population + 14) || accounts.every((account) => account >= population + 14))).toBe(true);
});
