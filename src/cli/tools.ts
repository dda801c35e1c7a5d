import { InvalidArgumentError, type Command } from "commander";
import type { Place } from "../config/place.js";
import type { Settings } from "../config/settings.js";
import { csvLine, harmless } from "../console/csv-line.js";
import type { Terminal } from "../console/terminal.js";
import type { ProgressLine } from "../console/progress.js";
import { RingfenceError } from "../errors/ringfence-error.js";

/** What every command gets: where it runs and whom it talks to. Nothing else of the process is touched by a command. */
export interface Tools {
  place: Place;
  env: Readonly<Record<string, string | undefined>>;
  /** Relative paths on the command line start here. */
  cwd: string;
  /** Reads the configuration, once; a problem with it is an error of the command that needs it. */
  settings: () => Settings;
  terminal: Terminal;
  nowMs: () => number;
  /** Aborts on SIGINT and SIGTERM, with a RingfenceError as its reason. */
  signal: AbortSignal;
  /** A line for a person, to standard error. */
  note: (message: string) => void;
  /** Progress for a person; silent for `--json` and where standard error is no terminal. */
  progress: (options?: { json?: boolean | undefined }) => ProgressLine;
  /** The exit code where the command does not fail but has something to say with it, for example `status`. */
  exitWith: (code: number) => void;
}

/** Prints a value as JSON, a list with one element per line, so that both people and `jq` can read it. */
export function printJson(tools: Tools, value: unknown): void {
  if (!Array.isArray(value)) tools.terminal.out(`${JSON.stringify(value, null, 2)}\n`);
  else if (value.length === 0) tools.terminal.out("[]\n");
  else tools.terminal.out(`[\n${value.map((element) => JSON.stringify(element)).join(",\n")}\n]\n`);
}

/** What `--csv` is asked with. */
export interface CsvFlags {
  forSpreadsheets?: boolean;
  raw?: boolean;
}

/** The options that go with `--csv`. */
export const csvOptions = (command: Command): Command =>
  command
    .option("--for-spreadsheets", "with --csv: cells that a spreadsheet would run begin with ', what is not plain text is escaped (default on a screen)")
    .option("--raw", "with --csv: every byte as it is (default into a file or a pipe)");

type CsvRow = readonly (string | number | boolean | null)[];

/** Prints CSV: byte by byte for programs, made harmless for people's screens and spreadsheets; where a cell was changed that is said. */
export function printCsv(tools: Tools, head: readonly string[], rows: readonly CsvRow[], flags: CsvFlags): void {
  if (flags.raw === true && flags.forSpreadsheets === true) throw new RingfenceError("USAGE", "--raw and --for-spreadsheets exclude each other. Give one of them.");
  const careful = flags.forSpreadsheets ?? (tools.terminal.screen && flags.raw !== true);
  const text = csvLine(head, careful) + rows.map((row) => csvLine(row, careful)).join("");
  if (!careful) return tools.terminal.data(text);
  tools.terminal.out(text);
  const changed = rows.reduce((sum, row) => sum + row.filter((cell) => typeof cell === "string" && harmless(cell) !== cell).length, 0);
  if (changed > 0) tools.note(`${changed} cells begin with ' or are escaped, so that no spreadsheet runs them; --raw prints them as they are.`);
}

/** A whole number from `least`. */
export const wholeNumber = (least: number) => (text: string): number => {
  const value = Number(text.replaceAll("_", ""));
  if (!/^[0-9_]+$/.test(text) || !Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  return value;
};

/** A number from 0. */
export function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError("It must be a number from 0.");
  return value;
}

/** A moment as ms since 1970 UTC: `2025-12-22`, ISO 8601 with offset or Z, or epoch ms. A time without a zone would mean another moment on another machine. */
export function moment(text: string): number {
  const value = /^\d{12,14}$/.test(text) ? Number(text) : /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/i.test(text) ? Date.parse(text.replace(" ", "T")) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError("It must be a date (2025-12-22, midnight UTC), a time with its zone (2025-12-22T03:00:00Z), or epoch ms.");
  return value;
}

/** Help's example, the same form for every command. */
export const example = (...lines: string[]): string => `\nExample${lines.length > 1 ? "s" : ""}:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
