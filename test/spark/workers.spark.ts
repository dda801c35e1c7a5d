import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, openHouse, type House } from "../pipeline/night.js";
import { lookedAt, published } from "./published.js";
import { startCluster, startSpark } from "./spark-server.js";

const asOfMs = Date.UTC(2025, 11, 23);
let house: House;
beforeAll(async () => {
  house = await openHouse();
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 2000, seed: 12, attackNight: true, ringShare: 0.06, attackShare: 0.12, out: world });
  await house.load(world);
});
afterAll(() => house.close());

test("a master and two workers give the same bytes, also when one of them is killed in the middle of the night", async () => {
  const { counts, runId } = await house.night({ asOfMs, allow: 1000 });
  const expected = JSON.stringify([await published(house), await lookedAt(house)]);
  expect(counts.rings).toBeGreaterThan(1);
  const cluster = await startCluster(inject("spark"), 2);
  const server = await startSpark(inject("spark"), { master: cluster.master, conf: { "spark.executor.memory": "512m", "spark.executor.cores": "1", "spark.sql.shuffle.partitions": "4" } });
  const place = { ...house.place, sparkUrl: server.url, lake: join(house.home, "lake") };
  try {
    await house.forget();
    expect(await house.night({ asOfMs, allow: 1000, place })).toMatchObject({ status: "published", runId, counts });
    expect(JSON.stringify([await published(house), await lookedAt(house)])).toBe(expected);
    await house.forget();
    let killed = false;
    const progress = ({ stage }: { stage: string }): void => {
      if (stage !== "edge" || killed) return;
      killed = true;
      cluster.killWorker(0);
    };
    expect(await house.night({ asOfMs, allow: 1000, place, progress })).toMatchObject({ status: "published", runId, counts });
    expect(killed).toBe(true);
    expect(JSON.stringify([await published(house), await lookedAt(house)])).toBe(expected);
  } finally {
    await server.stop();
    await cluster.stop();
  }
});
