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

/** The newest change of any source file below a folder, in ms. */
function newest(folder) {
  let at = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) at = Math.max(at, newest(path));
    else if (/\.(tsx?|css|html|svg)$/.test(entry.name)) at = Math.max(at, statSync(path).mtimeMs);
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
  const installed = (name) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  let steps;
  try {
    steps = [
      [join(installed("typescript"), "bin", "tsc"), "-p", join(root, "tsconfig.json")],
      // The console's page.
      [join(installed("vite"), "bin", "vite.js"), "build", "--config", join(root, "src", "web", "page", "vite.config.js"), "--logLevel", "warn"],
    ];
  } catch {
    console.error(`ringfence is not built, and TypeScript or Vite is not installed. Run "npm ci" in ${root}.`);
    process.exit(2);
  }
  for (const step of steps) {
    if (spawnSync(process.execPath, step, { stdio: ["ignore", 2, 2] }).status === 0) continue;
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
