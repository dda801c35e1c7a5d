import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../config/place.js";
import type { FormerMemberRow, RingAccountRow, RingActRow, RingGrowthRow, RingHistoryRow, RingKeyRow, RingMomentRow, RingNeighbourRow, RingRow, SnapshotRunRow } from "../duckdb/snapshot-row.js";
import { kindNames, kindSpec, type TraceKind } from "../traces/registry.js";
import { drawGrowth } from "./draw-growth.js";
import { accountWords, keyWords, linkOpacity, namedKey, placeLabels } from "./draw-ring.js";
import { fitted } from "./fitted.js";
import { formatBits, formatCount, formatDuration, formatKey, formatProbability, formatSecond, formatSpan, formatTime } from "./format-value.js";
import { layRingOut, plainColour, type RingPicture } from "./lay-ring-out.js";
import { markupText } from "./markup-text.js";
import { printable } from "./printable.js";

/** Everything that a ring's page shows. */
export interface RingPageInput {
  ring: RingRow;
  /** The run that the file shows; undefined: unknown. */
  run: SnapshotRunRow | undefined;
  accounts: readonly RingAccountRow[];
  /** For the picture; see `RingPicture`. */
  holdings: RingPicture["holdings"];
  keys: readonly RingKeyRow[];
  moments: readonly RingMomentRow[];
  acts: readonly RingActRow[];
  neighbours: readonly RingNeighbourRow[];
  growth: readonly RingGrowthRow[];
  history: readonly RingHistoryRow[];
  former: readonly FormerMemberRow[];
}

/** Rows of each table at most; the page says what it left out and how to see it. */
const limits = { accounts: 1000, keys: 200, moments: 60, lanes: 60, dots: 150, neighbours: 30, former: 50, history: 60 };

/** A ring of at most so many accounts has their names in the picture. */
const namedAccounts = 16;

const field = { left: 20, top: 20, right: 840, bottom: 600 };

/**
 * A ring as one self-contained HTML page: it asks no network for anything (its Content-Security-Policy forbids it), works from a disk or as an attachment, in
 * light and dark, on paper, and without JavaScript all but the pointing, sorting and copying. Ids are shown as the terminal shows them, and copied as they are.
 */
export function formatRingPage(input: RingPageInput): string {
  const exact: string[] = [];
  // What can be copied is told by its place in a list, so that no id stands in an attribute.
  const copy = (id: string, limit = 60): string => `<button class="copy mono" data-copy="${exact.push(id) - 1}" title="Copy">${markupText(printable(id, limit))}</button>`;
  const scene = layRingOut({ ring: input.ring, members: input.accounts, holdings: input.holdings }, field);
  const { ring } = input;
  const parts: (readonly [id: string, name: string, body: string])[] = [
    ["graph", "What ties them", graphPart(input, scene)],
    ["moments", "When they acted as one", momentsPart(input, copy)],
    ["keys", "What they share", keysPart(input, copy)],
    ["accounts", "Accounts", accountsPart(input, scene, copy)],
    ["neighbours", "Around it", neighboursPart(input, copy)],
    ["growth", "Night by night", growthPart(input, copy)],
  ];
  const shown = parts.filter(([, , body]) => body !== "");
  const script = asset("ring-page.js");
  const hash = createHash("sha256").update(script).digest("base64");
  // Whatever the sections want to copy is known only now.
  const body = shown.map(([id, name, inner]) => `<section id="${id}"><h2>${name}</h2>${inner}</section>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${markupText(`Ring ${ring.ring_id}: ${formatCount(ring.size)} accounts`)}</title>
<style>
${asset("ring-page.css")}</style>
</head>
<body>
<nav><div class="top-in"><strong>${markupText(ring.ring_id)}</strong>${shown.map(([id, name]) => `<a href="#${id}">${name}</a>`).join("")}</div></nav>
<main>
${header(input)}
${body}
${footer(input)}
</main>
<script type="application/json" id="ring-data">${json(pageData(input, scene, exact))}</script>
<script>${script}</script>
</body>
</html>
`;
}

const asset = (name: string): string => readFileSync(join(packageFolder, "src", "console", "page", name), "utf8");

/** JSON for a script element: nothing in it can end the element or begin a comment, and whoever reads the source sees every character. */
const json = (value: unknown): string => JSON.stringify(value).replace(/[<\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) => Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""));

