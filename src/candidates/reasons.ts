import { kindSpec, type TraceKind } from "../traces/registry.js";
import type { Action } from "./action.js";

/** One key that speaks for an account: how many members of the ring hold it, and the bits that holding it adds for this account. */
export interface ReasonKey {
  kind: TraceKind;
  key: string;
  members: number;
  bits: number;
}

/** Why an account is a candidate; stored as `ban_candidate.reasons`. Bits are rounded to a tenth. */
export interface Reasons {
  bits_by_kind: Partial<Record<TraceKind, number>>;
  ring_size: number;
  /** Strongest first, at most five. */
  keys: ReasonKey[];
  /** One sentence for people. */
  summary: string;
}

/** At most this many keys go into the reasons; the whole list is in the investigators' file. */
export const keyLimit = 5;

export const tenth = (bits: number): number => Math.round(bits * 10) / 10;

/** What one kind adds up to for an account: its bits and the number of keys behind them. */
export interface KindSum {
  kind: TraceKind;
  bits: number;
  keyCount: number;
}

/**
 * Puts the reasons of one account together.
 * @param strongest its strongest ring keys, in any order; all but the first five are left out
 * @param sums its ring keys by kind, in any order
 */
export function reasonsFor(strongest: readonly ReasonKey[], sums: readonly KindSum[], ringSize: number, action: Action): Reasons {
  const keys = [...strongest].sort((one, other) => other.bits - one.bits || compareText(one.kind, other.kind) || compareText(one.key, other.key));
  const kinds = [...sums].sort((one, other) => other.bits - one.bits || compareText(one.kind, other.kind));
  // Taste is what the others would also do; what ties and what coordinates is said first.
  const said = [...kinds].sort((one, other) => Number(kindSpec(one.kind).proves === "taste") - Number(kindSpec(other.kind).proves === "taste"));
  const parts = said.filter((sum) => sum.bits > 0).map((sum) => `${kindSpec(sum.kind).phrase}${sum.keyCount > 1 ? ` (${sum.keyCount} times)` : ""}`);
  return {
    bits_by_kind: Object.fromEntries(kinds.map((sum) => [sum.kind, tenth(sum.bits)])),
    ring_size: ringSize,
    keys: keys.slice(0, keyLimit).map((key) => ({ ...key, bits: tenth(key.bits) })),
    summary: `${action === "watch" ? "Is tied to" : "Acts as one with"} ${ringSize - 1} other accounts; shares with some of them ${list(parts)}.`,
  };
}

function list(parts: string[]): string {
  if (parts.length < 2) return parts[0] ?? "nothing of weight";
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
