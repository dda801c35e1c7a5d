import { UndirectedGraph } from "graphology";
import forceAtlas2Module from "graphology-layout-forceatlas2";
import { seededRandom } from "../graph/random.js";
import { kindNames, kindSpec, type TraceKind } from "../traces/registry.js";
import { formatBits, formatCount, formatKey, formatTime } from "./format-value.js";
import { printable } from "./printable.js";

// The package is CommonJS: its function is the module itself at run time, its declaration calls that "default".
const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;

export interface RingPicture {
  ring: { ring_id: string; size: number; evidence_bits: number; price_bits: number; first_seen_at?: string | null; status?: string };
  /** Strongest first. */
  members: readonly { account_id: string; role: string; evidence_bits: number; action?: string | null }[];
  /** Which member holds which key; the ring's strongest keys only. */
  holdings: readonly { account_id: string; kind: string; key: string; source?: string; bits: number; member_count: number }[];
  /** Of the start positions. Default 1; the same input and seed give the same bytes. */
  seed?: number;
}

/** More accounts than this are too many to look at: the strongest are drawn, and the picture says so. */
export const accountLimit = 400;
/** As many keys at most. */
export const keyLimit = 60;
/** As many links at most; the strongest keys' first. */
const linkLimit = 6000;

const width = 1200;
const height = 760;
/** The drawing; the rest is words. */
const field = { left: 24, top: 24, right: 808, bottom: height - 24 };
const panelLeft = 844;
const ink = "#1f2933";
const faint = "#66727f";
const paper = "#fbfaf7";
const font = `font-family="Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"`;

interface DrawnKey {
  id: string;
  kind: TraceKind;
  key: string;
  bits: number;
  memberCount: number;
  holders: string[];
}

/**
 * A ring as an SVG picture: accounts (circles) around the keys that they share (squares), so that one sees *why* they are together, not only
 * that they are. An account has the colour of the kind of trace that ties it most. Laid out by ForceAtlas2 (Jacomy et al. 2014), run
 * until it rests, from seeded positions.
 */
export function drawRing(picture: RingPicture): string {
  const members = picture.members.slice(0, accountLimit);
  const keys = chooseKeys(picture.holdings, new Set(members.map((member) => member.account_id)));
  const places = layOut(members.map((member) => member.account_id), keys, picture.seed ?? 1);
  const strongest = strongestKinds(keys);
  const most = Math.max(1, ...members.map((member) => member.evidence_bits));
  const scale = members.length > 150 ? 0.72 : members.length > 60 ? 0.85 : 1;
  const at = (node: string): { x: number; y: number } => places.get(node) as { x: number; y: number };

  const out: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font} fill="${ink}">`,
    `<title>${text(`Ring ${picture.ring.ring_id}: ${picture.ring.size} accounts and what they share`)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
  ];

  const linkCount = keys.reduce((sum, key) => sum + key.holders.length, 0);
  const crowd = linkCount > 2000 ? 0.4 : linkCount > 600 ? 0.65 : 1;
  for (const key of keys.toReversed()) {
    // What nearly all share is said by its square; the lines that tell accounts apart must be seen.
    const opacity = Math.round(100 * crowd * (0.2 + 0.4 * (1 - key.holders.length / Math.max(members.length, 1)))) / 100;
    const end = at(key.id);
    const lines = key.holders.map((holder) => {
      const start = at(`account ${holder}`);
      return `M${round(start.x)} ${round(start.y)}L${round(end.x)} ${round(end.y)}`;
    });
    out.push(`<path d="${lines.join("")}" stroke="${kindSpec(key.kind).colour}" stroke-opacity="${opacity}" stroke-width="1" fill="none"/>`);
  }
  for (const member of members.toReversed()) {
    const { x, y } = at(`account ${member.account_id}`);
    const radius = scale * (4.5 + 4.5 * Math.sqrt(Math.max(0, member.evidence_bits) / most));
    const kind = strongest.get(member.account_id);
    out.push(circle(x, y, radius, member.role, kind === undefined ? "#b8bec5" : kindSpec(kind).colour, tip(member)));
  }
  const largest = Math.max(1, ...keys.map((key) => key.bits));
  for (const key of keys.toReversed()) {
    const { x, y } = at(key.id);
    const side = 9 + 11 * Math.sqrt(key.bits / largest);
    out.push(
      `<rect x="${round(x - side / 2)}" y="${round(y - side / 2)}" width="${round(side)}" height="${round(side)}" rx="2.5" fill="${kindSpec(key.kind).colour}" stroke="${ink}" stroke-width="1.2">` +
        `<title>${text(`${key.kind} ${shortKey(key.kind, key.key, 90)}: ${key.memberCount} accounts, ${formatBits(key.bits)} bits`)}</title></rect>`,
    );
  }
  out.push(...labels(keys.slice(0, 8), at, [...places.values()]), ...panel(picture, members.length, keys), "</svg>");
  return `${out.join("\n")}\n`;
}

