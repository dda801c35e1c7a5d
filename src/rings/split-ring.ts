import { communityAccounts, findCommunities } from "../graph/find-communities.js";
import { findComponents } from "../graph/find-components.js";
import type { EdgeList } from "../graph/edge-list.js";
import { joinAccounts } from "./account-list.js";
import type { Holdings, KindRule } from "./holdings.js";
import { gain } from "./refine-ring.js";
import type { RingModel } from "./ring-test.js";

/** Holders of one key are linked to this many next ones: enough to keep them in one piece. */
const reach = 3;

/** Which of a ring's kinds draw its graph. Taste never does: two rings with the same customers are two rings. */
type Draws = (rule: KindRule) => boolean;
const all: Draws = ({ proves }) => proves !== "taste";
const moments: Draws = ({ proves }) => proves === "coordination";
const anything: Draws = () => true;

/**
 * The graph that a ring's own accepted keys draw between its accounts: holders of a key in ascending order are linked to their next few
 * neighbours by the key's bits.
 */
export function ringEdges(model: RingModel, holdings: Holdings, draws: Draws = all): EdgeList {
  const members = new Set(model.accounts);
  const weights = new Map<number, number>();
  for (const accepted of model.keys) {
    if (!draws(holdings.kinds[holdings.kind[accepted.key]]) || accepted.holderBits <= 0) continue;
    const held: number[] = [];
    for (let i = holdings.keyStart[accepted.key]; i < holdings.keyStart[accepted.key + 1]; i++) {
      if (members.has(holdings.keyAccounts[i])) held.push(holdings.keyAccounts[i]);
    }
    for (let i = 0; i < held.length; i++) {
      for (let step = 1; step <= reach && i + step < held.length; step++) {
        const name = held[i] * holdings.accountTotal + held[i + step];
        weights.set(name, (weights.get(name) ?? 0) + accepted.holderBits);
      }
    }
  }
  const names = Float64Array.from(weights.keys()).sort();
  return {
    a: Int32Array.from(names, (name) => Math.floor(name / holdings.accountTotal)),
    b: Int32Array.from(names, (name) => name % holdings.accountTotal),
    weight: Float64Array.from(names, (name) => weights.get(name)!),
  };
}

/** The pieces into which a ring's own graph falls: its components, each cut by Louvain; one piece where it does not fall. */
export function ringPieces(model: RingModel, holdings: Holdings, seed: number, draws: Draws = all): Int32Array[] {
  return findComponents(ringEdges(model, holdings, draws)).flatMap((component) => communityAccounts(component, findCommunities(component, { seed })));
}

/** The parts of a ring that share no key with each other, the largest first; of accounts that share none with anybody there is no part. */
export const unlinkedParts = (model: RingModel, holdings: Holdings): Int32Array[] => findComponents(ringEdges(model, holdings, anything)).map(({ accounts }) => accounts);

/**
 * Splits a ring that is several: where its pieces, refined on their own, together exceed their prices by more than the whole does, they take its
 * place, and each is tried again. Two rings that meet on one target are cheaper to describe as two.
 *
 * @param refine from accounts to a ring model, or undefined where there is none
 * @param isNeighbour whether a piece of a ring is people beside it; see RingRules
 * @param separation how rings that do not act together are told apart; undefined: they are not
 */
export function splitRing(model: RingModel, holdings: Holdings, seed: number, refine: Refine, isNeighbour: PieceTest, separation: Separation | undefined, depth = 0): RingModel[] {
  if (depth >= 8) return [model];
  const again = (part: RingModel): RingModel[] => splitRing(part, holdings, seed, refine, isNeighbour, separation, depth + 1);
  const pieces = ringPieces(model, holdings, seed);
  const rest = withoutNeighbours(model, pieces, refine, isNeighbour);
  if (rest !== undefined) return again(rest);
  const apart = separation === undefined ? undefined : separateRings(model, ringPieces(model, holdings, seed, moments), refine, separation);
  if (apart !== undefined) return apart.flatMap(again);
  if (pieces.length < 2) return [model];
  const parts = pieces.map(refine).filter((part) => part !== undefined);
  const disjoint = withoutRepeats(parts);
  if (disjoint.length < 2 || disjoint.reduce((sum, part) => sum + gain(part), 0) <= gain(model)) return [model];
  return disjoint.flatMap((part) => (part.accounts.length < model.accounts.length ? again(part) : [part]));
}

