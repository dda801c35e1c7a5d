import type { Rule } from "./rule.js";

/** What is known of one account of a group (`sql/graph/life/member_life.sql`). */
export interface AccountView {
  actCount: number;
  /** Acts, and targets, that nobody else of the group touches. */
  besideActCount: number;
  besideTargetCount: number;
  /** Targets of the group's joint action-targets that it shares. */
  jointTargetCount: number;
  loginDayCount: number;
  /** Days from its creation to its last login; infinite where the creation is not known. */
  ageDays: number;
  ownMachineShare: number;
}

/**
 * How much of a life of its own an account has, 0 to 1, with its parts: the largest of what it does beside the group, and half of each of a long history and a
 * machine of its own. A ban says that there is none.
 */
export function lifeOf(view: AccountView): { life: number; beside: number; history: number; machine: number } {
  const beside = view.actCount === 0 ? 0 : Math.min(1, view.besideActCount / view.actCount) * Math.min(1, view.besideTargetCount / 4);
  const history = Math.min(1, view.loginDayCount / 12) * Math.min(1, view.ageDays / 60);
  const machine = view.ownMachineShare;
  return { life: Math.min(1, beside + (history * machine) / 2 + history / 4), beside, history, machine };
}

/** Who has a life of its own is never banned. */
export const lifeOfItsOwn: Rule<AccountView> = {
  name: "no_life_of_its_own",
  stage: "account",
  reason: "When an account acts on targets of its own, or has been there for months on a machine of its own, it is a person who may have been drawn in, or hijacked; then it is asked to prove itself, not banned.",
  source: "shares of long history and of unshared acts are lower in rings on each of four generators",
  thresholds: { life: 0.25 },
  decide(view) {
    const measured = lifeOf(view).life;
    return { pass: measured < this.thresholds.life, measured, threshold: this.thresholds.life };
  },
};

/** Who only met a group twice, and lives beside it, is a bystander. */
export const ofTheGroup: Rule<AccountView> = {
  name: "of_the_group",
  stage: "account",
  reason: "When an account shares three of the group's targets, or two and does nothing beside the group, it is of the group; against bystanders, whom popular targets carry into any group.",
  source: "of accounts with two shared targets and others beside, most were bystanders on each of three generators; with three shared ones hardly any",
  thresholds: { joint_targets: 3, beside_targets: 0 },
  decide(view) {
    const { joint_targets, beside_targets } = this.thresholds;
    return { pass: view.jointTargetCount >= joint_targets || view.besideTargetCount <= beside_targets, measured: view.jointTargetCount, threshold: joint_targets };
  },
};

/** Whom only a machine, a network or an hour of joining ties to a ring that acts together, and who does other things, is a bystander. */
export const actsWithTheRing: Rule<AccountView> = {
  name: "acts_with_the_ring",
  stage: "account",
  reason: "When an account did one of the things that its ring does together, or has nothing of its own beside it, it is of the ring; against people whose phone, network or hour of joining is the ring's by accident.",
  source: "of the people in rings by ties nearly all shared no target with it; families that joined in the same quarter of an hour",
  thresholds: { joint_targets: 1, beside_targets: 0 },
  decide(view) {
    const { joint_targets, beside_targets } = this.thresholds;
    return { pass: view.jointTargetCount >= joint_targets || view.besideTargetCount <= beside_targets, measured: view.jointTargetCount, threshold: joint_targets };
  },
};

/** A group that the card is not this sure of, bits, is not acted on where an account has a life of its own: it may be people and an operator in one. */
export const sureBits = 4;

/** Whoever shares so many of a group's targets and does little beside them is of it, however long it has been there: nobody comes so often by chance. */
const sureTargets = 8;

/** Whether an account is of its group beyond doubt, by what it does alone. */
export const cameAgain = (view: AccountView): boolean => view.jointTargetCount >= sureTargets && lifeOf(view).beside < lifeOfItsOwn.thresholds.life;

/** A ring acts together where so much of it did one of its joint action-targets; where less did, its ties are what it is known by. */
export const actingShare = 0.4;
