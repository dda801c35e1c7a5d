import type { JSX } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { formatBits, formatCount, formatDuration, formatKey, formatShare, formatSpan } from "../../../console/format-value.js";
import { printable } from "../../../console/printable.js";
import type { FormerMemberRow, RingKeyRow, RingMomentRow, RingNeighbourRow, RingOddityRow } from "../../../duckdb/snapshot-row.js";
import { kindSpec } from "../../../traces/registry.js";
import type { MomentsView, NeighboursView, PictureView, PulseView, RingView } from "../../view-model.js";
import { address } from "../api.js";
import { DataTable, type Column } from "../data-table.js";
import { RingDecide } from "../decide.js";
import { AccountLink, accountAddress, Actions, isKind, Kind, kindColour, Kinds, RingLink, Section, Shown, thingAddress, Tile, Time } from "../parts.js";
import { PulseChart } from "../pulse-chart.js";
import { RingAccounts } from "../ring-accounts.js";
import { RingHistory } from "../ring-history.js";
import { RingPicture, type Focus } from "../ring-picture.js";
import { RingWhy } from "../ring-why.js";
import { Console } from "../session.js";
import { useAnswer } from "../use-answer.js";
import { useSearchParams } from "../use-search.js";
import { useTitle } from "../use-title.js";

/** One ring: the picture, why it is one, when it acted, who is in it, and what to do. */
export function RingScreen({ id }: { id: string }): JSX.Element {
  useTitle(`Ring ${printable(id, 20)}`);
  const answer = useAnswer<RingView>(address("/api/ring", { id }));
  return (
    <>
      <p class="over">ring</p>
      <h1>{printable(id, 40)}</h1>
      <Shown of={answer}>{(view) => <Ring view={view} />}</Shown>
    </>
  );
}

/** What is looked at, in the address: an account or a thing, hidden kinds, a stretch of time. */
function useLook(): Look {
  const [search, setSearch] = useSearchParams();
  const set = (changes: Readonly<Record<string, string | undefined>>): void => {
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === "") next.delete(name);
        else next.set(name, value);
      }
      return next;
    }, { replace: true });
  };
  const number = (name: string): number | undefined => (/^\d{1,15}$/.test(search.get(name) ?? "") ? Number(search.get(name)) : undefined);
  const [from, to] = [number("from"), number("to")];
  return {
    account: search.get("account") ?? undefined,
    thing: search.has("key") ? { kind: search.get("kind") ?? "", key: search.get("key") as string } : undefined,
    hidden: new Set((search.get("hide") ?? "").split(",").filter((kind) => kind !== "")),
    range: from === undefined || to === undefined ? undefined : { from, to },
    set,
  };
}

export interface Look {
  account: string | undefined;
  thing: { kind: string; key: string } | undefined;
  hidden: ReadonlySet<string>;
  range: { from: number; to: number } | undefined;
  set: (changes: Readonly<Record<string, string | undefined>>) => void;
}

const unfocused = { account: undefined, kind: undefined, key: undefined };

