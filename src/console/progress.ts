import { clearLine } from "./safe-text.js";
import { formatCount, formatDuration } from "./format-value.js";
import type { Terminal } from "./terminal.js";

/** What a stage says while it works. */
export interface StageEvent {
  stage: string;
  rows?: number;
  done?: number;
  total?: number;
  message?: string;
  finished?: boolean;
}

/** Shows stages to a person: one line that updates, and one that stays per finished stage. */
export interface ProgressLine {
  stage: (event: StageEvent) => void;
  /** Clears the updating line, for example before something else is printed. */
  clear: () => void;
}

/** Milliseconds between two drawings of the updating line. */
const drawMs = 100;

/** Progress on standard error. On a terminal only, so that logs and pipes stay clean. */
export function progressLine(terminal: Pick<Terminal, "err" | "live">, nowMs: () => number): ProgressLine {
  if (!terminal.live) return { stage: () => {}, clear: () => {} };
  let current: { stage: string; fromMs: number } | undefined;
  let drawnMs = -Infinity;
  const clear = (): void => terminal.err(clearLine);
  return {
    clear,
    stage(event) {
      const now = nowMs();
      if (current?.stage !== event.stage) current = { stage: event.stage, fromMs: now };
      const elapsed = formatDuration((now - current.fromMs) / 1000);
      const name = event.stage.padEnd(10);
      if (event.finished === true) {
        clear();
        terminal.err(`  ${name} ${(event.rows === undefined ? "" : `${formatCount(event.rows)} rows`).padStart(18)}  ${elapsed.padStart(8)}\n`);
        current = undefined;
        drawnMs = -Infinity;
        return;
      }
      if (now - drawnMs < drawMs) return;
      drawnMs = now;
      const share = event.done !== undefined && event.total !== undefined && event.total > 0 ? `${Math.floor((100 * event.done) / event.total)} %` : "";
      const rows = event.rows === undefined ? "" : `${formatCount(event.rows)} rows`;
      clear();
      terminal.err(`… ${name} ${[share, rows, event.message ?? "", elapsed].filter((part) => part !== "").join(", ")}`);
    },
  };
}
