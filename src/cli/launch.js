#!/usr/bin/env node
// Runs the built command line, and builds it first where `npm ci --ignore-scripts` (or an edit) left no fresh build.
// Plain JavaScript: Node 20 cannot run TypeScript, and this file must work before anything was built.
import { existsSync, readdirSync, statSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const main = join(root, "dist", "src", "cli", "main.js");

/** The newest change of any TypeScript file below a folder, in ms. */
function newest(folder) {
  let at = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) at = Math.max(at, newest(path));
    else if (entry.name.endsWith(".ts")) at = Math.max(at, statSync(path).mtimeMs);
  }
  return at;
}

function stale() {
  // An installed package has no sources: it is what was built.
  if (!existsSync(join(root, "tsconfig.json"))) return false;
  if (!existsSync(main)) return true;
  const stamp = join(root, "dist", ".built");
  const builtAt = statSync(existsSync(stamp) ? stamp : main).mtimeMs;
  return Math.max(newest(join(root, "src")), newest(join(root, "jobs")), statSync(join(root, "tsconfig.json")).mtimeMs) > builtAt;
}

if (stale()) {
  let tsc;
  try {
    tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  } catch {
    console.error(`ringfence is not built and TypeScript is not installed. Run "npm ci" in ${root}.`);
    process.exit(2);
  }
  const built = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.json")], { stdio: ["ignore", 2, 2] });
  if (built.status !== 0) {
    console.error("ringfence could not be built; see the messages above.");
    process.exit(1);
  }
  const { utimesSync, writeFileSync } = await import("node:fs");
  const stamp = join(root, "dist", ".built");
  writeFileSync(stamp, "");
  utimesSync(stamp, new Date(), new Date());
}

const { main: run } = await import(main);
await run(process.argv.slice(2));
