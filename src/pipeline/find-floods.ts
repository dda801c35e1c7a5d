import { whole, type Engine, type Params } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import type { GivenRing } from "../rings/find-rings.js";
import { pushOfFlood, surgeWindows, tiedToCore, wokenHours, type Flood, type SurgeWindow } from "../rings/flood.js";
import { cameBy, takenOver } from "../rings/rules/flood.js";
import { floodPolicy } from "../rings/rules/policy.js";
import { askRules, type Verdict } from "../rings/rules/rule.js";
import { lookBackMs } from "../traces/registry.js";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Numbers of the queries below `sql/graph/flood`, with their units. */
const floodParams = { slot_ms: 5 * minuteMs, near_ms: 30 * minuteMs, near_created_ms: 10 * minuteMs } as const;

/** Pushes begin a little before the rooms and go on after. */
const visitBeforeMs = 10 * minuteMs;
const visitAfterMs = 60 * minuteMs;

/** Whoever joined later than this before a flood may have been brought by what brings everybody. */
const settledMs = 7 * dayMs;

/** Accounts of one day from which on the day counts as one of a flood's batches. */
const dayBatch = 5;

/** What one flood leaves for the next to replace. */
const tablesOfFlood = ["participant", "visit", "woken", "came_by", "flood_core"] as const;

export interface FloodGroup extends GivenRing {
  verdicts: Verdict[];
  fromMs: number;
  participantCount: number;
  pass: boolean;
}

/**
 * Floods of rooms opened in the same minutes, each in its own room: surges against the other days; who pushes whom among those who took part, or whose batches of
 * registrations woke up for it; and who is tied to them. Needs `account_network`; leaves `flood_account` for the trace of floods. A surge alone proposes nobody.
 */
export async function findFloods(engine: Engine, settings: Settings, asOfMs: number): Promise<FloodGroup[]> {
  const span: Params = { ...floodParams, opening_action: settings.source.opening_action, from_ms: asOfMs - lookBackMs("flood"), to_ms: asOfMs };
  const slots = await engine.readColumns("graph/flood/opening_count.sql", span);
  const found: FloodGroup[] = [];
  const members: (FloodMember & { floodMs: number })[] = [];
  const windows = surgeWindows(slots.slot_ms, slots.account_count, slots.usual_count, floodParams.slot_ms);
  if (windows.length > 0) await engine.runFile("graph/flood/account_device.sql");
  for (const window of windows) {
    const flood = await judgeFlood(engine, settings, window, asOfMs);
    members.push(...flood.members.map((member) => ({ ...member, floodMs: window.fromMs })));
    found.push({
      found: "flood", accounts: Int32Array.from(flood.members, ({ account }) => account), core: flood.members.map(() => true), ownAct: flood.members.map(() => true),
      alive: flood.members.map(({ alive }) => alive), gain: Number.MAX_VALUE, verdicts: flood.verdicts, fromMs: window.fromMs, participantCount: flood.participantCount, pass: flood.members.length > 0,
    });
  }
  await engine.dropTables("account_device", ...tablesOfFlood);
  await engine.createTable("flood_account", {
    account: { type: "integer", values: members.map(({ account }) => account) }, opened_ms: { type: "bigint", values: members.map(({ firstMs }) => firstMs) }, flood_ms: { type: "bigint", values: members.map(({ floodMs }) => floodMs) },
  });
  return found;
}

interface FloodMember {
  account: number;
  /** When it opened its room, or visited the first of the others' where it opened none. */
  firstMs: number;
  alive: boolean;
}

