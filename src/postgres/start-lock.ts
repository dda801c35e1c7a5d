import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

const inThisProcess = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other process runs it under the same lock file. The lock is the one that DuckDB takes on a database file:
 * the kernel gives it back when its holder dies, however it dies; a file with a process number in it would have to be guessed about.
 * @throws RingfenceError DATABASE after two minutes of waiting.
 */
export async function withStartLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  // The kernel's lock is between processes; inside one, calls queue here.
  const before = inThisProcess.get(file) ?? Promise.resolve();
  const mine = before.then(() => locked(file, work), () => locked(file, work));
  inThisProcess.set(file, mine.catch(() => {}));
  return mine;
}

async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 120_000;
  let lock: DuckDbEngine;
  for (;;) {
    try {
      lock = await DuckDbEngine.open({ path: file, threads: 1 });
      break;
    } catch (error) {
      const text = messageOf(error);
      if (/not a valid DuckDB|corrupt|serializ/i.test(text)) rmSync(file, { force: true });
      else if (!/lock/i.test(text)) throw new RingfenceError("CONFIG", `The lock file ${JSON.stringify(file)} cannot be used: ${text}. Set RINGFENCE_HOME to a folder that you can write in.`, { cause: error });
      if (Date.now() > deadline) throw new RingfenceError("DATABASE", `Another ringfence has been starting the embedded Postgres for two minutes (it holds ${file}). Try again, or end it.`, { cause: error });
      await sleep(100);
    }
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}
