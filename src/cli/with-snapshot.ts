import type { Snapshot } from "../duckdb/read-snapshot.js";
import type { Tools } from "./tools.js";

/** Opens the investigators' file for the length of `work`. DuckDB is loaded only by commands that need it. */
export async function withSnapshot<T>(tools: Tools, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const { Snapshot } = await import("../duckdb/read-snapshot.js");
  const snapshot = await Snapshot.open(tools.place.home);
  try {
    return await work(snapshot);
  } finally {
    snapshot.close();
  }
}
