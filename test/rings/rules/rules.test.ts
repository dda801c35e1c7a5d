import { describe, expect, test } from "vitest";
import type { GroupView } from "../../../src/rings/rules/group-view.js";
import { expectedFalseRings } from "../../../src/rings/rules/expected-false.js";
import { beyondUsual, cameAlike, cameAsTheRun, hardlyAnybodyBack, noRush, type CohortView } from "../../../src/rings/rules/cohort.js";
import { broughtByMachines, manySittings, nobodyHome, noInstitution, noLesson, ofTheErrand, operatorOverFamilies, operatorOverInvited, restOfErrand, type ErrandView } from "../../../src/rings/rules/errand.js";
import { pushedFlood, pushesOthers, takenFlood, takenOver, wokenBatch, wokenFlood, type FloodView } from "../../../src/rings/rules/flood.js";
import { actsWithTheRing, lifeOf, lifeOfItsOwn, ofTheGroup, type AccountView } from "../../../src/rings/rules/life-of-its-own.js";
import { moreThanOneRoof } from "../../../src/rings/rules/more-than-one-roof.js";
import { notProvisioned } from "../../../src/rings/rules/not-provisioned.js";
import { operatorOverPeople, operatorOverTies } from "../../../src/rings/rules/operator-over-people.js";
import { cardBits, operatorBits, operatorCard } from "../../../src/rings/rules/operator-card.js";
import { machinePolicy, orderPolicy, tiePolicy } from "../../../src/rings/rules/policy.js";
import { doesAlike, isUsed, livesHere, madeHere, noHomes, type MachineView } from "../../../src/rings/rules/machine.js";
import { askRules, type Rule } from "../../../src/rings/rules/rule.js";

const population = { unseenShare: 0.06, medianActCount: 15, actSpread: 1 };

/** A panel's accounts: eight acts each, on orders only, on shared machines, a third of it on what they never looked at. */
const panel: GroupView = {
  memberCount: 90, jointTargetCount: 7, occasionCount: 9, jointDayCount: 5, jointShare: 0.45, publicSize: 115, activeCount: 500, unseenCount: 160, besideShare: 0.1, aliveShare: 0.2,
  longShare: 0.3, ownMachineShare: 0.1, medianActCount: 8, placeShare: 0.2, roofedShare: 0.2, unitedShare: 1, joinedShare: 0.2, burstShare: 0.1, madeShare: 0.1, population,
};
/** An agency: two hundred acts each, targets of their own, phones of their own. */
const agency: GroupView = {
  ...panel, memberCount: 70, jointTargetCount: 45, occasionCount: 42, jointDayCount: 6, publicSize: 43, activeCount: 8000, unseenCount: 900, aliveShare: 0.74, longShare: 0.6, ownMachineShare: 0.9, medianActCount: 213,
};
/** A class: signed up in one lesson, on the school's tablets, and opened the class channel and one game. */
const lesson: GroupView = {
  ...panel, memberCount: 26, jointTargetCount: 2, occasionCount: 2, jointDayCount: 1, publicSize: 33, activeCount: 60, unseenCount: 12, besideShare: 0.3, aliveShare: 0.35, longShare: 0, ownMachineShare: 0.3, medianActCount: 9, placeShare: 1, roofedShare: 1, joinedShare: 1, burstShare: 1, madeShare: 0,
};
/** Brand accounts of one office, each as busy as a shop. */
const office: GroupView = { ...lesson, memberCount: 14, jointTargetCount: 3, occasionCount: 3, jointDayCount: 3, publicSize: 300, ownMachineShare: 0, medianActCount: 25, aliveShare: 0.6, placeShare: 0.9, roofedShare: 0.9, joinedShare: 0.1 };

/** A night in which a script registered; a campaign that brought people within minutes, of whom as few came back. */
const night: CohortView = { asleepCount: 500, usualCount: 14, frontShare: 0.25, cameBackShare: 0.14, usualCameBackShare: 0.64 };
const campaign: CohortView = { ...night, asleepCount: 416, frontShare: 0.65, cameBackShare: 0.24 };

