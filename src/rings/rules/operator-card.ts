import type { GroupView } from "./group-view.js";

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const log2Odds = (share: number): number => Math.log2(share / (1 - share));

/** One line of the card: what is measured, in which range it counts, and what a unit of it says for an operator, bits. */
export interface CardLine {
  name: string;
  /** For people: what speaks for an operator here. */
  says: string;
  measure(view: GroupView): number;
  low: number;
  high: number;
  bitsPerUnit: number;
}

/** Acts of the population that are laid on either side before a group's share of unseen acts is taken: a handful of acts says little. */
const unseenPrior = 10;

/**
 * What tells an operator's accounts from people who live, work, study or watch together, as a scorecard: bits of the logarithm of the odds,
 * each line for itself. A logistic regression with weights of one sign only, fitted to groups that act together in worlds of four generators
 * that do not know each other, every generator with the same weight. Leaving any of the four out moved no weight by more than its half but for
 * `joint_share` and `shared_acts`; the weights with each left out are in `../README.md`.
 *
 * What people do is measured against the source itself: its own share of unseen acts, its own usual number of acts.
 * Not in it, because it changes its sign between generators: own networks, weekly timetable, days of co-presence, dormancy, evenness of registration.
 */
export const operatorCard: readonly CardLine[] = [
  { name: "joint_days", says: "acts together on several days", measure: (view) => view.jointDayCount - 1, low: 0, high: 3, bitsPerUnit: 1.1 },
  { name: "joint_share", says: "most of it acts each time", measure: (view) => view.jointShare, low: 0.1, high: 0.6, bitsPerUnit: 1.7 },
  { name: "obscurity", says: "its targets have hardly another public", measure: (view) => 8 - Math.log2(view.publicSize === 0 ? 1024 : view.publicSize), low: -2, high: 4, bitsPerUnit: 0.5 },
  { name: "unseen", says: "acts on what it never looked at", measure: unseenLog2Odds, low: 0, high: 4, bitsPerUnit: 1.2 },
  { name: "shared_acts", says: "does little but what the others do", measure: (view) => 1 - clamp(view.besideShare, 0, 0.6), low: 0.4, high: 1, bitsPerUnit: 1 },
  { name: "no_life", says: "its accounts have no targets of their own", measure: (view) => 1 - clamp(view.aliveShare, 0, 0.8), low: 0.2, high: 1, bitsPerUnit: 0.8 },
  { name: "machines", says: "lives on machines that others use too", measure: (view) => 1 - view.ownMachineShare, low: 0, high: 1, bitsPerUnit: 3.5 },
  { name: "quiet", says: "does little at all", measure: (view) => 2 - clamp(Math.log2((1 + view.medianActCount) / (1 + view.population.medianActCount)), -1, 3.5), low: -1.5, high: 3, bitsPerUnit: 3.5 },
];

/** The odds before anything is looked at, bits: of the groups that act together, one in four thousand is an operator's. */
export const cardStartBits = -12;

function unseenLog2Odds(view: GroupView): number {
  const { unseenShare } = view.population;
  const share = (view.unseenCount + unseenPrior * unseenShare) / (view.activeCount + unseenPrior);
  return log2Odds(clamp(share, 1e-6, 1 - 1e-6)) - log2Odds(unseenShare);
}

/** What each line says of a group, bits. */
export const cardBits = (view: GroupView): { line: CardLine; bits: number }[] =>
  operatorCard.map((line) => ({ line, bits: line.bitsPerUnit * clamp(line.measure(view), line.low, line.high) }));

/** The card's sum: bits for one operator against the people that are most like them; above 0 an operator is the likelier. */
export const operatorBits = (view: GroupView): number => cardBits(view).reduce((sum, { bits }) => sum + bits, cardStartBits);

/** The card as parts of a verdict. */
export const cardParts = (view: GroupView): { name: string; says: string; bits: number }[] => cardBits(view).map(({ line, bits }) => ({ name: line.name, says: line.says, bits }));
