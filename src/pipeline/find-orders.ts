import type { Engine, Params } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import type { EdgeList } from "../graph/edge-list.js";
import { cutAtBridges } from "../graph/cut-at-bridges.js";
import { proposeCommunities } from "../graph/propose-communities.js";
import type { GivenRing } from "../rings/find-rings.js";
import type { PopulationLife } from "../rings/rules/group-view.js";
import { operatorBits } from "../rings/rules/operator-card.js";
import { sureBits } from "../rings/rules/life-of-its-own.js";
import { notProvisioned } from "../rings/rules/not-provisioned.js";
import { moreThanOneRoof } from "../rings/rules/more-than-one-roof.js";
import { operatorOverPeople } from "../rings/rules/operator-over-people.js";
import { orderPolicy } from "../rings/rules/policy.js";
import { allPass, askRules, type Verdict } from "../rings/rules/rule.js";
import { createGroups, groupViews, memberVerdicts } from "./life.js";

/** Numbers of the queries below `sql/graph/audience`, with their units. */
const orderParams = {
  /** What an account does in its first day is its joining. */
  settling_ms: 86_400_000,
  /** Clients write the look and the act a moment apart. */
  clock_ms: 1_000,
  min_affinity_count: 3,
  max_affinity_count: 5_000,
  affinity_neighbour_count: 8,
  min_affinity_targets: 2,
  min_order_count: 8,
  max_order_count: 5_000,
  min_joint_count: 3,
  joint_percent: 15,
  public_percent: 20,
  core_percent: 10,
  overlap_percent: 15,
  overlap_count: 2,
} as const;

/** Cuts of the affinity graph: at least so many targets, and so many times the bits that a pair of one's own in N has. */
const affinityCuts = [
  { targets: 2, times: 1 },
  { targets: 2, times: 1.4 },
  { targets: 3, times: 1.6 },
  { targets: 3, times: 2.2 },
  { targets: 4, times: 3 },
] as const;

/** Rounds from proposal to group: accounts to action-targets, action-targets to accounts. */
const rounds = 3;

/** A circle that hangs on another by one target has at least so many of its own. */
const ownTargets = 2;

/** A group that acts on the same orders, with everything that was asked about it. */
export interface OrderGroup extends GivenRing {
  verdicts: Verdict[];
  bits: number;
  pass: boolean;
}

/** Acts with what they say of the account, and how many did each: what orders and lives are read from. */
export async function prepareOrders(engine: Engine, settings: Settings): Promise<void> {
  const params: Params = { ...orderParams, passive_action: settings.source.passive_action, opening_action: settings.source.opening_action };
  for (const file of ["deed", "act", "deed_public", "deed_act", "room_owner"]) await engine.runFile(`graph/audience/${file}.sql`, params);
  await engine.dropTables("thing");
}

/** The joint action-targets of whatever groups are in `group_account` now; of a group whose targets fall into pieces only those of the largest. */
export async function refreshJoint(engine: Engine): Promise<void> {
  await engine.dropTables("joint");
  await engine.runFile("graph/audience/joint.sql", orderParams);
  await findPieces(engine);
  await engine.runFile("graph/audience/keep_piece.sql");
  await engine.dropTables("joint");
  await engine.renameTable("united", "joint");
  await engine.dropTables("joint_piece");
}

/**
 * Which joint targets of a group belong together: those that are linked by common holders. Two circles that a proposal threw together (an office and a class, friends and
 * an agency) each have targets of their own; counted together they would look like an operator with many orders. That both did one and the same thing joins them no more:
 * where a single target holds two parts together they are two. Leaves `joint_piece`.
 */
async function findPieces(engine: Engine): Promise<void> {
  const { group_no: group, a, b } = await engine.readColumns("graph/audience/overlap.sql", { overlap_percent: orderParams.overlap_percent, overlap_count: orderParams.overlap_count });
  const targets: { group: number; target: number }[] = [];
  const edges: (readonly [number, number])[] = [];
  for (let from = 0, to = 0; from < group.length; from = to) {
    while (to < group.length && group[to] === group[from]) to++;
    const places = new Map<number, number>();
    for (let i = from; i < to; i++) {
      if (a[i] !== b[i]) continue;
      places.set(a[i], targets.length);
      targets.push({ group: group[i], target: a[i] });
    }
    for (let i = from; i < to; i++) if (a[i] !== b[i]) edges.push([places.get(a[i])!, places.get(b[i])!]);
  }
  const piece = cutAtBridges(targets.length, edges, ownTargets);
  await engine.createTable("joint_piece", {
    group_no: { type: "integer", values: targets.map(({ group }) => group) }, target_no: { type: "integer", values: targets.map(({ target }) => target) },
    piece_no: { type: "integer", values: Array.from(piece) },
  });
}