function Ring({ view }: { view: RingView }): JSX.Element {
  const { ring } = view;
  const look = useLook();
  const { session } = useContext(Console);
  const moments = useAnswer<MomentsView>(address("/api/ring/moments", { id: ring.ring_id }));
  const neighbours = useAnswer<NeighboursView>(address("/api/ring/neighbours", { id: ring.ring_id }));
  useEffect(() => {
    // An address may lead to a part that was not there yet.
    if (location.hash !== "") document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [ring.ring_id]);
  return (
    <>
      <Verdict view={view} moments={moments.value} />
      <Picture view={view} look={look} />
      <Section title="Why it is a ring"><RingWhy view={view} /></Section>
      <Section title="Decide"><RingDecide view={view} key={`${ring.ring_id} ${session.stamp}`} /></Section>
      <Section title="Accounts"><RingAccounts ringId={ring.ring_id} size={ring.size} look={look} /></Section>
      <Section title="What they share"><SharedKeys view={view} look={look} /></Section>
      {view.oddities.length === 0 ? null : <Section title="Shared oddities"><Oddities rows={view.oddities} /></Section>}
      <Section title="When they acted as one"><Shown of={moments}>{(shown) => <Moments ringId={ring.ring_id} view={shown} look={look} />}</Shown></Section>
      <Section title="Night by night"><RingHistory view={view} /></Section>
      {view.former.length === 0 ? null : <Section title="Accounts that left"><Former view={view} /></Section>}
      <Section title="Around it"><Shown of={neighbours}>{(shown) => <Neighbours ringId={ring.ring_id} view={shown} />}</Shown></Section>
    </>
  );
}

/** What is odd about their rows: no evidence, since strangers share default device ids; but worth a look. */
function Oddities({ rows }: { rows: readonly RingOddityRow[] }): JSX.Element {
  const columns = useMemo<Column<RingOddityRow>[]>(() => [
    { id: "table", head: "rows of", cell: (row) => row.source_table, value: (row) => row.source_table },
    { id: "rule", head: "what is odd", cell: (row) => <>{row.rule}{row.value === null ? "" : <> <bdi class="id">{printable(row.value, 64)}</bdi></>}</>, value: (row) => row.rule },
    { id: "members", head: "of its accounts", numeric: true, cell: (row) => `${formatCount(row.member_count)} of ${formatCount(row.under_count)}`, value: (row) => row.member_count },
    { id: "outside", head: "of all others", numeric: true, cell: (row) => `${formatCount(row.outside_count)} of ${formatCount(row.outside_under_count)}`, value: (row) => row.outside_count },
  ], []);
  return <><p class="faint">Values that stand for none and times that are no facts. They count for nothing here: strangers share them too.</p><DataTable label="Shared oddities" columns={columns} rows={rows} rowId={(row) => `${row.source_table} ${row.rule} ${row.value ?? ""}`} /></>;
}

/** Two sentences and four numbers: whoever reads nothing else knows what and why. */
function Verdict({ view, moments: shown }: { view: RingView; moments: MomentsView | undefined }): JSX.Element {
  const { ring, keys, rests_on: rests } = view;
  const strongest = keys.find((key) => isKind(key.kind) && kindSpec(key.kind).proves !== "taste") ?? keys[0];
  const close = (shown?.moments ?? []).filter((moment) => moment.kind !== "registration" && !(isKind(moment.kind) && kindSpec(moment.kind).slow === true)).toSorted((one, other) => one.span_seconds / one.member_count - other.span_seconds / other.member_count)[0];
  const counts = { ban: ring.ban_count, other: ring.candidate_count - ring.ban_count };
  return (
    <>
      <p class="verdict">
        What these {formatCount(ring.size)} accounts share outweighs the price of picking exactly them out of {view.account_count === null ? "all" : formatCount(view.account_count)} by {formatBits(ring.evidence_bits - ring.price_bits)} bits.
        {strongest === undefined ? " The newest run did not find it; what it shared is kept for the newest run only." : <> <strong>Strongest reason:</strong> {formatCount(strongest.member_count)} of {formatCount(strongest.under_count)} share {isKind(strongest.kind) ? kindSpec(strongest.kind).phrase : strongest.kind}, <Link href={thingAddress(strongest.key, strongest.kind)}><bdi class="id">{printable(formatKey(strongest.kind, strongest.key, strongest.first_at ?? undefined), 60)}</bdi></Link>, and {formatCount(strongest.outside_count)} of {formatCount(strongest.outside_under_count)} others do: {formatBits(strongest.bits)} bits.</>}
        {close === undefined ? "" : ` In the closest moment ${formatCount(close.member_count)} of them acted within ${formatDuration(close.span_seconds)}.`}
      </p>
      <div class="tiles">
        <Tile name="Accounts" note={(["core", "fringe", "closed", "protected"] as const).filter((role) => ring[`${role}_count`] > 0).map((role) => `${formatCount(ring[`${role}_count`])} ${role}`).join(", ")}>{formatCount(ring.size)}</Tile>
        <Tile name="Evidence" note={`price ${formatBits(ring.price_bits)} bits`}>{formatBits(ring.evidence_bits)} <small>bits</small></Tile>
        <Tile name="Proposed" note="people decide">{counts.ban + counts.other === 0 ? "–" : <Actions counts={{ ban: counts.ban }} />} {counts.other === 0 ? "" : <small>{formatCount(counts.other)} other</small>}</Tile>
        <Tile name="Known" note={<>last found <Time iso={ring.last_seen_at} /></>}><small>since</small> <Time iso={ring.first_seen_at} />{ring.status === "active" ? "" : <small> {ring.status}</small>}</Tile>
        <Tile name="Tied by"><Kinds kinds={ring.kinds} /></Tile>
        {rests === null ? null : <Tile name="Rests most on" note={`${formatShare(rests.share)} of its bits, ${rests.kinds.join(" and ")}`}><Link href={thingAddress(rests.source)}><bdi class="id">{printable(rests.source, 24)}</bdi></Link></Tile>}
      </div>
    </>
  );
}

function Picture({ view, look }: { view: RingView; look: Look }): JSX.Element {
  const { ring } = view;
  const first = useAnswer<PictureView>(address("/api/ring/picture", { id: ring.ring_id }));
  // Who is looked at is drawn, also where it is not among the strongest.
  const missing = look.account !== undefined && first.value !== undefined && !first.value.accounts.some((account) => account.id === look.account) ? look.account : undefined;
  const other = useAnswer<PictureView>(missing === undefined ? null : address("/api/ring/picture", { id: ring.ring_id, focus: missing }));
  const answer = missing === undefined ? first : other;
  const pulse = useAnswer<PulseView>(address("/api/ring/pulse", { id: ring.ring_id }));
  return (
    <Section title="What ties them">
      <Shown of={answer}>{(picture) => (picture.things.length === 0 ? <p class="faint">The newest run did not find this ring; what it shared is kept for the newest run only. Its history is below.</p> : <PictureParts picture={picture} pulse={pulse.value} ringId={ring.ring_id} look={look} />)}</Shown>
    </Section>
  );
}

function PictureParts({ picture, pulse, ringId, look }: { picture: PictureView; pulse: PulseView | undefined; ringId: string; look: Look }): JSX.Element {
  const focus = useMemo<Focus | undefined>(() => {
    const account = look.account === undefined ? -1 : picture.accounts.findIndex(({ id }) => id === look.account);
    if (account >= 0) return `a${account}`;
    const thing = look.thing === undefined ? -1 : picture.things.findIndex(({ kind, key }) => kind === look.thing!.kind && key === look.thing!.key);
    return thing >= 0 ? `t${thing}` : undefined;
  }, [picture, look.account, look.thing?.kind, look.thing?.key]);
  const choose = (node: Focus | undefined): void => {
    if (node === undefined) look.set(unfocused);
    else if (node.startsWith("a")) look.set({ ...unfocused, account: picture.accounts[Number(node.slice(1))].id });
    else look.set({ ...unfocused, kind: picture.things[Number(node.slice(1))].kind, key: picture.things[Number(node.slice(1))].key });
  };
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) look.set({ ...unfocused, from: undefined, to: undefined });
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
  const folded = picture.account_count - picture.accounts.length;
  const foldedKeys = picture.key_count - picture.things.length;
  const kinds = [...new Set(picture.things.map((thing) => thing.kind))];
  return (
    <>
      <div class="graph">
        <div>
          <RingPicture picture={picture} focus={focus} hidden={look.hidden} range={look.range} onFocus={choose} label={`${formatCount(picture.accounts.length)} accounts of ring ${ringId} around ${formatCount(picture.things.length)} things that they share; the same as text: "Accounts" and "What they share" below`} />
          <p class="faint">Circles are accounts, squares what they share. {folded > 0 ? `Drawn are the ${formatCount(picture.accounts.length)} accounts with the strongest evidence; ${formatCount(folded)} are folded away. ` : ""}{foldedKeys > 0 ? `${formatCount(foldedKeys)} weaker keys, and what is only taste, are not drawn. ` : ""}A click looks at one; Esc gives it up.</p>
        </div>
        <aside class="side" aria-label="What is looked at">
          <fieldset class="legend"><legend>Kinds</legend>
            {kinds.map((kind) => (
              <label key={kind}><input type="checkbox" checked={!look.hidden.has(kind)} onChange={() => {
                const next = new Set(look.hidden);
                if (!next.delete(kind)) next.add(kind);
                look.set({ hide: [...next].join(",") });
              }} /><Kind kind={kind} /> <span class="faint">{formatCount(picture.things.filter((thing) => thing.kind === kind).length)}</span></label>
            ))}
          </fieldset>
          <p class="faint roles">Full: core. Hollow: fringe, not sure by itself. Dark inside: closed. Two rings: protected.</p>
          <Focused picture={picture} focus={focus} look={look} choose={choose} />
        </aside>
      </div>
      {pulse === undefined || pulse.rows.length === 0 ? null : <PulseChart pulse={pulse} hidden={look.hidden} range={look.range} onRange={(range) => look.set({ from: range === undefined ? undefined : String(range.from), to: range === undefined ? undefined : String(range.to) })} />}
    </>
  );
}

