import type { GroupView } from "./group-view.js";
import { cardParts, operatorBits } from "./operator-card.js";
import type { Rule } from "./rule.js";

/** A target, and the machines that brought several of their accounts to it (`sql/graph/errand/by_machine.sql`). */
export interface BroughtView {
  machineCount: number;
  visitorCount: number;
  /** Such machines for each visitor, over the targets of the source. */
  usualRate: number;
}

/** Accounts that were brought to the same targets, and how many machines or hours of registration brought them. */
export interface ErrandView extends GroupView {
  unitCount: number;
}

/** An account that was brought. */
export interface BroughtAccountView {
  /** It was seen on a network of several of the others, and the share of them of which that holds, 0 to 1. */
  roofed: boolean;
  roofedShare: number;
  /** Brought by machines: it has a life of its own. By its hour of registration, with a phone of its own as like as not: it did nothing that the others did, and something else. */
  elsewhere: boolean;
}

/** What is left of a farm once rings by other evidence took theirs. */
export interface RestOfErrandView {
  leftCount: number;
  /** Machines that would have come to its targets anyway; 0 where the farm sits in few networks, and whoever was never seen there is left out. */
  strangerMachines: number;
}

/** Families come together too: a few of each large public. */
export const broughtByMachines: Rule<BroughtView> = {
  name: "brought_by_machines",
  stage: "accept",
  reason: "When several times as many machines as usual brought some of their accounts each to one target, somebody sent them; against families at one tablet and people with several accounts, of whom every large public holds some.",
  source: "machines for each visitor over the source's own targets; of four generators' quiet nights no target reaches it but a class's own and two public ones",
  thresholds: { machines: 8, factor: 4 },
  decide(view) {
    const { machines, factor } = this.thresholds;
    const threshold = Math.max(machines, factor * view.usualRate * view.visitorCount);
    return { pass: view.machineCount >= threshold, measured: view.machineCount, threshold };
  },
};

/** That machines were sent is half of it; the other half is how their accounts live. */
export const operatorOverFamilies: Rule<ErrandView> = {
  name: "operator_over_families",
  stage: "accept",
  reason: "When those whom machines brought live rather as an operator's accounts than as people do, it is a farm; against families, cafés and dormitories before a final.",
  source: "scorecard of operator-card.ts, fitted with each of four generators left out",
  thresholds: { bits: 2.5 },
  decide(view) {
    const measured = operatorBits(view);
    return { pass: measured >= this.thresholds.bits, measured, threshold: this.thresholds.bits, parts: cardParts(view) };
  },
};

/** Who was sent somewhere has nowhere else to go. */
export const nobodyHome: Rule<ErrandView> = {
  name: "nobody_home",
  stage: "accept",
  reason: "When hardly anybody of those who were brought has targets of his own, nobody lives there; against a class on the school's tablets, which has games and friends beside the channel of the class, against shops' desks, agencies and families.",
  source: "members with targets of their own: below .15 in most rings that share machines or sittings, .4 and more in classes, desks and families",
  thresholds: { alive_share: 0.25 },
  decide(view) {
    return { pass: view.aliveShare < this.thresholds.alive_share, measured: view.aliveShare, threshold: this.thresholds.alive_share };
  },
};

/** One lesson makes a class. */
export const noLesson: Rule<ErrandView> = {
  name: "no_lesson",
  stage: "accept",
  reason: "When nearly all of a farm joined within one day and sit in one network, a lesson or an import explains it; against classes and companies that register in one go.",
  source: "groups that sign up in one lesson or are imported by one institution",
  thresholds: { joined_share: 0.8, place_share: 0.6 },
  decide(view) {
    const { joined_share, place_share } = this.thresholds;
    return { pass: view.joinedShare < joined_share || view.placeShare < place_share, measured: view.joinedShare, threshold: joined_share };
  },
};

