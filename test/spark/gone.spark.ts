import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, openHouse, richRings, worldAsOfMs, type House } from "../pipeline/night.js";
import { startSpark } from "./spark-server.js";

let house: House;
let lake: string;
beforeAll(async () => {
  house = await openHouse();
  lake = join(house.home, "lake");
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 2000, seed: 7, ...richRings, out: world });
  await house.load(world);
});
afterAll(() => house.close());

const left = (): string[] => (existsSync(lake) ? readdirSync(lake) : []);
const published = (): Promise<unknown[]> => house.rows("select 1 from ringfence.run where status = 'published'");
const place = (sparkUrl: string): { place: House["place"] } => ({ place: { ...house.place, sparkUrl, lake } });

describe("a server that is gone in the middle of a night", () => {
  test("and stays away: one sentence, nothing published, and the next night is whole", async () => {
    const server = await startSpark(inject("spark"));
    let ended: Promise<void> | undefined;
    const night = house.night({ ...place(server.url), progress: ({ stage }) => void (stage === "edge" && (ended ??= server.kill())) });
    await expect(night).rejects.toMatchObject({ code: "ENGINE", exitCode: 2, message: expect.stringMatching(/^The Spark server at sc:\/\/127\.0\.0\.1:\d+ does not answer any more \(while .*Nothing was published/) as string });
    await ended;
    await server.stop();
    expect(await published()).toEqual([]);
    expect(await house.rows("select status from ringfence.run order by started_at desc limit 1")).toEqual([{ status: "failed" }]);
    expect(left()).toEqual([]);
  });

  test("and is started again: the session is lost, and said to be", async () => {
    const first = await startSpark(inject("spark"));
    let second: Promise<Awaited<ReturnType<typeof startSpark>>> | undefined;
    const night = house.night({ ...place(first.url), progress: ({ stage }) => void (stage === "edge" && (second ??= first.kill().then(() => startSpark(inject("spark"), { port: first.port })))) });
    await expect(night).rejects.toMatchObject({ code: "ENGINE", message: expect.stringMatching(/has lost the run's session .*Run again\. Nothing was published/) as string });
    expect(await published()).toEqual([]);
    // What it left on the lake goes with the next run, which is whole.
    const after = await second!;
    expect(await house.night(place(after.url))).toMatchObject({ status: "published" });
    expect(left()).toEqual([]);
    await after.stop();
    await first.stop();
  });
});

test("a signal stops what the server runs; nothing is published and nothing left", async () => {
  await house.forget();
  const stop = new AbortController();
  const night = house.night({ ...place(inject("spark").url), signal: stop.signal, progress: ({ stage }) => void (stage === "trace" && setTimeout(() => stop.abort(), 3000)), now: () => worldAsOfMs + 9_100_000 });
  await expect(night).rejects.toThrow();
  expect(await published()).toEqual([]);
  expect(left()).toEqual([]);
});
