import { expect, test } from "vitest";
import { isStronger } from "../../src/candidates/action.js";
import { decideAction, type ActionFacts } from "../../src/candidates/decide-action.js";

const sure: ActionFacts = {
  significant: true, coordination: true, survives: true, ringSize: 20, minBanSize: 6,
  core: true, ownAct: true, hijacked: false, livesElsewhere: false, protected: false, closed: false,
};

test.each<[string, Partial<ActionFacts>, string | undefined]>([
  ["everything speaks for it", {}, "ban"],
  ["rests on one source", { survives: false }, "challenge"],
  ["copied evidence only", { ownAct: false }, "restrict"],
  ["copied evidence that rests on one source: a flash crowd", { ownAct: false, survives: false }, "watch"],
  ["a household: linked, not coordinated", { coordination: false }, undefined],
  ["not significant", { significant: false }, undefined],
  ["probably hijacked", { hijacked: true }, "challenge"],
  ["hijacked, and the first on the machine it was taken to", { hijacked: true, ownAct: false }, "challenge"],
  ["hijacked, copied evidence that rests on one source", { hijacked: true, ownAct: false, survives: false }, "watch"],
  ["lives on a machine of its own", { livesElsewhere: true }, "challenge"],
  ["a ring of five", { ringSize: 5 }, "challenge"],
  ["a ring of six", { ringSize: 6 }, "ban"],
  ["tied to the ring only", { core: false }, "watch"],
  ["protected", { protected: true }, undefined],
  ["protected and tied", { protected: true, core: false }, undefined],
  ["closed", { closed: true }, undefined],
])("%s", (_, facts, action) => {
  expect(decideAction({ ...sure, ...facts })).toBe(action);
});

test("never a ban unless significant, coordinated, core, own-act and surviving, over all 512 combinations", () => {
  const names = ["significant", "coordination", "survives", "core", "ownAct", "hijacked", "livesElsewhere", "protected", "closed"] as const;
  let bans = 0;
  for (let bits = 0; bits < 512; bits++) {
    const facts: ActionFacts = { ...sure, ...Object.fromEntries(names.map((name, i) => [name, (bits >> i) % 2 === 1])) };
    if (decideAction(facts) !== "ban") continue;
    bans++;
    expect(facts).toEqual(sure);
  }
  expect(bans).toBe(1);
});

test("the ladder", () => {
  expect([isStronger("ban", "restrict"), isStronger("restrict", "challenge"), isStronger("challenge", "watch"), isStronger("watch", "watch")]).toEqual([true, true, true, false]);
});
