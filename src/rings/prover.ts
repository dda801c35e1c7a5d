import type { Prove } from "./detection-trace.js";
import type { Holdings } from "./holdings.js";
import { RingRules, type RingRuleOptions } from "./ring-rules.js";
import { RingTest } from "./ring-test.js";

/** The ring test for groups that somebody hands over: no search, no refinement, the group as it is. */
export function prover(holdings: Holdings, options: RingRuleOptions): Prove {
  const test = new RingTest(holdings);
  const rules = new RingRules(test, holdings, options);
  return (accounts) => {
    const model = test.fit(Int32Array.from(accounts).sort());
    return { pass: rules.isRing(model), measured: { evidence_bits: model.evidence, price_bits: model.price, coordination_bits: model.coordination } };
  };
}
