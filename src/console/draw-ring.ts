import { kindNames, kindSpec, type TraceKind } from "../traces/registry.js";
import { fitted } from "./fitted.js";
import { formatBits, formatCount, formatKey, formatTime } from "./format-value.js";
import { layRingOut, plainColour, type DrawnKey, type RingPicture } from "./lay-ring-out.js";
import { markupText } from "./markup-text.js";
import { printable } from "./printable.js";

const width = 1200;
const height = 760;
/** The drawing; the rest is words. */
const field = { left: 24, top: 24, right: 808, bottom: height - 24 };
const panelLeft = 844;
const ink = "#1f2933";
const faint = "#66727f";
const paper = "#fbfaf7";
const font = `font-family="Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"`;

/**
 * A ring as an SVG picture: accounts (circles) around the keys that they share (squares), so that one sees *why* they are together, not only
 * that they are. An account has the colour of the kind of trace that ties it most. Laid out by ForceAtlas2 (Jacomy et al. 2014), run
 * until it rests, from seeded positions.
 */
export function drawRing(picture: RingPicture): string {
  const { accounts, keys } = layRingOut(picture, field);
  const out: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font} fill="${ink}">`,
    `<title>${markupText(`Ring ${picture.ring.ring_id}: ${picture.ring.size} accounts and what they share`)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
  ];

  const opacity = linkOpacity(keys, accounts.length);
  for (const key of keys.toReversed()) {
    const lines = key.holders.map((holder) => `M${round(accounts[holder].x)} ${round(accounts[holder].y)}L${round(key.x)} ${round(key.y)}`);
    out.push(`<path d="${lines.join("")}" stroke="${kindSpec(key.kind).colour}" stroke-opacity="${opacity(key)}" stroke-width="1" fill="none"/>`);
  }
  for (const { x, y, radius, member, kind } of accounts.toReversed()) out.push(circle(x, y, radius, member.role, colourOf(kind), accountWords(member)));
  for (const key of keys.toReversed()) {
    const { x, y, side } = key;
    out.push(
      `<rect x="${round(x - side / 2)}" y="${round(y - side / 2)}" width="${round(side)}" height="${round(side)}" rx="2.5" fill="${kindSpec(key.kind).colour}" stroke="${ink}" stroke-width="1.2">` +
        `<title>${markupText(keyWords(key))}</title></rect>`,
    );
  }
  out.push(...labels(keys.slice(0, 8), [...keys, ...accounts]), ...panel(picture, accounts.length, keys), "</svg>");
  return `${out.join("\n")}\n`;
}

/** How plain the links of a key are: what nearly all share is said by its square; the lines that tell accounts apart must be seen. */
export function linkOpacity(keys: readonly DrawnKey[], accountCount: number): (key: DrawnKey) => number {
  const linkCount = keys.reduce((sum, key) => sum + key.holders.length, 0);
  const crowd = linkCount > 2000 ? 0.4 : linkCount > 600 ? 0.65 : 1;
  return (key) => Math.round(100 * crowd * (0.2 + 0.4 * (1 - key.holders.length / Math.max(accountCount, 1)))) / 100;
}

/** A name beside what it names: the box that it takes. */
export interface Label {
  /** Place among those given. */
  of: number;
  name: string;
  left: number;
  top: number;
  wide: number;
}

const labelTall = 17;

/** What is to be named, the most important first. */
export interface Named {
  x: number;
  y: number;
  name: string;
}

/** A key with its name, at most 40 characters. */
export const namedKey = (key: DrawnKey): Named => ({ x: key.x, y: key.y, name: shortKey(key, 40) });

