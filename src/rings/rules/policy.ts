import { broughtByMachines, manySittings, nobodyHome, noInstitution, noLesson, ofTheErrand, operatorOverFamilies, operatorOverInvited, restOfErrand, type ErrandView } from "./errand.js";
import type { GroupView, TiedGroupView } from "./group-view.js";
import { moreThanOneRoof, moreThanOneRoofTied } from "./more-than-one-roof.js";
import { operatorOverPeople, operatorOverTies } from "./operator-over-people.js";
import { beyondUsual, cameAlike, cameAsTheRun, hardlyAnybodyBack, noRush } from "./cohort.js";
import { pushedFlood, pushesOthers, takenFlood, takenOver, wokenBatch, wokenFlood } from "./flood.js";
import { actsWithTheRing, lifeOfItsOwn, ofTheGroup } from "./life-of-its-own.js";
import { doesAlike, isUsed, livesHere, madeHere, noHomes, type MachineView } from "./machine.js";
import { notProvisioned } from "./not-provisioned.js";
import type { Rule } from "./rule.js";
import { severalOrders } from "./several-orders.js";

/** What a group that acts on the same targets must pass to be a ring, in the order in which people read it. */
export const orderPolicy: readonly Rule<GroupView>[] = [severalOrders, operatorOverPeople, moreThanOneRoof];

/** What a group that is tied (machines, networks, moments) must pass besides the ring test: its evidence is elsewhere, people must not explain it better. */
export const tiePolicy: readonly Rule<TiedGroupView>[] = [operatorOverTies, moreThanOneRoofTied];

/** Three ways in which a flood is one operator's; one is enough. */
export const floodPolicy = [pushedFlood, wokenFlood, takenFlood] as const;

/** What a machine with several accounts must pass to be run by one operator. */
export const machinePolicy: readonly Rule<MachineView>[] = [livesHere, madeHere, noHomes, isUsed, doesAlike];

/** What the accounts that machines brought together must pass to be a farm; that more machines came than usual was asked of each target before (`broughtByMachines`). */
export const farmPolicy: readonly Rule<ErrandView>[] = [operatorOverFamilies, nobodyHome, noLesson];

/** What accounts that were made together and come together must pass to be a batch. */
export const batchPolicy: readonly Rule<ErrandView>[] = [manySittings, operatorOverInvited, nobodyHome, noInstitution];

/** What a run of registrations must pass. */
export const cohortPolicy = [beyondUsual, noRush, hardlyAnybodyBack] as const;

/** What a run must pass that only lacks numbers, where others were accepted. */
export const alikePolicy = [cameAlike] as const;

/** What is asked of single accounts, hours of registration and targets, and of what is left of a group. */
const singleRules = [broughtByMachines, ofTheErrand, restOfErrand, pushesOthers, wokenBatch, takenOver, cameAsTheRun, actsWithTheRing, ofTheGroup, lifeOfItsOwn, notProvisioned] as const;

/** Every rule there is. */
export const everyRule = [...new Set([...orderPolicy, ...tiePolicy, ...floodPolicy, ...machinePolicy, ...farmPolicy, ...batchPolicy, ...cohortPolicy, ...alikePolicy, ...singleRules])];

/** Why a rule is there, for people; empty for a name that no policy knows. */
export const reasonOf = (name: string): string => everyRule.find((rule) => rule.name === name)?.reason ?? "";
