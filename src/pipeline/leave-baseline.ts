import { readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { baselineFile } from "../config/place.js";
import type { Settings } from "../config/settings.js";
import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import type { Params } from "../engine/engine.js";
import { cameBy } from "../rings/rules/flood.js";
import { lookBackMs } from "../traces/registry.js";

const dayMs = 86_400_000;

/** Numbers of the queries below `sql/incident/night`, with their units. */
const baselineParams = { days: 7, day_weight: 0.5, day_cap: 3, weeks: 8, large: 200 } as const;
/** The silent accounts of so many days say by what such accounts usually come. */
const usualCameByMs = 2 * dayMs;
/** Networks that fewer accounts use a day are not listed. */
const leastNetwork = 5;

/** An account of a ring of the night that an answer would be given to. */
export interface ArmedMember {
  account_id: string;
  ring_id: string;
  probability: number;
}

/**
 * Writes what the runs on minutes stand on (the usual course, the armed list, how every account lived) into a file beside the present one, attached to the night's engine as `base`.
 * Call `arm` once the rings have their ids, and `keep` when the night is published.
 */
export async function leaveBaseline(engine: DuckDbEngine, home: string, runId: string, asOfMs: number, settings: Settings): Promise<{ arm: (members: readonly ArmedMember[]) => Promise<void>; keep: () => Promise<void>; drop: () => Promise<void> }> {
  const target = baselineFile(home);
  const next = `${target}.next-${process.pid}`;
  const drop = async (): Promise<void> => {
    await engine.run("detach database if exists base");
    // A night has its lock, so whatever lies there beside its own was left by one that was killed.
    for (const name of readdirSync(home)) if (name.startsWith(`${basename(target)}.next-`)) rmSync(join(home, name), { force: true });
  };
  await drop();
  await engine.run(`attach '${next.replaceAll("'", "''")}' as base`);
  const params = { ...baselineParams, as_of_ms: asOfMs, opening_action: settings.source.opening_action, from_ms: asOfMs - lookBackMs("subnet"), to_ms: asOfMs };
  for (const file of ["account_state", "thing", "held", "usual_action", "usual_target", "usual_registration"]) await engine.runFile(`incident/night/${file}.sql`, params);
  const come: Params = { aged_ms: asOfMs - cameBy.agedMs, new_ms: asOfMs - cameBy.newMs, login_from_ms: asOfMs - usualCameByMs, quiet_count: cameBy.quietCount };
  for (const file of ["old_thing", "came_by"]) await engine.runFile(`incident/night/${file}.sql`, come);
  await engine.runFile("incident/night/usual_network.sql", { ...params, least: leastNetwork });
  await engine.runFile("incident/night/about.sql", { run_id: runId, as_of_ms: asOfMs });
  return {
    arm: async (members) => {
      await engine.createTable("armed_ring", {
        account_id: { type: "varchar", values: members.map((member) => member.account_id) },
        ring_id: { type: "varchar", values: members.map((member) => member.ring_id) },
        probability: { type: "double", values: members.map((member) => member.probability) },
      });
      await engine.runFile("incident/night/armed.sql");
      await engine.run("drop table armed_ring");
    },
    keep: async () => {
      await engine.run("checkpoint base");
      await engine.run("detach base");
      // A log left beside the old file by a crash would be replayed into the new one.
      rmSync(`${target}.wal`, { force: true });
      renameSync(next, target);
    },
    drop,
  };
}

/** How many days a baseline may be old before a run on minutes says so, ms. */
export const staleBaselineMs = 2 * dayMs;
