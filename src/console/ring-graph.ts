import type { RingAccountRow, RingKeyRow, RingRow, RingThingRow, RingTieRow } from "../duckdb/snapshot-row.js";
import { kindNames, kindSpec, type TraceKind } from "../traces/registry.js";
import { formatBits, formatKey } from "./format-value.js";
import { plainColour, type DrawnAccount, type RingScene } from "./lay-ring-out.js";
import { printable } from "./printable.js";
import { xmlHolds } from "./xml-text.js";

/** What a file format knows of an attribute's type. */
export type GraphType = "string" | "boolean" | "long" | "double";
export type GraphValue = string | number | boolean | null | undefined;

/** A graph for other programs: what every format can say. Nodes and edges are numbered by their places. */
export interface RingGraph {
  title: string;
  description: string;
  /** Attributes of nodes and of edges, in their order; a missing value is left out. */
  nodeFields: Readonly<Record<string, GraphType>>;
  edgeFields: Readonly<Record<string, GraphType>>;
  nodes: { label: string; colour: string; size: number; place?: { x: number; y: number } | undefined; values: Readonly<Record<string, GraphValue>> }[];
  edges: { source: number; target: number; weight: number; values: Readonly<Record<string, GraphValue>> }[];
}

/** What a ring's graph is made of. */
export interface RingGraphInput {
  ring: RingRow;
  accounts: readonly RingAccountRow[];
  /** Where things lie in the picture; the nodes that are drawn there get the same place. */
  scene: RingScene;
}

const accountFields = {
  type: "string", account_id: "string", escaped: "boolean", ring_id: "string", role: "string", evidence_bits: "double", action: "string", probability: "double", state: "string", reason: "string",
  created_at: "string", protected: "boolean", closed_at: "string", login_count: "long", action_count: "long",
} as const satisfies Record<string, GraphType>;

const thingFields = {
  kind: "string", key: "string", source: "string", proves: "string", bits: "double", member_count: "long", under_count: "long", outside_count: "long", outside_under_count: "long",
  key_probability: "double", first_at: "string", last_at: "string",
} as const satisfies Record<string, GraphType>;

/**
 * The accounts of a ring and what ties them, pair by pair: `bits` over all kinds, and by kind. Ties are those of the night: a key with many accounts ties each to a few others only.
 */
export function accountGraph(input: RingGraphInput, ties: readonly RingTieRow[]): RingGraph {
  const { ring, accounts } = input;
  const kinds = kindNames.filter((kind) => ties.some((tie) => tie.kind === kind));
  const numbers = new Map(accounts.map((account, at) => [account.account_id, at]));
  const pairs = new Map<string, { source: number; target: number; bits: Map<string, number> }>();
  for (const tie of ties) {
    const [source, target] = [numbers.get(tie.account_id), numbers.get(tie.other_account_id)];
    if (source === undefined || target === undefined) continue;
    const id = `${source} ${target}`;
    let pair = pairs.get(id);
    if (pair === undefined) pairs.set(id, (pair = { source, target, bits: new Map() }));
    pair.bits.set(tie.kind, tie.bits);
  }
  return {
    title: `Ring ${ring.ring_id}: accounts`,
    description: `${describe(ring)} Edges: what ties two accounts, in bits, by kind.`,
    nodeFields: accountFields,
    edgeFields: { bits: "double", kinds: "string", ...Object.fromEntries(kinds.map((kind) => [`${kind}_bits`, "double" as const])) },
    nodes: accountNodes(input),
    edges: [...pairs.values()].map(({ source, target, bits }) => {
      const strongest = [...bits].sort((one, other) => other[1] - one[1]);
      const sum = round(strongest.reduce((total, [, value]) => total + value, 0));
      return { source, target, weight: Math.max(sum, leastWeight), values: { bits: sum, kinds: strongest.map(([kind]) => kind).join(", "), ...Object.fromEntries(strongest.map(([kind, value]) => [`${kind}_bits`, value])) } };
    }),
  };
}

