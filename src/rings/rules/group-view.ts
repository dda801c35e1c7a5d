/** How the accounts of a source live as a whole. */
export interface PopulationLife {
  /** The share of all acts on targets that the account had not looked at before, in (0, 1). */
  unseenShare: number;
  /** The median number of acts of an account that acts at all, inside the look-back. */
  medianActCount: number;
  /** How much the accounts that act at all differ in how much they do: the standard deviation of log2(1 + acts) inside the look-back. */
  actSpread: number;
}

/** What is known of a group, as counts and shares (`sql/graph/life/group_fact.sql`); shares are 0 to 1. */
export interface GroupView {
  memberCount: number;
  /** Joint action-targets: things a good part of the group did to a target, where the group is a good part of all who did it. */
  jointTargetCount: number;
  /** Different hours, and different days, of the joint action-targets. */
  occasionCount: number;
  jointDayCount: number;
  /** The share of the joint action-targets that a member did, on average. */
  jointShare: number;
  /** Accounts that did a joint action-target, on average; 0 where there is none. */
  publicSize: number;
  /** Acts that were more than looking, and those of them on what was not looked at before. */
  activeCount: number;
  unseenCount: number;
  /** Median over members: the share of its acts on targets that nobody else of the group touches. */
  besideShare: number;
  /** Members that act on several targets of their own, beside the group. */
  aliveShare: number;
  /** Members that are old and have been there on many days. */
  longShare: number;
  /** The share of the members' logins on machines that nobody else uses, averaged over members. */
  ownMachineShare: number;
  /** Median number of acts of a member. */
  medianActCount: number;
  /** Members seen on the one network that most of them were seen on. */
  placeShare: number;
  /** Members that did one of the joint action-targets at least. */
  unitedShare: number;
  /** Members seen on one of the networks that hold several members each. */
  roofedShare: number;
  /** Members created within one day of each other, at most. */
  joinedShare: number;
  /** Members created in batches: at least eight of the group within ten minutes of them. */
  burstShare: number;
  /** Members that were first seen on one machine or address which made them and to which hardly one of them came back, at most. */
  madeShare: number;
  population: PopulationLife;
}

/** A group that the ring test proved by its ties, with how often a member was there when it acted as one. */
export interface TiedGroupView extends GroupView {
  /** Accepted moments (same action-target, same minutes) that a member was part of, on average. */
  momentsPerMember: number;
  /** What machines and creations in common bring, as a part of the price of naming the group: 0 where only acts tie it, 1 and more where these alone would name it. */
  ownedShare: number;
}

/** How often a group acted as one: different targets, at different times. */
export const orderCount = (view: GroupView): number => Math.min(view.jointTargetCount, view.occasionCount);
