import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { Organised } from "./organised.js";
import { People } from "./people.js";
import { chooseFramed } from "./frame.js";
import { Life, foundAgencies } from "./life.js";
import { botCount, planRings } from "./plan-rings.js";
import { plantRings, type PlantedRing } from "./plant-rings.js";
import { Random } from "./random.js";
import { RowSink } from "./row-sink.js";
import { actionNames, dayMs, defaultShares, habitNames, innocent, innocentKinds, nightShares, sharingHabits, span, type Framing, type Habit, type InnocentKind, type Tactics } from "./scenarios.js";
import { Shows } from "./shows.js";

/** Changes when the same seed gives another world. */
export const worldVersion = 2;
/** The end of a world's time unless told otherwise: the last midnight before the night of the incident (UTC), and the one after it. */
export const defaultAsOf = "2025-12-22T00:00:00Z";
export const attackAsOf = "2025-12-23T00:00:00Z";
/** Below this there is no room for life, above it numbers leave their columns. */
export const accountLimits = { least: 500, most: 20_000_000 } as const;
/** The shares that rings may take together, and the jitter (two days) above which a ring's deeds would leave the window. */
const most = { share: 0.3, jitterMs: 2 * dayMs } as const;

export interface WorldOptions {
  /** Accounts in all, rings included: 500 to 20,000,000. */
  accounts: number;
  /** A whole number from 0; the same seed gives the same rows. */
  seed: number;
  /** The folder to write into; made when missing, files of an earlier world are replaced. */
  out: string;
  /** The end of the world's time, not included; default {@link defaultAsOf}, with an attack {@link attackAsOf}. */
  asOf?: Date;
  /** False: the quiet world, the same innocents with nothing planted; ordinary people take the places of the bots. Default true. */
  rings?: boolean;
  /** Of all accounts, the share in rings, the sleeping one apart; 0 to .3, default .0025. */
  ringShare?: number;
  /** Of all accounts, the share in the one sleeping ring; 0 to .3, default .017, with an attack 0. Below twelve accounts there is none. */
  sleepingShare?: number;
  /** The attack at 22:00 of the last evening, rings of hundreds and thousands that act, and organised people; changes the other defaults. Default false. */
  attackNight?: boolean;
  /** Of all accounts, the share in the attack; 0 to .3, default 0, with `attackNight` .017. */
  attackShare?: number;
  /** Of all accounts, the share in rings of 500 to 5,000 that act; 0 to .3, default 0, with `attackNight` .012. */
  largeShare?: number;
  /** School classes, offices that run brands, guilds, apps that call people, an import, late clients: see `organised.ts`. Default: with `attackNight`. */
  organised?: boolean;
  /** The habits that share `ringShare`; default all but `sleeping`. */
  habits?: readonly Habit[];
  /** What the attackers do to hide beyond their habits. The same seed has the same rings, whatever their tactics. */
  tactics?: Tactics;
  /** What is being done, and the part done so far (0 to 1). */
  onProgress?: (step: string, doneShare: number) => void;
  signal?: AbortSignal;
}

/** What was written. Every count is rows in the file of that name. */
export interface WorldSummary {
  out: string;
  seed: number;
  as_of: string;
  version: number;
  accounts: number;
  logins: number;
  actions: number;
  /** Accounts in rings, hijacked ones included. */
  ring_accounts: number;
  ring_share: number;
  sleeping_share: number;
  /** Where there is one. */
  attack_share?: number;
  large_share?: number;
  organised?: true;
  tactics: Tactics;
  /** `stolen`: of `size`, accounts that were innocents' before. */
  rings: { ring: string; habit: Habit; size: number; stolen?: number; framing?: Framing }[];
  /** How much there is of each scenario: rings and their accounts by habit, accounts by innocent kind. */
  scenarios: { habits: Partial<Record<Habit, { rings: number; accounts: number }>>; innocents: Record<InnocentKind, number> };
  files: string[];
}

/**
 * Makes a world: innocents first, then rings, as accounts, logins, actions, truth and innocents (Parquet, zstd) and `world.json`.
 * Deterministic in its rows, and their order, for its options.
 * @throws RingfenceError USAGE for numbers out of range, INTERRUPTED when the signal fires, DISK_FULL.
 */