/** The accounts of a ring and every key that counts for it as nodes; an edge says that the account holds the key, and when. */
export function thingGraph(input: RingGraphInput, keys: readonly RingKeyRow[], things: readonly RingThingRow[]): RingGraph {
  const { ring, accounts, scene } = input;
  const numbers = new Map(accounts.map((account, at) => [account.account_id, at]));
  const keyNumbers = new Map(keys.map((key, at) => [`${key.kind} ${key.key}`, at]));
  const drawn = new Map(scene.keys.map((key) => [`${key.kind} ${key.key}`, key]));
  const most = Math.max(1, ...keys.map((key) => key.bits));
  return {
    title: `Ring ${ring.ring_id}: accounts and what they share`,
    description: `${describe(ring)} Edges: the account holds the key; weight: the key's bits by holder.`,
    nodeFields: { ...accountFields, ...thingFields },
    edgeFields: { kind: "string", first_at: "string", last_at: "string" },
    nodes: [
      ...accountNodes(input),
      ...keys.map((key) => {
        const spec = (kindNames as string[]).includes(key.kind) ? kindSpec(key.kind as TraceKind) : undefined;
        return {
          label: printable(formatKey(key.kind, key.key, key.first_at ?? undefined), 60), colour: spec?.colour ?? plainColour, size: round(8 + 12 * Math.sqrt(Math.max(0, key.bits) / most)), place: placeOf(drawn.get(`${key.kind} ${key.key}`)),
          values: {
            type: "thing", escaped: !xmlHolds(key.key), ring_id: ring.ring_id, kind: key.kind, key: key.key, source: key.source, proves: spec?.proves, bits: key.bits, member_count: key.member_count,
            under_count: key.under_count, outside_count: key.outside_count, outside_under_count: key.outside_under_count, key_probability: key.probability, first_at: key.first_at, last_at: key.last_at,
          },
        };
      }),
    ],
    edges: things.flatMap((thing) => {
      const [source, at] = [numbers.get(thing.account_id), keyNumbers.get(`${thing.kind} ${thing.key}`)];
      if (source === undefined || at === undefined) return [];
      return [{ source, target: accounts.length + at, weight: Math.max(round(keys[at].bits / keys[at].member_count), leastWeight), values: { kind: thing.kind, first_at: thing.first_at, last_at: thing.last_at } }];
    }),
  };
}

/** Programs that read graphs take a weight of nothing, or less, for a mistake. */
const leastWeight = 0.001;

function accountNodes({ ring, accounts, scene }: RingGraphInput): RingGraph["nodes"] {
  const places = new Map(scene.accounts.map((account) => [account.member.account_id, account]));
  return accounts.map((account) => accountNode(ring, account, places.get(account.account_id)));
}

function accountNode(ring: RingRow, account: RingAccountRow, drawn: DrawnAccount | undefined): RingGraph["nodes"][number] {
  return {
    label: printable(account.account_id, 60), colour: drawn?.kind === undefined ? plainColour : kindSpec(drawn.kind).colour, size: round(drawn?.radius ?? 4.5), place: placeOf(drawn),
    values: {
      type: "account", account_id: account.account_id, escaped: !xmlHolds(account.account_id), ring_id: ring.ring_id, role: account.role, evidence_bits: account.evidence_bits, action: account.action,
      probability: account.probability, state: account.state, reason: account.summary, created_at: account.created_at, protected: account.protected, closed_at: account.closed_at,
      login_count: account.login_count, action_count: account.action_count,
    },
  };
}

/** In these formats y grows upwards. */
const placeOf = (drawn: { x: number; y: number } | undefined): { x: number; y: number } | undefined => (drawn === undefined ? undefined : { x: round(drawn.x), y: round(-drawn.y) });

const describe = (ring: RingRow): string => `${ring.size} accounts, ${formatBits(ring.evidence_bits)} bits of evidence against a price of ${formatBits(ring.price_bits)}, run ${ring.last_run_id}.`;

const round = (value: number): number => Math.round(value * 1000) / 1000;
