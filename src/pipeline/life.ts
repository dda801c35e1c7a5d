import { fraction, whole, type Engine } from "../engine/engine.js";
import type { GroupView, PopulationLife } from "../rings/rules/group-view.js";
import { actsWithTheRing, cameAgain, lifeOfItsOwn, ofTheGroup, type AccountView } from "../rings/rules/life-of-its-own.js";
import { kindNumber } from "../traces/registry.js";

const dayMs = 86_400_000;

/** Numbers of the queries below `sql/graph/life`. */
export const lifeParams = {
  /** Targets of its own from which on an account is alive beside its group. */
  alive_targets: 3,
  long_age_ms: 30 * dayMs,
  long_days: 8,
  joined_ms: dayMs,
  burst_ms: 600_000,
  /** A network is a roof from so many members on, and so many of a hundred. */
  roof_count: 4,
  roof_percent: 10,
  batch_size: 8,
} as const;

/** So long the making of an account may take, ms. */
const settleMs = 3_600_000;

/** The columns of `sql/graph/life/group_fact.sql`. */
const groupFact = {
  group_no: whole, member_count: whole, active_count: whole, unseen_count: whole, own_machine_millis: whole, alive_count: whole, united_count: whole, long_count: whole,
  median_beside_share: fraction, median_act_count: fraction, joint_count: whole, joint_target_count: whole, occasion_count: whole, joint_day_count: whole, held_sum: whole, public_sum: whole,
  place_count: whole, roofed_count: whole, joined_count: whole, burst_count: whole, made_count: whole,
} as const;

/** How each account lives, and the source as a whole. Needs `act`, which nobody asks after it, and the keys of devices; leaves `account_life`, `account_target`, `account_network` and `account_entry`. */
export async function populationLife(engine: Engine): Promise<PopulationLife> {
  await engine.runFile("graph/life/account_life.sql", { device_kind_no: kindNumber("device") });
  for (const file of ["account_target", "account_network"]) await engine.runFile(`graph/life/${file}.sql`);
  await engine.dropTables("act");
  await engine.runFile("graph/life/account_entry.sql", { joined_ms: lifeParams.joined_ms, settle_ms: settleMs });
  const [row] = await engine.readRows("graph/life/population_life.sql", { unseen_count: whole, active_count: whole, median_act_count: fraction, acting_count: whole, log_sum: whole, log_square_sum: whole });
  const active = row.active_count;
  // A source without looks, or without acts: half an act on either side keeps the odds finite.
  return { unseenShare: (row.unseen_count + 0.5) / (active + 1), medianActCount: row.median_act_count, actSpread: spreadOf(row.acting_count, row.log_sum, row.log_square_sum) };
}

/** The standard deviation of numbers of which the count, the sum and the sum of squares are known in thousands; 0 of fewer than two. */
export const spreadOf = (count: number, sum: number, squareSum: number): number => (count < 2 ? 0 : Math.sqrt(Math.max(0, (squareSum - (sum * sum) / count) / (count - 1))) / 1000);

/** Makes `group_account`: the accounts of each group, by the group's place in the list. */
export async function createGroups(engine: Engine, groups: readonly Iterable<number>[]): Promise<void> {
  const rows = groups.flatMap((group, at) => Array.from(group, (account) => ({ at, account })));
  await engine.createTable("group_account", { group_no: { type: "integer", values: rows.map(({ at }) => at) }, account: { type: "integer", values: rows.map(({ account }) => account) } });
}

/**
 * What is known of the groups of `group_account`, in ascending order of their numbers. Leaves `joint` as it is, and `member_life` for whoever asks about
 * single accounts.
 */
export async function groupViews(engine: Engine, population: PopulationLife): Promise<{ group: number; view: GroupView }[]> {
  await engine.dropTables("member_life");
  await engine.runFile("graph/life/member_life.sql");
  const rows = await engine.readRows("graph/life/group_fact.sql", groupFact, lifeParams);
  return rows.map((row) => {
    const n = row.member_count;
    return {
      group: row.group_no,
      view: {
        memberCount: n, jointTargetCount: row.joint_target_count, occasionCount: row.occasion_count, jointDayCount: row.joint_day_count,
        jointShare: row.joint_count === 0 ? 0 : row.held_sum / (n * row.joint_count),
        publicSize: row.joint_count === 0 ? 0 : row.public_sum / row.joint_count,
        activeCount: row.active_count, unseenCount: row.unseen_count, besideShare: row.median_beside_share,
        aliveShare: row.alive_count / n, longShare: row.long_count / n, ownMachineShare: row.own_machine_millis / (1000 * n),
        medianActCount: row.median_act_count, placeShare: row.place_count / n, roofedShare: row.roofed_count / n, unitedShare: row.united_count / n, joinedShare: row.joined_count / n, burstShare: row.burst_count / n, madeShare: row.made_count / n, population,
      },
    };
  });
}

/** What the rules of accounts say of one member: it has a life of its own; it is of the group, or of the ring by ties, and no bystander; it came with the group again and again, and does little else. */
export interface MemberVerdict {
  alive: boolean;
  ofGroup: boolean;
  ofRing: boolean;
  again: boolean;
}

/** The members of `member_life` by group, with what the rules of accounts say. */
export async function memberVerdicts(engine: Engine): Promise<Map<number, Map<number, MemberVerdict>>> {
  const members = await engine.readColumns("graph/life/read_member_life.sql");
  const groups = new Map<number, Map<number, MemberVerdict>>();
  for (let at = 0; at < members.account.length; at++) {
    const view: AccountView = {
      actCount: members.act_count[at], besideActCount: members.beside_act_count[at], besideTargetCount: members.beside_target_count[at], jointTargetCount: members.joint_target_count[at],
      loginDayCount: members.login_day_count[at], ageDays: Math.max(0, members.last_login_ms[at] - members.created_ms[at]) / dayMs, ownMachineShare: members.own_machine_millis[at] / 1000,
    };
    let group = groups.get(members.group_no[at]);
    if (group === undefined) groups.set(members.group_no[at], (group = new Map()));
    group.set(members.account[at], { alive: !lifeOfItsOwn.decide(view).pass, ofGroup: ofTheGroup.decide(view).pass, ofRing: actsWithTheRing.decide(view).pass, again: cameAgain(view) });
  }
  return groups;
}
