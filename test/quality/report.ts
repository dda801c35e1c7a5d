import { markdownTable, markdownText } from "../../src/console/markdown-table.js";
import { formatCount } from "../../src/console/format-value.js";
import { formatShare, habitTable, innocentTable, reliabilityTable, tableOf, type Section } from "../../src/evaluate/describe-evaluation.js";
import type { Evaluation, Hit } from "../../src/evaluate/evaluate.js";
import type { CommunityRow } from "./communities.js";
import type { Panel } from "./draw-chart.js";
import type { BaselineResult, WorldResult } from "./measure-world.js";
import { parameters, priceCurves, type WorldPlan } from "./plan.js";
import { pool } from "./pool.js";
import type { RealResult } from "./real-data.js";

/** Everything that was measured; what a selection left out is empty. */
export interface Measured {
  worlds: readonly WorldResult[];
  /** Of each world of the table, by the baseline's name. */
  baselines: readonly { world: WorldPlan; results: Readonly<Record<string, BaselineResult>> }[];
  /** The co-action networks: what the package publishes, what our SQL gives, and how many of its edges are a single co-action. */
  networks: readonly { name: string; published: { accounts: number; edges: number }; accounts: number; edges: number; once: number }[];
  real: readonly RealResult[];
  communities: readonly CommunityRow[];
}

const count = formatCount;
const table = (rows: NonNullable<Section["table"]>): string => markdownTable(rows.columns, rows.rows.map((row) => row.map(markdownText)));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const points = (value: number): string => (100 * value).toFixed(1);
const seedsOf = (worlds: readonly WorldResult[]): string => worlds.map((one) => one.world.seed).join(", ");

/** The worlds of one part, by size, ascending. */
function bySize(measured: Measured, part: WorldPlan["part"]): [number, WorldResult[]][] {
  const worlds = measured.worlds.filter((one) => one.world.part === part);
  return [...new Set(worlds.map((one) => one.world.accounts))].sort((one, other) => one - other).map((size) => [size, worlds.filter((one) => one.world.accounts === size)]);
}

const anyLevel = "challenge, restrict, ban";

/** ringfence at two levels and every baseline, on the same worlds. */
function totals(measured: Measured, size: number, worlds: readonly WorldResult[]): NonNullable<Section["table"]> {
  const own = pool(worlds.map((one) => one.evaluation));
  const row = (name: string, hit: Hit, evaluation: Evaluation | undefined, seconds: number): string[] => [
    name, formatShare(hit.precision), formatShare(hit.recall), formatShare(hit.f1), count(hit.wrong_count), formatShare(hit.wrong_per_10000, 2),
    evaluation === undefined ? "" : formatShare(evaluation.rings.adjusted_rand_index), evaluation === undefined ? "" : `${evaluation.rings.found_count} of ${evaluation.rings.true_count}`, seconds.toFixed(0),
  ];
  const seconds = mean(worlds.map((one) => one.seconds));
  const beside = measured.baselines.filter((one) => one.world.accounts === size);
  const names = Object.keys(beside[0]?.results ?? {});
  return tableOf(
    ["detector", ">precision", ">recall", ">F1", ">innocents flagged", ">per 10,000", ">adjusted Rand index", ">rings found", ">seconds"],
    [
      row("ringfence, ban", own.ban, undefined, seconds),
      row(`ringfence, ${anyLevel}`, own.any, own, seconds),
      ...names.map((name) => {
        const results = beside.map((one) => one.results[name]);
        const pooled = pool(results.map((one) => one.evaluation));
        return row(name, pooled.any, pooled, mean(results.map((one) => one.seconds)));
      }),
    ],
  );
}

/** Recall by habit: ringfence beside the baselines. */
function habitsBeside(measured: Measured, size: number, worlds: readonly WorldResult[]): NonNullable<Section["table"]> {
  const own = pool(worlds.map((one) => one.evaluation));
  const beside = measured.baselines.filter((one) => one.world.accounts === size);
  const others = Object.keys(beside[0]?.results ?? {}).map((name) => [name, pool(beside.map((one) => one.results[name].evaluation))] as const);
  const recalls = (evaluation: Evaluation): string[] => own.habits.map((habit) => formatShare(evaluation.habits.find((one) => one.habit === habit.habit)?.any.recall));
  return tableOf(["recall", ...own.habits.map((habit) => `>${habit.habit}`)], [[`ringfence, ${anyLevel}`, ...recalls(own)], ...others.map(([name, evaluation]) => [name, ...recalls(evaluation)])]);
}

