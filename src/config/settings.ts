import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

/** A zone that this machine knows: an IANA name with its place, or UTC. */
const timeZone = z.string().refine((name) => {
  // CST is Chicago, Shanghai or Havana, and EST may be Sydney's: only names of places have one meaning.
  if (!/^(UTC|GMT|[A-Za-z]+\/.+)$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'not a time zone; use a name like "UTC" or "Europe/Berlin"');
const share = z.number().min(0).max(1);
const positive = z.number().positive();
const count = z.number().int().positive();

/**
 * Everything that says *how it decides*, with its default. A configuration file may hold any part of it; unknown names are errors.
 * The hash of the whole (defaults filled in) is stored with each run.
 */
export const settingsSchema = z.strictObject({
  source: z
    .strictObject({
      /** The schema of accounts, logins and actions. */
      schema: z.string().min(1).default("public"),
      /** A folder with any of account.sql, login.sql, action.sql, which read the source instead of the shipped ones; relative to the configuration file. */
      extract: z.string().min(1).optional(),
      /** The zone of source timestamps without one. */
      time_zone: timeZone.default("UTC"),
      /** The action that only looks (watching, viewing, opening a page); what is acted on and was never looked at speaks for an order. */
      passive_action: z.string().min(1).default("watch"),
      /** The action that opens a room of one's own (going live, posting): its target is the room. */
      opening_action: z.string().min(1).default("live_start"),
      /** More than this share of a table's rows, or of one column's values, left out is said. */
      warn_lost_share: share.default(0.01),
      /** A run that would leave out more than this share of a table's rows, or has lost more of them since the night before, publishes nothing. */
      max_lost_share: share.default(0.5),
      /** A run in which this share rose by more than so much since the night before publishes nothing; for values of one column too. */
      max_lost_rise: share.default(0.25),
    })
    .prefault({}),
  /** A run that would propose bans for more than this share of N publishes nothing. */
  max_ban_share: share.default(0.05),
  graph: z
    .strictObject({
      /** Keys with at most this many accounts propose all their pairs. */
      all_pairs_cap: count.default(24),
      /** Above the cap, each account is linked to this many next ones in the order of the hash. */
      neighbour_count: count.default(4),
      /** Keys worth fewer bits propose no pair. */
      propose_floor_bits: positive.default(4),
      /** Moments (of acting, of registering) propose pairs only when they surprise by this many bits. */
      propose_surprise_bits: z.number().nonnegative().default(8),
      /** Edges worth less than log2 N minus this many bits are dropped: what is left is nearly as rare as a pair of one's own in N. */
      edge_floor_slack_bits: z.number().default(4),
      /** Components above this many accounts are also cut at higher floors; every cut proposes its communities. */
      component_limit: count.default(500),
      /** The floor is raised by this many bits per cut. */
      floor_step_bits: positive.default(4),
      /** Groups above this many accounts are not tried as rings; they are cut at higher floors. */
      group_limit: count.default(20_000),
      /** Seed of Louvain's generator. */
      seed: z.number().int().nonnegative().default(1),
    })
    .prefault({}),
  ring: z
    .strictObject({
      /** Bits by which the evidence must exceed the price: 2^-margin false rings expected per run under the null. */
      margin_bits: z.number().nonnegative().default(10),
      /** Bits by which an account's own evidence must exceed the price of its name, to be proposed for an action: posterior 1 - 2^-margin. */
      account_margin_bits: z.number().nonnegative().default(6),
      /** Smaller groups are not rings. */
      min_size: count.default(6),
      /** Separate occasions (another target, another half hour) on which a ring must have acted as one, unless its accounts were created together. */
      min_occasions: count.default(4),
      /** Accounts a ring needs before any of them is proposed for a ban. */
      min_ban_size: count.default(6),
      /** So many nights a ring that is not found is dormant before it is dead; 0: dead at once. */
      dormant_nights: z.number().int().nonnegative().default(14),
      /** So many nights after it was last found a dead ring's accounts and keys are still compared with new rings. */
      remember_nights: z.number().int().nonnegative().default(180),
    })
    .prefault({}),
  candidate: z
    .strictObject({
      /** A restriction expires by itself after this many days. */
      restrict_days: count.default(14),
      /** An account older than this when it first touched the ring's keys is taken for hijacked: challenge, not ban. */
      hijack_age_days: count.default(60),
    })
    .prefault({}),
  incident: z
    .strictObject({
      /** How unlike the usual course of this minute of the week the last minutes must be, bits: 2^-bits is far below one in all scans of a year. */
      surge_bits: positive.default(40),
      /** And so many times the usual: a lasting rise of a few hundredths is certain soon, and is no surge. */
      surge_factor: positive.default(3),
      /** Rows that come so many minutes after their time are still read. */
      late_minutes: count.default(10),
      /** From so many bits on an account that has woken up and acted is asked to prove itself: 1 wrong in 17. */
      challenge_bits: positive.default(4),
      /** From so many bits on it may not go live for some hours: 1 wrong in 129. */
      restrict_bits: positive.default(7),
      /** A silent account of a cohort that is waking up is restricted where it belongs to it with this probability. */
      waiting_probability: share.default(0.7),
      /** So many accounts must reach the upper limit before anybody is proposed: a surge alone proposes nobody. */
      min_members: count.default(30),
      /** A restriction expires by itself after so many hours. */
      restrict_hours: count.default(12),
      /** So long after its last surge an incident is over, minutes. */
      over_minutes: count.default(45),
    })
    .prefault({}),
  engine: z
    .strictObject({
      /** DuckDB's own memory; what does not fit is spilled to disk. */
      memory_limit: z.string().regex(/^\d+(\.\d+)?\s*(MB|GB|MiB|GiB)$/i, "a size such as 3GB").default("3GB"),
    })
    .prefault({}),
  retention: z
    .strictObject({
      /** Days after a run's as_of for which who was in which ring is kept. */
      member_days: count.default(365),
      /** Days after which devices, addresses and targets of rings are forgotten that were not seen on them since. */
      ring_key_days: count.default(180),
      /** Days after a run's as_of for which its hub ledger is kept. */
      hub_days: count.default(90),
      /** Days after which proposals are deleted that were superseded, withdrawn or expired. */
      candidate_days: count.default(365),
      /** Days for which the row of a run on minutes is kept. */
      tick_days: count.default(14),
      /** Days after which an investigators' file that no night has replaced, and pictures, are deleted. */
      snapshot_days: count.default(30),
      /** Days after which work files that a killed run left are deleted. */
      work_days: count.default(2),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      /** Cron pattern of the nightly run. */
      nightly: z.string().default("30 2 * * *"),
      /** Cron pattern of the run on the last minutes (with `DATABASE_URL`); "off": none. */
      incident: z.string().default("* * * * *"),
      /** Cron pattern of lifting effects whose time is over. */
      expiry: z.string().default("*/5 * * * *"),
      /** Cron pattern of the retention job. */
      retention: z.string().default("30 4 * * *"),
      time_zone: timeZone.default("UTC"),
    })
    .prefault({}),
});

/** The settings after defaults: what a run is described by. */
export type Settings = z.infer<typeof settingsSchema>;

/** The shipped settings. */
export const defaultSettings: Settings = settingsSchema.parse({});

/**
 * Reads `RINGFENCE_CONFIG` (JSON). Every problem is reported at once, each with its path.
 * @throws RingfenceError CONFIG when the file cannot be read or does not fit.
 */
export function readSettings(file: string | undefined): Settings {
  if (file === undefined) return defaultSettings;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new RingfenceError("CONFIG", `RINGFENCE_CONFIG points to ${JSON.stringify(file)}, which cannot be read as JSON: ${messageOf(error)}. Correct the file or unset the variable.`, { cause: error });
  }
  const parsed = settingsSchema.safeParse(json);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".") || "(top level)"}: ${issue.message}`);
    throw new RingfenceError("CONFIG", `The configuration in ${JSON.stringify(file)} does not fit:\n${lines.join("\n")}\nSee src/config/settings.ts for every name, unit and default.`);
  }
  const { extract } = parsed.data.source;
  if (extract !== undefined) parsed.data.source.extract = resolve(dirname(file), extract);
  return parsed.data;
}

/** Parts of the settings that change when a run happens, not what it decides; left out of the hash. */
const notDeciding: ReadonlySet<string> = new Set(["schedule", "engine", "retention"]);

/** sha-256 over the settings that decide, as canonical JSON, first 16 hex digits. Of `source.extract` not the place: what it holds is part of the code. */
export function settingsHash(settings: Settings): string {
  const { extract: _, ...source } = settings.source;
  const deciding = Object.fromEntries(Object.entries({ ...settings, source }).filter(([name]) => !notDeciding.has(name)));
  return createHash("sha256").update(canonical(deciding)).digest("hex").slice(0, 16);
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
    .join(",")}}`;
}
