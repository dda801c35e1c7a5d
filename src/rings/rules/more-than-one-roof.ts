import type { GroupView, TiedGroupView } from "./group-view.js";
import type { Rule } from "./rule.js";

/** People at one place, or made by one hand in one go, need more orders than an institution gives. */
export const moreThanOneRoof: Rule<GroupView> = {
  name: "more_than_one_roof",
  stage: "accept",
  reason:
    "When a group no larger than a school form sits in one network, or joined in one day, its place or its joining explains most of it; then it must have acted together on several unrelated targets at several times; against classes with shared tablets, offices that run brands' accounts, families, provisioning.",
  source: "groups that sign up in one lesson or are imported by one institution act on one or two targets of that institution",
  thresholds: { roof_size: 60, place_share: 0.6, joined_share: 0.8, joint_targets: 4, small_size: 20, small_joint_targets: 5 },
  decide(view) {
    const { roof_size, place_share, joined_share, joint_targets, small_size, small_joint_targets } = this.thresholds;
    const underOneRoof = view.memberCount <= roof_size && (view.placeShare >= place_share || view.joinedShare >= joined_share);
    const measured = Math.min(view.jointTargetCount, view.occasionCount);
    const threshold = !underOneRoof ? 0 : view.memberCount <= small_size ? small_joint_targets : joint_targets;
    return { pass: measured >= threshold, measured, threshold };
  },
};

/** People under one roof who act in the same minutes, each of them again and again, need no further orders. */
export const moreThanOneRoofTied: Rule<TiedGroupView> = {
  ...moreThanOneRoof,
  name: "more_than_one_roof_or_again",
  reason: `${moreThanOneRoof.reason} Or each of its accounts was there again and again when it acted as one, which lessons, offices and families do not show.`,
  thresholds: { ...moreThanOneRoof.thresholds, repeated_moments: 2 },
  decide(view) {
    const roof = moreThanOneRoof.decide(view);
    const { repeated_moments } = this.thresholds;
    return roof.pass || view.momentsPerMember < repeated_moments ? roof : { pass: true, measured: view.momentsPerMember, threshold: repeated_moments };
  },
};
