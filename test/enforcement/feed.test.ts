import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { feedAck, feedHash, feedRead, feedState, noHash, verifyFeed, type FeedRow } from "../../src/enforcement/feed.js";
import { release, undo } from "../../src/enforcement/releases.js";
import { seededRandom } from "../../src/graph/random.js";
import { candidate, day, many, one, openGates, openTown, type Town } from "./town.js";
import { mutate, mutations } from "./mutations.js";
import { storm } from "./storm.js";

let town: Town;
let enforcer: Client;
let feed: FeedRow[];
beforeAll(async () => {
  town = await openTown();
  enforcer = await town.as("enforcer");
  await town.night(1, [
    ...many(60, (at) => ({ action: at % 2 === 0 ? "ban" : "restrict", ...(at % 2 === 0 ? {} : { expires_at: day(700 + at) }) })),
    ...["a'b\"c", "tab\there", "line\nbreak", "🦊", "{a,b}", "x".repeat(10_000)].map((id) => candidate(id)),
  ]);
  await town.approveAll();
  await openGates(town.owner, town);
  await release(town.owner, { id: "r1" });
  await undo(town.owner, { what: "run", subject: "N-1", id: "u1", reason: "a test" });
  feed = await feedRead(enforcer, 0, 1000);
});
afterAll(() => town.close());

test("numbers without gaps, each row chained to the one before; the hash is the same in the database and here", async () => {
  expect(feed.map((row) => row.seq)).toEqual(Array.from({ length: 132 }, (_, at) => at + 1));
  expect(feed.every((row) => feedHash(row) === row.hash)).toBe(true);
  const state = await feedState(enforcer);
  expect(state).toEqual({ epoch: feed[0].epoch, epoch_after: 0, last_seq: 132, last_hash: feed[131].hash });
  verifyFeed(feed, { seq: 0, hash: noHash }, state);
  for (const at of [0, 1, 50, 131]) verifyFeed(feed.slice(at), { seq: at, hash: at === 0 ? noHash : feed[at - 1].hash }, state);
});

test("it is read from anywhere, at most so many", async () => {
  expect((await feedRead(enforcer, 130, 10)).map((row) => row.seq)).toEqual([131, 132]);
  expect((await feedRead(enforcer, 5, 2)).map((row) => row.seq)).toEqual([6, 7]);
  expect(await feedRead(enforcer, 132, 10)).toEqual([]);
});

test("a consumer acknowledges forwards only, and never what is not there", async () => {
  const acked = async (seq: number): Promise<unknown> => {
    await feedAck(enforcer, "bans", seq);
    return one(town.owner, "select seq::int, acked_by from ringfence.feed_consumer where consumer = 'bans'");
  };
  expect(await acked(100)).toEqual({ seq: 100, acked_by: "ringfence_test_enforcer" });
  expect(await acked(7)).toMatchObject({ seq: 100 });
  await expect(feedAck(enforcer, "bans", 133)).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("ends at 132") });
});

describe("1,000 mutations of the feed are all detected", () => {
  test.each(mutations)("%s", async (kind) => {
    const random = seededRandom(mutations.indexOf(kind) + 1);
    const end = await feedState(enforcer);
    for (let round = 0; round < 250; round++) {
      const mutated = mutate(feed, kind, random);
      expect(() => verifyFeed(mutated.rows, { seq: 0, hash: noHash }, end), mutated.what).toThrow("does not fit together");
    }
  });

  test("what was not touched passes", async () => {
    verifyFeed(structuredClone(feed), { seq: 0, hash: noHash }, await feedState(enforcer));
  });
});

test("eight writers at once, a tenth rolled back: the feed loses nothing, repeats nothing, has no gap; the control that polls a sequence loses rows", async () => {
  const result = await storm({ writers: 8, casesPerWriter: 60, until: (round) => round < 50, now: () => 0 });
  expect(result).toMatchObject({ lost: 0, repeated: 0, gaps: 0, rows: result.committed });
  expect(result.rolledBack).toBeGreaterThan(10);
  expect(result.controlLost).toBeGreaterThan(0);
}, 240_000);