/**
 * Groups that act on the same targets and are the public there: proposals are cut from the affinity graph and the graph of ties, each settles in a few rounds
 * between accounts and joint action-targets, and the policy decides. Leaves `proved_joint` for the trace of closed audiences.
 */
export async function findOrders(engine: Engine, ties: EdgeList, settings: Settings, population: number, life: PopulationLife): Promise<OrderGroup[]> {
  const params: Params = {
    ...orderParams, account_count: population, all_pairs_cap: settings.graph.all_pairs_cap, min_size: settings.ring.min_size, max_size: settings.graph.group_limit,
    affinity_floor_millibits: Math.round(1000 * Math.log2(population)),
  };
  for (const file of ["affinity_place", "affinity"]) await engine.runFile(`graph/audience/${file}.sql`, params);
  await engine.dropTables("affinity_place");
  const proposals = await proposeGroups(engine, ties, settings, population);
  await createGroups(engine, proposals);
  await engine.runFile("graph/audience/propose_deed.sql", { ...params, group_base: proposals.length });
  for (let round = 0; round < rounds; round++) {
    await engine.runFile("graph/audience/joint.sql", params);
    await engine.runFile("graph/audience/next_account.sql", params);
    await engine.dropTables("group_account");
    await engine.runFile("graph/audience/keep_group.sql", params);
    await engine.dropTables("joint", "next_account");
  }
  await engine.runFile("graph/audience/joint.sql", params);
  await findPieces(engine);
  await engine.runFile("graph/audience/piece_account.sql", params);
  await engine.dropTables("joint", "joint_piece", "group_account");
  await engine.runFile("graph/audience/keep_group.sql", params);
  await engine.dropTables("next_account");
  await refreshJoint(engine);
  const groups = await judgeGroups(engine, life);
  const proved = groups.filter((group) => group.pass).map((group) => group.group);
  await engine.createTable("proved_group", { group_no: { type: "integer", values: proved } });
  await engine.runFile("graph/audience/proved_joint.sql");
  return groups;
}

async function proposeGroups(engine: Engine, ties: EdgeList, settings: Settings, population: number): Promise<Int32Array[]> {
  const { min_size: minSize } = settings.ring;
  const limits = { minSize, componentLimit: settings.graph.component_limit, groupLimit: settings.graph.group_limit, floorStepBits: settings.graph.floor_step_bits, seed: settings.graph.seed };
  const groups = proposeCommunities(ties, limits).groups;
  for (const { targets, times } of affinityCuts) {
    const columns = await engine.readColumns("graph/audience/read_affinity.sql", { targets, floor: Math.round(1000 * times * Math.log2(population)) });
    const edges: EdgeList = { a: columns.a as Int32Array, b: columns.b as Int32Array, weight: (columns.millibits as Float64Array).map((millibits) => millibits / 1000) };
    // The cuts are the floors here; a component is not cut further.
    groups.push(...proposeCommunities(edges, { ...limits, componentLimit: Number.POSITIVE_INFINITY }).groups);
  }
  return groups;
}

/** Asks the policy about every group of `group_account`, and each account about its own life. */
async function judgeGroups(engine: Engine, life: PopulationLife): Promise<(OrderGroup & { group: number })[]> {
  const views = await groupViews(engine, life);
  const members = await memberVerdicts(engine);
  return views.map(({ group, view }) => {
    const verdicts = askRules(orderPolicy, view);
    const verdictOf = members.get(group)!;
    const accounts = Int32Array.from(verdictOf.keys());
    const bits = operatorBits(view);
    const mayBan = notProvisioned.decide(view).pass && operatorOverPeople.mayBan(view) && moreThanOneRoof.mayBan(view);
    const said = Array.from(accounts, (account) => verdictOf.get(account)!);
    return {
      group, found: "orders" as const, accounts, core: said.map(({ ofGroup, alive, again }) => ofGroup && (!alive || again || bits >= sureBits)), alive: said.map(({ alive }) => alive || !mayBan), bits, gain: bits * accounts.length, verdicts, pass: allPass(verdicts), afterTies: !operatorOverPeople.isSure(view),
    };
  });
}
