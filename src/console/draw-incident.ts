import type { IncidentMinuteRow, IncidentRow } from "../incident/incident-row.js";
import { formatCount } from "./format-value.js";
import { markupText } from "./markup-text.js";

const colours = { ink: "#1f2933", faint: "#66727f", line: "#d9e2ec", paper: "#fbfaf7", acts: "#334e68", band: "#cfe3d4", proposed: "#c81e1e" } as const;
const [width, height, left, top, bottom] = [900, 400, 64, 84, 340];
const right = width - 24;

/**
 * An incident's curve as an SVG picture: actions a minute against the expected band, and accounts proposed by the run on the data up to the end of each minute. Every minute says its numbers
 * under the pointer.
 * @param minutes ascending
 */
export function drawIncident(incident: Pick<IncidentRow, "incident_id" | "action" | "onset_at">, minutes: readonly IncidentMinuteRow[]): string {
  const most = Math.max(1, ...minutes.map((minute) => Math.max(minute.act_count, minute.proposed_count, minute.band_high)));
  const step = niceStep(most);
  const end = step * Math.ceil(most / step);
  const y = (value: number): number => round(bottom - ((bottom - top) * value) / end);
  const x = (at: number): number => round(left + ((right - left) * at) / Math.max(1, minutes.length));
  const title = `Incident ${incident.incident_id}: ${incident.action} a minute`;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif">`,
    `<title>${markupText(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    words(left - 40, 30, title, 16, colours.ink, 700),
  ];
  [["actions", colours.acts], ["expected band", colours.band], ["accounts proposed", colours.proposed]].forEach(([name, colour], at) => {
    out.push(`<rect x="${left + 170 * at}" y="46" width="11" height="11" rx="2" fill="${colour}"/>`, words(left + 170 * at + 17, 56, name, 12.5, colours.ink));
  });
  for (let mark = 0; mark <= end; mark += step) out.push(`<path d="M${left} ${y(mark)}H${right}" stroke="${colours.line}"/>`, words(left - 8, y(mark) + 4, formatCount(mark), 11.5, colours.faint, 400, "end"));
  if (minutes.length > 0) {
    const high = minutes.map((minute, at) => `${at === 0 ? "M" : "L"}${x(at)} ${y(minute.band_high)}L${x(at + 1)} ${y(minute.band_high)}`).join("");
    out.push(`<path d="${high}L${x(minutes.length)} ${y(0)}L${x(0)} ${y(0)}Z" fill="${colours.band}"/>`);
    const line = minutes.map((minute, at) => `${at === 0 ? "M" : "L"}${x(at)} ${y(minute.act_count)}L${x(at + 1)} ${y(minute.act_count)}`).join("");
    out.push(`<path d="${line}" fill="none" stroke="${colours.acts}" stroke-width="2"/>`);
  }
  const bar = Math.max(1, (right - left) / Math.max(1, minutes.length) - 2);
  minutes.forEach((minute, at) => {
    // What a minute's data led to is proposed at its end.
    if (minute.proposed_count > 0) out.push(`<rect x="${round(x(at + 1) - bar / 2)}" y="${y(minute.proposed_count)}" width="${round(bar)}" height="${round(bottom - y(minute.proposed_count))}" fill="${colours.proposed}" fill-opacity="0.55"/>`);
    out.push(`<rect x="${x(at)}" y="${top}" width="${round(x(at + 1) - x(at))}" height="${bottom - top}" fill="transparent"><title>${markupText(`${clock(minute.minute_at)}: ${formatCount(minute.act_count)} actions, usual ${minute.expected.toFixed(1)}, at most ${minute.band_high.toFixed(1)}; proposed ${formatCount(minute.proposed_count)}`)}</title></rect>`);
  });
  const onset = minutes.findIndex((minute) => minute.minute_at >= incident.onset_at);
  if (onset >= 0) out.push(`<path d="M${x(onset)} ${top}V${bottom}" stroke="${colours.faint}" stroke-dasharray="4 4"/>`, words(x(onset), top - 6, `onset ${clock(incident.onset_at)}`, 11.5, colours.faint, 400, "middle"));
  const every = Math.max(1, Math.ceil(minutes.length / 10));
  minutes.forEach((minute, at) => {
    if (at % every === 0) out.push(words(x(at), bottom + 20, clock(minute.minute_at), 11.5, colours.faint, 400, "middle"));
  });
  if (minutes.length > 0) out.push(words(right, height - 14, `UTC, ${new Date(minutes[0].minute_at).toISOString().slice(0, 10)}`, 11.5, colours.faint, 400, "end"));
  out.push("</svg>");
  return `${out.join("\n")}\n`;
}

/** A round step of which two to five reach the largest value. */
function niceStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 2)));
  return Math.max(1, [1, 2, 2.5, 5, 10].map((times) => times * power).find((wide) => most / wide <= 5) ?? 10 * power);
}

const words = (atX: number, atY: number, what: string, size: number, colour: string, weight = 400, anchor = "start"): string =>
  `<text x="${atX}" y="${atY}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${colour}">${markupText(what)}</text>`;
const clock = (iso: string): string => new Date(iso).toISOString().slice(11, 16);
const round = (value: number): number => Math.round(value * 10) / 10;
