import type { GroupView, TiedGroupView } from "./group-view.js";
import { cardParts, operatorBits } from "./operator-card.js";
import type { Rule } from "./rule.js";

/**
 * A group that acts together is an operator's only when the card says so by enough: more where it is as small as an office and acted on few targets, less where it is
 * larger than any class.
 */
export const operatorOverPeople: Rule<GroupView> & { mayBan(view: GroupView): boolean } = {
  name: "operator_over_people",
  stage: "accept",
  reason: "When one operator explains how a group lives better than people who share a place, a timetable, an interest or a prompt, it may be a ring; against fan clubs, guilds, agencies and pods, which are much more alive.",
  source: "scorecard of operator-card.ts, fitted with each of four generators left out",
  thresholds: { small_size: 20, small_bits: 9, many_targets: 5, bits: 4, large_size: 60, large_bits: 3, ban_more_bits: 1 },
  decide(view) {
    const { small_size, small_bits, many_targets, bits, large_size, large_bits } = this.thresholds;
    const isSmall = view.memberCount <= small_size && view.jointTargetCount < many_targets;
    const threshold = isSmall ? small_bits : view.memberCount > large_size ? large_bits : bits;
    const measured = operatorBits(view);
    return { pass: measured >= threshold, measured, threshold, parts: cardParts(view) };
  },
  /** Whether the card is sure enough for a ban: at the threshold it is not, where an operator's accounts copy an office and the two are taken for one. */
  mayBan(view) {
    const { measured, threshold } = this.decide(view);
    return measured >= threshold + this.thresholds.ban_more_bits;
  },
};

/** A group that the ring test proved by its ties is spared where its accounts live as people do. */
export const operatorOverTies: Rule<TiedGroupView> & { mayBan(view: TiedGroupView): boolean } = {
  name: "operator_over_ties",
  stage: "accept",
  reason: "When machines, networks and moments prove a group, its accounts must still not live as people who share these do; against pods, deal chats, lessons and households of many.",
  source: operatorOverPeople.source,
  thresholds: { bits: 2.5, repeated_moments: 2, repeated_size: 60, repeated_bits: 0, ban_bits: 8, repeated_ban_bits: 1 },
  decide(view) {
    const { bits, repeated_moments, repeated_size, repeated_bits } = this.thresholds;
    // An app or an alert calls crowds to the same rooms in the same minutes, again and again.
    const threshold = view.momentsPerMember >= repeated_moments && view.memberCount <= repeated_size ? repeated_bits : bits;
    const measured = operatorBits(view);
    return { pass: measured >= threshold, measured, threshold, parts: cardParts(view) };
  },
  /** Whether the card is sure enough for a ban of those who are tied. */
  mayBan(view) {
    const { ban_bits, repeated_moments, repeated_size, repeated_ban_bits } = this.thresholds;
    return operatorBits(view) >= (view.momentsPerMember >= repeated_moments && view.memberCount <= repeated_size ? repeated_ban_bits : ban_bits);
  },
};
