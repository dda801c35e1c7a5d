import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, openHouse, type House } from "../pipeline/night.js";
import { lookedAt, published } from "./published.js";
import { startCluster, startSpark, type SparkCluster } from "./spark-server.js";

const asOfMs = Date.UTC(2025, 11, 23);
let house: House;
beforeAll(async () => {
  house = await openHouse();
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 2000, seed: 12, attackNight: true, ringShare: 0.06, attackShare: 0.12, out: world });
  await house.load(world);
});
afterAll(() => house.close());

describe("a master and two workers", () => {
  let expected: string;
  let here: NightlyOutcome;
  beforeAll(async () => {
    here = await house.night({ asOfMs, allow: 1000 });
    expected = JSON.stringify([await published(house), await lookedAt(house)]);
    expect(here.counts.rings).toBeGreaterThan(1);
  });

  /** A night on a cluster of its own, told of its stages. */
  async function sameOnWorkers(onStage: (stage: string, cluster: SparkCluster) => void): Promise<void> {
    const cluster = await startCluster(inject("spark"), 2);
    const server = await startSpark(inject("spark"), { master: cluster.master, conf: { "spark.executor.memory": "512m", "spark.executor.cores": "1", "spark.sql.shuffle.partitions": "4" } });
    try {
      await house.forget();
      const there = await house.night({ asOfMs, allow: 1000, place: { ...house.place, sparkUrl: server.url, lake: join(house.home, "lake") }, progress: ({ stage }) => onStage(stage, cluster) });
      expect(there).toMatchObject({ status: "published", runId: here.runId, counts: here.counts });
      expect(JSON.stringify([await published(house), await lookedAt(house)])).toBe(expected);
    } finally {
      await server.stop();
      await cluster.stop();
    }
  }

  test("give the same bytes", () => sameOnWorkers(() => {}));

  test("and so does the one that is left when the other is killed in the middle of the night", async () => {
    let killed = false;
    await sameOnWorkers((stage, cluster) => {
      if (stage !== "edge" || killed) return;
      killed = true;
      cluster.killWorker(0);
    });
    expect(killed).toBe(true);
  });
});
