import { expect, test } from "vitest";
import { answer, evidenceOf, isTaken, learnCameBy, learnReturning, learnSignIns, learnWaitingSignIns, limits, looksHijacked, tailBits, takenProbability, tieBits, untiedOdds, type IncidentPolicy, type IncidentView, type SurgeView } from "../../src/incident/evidence.js";

const nothing = { key: null, awake: 0, accounts: 0 };
const quiet: IncidentView = {
  active: true, quiet: true, signedIn: 4, cameBy: null, stirred: false, ageDays: 30, loginDayCount: 1, openCount: 0, cohort: { key: null, awake: 0, stirred: 0, stirring: false, quiet: 0, accounts: 0, usual: 0 }, device: nothing, subnet: nothing, ip: nothing,
  visited: 0, pushed: 0, audience: 0, filled: 0, armed: { cohort: null, ringId: null, probability: 0, awake: 0, accounts: 0 },
};
const surge: SurgeView = { awakeCount: 500, quietCount: 100_000, recentShare: 1, newcomerShare: 0.02, signInBits: [0, 0, 0, 0, 0], waitingSignInBits: [4, 4, 3, 2, -1], untiedBits: 1, stirredShare: 0.01, sleepersPerAwake: Number.POSITIVE_INFINITY, cameByBits: [0, 0, 0], returningBits: 0, quietShare: 0.7, newcomerQuietShare: 0.8, pushShare: 0.01, usualQuietShare: 0.05 };
const policy: IncidentPolicy = { challengeBits: 4, restrictBits: 7, waitingProbability: 0.7, hijackAgeDays: 60 };
const cohort = { key: "1764384300000", awake: 30, stirred: 0, stirring: false, quiet: 60, accounts: 63, usual: 3 };
const names = (view: IncidentView): string[] => evidenceOf(view, surge).map(({ name }) => name);

test("a surge alone proposes nobody: a silent account that goes live, and no more", () => {
  expect(names(quiet)).toEqual(["woke_up"]);
  expect(answer(quiet, surge, policy).action).toBeNull();
});

test("registered beside silent accounts of which half are awake, where one in 200 is: log2 of that, and restricted", () => {
  const found = evidenceOf({ ...quiet, cohort }, surge);
  expect(found[0]).toMatchObject({ name: "cohort", key: { kind: "registration", key: cohort.key, members: 31 } });
  expect(found[0].bits).toBeCloseTo(Math.log2(30.2 / (59 * 0.005 + 0.1)), 6);
  expect(answer({ ...quiet, cohort }, surge, policy).action).toBe("restrict");
});

test("newcomers of the last days may be called together: their hour alone restricts nobody", () => {
  const fresh = { ...quiet, ageDays: 1, cohort };
  expect(evidenceOf(fresh, surge)[0].bits).toBe(limits.freshCohort);
  // Their silence is worth what that of all is whom nothing else ties: here one bit.
  expect(answer(fresh, surge, policy)).toMatchObject({ bits: limits.freshCohort + 1, action: null });
  expect(answer(fresh, { ...surge, untiedBits: 4, signInBits: [0, 0, 0, 0, 4] }, policy).action).toBe("challenge");
  // A challenge that brings one newcomer in ten: three of thirty awake are nothing.
  expect(answer({ ...fresh, cohort: { ...cohort, awake: 3, quiet: 31 } }, { ...surge, newcomerShare: 0.1 }, policy).action).toBeNull();
});

test("who lives is not restricted, whatever it visits; who pushes rooms of the surge is asked to prove itself", () => {
  const lively = { ...quiet, quiet: false, visited: 10, pushed: 2 };
  expect(answer(lively, surge, policy).action).toBeNull();
  expect(answer({ ...lively, visited: 3, pushed: 3 }, surge, policy).action).toBe("challenge");
});