/** Recall by habit with ordinary and with multiplied innocent actions, on the same seeds. */
function camouflage(measured: Measured): { seeds: string; rows: { habit: string; usual: number; hidden: number }[] } | undefined {
  const hidden = measured.worlds.filter((one) => one.world.part === "camouflage");
  const usual = measured.worlds.filter((one) => one.world.part === "table" && hidden.some((other) => other.world.seed === one.world.seed && other.world.accounts === one.world.accounts));
  if (usual.length === 0) return undefined;
  const paired = hidden.filter((one) => usual.some((other) => other.world.seed === one.world.seed && other.world.accounts === one.world.accounts));
  const [before, after] = [pool(usual.map((one) => one.evaluation)), pool(paired.map((one) => one.evaluation))];
  const rows = before.habits.map((habit) => ({ habit: habit.habit, usual: habit.any.recall, hidden: after.habits.find((one) => one.habit === habit.habit)?.any.recall ?? Number.NaN }));
  return { seeds: seedsOf(paired), rows: [...rows, { habit: "all accounts", usual: before.any.recall ?? Number.NaN, hidden: after.any.recall ?? Number.NaN }] };
}

/** An attacker's price: recall by habit along each curve, and what is proposed for a ban of all. */
export function pricePanels(measured: Measured): Panel[] {
  const worlds = measured.worlds.filter((one) => one.world.part === "price");
  return priceCurves.flatMap((curve) => {
    const at = curve.values.map((value) => worlds.filter((one) => JSON.stringify(one.world.tactics) === JSON.stringify(curve.tactics(value))));
    if (at.every((list) => list.length === 0)) return [];
    const pooled = at.map((list) => (list.length === 0 ? undefined : pool(list.map((one) => one.evaluation))));
    const series = parameters.price.habits.map((habit) => ({ name: habit, values: pooled.map((one) => one?.habits.find((row) => row.habit === habit)?.any.recall ?? null) }));
    const bans = { name: "all, ban only", values: pooled.map((one) => one?.ban.recall ?? null), dashed: true };
    return [{ title: curve.name, axis: curve.axis, places: curve.values.map(String), series: [...series, bans] }];
  });
}

/** The reliability table over all worlds of the table. */
export function pooledBins(measured: Measured): Evaluation["calibration"]["bins"] {
  const worlds = measured.worlds.filter((one) => one.world.part === "table");
  return worlds.length === 0 ? [] : pool(worlds.map((one) => one.evaluation)).calibration.bins;
}

interface Target {
  what: string;
  target: string;
  value: (evaluation: Evaluation) => number | null;
  reached: (value: number) => boolean;
  show?: (value: number) => string;
}

const least = (bound: number): Pick<Target, "reached" | "target"> => ({ target: `≥ ${bound}`, reached: (value) => value >= bound });
const most = (bound: number): Pick<Target, "reached" | "target"> => ({ target: `≤ ${bound}`, reached: (value) => value <= bound });
const recallOf = (habit: string) => (evaluation: Evaluation): number | null => evaluation.habits.find((row) => row.habit === habit)?.any.recall ?? null;
const banned = (kind: RegExp) => (evaluation: Evaluation): number => evaluation.innocents.filter((row) => kind.test(row.kind)).reduce((sum, row) => sum + row.ban_count, 0);

/** What the detector is to reach on each size of world. */
const targets: readonly Target[] = [
  { what: "precision, ban", ...least(0.99), value: (one) => one.ban.precision },
  { what: "innocents per 10,000, ban", ...most(1), value: (one) => one.ban.wrong_per_10000 },
  { what: `precision, ${anyLevel}`, ...least(0.97), value: (one) => one.any.precision },
  { what: `innocents per 10,000, ${anyLevel}`, ...most(3), value: (one) => one.any.wrong_per_10000 },
  { what: "framed victims to ban, share", ...most(0.001), value: (one) => one.framed.ban_share, show: (value) => value.toFixed(4) },
  { what: "agencies to ban", ...most(0), value: banned(/^agency/), show: count },
  { what: "campaigns to ban", ...most(0), value: banned(/^campaign/), show: count },
  ...(
    [["farm", 0.95], ["proxy", 0.95], ["cell", 0.95], ["engagement", 0.85], ["hijacked", 0.75], ["sleeper", 0.8], ["sleeping", 0.6], ["slow", 0.4]] as const
  ).map(([habit, bound]): Target => ({ what: `recall, ${habit}`, ...least(bound), value: recallOf(habit) })),
];