/** What is looked at, in words; without anything, what to look at. */
function Focused({ picture, focus, look, choose }: { picture: PictureView; focus: Focus | undefined; look: Look; choose: (node: Focus | undefined) => void }): JSX.Element {
  const thingButton = (at: number): JSX.Element => {
    const { kind, key, first_at: firstAt } = picture.things[at];
    return <button type="button" class="look" onClick={() => choose(`t${at}`)}><i class="swatch" style={{ background: kindColour(kind) }} aria-hidden="true" />{kind} <bdi class="id">{printable(formatKey(kind, key, firstAt ?? undefined), 44)}</bdi></button>;
  };
  const accountButton = (at: number): JSX.Element => <button type="button" class="look" onClick={() => choose(`a${at}`)}><bdi class="id">{printable(picture.accounts[at].id, 30)}</bdi></button>;
  if (focus === undefined) {
    const strongest = picture.things.map((_, at) => at).slice(0, 8);
    return <div class="focused"><h3>Strongest shared traces</h3><ul class="plain">{strongest.map((at) => <li key={at}>{thingButton(at)}<br /><span class="faint">{formatCount(picture.things[at].holders)} accounts, {formatBits(picture.things[at].bits)} bits</span></li>)}</ul></div>;
  }
  const at = Number(focus.slice(1));
  const links = picture.links.filter(([account, thing]) => (focus.startsWith("a") ? account === at : thing === at));
  if (focus.startsWith("a")) {
    const account = picture.accounts[at];
    return (
      <div class="focused" role="status">
        <h3><AccountLink id={account.id} /></h3>
        <p>{account.role}, {formatBits(account.bits)} bits of its own{account.action === null ? "" : <>, <Actions counts={{ [account.action]: 1 }} /></>}</p>
        <h4>It holds {formatCount(links.length)} of what is drawn</h4>
        <ul class="plain">{links.map(([, thing, first, last]) => <li key={thing}>{thingButton(thing)}<br /><span class="faint">{formatSpan(new Date(first).toISOString(), new Date(last).toISOString())}</span></li>)}</ul>
        <button type="button" onClick={() => choose(undefined)}>Look at all</button>
      </div>
    );
  }
  const thing = picture.things[at];
  return (
    <div class="focused" role="status">
      <h3><Kind kind={thing.kind} /> <Link href={thingAddress(thing.key, thing.kind)}><bdi class="id">{printable(formatKey(thing.kind, thing.key, thing.first_at ?? undefined), 60)}</bdi></Link></h3>
      <p>{formatCount(thing.holders)} of the ring's accounts, {formatBits(thing.bits)} bits</p>
      <h4>Who, in the order in which they came</h4>
      <ol class="plain">{links.toSorted((one, other) => one[2] - other[2]).slice(0, 60).map(([account, , first]) => <li key={account}>{accountButton(account)} <span class="faint"><Time iso={new Date(first).toISOString()} exact /></span></li>)}</ol>
      {links.length > 60 ? <p class="faint">and {formatCount(links.length - 60)} more</p> : null}
      <button type="button" onClick={() => choose(undefined)}>Look at all</button>
      {look.range === undefined ? null : <p class="faint">A stretch of time is chosen as well.</p>}
    </div>
  );
}

