import type { Holdings } from "./holdings.js";

/** Surprise that a moment needs to be worth a look, bits: above the price of naming the moment among millions. */
const surpriseBits = 40;

/** Moments with more accounts than this are crowds; a ring among them shows in its other moments too. */
const crowdLimit = 20_000;

/** Bits of surprise at a count where so many were expected: count · log2(count / expected) − (count − expected) · log2 e, the Poisson bound. */
const surprise = (count: number, expected: number): number => (count <= expected ? 0 : count * Math.log2(count / expected) - (count - expected) * Math.LOG2E);

/**
 * Moments in which far more accounts did the same than usual, the most surprising first; each gives its accounts, without those that rings
 * found so far explain (`explained`), where what is left is still surprising.
 *
 * They are seeds beside Louvain's communities. In a busy room an edge between two accounts of one moment is worth few bits, and the
 * bounded projection draws few of them: a proxy ring that shares nothing else would never become a community. The ring test then tells the ring
 * from the crowd around it.
 */
export function* surgeSeeds(holdings: Holdings, minSize: number, explained: Uint8Array): Generator<Int32Array> {
  const { kind, kinds, usual, underCount, accountCount, keyStart, keyAccounts } = holdings;
  const surges: { key: number; bits: number }[] = [];
  for (let key = 0; key < kind.length; key++) {
    if (usual[key] === 0 || kinds[kind[key]].proves !== "coordination" || kinds[kind[key]].slow) continue;
    if (accountCount[key] < minSize || accountCount[key] > crowdLimit) continue;
    const bits = surprise(accountCount[key], usual[key] * underCount[key]);
    if (bits >= surpriseBits) surges.push({ key, bits });
  }
  surges.sort((one, other) => other.bits - one.bits || one.key - other.key);
  for (const { key } of surges) {
    const left = keyAccounts.slice(keyStart[key], keyStart[key + 1]).filter((account) => explained[account] === 0);
    if (left.length >= minSize && surprise(left.length, usual[key] * underCount[key]) >= surpriseBits) yield left;
  }
}
