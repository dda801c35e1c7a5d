/**
 * The share of the smaller group that is also in the other: |A ∩ B| / min(|A|, |B|), 0 to 1.
 *
 * Not Jaccard: two disjoint old rings reach Jaccard 0.5 with one new ring only when they split it exactly in half, so at that threshold
 * merges and splits would almost never be seen.
 *
 * @param shared |A ∩ B|
 */
export function overlapShare(shared: number, sizeA: number, sizeB: number): number {
  const smaller = Math.min(sizeA, sizeB);
  return smaller === 0 ? 0 : shared / smaller;
}