type Scene = ReturnType<typeof layRingOut>;
type Copy = (id: string, limit?: number) => string;

/** What the script needs: the drawn accounts and keys, who holds what, and what is copied. */
function pageData({ accounts, keys }: RingPageInput, scene: Scene, exact: readonly string[]): object {
  const whole = new Map(accounts.map((account) => [account.account_id, account]));
  const times = new Map(keys.map((key) => [`${key.kind} ${key.key}`, key]));
  return {
    exact,
    accounts: scene.accounts.map(({ member }) => ({ id: member.account_id, shown: printable(member.account_id), words: accountWords(member).slice(printable(member.account_id, 60).length + 2), summary: whole.get(member.account_id)?.summary ?? null })),
    keys: scene.keys.map((key) => {
      const row = times.get(`${key.kind} ${key.key}`);
      return {
        kind: key.kind, key: key.key, shown: printable(key.key), readable: printable(formatKey(key.kind, key.key, key.firstAt), 80), holders: key.holders,
        words: `${formatCount(key.memberCount)} accounts, ${formatBits(key.bits)} bits${row === undefined ? "" : `; ${formatSpan(row.first_at, row.last_at)} UTC; held by ${formatCount(row.outside_count)} of ${formatCount(row.outside_under_count)} others`}`,
      };
    }),
  };
}

function header({ ring, run, accounts, moments }: RingPageInput): string {
  const gain = ring.evidence_bits - ring.price_bits;
  const close = closest(moments);
  const roles = ["core", "fringe", "closed", "protected"].map((role) => [role, accounts.filter((account) => account.role === role).length] as const).filter(([, count]) => count > 0);
  const most = Math.max(ring.evidence_bits, ring.price_bits, 1e-9);
  const actions = ["ban", "restrict", "challenge", "watch"].map((action) => [action, accounts.filter((account) => account.action === action).length] as const).filter(([, count]) => count > 0);
  const registered = moments.filter((moment) => moment.kind === "registration");
  const sentences = [
    `What these ${formatCount(ring.size)} accounts share outweighs the price of picking exactly them out of ${run?.account_count == null ? "all" : formatCount(run.account_count)} by ${formatBits(gain)} bits.`,
    ...(close === undefined ? [] : [`They acted as one in ${counted(moments.length - registered.length)}; in the closest, ${formatCount(close.member_count)} of them within ${formatDuration(close.span_seconds)}.`]),
    ...(registered.length === 0 ? [] : [`${formatCount(new Set(registered.flatMap((moment) => moment.accounts)).size)} registered in ${counted(registered.length)}, ${registered.length === 1 ? "" : "each "}within ${formatDuration(Math.max(...registered.map((moment) => moment.span_seconds)))}.`]),
  ];
  const tile = (name: string, inner: string): string => `<div class="tile"><h3>${name}</h3>${inner}</div>`;
  return `<header>
<div class="head-line"><h1>Ring ${markupText(ring.ring_id)}</h1>${ring.status === "active" ? "" : `<span class="chip quiet">${ring.status}</span>`}<span class="faint">known since ${formatTime(ring.first_seen_at)}, last found ${formatTime(ring.last_seen_at)} (UTC)</span></div>
<p class="verdict">${sentences.join(" ")}</p>
<div class="tiles">
${tile("Accounts", `<div class="big">${formatCount(ring.size)}</div><p>${roles.map(([role, count]) => `${formatCount(count)} ${role}`).join(", ")}</p>`)}
${tile("Evidence", `<div class="big">${formatBits(ring.evidence_bits)} <small>bits</small></div><div class="bullet"><i style="width:${percent(ring.evidence_bits / most)}"></i><b style="left:${percent(ring.price_bits / most)}"></b></div><p>price ${formatBits(ring.price_bits)} bits (red mark)</p>`)}
${tile("Proposed", `${actions.length === 0 ? '<div class="big">–</div>' : `<div class="chips">${actions.map(([action, count]) => `<span class="chip ${action}">${action} ${formatCount(count)}</span>`).join("")}</div>`}<p style="margin-top:8px">People decide; nothing has happened to an account by this page.</p>`)}
${tile("Tied by", `<div class="chips">${ring.kinds.map((kind) => `<span><i class="swatch" style="background:${colourOf(kind)}"></i>${markupText(kind)}</span>`).join(" ")}</div>`)}
</div>
</header>`;
}

