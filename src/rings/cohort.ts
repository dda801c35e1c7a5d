import type { CohortView } from "./rules/cohort.js";

/** Registrations by quarter of an hour, in columns; quarters in which nobody joined are missing. Ascending. */
export interface QuarterCounts {
  /** Quarters of an hour since 1970. */
  quarter: ArrayLike<number>;
  joined: ArrayLike<number>;
  /** Of `joined` those whom nobody saw after their first day. */
  asleep: ArrayLike<number>;
  /** Of `joined` those who logged in later and did nothing. */
  warm: ArrayLike<number>;
}

/** What becomes of whoever joins and does nothing: nobody sees him after his first day, or he only logs in. */
export type SleepState = "asleep" | "warm";

/** A run of registrations; both quarters are in it. */
export interface RegistrationRun {
  from: number;
  to: number;
  view: CohortView;
}

/** Sleepers and everybody else by the value of one trait, and the sleepers themselves, in columns. */
export interface TraitCounts {
  trait: readonly string[];
  value: ArrayLike<number>;
  runCount: ArrayLike<number>;
  otherCount: ArrayLike<number>;
}

const quartersOfDay = 96;

/** Two hours around a quarter: three before, itself, four after. */
const around = { before: 3, after: 4 } as const;
const aroundQuarters = around.before + 1 + around.after;

/** A quarter may belong to a run from so many times the usual number on, and so many standard deviations of a count above it. */
const loud = { factor: 2.5, deviations: 5 } as const;

/** Quiet quarters inside a run; quarters that a run has at least. */
const gapQuarters = 2;
const minQuarters = 4;

/** Trait values say at most so much (natural logarithm of the odds); a sleeper is never surer of the hour alone than this. */
const traitLimit = 4;
const hourLimit = 0.995;

/** Of a value that the run has less often than everybody else so much of the usual share is left. */
const leastShare = 0.02;

/**
 * The runs of registrations, in ascending order, and the chance of each of their quarters that somebody who joined in it and is in that state since is of the run: one less
 * the usual number over the number. Usual is the median over all days of the same two hours of the day, or of the same weekday's where that is more.
 */
export function registrationRuns(counts: QuarterCounts): { runs: RegistrationRun[]; chanceOf: (quarter: number, state: SleepState) => number } {
  if (counts.quarter.length === 0) return { runs: [], chanceOf: () => 0 };
  const first = counts.quarter[0];
  const length = counts.quarter[counts.quarter.length - 1] - first + 1;
  const joined = new Float64Array(length);
  const asleep = new Float64Array(length);
  const warm = new Float64Array(length);
  for (let i = 0; i < counts.quarter.length; i++) {
    joined[counts.quarter[i] - first] = counts.joined[i];
    asleep[counts.quarter[i] - first] = counts.asleep[i];
    warm[counts.quarter[i] - first] = counts.warm[i];
  }
  const [joinedAround, asleepAround, warmAround] = [sumAround(joined), sumAround(asleep), sumAround(warm)];
  const [usualJoined, usualAsleep, usualWarm] = [usual(joinedAround, first), usual(asleepAround, first), usual(warmAround, first)];
  const sum = (values: Float64Array, from = 0, to = length - 1): number => values.subarray(from, to + 1).reduce((total, value) => total + value, 0);
  const usualCameBackShare = 1 - sum(asleep) / sum(joined);

  const isLoud = (at: number): boolean => asleepAround[at] > loud.factor * usualAsleep[at] && asleepAround[at] > usualAsleep[at] + loud.deviations * Math.sqrt(usualAsleep[at] + 1);
  const runs: RegistrationRun[] = [];
  for (let at = 0; at < length; at++) {
    if (!isLoud(at)) continue;
    let to = at;
    for (let next = at + 1; next < length && next - to <= gapQuarters; next++) if (isLoud(next)) to = next;
    if (to - at + 1 >= minQuarters) {
      const count = sum(asleep, at, to);
      const usualCount = sum(usualAsleep, at, to) / aroundQuarters;
      const more = Math.max(1, sum(joined, at, to) - sum(usualJoined, at, to) / aroundQuarters);
      let busiest = at;
      for (let i = at; i <= to; i++) if (asleep[i] > asleep[busiest]) busiest = i;
      runs.push({
        from: first + at, to: first + to,
        view: { asleepCount: count, usualCount, frontShare: asleep[busiest] / Math.max(1, asleepAround[busiest]), cameBackShare: Math.max(0, 1 - (count - usualCount) / more), usualCameBackShare },
      });
    }
    at = to;
  }
  const of = { asleep: [usualAsleep, asleepAround], warm: [usualWarm, warmAround] } as const;
  const chanceOf = (quarter: number, state: SleepState): number => Math.min(hourLimit, Math.max(0, 1 - of[state][0][quarter - first] / Math.max(1, of[state][1][quarter - first])));
  return { runs, chanceOf };
}

