/** How a search came to its rings: groups of account numbers, each ascending. For measuring where true rings are lost; nothing decides by it. */
export interface DetectionTrace {
  /** Every group that was tried. */
  proposals: readonly Int32Array[];
  /** Groups that passed the ring test, before overlapping ones were resolved and anybody was judged. */
  accepted: readonly Int32Array[];
}

/** What the ring test says to a group that is handed over as it is. */
export interface Verdict {
  pass: boolean;
  /** What was measured, by name: bits, counts, shares. */
  measured: Readonly<Record<string, number>>;
}

/** Hands a group of account numbers over to the ring test. */
export type Prove = (accounts: Int32Array) => Verdict;