function targetTable(measured: Measured): string {
  const sizes = bySize(measured, "table");
  const pooled = columnsOf(sizes);
  const rows = targets.map(({ what, target, value, reached, show = (one: number) => formatShare(one) }) => [
    what, target,
    ...pooled.map((one) => {
      const found = value(one);
      return found === null ? "–" : `${show(found)} ${reached(found) ? "yes" : "**no**"}`;
    }),
  ]);
  const pair = camouflage(measured)?.rows.find((row) => row.habit === "all accounts");
  const beside = sizes.length > 1 ? ["–"] : [];
  if (pair !== undefined) rows.push(["points of recall that 10 times the innocent actions cost", "≤ 3", ...beside, ...sizes.map(([size]) => (size === measured.worlds.find((one) => one.world.part === "camouflage")?.world.accounts ? `${points(pair.usual - pair.hidden)} ${pair.usual - pair.hidden <= 0.03 ? "yes" : "**no**"}` : "–"))]);
  const quiet = measured.worlds.filter((one) => one.world.part === "quiet");
  if (quiet.length > 0) rows.push(["accounts flagged in quiet worlds", "0", ...beside, ...sizes.map(([size]) => (size === quiet[0].world.accounts ? `${quiet.reduce((sum, one) => sum + flaggedIn(one), 0)} ${quiet.every((one) => flaggedIn(one) === 0) ? "yes" : "**no**"}` : "–"))]);
  // Nothing here comes from files: the marks are ours.
  const { columns } = tableOf(["what", "target", ...namesOf(sizes)], []);
  return markdownTable(columns, rows);
}

type Sizes = ReturnType<typeof bySize>;

/** Columns of a table by size: all worlds together first, where there are several sizes, then each size. */
const columnsOf = (sizes: Sizes): Evaluation[] => [...(sizes.length > 1 ? [sizes.flatMap(([, worlds]) => worlds)] : []), ...sizes.map(([, worlds]) => worlds)].map((worlds) => pool(worlds.map((one) => one.evaluation)));
const namesOf = (sizes: Sizes): string[] => [...(sizes.length > 1 ? ["all worlds"] : []), ...sizes.map(([size]) => `${count(size)} accounts`)];

const flaggedIn = ({ counts }: WorldResult): number => counts.candidates_ban + counts.candidates_restrict + counts.candidates_challenge;

/** The margin of the ring test says how many false rings to expect of a run; here is how many there were. */
function quietLine(quiet: readonly WorldResult[]): string {
  const expected = quiet.reduce((sum, { counts }) => sum + (counts.expected_false_rings ?? Number.NaN), 0);
  return `The same innocents, nothing planted: ${quiet.reduce((sum, one) => sum + one.counts.rings, 0)} false rings in ${quiet.length} nights${Number.isNaN(expected) ? "" : `; the margin of the ring test lets ${expected.toPrecision(2)} be expected`}.`;
}

function quietTable(worlds: readonly WorldResult[]): NonNullable<Section["table"]> {
  return tableOf(
    ["accounts", "seed", ">rings", ">ban", ">restrict", ">challenge", ">watch", ">seconds"],
    worlds.map(({ world, counts, seconds }) => [count(world.accounts), String(world.seed), ...["rings", "candidates_ban", "candidates_restrict", "candidates_challenge", "candidates_watch"].map((name) => count(counts[name])), seconds.toFixed(0)]),
  );
}

