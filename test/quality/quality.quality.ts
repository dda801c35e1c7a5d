import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packageFolder, snapshotFile } from "../../src/config/place.js";
import { defaultSettings } from "../../src/config/settings.js";
import { evaluate, type Evaluation, type Hit } from "../../src/evaluate/evaluate.js";
import { runNightly } from "../../src/pipeline/run-nightly.js";
import { connect } from "../../src/postgres/connect.js";
import { startEmbedded } from "../../src/postgres/embedded.js";
import { load } from "../../src/postgres/load.js";
import { migrate } from "../../src/postgres/migrate.js";
import { makeWorld } from "../../src/world/make-world.js";
import { baselineComponents } from "../baselines/components.js";
import { baselineLouvain } from "../baselines/louvain.js";

/** Seeds below 300 were looked at while the detector was developed; these were not. */
const seeds = [301, 302, 303];
const quietSeeds = [401, 402, 403];
const accounts = Number(process.env.QUALITY_ACCOUNTS ?? 200_000);

const folder = mkdtempSync(join(tmpdir(), "ringfence-quality-"));
const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  console.log(line);
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A world from its seed through a real Postgres to the investigators' file, and back to what it found. */
async function night(seed: number, rings: boolean): Promise<{ world: string; evaluation: Evaluation; counts: Record<string, number>; seconds: number }> {
  const world = join(folder, `world-${seed}`);
  const home = join(folder, `home-${seed}`);
  mkdirSync(home);
  const { as_of: asOf } = await makeWorld({ accounts, seed, out: world, rings });
  const server = await startEmbedded(home, { note: () => {} });
  try {
    const client = await connect(server.url, "ringfence quality");
    await migrate(client);
    await client.end();
    await load({ url: server.url, schema: "public", folder: world, mode: "empty", timeZone: "UTC" });
    const from = Date.now();
    const { counts } = await runNightly({
      place: { home, databaseUrl: server.url, sourceUrl: undefined, configFile: undefined }, settings: defaultSettings, asOfMs: Date.parse(asOf), dryRun: false,
      now: () => Date.now(), note: () => {}, progress: () => {},
    });
    const seconds = (Date.now() - from) / 1000;
    const evaluation = await evaluate({ snapshot: snapshotFile(home), truth: join(world, "truth.parquet"), innocents: join(world, "innocents.parquet") });
    return { world, evaluation, counts, seconds };
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

const share = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : value.toFixed(3));
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("rings are found, innocents spared, on worlds never looked at", async () => {
  const nights: Awaited<ReturnType<typeof night>>[] = [];
  say(`Worlds of ${accounts.toLocaleString("en")} accounts, seeds ${seeds.join(", ")} (never used while developing); "any action" is challenge, restrict or ban.\n`);
  say("| seed | detector | precision | recall | right | wrong | wrong per 10,000 innocents |");
  say("|---|---|---|---|---|---|---|");
  const baselinePrecisions: number[] = [];
  for (const seed of seeds) {
    const one = await night(seed, true);
    nights.push(one);
    const { ban, any } = one.evaluation;
    for (const [name, hit] of [["ringfence, ban", ban], ["ringfence, any action", any]] as const) {
      say(`| ${seed} | **${name}** | ${share(hit.precision)} | ${share(hit.recall)} | ${hit.right_count} | ${hit.wrong_count} | ${(hit.wrong_per_10000 ?? 0).toFixed(2)} |`);
    }
    const baselines = {
      "connected components over devices and addresses": await baselineComponents(one.world),
      "Louvain over counts of shared devices and addresses": await baselineLouvain(one.world),
      "the same without hubs, at least two shared": await baselineLouvain(one.world, { hubs: "drop", least: 2 }),
    };
    for (const [name, found] of Object.entries(baselines)) {
      baselinePrecisions.push(found.precision ?? 0);
      say(`| ${seed} | ${name} | ${share(found.precision)} | ${share(found.recall)} | ${found.rightCount} | ${found.wrongCount} | ${((10_000 * found.wrongCount) / one.evaluation.innocent_count).toFixed(2)} |`);
    }
    rmSync(one.world, { recursive: true, force: true });
  }

  const habits = nights[0].evaluation.any.by_habit.map(({ habit }) => habit).sort();
  const ofHabit = (hit: Hit, habit: string): number => hit.by_habit.find((one) => one.habit === habit)?.recall ?? 0;
  say(`\nRecall by habit, any action (of it: ban), and rings found:\n`);
  say(`| habit | ${seeds.map((seed) => `seed ${seed}`).join(" | ")} | mean |`);
  say(`|---|${seeds.map(() => "---|").join("")}---|`);
  const recallOf = (habit: string): number[] => nights.map(({ evaluation }) => ofHabit(evaluation.any, habit));
  for (const habit of habits) {
    const cells = nights.map(({ evaluation }) => {
      const rings = evaluation.rings.each.filter((ring) => ring.habit === habit);
      return `${share(ofHabit(evaluation.any, habit))} (${share(ofHabit(evaluation.ban, habit))}), ${rings.filter((ring) => ring.found).length} of ${rings.length}`;
    });
    say(`| ${habit} | ${cells.join(" | ")} | ${share(mean(recallOf(habit)))} |`);
  }
  say(`| mean of habits | ${nights.map(({ evaluation }) => share(evaluation.any.habit_mean_recall)).join(" | ")} | ${share(mean(nights.map(({ evaluation }) => evaluation.any.habit_mean_recall ?? 0)))} |`);
  say(`\nFlagged innocents by kind, any action, the three worlds together: ${wrongKinds(nights.map((one) => one.evaluation))}.`);
  say(`Adjusted Rand index: ${nights.map(({ evaluation }) => share(evaluation.rings.adjusted_rand_index)).join(", ")}. Seconds a night: ${nights.map(({ seconds }) => seconds.toFixed(0)).join(", ")}.`);

  for (const { evaluation } of nights) {
    expect(evaluation.ban.precision).toBeGreaterThanOrEqual(0.98);
    expect(evaluation.any.precision).toBeGreaterThanOrEqual(0.95);
    expect(evaluation.any.habit_mean_recall).toBeGreaterThanOrEqual(0.6);
    for (const habit of ["farm", "proxy", "cell"]) expect(ofHabit(evaluation.any, habit), habit).toBeGreaterThanOrEqual(0.9);
  }
  // A world that a simple detector solves is too easy to count.
  for (const precision of baselinePrecisions) expect(precision).toBeLessThan(0.5);
});

test("a quiet world flags nobody", async () => {
  say(`\nQuiet worlds (the same innocents, nothing planted), seeds ${quietSeeds.join(", ")}:\n`);
  say("| seed | rings | ban | restrict | challenge | watch |");
  say("|---|---|---|---|---|---|");
  const flagged: number[] = [];
  for (const seed of quietSeeds) {
    const { counts } = await night(seed, false);
    say(`| ${seed} | ${counts.rings} | ${counts.candidates_ban} | ${counts.candidates_restrict} | ${counts.candidates_challenge} | ${counts.candidates_watch} |`);
    flagged.push(counts.candidates_ban + counts.candidates_restrict + counts.candidates_challenge + counts.candidates_watch);
  }
  mkdirSync(join(packageFolder, "docs"), { recursive: true });
  writeFileSync(join(packageFolder, "docs", accounts === 200_000 ? "quality.md" : `quality-${accounts}.md`), `# Quality\n\nWritten by \`npm run quality\`.\n\n${lines.join("\n")}\n`);
  expect(flagged).toEqual(quietSeeds.map(() => 0));
});

function wrongKinds(evaluations: Evaluation[]): string {
  const sums = new Map<string, number>();
  for (const evaluation of evaluations) {
    for (const { kind, flagged_count } of evaluation.any.flagged_innocents) sums.set(kind, (sums.get(kind) ?? 0) + flagged_count);
  }
  const parts = [...sums].filter(([, count]) => count > 0).sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  return parts.length === 0 ? "none" : parts.map(([kind, count]) => `${kind} ${count}`).join(", ");
}
