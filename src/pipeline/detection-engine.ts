import { lakeOf, type Place } from "../config/place.js";
import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import type { Engine } from "../engine/engine.js";

/** What staging leaves for the detection. */
const cleanTables = ["account", "login", "login_untimed", "thing", "action", "action_untimed"] as const;

/** What the detection leaves for publishing, for the runs on minutes and for the investigators' file, which are made by DuckDB. */
const resultTables = ["kind", "key", "holding", "edge", "hub", "armed", "ring_account", "ring_key"] as const;

/** The engine that the stages from traces to candidates run on, and how its tables come and go. */
export interface DetectionEngine {
  engine: Engine;
  /** Makes the clean tables known to it. Before the first stage. */
  take(): Promise<void>;
  /** Puts what it found into the work database. After the last stage. */
  give(): Promise<void>;
  /** Leaves nothing of the run behind. */
  close(): Promise<void>;
}

/**
 * The engine of the detection: Spark where `RINGFENCE_SPARK_URL` names one, else the work database itself. Opened before anything is read, so that what is wrong with it
 * is said at once.
 * @throws RingfenceError CONFIG, ENGINE
 */
export async function openDetection(place: Pick<Place, "sparkUrl" | "lake" | "home">, work: DuckDbEngine, note: (message: string) => void): Promise<DetectionEngine> {
  if (place.sparkUrl === undefined) return { engine: work, take: () => Promise.resolve(), give: () => Promise.resolve(), close: () => Promise.resolve() };
  // Spark's client is loaded by whoever uses it.
  const { SparkEngine } = await import("../engine/spark/spark-engine.js");
  const spark = await SparkEngine.open({ url: place.sparkUrl, lake: lakeOf(place) });
  const { version, address } = await spark.facts();
  note(`The detection runs on Spark ${version} at ${address}.`);
  return { engine: spark, take: () => spark.take(work, cleanTables), give: () => spark.give(work, resultTables), close: () => spark.close() };
}
