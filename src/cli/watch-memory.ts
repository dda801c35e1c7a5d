import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a watched process held at one time. */
export interface MemorySample {
  atMs: number;
  /** Resident memory of the process and everything that it started, bytes; pages that several of them share count once for each. */
  bytes: number;
  /** Bytes that lie in the folder for what does not fit into memory. */
  spillBytes: number;
}

/** How often a process is looked at, ms. */
const everyMs = 200;

/**
 * Looks at a process with all that it started, and at the folder that it spills to, until `stop` is called.
 * Only where the system has `/proc` (Linux); elsewhere, and of a process that is not known, there are no samples.
 */
export function watchMemory(pid: number | undefined, spillFolder: string | undefined, nowMs: () => number): { stop: () => readonly MemorySample[] } {
  const samples: MemorySample[] = [];
  const look = (): void => {
    const bytes = pid === undefined ? 0 : treeBytes(pid);
    if (bytes > 0) samples.push({ atMs: nowMs(), bytes, spillBytes: spillFolder === undefined ? 0 : folderBytes(spillFolder) });
  };
  const timer = setInterval(look, everyMs);
  look();
  return {
    stop: () => {
      clearInterval(timer);
      return samples;
    },
  };
}

/** Resident memory of a process and all below it, bytes; 0 where it is not to be seen. */
export function treeBytes(root: number): number {
  const parents = new Map<number, number>();
  for (const name of entries("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const tree = new Set([root]);
  for (let before = 0; before < tree.size; ) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  let kib = 0;
  for (const pid of tree) kib += Number(/^VmRSS:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/status`))?.[1] ?? 0);
  return kib * 1024;
}

/** The process that started a process; undefined where it is not to be seen. */
export function parentOf(pid: number): number | undefined {
  // "pid (name) state parent …": a name may hold spaces and brackets.
  const parent = /^.*\) \S+ (\d+) /s.exec(text(`/proc/${pid}/stat`))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** Bytes of the files in a folder and below; what is gone while one looks counts nothing. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const name of entries(folder)) {
    try {
      const stat = statSync(join(folder, name));
      bytes += stat.isDirectory() ? folderBytes(join(folder, name)) : stat.blocks * 512;
    } catch {
      continue;
    }
  }
  return bytes;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
