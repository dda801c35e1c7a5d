import type { JSX } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { useLocation } from "wouter-preact";
import type { WaitingRow } from "../../../enforcement/people.js";
import { formatBits, formatCount, formatShare } from "../../../console/format-value.js";
import { printable } from "../../../console/printable.js";
import type { NightEventRow, NightRow, QuarantineRow, SparedRow, TonightLiveView, TonightView } from "../../view-model.js";
import { Chart, type Line } from "../chart.js";
import { DataTable, type Column } from "../data-table.js";
import { AllowList } from "../decide.js";
import { Incidents } from "../incidents.js";
import { AccountLink, Actions, Kinds, LivePart, ReadOnly, RingLink, ringAddress, Section, Shown, Tile, Time } from "../parts.js";
import { Console, holds } from "../session.js";
import { useAnswer } from "../use-answer.js";
import { useTitle } from "../use-title.js";

/** What the run found, in one screen. */
export function TonightScreen(): JSX.Element {
  useTitle("Tonight");
  const { session } = useContext(Console);
  const answer = useAnswer<TonightView>("/api/tonight");
  const live = useAnswer<TonightLiveView>(session.database === null ? null : "/api/live/tonight", true);
  return (
    <>
      <h1>Tonight</h1>
      <Shown of={answer}>{(view) => (view.nights.length === 0 ? <p>No night was published yet.</p> : (
        <>
          <Verdict view={view} />
          <Attempts view={view} />
          <Section title="Incidents">{session.database === null ? <Incidents view={view.incidents} /> : <Shown of={live}>{(now) => <LivePart of={now.incidents}>{(incidents) => <Incidents view={incidents} />}</LivePart>}</Shown>}</Section>
          <Tiles view={view} />
          <div class="columns">
            <Section title="What changed"><Events events={view.events} nights={view.nights} /></Section>
            <Section title="What waits for whom">
              {session.database === null ? <><Proposed view={view} /><ReadOnly /></> : <Shown of={live}>{(now) => <Waiting live={now} view={view} />}</Shown>}
            </Section>
          </div>
          {session.database === null ? null : <Shown of={live}>{(now) => <Section title="Brakes and mode"><Brakes live={now} /></Section>}</Shown>}
          <div class="columns">
            <Section title="What the source lacked"><Quarantine rows={view.quarantine} night={view.nights[0]} /></Section>
            <Section title="Tied like a ring, and spared"><Spared rows={view.spared} /></Section>
          </div>
          {view.nights.length < 2 ? null : <Section title="Night by night"><Trend nights={view.nights} /></Section>}
        </>
      ))}</Shown>
    </>
  );
}

const count = (night: NightRow | undefined, name: string): number | undefined => night?.counts[name];

function Verdict({ view: { nights: [night], events, strongest } }: { view: TonightView }): JSX.Element {
  const born = events.filter(({ event }) => event === "birth").length;
  const back = events.filter(({ event }) => event === "return").length;
  return (
    <p class="verdict">
      The night of <Time iso={night.as_of} /> UTC found {formatCount(night.found_count)} rings among {formatCount(night.account_count)} accounts{born > 0 ? `, ${formatCount(born)} of them new` : ""}{back > 0 ? `, ${formatCount(back)} back again` : ""}.
      {" "}{formatCount(count(night, "candidates_ban") ?? 0)} accounts are proposed for a ban. The run itself expects {(count(night, "expected_false_rings") ?? 0).toFixed(2)} of these rings to be none.
      {strongest.length === 0 ? "" : <> The strongest is <RingLink id={strongest[0].ring_id} />: {formatCount(strongest[0].size)} accounts, {formatBits(strongest[0].evidence_bits)} bits against {formatBits(strongest[0].price_bits)}, from <Kinds kinds={strongest[0].kinds} />.</>}
    </p>
  );
}

function Attempts({ view: { attempts } }: { view: TonightView }): JSX.Element | null {
  if (attempts.length === 0) return null;
  return <div class="notice" role="status"><strong>A newer run did not publish.</strong> {attempts.map((run) => <p key={run.run_id}>{run.status} at <Time iso={run.started_at} /> UTC{run.reason === null ? "" : `: ${printable(run.reason, 500)}`}</p>)}</div>;
}

const tiles: readonly { name: string; of: string; also?: string; unit?: string }[] = [
  { name: "Rings", of: "found" }, { name: "To ban", of: "candidates_ban" }, { name: "To restrict", of: "candidates_restrict" }, { name: "To challenge", of: "candidates_challenge" }, { name: "To watch", of: "candidates_watch" },
  { name: "Expected false", of: "expected_false_rings" }, { name: "Accounts read", of: "accounts_read" }, { name: "Logins read", of: "logins_read" }, { name: "Actions read", of: "actions_read" },
];

