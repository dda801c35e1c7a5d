import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { formatBits, formatCount, formatShare } from "../../console/format-value.js";
import type { RingHistoryRow } from "../../duckdb/snapshot-row.js";
import type { RingView } from "../view-model.js";
import { Chart, type Line } from "./chart.js";
import { DataTable, type Column } from "./data-table.js";
import { RingLink, Time } from "./parts.js";

/** A ring over its nights: size and bits, who joined and left, merges, splits, returns. */
export function RingHistory({ view }: { view: RingView }): JSX.Element {
  const { ring, growth, history } = view;
  const sizes = useMemo(() => ({ times: growth.map((night) => Date.parse(night.as_of) / 1000), lines: [{ label: "accounts", colour: "#2e86ab", values: growth.map((night) => night.size) }] satisfies Line[] }), [growth]);
  const bits = useMemo(() => [
    { label: "evidence", colour: "#7b4b94", values: growth.map((night) => night.evidence_bits) }, { label: "price", colour: "#c81e1e", values: growth.map((night) => night.price_bits), dash: [6, 4] },
  ] satisfies Line[], [growth]);
  const columns = useMemo<Column<RingHistoryRow>[]>(() => [
    { id: "night", head: "night", cell: (row) => <Time iso={row.happened_at} />, value: (row) => Date.parse(row.happened_at) },
    { id: "what", head: "what", cell: (row) => <What ringId={ring.ring_id} row={row} />, value: (row) => row.event },
    { id: "size", head: "accounts", numeric: true, cell: (row) => formatCount(row.size), value: (row) => row.size },
    { id: "joined", head: "joined", numeric: true, cell: (row) => formatCount(row.joined_count), value: (row) => row.joined_count },
    { id: "left", head: "left", numeric: true, cell: (row) => formatCount(row.left_count), value: (row) => row.left_count },
    { id: "common", head: "in common", cell: (row) => (row.overlap_share === null ? "" : `${formatShare(row.overlap_share)} of ${row.matched_on === "keys" ? `keys, ${formatBits(row.matched_bits)} bits` : "accounts"}`) },
  ], [ring.ring_id]);
  return (
    <>
      {growth.length < 2 ? <p class="faint">It is known since one night only.</p> : (
        <div class="columns">
          <div><h3>Accounts</h3><Chart label="Accounts by night" times={sizes.times} lines={sizes.lines} height={180} unit="accounts" /></div>
          <div><h3>Evidence and price</h3><Chart label="Evidence and price by night" times={sizes.times} lines={bits} height={180} unit="bits" /></div>
        </div>
      )}
      {history.length === 0 ? null : <DataTable label="History" columns={columns} rows={history} rowId={(row) => `${row.run_id} ${row.event} ${row.from_ring_id ?? ""} ${row.to_ring_id ?? ""}`} />}
    </>
  );
}

/** One event, seen from the ring that is looked at. */
function What({ ringId, row: { event, from_ring_id: from, to_ring_id: to } }: { ringId: string; row: RingHistoryRow }): JSX.Element {
  if (event === "merge" && from !== null && to !== null) return to === ringId ? <>took in <RingLink id={from} /></> : <>went into <RingLink id={to} /></>;
  if (event === "split" && from !== null && to !== null) return to === ringId ? <>split from <RingLink id={from} /></> : <><RingLink id={to} /> split from it</>;
  if (event === "birth" && from !== null) return to === ringId ? <>new, with keys of <RingLink id={from} /></> : <><RingLink id={to ?? from} /> is new, with its keys</>;
  return <>{{ birth: "new", continuation: "found again", merge: "merge", split: "split", dormancy: "not found, waited for", return: "came back", death: "given up" }[event]}</>;
}