type Refine = (accounts: Int32Array) => RingModel | undefined;
type PieceTest = (piece: Int32Array, rest: Int32Array) => boolean;

/** Rings above this many accounts are not looked at piece by piece: in them nobody's neighbours are many. */
const pieceLimit = 500;

/**
 * The ring without the pieces that are only its neighbours: an agency whose rooms a ring visits, a phone shop that opened on the days of its
 * registration. Such a piece pays for its names with machines and batches of its own. Undefined where there is no such piece, or what is left is no ring.
 */
function withoutNeighbours(model: RingModel, pieces: Int32Array[], refine: Refine, isNeighbour: PieceTest): RingModel | undefined {
  if (model.accounts.length > pieceLimit) return undefined;
  const out = new Set<number>();
  for (const piece of pieces) {
    if (piece.length * 2 > model.accounts.length) continue;
    const inPiece = new Set(piece);
    if (isNeighbour(piece, model.accounts.filter((account) => !inPiece.has(account)))) for (const account of piece) out.add(account);
  }
  if (out.size === 0 || out.size === model.accounts.length) return undefined;
  const rest = refine(model.accounts.filter((account) => !out.has(account)));
  if (rest === undefined) return undefined;
  const back = rest.accounts.reduce((sum, account) => sum + Number(out.has(account)), 0);
  return back * 2 < out.size ? rest : undefined;
}

/** How the rings that one proposal holds are told apart. */
export interface Separation {
  /** Whether two groups of accounts act as one. */
  actTogether: (one: Int32Array, other: Int32Array) => boolean;
  /** Whether a group is hardly more than accounts that were created together: the batches of one bulk registration share no moment, and are one ring. */
  isBatch: (accounts: Int32Array) => boolean;
}

/**
 * The rings that a ring's pieces are where they do not act together: two operators at one hosting provider pay for their names with one subnet,
 * and are two rings all the same. Pieces that act together, directly or through others, are one group, and so are all batches. Groups that
 * are no ring on their own are tried together, and stay with the largest where they are none. Empty where no group is a ring; undefined where there
 * is one group or one ring: nothing to tell apart.
 */
function separateRings(model: RingModel, pieces: Int32Array[], refine: Refine, { actTogether, isBatch }: Separation): RingModel[] | undefined {
  const groups: Int32Array[][] = [];
  for (const piece of pieces) {
    const group: Int32Array[] = [piece];
    for (let i = groups.length - 1; i >= 0; i--) if (groups[i].some((other) => actTogether(piece, other))) group.push(...groups.splice(i, 1)[0]);
    groups.push(group);
  }
  const acting: Int32Array[] = [];
  const batches: Int32Array[] = [];
  for (const group of groups.map(joinAccounts)) (isBatch(group) ? batches : acting).push(group);
  const [largest, ...others] = [...acting, ...(batches.length > 0 ? [joinAccounts(batches)] : [])]
    .sort((one, other) => other.length - one.length || one[0] - other[0]);
  if (others.length === 0) return undefined;
  const rings: RingModel[] = [];
  const inPieces = new Set(pieces.flatMap((piece) => [...piece]));
  const none: Int32Array[] = [model.accounts.filter((account) => !inPieces.has(account))];
  for (const group of others) {
    const ring = refine(group);
    if (ring === undefined) none.push(group);
    else rings.push(ring);
  }
  const left = refine(joinAccounts(none));
  const first = refine(left === undefined ? joinAccounts([largest, ...none]) : largest);
  const separate = withoutRepeats([first, left, ...rings].filter((ring) => ring !== undefined));
  return separate.length === 1 ? undefined : separate;
}

/** Pieces may grow into one another when refined: of overlapping parts the one with the larger gain stays. */
function withoutRepeats(parts: RingModel[]): RingModel[] {
  const taken = new Set<number>();
  return [...parts]
    .sort((one, other) => gain(other) - gain(one) || one.accounts[0] - other.accounts[0])
    .filter((part) => {
      let shared = 0;
      for (const account of part.accounts) if (taken.has(account)) shared++;
      if (shared * 2 > part.accounts.length) return false;
      for (const account of part.accounts) taken.add(account);
      return true;
    });
}
