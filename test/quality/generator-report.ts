import { formatCount } from "../../src/console/format-value.js";
import { markdownTable, markdownText } from "../../src/console/markdown-table.js";
import { formatShare, tableOf, type Section } from "../../src/evaluate/describe-evaluation.js";
import type { ByAction, Evaluation } from "../../src/evaluate/evaluate.js";
import type { LostAt, RingLoss } from "../../src/evaluate/trace-rings.js";
import type { FolderNight, FolderResult } from "./measure-folder.js";
import { pool } from "./pool.js";

type Table = NonNullable<Section["table"]>;

const count = formatCount;
const flaggedOf = (row: ByAction): number => row.challenge_count + row.restrict_count + row.ban_count;
const markdown = (table: Table): string => markdownTable(table.columns, table.rows.map((row) => row.map(markdownText)));
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Results by generator, in the order in which they come. */
export function byGenerator(results: readonly FolderResult[]): [string, FolderResult[]][] {
  return [...new Set(results.map((one) => one.generator))].map((name) => [name, results.filter((one) => one.generator === name)]);
}

/** Worlds of one generator that may be added up: not quiet, and of one size. */
interface Group {
  label: string;
  worlds: FolderResult[];
  evaluation: Evaluation;
  before?: Evaluation;
}

/** Within 10 % an account count is a size: generators add victims and bystanders to the number that they were asked for. */
const sizeOf = (result: FolderResult): number => result.accounts ?? Number(result.night.evaluation.account_count.toPrecision(1));

function groups(results: readonly FolderResult[]): Group[] {
  const loud = results.filter((one) => one.kind !== "quiet");
  return [...new Set(loud.map(sizeOf))].sort((one, other) => one - other).map((size) => {
    const worlds = loud.filter((one) => sizeOf(one) === size);
    const before = worlds.flatMap((one) => (one.night_before === undefined ? [] : [one.night_before.evaluation]));
    return { label: `${count(size)} accounts, ${worlds.length === 1 ? "one world" : `${worlds.length} worlds`}`, worlds, evaluation: pool(worlds.map((one) => one.night.evaluation)), ...(before.length === 0 ? {} : { before: pool(before) }) };
  });
}

/** Everything that the tables show and more, by generator: what was added up over its worlds of a size, and each world. */
export const generatorFigures = (results: readonly FolderResult[]): Record<string, unknown> =>
  Object.fromEntries(
    byGenerator(results).map(([name, worlds]) => [
      name, { sizes: groups(worlds).map(({ label, worlds: list, evaluation, before }) => ({ label, worlds: list.map((one) => one.name), evaluation, ...(before === undefined ? {} : { night_before: before }) })), worlds },
    ]),
  );

const headHeads = [
  ">ban: flagged", ">precision", ">recall", ">any: flagged", ">precision", ">recall", ">without the attack: precision", ">recall", ">attack, morning after (ban)", ">night before (ban)",
  ">people flagged (to ban)", ">rings found", ">seconds", ">GB",
];

function headCells(evaluation: Evaluation, before: Evaluation | undefined, nights: readonly FolderNight[] | undefined): string[] {
  const { ban, any, without_attack: rest, attack, rings } = evaluation;
  const attacked = (one: Evaluation | undefined): string => (one === undefined || one.attack === null ? "–" : `${formatShare(one.attack.recall)} (${formatShare(one.attack.ban_recall)})`);
  return [
    count(ban.flagged_count), formatShare(ban.precision), formatShare(ban.recall), count(any.flagged_count), formatShare(any.precision), formatShare(any.recall),
    formatShare(rest.any.precision), formatShare(rest.any.recall), attack === null ? "–" : attacked(evaluation), attacked(before), `${count(any.wrong_count)} (${count(ban.wrong_count)})`,
    `${rings.found_count} of ${rings.true_count}`, ...(nights === undefined ? ["", ""] : [mean(nights.map((night) => night.seconds)).toFixed(0), gigabytes(Math.max(...nights.map((night) => night.peak_memory_bytes)))]),
  ];
}

/** Each world of a generator with rings, and where there are several of a size, all of that size: never of two generators. */
function headTable(results: readonly FolderResult[]): Table {
  return tableOf(
    ["world", ...headHeads],
    groups(results).flatMap((group) => [
      ...group.worlds.map((one) => [one.name, ...headCells(one.night.evaluation, one.night_before?.evaluation, [one.night])]),
      ...(group.worlds.length > 1 ? [[group.label, ...headCells(group.evaluation, group.before, group.worlds.map((one) => one.night))]] : []),
    ]),
  );
}

