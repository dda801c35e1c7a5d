import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Snapshot } from "../duckdb/read-snapshot.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import type { RingGraph, RingGraphInput } from "../console/ring-graph.js";

/** A form in which a ring can be written into a file: an option of `ringfence ring`. */
export interface RingFile {
  /** The option's name. */
  name: "svg" | "html" | "growth" | "graphml" | "gexf";
  /** What the option's help says. */
  help: string;
  /** What was done, for a person: `Drew R-1 into …`. */
  done: string;
  make: (snapshot: Snapshot, ringId: string, choice: RingFileChoice) => Promise<string>;
}

export interface RingFileChoice {
  /** In graph files, what accounts share as nodes too; without it, accounts tied to accounts. */
  things: boolean;
}

/** Every form. */
export const ringFiles: readonly RingFile[] = [
  { name: "svg", help: "draw the ring", done: "Drew", make: (snapshot, ringId) => drawing(snapshot, ringId) },
  { name: "html", help: "write one page with everything, that works offline", done: "Wrote", make: page },
  { name: "growth", help: "draw its size and bits by night (SVG)", done: "Drew the growth of", make: growth },
  { name: "graphml", help: "write its graph as GraphML", done: "Wrote the graph of", make: async (snapshot, ringId, choice) => (await import("../console/write-graph.js")).formatGraphml(await graph(snapshot, ringId, choice)) },
  { name: "gexf", help: "write its graph as GEXF (Gephi)", done: "Wrote the graph of", make: async (snapshot, ringId, choice) => (await import("../console/write-graph.js")).formatGexf(await graph(snapshot, ringId, choice)) },
];

/** The picture of a ring, as SVG. */
export async function drawing(snapshot: Snapshot, ringId: string): Promise<string> {
  const { drawRing } = await import("../console/draw-ring.js");
  return drawRing({ ring: await snapshot.ringRow(ringId), members: await snapshot.ringAccounts(ringId), holdings: await holdings(snapshot, ringId) });
}

/** The page of a ring, as HTML. */
export async function page(snapshot: Snapshot, ringId: string): Promise<string> {
  const { formatRingPage } = await import("../console/ring-page.js");
  return formatRingPage({
    ...(await snapshot.ring(ringId)),
    run: await snapshot.newestRun(), accounts: await snapshot.ringAccounts(ringId), acts: await snapshot.ringActs(ringId), holdings: await holdings(snapshot, ringId),
  });
}

async function growth(snapshot: Snapshot, ringId: string): Promise<string> {
  const { drawGrowth } = await import("../console/draw-growth.js");
  return drawGrowth((await snapshot.ringRow(ringId)).ring_id, await snapshot.ringGrowth(ringId));
}

async function graph(snapshot: Snapshot, ringId: string, { things }: RingFileChoice): Promise<RingGraph> {
  const { accountGraph, thingGraph } = await import("../console/ring-graph.js");
  const { layRingOut } = await import("../console/lay-ring-out.js");
  const ring = await snapshot.ringRow(ringId);
  const accounts = await snapshot.ringAccounts(ringId);
  const input: RingGraphInput = { ring, accounts, scene: layRingOut({ ring, members: accounts, holdings: await holdings(snapshot, ringId) }, { left: 0, top: 0, right: 1000, bottom: 800 }) };
  return things ? thingGraph(input, await snapshot.ringKeys(ringId), await snapshot.ringThings(ringId)) : accountGraph(input, await snapshot.ringTies(ringId));
}

async function holdings(snapshot: Snapshot, ringId: string): ReturnType<Snapshot["ringHoldings"]> {
  const { keyLimit } = await import("../console/lay-ring-out.js");
  return snapshot.ringHoldings(ringId, 4 * keyLimit);
}

/**
 * Writes a file that a person asked for, its folder too where missing.
 * @throws RingfenceError USAGE where it cannot be written, DISK_FULL where there is no room
 */
export function writeRingFile(file: string, content: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    throw new RingfenceError(full ? "DISK_FULL" : "USAGE", `The file cannot be written to ${JSON.stringify(file)}: ${messageOf(error)}. Give a file in a folder that you may write to.`, { cause: error });
  }
}
