import type { JSX } from "preact";
import { formatBits, formatCount } from "../../console/format-value.js";
import type { RingRuleRow } from "../../duckdb/snapshot-row.js";
import { kindSpec } from "../../traces/registry.js";
import type { RingView } from "../view-model.js";
import { isKind, Kind, kindColour } from "./parts.js";
import { Waterfall, type Step } from "./waterfall.js";

/** The two explanations: chance against one hand (bits against a price), and people against an operator (the scorecard); and every rule. */
export function RingWhy({ view }: { view: RingView }): JSX.Element {
  const { ring, kind_bits: bits, rules } = view;
  const cards = rules.filter((rule) => rule.part === null && rules.some((other) => other.rule === rule.rule && other.part !== null));
  return (
    <div class="columns">
      <div>
        <h3>Chance, or one hand?</h3>
        <p class="faint">Bits that each kind brings, against the price of naming exactly these accounts (mark).</p>
        {bits.length === 0 ? <p class="faint">The newest run did not find it.</p> : <Waterfall label="From evidence to price" unit="bits" steps={evidenceSteps(view)} mark={{ at: ring.price_bits, name: "price" }} />}
      </div>
      <div>
        <h3>People, or an operator?</h3>
        {cards.length === 0 ? <p class="faint">No scorecard was asked of it.</p> : cards.map((card) => (
          <div key={card.rule}>
            <p class="faint">{card.says}</p>
            <Waterfall label={`Scorecard ${card.rule}`} unit="points" steps={cardSteps(card, rules)} mark={card.threshold === null ? undefined : { at: card.threshold, name: "asked for" }} />
          </div>
        ))}
        <h3>Rules</h3>
        <table class="rows"><thead><tr><th scope="col">rule</th><th scope="col" class="num">measured</th><th scope="col" class="num">asked</th><th scope="col" class="num">passed by</th></tr></thead>
          <tbody>{rules.filter((rule) => rule.part === null).map((rule) => (
            <tr key={rule.rule}><th scope="row" title={rule.says}>{rule.rule.replaceAll("_", " ")}<small>{rule.says}</small></th><td class="num">{formatBits(rule.measured)}</td><td class="num">{rule.threshold === null ? "" : formatBits(rule.threshold)}</td><td class="num">{rule.threshold === null ? "" : formatBits(rule.measured - rule.threshold)}{rule.pass === false ? " (not passed)" : ""}</td></tr>
          ))}</tbody></table>
      </div>
    </div>
  );
}

/** Kind by kind; taste counts at most half the price; the rest of the difference is what looking at so many keys costs. */
function evidenceSteps({ ring, kind_bits: kinds }: RingView): Step[] {
  const steps: Step[] = [];
  let sum = 0;
  const add = (name: Step["name"], amount: number, colour: string, says?: string): void => {
    steps.push({ name, from: sum, to: sum + amount, colour, ...(says === undefined ? {} : { says }) });
    sum += amount;
  };
  const tastes = (kind: string): boolean => isKind(kind) && kindSpec(kind).proves === "taste";
  for (const { kind, key_count: count, bits } of kinds) if (!tastes(kind)) add(<Kind kind={kind} />, bits, kindColour(kind), `${formatCount(count)} ${count === 1 ? "key" : "keys"}`);
  const taste = kinds.filter(({ kind }) => tastes(kind)).reduce((total, { bits }) => total + bits, 0);
  const counted = Math.min(taste, ring.price_bits / 2);
  if (taste > 0) add(<Kind kind={kinds.find(({ kind }) => tastes(kind))!.kind} />, counted, kindColour(kinds.find(({ kind }) => tastes(kind))!.kind), counted < taste ? `of ${formatBits(taste)} bits; taste counts at most half the price` : "taste");
  if (Math.abs(ring.evidence_bits - sum) >= 0.05) add("what looking costs", ring.evidence_bits - sum, "var(--faint)", "for every key that was looked at");
  steps.push({ name: "evidence", from: 0, to: ring.evidence_bits, colour: "var(--strong)", total: true }, { name: "price", from: 0, to: ring.price_bits, colour: "var(--mark)", total: true, says: "log2 of the ways to pick so many accounts" });
  return steps;
}

function cardSteps(card: RingRuleRow, rules: readonly RingRuleRow[]): Step[] {
  let sum = 0;
  const steps = rules.filter((rule) => rule.rule === card.rule && rule.part !== null).map((rule): Step => {
    const from = sum;
    sum += rule.measured;
    return { name: (rule.part as string).replaceAll("_", " "), says: rule.says, from, to: sum, colour: rule.measured >= 0 ? "#7b4b94" : "#66a182" };
  });
  if (Math.abs(card.measured - sum) >= 0.05) steps.push({ name: "start", says: "how rare operators are", from: sum, to: card.measured, colour: "var(--faint)" });
  return [...steps, { name: "together", from: 0, to: card.measured, colour: "var(--strong)", total: true }];
}
