// `npm run ablate`: every rule out, every threshold moved. `npm run evaluate`: without arguments the plan of test/quality/plan.ts; with folders or a plan file these, see test/README.md.
// Plain JavaScript: vitest takes its arguments for names of test files, so they travel in the environment.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const isAblation = process.argv[2] === "ablate";
const args = process.argv.slice(isAblation ? 3 : 2);
// npm changes into the package; paths are meant from where the person is.
const call = { args, cwd: process.env.INIT_CWD ?? process.cwd() };
const absolute = (name) => (process.env[name] ? { [name]: resolve(call.cwd, process.env[name]) } : {});
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", "--config", join(here, "vitest.config.ts"), isAblation ? "ablate.quality" : args.length === 0 ? "evaluate.quality" : "generators.quality"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...absolute("RINGFENCE_CONFIG"), ...absolute("RINGFENCE_EVALUATE_DIR"), EVALUATE_CALL: JSON.stringify(call) },
});
process.exit(status ?? 1);
