/** What a rule said of one group or account: the number that it looked at, the number that it asks for, and whether that holds. */
export interface Verdict {
  rule: string;
  pass: boolean;
  measured: number;
  threshold: number;
  /** What the number is made of, where it is a sum: each line for itself, in words for people. */
  parts?: readonly { name: string; says: string; bits: number }[];
}

/** Where in the search a rule is asked. */
export type RuleStage = "accept" | "account";

/**
 * One rule: a question with a number. Pure; a view is everything that it may know.
 * A verdict is kept with the ring, so that people see what passed by how much.
 */
export interface Rule<View> {
  name: string;
  stage: RuleStage;
  /** When, then, because, against whom: one sentence for people. */
  reason: string;
  /** The paper or the measurement that it rests on. */
  source: string;
  /** Every number that it decides by, with the unit in the name. */
  thresholds: Readonly<Record<string, number>>;
  decide(view: View): Omit<Verdict, "rule">;
}

/** Asks every rule, in the order of the list; all are asked, so that a near miss is seen whole. */
export function askRules<View>(rules: readonly Rule<View>[], view: View): Verdict[] {
  return rules.map((rule) => ({ rule: rule.name, ...rule.decide(view) }));
}

/** Whether every rule passed. */
export const allPass = (verdicts: readonly Verdict[]): boolean => verdicts.every((verdict) => verdict.pass);