const counted = (moments: number): string => (moments === 1 ? "one moment" : `${formatCount(moments)} moments`);

/** The moment in which most accounts acted in the least time: seconds by account, of the kinds that mean a moment and not a day. */
const closest = (moments: readonly RingMomentRow[]): RingMomentRow | undefined =>
  moments.filter((moment) => specOf(moment.kind)?.slow !== true && moment.kind !== "registration").toSorted((one, other) => one.span_seconds / one.member_count - other.span_seconds / other.member_count || (one.key < other.key ? -1 : 1))[0];

function graphPart({ ring, accounts }: RingPageInput, scene: Scene): string {
  if (scene.keys.length === 0) return `<p class="lead">The newest run did not find this ring; what it shared is only kept for the newest run. Its history is below.</p><div class="nojs">${emptyPicture}</div>`;
  const opacity = linkOpacity(scene.keys, scene.accounts.length);
  const out: string[] = [`<svg id="picture" viewBox="0 0 860 620" role="img" aria-label="${markupText(`The accounts of ring ${ring.ring_id} around what they share`)}">`];
  scene.keys.forEach((key, k) => {
    for (const holder of key.holders) {
      const { x, y } = scene.accounts[holder];
      out.push(`<path class="link" data-kind="${key.kind}" data-a="a${holder}" data-k="k${k}" d="M${round(x)} ${round(y)}L${round(key.x)} ${round(key.y)}" stroke="${kindSpec(key.kind).colour}" stroke-opacity="${opacity(key)}"/>`);
    }
  });
  scene.accounts.toReversed().forEach(({ x, y, radius, member, kind }, back) => {
    const a = scene.accounts.length - 1 - back;
    const [cx, cy, r] = [Math.round(x), Math.round(y), round(radius)];
    const colour = kind === undefined ? plainColour : kindSpec(kind).colour;
    const cross = Math.round(radius * 0.6);
    out.push(
      `<g class="node account ${member.role}" data-node="a${a}" tabindex="0"><title>${markupText(accountWords(member))}</title><circle class="body" cx="${cx}" cy="${cy}" r="${r}" fill="${colour}"${member.role === "fringe" ? ` style="stroke:${colour}"` : ""}/>` +
        (member.role === "closed" ? `<path class="cross" d="M${cx - cross} ${cy - cross}l${2 * cross} ${2 * cross}m0 ${-2 * cross}l${-2 * cross} ${2 * cross}"/>` : "") +
        (member.role === "protected" ? `<circle class="ring" cx="${cx}" cy="${cy}" r="${round(radius + 3)}"/>` : "") +
        "</g>",
    );
  });
  scene.keys.toReversed().forEach((key, back) => {
    const k = scene.keys.length - 1 - back;
    out.push(`<g class="node thing" data-node="k${k}" data-kind="${key.kind}" tabindex="0"><title>${markupText(keyWords(key))}</title><rect class="body" x="${round(key.x - key.side / 2)}" y="${round(key.y - key.side / 2)}" width="${round(key.side)}" height="${round(key.side)}" rx="2.5" fill="${kindSpec(key.kind).colour}"/></g>`);
  });
  const keys = scene.keys.slice(0, 10).map((key, k) => ({ ...namedKey(key), attributes: `data-node="k${k}" data-kind="${key.kind}"` }));
  // Of a small ring, everybody by name.
  const few = scene.accounts.length > namedAccounts ? [] : scene.accounts.map(({ x, y, member }, a) => ({ x, y, name: fitted(printable(member.account_id, 200), 20), attributes: `data-node="a${a}"` }));
  const named = [...keys, ...few];
  for (const { of, name, left, top } of placeLabels(named, [...scene.keys, ...scene.accounts], { right: 856, bottom: 616 })) {
    out.push(`<text class="name" ${named[of].attributes} x="${round(left + 5)}" y="${round(top + 12.5)}">${markupText(name)}</text>`);
  }
  out.push("</svg>");
  const kinds = kindNames.flatMap((kind) => {
    const count = scene.keys.filter((key) => key.kind === kind).length;
    return count === 0 ? [] : [`<button aria-pressed="true" data-kind="${kind}" title="${markupText(kindSpec(kind).phrase)}"><i class="swatch" style="background:${kindSpec(kind).colour}"></i>${kind}<span>${count}</span></button>`];
  });
  const roleWords: Record<string, string> = { fringe: "hollow: fringe, not sure by itself", closed: "crossed: already closed", protected: "ringed: protected, never proposed" };
  const roles = Object.keys(roleWords).filter((role) => accounts.some((account) => account.role === role));
  const left = accounts.length > scene.accounts.length ? `<p class="more">Drawn: the ${formatCount(scene.accounts.length)} accounts with the strongest evidence, of ${formatCount(accounts.length)}.</p>` : "";
  return `<p class="lead">Circles are accounts, squares are what they share, in the colour of its kind. An account has the colour of what ties it most; a larger one has more evidence of its own.</p>
<div class="graph"><div><div class="canvas">${out.join("\n")}<div class="zoom"><button id="zoom-in" aria-label="Closer">+</button><button id="zoom-out" aria-label="Farther">−</button><button id="zoom-all" aria-label="The whole picture">⤢</button></div></div>${left}</div>
<aside class="side"><input type="search" id="seek" placeholder="Find an account or a key" aria-label="Find an account or a key"><div class="kinds">${kinds.join("")}</div>${roles.length === 0 ? "" : `<ul class="roles">${roles.map((role) => `<li>${roleWords[role]}</li>`).join("")}</ul>`}<div class="detail" id="detail"></div></aside></div>`;
}

