import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { defaultSettings } from "../../src/config/settings.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { feedFromMs, projectEdges, stage, trace } from "../../src/pipeline/detect.js";
import { findGroups } from "../../src/pipeline/find-groups.js";
import { judge } from "../../src/pipeline/judge.js";
import { everyRule, floodPolicy } from "../../src/rings/rules/policy.js";
import type { Rule } from "../../src/rings/rules/rule.js";
import type { GeneratorPlan, GeneratorWorld } from "./generator-plan.js";
import { endOf, listsOf, readyFolder } from "./measure-folder.js";

/** One change of one rule. */
export interface Variant {
  rule: string;
  /** "out", or a threshold with its new value. */
  change: string;
  /** Makes the change, and gives what undoes it. */
  apply: () => () => void;
}

/** Who is challenged, restricted or banned: of each true ring how many (the attack apart), and people. */
export interface Named {
  byRing: Map<string, number>;
  attack: number;
  people: number;
  peopleToBan: number;
}

/** A rule as one that may be changed: the search asks the same object. */
type Changeable = { decide: Rule<never>["decide"]; thresholds: Record<string, number> };

/** A quarter up and a quarter down, of small whole numbers one up and one down. */
export function movedBy(value: number): number[] {
  if (value === 0) return [0.5];
  if (!Number.isInteger(value) || Math.abs(value) < 1) return [value * 0.75, value * 1.25];
  const step = Math.max(1, Math.round(Math.abs(value) / 4));
  return [value - step, value + step];
}

/** Every rule out, and every threshold moved. A way to be an attack that is out is none any more; any other question that is out lets everything pass. */
export function variantsOf(rules: readonly Rule<never>[]): Variant[] {
  return rules.flatMap((rule) => {
    const changeable = rule as unknown as Changeable;
    const { decide } = changeable;
    const passes = !(floodPolicy as readonly unknown[]).includes(rule);
    const out: Variant = {
      rule: rule.name, change: "out",
      apply: () => {
        changeable.decide = function (this: Rule<never>, view) {
          return { ...decide.call(this, view), pass: passes };
        };
        return () => void (changeable.decide = decide);
      },
    };
    const moved = Object.entries(rule.thresholds).flatMap(([name, value]) =>
      movedBy(value).map((other): Variant => ({
        rule: rule.name, change: `${name} ${String(value)} → ${String(Number(other.toFixed(4)))}`,
        apply: () => {
          changeable.thresholds[name] = other;
          return () => void (changeable.thresholds[name] = value);
        },
      })),
    );
    // Of questions about single accounts some say that it is of the ring and some that it is not: out would mean two things.
    return rule.stage === "accept" ? [out, ...moved] : moved;
  });
}

export const everyVariant = (): Variant[] => variantsOf(everyRule as unknown as readonly Rule<never>[]);

/** What every variant names on a world, after what the rules as they are name. Everything up to the edges is done once. */
export async function ablateWorld(plan: GeneratorPlan, world: GeneratorWorld, variants: readonly Variant[], note: (text: string) => void): Promise<{ base: Named; named: Named[] }> {
  const { folder, ready, remove } = readyFolder(plan, world, note);
  await ready();
  mkdirSync(plan.folder, { recursive: true });
  const work = mkdtempSync(join(plan.folder, "ablate-"));
  try {
    const asOfMs = world.asOfMs ?? (await endOf(folder));
    const file = join(work, "edges.duckdb");
    const { population, edges } = await prepare(folder, work, file, asOfMs);
    const truth = await truthOf(folder);
    const night = async (): Promise<Named> => {
      const path = join(work, "night.duckdb");
      copyFileSync(file, path);
      const engine = await DuckDbEngine.open({ path });
      try {
        const search = await findGroups(engine, edges, defaultSettings, asOfMs, population);
        return count((await judge(engine, search, defaultSettings, asOfMs, population)).candidates, truth);
      } finally {
        engine.close();
        rmSync(path, { force: true });
      }
    };
    const base = await night();
    const named: Named[] = [];
    for (const [at, variant] of variants.entries()) {
      note(`${at + 1} of ${variants.length}: ${variant.rule}, ${variant.change}`);
      const undo = variant.apply();
      try {
        named.push(await night());
      } finally {
        undo();
      }
    }
    return { base, named };
  } finally {
    rmSync(work, { recursive: true, force: true });
    remove();
  }
}