/** The sum of the two hours around each place. */
function sumAround(values: Float64Array): Float64Array {
  return values.map((_, at) => values.subarray(Math.max(0, at - around.before), at + around.after + 1).reduce((total, value) => total + value, 0));
}

/** Half of the values are at most this. */
function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** The median over the days of the same quarter of the day, or of the same weekday where that is more. */
function usual(values: Float64Array, first: number): Float64Array {
  const byPhase = (period: number): number[] => {
    const phases: number[][] = Array.from({ length: period }, () => []);
    values.forEach((value, at) => phases[(first + at) % period].push(value));
    return phases.map((phase) => (phase.length === 0 ? 0 : median(phase)));
  };
  const [daily, weekly] = [byPhase(quartersOfDay), byPhase(7 * quartersOfDay)];
  return values.map((_, at) => Math.max(daily[(first + at) % daily.length], weekly[(first + at) % weekly.length]));
}

/**
 * How each value of each trait changes the odds (natural logarithm) that a sleeper is of a run: its share among the sleepers of the runs, less what strangers who
 * joined in the same hours bring, over its share among everybody else who joined and fell silent (the mixture is known: only the runs' side is estimated).
 * @param strangerShare strangers among the sleepers of the runs, 0 to 1
 */
export function traitWeights(counts: TraitCounts, strangerShare: number): (trait: string, value: number) => number {
  const weights = new Map<string, number>();
  for (const trait of new Set(counts.trait)) {
    const places = Array.from(counts.trait.keys()).filter((place) => counts.trait[place] === trait);
    const total = (of: ArrayLike<number>): number => Math.max(1, places.reduce((sum, place) => sum + of[place], 0));
    const [runTotal, otherTotal] = [total(counts.runCount), total(counts.otherCount)];
    const others = places.map((place) => (counts.otherCount[place] + 1) / (otherTotal + places.length));
    const left = places.map((place, i) => Math.max(counts.runCount[place] / runTotal - strangerShare * others[i], leastShare * others[i]));
    const sum = left.reduce((one, other) => one + other, 0);
    places.forEach((place, i) => weights.set(`${trait} ${counts.value[place]}`, Math.max(-traitLimit, Math.min(traitLimit, Math.log(left[i] / sum / others[i])))));
  }
  return (trait, value) => weights.get(`${trait} ${value}`) ?? 0;
}

/** From a chance and added log-odds to a probability. */
export const withOdds = (chance: number, logOdds: number): number => (chance <= 0 ? 0 : 1 / (1 + Math.exp(-Math.log(chance / (1 - chance)) - logOdds)));

/** For each probability the mean of all that are at least as large, 0 to 1. */
export function meansOfSurer(probabilities: readonly number[]): number[] {
  const means: number[] = Array.from({ length: probabilities.length });
  let sum = 0;
  const places = [...probabilities.keys()].sort((one, other) => probabilities[other] - probabilities[one]);
  for (let from = 0, to = 0; from < places.length; from = to) {
    for (; to < places.length && probabilities[places[to]] === probabilities[places[from]]; to++) sum += probabilities[places[to]];
    for (let at = from; at < to; at++) means[places[at]] = sum / to;
  }
  return means;
}

/** Rounds in which the part of a run that came alike is fitted. */
const fitRounds = 30;

/**
 * The probability of each sleeper of one run that it came as the accepted runs came, where the run's part of such is not known: it is fitted from the sleepers
 * themselves (expectation and maximisation over one number; what a sleeper's traits say is known).
 * @param chances of the hour alone; logOdds what the traits say
 */
export function fitAlike(chances: readonly number[], logOdds: readonly number[]): number[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const prior = mean(chances);
  let share = prior;
  let probabilities: number[] = [...chances];
  for (let round = 0; round < fitRounds && share > 0 && prior > 0; round++) {
    // The hour tells the sleepers of one run apart, the share says how many there are.
    const shift = Math.log(share / (1 - share)) - Math.log(prior / (1 - prior));
    probabilities = chances.map((chance, i) => withOdds(chance, logOdds[i] + shift));
    share = Math.min(hourLimit, mean(probabilities));
  }
  return probabilities;
}
