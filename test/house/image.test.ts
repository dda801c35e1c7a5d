import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { textOf } from "./files.js";

// Docker is not needed for the tests, so this reads the Dockerfile; that it builds is for whoever builds it.
const lines = textOf("Dockerfile").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
const copied = (from: readonly string[]): string[] => from.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(" ").slice(1, -1));

test("everything that is copied into the image is there", () => {
  expect(copied(lines).filter((path) => !existsSync(join(packageFolder, path)))).toEqual([]);
});

test("the image holds what the package ships, and no TypeScript to build", () => {
  const { files } = JSON.parse(textOf("package.json")) as { files: string[] };
  const held = [...copied(last), "dist"];
  expect(files.filter((path) => !held.includes(path) && !["docs", "CHANGELOG.md", "SECURITY.md"].includes(path))).toEqual([]);
  expect(held).not.toContain("tsconfig.json");
});

test("it runs as a user without rights and says whether it is well", () => {
  expect(last.indexOf("USER node")).toBeGreaterThan(last.findIndex((line) => line.startsWith("RUN ")));
  expect(last.some((line) => line.startsWith("HEALTHCHECK ") && line.includes('"status", "--serving"'))).toBe(true);
  expect(lines.filter((line) => line.startsWith("FROM ")).every((line) => Number(/node:(\d+)/.exec(line)?.[1]) >= 20)).toBe(true);
});
