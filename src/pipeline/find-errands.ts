import type { Engine } from "../engine/engine.js";
import { errandsOf, usualRate, usualVisitors, type Errand } from "../rings/errand.js";
import { challenged, type GivenRing } from "../rings/find-rings.js";
import { broughtByMachines, ofTheErrand, sitsInFewNetworks, type ErrandView } from "../rings/rules/errand.js";
import type { PopulationLife } from "../rings/rules/group-view.js";
import { batchPolicy, farmPolicy } from "../rings/rules/policy.js";
import { allPass, askRules, type Rule, type Verdict } from "../rings/rules/rule.js";
import { refreshJoint } from "./find-orders.js";
import { createGroups, groupViews, lifeParams, memberVerdicts, type MemberVerdict } from "./life.js";

/** Numbers of the queries below `sql/graph/errand`, with their units. */
const errandParams = {
  /** Of an account's logins on any machine so many thousandths are on one that it lives on: a farm's accounts move. */
  home_millis: 150,
  /** Of its logins fewer than so many thousandths are on machines that nobody else uses. */
  own_millis: 200,
  usual_visitors: usualVisitors,
  min_machines: broughtByMachines.thresholds.machines,
  hour_ms: 3_600_000,
  /** So many accounts of one hour at one target, and so many times its part of all visitors, are no chance. */
  min_accounts: 4,
  factor: 10,
  /** So many accounts and hours of one target are worth asking about. */
  min_together: 20,
  min_hours: 3,
  roof_count: lifeParams.roof_count,
  roof_percent: lifeParams.roof_percent,
} as const;

/** That an account of an accepted batch is of it: strangers who joined in its hours and came to its targets are a tenth of them at most. */
const batchProbability = 0.9;

/** Accounts that were sent to the same targets, with what other evidence may leave of them. */
export interface ErrandGroup extends GivenRing {
  /** As `RestOfErrandView` has it. */
  strangerMachines: number;
}

/** Farms, then batches. Needs `machine_account`, `account_life`, `deed_act` and what a group's view is made of. */
export async function findErrands(engine: Engine, life: PopulationLife): Promise<ErrandGroup[]> {
  await engine.runFile("graph/errand/target_visitor.sql");
  const errands = [...(await findFarms(engine, life)), ...(await findBatches(engine, life))];
  await engine.dropTables("target_visitor");
  return errands;
}

/**
 * Farms: machines with several accounts each that go to the same targets, several times as many as the source's publics usually hold. One target is enough: a room filled by thirty such machines has not been
 * found by thirty families.
 * @returns those that pass, with the accounts that are of them; they are challenged at most
 */
async function findFarms(engine: Engine, life: PopulationLife): Promise<ErrandGroup[]> {
  await engine.runFile("graph/errand/by_machine.sql", errandParams);
  const { target_no: targetNo, visitor_count: visitorCount, machine_count: machineCount } = await engine.readColumns("graph/errand/read_public.sql", errandParams);
  const rate = usualRate({ visitorCount, machineCount });
  const brought = new Map<number, { verdict: Verdict; expected: number }>();
  for (let at = 0; at < targetNo.length; at++) {
    const [verdict] = askRules([broughtByMachines], { machineCount: machineCount[at], visitorCount: visitorCount[at], usualRate: rate });
    if (verdict.pass) brought.set(targetNo[at], { verdict, expected: rate * visitorCount[at] });
  }
  await engine.createTable("brought_target", { target_no: { type: "integer", values: [...brought.keys()] } });
  const errands = await readErrands(engine);
  const judged = await judgeErrands(engine, life, errands, farmPolicy, ({ alive }) => alive);
  return judged.map(({ errand, view, verdicts, accounts }): ErrandGroup => {
    const said = errand.targets.map((target) => brought.get(target)!);
    // Of its targets the one that most machines came to speaks for all.
    const strongest = said.reduce((best, other) => (other.verdict.measured > best.verdict.measured ? other : best));
    const expected = said.reduce((sum, one) => sum + one.expected, 0);
    // So many machines would have come anyway.
    const probability = 1 - expected / said.reduce((sum, one) => sum + one.verdict.measured, 0);
    return { ...challenged("farm", accounts, Array.from(accounts, () => probability), [strongest.verdict, ...verdicts]), strangerMachines: sitsInFewNetworks(view) ? 0 : expected };
  });
}

/**
 * Batches: accounts of many hours of registration, of each hour far more than its part, that go to the same targets. They need neither a machine nor a network in common.
 * @returns those that pass, with the accounts that are of them; they are challenged at most
 */
async function findBatches(engine: Engine, life: PopulationLife): Promise<ErrandGroup[]> {
  await engine.runFile("graph/errand/by_hour.sql", errandParams);
  await engine.runFile("graph/errand/every_target.sql");
  const errands = await readErrands(engine);
  const judged = await judgeErrands(engine, life, errands, batchPolicy, ({ ofRing }) => !ofRing);
  return judged.map(({ verdicts, accounts }): ErrandGroup => ({ ...challenged("batch", accounts, Array.from(accounts, () => batchProbability), verdicts), strangerMachines: 0 }));
}

/** The errands of `together` that go to a `brought_target`; both are dropped. */
async function readErrands(engine: Engine): Promise<Errand[]> {
  const came = await engine.readColumns("graph/errand/read_together.sql");
  await engine.dropTables("brought_target", "together");
  return errandsOf({ targetNo: came.target_no, unitNo: came.unit_no, account: came.account });
}

/** The errands that a policy accepts, each with what it was asked by and those of its accounts that are no chance visitors. */
async function judgeErrands(engine: Engine, life: PopulationLife, errands: readonly Errand[], policy: readonly Rule<ErrandView>[], elsewhere: (said: MemberVerdict) => boolean): Promise<{ errand: Errand; view: ErrandView; verdicts: Verdict[]; accounts: Int32Array }[]> {
  await engine.dropTables("group_account");
  await createGroups(engine, errands.map(({ accounts }) => accounts));
  await refreshJoint(engine);
  const views = new Map((await groupViews(engine, life)).map(({ group, view }) => [group, view]));
  const members = await memberVerdicts(engine);
  const roofed = await engine.readColumns("graph/errand/read_roofed.sql", errandParams);
  const roofedOf = errands.map(() => new Set<number>());
  for (let at = 0; at < roofed.account.length; at++) roofedOf[roofed.group_no[at]].add(roofed.account[at]);
  return errands.flatMap((errand, at) => {
    const known = views.get(at);
    // Of an errand to many targets to which nothing came along to several nobody is left.
    if (known === undefined) return [];
    const view = { ...known, unitCount: errand.unitCount };
    const verdicts = askRules(policy, view);
    if (!allPass(verdicts)) return [];
    const accounts = errand.accounts.filter((account) => ofTheErrand.decide({ roofed: roofedOf[at].has(account), roofedShare: view.roofedShare, elsewhere: elsewhere(members.get(at)!.get(account)!) }).pass);
    return [{ errand, view, verdicts, accounts }];
  });
}
