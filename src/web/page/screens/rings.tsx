import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { formatBits, formatCount } from "../../../console/format-value.js";
import { kindNames } from "../../../traces/registry.js";
import type { ListedRing, RingsView } from "../../view-model.js";
import { address } from "../api.js";
import { DataTable, type Column } from "../data-table.js";
import { Actions, Kinds, ringAddress, RingLink, Shown, Time } from "../parts.js";
import { useAnswer } from "../use-answer.js";
import { useSearchParams } from "../use-search.js";
import { useTitle } from "../use-title.js";

const filters = ["text", "kind", "action", "status", "least", "most", "since"] as const;

/** Every ring that fits; the filters are in the address. */
export function RingsScreen(): JSX.Element {
  useTitle("Rings");
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const value = (name: (typeof filters)[number]): string => search.get(name) ?? (name === "status" ? "active" : "");
  const set = (name: string, to: string): void => {
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (to === "" || (name === "status" && to === "active")) next.delete(name);
      else next.set(name, to);
      return next;
    }, { replace: true });
  };
  const answer = useAnswer<RingsView>(address("/api/rings", { text: value("text"), kind: value("kind"), action: value("action"), status: value("status") === "any" ? undefined : value("status"), least: value("least"), most: value("most"), since: value("since") }));
  const columns = useMemo<Column<ListedRing>[]>(() => [
    { id: "ring", head: "ring", cell: (row) => <RingLink id={row.ring_id} />, value: (row) => Number(row.ring_id.slice(2)) },
    { id: "size", head: "accounts", numeric: true, cell: (row) => <>{formatCount(row.size)}{row.size_before === null || row.size_before === row.size ? "" : <small class="faint"> {row.size > row.size_before ? "+" : "−"}{formatCount(Math.abs(row.size - row.size_before))}</small>}</>, value: (row) => row.size },
    { id: "kinds", head: "tied by", cell: (row) => <Kinds kinds={row.kinds} />, value: (row) => row.kinds.join() },
    { id: "evidence", head: "evidence, bits", hint: "what they share, against chance", numeric: true, cell: (row) => formatBits(row.evidence_bits), value: (row) => row.evidence_bits },
    { id: "price", head: "price, bits", hint: "of naming exactly these accounts", numeric: true, cell: (row) => formatBits(row.price_bits), value: (row) => row.price_bits },
    { id: "margin", head: "above it", numeric: true, cell: (row) => formatBits(row.evidence_bits - row.price_bits), value: (row) => row.evidence_bits - row.price_bits },
    { id: "proposed", head: "proposed", cell: (row) => <Actions counts={{ ban: row.ban_count, restrict: row.restrict_count, challenge: row.challenge_count, watch: row.watch_count }} />, value: (row) => row.ban_count * 1e6 + row.candidate_count },
    { id: "status", head: "state", cell: (row) => row.status, value: (row) => row.status },
    { id: "since", head: "since", cell: (row) => <Time iso={row.first_seen_at} />, value: (row) => (row.first_seen_at === null ? null : Date.parse(row.first_seen_at)) },
    { id: "last", head: "last found", cell: (row) => <Time iso={row.last_seen_at} />, value: (row) => (row.last_seen_at === null ? null : Date.parse(row.last_seen_at)) },
  ], []);
  const select = (name: "kind" | "action" | "status", label: string, options: readonly (readonly [string, string])[]): JSX.Element => (
    <label>{label}<select value={value(name)} onChange={(event) => set(name, event.currentTarget.value)}>{options.map(([option, words]) => <option key={option} value={option}>{words}</option>)}</select></label>
  );
  const used = filters.some((name) => search.has(name));
  return (
    <>
      <h1>Rings</h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filters">
        <TextFilter value={value("text")} onSettle={(text) => set("text", text)} />
        {select("kind", "Tied by", [["", "any kind"], ...kindNames.map((kind) => [kind, kind] as const)])}
        {select("action", "Proposed", [["", "any"], ["ban", "ban"], ["restrict", "restrict"], ["challenge", "challenge"], ["watch", "watch"]])}
        {select("status", "State", [["active", "active"], ["dormant", "dormant"], ["dead", "dead"], ["merged", "merged"], ["any", "any"]])}
        <label>Accounts from<input type="number" min={1} value={value("least")} onChange={(event) => set("least", event.currentTarget.value)} /></label>
        <label>to<input type="number" min={1} value={value("most")} onChange={(event) => set("most", event.currentTarget.value)} /></label>
        <label>Known since<input type="date" value={value("since")} onChange={(event) => set("since", event.currentTarget.value)} /></label>
        {used ? <button type="button" class="quiet" onClick={() => setSearch(new URLSearchParams(), { replace: true })}>All active rings</button> : null}
      </form>
      <Shown of={answer}>{(view) => (
        <>
          <p class="faint" role="status">{view.rings.length === 0 ? "No ring fits." : `${formatCount(view.rings.length)}${view.more ? " or more" : ""} ${view.rings.length === 1 ? "ring" : "rings"}${view.more ? ", the strongest are shown" : ""}.`}</p>
          {view.rings.length === 0 ? null : <DataTable label="Rings" columns={columns} rows={view.rings} rowId={(row) => row.ring_id} onOpen={(row) => go(ringAddress(row.ring_id))} />}
        </>
      )}</Shown>
    </>
  );
}

/** Free text; asked when the typing rests. */
export function TextFilter({ value, onSettle, label = "Account, device, address, target" }: { value: string; onSettle: (text: string) => void; label?: string }): JSX.Element {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSettle(text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return <label class="wide">{label}<input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === "Enter" && onSettle(text)} autocomplete="off" /></label>;
}
