/**
 * A seeded generator: sfc32 (Chris Doty-Humphrey's small fast chaotic generator, 128 bits of state, passes PractRand),
 * seeded by splitmix-style mixing of the seed and the name of the stream. Named streams keep the parts of a world apart:
 * planting a ring draws nothing from the stream that makes the innocents, so they are the same with rings and without.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spare: number | undefined;

  constructor(seed: number, stream: string) {
    let state = mix32((seed >>> 0) ^ mix32(Math.floor(seed / 4294967296)));
    for (let i = 0; i < stream.length; i++) state = mix32(state ^ (stream.charCodeAt(i) + 0x9e3779b9 * (i + 1)));
    this.a = state;
    this.b = mix32(state + 0x9e3779b9);
    this.c = mix32(state + 0x3c6ef372);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Uniform in [0, 1), 32 bits. */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  /** True with probability p. */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** A whole number, 0 <= x < n. */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number, low <= x <= high. */
  intBetween(low: number, high: number): number {
    return low + this.int(high - low + 1);
  }

  /** Uniform on the logarithm, low to high: as many small ones as large ones by order of magnitude. */
  logBetween(low: number, high: number): number {
    return low * Math.exp(this.next() * Math.log(high / low));
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.spare = y * factor;
        return x * factor;
      }
    }
  }

  /** Log-normal with the given median and the standard deviation of its logarithm. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Poisson; for means up to a few hundred. */
  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > floor; product *= this.next()) count++;
    return count;
  }

  pick<T>(list: ArrayLike<T>): T {
    return list[this.int(list.length)] as T;
  }

  /** The index of a weight, by running totals (ascending, the last one is the sum). */
  weighted(totals: ArrayLike<number>): number {
    const x = this.next() * (totals[totals.length - 1] as number);
    let low = 0;
    let high = totals.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((totals[middle] as number) > x) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T extends { length: number; [i: number]: number }>(list: T): T {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const kept = list[i] as number;
      list[i] = list[j] as number;
      list[j] = kept;
    }
    return list;
  }

  /** k different ones of the list (all of it when k is larger), in random order. */
  sample(list: ArrayLike<number>, k: number): number[] {
    const copy = Array.from(list);
    const count = Math.min(k, copy.length);
    for (let i = 0; i < count; i++) {
      const j = i + this.int(copy.length - i);
      const kept = copy[i] as number;
      copy[i] = copy[j] as number;
      copy[j] = kept;
    }
    copy.length = count;
    return copy;
  }
}

/** A bijective mixer of 32 bits (Murmur3's finaliser). */
export function mix32(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Running totals of weights, for {@link Random.weighted}. */
export function runningTotals(weights: ArrayLike<number>): Float64Array {
  const totals = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) totals[i] = sum += weights[i] as number;
  return totals;
}