/**
 * The strongest keys that at least two drawn accounts hold. Mere taste is left out where anything else ties the ring: it explains the
 * least and has the most lines.
 */
function chooseKeys(holdings: RingPicture["holdings"], drawn: ReadonlySet<string>): DrawnKey[] {
  const keys = new Map<string, DrawnKey>();
  for (const { account_id, kind, key, bits, member_count } of holdings) {
    if (!drawn.has(account_id) || !(kindNames as string[]).includes(kind)) continue;
    const id = `key ${kind} ${key}`;
    let known = keys.get(id);
    if (known === undefined) keys.set(id, (known = { id, kind: kind as TraceKind, key, bits, memberCount: member_count, holders: [] }));
    known.holders.push(account_id);
  }
  const held = [...keys.values()].filter((key) => key.holders.length >= 2);
  const telling = held.filter((key) => kindSpec(key.kind).proves !== "taste");
  let links = 0;
  return (telling.length > 0 ? telling : held)
    .sort((one, other) => other.bits - one.bits || (one.id < other.id ? -1 : 1))
    .slice(0, keyLimit)
    .filter((key) => (links += key.holders.length) <= linkLimit);
}

/** The kind that ties an account most: a key's bits are shared among its holders. */
function strongestKinds(keys: readonly DrawnKey[]): Map<string, TraceKind> {
  const sums = new Map<string, Map<TraceKind, number>>();
  for (const key of keys) {
    for (const holder of key.holders) {
      const sum = sums.get(holder) ?? new Map<TraceKind, number>();
      sums.set(holder, sum.set(key.kind, (sum.get(key.kind) ?? 0) + key.bits / key.holders.length));
    }
  }
  return new Map([...sums].map(([account, sum]) => [account, [...sum].sort((one, other) => other[1] - one[1] || kindNames.indexOf(one[0]) - kindNames.indexOf(other[0]))[0][0]]));
}

/** Rounds of the layout: in steps, until the accounts move less than a thousandth of the picture per round, or patience ends. */
const stepRounds = 40;
const mostRounds = 1200;

/** Positions inside the field, by node. */
function layOut(accounts: readonly string[], keys: readonly DrawnKey[], seed: number): Map<string, { x: number; y: number }> {
  const random = seededRandom(seed);
  const graph = new UndirectedGraph();
  const place = (node: string, size: number): void => {
    const angle = 2 * Math.PI * random();
    const distance = 100 * Math.sqrt(random());
    graph.addNode(node, { x: distance * Math.cos(angle), y: distance * Math.sin(angle), size });
  };
  for (const key of keys) place(key.id, 3);
  for (const account of accounts) place(`account ${account}`, 2);
  for (const key of keys) {
    // A key of few pulls harder than a key of nearly all, so that the parts of a ring stand apart.
    const weight = 0.25 + Math.log2(accounts.length / key.holders.length);
    for (const holder of key.holders) graph.addEdge(key.id, `account ${holder}`, { weight });
  }

  const shared = { barnesHutOptimize: graph.order > 250, barnesHutTheta: 0.6, edgeWeightInfluence: 1, scalingRatio: 4, gravity: 1.4, slowDown: 4, strongGravityMode: false, linLogMode: false, outboundAttractionDistribution: true };
  let before = positions(graph);
  for (let rounds = 0; rounds < mostRounds && graph.order > 1; rounds += stepRounds) {
    forceAtlas2.assign(graph, { iterations: stepRounds, settings: shared });
    const now = positions(graph);
    const moved = meanMove(before, now) / (stepRounds * Math.max(1e-9, spread(now)));
    before = now;
    if (moved < 0.000_2) break;
  }
  return fit(graph, positions(graph));
}

