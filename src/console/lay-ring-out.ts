import { UndirectedGraph } from "graphology";
import forceAtlas2Module from "graphology-layout-forceatlas2";
import { seededRandom } from "../graph/random.js";
import { kindNames, kindSpec, type TraceKind } from "../traces/registry.js";

// The package is CommonJS: its function is the module itself at run time, its declaration calls that "default".
const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;

export interface RingPicture {
  ring: { ring_id: string; size: number; evidence_bits: number; price_bits: number; first_seen_at?: string | null; status?: string };
  /** Strongest first. */
  members: readonly { account_id: string; role: string; evidence_bits: number; action?: string | null }[];
  /** Which member holds which key; the ring's strongest keys only. */
  holdings: readonly { account_id: string; kind: string; key: string; source?: string; bits: number; member_count: number; first_at?: string }[];
  /** Of the start positions. Default 1; the same input and seed give the same bytes. */
  seed?: number;
}

/** More accounts than this are too many to look at: the strongest are drawn, and the picture says so. */
export const accountLimit = 400;
/** As many keys at most. */
export const keyLimit = 60;
/** As many links at most; the strongest keys' first. */
const linkLimit = 6000;

/** The size of the scene; a node's middle is inside it. */
export interface Field {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Spot {
  x: number;
  y: number;
}

/** An account in its place. */
export interface DrawnAccount extends Spot {
  member: RingPicture["members"][number];
  radius: number;
  /** The kind that ties it most; undefined where it holds none of the drawn keys. */
  kind: TraceKind | undefined;
}

/** A key in its place. */
export interface DrawnKey extends Spot {
  kind: TraceKind;
  key: string;
  bits: number;
  memberCount: number;
  /** When the first of its holders left the trace, ISO; undefined: unknown. */
  firstAt: string | undefined;
  side: number;
  /** Places of its holders among the drawn accounts. */
  holders: number[];
}

/** A ring laid out: the same for the picture, the page and the graph files. Strongest first. */
export interface RingScene {
  accounts: DrawnAccount[];
  keys: DrawnKey[];
}

/** The colour of an account that holds none of the drawn keys. */
export const plainColour = "#b8bec5";

/**
 * Lays a ring out: its strongest accounts around the strongest keys that they share, by ForceAtlas2 (Jacomy et al. 2014), run until it rests,
 * from seeded positions.
 */
export function layRingOut(picture: RingPicture, field: Field): RingScene {
  const members = picture.members.slice(0, accountLimit);
  const keys = chooseKeys(picture.holdings, new Set(members.map((member) => member.account_id)));
  const places = layOut(members.map((member) => member.account_id), keys, picture.seed ?? 1, field);
  const strongest = strongestKinds(keys);
  const mostEvidence = Math.max(1, ...members.map((member) => member.evidence_bits));
  const mostBits = Math.max(1, ...keys.map((key) => key.bits));
  const scale = members.length > 150 ? 0.72 : members.length > 60 ? 0.85 : 1;
  const at = (node: string): Spot => {
    const { x, y } = places.get(node) as Spot;
    return { x, y };
  };
  const numbers = new Map(members.map((member, at) => [member.account_id, at]));
  return {
    accounts: members.map((member) => ({
      ...at(`account ${member.account_id}`), member, kind: strongest.get(member.account_id),
      radius: scale * (4.5 + 4.5 * Math.sqrt(Math.max(0, member.evidence_bits) / mostEvidence)),
    })),
    keys: keys.map(({ id, kind, key, bits, memberCount, firstAt, holders }) => ({
      ...at(id), kind, key, bits, memberCount, firstAt, side: 9 + 11 * Math.sqrt(Math.max(0, bits) / mostBits), holders: holders.map((holder) => numbers.get(holder) as number),
    })),
  };
}

interface ChosenKey {
  id: string;
  kind: TraceKind;
  key: string;
  bits: number;
  memberCount: number;
  firstAt: string | undefined;
  holders: string[];
}

/**
 * The strongest keys that at least two drawn accounts hold. Mere taste is left out where anything else ties the ring: it explains the
 * least and has the most lines.
 */
function chooseKeys(holdings: RingPicture["holdings"], drawn: ReadonlySet<string>): ChosenKey[] {
  const keys = new Map<string, ChosenKey>();
  for (const { account_id, kind, key, bits, member_count, first_at } of holdings) {
    if (!drawn.has(account_id) || !(kindNames as string[]).includes(kind)) continue;
    const id = `key ${kind} ${key}`;
    let known = keys.get(id);
    if (known === undefined) keys.set(id, (known = { id, kind: kind as TraceKind, key, bits, memberCount: member_count, firstAt: first_at, holders: [] }));
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
function strongestKinds(keys: readonly ChosenKey[]): Map<string, TraceKind> {
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

/** What each account that holds none of the drawn keys takes, in rows at the bottom. */
const untiedRoom = 22;

/** Positions inside the field, by node. */
function layOut(accounts: readonly string[], keys: readonly ChosenKey[], seed: number, field: Field): Map<string, { x: number; y: number }> {
  const random = seededRandom(seed);
  const graph = new UndirectedGraph();
  const place = (node: string, size: number): void => {
    const angle = 2 * Math.PI * random();
    const distance = 100 * Math.sqrt(random());
    graph.addNode(node, { x: distance * Math.cos(angle), y: distance * Math.sin(angle), size });
  };
  for (const key of keys) place(key.id, 3);
  const tied = new Set(keys.flatMap((key) => key.holders));
  for (const account of accounts) if (tied.has(account)) place(`account ${account}`, 2);
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
  const untied = accounts.filter((account) => !tied.has(account));
  // Nothing draws them to the others: left free they would fly far off and leave no room for the rest.
  const rows = Math.ceil((untied.length * untiedRoom) / Math.max(1, field.right - field.left - 2 * untiedRoom));
  const spots = fit(graph, positions(graph), { ...field, bottom: field.bottom - rows * untiedRoom });
  untied.forEach((account, at) => {
    const inRow = Math.ceil(untied.length / rows);
    spots.set(`account ${account}`, { x: (field.left + field.right) / 2 + ((at % inRow) - (inRow - 1) / 2) * untiedRoom, y: field.bottom - (Math.floor(at / inRow) + 0.5) * untiedRoom });
  });
  return spots;
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
function fit(graph: UndirectedGraph, list: Positions, field: Field): Map<string, { x: number; y: number }> {
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
