import { priceOfOneName } from "../rings/price.js";

/**
 * How bits become a probability: logistic(intercept + slope · x), x the log2-odds that the account belongs to the ring, kept within floor and ceiling.
 *
 * Were all bits independent and all models true, slope would be ln 2 = 0.693 and the rest nothing (Bayes). They are not: the traces of one
 * visit depend on each other, so the odds are flattened (Platt 1999), and no sum of bits is worth more certainty than the cases it was
 * measured on. Intercept and slope were fitted by `npm run calibrate` to all proposals, watch included, of three worlds of development.
 */
export const calibration = { intercept: -1.13, slope: 0.525, floor: 0.01, ceiling: 0.999 } as const;

/** The log2-odds that an account belongs to a ring: its own evidence less what its name costs, the prior odds against it. */
export const log2OddsOf = (evidenceBits: number, population: number, ringSize: number): number => evidenceBits - priceOfOneName(population, ringSize);

/**
 * The probability that an account of a ring belongs to it, 0.01 to 0.999: rising with its evidence, falling with the price of its name.
 * @param evidenceBits what its own traces say for it, bits; may be negative
 * @param population N, accounts
 * @param ringSize accounts of the ring
 */
export function probabilityOf(evidenceBits: number, population: number, ringSize: number): number {
  const { intercept, slope, floor, ceiling } = calibration;
  const chance = 1 / (1 + Math.exp(-(intercept + slope * log2OddsOf(evidenceBits, population, ringSize))));
  return Math.min(ceiling, Math.max(floor, chance));
}
