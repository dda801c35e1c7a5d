import { judgeGroups, readWorld, type BaselineResult } from "./read-world.js";

/** The first simple detector: connected components over shared devices and addresses; six and more accounts are flagged. */
export async function baselineComponents(worldFolder: string): Promise<BaselineResult> {
  const world = await readWorld(worldFolder);
  const parent = Int32Array.from(world.accountIds.keys());
  const root = (account: number): number => {
    let at = account;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  for (const holders of world.holders) for (const account of holders.subarray(1)) parent[root(account)] = root(holders[0]);
  return judgeGroups(world, parent.map((_, account) => root(account)));
}