/** The script finds its elements where nothing is drawn, too. */
const emptyPicture = '<svg id="picture" viewBox="0 0 1 1"></svg><input id="seek"><button id="zoom-in"></button><button id="zoom-out"></button><button id="zoom-all"></button><div id="detail"></div>';

function momentsPart({ accounts, moments, acts }: RingPageInput, copy: Copy): string {
  if (moments.length === 0) return "";
  const byKey = new Map<string, RingActRow[]>();
  for (const act of acts) {
    const id = `${act.kind} ${act.key}`;
    const list = byKey.get(id);
    if (list === undefined) byKey.set(id, [act]);
    else list.push(act);
  }
  const chosen = new Set(moments.toSorted((one, other) => other.bits - one.bits).slice(0, limits.moments));
  const rows = moments.filter((moment) => chosen.has(moment)).map((moment) => [
    cell(`<i class="swatch" style="background:${colourOf(moment.kind)}"></i>${formatSpan(moment.first_at, moment.last_at)}`, { className: "nowrap", value: Date.parse(moment.first_at) }),
    cell(moment.kind === "registration" ? "registered" : copy(moment.what, 48)),
    cell(`${formatCount(moment.member_count)} of ${formatCount(moment.under_count)}`, { className: "num", value: moment.member_count }),
    cell(formatDuration(moment.span_seconds), { className: "num nowrap", value: moment.span_seconds }),
    cell(strip(moment, byKey.get(`${moment.kind} ${moment.key}`) ?? [])),
    cell(formatBits(moment.bits), { className: "num", value: moment.bits }),
  ]);
  return `<p class="lead">Times are those of the acts themselves, UTC, to the second. Where dots stand above each other, many did it at once; the strips below show one moment each, from its first act to its last.</p>
${lanes(accounts, acts)}
<div class="scroll"><table class="sortable">${head(["when (UTC)", "what", "accounts", "within", "who after whom", "bits"], [2, 3, 5])}<tbody>${rows.map(row).join("")}</tbody></table></div>${more(moments.length, rows.length, "moments", "the strongest are shown; all: from ring_moments(…)")}`;
}

