import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";

export interface Line {
  label: string;
  colour: string;
  values: (number | null)[];
  /** Default: a line with points. */
  bars?: boolean;
  dash?: number[];
  /** What a stacked value stands for, in the legend; default: itself. */
  shown?: (number | null)[];
}

interface ChartProps {
  /** What it shows, for those who do not see it. */
  label: string;
  /** Times, epoch seconds, ascending. */
  times: number[];
  lines: readonly Line[];
  height: number;
  /** What the values count, with the unit. */
  unit: string;
  /** Asked for a stretch of time (epoch ms) by drawing over it; undefined: all of it. */
  onBrush?: (range: { from: number; to: number } | undefined) => void;
  /** The stretch that is chosen. */
  brushed?: { from: number; to: number } | undefined;
}

/** Values over time (UTC), drawn by uPlot; the colours are the page's. */
export function Chart({ label, times, lines, height, unit, onBrush, brushed }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const onRange = useRef(onBrush);
  onRange.current = onBrush;
  const scheme = useScheme();
  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const style = getComputedStyle(document.documentElement);
    const axis = { stroke: style.getPropertyValue("--faint"), grid: { stroke: style.getPropertyValue("--line"), width: 1 }, ticks: { stroke: style.getPropertyValue("--line"), width: 1 } };
    const made = new uPlot(
      {
        width: element.clientWidth, height, tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        cursor: { drag: { x: true, y: false, setScale: onRange.current === undefined }, focus: { prox: 24 } },
        scales: { x: { time: true } },
        axes: [{ ...axis, values: (_, seconds, __, ___, step) => seconds.map((at) => tick(at, step)) }, { ...axis, size: 56, label: unit, labelSize: 18 }],
        legend: { live: true },
        series: [
          { label: "UTC", value: (_, seconds) => (seconds === null || seconds === undefined ? "–" : new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")) },
          ...lines.map(({ label: name, colour, bars, dash, shown }): uPlot.Series => ({
            label: name, ...(shown === undefined ? {} : { value: (_: uPlot, __: number, ___: number, at: number | null) => (at === null ? "–" : String(shown[at] ?? 0)) }), stroke: colour, width: bars === true ? 1 : 2, points: { show: bars !== true }, ...(dash === undefined ? {} : { dash }),
            ...(bars === true ? { fill: colour, paths: uPlot.paths.bars!({ size: [0.9, 60, 3] }) } : { spanGaps: true }),
          })),
        ],
        hooks: {
          setSelect: [(self) => {
            if (onRange.current === undefined || self.select.width < 3) return;
            const [from, to] = [self.posToVal(self.select.left, "x"), self.posToVal(self.select.left + self.select.width, "x")];
            onRange.current({ from: Math.floor(from * 1000), to: Math.ceil(to * 1000) });
          }],
        },
      },
      [times, ...lines.map(({ values }) => values)],
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [times, lines, height, unit, scheme]);
  useEffect(() => {
    const made = plot.current;
    if (made === undefined || onBrush === undefined) return;
    const left = brushed === undefined ? 0 : made.valToPos(brushed.from / 1000, "x");
    const width = brushed === undefined ? 0 : made.valToPos(brushed.to / 1000, "x") - left;
    made.setSelect({ left, width, top: 0, height: made.bbox.height / devicePixelRatio }, false);
  }, [brushed?.from, brushed?.to, times, lines, scheme]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

/** A time on the axis, as everywhere: the day where a day begins, else the hour; `step` seconds lie between two. */
function tick(seconds: number, step: number): string {
  const [day, time] = new Date(seconds * 1000).toISOString().split("T");
  if (step >= 86_400) return day;
  return time.startsWith("00:00:00") ? day.slice(5) : time.slice(0, step < 60 ? 8 : 5);
}

/** Changes when the page turns dark or light, for what draws its colours itself. */
export function useScheme(): string {
  const now = (): string => getComputedStyle(document.documentElement).getPropertyValue("--paper");
  const [scheme, setScheme] = useState(now);
  useEffect(() => {
    const changed = (): void => setScheme(now());
    const media = matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", changed);
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      media.removeEventListener("change", changed);
      observer.disconnect();
    };
  }, []);
  return scheme;
}
