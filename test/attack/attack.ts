import { appendFileSync } from "node:fs";
import { test } from "vitest";

/** Who attacks, in the order of the table in docs/security.md. */
export const attackers = ["a reviewer", "a publisher", "who answers appeals", "the detector's credential", "the night's credential", "the owner", "any database user", "any local user", "whoever chooses an id", "an enforcer"] as const;

/** One attack: it passes where it is refused or detected. */
export interface Attack {
  who: (typeof attackers)[number];
  /** What is tried, in a few words. */
  attack: string;
  /** What refuses or detects it. */
  by: string;
}

/** A test that is a line of the table: `npm run attack` names a file for the lines in ATTACK_LINES. */
export function attack(line: Attack, work: () => Promise<void>): void {
  test(`${line.who}: ${line.attack}`, async () => {
    const say = (outcome: "held" | "BROKEN"): void => {
      if (process.env.ATTACK_LINES !== undefined) appendFileSync(process.env.ATTACK_LINES, `${JSON.stringify({ ...line, outcome })}\n`);
    };
    try {
      await work();
    } catch (error) {
      say("BROKEN");
      throw error;
    }
    say("held");
  });
}