/** A bulk registration takes many sittings. */
export const manySittings: Rule<ErrandView> = {
  name: "many_sittings",
  stage: "accept",
  reason: "When accounts of many hours of registration, each with far more than its part, come to the same targets, one hand made them; against a class, a desk or a campaign, which register in one sitting or a few, and those who follow one invitation.",
  source: "hours that brought a class or a desk to its room: three or four in four generators, seven at most",
  thresholds: { hours: 5 },
  decide(view) {
    return { pass: view.unitCount >= this.thresholds.hours, measured: view.unitCount, threshold: this.thresholds.hours };
  },
};

/** A room that is filled by its makers alone is none of people, however large. */
export const operatorOverInvited: Rule<ErrandView> = {
  name: "operator_over_invited",
  stage: "accept",
  reason: "When those who were made together and come together live rather as an operator's accounts than as people do, or are more than any institution has and not one of them has anything else to do, they are a ring; against discount chats, guilds and congregations, whose members invite each other, and, where one in ten has a life of its own, against classes and agencies that sign up in a handful of sittings.",
  source: "scorecard of operator-card.ts, fitted with each of four generators left out; classes and agencies that were taken for batches: 1.2 to 3.2 bits, a seventh to a quarter of them with lives",
  thresholds: { bits: 1, lived_share: 0.1, lived_bits: 3.5, hall_size: 200, hall_alive_share: 0.05, hall_bits: -2 },
  decide(view) {
    const { bits, lived_share, lived_bits, hall_size, hall_alive_share, hall_bits } = this.thresholds;
    const threshold = view.memberCount >= hall_size && view.aliveShare <= hall_alive_share ? hall_bits : view.aliveShare > lived_share ? lived_bits : bits;
    const measured = operatorBits(view);
    return { pass: measured >= threshold, measured, threshold, parts: cardParts(view) };
  },
};

/** What an institution registers sits in one place. */
export const noInstitution: Rule<ErrandView> = {
  name: "no_institution",
  stage: "accept",
  reason: "When nearly all who were made together sit in one network, an office or a school explains it, unless they are more, and of more sittings, than that has; against desks that run a brand's accounts and classes that sign up in their lessons.",
  source: "desks and classes in four generators: one network, up to 92 accounts of up to seven hours",
  thresholds: { place_share: 0.9, hall_size: 100, hall_hours: 8 },
  decide(view) {
    const { place_share, hall_size, hall_hours } = this.thresholds;
    return { pass: view.placeShare < place_share || (view.memberCount >= hall_size && view.unitCount >= hall_hours), measured: view.placeShare, threshold: place_share };
  },
};

/** The strangers are never claimed by anything else. */
export const restOfErrand: Rule<RestOfErrandView> = {
  name: "rest_of_errand",
  stage: "accept",
  reason: "When other evidence took most of a farm, its strangers are still there; what is left must be twice as many as the machines that would have come anyway, of which some bring two and some are told by their lives.",
  source: "machines for each visitor, over the source's own targets",
  thresholds: { factor: 2 },
  decide({ leftCount, strangerMachines }) {
    return { pass: leftCount >= this.thresholds.factor * strangerMachines, measured: leftCount, threshold: this.thresholds.factor * strangerMachines };
  },
};

/** Of whom a farm's machines brought some are a family that came by chance. */
export const ofTheErrand: Rule<BroughtAccountView> = {
  name: "of_the_errand",
  stage: "account",
  reason: "When most of a farm sits in few networks, who was never seen there is not of it; where it sits everywhere, who has a life of its own is not; against the families that any public holds.",
  source: "strangers among those brought by machines, one night of two generators each: 43 of 374 before and 5 of 303 after, 60 of 680 and 25 of 612",
  thresholds: { roofed_share: 0.75 },
  decide(view) {
    return { pass: sitsInFewNetworks(view) ? view.roofed : !view.elsewhere, measured: view.roofedShare, threshold: this.thresholds.roofed_share };
  },
};

/** Whether most of a farm was seen on networks of several of its accounts. */
export const sitsInFewNetworks = ({ roofedShare }: Pick<BroughtAccountView, "roofedShare">): boolean => roofedShare >= ofTheErrand.thresholds.roofed_share;