test("old accounts with days of their own look hijacked: challenge, never restrict", () => {
  const old = { ...quiet, ageDays: 400, loginDayCount: 9, visited: 4, pushed: 4 };
  expect(looksHijacked(old, 60)).toBe(true);
  expect(answer(old, surge, policy)).toMatchObject({ action: "challenge" });
  expect(answer({ ...old, loginDayCount: 1 }, surge, policy).action).toBe("restrict");
});

test("a device, its address and its network are one place: the strongest counts", () => {
  const place = { key: "k", awake: 5, accounts: 6 };
  expect(names({ ...quiet, device: place, ip: place, subnet: place })).toEqual(["device", "woke_up"]);
  // A carrier's network of a thousand is no place.
  expect(names({ ...quiet, subnet: { key: "k", awake: 30, accounts: 1000 } })).toEqual(["woke_up"]);
});

test("silent accounts of a cohort that wakes up are restricted before they act, where most of it is too many", () => {
  const waiting = { ...quiet, active: false, cohort };
  const said = answer(waiting, surge, policy);
  // 30 sleep still, 2.1 of them would in any case, give or take a standard deviation; they have not logged in for a day.
  expect(said.bits).toBeCloseTo(Math.log2((30 - 2.1 - Math.sqrt(2.1)) / 2.1) - 1, 6);
  expect(said.action).toBe("restrict");
  // The attack is over: who is to come has come.
  expect(answer(waiting, { ...surge, recentShare: 0.02 }, policy).action).toBeNull();
  expect(answer({ ...waiting, cohort: { ...cohort, usual: 30 } }, surge, policy).action).toBeNull();
  expect(answer({ ...waiting, cohort: { ...cohort, usual: 30 } }, surge, policy).probability).toBeLessThan(0.3);
  // Minutes after a login it is another matter; of newcomers another call is as likely, and their login is their registration.
  expect(answer({ ...waiting, cohort: { ...cohort, usual: 16 } }, surge, policy).action).toBeNull();
  expect(answer({ ...waiting, signedIn: 1, cohort: { ...cohort, usual: 16 } }, surge, policy).action).toBe("restrict");
  const fresh = answer({ ...waiting, ageDays: 1, signedIn: null }, surge, policy);
  expect(fresh.bits).toBeCloseTo(Math.log2((30 - 2.4 - Math.sqrt(2.4)) / 2.4) - 1, 6);
});

test("a network of waking accounts is a neighbourhood: who sleeps there is not named for it, who sleeps on a device of theirs is", () => {
  const place = { key: "k", awake: 8, accounts: 10 };
  const waiting = { ...quiet, active: false, signedIn: 0 };
  expect(answer({ ...waiting, subnet: place }, surge, policy).action).toBeNull();
  expect(answer({ ...waiting, device: place }, surge, policy).action).toBe("restrict");
});

test("where most rooms are of the surge, a visit to one says little", () => {
  const visitor = { ...quiet, visited: 1, pushed: 1 };
  expect(tieBits(evidenceOf(visitor, surge))).toBe(limits.pushes - 3);
  expect(tieBits(evidenceOf(visitor, { ...surge, pushShare: 0.5 }))).toBe(1);
  expect(tieBits(evidenceOf({ ...visitor, visited: 4, pushed: 4 }, { ...surge, pushShare: 0.5 }))).toBe(4);
});

test("who shares with others of the surge only what people share is asked, never restricted", () => {
  const sure = { ...surge, untiedBits: 4, signInBits: [0, 0, 0, 0, 4] };
  expect(answer(quiet, sure, policy)).toMatchObject({ bits: 8, action: "challenge" });
  expect(answer({ ...quiet, subnet: { key: "k", awake: 9, accounts: 10 } }, sure, policy)).toMatchObject({ action: "challenge" });
  expect(answer({ ...quiet, ageDays: 1, cohort }, sure, policy)).toMatchObject({ action: "challenge" });
  expect(answer({ ...quiet, cohort }, sure, policy)).toMatchObject({ action: "restrict" });
});

