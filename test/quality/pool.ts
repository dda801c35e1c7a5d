import {
  attackOf, totalsOf, withRecall, type ByAction, type Calibration, type Evaluation, type HabitHit, type HabitResult, type Hit, type InnocentKindResult, type SizeResult, type Totals,
} from "../../src/evaluate/evaluate.js";

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const f1 = (precision: number | null, recall: number | null): number | null => (precision === null || recall === null ? null : precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall));
const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);

/**
 * Several worlds' evaluations as one: counts are added and every share is computed from the sums, so that each ring account, each innocent
 * counts once. The adjusted Rand index is the mean over worlds (a ring of one world cannot be confused with one of another).
 */
export function pool(list: readonly Evaluation[]): Evaluation {
  const habits = poolBy(list.flatMap((one) => one.habits), (row) => row.habit).map(poolHabit).sort((one, other) => (one.habit < other.habit ? -1 : 1));
  const innocentCount = sum(list, (one) => one.innocent_count);
  const indexes = list.map((one) => one.rings.adjusted_rand_index).filter((index) => index !== null);
  const rings = list.flatMap((one, at) => one.rings.each.map((ring) => ({ ...ring, ring: `${at + 1}/${ring.ring}` })));
  const foundCount = rings.filter((ring) => ring.found).length;
  const framed = addActions(list.map((one) => one.framed));
  const framedFlagged = sum(list, (one) => one.framed.flagged_count);
  return {
    run_id: "pooled",
    account_count: sum(list, (one) => one.account_count),
    innocent_count: innocentCount,
    ring_account_count: sum(list, (one) => one.ring_account_count),
    unknown_count: sum(list, (one) => one.unknown_count),
    ban: poolHit(list.map((one) => one.ban), habits, true, innocentCount),
    any: poolHit(list.map((one) => one.any), habits, false, innocentCount),
    rings: { true_count: rings.length, found_count: foundCount, found_share: share(foundCount, rings.length), adjusted_rand_index: share(sum(indexes, (index) => index), indexes.length), each: rings },
    habits,
    sizes: poolBy(list.flatMap((one) => one.sizes), (row) => String(row.from_size)).map(poolSize).sort((one, other) => one.from_size - other.from_size),
    attack: attackOf(poolBy(list.flatMap((one) => one.attack?.by_habit ?? []), (row) => row.habit).map((group) => ({ habit: group[0].habit, ...addActions(group) }))),
    without_attack: { ban: poolTotals(list.map((one) => one.without_attack.ban)), any: poolTotals(list.map((one) => one.without_attack.any)) },
    innocents: poolBy(list.flatMap((one) => one.innocents), (row) => row.kind).map(poolInnocents).sort((one, other) => other.flagged_count - one.flagged_count || (one.kind < other.kind ? -1 : 1)),
    framed: { ...framed, flagged_count: framedFlagged, flagged_share: share(framedFlagged, framed.account_count), ban_share: share(framed.ban_count, framed.account_count) },
    calibration: poolCalibration(list.map((one) => one.calibration)),
  };
}

function poolBy<T>(list: readonly T[], nameOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(nameOf(one));
    if (group === undefined) groups.set(nameOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

const addActions = (list: readonly ByAction[]): ByAction => ({
  account_count: sum(list, (one) => one.account_count),
  watch_count: sum(list, (one) => one.watch_count),
  challenge_count: sum(list, (one) => one.challenge_count),
  restrict_count: sum(list, (one) => one.restrict_count),
  ban_count: sum(list, (one) => one.ban_count),
});

const poolSize = (list: readonly SizeResult[]): SizeResult => ({
  from_size: list[0].from_size, to_size: list[0].to_size, ring_count: sum(list, (one) => one.ring_count), found_ring_count: sum(list, (one) => one.found_ring_count), ...withRecall(addActions(list)),
});

const poolTotals = (list: readonly Totals[]): Totals =>
  totalsOf({
    flagged_count: sum(list, (one) => one.flagged_count), right_count: sum(list, (one) => one.right_count), open_ring_count: sum(list, (one) => one.open_ring_count), found_open_count: sum(list, (one) => one.found_open_count),
  });

function poolHabit(list: readonly HabitResult[]): HabitResult {
  const counts = addActions(list);
  const hit = (level: "ban" | "any"): HabitHit => {
    const flagged_count = sum(list, (one) => one[level].flagged_count);
    const right_count = sum(list, (one) => one[level].right_count);
    const recall = (level === "ban" ? counts.ban_count : counts.ban_count + counts.restrict_count + counts.challenge_count) / counts.account_count;
    const precision = share(right_count, flagged_count);
    return { recall, precision, f1: f1(precision, recall), flagged_count, right_count };
  };
  return { habit: list[0].habit, ring_count: sum(list, (one) => one.ring_count), found_ring_count: sum(list, (one) => one.found_ring_count), ...counts, ban: hit("ban"), any: hit("any") };
}

function poolInnocents(list: readonly InnocentKindResult[]): InnocentKindResult {
  const counts = addActions(list);
  const flagged_count = sum(list, (one) => one.flagged_count);
  return { kind: list[0].kind, ...counts, protected_count: sum(list, (one) => one.protected_count), flagged_count, per_10000: (10_000 * flagged_count) / counts.account_count };
}

function poolHit(list: readonly Hit[], habits: readonly HabitResult[], onlyBan: boolean, innocentCount: number): Hit {
  const level = onlyBan ? "ban" : "any";
  const flagged = sum(list, (one) => one.flagged_count);
  const right = sum(list, (one) => one.right_count);
  const precision = share(right, flagged);
  const recall = share(sum(habits, (habit) => habit[level].recall * habit.account_count), sum(habits, (habit) => habit.account_count));
  const innocents = poolBy(list.flatMap((one) => one.flagged_innocents), (row) => row.kind);
  return {
    flagged_count: flagged, right_count: right, wrong_count: flagged - right, precision, recall, f1: f1(precision, recall),
    habit_mean_recall: share(sum(habits, (habit) => habit[level].recall), habits.length),
    by_habit: habits.map((habit) => ({ habit: habit.habit, account_count: habit.account_count, found_count: Math.round(habit[level].recall * habit.account_count), recall: habit[level].recall })),
    flagged_innocents: innocents.map((group) => ({ kind: group[0].kind, flagged_count: sum(group, (one) => one.flagged_count) })).sort((one, other) => other.flagged_count - one.flagged_count || (one.kind < other.kind ? -1 : 1)),
    wrong_per_10000: innocentCount === 0 ? null : ((flagged - right) * 10_000) / innocentCount,
  };
}

function poolCalibration(list: readonly Calibration[]): Calibration {
  const total = sum(list, (one) => one.account_count);
  const bins = poolBy(list.flatMap((one) => one.bins), (bin) => bin.from.toFixed(2))
    .map((group) => {
      const count = sum(group, (bin) => bin.account_count);
      return { from: group[0].from, to: group[0].to, account_count: count, mean_probability: sum(group, (bin) => bin.account_count * bin.mean_probability) / count, true_share: sum(group, (bin) => bin.account_count * bin.true_share) / count };
    })
    .sort((one, other) => one.from - other.from);
  return {
    account_count: total,
    bins,
    brier_score: share(sum(list, (one) => one.account_count * (one.brier_score ?? 0)), total),
    expected_calibration_error: share(sum(bins, (bin) => bin.account_count * Math.abs(bin.mean_probability - bin.true_share)), total),
  };
}
