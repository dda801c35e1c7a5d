import { expect, test } from "vitest";
import { answer, evidenceOf, limits, looksHijacked, tailBits, type IncidentPolicy, type IncidentView, type SurgeView } from "../../src/incident/evidence.js";

const nothing = { key: null, awake: 0, accounts: 0 };
const quiet: IncidentView = {
  active: true, quiet: true, came: false, ageDays: 30, loginDayCount: 1, openCount: 0, cohort: { key: null, awake: 0, quiet: 0, accounts: 0, usual: 0 }, device: nothing, subnet: nothing, ip: nothing,
  visited: 0, pushed: 0, audience: 0, filled: 0, armed: { cohort: null, ringId: null, probability: 0, awake: 0, accounts: 0 },
};
const surge: SurgeView = { awakeCount: 500, quietCount: 100_000, recentShare: 1, newcomerShare: 0.02, cameAwakeShare: 0.9, cameAsleepShare: 0.01, quietShare: 0.7, usualQuietShare: 0.05 };
const policy: IncidentPolicy = { challengeBits: 4, restrictBits: 7, waitingProbability: 0.7, hijackAgeDays: 60 };
const cohort = { key: "1764384300000", awake: 30, quiet: 60, accounts: 63, usual: 3 };
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
  expect(answer(fresh, surge, policy).action).toBe("challenge");
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
  // 30 sleep still, 2 of them would in any case; they have not logged in, where nine in ten of the others had.
  expect(said.bits).toBeCloseTo(Math.log2((30 - 2.1) / 2.1) + Math.log2(0.55 / 0.99), 2);
  expect(said.action).toBe("restrict");
  // The attack is over: who is to come has come.
  expect(answer(waiting, { ...surge, recentShare: 0.02 }, policy).action).toBeNull();
  expect(answer({ ...waiting, cohort: { ...cohort, usual: 30 } }, surge, policy).action).toBeNull();
  expect(answer({ ...waiting, cohort: { ...cohort, usual: 30 }, came: true }, surge, policy).action).toBe("restrict");
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
