import { expect, test } from "vitest";
import { drawRing } from "../../src/console/draw-ring.js";
import { accountLimit, type RingPicture } from "../../src/console/lay-ring-out.js";

/** A farm: `size` accounts, five to a device, all at one target in one moment. */
function farm(size: number): RingPicture {
  const ids = Array.from({ length: size }, (_, i) => `a${i}`);
  return {
    ring: { ring_id: "R-7", size, evidence_bits: 900, price_bits: 400, first_seen_at: "2025-12-22T00:00:00.000Z" },
    members: ids.map((account_id, i) => ({ account_id, role: i === 0 ? "protected" : i === 1 ? "closed" : i === 2 ? "fringe" : "core", evidence_bits: 50 - i / size })),
    holdings: ids.flatMap((account_id, i) => [
      { account_id, kind: "device", key: `d${Math.floor(i / 5)}`, bits: 40, member_count: 5 },
      { account_id, kind: "timing", key: "like:room@1766341260000", bits: 300, member_count: size },
      { account_id, kind: "engagement", key: "like:room", bits: 500, member_count: size },
    ]),
  };
}

test("the same ring gives the same bytes; another seed another picture", () => {
  expect(drawRing(farm(40))).toBe(drawRing(farm(40)));
  expect(drawRing({ ...farm(40), seed: 2 })).not.toBe(drawRing(farm(40)));
});

test("it says which ring, how sure, and what the squares are; mere taste is left out where something tells more", () => {
  const svg = drawRing(farm(40));
  for (const words of ["Ring R-7", "40 accounts", "900 bits of evidence", "against 400", ">device<", ">timing<", "like:room at 2025-12-21 18:21", ">closed<", ">protected<", ">fringe<"]) expect(svg).toContain(words);
  expect(svg).not.toContain("engagement");
});

test("accounts on one device lie nearer to each other than to the rest", () => {
  const places = [...drawRing(farm(40)).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*\/>(?:(?!<g>).)*?<title>a(\d+):/g)].map(([, x, y, account]) => ({ x: Number(x), y: Number(y), device: Math.floor(Number(account) / 5) }));
  const distances = { same: [] as number[], other: [] as number[] };
  for (const one of places) for (const other of places) if (one !== other) distances[one.device === other.device ? "same" : "other"].push(Math.hypot(one.x - other.x, one.y - other.y));
  const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  expect(mean(distances.same)).toBeLessThan(0.5 * mean(distances.other));
});

test("a ring of thousands is bounded and says so; everything stays inside the picture", () => {
  const svg = drawRing(farm(3000));
  expect(svg).toContain(`Drawn: the ${accountLimit} accounts with the strongest evidence, of 3,000.`);
  expect(svg.match(/<title>a\d+:/g)).toHaveLength(accountLimit);
  for (const [, x, y] of svg.matchAll(/<circle cx="([\d.-]+)" cy="([\d.-]+)"/g)) {
    expect(Number(x)).toBeGreaterThan(0);
    expect(Number(x)).toBeLessThan(1200);
    expect(Number(y)).toBeGreaterThan(0);
    expect(Number(y)).toBeLessThan(760);
  }
});

test("hostile ids cannot break out of the markup", () => {
  const picture = farm(6);
  const evil = `</title><script>alert("1")</script>&\u0000\u202e`;
  const svg = drawRing({ ...picture, members: picture.members.map((member, i) => (i === 3 ? { ...member, account_id: evil } : member)), holdings: picture.holdings.map((held) => ({ ...held, account_id: held.account_id === "a3" ? evil : held.account_id, key: held.kind === "device" ? evil : held.key })) });
  expect(svg).not.toContain("<script");
  // eslint-disable-next-line no-control-regex
  expect(svg).not.toMatch(/[\u0000-\u0008\u202e]/u);
});

test("a ring without shared keys, or of one account, is still a picture", () => {
  expect(drawRing({ ...farm(2), holdings: [] })).toContain("Ring R-7");
  expect(drawRing({ ring: { ring_id: "R-1", size: 1, evidence_bits: 0, price_bits: 0 }, members: [{ account_id: "a", role: "core", evidence_bits: 0 }], holdings: [] })).toContain("</svg>");
});
