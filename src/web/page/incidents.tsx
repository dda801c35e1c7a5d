import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { formatCount } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import type { IncidentRow } from "../../incident/incident-row.js";
import type { IncidentsView } from "../view-model.js";
import { Chart, type Line } from "./chart.js";
import { DataTable, type Column } from "./data-table.js";
import { RingLink, ringAddress, Time } from "./parts.js";

/** Surges of accounts that went live far above the usual course, the newest first, and the newest one minute by minute. */
export function Incidents({ view: { incidents, curve } }: { view: IncidentsView }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<IncidentRow>[]>(() => [
    { id: "incident", head: "incident", cell: (row) => <>{row.incident_id}{row.status === "open" ? <strong> open</strong> : ""}</>, value: (row) => Number(row.incident_id.slice(2)) },
    { id: "onset", head: "onset (UTC)", cell: (row) => <Time iso={row.onset_at} exact />, value: (row) => Date.parse(row.onset_at) },
    { id: "what", head: "what", cell: (row) => <>{printable(row.action, 30)}{row.coordinated ? "" : <span class="faint"> (a surge and no more)</span>}</>, value: (row) => row.action },
    { id: "peak", head: "peak, per minute", numeric: true, cell: (row) => formatCount(row.peak_count), value: (row) => row.peak_count },
    { id: "usual", head: "usual", numeric: true, cell: (row) => row.peak_expected.toFixed(1), value: (row) => row.peak_expected },
    { id: "part", head: "took part", numeric: true, cell: (row) => formatCount(row.participant_count), value: (row) => row.participant_count },
    { id: "restrict", head: "to restrict", numeric: true, cell: (row) => formatCount(row.restrict_count), value: (row) => row.restrict_count },
    { id: "challenge", head: "to challenge", numeric: true, cell: (row) => formatCount(row.challenge_count), value: (row) => row.challenge_count },
    { id: "spared", head: "spared", numeric: true, cell: (row) => formatCount(row.spared_count), value: (row) => row.spared_count },
    { id: "ring", head: "ring", cell: (row) => (row.ring_id === null ? "–" : <RingLink id={row.ring_id} />), value: (row) => row.ring_id },
  ], []);
  if (incidents.length === 0) return <p class="faint">None: nothing surged above the usual course.</p>;
  return (
    <>
      <DataTable label="Incidents" columns={columns} rows={incidents} rowId={(row) => row.incident_id} onOpen={(row) => (row.ring_id === null ? undefined : go(ringAddress(row.ring_id)))} />
      {curve.length < 2 ? null : <details><summary>{incidents[0].incident_id}, minute by minute</summary><Curve view={{ incidents, curve }} /></details>}
    </>
  );
}

function Curve({ view: { incidents: [incident], curve } }: { view: IncidentsView }): JSX.Element {
  const lines = useMemo<Line[]>(() => [
    { label: "actions", colour: "#2e86ab", values: curve.map((minute) => minute.act_count) },
    { label: "usual at most", colour: "#66a182", dash: [4, 4], values: curve.map((minute) => minute.band_high) },
    { label: "proposed", colour: "#c8553d", bars: true, values: curve.map((minute) => minute.proposed_count) },
  ], [curve]);
  return <Chart label={`Incident ${incident.incident_id}, minute by minute`} times={curve.map((minute) => Date.parse(minute.minute_at) / 1000)} lines={lines} height={200} unit="per minute" />;
}
