import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { everyRule } from "../../src/rings/rules/policy.js";
import type { Rule } from "../../src/rings/rules/rule.js";
import { changeOf, everyVariant, isNoise, movedBy, sumOf, variantsOf, type Named } from "./ablate.js";
import { ablationReport } from "./ablation-report.js";

/** A group of three and more. */
const rule = (): Rule<{ size: number }> => ({
  name: "big_enough", stage: "accept", reason: "", source: "", thresholds: { size: 3 },
  decide(view) {
    return { pass: view.size >= this.thresholds.size, measured: view.size, threshold: this.thresholds.size };
  },
});

const named = (rings: Record<string, number>, attack = 0, people = 0, peopleToBan = 0): Named => ({ byRing: new Map(Object.entries(rings)), attack, people, peopleToBan });

describe("variants", () => {
  test("every rule that a file of rules exports has its rows", async () => {
    const folder = join(packageFolder, "src", "rings", "rules");
    const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && file !== "policy.ts");
    const modules = await Promise.all(files.map(async (file) => (await import(join(folder, file))) as Record<string, unknown>));
    const isRule = (of: unknown): of is Rule<never> => typeof of === "object" && of !== null && "decide" in of && "thresholds" in of;
    const exported = modules.flatMap((module) => Object.values(module).filter(isRule));
    expect(exported.length).toBeGreaterThan(25);
    expect(exported.map(({ name }) => name).filter((name) => !everyRule.some((one) => one.name === name))).toEqual([]);
    expect(new Set(everyRule.map(({ name }) => name)).size).toBe(everyRule.length);
    expect(everyVariant().length).toBeGreaterThan(2 * everyRule.length);
  });

  test("a rule is out, or asks for a quarter more or less, until it is undone", () => {
    const one = rule();
    const variants = variantsOf([one as unknown as Rule<never>]);
    expect(variants.map(({ change }) => change)).toEqual(["out", "size 3 → 2", "size 3 → 4"]);
    const answers = variants.map(({ apply }) => {
      const undo = apply();
      const answer = [1, 2, 3, 4].map((size) => one.decide({ size }).pass);
      undo();
      return answer;
    });
    expect(answers).toEqual([[true, true, true, true], [false, true, true, true], [false, false, false, true]]);
    expect([2, 3].map((size) => one.decide({ size }).pass)).toEqual([false, true]);
  });

  test.each([[0.4, [0.3, 0.5]], [8, [6, 10]], [1, [0, 2]], [-1, [-2, 0]], [0, [0.5]], [200, [150, 250]]])("%f is moved to %j", (value, moved) => {
    expect(movedBy(value).map((other) => Number(other.toFixed(6)))).toEqual(moved);
  });
});

describe("changes", () => {
  test("rings come and go whole: three rings lost for one won are more than noise only where they agree", () => {
    const lost = changeOf(named({ a: 20, b: 30, c: 25 }, 100, 4), named({ d: 5 }, 90, 5, 1));
    expect(lost).toEqual({ accounts: -70, error: Math.sqrt(20 ** 2 + 30 ** 2 + 25 ** 2 + 5 ** 2), rings: 4, attack: -10, people: 1, peopleToBan: 1 });
    expect(isNoise([changeOf(named({ a: 20 }), named({}))])).toBe(true);
    expect(isNoise([changeOf(named({}), named({}, 0, 0, 1))])).toBe(false);
    const many = Array.from({ length: 9 }, (_, i) => changeOf(named({ [`r${i}`]: 10 }), named({})));
    expect(isNoise([sumOf(many)])).toBe(false);
  });

  test("the page has a row for each variant, in one of two tables", () => {
    const variants = variantsOf([rule() as unknown as Rule<never>]);
    const world = { generator: "A", name: "attack-1" };
    const page = ablationReport([{ world, base: named({ a: 20 }, 50, 2), named: [named({ a: 20 }, 50, 90), named({ a: 20 }, 50, 2), named({}, 50, 2)] }], variants);
    expect(page).toContain("more than noise on some generator (1)");
    expect(page).toContain("| big_enough | out | 0; 0; +88 |");
    expect(page).toContain("| big_enough | size 3 → 2 | – |");
    expect(page).toContain("| big_enough | size 3 → 4 | -20 ± 39; 0; 0 |");
  });
});