test("how long before an act a login came says what it says of those who are known, and nothing of a handful", () => {
  const many = (place: number, count: number): number[] => Array.from({ length: count }, () => place);
  // Operators keep sessions (2 h and more), people open the app.
  const bits = learnSignIns([...many(3, 90), ...many(0, 10)], [...many(0, 45), ...many(3, 5)]);
  expect(bits[0]).toBeLessThan(-2);
  expect(bits[3]).toBeGreaterThan(2);
  expect(bits[1]).toBe(0);
  // The same the other way round: it is not built in which of the two are operators.
  expect(learnSignIns([...many(0, 45), ...many(3, 5)], [...many(3, 90), ...many(0, 10)])[0]).toBeGreaterThan(2);
  expect(Math.abs(learnSignIns(many(3, 90), [0])[0])).toBeLessThan(1.5);
  expect(learnSignIns([], [])).toEqual([0, 0, 0, 0, 0]);
});

test("of those whom nothing ties the share that is behind it is the one under which their logins are the likeliest", () => {
  expect(untiedOdds([])).toBe(0);
  expect(untiedOdds(Array.from({ length: 40 }, () => 0))).toBeCloseTo(0, 6);
  // 30 of 40 look like those who are tied.
  const odds = untiedOdds([...Array.from({ length: 30 }, () => 4), ...Array.from({ length: 10 }, () => -4)]);
  expect(2 ** odds / (1 + 2 ** odds)).toBeCloseTo(0.75, 1);
});

test("of those who are still to act half of the logins of the last minutes are still to come", () => {
  const asleep = [40, 10, 10, 10, 930];
  const bits = learnWaitingSignIns([...Array.from({ length: 80 }, () => 0), ...Array.from({ length: 20 }, () => 4)], asleep);
  expect(bits[0]).toBeCloseTo(Math.log2((0.4 + 0.01) / (41 / 1005 + 0.01)), 6);
  expect(bits[4]).toBeCloseTo(Math.log2((0.2 + 0.4 + 0.01) / (931 / 1005 + 0.01)), 6);
  expect(learnWaitingSignIns([], asleep)).toEqual([0, 0, 0, 0, 0]);
});

test("nothing in an incident is a ban", () => {
  const all = [quiet, { ...quiet, cohort }, { ...quiet, cohort, visited: 9, pushed: 9, device: { key: "d", awake: 9, accounts: 9 } }, { ...quiet, active: false, cohort }].map((view) => answer(view, surge, policy).action);
  expect(all.filter((action) => action !== null && !["restrict", "challenge"].includes(action))).toEqual([]);
});

test("the tail of a Poisson count, against the sum of its terms", () => {
  const exact = (count: number, expected: number): number => {
    let [term, below] = [Math.exp(-expected), 0];
    for (let k = 0; k < count; k++) {
      below += term;
      term *= expected / (k + 1);
    }
    return -Math.log2(1 - below);
  };
  for (const [count, expected] of [[3, 0.2], [5, 1], [12, 3], [20, 8]] as const) expect(tailBits(count, expected)).toBeCloseTo(exact(count, expected), 1);
  expect(tailBits(2, 5)).toBe(0);
});

test("a batch stirs before it wakes: who came tonight with too many others of its quarter of an hour is restricted before anybody of it acts; who did not come, and newcomers, are not", () => {
  const stirring = { ...cohort, awake: 0, stirred: 24, stirring: true };
  const waiting = { ...quiet, active: false, stirred: true, signedIn: 1, cohort: stirring };
  // Of 60 silent ones 0.6 come in two hours, give or take a standard deviation.
  expect(answer(waiting, surge, policy)).toMatchObject({ action: "restrict", evidence: [{ name: "cohort", bits: expect.closeTo(Math.log2((24 - 0.6 - Math.sqrt(0.6)) / 0.6), 6) }] });
  expect(answer({ ...waiting, stirred: false, signedIn: 4 }, surge, policy).action).toBeNull();
  expect(answer({ ...waiting, ageDays: 1 }, { ...surge, waitingSignInBits: [0, 0, 0, 0, 0] }, policy).action).toBeNull();
  expect(answer({ ...waiting, cohort: { ...stirring, stirring: false } }, { ...surge, waitingSignInBits: [0, 0, 0, 0, 0] }, policy).action).toBeNull();
});

