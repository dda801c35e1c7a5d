import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Caps, EnforcementState, Mode } from "../../enforcement/releases.js";
import { formatCount, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { bold } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { amount, example, printJson, wholeNumber, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";

const share = (text: string): number => {
  const value = amount(text);
  if (value > 1) throw new InvalidArgumentError("It must be a share from 0 to 1.");
  return value;
};
const yesNo = (text: string): boolean => {
  if (text !== "yes" && text !== "no") throw new InvalidArgumentError("Say yes or no.");
  return text === "yes";
};

/** `ringfence mode`: the mode and the brakes of releases. */
export function addMode(program: Command, tools: Tools): void {
  program
    .command("mode")
    .addArgument(new Argument("[mode]", "off: nothing leaves; shadow: computed, nothing leaves; canary: a random sample leaves; on").choices(["off", "shadow", "canary", "on"]))
    .description("show or set the mode and the brakes of releases; a new installation is in shadow")
    .option("--reason <text>", "why; needed for every change")
    .option("--release-cap <n>", "at most this many effects applied in one release", wholeNumber(0))
    .option("--release-cap-share <share>", "and at most this share of active accounts", share)
    .option("--day-cap <n>", "at most this many effects applied in any 24 hours", wholeNumber(0))
    .option("--day-cap-share <share>", "and at most this share of active accounts", share)
    .option("--canary-share <share>", "share of the cases that leave in mode canary", share)
    .option("--one-value-share <share>", "a release that rests by more than this share on one value is held", share)
    .option("--auto-restrict <yes or no>", "whether restrictions that expire by themselves leave without a person", yesNo)
    .option("--incident-cap <n>", "so many restrictions of incidents leave without a person in any 24 hours; 0: none", wholeNumber(0))
    .addOption(new Option("--raise-by <way>", "what braking less takes: hour (an hour, or a second person before) or two_people").choices(["hour", "two_people"]))
    .option("--confirm <number>", "confirm a change of the brakes that another person asked for", wholeNumber(1))
    .option("--json", "print the mode, the brakes and the counts of cases")
    .addHelpText("after", `\nLifts (undo, expiry) leave in every mode. Showing needs the role ringfence_reader, setting ringfence_publisher.\n${example("ringfence mode", 'ringfence mode canary --reason "first week"', 'ringfence mode --day-cap 5000 --reason "the wave of tonight"')}`)
    .action(async (mode: Mode | undefined, options: { reason?: string; releaseCap?: number; releaseCapShare?: number; dayCap?: number; dayCapShare?: number; canaryShare?: number; oneValueShare?: number; autoRestrict?: boolean; incidentCap?: number; raiseBy?: string; confirm?: number; json?: boolean }) => {
      const caps = Object.fromEntries(
        Object.entries({
          release_cap: options.releaseCap, release_cap_share: options.releaseCapShare, day_cap: options.dayCap, day_cap_share: options.dayCapShare,
          canary_share: options.canaryShare, one_value_share: options.oneValueShare, auto_restrict: options.autoRestrict, incident_cap: options.incidentCap, raise_by: options.raiseBy,
        }).filter(([, value]) => value !== undefined),
      ) as Caps;
      const changes = mode !== undefined || Object.keys(caps).length > 0;
      const { reason } = options;
      if (changes && reason === undefined) throw new RingfenceError("USAGE", "A change of the mode or the brakes needs a reason. Give --reason TEXT.");
      const { confirmCaps, enforcementState, setCaps, setMode } = await import("../../enforcement/releases.js");
      await withDatabase(tools, "mode", async (client) => {
        const said = (values: Caps): string[] => Object.entries(values).map(([name, value]) => `${name} is ${String(value)}`);
        // The mode first: to switch off must not wait for a brake.
        if (mode !== undefined) await setMode(client, mode, reason!);
        const waits = Object.keys(caps).length > 0 ? await setCaps(client, caps, reason!) : undefined;
        const confirmed = options.confirm === undefined ? {} : await confirmCaps(client, options.confirm);
        // Who may set need not be allowed to look.
        if ((changes || options.confirm !== undefined) && options.json !== true) {
          const done = [...(mode === undefined ? [] : [`The mode is ${mode}`]), ...(waits === undefined ? said(caps) : []), ...said(confirmed)];
          if (done.length > 0) tools.terminal.out(`${done.join(", ")}.\n`);
          if (waits !== undefined) tools.terminal.out(`To brake less takes a second person (ringfence mode --confirm ${waits}), or an hour where the brakes say so; until then nothing of it holds: ${said(caps).join(", ")}.\n`);
          return;
        }
        const state = await enforcementState(client);
        if (options.json === true) printJson(tools, state);
        else tools.terminal.out(`${describe(tools, state)}\n`);
      });
    });
}

function describe(tools: Tools, state: EnforcementState): string {
  const percent = (value: number): string => `${Math.round(1000 * value) / 10} %`;
  const cap = (most: number, ofAll: number): string => `${formatCount(Math.min(most, Math.floor(ofAll * state.active_accounts)))} (${formatCount(most)}, and ${percent(ofAll)} of ${formatCount(state.active_accounts)} active accounts)`;
  return [
    `${bold(tools.terminal)(`Mode ${state.mode}`)}, since ${formatTime(state.changed_at.toISOString())} UTC by ${printable(state.changed_by)}: ${printable(state.reason, 500)}`,
    `cases: ${formatCount(state.proposed)} wait for people, ${formatCount(state.approved)} are approved, ${formatCount(state.released)} are in force`,
    `at most in one release: ${cap(state.release_cap, state.release_cap_share)}`,
    `at most in 24 hours: ${cap(state.day_cap, state.day_cap_share)}; applied in the last 24: ${formatCount(state.applied_today)}`,
    `held above ${percent(state.one_value_share)} on one value; canary ${percent(state.canary_share)}; restrictions that expire leave ${state.auto_restrict ? "without a person" : "only when approved"}${state.incident_cap > 0 ? `, those of incidents without a person up to ${formatCount(state.incident_cap)} in 24 hours` : ""}`,
    `to brake less takes ${state.raise_by === "hour" ? "a second person, or an hour" : "a second person"}`,
    ...(state.request_id === null ? [] : [`request ${state.request_id} of ${printable(state.requested_by ?? "")} waits since ${formatTime(state.requested_at?.toISOString())}: ${Object.entries(state.requested ?? {}).map(([name, value]) => `${name} ${String(value)}`).join(", ")} (ringfence mode --confirm ${state.request_id})`]),
  ].join("\n");
}
