import { changeOf, isNoise, sumOf, type Change, type Named, type Variant } from "./ablate.js";
import type { GeneratorWorld } from "./generator-plan.js";

/** What the rules as they are, and every variant, name on one world. */
export interface Ablation {
  world: GeneratorWorld;
  base: Named;
  named: Named[];
}

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

function cell({ accounts, error, attack, people, peopleToBan }: Change): string {
  if (accounts === 0 && error === 0 && attack === 0 && people === 0 && peopleToBan === 0) return "–";
  const ofRings = accounts === 0 && error === 0 ? "0" : `${signed(accounts)} ± ${Math.round(1.96 * error)}`;
  return `${ofRings}; ${signed(attack)}; ${signed(people)}${peopleToBan === 0 ? "" : ` (${signed(peopleToBan)} to ban)`}`;
}

/**
 * The table of `npm run ablate`, a page of its own.
 * @param isOut no threshold was moved, which the page says
 */
export function ablationReport(results: readonly Ablation[], variants: readonly Variant[], isOut = false): string {
  const generators = [...new Set(results.map(({ world }) => world.generator))];
  const worldsOf = (generator: string): readonly Ablation[] => results.filter(({ world }) => world.generator === generator);
  const changes = variants.map((_, at) => generators.map((generator) => sumOf(worldsOf(generator).map(({ base, named }) => changeOf(base, named[at])))));
  const total = (of: readonly Ablation[], number: (named: Named) => number): number => of.reduce((sum, { base }) => sum + number(base), 0);
  const rows = variants.map(({ rule, change }, at) => ({ rule, change, noise: isNoise(changes[at]), cells: changes[at].map(cell) }));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = (of: typeof rows): string[] => [line(["rule", "change", ...generators]), line(["---", "---", ...generators.map(() => "---:")]), ...of.map(({ rule, change, cells }) => line([rule, change, ...cells]))];
  const loud = rows.filter(({ noise }) => !noise);
  const quiet = rows.filter(({ noise }) => noise);
  return [
    "# What each rule is worth", "",
    isOut
      ? "`ABLATE_CHANGES=out npm run ablate -- --plan FILE --docs` writes this page: every question that a group must pass taken out, on the same worlds, everything up to the edges done once. Without `ABLATE_CHANGES` every threshold is moved as well, which takes ten times as long."
      : "`npm run ablate -- --plan FILE --docs` writes this page: every question that a group must pass taken out, and every threshold of every rule moved by a quarter up and down (small whole numbers by one), on the same worlds, everything up to the edges done once.",
    "A cell says how many more accounts of true rings are named (challenge, restrict or ban; the attack apart, with 1.96 errors, where each ring is one draw, because rings come and go whole), how many more of the attack, and how many more people.", "",
    ...generators.map((generator) => {
      const of = worldsOf(generator);
      return `- ${generator}: ${of.map(({ world }) => world.name).join(", ")}; as the rules are ${total(of, ({ byRing }) => [...byRing.values()].reduce((sum, count) => sum + count, 0))} accounts of rings, ${total(of, ({ attack }) => attack)} of attacks and ${total(of, ({ people }) => people)} people (${total(of, ({ peopleToBan }) => peopleToBan)} to ban).`;
    }), "",
    `## Changes that are more than noise on some generator (${loud.length})`, "", ...table(loud), "",
    `## Changes inside the noise on every generator (${quiet.length})`, "",
    "Less than 1.96 errors of accounts, ten of an attack and five people everywhere. A rule of which every row stands here decides nothing on these worlds.", "", ...table(quiet), "",
  ].join("\n");
}
