import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { formatBits, formatCount, formatKey } from "../../../console/format-value.js";
import { printable } from "../../../console/printable.js";
import type { ThingView } from "../../view-model.js";
import { address } from "../api.js";
import { DataTable, type Column } from "../data-table.js";
import { AccountLink, accountAddress, Copy, isKind, Kind, Kinds, kindPhrase, RingLink, Section, Shown, thingAddress, Tile, Time } from "../parts.js";
import { AllowForm } from "../decide.js";
import { Pager } from "../pager.js";
import { kindSpec } from "../../../traces/registry.js";
import { useAnswer } from "../use-answer.js";
import { useSearchParams } from "../use-search.js";
import { useTitle } from "../use-title.js";

/** Anything shared: a device, an address, a network, a target or a moment; who used it, when, and in which rings. */
export function ThingScreen(): JSX.Element {
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const key = search.get("key") ?? "";
  const kind = search.get("kind") ?? undefined;
  const from = Number(search.get("from") ?? 0);
  const readable = printable(kind === undefined ? key : formatKey(kind, key), 60);
  useTitle(readable);
  const answer = useAnswer<ThingView>(address("/api/thing", { kind, key, from: from === 0 ? undefined : from }));
  const accountColumns = useMemo<Column<ThingView["accounts"][number]>[]>(() => [
    { id: "account", head: "account", cell: (row) => <AccountLink id={row.account_id} /> },
    { id: "kinds", head: "as", cell: (row) => <Kinds kinds={row.kinds} /> },
    { id: "first", head: "first (UTC)", cell: (row) => <Time iso={row.first_at} exact /> },
    { id: "last", head: "last (UTC)", cell: (row) => <Time iso={row.last_at} exact /> },
    { id: "ring", head: "ring", cell: (row) => (row.ring_id === null ? <span class="faint">none</span> : <><RingLink id={row.ring_id} /> <span class="faint">{row.role}</span></>) },
  ], []);
  const keyColumns = useMemo<Column<ThingView["keys"][number]>[]>(() => [
    { id: "kind", head: "kind", cell: (row) => <Kind kind={row.kind} />, value: (row) => row.kind },
    { id: "key", head: "key", cell: (row) => <Link href={thingAddress(row.key, row.kind)}><bdi class="id">{printable(formatKey(row.kind, row.key), 60)}</bdi></Link> },
    { id: "accounts", head: "accounts", numeric: true, cell: (row) => formatCount(row.account_count), value: (row) => row.account_count },
    { id: "bits", head: "bits for a ring", numeric: true, cell: (row) => formatBits(row.best_bits), value: (row) => row.best_bits },
  ], []);
  return (
    <>
      <p class="over">{kind === undefined ? "anything shared" : <Kind kind={kind} />}</p>
      <h1><bdi class="id">{readable}</bdi> <Copy text={key} /></h1>
      <Shown of={answer}>{(view) => (
        <>
          <div class="tiles">
            <Tile name="Accounts that used it" note={kind === undefined ? "of all days and moments" : `they share ${kindPhrase(kind)}`}>{formatCount(view.account_count)}</Tile>
            <Tile name="Rings">{formatCount(view.rings.length)}</Tile>
            <Tile name="Keys" note="one for each day or moment">{formatCount(view.key_count)}</Tile>
          </div>
          {view.rings.length === 0 ? <p class="faint">It counts for no ring.</p> : (
            <Section title="Rings that it counts for">
              <ul class="plain">{view.rings.map((row) => <li key={row.ring_id}><RingLink id={row.ring_id} />: {row.bits === null ? `remembered from an earlier night (${row.status})` : `${formatBits(row.bits)} bits, held by ${formatCount(row.member_count)} of its ${formatCount(row.size)} accounts`}</li>)}</ul>
            </Section>
          )}
          <Section title="Who used it, when">
            <DataTable label="Accounts that used it" columns={accountColumns} rows={view.accounts} rowId={(row) => row.account_id} onOpen={(row) => go(accountAddress(row.account_id))} />
            <Pager from={from} size={100} total={view.account_count} onMove={(to) => setSearch((before) => { const next = new URLSearchParams(before); next.set("from", String(to)); return next; })} />
          </Section>
          {view.keys.length < 2 ? null : <Section title="Its days and moments"><DataTable label="Keys" columns={keyColumns} rows={view.keys} rowId={(row) => `${row.kind} ${row.key}`} /></Section>}
          {view.keys.length === 0 ? null : <Section title="Allow-list"><AllowForm kind={isKind(view.keys[0].kind) ? kindSpec(view.keys[0].kind).value : "account"} value={allowValue(view)} /></Section>}
        </>
      )}</Shown>
    </>
  );
}

/** What the allow-list would name: the value without its day and action, as the database takes it out of a key (`ringfence.value_of`). */
function allowValue({ keys: [{ kind, key }] }: ThingView): string {
  if (!isKind(kind)) return key;
  const { keyForm } = kindSpec(kind);
  const timeless = keyForm.endsWith("@time") ? key.replace(/@\d+$/, "") : key;
  return keyForm.startsWith("action:") ? timeless.slice(timeless.indexOf(":") + 1) : timeless;
}