function quietTable(results: readonly FolderResult[]): Table {
  return tableOf(
    ["quiet world", ">accounts", ">to ban", ">challenge or restrict", ">watch", ">false rings expected by the run", ">false rings", ">seconds", ">GB"],
    results.filter((one) => one.kind === "quiet").map(({ name, night }) => {
      const { counts } = night;
      return [
        name, count(night.evaluation.account_count), count(counts.candidates_ban), count(counts.candidates_challenge + counts.candidates_restrict), count(counts.candidates_watch),
        counts.expected_false_rings === undefined ? "–" : counts.expected_false_rings.toPrecision(2), count(counts.rings), night.seconds.toFixed(0), gigabytes(night.peak_memory_bytes),
      ];
    }),
  );
}

/** Where true rings are lost: by size (the attack apart) and by kind. */
function lossTables(group: Group): [Table, Table] {
  const losses = group.worlds.flatMap((one) => one.night.losses.map((loss) => ({ ...loss, attack: one.night.evaluation.rings.each.some((ring) => ring.ring === loss.ring && ring.in_attack) })));
  const heads = [">rings", ">provable", ">proposed", ">accepted", ">acted on", ">of the provable: accepted", ">not provable", ">not proposed", ">not accepted", ">not acted on"];
  const cells = (list: readonly RingLoss[]): string[] => {
    const provable = list.filter((one) => one.provable);
    const lost = (at: LostAt): string => count(list.filter((one) => one.lost_at === at).length);
    return [
      count(list.length), ...(["provable", "proposed", "accepted", "acted_on"] as const).map((step) => count(list.filter((one) => one[step]).length)),
      provable.length === 0 ? "–" : formatShare(provable.filter((one) => one.accepted).length / provable.length),
      lost("not provable"), lost("not proposed"), lost("not accepted"), lost("not acted on"),
    ];
  };
  const sizes: [string, (loss: (typeof losses)[number]) => boolean][] = [
    ["1 to 5", (one) => one.size < 6], ["6 to 20", (one) => one.size >= 6 && one.size < 21], ["21 to 99", (one) => one.size >= 21 && one.size < 100], ["100 to 199", (one) => one.size >= 100 && one.size < 200], ["200 and more", (one) => one.size >= 200],
  ];
  const rows = sizes.map(([name, fits]) => [name, losses.filter((one) => !one.attack && fits(one))] as const).filter(([, list]) => list.length > 0);
  const attack = losses.filter((one) => one.attack);
  return [
    tableOf(["accounts in the ring", ...heads], [...rows.map(([name, list]) => [name, ...cells(list)]), ...(attack.length > 0 ? [["the attack", ...cells(attack)]] : []), ["all", ...cells(losses)]]),
    tableOf(["kind", ...heads], [...new Set(losses.map((one) => one.habit))].sort().map((kind) => [kind, ...cells(losses.filter((one) => one.habit === kind))])),
  ];
}

/** Accepted groups of which most are innocents, by their most frequent kind. */
function falseGroupTable(results: readonly FolderResult[]): Table {
  const groupsOf = results.flatMap((one) => one.night.false_groups.map((group) => ({ ...group, quiet: one.kind === "quiet", kind: group.kinds[0]?.kind ?? "ordinary" })));
  const kinds = [...new Set(groupsOf.map((group) => group.kind))].sort();
  const rows = kinds.map((kind) => ({ kind, list: groupsOf.filter((group) => group.kind === kind) })).sort((one, other) => other.list.length - one.list.length);
  return tableOf(
    ["most of it", ">groups", ">of them in quiet worlds", ">accounts", ">largest"],
    rows.map(({ kind, list }) => [kind, count(list.length), count(list.filter((group) => group.quiet).length), count(list.reduce((sum, group) => sum + group.account_count, 0)), count(Math.max(...list.map((group) => group.account_count)))]),
  );
}

/** Recall by the size of the ring, by kind, and innocents of whom somebody is flagged; the columns are the groups of a generator. */
function bySize(list: readonly Group[]): Table {
  const sizes = [...new Map(list.flatMap((group) => group.evaluation.sizes.map((row) => [row.from_size, row.to_size] as const))).entries()].sort(([one], [other]) => one - other);
  return tableOf(
    ["accounts in the ring", ...list.map((group) => `>${group.label}`)],
    sizes.map(([from, to]) => [
      to === null ? `${from} and more` : `${from} to ${to}`,
      ...list.map((group) => {
        const row = group.evaluation.sizes.find((one) => one.from_size === from);
        return row === undefined ? "–" : `${formatShare(row.recall)} (${formatShare(row.ban_recall)}) of ${count(row.account_count)}, ${row.found_ring_count} of ${row.ring_count} rings`;
      }),
    ]),
  );
}

