import { statSync } from "node:fs";
import { snapshotFile } from "../config/place.js";
import { Snapshot, type Answer } from "../duckdb/read-snapshot.js";
import { RingfenceError } from "../errors/ringfence-error.js";

/** DuckDB's memory for the screens, and for the SQL box beside them. With Node's own the process stays below 500 MB. */
const screenLimits = { memoryLimit: "160MB", threads: 2, mostSpill: "0MB" } as const;
const boxLimits = { memoryLimit: "96MB", threads: 1, mostSpill: "0MB" } as const;
/** Questions at once; the rest wait their turn. */
const connectionCount = 2;

/** One file, opened; it is closed when another took its place and nobody reads it any more. */
interface Opened {
  stamp: string;
  first: Snapshot;
  free: Snapshot[];
  all: Snapshot[];
  readers: number;
  replaced: boolean;
}

/**
 * The investigators' file for a server that stays: opened read-only, opened anew when a night replaced it by rename. Whoever reads meanwhile keeps the file that it began with.
 */
export class SnapshotReader {
  private current: Opened | undefined;
  private opening: Promise<Opened> | undefined;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly home: string) {}

  /** What tells one file from the next; undefined: there is none. */
  stamp(): string | undefined {
    const file = statSync(snapshotFile(this.home), { throwIfNoEntry: false, bigint: true });
    return file === undefined ? undefined : `${file.ino.toString(36)}-${file.mtimeNs.toString(36)}-${file.size.toString(36)}`;
  }

  /**
   * Runs `work` on the newest file. @returns its value and the stamp of the file that it read
   * @throws RingfenceError NO_SNAPSHOT where there is no file
   */
  async read<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<{ stamp: string; value: T }> {
    let opened = await this.newest();
    // Closed in the same moment: another night came while this one was opened.
    while (opened.all.length === 0) opened = await this.newest();
    opened.readers++;
    try {
      while (opened.free.length === 0) await new Promise<void>((resolve) => this.queue.push(resolve));
      const snapshot = opened.free.pop() as Snapshot;
      try {
        return { stamp: opened.stamp, value: await work(snapshot) };
      } finally {
        opened.free.push(snapshot);
        for (const wake of this.queue.splice(0)) wake();
      }
    } finally {
      opened.readers--;
      this.leave(opened);
    }
  }

  private async newest(): Promise<Opened> {
    const stamp = this.stamp();
    if (this.current !== undefined && this.current.stamp === stamp) return this.current;
    this.opening ??= this.open().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async open(): Promise<Opened> {
    // Taken before: where the file is replaced while it is opened, the next question opens it once more.
    const stamp = this.stamp() ?? "none";
    const first = await Snapshot.open(this.home, screenLimits);
    const all = [first];
    while (all.length < connectionCount) all.push(await first.beside());
    const before = this.current;
    this.current = { stamp, first, free: [...all], all, readers: 0, replaced: false };
    if (before !== undefined) {
      before.replaced = true;
      this.leave(before);
    }
    return this.current;
  }

  private leave(opened: Opened): void {
    if (!opened.replaced || opened.readers > 0) return;
    for (const snapshot of opened.all.toReversed()) snapshot.close();
    opened.all = [];
  }

  /**
   * At most `limit` rows of a query of the person's own: on a connection and in memory of its own, stopped when its time is over.
   * @throws RingfenceError QUERY with DuckDB's message, or that it took too long
   */
  async query(sql: string, limit: number, mostMs: number): Promise<Answer> {
    const box = await this.box(mostMs);
    try {
      return await box.snapshot.query(sql, limit);
    } catch (error) {
      throw box.said(error);
    } finally {
      box.close();
    }
  }

  /** The same, all rows, piece by piece; the first piece holds the columns. */
  async *pieces(sql: string, mostMs: number): ReturnType<Snapshot["pieces"]> {
    const box = await this.box(mostMs);
    try {
      yield* box.snapshot.pieces(sql);
    } catch (error) {
      throw box.said(error);
    } finally {
      box.close();
    }
  }

  private async box(mostMs: number): Promise<{ snapshot: Snapshot; said: (error: unknown) => unknown; close: () => void }> {
    const snapshot = await Snapshot.open(this.home, boxLimits);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      snapshot.interrupt();
    }, mostMs);
    return {
      snapshot,
      said: (error) => (late ? new RingfenceError("QUERY", `The query was stopped: it took longer than ${mostMs / 1000} s. Ask for less, or run it with "ringfence query".`, { cause: error }) : error),
      close: () => {
        clearTimeout(timer);
        snapshot.close();
      },
    };
  }

  close(): void {
    const opened = this.current;
    this.current = undefined;
    if (opened !== undefined) {
      opened.replaced = true;
      this.leave(opened);
    }
  }
}
