import { runCommandLine } from "../../src/cli/main.js";

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line inside the test: no process, no terminal, a fixed clock. */
export async function run(home: string, argv: string[], options: { env?: Record<string, string>; cwd?: string; nowMs?: number; signal?: AbortSignal; colours?: boolean; screen?: boolean } = {}): Promise<Outcome> {
  let out = "";
  let err = "";
  const code = await runCommandLine(argv, {
    env: { RINGFENCE_HOME: home, ...options.env },
    cwd: options.cwd ?? home,
    terminal: { out: (text) => void (out += text), err: (text) => void (err += text), data: (text) => void (out += text), screen: options.screen ?? false, width: 140, colours: options.colours ?? false, live: false },
    nowMs: () => options.nowMs ?? Date.UTC(2026, 0, 3, 6),
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out, err };
}
