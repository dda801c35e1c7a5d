import { pick, type EdgeList } from "./edge-list.js";

/** One connected component: its accounts in ascending order and its edges in the order of the list. */
export interface Component {
  accounts: Int32Array;
  edges: EdgeList;
}

/**
 * Connected components by union-find with path halving and union by smaller root (Tarjan 1975), largest first;
 * components of equal size by their smallest account. Accounts without an edge are in none.
 */
export function findComponents(edges: EdgeList): Component[] {
  let highest = -1;
  for (let i = 0; i < edges.b.length; i++) highest = Math.max(highest, edges.a[i], edges.b[i]);
  const parent = new Int32Array(highest + 1).fill(-1);
  const find = (account: number): number => {
    let at = account;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  for (let i = 0; i < edges.a.length; i++) {
    const a = edges.a[i];
    const b = edges.b[i];
    if (parent[a] === -1) parent[a] = a;
    if (parent[b] === -1) parent[b] = b;
    const rootA = find(a);
    const rootB = find(b);
    // The smaller number stays root, so a component's name does not depend on the order of edges.
    if (rootA < rootB) parent[rootB] = rootA;
    else parent[rootA] = rootB;
  }

  const sizes = new Map<number, number>();
  for (let account = 0; account <= highest; account++) {
    if (parent[account] === -1) continue;
    const root = find(account);
    sizes.set(root, (sizes.get(root) ?? 0) + 1);
  }
  const edgeCounts = new Map<number, number>();
  for (let i = 0; i < edges.a.length; i++) {
    const root = find(edges.a[i]);
    edgeCounts.set(root, (edgeCounts.get(root) ?? 0) + 1);
  }
  const parts = new Map<number, { accounts: Int32Array; positions: Int32Array; nextAccount: number; nextEdge: number }>();
  for (const [root, size] of sizes) {
    parts.set(root, { accounts: new Int32Array(size), positions: new Int32Array(edgeCounts.get(root) ?? 0), nextAccount: 0, nextEdge: 0 });
  }
  for (let account = 0; account <= highest; account++) {
    if (parent[account] === -1) continue;
    const part = parts.get(find(account))!;
    part.accounts[part.nextAccount++] = account;
  }
  for (let i = 0; i < edges.a.length; i++) {
    const part = parts.get(find(edges.a[i]))!;
    part.positions[part.nextEdge++] = i;
  }
  return [...parts.values()]
    .map((part) => ({ accounts: part.accounts, edges: pick(edges, part.positions) }))
    .sort((one, other) => other.accounts.length - one.accounts.length || one.accounts[0] - other.accounts[0]);
}
