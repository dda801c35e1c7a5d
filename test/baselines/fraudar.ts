import { World, type Baseline } from "./baseline.js";

/** An account–target graph as compressed rows of both sides. Accounts are nodes 0 … accountTotal − 1, targets follow. */
export interface Bipartite {
  accountTotal: number;
  targetTotal: number;
  /** Edge i joins account `account[i]` and target `target[i]` (from 0); no pair twice. */
  account: Int32Array;
  target: Int32Array;
}

/**
 * FRAUDAR (Hooi et al. 2016): the block of accounts and targets with the highest mean suspiciousness, Σ weights inside / nodes, by greedy
 * peeling; an edge weighs 1 / log(x + 5), x the target's number of accounts, so that what everybody does counts little. Then
 * the same on what is left without that block's edges, as the paper advises for several blocks.
 * @returns the accounts of each block, densest first
 */
export function denseBlocks(graph: Bipartite, blockCount: number): Int32Array[] {
  const { accountTotal, targetTotal } = graph;
  const degree = new Int32Array(targetTotal);
  for (const target of graph.target) degree[target]++;
  const weightOf = Float64Array.from(degree, (x) => 1 / Math.log(x + 5));
  const blocks: Int32Array[] = [];
  let { account, target } = graph;
  while (blocks.length < blockCount && account.length > 0) {
    const inside = densest(accountTotal, targetTotal, account, target, weightOf);
    const members = Int32Array.from(inside.subarray(0, accountTotal).keys()).filter((one) => inside[one] === 1);
    blocks.push(members);
    const left: number[] = [];
    for (let i = 0; i < account.length; i++) if (inside[account[i]] === 0 || inside[accountTotal + target[i]] === 0) left.push(i);
    if (left.length === account.length) break;
    account = Int32Array.from(left, (i) => account[i]);
    target = Int32Array.from(left, (i) => target[i]);
  }
  return blocks;
}

/** Peels the least suspicious node, again and again, and returns the best set on the way (1: inside). */
function densest(accountTotal: number, targetTotal: number, account: Int32Array, target: Int32Array, weightOf: Float64Array): Uint8Array {
  const total = accountTotal + targetTotal;
  const start = new Int32Array(total + 1);
  for (let i = 0; i < account.length; i++) {
    start[account[i] + 1]++;
    start[accountTotal + target[i] + 1]++;
  }
  for (let node = 0; node < total; node++) start[node + 1] += start[node];
  const next = start.slice(0, total);
  const neighbour = new Int32Array(2 * account.length);
  const suspicion = new Float64Array(total);
  let inside = 0;
  for (let i = 0; i < account.length; i++) {
    const other = accountTotal + target[i];
    const weight = weightOf[target[i]];
    neighbour[next[account[i]]++] = other;
    neighbour[next[other]++] = account[i];
    suspicion[account[i]] += weight;
    suspicion[other] += weight;
    inside += weight;
  }
  const heap = new MinHeap(suspicion, (node) => start[node + 1] > start[node]);
  const order = new Int32Array(heap.size);
  let best = heap.size === 0 ? 0 : inside / heap.size;
  let bestAt = 0;
  for (let at = 0; heap.size > 0; at++) {
    const node = heap.pop();
    order[at] = node;
    for (let i = start[node]; i < start[node + 1]; i++) {
      const other = neighbour[i];
      if (!heap.holds(other)) continue;
      const weight = weightOf[(node >= accountTotal ? node : other) - accountTotal];
      inside -= weight;
      heap.lower(other, weight);
    }
    if (heap.size > 0 && inside / heap.size > best + 1e-12) {
      best = inside / heap.size;
      bestAt = at + 1;
    }
  }
  const mark = new Uint8Array(total);
  for (let at = bestAt; at < order.length; at++) mark[order[at]] = 1;
  return mark;
}

/** Nodes by their key, smallest first; ties by the smaller node. Keys can be lowered. */
class MinHeap {
  size = 0;
  private readonly heap: Int32Array;
  /** Where a node stands; −1: not in the heap. */
  private readonly place: Int32Array;

  constructor(
    private readonly key: Float64Array,
    wanted: (node: number) => boolean,
  ) {
    this.heap = new Int32Array(key.length);
    this.place = new Int32Array(key.length).fill(-1);
    for (let node = 0; node < key.length; node++) {
      if (!wanted(node)) continue;
      this.place[node] = this.size;
      this.heap[this.size++] = node;
    }
    for (let at = (this.size >> 1) - 1; at >= 0; at--) this.down(at);
  }

  holds(node: number): boolean {
    return this.place[node] >= 0;
  }

  pop(): number {
    const top = this.heap[0];
    this.place[top] = -1;
    const last = this.heap[--this.size];
    if (this.size > 0) {
      this.heap[0] = last;
      this.place[last] = 0;
      this.down(0);
    }
    return top;
  }

  lower(node: number, by: number): void {
    this.key[node] -= by;
    let at = this.place[node];
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(node, this.heap[parent])) break;
      this.set(at, this.heap[parent]);
      at = parent;
    }
    this.set(at, node);
  }

  private down(from: number): void {
    const node = this.heap[from];
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(this.heap[child + 1], this.heap[child])) child++;
      if (!this.before(this.heap[child], node)) break;
      this.set(at, this.heap[child]);
      at = child;
    }
    this.set(at, node);
  }

  private set(at: number, node: number): void {
    this.heap[at] = node;
    this.place[node] = at;
  }

  private before(one: number, other: number): boolean {
    return this.key[one] < this.key[other] || (this.key[one] === this.key[other] && one < other);
  }
}

/** As many blocks are flagged; more are mostly ordinary fans. */
const blockCount = 8;

/** Dense blocks of accounts and targets. */
export const fraudar: Baseline = (folder, asOfMs) =>
  World.with(folder, asOfMs, async (world) => {
    const { account_no: account, target_no: target } = (await world.columns("bipartite.sql")) as Record<string, Int32Array>;
    const labels = new Int32Array(world.accountIds.length).fill(-1);
    const graph = { accountTotal: world.accountIds.length, targetTotal: target.reduce((most, one) => Math.max(most, one + 1), 0), account, target };
    denseBlocks(graph, blockCount).forEach((block, number) => {
      // An account in two blocks stays in the denser one.
      for (const account of block) if (labels[account] < 0) labels[account] = number;
    });
    return world.groups(labels);
  });
