import { existsSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { packageFolder } from "../../src/config/place.js";

/** One folder of accounts, logins, actions, truth and innocents: there already, or to be made. */
export interface GeneratorWorld {
  /** Whose tables it belongs to. Worlds of two generators are never added up. */
  generator: string;
  name: string;
  /** A folder that is there. */
  folder?: string;
  /** The shell command that makes it; its folder stands in for `{out}`. */
  command?: string;
  /** Accounts and seed, where it is made. */
  accounts?: number;
  seed?: number;
  /** The end of its time, ms; default what its world.json says, else the first midnight after its last row. */
  asOfMs?: number;
}

export interface GeneratorPlan {
  worlds: GeneratorWorld[];
  /** Also the night a day earlier, on worlds that hold an attack. */
  nightBefore: boolean;
  /** All baselines; without it only the one line of SQL, where there is an attack. */
  baselines: boolean;
  /** Write the tables into the documentation. */
  docs: boolean;
  /** Measure again what was measured. */
  fresh: boolean;
  /** Where results are kept. */
  folder: string;
}

/** A generator in a plan file. `{accounts}`, `{seed}`, `{out}` and `{options}` are filled in; `~` and relative paths are the shell's. */
interface GeneratorFile {
  name: string;
  as_of?: string;
  folders?: string[];
  command?: string;
  /** What stands for `{options}` in a world with an attack, and in a quiet one. */
  attack?: string;
  quiet?: string;
  worlds?: { accounts: number; seeds: number[]; quiet_seeds?: number[] }[];
}

const flags = ["--night-before", "--baselines", "--all", "--docs", "--fresh"] as const;

/**
 * What the command line asks for: folders (`DIR` or `NAME=DIR`; several of one name are one generator's), a plan file (`--plan FILE`), and what to measure.
 * @throws Error for what it does not know, with what it knows.
 */
export function planFrom(args: readonly string[], cwd: string, env: Readonly<Record<string, string | undefined>>): GeneratorPlan {
  const given = new Set<string>();
  const worlds: GeneratorWorld[] = [];
  let asOf: string | undefined;
  const value = (at: number): string => {
    const text = args[at + 1];
    if (text === undefined) throw new Error(`${args[at]} needs a value.`);
    return text;
  };
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === "--plan") worlds.push(...readPlan(resolve(cwd, value(at++))));
    else if (word === "--as-of") asOf = value(at++);
    else if (word.startsWith("--")) {
      if (!flags.includes(word as (typeof flags)[number])) throw new Error(`evaluate knows ${[...flags, "--plan FILE", "--as-of TIME"].join(", ")}, not ${word}.`);
      given.add(word);
    } else {
      const [, name, path] = /^(?:([\w .-]+)=)?(.+)$/.exec(word)!;
      worlds.push(worldOf(name ?? basename(resolve(cwd, path)), resolve(cwd, path)));
    }
  }
  if (asOf !== undefined) for (const world of worlds) world.asOfMs ??= timeOf(asOf);
  const all = given.has("--all");
  return {
    worlds, nightBefore: all || given.has("--night-before"), baselines: all || given.has("--baselines"), docs: given.has("--docs"), fresh: given.has("--fresh"),
    folder: env.RINGFENCE_EVALUATE_DIR ?? join(tmpdir(), "ringfence-evaluate"),
  };
}

function worldOf(generator: string, folder: string, asOfMs?: number): GeneratorWorld {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`There is no folder ${JSON.stringify(folder)}. Give folders that hold accounts, logins, actions and truth as .parquet or .csv.`);
  return { generator, name: basename(folder), folder, ...(asOfMs === undefined ? {} : { asOfMs }) };
}

function timeOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`${JSON.stringify(text)} is no time. Give one like 2025-12-23.`);
  return ms;
}

/** The worlds of a plan file: `{"generators": [{name, as_of?, folders?, command?, attack?, quiet?, worlds?}]}`. */
function readPlan(file: string): GeneratorWorld[] {
  const { generators } = JSON.parse(readFileSync(file, "utf8")) as { generators?: GeneratorFile[] };
  if (!Array.isArray(generators)) throw new Error(`${JSON.stringify(file)} lacks the list "generators".`);
  return generators.flatMap((one): GeneratorWorld[] => {
    const asOfMs = one.as_of === undefined ? undefined : timeOf(one.as_of);
    const end = asOfMs === undefined ? {} : { asOfMs };
    const there = (one.folders ?? []).map((folder) => worldOf(one.name, resolve(file, "..", folder), asOfMs));
    if ((one.worlds ?? []).length > 0 && one.command === undefined) throw new Error(`The generator ${JSON.stringify(one.name)} has worlds to make and no command.`);
    const made = (one.worlds ?? []).flatMap(({ accounts, seeds, quiet_seeds = [] }) =>
      ([["attack", seeds, one.attack], ["quiet", quiet_seeds, one.quiet]] as const).flatMap(([kind, list, options]) =>
        list.map((seed): GeneratorWorld => {
          const fill: Record<string, string> = { accounts: String(accounts), seed: String(seed), options: options ?? "", package: packageFolder };
          return { generator: one.name, name: `${kind}-${accounts}-${seed}`, command: one.command!.replaceAll(/\{(accounts|seed|options|package)\}/g, (_, name: string) => fill[name]), accounts, seed, ...end };
        }),
      ),
    );
    return [...there, ...made];
  });
}
