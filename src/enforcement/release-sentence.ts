import { unsafeClass } from "../console/unsafe-points.js";

/** What a release was decided by: which of these are there, its outcome and brake say. Shares 0 to 1. */
export interface ReleaseFacts {
  /** Effects that it applied, or would have. */
  effects?: number;
  waiting?: number;
  /** Of `already`: when it was done. */
  released_at?: string;
  /** Of `nothing`. */
  why?: "nothing_approved" | "drawn_before" | "canary_drew_nobody";
  /** Of a canary that drew nobody: from how many cases, and the share. */
  drawn?: number;
  canary_share?: number;
  /** Of the caps: what leaves at most, of which absolute cap and share, of how many accounts. */
  cap?: number;
  release_cap?: number;
  release_cap_share?: number;
  day_cap?: number;
  day_cap_share?: number;
  active_accounts?: number;
  /** Applied in the last 24 hours, and what may still leave in them. */
  applied?: number;
  room?: number;
  /** Of one value: what it is, how many of the cases hold it, by which share of the bits, and the limit. */
  kind?: string;
  value?: string;
  holders?: number;
  share?: number;
  one_value_share?: number;
}

/** The outcome of a release that its facts belong to. */
export interface Released {
  outcome: "released" | "nothing" | "shadow" | "held" | "already";
  brake: "mode" | "release_cap" | "day_cap" | "one_value" | null;
  facts: ReleaseFacts;
}

/** What a release came to, for people at the command line: what happened, the values, and how to go on. */
export function releaseSentence(id: string, { outcome, brake, facts }: Released): string {
  const percent = (share = 0): number => Math.round(100 * share);
  const ofAccounts = (cap = 0, share = 0): string => `${cap}, and ${share} of ${facts.active_accounts} active accounts`;
  switch (brake ?? outcome) {
    case "mode":
      return `The mode is off: nothing leaves. ${facts.waiting} cases wait. To go on: look at "ringfence diff", then "ringfence mode shadow", canary or on.`;
    case "release_cap":
      return `The release would apply ${facts.effects} effects; the cap is ${facts.cap} (${ofAccounts(facts.release_cap, facts.release_cap_share)}). Nothing was released. To go on: release part of it (--ring, --limit ${facts.cap}), or raise the caps with "ringfence mode --release-cap ${facts.effects} --release-cap-share S --reason WHY".`;
    case "day_cap":
      return `The release would apply ${facts.effects} effects after ${facts.applied} in the last 24 hours; the cap is ${facts.cap} (${ofAccounts(facts.day_cap, facts.day_cap_share)}). Nothing was released. To go on: wait, release at most ${facts.room} now (--limit), or raise the caps with "ringfence mode --day-cap ${(facts.applied ?? 0) + (facts.effects ?? 0)} --day-cap-share S --reason WHY".`;
    case "one_value":
      return `The release rests by ${percent(facts.share)} % of its bits on one ${facts.kind}, ${JSON.stringify(facts.value?.slice(0, 200))}, which ${facts.holders} of its ${facts.effects} accounts hold; the limit is ${percent(facts.one_value_share)} %. Nothing was released. To go on: look at the ring; if that is right, release with --accept ${shellWord(`${facts.kind}:${facts.value}`)}.`;
    case "shadow":
      return `The mode is shadow: nothing was released. ${facts.waiting} cases would leave ("ringfence diff" lists them). To go on: "ringfence mode canary" or on.`;
    case "already":
      return `Release ${id} was done at ${facts.released_at}: ${facts.effects} applied. Nothing was done now.`;
    case "released":
      return `Released ${facts.effects} effects as ${id}.`;
    default:
      if (facts.why === "drawn_before") return `The mode is canary, and the ${facts.waiting} cases that wait were drawn before. To go on: "ringfence mode on".`;
      if (facts.why === "canary_drew_nobody") return `The canary drew nobody: ${facts.canary_share} of ${facts.drawn} cases is less than one. Nothing was released, and the id ${id} is free. To go on: wait for more cases, or raise the share with "ringfence mode --canary-share S --reason WHY".`;
      return "No approved case may leave now.";
  }
}

/** As one word for a shell that can be shown, whatever is in it: what is not plain is written by number ($'…', of bash and zsh). */
const shellWord = (text: string): string =>
  unsafe.test(text)
    ? `$'${Array.from(text, (point) => (/['\\]/.test(point) ? `\\${point}` : unsafe.test(point) ? `\\U${point.codePointAt(0)!.toString(16).padStart(8, "0")}` : point)).join("")}'`
    : `'${text.replaceAll("'", "'\\''")}'`;
const unsafe = new RegExp(unsafeClass, "u");
