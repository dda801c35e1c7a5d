import type { JSX } from "preact";
import { formatBits } from "../../console/format-value.js";

/** A step: from where to where, in the unit of the whole. */
export interface Step {
  name: JSX.Element | string;
  /** What it means. */
  says?: string;
  from: number;
  to: number;
  colour: string;
  /** A sum, not an addition. */
  total?: boolean;
}

/** Additions up to a sum, against a threshold. A table whose bars are drawn beside the numbers. */
export function Waterfall({ label, unit, steps, mark }: { label: string; unit: string; steps: readonly Step[]; mark?: { at: number; name: string } | undefined }): JSX.Element {
  const ends = [0, ...steps.flatMap(({ from, to }) => [from, to]), ...(mark === undefined ? [] : [mark.at])];
  const [least, most] = [Math.min(...ends), Math.max(...ends, 1e-9)];
  const place = (value: number): string => `${(100 * (value - least)) / (most - least)}%`;
  return (
    <table class="waterfall" aria-label={label}>
      <thead><tr><th scope="col">what</th><th scope="col" class="num">{unit}</th><th scope="col"><span class="unseen">as a bar</span></th></tr></thead>
      <tbody>
        {steps.map((step, at) => (
          <tr key={at} class={step.total === true ? "total" : ""}>
            <th scope="row">{step.name}{step.says === undefined ? null : <small>{step.says}</small>}</th>
            <td class="num">{step.total === true ? formatBits(step.to) : `${step.to >= step.from ? "+" : "−"}${formatBits(Math.abs(step.to - step.from))}`}</td>
            <td class="bar"><span class="track">
              <i style={{ left: place(Math.min(step.from, step.to)), width: `${Math.max(0.4, (100 * Math.abs(step.to - step.from)) / (most - least))}%`, background: step.colour }} />
              {mark === undefined ? null : <b style={{ left: place(mark.at) }} title={`${mark.name}: ${formatBits(mark.at)} ${unit}`} />}
            </span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
