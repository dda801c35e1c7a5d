import type { JSX } from "preact";
import { formatCount } from "../../console/format-value.js";

/** Pages of a long list. */
export function Pager({ from, size, total, onMove }: { from: number; size: number; total: number; onMove: (from: number) => void }): JSX.Element | null {
  if (total <= size) return null;
  return (
    <div class="pager" role="group" aria-label="Pages">
      <button type="button" disabled={from === 0} onClick={() => onMove(Math.max(0, from - size))}>Before</button>
      <span>{formatCount(from + 1)} to {formatCount(Math.min(total, from + size))} of {formatCount(total)}</span>
      <button type="button" disabled={from + size >= total} onClick={() => onMove(from + size)}>After</button>
    </div>
  );
}