type Positions = Float64Array;

function positions(graph: UndirectedGraph): Positions {
  const list = new Float64Array(2 * graph.order);
  let i = 0;
  graph.forEachNode((_, node) => {
    list[i++] = node.x as number;
    list[i++] = node.y as number;
  });
  return list;
}

function meanMove(before: Positions, now: Positions): number {
  let sum = 0;
  for (let i = 0; i < now.length; i += 2) sum += Math.hypot(now[i] - before[i], now[i + 1] - before[i + 1]);
  return sum / Math.max(1, now.length / 2);
}

function spread(list: Positions): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of list) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

/** Scales into the field, then pushes overlapping nodes apart. */
function fit(graph: UndirectedGraph, list: Positions): Map<string, { x: number; y: number }> {
  const nodes = graph.nodes();
  const xs = nodes.map((_, i) => list[2 * i]);
  const ys = nodes.map((_, i) => list[2 * i + 1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = 26;
  const room = { x: field.right - field.left - 2 * margin, y: field.bottom - field.top - 2 * margin };
  // One scale for both directions, but let a flat picture fill its field a little.
  const both = Math.min(room.x / Math.max(1e-9, right - left), room.y / Math.max(1e-9, bottom - top));
  const stretch = { x: Math.min(both * 1.25, room.x / Math.max(1e-9, right - left)), y: Math.min(both * 1.25, room.y / Math.max(1e-9, bottom - top)) };
  const spots = nodes.map((node, i) => ({
    x: (field.left + field.right) / 2 + (xs[i] - (left + right) / 2) * stretch.x,
    y: (field.top + field.bottom) / 2 + (ys[i] - (top + bottom) / 2) * stretch.y,
    reach: (node.startsWith("key ") ? 13 : 8) * (nodes.length > 250 ? 0.75 : 1),
  }));
  for (let round = 0; round < 60; round++) {
    let clashes = 0;
    for (let i = 0; i < spots.length; i++) {
      for (let j = i + 1; j < spots.length; j++) {
        const [one, other] = [spots[i], spots[j]];
        const want = one.reach + other.reach;
        let dx = other.x - one.x;
        let dy = other.y - one.y;
        if (Math.abs(dx) >= want || Math.abs(dy) >= want) continue;
        let distance = Math.hypot(dx, dy);
        if (distance >= want) continue;
        if (distance < 1e-6) {
          // The golden angle spreads nodes that lie on one spot.
          [dx, dy, distance] = [Math.cos(2.399963 * j), Math.sin(2.399963 * j), 1];
        }
        const push = (want - Math.min(distance, want)) / 2;
        const share = { one: other.reach / want, other: one.reach / want };
        one.x -= (dx / distance) * push * share.one * 1.2;
        one.y -= (dy / distance) * push * share.one * 1.2;
        other.x += (dx / distance) * push * share.other * 1.2;
        other.y += (dy / distance) * push * share.other * 1.2;
        clashes++;
      }
    }
    for (const spot of spots) {
      spot.x = Math.min(field.right - 12, Math.max(field.left + 12, spot.x));
      spot.y = Math.min(field.bottom - 12, Math.max(field.top + 12, spot.y));
    }
    if (clashes === 0) break;
  }
  return new Map(nodes.map((node, i) => [node, spots[i]]));
}

/** Names beside the strongest keys, where they hide the fewest nodes; left out where they would lie on each other. */
function labels(keys: readonly DrawnKey[], at: (node: string) => { x: number; y: number }, spots: readonly { x: number; y: number }[]): string[] {
  const out: string[] = [];
  const taken: { left: number; top: number }[] = [];
  const tall = 17;
  for (const key of keys) {
    const { x, y } = at(key.id);
    const name = shortKey(key.kind, key.key, 36);
    const wide = Array.from(name).length * 6.4 + 10;
    const boxes = [[x + 13, y - tall / 2], [x - 13 - wide, y - tall / 2], [x - wide / 2, y - 14 - tall], [x - wide / 2, y + 14]]
      .map(([left, top]) => ({ left, top }))
      .filter((box) => box.left > 4 && box.left + wide < field.right + 24 && box.top > 4 && box.top + tall < height - 4)
      .filter((box) => !taken.some((other) => Math.abs(other.top - box.top) < tall + 1 && box.left < other.left + 250 && other.left < box.left + wide));
    const hidden = (box: { left: number; top: number }): number => spots.filter((spot) => spot.x > box.left - 6 && spot.x < box.left + wide + 6 && spot.y > box.top - 6 && spot.y < box.top + tall + 6).length;
    const [best] = boxes.map((box) => ({ box, count: hidden(box) })).sort((one, other) => one.count - other.count);
    if (best === undefined || best.count > 2) continue;
    taken.push(best.box);
    out.push(
      `<rect x="${round(best.box.left)}" y="${round(best.box.top)}" width="${round(wide)}" height="${tall}" rx="4" fill="${paper}" fill-opacity="0.86"/>`,
      `<text x="${round(best.box.left + 5)}" y="${round(best.box.top + 12.5)}" font-size="11">${text(name)}</text>`,
    );
  }
  return out;
}

/** The words at the right: what this is, how sure, the legend, the strongest keys. */
function panel({ ring, members }: RingPicture, drawn: number, keys: readonly DrawnKey[]): string[] {
  const out: string[] = [];
  let y = 62;
  const line = (words: string, size: number, colour = ink, weight = 400, step = size * 1.5): void => {
    out.push(`<text x="${panelLeft}" y="${round(y)}" font-size="${size}" fill="${colour}" font-weight="${weight}">${text(words)}</text>`);
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
    out.push(`<text x="${panelLeft + 22}" y="${round(y)}" font-size="13"><tspan font-weight="600">${kind}</tspan><tspan dx="8" fill="${faint}">${text(fitted(kindSpec(kind).phrase.replace(/^the /, "").replace(/ \([^)]*\)/, ""), 30))} (${own.length})</tspan></text>`);
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
    out.push(`<text x="${panelLeft + 18}" y="${round(y)}" font-size="12.5">${text(shortKey(key.kind, key.key, 44))}</text>`);
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
  const hover = title === "" ? "" : `<title>${text(title)}</title>`;
  const cross = radius * 0.6;
  const body = (fill: string, stroke: string, strokeWidth: number): string => `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${fill}" stroke="${stroke}" stroke-width="${strokeWidth}"/>`;
  let shape: string;
  if (role === "fringe") shape = body(paper, colour, 2);
  else if (role === "closed") shape = `${body(colour, ink, 0.8)}<path d="M${round(x - cross)} ${round(y - cross)}L${round(x + cross)} ${round(y + cross)}M${round(x - cross)} ${round(y + cross)}L${round(x + cross)} ${round(y - cross)}" stroke="${ink}" stroke-width="1.6"/>`;
  else if (role === "protected") shape = `${body(colour, ink, 0.8)}<circle cx="${cx}" cy="${cy}" r="${round(radius + 3)}" fill="none" stroke="${ink}" stroke-width="1.4"/>`;
  else shape = body(colour, "#ffffff", 1);
  return `<g>${shape}${hover}</g>`;
}

const tip = (member: RingPicture["members"][number]): string =>
  `${printable(member.account_id, 60)}: ${member.role}, ${formatBits(member.evidence_bits)} bits${member.action == null ? "" : `, ${member.action} proposed`}`;

const shortKey = (kind: string, key: string, limit: number): string => fitted(printable(formatKey(kind, key), limit + 200), limit);

/** Cuts the middle out, so that the end of a key (its time) stays. */
function fitted(words: string, limit: number): string {
  const points = Array.from(words);
  if (points.length <= limit) return words;
  const tail = Math.min(18, Math.floor(limit / 2));
  return `${points.slice(0, limit - tail - 1).join("")}…${points.slice(-tail).join("")}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const text = (words: string): string => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