test("the first of a batch is tied to those who are about to follow", () => {
  const first = { ...quiet, cohort: { ...cohort, awake: 0 } };
  expect(names(first)).toEqual(["woke_up"]);
  expect(names({ ...first, cohort: { ...first.cohort, stirred: 24, stirring: true } })).toEqual(["cohort", "woke_up"]);
});

test("where hardly anybody of a quarter of an hour has woken up, most of it was called by something else when it joined", () => {
  const campaign = { ...quiet, active: false, cohort: { ...cohort, awake: 4, quiet: 400, accounts: 410 } };
  expect(answer(campaign, surge, policy).action).toBe("restrict");
  // Batches of this surge have two asleep for each that is awake.
  expect(answer(campaign, { ...surge, sleepersPerAwake: 2 }, policy).action).toBeNull();
  expect(answer({ ...quiet, active: false, cohort }, { ...surge, sleepersPerAwake: 2 }, policy).action).toBe("restrict");
});

test("who had come on several days is no stock, where those who are known have not", () => {
  expect(learnReturning({ accounts: 0, returning: 0 }, { accounts: 1000, returning: 300 })).toBe(0);
  expect(learnReturning({ accounts: 400, returning: 40 }, { accounts: 1000, returning: 300 })).toBeCloseTo((Math.log2(40.5 / 401 / (300.5 / 1001)) * 400) / 408, 6);
  expect(learnReturning({ accounts: 400, returning: 2 }, { accounts: 1000, returning: 300 })).toBe(limits.returning.against);
  const waiting = { ...quiet, active: false, cohort };
  expect(answer({ ...waiting, loginDayCount: 3 }, { ...surge, returningBits: -4 }, policy).action).toBeNull();
  expect(answer({ ...waiting, loginDayCount: 2 }, { ...surge, returningBits: -4 }, policy).action).toBe("restrict");
});

test("old accounts that come by a stranger's machine in numbers were taken over; by their own, by some new ones, or after an update of everybody they were not", () => {
  const usual = [180, 15, 5];
  expect(isTaken(takenProbability([3, 60, 10], usual))).toBe(true);
  expect(isTaken(takenProbability([70, 3, 0], usual))).toBe(false);
  // One in ten comes by a new one anyway: of 230 who came back 25 did.
  expect(isTaken(takenProbability([205, 20, 5], usual))).toBe(false);
  expect(takenProbability([0, 60, 10], [20, 150, 30])).toBe(0);
  expect(takenProbability([0, 10, 2], usual)).toBe(0);
});

test("by what an old silent account came is learnt from those who are tied, and from the surge where accounts were taken over; it restricts nobody", () => {
  const usual = [180, 15, 5];
  expect(learnCameBy([0, 0, 0], [40, 3, 0], usual).map(Math.abs)).toEqual([0, 0, 0]);
  const [known, fresh] = learnCameBy([1, 60, 3], [40, 62, 4], usual);
  expect(known).toBeLessThan(-2);
  expect(fresh).toBeGreaterThan(2);
  const bits = learnCameBy([0, 0, 0], [2, 60, 3], usual);
  expect(bits[1]).toBeCloseTo(-Math.log2((15.5 + 5.5) / 201.5), 6);
  const taken = { ...quiet, ageDays: 400, cameBy: 1 };
  expect(answer(taken, { ...surge, cameByBits: bits, untiedBits: 4 }, policy)).toMatchObject({ action: "challenge" });
  expect(answer({ ...taken, cameBy: 0 }, { ...surge, cameByBits: [-3, 3, 3], untiedBits: 4 }, policy).action).toBeNull();
});
