import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

/**
 * Makes RINGFENCE_HOME where it is missing, one folder after another: the recursive mkdir of Node 20 never returns where the system says
 * "no such file" below a folder that is there (/proc).
 * @throws RingfenceError CONFIG when it cannot be a folder.
 */
export function makeHome(home: string): void {
  const unusable = (why: string, cause?: unknown): RingfenceError =>
    new RingfenceError("CONFIG", `RINGFENCE_HOME is ${JSON.stringify(home)}, which cannot be used: ${why}. Set it to a folder that you may write to.`, { cause });
  const missing: string[] = [];
  let at = home;
  while (!existsSync(at) && dirname(at) !== at) {
    missing.unshift(at);
    at = dirname(at);
  }
  if (!statSync(at).isDirectory()) throw unusable(`${JSON.stringify(at)} is a file`);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Somebody else may be making it too.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(messageOf(error), error);
    }
  }
}
