import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../config/place.js";

const cache = new Map<string, string>();

/**
 * The text of one SQL file under `sql/`, for example `traces/device.sql`.
 * One statement per file; the header comment stays in, so that it is seen in query logs.
 */
export function sqlFile(path: string): string {
  let text = cache.get(path);
  if (text === undefined) {
    text = readFileSync(join(packageFolder, "sql", path), "utf8");
    cache.set(path, text);
  }
  return text;
}