/** One flood: what the rules say of it, and its members, ascending; nobody where it is no attack. */
async function judgeFlood(engine: Engine, settings: Settings, { fromMs, toMs, usualCount }: SurgeWindow, asOfMs: number): Promise<{ verdicts: Verdict[]; members: FloodMember[]; participantCount: number }> {
  const params: Params = {
    ...floodParams, opening_action: settings.source.opening_action, from_ms: fromMs, to_ms: toMs, before_ms: fromMs - visitBeforeMs, visit_from_ms: fromMs - visitBeforeMs,
    visit_to_ms: toMs + visitAfterMs, login_from_ms: fromMs - dayMs, as_of_ms: asOfMs, quiet_count: cameBy.quietCount, settled_ms: fromMs - settledMs, aged_ms: fromMs - cameBy.agedMs, new_ms: fromMs - cameBy.newMs,
  };
  await engine.dropTables(...tablesOfFlood);
  for (const file of ["participant", "visit", "came_by"]) await engine.runFile(`graph/flood/${file}.sql`, params);
  const who = await engine.readColumns("graph/flood/read_participant.sql");
  const visits = await engine.readColumns("graph/flood/read_visit.sql");
  const flood: Flood = { accounts: who.account as Int32Array, beforeCount: who.before_count, visitor: visits.visitor as Int32Array, owner: visits.owner as Int32Array };
  const isSilent = (place: number): boolean => flood.beforeCount[place] <= cameBy.quietCount;
  const { core: pushing, touched } = pushOfFlood(flood);
  const hours = await engine.readColumns("graph/flood/created_hour.sql", params);
  const wokenHour = wokenHours({ hourMs: hours.hour_ms, accountCount: hours.account_count, wokenCount: hours.woken_count });
  const isOfBatch = (createdMs: number): boolean => wokenHour.has(createdMs - (createdMs % hourMs));
  const woken = Array.from(flood.accounts.keys()).filter((place) => isSilent(place) && isOfBatch(who.created_ms[place]));
  const settled = woken.filter((place) => who.created_ms[place] < Number(params.settled_ms));
  const takenAmong = await takenPlaces(engine, flood);
  const taken = takenAmong(isSilent);
  const takenAwake = takenAmong((place) => !isSilent(place));
  const verdicts = askRules(floodPolicy, {
    participantCount: flood.accounts.length, usualCount, coreCount: pushing.length, silentCoreCount: pushing.filter(isSilent).length,
    wokenCount: settled.length, wokenDayCount: daysOf(settled.map((place) => who.created_ms[place])), wokenRoofShare: await roofShare(engine, settled.map((place) => flood.accounts[place]), params),
    takenCount: taken.length,
  });
  const [isPushed, isWoken, isTaken] = verdicts.map((verdict) => verdict.pass);
  if (!isPushed && !isWoken && !isTaken) return { verdicts, members: [], participantCount: flood.accounts.length };

  const core = new Set([...(isPushed ? pushing : []), ...(isWoken ? settled : [])]);
  await engine.createTable("flood_core", { account: { type: "integer", values: Array.from(core, (place) => flood.accounts[place]) } });
  const tied = await tiedPlaces(engine, flood, params);
  const around = [...[...(isPushed ? touched : []), ...woken, ...taken, ...tied].filter(isSilent), ...takenAwake].filter((place) => !core.has(place));
  const helpers = await engine.readColumns("graph/flood/helper.sql", params);
  const members: FloodMember[] = [
    // An old account with days of its own may have been taken over.
    ...Array.from(core, (place) => ({ account: flood.accounts[place], firstMs: who.opened_ms[place], alive: who.login_day_count[place] >= 3 && (fromMs - who.created_ms[place]) / dayMs >= 30 })),
    // Whoever is only touched or tied did not push, whoever was taken over is not his account: challenged at most.
    ...Array.from(new Set(around), (place) => ({ account: flood.accounts[place], firstMs: who.opened_ms[place], alive: true })),
    ...Array.from(helpers.account.keys()).filter((i) => isOfBatch(helpers.created_ms[i])).map((i) => ({ account: helpers.account[i], firstMs: helpers.first_ms[i], alive: true })),
  ];
  // The other ways to be an attack are none that it failed.
  return { verdicts: verdicts.filter(({ pass }) => pass), members: members.sort((one, other) => one.account - other.account), participantCount: flood.accounts.length };
}

/** The places of the participants outside the core that share with it what they share with others. */
async function tiedPlaces(engine: Engine, flood: Flood, params: Params): Promise<number[]> {
  const ties = await engine.readColumns("graph/flood/tie.sql", params);
  const placeOf = new Map(Array.from(flood.accounts, (account, place) => [account, place]));
  const isTied = (i: number): boolean => tiedToCore({
    createdCount: ties.created_count[i], createdCoreCount: ties.created_core_count[i], deviceCount: ties.device_count[i], deviceCoreCount: ties.device_core_count[i],
    addressCount: ties.address_count[i], addressCoreCount: ties.address_core_count[i], networkCount: ties.network_count[i], networkCoreCount: ties.network_core_count[i],
  });
  return Array.from(ties.account.keys()).filter(isTied).map((i) => placeOf.get(ties.account[i])!);
}

/** Days on which at least a few of some accounts were created. */
function daysOf(createdMs: readonly number[]): number {
  const days = new Map<number, number>();
  for (const created of createdMs) {
    const day = Math.floor(created / dayMs);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return [...days.values()].filter((count) => count >= dayBatch).length;
}

/** The largest part of some accounts that one network saw in the day before a flood, 0 to 1. */
async function roofShare(engine: Engine, accounts: readonly number[], params: Params): Promise<number> {
  await engine.createTable("woken", { account: { type: "integer", values: accounts } });
  const [{ network_count, account_count }] = await engine.readRows("graph/flood/roof.sql", { network_count: whole, account_count: whole }, params);
  return network_count / Math.max(1, account_count);
}

/**
 * Whom, by place, it is asked of → the places of those who came by what is new to them, where that is not what people do. Asked of the silent and of the others apart: of those who were about anyway more are
 * people.
 */
async function takenPlaces(engine: Engine, flood: Flood): Promise<(among: (place: number) => boolean) => number[]> {
  const [usual] = await engine.readRows("graph/flood/usual_came_by.sql", { account_count: whole, new_count: whole });
  const came = await engine.readColumns("graph/flood/read_came_by.sql");
  const isNew = new Map(Array.from(came.account, (account, i) => [account, came.is_new[i] === 1]));
  const cameNew = (place: number): boolean => isNew.get(flood.accounts[place]) === true;
  const usualShare = usual.new_count / Math.max(1, usual.account_count);
  return (among) => {
    const aged = Array.from(flood.accounts.keys()).filter((place) => among(place) && isNew.has(flood.accounts[place]));
    const known = { agedCount: aged.length, cameNewCount: aged.filter(cameNew).length, usualShare };
    return aged.filter((place) => takenOver.decide({ ...known, cameNew: cameNew(place) }).pass);
  };
}
