import type { Place } from "../config/place.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { databaseError, openDatabase, withClient } from "./connect.js";
import { migrate } from "./migrate.js";
import { statement } from "./transaction.js";

/** The last scheduled time of a job that a process began. Times in ms since 1970 UTC. */
export interface LastTick {
  scheduledMs: number;
  /** False: its process ended before it did, or is at it. */
  ended: boolean;
  /** Processes that began it. */
  attempts: number;
}

/** What a schedule must know of the processes before it. */
export interface ScheduleMemory {
  /** Undefined: nobody ever served this job; from now on somebody does. */
  last(job: string, nowMs: number): Promise<LastTick | undefined>;
  begin(job: string, scheduledMs: number, nowMs: number): Promise<void>;
  end(job: string, scheduledMs: number, nowMs: number): Promise<void>;
  /** It was begun and is left to the next process. */
  interrupt(job: string, scheduledMs: number): Promise<void>;
}

/**
 * The memory in the results schema (`ringfence.schedule`). Connects anew for each question: they are hours apart.
 * @throws RingfenceError DATABASE, or SCHEMA where the table is not there yet
 */
export function scheduleMemory(place: Place, note: (text: string) => void): ScheduleMemory {
  const ask = async <T extends object>(file: string, params: readonly unknown[]): Promise<T[]> => {
    const database = await openDatabase(place, note);
    try {
      return await withClient(database.url, "ringfence serve", async (client) => {
        // The embedded database is ours alone; somebody else's is migrated when somebody says so.
        if (database.embedded) await migrate(client);
        return (await statement<T>(client, sqlFile(`postgres/schedule/${file}.sql`), params)).rows;
      });
    } catch (error) {
      if (["42P01", "3F000"].includes((error as { code?: string }).code ?? "")) throw new RingfenceError("SCHEMA", 'The results schema does not keep the schedule yet. Run "ringfence migrate".', { cause: error });
      throw databaseError(error, "keeping the schedule");
    } finally {
      await database.stop();
    }
  };
  return {
    async last(job, nowMs) {
      const [row] = await ask<{ scheduled_at: Date; ended_at: Date | null; attempt_count: number }>("last", [job]);
      if (row !== undefined) return { scheduledMs: row.scheduled_at.getTime(), ended: row.ended_at !== null, attempts: row.attempt_count };
      await ask("first", [job, new Date(nowMs)]);
      return undefined;
    },
    begin: async (job, scheduledMs, nowMs) => void (await ask("begin", [job, new Date(scheduledMs), new Date(nowMs)])),
    end: async (job, scheduledMs, nowMs) => void (await ask("end", [job, new Date(scheduledMs), new Date(nowMs)])),
    interrupt: async (job, scheduledMs) => void (await ask("interrupt", [job, new Date(scheduledMs)])),
  };
}
