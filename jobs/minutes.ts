import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Place } from "../src/config/place.js";
import type { Settings } from "../src/config/settings.js";

/** What the thread of the minutes is given. */
export interface MinutesData {
  place: Place;
  settings: Settings;
}

/** A line of its log. Never account ids, devices or addresses. */
export interface MinutesLine {
  level: "info" | "error";
  message: string;
  facts: Readonly<Record<string, unknown>>;
  /** How a run went; undefined: it is not about one. */
  well?: boolean;
  /** A sentence for people, where a run proposed somebody. */
  incident?: string;
}

export interface Minutes {
  /** Lets the run that is going on end, or aborts it; resolves when the thread is gone. */
  stop: () => Promise<void>;
}

/** Runs on the last minutes at their times, in a thread of their own, beside the nights: neither waits for the other. */
export function startMinutes(data: MinutesData, take: (line: MinutesLine) => void): Minutes {
  const worker = new Worker(new URL("./minutes-worker.js", import.meta.url), { workerData: data });
  const gone = once(worker, "exit");
  worker.on("message", take);
  worker.on("error", (error) => take({ level: "error", message: "the thread of the minutes ended", facts: { reason: error.message }, well: false }));
  return {
    stop: async () => {
      worker.postMessage("stop");
      await gone;
    },
  };
}