function SharedKeys({ view, look }: { view: RingView; look: Look }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<RingKeyRow>[]>(() => [
    { id: "kind", head: "kind", cell: (row) => <Kind kind={row.kind} />, value: (row) => row.kind },
    { id: "key", head: "key", cell: (row) => <Link href={thingAddress(row.key, row.kind)}><bdi class="id">{printable(formatKey(row.kind, row.key, row.first_at ?? undefined), 64)}</bdi></Link>, value: (row) => row.key },
    { id: "when", head: "when (UTC)", cell: (row) => formatSpan(row.first_at, row.last_at), value: (row) => (row.first_at === null ? null : Date.parse(row.first_at)) },
    { id: "members", head: "of its accounts", numeric: true, cell: (row) => `${formatCount(row.member_count)} of ${formatCount(row.under_count)}`, value: (row) => row.member_count },
    { id: "outside", head: "of all others", numeric: true, cell: (row) => `${formatCount(row.outside_count)} of ${formatCount(row.outside_under_count)}`, value: (row) => row.outside_count },
    { id: "bits", head: "bits", numeric: true, cell: (row) => formatBits(row.bits), value: (row) => row.bits },
    { id: "look", head: "", cell: (row) => <button type="button" class="quiet" onClick={() => { look.set({ account: undefined, kind: row.kind, key: row.key }); document.getElementById("what-ties-them")?.scrollIntoView(); }}>look</button> },
  ], [look.account, look.thing?.key]);
  if (view.keys.length === 0) return <p class="faint">What it shared is not kept; what it is known by: <Link href={address("/sql", { sql: `from ring_key where ring_id = '${view.ring.ring_id}'` })}>ring_key</Link>.</p>;
  return <><DataTable label="What they share" columns={columns} rows={view.keys} rowId={(row) => `${row.kind} ${row.key}`} onOpen={(row) => go(thingAddress(row.key, row.kind))} current={look.thing === undefined ? undefined : `${look.thing.kind} ${look.thing.key}`} /><More shown={view.keys.length} of={view.whole.keys} sql={`from ring_keys('${view.ring.ring_id}')`} /></>;
}

