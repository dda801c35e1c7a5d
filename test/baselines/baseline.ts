import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import type { Params } from "../../src/engine/engine.js";
import { DisjointSets } from "../../src/graph/disjoint-sets.js";
import { findLoadFile, loadTables } from "../../src/postgres/load-file.js";

/** The group of each account that a baseline flags, by its id; nobody else is flagged. */
export type Groups = Map<string, number>;

/** A simple detector: from a folder of accounts, logins and actions to groups of at least six accounts. `asOfMs`: the end of its time; default what its world.json says. */
export type Baseline = (worldFolder: string, asOfMs?: number) => Promise<Groups>;

/** Smaller groups are left alone, as ringfence does. */
export const leastGroup = 6;

/** Everything a baseline reads of actions is the last week, as ringfence does. */
export const actionDays = 7;

const folder = dirname(fileURLToPath(import.meta.url));
/** A SQL file of this folder. */
export const baselineSql = (path: string): string => readFileSync(join(folder, path), "utf8");

const dayMs = 86_400_000;

/** The end of a folder's time, ms: what its world.json says, else the first midnight (UTC) after its last row. */
export async function endOfFolder(engine: DuckDbEngine, worldFolder: string): Promise<number> {
  const described = join(worldFolder, "world.json");
  if (existsSync(described)) {
    const { as_of } = JSON.parse(readFileSync(described, "utf8")) as { as_of?: string };
    if (as_of !== undefined) return Date.parse(as_of);
  }
  await viewFolder(engine, worldFolder, 8_640_000_000_000);
  const last = await engine.number(baselineSql("last_row.sql"));
  return last - (last % dayMs) + dayMs;
}

/**
 * Views `accounts`, `logins` and `actions` (times with zone) over a folder's files, .parquet or .csv, as they stood at a moment: later rows are left out, and an account that was closed later is open.
 */
export async function viewFolder(engine: DuckDbEngine, worldFolder: string, asOfMs: number): Promise<void> {
  for (const [table, time] of [["accounts", "created_at"], ["logins", "logged_in_at"], ["actions", "acted_at"]] as const) {
    const file = findLoadFile(worldFolder, table);
    const path = `'${file.replaceAll("'", "''")}'`;
    const reader = file.endsWith(".parquet") ? `read_parquet(${path})` : `read_csv(${path}, header = true, delim = ',', quote = '"', all_varchar = true, nullstr = '')`;
    const has = new Set((await engine.rows(`describe select * from ${reader}`)).map((row) => String(row.column_name)));
    const at = (column: string): string => (file.endsWith(".parquet") ? `cast(${column} as timestamptz)` : `coalesce(to_timestamp(try_cast(${column} as double) / 1000), try_cast(${column} as timestamptz))`);
    const columns = loadTables[table].map(({ name }) => {
      if (!has.has(name)) return `cast(null as ${name === "closed_at" ? "timestamptz" : name === "protected" ? "boolean" : "varchar"}) as ${name}`;
      if (name === "closed_at") return `case when ${at(name)} < to_timestamp(${asOfMs / 1000}) then ${at(name)} end as closed_at`;
      if (name === "protected") return `cast(${name} as boolean) as protected`;
      return name.endsWith("_at") ? `${at(name)} as ${name}` : `cast(${name} as varchar) as ${name}`;
    });
    await engine.run(`create or replace view ${table} as select ${columns.join(", ")} from ${reader} where ${at(time)} < to_timestamp(${asOfMs / 1000})`);
  }
}

/** A world open for reading: views `accounts`, `logins`, `actions`, and its accounts numbered. */
export class World {
  private constructor(
    readonly engine: DuckDbEngine,
    readonly asOfMs: number,
    readonly accountIds: readonly string[],
  ) {}

  /** Closed accounts are left out; protected ones are accounts like others to a baseline. */
  static async with<T>(worldFolder: string, asOfMs: number | undefined, use: (world: World) => Promise<T>): Promise<T> {
    const tempFolder = mkdtempSync(join(tmpdir(), "ringfence-baseline-"));
    const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "2GB", tempFolder });
    try {
      const asOf = asOfMs ?? (await endOfFolder(engine, worldFolder));
      await viewFolder(engine, worldFolder, asOf);
      await engine.run(baselineSql("person.sql"));
      const people = await engine.rows("select account_id from person order by account_no");
      return await use(new World(engine, asOf, people.map((row) => String(row.account_id))));
    } finally {
      engine.close();
      rmSync(tempFolder, { recursive: true, force: true });
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
