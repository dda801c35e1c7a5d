import { communityAccounts, findCommunities } from "../graph/find-communities.js";
import { findComponents } from "../graph/find-components.js";
import type { EdgeList } from "../graph/edge-list.js";
import type { Holdings } from "./holdings.js";
import { gain } from "./refine-ring.js";
import type { RingModel } from "./ring-test.js";

/** Holders of one key are linked to this many next ones: enough to keep them in one piece. */
const reach = 3;

/**
 * The graph that a ring's own accepted keys draw between its accounts: holders of a key in ascending order are linked to their next few
 * neighbours by the key's bits. Taste draws nothing: two rings with the same customers are two rings.
 */
export function ringEdges(model: RingModel, holdings: Holdings): EdgeList {
  const members = new Set(model.accounts);
  const weights = new Map<number, number>();
  for (const accepted of model.keys) {
    if (holdings.kinds[holdings.kind[accepted.key]].proves === "taste" || accepted.holderBits <= 0) continue;
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
export function ringPieces(model: RingModel, holdings: Holdings, seed: number): Int32Array[] {
  return findComponents(ringEdges(model, holdings)).flatMap((component) => communityAccounts(component, findCommunities(component, { seed })));
}

/**
 * Splits a ring that is several: where its pieces, refined on their own, together exceed their prices by more than the whole does, they take its
 * place, and each is tried again. Two rings that meet on one target are cheaper to describe as two.
 *
 * @param refine from accounts to a ring model, or undefined where there is none
 * @param isNeighbour whether a piece of a ring is people beside it; see findRings
 */
export function splitRing(model: RingModel, holdings: Holdings, seed: number, refine: (accounts: Int32Array) => RingModel | undefined, isNeighbour: (piece: Int32Array, rest: Int32Array) => boolean, depth = 0): RingModel[] {
  if (depth >= 8) return [model];
  const pieces = ringPieces(model, holdings, seed);
  if (pieces.length < 2) return [model];
  const rest = withoutNeighbours(model, pieces, refine, isNeighbour);
  if (rest !== undefined) return splitRing(rest, holdings, seed, refine, isNeighbour, depth + 1);
  const parts = pieces.map(refine).filter((part) => part !== undefined);
  const disjoint = withoutRepeats(parts);
  if (disjoint.length < 2 || disjoint.reduce((sum, part) => sum + gain(part), 0) <= gain(model)) return [model];
  return disjoint.flatMap((part) => (part.accounts.length < model.accounts.length ? splitRing(part, holdings, seed, refine, isNeighbour, depth + 1) : [part]));
}

/** Rings above this many accounts are not looked at piece by piece: in them nobody's neighbours are many. */
const pieceLimit = 500;

/**
 * The ring without the pieces that are only its neighbours: an agency whose rooms a ring visits, a phone shop that opened on the days of its
 * registration. Such a piece pays for its names with machines and batches of its own. Undefined where there is no such piece, or what is left is no ring.
 */
function withoutNeighbours(model: RingModel, pieces: Int32Array[], refine: (accounts: Int32Array) => RingModel | undefined, isNeighbour: (piece: Int32Array, rest: Int32Array) => boolean): RingModel | undefined {
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
