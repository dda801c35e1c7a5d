import { mkdirSync, rmSync, existsSync, appendFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, RingfenceError } from "../errors/ringfence-error.js";
import { snapshotFile, workFolder, type Place } from "../config/place.js";
import { settingsHash, type Settings } from "../config/settings.js";
import { Engine } from "../engine/engine.js";
import { lookBackMs } from "../traces/registry.js";
import { findRings } from "../rings/find-rings.js";
import { codeVersion, runIdOf } from "./describe-run.js";
import { projectEdges, readHoldings, stage, trace } from "./detect.js";
import { judge } from "./judge.js";
import { StageRecorder, type Progress, type StageRow } from "./stage-recorder.js";

const dayMs = 86_400_000;

export interface NightlyOptions {
  place: Place;
  settings: Settings;
  /** The end of all windows, excluded; default: the last midnight UTC. */
  asOfMs?: number;
  /** Compute everything, publish nothing. */
  dryRun: boolean;
  /** Publish up to this many ban candidates, whatever the guardrail says. */
  allow?: number;
  now: () => number;
  /** Things a person should know, in one line. */
  note: (message: string) => void;
  progress: Progress;
  signal?: AbortSignal;
  /** Worker threads of DuckDB; the result does not depend on it. */
  threads?: number;
}

export interface NightlyOutcome {
  runId: string;
  status: "published" | "already-published" | "stale" | "dry";
  asOfMs: number;
  counts: Record<string, number>;
  stages: StageRow[];
  warnings: string[];
}

/** The last midnight UTC before or at a moment. */
export const lastMidnight = (nowMs: number): number => nowMs - (nowMs % dayMs);
