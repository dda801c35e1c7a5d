import { join } from "node:path";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { scoreAgainstTruth, type Evaluation } from "../../src/evaluate/evaluate.js";
import { endOfFolder, viewFolder, type Groups } from "./baseline.js";

/** A baseline's groups judged by the very queries that judge ringfence; every account of a group counts as challenged. */
export async function scoreGroups(worldFolder: string, groups: Groups, asOfMs?: number, lists?: { truth: string; innocents?: string }): Promise<Evaluation> {
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "1GB" });
  try {
    await viewFolder(engine, worldFolder, asOfMs ?? (await endOfFolder(engine, worldFolder)));
    await engine.run("create view account as select * from accounts");
    await engine.createTable("named", { account_id: { type: "varchar", values: [...groups.keys()] }, label: { type: "integer", values: [...groups.values()] } });
    await engine.run("create temp table proposed as select account_id, concat('G-', label) as ring_id, 'challenge' as action, cast(null as double) as probability from named");
    return await scoreAgainstTruth(engine, { runId: "baseline", ...(lists ?? { truth: join(worldFolder, "truth.parquet"), innocents: join(worldFolder, "innocents.parquet") }) });
  } finally {
    engine.close();
  }
}
