import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, openHouse, type House } from "../pipeline/night.js";
import { lookedAt, published } from "./published.js";

const asOfMs = Date.UTC(2025, 11, 23);

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 4000, seed: 11, attackNight: true, ringShare: 0.04, attackShare: 0.1, out: world });
  await house.load(world);
});
afterAll(() => house.close());

describe("a whole night", () => {
  test("on Spark publishes the same rows as on DuckDB, byte for byte, and leaves nothing in the lake", async () => {
    const here = await house.night({ asOfMs, allow: 1000 });
    const [rows, file] = [await published(house), await lookedAt(house)];
    expect(here.counts.rings).toBeGreaterThan(2);
    expect(here.counts.candidates_ban + here.counts.candidates_restrict + here.counts.candidates_challenge).toBeGreaterThan(20);
    await house.forget();
    const notes: string[] = [];
    const lake = join(house.home, "lake of this night");
    const there = await house.night({ asOfMs, allow: 1000, place: { ...house.place, sparkUrl: inject("spark").url, lake }, note: (message) => notes.push(message) });
    expect(notes).toContain(`The detection runs on Spark 4.3.0 at sc://127.0.0.1:${inject("spark").port}.`);
    expect(there).toMatchObject({ status: "published", runId: here.runId, counts: here.counts });
    const [sparkRows, sparkFile] = [await published(house), await lookedAt(house)];
    for (const table of Object.keys(rows)) expect(sparkRows[table], table).toEqual(rows[table]);
    expect(JSON.stringify(sparkRows)).toBe(JSON.stringify(rows));
    expect(sparkFile).toEqual(file);
    expect(existsSync(lake) ? readdirSync(lake) : []).toEqual([]);
  });
});
