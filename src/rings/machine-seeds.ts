import { isMachine, type Holdings } from "./holdings.js";

/** Machines with more accounts than this are a café's or a shop's counter; a ring there shows on its other machines. */
const mostAccounts = 100;

/**
 * The accounts of each machine (device) that enough accounts use, in the order of keys: each is a proposal.
 *
 * They are seeds beside communities. Where Louvain cuts a ring of fifteen out of its neighbourhood depends on the order of a hash; who sits at one
 * machine does not, and refining finds the rest from there.
 */
export function* machineSeeds(holdings: Holdings, minSize: number): Generator<Int32Array> {
  const { kind, kinds, keyStart, keyAccounts } = holdings;
  for (let key = 0; key < kind.length; key++) {
    if (!isMachine(kinds[kind[key]])) continue;
    const count = keyStart[key + 1] - keyStart[key];
    if (count >= minSize && count <= mostAccounts) yield keyAccounts.slice(keyStart[key], keyStart[key + 1]);
  }
}
