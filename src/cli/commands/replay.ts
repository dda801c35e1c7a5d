import { resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import type { ReplayOutcome, ReplayTick } from "../../pipeline/replay.js";
import { formatCount, formatDuration, formatShare } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { amount, example, moment, printJson, wholeNumber, type Tools } from "../tools.js";
import { outcomeSentence } from "./run.js";

interface ReplayCommandOptions {
  from: number;
  to: number;
  night?: number;
  speed: number;
  tick: number;
  truth?: string;
  innocents?: string;
  lateShare: number;
  lateMinutes: number;
  doubleShare: number;
  replace?: boolean;
  json?: boolean;
}

/** `ringfence replay`: a folder of files in event time, with the runs on its minutes. */
export function addReplay(program: Command, tools: Tools): void {
  program
    .command("replay")
    .argument("<dir>", "a folder with accounts, logins and actions, each as .csv or .parquet")
    .description("play files into the source tables in event time, with a night before and a run on the last minutes at every tick; prints what was known when")
    .requiredOption("--from <time>", "what is before it is there at the start; the first tick is one later", moment)
    .requiredOption("--to <time>", "the last tick", moment)
    .option("--night <time>", "the end of what the night before looks at (default: the last midnight UTC before --from)", moment)
    .option("--speed <times>", "so many times faster than it happened; 0: as fast as it goes", amount, 0)
    .option("--tick <seconds>", "event time between two ticks", wholeNumber(1), 60)
    .option("--truth <file>", "who the attackers are: account_id, ring, optional kind (.csv or .parquet)")
    .option("--innocents <file>", "kinds of innocents: account_id, kind (.csv or .parquet)")
    .option("--late-share <share>", "this share of the rows comes late", share, 0)
    .option("--late-minutes <minutes>", "and so many minutes", amount, 2)
    .option("--double-share <share>", "this share of the rows comes twice", share, 0)
    .option("--replace", "empty the source tables first")
    .option("--json", "print one object a tick: {at, attackers_active, attackers_proposed, attackers_proposed_before_act, innocents_proposed, innocents_to_ban, seconds, …}")
    .addHelpText("after", `\nGive it a database and a RINGFENCE_HOME of its own: it fills the source tables, and what the minutes knew in that home is forgotten. Works without --truth; then nobody is judged.\n${example("ringfence replay world --from 2025-12-22T21:45:00Z --to 2025-12-22T22:30:00Z --truth world/truth.parquet")}`)
    .action(async (folder: string, options: ReplayCommandOptions) => {
      const { replay } = await import("../../pipeline/replay.js");
      const line = tools.progress(options);
      const file = (name: string): string => resolve(tools.cwd, name);
      const judged = options.truth !== undefined;
      let first = true;
      const outcome = await replay({
        place: tools.place, settings: tools.settings(), folder: file(folder), fromMs: options.from, toMs: options.to, tickMs: options.tick * 1000, speed: options.speed === 0 ? Number.POSITIVE_INFINITY : options.speed,
        lateShare: options.lateShare, lateMinutes: options.lateMinutes, doubleShare: options.doubleShare, replace: options.replace === true, now: tools.nowMs, note: options.json === true ? () => {} : tools.note,
        progress: line.stage, say: (message) => line.stage({ stage: "replay", message }), signal: tools.signal,
        ...(options.night === undefined ? {} : { nightMs: options.night }), ...(judged ? { truth: file(options.truth!) } : {}), ...(options.innocents === undefined ? {} : { innocents: file(options.innocents) }),
        onTick: (tick) => {
          line.clear();
          if (options.json === true) return;
          if (first) tools.terminal.out(`${headLine(judged)}\n`);
          first = false;
          tools.terminal.out(`${tickLine(tick, judged)}\n`);
        },
      });
      line.clear();
      if (options.json === true) return printJson(tools, outcome.ticks);
      tools.terminal.out(`\n${outcomeSentence(outcome.night)}\n${summary(outcome, judged)}${innocentTable(tools, outcome)}\n`);
    });
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("It must be a share from 0 to 1.");
  return value;
}

const columns: readonly { head: string; width: number; judged: boolean; cell: (tick: ReplayTick) => string }[] = [
  { head: "minute", width: 6, judged: false, cell: (tick) => tick.at.slice(11, 16) },
  { head: "attackers active", width: 16, judged: true, cell: (tick) => formatCount(tick.attackers_active) },
  { head: "of them proposed", width: 16, judged: true, cell: (tick) => (tick.attackers_active === 0 ? "–" : `${formatCount(tick.attackers_active_proposed)} (${formatShare(tick.attackers_active_proposed / tick.attackers_active)})`) },
  { head: "proposed in all", width: 15, judged: true, cell: (tick) => formatCount(tick.attackers_proposed) },
  { head: "before own act", width: 14, judged: true, cell: (tick) => formatCount(tick.attackers_proposed_before_act) },
  { head: "innocents live", width: 14, judged: true, cell: (tick) => formatCount(tick.innocents_active) },
  { head: "proposed", width: 8, judged: true, cell: (tick) => formatCount(tick.innocents_active_proposed) },
  { head: "restricted", width: 10, judged: true, cell: (tick) => formatCount(tick.innocents_active_restricted) },
  { head: "all innocents proposed", width: 22, judged: true, cell: (tick) => formatCount(tick.innocents_proposed) },
  { head: "to ban", width: 6, judged: true, cell: (tick) => formatCount(tick.innocents_to_ban) },
  { head: "proposed by the minutes", width: 23, judged: false, cell: (tick) => formatCount(tick.proposed) },
  { head: "incident", width: 8, judged: false, cell: (tick) => tick.incident_id ?? "–" },
  { head: "late rows", width: 9, judged: false, cell: (tick) => formatCount(tick.late_rows) },
  { head: "run", width: 6, judged: false, cell: (tick) => formatDuration(tick.seconds) },
];
const shown = (judged: boolean): typeof columns => columns.filter((column) => judged || !column.judged);

/** Lines of fixed width, because they are printed as the ticks come. */
const headLine = (judged: boolean): string => shown(judged).map(({ head, width }) => head.padStart(width)).join("  ");
const tickLine = (tick: ReplayTick, judged: boolean): string => shown(judged).map(({ cell, width }) => cell(tick).padStart(width)).join("  ");

function summary({ ticks }: ReplayOutcome, judged: boolean): string {
  const seconds = ticks.map((tick) => tick.seconds).toSorted((one, other) => one - other);
  const took = seconds.length === 0 ? "No tick." : `${formatCount(ticks.length)} ticks: ${formatDuration(seconds[Math.floor(seconds.length / 2)])} in the middle, ${formatDuration(seconds[seconds.length - 1])} at most.`;
  const last = ticks.at(-1);
  if (!judged || last === undefined || last.attackers_proposed === 0) return took;
  return `${took} Of the attackers, ${formatCount(last.attackers_proposed_before_act)} were proposed before they opened a room.`;
}

function innocentTable({ terminal }: Tools, { innocents }: ReplayOutcome): string {
  const rows = innocents.filter((row) => row.active > 0 || row.proposed > 0);
  if (rows.length === 0) return "";
  const table = formatTable(
    [
      { head: "innocents", cell: (row) => printable(row.kind, 40) },
      { head: "accounts", align: "right", cell: (row) => formatCount(row.accounts) },
      { head: "went live", align: "right", cell: (row) => formatCount(row.active) },
      { head: "proposed", align: "right", cell: (row) => formatCount(row.proposed) },
      { head: "to restrict", align: "right", cell: (row) => formatCount(row.restricted) },
      { head: "to ban", align: "right", cell: (row) => formatCount(row.to_ban) },
    ],
    rows,
    bold(terminal),
  );
  return `\n\n${table}`;
}