/** Names beside what they name, where they hide the fewest of the spots; left out where they would lie on each other or outside. */
export function placeLabels(named: readonly Named[], spots: readonly { x: number; y: number }[], within: { right: number; bottom: number }): Label[] {
  const taken: Label[] = [];
  const tall = labelTall;
  named.forEach(({ x, y, name }, at) => {
    const wide = Array.from(name).length * 6.4 + 10;
    const boxes = [[x + 13, y - tall / 2], [x - 13 - wide, y - tall / 2], [x - wide / 2, y - 14 - tall], [x - wide / 2, y + 14]]
      .map(([left, top]) => ({ left, top }))
      .filter((box) => box.left > 4 && box.left + wide < within.right && box.top > 4 && box.top + tall < within.bottom)
      .filter((box) => !taken.some((other) => Math.abs(other.top - box.top) < tall + 1 && box.left < other.left + other.wide + 8 && other.left < box.left + wide + 8));
    const hidden = (box: { left: number; top: number }): number => spots.filter((spot) => spot.x > box.left - 6 && spot.x < box.left + wide + 6 && spot.y > box.top - 6 && spot.y < box.top + tall + 6).length;
    const [best] = boxes.map((box) => ({ box, count: hidden(box) })).sort((one, other) => one.count - other.count);
    if (best !== undefined && best.count <= 2) taken.push({ of: at, name, ...best.box, wide });
  });
  return taken;
}

const labels = (keys: readonly DrawnKey[], spots: readonly { x: number; y: number }[]): string[] =>
  placeLabels(keys.map(namedKey), spots, { right: field.right + 24, bottom: height - 4 }).flatMap(({ name, left, top, wide }) => [
    `<rect x="${round(left)}" y="${round(top)}" width="${round(wide)}" height="${labelTall}" rx="4" fill="${paper}" fill-opacity="0.86"/>`,
    `<text x="${round(left + 5)}" y="${round(top + 12.5)}" font-size="11">${markupText(name)}</text>`,
  ]);

/** The words at the right: what this is, how sure, the legend, the strongest keys. */
function panel({ ring, members }: RingPicture, drawn: number, keys: readonly DrawnKey[]): string[] {
  const out: string[] = [];
  let y = 62;
  const line = (words: string, size: number, colour = ink, weight = 400, step = size * 1.5): void => {
    out.push(`<text x="${panelLeft}" y="${round(y)}" font-size="${size}" fill="${colour}" font-weight="${weight}">${markupText(words)}</text>`);
    y += step;
  };
  line(`Ring ${ring.ring_id}`, 28, ink, 700, 32);
  line(`${formatCount(ring.size)} accounts${ring.first_seen_at == null ? "" : `, known since ${formatTime(ring.first_seen_at)}`}${ring.status === undefined || ring.status === "active" ? "" : ` (${ring.status})`}`, 14, faint, 400, 34);

  const barWidth = width - panelLeft - 36;
  const share = Math.min(1, ring.price_bits / Math.max(ring.evidence_bits, ring.price_bits, 1e-9));
  line(`${formatBits(ring.evidence_bits)} bits of evidence`, 16, ink, 700, 10);
  out.push(
    `<rect x="${panelLeft}" y="${round(y)}" width="${barWidth}" height="10" rx="5" fill="#d9e2ec"/>`,
    `<rect x="${panelLeft}" y="${round(y)}" width="${round((barWidth * ring.evidence_bits) / Math.max(ring.evidence_bits, ring.price_bits, 1e-9))}" height="10" rx="5" fill="#334e68"/>`,
    `<rect x="${round(panelLeft + barWidth * share - 1)}" y="${round(y - 4)}" width="2.5" height="18" fill="#c81e1e"/>`,
  );
  y += 32;
  line(`against ${formatBits(ring.price_bits)} for naming these accounts (red mark)`, 12.5, faint, 400, 36);

  line("Squares: what they share. Circles: accounts,", 12.5, faint, 400, 18);
  line("in the colour of what ties them most.", 12.5, faint, 400, 24);
  for (const kind of kindNames) {
    const own = keys.filter((key) => key.kind === kind);
    if (own.length === 0) continue;
    out.push(`<rect x="${panelLeft}" y="${round(y - 11)}" width="13" height="13" rx="2.5" fill="${kindSpec(kind).colour}" stroke="${ink}" stroke-width="1"/>`);
    out.push(`<text x="${panelLeft + 22}" y="${round(y)}" font-size="13"><tspan font-weight="600">${kind}</tspan><tspan dx="8" fill="${faint}">${markupText(fitted(kindSpec(kind).phrase.replace(/^the /, "").replace(/ \([^)]*\)/, ""), 30))} (${own.length})</tspan></text>`);
    y += 22;
  }
  y += 6;
  const roles = [...new Set(members.map((member) => member.role))];
  const rolePhrases: Record<string, string> = { core: "sure by its own evidence", fringe: "tied to it, not sure by itself", closed: "already banned", protected: "protected: never proposed" };
  for (const role of Object.keys(rolePhrases)) {
    if (!roles.includes(role)) continue;
    out.push(circle(panelLeft + 6.5, y - 4.5, 6.5, role, "#829ab1", ""));
    out.push(`<text x="${panelLeft + 22}" y="${round(y)}" font-size="13"><tspan font-weight="600">${role}</tspan><tspan dx="8" fill="${faint}">${rolePhrases[role]} (${formatCount(members.filter((member) => member.role === role).length)})</tspan></text>`);
    y += 22;
  }
  y += 16;
  if (keys.length > 0) line("Strongest shared traces", 14, ink, 700, 24);
  const left = Math.floor((height - 56 - y) / 38);
  for (const key of keys.slice(0, Math.max(0, Math.min(7, left)))) {
    out.push(`<rect x="${panelLeft}" y="${round(y - 10)}" width="10" height="10" rx="2" fill="${kindSpec(key.kind).colour}"/>`);
    out.push(`<text x="${panelLeft + 18}" y="${round(y)}" font-size="12.5">${markupText(shortKey(key, 44))}</text>`);
    out.push(`<text x="${panelLeft + 18}" y="${round(y + 16)}" font-size="11.5" fill="${faint}">${key.memberCount} of ${formatCount(ring.size)} accounts, ${formatBits(key.bits)} bits</text>`);
    y += 38;
  }
  y = height - 30;
  if (drawn < ring.size) line(`Drawn: the ${formatCount(drawn)} accounts with the strongest evidence, of ${formatCount(ring.size)}.`, 11.5, faint);
  return out;
}