/** Accounts by line, time from left to right, a dot per act: what is done together stands in columns. */
function lanes(accounts: readonly RingAccountRow[], acts: readonly RingActRow[]): string {
  const living = acts.filter((act) => act.kind !== "registration");
  const drawn = living.length > 0 ? living : acts;
  const firsts = new Map<string, number>();
  for (const { account_id: id, acted_at: at } of drawn) firsts.set(id, Math.min(firsts.get(id) ?? Infinity, Date.parse(at)));
  // Those with the strongest evidence; who began together stands together.
  const order = accounts.filter((account) => firsts.has(account.account_id)).slice(0, limits.lanes).sort((one, other) => minuteOf(firsts, one) - minuteOf(firsts, other));
  if (order.length < 2) return "";
  const lane = new Map(order.map((account, at) => [account.account_id, at]));
  const tall = order.length > 30 ? 11 : 15;
  const [left, right, top] = [118, 1196, 10];
  const bottom = top + order.length * tall;
  let [from, to] = [Infinity, -Infinity];
  for (const act of drawn) {
    from = Math.min(from, Date.parse(act.acted_at));
    to = Math.max(to, Date.parse(act.acted_at));
  }
  const pad = Math.max(1000, (to - from) * 0.015);
  const at = (ms: number): number => round(left + ((right - left) * (ms - from + pad)) / (to - from + 2 * pad));
  const out = [`<svg class="lanes" viewBox="0 0 1200 ${bottom + 26}" role="img" aria-label="Acts by account and time">`];
  for (const [ms, name] of ticks(from, to)) out.push(`<path class="grid" d="M${at(ms)} ${top}V${bottom + 4}"/><text x="${at(ms)}" y="${bottom + 18}" text-anchor="middle">${name}</text>`);
  order.forEach((account, i) => {
    const y = top + (i + 0.5) * tall;
    out.push(`<path class="lane" d="M${left} ${y}H${right}"/><text class="id" x="${left - 8}" y="${round(y + 3.5)}" text-anchor="end">${markupText(fitted(printable(account.account_id, 200), 16))}</text>`);
  });
  for (const act of drawn) {
    const y = lane.get(act.account_id);
    if (y === undefined) continue;
    const words = `${printable(act.account_id)}: ${act.kind === "registration" ? "registered" : printable(act.what)}, ${formatSecond(act.acted_at)}`;
    out.push(`<circle cx="${at(Date.parse(act.acted_at))}" cy="${round(top + (y + 0.5) * tall)}" r="${tall > 12 ? 4 : 3}" fill="${colourOf(act.kind)}"><title>${markupText(words)}</title></circle>`);
  }
  out.push("</svg>");
  return `${out.join("")}${firsts.size > order.length ? `<p class="more">The ${formatCount(order.length)} accounts with the strongest evidence, of ${formatCount(firsts.size)} that acted in these moments.</p>` : ""}`;
}

