/** log2(n!) for n = 0 … highest, by summing logarithms once. */
export function log2Factorials(highest: number): Float64Array {
  const table = new Float64Array(highest + 1);
  for (let n = 2; n <= highest; n++) table[n] = table[n - 1] + Math.log2(n);
  return table;
}

/** log2 of the number of ways to choose k of n; 0 where there is one way. */
export function log2Choose(factorials: Float64Array, n: number, k: number): number {
  return k < 0 || k > n ? Number.NEGATIVE_INFINITY : factorials[n] - factorials[k] - factorials[n - k];
}

/**
 * The price of naming a group of n accounts out of N, in bits: log2 C(N, n) + log2 N. Evidence above it cannot be an accident of having looked at
 * every possible group (minimum description length: Rissanen 1978).
 */
export function priceOfNames(factorials: Float64Array, population: number, size: number): number {
  return log2Choose(factorials, population, Math.min(size, population)) + Math.log2(population);
}

/** What one more account adds to the price of a group of n out of N, in bits: the prior odds against an account being one of them. */
export function priceOfOneName(population: number, size: number): number {
  return Math.log2(Math.max(population, 2) / Math.max(size, 1));
}
