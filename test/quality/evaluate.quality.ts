import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { codeVersion } from "../../src/pipeline/describe-run.js";
import { measureCommunities, type CommunityRow } from "./communities.js";
import { drawPanels, drawReliability } from "./draw-chart.js";
import { baselinesOn, kept, measureWorld, worldsKnowTactics, type WorldResult } from "./measure-world.js";
import { hashOfFolders, nameOf, parts, select } from "./plan.js";
import { coActionNetwork, haveRealData, nightsOn, realSets, realSources, type RealResult } from "./real-data.js";
import { blockOf, pooledBins, pricePanels, qualityBlock, qualityReport, replaceBlock, type Measured } from "./report.js";

/** `npm run evaluate`: see test/README.md. Results are kept as JSON, so a run that was stopped goes on where it was. */
const selection = select(process.env);
const left: string[] = [];
const worlds = selection.worlds.filter((world) => world.tactics === undefined || worldsKnowTactics);
if (worlds.length < selection.worlds.length) left.push("worlds with tactics (this version's worlds know none)");
for (const part of parts) if (!selection.parts.has(part)) left.push(`the part "${part}"`);

const results: WorldResult[] = [];
const networks: Measured["networks"][number][] = [];
const real: RealResult[] = [];
let communities: CommunityRow[] = [];

mkdirSync(selection.folder, { recursive: true });
console.log(`Results are kept in ${selection.folder}.`);

test.each(worlds.map((world) => [nameOf(world), world] as const))("world %s", async (name, world) => {
  const result = await measureWorld(selection.folder, world);
  results.push(result);
  const { ban, any } = result.evaluation;
  const share = (value: number | null): string => (value === null ? "–" : value.toFixed(3));
  console.log(
    `${name}: ${result.seconds.toFixed(0)} s, ${result.counts.rings} rings; ban ${share(ban.precision)} / ${share(ban.recall)}, any ${share(any.precision)} / ${share(any.recall)} (precision / recall), ` +
      `${(any.wrong_per_10000 ?? 0).toFixed(2)} innocents per 10,000.`,
  );
});

if (selection.parts.has("real")) {
  if (!haveRealData) left.push("real data (its folder is not beside the checkout)");
  test.runIf(haveRealData)("the co-action edges equal the published networks", async () => {
    for (const set of realSets) {
      const { accounts, edges } = await coActionNetwork(set);
      networks.push({ name: set.name, published: set.published, accounts: accounts.size, edges: edges.size, once: [...edges.values()].filter((weight) => weight === 1).length });
    }
    expect(networks.map((one) => ({ accounts: one.accounts, edges: one.edges }))).toEqual(realSets.map((set) => set.published));
  });
  test.runIf(haveRealData).each(realSources.map((source) => [source.name, source] as const))("nights on %s", async (name, source) => {
    const dependsOn = [codeVersion(), hashOfFolders(["test/baselines", "test/quality"])];
    real.push(await kept(selection.folder, `real-${source.objects.join("-")}`, dependsOn, () => nightsOn(selection.folder, source)));
    console.log(`${name}: ${JSON.stringify(real.at(-1))}`);
  });
}

if (selection.parts.has("communities")) {
  test("communities of public graphs", () => {
    communities = measureCommunities();
    if (communities.length === 0) left.push("communities of public graphs (their folder is not beside the checkout)");
  });
}

test("the tables", () => {
  const missing = worlds.filter((world) => !results.some((one) => nameOf(one.world) === nameOf(world)));
  if (missing.length > 0) left.push(`worlds that failed (${missing.map(nameOf).join(", ")})`);
  const measured: Measured = {
    worlds: results,
    baselines: results.filter((one) => one.world.part === "table").map((one) => ({ world: one.world, results: baselinesOn(selection.folder, one.world) })),
    networks, real, communities,
  };
  const panels = pricePanels(measured);
  const bins = pooledBins(measured);
  const block = qualityBlock(measured);
  const files: Record<string, string> = {
    "quality.md": qualityReport(measured, left),
    "quality-block.md": `${block}\n`,
    ...(panels.length === 0 ? {} : { "price.svg": drawPanels("What an attacker must spend: recall of its accounts", panels) }),
    ...(bins.length === 0 ? {} : { "reliability.svg": drawReliability("Are the probabilities honest?", bins) }),
  };
  // Only all worlds may speak for the project (public data may be absent, and the report says so); a part leaves its tables beside its results.
  const whole = selection.whole && results.length === selection.worlds.length;
  const folder = whole ? join(packageFolder, "docs") : selection.folder;
  // The other half of the report is written by a run over generators.
  if (whole) files["quality.md"] = replaceBlock(files["quality.md"], blockOf(readFileSync(join(folder, "quality.md"), "utf8"), "generators"), "generators");
  for (const [name, text] of Object.entries(files)) if (!whole || name !== "quality-block.md") writeFileSync(join(folder, name), text);
  if (whole) {
    for (const name of ["README.md", "CHANGELOG.md"]) {
      const path = join(packageFolder, name);
      writeFileSync(path, replaceBlock(readFileSync(path, "utf8"), block));
    }
  }
  console.log(`Wrote ${Object.keys(files).join(", ")} into ${folder}.${whole ? " README.md and CHANGELOG.md have the short version." : " A part of the plan: the documentation was left as it is."}`);
  // A world that a simple detector solves is too easy to count.
  for (const { results: beside } of measured.baselines) {
    for (const [name, { evaluation }] of Object.entries(beside)) if (/connected components|^Louvain/.test(name)) expect(evaluation.any.precision ?? 0, name).toBeLessThan(0.5);
  }
});