/** Within ten minutes is together: the order among these stays that of the evidence. */
const minuteOf = (firsts: ReadonlyMap<string, number>, { account_id: id }: RingAccountRow): number => Math.floor((firsts.get(id) as number) / 600_000);

/** Round times between two moments, at most ten, each with its name. */
function ticks(from: number, to: number): [ms: number, name: string][] {
  const minute = 60_000;
  const day = 1440 * minute;
  const step = [1, 5, 15, 60, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 30 * 1440, 90 * 1440].map((minutes) => minutes * minute).find((wide) => (to - from) / wide <= 10) ?? 365 * day;
  const list: [number, string][] = [];
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) list.push([ms, step >= day ? new Date(ms).toISOString().slice(0, 10) : new Date(ms).toISOString().slice(5, 16).replace("T", " ")]);
  return list;
}

/** One moment: a dot per account between its first and its last act. */
function strip(moment: RingMomentRow, acts: readonly RingActRow[]): string {
  const from = Date.parse(moment.first_at);
  const span = Math.max(1, Date.parse(moment.last_at) - from);
  // Of very many, as many as have room beside each other, evenly.
  const every = Math.ceil(acts.length / limits.dots);
  const dots = acts.filter((_, at) => at % every === 0).map((act) => `<circle cx="${round(6 + (228 * (Date.parse(act.acted_at) - from)) / span)}" cy="9" r="3.6" fill="${colourOf(moment.kind)}" fill-opacity="0.75"><title>${markupText(`${printable(act.account_id)}: +${formatDuration((Date.parse(act.acted_at) - from) / 1000)}`)}</title></circle>`);
  return `<svg class="strip" width="240" height="18" viewBox="0 0 240 18"><path class="base" d="M4 9H236"/>${dots.join("")}</svg>`;
}

function keysPart({ keys }: RingPageInput, copy: Copy): string {
  if (keys.length === 0) return "";
  const most = Math.max(1, ...keys.map((key) => key.bits));
  const rows = keys.slice(0, limits.keys).map((key) => [
    cell(`<i class="swatch" style="background:${colourOf(key.kind)}"></i>${markupText(key.kind)}`, { className: "nowrap" }),
    cell(copy(key.key, 64)),
    cell(formatSpan(key.first_at, key.last_at), { className: "nowrap", value: key.first_at === null ? 0 : Date.parse(key.first_at) }),
    cell(`${formatCount(key.member_count)} of ${formatCount(key.under_count)}`, { className: "num nowrap", value: key.member_count }),
    cell(`${formatCount(key.outside_count)} of ${formatCount(key.outside_under_count)}`, { className: "num nowrap", value: key.outside_count }),
    cell(`${formatBits(key.bits)}${bar(key.bits / most)}`, { className: "barcell", value: key.bits }),
  ]);
  return `<p class="lead">Every key that counts, with the bits that it adds: log<sub>2</sub> of one over the chance that so many hold it without a common operator. Click a key to copy it; <code>who_used('…')</code> says who else holds it.</p>
<div class="scroll"><table class="sortable">${head(["kind", "key", "when (UTC)", "of its accounts", "of all others", "bits"], [3, 4])}<tbody>${rows.map(row).join("")}</tbody></table></div>${more(keys.length, rows.length, "keys", "all: from ring_keys(…)")}`;
}

