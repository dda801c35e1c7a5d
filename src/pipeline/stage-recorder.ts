/** One stage's row in the run's record. */
export interface StageRow {
  stage: StageName;
  rows_in: number;
  rows_out: number;
  seconds: number;
  /** Highest resident memory of the process up to the end of the stage, bytes. */
  peak_memory_bytes: number;
}

/** The stages of a run, in their order. */
export const stageNames = ["extract", "stage", "trace", "edge", "ring", "candidate", "publish", "snapshot"] as const;
export type StageName = (typeof stageNames)[number];

/** What a stage says while it works. */
export interface ProgressEvent {
  stage: StageName;
  /** Rows so far or in all, where known. */
  rows?: number;
  /** Work done and work in all, for a share; where known. */
  done?: number;
  total?: number;
  message?: string;
  /** The stage has ended. */
  finished?: boolean;
}

export type Progress = (event: ProgressEvent) => void;

/** Runs stages one after another and keeps their rows. The clock and the memory gauge are arguments. */
export class StageRecorder {
  readonly rows: StageRow[] = [];

  constructor(
    private readonly nowMs: () => number,
    private readonly peakMemoryBytes: () => number,
    private readonly progress: Progress,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Runs one stage; `work` returns its rows in and out beside its result. Throws before it starts when the run was aborted. */
  async run<T>(stage: StageName, work: () => Promise<{ rowsIn: number; rowsOut: number; result: T }>): Promise<T> {
    this.signal?.throwIfAborted();
    this.progress({ stage });
    const from = this.nowMs();
    const { rowsIn, rowsOut, result } = await work();
    this.rows.push({ stage, rows_in: rowsIn, rows_out: rowsOut, seconds: Math.round(this.nowMs() - from) / 1000, peak_memory_bytes: this.peakMemoryBytes() });
    this.progress({ stage, rows: rowsOut, finished: true });
    return result;
  }
}
