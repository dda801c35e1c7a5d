import type { Random } from "./random.js";
import { framingNames, habits, sharingHabits, ringCount, type Framing, type Habit } from "./scenarios.js";

/** A ring before it is planted. Names are `<habit>-<number from 1>`. */
export interface PlannedRing {
  name: string;
  habit: Habit;
  number: number;
  size: number;
  /** How a framer frames. */
  framing?: Framing;
  /** How many of its accounts are stolen from innocents; the others are new. */
  stolen?: number;
}

export interface PlanOptions {
  /** Of all accounts, the share in rings, the sleeping one apart. */
  ringShare: number;
  /** Of all accounts, the share in the sleeping ring. */
  sleepingShare: number;
  /** Of all accounts, the share in rings of 500 and more that act, and in the attack; default none. */
  largeShare?: number;
  attackShare?: number;
  /** The habits that share `ringShare`. */
  habits: readonly Habit[];
  seed: number;
}

interface Sizes { rings?: number; power?: number; least?: number; fixedSize?: readonly [number, number] }
const sizesOf = (habit: Habit): Sizes => habits[habit] as Sizes;

/**
 * Which rings a world has, and how large. Depends on nothing but its arguments, so that worlds that differ in tactics have the same rings.
 * A world too small for one ring of each habit has those that its seed begins with.
 */
export function planRings(random: Random, accountCount: number, options: PlanOptions): PlannedRing[] {
  const budget = Math.floor(accountCount * options.ringShare);
  const chosen = sharingHabits.filter((habit) => options.habits.includes(habit));
  const wanted = (habit: Habit): number => Math.max(1, Math.round((sizesOf(habit).rings ?? ringCount.rings) * (accountCount / ringCount.at) ** (sizesOf(habit).power ?? ringCount.power)));
  const least = (habit: Habit): number => sizesOf(habit).least ?? ringCount.least;

  const counts = new Map<Habit, number>();
  let needed = 0;
  for (let round = 1; chosen.some((habit) => wanted(habit) >= round); round++) {
    for (let i = 0; i < chosen.length; i++) {
      const habit = chosen[(i + options.seed) % chosen.length];
      if (wanted(habit) < round || needed + least(habit) > budget) continue;
      counts.set(habit, (counts.get(habit) ?? 0) + 1);
      needed += least(habit);
    }
  }

  const drawn = chosen.flatMap((habit) =>
    Array.from({ length: counts.get(habit) ?? 0 }, (_, i) => {
      const [low, high] = sizesOf(habit).fixedSize ?? ringCount.size;
      return { habit, number: i + 1, draw: random.logBetween(low, high + 0.49), fixed: sizesOf(habit).fixedSize !== undefined };
    }),
  );
  // Fixed sizes as drawn where they leave the others their least, and scaled with them where not; the others by the factor that fills the budget.
  const sizeAt = (ring: (typeof drawn)[number], factor: number): number => Math.max(least(ring.habit), Math.floor(ring.draw * factor));
  const roomy = drawn.reduce((sum, ring) => sum + sizeAt(ring, ring.fixed ? 1 : 0), 0) <= budget;
  const sizes = (factor: number): number[] => drawn.map((ring) => sizeAt(ring, ring.fixed ? (roomy ? 1 : Math.min(1, factor)) : factor));
  let low = 0;
  let high = budget;
  for (let step = 0; step < 60; step++) {
    const factor = (low + high) / 2;
    if (sizes(factor).reduce((sum, size) => sum + size, 0) <= budget) low = factor;
    else high = factor;
  }
  const fitted = sizes(low);
  const planned = drawn.map(({ habit, number }, i): PlannedRing => ({
    name: `${habit}-${number}`, habit, number, size: fitted[i],
    ...(habit === "hijacked" ? { stolen: fitted[i] } : {}),
    ...(habit === "framer" ? { framing: framingNames[(options.seed + number - 1) % framingNames.length] } : {}),
  }));
  const sleeping = Math.round(accountCount * options.sleepingShare);
  if (sleeping >= habits.sleeping.least) planned.push({ name: "sleeping-1", habit: "sleeping", number: 1, size: sleeping });
  for (let left = Math.floor(accountCount * (options.largeShare ?? 0)), number = 1; left >= habits.large.size[0]; number++) {
    const [low, high] = habits.large.size;
    // No one takes all: several sizes, and every trade, where there is room.
    const size = Math.round(random.logBetween(low, Math.min(high, Math.max(low, 0.6 * left))));
    planned.push({ name: `large-${number}`, habit: "large", number, size });
    left -= size;
  }
  const attack = Math.round(accountCount * (options.attackShare ?? 0));
  if (attack >= habits.attack.least) planned.push({ name: "attack-1", habit: "attack", number: 1, size: attack, stolen: Math.round(attack * random.between(habits.attack.stolenShare[0], habits.attack.stolenShare[1])) });
  return planned;
}

/** How many new accounts the rings need; stolen ones were innocents before. */
export const botCount = (planned: readonly Pick<PlannedRing, "size" | "stolen">[]): number => planned.reduce((sum, ring) => sum + ring.size - (ring.stolen ?? 0), 0);
