import { RingfenceError } from "../../errors/ringfence-error.js";
import { SparkEngine, type SparkOptions } from "./spark-engine.js";

/** One line of what was found at the address of a Spark server. */
export interface SparkFinding {
  severity: "ok" | "fail";
  what: string;
  value: string;
  advice: string;
}

/**
 * Opens a session as a night would, and says what is there: version, memory, catalog, where Parquet goes.
 * @returns the findings, and the error that a night would end with
 */
export async function checkSpark(options: SparkOptions): Promise<{ findings: SparkFinding[]; error?: RingfenceError }> {
  let engine: SparkEngine;
  try {
    engine = await SparkEngine.open(options);
  } catch (error) {
    if (!(error instanceof RingfenceError)) throw error;
    return { findings: [{ severity: "fail", what: "Spark", value: "cannot be used", advice: error.message }], error };
  }
  try {
    const facts = await engine.facts();
    const found = (what: string, value: string | undefined): SparkFinding => ({ severity: "ok", what: `Spark: ${what}`, value: value ?? "not said by the server", advice: "" });
    return {
      findings: [
        found("version", `${facts.version} at ${facts.address}`), found("master", facts.master), found("memory of the driver", facts.driverMemory), found("memory of an executor", facts.executorMemory),
        found("catalog", facts.catalog), found("Parquet goes to, and both sides read it", facts.lake),
      ],
    };
  } finally {
    await engine.close();
  }
}