function Moments({ ringId, view, look }: { ringId: string; view: MomentsView; look: Look }): JSX.Element {
  const columns = useMemo<Column<RingMomentRow>[]>(() => [
    { id: "when", head: "when (UTC)", cell: (row) => <><i class="swatch" style={{ background: kindColour(row.kind) }} aria-hidden="true" />{formatSpan(row.first_at, row.last_at)}</>, value: (row) => Date.parse(row.first_at) },
    { id: "what", head: "what", cell: (row) => (row.what === "registration" ? "registered" : <bdi class="id">{printable(row.what, 48)}</bdi>), value: (row) => row.what },
    { id: "accounts", head: "accounts", numeric: true, cell: (row) => `${formatCount(row.member_count)} of ${formatCount(row.under_count)}`, value: (row) => row.member_count },
    { id: "within", head: "within", numeric: true, cell: (row) => formatDuration(row.span_seconds), value: (row) => row.span_seconds },
    { id: "who", head: "who after whom", cell: (row) => <span class="sequence">{row.accounts.slice(0, 4).map((id, at) => <span key={id}>{at === 0 ? "" : " → "}<AccountLink id={id} limit={14} /></span>)}{row.member_count > 4 ? ` and ${formatCount(row.member_count - 4)} more` : ""}</span> },
    { id: "bits", head: "bits", numeric: true, cell: (row) => formatBits(row.bits), value: (row) => row.bits },
    { id: "look", head: "", cell: (row) => <button type="button" class="quiet" onClick={() => { look.set({ from: String(Date.parse(row.first_at)), to: String(Date.parse(row.last_at) + 1) }); document.getElementById("what-ties-them")?.scrollIntoView(); }}>look</button> },
  ], [look.range]);
  if (view.moments.length === 0) return <p class="faint">It did not: what ties it has no moment, or the newest run did not find it.</p>;
  return <><DataTable label="Moments" columns={columns} rows={view.moments} rowId={(row) => `${row.kind} ${row.key}`} /><More shown={view.moments.length} of={view.moment_count} sql={`from ring_moments('${ringId}')`} /></>;
}

