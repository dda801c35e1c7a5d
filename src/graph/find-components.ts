import { DisjointSets } from "./disjoint-sets.js";
import { pick, type EdgeList } from "./edge-list.js";

/** One connected component: its accounts in ascending order and its edges in the order of the list. */
export interface Component {
  accounts: Int32Array;
  edges: EdgeList;
}

/**
 * Connected components, largest first; components of equal size by their smallest account. Accounts without an edge are in none.
 */
export function findComponents(edges: EdgeList): Component[] {
  let highest = -1;
  for (let i = 0; i < edges.b.length; i++) highest = Math.max(highest, edges.a[i], edges.b[i]);
  const sets = new DisjointSets(highest + 1);
  const hasEdge = new Uint8Array(highest + 1);
  for (let i = 0; i < edges.a.length; i++) {
    sets.join(edges.a[i], edges.b[i]);
    hasEdge[edges.a[i]] = hasEdge[edges.b[i]] = 1;
  }

  const sizes = new Map<number, number>();
  for (let account = 0; account <= highest; account++) {
    if (hasEdge[account] === 0) continue;
    const root = sets.root(account);
    sizes.set(root, (sizes.get(root) ?? 0) + 1);
  }
  const edgeCounts = new Map<number, number>();
  for (let i = 0; i < edges.a.length; i++) {
    const root = sets.root(edges.a[i]);
    edgeCounts.set(root, (edgeCounts.get(root) ?? 0) + 1);
  }
  const parts = new Map<number, { accounts: Int32Array; positions: Int32Array; nextAccount: number; nextEdge: number }>();
  for (const [root, size] of sizes) {
    parts.set(root, { accounts: new Int32Array(size), positions: new Int32Array(edgeCounts.get(root) ?? 0), nextAccount: 0, nextEdge: 0 });
  }
  for (let account = 0; account <= highest; account++) {
    if (hasEdge[account] === 0) continue;
    const part = parts.get(sets.root(account))!;
    part.accounts[part.nextAccount++] = account;
  }
  for (let i = 0; i < edges.a.length; i++) {
    const part = parts.get(sets.root(edges.a[i]))!;
    part.positions[part.nextEdge++] = i;
  }
  return [...parts.values()]
    .map((part) => ({ accounts: part.accounts, edges: pick(edges, part.positions) }))
    .sort((one, other) => other.accounts.length - one.accounts.length || one.accounts[0] - other.accounts[0]);
}