function Tiles({ view: { nights } }: { view: TonightView }): JSX.Element {
  const value = (night: NightRow, name: string): number | undefined => (name === "found" ? night.found_count : count(night, name));
  return (
    <div class="tiles">
      {tiles.map(({ name, of }) => {
        const now = value(nights[0], of);
        const before = nights.slice(1).map((night) => value(night, of)).filter((one) => one !== undefined);
        const usual = median(before);
        const shown = (one: number): string => (of === "expected_false_rings" ? one.toFixed(2) : formatCount(one));
        return <Tile key={name} name={name} note={usual === undefined ? "no night before" : `night before ${shown(before[0])}, median of ${before.length}: ${shown(usual)}`}>{now === undefined ? "–" : shown(now)}</Tile>;
      })}
    </div>
  );
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

const eventWords: Record<NightEventRow["event"], string> = {
  birth: "new", growth: "grew", shrinkage: "shrank", continuation: "as before", return: "came back", merge: "took in another", split: "split off", dormancy: "not found, waited for", death: "gone",
};

function Events({ events, nights }: { events: readonly NightEventRow[]; nights: readonly NightRow[] }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<NightEventRow>[]>(() => [
    { id: "ring", head: "ring", cell: (row) => <RingLink id={row.ring_id} />, value: (row) => Number(row.ring_id.slice(2)) },
    { id: "event", head: "what", cell: (row) => <>{eventWords[row.event]}{row.other_ring_id === null ? "" : <> ({row.event === "split" ? "from " : row.event === "merge" ? "" : "keys of "}<RingLink id={row.other_ring_id} />)</>}</>, value: (row) => row.event },
    { id: "size", head: "accounts", numeric: true, cell: (row) => formatCount(row.size), value: (row) => row.size },
    { id: "before", head: "before", numeric: true, cell: (row) => formatCount(row.size_before), value: (row) => row.size_before },
    { id: "bits", head: "evidence, bits", numeric: true, cell: (row) => formatBits(row.evidence_bits), value: (row) => row.evidence_bits },
  ], []);
  if (events.length === 0) return <p class="faint">Nothing: the rings are those of the night before, {formatCount(nights[0].found_count)} of them.</p>;
  return <DataTable label="What changed tonight" columns={columns} rows={events} rowId={(row) => `${row.ring_id} ${row.event} ${row.other_ring_id ?? ""}`} onOpen={(row) => go(ringAddress(row.ring_id))} />;
}

function Proposed({ view: { candidates } }: { view: TonightView }): JSX.Element {
  if (candidates.length === 0) return <p class="faint">Nothing is proposed.</p>;
  return <ul class="plain">{candidates.map((row) => <li key={`${row.action} ${row.state}`}><Actions counts={{ [row.action]: row.account_count }} /> {row.state}, in {formatCount(row.ring_count)} rings</li>)}</ul>;
}

function Waiting({ live, view }: { live: TonightLiveView; view: TonightView }): JSX.Element {
  const state = useContext(Console);
  const [, go] = useLocation();
  const columns = useMemo<Column<WaitingRow>[]>(() => [
    { id: "ring", head: "ring", cell: (row) => <RingLink id={row.ring_id} />, value: (row) => Number(row.ring_id.slice(2)) },
    { id: "waiting", head: "waiting", numeric: true, cell: (row) => formatCount(row.waiting), value: (row) => row.waiting },
    { id: "ban", head: "of them bans", numeric: true, cell: (row) => formatCount(row.ban), value: (row) => row.ban },
    { id: "once", head: "approved once", hint: "a ban needs a second person", numeric: true, cell: (row) => formatCount(row.once), value: (row) => row.once },
    { id: "mine", head: "by you", numeric: true, cell: (row) => formatCount(row.mine), value: (row) => row.mine },
    { id: "approved", head: "approved, not released", numeric: true, cell: (row) => formatCount(row.approved), value: (row) => row.approved },
  ], []);
  return (
    <LivePart of={live.waiting}>{(rows) => rows.length === 0 ? <p class="faint">Nothing waits.</p> : (
      <>
        {holds(state, "reviewer") ? null : <Proposed view={view} />}
        <DataTable label="What waits, by ring" columns={columns} rows={rows} rowId={(row) => row.ring_id} onOpen={(row) => go(`${ringAddress(row.ring_id)}#decide`)} />
      </>
    )}</LivePart>
  );
}

function Brakes({ live }: { live: TonightLiveView }): JSX.Element {
  return (
    <>
      <LivePart of={live.state}>{(state) => (
        <div class="tiles">
          <Tile name="Mode" note={`${printable(state.changed_by, 30)}: ${printable(state.reason, 120)}`}>{state.mode}</Tile>
          <Tile name="One release at most" note={`and ${formatShare(state.release_cap_share)} of ${formatCount(state.active_accounts)} active accounts`}>{formatCount(state.release_cap)}</Tile>
          <Tile name="In 24 hours at most" note={`${formatCount(state.applied_today)} went out; and ${formatShare(state.day_cap_share)}`}>{formatCount(state.day_cap)}</Tile>
          <Tile name="On one value at most" note="share of a release's bits">{formatShare(state.one_value_share)}</Tile>
          <Tile name="Cases" note={`${formatCount(state.approved)} approved, ${formatCount(state.released)} in force`}>{formatCount(state.proposed)} <small>open</small></Tile>
        </div>
      )}</LivePart>
      <LivePart of={live.standing}>{(rows) => {
        const bad = rows.filter((row) => row.overturned_count > 0);
        return bad.length === 0 ? null : <p>Overturned before: {bad.map((row) => `${printable(row.kind, 30)} ${formatCount(row.overturned_count)} of ${formatCount(row.applied_count)} (${formatShare(row.overturned_share)})`).join("; ")}.</p>;
      }}</LivePart>
      <details><summary>Allow-list{"value" in live.allow ? ` (${formatCount(live.allow.value.length)})` : ""}</summary><LivePart of={live.allow}>{(entries) => <AllowList entries={entries} />}</LivePart></details>
    </>
  );
}

function Quarantine({ rows, night }: { rows: readonly QuarantineRow[]; night: NightRow }): JSX.Element {
  const columns = useMemo<Column<QuarantineRow>[]>(() => [
    { id: "table", head: "table", cell: (row) => row.source_table, value: (row) => row.source_table },
    { id: "rule", head: "rule", cell: (row) => <>{row.rule} <span class="faint">({{ row: "row left out", copy: "copy of a row", outside: "of another time", value: "value left out", absent: "value missing" }[row.left_out]})</span></>, value: (row) => row.rule },
    { id: "rows", head: "rows", numeric: true, cell: (row) => formatCount(row.row_count), value: (row) => row.row_count },
    { id: "share", head: "of the table", numeric: true, cell: (row) => formatShare(row.row_count / Math.max(1, night.counts[`${row.source_table}_read`] ?? row.row_count)), value: (row) => row.row_count / Math.max(1, night.counts[`${row.source_table}_read`] ?? row.row_count) },
    { id: "before", head: "night before", numeric: true, cell: (row) => formatCount(row.row_count_before), value: (row) => row.row_count_before },
  ], [night]);
  return rows.length === 0 ? <p class="faint">Nothing: every row was used.</p> : <DataTable label="What the run left out of the source" columns={columns} rows={rows} rowId={(row) => `${row.source_table} ${row.rule} ${row.left_out}`} />;
}

function Spared({ rows }: { rows: readonly SparedRow[] }): JSX.Element {
  const columns = useMemo<Column<SparedRow>[]>(() => [
    { id: "account", head: "one of them", cell: (row) => <AccountLink id={row.first_account_id} limit={24} /> },
    { id: "size", head: "accounts", numeric: true, cell: (row) => formatCount(row.size), value: (row) => row.size },
    { id: "found", head: "found by", cell: (row) => row.found, value: (row) => row.found },
    { id: "missed", head: "spared by", cell: (row) => row.missed.map((rule) => rule.replaceAll("_", " ")).join(", "), value: (row) => row.missed.join() },
    { id: "margin", head: "missed by", numeric: true, cell: (row) => formatBits(-row.worst_margin), value: (row) => -row.worst_margin },
  ], []);
  return rows.length === 0 ? <p class="faint">Nobody.</p> : <DataTable label="Groups that were spared" columns={columns} rows={rows} rowId={(row) => String(row.group_no)} />;
}

function Trend({ nights }: { nights: readonly NightRow[] }): JSX.Element {
  const { times, lines } = useMemo(() => {
    const old = nights.toReversed();
    const named: Line[] = [
      { label: "rings", colour: "#2e86ab", values: old.map((night) => night.found_count) },
      { label: "to ban", colour: "#c8553d", values: old.map((night) => night.counts.candidates_ban ?? null) },
      { label: "other actions", colour: "#e9a23b", values: old.map((night) => (night.counts.candidates_restrict ?? 0) + (night.counts.candidates_challenge ?? 0) + (night.counts.candidates_watch ?? 0)) },
    ];
    return { times: old.map((night) => Date.parse(night.as_of) / 1000), lines: named };
  }, [nights]);
  return <Chart label={`Rings and proposals over ${nights.length} nights`} times={times} lines={lines} height={220} unit="rings, accounts" />;
}