function accountsPart({ accounts }: RingPageInput, scene: Scene, copy: Copy): string {
  const most = Math.max(1, ...accounts.map((account) => account.evidence_bits));
  const drawn = new Map(scene.accounts.map(({ member }, at) => [member.account_id, at]));
  const rows = accounts.slice(0, limits.accounts).map((account) => [
    cell(`${drawn.has(account.account_id) && scene.keys.length > 0 ? `<button class="show" data-pick="a${drawn.get(account.account_id)}" title="Show it in the picture">◎</button> ` : ""}${copy(account.account_id)}`, account.account_id.length < 24 ? { className: "nowrap" } : {}),
    cell(account.role),
    cell(account.action === null ? '<span class="faint">–</span>' : `<span class="chip ${account.action}">${account.action}</span>${account.state === "approved" ? " approved" : ""}`, { className: "nowrap" }),
    cell(`${formatBits(account.evidence_bits)}${bar(account.evidence_bits / most)}`, { className: "barcell", value: account.evidence_bits }),
    cell(formatProbability(account.probability), { className: "num", value: account.probability ?? -1 }),
    cell(account.created_at === null ? "–" : formatSecond(account.created_at).slice(0, 16), { className: "nowrap", value: account.created_at === null ? 0 : Date.parse(account.created_at) }),
    cell(formatCount(account.login_count), { className: "num", value: account.login_count ?? -1 }),
    cell(formatCount(account.action_count), { className: "num", value: account.action_count ?? -1 }),
    cell(account.summary === null ? '<span class="faint">–</span>' : markupText(printable(account.summary, 400)), { className: "why" }),
  ]);
  return `<p class="lead">Bits and probability: that this account belongs to the ring, by what it shares itself. Logins and actions: in the look-back.</p>
<div class="tools"><input type="search" id="find" placeholder="Only accounts with …" aria-label="Filter the accounts"></div>
<div class="scroll"><table class="sortable">${head(["account", "role", "proposed", "bits", "probability", "registered", "logins", "actions", "why"], [4, 6, 7])}<tbody>${rows.map(row).join("")}</tbody></table></div>${more(accounts.length, rows.length, "accounts", "ringfence ring … --all shows all")}`;
}

function neighboursPart({ neighbours }: RingPageInput, copy: Copy): string {
  if (neighbours.length === 0) return "";
  const rows = neighbours.slice(0, limits.neighbours).map((neighbour) => [
    cell(copy(neighbour.account_id)),
    cell(formatCount(neighbour.member_count), { className: "num", value: neighbour.member_count }),
    cell(formatBits(neighbour.bits), { className: "num", value: neighbour.bits }),
    cell(neighbour.kinds.map((kind) => `<span class="nowrap"><i class="swatch" style="background:${colourOf(kind)}"></i>${markupText(kind)}</span>`).join(" ")),
    cell(`${copy(neighbour.nearest_account_id)} <span class="faint">${formatBits(neighbour.nearest_bits)} bits</span>`),
    cell(neighbour.ring_id === null ? '<span class="faint">–</span>' : markupText(neighbour.ring_id)),
    cell(formatTime(neighbour.created_at), { className: "nowrap", value: neighbour.created_at === null ? 0 : Date.parse(neighbour.created_at) }),
    cell([neighbour.protected ? "protected" : "", neighbour.closed_at === null ? "" : "closed"].filter((word) => word !== "").join(", ")),
  ]);
  return `<p class="lead">Accounts outside the ring that are tied to its members. A tie is no evidence: whoever lives with a member, or watches the same show at the same minute, is here too.</p>
<div class="scroll"><table class="sortable">${head(["account", "members", "bits", "through", "nearest member", "its own ring", "registered", "note"], [1, 2])}<tbody>${rows.map(row).join("")}</tbody></table></div>${more(neighbours.length, rows.length, "neighbours", "all: from ring_neighbours(…)")}`;
}

const pagePaint = { ink: "var(--ink)", faint: "var(--faint)", line: "var(--line)", paper: "transparent", accounts: "#829ab1", joined: "var(--mark)", evidence: "var(--accent)", price: "var(--price)" };

