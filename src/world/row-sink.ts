import { DOUBLE, DuckDBDataChunk, type DuckDBAppender } from "@duckdb/node-api";
import type { DuckDbEngine } from "../engine/duckdb-engine.js";

const chunkRows = 2048;

/**
 * Rows on their way into one table of DOUBLE columns, a data chunk at a time; no object per row.
 * Whole numbers below 2^53 are exact. Rows before `fromMs` or at or after `toMs` (by the last column) are dropped.
 */
export class RowSink {
  rowCount = 0;
  private readonly buffers: Float64Array[];
  private filled = 0;

  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly width: number,
  ) {
    this.buffers = Array.from({ length: width }, () => new Float64Array(chunkRows));
  }

  /** Creates the table and a sink for it. */
  static async open(engine: DuckDbEngine, table: string, columns: readonly string[]): Promise<RowSink> {
    await engine.run(`create table ${table} (${columns.map((name) => `${name} double`).join(", ")})`);
    return new RowSink(await engine.connection.createAppender(table), columns.length);
  }

  /** Appends one row of up to four values. */
  push(a: number, b: number, c: number, d: number): void {
    const at = this.filled;
    this.buffers[0][at] = a;
    this.buffers[1][at] = b;
    this.buffers[2][at] = c;
    this.buffers[3][at] = d;
    this.rowCount++;
    if (++this.filled === chunkRows) this.flush();
  }

  private flush(): void {
    if (this.filled === 0) return;
    const chunk = DuckDBDataChunk.create(Array.from({ length: this.width }, () => DOUBLE), this.filled);
    for (let c = 0; c < this.width; c++) {
      // The vector's own array: filling it and flushing once is one copy for 2,048 values.
      const vector = chunk.getColumnVector(c) as unknown as { items: Float64Array; flush(): void };
      vector.items.set(this.buffers[c].subarray(0, this.filled));
      vector.flush();
    }
    this.appender.appendDataChunk(chunk);
    this.filled = 0;
  }

  close(): void {
    this.flush();
    this.appender.closeSync();
  }
}
