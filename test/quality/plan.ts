import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder } from "../../src/config/place.js";

/** What the attackers of a world do beyond their habits; see `ringfence world`. */
export interface Tactics {
  /** Innocent actions, as a multiple of the usual. */
  camouflage?: number;
  /** Extra scatter of coordinated actions, ms. */
  jitterMs?: number;
  accountsPerDevice?: number;
  accountsPerAddress?: number;
}

/** One world to make and to spend a night on. */
export interface WorldPlan {
  /** What it is for: the tables, a quiet world, the camouflage pair, a point of an attacker's price curve. */
  part: "table" | "quiet" | "camouflage" | "price";
  accounts: number;
  seed: number;
  tactics?: Tactics;
  /** What the world holds, where it is not the usual: see `ringfence world`. */
  holds?: { habits: readonly string[]; ringShare: number; sleepingShare: number };
}

/**
 * Every number of the evaluation that could be chosen. **Development used seeds 1 to 3999; none of the seeds below was looked at while developing.**
 */
export const parameters = {
  developmentSeeds: "1 to 3999",
  /** Worlds of development, on which `npm run calibrate` fits the probabilities. */
  calibration: { accounts: 200_000, seeds: [451, 452, 453] },
  /** A trial at another size: seeds of development, so that nobody looks at the table's. */
  trial: { table: [401, 402, 403, 404, 405], quiet: [411, 412, 413], price: [421] },
  /** The table: worlds by size, so many of each that every habit has twenty rings. */
  table: { 200_000: [4501, 4502, 4503, 4504, 4505, 4506, 4507, 4508, 4509, 4510], 1_000_000: [4601, 4602, 4603, 4604, 4605] } as Readonly<Record<number, readonly number[]>>,
  /** The same innocents, nothing planted. */
  quiet: { accounts: 1_000_000, seeds: [4701, 4702, 4703] },
  /** The table's worlds of this size again, with ten times the innocent actions. */
  camouflage: { accounts: 200_000, factor: 10 },
  /** An attacker's price: one thing changed at a time. Only the habits that these things cost, and more of them than usual, so that a point stands on many rings. */
  price: {
    accounts: 200_000,
    seeds: [4801],
    habits: ["farm", "proxy", "cell", "engagement"],
    ringShare: 0.01,
    sleepingShare: 0,
    jitterMinutes: [0, 1, 3, 10, 30, 120],
    accountsPerDevice: [10, 5, 3, 2, 1],
    accountsPerAddress: [25, 10, 5, 1],
  },
} as const;

/** The curves of the price: how a value becomes tactics, and how it is shown. */
export const priceCurves: readonly { name: string; axis: string; values: readonly number[]; tactics: (value: number) => Tactics }[] = [
  { name: "jitter", axis: "extra minutes of scatter", values: parameters.price.jitterMinutes, tactics: (value) => ({ jitterMs: value * 60_000 }) },
  { name: "devices", axis: "accounts per device", values: parameters.price.accountsPerDevice, tactics: (value) => ({ accountsPerDevice: value }) },
  { name: "addresses", axis: "accounts per address", values: parameters.price.accountsPerAddress, tactics: (value) => ({ accountsPerAddress: value }) },
];

/** Parts of a run of `npm run evaluate`. */
export const parts = ["table", "quiet", "camouflage", "price", "real", "communities"] as const;
export type Part = (typeof parts)[number];

export interface Selection {
  /** Where results are kept, so that an interrupted run goes on where it was. */
  folder: string;
  worlds: WorldPlan[];
  parts: ReadonlySet<Part>;
  /** Everything that {@link parameters} ask for: the files in the repository are written. */
  whole: boolean;
  /** Sizes of the table's worlds, ascending. */
  sizes: number[];
}

/**
 * What this run is to measure, from the environment:
 * `EVALUATE_ACCOUNTS` only worlds of this size; a size that is not in the plan makes a trial of all of it at that size, from seeds of development.
 * `EVALUATE_SEEDS` only these seeds. `EVALUATE_PARTS` only these parts. `RINGFENCE_EVALUATE_DIR` where results are kept.
 */
export function select(env: Readonly<Record<string, string | undefined>>): Selection {
  const accounts = env.EVALUATE_ACCOUNTS === undefined ? undefined : Number(env.EVALUATE_ACCOUNTS);
  const seeds = env.EVALUATE_SEEDS?.split(",").map(Number);
  const wanted = new Set<Part>((env.EVALUATE_PARTS?.split(",") as Part[] | undefined) ?? parts);
  for (const part of wanted) if (!parts.includes(part)) throw new Error(`EVALUATE_PARTS knows ${parts.join(", ")}, not ${part}.`);
  if (accounts !== undefined && !Number.isInteger(accounts)) throw new Error(`EVALUATE_ACCOUNTS is a number of accounts, not ${env.EVALUATE_ACCOUNTS}.`);
  const known = accounts === undefined || accounts in parameters.table;
  const all = planOf(known ? undefined : accounts);
  const worlds = all.filter((world) => wanted.has(world.part) && (accounts === undefined || world.accounts === accounts) && (seeds === undefined || seeds.includes(world.seed)));
  return {
    folder: env.RINGFENCE_EVALUATE_DIR ?? join(tmpdir(), "ringfence-evaluate"),
    worlds, parts: wanted,
    whole: accounts === undefined && seeds === undefined && wanted.size === parts.length,
    sizes: [...new Set(worlds.filter((world) => world.part === "table").map((world) => world.accounts))].sort((one, other) => one - other),
  };
}

/** All worlds; with a size given, one table and everything else at that size, from seeds of development. */
function planOf(trial: number | undefined): WorldPlan[] {
  const { quiet, camouflage, price } = parameters;
  const table = trial === undefined ? parameters.table : { [trial]: parameters.trial.table };
  const size = (accounts: number): number => trial ?? accounts;
  const sizes = Object.keys(table).map(Number).sort((one, other) => one - other);
  return [
    ...sizes.flatMap((accounts) => table[accounts].map((seed): WorldPlan => ({ part: "table", accounts, seed }))),
    ...(trial === undefined ? quiet.seeds : parameters.trial.quiet).map((seed): WorldPlan => ({ part: "quiet", accounts: size(quiet.accounts), seed })),
    ...table[size(camouflage.accounts)].map((seed): WorldPlan => ({ part: "camouflage", accounts: size(camouflage.accounts), seed, tactics: { camouflage: camouflage.factor } })),
    ...(trial === undefined ? price.seeds : parameters.trial.price).flatMap((seed) => priceCurves.flatMap((curve) => curve.values.map((value): WorldPlan => ({ part: "price", accounts: size(price.accounts), seed, tactics: curve.tactics(value), holds: { habits: price.habits, ringShare: price.ringShare, sleepingShare: price.sleepingShare } })))),
  ];
}

/** A world's name, also of its result's file. */
export const nameOf = (world: WorldPlan): string =>
  [world.part, world.accounts, world.seed, ...Object.entries(world.tactics ?? {}).map(([name, value]) => `${name}-${value}`)].join("-");

/** A hash of all files below these folders of the package: a kept result is good only while what made it is the same. */
export function hashOfFolders(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const files = readdirSync(join(packageFolder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(file.slice(packageFolder.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}