/** The whole of it: `docs/quality.md`. */
export function qualityReport(measured: Measured, left: readonly string[]): string {
  const parts: string[] = [
    "# Quality",
    "Written by `npm run evaluate`; every number follows from the seeds in `test/quality/plan.ts`.",
    "## Worlds of several generators",
    "By `npm run evaluate -- --plan FILE --all --docs`; see test/README.md.",
    "<!-- generators: begin -->\n<!-- generators: end -->",
    "## Our own worlds",
    `**Seeds.** Development used ${parameters.developmentSeeds}. ${unseen(measured) ? "The tables use others, at which nobody looked while developing" : "This is a trial on seeds of development, and proves nothing"}: ${seedLine(measured)}. All are pooled: counts are added over the worlds, then shares are taken.`,
  ];
  if (left.length > 0) parts.push(`**Not whole**: left out of this run are ${left.join(", ")}.`);
  const sizes = bySize(measured, "table");
  if (sizes.length > 0) parts.push("## Targets", targetTable(measured));
  for (const [size, worlds] of sizes) {
    const own = pool(worlds.map((one) => one.evaluation));
    parts.push(
      `## Worlds of ${count(size)} accounts`,
      `Seeds ${seedsOf(worlds)}: ${count(own.ring_account_count)} accounts in ${count(own.rings.true_count)} rings among ${count(own.innocent_count)} innocents. Every detector reads the same files; every group of six and more that a baseline names counts as flagged. Recall is of the ring accounts that may be proposed; seconds are a mean over the worlds.`,
      table(totals(measured, size, worlds)),
      `A ring is found when a flagged ring overlaps it by at least .8 (shared accounts / the smaller of the two), holds at least half of its members and is at least half its own. Precision of a habit is of everybody flagged in the found rings that stand for it.`,
      table(habitTable(own.habits)),
      "The baselines, by habit:",
      table(habitsBeside(measured, size, worlds)),
      "Innocents by kind; to watch is no flag:",
      table(innocentTable(own.innocents)),
      framedLine(own),
    );
  }
  const bins = pooledBins(measured);
  if (bins.length > 0) {
    const pooled = pool(measured.worlds.filter((one) => one.world.part === "table").map((one) => one.evaluation)).calibration;
    parts.push(
      "## Are the probabilities honest?",
      `Over all worlds above, ${count(pooled.account_count)} proposals (to watch included). Brier score ${formatShare(pooled.brier_score, 4)}, expected calibration error ${formatShare(pooled.expected_calibration_error, 4)}.`,
      table(reliabilityTable(bins)),
      "![Probability said against share in a true ring](reliability.svg)",
    );
  }
  const quiet = measured.worlds.filter((one) => one.world.part === "quiet");
  if (quiet.length > 0) parts.push("## Quiet worlds", quietLine(quiet), table(quietTable(quiet)));
  const pair = camouflage(measured);
  if (pair !== undefined) {
    parts.push(
      "## Camouflage",
      `Seeds ${pair.seeds} again, with ${parameters.camouflage.factor} times the innocent actions of every ring account. Recall, ${anyLevel}:`,
      table(tableOf(["habit", ">usual", ">camouflaged", ">points lost"], pair.rows.map((row) => [row.habit, formatShare(row.usual), formatShare(row.hidden), points(row.usual - row.hidden)]))),
    );
  }
  const panels = pricePanels(measured);
  if (panels.length > 0) {
    const price = measured.worlds.filter((one) => one.world.part === "price");
    parts.push("## An attacker's price", `Worlds of ${count(price[0].world.accounts)} accounts, seed ${[...new Set(price.map((one) => one.world.seed))].join(", ")}; rings of these habits only, one thing is changed at a time. Recall, ${anyLevel}:`);
    for (const panel of panels) parts.push(table(tableOf([panel.axis, ...panel.places.map((place) => `>${place}`)], panel.series.map((series) => [series.name, ...series.values.map((value) => formatShare(value))]))));
    parts.push("![Recall against what the attacker spends](price.svg)");
  }
  if (measured.networks.length > 0) {
    parts.push(
      "## Real data",
      "The co-action networks that the CooRTweet package publishes (Righetti and Balluff 2023), and what `test/baselines/co_action` makes of the same rows by the package's rules:",
      table(tableOf(["set", ">published accounts", ">published edges", ">ours, accounts", ">ours, edges", ">of them one co-action"], measured.networks.map((one) => [one.name, count(one.published.accounts), count(one.published.edges), count(one.accounts), count(one.edges), count(one.once)]))),
    );
  }
  if (measured.real.length > 0) {
    parts.push(
      "A night at the end of every week of the two sets, from account, target and time alone: no devices, no addresses, no registrations, so nothing shows an account's own act and nobody can be proposed for a ban. Neither set says who was coordinated; the published network is a bound by another method, not the truth.",
      table(
        tableOf(
          ["set", ">accounts", ">shares", ">nights", ">rings", ">linked groups", ">ban", ">restrict", ">challenge", ">watch", ">flagged, share", ">in the published network", ">of the flagged"],
          measured.real.map((one) => {
            const flagged = one.ban + one.restrict + one.challenge;
            return [one.name, count(one.accounts), count(one.rows), String(one.nights), String(one.rings), count(one.linked_groups), count(one.ban), count(one.restrict), count(one.challenge), count(one.watch), `${(100 * flagged / one.accounts).toFixed(2)} %`, count(one.published), count(one.flagged_of_published)];
          }),
        ),
      ),
    );
  }
  if (measured.communities.length > 0) {
    parts.push(
      "## Communities of public graphs",
      "The component-wise Louvain with split pieces beside the library as it comes, against the known groups (normalised mutual information, adjusted Rand index; 1 is the same partition):",
      table(
        tableOf(
          ["graph", "method", ">communities", ">true", ">modularity", ">NMI", ">ARI"],
          measured.communities.map((row) => [row.graph, row.method, count(row.communities), count(row.true_communities), formatShare(row.modularity, 4), formatShare(row.normalised_mutual_information), formatShare(row.adjusted_rand_index)]),
        ),
      ),
    );
  }
  return `${parts.join("\n\n")}\n`;
}

