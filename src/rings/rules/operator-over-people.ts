import { orderCount, type GroupView, type TiedGroupView } from "./group-view.js";
import { cardParts, operatorBits } from "./operator-card.js";
import type { Rule } from "./rule.js";

/**
 * A group that acts together is an operator's only when the card says so by enough: more where it is as small as an office and acted on few targets, less where it is
 * larger than any class, and less the more often the same accounts came together: people who do so for a prompt each time have a life beside it.
 */
export const operatorOverPeople: Rule<GroupView> & { mayBan(view: GroupView): boolean; isSure(view: GroupView): boolean } = {
  name: "operator_over_people",
  stage: "accept",
  reason: "When one operator explains how a group lives better than people who share a place, a timetable, an interest or a prompt, it may be a ring; against fan clubs, guilds, agencies and pods, which are much more alive.",
  source: "scorecard of operator-card.ts, fitted with each of four generators left out",
  thresholds: { small_size: 20, small_bits: 9, many_targets: 5, bits: 4, many_bits: 3, again_share: 0.3, again_orders: 8, again_bits: 1.5, program_orders: 20, program_share: 0.2, program_bits: 0, large_size: 60, large_bits: 3, ban_more_bits: 1 },
  decide(view) {
    const measured = operatorBits(view);
    const threshold = Math.min(usualBits(view, this.thresholds), againBits(view, this.thresholds));
    return { pass: measured >= threshold, measured, threshold, parts: cardParts(view) };
  },
  /** Whether the card is sure enough for a ban: at the threshold it is not, where an operator's accounts copy an office and the two are taken for one; nor does coming again make up for it. */
  mayBan(view) {
    return operatorBits(view) >= usualBits(view, this.thresholds) + this.thresholds.ban_more_bits;
  },
  /** Whether it passes by how its accounts live, and not because they came together so often. */
  isSure(view) {
    return operatorBits(view) >= usualBits(view, this.thresholds);
  },
};

/** What is asked of a group that came together so often. */
function againBits(view: GroupView, thresholds: Rule<GroupView>["thresholds"]): number {
  const { small_size, many_targets, many_bits, again_share, again_orders, again_bits, program_orders, program_share, program_bits, large_size } = thresholds;
  const orders = orderCount(view);
  if (orders >= program_orders && view.jointShare >= program_share) return program_bits;
  // Who writes to every room alone meets others who do: each time it is somebody else.
  if (view.jointShare < again_share) return Number.POSITIVE_INFINITY;
  // A dozen friends have more in common than a hundred strangers; giveaways and alerts call large crowds of the same people a dozen times a week.
  const isMiddling = view.memberCount > small_size && view.memberCount <= large_size;
  if (orders >= again_orders && isMiddling) return again_bits;
  return orders >= (isMiddling ? many_targets : again_orders) ? many_bits : Number.POSITIVE_INFINITY;
}

/** What is asked of a group of its size. */
function usualBits(view: GroupView, thresholds: Rule<GroupView>["thresholds"]): number {
  const { small_size, small_bits, many_targets, bits, large_size, large_bits } = thresholds;
  if (view.memberCount <= small_size && view.jointTargetCount < many_targets) return small_bits;
  return view.memberCount > large_size ? large_bits : bits;
}

/** A group that the ring test proved by its ties is spared where its accounts live as people do. */
export const operatorOverTies: Rule<TiedGroupView> & { mayBan(view: TiedGroupView): boolean } = {
  name: "operator_over_ties",
  stage: "accept",
  reason: "When machines, networks and moments prove a group, its accounts must still not live as people who share these do; against pods, deal chats, lessons and households of many.",
  source: operatorOverPeople.source,
  thresholds: { bits: 2.5, repeated_moments: 2, repeated_size: 60, repeated_bits: 0, circle_size: 24, owned_share: 0.05, called_bits: 1, ban_bits: 8, repeated_ban_bits: 1, called_ban_bits: 1.5 },
  decide(view) {
    const { bits, repeated_bits, called_bits } = this.thresholds;
    const threshold = !isRepeated(view, this.thresholds) ? bits : isCalled(view, this.thresholds) ? called_bits : repeated_bits;
    const measured = operatorBits(view);
    return { pass: measured >= threshold, measured, threshold, parts: cardParts(view) };
  },
  /** Whether the card is sure enough for a ban of those who are tied. */
  mayBan(view) {
    const { ban_bits, repeated_ban_bits, called_ban_bits } = this.thresholds;
    return operatorBits(view) >= (!isRepeated(view, this.thresholds) ? ban_bits : isCalled(view, this.thresholds) ? called_ban_bits : repeated_ban_bits);
  },
};

/** Whether each of the group was there again and again when it acted as one. */
function isRepeated(view: TiedGroupView, { repeated_moments, repeated_size }: Rule<TiedGroupView>["thresholds"]): boolean {
  return view.momentsPerMember >= repeated_moments && view.memberCount <= repeated_size;
}

/** Whether an app or an alert may have called it: to the same rooms in the same minutes, again and again; its accounts share neither machines nor an hour of joining, and are more than a circle of friends. */
function isCalled(view: TiedGroupView, { circle_size, owned_share }: Rule<TiedGroupView>["thresholds"]): boolean {
  return view.memberCount > circle_size && view.ownedShare < owned_share;
}
