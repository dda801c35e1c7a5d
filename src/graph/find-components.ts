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
  // Numbered by place among the accounts that have an edge: the work follows the edges, not the highest account number.
  const accounts = distinct(edges);
  const place = new Map<number, number>();
  for (let i = 0; i < accounts.length; i++) place.set(accounts[i], i);
  const sets = new DisjointSets(accounts.length);
  const from = edges.a.map((account) => place.get(account)!);
  for (let i = 0; i < from.length; i++) sets.join(from[i], place.get(edges.b[i])!);

  const parts = new Map<number, { accounts: number[]; positions: number[] }>();
  for (let i = 0; i < accounts.length; i++) {
    const root = sets.root(i);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, { accounts: [accounts[i]], positions: [] });
    else part.accounts.push(accounts[i]);
  }
  for (let i = 0; i < from.length; i++) parts.get(sets.root(from[i]))!.positions.push(i);
  return [...parts.values()]
    .map((part) => ({ accounts: Int32Array.from(part.accounts), edges: pick(edges, part.positions) }))
    .sort((one, other) => other.accounts.length - one.accounts.length || one.accounts[0] - other.accounts[0]);
}

/** The accounts that have an edge, ascending. */
function distinct(edges: EdgeList): Int32Array {
  const all = new Int32Array(2 * edges.a.length);
  all.set(edges.a);
  all.set(edges.b, edges.a.length);
  all.sort();
  let count = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[count++] = all[i];
  return all.slice(0, count);
}