function Former({ view }: { view: RingView }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<FormerMemberRow>[]>(() => [
    { id: "account", head: "account", cell: (row) => <AccountLink id={row.account_id} />, value: (row) => row.account_id },
    { id: "from", head: "in it from", cell: (row) => <Time iso={row.first_seen_at} />, value: (row) => Date.parse(row.first_seen_at) },
    { id: "to", head: "to", cell: (row) => <Time iso={row.last_seen_at} />, value: (row) => Date.parse(row.last_seen_at) },
    { id: "now", head: "now in", cell: (row) => (row.now_in === null ? "–" : <RingLink id={row.now_in} />), value: (row) => row.now_in },
  ], []);
  return <><DataTable label="Accounts that left" columns={columns} rows={view.former} rowId={(row) => row.account_id} onOpen={(row) => go(accountAddress(row.account_id))} /><More shown={view.former.length} of={view.whole.former} sql={`from ring_former('${view.ring.ring_id}')`} /></>;
}

function Neighbours({ ringId, view }: { ringId: string; view: NeighboursView }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<RingNeighbourRow>[]>(() => [
    { id: "account", head: "account", cell: (row) => <AccountLink id={row.account_id} />, value: (row) => row.account_id },
    { id: "members", head: "tied to", numeric: true, cell: (row) => formatCount(row.member_count), value: (row) => row.member_count },
    { id: "bits", head: "bits", numeric: true, cell: (row) => formatBits(row.bits), value: (row) => row.bits },
    { id: "kinds", head: "through", cell: (row) => <Kinds kinds={row.kinds} />, value: (row) => row.kinds.join() },
    { id: "nearest", head: "most to", cell: (row) => <AccountLink id={row.nearest_account_id} /> },
    { id: "ring", head: "in ring", cell: (row) => (row.ring_id === null ? "–" : <RingLink id={row.ring_id} />), value: (row) => row.ring_id },
  ], []);
  if (view.neighbours.length === 0) return <p class="faint">Nobody outside is tied to it.</p>;
  return <><p class="faint">Tied to its accounts from outside. A tie alone is no evidence: housemates are here too.</p><DataTable label="Neighbours" columns={columns} rows={view.neighbours} rowId={(row) => row.account_id} onOpen={(row) => go(accountAddress(row.account_id))} /><More shown={view.neighbours.length} of={view.neighbour_count} sql={`from ring_neighbours('${ringId}')`} /></>;
}

/** What a list left out, and where all of it is. */
export function More({ shown, of, sql }: { shown: number; of: number; sql: string }): JSX.Element | null {
  return of <= shown ? null : <p class="faint">{formatCount(of - shown)} more: <Link href={address("/sql", { sql })}>{sql}</Link></p>;
}
