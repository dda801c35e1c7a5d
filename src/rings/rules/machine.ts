import type { Rule } from "./rule.js";

/** What is known of a machine that several accounts were seen on (`sql/graph/machine/machine_fact.sql`); shares are 0 to 1. */
export interface MachineView {
  /** The share of an account's logins on any machine that are on this one, on average. */
  hereShare: number;
  /** Accounts that were first seen on it, within a day of being made. */
  madeShare: number;
  /** Logins on it of which the network is known, and of these the share from a network on which no other of its accounts was seen there, on two days or more. */
  placedShare: number;
  ownNetworkShare: number;
  /** Accounts that did nothing at all inside the look-back. */
  idleShare: number;
  /** Median number of days on which an account logged in, on whatever machine. */
  medianLoginDays: number;
  /** The standard deviation of log2(1 + acts) of its accounts, and of the accounts of the source that act at all. */
  actSpread: number;
  usualActSpread: number;
}

/** A machine is somebody's home or counter; whose accounts have another one is a visitor's. */
export const livesHere: Rule<MachineView> = {
  name: "lives_here",
  stage: "accept",
  reason: "When the accounts of a machine log in there and hardly anywhere else, they have no other machine; against cafés, tablets of a school or a family, and shops' counters, whose people have a phone of their own.",
  source: "share of logins on one machine, of machines with five accounts and more: AUC 1.00, .93, .75, .93 on four generators",
  thresholds: { share: 0.7 },
  decide(view) {
    return { pass: view.hereShare >= this.thresholds.share, measured: view.hereShare, threshold: this.thresholds.share };
  },
};

/** Who registers accounts for a living does it on the machine that they are run from. */
export const madeHere: Rule<MachineView> = {
  name: "made_here",
  stage: "accept",
  reason: "When nearly all accounts of a machine were first seen on it within a day of being made, whoever has it made them; against people who share what one of them bought, and ids that many phones of one make have.",
  source: "bulk registration on the machine that is used later, in four generators; refurbished phones and cloned ids have old accounts",
  thresholds: { share: 0.8 },
  decide(view) {
    return { pass: view.madeShare >= this.thresholds.share, measured: view.madeShare, threshold: this.thresholds.share };
  },
};

/** People bring their homes. */
export const noHomes: Rule<MachineView> = {
  name: "no_homes",
  stage: "accept",
  reason: "When the accounts of a machine have no networks of their own, nobody takes it home; against a class or friends who pass one machine on, and against ids that several phones have: each comes from a Wi-Fi that the others never use. Where networks are not known it says people.",
  source: "median share of logins from own networks: 0 to .07 in rings, .35 in classes, .34 where people pass phones on",
  thresholds: { share: 0.15, placed_share: 0.5 },
  decide(view) {
    const measured = view.placedShare >= this.thresholds.placed_share ? view.ownNetworkShare : 1;
    return { pass: measured < this.thresholds.share, measured, threshold: this.thresholds.share };
  },
};

/** Made and left is a counter. */
export const isUsed: Rule<MachineView> = {
  name: "is_used",
  stage: "accept",
  reason: "When most of a machine's accounts come back on another day and at least half of them act, somebody runs them; against a shop's or a campaign's counter, where people are signed up and go, and against a circle that never opened.",
  source: "phone shops, promotion stalls and campaigns in four generators",
  thresholds: { days: 2, idle_share: 0.5 },
  decide(view) {
    const { days, idle_share } = this.thresholds;
    return { pass: view.medianLoginDays >= days && view.idleShare <= idle_share, measured: view.medianLoginDays, threshold: days };
  },
};

/** A person's accounts are for something each; an operator's are for the same. */
export const doesAlike: Rule<MachineView> = {
  name: "does_alike",
  stage: "accept",
  reason: "When the accounts of a machine differ in how much they do by less than two thirds of what the accounts of the source do, one plan runs them; against whoever looks after several shops' accounts at one desk, some busy and some forgotten.",
  source: "standard deviation of log2(1 + acts): AUC .86, .84, .91, .92 on four generators",
  thresholds: { of_usual: 0.65 },
  decide(view) {
    const measured = view.usualActSpread === 0 ? 1 : view.actSpread / view.usualActSpread;
    return { pass: measured < this.thresholds.of_usual, measured, threshold: this.thresholds.of_usual };
  },
};
