import type { Engine, Params } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import { sqlFile } from "../engine/sql-file.js";
import type { GivenRing } from "../rings/find-rings.js";
import { pushOfFlood, surgeWindows, tiedToCore, type Flood, type TieView } from "../rings/flood.js";
import { floodPolicy } from "../rings/rules/policy.js";
import { askRules, allPass, type Verdict } from "../rings/rules/rule.js";
import { lookBackMs } from "../traces/registry.js";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Numbers of the queries below `sql/graph/flood`, with their units. */
const floodParams = { slot_ms: 5 * minuteMs, near_ms: 30 * minuteMs, near_created_ms: 10 * minuteMs } as const;

/** Pushes begin a little before the rooms and go on after. */
const visitBeforeMs = 10 * minuteMs;
const visitAfterMs = 60 * minuteMs;

export interface FloodGroup extends GivenRing {
  verdicts: Verdict[];
  fromMs: number;
  participantCount: number;
  pass: boolean;
}

/**
 * Floods of rooms opened in the same minutes, each in its own room: surges against the other days, who pushes whom among those who took part, and who
 * is tied to them. Leaves `flood_account` for the trace of floods. A surge alone proposes nobody.
 */
export async function findFloods(engine: Engine, settings: Settings, asOfMs: number): Promise<FloodGroup[]> {
  const opening = settings.source.opening_action;
  const span: Params = { ...floodParams, opening_action: opening, from_ms: asOfMs - lookBackMs("flood"), to_ms: asOfMs };
  const slots = await engine.columns(sqlFile("graph/flood/opening_count.sql"), span);
  const found: FloodGroup[] = [];
  const rows: { account: number; openedMs: number; floodMs: number }[] = [];
  for (const { fromMs, toMs, usualCount } of surgeWindows(slots.slot_ms, slots.account_count, slots.usual_count, floodParams.slot_ms)) {
    const params: Params = {
      ...floodParams, opening_action: opening, from_ms: fromMs, to_ms: toMs, before_ms: fromMs - visitBeforeMs, visit_from_ms: fromMs - visitBeforeMs, visit_to_ms: toMs + visitAfterMs,
      login_from_ms: fromMs - dayMs, as_of_ms: asOfMs,
    };
    for (const table of ["participant", "visit", "flood_core"]) await engine.run(`drop table if exists ${table}`);
    for (const file of ["participant", "visit"]) await engine.runFile(`graph/flood/${file}.sql`, params);
    const who = await engine.columns("select account, opened_ms, before_count, login_day_count, coalesce(created_ms, 0) as created_ms from participant order by account");
    const visits = await engine.columns("select visitor, coalesce(owner, -1) as owner from visit order by visitor, target_id");
    const flood: Flood = { accounts: who.account as Int32Array, beforeCount: who.before_count, visitor: visits.visitor as Int32Array, owner: visits.owner as Int32Array };
    const { core, touched } = pushOfFlood(flood);
    const view = { participantCount: flood.accounts.length, usualCount, coreCount: core.length, silentCoreCount: core.filter((place) => flood.beforeCount[place] <= 1).length };
    const verdicts = askRules(floodPolicy, view);
    const pass = allPass(verdicts);
    const members = new Set(core);
    const isSilent = (place: number): boolean => flood.beforeCount[place] <= 1;
    if (pass) {
      for (const place of touched) if (isSilent(place)) members.add(place);
      await engine.createTable("flood_core", { account: { type: "integer", values: core.map((place) => flood.accounts[place]) } });
      const ties = await engine.columns(sqlFile("graph/flood/tie.sql"), params);
      const placeOf = new Map(Array.from(flood.accounts, (account, place) => [account, place]));
      for (let i = 0; i < ties.account.length; i++) {
        const tie: TieView = {
          createdCount: ties.created_count[i], createdCoreCount: ties.created_core_count[i], deviceCount: ties.device_count[i], deviceCoreCount: ties.device_core_count[i],
          addressCount: ties.address_count[i], addressCoreCount: ties.address_core_count[i], networkCount: ties.network_count[i], networkCoreCount: ties.network_core_count[i],
        };
        const place = placeOf.get(ties.account[i])!;
        if (isSilent(place) && tiedToCore(tie)) members.add(place);
      }
    }
    const places = [...members].sort((one, other) => one - other);
    const inCore = new Set(core);
    const accounts = Int32Array.from(places, (place) => flood.accounts[place]);
    if (pass) for (const place of places) rows.push({ account: flood.accounts[place], openedMs: who.opened_ms[place], floodMs: fromMs });
    found.push({
      found: "flood", accounts, core: places.map(() => true), ownAct: places.map(() => true),
      // An old account with days of its own may have been taken over; whoever is only tied to the push did not push.
      alive: places.map((place) => !inCore.has(place) || (who.login_day_count[place] >= 3 && (fromMs - who.created_ms[place]) / dayMs >= 30)),
      gain: Number.MAX_VALUE, verdicts, fromMs, participantCount: flood.accounts.length, pass,
    });
  }
  await engine.createTable("flood_account", {
    account: { type: "integer", values: rows.map((row) => row.account) }, opened_ms: { type: "bigint", values: rows.map((row) => row.openedMs) }, flood_ms: { type: "bigint", values: rows.map((row) => row.floodMs) },
  });
  return found;
}
