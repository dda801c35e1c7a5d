import type { GroupView } from "./group-view.js";
import type { Rule } from "./rule.js";

/** One target is one prompt: a raid, a giveaway, a class channel, a shop. */
export const severalOrders: Rule<GroupView> = {
  name: "several_orders",
  stage: "accept",
  reason: "When a group was the public of one target only, one prompt explains it; against raids, giveaways, a class and its channel, a campaign and its room.",
  source: "what is left without the strongest source must still stand (Fellegi and Sunter 1969 with dependent fields)",
  thresholds: { joint_targets: 2, occasions: 2 },
  decide(view) {
    const { joint_targets, occasions } = this.thresholds;
    const measured = Math.min(view.jointTargetCount, view.occasionCount);
    return { pass: view.jointTargetCount >= joint_targets && view.occasionCount >= occasions, measured, threshold: joint_targets };
  },
};