/** Stages a folder's files as a night does, without a Postgres, and traces and projects them. */
async function prepare(folder: string, work: string, file: string, asOfMs: number): Promise<{ population: number; edges: Awaited<ReturnType<typeof projectEdges>> }> {
  const engine = await DuckDbEngine.open({ path: file });
  const from = feedFromMs(asOfMs);
  const fileOf = (table: string): string => `'${[".parquet", ".csv"].map((ending) => join(folder, table + ending)).find((path) => existsSync(path))!.replaceAll("'", "''")}'`;
  try {
    const columns = (await engine.rows(`describe select * from ${fileOf("accounts")}`)).map((row) => String(row.column_name));
    const selects = {
      account: `select account_id, cast(epoch_ms(created_at) as bigint) as created_ms, ${columns.includes("protected") ? "protected" : "false"} as protected, ${columns.includes("closed_at") ? "cast(epoch_ms(closed_at) as bigint)" : "null"} as closed_ms from ${fileOf("accounts")} where epoch_ms(created_at) < ${asOfMs}`,
      login: `select account_id, device_id, ip, cast(epoch_ms(logged_in_at) as bigint) as logged_in_ms from ${fileOf("logins")} where epoch_ms(logged_in_at) >= ${from.login} and epoch_ms(logged_in_at) < ${asOfMs}`,
      action: `select account_id, action, target_id, cast(epoch_ms(acted_at) as bigint) as acted_ms from ${fileOf("actions")} where epoch_ms(acted_at) >= ${from.action} and epoch_ms(acted_at) < ${asOfMs}`,
    };
    const csv = (table: keyof typeof selects): string => join(work, `${table}.csv`);
    for (const table of ["account", "login", "action"] as const) await engine.run(`copy (${selects[table]}) to '${csv(table).replaceAll("'", "''")}' (format csv, header false)`);
    await stage(engine, { account: csv("account"), login: csv("login"), action: csv("action") }, asOfMs);
    const population = await engine.number("select count(*) from account where closed_ms is null or closed_ms >= $as_of_ms", { as_of_ms: asOfMs });
    await trace(engine, asOfMs, population);
    const edges = await projectEdges(engine, population, defaultSettings);
    await engine.run("checkpoint");
    return { population, edges };
  } finally {
    engine.close();
  }
}

/** By account its ring; rings that hold somebody of the kind "attack" are the attack. */
async function truthOf(folder: string): Promise<{ ringOf: Map<string, string>; attacks: Set<string> }> {
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  try {
    const rows = (await engine.rows(`select cast(account_id as varchar) as account_id, cast(ring as varchar) as ring, cast(kind as varchar) as kind from '${listsOf(folder).truth.replaceAll("'", "''")}'`)) as { account_id: string; ring: string; kind: string }[];
    return { ringOf: new Map(rows.map((row) => [row.account_id, row.ring])), attacks: new Set(rows.filter((row) => row.kind === "attack").map((row) => row.ring)) };
  } finally {
    engine.close();
  }
}

function count(candidates: readonly { accountId: string; action: string }[], { ringOf, attacks }: Awaited<ReturnType<typeof truthOf>>): Named {
  const named: Named = { byRing: new Map(), attack: 0, people: 0, peopleToBan: 0 };
  for (const { accountId, action } of candidates) {
    if (action === "watch") continue;
    const ring = ringOf.get(accountId);
    if (ring === undefined) {
      named.people++;
      if (action === "ban") named.peopleToBan++;
    } else if (attacks.has(ring)) named.attack++;
    else named.byRing.set(ring, (named.byRing.get(ring) ?? 0) + 1);
  }
  return named;
}

/** What a variant changes on one generator, over its worlds. */
export interface Change {
  /** Accounts of rings that are named more (or fewer, negative), and the error of that: rings come and go whole, so each is one draw. */
  accounts: number;
  error: number;
  rings: number;
  attack: number;
  people: number;
  peopleToBan: number;
}

/** The difference of two counts. */
export function changeOf(base: Named, other: Named): Change {
  const deltas = [...new Set([...base.byRing.keys(), ...other.byRing.keys()])].map((ring) => (other.byRing.get(ring) ?? 0) - (base.byRing.get(ring) ?? 0)).filter((delta) => delta !== 0);
  return {
    accounts: deltas.reduce((sum, delta) => sum + delta, 0), error: Math.sqrt(deltas.reduce((sum, delta) => sum + delta * delta, 0)), rings: deltas.length,
    attack: other.attack - base.attack, people: other.people - base.people, peopleToBan: other.peopleToBan - base.peopleToBan,
  };
}

/** Changes of several worlds as one. */
export const sumOf = (changes: readonly Change[]): Change => ({
  accounts: changes.reduce((sum, one) => sum + one.accounts, 0), error: Math.sqrt(changes.reduce((sum, one) => sum + one.error * one.error, 0)), rings: changes.reduce((sum, one) => sum + one.rings, 0),
  attack: changes.reduce((sum, one) => sum + one.attack, 0), people: changes.reduce((sum, one) => sum + one.people, 0), peopleToBan: changes.reduce((sum, one) => sum + one.peopleToBan, 0),
});

/** Whether a variant changes less than its error anywhere: nobody would notice. */
export const isNoise = (changes: readonly Change[]): boolean => changes.every(({ accounts, error, attack, people, peopleToBan }) => Math.abs(accounts) <= 1.96 * error && Math.abs(attack) < 10 && Math.abs(people) < 5 && peopleToBan === 0);