function growthPart({ ring, growth, history, former }: RingPageInput, copy: Copy): string {
  if (growth.length === 0) return "";
  const told = history.filter((event) => event.event !== "continuation" || event.joined_count !== 0 || event.left_count !== 0).slice(-limits.history);
  const events = told.map((event) => [
    cell(formatTime(event.happened_at), { className: "nowrap" }),
    cell(markupText([event.event, event.from_ring_id !== null && event.from_ring_id !== ring.ring_id ? `from ${event.from_ring_id}` : "", event.to_ring_id !== null && event.to_ring_id !== ring.ring_id ? `into ${event.to_ring_id}` : ""].filter((word) => word !== "").join(" "))),
    cell(formatCount(event.size), { className: "num" }), cell(formatCount(event.joined_count), { className: "num" }), cell(formatCount(event.left_count), { className: "num" }),
    cell(event.overlap_share === null ? "" : `${Math.round(100 * event.overlap_share)} % of ${event.matched_on === "keys" ? `keys, ${formatBits(event.matched_bits)} bits` : "accounts"}`),
  ]);
  const gone = former.slice(0, limits.former).map((account) => [cell(copy(account.account_id)), cell(formatTime(account.first_seen_at)), cell(formatTime(account.last_seen_at)), cell(account.now_in === null ? '<span class="faint">–</span>' : markupText(account.now_in))]);
  const chart = drawGrowth(ring.ring_id, growth, pagePaint).replace(/^<svg xmlns="[^"]*" width="\d+" height="\d+"/, '<svg class="chart"');
  return `${growth.length > 1 ? chart : ""}
${events.length === 0 ? "" : `<div class="scroll"><table>${head(["night", "what", "accounts", "joined", "left", "in common"], [2, 3, 4])}<tbody>${events.map(row).join("")}</tbody></table></div>`}
${gone.length === 0 ? "" : `<h2 style="margin-top:20px">Accounts that left</h2><div class="scroll"><table>${head(["account", "in it from", "to", "now in"], [])}<tbody>${gone.map(row).join("")}</tbody></table></div>${more(former.length, gone.length, "accounts", "all: from ring_former(…)")}`}`;
}

function footer({ ring, run }: RingPageInput): string {
  return `<footer>
<p><strong>What this does not prove.</strong> A ring is a statement about accounts: that these act or are run together, beyond chance. It does not say who runs them, that they know it, or that what they do is forbidden. A cause nobody thought of, which makes innocents act as one, makes evidence as well: a new feature of the app, a push message, a broken clock.</p>
<p>From the run <span class="mono">${markupText(run?.run_id ?? ring.last_run_id)}</span>${run === undefined ? "" : `, as of ${formatTime(run.as_of)} UTC, ${formatCount(run.account_count)} accounts`}. The page holds account ids, devices and addresses: keep it where such data may be kept.</p>
</footer>`;
}

/** A cell; `value` is what it is sorted by. */
const cell = (inner: string, { className, value }: { className?: string; value?: number } = {}): string => `<td${className === undefined ? "" : ` class="${className}"`}${value === undefined ? "" : ` data-value="${value}"`}>${inner}</td>`;
const row = (cells: readonly string[]): string => `<tr>${cells.join("")}</tr>`;
const head = (names: readonly string[], numeric: readonly number[]): string => `<thead><tr>${names.map((name, at) => `<th scope="col"${numeric.includes(at) ? ' class="num"' : ""}>${name}</th>`).join("")}</tr></thead>`;
const more = (all: number, shown: number, what: string, how: string): string => (all > shown ? `<p class="more">${formatCount(all - shown)} more ${what}; ${how}.</p>` : "");
const bar = (share: number): string => `<i class="bar" style="width:${round(Math.max(0, Math.min(1, share)) * 56)}px"></i>`;
const percent = (share: number): string => `${round(100 * Math.max(0, Math.min(1, share)))}%`;
const specOf = (kind: string): ReturnType<typeof kindSpec> | undefined => ((kindNames as string[]).includes(kind) ? kindSpec(kind as TraceKind) : undefined);
const colourOf = (kind: string): string => specOf(kind)?.colour ?? plainColour;
const round = (value: number): number => Math.round(value * 10) / 10;
