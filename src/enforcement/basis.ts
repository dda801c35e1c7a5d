import type { FeedRow } from "./feed.js";

/** One approval that an effect rests on. */
interface Approval {
  by: string;
  at: string;
  /** True: a restriction that left without a person. */
  automatic?: boolean;
  /** The review of the whole ring, how many accounts it drew, and the sha-256 of their list as JSON. */
  review?: number;
  drawn?: number;
  draw?: string;
}

/** What a row of the feed rests on. */
export interface Basis {
  proposed_by?: string;
  approvals?: Approval[];
  lifted_by?: string;
  /** Where the ledger stood, `link:hash`; null: it was empty. */
  ledger: string | null;
}

/** @throws SyntaxError where it is no JSON */
export const basisOf = (row: Pick<FeedRow, "basis">): Basis | undefined => (row.basis === null ? undefined : (JSON.parse(row.basis) as Basis));

/**
 * Why the approvals that a row names do not carry its effect; undefined where they do: a ban needs those of two users who did not propose it, anything else one,
 * or none where it is a restriction that expires. A row of before there was a basis carries none, and none can follow one that has it.
 * @param approvers whose approvals count; undefined: everybody's. Kept with the consumer, they are out of reach of whoever owns the database.
 */
export function basisFault(row: FeedRow, basedBefore: boolean, approvers?: ReadonlySet<string>): string | undefined {
  let basis: Basis | undefined;
  try {
    basis = basisOf(row);
  } catch {
    return "what it rests on cannot be read";
  }
  if (basis === undefined) return basedBefore || approvers !== undefined ? "does not say what it rests on" : undefined;
  if (row.effect === "lift") return undefined;
  const approvals = Array.isArray(basis.approvals) ? basis.approvals : [];
  const people = new Set(approvals.filter((one) => one.automatic !== true && typeof one.by === "string" && (approvers === undefined || approvers.has(one.by))).map((one) => one.by));
  if (row.action === "ban") {
    people.delete(basis.proposed_by ?? "");
    return people.size >= 2 ? undefined : `is a ban with the approvals of ${people.size} who count, and needs those of two who did not propose it`;
  }
  if (people.size >= 1 || (row.action === "restrict" && row.expires_at !== null && approvals.some((one) => one.automatic === true))) return undefined;
  return "is approved by nobody who counts";
}
