import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine, type Params } from "../../src/engine/engine.js";
import { DisjointSets } from "../../src/graph/disjoint-sets.js";

/** The group of each account that a baseline flags, by its id; nobody else is flagged. */
export type Groups = Map<string, number>;

/** A simple detector: from the folder of a world, as `ringfence world` writes it, to groups of at least six accounts. */
export type Baseline = (worldFolder: string) => Promise<Groups>;

/** Smaller groups are left alone, as ringfence does. */
export const leastGroup = 6;

/** Everything a baseline reads of actions is the last week, as ringfence does. */
export const actionDays = 7;

const folder = dirname(fileURLToPath(import.meta.url));
/** A SQL file of this folder. */
export const baselineSql = (path: string): string => readFileSync(join(folder, path), "utf8");

/** A world open for reading: views `accounts`, `logins`, `actions`, and its accounts numbered. */
export class World {
  private constructor(
    readonly engine: Engine,
    readonly asOfMs: number,
    readonly accountIds: readonly string[],
  ) {}

  /** Closed accounts are left out; protected ones are accounts like others to a baseline. */
  static async with<T>(worldFolder: string, use: (world: World) => Promise<T>): Promise<T> {
    const engine = await Engine.open({ path: ":memory:", memoryLimit: "2GB", tempFolder: join(worldFolder, ".baseline") });
    try {
      for (const name of ["accounts", "logins", "actions"]) {
        await engine.run(`create view ${name} as select * from read_parquet('${join(worldFolder, `${name}.parquet`).replaceAll("'", "''")}')`);
      }
      const { as_of } = JSON.parse(readFileSync(join(worldFolder, "world.json"), "utf8")) as { as_of: string };
      await engine.run(baselineSql("person.sql"));
      const people = await engine.rows("select account_id from person order by account_no");
      return await use(new World(engine, Date.parse(as_of), people.map((row) => String(row.account_id))));
    } finally {
      engine.close();
    }
  }

  async run(path: string, params: Params = {}): Promise<void> {
    await this.engine.run(baselineSql(path), { as_of_ms: this.asOfMs, from_ms: this.asOfMs - actionDays * 86_400_000, ...params }, path);
  }

  async columns(path: string, params: Params = {}): Promise<Record<string, Int32Array | Float64Array>> {
    return this.engine.columns(baselineSql(path), { as_of_ms: this.asOfMs, from_ms: this.asOfMs - actionDays * 86_400_000, ...params });
  }

  /** Groups of at least six from a label per account; a label below 0 is no group. */
  groups(labels: ArrayLike<number>): Groups {
    const size = new Map<number, number>();
    for (let i = 0; i < labels.length; i++) if (labels[i] >= 0) size.set(labels[i], (size.get(labels[i]) ?? 0) + 1);
    const groups: Groups = new Map();
    this.accountIds.forEach((id, account) => {
      if ((size.get(labels[account]) ?? 0) >= leastGroup) groups.set(id, labels[account]);
    });
    return groups;
  }

  /** Connected components of edges, which is single linkage at their threshold. */
  components(a: ArrayLike<number>, b: ArrayLike<number>): Groups {
    const sets = new DisjointSets(this.accountIds.length);
    for (let i = 0; i < a.length; i++) sets.join(a[i], b[i]);
    return this.groups(this.accountIds.map((_, account) => sets.root(account)));
  }
}