export async function makeWorld(options: WorldOptions): Promise<WorldSummary> {
  const { accounts, seed, out, signal, tactics = {}, habits: chosenHabits = sharingHabits } = options;
  const usual = options.attackNight === true ? nightShares : defaultShares;
  const shares = {
    ringShare: options.ringShare ?? usual.ringShare, sleepingShare: options.sleepingShare ?? usual.sleepingShare, largeShare: options.largeShare ?? usual.largeShare, attackShare: options.attackShare ?? usual.attackShare,
  };
  const isOrganised = options.organised ?? options.attackNight === true;
  const asOfMs = (options.asOf ?? new Date(shares.attackShare > 0 ? attackAsOf : defaultAsOf)).getTime();
  if (!Number.isInteger(accounts) || accounts < accountLimits.least || accounts > accountLimits.most) {
    throw new RingfenceError("USAGE", `A world needs ${accountLimits.least} to ${accountLimits.most} accounts, not ${accounts}. Give a whole number, for example --accounts 20000.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RingfenceError("USAGE", `The seed is a whole number from 0, not ${seed}. Give for example --seed 1.`);
  if (Number.isNaN(asOfMs)) throw new RingfenceError("USAGE", "The end of the world's time is not a date. Give an ISO 8601 time, for example 2025-12-22T00:00:00Z.");
  checkShares(shares);
  checkTactics(tactics);
  const unknown = chosenHabits.find((habit) => !sharingHabits.includes(habit));
  if (unknown !== undefined) throw new RingfenceError("USAGE", `${JSON.stringify(unknown)} is not a habit that can be chosen. Choose from ${sharingHabits.join(", ")}; the sleeping ring has a share of its own.`);
  const progress = (step: string, share: number): void => {
    if (signal?.aborted === true) throw new RingfenceError("INTERRUPTED", "Interrupted while making a world; nothing was written. Run it again.");
    options.onProgress?.(step, share);
  };

  const work = join(out, ".making");
  try {
    await mkdir(work, { recursive: true });
  } catch (error) {
    throw new RingfenceError("USAGE", `The folder ${JSON.stringify(out)} cannot be made: ${messageOf(error)}. Give --out another folder.`, { cause: error });
  }
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "1GB", tempFolder: work });
  const stop = (): void => engine.interrupt();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const logins = await RowSink.open(engine, "made_login", ["account", "device", "address", "logged_in_ms"]);
    const actions = await RowSink.open(engine, "made_action", ["account", "action", "target", "acted_ms"]);

    const planned = planRings(new Random(seed, "ring sizes"), accounts, { ...shares, habits: chosenHabits, seed });
    const innocentCount = accounts - botCount(planned);
    progress("people", 0);
    const people = new People(accounts, asOfMs, seed);
    people.settle(new Random(seed, "people"), 0, innocentCount);
    people.organise(new Random(seed, "organise"), innocentCount);
    people.openVpns(new Random(seed, "vpns"), innocentCount);
    people.openShops(new Random(seed, "shops"), innocentCount);
    people.registerCrowds(new Random(seed, "crowds"), innocentCount);
    const organisedPeople = isOrganised ? new Organised(people, innocentCount) : undefined;
    organisedPeople?.gather((name) => new Random(seed, `organised ${name}`));
    const homesTo = people.homes.count;
    people.endOfBuilding();
    progress("shows", 0.05);
    const shows = new Shows(new Random(seed, "shows"), people, innocentCount, asOfMs - span.actionDays * dayMs);
    foundAgencies(new Random(seed, "agencies"), people, shows, innocentCount);
    protect(new Random(seed, "protected"), people, shows, innocentCount);

    const life = new Life(people, shows, logins, actions, asOfMs);
    const framed = options.rings === false ? new Map<string, number[]>() : chooseFramed(seed, planned, people, shows, innocentCount);
    life.remember([...framed.values()].flat());
    const days = new Random(seed, "days");
    const step = 20_000;
    for (let from = 0; from < innocentCount; from += step) {
      life.month(days, from, Math.min(innocentCount, from + step));
      progress("life", 0.08 + (0.42 * from) / innocentCount);
      // Lets the signal and the progress line breathe.
      await new Promise(setImmediate);
    }
    life.goLive(new Random(seed, "live"));
    life.watchTogether(new Random(seed, "together"), homesTo);
    life.friendsMeet(new Random(seed, "friends"));
    life.flashCrowd(new Random(seed, "flash"), innocentCount);
    life.celebrityCall(new Random(seed, "celebrity"), innocentCount);
    life.campaignFans(new Random(seed, "campaign"));
    life.giveaways(new Random(seed, "giveaway"), innocentCount);
    life.agencies(new Random(seed, "agency"));
    organisedPeople?.meet(life, (name) => new Random(seed, `organised ${name}`));

    progress("rings", 0.52);
    let planted: PlantedRing[] = [];
    if (options.rings === false) {
      people.settle(new Random(seed, "fill"), innocentCount, accounts);
      life.month(new Random(seed, "fill days"), innocentCount, accounts);
    } else {
      planted = plantRings(life, { seed, tactics, planned, firstBot: innocentCount, homesTo, framed });
    }
    logins.close();
    actions.close();

    progress("ids", 0.55);
    await writeAccounts(engine, people, planted, seed, accounts);
    // Written aside and moved at the end: an interrupted world never mixes with an earlier one in the same folder.
    const names: string[] = [];
    const write = async (name: string, share: number): Promise<void> => {
      const file = join(work, `${name}.parquet`);
      progress(`writing ${name}`, share);
      await engine.run(`copy (${sqlFile(`duckdb/world/${name}.sql`)}) to '${file.replaceAll("'", "''")}' (format parquet, compression zstd)`, {}, `world/${name}.sql`);
      names.push(`${name}.parquet`);
    };
    await write("accounts", 0.58);
    await write("truth", 0.6);
    await write("innocents", 0.61);
    await write("logins", 0.62);
    await engine.run("drop table made_login");
    await write("actions", 0.75);
    const summary: WorldSummary = {
      out, seed, as_of: new Date(asOfMs).toISOString(), version: worldVersion, accounts,
      logins: logins.rowCount, actions: actions.rowCount,
      ring_accounts: planted.reduce((sum, ring) => sum + ring.members.length, 0),
      ring_share: shares.ringShare, sleeping_share: shares.sleepingShare,
      ...(shares.attackShare > 0 ? { attack_share: shares.attackShare } : {}), ...(shares.largeShare > 0 ? { large_share: shares.largeShare } : {}), ...(isOrganised ? { organised: true as const } : {}), tactics,
      rings: planted.map(({ name, habit, members, stolen, framing }) => ({ ring: name, habit, size: members.length, ...(stolen === undefined ? {} : { stolen }), ...(framing === undefined ? {} : { framing }) })),
      scenarios: countScenarios(people, planted),
      files: [...names, "world.json"].map((name) => join(out, name)),
    };
    const { out: _folder, files: _files, rings, ...described } = summary;
    const byHabit = habitNames.map((habit) => [habit, rings.filter((ring) => ring.habit === habit).length] as const).filter(([, count]) => count > 0);
    await writeFile(join(work, "world.json"), `${JSON.stringify({ ...described, rings: Object.fromEntries(byHabit) }, null, 2)}\n`);
    for (const name of [...names, "world.json"]) await rename(join(work, name), join(out, name));
    progress("done", 1);
    return summary;
  } catch (error) {
    if (signal?.aborted === true && !(error instanceof RingfenceError)) {
      throw new RingfenceError("INTERRUPTED", "Interrupted while making a world; nothing was written. Run it again.", { cause: error });
    }
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    engine.close();
    await rm(work, { recursive: true, force: true });
  }
}

