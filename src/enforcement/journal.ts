import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { RingfenceError } from "../errors/ringfence-error.js";
import type { Position } from "./feed.js";

/** One line of a journal: an effect that was begun, or a position that was reached. */
type Line = { begun: { epoch: string; seq: number } } | { done: Position };

/**
 * How far a consumer is, in a file of its own, on the disk before and after every effect. An effect that was begun and not done may have
 * happened; it is handed over again, under the same key. A line cut off by a crash does not count.
 */
export class Journal {
  private descriptor: number;
  private constructor(
    private readonly file: string,
    /** The last row that is done; undefined: none yet. */
    public position: Position | undefined,
    /** Begun and not known to be done when the file was opened. */
    readonly unsure: { epoch: string; seq: number } | undefined,
  ) {
    this.rewrite();
    this.descriptor = openSync(this.file, "a", 0o600);
  }

  /** @throws RingfenceError CONFIG when a line that is not the last makes no sense: then nobody knows what was applied. */
  static open(file: string): Journal {
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    let position: Position | undefined;
    let begun: { epoch: string; seq: number } | undefined;
    // What follows the last line end was cut off.
    for (const [at, text] of lines.slice(0, -1).entries()) {
      let line: Line;
      try {
        line = JSON.parse(text) as Line;
      } catch (error) {
        throw new RingfenceError("CONFIG", `Line ${at + 1} of the journal ${JSON.stringify(file)} is damaged, so it is not known what was applied. Find out from the receiver, then write {"done":{"epoch":…,"seq":…,"hash":…}} of the last row applied into it.`, { cause: error });
      }
      if ("done" in line) [position, begun] = [line.done, undefined];
      else begun = line.begun;
    }
    return new Journal(file, position, begun);
  }

  begin(row: { epoch: string; seq: number }): void {
    this.write({ begun: { epoch: row.epoch, seq: row.seq } });
  }

  done(position: Position): void {
    this.write({ done: position });
    this.position = position;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private write(line: Line): void {
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    fsyncSync(this.descriptor);
  }

  /** Only what still matters, whole or not at all. */
  private rewrite(): void {
    const lines: Line[] = [...(this.position === undefined ? [] : [{ done: this.position }]), ...(this.unsure === undefined ? [] : [{ begun: this.unsure }])];
    const next = `${this.file}.next`;
    const descriptor = openSync(next, "w", 0o600);
    writeSync(descriptor, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(next, this.file);
    const folder = openSync(dirname(this.file), "r");
    fsyncSync(folder);
    closeSync(folder);
  }
}
