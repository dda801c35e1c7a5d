import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { planFrom } from "./generator-plan.js";
import { generatorFigures, generatorReport, generatorSummary } from "./generator-report.js";
import { measureFolder, type FolderResult } from "./measure-folder.js";
import { replaceBlock } from "./report.js";

/** `npm run evaluate -- DIR...`: see test/README.md. */
const { args, cwd } = JSON.parse(process.env.EVALUATE_CALL ?? '{"args":[],"cwd":"."}') as { args: string[]; cwd: string };
const plan = planFrom(args, cwd, process.env);
const results: FolderResult[] = [];
mkdirSync(plan.folder, { recursive: true });

test.each(plan.worlds.map((world) => [`${world.generator}: ${world.name}`, world] as const))("%s", async (label, world) => {
  results.push(await measureFolder(plan, world, (text) => void process.stderr.write(`${label}: ${text}\n`)));
});

test("the tables", () => {
  const report = generatorReport(results);
  writeFileSync(join(plan.folder, "generators.md"), `# Generators\n\n${report}`);
  // Each generator's results beside each other; nothing is added up over generators.
  writeFileSync(join(plan.folder, "generators.json"), `${JSON.stringify(generatorFigures(results), null, 1)}\n`);
  console.log(`\n${report}\nWrote generators.md and generators.json into ${plan.folder}.`);
  if (!plan.docs) return;
  expect(results.length, "all worlds were measured, or the documentation stays as it is").toBe(plan.worlds.length);
  for (const [file, text] of [["docs/quality.md", generatorReport(results, 3)], ["README.md", generatorSummary(results)]] as const) {
    const path = join(packageFolder, file);
    writeFileSync(path, replaceBlock(readFileSync(path, "utf8"), text.trimEnd(), "generators"));
  }
});