const framedLine = ({ framed }: Evaluation): string =>
  framed.account_count === 0
    ? "Nobody is framed in these worlds."
    : `Framed victims: ${count(framed.account_count)}; ${count(framed.ban_count)} proposed for a ban, ${count(framed.restrict_count)} for a restriction, ${count(framed.challenge_count)} for a challenge, ${count(framed.watch_count)} watched.`;

const unseen = (measured: Measured): boolean => measured.worlds.every((one) => one.world.seed > Number(parameters.developmentSeeds.split(" ").at(-1)));

function seedLine(measured: Measured): string {
  const parts = (["table", "quiet", "camouflage", "price"] as const).flatMap((part) =>
    bySize(measured, part).map(([size, worlds]) => `${part === "table" ? "" : `${part} `}${[...new Set(worlds.map((one) => one.world.seed))].join(", ")} (${count(size)} accounts)`),
  );
  return parts.join("; ") || "none in this run";
}

/** The short version: between the marks of README.md and CHANGELOG.md. */
export function qualityBlock(measured: Measured): string {
  const sizes = bySize(measured, "table");
  const parts = [`Seeds ${unseen(measured) ? "never used while developing" : "of development (a trial)"} (development: ${parameters.developmentSeeds}): ${seedLine(measured)}. Pooled over the worlds of a size; "any" is ${anyLevel}.`];
  for (const [size, worlds] of sizes) parts.push(`Worlds of ${count(size)} accounts:`, table(totals(measured, size, worlds)));
  if (sizes.length > 0) {
    const pooled = columnsOf(sizes);
    const habits = [...new Set(pooled.flatMap((one) => one.habits.map((row) => row.habit)))].sort();
    parts.push(
      "Recall by habit, any (of it: ban), and rings found:",
      table(
        tableOf(
          ["habit", ...namesOf(sizes).map((name) => `>${name}`)],
          habits.map((habit) => [
            habit,
            ...pooled.map((one) => {
              const row = one.habits.find((other) => other.habit === habit);
              return row === undefined ? "–" : `${formatShare(row.any.recall)} (${formatShare(row.ban.recall)}), ${row.found_ring_count} of ${row.ring_count}`;
            }),
          ]),
        ),
      ),
    );
    const [all] = pooled;
    const flagged = all.innocents.filter((row) => row.flagged_count > 0);
    parts.push(
      `Flagged innocents by kind, any (of it: ban), all worlds together: ${flagged.length === 0 ? "none" : flagged.map((row) => `${markdownText(row.kind)} ${row.flagged_count} (${row.ban_count}) of ${count(row.account_count)}`).join(", ")}. ${framedLine(all)} ` +
        `Probabilities: expected calibration error ${formatShare(all.calibration.expected_calibration_error, 4)}, Brier score ${formatShare(all.calibration.brier_score, 4)}.`,
    );
  }
  const pair = camouflage(measured)?.rows.find((row) => row.habit === "all accounts");
  if (pair !== undefined) parts.push(`Ten times the innocent actions cost ${points(pair.usual - pair.hidden)} points of recall (${formatShare(pair.usual)} to ${formatShare(pair.hidden)}).`);
  const quiet = measured.worlds.filter((one) => one.world.part === "quiet");
  if (quiet.length > 0) parts.push("Quiet worlds (the same innocents, nothing planted):", table(quietTable(quiet)));
  return parts.join("\n\n");
}

/** What stands between the marks of a text; empty where it has none. */
export function blockOf(text: string, name: string): string {
  const [begin, end] = marks(name);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 || to < from ? "" : text.slice(from + begin.length, to).trim();
}

const marks = (name: string): [string, string] => [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];

/** A text with what stands between the marks replaced. */
export function replaceBlock(text: string, block: string, name = "quality"): string {
  const [begin, end] = marks(name);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The marks ${begin} and ${end} are missing.`);
  return `${text.slice(0, from + begin.length)}\n${block}\n${text.slice(to)}`;
}
