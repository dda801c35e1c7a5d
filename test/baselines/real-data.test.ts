import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coActionNetwork, haveRealData, nightsOn, realSets, realSources } from "../quality/real-data.js";

let work = "";
beforeAll(() => void (work = mkdtempSync(join(tmpdir(), "ringfence-real-test-"))));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.skipIf(!haveRealData)("public data (skipped where its folder is not beside the checkout)", () => {
  test.each(realSets.map((set) => [set.name, set] as const))("the co-action edges of %s are the published network", async (_, set) => {
    const { accounts, edges } = await coActionNetwork(set);
    expect({ accounts: accounts.size, edges: edges.size }).toEqual(set.published);
  });

  test("the night of the busiest week of the Russian set, from account, target and time alone", async () => {
    const found = await nightsOn(work, realSources[0], [1]);
    expect(found).toMatchObject({ accounts: 9509, nights: 1, published: 2110 });
    // Nobody can be banned where nothing shows an account's own act.
    expect(found.ban).toBe(0);
  });
});
