import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import type { Evaluation } from "./evaluate.js";
import { markdownEvaluation } from "./format-evaluation.js";

/**
 * Writes `evaluation.md` and `evaluation.json` into a folder, made when missing; files of that name are replaced.
 * @returns their paths
 * @throws RingfenceError USAGE when the folder cannot be written into, DISK_FULL.
 */
export function writeEvaluation(evaluation: Evaluation, folder: string): string[] {
  const files = { md: markdownEvaluation(evaluation), json: `${JSON.stringify(evaluation, null, 2)}\n` };
  try {
    mkdirSync(folder, { recursive: true });
    return Object.entries(files).map(([ending, text]) => {
      const path = join(folder, `evaluation.${ending}`);
      writeFileSync(path, text);
      return path;
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw new RingfenceError("DISK_FULL", `There is no room for the evaluation in ${JSON.stringify(folder)}. Free some space and run it again.`, { cause: error });
    throw new RingfenceError("USAGE", `The evaluation cannot be written into ${JSON.stringify(folder)}: ${messageOf(error)}. Give --out another folder.`, { cause: error });
  }
}
