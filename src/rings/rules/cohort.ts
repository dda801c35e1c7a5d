import type { Rule } from "./rule.js";

/** What is known of a run of registrations: adjacent quarters of an hour in which far more join than usual and are not seen again. */
export interface CohortView {
  /** Accounts of it that nobody saw after their first day, and how many of such a usual time of these quarters has. */
  asleepCount: number;
  usualCount: number;
  /** The busiest quarter's part of the two hours around it, 0 to 1. */
  frontShare: number;
  /** Of those who joined beyond the usual number the share that was seen after the first day, and the same share of everybody. */
  cameBackShare: number;
  usualCameBackShare: number;
}

/** How far the sleepers of a run came as those of accepted runs. */
export interface AlikeView {
  sleeperCount: number;
  /** How many of them came so: the sum of their probabilities once the run's own part is fitted. */
  alikeCount: number;
}

/** One sleeper of an accepted run. */
export interface SleeperView {
  /** That it is of the run and no stranger who joined in the same hours, 0 to 1 (`sleeperProbabilities`). */
  probability: number;
  /** The mean probability of all that are at least as sure, itself included, 0 to 1: of those named up to here so many are right. */
  meanOfSurer: number;
}

/** So many sleepers that of five at most one would be there without the run. */
export const beyondUsual: Rule<CohortView> = {
  name: "beyond_usual",
  stage: "accept",
  reason: "When in some hours many times more accounts join and fall silent than at this time of other days, somebody made them; against a good evening.",
  source: "bulk registration in the nights before 22 December 2025; the usual number is the median over the other days",
  thresholds: { factor: 5, more: 40 },
  decide(view) {
    const { factor, more } = this.thresholds;
    const threshold = Math.max(factor * view.usualCount, view.usualCount + more);
    return { pass: view.asleepCount >= threshold, measured: view.asleepCount, threshold };
  },
};

/** A weaker run beside strong ones, whose sleepers came as theirs did. */
export const cameAlike: Rule<AlikeView> = {
  name: "came_alike",
  stage: "accept",
  reason: "When a run is not far enough above the usual number to speak for itself, but a part of its sleepers came by the networks and machines, and in the way, of accepted runs, that part is another night of the same script; against a busy weekend, which comes as everybody does.",
  source: "a mixture of which both sides are known from the accepted runs (McLachlan and Peel 2000)",
  thresholds: { count: 20, share: 0.4 },
  decide(view) {
    const { count, share } = this.thresholds;
    const threshold = Math.max(count, share * view.sleeperCount);
    return { pass: view.alikeCount >= threshold, measured: view.alikeCount, threshold };
  },
};

/** People whom a message brings come at once and then fewer and fewer; a script goes on at its pace. */
export const noRush: Rule<CohortView> = {
  name: "no_rush",
  stage: "accept",
  reason: "When the run goes on for hours, a supply of numbers and addresses sets its pace; against campaigns, imports and lessons, where most join in the first minutes.",
  source: "curves of campaigns and of scripts in four generators",
  thresholds: { front_share: 0.4 },
  decide(view) {
    return { pass: view.frontShare < this.thresholds.front_share, measured: view.frontShare, threshold: this.thresholds.front_share };
  },
};

/** Of people whom anything brings, many come back. */
export const hardlyAnybodyBack: Rule<CohortView> = {
  name: "hardly_anybody_back",
  stage: "accept",
  reason: "When hardly any of those who came beyond the usual number was seen again, it was not for themselves that they came; against streamers, stalls and schools that bring people, most of whom stay.",
  source: "what became of the cohort: the source's own share of accounts that come back",
  thresholds: { of_usual: 0.7 },
  decide(view) {
    const threshold = this.thresholds.of_usual * view.usualCameBackShare;
    return { pass: view.cameBackShare < threshold, measured: view.cameBackShare, threshold };
  },
};

/** Only those who came as the run came are asked to prove themselves. */
export const cameAsTheRun: Rule<SleeperView> = {
  name: "came_as_the_run",
  stage: "account",
  reason:
    "When the hour, the network, the machine and the first minutes of an account are the run's and not the usual ones, it is of the run; against strangers who joined in the same hours. Nine in ten is enough, or eight where of all named so far hardly one in thirty is a stranger.",
  source: "naive Bayes against everybody else who joined and fell silent (src/rings/cohort.ts)",
  thresholds: { probability: 0.9, in_company: 0.8, mean: 0.97, armed: 0.5 },
  decide(view) {
    const { probability, in_company, mean } = this.thresholds;
    const threshold = view.meanOfSurer >= mean ? in_company : probability;
    return { pass: view.probability >= threshold, measured: view.probability, threshold };
  },
};