function byKind(list: readonly Group[]): Table {
  const kinds = [...new Set(list.flatMap((group) => group.evaluation.habits.map((row) => row.habit)))].sort();
  return tableOf(
    ["kind", ...list.map((group) => `>${group.label}`)],
    kinds.map((kind) => [
      kind,
      ...list.map((group) => {
        const row = group.evaluation.habits.find((one) => one.habit === kind);
        return row === undefined ? "–" : `${formatShare(row.any.recall)} (${formatShare(row.ban.recall)}) of ${count(row.account_count)}, ${row.found_ring_count} of ${row.ring_count} rings`;
      }),
    ]),
  );
}

/** The attack by kind: `attack`, and who else is in its ring. */
function attackTable(list: readonly Group[]): Table {
  const attacked = list.filter((group) => group.evaluation.attack !== null);
  const kinds = [...new Set(attacked.flatMap((group) => group.evaluation.attack?.by_habit.map((row) => row.habit) ?? []))];
  const cell = (evaluation: Evaluation | undefined, kind: string): string => {
    const row = evaluation?.attack?.by_habit.find((one) => one.habit === kind);
    return row === undefined ? "–" : `${formatShare(flaggedOf(row) / row.account_count)} (${formatShare(row.ban_count / row.account_count)}) of ${count(row.account_count)}`;
  };
  return tableOf(
    ["in the attack", ...attacked.flatMap((group) => [`>${group.label}: morning after`, ">night before"])],
    kinds.map((kind) => [kind, ...attacked.flatMap((group) => [cell(group.evaluation, kind), cell(group.before, kind)])]),
  );
}

/** People by kind: flagged (to ban), in worlds with rings and in quiet ones. */
function people(results: readonly FolderResult[]): Table {
  const sides = [["with rings", results.filter((one) => one.kind !== "quiet")], ["quiet", results.filter((one) => one.kind === "quiet")]] as const;
  const pooled = sides.filter(([, worlds]) => worlds.length > 0).map(([name, worlds]) => ({ name, rows: pool(worlds.map((one) => one.night.evaluation)).innocents }));
  const kinds = [...new Set(pooled.flatMap((side) => side.rows.filter((row) => row.flagged_count > 0).map((row) => row.kind)))];
  return tableOf(
    ["people", ...pooled.map((side) => `>flagged (to ban), ${side.name}`)],
    kinds.map((kind) => [
      kind,
      ...pooled.map((side) => {
        const row = side.rows.find((one) => one.kind === kind);
        return row === undefined ? "–" : `${count(flaggedOf(row))} (${count(row.ban_count)}) of ${count(row.account_count)}`;
      }),
    ]),
  );
}

/** ringfence and the baselines on the same worlds. */
function beside(group: Group): Table | undefined {
  const names = Object.keys(group.worlds[0].baselines).filter((name) => group.worlds.every((one) => name in one.baselines));
  if (names.length === 0) return undefined;
  const row = (name: string, evaluation: Evaluation, hit: Evaluation["any"], rest: Evaluation["without_attack"]["any"], attack: number | null | undefined, seconds: number): string[] => [
    name, count(hit.flagged_count), formatShare(hit.precision), formatShare(hit.recall), formatShare(rest.precision), formatShare(rest.recall), formatShare(attack), `${evaluation.rings.found_count} of ${evaluation.rings.true_count}`, seconds.toFixed(0),
  ];
  const { evaluation: own, worlds } = group;
  const seconds = mean(worlds.map((one) => one.night.seconds));
  return tableOf(
    ["detector", ">flagged", ">precision", ">recall", ">without the attack: precision", ">recall", ">of the attack", ">rings found", ">seconds"],
    [
      row("ringfence, ban", own, own.ban, own.without_attack.ban, own.attack?.ban_recall, seconds),
      row("ringfence, challenge, restrict, ban", own, own.any, own.without_attack.any, own.attack?.recall, seconds),
      ...names.map((name) => {
        const pooled = pool(worlds.map((one) => one.baselines[name].evaluation));
        return row(name, pooled, pooled.any, pooled.without_attack.any, pooled.attack?.recall, mean(worlds.map((one) => one.baselines[name].seconds)));
      }),
    ],
  );
}

