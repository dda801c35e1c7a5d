import { operatorOverPeople, operatorOverTies } from "./operator-over-people.js";
import type { Verdict } from "./rule.js";

/**
 * How many of a run's rings may be expected to be people, 0 or more: the sum over rings of 1 / (1 + 2^bits), bits being what the scorecard says for one
 * operator against people (`operator-card.ts`); a ring that the card was not asked about (a flood) counts as 2^-margin.
 *
 * It is the card's own statement. The evidence of the ring test is not in it, nor 2^-margin for each ring that was found by ties: that bound
 * assumes strangers who are independent, and was off by four orders of magnitude on worlds with organised people.
 * @param rings the verdicts of each ring
 */
export function expectedFalseRings(rings: readonly (readonly Verdict[])[], marginBits: number): number {
  const asked = new Set([operatorOverPeople.name, operatorOverTies.name]);
  return rings.reduce((sum, verdicts) => {
    const card = verdicts.find((verdict) => asked.has(verdict.rule));
    return sum + (card === undefined ? 2 ** -marginBits : 1 / (1 + 2 ** card.measured));
  }, 0);
}
