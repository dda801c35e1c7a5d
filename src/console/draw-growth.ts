import type { RingGrowthRow } from "../duckdb/snapshot-row.js";
import { formatBits, formatCount } from "./format-value.js";
import { markupText } from "./markup-text.js";

/** Colours, as CSS says them: a page has its own variables. */
export interface Paint {
  ink: string;
  faint: string;
  line: string;
  paper: string;
  accounts: string;
  joined: string;
  evidence: string;
  price: string;
}

const plainPaint: Paint = { ink: "#1f2933", faint: "#66727f", line: "#d9e2ec", paper: "#fbfaf7", accounts: "#829ab1", joined: "#e9a23b", evidence: "#334e68", price: "#c81e1e" };

const width = 900;
const left = 64;
const right = width - 24;
const accounts = { top: 66, bottom: 190 };
const bits = { top: 246, bottom: 370 };
const height = 424;

/**
 * A ring's growth as an SVG picture: accounts by night (who joined in another colour), below it evidence and price, on the same nights. Nights in
 * which it was not found are empty. Every mark says its numbers under the pointer.
 * @param rows of `ring_growth`, the oldest first
 */
export function drawGrowth(ringId: string, rows: readonly RingGrowthRow[], paint: Paint = plainPaint): string {
  const font = "font-family=\"Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif\"";
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ${font}>`,
    `<title>${markupText(`Ring ${ringId}: accounts, evidence and price by night`)}</title>`,
    `<rect width="${width}" height="${height}" style="fill:${paint.paper}"/>`,
    words(left - 40, 28, `Ring ${ringId}, ${rows.length === 1 ? "one night" : `${formatCount(rows.length)} nights`}`, 16, paint.ink, 700),
  ];
  const step = (right - left) / Math.max(1, rows.length);
  const middle = (at: number): number => left + step * (at + 0.5);
  const bar = Math.max(1, Math.min(38, step * 0.7));
  legend(out, 52, [["accounts", paint.accounts], ["of them new that night", paint.joined]], paint);
  const sizes = scale(Math.max(1, ...rows.map((row) => row.size)), accounts);
  axis(out, sizes, formatCount, paint);
  rows.forEach((row, at) => {
    if (row.size === 0) return;
    const joined = row.event === "birth" ? row.size : Math.min(row.size, row.joined_count ?? 0);
    const x = middle(at) - bar / 2;
    const tip = markupText(`${day(row.as_of)}: ${formatCount(row.size)} accounts${row.joined_count === null ? "" : `, ${formatCount(joined)} new, ${formatCount(row.left_count)} left`}${row.event === null ? "" : ` (${row.event})`}`);
    out.push(`<g><title>${tip}</title><rect x="${round(x)}" y="${sizes.at(row.size)}" width="${round(bar)}" height="${round(sizes.at(0) - sizes.at(row.size))}" rx="1.5" style="fill:${paint.accounts}"/>`);
    if (joined > 0) out.push(`<rect x="${round(x)}" y="${sizes.at(row.size)}" width="${round(bar)}" height="${round(sizes.at(row.size - joined) - sizes.at(row.size))}" rx="1.5" style="fill:${paint.joined}"/>`);
    out.push("</g>");
  });

  const known = rows.flatMap((row, at) => (row.evidence_bits === null || row.price_bits === null ? [] : [{ at, row, evidence: row.evidence_bits, price: row.price_bits }]));
  legend(out, 232, [["bits of evidence", paint.evidence], ["price of naming these accounts", paint.price]], paint);
  const weights = scale(Math.max(1, ...known.map(({ evidence, price }) => Math.max(evidence, price))), bits);
  axis(out, weights, formatBits, paint);
  for (const [name, colour, dash] of [["price", paint.price, "5 4"], ["evidence", paint.evidence, ""]] as const) {
    // A line only from one night to the next: a ring that was away left no bits in between.
    const path = known.map((point, i) => `${i > 0 && known[i - 1].at === point.at - 1 ? "L" : "M"}${round(middle(point.at))} ${weights.at(point[name])}`).join("");
    out.push(`<path d="${path}" fill="none" style="stroke:${colour}" stroke-width="2"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}/>`);
    const radius = step > 14 || known.length < 3 ? 4 : 2;
    for (const point of known) {
      out.push(`<circle cx="${round(middle(point.at))}" cy="${weights.at(point[name])}" r="${radius}" style="fill:${colour}"><title>${markupText(`${day(point.row.as_of)}: ${formatBits(point.evidence)} bits against ${formatBits(point.price)}`)}</title></circle>`);
    }
  }
  if (known.length < rows.filter((row) => row.size > 0).length) out.push(words(right, bits.top - 14, "bits were not kept in the earliest runs", 11.5, paint.faint, 400, "end"));

  const every = Math.ceil(rows.length / 9);
  rows.forEach((row, at) => {
    if (at % every === 0) out.push(words(middle(at), height - 30, day(row.as_of), 11.5, paint.faint, 400, "middle"));
    if (row.event !== null && row.event !== "continuation" && (rows.length <= 30 || row.event !== "birth")) out.push(words(middle(at), accounts.bottom + 16, row.event, 10.5, paint.faint, 400, "middle"));
  });
  out.push("</svg>");
  return `${out.join("\n")}\n`;
}

interface Scale {
  /** Where a value lies, rounded. */
  at: (value: number) => number;
  marks: number[];
}

/** From zero to a round number above the largest value, with a mark at each of two to five equal steps. */
function scale(most: number, { top, bottom }: { top: number; bottom: number }): Scale {
  const power = 10 ** Math.floor(Math.log10(most / 2));
  const step = Math.max([1, 2, 2.5, 5, 10].map((times) => times * power).find((wide) => most / wide <= 4) ?? 10 * power, most < 5 ? 1 : 0);
  const end = step * Math.ceil(most / step);
  return { at: (value) => round(bottom - ((bottom - top) * value) / end), marks: Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step) };
}

function axis(out: string[], { at, marks }: Scale, format: (value: number) => string, paint: Paint): void {
  for (const mark of marks) {
    out.push(`<path d="M${left} ${at(mark)}H${right}" style="stroke:${paint.line}" stroke-width="1"/>`, words(left - 8, at(mark) + 4, format(mark).replace(/\.0$/, ""), 11.5, paint.faint, 400, "end"));
  }
}

function legend(out: string[], y: number, entries: readonly (readonly [string, string])[], paint: Paint): void {
  let x = left;
  for (const [name, colour] of entries) {
    out.push(`<rect x="${x}" y="${y - 9}" width="11" height="11" rx="2" style="fill:${colour}"/>`, words(x + 17, y, name, 12.5, paint.ink));
    x += 44 + name.length * 6.6;
  }
}

const words = (x: number, y: number, what: string, size: number, colour: string, weight = 400, anchor = "start"): string =>
  `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" style="fill:${colour}">${markupText(what)}</text>`;

const day = (iso: string): string => new Date(iso).toISOString().slice(0, 10);
const round = (value: number): number => Math.round(value * 10) / 10;