/** The worst first: by the precision of bans, then of any action, then by how little is found. A generator of quiet worlds only comes last. */
export function worstFirst(results: readonly FolderResult[]): [string, FolderResult[]][] {
  const rank = (worlds: readonly FolderResult[]): number[] => {
    const list = groups(worlds);
    const least = (of: (evaluation: Evaluation) => number | null): number => Math.min(2, ...list.map((group) => of(group.evaluation) ?? 1));
    return [least((one) => one.ban.precision), least((one) => one.any.precision), least((one) => one.any.recall)];
  };
  return byGenerator(results)
    .map((entry) => ({ entry, rank: rank(entry[1]) }))
    .sort((one, other) => one.rank[0] - other.rank[0] || one.rank[1] - other.rank[1] || one.rank[2] - other.rank[2])
    .map(({ entry }) => entry);
}

const legend =
  'Any: challenge, restrict and ban together; in brackets what is proposed for a ban. Recall is of open accounts. The attack: everybody in a ring that holds somebody of the kind "attack"; the night before ends a day earlier, and counts the accounts that are registered by then. ' +
  "People flagged: accounts that are in no ring. Seconds: the whole night in a process of its own, a mean; GB: its memory, the most.";

/** One row per generator and size, the worst generator first: what README shows. Generators are never added up. */
export function generatorSummary(results: readonly FolderResult[]): string {
  const rows = worstFirst(results).flatMap(([name, worlds]) => {
    const quiet = worlds.filter((one) => one.kind === "quiet");
    const list = groups(worlds);
    const flagged = (of: (counts: Record<string, number>) => number): number => quiet.reduce((sum, one) => sum + of(one.night.counts), 0);
    const quietCell = (at: number): string => (at > 0 || quiet.length === 0 ? "" : `${flagged((counts) => counts.candidates_ban)} and ${flagged((counts) => counts.candidates_challenge + counts.candidates_restrict)} in ${quiet.length}`);
    if (list.length === 0) return [[name, "quiet only", ...headHeads.map(() => ""), quietCell(0)]];
    return list.map((group, at) => [at === 0 ? name : "", group.label, ...headCells(group.evaluation, group.before, group.worlds.map((one) => one.night)), quietCell(at)]);
  });
  const quiet = results.filter((one) => one.kind === "quiet");
  const expected = quiet.reduce((sum, one) => sum + (one.night.counts.expected_false_rings ?? 0), 0);
  const said = quiet.length === 0 ? [] : [`Quiet nights of all generators, ${quiet.length} in all: the runs themselves expected ${expected.toPrecision(2)} false rings, and found ${count(quiet.reduce((sum, one) => sum + one.night.counts.rings, 0))}.`];
  return ["One row per generator and size of world, never added up over generators, the worst first.", markdown(tableOf(["generator", "worlds", ...headHeads, ">to ban and challenged or restricted in quiet worlds"], rows)), ...said, legend].join("\n\n");
}

/** The whole of it, a section per generator, the worst first. */
export function generatorReport(results: readonly FolderResult[], level = 2): string {
  const head = "#".repeat(level);
  const parts: string[] = [];
  if (new Set(results.map((one) => one.generator)).size > 1) parts.push(generatorSummary(results));
  for (const [name, worlds] of worstFirst(results)) {
    parts.push(`${head} ${markdownText(name)}`);
    const list = groups(worlds);
    if (list.length > 0) parts.push(markdown(headTable(worlds)), legend, "Recall by size of the ring, the attack left out, any (of it: ban), and rings found:", markdown(bySize(list)), "Recall by kind:", markdown(byKind(list)));
    const attack = attackTable(list);
    if (attack.rows.length > 0) parts.push("The attack:", markdown(attack));
    const flagged = people(worlds);
    parts.push(flagged.rows.length === 0 ? "No innocent account is flagged." : "People who are flagged, by kind:", markdown(flagged));
    if (worlds.some((one) => one.kind === "quiet")) parts.push("The same people and no rings:", markdown(quietTable(worlds)));
    for (const group of list) {
      const [sizes, kinds] = lossTables(group);
      parts.push(
        `Where true rings are lost (${group.label}). Provable: its accounts, handed over as they are, pass the ring test. Proposed, accepted: a group shares half of both. Acted on: half of its open accounts are flagged. Lost: the first of these that does not hold of a ring that was not acted on.`,
        markdown(sizes), markdown(kinds),
      );
    }
    const wrong = falseGroupTable(worlds);
    if (wrong.rows.length > 0) parts.push("Groups that the ring test accepted although most of their accounts are innocents; who is acted on is another question:", markdown(wrong));
    for (const group of list) {
      const table = beside(group);
      if (table !== undefined) parts.push(`Beside the baselines (${group.label}):`, markdown(table));
    }
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