describe("the scorecard", () => {
  test("says operator of a panel, and people of an agency, a class and an office", () => {
    expect(operatorBits(panel)).toBeGreaterThan(6);
    for (const people of [agency, lesson, office]) expect(operatorBits(people)).toBeLessThan(operatorBits(panel) - 3);
    expect(operatorBits(agency)).toBeLessThan(-5);
  });

  test("every line moves the sum its own way and no other: more of what speaks for an operator is never less", () => {
    const more: Partial<Record<string, Partial<GroupView>>> = {
      joint_days: { jointDayCount: 9 }, joint_share: { jointShare: 0.9 }, obscurity: { publicSize: 10 }, unseen: { unseenCount: 400 }, shared_acts: { besideShare: 0 }, no_life: { aliveShare: 0 },
      machines: { ownMachineShare: 0 }, quiet: { medianActCount: 2 },
    };
    expect(Object.keys(more).sort()).toEqual(operatorCard.map((line) => line.name).sort());
    for (const [name, change] of Object.entries(more)) {
      const before = new Map(cardBits(office).map(({ line, bits }) => [line.name, bits]));
      for (const { line, bits } of cardBits({ ...office, ...change })) {
        if (line.name === name) expect([name, bits >= before.get(name)!]).toEqual([name, true]);
        else expect([name, line.name, bits]).toEqual([name, line.name, before.get(line.name)]);
      }
    }
  });

  test("what people of this source do is the measure: the same group is less odd where everybody acts on the unseen", () => {
    expect(operatorBits({ ...panel, population: { ...population, unseenShare: 0.3 } })).toBeLessThan(operatorBits(panel));
  });

  test("numbers stay finite: no acts, no targets, a source without looks", () => {
    const empty: GroupView = { ...panel, activeCount: 0, unseenCount: 0, publicSize: 0, medianActCount: 0, population: { unseenShare: 1e-9, medianActCount: 0, actSpread: 0 } };
    expect(Number.isFinite(operatorBits(empty))).toBe(true);
  });
});

/** The attack: it pushes its own rooms, and four nights of registrations woke up for it. */
const flood: FloodView = { participantCount: 900, usualCount: 20, coreCount: 800, silentCoreCount: 700, wokenCount: 600, wokenDayCount: 4, wokenRoofShare: 0.1, takenCount: 120 };

/** A telephone with seven accounts that were registered on it and are run from it, through other people's networks. */
const rack: MachineView = { hereShare: 1, madeShare: 1, placedShare: 1, ownNetworkShare: 0.02, idleShare: 0, medianLoginDays: 4, actSpread: 0.4, usualActSpread: 1.05 };

/** Thirty machines that brought ninety accounts to one room, made in a dozen sittings. */
const sent: ErrandView = { ...panel, jointTargetCount: 1, occasionCount: 1, jointDayCount: 1, aliveShare: 0.05, unitCount: 12 };
/** A finals night: families at their tablets. */
const families: ErrandView = { ...agency, jointTargetCount: 0, occasionCount: 0, jointDayCount: 0, jointShare: 0, publicSize: 0, unseenCount: 400, ownMachineShare: 0.1, medianActCount: 60, unitCount: 20 };

