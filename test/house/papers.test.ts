import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { exitCodes } from "../../src/errors/ringfence-error.js";
import { attackers } from "../attack/attack.js";
import { codeOf, filesIn, houseFiles, textOf } from "./files.js";

/** Text that people wrote; lock files and pictures are made. */
const written = houseFiles.filter((path) => !/\.(parquet|png|svg|ico|duckdb)$|^package-lock\.json$/.test(path));
const readme = existsSync(join(packageFolder, "README.md")) ? textOf("README.md") : undefined;

/** Every variable of the environment that code reads for people to set. */
const variables = [...new Set(filesIn(["src", "jobs"], ".ts", ".js").flatMap((path) => [...codeOf(path).matchAll(/\b(?:RINGFENCE_[A-Z_]+|DATABASE_URL)\b/g)].map(([name]) => name)))]
  // From a process of ours to its child, not for people.
  .filter((name) => name !== "RINGFENCE_SUPERVISE")
  // From a test to a process of ours, see src/postgres/kill-point.ts.
  .filter((name) => name !== "RINGFENCE_KILL_AT")
  .sort();

test("what code reads from the environment is what the contract says, and the switch for stack traces", () => {
  expect(variables).toEqual(["DATABASE_URL", "RINGFENCE_ALERT_URL", "RINGFENCE_CONFIG", "RINGFENCE_DEBUG", "RINGFENCE_HOME", "RINGFENCE_LAKE", "RINGFENCE_PRIVACY_KEY", "RINGFENCE_PRIVACY_KEY_FILE", "RINGFENCE_SOURCE_URL", "RINGFENCE_SPARK_URL"]);
});

describe.runIf(readme !== undefined)("README.md", () => {
  test.each(variables)("names %s", (name) => expect(readme).toContain(name));

  test.each([...new Set([...Object.values(exitCodes), 0, 143])].sort((one, other) => one - other))("names the exit code %i", (code) => {
    // Where exit codes are told: from the words "exit code" on.
    const from = readme!.search(/exit codes?/i);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(readme!).toMatch(new RegExp(`(^|[^\\w.,])${code}([^\\w.%]|$)`, "m"));
  });

  test("names every command", () => {
    const commands = filesIn("src/cli/commands", ".ts").flatMap((path) => [...codeOf(path).matchAll(/program\s*\.command\("([a-z]+)/g)].map(([, name]) => name));
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme!))).toEqual([]);
  });
});

describe("papers", () => {
  const papers = houseFiles.filter((path) => path.endsWith(".md"));

  test("links between them lead somewhere", () => {
    const broken = papers.flatMap((path) =>
      [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link]) => link.replace(/#.*$/, ""))
        .filter((link) => link !== "" && !/^[a-z]+:/i.test(link) && !existsSync(join(packageFolder, path, "..", link)))
        .map((link) => `${path} → ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test("files that they name in backquotes are there", () => {
    const missing = papers.flatMap((path) =>
      [...textOf(path).matchAll(/`((?:src|sql|jobs|test|data-samples)\/[\w./-]+)`/g)].map(([, name]) => name).filter((name) => !existsSync(join(packageFolder, name))).map((name) => `${path} names ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("SECURITY.md", () => {
  const security = textOf("SECURITY.md");

  test.each(attackers)("says of %s what is promised and what is not", (attacker) => {
    // The two credentials of detectors have one part.
    const name = /^the (?:detector|night)'s credential$/.test(attacker) ? "The detector's credentials" : attacker[0].toUpperCase() + attacker.slice(1);
    const at = security.search(new RegExp(`^\\*\\*${name}\\b`, "m"));
    expect(at, name).toBeGreaterThan(0);
    const part = security.slice(at).split(/\n(?=\*\*|## )/, 1)[0];
    expect([/^- (?!\*Not)|\*\* reads|\*\* can /m.test(part), part.includes("*Not promised*")], part).toEqual([true, true]);
  });

  test("no example is in a folder that everybody on the machine shares, or runs a package of whoever takes the name", () => {
    const examples = houseFiles.filter((path) => /\.md$|\.ipynb$|^templates\/|^src\/cli\/commands\/|^Dockerfile$/.test(path) && path !== "CHANGELOG.md");
    expect(examples.filter((path) => /(^|[\s"'`=(])\/(?:tmp|var\/tmp|dev\/shm)\b/m.test(textOf(path)))).toEqual([]);
    expect(examples.filter((path) => /\bnpx +(?:-y +|--yes +)?ringfence\b/.test(textOf(path)))).toEqual([]);
    expect(security).toContain("The name of this package is not taken on the public registry");
  });
});

describe("what is committed", () => {
  /** This file holds the patterns it looks for. */
  const others = written.filter((path) => !path.startsWith("test/house/"));

  test.each([
    ["a path of one machine", /(^|[\s"'`(=])\/(work|home|Users|root)\/[\w.-]+/m],
    ["the address of a package registry", /registry\.(npmjs|yarnpkg|npmmirror)|\bnpm\.pkg\.|artifactory|\/npm-proxy|pypi\.org|verdaccio/i],
    ["a private address with a port, as of a proxy", /https?:\/\/(10|172\.(1[6-9]|2\d|3[01])|192\.168)\.[\d.]+:\d+/],
    ["a key or a token", /-----BEGIN [A-Z ]*PRIVATE KEY|\b(ghp|npm|sk)_[A-Za-z0-9]{20,}/],
    ["a test that is left out or alone", /\b(test|describe|it)\.(only|skip|todo)\(/],
  ])("holds no %s", (_, forbidden) => {
    expect(others.filter((path) => forbidden.test(textOf(path)))).toEqual([]);
  });

  test("package-lock.json names no registry", () => {
    const lock = JSON.parse(textOf("package-lock.json")) as { packages: Record<string, { resolved?: string }> };
    expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([]);
    expect(textOf("package-lock.json")).not.toMatch(/registry\./);
  });

  test("everything that the package says it ships is there, but for what is built", () => {
    const { files, bin } = JSON.parse(textOf("package.json")) as { files: string[]; bin: Record<string, string> };
    expect([...files, ...Object.values(bin)].filter((path) => path !== "dist" && !["LICENSE", "NOTICE"].includes(path) && !existsSync(join(packageFolder, path)))).toEqual([]);
  });
});
