import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { serveSignFile } from "../config/place.js";

/** The last sign of `ringfence serve`, for health checks. Times are ISO 8601 in UTC. */
export interface ServeSign {
  seen_at: string;
  /** When the next night is due; null: never. */
  next_at: string | null;
  /** The process that gave it, and its machine or container: a number means nothing in another one. */
  pid?: number;
  host?: string;
}

/** Leaves a sign of this process. */
export function writeServeSign(home: string, sign: Pick<ServeSign, "seen_at" | "next_at">): void {
  const next = `${serveSignFile(home)}.next-${process.pid}`;
  writeFileSync(next, `${JSON.stringify({ ...sign, pid: process.pid, host: hostname() } satisfies ServeSign)}\n`, { mode: 0o600 });
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

/** True where the process that gave the sign ran on this machine and is gone: killed, or stopped. */
export function hasEnded({ pid, host }: ServeSign): boolean {
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Somebody else's process may not be asked, but is there.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