/** A role is seen without colour too: fringe is hollow, closed is crossed out, protected has a second ring. */
function circle(x: number, y: number, radius: number, role: string, colour: string, title: string): string {
  const [cx, cy, r] = [round(x), round(y), round(radius)];
  const hover = title === "" ? "" : `<title>${markupText(title)}</title>`;
  const cross = radius * 0.6;
  const body = (fill: string, stroke: string, strokeWidth: number): string => `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}" stroke="${stroke}" stroke-width="${strokeWidth}"/>`;
  let shape: string;
  if (role === "fringe") shape = body(paper, colour, 2);
  else if (role === "closed") shape = `${body(colour, ink, 0.8)}<path d="M${round(x - cross)} ${round(y - cross)}L${round(x + cross)} ${round(y + cross)}M${round(x - cross)} ${round(y + cross)}L${round(x + cross)} ${round(y - cross)}" stroke="${ink}" stroke-width="1.6"/>`;
  else if (role === "protected") shape = `${body(colour, ink, 0.8)}<circle cx="${cx}" cy="${cy}" r="${round(radius + 3)}" fill="none" stroke="${ink}" stroke-width="1.4"/>`;
  else shape = body(colour, "#ffffff", 1);
  return `<g>${shape}${hover}</g>`;
}

const colourOf = (kind: TraceKind | undefined): string => (kind === undefined ? plainColour : kindSpec(kind).colour);

/** What is said of an account under the pointer. */
export const accountWords = (member: RingPicture["members"][number]): string =>
  `${printable(member.account_id, 60)}: ${member.role}, ${formatBits(member.evidence_bits)} bits${member.action == null ? "" : `, ${member.action} proposed`}`;

/** What is said of a key under the pointer. */
export const keyWords = (key: DrawnKey): string => `${key.kind} ${shortKey(key, 90)}: ${key.memberCount} accounts, ${formatBits(key.bits)} bits`;

/** A key in words, at most `limit` characters. */
const shortKey = ({ kind, key, firstAt }: DrawnKey, limit: number): string => fitted(printable(formatKey(kind, key, firstAt), limit + 200), limit);

const round = (value: number): number => Math.round(value * 10) / 10;
