import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWorld } from "../../src/world/make-world.js";
import { baselineComponents } from "./components.js";
import { baselineLouvain } from "./louvain.js";

const folder = mkdtempSync(join(tmpdir(), "ringfence-baseline-"));
beforeAll(() => makeWorld({ accounts: 12_000, seed: 5, out: folder }).then(() => undefined));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("connected components flag far more innocents than bots: the world is hard", async () => {
  const { precision, recall } = await baselineComponents(folder);
  expect(precision).toBeGreaterThan(0);
  expect(precision).toBeLessThan(0.5);
  expect(recall).toBeGreaterThan(0.3);
});

test("so does Louvain over counts of shared devices and addresses", async () => {
  const { precision, recall } = await baselineLouvain(folder);
  expect(precision).toBeGreaterThan(0);
  expect(precision).toBeLessThan(0.5);
  expect(recall).toBeGreaterThan(0.3);
});