function checkShares(shares: Readonly<Record<keyof typeof defaultShares, number>>): void {
  for (const [name, share] of Object.entries(shares)) {
    if (!(share >= 0 && share <= most.share)) {
      throw new RingfenceError("USAGE", `The ${name.replace("Share", " share")} is a share of all accounts from 0 to ${most.share}, not ${share}. Give for example ${nightShares[name as keyof typeof nightShares]}.`);
    }
  }
}

function checkTactics(tactics: Tactics): void {
  const { camouflage = 1, jitterMs = 0, accountsPerDevice = 1, accountsPerAddress = 1, pushShare = 0 } = tactics;
  if (!(camouflage >= 0 && Number.isFinite(camouflage))) throw new RingfenceError("USAGE", `The tactic camouflage is a factor from 0, not ${camouflage}. Give for example 10.`);
  if (!(jitterMs >= 0 && jitterMs <= most.jitterMs)) throw new RingfenceError("USAGE", `The tactic jitter is from 0 to ${most.jitterMs / 60_000} minutes, not ${jitterMs / 60_000}. Give for example 20.`);
  if (!(pushShare >= 0 && pushShare <= 1)) throw new RingfenceError("USAGE", `The tactic push share is from 0 to 1, not ${pushShare}. Give for example 0.`);
  for (const [name, count] of [["accounts per device", accountsPerDevice], ["accounts per address", accountsPerAddress]] as const) {
    if (!Number.isInteger(count) || count < 1) throw new RingfenceError("USAGE", `The tactic ${name} is a whole number from 1, not ${count}. Give for example 1.`);
  }
}

