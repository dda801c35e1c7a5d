import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine } from "../../src/engine/engine.js";

/** What a baseline says of a world. Shares are 0 to 1; null where nothing was flagged or there is no ring. */
export interface BaselineResult {
  flagged: string[];
  flaggedCount: number;
  rightCount: number;
  wrongCount: number;
  precision: number | null;
  recall: number | null;
}

/** A world as a baseline sees it: who holds which shared key, by number, and the ids for the end. */
export interface BaselineWorld {
  accountIds: string[];
  /** Keys in order, each with its holders in order. */
  holders: Int32Array[];
  guilty: Uint8Array;
}

/** Reads a world folder written by `ringfence world`. Closed accounts are left out; protected ones count as innocent. */
export async function readWorld(folder: string): Promise<BaselineWorld> {
  const engine = await Engine.open({ path: ":memory:", memoryLimit: "2GB" });
  try {
    for (const name of ["accounts", "logins", "truth"]) {
      await engine.run(`create view ${name} as select * from read_parquet('${join(folder, `${name}.parquet`).replaceAll("'", "''")}')`);
    }
    const { as_of } = JSON.parse(readFileSync(join(folder, "world.json"), "utf8")) as { as_of: string };
    const sql = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "key_holder.sql"), "utf8");
    const { key_no, account_no } = await engine.columns(sql, { as_of_ms: Date.parse(as_of) });
    const holders: Int32Array[] = [];
    for (let from = 0, i = 1; i <= key_no.length; i++) {
      if (i < key_no.length && key_no[i] === key_no[from]) continue;
      holders.push(Int32Array.from(account_no.subarray(from, i)));
      from = i;
    }
    const people = await engine.rows("select a.account_id, t.ring is not null and not a.protected as guilty from accounts as a left join truth as t on t.account_id = a.account_id where a.closed_at is null order by a.account_id");
    return { accountIds: people.map((row) => String(row.account_id)), guilty: Uint8Array.from(people, (row) => (row.guilty === true ? 1 : 0)), holders };
  } finally {
    engine.close();
  }
}

/** Flags every group of at least six and compares with the truth. `group[account]`: the group's number. */
export function judgeGroups(world: BaselineWorld, group: ArrayLike<number>): BaselineResult {
  const size = new Map<number, number>();
  for (let i = 0; i < group.length; i++) size.set(group[i], (size.get(group[i]) ?? 0) + 1);
  const flagged: string[] = [];
  let right = 0;
  let guilty = 0;
  world.accountIds.forEach((id, account) => {
    guilty += world.guilty[account];
    if ((size.get(group[account]) ?? 0) < 6) return;
    flagged.push(id);
    right += world.guilty[account];
  });
  return {
    flagged,
    flaggedCount: flagged.length,
    rightCount: right,
    wrongCount: flagged.length - right,
    precision: flagged.length === 0 ? null : right / flagged.length,
    recall: guilty === 0 ? null : right / guilty,
  };
}
