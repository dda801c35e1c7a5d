import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { ablateWorld, everyVariant } from "./ablate.js";
import { ablationReport, type Ablation } from "./ablation-report.js";
import { planFrom } from "./generator-plan.js";

/** `npm run ablate -- DIR...` or `--plan FILE`: see test/README.md. `ABLATE_RULES=name,name` asks only some rules, `ABLATE_CHANGES=out` only what is lost without each. */
const { args, cwd } = JSON.parse(process.env.EVALUATE_CALL ?? '{"args":[],"cwd":"."}') as { args: string[]; cwd: string };
const plan = planFrom(args, cwd, process.env);
const only = process.env.ABLATE_RULES?.split(",");
const isOut = process.env.ABLATE_CHANGES === "out";
const variants = everyVariant().filter(({ rule, change }) => (only === undefined || only.includes(rule)) && (!isOut || change === "out"));
const results: Ablation[] = [];

test.each(plan.worlds.map((world) => [`${world.generator}: ${world.name}`, world] as const))("%s", async (label, world) => {
  results.push({ world, ...(await ablateWorld(plan, world, variants, (text) => void process.stderr.write(`${label}: ${text}\n`))) });
});

test("the table", () => {
  expect(results.length, "a world failed").toBe(plan.worlds.length);
  const report = ablationReport(results, variants, isOut);
  const path = plan.docs && only === undefined ? join(packageFolder, "docs", "ablation.md") : join(plan.folder, "ablation.md");
  writeFileSync(path, report);
  console.log(`\n${report}\nWrote ${path}.`);
});