/** What a world holds, for its description. */
function countScenarios(people: People, planted: readonly PlantedRing[]): WorldSummary["scenarios"] {
  const habits: WorldSummary["scenarios"]["habits"] = {};
  const inRing = new Uint8Array(people.capacity);
  for (const { habit, members, stolenMembers } of planted) {
    const ofHabit = (name: Habit): { rings: number; accounts: number } => (habits[name] ??= { rings: 0, accounts: 0 });
    ofHabit(habit).rings++;
    for (const account of members) {
      ofHabit(stolenMembers?.has(account) === true ? "hijacked" : habit).accounts++;
      inRing[account] = 1;
    }
  }
  const innocents = Object.fromEntries(innocentKinds.map((kind) => [kind, 0])) as Record<InnocentKind, number>;
  people.kind.forEach((kind, account) => {
    if (inRing[account] === 0) innocents[innocentKinds[kind]]++;
  });
  return { habits, innocents };
}

/** Partners of the platform: the most popular streamers, some others who stream, some who do not. */
function protect(random: Random, people: People, shows: Shows, innocentCount: number): void {
  let left = Math.round(innocentCount * innocent.protectedShare);
  for (let s = 0; s < shows.account.length && left > innocentCount * 0.001; s++) {
    // Agencies have their own chance.
    if (innocentKinds[people.kind[shows.account[s]]] === "agency") continue;
    if (random.chance(s < shows.account.length * 0.2 ? 0.85 : 0.2)) {
      people.isProtected[shows.account[s]] = 1;
      left--;
    }
  }
  for (; left > 0; left--) {
    const account = random.int(innocentCount);
    if (Number.isNaN(people.closedMs[account]) && innocentKinds[people.kind[account]] !== "agency") people.isProtected[account] = 1;
  }
}

/** Hands accounts, truth and what innocents are notable for to the engine, and the shuffle that makes ids say nothing. */
async function writeAccounts(engine: DuckDbEngine, people: People, planted: readonly PlantedRing[], seed: number, accounts: number): Promise<void> {
  const code = new Int32Array(accounts);
  for (let i = 0; i < accounts; i++) code[i] = i;
  new Random(seed, "ids").shuffle(code);
  const ring: (string | null)[] = Array.from({ length: accounts }, () => null);
  const habit: (string | null)[] = Array.from({ length: accounts }, () => null);
  for (const { name, habit: kind, members, stolenMembers } of planted) {
    for (const account of members) {
      ring[account] = name;
      habit[account] = stolenMembers?.has(account) === true ? "hijacked" : kind;
    }
  }
  await engine.createTable("made_account", {
    account: { type: "integer", values: Int32Array.from({ length: accounts }, (_, i) => i) },
    code: { type: "integer", values: code },
    created_ms: { type: "double", values: people.createdMs.map(Math.floor) },
    closed_ms: { type: "double", values: people.closedMs.map(Math.floor) },
    protected: { type: "boolean", values: Array.from(people.isProtected, (flag) => flag === 1) },
    ring: { type: "varchar", values: ring },
    habit: { type: "varchar", values: habit },
    innocent_kind: { type: "varchar", values: Array.from(people.kind, (kind) => innocentKinds[kind]) },
  });
  await engine.createTable("action_name", {
    action: { type: "integer", values: Int32Array.from(actionNames.keys()) },
    name: { type: "varchar", values: actionNames },
  });
  await engine.run("create table salt as select cast($seed as varchar) as salt", { seed });
  await engine.run(sqlFile("duckdb/world/name.sql"), {}, "world/name.sql");
}
