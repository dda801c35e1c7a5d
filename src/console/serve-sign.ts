import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { serveSignFile } from "../config/place.js";

/** The last sign of `ringfence serve`, for health checks. Times are ISO 8601 in UTC. */
export interface ServeSign {
  seen_at: string;
  /** When the next night is due; null: never. */
  next_at: string | null;
}

export function writeServeSign(home: string, sign: ServeSign): void {
  const next = `${serveSignFile(home)}.next-${process.pid}`;
  writeFileSync(next, `${JSON.stringify(sign)}\n`, { mode: 0o600 });
  renameSync(next, serveSignFile(home));
}

/** Undefined: it never ran in this home, or the file is no sign. */
export function readServeSign(home: string): ServeSign | undefined {
  try {
    const sign = JSON.parse(readFileSync(serveSignFile(home), "utf8")) as ServeSign;
    return Number.isNaN(Date.parse(sign.seen_at)) ? undefined : sign;
  } catch {
    return undefined;
  }
}