describe("every rule has a passing and a failing example", () => {
  const tied = (view: GroupView, momentsPerMember: number, ownedShare = 0.2) => ({ ...view, momentsPerMember, ownedShare });
  const examples: [Rule<never>, unknown, unknown][] = [
    ...orderPolicy.map((rule): [Rule<never>, unknown, unknown] => [rule as unknown as Rule<never>, panel, { several_orders: { ...panel, jointTargetCount: 1 }, operator_over_people: agency, more_than_one_roof: lesson }[rule.name]]),
    ...tiePolicy.map((rule): [Rule<never>, unknown, unknown] => [rule as unknown as Rule<never>, tied(panel, 0), tied(rule.name === operatorOverTies.name ? agency : lesson, 0)]),
    [pushesOthers as unknown as Rule<never>, { pushedCount: 3, visitedCount: 3, audienceCount: 6, participantAudienceCount: 4 }, { pushedCount: 1, visitedCount: 4, audienceCount: 17, participantAudienceCount: 0 }],
    [pushedFlood as unknown as Rule<never>, flood, { ...flood, participantCount: 340, coreCount: 4, silentCoreCount: 2 }],
    [wokenBatch as unknown as Rule<never>, { accountCount: 30, wokenCount: 20, usualShare: 0.001 }, { accountCount: 30, wokenCount: 3, usualShare: 0.001 }],
    [wokenFlood as unknown as Rule<never>, flood, { ...flood, wokenDayCount: 1 }],
    [takenOver as unknown as Rule<never>, { cameNew: true, agedCount: 120, cameNewCount: 100, usualShare: 0.1 }, { cameNew: true, agedCount: 120, cameNewCount: 14, usualShare: 0.1 }],
    [takenFlood as unknown as Rule<never>, flood, { ...flood, takenCount: 12 }],
    [livesHere as unknown as Rule<never>, rack, { ...rack, hereShare: 0.08 }],
    [madeHere as unknown as Rule<never>, rack, { ...rack, madeShare: 0.14 }],
    [noHomes as unknown as Rule<never>, rack, { ...rack, ownNetworkShare: 0.35 }],
    [isUsed as unknown as Rule<never>, rack, { ...rack, medianLoginDays: 1 }],
    [doesAlike as unknown as Rule<never>, rack, { ...rack, actSpread: 1.1 }],
    [broughtByMachines as unknown as Rule<never>, { machineCount: 30, visitorCount: 200, usualRate: 0.014 }, { machineCount: 30, visitorCount: 3000, usualRate: 0.014 }],
    [operatorOverFamilies as unknown as Rule<never>, sent, families],
    [nobodyHome as unknown as Rule<never>, sent, families],
    [noLesson as unknown as Rule<never>, sent, { ...sent, joinedShare: 1, placeShare: 1 }],
    [manySittings as unknown as Rule<never>, sent, { ...sent, unitCount: 3 }],
    [operatorOverInvited as unknown as Rule<never>, sent, families],
    [noInstitution as unknown as Rule<never>, sent, { ...sent, memberCount: 30, placeShare: 1, unitCount: 7 }],
    [restOfErrand as unknown as Rule<never>, { leftCount: 40, strangerMachines: 6 }, { leftCount: 10, strangerMachines: 6 }],
    [ofTheErrand as unknown as Rule<never>, { roofed: true, roofedShare: 0.9, elsewhere: true }, { roofed: false, roofedShare: 0.9, elsewhere: false }],
    [ofTheErrand as unknown as Rule<never>, { roofed: false, roofedShare: 0.1, elsewhere: false }, { roofed: true, roofedShare: 0.1, elsewhere: true }],
    [beyondUsual as unknown as Rule<never>, night, { ...night, usualCount: 200 }],
    [noRush as unknown as Rule<never>, night, campaign],
    [hardlyAnybodyBack as unknown as Rule<never>, night, { ...night, cameBackShare: 0.55 }],
    [cameAlike as unknown as Rule<never>, { sleeperCount: 60, alikeCount: 40 }, { sleeperCount: 100, alikeCount: 25 }],
    [cameAsTheRun as unknown as Rule<never>, { probability: 0.85, meanOfSurer: 0.98 }, { probability: 0.85, meanOfSurer: 0.95 }],
    [notProvisioned as unknown as Rule<never>, panel, { ...panel, burstShare: 1, placeShare: 1 }],
    [notProvisioned as unknown as Rule<never>, { ...panel, madeShare: 1 }, { ...panel, madeShare: 1, placeShare: 1 }],
    [lifeOfItsOwn as unknown as Rule<never>, bot(), { ...bot(), actCount: 20, besideActCount: 15, besideTargetCount: 8 }],
    [actsWithTheRing as unknown as Rule<never>, { ...bot(), jointTargetCount: 1, besideTargetCount: 5 }, { ...bot(), jointTargetCount: 0, besideTargetCount: 5 }],
    [ofTheGroup as unknown as Rule<never>, bot(), { ...bot(), jointTargetCount: 2, besideTargetCount: 5 }],
  ];
  test("a flood of a batch wakes up, unless it sits under one roof or is no more than usual", () => {
    expect(wokenFlood.decide({ ...flood, wokenRoofShare: 0.9 }).pass).toBe(false);
    expect(wokenFlood.decide({ ...flood, usualCount: 200 }).pass).toBe(false);
    // So many of each hour open a room anyway.
    expect(wokenBatch.decide({ accountCount: 30, wokenCount: 20, usualShare: 0.1 }).pass).toBe(false);
  });

  test("after an update that gives everybody a new device id, a new machine says nothing; by an old one nobody is taken over", () => {
    expect(takenOver.decide({ cameNew: true, agedCount: 120, cameNewCount: 120, usualShare: 0.95 }).pass).toBe(false);
    expect(takenOver.decide({ cameNew: false, agedCount: 120, cameNewCount: 100, usualShare: 0.1 }).pass).toBe(false);
    expect(takenOver.decide({ cameNew: false, agedCount: 0, cameNewCount: 0, usualShare: 0 })).toMatchObject({ pass: false, measured: 0 });
  });

  test("a machine of which the networks are not known, or of a source in which nobody acts, is nobody's", () => {
    expect(machinePolicy.map((rule) => rule.decide(rack).pass)).toEqual([true, true, true, true, true]);
    expect(noHomes.decide({ ...rack, placedShare: 0.3 }).pass).toBe(false);
    expect(doesAlike.decide({ ...rack, usualActSpread: 0 }).pass).toBe(false);
    expect(isUsed.decide({ ...rack, idleShare: 0.8 }).pass).toBe(false);
  });

  test("a hall that nobody lives in needs less of the card, and many sittings excuse one network", () => {
    const hall = { ...sent, memberCount: 1200, aliveShare: 0, ownMachineShare: 1, placeShare: 1, unseenCount: 5, unitCount: 46 };
    expect(operatorOverInvited.decide(hall)).toMatchObject({ pass: true, threshold: -2 });
    expect(operatorOverInvited.decide({ ...hall, memberCount: 120 }).pass).toBe(false);
    // A class that signed up in five sittings: some of it lives.
    expect([0.05, 0.15].map((aliveShare) => operatorOverInvited.decide({ ...hall, memberCount: 45, aliveShare, ownMachineShare: 0.6 })).map(({ threshold }) => threshold)).toEqual([1, 3.5]);
    expect(noInstitution.decide(hall).pass).toBe(true);
    expect(noInstitution.decide({ ...hall, unitCount: 6 }).pass).toBe(false);
  });

  function bot(): AccountView {
    return { actCount: 8, besideActCount: 0, besideTargetCount: 0, jointTargetCount: 4, loginDayCount: 3, ageDays: 40, ownMachineShare: 0.1 };
  }

  test.each(examples.map(([rule, pass, fail]) => [rule.name, rule, pass, fail] as const))("%s", (_, rule, pass, fail) => {
    expect(rule.decide(pass as never).pass).toBe(true);
    expect(rule.decide(fail as never).pass).toBe(false);
    expect(rule.reason.length).toBeGreaterThan(60);
    expect(rule.source.length).toBeGreaterThan(10);
  });

  test("a life of its own is told by acts beside the group, or by months on a machine of one's own", () => {
    expect(lifeOf(bot()).life).toBeLessThan(0.1);
    expect(lifeOf({ ...bot(), loginDayCount: 30, ageDays: 400, ownMachineShare: 1 }).life).toBeGreaterThan(0.5);
    expect(lifeOf({ ...bot(), actCount: 0 }).beside).toBe(0);
  });

  test("the more often the same accounts come together, the less is asked of the card for a challenge, and as much as ever for a ban", () => {
    const [, rule] = orderPolicy;
    const asked = (memberCount: number, orders: number): number => rule.decide({ ...panel, memberCount, jointTargetCount: orders, occasionCount: orders }).threshold;
    expect([2, 4, 5, 8, 20].map((orders) => asked(15, orders))).toEqual([9, 9, 4, 3, 0]);
    expect([2, 4, 5, 8, 20].map((orders) => asked(40, orders))).toEqual([4, 4, 3, 1.5, 0]);
    // The same giveaways call large crowds a dozen times a week.
    expect([2, 5, 8, 19, 20].map((orders) => asked(400, orders))).toEqual([3, 3, 3, 3, 0]);
    // Twenty targets in one hour are one occasion.
    expect(rule.decide({ ...panel, memberCount: 40, jointTargetCount: 20, occasionCount: 1 }).threshold).toBe(4);
    // Spammers meet in the same rooms, each time others.
    expect(rule.decide({ ...panel, memberCount: 30, jointTargetCount: 30, occasionCount: 14, jointShare: 0.22 }).threshold).toBe(4);
    expect([0.15, 0.25].map((jointShare) => rule.decide({ ...panel, memberCount: 30, jointTargetCount: 30, occasionCount: 30, jointShare }).threshold)).toEqual([4, 0]);
    const program: GroupView = { ...panel, jointTargetCount: 37, occasionCount: 30, jointShare: 0.35, ownMachineShare: 1, medianActCount: 40, unseenCount: 400 };
    expect([rule.decide(program).pass, operatorOverPeople.mayBan(program), operatorOverPeople.mayBan(panel)]).toEqual([true, false, true]);
  });

  test("a crowd that an app calls to the same minutes again and again, and that shares nothing else, is asked for more than one that shares machines", () => {
    const crowd: GroupView = { ...agency, memberCount: 50, aliveShare: 0.7, medianActCount: 48, unseenCount: 750, activeCount: 1400, publicSize: 60, jointDayCount: 6 };
    expect(operatorBits(crowd)).toBeGreaterThan(0);
    expect(operatorBits(crowd)).toBeLessThan(1);
    const asked = (change: Partial<GroupView>, moments: number, owned: number): number => operatorOverTies.decide(tied({ ...crowd, ...change }, moments, owned)).threshold;
    expect([asked({}, 8, 0.02), asked({}, 8, 0.1), asked({ memberCount: 20 }, 8, 0), asked({}, 1, 0.1), asked({ memberCount: 90 }, 8, 0.1)]).toEqual([1, 0, 0, 2.5, 2.5]);
    expect([operatorOverTies.decide(tied(crowd, 8, 0.02)).pass, operatorOverTies.decide(tied(crowd, 8, 0.1)).pass]).toEqual([false, true]);
  });

  test("made in one day and run from shared machines in many places is no class and no campaign", () => {
    const bulk: GroupView = { ...lesson, joinedShare: 1, placeShare: 0.1, roofedShare: 0.1, ownMachineShare: 0.2, aliveShare: 0.1 };
    expect(moreThanOneRoof.decide(bulk).pass).toBe(true);
    // The class has its school, the campaign's people have phones and lives.
    for (const people of [{ roofedShare: 0.45 }, { placeShare: 0.9, roofedShare: 0.9 }, { ownMachineShare: 0.9 }, { aliveShare: 0.3 }]) expect(moreThanOneRoof.decide({ ...bulk, ...people }).pass).toBe(false);
  });

  test("people under one roof who act in the same minutes again and again are not spared for the roof", () => {
    const [, roof] = tiePolicy;
    expect(roof.decide(tied(lesson, 1.4)).pass).toBe(false);
    expect(roof.decide(tied(lesson, 2.4)).pass).toBe(true);
  });

  test("a roof under which dozens of accounts live and no person is no excuse; an office of twenty is one", () => {
    const [, , roof] = orderPolicy;
    const farm = { ...lesson, memberCount: 60, aliveShare: 0.02, ownMachineShare: 0.1 };
    expect(roof.decide(farm).pass).toBe(true);
    expect(roof.decide({ ...farm, memberCount: 20 }).pass).toBe(false);
    expect(roof.decide({ ...farm, aliveShare: 0.3 }).pass).toBe(false);
    // With phones each the card must be sure.
    expect([1.1, 0.1].map((unseen) => roof.decide({ ...farm, ownMachineShare: 0.9, medianActCount: 2, unseenCount: unseen * 50, longShare: 0, aliveShare: 0 }).pass)).toEqual([true, false]);
    // A house whose accounts have been there for months: an office and the class next door.
    expect(roof.decide({ ...farm, longShare: 0.9 }).pass).toBe(false);
    expect(roof.decide({ ...farm, longShare: 0.9, jointTargetCount: 3, occasionCount: 3 }).pass).toBe(true);
    // A desk of forty that runs a brand's accounts for a few customers; what was made lately is no desk yet.
    expect([0.9, 0.3].map((longShare) => roof.decide({ ...farm, memberCount: 44, longShare, jointTargetCount: 4, occasionCount: 4 }).pass)).toEqual([false, true]);
  });

  test("two desks and a class are three institutions, not one crowd", () => {
    const [, roof] = tiePolicy;
    const three = { ...lesson, memberCount: 70, aliveShare: 0.06, ownMachineShare: 0.2, placeShare: 0.4, roofedShare: 1, unitedShare: 0.3, joinedShare: 0.3 };
    expect(roof.decide(tied(three, 0.5)).pass).toBe(false);
    expect(roof.decide(tied({ ...three, placeShare: 0.9 }, 0.5)).pass).toBe(true);
  });

  test("four schools in one ring are four roofs: no order is common to them", () => {
    const [, roof] = tiePolicy;
    const schools = { ...lesson, memberCount: 100, placeShare: 0.3, joinedShare: 0.3, roofedShare: 1, unitedShare: 0.3 };
    expect(roof.decide(tied(schools, 0.5)).pass).toBe(false);
    expect(roof.decide(tied({ ...schools, unitedShare: 0.9 }, 0.5)).pass).toBe(true);
    expect(roof.decide(tied({ ...schools, roofedShare: 0.4 }, 0.5)).pass).toBe(true);
    expect(moreThanOneRoof.decide(lesson).pass).toBe(false);
  });

  test("a desk of forty accounts is challenged, not banned; more targets than a week has days, a hall of a hundred may be, and what is new there", () => {
    const desk = { ...panel, memberCount: 40, jointTargetCount: 5, occasionCount: 5, placeShare: 1, roofedShare: 1, aliveShare: 0, ownMachineShare: 0, longShare: 0.9 };
    expect([moreThanOneRoof.decide(desk).pass, moreThanOneRoof.mayBan(desk)]).toEqual([true, false]);
    for (const other of [{ memberCount: 100 }, { jointTargetCount: 8, occasionCount: 8 }, { longShare: 0.4 }, { placeShare: 0.5 }]) expect(moreThanOneRoof.mayBan({ ...desk, ...other })).toBe(true);
    expect(moreThanOneRoof.mayBan(panel)).toBe(true);
  });

  test("at the threshold nobody is banned; a bit above it may be", () => {
    const sum = operatorBits(panel) - operatorOverPeople.decide(panel).threshold;
    expect(sum).toBeGreaterThan(1);
    expect(operatorOverPeople.mayBan(panel)).toBe(true);
    // The busier its accounts, the less sure; the last that still passes.
    const barely = Array.from({ length: 40 }, (_, i) => ({ ...panel, medianActCount: 8 + i })).filter((view) => operatorOverPeople.decide(view).pass).at(-1)!;
    expect([operatorOverPeople.decide(barely).pass, operatorOverPeople.mayBan(barely)]).toEqual([true, false]);
  });

  test("a small group on few targets must be surer", () => {
    expect(operatorOverPeople.decide({ ...panel, memberCount: 12, jointTargetCount: 3 }).threshold).toBeGreaterThan(operatorOverPeople.decide(panel).threshold);
  });
});

// What spares a lesson is its roof, not its card.
test("every rule is asked, in the order of the policy, so that a near miss is seen whole", () => {
  expect(askRules(orderPolicy, lesson).map(({ rule, pass }) => [rule, pass])).toEqual([["several_orders", true], ["operator_over_people", true], ["more_than_one_roof", false]]);
});

test("expected false rings: the card's own odds, ring by ring", () => {
  expect(expectedFalseRings([], 10)).toBe(0);
  const verdict = (measured: number) => [{ rule: operatorOverPeople.name, pass: true, measured, threshold: 4 }];
  expect(expectedFalseRings([verdict(0), verdict(3)], 10)).toBeCloseTo(0.5 + 1 / 9, 10);
  expect(expectedFalseRings([[{ rule: pushedFlood.name, pass: true, measured: 900, threshold: 50 }]], 10)).toBe(2 ** -10);
});
