import { mix32, type Random } from "./random.js";
import { dayMs } from "./scenarios.js";

/** An address as one number: an IPv4 as it is; 2^32 + (/64 number) * 2^20 + interface for IPv6. Exact in a double. */
export type Address = number;

const v6From = 2 ** 32;

/** Hands out /24 blocks of public IPv4 space in an order without pattern, none twice. */
export class Subnets {
  private counter = 0;
  private readonly offset: number;
  constructor(seed: number) {
    this.offset = mix32(seed ^ 0x5eed) & 0xffffff;
  }

  /** The first address (….0) of a fresh public /24. */
  fresh(): Address {
    for (;;) {
      // An odd factor makes this a permutation of the 2^24 blocks.
      const block = (Math.imul(this.counter++, 0x9e3779b1) + this.offset) & 0xffffff;
      const first = block >>> 16;
      const second = (block >>> 8) & 255;
      const third = block & 255;
      const reserved =
        first === 0 || first === 10 || first === 127 || first >= 224 || (first === 100 && second >= 64 && second < 128) || (first === 169 && second === 254) ||
        (first === 172 && second >= 16 && second < 32) || (first === 192 && (second === 168 || second === 0 || (second === 88 && third === 99))) ||
        (first === 198 && (second === 18 || second === 19 || second === 51)) || (first === 203 && second === 0);
      if (!reserved) return block * 256;
    }
  }
}

/** A pool of addresses that spans a few /24s. */
export class Pool {
  private readonly blocks: Address[] = [];
  constructor(
    subnets: Subnets,
    readonly addressCount: number,
    perSubnet: number,
  ) {
    for (let i = 0; i * perSubnet < addressCount; i++) this.blocks.push(subnets.fresh());
    this.perSubnet = perSubnet;
  }
  private readonly perSubnet: number;

  /** The address with this number, taken modulo the pool. */
  at(number: number): Address {
    const i = number % this.addressCount;
    return this.blocks[Math.floor(i / this.perSubnet)] + 1 + ((i % this.perSubnet) * 251) % 254;
  }
}


/** How a household reaches the network. */
export const homeNetwork = { fixed: 0, nightly: 1, sharedNat: 2, ipv6: 3, none: 4 } as const;

/** Homes as columns: the type, a fixed address or the region's pool, and shared machines. */
export class Homes {
  readonly type: Uint8Array;
  readonly fixed: Float64Array;
  readonly pool: Int16Array;
  /** First device number of the shared tablets and consoles, and how many there are. */
  readonly sharedDevice: Int32Array;
  readonly sharedCount: Uint8Array;
  readonly firstAccount: Int32Array;
  readonly size: Uint8Array;
  count = 0;
  readonly nightlyPools: Pool[] = [];
  private readonly scatterMask: number;

  constructor(capacity: number) {
    this.scatterMask = 2 ** Math.max(10, Math.ceil(Math.log2(capacity))) - 1;
    this.type = new Uint8Array(capacity);
    this.fixed = new Float64Array(capacity);
    this.pool = new Int16Array(capacity);
    this.sharedDevice = new Int32Array(capacity);
    this.sharedCount = new Uint8Array(capacity);
    this.firstAccount = new Int32Array(capacity);
    this.size = new Uint8Array(capacity);
  }

  /** A home's /64 by number. Scattered, so that homes made one after the other (a ring's) do not lie in one /48. An odd factor modulo a power of two is a bijection. */
  private scattered(home: number): number {
    return (Math.imul(home, 0x9e3779b1) & this.scatterMask) >>> 0;
  }

  private tonight(home: number, atMs: number): Address {
    const night = Math.floor((atMs - 3 * 3_600_000) / dayMs);
    return this.nightlyPools[this.pool[home]].at(mix32(mix32(home + 1) ^ Math.imul(night, 0x9e3779b1)));
  }

  /** The public address of a home at a time. Nightly ones change at 03:00 UTC. */
  address(random: Random, home: number, atMs: number): Address {
    const type = this.type[home];
    if (type === homeNetwork.nightly) return this.tonight(home, atMs);
    // A dual stack: most connections take IPv6.
    if (type === homeNetwork.ipv6 && random.chance(0.72)) return v6From + this.scattered(home) * 2 ** 20 + random.int(2 ** 20);
    return this.fixed[home];
  }

  /** Whether a home has this address at a time. */
  has(home: number, address: Address, atMs: number): boolean {
    const type = this.type[home];
    if (type === homeNetwork.nightly) return address === this.tonight(home, atMs);
    return address === this.fixed[home] || (type === homeNetwork.ipv6 && Math.floor((address - v6From) / 2 ** 20) === this.scattered(home));
  }
}
