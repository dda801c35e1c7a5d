import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { formatSpan } from "../../console/format-value.js";
import { kindNames, kindSpec } from "../../traces/registry.js";
import type { PulseView } from "../view-model.js";
import { Chart, type Line } from "./chart.js";
import { Choice, isKind, kindColour } from "./parts.js";

const scopes = [["acts", "Acts"], ["all", "Acts, machines and networks"]] as const;

/** When a ring left its traces: per minute and kind. Drawing over a stretch chooses it. */
export function PulseChart({ pulse, hidden, range, onRange }: { pulse: PulseView; hidden: ReadonlySet<string>; range: { from: number; to: number } | undefined; onRange: (range: { from: number; to: number } | undefined) => void }): JSX.Element {
  const acting = (kind: string): boolean => isKind(kind) && kindSpec(kind).proves === "coordination" && kind !== "registration";
  const [scope, setScope] = useState<(typeof scopes)[number][0]>(() => (pulse.rows.some((row) => acting(row.kind)) ? "acts" : "all"));
  const { times, lines } = useMemo(() => linesOf(pulse, (kind) => !hidden.has(kind) && (scope === "all" || acting(kind))), [pulse, hidden.size, [...hidden].join(), scope]);
  return (
    <div class="pulse">
      <div class="row">
        <h3 id="pulse-title">When they acted, per minute (UTC)</h3>
        <Choice name="What is counted" value={scope} options={scopes} onChoose={setScope} />
        {range === undefined ? <span class="faint">Draw over a stretch of time to see only what was left then.</span> : <><span role="status">{formatSpan(new Date(range.from).toISOString(), new Date(range.to).toISOString())} UTC</span><button type="button" onClick={() => onRange(undefined)}>All times</button></>}
      </div>
      {times.length === 0 ? <p class="faint">Nothing of these kinds.</p> : <Chart label="Traces that count for the ring, by minute and kind" times={times} lines={lines} height={190} unit="accounts per minute" onBrush={onRange} brushed={range} />}
    </div>
  );
}

/** Bars side by side would hide each other at a minute's width: kinds are stacked. */
function linesOf({ rows }: PulseView, wanted: (kind: string) => boolean): { times: number[]; lines: Line[] } {
  const chosen = rows.filter((row) => wanted(row.kind));
  const times = [...new Set(chosen.map((row) => row.at_ms))].sort((one, other) => one - other);
  const place = new Map(times.map((at, i) => [at, i]));
  const kinds = kindNames.filter((kind) => chosen.some((row) => row.kind === kind));
  const counts = kinds.map((kind) => {
    const values = times.map((): number | null => null);
    for (const row of chosen) if (row.kind === kind) values[place.get(row.at_ms) as number] = row.act_count;
    return values;
  });
  const lines = kinds.map((kind, at): Line => ({
    label: kind, colour: kindColour(kind), bars: true, shown: counts[at],
    values: times.map((_, i) => (counts[at][i] === null ? null : counts.slice(0, at + 1).reduce((sum, values) => sum + (values[i] ?? 0), 0))),
  }));
  // The tallest first, so that the others stand before it.
  return { times: times.map((at) => at / 1000), lines: lines.toReversed() };
}
