import { orderCount, type GroupView, type TiedGroupView } from "./group-view.js";
import { operatorBits } from "./operator-card.js";
import type { Rule } from "./rule.js";

/** People at one place, or made by one hand in one go, need more orders than an institution gives. */
export const moreThanOneRoof: Rule<GroupView> & { mayBan(view: GroupView): boolean } = {
  name: "more_than_one_roof",
  stage: "accept",
  reason:
    "When most of a group sits in one network, or joined in one day (where it is no larger than a school form: half of it, or in a few networks of several members each), its place or its joining explains most of it; then it must have acted together on several unrelated targets at several times; against classes with shared tablets, offices that run brands' accounts, families, provisioning. A roof under which dozens of accounts live and hardly a person, no target of anybody's own, and no machine either or a card that is sure, is no institution's (where most have been there for months, three targets must say so, and only of fifty and more); one under which many have a life of their own needs more than a prompt a day for a week.",
  source: "groups that sign up in one lesson or are imported by one institution act on one or two targets of that institution",
  thresholds: { place_share: 0.6, joined_share: 0.8, form_size: 60, form_share: 0.5, joint_targets: 5, inhabited_share: 0.25, inhabited_targets: 8, crowd_size: 40, crowd_alive_share: 0.12, crowd_machine_share: 0.25, crowd_long_share: 0.5, crowd_bits: 6, settled_targets: 3, settled_size: 50, crowd_ban_size: 100, scattered_roof_share: 0.3, scattered_alive_share: 0.15 },
  decide(view) {
    return underRoofs(view, view.placeShare, this.thresholds);
  },
  /**
   * Whether a ban may rest on it: what has been under one roof for months is asked to prove itself, unless no institution is so large, or has so many orders; desks that run a brand's accounts have been seen
   * with fifty, and have a prompt a day.
   */
  mayBan(view) {
    const { place_share, crowd_long_share, crowd_ban_size, inhabited_targets } = this.thresholds;
    return view.placeShare < place_share || view.longShare <= crowd_long_share || view.placeShare * view.memberCount >= crowd_ban_size || this.decide(view).measured >= inhabited_targets;
  },
};

/** @param roofShare the part of the group that its roofs cover, 0 to 1 */
function underRoofs(view: GroupView, roofShare: number, thresholds: Rule<GroupView>["thresholds"]): ReturnType<Rule<GroupView>["decide"]> {
  const { place_share, joined_share, form_size, form_share, joint_targets, inhabited_share, inhabited_targets, crowd_size, crowd_alive_share, crowd_machine_share, crowd_bits, crowd_long_share } = thresholds;
  const { settled_targets, settled_size, scattered_roof_share, scattered_alive_share } = thresholds;
  const crowd = view.placeShare * view.memberCount;
  // Who joins in one day by one hand is a class, or a campaign's people: the first have a place in common, the others a phone and a life each. Made in one go and run from shared machines in many places is neither.
  const isScattered = view.placeShare < place_share && view.roofedShare < scattered_roof_share && view.ownMachineShare <= crowd_machine_share && view.aliveShare <= scattered_alive_share;
  const joinedShare = isScattered ? 0 : view.joinedShare;
  const isForm = view.memberCount <= form_size && (view.roofedShare >= form_share || joinedShare >= form_share);
  const underOneRoof = isForm || roofShare >= place_share || joinedShare >= joined_share;
  const measured = orderCount(view);
  // The crowd is that of one roof: two desks and a class are three institutions.
  const isUninhabited = crowd >= crowd_size - 0.5 && view.aliveShare <= crowd_alive_share && (view.ownMachineShare <= crowd_machine_share || operatorBits(view) >= crowd_bits);
  // Where most of it has been there for months it may be a house that people belong to, an office and the class next door: these have a prompt each; a desk that runs a brand's accounts has one for each customer.
  const isSettled = view.longShare > crowd_long_share;
  const isDesk = isSettled && crowd < settled_size - 0.5;
  const threshold = !underOneRoof ? 0 : isUninhabited && !isDesk ? (isSettled ? settled_targets : 0) : view.aliveShare > inhabited_share ? inhabited_targets : joint_targets;
  return { pass: measured >= threshold, measured, threshold };
}

/** People under one roof who act in the same minutes, each of them again and again, need no further orders. */
export const moreThanOneRoofTied: Rule<TiedGroupView> = {
  ...moreThanOneRoof,
  name: "more_than_one_roof_or_again",
  reason: `${moreThanOneRoof.reason} Several roofs are as one where no order is common to them. Or each of its accounts was there again and again when it acted as one, which lessons, offices and families do not show.`,
  thresholds: { ...moreThanOneRoof.thresholds, repeated_moments: 2, united_share: 0.6 },
  decide(view) {
    const { repeated_moments, united_share } = this.thresholds;
    const roof = underRoofs(view, view.unitedShare >= united_share ? view.placeShare : view.roofedShare, this.thresholds);
    return roof.pass || view.momentsPerMember < repeated_moments ? roof : { pass: true, measured: view.momentsPerMember, threshold: repeated_moments };
  },
};
